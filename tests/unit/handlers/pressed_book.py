"""The order book when customers want things sooner: orders are parted, others make way, the workshop gives days."""

from collections.abc import Awaitable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from sqlalchemy import func, select

from config.policy import CapacitySpec, OutsideSpec, Policy, RushSpec
from handlers.domain.order import Order, Phase
from nlp.types import DueKind, Intent, Parse, Ref, SetDue
from storage import tables as t
from tests.unit.handlers.book import HAPPENED, QTY, SKUS, Book
from tests.unit.handlers.desk import item

D = Decimal
PER_DAY = 10
POLICY = Policy(
    capacity=(CapacitySpec(name="甲线", skus=("LEFT", "RIGHT"), per_day=D(PER_DAY)),),
    rush=RushSpec(
        overtime_hours=D(2),
        overtime_cost=D(900),
        outside=(OutsideSpec(name="永固", skus=("LEFT", "OIL"), days=1, percent=D("3.2")),),
    ),
)
DAYS_AND_PLANS = ("split", "rush", "rush_back", "assured")
BUYERS = {"C1": "li", "C2": "wang"}
SAID = ["同意先交 {}", "先交 {}", "协调 {}", "答应客户 {}", "婉拒 {}", "同意 {}", "拒绝 {} 模具在修", "产能依据 {}"]
WHO = ["chen", "lin", "sun", "zhang", "li", "wang"]
LETTERS = ["A", "B", "C"]


