"""What differs from the line before in one stretch that is said: 17寸红垫 白垫 黑垫各2箱, 砂轮粗的两个精的一个."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from .features import Kind, fold, spec_tokens
from .grouping import Item
from .lexicon import NOTHING, Lexicon, Mask, ProductRecord
from .products import Choice, Hit, agrees
from .row import differ_once
from .scene import Scene
from .words import COLOURS

STOP = re.compile(r"[\n;。!]")
MOST = 60  # products that are compared
LONGEST = 10  # characters of what is said
VARIED = 2  # rows that each say it
ALIKE = 2  # characters that two names share at least


def siblings(items: Sequence[Item], scene: Scene, lexicon: Lexicon) -> None:
    """Settles a line that says of the one before only what is different, where just one product is called so."""
    told = ""
    for before, item in pairwise(items):
        own = scene.folded[before.start : before.end].replace(" ", "")
        told = told + own if before.inherited else own
        if before.unknown or not before.choice.one or item.choice.one or item.quantity is None:
            continue
        words = _said(item)
        if not words or (item.choice.mask and STOP.search(scene.between(before.end, item.start))):
            continue
        name = "" if item.choice.mask else fold(lexicon.products[before.choice.mask[0]].name)  # all others have it
        found = _in_colour(words, before.choice.mask[0], lexicon)
        found = (
            found
            if found is not None
            else _called_so(words, before.choice.mask[0], _others(before, item, lexicon), f"{told} {name}", lexicon)
        )
        if found is not None:
            item.choice = Choice(Mask([found]), item.choice.used, item.choice.skipped)
            item.inherited, item.unknown = True, False


def unvaried(items: Sequence[Item], scene: Scene, lexicon: Lexicon) -> None:
    """Opens a line that took over what the rows above it each say anew: 12W 欧标, 12W 美标, 24W 欧标, and 65W alone."""
    for at, item in enumerate(items):
        if not (at and item.inherited and item.choice.one) or "\n" not in scene.between(
            items[at - 1].start, item.start
        ):
            continue
        own = lexicon.products[item.choice.mask[0]]
        rows = [
            [h for h in i.hits if i.quantity and "\n" not in scene.between(h.start, i.quantity.span.start)]
            for i in items[:at]
            if i.choice.one and lexicon.products[i.choice.mask[0]].name == own.name
        ]
        lent = [h for h in item.choice.used if h not in item.hits and h.kind is not Kind.HEAD]
        varied = [h for h in lent if sum(_says_other(i, h) for i in rows) and sum(_says(i, h) for i in rows) >= VARIED]
        if not varied:
            continue
        entry = lexicon.words.get(fold(own.name))
        mask = entry.masks[0] if entry is not None else item.choice.mask
        for hit in (h for h in item.choice.used if h not in varied):
            mask = mask & hit.masks[2] if agrees(mask, hit) else mask
        item.choice = Choice(mask, tuple(h for h in item.choice.used if h not in varied), item.choice.skipped)


def _says(row: Sequence[Hit], told: Hit) -> bool:
    """True where a row says itself what is told, or something else in its place."""
    return told in row or _says_other(row, told)


def _says_other(row: Sequence[Hit], told: Hit) -> bool:
    figured = any(c.isdigit() for c in told.word)
    others = (h for h in row if h.kind is not Kind.HEAD and any(c.isdigit() for c in h.word) is figured)
    return any(not agrees(told.masks[2], h) for h in others)


def _said(item: Item) -> str:
    """The words of a line in one piece, without the 的 behind them; empty where there are too many."""
    words = fold(item.mention).strip().removesuffix("的")
    return words if 0 < len(words) <= LONGEST and " " not in words else ""


def _in_colour(words: str, first: int, lexicon: Lexicon) -> int | None:
    """The one product that is the first in another colour, said with the end of its name: 28口红盖 and then 蓝盖."""
    one = lexicon.products[first]
    colour, name = words[0], words[1:].lstrip("色的")
    if colour not in COLOURS or not name or not any(fold(n).endswith(name) for n in (one.name, *one.aliases)):
        return None
    entry = lexicon.words.get(fold(one.name))
    alike = entry.masks[0] if entry is not None and len(entry.masks[0]) <= MOST else NOTHING
    own = spec_tokens(one.spec)
    found = []
    for at in alike:
        tokens = spec_tokens(lexicon.products[at].spec)
        other = [(a, b) for a, b in zip(own, tokens, strict=False) if a != b]
        if differ_once(own, tokens) and other[0][1].removesuffix("色") == colour:
            found.append(at)
    return found[0] if len(found) == 1 else None


def _others(before: Item, item: Item, lexicon: Lexicon) -> Mask:
    """The products that the line may mean: its candidates, else all that have the name of the one before."""
    if item.choice.mask:
        return item.choice.mask if len(item.choice.mask) <= MOST else NOTHING
    entry = lexicon.words.get(fold(lexicon.products[before.choice.mask[0]].name))
    named = entry.masks[0] if entry is not None else NOTHING
    return named if len(named) <= MOST else NOTHING


def _called_so(words: str, first: int, others: Mask, told: str, lexicon: Lexicon) -> int | None:
    """The one product that shares most of a name with the first and has the words where they differ."""
    one = lexicon.products[first]
    best, found = 0, set[int]()
    for at in others:
        if at == first:
            continue
        alike = max((_alike(p, q, words, told) for p, q in _names(one, lexicon.products[at])), default=0)
        if alike > best:
            best, found = alike, {at}
        elif alike == best:
            found.add(at)
    return found.pop() if best >= ALIKE and len(found) == 1 else None


def _names(one: ProductRecord, other: ProductRecord) -> Iterator[tuple[str, str]]:
    """What two products are called, each with each; specifications only of the same name."""
    called = [fold(name) for name in (one.name, *one.aliases)]
    for name in map(fold, (other.name, *other.aliases)):
        for own in called:
            yield own, name
    if one.name == other.name:
        yield fold(one.spec), fold(other.spec)


def _alike(own: str, name: str, words: str, told: str) -> int:
    """How many characters two names share, where the words are of the second, cover all that is different, and what
    they leave out was said of the first; else 0."""
    before = _shared(own, name)
    behind = _shared(own[before:][::-1], name[before:][::-1])
    end = len(name) - behind
    if end == before or len(own) - behind == before:
        return 0
    start = name.find(words)
    while start >= 0:
        if start <= before and start + len(words) >= end:
            left = (name[:start], name[start + len(words) :])
            return before + behind if all(_was_said(part, told) for part in left) else 0
        start = name.find(words, start + 1)
    return 0


def _was_said(part: str, told: str) -> bool:
    """True for what stands in the text before, in one piece or in two: 钢珠快接三分 of 钢珠快接 两分公头 三分公头."""
    return part in told or any(part[:at] in told and part[at:] in told for at in range(1, len(part)))


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
