"""One of every notice about how well orders go."""

from dataclasses import replace
from decimal import Decimal

from handlers import notices as n
from handlers.domain.health import Health, Rated
from tests.unit.cards.gallery.company import BUYING, PLACED

POOR = Health(5, 2, 1, 2, Decimal("33.6"))
UNKNOWN = Health(0, 0, 0, 1)
RATED = (Rated(PLACED, POOR), Rated(replace(PLACED, number="SO20260309-0031"), Health(1, 1, 0, 0)))

HEALTH: dict[str, n.Notice] = {
    "health_poor": n.HealthShown(PLACED, BUYING, POOR, 70),
    "health_well": n.HealthShown(PLACED, BUYING, Health(4, 0, 0, 0, Decimal(-3)), 70),
    "health_without_cost": n.HealthShown(PLACED, BUYING, UNKNOWN, 70),
    "health_pool": n.HealthPool(RATED, 12, 70),
    "health_pool_empty": n.HealthPool((), 0, 70),
}
