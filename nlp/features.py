"""Cuts a catalogue's names, specifications and aliases into the words people use for its products.

Nothing here knows a trade: heads are names and aliases, features are what tells products of one family
apart, codes are the runs of letters and digits in them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise
from typing import ClassVar, Self

from .dimensions.units import COUNTERS, MEASURES
from .frozen import frozen
from .normalize import DIALECT, changing, normalize
from .said_sizes import size_words
from .segment import is_word
from .thick import thick_words
from .words import COLOURS, DECIDING


class _Member(int):
    """A number with a name, one object for each: an enum's members take four times as long to ask for."""

    name: str

    @classmethod
    def named(cls, value: int, name: str) -> Self:
        """The member that `name` is to stand for."""
        one = cls(value)
        one.name = name
        return one


class Tier(_Member):
    """How well a word stands for a product: the whole of a name, its end, or some part of it."""

    EXACT: "ClassVar[Tier]"
    SUFFIX: "ClassVar[Tier]"
    PART: "ClassVar[Tier]"


class Kind(_Member):
    """Where a word comes from."""

    HEAD: "ClassVar[Kind]"  # a name or alias, or the end of one: can stand for the thing alone
    CODE: "ClassVar[Kind]"  # letters and digits
    FEATURE: "ClassVar[Kind]"  # tells members of a family apart
    NUMBER: "ClassVar[Kind]"  # digits only: a feature, or just a number


TIERS = tuple(Tier.named(value, name) for value, name in enumerate(("EXACT", "SUFFIX", "PART")))
Tier.EXACT, Tier.SUFFIX, Tier.PART = TIERS
KINDS = tuple(Kind.named(value, name) for value, name in enumerate(("HEAD", "CODE", "FEATURE", "NUMBER")))
Kind.HEAD, Kind.CODE, Kind.FEATURE, Kind.NUMBER = KINDS


@frozen
class Word:
    """A word that may stand for a product."""

    text: str
    tier: Tier
    kind: Kind
    far: bool = False  # a word of its own, which yet tells no more of its products than a part would


