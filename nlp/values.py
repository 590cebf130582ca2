"""What a bare expression comes to without any company's files: a due day, numbers, quantities."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from .dimensions.address.rules import find_addresses
from .dimensions.date.rules import DateValue, find_dates
from .dimensions.found import Found
from .dimensions.money.rules import find_prices
from .dimensions.numeral.rules import find_numbers
from .dimensions.order_ref.rules import find_order_refs
from .dimensions.phone.rules import find_phones
from .dimensions.quantity.rules import Quantity, find_quantities
from .dimensions.units import COUNTERS, summed
from .normalize import normalize
from .types import Span

# A day written with nothing but numerals (3.15, 廿二) may as well be an amount.
NUMERIC = re.compile(r"[\d.零〇一二三四五六七八九十廿卅]+")
LIKELY = 0.35
MEANT = 0.3


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity as spoken; `unit` is None where no counter was said."""

    qty: Decimal
    unit: str | None


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one text, numbers and quantities in the order of the text."""

    due: date | None
    numbers: tuple[Decimal, ...]
    quantities: tuple[Amount, ...]


def read_values(text: str, now: datetime) -> Values:
    """Read the values of a text; vague amounts and ranges give none."""
    plain = normalize(text)
    named = [one.span for one in find_order_refs(plain)] + [one.span for one in find_phones(plain)]
    named += [one.span for one in find_addresses(plain, named) if one.confidence >= 0.7]
    dates = find_dates(plain, now, named)
    days = [one.span for one in dates]
    sure = [one.span for one in dates if not (one.confidence < 0.8 and NUMERIC.fullmatch(one.words))]
    prices = find_prices(plain, named + days)
    numbers = [(one.span.start, one.value.yuan) for one in prices]
    costs = [one.span for one in prices]
    numbers += [
        (one.span.start, one.value.value)
        for one in find_numbers(plain, named + sure + costs)
        if one.value.value is not None
    ]
    return Values(
        _due(dates),
        tuple(value for _, value in sorted(numbers)),
        tuple(amount for one in find_quantities(plain, COUNTERS, named + days + costs) for amount in _amounts(one)),
    )


def _due(dates: Sequence[Found[DateValue]]) -> date | None:
    """Return the day that was meant: of several the last, as of a correction, unless it is much less likely."""
    meant = [one for one in dates if one.value.role in ("due", "dispatch") and one.value.day]
    meant = [one for one in meant if one.confidence >= LIKELY]
    best = max((one.confidence for one in meant), default=0.0)
    return next((one.value.day for one in reversed(meant) if one.confidence >= best - 0.3), None)


def _amounts(found: Found[Quantity]) -> list[Amount]:
    value = found.value
    if value.parts:
        total = summed(value.parts)
        return [Amount(*total)] if total else [Amount(qty, unit) for qty, unit in value.parts]
    if value.qty is None or found.confidence < (MEANT if value.unit else 0.5):
        return []
    return [Amount(value.qty, value.unit)]
