"""A small company and its store in memory: what people say and press goes through `respond`."""

import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import insert

import config
from config.flow import FlowSpec
from config.policy import Policy
from handlers.context import Context
from handlers.domain.flow import Flow
from handlers.domain.forms import said
from handlers.domain.messaging import OVERHEARD, Audience, ChatKind, ChatRef, Message, MessageKind, Tap, UserRef
from handlers.domain.order import Deadline, Order, OrderEvent
from handlers.domain.reserve import SOFT_HOLD
from handlers.hints import hints_for
from handlers.notices import DraftShown, Notice, Push
from handlers.ports import UnitOfWork
from handlers.respond import on_deadline, respond
from nlp.types import Candidate, Hints, Intent, LineItem, OrderReading, Parse
from storage import tables
from storage.books import Source, written
from storage.engine import Store

START = datetime(2026, 3, 4, 1, 15, tzinfo=UTC)  # 09:15 in the shop
CHANNEL = "console"
N = TypeVar("N")

CUSTOMERS: list[dict[str, Any]] = [
    {"id": "C1", "name": "台州恒力", "owner": "chen"},
    {"id": "C2", "name": "温州恒力", "owner": "lin"},
    {"id": "C3", "name": "顺达车队", "owner": None},
]
PRODUCTS = [
    ("LEFT", "转向节(左)", "件", {"箱": "2"}, "812.50"),
    ("RIGHT", "转向节(右)", "件", {"箱": "4"}, "823.50"),
    ("OIL", "机油", "桶", {"箱": "6"}, "99.00"),
    ("GLOVE", "手套", "双", {}, None),
]
PEOPLE = [
    ("chen", "陈海波", "sales", None),
    ("lin", "林晓燕", "sales", None),
    ("mei", "客服小美", "service", None),
    ("cai", "蔡国平", "warehouse", None),
    ("sun", "孙福根", "production", None),
    ("ding", "老丁", "logistics", None),
    ("zhao", "赵丽", "purchasing", None),
    ("shen", "沈会计", "finance", None),
    ("zhang", "张厂长", "manager", None),
    ("li", "恒力-李采购", "customer", "C1"),
    ("wu", "恒力-吴工", "customer", "C1"),
    ("wang", "温州老王", "customer", "C2"),
]
GROUPS = {"staff": None, "c1": "C1", "c2": "C2"}


def flow() -> Flow:
    """The five-state flow as shipped."""
    text = (Path(config.__file__).parent / "flows" / "five_state.toml").read_text(encoding="utf-8")
    return Flow(FlowSpec.model_validate(tomllib.loads(text)))


class Desk:
    """Drives the handlers; the clock stands until it is moved."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = START
        self.policy = Policy()
        self.flow = flow()
        self.zone = ZoneInfo("Asia/Shanghai")
        self._count = 0

    def waits(self, **by: float) -> None:
        self.now += timedelta(**by)

    async def says(self, user: str, parse: Parse, text: str = "", *, chat: str = "", **more: Any) -> list[Push]:
        """A text in the person's direct chat, or in a group."""
        return await self._in(user, chat, parse, MessageKind.TEXT, text=text, **more)

    async def taps(self, user: str, action: str, order: Order | None = None, value: str = "", chat: str = "") -> Any:
        """A pressed button of a card that showed this order."""
        tap = Tap(action, order.id if order else None, order.version if order else None, value)
        return await self._in(user, chat, None, MessageKind.TAP, tap=tap)

    async def fills(self, user: str, order: Order, form: dict[str, str], parse: Parse | None = None) -> Any:
        """A submitted form of the card that showed this order; `parse` is of its line in words."""
        tap = Tap("fill", order.id, order.version, form=form)
        return await self._in(user, "", parse, MessageKind.TAP, tap=tap, text=said(form))

    async def sends(self, user: str, kind: MessageKind, chat: str = "") -> list[Push]:
        return await self._in(user, chat, None, kind)

    async def _in(self, user: str, chat: str, parse: Parse | None, kind: MessageKind, **more: Any) -> list[Push]:
        self._count += 1
        where = ChatRef(CHANNEL, chat, ChatKind.GROUP) if chat else ChatRef(CHANNEL, f"d-{user}")
        sender = UserRef(CHANNEL, user)
        if chat:  # as in the console's groups, where all is heard and nobody is called
            more["media"] = {**more.get("media", {}), OVERHEARD: "1"}
        msg = Message(0, CHANNEL, f"m{self._count}", where, sender, kind, self.now, self.now, **more)
        msg = replace(msg, id=await self.store.inbox.put(msg, "") or 0)
        async with self.store.write() as uow:
            pushes = await respond(msg, parse, await self.context(msg, uow), uow)
            await uow.commit()
        return pushes

    async def context(self, msg: Message, uow: UnitOfWork) -> Context:
        return Context(self.now, self.zone, await uow.parties.person_at(msg.sender), self.policy, self.flow)

    async def hints(self, user: str, chat: str = "") -> Hints:
        where = ChatRef(CHANNEL, chat, ChatKind.GROUP) if chat else ChatRef(CHANNEL, f"d-{user}")
        sender = UserRef(CHANNEL, user)
        msg = Message(0, CHANNEL, "", where, sender, MessageKind.TEXT, self.now, self.now)
        async with self.store.read() as uow:
            return await hints_for(msg, await self.context(msg, uow), uow)

    async def ticks(self) -> list[Push]:
        """Lets due deadlines happen."""
        async with self.store.write() as uow:
            ctx = Context(self.now, self.zone, None, self.policy, self.flow)
            due = await uow.deadlines.claim_due(self.now)
            pushes = [push for deadline in due for push in await on_deadline(deadline, ctx, uow)]
            await uow.commit()
        return pushes

    async def order(self, order: Order) -> Order:
        """The stored state."""
        async with self.store.read() as uow:
            return await uow.orders.get(order.id)

    async def events(self, order: Order) -> list[OrderEvent]:
        async with self.store.read() as uow:
            return await uow.events.of(order.id)

    async def deadlines(self, order: Order) -> list[Deadline]:
        async with self.store.read() as uow:
            found = await uow.deadlines.of(order.id)
        return [one for one in found if one.kind != SOFT_HOLD]

    async def drafts(self, user: str, chat: str = "") -> list[Order]:
        where = ChatRef(CHANNEL, chat, ChatKind.GROUP) if chat else ChatRef(CHANNEL, f"d-{user}")
        async with self.store.read() as uow:
            return await uow.orders.drafts(where, user)

    async def draft(self, user: str = "chen", customer: str = "C1", *lines: LineItem, chat: str = "") -> Order:
        """Somebody places an order that lacks nothing."""
        reading = OrderReading(customer=customer, items=lines or (left(300),))
        pushes = await self.says(user, place(reading), "…", chat=chat)
        return one(pushes, DraftShown).order

    async def placed(self, user: str = "chen", customer: str = "C1", *lines: LineItem, chat: str = "") -> Order:
        """Somebody places and confirms an order."""
        await self.taps(user, "confirm", draft := await self.draft(user, customer, *lines, chat=chat), chat=chat)
        return await self.order(draft)


