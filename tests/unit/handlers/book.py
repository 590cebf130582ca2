"""Random days over the whole order book: whatever people do in whatever order, the book stays sound."""

import asyncio
from collections.abc import Awaitable
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule
from sqlalchemy import insert, select

from handlers.domain.order import Order
from nlp.types import AddItem, Intent, LineItem, Parse, Ref, SetItem
from storage import tables as t
from storage.engine import open_store
from storage.uow import UnitOfWork
from tests.conftest import Postgres
from tests.unit.handlers.desk import Desk, fill, item

SKUS = st.sampled_from(["LEFT", "RIGHT", "OIL"])
QTY = st.integers(1, 25)
AT_FIRST = Decimal(30)  # of each product
HAPPENED = {"draft": 0, "confirm": 0, "cancel": 0, "undo": 0, "ship": 0}
MONEY_AND_GOODS = ("claim", "paid", "unpaid", "ask_back", "grant_back", "take_back")
DECIDED = st.sampled_from(["通过 {}", "通过 {} 300", "驳回 {} 没有到账", "批准 {} 老客户"])
WISHES = ["{0} 全退", "{0} {sku} 退{qty}", "{0} {sku} 退{qty} 质量问题"]
MOVES = [("sun", "schedule"), ("cai", "prepare"), ("cai", "ship"), ("wu", "sign"), ("lin", "sign")]


