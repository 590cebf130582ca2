"""An article's number that stands above what is wanted of it: 大胡同 3301, and 男灰40-41 2 in the lines below."""

from collections.abc import Sequence

from ..features import Kind, Tier
from ..products import Hit, agrees

LINES = 2  # below it, each with words of it


def headings(folded: str, hits: Sequence[Hit]) -> list[Hit]:
    """The bare numbers that end a line and are no amounts: the list has them, and what is said in the lines below."""
    if "\n" not in folded:
        return []
    found = []
    for hit in hits:
        if not hit.word.isdecimal() or hit.tier is not Tier.EXACT or hit.kind is Kind.NUMBER:
            continue
        line = folded.rfind("\n", 0, hit.start) + 1
        end = folded.find("\n", hit.end)
        if end < 0 or folded[hit.end : end].strip(" :,"):
            continue
        if all(agrees(hit.masks[2], h) for h in hits if line <= h.start < hit.start) and _heads(hit, end, folded, hits):
            found.append(hit)
    return found


def _heads(hit: Hit, end: int, folded: str, hits: Sequence[Hit]) -> bool:
    """True where the lines right below hold words that its products have, some by which they are told apart."""
    at = end + 1
    for _ in range(LINES):
        stop = folded.find("\n", at)
        stop = len(folded) if stop < 0 else stop
        told = [h for h in hits if at <= h.start < stop]
        if not any(h.masks[2] & hit.masks[2] and hit.masks[2] - h.masks[2] for h in told):
            return False
        at = stop + 1
    return True