ALNUM = re.compile(r"[φΦ]?[-+]?[a-z0-9](?:[a-z0-9]|[*/.\-+:](?=[a-z0-9]))*[%℃]?")
CJK = re.compile(r"[\u3400-\u9fff]+")
BRACKETS = re.compile(r"[()\[\]{}【】<>《》]")
UNIT_WORDS = {
    "kg": ("公斤", "千克"), "g": ("克",), "mm": ("毫米", "厘"), "cm": ("厘米", "公分"), "ml": ("毫升",), "l": ("升",),
    "m": ("米",), "t": ("吨",), "v": ("伏",), "w": ("瓦",), "kw": ("千瓦",),
    "oz": ("盎司", "安士", "安"), "a": ("安",), "mah": ("毫安",), "℃": ("度",),
}  # fmt: skip
CN_COUNTS = {
    **{str(n): (char,) for n, char in enumerate("一二三四五六七八九十", start=1)},
    "2": ("两", "二"), "0.5": ("半",),
}  # fmt: skip
SIZE = re.compile(r"[0-9.]+[\u3400-\u9fff]")
ONE_FIGURE = re.compile(r"[a-z]{1,2}([0-9])")  # D6, M8, R2
DIAMETER = re.compile(r"d([0-9]+(?:\.[0-9]+)?)")
HELD = re.compile(r"([散罐袋盒瓶桶听])装")
GRAIN = re.compile(r"([0-9]+)([#目])")  # how fine an abrasive is
SIDE = re.compile(r"[0-9]{2,4}")  # centimetres or millimetres
THREAD = re.compile(r"(?<![a-z])(?:rc|rp|zg|npt|pt|bsp|[gr])(\d/\d{1,2})(?!\d)")  # the 3/8 of G3/8
SCRIPT_CHANGE = re.compile(
    r"(?<=[a-z])(?=[0-9])|(?<=[\u3400-\u9fff])(?=[0-9a-z])|(?<=[0-9a-z])(?=[\u3400-\u9fff])|(?<= )(?=[0-9a-z])"
)
_FRACTIONS = frozenset("半0123456789一二三四五六七八九")
NUMERALS = frozenset("零一二三四五六七八九十百千万两半")
MEASURED = re.compile(r"([0-9]+(?:\.[0-9]+)?)(公斤|千克|毫米|厘米|公分|毫升|毫安|厘|克|升|米|吨|伏|瓦)")
LATIN_OF = {spoken: latin for latin, words in UNIT_WORDS.items() for spoken in words}
CN_DIGITS = "零一二三四五六七八九"
YEAR = re.compile(r"(?:19|20)(\d\d年)")
LETTER = re.compile(r"([sml])[码号]")
LETTERED_END = re.compile(r".*[\u3400-\u9fff](?:x{0,4}[sml]|[2-9]xl)")
COLOUR = re.compile(rf"[\u3400-\u9fff]{{0,2}}[{''.join(sorted(COLOURS))}]色|[{''.join(sorted(COLOURS))}]")
NO_COLOUR = frozenset(
    (
        "原",
        "本",
        "特",
        "角",
        "花",
        "彩",
        "杂",
        "混",
        "拼",
        "配",
        "调",
        "染",
        "单",
        "双",
        "三",
        "四",
        "五",
        "六",
        "七",
        "多",
        "各",
        "颜",
        "货",
        "成",
    )
)
ENGLISH = {
    "白": "white", "黑": "black", "红": "red", "蓝": "blue", "绿": "green", "黄": "yellow", "灰": "grey",
    "紫": "purple", "粉": "pink", "棕": "brown", "橙": "orange", "金": "gold", "银": "silver",
}  # fmt: skip
PLUGS = {
    "国规": ("cn", "国标"), "美规": ("us", "美标"), "欧规": ("eu", "欧标"), "英规": ("uk", "英标"),
    "澳规": ("au", "澳标"), "日规": ("jp", "日标"),
}  # fmt: skip
SORT = re.compile(r"(?<![a-z0-9])[a-z][型款级类]")  # P型 of 存水弯 P型
SORTED = re.compile(r"(?<![a-z0-9])([a-z])[型款](?=[\u3400-\u9fff]{2})")  # W型 of W型刀杆
LETTERED = re.compile(r"[a-z]{1,3}([0-9][0-9.*/]+)")
LARGER = {"ml": ("l", 1000), "g": ("kg", 1000), "cm": ("m", 100), "mm": ("m", 1000)}
SMALLER = {"l": "ml", "kg": "g"}
DECIMAL = re.compile(r"[0-9]+\.[0-9]")  # 1.5ml is never said 15ml, but xh2.54 may be xh254
FULL = re.compile(r"[0-9]+\.[0-9]*0(?=[\u3400-\u9fff])")
UNDOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{2})([-r][0-9]{2,3}(?:\.5)?)")  # 10.00-20 is said 1000-20
_PIECES = "".join(sorted(one for one in COUNTERS - MEASURES if len(one) == 1 and CJK.match(one)))
COUNTED_WITHIN = re.compile(rf"([0-9]+)[{_PIECES}孔格](?:/|[\u3400-\u9fff]|\Z)")  # 50支/包, 50孔
TIMES = re.compile(r"([0-9]+)[*x]")  # how strong, how large: 10×
BELOW = re.compile(r"(-[0-9]{1,3})℃")
TWO_MEASURES = re.compile(r"[0-9.]+[a-z]{1,2}[/*][0-9.]+[a-z]{1,2}")  # 470uf/35v is said 470/35
FRACTION = re.compile(r"[0-9]/[0-9]{1,2}")
MEASURING = COUNTERS | {"瓦", "目", "度", "号", "型", "款", "系", "转", "线", "针", "年", "级", "钢"}
PARTED = "件头格门抽层孔位联段档缸芯人"  # 三件套, 四抽柜: how many parts a thing has
TAIL = re.compile(r"[a-z][0-9]?|[0-9]{1,3}[号型](?: .*)?")  # 色卡A, 花肥2号 1kg
SERIES_OF = re.compile(r"(.*[a-z][0-9]{2,})-[0-9]{1,2}[a-z]?")
HAVING = frozenset("带含有加配")
CUT, SIGNS = re.compile(r"[\-_/.]"), re.compile(r"[*/.\-+:_]")  # where a number is shortened, what is left out of it
A_LETTER, A_FIGURE = re.compile(r"[a-z]"), re.compile(r"[0-9]")
ONE_OF = re.compile(
    r"[一1][个件只箱套台盒包袋桶瓶罐条根支片块张卷把对双副付组打]"
)  # 一套 tells nothing: everything is so
BETWEEN_TOKENS = re.compile(r"[\s,;、，；|]+")
MAX_GRAM = 6


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lower case and one shape for the multiplication sign; the length stays. Names are asked for again and again."""
    return text.translate(_FOLDED) if _changed().search(text) else text


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """Folded, and without blanks."""
    return fold(text).replace(" ", "")


class _Folded(dict[int, int]):
    """A translation table that works a character out when it is first met."""

    def __missing__(self, code: int) -> int:
        one = normalize(chr(code))
        found = self[code] = ord(_SAME.get(one, one))
        return found


_FOLDED = _Folded()
_SAME = {"ø": "φ", "°": "℃"}


@cache
def _changed() -> re.Pattern[str]:
    """What folding changes: all that normalising changes in a single character, and signs that look like others."""
    return changing("".join((*_SAME, *(one for one in DIALECT if len(one) == 1))))


def split_name(name: str) -> tuple[str, tuple[str, ...]]:
    """The name without its brackets, and what stood in them."""
    pieces = BRACKETS.split(name)
    return "".join(pieces[::2]).strip(), tuple(p.strip() for p in pieces[1::2] if p.strip())


def heads(name: str, aliases: Iterable[str]) -> tuple[str, ...]:
    """A product's name and aliases as they are looked up: folded, without what stands in brackets."""
    return tuple(split_name(fold(one))[0] for one in (name, *aliases))