class Book(RuleBasedStateMachine):
    """Orders of two customers on one stock; the clock moves on."""

    orders = Bundle("orders")
    url = "sqlite+aiosqlite://"
    postgres: Postgres | None = None

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.versions: dict[int, int] = {}
        self.run(self._open())

    def run(self, work: Awaitable[Any]) -> Any:
        """Waits for the end of it."""
        return self.loop.run_until_complete(work)

    async def _open(self) -> None:
        url = self.url
        if self.postgres is not None:
            made = await self.postgres.emptied()
            url = made.set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)
        self.store = await open_store(url)
        await self.store.upgrade()
        await fill(self.store)
        async with self.store.write() as uow:
            rows = [{"sku": sku, "on_hand": AT_FIRST} for sku in ("LEFT", "RIGHT", "OIL")]
            await uow.connection.execute(insert(t.stock), rows)
            await uow.connection.execute(t.products.update().values(stock=AT_FIRST))
            await uow.commit()
        self.desk = Desk(self.store)

    def teardown(self) -> None:
        """Counts what really happened, so that a test can see that the days were busy."""

        async def closes() -> None:
            async with self.store.read() as uow:
                for action in (await uow.connection.execute(select(t.order_events.c.action))).scalars():
                    HAPPENED[action] = HAPPENED.get(action, 0) + 1
            await self.store.close()

        self.run(closes())
        self.loop.close()

    def now(self, order: Order) -> Order:
        """The order as it stands."""
        found: Order = self.run(self.desk.order(order))
        return found

    @rule(target=orders, who=st.sampled_from([("chen", "C1"), ("lin", "C2")]), sku=SKUS, qty=QTY, other=SKUS)
    def place(self, who: tuple[str, str], sku: str, qty: int, other: str) -> Order:
        """Somebody's draft."""
        lines = (item(sku, qty), item(other, 1)) if other != sku else (item(sku, qty),)
        made: Order = self.run(self.desk.draft(*who, *lines))
        return made

    @rule(order=orders, stale=st.booleans())
    def confirm(self, order: Order, stale: bool) -> None:
        """With the newest card, or with the first one."""
        self.run(self.desk.taps(order.placed_by or "chen", "confirm", order if stale else self.now(order)))

    @rule(order=orders, qty=QTY, more=st.booleans())
    def edit(self, order: Order, qty: int, more: bool) -> None:
        """A draft is corrected, a confirmed order changed."""
        order = self.now(order)
        change = AddItem(item("OIL", qty)) if more else SetItem(1, LineItem(qty=Decimal(qty), base_qty=Decimal(qty)))
        if order.number is None:
            parse = Parse(Intent.EDIT_DRAFT, 1.0, edits=(change,), draft=int(order.id))
        else:
            parse = Parse(Intent.CHANGE_ORDER, 1.0, ref=Ref(no=order.number), changes=(change,))
        self.run(self.desk.says(order.placed_by or "chen", parse, f"改成{qty}"))

    @rule(order=orders, what=st.sampled_from(["undo", "discard", "cancel"]))
    def take_back(self, order: Order, what: str) -> None:
        """By who placed it, with the reason that is asked for."""
        self.take_back_now(order, what)

    def take_back_now(self, order: Order, what: str) -> None:
        """Presses, and says why."""
        order, who = self.now(order), order.placed_by or "chen"
        self.run(self.desk.taps(who, what, order))
        if what == "cancel":
            self.run(self.desk.says(who, Parse(Intent.NONE, 1.0), "客户不要了"))

    @rule(sku=SKUS, qty=QTY, what=st.sampled_from(["undo", "cancel"]))
    def regret(self, sku: str, qty: int, what: str) -> None:
        """Confirmed, and taken back at once."""
        order = self.run(self.desk.placed("chen", "C1", item(sku, qty)))
        self.take_back_now(order, what)

    @rule(order=orders, move=st.sampled_from(MOVES))
    def move(self, order: Order, move: tuple[str, str]) -> None:
        """By who may and by who may not."""
        self.run(self.desk.taps(move[0], move[1], self.now(order)))

    @rule(order=orders)
    def ship(self, order: Order) -> None:
        """All the way out."""
        self.run(self.desk.taps("chen", "confirm", self.now(order)))
        for user, move in MOVES[:3]:
            self.run(self.desk.taps(user, move, self.now(order)))

    @rule(verb=st.sampled_from(["到货", "盘点"]), sku=SKUS, qty=QTY)
    def counts(self, verb: str, sku: str, qty: int) -> None:
        """Goods come in, or somebody counts."""
        self.run(self.desk.says("cai", Parse(Intent.NONE, 1.0), f"{verb} {sku} {qty}"))

    @rule(order=orders)
    def deliver(self, order: Order) -> None:
        """All the way to the customer."""
        self.ship(order)
        self.run(self.desk.taps("lin", "sign", self.now(order)))

    def tells(self, user: str, order: Order, text: str) -> None:
        """Words about an order by its number; nothing where it has none."""
        if number := self.now(order).number:
            self.run(self.desk.says(user, Parse(Intent.NONE, 1.0), text.format(number)))

    @rule(
        order=orders, who=st.sampled_from(["chen", "lin", "li", "shen", "cai"]), yuan=st.sampled_from([1, 500, 99000])
    )
    def pays(self, order: Order, who: str, yuan: int) -> None:
        """A claim, or what finance has seen; by whom it concerns and whom it does not."""
        self.tells(who, order, f"{{}} 已付 {yuan}")

    @rule(order=orders, who=st.sampled_from(["shen", "chen"]))
    def has_paid(self, order: Order, who: str) -> None:
        """The milestone 付款: all that is open."""
        self.run(self.desk.taps(who, "note", self.now(order), str(self.desk.flow.milestones.index("付款"))))

    @rule(order=orders, who=st.sampled_from(["shen", "shen", "zhang", "zhang", "li"]), how=DECIDED)
    def decides(self, order: Order, who: str, how: str) -> None:
        """On money and on goods that are to come back, with an amount or none, and more than once."""
        self.tells(who, order, how)

    @rule(order=orders, who=st.sampled_from(["chen", "lin", "li"]), sku=SKUS, qty=QTY, how=st.sampled_from(WISHES))
    def wants_back(self, order: Order, who: str, sku: str, qty: int, how: str) -> None:
        """Goods are to be given back: all, a part, or more than there was."""
        self.tells(who, order, how.format("{}", sku=sku, qty=qty))

    @rule(order=orders, who=st.sampled_from(["cai", "cai", "chen"]))
    def came_back(self, order: Order, who: str) -> None:
        """What was granted arrives, or is said to."""
        self.tells(who, order, "收到退货 {}")

    @rule(order=orders, qty=QTY, granted=st.booleans())
    def settles(self, order: Order, qty: int, granted: bool) -> None:
        """The whole way of a claim."""
        self.run(self.desk.taps("chen", "confirm", self.now(order)))
        self.tells(self.now(order).placed_by or "chen", order, f"{{}} 已付 {qty * 100}")
        self.tells("shen", order, "通过 {}" if granted else "驳回 {} 对不上")

    @rule(order=orders, granted=st.booleans())
    def goes_back(self, order: Order, granted: bool) -> None:
        """The whole way of goods that nobody wants."""
        self.deliver(order)
        self.tells(self.now(order).placed_by or "chen", order, "{} 全退")
        self.tells("zhang", order, "通过 {}" if granted else "驳回 {} 对不上")
        self.tells("cai", order, "收到退货 {}")

    @rule(minutes=st.sampled_from([1, 10, 20, 600]))
    def waits(self, minutes: int) -> None:
        """Soft holds end, deadlines fall due."""
        self.desk.waits(minutes=minutes)
        self.run(self.desk.ticks())

    @invariant()
    def is_sound(self) -> None:
        """Stock, holds, versions and chains."""
        self.run(self._sound())

    async def _sound(self) -> None:
        async with self.store.read() as uow:
            orders = {row.id: row for row in await uow.connection.execute(select(t.orders))}
            holds = (await uow.connection.execute(select(t.stock_holds))).all()
            for row in await uow.connection.execute(select(t.stock)):
                assert 0 <= row.held <= row.on_hand
                assert row.held == sum(hold.qty for hold in holds if hold.sku == row.sku)
            assert {orders[hold.order_id].phase for hold in holds} <= {"draft", "open"}
            for key, row in orders.items():
                assert row.version >= self.versions.get(key, 1)
            self.versions = {key: row.version for key, row in orders.items()}
            assert (await uow.audit.check()).damages == ()
            await self._moves_add_up(uow)
            await self._money_adds_up(uow, orders)
            await self._comes_back(uow, orders)

    async def _moves_add_up(self, uow: UnitOfWork) -> None:
        """What lies there is what lay there and what came and went."""
        moves = (await uow.connection.execute(select(t.stock_moves))).all()
        for row in await uow.connection.execute(select(t.stock)):
            assert row.on_hand == AT_FIRST + sum(move.qty for move in moves if move.sku == row.sku)

    async def _money_adds_up(self, uow: UnitOfWork, orders: dict[int, Any]) -> None:
        """Paid is what was granted, and nothing else; only what was decided has an amount."""
        payments = (await uow.connection.execute(select(t.payments))).all()
        for one in payments:
            assert (one.received is not None) == (one.state == "granted")
            assert one.received is None or one.received > 0
            assert (one.decided_by != "") == (one.state in ("granted", "refused"))
        for key, row in orders.items():
            assert row.paid == sum(one.received for one in payments if one.order_id == key and one.state == "granted")

    async def _comes_back(self, uow: UnitOfWork, orders: dict[int, Any]) -> None:
        """Nothing comes back that never left, nothing twice; what it is worth is no longer owed."""
        wishes = (await uow.connection.execute(select(t.returns))).all()
        lines = {(row.order_id, row.no): row for row in await uow.connection.execute(select(t.order_lines))}
        came = (await uow.connection.execute(select(t.stock_moves).where(t.stock_moves.c.kind == "receipt"))).all()
        for key, row in orders.items():
            mine = [one for one in wishes if one.order_id == key]
            assert row.returned == sum(one.worth for one in mine if one.state == "received")
            assert row.returned <= row.amount
            wanted: dict[int, Decimal] = {}
            here: dict[str, Decimal] = {}
            for one in mine:
                assert one.signed_at <= one.at
                for no, sku, _, qty, _ in one.goods if one.state in ("open", "granted", "received") else ():
                    wanted[no] = wanted.get(no, Decimal(0)) + Decimal(qty)
                    here[sku] = here.get(sku, Decimal(0)) + (Decimal(qty) if one.state == "received" else 0)
            for no, qty in wanted.items():
                assert qty <= lines[key, no].base_qty
            for sku, qty in here.items():
                assert qty == sum(move.qty for move in came if (move.order_id, move.sku) == (key, sku))
