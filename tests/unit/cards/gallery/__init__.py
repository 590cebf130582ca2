"""One of everything the bot can tell, about an invented stationery wholesaler: for golden files and the leak matrix."""

from handlers import notices as n
from tests.unit.cards.gallery.alerts import ALERTS
from tests.unit.cards.gallery.approvals import APPROVALS
from tests.unit.cards.gallery.drafts import DRAFTS
from tests.unit.cards.gallery.health import HEALTH
from tests.unit.cards.gallery.money import MONEY
from tests.unit.cards.gallery.orders import ORDERS
from tests.unit.cards.gallery.parcels import PARCELS
from tests.unit.cards.gallery.people import PEOPLE
from tests.unit.cards.gallery.promises import PROMISES
from tests.unit.cards.gallery.quotes import QUOTES
from tests.unit.cards.gallery.rules import RULES
from tests.unit.cards.gallery.rush import RUSH
from tests.unit.cards.gallery.stock import STOCK

GALLERY: dict[str, n.Notice] = {
    **DRAFTS,
    **STOCK,
    **ORDERS,
    **PARCELS,
    **ALERTS,
    **APPROVALS,
    **PROMISES,
    **MONEY,
    **QUOTES,
    **PEOPLE,
    **RULES,
    **RUSH,
    **HEALTH,
}