def grams(run: str) -> Iterator[tuple[str, bool]]:
    """Inner pieces of a Chinese run, at least two characters, and whether each ends the run."""
    for size in range(2, min(MAX_GRAM, len(run) - 1) + 1):
        for start in range(len(run) - size + 1):
            gram = run[start : start + size]
            if start and gram[0] in HAVING and run[start - 1] in "不无没":
                continue  # 带灯 of 不带灯
            if start and run[start - 1] == "非" and not is_word(run[max(0, start - 2) : start + 1]):
                continue  # 屏蔽 of 非屏蔽, but 鱼片 of 罗非鱼片
            if start and gram[0] == "的":
                continue  # 的遥控 of 美的遥控: whoever says it speaks of another one's, 格力的遥控
            if not NUMERALS.issuperset(gram):  # 十二 of 十二烷基硫酸钠 is a number
                yield gram, start + size == len(run)


def trimmed(number: str) -> str:
    """A decimal without the zeros that say nothing: 0.50 is 0.5."""
    return number.rstrip("0").rstrip(".") if "." in number and number.replace(".", "").isdecimal() else number


def _code(text: str, tier: Tier) -> Iterator[Word]:
    bare = text.strip("+-*/.:")
    digits = bare.replace(".", "").isdecimal()
    if bare and (len(bare) > 1 or text != bare):
        yield Word(bare, tier, Kind.NUMBER if digits else Kind.CODE)
    if bare and text != bare:
        yield Word(text, tier, Kind.CODE)


def _pieces(part: str) -> Iterator[Word]:
    """Shorter forms of one unbroken code: its first runs, long digit runs, long letter runs."""
    runs = re.findall(r"[a-z]+|[0-9.]+|[%℃]", part)
    for count in range(1, len(runs)):
        head = "".join(runs[:count])
        if count > 1 and len(head) >= 2:
            yield Word(head, Tier.PART, Kind.CODE)
    for number, letters in pairwise(runs[1:]):
        if number[0].isdecimal() and letters.isalpha() and len(number) > 1 and len(letters) < 3:
            yield Word(f"{number}{letters}", Tier.PART, Kind.CODE)  # 63a of 2p63a
    if one := ONE_FIGURE.fullmatch(part):
        yield Word(one[1], Tier.PART, Kind.NUMBER)
    for run in runs:
        if len(runs) > 1 and ((run[0].isdecimal() and len(run) >= 2) or len(run) >= 3):
            for form in {trimmed(run.strip(".")), run.strip(".")}:
                yield Word(form, Tier.PART, Kind.NUMBER if run[0].isdecimal() else Kind.CODE)


