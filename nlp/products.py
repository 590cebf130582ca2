"""From the words of a mention to the products it may mean: postings are intersected, never guessed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import field
from functools import lru_cache
from itertools import islice

from .features import CJK, Kind, Tier, fold
from .frozen import frozen
from .gazetteer import Match
from .lexicon import NOTHING, Lexicon, Mask
from .sound import clipped, sound_of
from .words import DECIDING

FIGURES_END = re.compile(r"\d+[号#]?\Z")


MOST_BRANDED = 40  # products that are asked whether they begin with a word
MOST_STARTS = 6  # words that tell apart, tried as the first one each, where no name is among them
CLIPPED = re.compile(r"[\u3400-\u9fff]{2}")
LETTER_SIZE = re.compile(r"(x{0,4}[sml]|[2-9]xl)[码号]")
SIZED_NAME = re.compile(r"(\d+(?:\.\d+)?)([\u3400-\u9fff]{2,})")  # 200枪头
MODEL = re.compile(r"[a-z]{1,3}[0-9]{2,}[a-z]?")  # e44, t31, k12: a model, not a measure


@lru_cache(maxsize=4096)
def _telling(code: str) -> bool:
    return len(code) >= 4 and sum(not c.isalpha() for c in code) >= 2


@frozen
class Hit:
    """A catalogue word in the text; `masks` by tier."""

    start: int
    end: int
    word: str
    kind: Kind
    tier: Tier
    masks: tuple[Mask, Mask, Mask] = field(hash=False)
    fuzzy: bool = False  # heard or seen, not written as the catalogue has it

    @property
    def lone(self) -> bool:
        """True for a single character that only tells products apart; a whole name of one character (盐) does more."""
        return len(self.word) == 1 and (self.kind is not Kind.HEAD or self.tier is not Tier.EXACT)

    @property
    def head(self) -> bool:
        """True for a name of things, or the end of one."""
        return self.kind is Kind.HEAD and self.tier <= Tier.SUFFIX

    @property
    def naming(self) -> bool:
        """True where the word can name a product by itself."""
        if self.kind is Kind.HEAD:
            return self.tier <= Tier.SUFFIX
        return self.kind is Kind.CODE and self.distinctive

    @property
    def distinctive(self) -> bool:
        """True for a code that hardly is anything else."""
        return _telling(self.word) or (self.tier is Tier.EXACT and MODEL.fullmatch(self.word) is not None)


@frozen
class Choice:
    """Which products a group of hits leaves, and how cleanly."""

    mask: Mask
    used: tuple[Hit, ...] = ()
    skipped: tuple[Hit, ...] = ()
    plain: bool = False  # taken because nothing was said of what the others of its family have

    @property
    def one(self) -> bool:
        """True where exactly one product is left."""
        return len(self.mask) == 1


def tells_much(hit: Hit) -> bool:
    """True for three and more characters that are a whole word of the books but no name: 王致和大块."""
    return hit.kind is Kind.FEATURE and hit.tier is Tier.EXACT and len(hit.word) > 2


def wide(hit: Hit, lexicon: Lexicon) -> Mask:
    """The products of a name and of the families its end stands for: 右大灯, 大灯."""
    mask = hit.masks[2]
    if hit.kind is Kind.HEAD:
        for cut in range(1, len(hit.word) - 1):
            entry = lexicon.words.get(hit.word[cut:])
            if entry is not None and entry.kind is Kind.HEAD and entry.tier <= Tier.SUFFIX:
                mask |= entry.masks[2]
        numbered = FIGURES_END.search(hit.word)
        family = lexicon.words.get(hit.word[: numbered.start() if numbered else -1])
        if family is not None and (numbered or hit.word[-1] in DECIDING):
            mask |= family.masks[2]  # 红花郎10 and 15, 喷漆23号 and 31号, DB9公 and 母
    return mask


def as_hit(found: Match, lexicon: Lexicon) -> Hit:
    """A find with what the lexicon knows of it."""
    entry = lexicon.words[found.word]
    masks = entry.masks
    if len(found.word) == 2 and found.word[0] in DECIDING and found.word[1] in "号款色式型码":
        short = lexicon.words.get(found.word[0])  # 中号 of a thing that the list calls 中
        masks = (masks[0], masks[1], masks[2] | (short.masks[2] if short else NOTHING))
    if found.word[-1] in "码号" and (letters := LETTER_SIZE.fullmatch(found.word)):
        short = lexicon.words.get(letters[1])  # XL码 of a thing that the list calls XL
        masks = (
            masks[0],
            masks[1] | (short.masks[0] if short else NOTHING),
            masks[2] | (short.masks[2] if short else NOTHING),
        )
    if entry.kind is Kind.HEAD and entry.tier is Tier.SUFFIX and found.word[0].isdecimal():
        others = _so_sized(found.word, lexicon)
        masks = (masks[0], masks[1] | others, masks[2] | others)
    return Hit(found.start, found.end, found.word, entry.kind, entry.tier, masks)


def _so_sized(word: str, lexicon: Lexicon) -> Mask:
    """All things of a size where one by-name ends in both: 200枪头 is an 爱思进200枪头 or a 袋装枪头 200μL."""
    cut = SIZED_NAME.fullmatch(word)
    size, name = (lexicon.words.get(cut[n]) for n in (1, 2)) if cut else (None, None)
    if size is None or name is None or name.kind is not Kind.HEAD or name.tier > Tier.SUFFIX:
        return NOTHING
    return size.masks[2] & name.masks[1]


def _rank(hit: Hit) -> tuple[int, int, int]:
    strength: int = hit.kind
    if len(hit.word) == 1 and hit.lone:
        strength = 4
    elif hit.kind is Kind.HEAD and hit.tier is Tier.PART:
        strength = Kind.FEATURE
    return (strength, -(hit.end - hit.start), hit.start)


def _narrow(mask: Mask, hit: Hit) -> Mask:
    for tier in hit.masks:
        if mask.intersect(tier):
            return mask & tier
    return NOTHING


def _walk(start: Mask, hits: Iterable[Hit], lexicon: Lexicon) -> Choice:
    mask = start
    used: list[Hit] = []
    skipped: list[Hit] = []
    for hit in hits:
        rest = _narrow(mask, hit)
        if not rest and hit.kind is Kind.CODE and (bare := re.fullmatch(r"[a-z]([0-9.]+)", hit.word)):
            entry = lexicon.words.get(bare[1])  # M10 said of a thing that the list calls Φ10
            rest = _without_letter(hit.word[0], mask & entry.masks[2], lexicon) if entry else NOTHING
        if rest and hit.kind is Kind.FEATURE and len(hit.word) > 1:
            rest = _with_brand(rest, mask & hit.masks[2], hit.word, lexicon)
        elif rest and hit.kind is Kind.NUMBER and hit.tier is Tier.EXACT:
            rest = _so_measured(rest, mask & hit.masks[2], hit.word, lexicon)
        if rest:
            mask = rest
            used.append(hit)
        else:
            skipped.append(hit)
    return Choice(mask, tuple(used), tuple(skipped))


def _without_letter(letter: str, mask: Mask, lexicon: Lexicon) -> Mask:
    """The products that have no number of their own behind that letter: of A-25 M10 the M25 is another."""
    if len(mask) > MOST_BRANDED:
        return mask
    own = re.compile(rf"(?<![a-z]){letter}\d")
    records = ((at, lexicon.products[at]) for at in mask)
    return Mask([at for at, one in records if not own.search(fold(f"{one.name} {one.spec}"))])


def _with_brand(best: Mask, wide: Mask, word: str, lexicon: Lexicon) -> Mask:
    """The best ones and all others whose name begins with the word: a brand is no less one before a longer name."""
    if not len(best) < len(wide) <= MOST_BRANDED:
        return best
    return best | Mask([at for at in wide - best if fold(lexicon.products[at].name).startswith(word)])


def _so_measured(best: Mask, wide: Mask, number: str, lexicon: Lexicon) -> Mask:
    """The best ones and all others of the same measure: 48 says no more of a 48锂电充 than of any 48V12A."""
    if not len(best) < len(wide) <= MOST_BRANDED:
        return best
    measure = re.compile(rf"(?<![\d.]){re.escape(number)}([a-z]+)")
    units = [set(measure.findall(fold(lexicon.products[at].spec))) for at in best]
    shared = set.intersection(*units)
    if not shared:
        return best
    found = ((at, measure.findall(fold(lexicon.products[at].spec))) for at in wide - best)
    return best | Mask([at for at, said in found if shared.intersection(said)])


def resolve(hits: Sequence[Hit], lexicon: Lexicon, within: Mask | None = None) -> Choice:
    """The products that fit most of the hits; `within` limits them to a draft line's candidates."""
    base = lexicon.everything if within is None else within
    if not hits:
        return Choice(NOTHING)
    if len(hits) == 1:
        for fit in hits[0].masks:
            if base.intersect(fit):
                return Choice(fit if within is None else base & fit, tuple(hits))
        return Choice(NOTHING, skipped=tuple(hits))
    ordered = sorted(hits, key=_rank)
    first = ordered[0]
    if first.kind is Kind.FEATURE and not first.lone and 2 < len(ordered) <= MOST_STARTS:
        return min((_from(at, ordered, base, within, lexicon) for at in range(len(ordered))), key=_fit)
    return _from(0, ordered, base, within, lexicon)


