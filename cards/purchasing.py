"""For systems that buy and sell: facts under the names of their interface, values as they read them."""

from cards import words
from cards.card import Card, Fact, Facts
from cards.plain import sentence
from cards.viewer import Viewer
from handlers.domain.quantity import plain
from handlers.notices import RequisitionPassed, SaleFlagged

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
        "supplier": words.one_line(notice.product.supplier, 40),
        "qty": plain(asked.qty),
        "unit": asked.unit,
        "need_by": asked.need_by.isoformat() if asked.need_by else "",
        "by": words.one_line(notice.by, 20),
        "at": asked.at.astimezone(viewer.zone).isoformat(timespec="seconds"),
        "orders": ",".join(notice.orders[:_ORDERS]),
    }
    title = f"采购申请 {asked.number}"
    summary = f"{title}:{asked.sku} {facts['qty']}{asked.unit}"
    return _card(title, summary, facts)


def sale_flagged(notice: SaleFlagged, viewer: Viewer) -> Card:
    """A product is not for sale, or is again: for a machine, and for whoever looks at what could not be told."""
    if viewer.outsider:
        return sentence("这个货能不能买,请问您的业务员。")
    stop, event = notice.stop, "resume" if notice.on else "stop"
    at = stop.lifted_at if notice.on and stop.lifted_at is not None else stop.at
    facts = {
        "number": f"SS-{stop.id}-{event}",
        "event": event,
        "sku": stop.sku,
        "product": words.one_line(notice.product.label, 60),
        "unit": notice.product.unit,
        "free": plain(stop.free),
        "safety": plain(stop.safety),
        "why": words.one_line(stop.lifted_why if notice.on else stop.why, 60),
        "by": words.one_line(notice.by, 20),
        "at": at.astimezone(viewer.zone).isoformat(timespec="seconds"),
    }
    title = f"{'恢复销售' if notice.on else '停售'} {stop.sku}"
    return _card(title, f"{title}:{facts['product']}", facts)


def _card(title: str, summary: str, facts: dict[str, str]) -> Card:
    return Card(title, summary, (Facts(tuple(Fact(name, value) for name, value in facts.items())),))