def _unitless(plain: str, parts: int) -> Iterator[Word]:
    """A size without its unit: 6 of 6mm, 28*42 of 28*42cm."""
    if single := re.fullmatch(r"([0-9])(?:mm|cm|m|分|寸)", plain):
        yield Word(single[1], Tier.PART, Kind.NUMBER)
    bare = re.sub(r"(?<=[0-9])(?:mm|cm|m|kg|g|ml|l)$", "", plain)
    if bare != plain and parts > 1:
        yield from _code(bare, Tier.EXACT)
    if TWO_MEASURES.fullmatch(plain):
        yield from _code(re.sub("[a-z]+", "", plain), Tier.EXACT)


def _across(plain: str) -> Iterator[Word]:
    """A diameter with its sign and no unit, or with the unit or nothing and no sign: φ3 of φ3mm, 8mm and 8 of φ8."""
    if number := re.fullmatch(r"([0-9.]+)mm", plain):
        yield Word(f"φ{number[1]}", Tier.EXACT, Kind.CODE)
    elif re.fullmatch(r"[0-9.]+", plain):
        yield from (Word(f"{plain}{unit}", Tier.PART, Kind.CODE) for unit in ("mm", *UNIT_WORDS["mm"]))
        if len(bare := trimmed(plain)) == 1:
            yield Word(bare, Tier.PART, Kind.NUMBER)
    elif across := re.match(r"([0-9]+(?:\.[0-9]+)?)\*", plain):
        yield Word(f"φ{across[1]}", Tier.PART, Kind.CODE)  # φ19 of φ19*1.0


def _said_in_full(plain: str) -> Iterator[Word]:
    """Two measures in one as they are spoken: 12伏2安 of 12v2a."""
    measures = re.findall(r"([0-9.]+)([a-z]+)", plain)
    if (
        len(measures) == 2
        and "".join(n + u for n, u in measures) == plain
        and all(u in UNIT_WORDS for _, u in measures)
    ):
        yield Word("".join(f"{trimmed(n)}{UNIT_WORDS[u][0]}" for n, u in measures), Tier.PART, Kind.CODE)
        yield Word("".join(measures[1]), Tier.PART, Kind.CODE)  # 2a of 12v2a
        for number, unit in measures:
            for count in (trimmed(number), *CN_COUNTS.get(trimmed(number), ())):
                yield Word(f"{count}{UNIT_WORDS[unit][0]}", Tier.PART, Kind.CODE)


def _sizes(plain: str) -> Iterator[Word]:
    """Of a size in several numbers: the numbers without the letters before them, fractions, one of one digit at an end.

    25*1/2 of DN25*1/2, 1/2 of both, 8 of 8*150; and in metres: 1.8*2 and 1.8 of 180*200 and of 1800*2000.
    """
    pieces = plain.split("*")
    if len(pieces) < 2:
        return
    if bare := LETTERED.fullmatch(plain):
        yield from _code(bare[1], Tier.EXACT)
    yield from (Word(piece, Tier.PART, Kind.CODE) for piece in pieces if FRACTION.fullmatch(piece))
    for piece in {trimmed(pieces[0]), trimmed(pieces[-1]) if len(pieces) > 2 else ""}:
        if len(piece) == 1 and piece.isdecimal():
            yield Word(piece, Tier.PART, Kind.NUMBER)
    if len(pieces) == 3 and pieces[0] == pieces[1] != pieces[2]:
        yield Word(f"{pieces[0]}*{trimmed(pieces[2])}", Tier.PART, Kind.CODE)  # 75*8 of 75*75*8
        yield Word(f"{pieces[0]}*{pieces[2]}", Tier.PART, Kind.CODE)
    sides = pieces[:2] if len(pieces) == 3 and not pieces[2].isdecimal() else pieces  # how thick is said apart: 1.0cm
    if all(SIDE.fullmatch(piece) for piece in sides) and len(sides[0]) > 2:
        yield from _in_metres([Decimal(piece) for piece in sides])


def _in_metres(sides: Sequence[Decimal]) -> Iterator[Word]:
    """How sheets and boards are spoken of whose size the list gives in centimetres or millimetres."""
    for times in (100, 1000):
        spoken = [trimmed(f"{side / times:f}") for side in sides]
        if Decimal("0.3") <= min(sides[:2]) / times and max(sides[:2]) / times <= 6:
            yield Word("*".join(spoken), Tier.PART, Kind.CODE)
            yield Word(spoken[0], Tier.PART, Kind.NUMBER)
            yield from (Word(f"{spoken[0]}{unit}", Tier.PART, Kind.CODE) for unit in ("m", "米"))


