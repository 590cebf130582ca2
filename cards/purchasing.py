"""For systems that buy, sell and keep books: facts under the names of their interface, values as they read them."""

import json

from cards import words
from cards.card import Card, Fact, Facts
from cards.plain import sentence
from cards.viewer import Viewer
from handlers.domain.quantity import plain
from handlers.notices import OrderForErp, RequisitionPassed, SaleFlagged

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


def order_for_erp(notice: OrderForErp, viewer: Viewer) -> Card:
    """How an order is to stand there; what it says, and what it comes to, is for the ERP alone."""
    title = f"订单 {notice.number} {'从 ERP 撤掉' if notice.void else '写入 ERP'}"
    if not viewer.machine:
        return sentence("订单还在处理。" if viewer.outsider else f"{title}。")
    order = notice.order
    lines = [
        {
            "sku": line.sku or "",
            "qty": plain(line.base_qty) if line.base_qty is not None else "",
            "unit": line.base_unit,
            "price": plain(line.price) if line.price is not None else "",
            "gift": "1" if line.gift else "",
        }
        for line in order.lines
    ]
    note = ";".join(words.one_line(part, 200) for part in (order.address or "", order.remark) if part)
    facts = {
        "number": notice.number,
        "state": "void" if notice.void else "open",
        "day": notice.day.isoformat(),
        "customer": order.customer_id or "",
        "due": order.due.isoformat() if order.due else "",
        "note": note,
        "lines": json.dumps(lines, ensure_ascii=False),
    }
    return _card(title, title, facts)


def _card(title: str, summary: str, facts: dict[str, str]) -> Card:
    return Card(title, summary, (Facts(tuple(Fact(name, value) for name, value in facts.items())),))