class PressedBook(Book):
    """A line makes ten pieces a day; longer shifts, somebody else, or another order's place are to be had."""

    async def _open(self) -> None:
        await super()._open()
        self.desk.policy = POLICY

    def kept(self, work: Awaitable[Any]) -> None:
        """Does it, and sees that nobody's goods and nobody's money became more or less by it."""
        before = self.run(self._goods())
        self.run(work)
        assert self.run(self._goods()) == before

    async def _goods(self) -> tuple[dict[str, Decimal], Decimal, Decimal]:
        """By product what all orders that are alive ask for, what they come to, and what was paid of them."""
        alive = t.orders.c.phase.in_([Phase.DRAFT.value, Phase.OPEN.value, Phase.DONE.value])
        lines = select(t.order_lines).join(t.orders, t.orders.c.id == t.order_lines.c.order_id).where(alive)
        wanted: dict[str, Decimal] = {}
        worth = D(0)
        async with self.store.read() as uow:
            for row in await uow.connection.execute(lines):
                wanted[row.sku] = wanted.get(row.sku, D(0)) + row.base_qty
                worth += row.price * row.base_qty
            orders = (await uow.connection.execute(select(t.orders).where(alive))).all()
        assert worth == sum((row.amount for row in orders), D(0))
        return wanted, worth, sum((row.paid for row in orders), D(0))

    def said(self, user: str, order: Order, text: str) -> Awaitable[Any]:
        return self.desk.says(user, Parse(Intent.NONE, 1.0), text.format(self.now(order).number))

    def day(self, order: Order, user: str, days: int) -> Awaitable[Any]:
        """Somebody names a day for an order."""
        due = SetDue((self.desk.now + timedelta(days=days)).date(), DueKind.BY, "那天前到")
        parse = Parse(Intent.CHANGE_ORDER, 1.0, ref=Ref(no=self.now(order).number), changes=(due,))
        return self.desk.says(user, parse, "那天前到")

    def buyer(self, order: Order) -> str:
        return BUYERS[order.customer_id or "C1"]

    @rule(order=Book.orders, days=st.integers(0, 14), user=st.sampled_from([*WHO, "cai"]))
    def wants_or_gives_a_day(self, order: Order, days: int, user: str) -> None:
        """The customer, his salesperson, the workshop, or somebody whom it is none of the business."""
        if self.now(order).number:
            self.kept(self.day(order, user, days))

    @rule(order=Book.orders, how=st.sampled_from(SAID), user=st.sampled_from(WHO))
    def answers_about_a_day(self, order: Order, how: str, user: str) -> None:
        """With the right, and without. A manager's 同意 may be about a payment that was claimed."""
        if self.now(order).number and (user, how) == ("zhang", "同意 {}"):
            self.run(self.said(user, order, how))
        elif self.now(order).number:
            self.kept(self.said(user, order, how))

    @rule(sku=st.sampled_from(["LEFT", "RIGHT"]), qty=st.integers(20, 45), days=st.integers(1, 9))
    def is_parted(self, sku: str, qty: int, days: int) -> None:
        """The whole way of an order of which a part is there by the day that its customer wants."""
        order = self.run(self.desk.placed("chen", "C1", item(sku, qty), item("OIL", 1)))
        if not self.now(order).number:
            return
        self.kept(self.day(order, "li", days))
        self.kept(self.said("chen", order, "同意先交 {}"))

    @rule(sku=SKUS, qty=QTY, days=st.integers(1, 6), promised=st.booleans())
    def is_looked_into(self, sku: str, qty: int, days: int, promised: bool) -> None:
        """The workshop gives a day, which the salesperson promises or does not."""
        order = self.run(self.desk.placed("chen", "C1", item(sku, qty + 20)))
        if not self.now(order).number:
            return
        for work in (
            self.day(order, "li", 1),
            self.said("chen", order, "协调 {}"),
            self.day(order, "sun", days),
            self.said("chen", order, "答应客户 {}" if promised else "婉拒 {}"),
        ):
            self.kept(work)
        HAPPENED["assured"] = HAPPENED.get("assured", 0) + (self.now(order).agreed is not None)

    @rule(order=Book.orders, letter=st.sampled_from(LETTERS), yes=st.booleans(), back=st.booleans())
    def jumps_the_queue(self, order: Order, letter: str, yes: bool, back: bool) -> None:
        """A confirmed order by a plan, approved or not, and taken back or not."""
        if not self.now(order).number:
            return
        user = order.placed_by or "chen"
        if self.now(order).due is None:
            self.kept(self.day(order, user, 20))
        self.kept(self.said(user, order, f"{{}} 选{letter}"))
        for who in ("zhang", "sun", "zhao"):
            self.kept(self.said(who, order, "通过 {}" if yes else "驳回 {} 排不下"))
        self._counts("rush", order)
        if back:
            self.kept(self.said(user, order, "撤销插单 {}"))
            self._counts("rush_back", order)

    @rule(qty=st.integers(15, 40), first=QTY, letter=st.sampled_from(LETTERS))
    def goes_before_another(self, qty: int, first: int, letter: str) -> None:
        """The whole way: somebody has the goods, somebody else needs them sooner."""
        self.run(self.desk.placed("lin", "C2", item("LEFT", first + 5)))
        order = self.run(self.desk.placed("chen", "C1", item("LEFT", qty)))
        self.jumps_the_queue(order, letter, yes=True, back=qty % 2 == 0)

    @rule(who=st.sampled_from([("chen", "C1"), ("lin", "C2")]), qty=QTY, letter=st.sampled_from(LETTERS))
    def draft_by_a_plan(self, who: tuple[str, str], qty: int, letter: str) -> None:
        """A draft that is confirmed by a plan."""
        draft = self.run(self.desk.draft(*who, item("LEFT", qty + 10)))
        for kind in ("overtime", "outside", "queue"):
            if LETTERS.index(letter) == ("overtime", "outside", "queue").index(kind):
                self.run(self.desk.taps(who[0], "plan", self.now(draft), kind))
        self.tells("zhang", draft, "批准 {} 急单")
        self._counts("rush", draft)

    def _counts(self, what: str, order: Order) -> None:
        """Whether a plan stands by which the order was worked on, or none any more."""
        done = any(f.rush and f.facts.get("done") for f in self.now(order).findings)
        happened = [e for e in self.run(self.desk.events(order)) for c in e.changes if c.field == "rush"]
        HAPPENED[what] = HAPPENED.get(what, 0) + bool(happened and done is (what == "rush"))

    @invariant()
    def days_are_given_once(self) -> None:
        """No day of the line is booked twice, and only confirmed orders book any."""
        self.run(self._days())

    async def _days(self) -> None:
        async with self.store.read() as uow:
            full = select(t.loads.c.day, func.sum(t.loads.c.load).label("load")).group_by(t.loads.c.day)
            for row in await uow.connection.execute(full):
                assert row.load <= PER_DAY, str(row)
            phases = select(t.orders.c.phase).join(t.loads, t.loads.c.order_id == t.orders.c.id).distinct()
            assert set((await uow.connection.execute(phases)).scalars()) <= {Phase.OPEN.value}
            held = select(t.orders.c.id).where(t.orders.c.held.is_(True))
            waiting = set((await uow.connection.execute(held)).scalars())
            holders = set((await uow.connection.execute(select(t.stock_holds.c.order_id))).scalars())
            assert not waiting & holders, "who waits for a yes takes nothing from anybody"
