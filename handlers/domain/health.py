"""健康度: how well an order goes, 0 to 100, the more the better.

Three sub-scores of 0 to 100, each turned so that more is better before it is weighted: 准时 counts 40 %, 改动 30 %,
毛利 30 %. Where a sub-score is not known, or not the reader's to know, the others share its weight.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from handlers.domain.finding import Finding
from handlers.domain.flow import OVERDUE
from handlers.domain.money import line_total
from handlers.domain.order import Line, Order, OrderEvent
from handlers.domain.party import Product

NONE, FULL = Decimal(0), Decimal(100)
WEIGHTS = {"punctual": Decimal("0.4"), "steady": Decimal("0.3"), "margin": Decimal("0.3")}
A_DAY = 20  # what each day costs that goods come after the day they are wanted
A_CHANGE = 20  # what each change after the confirmation costs


@dataclass(frozen=True, slots=True)
class Health:
    """What the index is made of."""

    steps: int = 0  # states with a limit that the order left, or stands in for too long
    slow: int = 0  # … of which it stood in for too long
    days: int = 0  # that the last of it comes, or came, after the wanted day
    changes: int = 0  # since it was confirmed
    margin: Decimal | None = None  # percent that is missing of what price list and contract would have left

    @property
    def punctual(self) -> Decimal:
        """准时: the share of states that were left in time, less 20 for each day that the goods come late."""
        share = FULL if not self.steps else FULL * (self.steps - self.slow) / self.steps
        return _within(share - A_DAY * self.days)

    @property
    def steady(self) -> Decimal:
        """改动: 100, less 20 for each change."""
        return _within(FULL - A_CHANGE * self.changes)

    @property
    def kept(self) -> Decimal | None:
        """毛利: 100, less the percentage of the margin that is missing; None where a cost or price is not known."""
        return None if self.margin is None else _within(FULL - max(NONE, self.margin))

    def scores(self, *, margin: bool) -> dict[str, Decimal]:
        """The sub-scores by name, whole numbers; without the one of the margin where the reader may not know it."""
        found = {"punctual": self.punctual, "steady": self.steady}
        if margin and self.kept is not None:
            found["margin"] = self.kept
        return {name: _whole(score) for name, score in found.items()}

    def index(self, *, margin: bool) -> int:
        """The weighted mean of the sub-scores as they are shown."""
        found = self.scores(margin=margin)
        weight = sum((WEIGHTS[name] for name in found), NONE)
        return int(_whole(sum((WEIGHTS[name] * score for name, score in found.items()), NONE) / weight))


def _within(score: Decimal) -> Decimal:
    return min(FULL, max(NONE, score))


def _whole(score: Decimal) -> Decimal:
    return score.quantize(Decimal(1), ROUND_HALF_UP)


def since_confirmed(events: Iterable[OrderEvent]) -> list[OrderEvent]:
    """What happened since the order was confirmed the last time."""
    found = list(events)
    last = max((place for place, event in enumerate(found) if event.action == "confirm"), default=len(found))
    return found[last + 1 :]


def steps(events: Iterable[OrderEvent], limited: Collection[str]) -> tuple[int, int]:
    """Of the states with a limit: how many were left or are stood in for too long, and how many for too long."""
    all_ = slow = 0
    late = False
    for event in since_confirmed(events):
        if event.action == "overdue" and event.reason == OVERDUE:
            late = True
        elif event.from_state and event.to_state and event.from_state != event.to_state:
            if event.from_state in limited:
                all_, slow = all_ + 1, slow + late
            late = False
    return all_ + late, slow + late


def changes(events: Iterable[OrderEvent]) -> int:
    """How often the order was changed since it was confirmed."""
    return sum(event.action == "change" for event in since_confirmed(events))


def days_late(wanted: date | None, there: date | None) -> int:
    """Days after the wanted one; 0 where it is in time, or one of them is not known."""
    return max(0, (there - wanted).days) if wanted is not None and there is not None else 0


def missing_margin(
    lines: Iterable[Line], products: Mapping[str, Product], book: Mapping[str, Decimal | None], spent: Decimal = NONE
) -> Decimal | None:
    """Percent of the margin by the price book that discounts, gifts and `spent` (yuan) took; None where unknown.

    `book` says what a base unit of each product costs this customer in this amount by list, contract and promotion.
    """
    planned = real = NONE
    for line in lines:
        product = products.get(line.sku or "")
        if product is None or product.cost is None or line.base_qty is None:
            return None
        cost = product.cost * line.base_qty
        if not line.gift:
            price, total = book.get(product.sku), line_total(line)
            if price is None or total is None:
                return None
            planned += price * line.base_qty - cost
            real += total
        real -= cost
    if planned <= 0:
        return None
    return (planned - real + spent) * 100 / planned


def spent_on(findings: Iterable[Finding]) -> Decimal:
    """What a plan by which the order went before others cost, yuan."""
    return sum((Decimal(f.facts["cost"]) for f in findings if f.rush and f.facts.get("done")), NONE)


@dataclass(frozen=True, slots=True)
class Rated:
    """An order and how well it goes."""

    order: Order
    health: Health