def _fit(choice: Choice) -> tuple[bool, int]:
    return (not choice.mask, _cost(choice))


def _from(at: int, ordered: Sequence[Hit], base: Mask, within: Mask | None, lexicon: Lexicon) -> Choice:
    """The products that fit one of the hits and most of the others."""
    first, others = ordered[at], [*ordered[:at], *ordered[at + 1 :]]
    best = Choice(NOTHING, skipped=(first, *others))
    seen: Mask | None = None
    for tier in first.masks:
        if tier is not seen and base.intersect(tier):
            got = _walk(tier if within is None else base & tier, others, lexicon)
            if not best.mask or _cost(got) < _cost(best):
                best = Choice(got.mask, (first, *got.used), got.skipped)
            if not best.skipped:
                break  # nothing can fit better
        seen = tier
    if best.skipped and (shared := _having_all(ordered, base)):
        return Choice(shared, tuple(ordered))
    if best.skipped and (meant := _said_shorter(first, best.skipped, base, lexicon)):
        return Choice(meant, tuple(ordered))
    if best.skipped and (kin := _of_the_kind(first, best.skipped, base, lexicon)):
        return Choice(kin, tuple(ordered))
    return best if best.mask or not others else _walk(base, others, lexicon)


def _said_shorter(name: Hit, skipped: Sequence[Hit], base: Mask, lexicon: Lexicon) -> Mask:
    """The products that have what the end of another's name would leave out, and all characters of that end.

    In A级红康 it is 红色康乃馨 of A级, though 多头红康 ends so, which is in no A级.
    """
    if name.kind is not Kind.HEAD or name.tier is not Tier.SUFFIX or not CLIPPED.fullmatch(name.word):
        return NOTHING
    if any(h.kind is not Kind.FEATURE or h.tier is not Tier.EXACT or h.lone or h.fuzzy for h in skipped):
        return NOTHING
    if any(agrees(name.masks[2], h) for h in skipped):
        return NOTHING
    mask = _having_all(skipped, base)
    if not 0 < len(mask) <= MOST_BRANDED:
        return NOTHING
    records = ((at, lexicon.products[at]) for at in mask)
    return Mask([at for at, one in records if set(name.word) <= set(fold(f"{one.name}{one.spec}"))])


