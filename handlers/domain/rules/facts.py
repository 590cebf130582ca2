"""An order as the facts that rules may look at; and as it stood when something happened to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from handlers.domain.messaging import PLATFORMS
from handlers.domain.money import worth
from handlers.domain.order import Order, OrderEvent
from handlers.domain.party import VIP, Customer
from handlers.domain.quantity import plain
from handlers.domain.rules.matching import PROOFS, doer, said_yes
from handlers.domain.rules.model import Value
from handlers.domain.rules.vocabulary import TRACKING, Vocabulary, passed


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an order when something happened to it; `events` up to then, that one last."""

    order: Order
    customer: Customer | None
    events: Sequence[OrderEvent]
    roles: Mapping[str, str]  # people.user -> role
    short: bool  # something is promised later because it lacks
    now: datetime
    zone: ZoneInfo


def facts_of(known: Known, words: Vocabulary) -> dict[str, Value | None]:
    """Every fact of the vocabulary; None where it is not known."""
    order, customer = known.order, known.customer
    today = known.now.astimezone(known.zone).date()
    placed = known.roles.get(order.placed_by or "", "")
    found: dict[str, Value | None] = {
        "单号": order.number or "",
        "客户": customer.name if customer else order.customer_name or None,
        "客户等级": customer.level if customer else None,
        "地区": customer.region if customer else None,
        "金额": worth(order),
        "数量": sum((line.base_qty or Decimal(0) for line in order.lines), Decimal(0)),
        "行数": Decimal(len(order.lines)),
        "产品": tuple(line.label for line in order.lines),
        "产品编号": tuple(line.sku for line in order.lines if line.sku),
        "状态": order.state,
        "渠道": PLATFORMS.get(order.chat.channel, order.chat.channel),
        "标签": order.tags,
        "运单号": order.tracking or None,
        "地址": order.address,
        "交期": order.due.isoformat() if order.due else None,
        "交期天数": _days(today, order.due),
        "下单天数": _since(order.confirmed_at, known),
        "停留天数": _since(order.entered_at, known),
        "下单人": ("客户" if placed == "customer" else placed) or None,
        "操作人": doer(known.events[-1].actor, known.roles) if known.events else None,
        "加急": order.urgent,
        "缺货": known.short,
        "等批准": order.held,
        "VIP客户": customer is not None and customer.level == VIP,
    }
    confirmed = max((n for n, event in enumerate(known.events) if event.action == "confirm"), default=0)
    lately = known.events[confirmed:]
    for name, states in words.deliverables.items():
        given = any(_gives(event, states) for event in lately)
        found[f"{name}已上传"] = given or (name == TRACKING and bool(order.tracking))
    for fact in words.facts:
        role, _, end = fact.partition(" ")
        if end and fact == passed(role):
            found[fact] = any(said_yes(event, role, known.roles, words.flow) for event in lately)
    return found


def _gives(event: OrderEvent, states: tuple[str, ...]) -> bool:
    return event.from_state in states and any(c.field in PROOFS and c.new for c in event.changes)


def _days(today: date, due: date | None) -> Decimal | None:
    return Decimal((due - today).days) if due else None


def _since(at: datetime | None, known: Known) -> Decimal | None:
    """Whole days that have gone by."""
    return Decimal((known.now - at).days) if at else None


def said(name: str, facts: Mapping[str, Value | None]) -> str:
    """A fact as text, for a template."""
    value = facts.get(name)
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return plain(value)
    return "、".join(value) or "-" if isinstance(value, tuple) else value or "-"


def stood(order: Order, events: Sequence[OrderEvent], place: int) -> Order:
    """The order just after `events[place]`: state, date, address, urgency, waybill and tags; the rest as it is now."""
    found = replace(order, state=events[place].to_state, entered_at=_entered(events, place), held=False)
    for event in reversed(events[place + 1 :]):
        for change in reversed(event.changes):
            found = _before(found, change.field, change.old, change.new)
    return found


def _entered(events: Sequence[OrderEvent], place: int) -> datetime:
    """Since when the order was in its state."""
    moves = [event.at for event in events[: place + 1] if event.from_state != event.to_state]
    return moves[-1] if moves else events[0].at


def _before(order: Order, field: str, old: str, new: str) -> Order:
    match field:
        case "urgent":
            return replace(order, urgent=bool(old))
        case "tracking":
            return replace(order, tracking=old or None)
        case "address":
            return replace(order, address=old or None)
        case "date":
            return replace(order, due=date.fromisoformat(old) if old else None)
        case "tag":
            tags = tuple(tag for tag in order.tags if tag != new)
            return replace(order, tags=(*tags, old) if old and old not in tags else tags)
    return order
