"""Random days over the whole order book: whatever people do in whatever order, the book stays sound."""

import asyncio
from collections.abc import Awaitable
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import insert, select

from handlers.domain.order import Order
from nlp.types import AddItem, Intent, LineItem, Parse, Ref, SetItem
from storage import tables as t
from storage.engine import open_store
from tests.conftest import Postgres
from tests.unit.handlers.desk import Desk, fill, item

SKUS = st.sampled_from(["LEFT", "RIGHT", "OIL"])
QTY = st.integers(1, 25)
HAPPENED = {"draft": 0, "confirm": 0, "cancel": 0, "undo": 0, "ship": 0}
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
            rows = [{"sku": sku, "on_hand": Decimal(30)} for sku in ("LEFT", "RIGHT", "OIL")]
            await uow.connection.execute(insert(t.stock), rows)
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


def days(examples: int) -> settings:
    """So many days of 20 steps."""
    return settings(
        max_examples=examples,
        stateful_step_count=20,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )


def test_the_order_book_stays_sound() -> None:
    run_state_machine_as_test(Book, settings=days(25))
    assert all(HAPPENED[action] for action in ("draft", "confirm", "cancel", "undo", "ship")), HAPPENED


def test_the_order_book_stays_sound_on_postgresql(postgres: Postgres) -> None:
    machine = type("PostgresBook", (Book,), {"postgres": postgres})
    run_state_machine_as_test(machine, settings=days(4))
