"""A purchase requisition for the system that buys: facts under the names of its interface, values as it reads them."""

from cards import words
from cards.card import Card, Fact, Facts
from cards.plain import sentence
from cards.viewer import Viewer
from handlers.domain.quantity import plain
from handlers.notices import RequisitionPassed

_ORDERS = 50  # that it names


def requisition_passed(notice: RequisitionPassed, viewer: Viewer) -> Card:
    """Read by a machine, and by whoever looks at what could not be handed over."""
    if viewer.outsider:
        return sentence("您的订单还在处理,我们在跟进,有进展马上告诉您。")
    asked = notice.requisition
    facts = {
        "number": asked.number,
        "sku": asked.sku,
        "product": words.one_line(notice.product.label, 60),
        "qty": plain(asked.qty),
        "unit": asked.unit,
        "need_by": asked.need_by.isoformat() if asked.need_by else "",
        "by": words.one_line(notice.by, 20),
        "at": asked.at.astimezone(viewer.zone).isoformat(timespec="seconds"),
        "supplier": words.one_line(notice.product.supplier, 60),
        "orders": ",".join(notice.orders[:_ORDERS]),
    }
    title = f"采购申请 {asked.number}"
    summary = f"{title}:{asked.sku} {facts['qty']}{asked.unit}"
    return Card(title, summary, (Facts(tuple(Fact(name, value) for name, value in facts.items())),))
