"""One spelling for what may be typed in many ways, character by character, so that positions stay."""

import json
import re
import unicodedata
from functools import cache
from importlib.resources import files

import ahocorasick

SPACE = " "

# Signs that mean the same; on the right the one form that all readers use.
SAME = {
    "*": "×✕✖✗✘∗﹡⋅",
    "-": "‐‑‒–—―−﹣﹘",
    "~": "〜∼～﹏",
    "φ": "⌀∅ø",
    "u": "μµ",  # 200μL is typed 200ul
    "→": "➡⇒➔➜⟶",
    ",": "﹐،",
    ":": "﹕︰∶",
    ";": "﹔",
    "!": "﹗",
    "?": "﹖",
    "(": "﹙〔❨",
    ")": "﹚〕❩",
    "[": "【「『〖",
    "]": "】」』〗",
    '"': "“”„‟〝〞",
    "'": "‘’‚‛′",
    "。": "｡﹒",
    "、": "､﹑",
    "\n": "\u2028\u2029\x0b\x0c\x85",
}

# What is written as it is spoken in Canton, Shanghai and elsewhere, and how everybody else writes it: `dialect.txt`,
# a line a pair, both of one length; ^ marks what is so only where a word begins: 水龙头先发 has no 头先.
_PAIRS = [
    line.split()
    for line in files("nlp").joinpath("dialect.txt").read_text("utf-8").splitlines()
    if line[:1] not in "# "
]
DIALECT: dict[str, str] = {said: plain for said, plain, *_ in _PAIRS}
BEGINS = r"(?:(?<![\u3400-\u9fff])|(?<=[我你他她佢哋们]))"
SPOKEN = re.compile(
    "|".join(
        f"{BEGINS if where else ''}{re.escape(said)}"
        for said, _, *where in sorted(_PAIRS, key=lambda pair: len(pair[0]), reverse=True)
    )
)

_SAID = ahocorasick.Automaton()  # finds out in a tenth of the time that nothing is so spoken
for _said in DIALECT:
    _SAID.add_word(_said, True)
_SAID.make_automaton()

DASH = re.compile(r"(?<=[0-9a-z])杠(?=[0-9a-z])")  # 200杠7, as it is spoken

CASE = re.compile(r"(?<=[0-9一二两三四五六七八九十百半几])厢(?![车版式情])")  # 笋丝一厢, which is 一箱
SCORE = re.compile(
    r"(?:(?<=[的要来拿])|(?<![\u3400-\u9fff]))念(?=[箱盒件包袋只支个条桶瓶斤套卷张片])"
)  # 念盒, which is 廿盒

KUAI = re.compile(r"(?<=[0-9一二两三四五六七八九十百半几])蚊(?![香帐虫子液水片])")  # 13蚊, which is 13块 in Canton

PAIR = re.compile("俩(?=[百千万])")  # 俩百, which is 两百
KEPT_SYMBOLS = range(0x2100, 0x2150), range(0x3200, 0x3400), range(0x00A0, 0x0100)


def normalize(text: str) -> str:
    """Fold width, script, case, punctuation and dialect; the result has as many characters as the text."""
    plain = changing().sub(lambda match: _table()[ord(match[0])], text)
    plain = DASH.sub("-", plain) if "杠" in plain else plain
    plain = CASE.sub("箱", plain) if "厢" in plain else plain
    plain = SCORE.sub("廿", plain) if "念" in plain else plain
    plain = KUAI.sub("块", plain) if "蚊" in plain else plain
    plain = PAIR.sub("两", plain) if "俩" in plain else plain
    return SPOKEN.sub(lambda match: DIALECT[match[0]], plain) if next(_SAID.iter(plain), None) else plain


class _Table(dict[int, str]):
    """A translation table that works a character out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = _fold(chr(code))
        self[code] = folded
        return folded


@cache
def _table() -> _Table:
    table = _Table()
    # Read directly: zhconv's own loader leaves the file open.
    words: dict[str, str] = json.loads(files("zhconv").joinpath("zhcdict.json").read_text("utf-8"))["zh2Hans"]
    table.update({ord(old): new for old, new in words.items() if len(old) == len(new) == 1})
    table.update({ord(sign): one for one, signs in SAME.items() for sign in signs})
    return table


@cache
def changing(others: str = "") -> re.Pattern[str]:
    """Every character that has another form, and these others: most have none, and a text is spared a look at each."""
    return re.compile(f"[{re.escape(_changed() + others)}\U00010000-\U0010ffff]")


@cache
def _changed() -> str:
    """All characters of the first plane that have another form; those that have none are not kept in the table."""
    table = _table()
    return "".join(char for code in range(0x10000) if (table.get(code) or _fold(chr(code))) != (char := chr(code)))


def _fold(sign: str) -> str:
    if sign == "\n":
        return sign
    category = unicodedata.category(sign)
    if category == "Nd":
        return str(unicodedata.digit(sign))
    if category != "No":
        sign = _single(unicodedata.normalize("NFKC", sign), sign)
        category = unicodedata.category(sign)
    if category[0] in "CMZ" or (category == "Sk" and not sign.isascii()):
        return SPACE
    if category == "So" and not any(ord(sign) in kept for kept in KEPT_SYMBOLS):
        return SPACE
    return _single(sign.lower(), sign)


def _single(folded: str, original: str) -> str:
    return folded if len(folded) == 1 else original