def _otherwise_measured(count: str, unit: str) -> Iterator[Word]:
    """The same measure in the next unit: 1l and 1升 of 1000ml, 1.2米 of 1200mm, 500g of 0.5kg."""
    larger, times = LARGER.get(unit, ("", 0))
    if larger and count.replace(".", "", 1).isdecimal() and Decimal(count) * 2 >= times:
        number = trimmed(f"{Decimal(count) / times:f}")
        yield Word(f"{number}{larger}", Tier.PART, Kind.CODE)
        if larger != "kg":
            yield from (Word(f"{number}{spoken}", Tier.PART, Kind.CODE) for spoken in UNIT_WORDS[larger])
    elif unit in SMALLER and "." in count and count.replace(".", "", 1).isdecimal():
        yield Word(f"{trimmed(f'{Decimal(count) * 1000:f}')}{SMALLER[unit]}", Tier.PART, Kind.CODE)


def _signless(plain: str) -> Iterator[Word]:
    """A size without the dot or the degrees that nobody says: 1000-20 and 100020 of 10.00-20, -25 of -25℃."""
    if undotted := UNDOTTED.fullmatch(plain):
        yield Word(f"{undotted[1]}{undotted[2]}{undotted[3]}", Tier.EXACT, Kind.CODE)
        if undotted[3][1:].isdecimal():
            yield Word(f"{undotted[1]}{undotted[2]}{undotted[3][1:]}", Tier.EXACT, Kind.NUMBER)
    if below := BELOW.fullmatch(plain):
        yield Word(below[1], Tier.PART, Kind.CODE)


def _counting(run: str) -> Iterator[Word]:
    """How many pieces are in one: the 50 of 50支/包, which tells less than the 50 of 50ml."""
    yield from (Word(word.text, word.tier, word.kind, far=True) for word in code_words(run))


def code_words(run: str) -> Iterator[Word]:
    """All ways to say one run of letters and digits of a name or specification."""
    plain = run.lstrip("φΦ")
    for whole in {run, plain}:
        yield from _code(whole, Tier.EXACT)
    parts = [p for p in re.split(r"[*/\-+:]", plain) if p]
    yield from _unitless(plain, len(parts))
    yield from _across(plain) if plain != run else ()
    if across := DIAMETER.match(plain):
        yield Word(f"{across[1]}mm", Tier.PART, Kind.CODE)  # 8mm of D8 and of D8*100
    yield from _said_in_full(plain)
    yield from _sizes(plain)
    short = "*".join(trimmed(p) for p in plain.split("*"))
    if short != plain:
        yield from _code(short, Tier.EXACT)
    compact = re.sub(r"[*/\-+:]|(?<![0-9])\.|\.(?![0-9])" if DECIMAL.match(plain) else r"[*/.\-+:]", "", plain)
    if compact != plain and (re.search("[a-z]", compact) or len(compact) >= 4):
        yield Word(compact, Tier.EXACT, Kind.CODE if re.search("[a-z]", compact) else Kind.NUMBER)
    yield from _signless(plain)
    weight = re.fullmatch(r"[0-9.]+(?:kg|g|ml|l)", parts[0]) if parts else None
    for index, part in enumerate(parts):
        if index and weight and part.isdecimal():
            continue  # 1kg*10: ten a case is no name
        if len(parts) > 1:
            yield from (word for form in {trimmed(part), part} for word in _code(form, Tier.PART))
        yield from _pieces(part)
        unit = re.fullmatch(r"([0-9.]+)([a-z℃]+)", part)
        if unit is None:
            continue
        count_ = trimmed(unit[1])
        said = (count_, *CN_COUNTS.get(count_, ()))
        yield from _otherwise_measured(count_, unit[2])
        for spoken in UNIT_WORDS.get(unit[2], ()):
            whole_said = plain[: -len(unit[2])] + spoken if index == len(parts) - 1 else ""
            for word in (*(f"{n}{spoken}" for n in said), whole_said):
                if word:
                    yield Word(word, Tier.PART, Kind.CODE)
    for count in range(2, len(parts)):
        if "*" in plain:
            yield Word("*".join(plain.split("*")[:count]), Tier.PART, Kind.CODE)


