"""Which customer of several with one name is meant, by its town said apart from it: 暖阳西点 … 3包 昆山那家."""

import re
from dataclasses import replace

from .customers import NOT_BEFORE, Named, place_hits
from .dimensions.found import covered, stretch
from .gazetteer import Match
from .lexicon import Lexicon

_BEFORE = re.compile(r"(?:[\s,。;:、!()+]|[是要找]|\Z)\Z")
_HOUSE = re.compile(r"(?:的|这边|那边)?(?:[那这]一?[家个](?:店)?|分?店|[那这]边|的)(?=[\s,。;!?()]|\Z)(?!\s?[0-9各])")
_ALONE = re.compile(r"[\s。!)]*(?:\n|\Z)")
_OF_IT = re.compile(r"(?:的|[那这]一?[家个])\s?")
_DENIED = 4  # characters before it in which a place is denied
_FRONT = 2  # characters of a name that stand for it behind its place: 苏州的溪谷


def in_their_town(named: list[Named], folded: str, lexicon: Lexicon, masked: int) -> list[Named]:
    """The mentions, those that fit several customers narrowed by the one place that is set off from the rest.

    `masked` are the stretches that are spoken for. Two such places leave the question open, as do two names that each
    fit several.
    """
    if not any(len(n.ids) > 1 for n in named):
        return named
    places = [(p, there) for p, there in place_hits(folded, lexicon) if not masked & stretch(p.start, p.end)]
    several = [
        n for n in named if len(n.ids) > 1 and not any(_is_place(n, place) for place, _ in places if place.start)
    ]
    if not several or len({n.ids for n in several}) > 1:
        return named
    name = several[0]
    taken = covered([(n.start, n.end) for n in several])
    told: dict[tuple[str, ...], Match] = {}
    for place, there in places:
        if taken & stretch(place.start, place.end) or not _set_off(place, folded, name.words):
            continue
        fits = tuple(i for i in name.ids if lexicon.customer_in(i, there))
        if 0 < len(fits) < len(name.ids):
            told[fits] = place
    if len(told) != 1:
        return named
    ((fits, place),) = told.items()
    return [replace(n, ids=fits) if n in several else n for n in named if n in several or not _is_place(n, place)]


def _is_place(named: Named, place: Match) -> bool:
    """True for a mention that is nothing but the place or the house there: 吴江, 吴江店."""
    return named.weak and named.start == place.start and named.end - place.end in (0, 1)


def _set_off(place: Match, folded: str, name: str) -> bool:
    """True where a place stands for a house there and is not denied: 昆山那家, 江阴 at the end, 苏州的溪谷."""
    start, end = place.start, place.end
    if NOT_BEFORE.search(folded[max(0, start - _DENIED) : start]):
        return False
    if not _BEFORE.search(folded[max(0, start - 1) : start]):
        return False
    of_it = _OF_IT.match(folded, end)
    if of_it and len(name) >= _FRONT and folded.startswith(name[:_FRONT], of_it.end()):
        return True
    return bool(_HOUSE.match(folded, end) or (start and _ALONE.match(folded, end)))
