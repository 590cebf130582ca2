"""Values that the storage contract is tried with."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from handlers.domain.messaging import ChatKind, ChatRef, Message, MessageKind, Tap, UserRef
from handlers.domain.order import (
    Asked,
    Choice,
    Deadline,
    Evidence,
    Line,
    Order,
    OrderEvent,
    OrderId,
    Phase,
    Question,
)
from handlers.ports import Outgoing
from nlp.types import Doubt, DueKind
from storage import Store

NOW = datetime(2026, 3, 4, 1, 15, 30, 123456, tzinfo=UTC)
CHAT = ChatRef("console", "d-u01")
GROUP = ChatRef("console", "g01", ChatKind.GROUP)
NASTY = '\'; DROP TABLE orders;-- %_\\ "{{x}}" \u202e 🚚 ¥'


def message(external_id: str, chat: ChatRef = CHAT, text: str = "发300件", **more: Any) -> Message:
    """A text message."""
    sender = UserRef(chat.channel, "u01")
    return Message(0, chat.channel, external_id, chat, sender, MessageKind.TEXT, NOW, NOW, text, **more)


FULL_MESSAGE = message(
    "full",
    GROUP,
    NASTY,
    tap=Tap("confirm", 17, 3, "ZXJ-001L", "ref"),
    media={"file": "订单.xlsx", "url": "https://example.com/?a=1&b=%20"},
    quoted_id="q1",
    to_me=False,
)

PLAIN = Order(OrderId(0), 0, "five_state", "草稿", Phase.DRAFT, CHAT, NOW, NOW, placed_by="u01")

FULL_LINE = Line(
    no=1,
    sku="ZXJ-001L",
    label="转向节(左) J6P",
    mention=NASTY,
    candidates=("ZXJ-001L", "ZXJ-001R"),
    qty=Decimal("0.001"),
    unit="箱",
    base_qty=Decimal("123456789012.345"),
    base_unit="件",
    price=Decimal("812.5001"),
    said_price=Decimal("0.1"),
    gift=True,
    doubts=(Doubt("quantity", "approx", "大概"),),
    evidence={"product": Evidence(7, 0, 3, "转向节"), "quantity": Evidence(7, 3, 7, "300件")},
)

FULL = replace(
    PLAIN,
    chat=GROUP,
    number="SO20260304-0001",
    customer_id="C001",
    customer_name="台州恒力",
    customer_candidates=("C001", "C002"),
    lines=(FULL_LINE, Line(no=2, mention="什么")),
    due=date(2026, 3, 15),
    due_kind=DueKind.BY,
    due_words="15号前",
    address="城西仓库",
    urgent=True,
    tracking="顺丰SF123",
    asked=Question(Asked.PRODUCT, 2, (Choice("ZXJ-001L", "转向节(左)"), Choice("ZXJ-001R", "转向节(右)"))),
    doubts=(Doubt("date", "past"),),
    evidence={"customer": Evidence(7, 0, 4, "台州恒力")},
    source_ids=(7, 9),
    confirmed_at=NOW,
    confirmed_by="u01",
    entered_at=NOW,
    owner="production",
    version_confirmed=2,
)


def event(order_id: OrderId, action: str = "confirm", **more: Any) -> OrderEvent:
    """Something that happened."""
    return OrderEvent(order_id, NOW, "u01", action, **more)


def deadline(order_id: OrderId, kind: str = "review", at: datetime = NOW, **more: Any) -> Deadline:
    """A promise."""
    return Deadline(order_id, kind, at, "production", **more)


def outgoing(dedupe: str, chat: ChatRef = CHAT, **more: Any) -> Outgoing:
    """A card to be sent."""
    return Outgoing(chat, '{"title":"收到"}', dedupe, NOW, **more)


def product(sku: str, stock: int) -> dict[str, Any]:
    """A row of products."""
    empty: dict[str, Any] = {"spec": "", "aliases": [], "unit": "件", "packs": {}, "price": None, "min_price": None}
    rest = {"stock": Decimal(stock), "safety_stock": Decimal(0), "lead_days": 0, "substitutes": []}
    return {"sku": sku, "name": sku, **empty, **rest}


async def put_all(store: Store, *messages: Message) -> list[int]:
    """Stores new messages, one after the other."""
    ids = [await store.inbox.put(each, "<xml/>") for each in messages]
    assert None not in ids
    return [number for number in ids if number is not None]


async def say(store: Store, *dedupes: str, chat: ChatRef = CHAT, **more: Any) -> None:
    """Puts rows into the outbox."""
    async with store.write() as uow:
        await uow.outbox.put([outgoing(dedupe, chat, **more) for dedupe in dedupes])
        await uow.commit()


async def claimed(store: Store, worker: str = "w1", at: datetime = NOW, limit: int = 20) -> list[str]:
    """The external ids of messages that this worker gets now."""
    return [m.external_id for m in await store.inbox.claim(at, worker, limit)]


async def taken(store: Store, at: datetime = NOW) -> list[str]:
    """The dedupe keys of rows that a sender gets now."""
    return [row.outgoing.dedupe for row in await store.outbox.claim(at, "s1")]