def _colour(token: str) -> Iterator[Word]:
    """All ways to say a colour: 粉色 of 粉, 白 of 白色, and 红 where the list has 大红."""
    bare = token.removesuffix("色")
    if bare == "咖啡":
        yield from (Word(form, Tier.EXACT, Kind.FEATURE) for form in ("咖啡", "咖啡色", "咖", "咖色") if form != token)
        return
    if not 1 <= len(bare) <= 3 or not CJK.fullmatch(bare):
        return
    if bare[-1] not in COLOURS:
        if bare != token and bare not in NO_COLOUR:
            yield Word(bare, Tier.EXACT, Kind.FEATURE)  # 驼 of 驼色
        return
    if bare in ENGLISH:
        yield Word(ENGLISH[bare], Tier.EXACT, Kind.FEATURE)
    for form in (bare, f"{bare}色"):
        if form != token:
            yield Word(form, Tier.EXACT, Kind.FEATURE)
    if len(bare) > 1:
        yield Word(bare[-1], Tier.PART, Kind.FEATURE)
        yield Word(f"{bare[-1]}色", Tier.PART, Kind.FEATURE)


def _measured(token: str) -> Iterator[Word]:
    """Other ways to write a measure: 2g of 2克."""
    for count, unit in MEASURED.findall(token):
        for word in (LATIN_OF[unit], *UNIT_WORDS[LATIN_OF[unit]]):
            yield Word(f"{trimmed(count)}{word}", Tier.PART, Kind.CODE)


def _said_short(token: str) -> Iterator[Word]:
    """L of L码, 6件套 of 六件套, 1平方 of 1.0平方, and 日立zx200 of 日立zx200-3."""
    if (front := SERIES_OF.fullmatch(token)) and CJK.match(token):
        yield Word(front[1], Tier.PART, Kind.FEATURE)
    if full := FULL.match(token):
        yield Word(trimmed(full[0]) + token[full.end() :], Tier.EXACT, Kind.FEATURE)
    if held := HELD.fullmatch(token):
        yield Word(f"{held[1]}的", Tier.PART, Kind.FEATURE)  # 散的 of 散装
    if grain := GRAIN.fullmatch(token):
        yield Word(grain[1] + ("目" if grain[2] == "#" else "#"), Tier.PART, Kind.FEATURE)  # 80目 of 80#
    if year := YEAR.fullmatch(token):
        yield Word(year[1], Tier.EXACT, Kind.FEATURE)  # 22年 of 2022年
    if sized := LETTER.fullmatch(token):
        yield Word(sized[1], Tier.EXACT, Kind.FEATURE)
    if len(token) > 1 and token[0] in CN_DIGITS[1:] and token[1] in PARTED:
        yield Word(str(CN_DIGITS.index(token[0])) + token[1:], Tier.EXACT, Kind.FEATURE)


def _plug(token: str) -> Iterator[Word]:
    """Which country's plug it is: 美规, us plug."""
    if token in PLUGS:
        land, common = PLUGS[token]
        yield from (Word(form, Tier.EXACT, Kind.FEATURE) for form in (land, f"{land} plug", f"{land}规", common))


def _size_said(size: str, before: str, follows: str) -> Iterator[Word]:
    """A size as people say it; `before` stands before it in the books, `follows` is the sign behind it."""
    for words in size_words(size, before) if not (follows and follows in _FRACTIONS) else ():
        yield Word(words, Tier.PART, Kind.CODE if words.isascii() else Kind.FEATURE)


def _deciding(run: str) -> Iterator[Word]:
    """The sign that a word begins with and that tells kinds apart, be it behind a measure: the 左 of 3米左向."""
    if run[0] in DECIDING:
        yield Word(run[0], Tier.EXACT if len(run) == 1 else Tier.PART, Kind.FEATURE)
    elif run[0] in "米寸" and run[1:2] in ("左", "右"):
        yield Word(run[1], Tier.PART, Kind.FEATURE)