def _of_the_kind(name: Hit, skipped: Sequence[Hit], base: Mask, lexicon: Lexicon) -> Mask:
    """The products that have the other words and are of the kind that a by-name of some stands for.

    In 风帆60的电瓶 it is the 风帆蓄电池 of 60, where 启停电瓶 and 货车电瓶 are by-names of two other 蓄电池.
    """
    if name.kind is not Kind.HEAD or name.tier is not Tier.SUFFIX or not CJK.fullmatch(name.word):
        return NOTHING
    some = list(islice(name.masks[2], MOST_BRANDED + 1))
    if not 1 < len(some) <= MOST_BRANDED or any(h.fuzzy or h.lone for h in skipped):
        return NOTHING
    called = [fold(lexicon.products[at].name) for at in some]
    ends = [runs[-1] if (runs := CJK.findall(one)) else "" for one in called]
    if any(name.word in one for one in called):
        return NOTHING
    for cut in range(len(ends[0]) - 1):
        kind = ends[0][cut:]
        entry = lexicon.words.get(kind) if all(end.endswith(kind) for end in ends) else None
        if entry is not None and (mask := _having_all(skipped, base & entry.masks[2])):
            return mask
    return NOTHING


def _having_all(hits: Sequence[Hit], base: Mask) -> Mask:
    """The products that have every word, be it only as a piece: 100*100 of 100*100*6*8 with the 6米 beside it."""
    mask = base
    for hit in hits:
        mask = mask & hit.masks[2]
        if not mask:
            break
    return mask


def _cost(choice: Choice) -> int:
    return sum(1 if h.lone or h.kind is Kind.NUMBER else 3 for h in choice.skipped)


def inherit(choice: Choice, context: Sequence[Hit], lexicon: Lexicon) -> Choice:
    """Lets the words of the item before decide where they agree with this one's."""
    more = [h for h in sorted(context, key=_rank) if all(h.word != u.word for u in choice.used)]
    got = _walk(choice.mask, more, lexicon)
    return Choice(got.mask, (*choice.used, *got.used), choice.skipped, choice.plain)


def agrees(mask: Mask, hit: Hit) -> bool:
    """True where the word leaves something of the products."""
    return mask.intersect(hit.masks[2])


def by_sound(words: str, lexicon: Lexicon) -> Mask:
    """Products one of whose names sounds like these words, or is so typed."""
    key = words if words.isascii() else sound_of(words)
    found = lexicon.words.sounding(key)
    return found or (lexicon.words.sounding(clipped(*words)) if len(words) == 2 and not words.isascii() else found)


def by_shape(words: str, lexicon: Lexicon) -> Mask:
    """Products one of whose names of three or more characters differs in one place."""
    if not 3 <= len(words) <= 8 or words.isascii():
        return NOTHING
    return lexicon.words.looking(words)
