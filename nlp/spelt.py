"""Amounts and numbers as people say them, for what is otherwise read to the letter: 两千, 三万五; 两件, 半箱, 几个."""

import re
from datetime import datetime
from decimal import Decimal

from .dimensions.numeral.rules import find_numbers
from .dimensions.order_ref.rules import find_order_refs
from .dimensions.quantity.rules import find_quantities
from .dimensions.units import COUNTERS, MORE_MEASURES
from .frozen import frozen
from .normalize import normalize
from .values import read_values

UNITS = COUNTERS | MORE_MEASURES
_NO_SUM = re.compile(  # of how many payments, which slip
    r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3})\s*[笔次回张单天小]|(?:号码?|流水|尾|票|凭证)[:\s]*[a-z]*\d+"
)
_BARE = 0.35  # below it a number without a counter is most likely a part of a name: J6L


@frozen
class Count:
    """One amount of goods; several parts for 1箱零3件, none where it is vague: 几件, 两三箱."""

    parts: tuple[tuple[Decimal, str | None], ...]


def number(text: str) -> Decimal | None:
    """What a text that is one number is worth; None where it is anything else, or vague."""
    plain = normalize(text).strip()
    found = find_numbers(plain)
    if len(found) != 1 or (found[0].span.start, found[0].span.end) != (0, len(plain)):
        return None
    return found[0].value.value


def sums(text: str, now: datetime) -> tuple[Decimal, ...]:
    """The numbers of a text that may be sums of money: no day, no order's or slip's number, not how many times."""
    return read_values(_NO_SUM.sub(" ", normalize(text)), now).numbers


def counts(text: str) -> tuple[Count, ...]:
    """The amounts of goods that a text speaks of, in its order."""
    found = [
        one for one in find_quantities(normalize(text), UNITS) if one.confidence >= _BARE or one.value.unit is not None
    ]
    return tuple(Count(value.parts or _single(value.qty, value.unit)) for value in (one.value for one in found))


def order_numbers(text: str) -> tuple[str, ...]:
    """The whole order numbers that stand anywhere in a text, in capitals: 开一下专票 SO20260309-0001."""
    return tuple(one.value.number for one in find_order_refs(normalize(text)) if one.value.kind == "no")


def _single(qty: Decimal | None, unit: str | None) -> tuple[tuple[Decimal, str | None], ...]:
    return () if qty is None else ((qty, unit),)