def _spec_token(token: str) -> Iterator[Word]:
    yield from _colour(token)
    chinese = CJK.fullmatch(token) is not None
    code = ALNUM.fullmatch(token) is not None
    if not code and (len(token) > 1 or chinese) and not ONE_OF.fullmatch(token):
        yield Word(token, Tier.EXACT, Kind.FEATURE)
        if token[0].isdecimal() and token[1:2] and CJK.match(token[1]):
            yield Word(CN_DIGITS[int(token[0])] + token[1:], Tier.EXACT, Kind.FEATURE)
    if len(token) == 1 and token.isalpha() and token.isascii():
        yield Word(token, Tier.EXACT, Kind.FEATURE)
    yield from _said_short(token)
    yield from _plug(token)
    for latin, spoken in UNIT_WORDS.items():
        if not code and (match := re.fullmatch(rf"([0-9.]+){latin}([\u3400-\u9fff]+)", token)):
            yield from (Word(f"{match[1]}{unit}{match[2]}", Tier.EXACT, Kind.FEATURE) for unit in spoken)
    for run in CJK.findall(token):
        if not chinese and len(run) > 1:
            yield Word(run, Tier.EXACT, Kind.FEATURE)
        yield from _deciding(run)
        for gram, _ in grams(run):
            yield Word(gram, Tier.PART, Kind.FEATURE)
    counted = COUNTED_WITHIN.match(token)
    for run in ALNUM.findall(token):
        yield from _counting(run) if counted and run == counted[1] else code_words(run)
    if times := TIMES.fullmatch(token):
        yield from (Word(f"{times[1]}{sign}", Tier.EXACT, Kind.CODE) for sign in ("x", "*", "倍"))
    yield from (Word(thread[1], Tier.PART, Kind.FEATURE) for thread in THREAD.finditer(token))
    yield from _measured(token)
    yield from (Word(word, Tier.PART, Kind.FEATURE) for word in thick_words(token))
    for match in re.finditer(r"([0-9.]+)([\u3400-\u9fff])", token):
        follows = token[match.end() : match.end() + 1]  # 1寸 is but a part of 1寸半
        if match[2] in DECIDING:
            continue
        for size in {match[0], trimmed(match[1]) + match[2]}:
            yield Word(size, Tier.PART if follows in _FRACTIONS and follows else Tier.EXACT, Kind.FEATURE)
        yield from _size_said(trimmed(match[1]) + match[2], token[: match.start()], follows)


def _from_code_on(head: str) -> Iterator[Word]:
    """The ends of a name that begin with its code, and the front that ends with one: U盘 of 天星U盘, 双C of 双C线."""
    for cut in SCRIPT_CHANGE.finditer(head):
        end = head[cut.start() :]
        if (
            (len(end) > 2 or (len(end) == 2 and end[0].isascii() and end[0].isalpha()))
            and CJK.search(end)
            and not CJK.fullmatch(end)
            and not MEASURED.fullmatch(end)  # 5公斤 of one thing's by-name is 5kg of the others
        ):
            yield Word(end, Tier.SUFFIX, Kind.HEAD)
            if " " in end and CJK.search(short := end.split(" ")[0]) and len(short) > 1 and not CJK.fullmatch(short):
                yield Word(short, Tier.SUFFIX, Kind.HEAD)  # U盘 of 金士顿U盘 32G
        if len(front := head[: cut.start()]) > 1 and CJK.match(front) and front[-1].isalpha() and front[-1].isascii():
            yield Word(front, Tier.PART, Kind.HEAD)  # 双C of 双C快充线


def _head(head: str) -> Iterator[Word]:
    code = ALNUM.fullmatch(head) is not None and (not re.search("[a-z]", head) or len(head) == 1)
    yield Word(head, Tier.EXACT, Kind.CODE if code else Kind.HEAD)
    if "式" in head[2:-1]:
        yield Word(head[:2] + head[2:].replace("式", "", 1), Tier.EXACT, Kind.HEAD)  # 两片球阀 of 两片式球阀
    if SORTED.search(head):
        yield Word(SORTED.sub(r"\1", head), Tier.EXACT, Kind.HEAD)  # W刀杆 of W型刀杆
    for run in CJK.findall(head):
        if run != head and len(run) > 1:
            whole = TAIL.fullmatch(head.removeprefix(run)) is not None  # 粉色康乃馨 of 粉色康乃馨A is no 水粉色康乃馨
            yield Word(run, Tier.EXACT if whole else Tier.SUFFIX if _ends_word(run, head) else Tier.PART, Kind.HEAD)
        for gram, final in grams(run):
            yield Word(gram, Tier.SUFFIX if final else Tier.PART, Kind.HEAD)
    for run in ALNUM.findall(head):
        yield from code_words(run)
    if CJK.search(head):
        for size in SIZE.finditer(head):
            if (
                size[0][-1] not in DECIDING
                and not _numbers_thing(size[0])
                and (size[0][-1] == "万" or head[size.end() : size.end() + 1] not in _FRACTIONS)
            ):
                yield Word(size[0], Tier.PART, Kind.FEATURE)  # 1寸 of 1寸球阀, not of 1寸2球阀
                yield from _size_said(size[0], head[: size.start()], "")
        yield from (Word(sort[0], Tier.EXACT, Kind.FEATURE) for sort in SORT.finditer(head))
    yield from _from_code_on(head)
    for word in head.split(" ")[1:]:
        if COLOUR.fullmatch(word):
            yield from _colour(word)  # 粉 of 化妆包 粉色
    for char in head:
        if char in DECIDING:
            yield Word(char, Tier.PART, Kind.FEATURE)


