"""The branch of the draft's customer that the goods are for: 城西店要的, 是二分厂用的."""

import re
from collections.abc import Iterator
from dataclasses import replace

from ..customers import Named
from ..features import fold
from ..lexicon import CustomerRecord, Lexicon
from ..scene import Scene
from ..spoken import ASKS
from ..types import DraftHint, SetCustomer, Span

SHORTEST = 2  # characters of what tells a branch from its house
SHARED = 3  # characters that the two names must begin with, unless that is a whole name
SIGNS = re.compile(r"[()\s·\-]")
FORM = re.compile(r"(?:股份)?(?:有限)?(?:责任)?公司\Z|集团\Z|总[部店厂]\Z")
FOR_IT = re.compile(
    r"(?:那边|这边|他们|那儿)?(?:要|用|订|拿|下|点)的|(?:的|那边的|这边的)(?:单子?|货|票|账)(?=[\s,。;!吧]|\Z)"
)
ANOTHER = re.compile(r"(?:加|添|再来|还有|另外?|还要|再要|再给|再下|又要|再补)(?:一?[个张单份家笔])?(?:给)?\s*\Z")
MORE = frozenset("加添再还另又")  # how ANOTHER begins
ITS_OWN = re.compile(r"(?:分?店|门店|厂|那边|这边|那家)?(?:的|也|要|来|[\s,:])")
NOT_SO = re.compile(r"(?:不是|别|不要|不给|除了)\s*\Z")


def branch(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> SetCustomer | None:
    """The one house of the same name of which the words say what the draft's customer is not called."""
    found = _house(scene, draft, lexicon) if FOR_IT.search(scene.folded) else None
    if found is None or not FOR_IT.match(scene.folded, found.end) or NOT_SO.search(scene.folded, 0, found.start):
        return None
    return SetCustomer(found.ids[0], (), found.words, Span(found.start, found.end))


def with_branch(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> Scene | None:
    """The message where it orders for another branch by no more than its part of the name; None where it does not.

    加个龙泉店的,立白2kg 10箱 beside a draft of the branch in 温江: the goods are no more lines of that draft.
    """
    if not (scene.quantities and scene.hits) or MORE.isdisjoint(scene.folded):
        return None
    found = _house(scene, draft, lexicon)
    if found is None or not ITS_OWN.match(scene.folded, found.end) or not ANOTHER.search(scene.folded, 0, found.start):
        return None
    return replace(scene, customers=(found,))


def _house(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> Named | None:
    """The one other house whose part of the name stands in the message, where no customer is named outright."""
    own = lexicon.customers.get(draft.customer) if draft.customer else None
    if own is None or scene.customers or ASKS.search(scene.folded):
        return None
    starts = tuple({name[:SHORTEST] for name in (own.name, *own.aliases)})
    found = [
        (one.id, at, words)
        for one in lexicon.customers.packed
        if one.id != own.id and (one.name.startswith(starts) or any(a.startswith(starts) for a in one.aliases))
        for words in _parts(own, one)
        if (at := scene.folded.find(words)) >= 0
    ]
    if len({key for key, _, _ in found}) != 1:
        return None
    key, at, words = max(found, key=lambda one: len(one[2]))
    end, house = at + len(words), lexicon.customers.get(key)
    names = [_plain(n) for n in (house.name, *house.aliases)] if house else []
    while at and any(scene.folded[at - 1 : end] in name for name in names):
        at -= 1  # 湖东店, though only 东店 tells it from 湖西店
    return Named(at, end, (key,), scene.text[at:end])


def _parts(own: CustomerRecord, other: CustomerRecord) -> Iterator[str]:
    """What the other's names say beyond the beginning that they share with the draft's customer."""
    mine = [_plain(n) for n in (own.name, *own.aliases)]
    for name in (_plain(n) for n in (other.name, *other.aliases)):
        for house in mine:
            size = next(
                (i for i, (a, b) in enumerate(zip(house, name, strict=False)) if a != b), min(len(house), len(name))
            )
            whole = size == len(house) and size >= SHORTEST
            part = name[size:]
            if (whole or size >= SHARED) and len(part) >= SHORTEST and not any(part in one for one in mine):
                yield part


def _plain(name: str) -> str:
    return FORM.sub("", SIGNS.sub("", fold(name)))
