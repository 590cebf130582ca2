"""Customers named together and then each by a part of its name: 梅州甜甜圈 桂林摇篮坊:甜甜圈要12条,桂林要1箱."""

import re
from collections.abc import Sequence

from .customers import Named
from .features import fold
from .lexicon import Lexicon
from .products import Hit

CLAUSE = re.compile(r"[,:;。\n]\s?")
BOTH = re.compile(r"(?:那|这)?(?:[两三四]|几)[家边店个]|都|各")
WANTS = re.compile(r"(?:那边|那家|这边|家|店)?(?:的|要|来|拿|订|[\s:]{0,2}[\d一二两三四五六七八九十半])")
SHORTEST, LONGEST = 2, 4  # characters of such a part
MOST = 4  # customers that one name may stand for together


def called_again(folded: str, customers: Sequence[Named], hits: Sequence[Hit], lexicon: Lexicon) -> list[Named]:
    """The customers with each further mention at the beginning of a clause by a part that only one of them has."""
    known = _together(folded, customers)
    if len(known) < 2:
        return list(customers)
    names = {key: [fold(n) for n in (one.name, *one.aliases)] for key in known if (one := lexicon.customers.get(key))}
    found: list[Named] = []
    begun = min(c.end for c in customers)
    for clause in CLAUSE.finditer(folded, begun):
        start = clause.end()
        for size in range(LONGEST, SHORTEST - 1, -1):
            end = start + size
            said = folded[start:end]
            owners = [key for key, all_ in names.items() if any(said in name for name in all_)]
            if len(said) == size and len(owners) == 1 and _wants(folded, end, hits):
                found.append(Named(start, end, (owners[0],), said))
                break
    if len({c.ids for c in found}) < 2:  # one alone may as well be a word of the goods
        return list(customers)
    free = [c for c in customers if not any(c.start < f.end and f.start < c.end for f in found)]
    return sorted([*free, *found], key=lambda c: c.start)


def _together(folded: str, customers: Sequence[Named]) -> list[str]:
    """The customers that are named outright, or that one name stands for: 云栖两家."""
    several = [c for c in customers if 1 < len(c.ids) <= MOST and BOTH.match(folded, c.end)]
    return list(dict.fromkeys([*(i for c in several for i in c.ids), *(c.one for c in customers if c.one)]))


def _wants(folded: str, end: int, hits: Sequence[Hit]) -> bool:
    return WANTS.match(folded, end) is not None or any(h.start == end for h in hits)