def _numbers_thing(piece: str) -> bool:
    """True for a long number with the first sign of what it numbers, which says no size: the 2612鼓 of 2612鼓芯."""
    return len(piece) > 4 and "." not in piece and piece[-1] not in MEASURING


def _ends_word(run: str, head: str) -> bool:
    """True where a name, or one of the words that it is written in, ends so: the 墨水 of EP004墨水 黑."""
    return any(word.endswith(run) for word in head.split())


def _remainders(base: str, heads: Iterable[str]) -> Iterator[Word]:
    """What a longer head says beyond a shorter one: 进 of 进气门 beside 气门."""
    known = sorted(dict.fromkeys(h for h in heads if len(h) > 1), key=len)
    for index, short in enumerate(known):
        for long in known[index + 1 :]:
            before, found, after = long.partition(short)
            if not found:
                continue
            for rest in (before, after):
                if CJK.fullmatch(rest) and (len(rest) > 1 or rest in DECIDING):
                    make = len(rest) > 1 and base.startswith(rest) and not base.endswith(short)  # 莫林 of 莫林蓝柑糖浆
                    yield Word(rest, Tier.PART if make else Tier.EXACT, Kind.FEATURE)


def _fronts(code: str) -> Iterator[Word]:
    """The front of a SKU, as people shorten it: OPP-2030 of OPP-2030-7."""
    for cut in CUT.finditer(code):
        front = code[: cut.start()]
        if len(front) >= 3 and A_LETTER.search(front) and A_FIGURE.search(front):
            yield Word(front, Tier.PART, Kind.CODE)


def name_words(name: str, aliases: Iterable[str]) -> Iterator[Word]:
    """The words of a name and its aliases: the same for all members of a family."""
    base, inside = split_name(fold(name))
    heads = [base]
    features = list(inside)
    for alias in aliases:
        head, more = split_name(fold(alias.strip()))
        heads.append(head)
        features += more
    for head in heads:
        if head:
            yield from _head(head)
        if LETTERED_END.fullmatch(head):
            yield from (Word(head + word, Tier.EXACT, Kind.HEAD) for word in "码号")  # 手套M码 of what is called 手套M
    yield from _remainders(base, heads)
    for token in features:
        if token:
            yield from _spec_token(token)


def spec_words(token: str) -> Iterator[Word]:
    """The words of one token of a specification."""
    for piece in BRACKETS.split(token):
        if piece:
            yield from _spec_token(piece)


def spec_tokens(spec: str) -> list[str]:
    """A specification cut at spaces and commas."""
    return BETWEEN_TOKENS.split(fold(spec))


def sku_words(sku: str) -> Iterator[Word]:
    """The words of a product's number."""
    code = fold(sku.strip())
    if len(code) > 1:
        yield Word(code, Tier.EXACT, Kind.CODE)
        yield from _fronts(code)
        compact = SIGNS.sub("", code)
        if len(compact) > 2 and not compact.isdecimal():
            yield Word(compact, Tier.EXACT, Kind.CODE)


def product_words(sku: str, name: str, spec: str, aliases: Iterable[str]) -> Iterator[Word]:
    """Every word that may stand for this product, with how well it does."""
    yield from name_words(name, aliases)
    for token in spec_tokens(spec):
        yield from spec_words(token)
    yield from sku_words(sku)
