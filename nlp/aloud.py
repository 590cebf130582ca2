"""Sizes and codes said aloud, as the books write them: 一点九的, 二十W五十, 1米4, 五乘十, 零下25."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from .dimensions.found import stretch
from .dimensions.numeral.reading import read
from .dimensions.units import COUNTERS
from .features import CN_DIGITS, PARTED, Kind, Tier
from .gazetteer import Match
from .goods import Entry
from .lexicon import Lexicon
from .signs import signs_of

_UNITS = "".join(sorted(unit for unit in COUNTERS if len(unit) == 1))
_NUMBER = r"(?:\d+(?:\.\d+)?|[一二三四五六七八九十百]+(?:点[零一二三四五六七八九]+)?)"
SPELLED = frozenset("零一二三四五六七八九十百千两")
SPOKEN = re.compile(r"([零一二三四五六七八九十百千两]+(?:点[零一二三四五六七八九]+)?)(?=([\u3400-\u9fff]{1,2}))")
DIGIT = {"幺": "1", "两": "2", "〇": "0"} | {char: str(n) for n, char in enumerate(CN_DIGITS)}
_SPOKEN = "[零〇一二两三四五六七八九十百幺0-9]"
SPOKEN_RUN = re.compile("[零〇一二两三四五六七八九十百幺0-9a-z点]{2,}")
SPOKEN_CODE = re.compile(  # 七五零幺六, 二十w五十, 十二r二二点五
    rf"{_SPOKEN}+(?:[点a-z]{_SPOKEN}+)*[a-z]{_SPOKEN}+(?:点{_SPOKEN}+)?|[零〇一二两三四五六七八九幺]{{3}}{_SPOKEN}+|[一二三四五六七八九幺][零〇幺][零〇一二三四五六七八九幺]|[一二两三四五六七八九幺][一二三四五六七八九幺][零〇]"
)
FIGURES_BEHIND = re.compile(r"(?<=\d)[零〇一二三四五六七八九幺]{3,}\Z")  # the 四零零 of 801四零零
SPOKEN_SIZE = re.compile(rf"{_SPOKEN}+点{_SPOKEN}+|[一二两三四五六七八九]?[十百]{_SPOKEN}*")  # 一点九的, 五百的
BELOW_ZERO = re.compile(r"零下\s?(\d{1,3}|[一二三四五六七八九十百]{1,4})\s?(?:度|℃)?")
WHOLE_METRES = re.compile(r"(?<![\d.一二三四五六七八九十百])[1-9一二两三四五六七八九]米(?=的|长)")
METRES = re.compile(
    r"(?<![\d.一二三四五六七八九十百])([1-9]|[一二两三四五六七八九])米([1-9]\d?|[一二三四五六七八九])(?![\d.米十百千])"
)
UNIT = frozenset(_UNITS)
SIZE_SO_FAR = re.compile(r"[用的款]|\s?[\d一二两三四五六七八九十半]")  # what goes on behind 1米5床 where that is a size
_SIDE = _NUMBER.replace("[一二三四五六七八九十百]", "[零一二两三四五六七八九十百千]")
_TIMES = rf"(?:{_SIDE}乘)+{_SIDE}"
TIMES_OF = re.compile(rf"(?<![\d.]){_TIMES}(?:加{_TIMES})*")  # 三乘四加二乘二点五: 3*4+2*2.5
SIDES = re.compile(  # hundreds before thousands are no number
    r"(?<![零一二三四五六七八九十百千万\d])([一二三四五六七八九]百[一二三四五六七八九]?)([一二三四]千(?:[一二三四五六七八九]百?)?)(?![零一二三四五六七八九十百千万])"
)
IN_PARTS = re.compile(  # 三芯4平方, 四层50公分: 3*4, 4*50
    rf"(?=[\d一二三四五六七八九十百])(?<![\d.一二三四五六七八九十百])({_NUMBER})[{PARTED}]的?\s?({_NUMBER})(?:平方|平|毫米|厘米|公分|mm|cm|(?![\d.一二三四五六七八九十百千万\s*]|[{_UNITS}]))"
)
IN_PARTS_SIGNS = frozenset(PARTED)
TWO = re.compile(r"(?<![零一二三四五六七八九十百千万\d])两(?=[\u3400-\u9fff])")

TWOS = (("二", (Kind.HEAD, Kind.FEATURE)), ("双", (Kind.FEATURE,)))


def said_aloud(folded: str, lexicon: Lexicon, masked: int) -> Iterator[Match]:
    """All of them in a folded text, outside the masked characters; `word` is how the books write it."""
    if not SPELLED.isdisjoint(signs_of(folded)):
        yield from _spoken_sizes(folded, lexicon, masked)
        yield from _spoken_codes(folded, lexicon, masked)
    if not IN_PARTS_SIGNS.isdisjoint(signs_of(folded)):
        yield from _in_parts(folded, lexicon, masked)
    for sign, found in _SIGNED:
        if sign in folded:
            yield from found(folded, lexicon, masked)


@lru_cache(maxsize=1024)
def _in_digits(spoken: str) -> str | None:
    value = read(spoken)
    return f"{value[0].normalize():f}" if value else None


def _spoken_sizes(folded: str, lexicon: Lexicon, masked: int) -> Iterator[Match]:
    """Sizes with their number in characters: 六百克 of a thing that the list calls 600g."""
    for match in SPOKEN.finditer(folded):
        number = None if masked & stretch(*match.span()) else _in_digits(match[1])
        if number is None or any(lexicon.words.get(match[1] + match[2][:size]) for size in (1, 2)):
            continue
        for size in range(len(match[2]), 0, -1):
            measure = match[2][:size]
            word = f"{number}{measure}"
            entry = lexicon.words.get(word)
            if entry is not None and entry.kind in (Kind.CODE, Kind.FEATURE) and not _counts(measure, entry, lexicon):
                yield Match(match.start(), match.end(1) + size, word)
                break


def _counts(measure: str, entry: Entry, lexicon: Lexicon) -> bool:
    """True where goods that are so many in a box are sold by the piece: 来十袋 of 1kg*10袋/箱."""
    return measure in lexicon.counters and any(
        measure == one.unit or measure in one.packs for one in lexicon.some(entry.masks[2], 20)
    )


@lru_cache(maxsize=1024)
def _figures(spoken: str) -> tuple[str, ...]:
    """What a size may be that is spoken figure by figure, a numeral at its end: 17565 14 and 1756 54."""
    whole, dot, rest = spoken.partition("点")
    ends = ["".join(DIGIT.get(char, char) for char in whole)] if not {"十", "百"} & set(whole) else []
    for at in range(len(whole)):
        front, tail = whole[:at], whole[at:]
        if {"十", "百"} & set(front) or not {"十", "百"} & set(tail[:2]):
            continue
        number = _in_digits(tail.replace("〇", "零"))
        if number is not None:
            ends.append("".join(DIGIT.get(char, char) for char in front) + number)
    return tuple(f"{end}.{''.join(DIGIT.get(char, char) for char in rest)}" if dot else end for end in ends)


def _spoken_codes(folded: str, lexicon: Lexicon, masked: int) -> Iterator[Match]:
    """Codes and sizes as they are spoken: 二十W五十 of what the list calls 20W-50, 七五零幺六 of 7.50-16."""
    for match in SPOKEN_RUN.finditer(folded):
        if match[0].isascii():
            continue
        behind = FIGURES_BEHIND.search(match[0])
        said = behind[0] if behind else match[0]
        start, after = match.end() - len(said), folded[match.end() : match.end() + 1]
        if not (SPOKEN_CODE.fullmatch(said) or (after in ("的", "装") and SPOKEN_SIZE.fullmatch(said))):
            continue
        if after in ("千", "万") or folded[start - 1 : start] in ("千", "万", "第"):
            continue
        if masked & stretch(start, match.end()):
            continue
        forms = [""]
        for piece in re.findall(r"[a-z]+|[^a-z]+", said):
            ways = (piece,) if piece.isascii() and piece.isalpha() else _figures(piece)
            forms = [form + way for form in forms for way in ways]
        for word in forms:
            entry = lexicon.words.get(word)
            if entry is not None and entry.kind in (Kind.CODE, Kind.NUMBER):
                yield Match(start, match.end(), word)
                break


def _below_zero(folded: str, lexicon: Lexicon, masked: int) -> Iterator[Match]:
    """零下二十五度 and 零下25 of a thing that the list calls -25℃."""
    for match in BELOW_ZERO.finditer(folded):
        number = match[1] if match[1].isdecimal() else _in_digits(match[1])
        word = f"-{number}℃"
        if not masked & stretch(*match.span()) and lexicon.words.get(word) is not None:
            yield Match(match.start(), match.end(), word)


def _metres(folded: str, lexicon: Lexicon, masked: int) -> Iterator[Match]:
    """Lengths as they are spoken: 1米4 of a thing that the list calls 1400, 140cm or 1.4米, 1米的 of its 1000."""
    for match in (*METRES.finditer(folded), *WHOLE_METRES.finditer(folded)):
        if masked & stretch(*match.span()):
            continue
        whole, part = (
            str(CN_DIGITS.find(n)) if n in CN_DIGITS else n or "0" for n in match[0].replace("两", "二").split("米")
        )
        length = Decimal(f"{whole}.{part}").normalize()
        end = match.end()
        if folded[end : end + 1] in UNIT and not _begins_word(folded, end, lexicon):  # 1米2床笠: a size, not two
            sized = f"{length}米{folded[end]}"  # 1米5床 of what the list calls 1.5米床
            if lexicon.words.get(sized) is not None and SIZE_SO_FAR.match(folded, end + 1):
                yield Match(match.start(), end + 1, sized)
            continue
        mm, cm = f"{length * 1000:.0f}", f"{length * 100:.0f}"
        for word in (f"{length}米", f"{length}m", mm, cm, f"{mm}mm", f"{cm}cm"):
            if lexicon.words.get(word) is not None:
                yield Match(match.start(), match.end(), word)
                break


def _begins_word(folded: str, at: int, lexicon: Lexicon) -> bool:
    """True where the whole name of a thing begins: the 床笠 of 1米2床笠."""
    return any(
        found.start == 0 and found.end > 1 and lexicon.words[found.word].tier is not Tier.PART
        for found in lexicon.words.find(folded[at : at + 6])
    )


def _times(folded: str, lexicon: Lexicon, masked: int) -> Iterator[Match]:
    """Sizes as they are spoken: 五乘十 and 5乘10 of a thing that the list calls 5*10."""
    for match in TIMES_OF.finditer(folded):
        if masked & stretch(*match.span()):
            continue
        said = re.split("([乘加])", match[0])
        numbers = [n if n[0].isdecimal() else _in_digits(n) for n in said[::2]]
        if None in numbers:
            continue
        signs = [{"乘": "*", "加": "+"}[sign] for sign in said[1::2]]
        size = "".join(f"{n}{sign}" for n, sign in zip(numbers, [*signs, ""], strict=True))
        for word in (size, size.replace("*", "x"), *(f"{size}{unit}" for unit in ("mm", "cm", "m"))):
            if lexicon.words.get(word) is not None:
                yield Match(match.start(), match.end(), word)
                break


def _sides(folded: str, lexicon: Lexicon, masked: int) -> Iterator[Match]:
    """Two sides said one behind the other: 六百一千二 of a thing that the list calls 600*1200."""
    for match in SIDES.finditer(folded):
        if masked & stretch(*match.span()):
            continue
        one, two = _in_digits(match[1]), _in_digits(match[2])
        word = next((w for w in (f"{one}*{two}", f"{one}x{two}") if lexicon.words.get(w)), None)
        if word is not None:
            yield Match(match.start(), match.end(), word)


def _in_parts(folded: str, lexicon: Lexicon, masked: int) -> Iterator[Match]:
    """How many parts and how thick, where the list writes n*m: 三芯4平方 of a thing that it calls 3*4."""
    for match in IN_PARTS.finditer(folded):
        one, two = (n if n[0].isdecimal() else _in_digits(n) for n in match.groups())
        entry = lexicon.words.get(f"{one}*{two}") if one and two else None
        if entry is not None and entry.tier is Tier.EXACT and not masked & stretch(*match.span()):
            yield Match(match.start(), match.end(), f"{one}*{two}")


def _twos(folded: str, lexicon: Lexicon, masked: int) -> Iterator[Match]:
    """Names with a two in them, spoken otherwise: 两开 of a thing that the list calls 二开, 两爪 of 双爪."""
    for match in TWO.finditer(folded):
        start = match.start()
        if folded[start + 1] in lexicon.counters:
            continue
        best, sign = 0, ""
        for two, kinds in TWOS:
            for found in lexicon.words.find(two + folded[start + 1 : start + 6]):
                if found.start == 0 and found.end > max(best, 1) and lexicon.words[found.word].kind in kinds:
                    best, sign = found.end, two
        if best and not masked & stretch(start, start + best):
            yield Match(start, start + best, sign + folded[start + 1 : start + best])


_SIGNED = (("零下", _below_zero), ("米", _metres), ("乘", _times), ("千", _sides), ("两", _twos))
