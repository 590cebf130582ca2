"""The branch of the draft's customer that the goods are for: 城西店要的, 是二分厂用的."""

import re
from collections.abc import Iterator

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
NOT_SO = re.compile(r"(?:不是|别|不要|不给|除了)\s*\Z")


def branch(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> SetCustomer | None:
    """The one house of the same name of which the words say what the draft's customer is not called."""
    own = lexicon.customers.get(draft.customer) if draft.customer else None
    if own is None or scene.customers or ASKS.search(scene.folded):
        return None
    found = [
        (one.id, at, words)
        for one in lexicon.customers.packed
        if one.id != own.id
        for words in _parts(own, one)
        if (at := scene.folded.find(words)) >= 0
        and FOR_IT.match(scene.folded, at + len(words))
        and not NOT_SO.search(scene.folded, 0, at)
    ]
    if len({key for key, _, _ in found}) != 1:
        return None
    key, at, words = max(found, key=lambda one: len(one[2]))
    span = Span(at, at + len(words))
    return SetCustomer(key, (), scene.text[span.start : span.end], span)


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
