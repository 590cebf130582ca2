"""Sizes told in other words than the list's, or with no word at all: 8厚, 6厘, 2.0mm, 1寸半, 盘螺8韶钢6卷."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from .dimensions.found import stretch
from .dimensions.numeral.reading import read
from .dimensions.units import COUNTERS
from .either import either
from .features import Kind, Tier, trimmed
from .finding import find_hits
from .lexicon import NOTHING, Lexicon, Mask
from .loose import loose
from .products import Hit, agrees, wide
from .signs import signs_of
from .thick import IN_MM, MARK, thickness

_NUMBER = r"\d+(?:\.\d+)?|[一二两三四五六七八九十]+(?:点[零一二三四五六七八九]+)?"
THICK = re.compile(
    rf"(?<![\d.*/])(?P<n>{_NUMBER})\s?(?P<u>个|毫米|mm|厘|公分|厘米|cm|丝|道)?的?厚(?![道实度薄])"
    r"|(?:厚度|[板壁皮管底层膜]厚)(?:要|是|为|得|做)?[\s:]?(?P<n2>\d+(?:\.\d+)?)\s?(?P<u2>毫米|mm|厘|公分|厘米|cm|丝|道)?(?:的|(?=[\s,。;、)])|\Z)"
    rf"|(?<![\d.*/分角毛])(?P<n3>{_NUMBER})\s?(?P<u3>厘)(?!米)"
)
IN_PLAIN = re.compile(r"(?<![\d.*/a-z-])(\d+(?:\.\d+)?)\s?(mm|毫米|cm|厘米|公分)(?![a-z*/\d厚])")
INCH = re.compile(
    r"(?<![\d.*/])(?P<n>\d|[一二两三四五六])?寸(?P<part>半|[二五25](?=[的\s\u4e00-\u9fff]))|(?<![\d.*/])(?P<whole>\d)\.(?P<tenth>[25])寸(?![半\d])"
)
HALF_INCH = re.compile(r"(?<![\d一二两三四五六七八九十寸])半寸(?!半)")
GALLONS = re.compile(
    r"(?<![\d.])(?P<n>\d{1,2}(?:\.5)?|[一二两三四五六十])?\s?(?:美制)?加仑(?=[装桶的\s]|[\u4e00-\u9fff])"
)
GALLON = Decimal("3.785")
ACROSS = re.compile(r"(?:直径|[内外管线口孔杆]径)(?:要|是|为)?\s?(\d+(?:\.\d+)?)\s?(?:mm|毫米)?(?=的|[\s,。;、]|\Z)")
SEVERAL = re.compile(r"(?<![a-z\d.*/-])\d+(?:\.\d+)?(?:\*\d+(?:\.\d+)?)+(?![a-z\d*/.-])")
NUMBERED = re.compile(r"(?<![\d.*/月-])(\d{1,3})号")
PLAIN = re.compile(r" ?(?<![\d.])(\d)(?![\d.*/a-z#])")
OF = re.compile(r"的(?!话)")
COUNTED = re.compile(rf"的? (?:\d+(?:\.\d+)?|[一二两三四五六七八九十百半]+)\s?(?:{either(COUNTERS)})")
SIGNS = frozenset("厚厘寸")
UNITS = re.compile(r"[mc]m|[毫厘]米|公分")
FAR = 24  # characters between a name and its size
TENTHS = {"半": "5", "五": "5", "5": "5", "二": "2", "2": "2"}
INCHES = {"1.2": ("1-1/4",), "1.5": ("1-1/2",), "2.5": ("2-1/2",)}
IN_DN = {"1.2": "32", "1.5": "40", "2.5": "65"}


def find_words(folded: str, lexicon: Lexicon, masked: int = 0) -> list[Hit]:
    """Catalogue words outside the masked characters, with sizes that are told otherwise than the list writes them."""
    hits = find_hits(folded, lexicon, masked)
    if not SIGNS.isdisjoint(signs_of(folded)):
        hits = _instead(hits, [*_thick(folded, lexicon, masked), *_inches(hits, folded, lexicon, masked)])
    if ("m" in folded or "米" in folded or "公分" in folded) and UNITS.search(folded):
        hits = _instead(hits, _millimetres(hits, folded, lexicon, masked))
    if "加仑" in folded:
        hits = _instead(hits, _gallons(hits, folded, lexicon, masked))
    if "径" in folded:
        hits = _instead(hits, _across(hits, folded, lexicon, masked))
    if "*" in folded and "0" in folded and "." in folded:
        hits = _instead(hits, _full_sizes(hits, folded, lexicon, masked))
    if "号" in folded:
        hits = _instead(hits, _numbered(hits, folded, lexicon, masked))
    return _plain(hits, folded, lexicon, masked)


def _instead(hits: list[Hit], told: Iterable[Hit]) -> list[Hit]:
    """The hits with others in the place of those that they touch."""
    for one in told:
        hits = [h for h in hits if h.end <= one.start or one.end <= h.start or h.kind is Kind.HEAD]
        if not any(h.start < one.end and one.start < h.end for h in hits):
            hits = sorted([*hits, one], key=lambda h: h.start)
    return hits


def _any_of(words: Iterable[str], lexicon: Lexicon, tier: int) -> Mask:
    entries = (lexicon.words.get(word) for word in words)
    return NOTHING.union(*(entry.masks[tier] for entry in entries if entry))


def _hit(start: int, end: int, word: str, exact: Mask, part: Mask) -> Hit:
    return Hit(start, end, word, Kind.FEATURE, Tier.EXACT, (exact, exact, exact | part))


def _digits(number: str) -> str | None:
    if number[0].isdecimal():
        return number
    value = read("二" if number == "两" else number)
    return f"{value[0].normalize():f}" if value else None


def _thick(folded: str, lexicon: Lexicon, masked: int) -> Iterator[Hit]:
    """How thick a thing is: 8厚, 1.2个厚, 6厘, 壁厚3, of what the list calls 8*1500*6000, 50*50*3 or 18厘."""
    for match in THICK.finditer(folded):
        number = _digits(match["n"] or match["n2"] or match["n3"])
        if number is None or masked & stretch(*match.span()):
            continue
        unit = match["u"] or match["u2"] or match["u3"] or ""
        word = thickness(number, unit)
        plain = trimmed(number)
        forms = [word, f"{plain}{unit}厚", f"{plain}厚", match[0]]
        if IN_MM[unit] == 1:
            forms += [f"{plain}mm", f"{plain}厘"]
        end = match.end() - (match[0][-1] == "的")
        yield _hit(match.start(), end, word, _any_of(forms, lexicon, 2), _any_of([plain], lexicon, 2))


def _inches(hits: Sequence[Hit], folded: str, lexicon: Lexicon, masked: int) -> Iterator[Hit]:
    """Inches with their parts: 1寸半 and 寸半 of what the list calls 1.5寸, or calls DN40 only, 半寸 of its 1/2寸."""
    for match in HALF_INCH.finditer(folded):
        exact = _any_of(("1/2寸", "1/2", "0.5寸", "半寸"), lexicon, 2)
        if exact and not masked & stretch(*match.span()):
            yield _hit(match.start(), match.end(), "1/2寸", exact, NOTHING)
    for match in INCH.finditer(folded):
        whole = _digits(match["whole"] or match["n"] or "一")
        if (
            whole is None
            or masked & stretch(*match.span())
            or folded[match.start() - 1 : match.start()] in ("尺", "英")
        ):
            continue
        number = f"{whole}.{TENTHS.get(match['part'], match['tenth'])}"
        ways = (f"{way}寸" for way in (number, *INCHES.get(number, ())))
        parts = (f"{whole}寸{part}" for part, tenth in TENTHS.items() if number.endswith(tenth))
        exact = _any_of([match[0], *ways, *parts], lexicon, 2)
        named = any(h.naming and h.start == match.end() for h in hits)
        sized = match["part"] not in ("2", "5") or folded[match.end() : match.end() + 1] == "的"  # 1寸2只: two of 1寸
        if match["part"] == "半" or named or (exact and sized):
            part = _any_of([f"dn{IN_DN[number]}"], lexicon, 2) if number in IN_DN else NOTHING
            yield _hit(match.start(), match.end(), f"{number}寸", exact, part)


def _named(hits: Sequence[Hit], at: int, end: int, folded: str) -> Hit | None:
    """The name that a size is of: the one right behind it, else the last one before it."""
    reached = end
    for after in (h for h in hits if h.start >= end):
        if folded[reached : after.start].strip() not in ("", "的"):
            break
        if after.naming:
            return after
        reached = after.end  # the 玻璃 of 9cm玻璃皿
    before = [h for h in hits if h.end <= at and not h.lone]
    name = next((h for h in reversed(before) if h.naming), None)
    name = name or next((h for h in reversed(before) if h.kind is Kind.CODE and h.tier is Tier.EXACT), None)
    return name if name is not None and at - name.end <= FAR and "\n" not in folded[name.end : at] else None


def _millimetres(hits: Sequence[Hit], folded: str, lexicon: Lexicon, masked: int) -> Iterator[Hit]:
    """A size in millimetres that the list has without the unit: 2.0mm of 2.0*1219*2438."""
    for match in IN_PLAIN.finditer(folded):
        name = _named(hits, *match.span(), folded)
        if name is None or masked & stretch(*match.span()):
            continue
        whole = wide(name, lexicon)
        if any(
            h.start < match.end() and match.start() < h.end and agrees(whole, h) and h.end >= match.end() for h in hits
        ):
            continue
        word = thickness(match[1], match[2])
        plain = [trimmed(match[1]), match[1]] if IN_MM[match[2]] == 1 else [word.removeprefix(MARK)]
        exact, part = _any_of([word], lexicon, 2), _any_of(plain, lexicon, 2)
        if whole.intersect(exact | part):
            yield _hit(match.start(), match.end(), word, exact, part)


def _gallons(hits: Sequence[Hit], folded: str, lexicon: Lexicon, masked: int) -> Iterator[Hit]:
    """What holds so many gallons, of what the list has in litres: 加仑装 of its 3.8L, 5加仑 of 18.9L."""
    for match in GALLONS.finditer(folded):
        name = None if masked & stretch(*match.span()) else _named(hits, match.start(), match.end(), folded)
        number = _digits(match["n"] or "一")
        if name is None or number is None:
            continue
        litres = Decimal(number) * GALLON
        forms = {f"{round(litres, places).normalize():f}" for places in (0, 1, 2, 3)}
        exact = _any_of([f"{form}{unit}" for form in forms for unit in ("l", "升")], lexicon, 2)
        if wide(name, lexicon).intersect(exact):
            yield _hit(match.start(), match.end(), f"{number}加仑", exact, NOTHING)


def _across(hits: Sequence[Hit], folded: str, lexicon: Lexicon, masked: int) -> Iterator[Hit]:
    """A diameter by its word: 直径8的 of what the list calls Φ8."""
    for match in ACROSS.finditer(folded):
        name = None if masked & stretch(*match.span()) else _named(hits, match.start(), match.end(), folded)
        number = trimmed(match[1])
        exact = _any_of([f"φ{number}", f"{number}mm"], lexicon, 2)
        part = _any_of([number, match[1]], lexicon, 2)
        if name is not None and wide(name, lexicon).intersect(exact | part):
            yield _hit(match.start(), match.end(), f"φ{number}", exact, part)


def _full_sizes(hits: Sequence[Hit], folded: str, lexicon: Lexicon, masked: int) -> Iterator[Hit]:
    """A size in several numbers with noughts that the list leaves out: 2*1.50 of 2*1.5."""
    for match in SEVERAL.finditer(folded):
        word = "*".join(map(trimmed, match[0].split("*")))
        entry = lexicon.words.get(word) if word != match[0] and not masked & stretch(*match.span()) else None
        if entry is not None and not any(h.start <= match.start() and match.end() <= h.end for h in hits):
            yield Hit(*match.span(), word, entry.kind, entry.tier, entry.masks)


def _numbered(hits: Sequence[Hit], folded: str, lexicon: Lexicon, masked: int) -> Iterator[Hit]:
    """A size as its number before the name, which the list has without it: 22号螺纹 of what it calls Φ22."""
    for match in NUMBERED.finditer(folded):
        at = next((i for i, h in enumerate(hits) if h.start == match.end() and h.naming), None)
        if at is None or masked & stretch(*match.span()):
            continue
        whole, behind = wide(hits[at], lexicon), hits[at + 1 : at + 2]
        if any(h.start - hits[at].end <= 3 and h.word[0].isdecimal() for h in behind):
            continue  # 22号螺纹25的9米20吨: that day
        if any(h.start < match.end() <= h.end and agrees(whole, h) for h in hits):
            continue
        exact = _any_of([f"{match[1]}号", f"{match[1]}#", f"φ{match[1]}"], lexicon, 2)
        if whole.intersect(exact):
            yield _hit(match.start(), match.end(), match[0], exact, NOTHING)


def _plain(hits: list[Hit], folded: str, lexicon: Lexicon, masked: int) -> list[Hit]:
    """A size of one figure by a name, before more of the same thing or an amount: 盘螺8韶钢6卷, 铝板6061 8 15张."""
    more = []
    for at, name in enumerate(hits):
        behind = folded[name.end : name.end + 1]
        if not (behind == " " or behind.isdecimal()) or loose(name) or name.lone:
            continue
        match = PLAIN.match(folded, name.end)
        if match is None or masked & stretch(*match.span()):
            continue
        after = hits[at + 1] if at + 1 < len(hits) else None
        if after is not None and after.start < match.end():
            continue
        entry = lexicon.words.get(match[1])
        mask = wide(name, lexicon) & entry.masks[2] if entry else NOTHING
        if not entry or not mask:
            continue
        glued = name.naming and match.start(1) == name.end
        tells = after is not None and after.start == match.end() and not after.lone and agrees(mask, after)
        if (glued and (tells or OF.match(folded, match.end()))) or COUNTED.match(folded, match.end()):
            more.append(Hit(*match.span(1), match[1], entry.kind, entry.tier, entry.masks))
    return sorted([*hits, *more], key=lambda h: h.start) if more else hits
