"""Sizes that stand in a row behind the name they belong to: 手套S 10打 L 20打, 离焦100度8副 200度2副, XC8-11L/R."""

import re
from collections.abc import Sequence

from .dimensions.found import stretch
from .features import CJK, UNIT_WORDS, Kind, Tier, trimmed
from .gazetteer import Match
from .lexicon import NOTHING, Lexicon
from .products import Hit, agrees, as_hit, wide
from .signs import signs_of
from .words import TELLING

LETTERED = frozenset("sml码号")  # one of these is in every SIZE_LETTERS
SIZE_LETTERS = re.compile(
    r"(?<![a-z0-9])(x{0,4}[sml]|[2-9]xl)(?![a-z0-9])[码号]?|(?<=[\u3400-\u9fff])(?:x{0,4}[sml]|[2-9]xl)(?=\d)|加?[小中大][码号]"
)
KIND_BEFORE = re.compile(r"[\s,、;]([\u3400-\u9fff])的?\s?\Z")
NAME_AND_SIZE = re.compile(r"([\u3400-\u9fff]{2,})([a-z0-9].*)")
MEASURED_NAME = re.compile(
    r"(?P<name>.*[\u3400-\u9fff](?:[a-z0-9-]+ (?=\d))?) ?\d+(?:\.\d+)?(?P<unit>[\u3400-\u9fff]|[a-z]{1,2})"
)
MEASURE = re.compile(r"(?<![a-z0-9.*/-])\d+(?:\.\d+)?(?:[\u3400-\u9fff]|[a-z]{1,2}(?![a-z0-9*]))")
IN_LETTERS = {"小": "s", "中": "m", "大": "l", "加大": "xl"}
SIZED_NAME = re.compile(r"(.*[\u3400-\u9fff])(?:x{0,4}[sml]|[2-9]xl)[码号]?")
LAST_LETTER = re.compile(r"[/、]([a-z])(?![a-z0-9])")
DECIMAL = re.compile(
    r"(?<![a-z0-9.*/:-])(\d+\.\d*0)(ml|l|kg|g|mm|cm|m|平方|[升克米号寸瓦](?=[的\s\u3400-\u9fff])|)(?![a-z0-9.*/:])"
)


def widened(hits: list[Hit], lexicon: Lexicon) -> list[Hit]:
    """Cuts the end of a name before its size where more things have both: 手套S is more than the end of PVC手套S."""
    found: list[Hit] = []
    for hit in hits:
        cut = NAME_AND_SIZE.fullmatch(hit.word) if hit.kind is Kind.HEAD and hit.tier is Tier.SUFFIX else None
        name = lexicon.words.get(cut[1]) if cut else None
        at = hit.start + cut.end(1) if cut else 0
        size = size_of(at, hit.end, cut[2], lexicon) if cut and name and name.kind is Kind.HEAD else None
        if cut and name and size and not (name.masks[2] & size.masks[2]) <= hit.masks[2]:
            found += [as_hit(Match(hit.start, at, cut[1]), lexicon), size]
        else:
            found.append(hit)
    return found


def sized_in_rows(hits: list[Hit], folded: str, lexicon: Lexicon, masked: int) -> list[Hit]:
    """The hits with every size that belongs to a name before it; `masked` are characters that are something else."""
    lettered = not LETTERED.isdisjoint(signs_of(folded)) and SIZE_LETTERS.search(folded)
    hits = _lettered(hits, folded, lexicon) if lettered else hits
    hits = _measured(hits, folded, lexicon)
    hits = _other_letters(hits, folded, lexicon) if "/" in folded or "、" in folded else hits
    return _full_decimals(hits, folded, lexicon, masked) if ".0" in folded or ".50" in folded else hits


def _lettered(hits: Sequence[Hit], folded: str, lexicon: Lexicon) -> list[Hit]:
    """Reads each size of a row with the name before it: the L of 手套S 10打 L 20打 is 手套L, where there is one."""
    found = list(hits)
    for match in SIZE_LETTERS.finditer(folded):
        start, end = match.span()
        name = next((h for h in reversed(found) if h.end <= start and h.head), None)
        if name is None:
            continue
        sized = SIZED_NAME.fullmatch(name.word)
        size = folded[start:end].rstrip("码号")
        inside = [h for h in found if h.start < end and start < h.end]
        if any(
            h.start < start or end < h.end or (size in IN_LETTERS and agrees(wide(name, lexicon), h)) for h in inside
        ):
            continue
        feature = size_of(start, end, IN_LETTERS.get(size, size), lexicon)
        if feature is not None and agrees(wide(name, lexicon), feature):
            found = sorted([*(h for h in found if h not in inside), feature], key=_place)
            continue
        stem, kind = sized[1] if sized else name.word, KIND_BEFORE.search(folded, name.end, start)
        if kind is not None and kind[1] in TELLING and kind[1] not in stem:
            stem, start = kind[1] + stem, kind.start(1)  # 胶手套M 5打 长的M码2打: a 长胶手套M or none of these
        word = _sized_name(stem, IN_LETTERS.get(size, size), lexicon, name.tier)
        if not word or (kind is not None and start == kind.start(1) and word[0] != kind[1]):
            continue
        if sized is None and not folded[name.end : start].strip():  # 手套 S
            inside, start = [*inside, name], name.start
        found = sorted([*(h for h in found if h not in inside), as_hit(Match(start, end, word), lexicon)], key=_place)
    return found