def one(pushes: list[Push], kind: type[N]) -> N:
    """The only notice of a kind among pushes."""
    found = of(pushes, kind)
    assert len(found) == 1, [type(p.notice).__name__ for p in pushes]
    return found[0]


def of(pushes: list[Push], kind: type[N]) -> list[N]:
    """The notices of a kind."""
    return [p.notice for p in pushes if isinstance(p.notice, kind)]


def told(pushes: list[Push], kind: type[Notice]) -> set[Audience]:
    """Who hears a kind of notice; nobody hears it twice."""
    to = [p.to for p in pushes if isinstance(p.notice, kind)]
    assert len(to) == len(set(to))
    return set(to)


def left(qty: int | None = None, **more: Any) -> LineItem:
    """The left steering knuckle."""
    return item("LEFT", qty, **more)


def item(sku: str | None, qty: int | None = None, **more: Any) -> LineItem:
    number = None if qty is None else Decimal(qty)
    return LineItem(**{"sku": sku, "qty": number, "base_qty": number, "mention": "转向节", **more})


def either(*skus: str) -> tuple[Candidate, ...]:
    """Candidates, best first."""
    return tuple(Candidate(sku, sku, 1 - n / 10) for n, sku in enumerate(skus))


def place(*orders: OrderReading, **more: Any) -> Parse:
    """Somebody orders."""
    return Parse(Intent.PLACE_ORDER, 1.0, orders=orders, **more)


async def fill(store: Store) -> None:
    """Writes the small company."""
    async with store.write() as uow:
        rows = [{"aliases": [], "level": "A", "region": "", "credit_limit": Decimal(0), **c} for c in CUSTOMERS]
        listed = [_product(*p) for p in PRODUCTS]
        for table, entries in ((tables.customers, rows), (tables.products, listed)):
            await uow.connection.execute(insert(table), entries)
            await written(uow.connection, table, entries, Source(source="test"), {})
        people = [{"user": u, "name": n, "role": r, "customer_id": c, "active": True} for u, n, r, c in PEOPLE]
        await uow.connection.execute(insert(tables.people), people)
        groups = [
            {"channel": CHANNEL, "chat_id": g, "kind": "group", "name": g, "customer_id": c} for g, c in GROUPS.items()
        ]
        await uow.connection.execute(insert(tables.chats), groups)
        bound = [{"channel": CHANNEL, "user_id": u, "user": u, "direct_chat_id": f"d-{u}"} for u, *_ in PEOPLE]
        await uow.connection.execute(insert(tables.accounts), bound)
        await uow.commit()


def _product(sku: str, name: str, unit: str, packs: dict[str, str], price: str | None) -> dict[str, Any]:
    numbers = {"stock": Decimal(10), "safety_stock": Decimal(0), "lead_days": 3, "min_price": None}
    return {
        "sku": sku,
        "name": name,
        "spec": "",
        "aliases": [],
        "unit": unit,
        "packs": packs,
        "price": Decimal(price) if price else None,
        "cost": None,
        "substitutes": [],
        **numbers,
    }
