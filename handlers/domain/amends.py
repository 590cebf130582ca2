"""Words for a customer whose goods are stuck: how they are said, and what may be offered, never above the contract."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum

from config.policy import AmendsSpec


class Voice(StrEnum):
    """How the customer is spoken to; the facts are the same."""

    POLITE = "polite"
    WARM = "warm"
    BRIEF = "brief"

    @property
    def next(self) -> "Voice":
        """The one after it, round and round."""
        every = tuple(Voice)
        return every[(every.index(self) + 1) % len(every)]


def offered(schemes: Iterable[AmendsSpec], most: Decimal) -> tuple[AmendsSpec, ...]:
    """What may be offered: nothing above `most` yuan, which the contract allows."""
    return tuple(one for one in schemes if one.yuan <= most)


def picked(schemes: Sequence[AmendsSpec], name: str) -> AmendsSpec | None:
    """The scheme of this name; the only one where none is named."""
    if not name:
        return schemes[0] if len(schemes) == 1 else None
    return next((one for one in schemes if one.name == name.upper()), None)