def _measured(hits: list[Hit], folded: str, lexicon: Lexicon) -> list[Hit]:
    """Reads each measure of a row with the name before it: the 200度 of 离焦100度8副 200度2副 is 离焦200度."""
    found = hits
    for first in hits:
        named = MEASURED_NAME.fullmatch(first.word) if first.head and first.tier is Tier.EXACT else None
        if named is None:
            continue
        for match in MEASURE.finditer(folded, first.end):
            start, end = match.span()
            last = next((h for h in reversed(found) if h.end <= start and h.head), None)
            before = MEASURED_NAME.fullmatch(last.word) if last else None
            if before is None or before["name"] != named["name"]:
                break  # another thing was named
            word = _sized_name(named["name"], match[0], lexicon, first.tier) if match[0].endswith(named["unit"]) else ""
            inside = [h for h in found if h.start < end and start < h.end]
            if word and all(start <= h.start and h.end <= end for h in inside):
                kept = [h for h in found if h not in inside]
                found = sorted([*kept, as_hit(Match(start, end, word), lexicon)], key=_place)
    return found


def _other_letters(hits: list[Hit], folded: str, lexicon: Lexicon) -> list[Hit]:
    """The codes that differ in their last letter, which alone is said: XC8-11L/R各600."""
    found = []
    for hit in hits:
        found.append(hit)
        end = hit.end
        while hit.kind is Kind.CODE and (other := LAST_LETTER.match(folded, end)) and hit.word[-1].isalpha():
            word = hit.word[:-1] + other[1]
            entry = lexicon.words.get(word)
            if entry is None or entry.tier is not Tier.EXACT:
                break
            end = other.end()
            found.append(as_hit(Match(other.start(1), end, word), lexicon))
    return found


def _sized_name(name: str, size: str, lexicon: Lexicon, tier: Tier) -> str:
    """A name of the list, as whole as the tier says, that is the name or its end with the size; empty without one."""
    for cut in range(max(len(name) - 1, 1)):
        entry = lexicon.words.get(name[cut:] + size)
        if entry is not None and entry.kind is Kind.HEAD and entry.tier <= tier:
            return name[cut:] + size
    return ""


def _words(hit: Hit) -> bool:
    """True for words of a thing that hold for a row though they do not name it: 含钴的4.2 10支 5.0 10支."""
    return len(hit.word) > 1 and CJK.fullmatch(hit.word) is not None


def _place(hit: Hit) -> int:
    return hit.start


def _full_decimals(hits: Sequence[Hit], folded: str, lexicon: Lexicon, masked: int) -> list[Hit]:
    """Sizes with a nought that the list leaves out, of the name before them: EP管 2.0的 is the one of 2ml."""
    found = list(hits)
    for match in DECIMAL.finditer(folded):
        name = next((h for h in reversed(hits) if h.end <= match.start() and (h.naming or _words(h))), None)
        inside = [h for h in found if match.start() <= h.start and h.end <= match.end()]
        if name is None or masked & stretch(*match.span()) or any(agrees(wide(name, lexicon), h) for h in inside):
            continue
        number, unit = trimmed(match[1]), match[2]
        forms = (f"{number}{unit}",) if unit else (number, *(f"{number}{u}" for u in UNIT_WORDS))
        for word in forms:
            said = as_hit(Match(match.start(), match.end(), word), lexicon) if lexicon.words.get(word) else None
            if said and agrees(wide(name, lexicon), said):
                found = sorted([h for h in found if h not in inside] + [said], key=lambda h: h.start)
                break
    return found


def size_of(start: int, end: int, size: str, lexicon: Lexicon, unit: str = "") -> Hit | None:
    """A size in the text, whether the list writes it S, S码 or S号; None where it knows none."""
    forms = {size, f"{size}码", f"{size}号", f"{size}{unit}"}
    entries = [entry for form in sorted(forms) if (entry := lexicon.words.get(form)) is not None]
    entries = [entry for entry in entries if entry.kind is not Kind.HEAD]
    if not entries:
        return None
    masks = [NOTHING, NOTHING, NOTHING]
    for entry in entries:
        masks = [one | other for one, other in zip(masks, entry.masks, strict=True)]
    word = size if len(size) > 1 else f"{size}码"  # a size stands by itself, and no letter does
    return Hit(start, end, word, entries[0].kind, entries[0].tier, (masks[0], masks[1], masks[2]))
