"""Where numbers stand in a text, specifications marked as such; the readers of numbers, amounts and prices share it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from nlp.dimensions.numeral.patterns import (
    ABOUT,
    ABOUT_ENDS,
    AFTER_SPEC,
    AROUND,
    ATOM,
    BEFORE_SPEC,
    BIG,
    ENGLISH_WORDS,
    FRACTION,
    HALF,
    JOIN,
    LATIN_UNIT,
    MEASURED,
    MORE,
    PERSONS,
    SMALL,
    SOME,
    SPELLED,
    TEN,
)
from nlp.dimensions.numeral.reading import LONGEST, TWICE, UNIT, read
from nlp.dimensions.numeral.value import Atom, Number
from nlp.dimensions.units import COUNTERS

SLASHED = re.compile(r"(?<![\d./a-z-])([1-9])/([2-9]|1[0-6])(?=[箱吨斤公车托板桶])")  # 1/2箱
TENS = frozenset(TEN + BIG)
ROUND = frozenset(f"0{TEN}{BIG}")  # what a round number ends in
SEVERAL = re.compile(rf"[零大]?几[{TEN}{BIG}]*")  # 一百几, 一百零几万, 两百大几
CLASH = re.compile(r"(\d{2,}[万千])[1-9]\d{1,2}\Z")


@lru_cache(maxsize=16)
def scan(text: str) -> tuple[Atom, ...]:
    """Return the numbers of a text from left to right, specifications marked as such; several readers share it."""
    return tuple(_atoms(text))


def _atoms(text: str) -> Iterator[Atom]:
    at = 0
    fractions = list(FRACTION.finditer(text)) if "分之" in text else []
    slashed = "/" in text
    while match := ATOM.search(text, at):
        if fractions and fractions[0].start() <= match.start():
            broken = fractions.pop(0)
            at = broken.end()
            if atom := _fraction(broken):
                yield atom
            continue
        if slashed and (part := SLASHED.match(text, match.start())):
            at = part.end()
            yield Atom(part.start(), at, Number(plain(Decimal(part[1]) / Decimal(part[2]))))
            continue
        atom = _atom(text, match)
        if atom is None:
            at = max(match.end(), at + 1)
            continue
        atom = _joined(text, atom)
        atom = _rounded(text, atom)
        at = atom.end if _clash(match[0]) else max(atom.end, match.end())
        yield atom
    yield from filter(None, map(_fraction, fractions))  # 百分之百


GIVEN = re.compile(  # 送我俩打火枪, and not 给我俩发货, 我俩都要
    r"(?:送|给|赠|捎|带|匀|搭)[我咱][俩仨](?=[\u4e00-\u9fff])(?!打(?:[个折]|包(?![机带钳箱膜扣]))|[都的一各也就去来发送要先有还每分平家人单兄拼凑留弄安订做开算说看等在合寄换装备报配带])"
)


def _fraction(match: re.Match[str]) -> Atom | None:
    """Read 四分之一, 三又二分之一 and 百分之五, which counts as 5."""
    percent = match["below"] == "百" and not match["whole"]
    below, above = _exact(match["below"]), _exact(match["above"])
    whole = _exact(match["whole"]) if match["whole"] else Decimal(0)
    if not below or above is None or whole is None:
        return None
    value = above if percent else whole + above / below
    return Atom(match.start(), match.end(), Number(plain(value)), chinese=True, percent=percent)


def _exact(run: str) -> Decimal | None:
    if len(run) == 1 and run in TEN + BIG:
        return Decimal(UNIT[run])
    number = _number(_trimmed(run))
    return number.value if number else None


def _atom(text: str, match: re.Match[str]) -> Atom | None:
    start, end = match.span()
    kind = match.lastgroup
    if kind == "vague":
        return (
            None
            if text[end : end + 1] in ("号", "点", "时", "月")
            else Atom(start, end, _vague(match[0]), chinese=True)
        )
    if kind == "few":
        value = Decimal(3 if match[0] == "仨" else 2)
        if match[0] == "双" and start and text[start - 1] in SMALL + TEN + BIG + "半":
            return None
        both = start and text[start - 1] in PERSONS and not GIVEN.search(text, max(0, start - 3), end + 4)
        return None if both else Atom(start, end, Number(value), chinese=True)
    if kind == "half":
        broken = start and (text[start - 1] in SMALL + TEN or text[start - 1] in "前后上下一大多")
        return None if broken else Atom(start, end, Number(_half(match[0][1:])), chinese=True)
    if kind == "pinyin":
        return Atom(start, end, Number(Decimal(SPELLED[match[0]])), chinese=True)
    if kind == "english":
        return Atom(start, end, Number(_spelled_out(match[0])), chinese=True)
    if kind == "round":
        return Atom(start, end, Number(Decimal(100 if match[0] == "百" else 1000)), chinese=True)
    return _run(text, start, end, match[0], chinese=kind == "chinese")


def _half(of: str) -> Decimal:
    """半, 半百, 半万."""
    return Decimal(UNIT[of] // 2) if of else HALF


def _spelled_out(words: str) -> Decimal:
    words, _, size = words.rpartition(" ") if words.endswith("d") else (words, "", "")
    return Decimal(ENGLISH_WORDS[words]) * {"hundred": 100, "thousand": 1000}.get(size, 1)


def _run(text: str, start: int, end: int, run: str, *, chinese: bool) -> Atom | None:
    if chinese:
        weighed = len(run) > 1 and run[-1] == "两" and not counted(text, end)  # 三千两, 一两
        run = run[:-1] if weighed else _trimmed(run)
        end = start + len(run)
    elif clash := _clash(run):  # 1800万40袋: two numbers
        run = clash[1]
        end = start + len(run)
    elif run[-1] == "千" and text.startswith("克", end) and run[:-1].replace(".", "").isdecimal():
        run, end = run[:-1], end - 1  # 2.5千克
    number = _number(run)
    if number is None:
        return None
    if number.value is not None and run[-1] in TENS and (some := SEVERAL.match(text, end)):
        return Atom(start, some.end(), Number(None, low=number.value), chinese=chinese)
    glued = _glued(text, start, end, chinese=chinese) or (run[-1] in "kw" and not _thousands(text, end, run))
    return Atom(start, end, number, glued=glued, chinese=chinese)


def _clash(run: str) -> re.Match[str] | None:
    """Two numbers in one run, which takes five signs at least."""
    return CLASH.match(run) if len(run) > 4 else None


def _thousands(text: str, end: int, run: str) -> bool:
    """Tell 2w只 and 1.5k from 18W and 4000K."""
    short = len(run.rstrip("kw").partition(".")[0]) < 4
    return short and (end == len(text) or not text[end].isspace() or counted(text, end + 1))


@lru_cache(maxsize=4096)
def _number(run: str) -> Number | None:
    scale = {"k": 1000, "w": 10_000}.get(run[-1], 1)
    run = run.rstrip("kw")
    if sum(sign.isdecimal() for sign in run) > LONGEST:
        return None
    bounds = read(run)
    if bounds is None:
        return None
    low, high = (plain(bound * scale) for bound in bounds)
    return Number(low) if low == high else Number(None, low=low, high=high)


def plain(value: Decimal) -> Decimal:
    """Return the number without noughts at its end."""
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()


def _trimmed(run: str) -> str:
    """Cut a Chinese run before a 两 that is a weight, and before a last 零."""
    if TWICE.fullmatch(run):
        return run
    at = run.find("两", 1)
    while at > 0:
        if run[at - 1] not in "一千万亿仟" or (run[at - 1] == "一" and at > 1 and run[at - 2] in SMALL):
            return run[:at].rstrip("零〇")
        at = run.find("两", at + 1)
    if TENS.isdisjoint(run) or "点" in run:
        return run
    return run.rstrip("零〇")


def _vague(words: str) -> Number:
    if words.endswith("二十"):  # 十几二十
        return Number(None, low=Decimal(10), high=Decimal(20))
    size = 1
    for sign in words:
        size *= {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10_000}.get(sign, 1)
    return Number(None, low=Decimal(2 * size)) if size > 1 else Number(None)


def _glued(text: str, start: int, end: int, *, chinese: bool) -> bool:
    left, right = text[start - 1 : start] if start else "", text[end : end + 1]
    if chinese:
        return False
    if right in AFTER_SPEC and right and not _multiplied_after(text, end) and not counted_latin(text, end):
        return True
    if right in ("-", "~", "+") and text[end + 1 : end + 2].isalpha() and text[end + 1].isascii():
        return True
    if not left or left not in BEFORE_SPEC:
        return bool(left) and left.isdecimal()
    before = text[start - 2 : start - 1] if start > 1 else ""
    if left in "-~" and MEASURED.search(text, max(0, start - 8), start) and counted_latin(text, end):
        return False  # 1.6m-3.9m
    if left in "x*":  # ×4箱
        return before.isdecimal() or (before.isascii() and before.isalpha())
    return left != "+" or not before.isalpha() or before.isascii()


def _multiplied_after(text: str, end: int) -> bool:
    """True for the × of 4x and 4*5."""
    return text[end] in "x*" and (not text[end + 1 : end + 2].isalnum() or text[end] == "*")


def counted_latin(text: str, end: int) -> bool:
    """Say whether a counter in Latin letters follows."""
    return LATIN_UNIT.match(text, end) is not None


def _joined(text: str, atom: Atom) -> Atom:
    """Take in what follows + or a range sign; chains of other signs make a specification."""
    if atom.glued:
        return atom
    while match := JOIN.match(text, atom.end):
        sign = match["by"].strip()
        run = match["run"] if match["run"][0].isdecimal() else _trimmed(match["run"])
        end = match.start("run") + len(run)
        other = _number(run)
        if other is None or other.value is None or atom.number.value is None:
            break
        if not run[0].isdecimal() and len(run) == 1 and sign in "到至" and not counted(text, end):
            break
        atom = _combined(text, atom, sign, other.value, end)
        if atom.number.value is None or atom.glued:
            break
    return atom


def _combined(text: str, atom: Atom, sign: str, other: Decimal, end: int) -> Atom:
    value = atom.number.value or Decimal(0)
    glued = text[end : end + 1] in AFTER_SPEC and end < len(text) and not counted_latin(text, end)
    if sign == "+":
        return replace(atom, end=end, number=Number(value + other), glued=glued)
    if sign == "*":
        return replace(atom, end=end, number=Number(value * other), product=True, glued=glued or atom.product)
    bounds = Number(None, low=value, high=other)
    if value >= other:
        return replace(atom, end=end, number=bounds, glued=sign in "-~" or glued)
    chain = text[end : end + 1] == "-"
    return replace(atom, end=end, number=bounds, dashed=sign == "-", glued=glued or chain)


def _rounded(text: str, atom: Atom) -> Atom:
    if atom.glued or atom.product:
        return atom
    number, end = atom.number, atom.end
    near = text[atom.start - 1 : atom.start] in ABOUT_ENDS
    approx = near and ABOUT.search(text, max(0, atom.start - 6), atom.start) is not None
    if number.value is not None and number.value >= 10 and text[end - 1] in ROUND:
        if match := MORE.match(text, end):
            return replace(atom, end=match.end(), number=Number(None, low=number.value))
        if match := SOME.match(text, end):
            return replace(atom, end=end + 1, number=replace(number, approx=True))
    if number.value is not None and (match := AROUND.match(text, end)):
        return replace(atom, end=match.end(), number=replace(number, approx=True))
    return replace(atom, number=replace(number, approx=True)) if approx and number.value is not None else atom


def counted(text: str, end: int) -> bool:
    """Say whether a counter follows."""
    return text[end : end + 1] in COUNTERS or text[end : end + 2] in COUNTERS or counted_latin(text, end)
