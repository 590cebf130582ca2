"""The one way to a card: notice + viewer -> Card."""

from dataclasses import replace

from cards.card import Card
from cards.limits import fit
from cards.progress import no_orders
from cards.table import BUILDERS
from cards.viewer import Viewer
from handlers.domain.order import Order
from handlers.notices import NoOrders, Notice, StatusList

__all__ = ["Viewer", "build"]


def build(notice: Notice, viewer: Viewer) -> Card:
    """Says a notice to a viewer, within every platform's reach; never reveals what the viewer may not see."""
    if isinstance(notice, StatusList):
        notice = replace(notice, orders=tuple(o for o in notice.orders if viewer.may_see(o)))
    order = getattr(notice, "order", None)
    if isinstance(order, Order) and not viewer.may_see(order):
        return fit(no_orders(NoOrders(), viewer))
    card = BUILDERS[type(notice)](notice, viewer)
    return card if viewer.machine else fit(card)  # an ERP has no screen: all lines of a long order reach it
