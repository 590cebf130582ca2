"""What is asked all day is answered from an index: each database says so itself."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import CursorResult, Dialect, Executable, text, update
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ClauseElement

from handlers.domain.alert import Alert, AlertState
from handlers.domain.checks.facts import Debts
from handlers.domain.order import Order, OrderId, Phase
from handlers.domain.quotation import Quotation, QuoteState
from storage import Store
from storage import tables as t
from storage.accounts import AccountTable
from storage.alerts import AlertTable
from storage.connection import Connection
from storage.orders import OrderTable
from storage.quotations import QuotationTable
from tests.contract.storage_rows import NOW, PLAIN

MANY = 400
SHORT = Alert("sku:A", "short", "A 缺料", "purchasing", "usual", NOW, NOW, sku="A")


class Explain(Executable, ClauseElement):
    """Asks how a statement would be run."""

    inherit_cache = False

    def __init__(self, statement: Any) -> None:
        self.statement = statement


@compiles(Explain)
def _explain(element: Explain, compiler: Any, **more: Any) -> str:
    words = "EXPLAIN QUERY PLAN" if compiler.dialect.name == "sqlite" else "EXPLAIN"
    said = f"{words} {compiler.process(element.statement, **more)}"
    compiler._result_columns.clear()  # its rows are text, whatever the types of the statement's own columns are
    return said


class Explained:
    """A connection that keeps the plan of everything it runs."""

    def __init__(self, own: Connection) -> None:
        self._own = own
        self.behind = own.behind
        self.plans: list[str] = []

    @property
    def dialect(self) -> Dialect:
        return self._own.dialect

    async def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[*tuple[Any, ...]]:
        rows = await self._own.execute(Explain(statement), parameters)
        self.plans.append("\n".join(str(row[-1]) for row in rows))
        return await self._own.execute(statement, parameters)

    def used(self, *indexes: str) -> None:
        """Each of these indexes was used, and no table was read from end to end."""
        said = "\n\n".join(self.plans)
        for index in indexes:
            assert index in said, said
        for table in ("orders", "alerts", "quotations"):
            whole = (f"Seq Scan on {table} ", f"SCAN {table}")
            assert not [x for x in said.splitlines() if x.strip(" ->").startswith(whole) and "INDEX" not in x], said


async def counted(store: Store) -> None:
    """The database learns how much there is."""
    async with store.write() as uow:
        await uow.connection.execute(text("ANALYZE"))
        await uow.commit()


def numbered(number: int) -> Order:
    day = date(2026, 3, 4) + timedelta(days=number)
    return replace(
        PLAIN,
        number=f"SO{day:%Y%m%d}-{number:04d}",
        phase=Phase.OPEN if number % 10 == 0 else Phase.DONE,
        confirmed_at=NOW + timedelta(minutes=number),
        due=day,
    )


async def test_an_order_is_found_by_its_tail_and_a_day_by_what_is_wanted_on_it(store: Store) -> None:
    async with store.write() as uow:
        for number in range(MANY):
            await uow.orders.add(numbered(number))
        await uow.commit()
    await counted(store)
    async with store.read() as uow:
        watched = Explained(uow.connection)
        orders = OrderTable(cast("Connection", watched))
        (found,) = await orders.by_tail("-0123")
        assert found.number == numbered(123).number
        assert await orders.due_on(date(2026, 3, 4) + timedelta(days=20)) == 1
        assert await orders.due_on(date(2026, 3, 4) + timedelta(days=21)) == 0
    watched.used("ix_orders_number_back", "ix_orders_due")


async def test_what_a_customer_owes_is_summed_up_without_what_is_paid(store: Store) -> None:
    """Of a hundred orders one was signed for and is not paid, three of three customers are under way."""
    async with store.write() as uow:
        for number in range(MANY):
            phase = Phase.OPEN if number % 100 in (1, 2, 3) else Phase.DONE
            order = replace(numbered(number), phase=phase, entered_at=NOW + timedelta(minutes=number))
            await uow.orders.add(replace(order, customer_id=f"C{number % 4}"))
        orders = t.orders
        await uow.connection.execute(update(orders).values(amount=Decimal(7), paid=Decimal(7)))
        unpaid = orders.c.number_key.like("%00") | (orders.c.phase == "open")
        await uow.connection.execute(update(orders).where(unpaid).values(paid=Decimal(2)))
        waits = orders.c.number_key.like("%101")
        await uow.connection.execute(update(orders).where(waits).values(held=True, confirmed_at=orders.c.entered_at))
        await uow.commit()
    await counted(store)
    async with store.read() as uow:
        watched = Explained(uow.connection)
        accounts = AccountTable(cast("Connection", watched))
        nothing, waiting = Debts(signed=Decimal(20)), Debts(open_orders=Decimal(15), waiting=Decimal(5))
        assert await accounts.debts("C0", OrderId(0), NOW.date(), NOW.date()) == nothing
        assert await accounts.debts("C1", OrderId(0), NOW.date(), NOW.date()) == waiting
    watched.used("ix_orders_unpaid", "ix_orders_owed", "ix_orders_held")


async def test_a_quote_is_found_by_its_tail(store: Store) -> None:
    async with store.write() as uow:
        for number in range(MANY):
            order = await uow.orders.add(replace(PLAIN, phase=Phase.VOID))
            quote = Quotation(order.id, f"QT20260304-{number:04d}", "C001", "u01", NOW, NOW, QuoteState.OPEN)
            await uow.quotations.add(quote)
        await uow.commit()
    await counted(store)
    async with store.read() as uow:
        watched = Explained(uow.connection)
        (found,) = await QuotationTable(cast("Connection", watched)).by_tail("-0123")
        assert found.number == "QT20260304-0123"
    watched.used("ix_quotations_number_back")


async def test_what_goes_on_is_found_among_many_that_are_over(store: Store) -> None:
    over = replace(SHORT, state=AlertState.CLOSED, closed_at=NOW)
    async with store.write() as uow:
        for number in range(MANY):
            await uow.alerts.add(replace(over, subject=f"sku:{number}"))
        await uow.alerts.add(SHORT)
        await uow.commit()
    await counted(store)
    async with store.write() as uow:
        watched = Explained(uow.connection)
        alerts = AlertTable(cast("Connection", watched))
        assert len(await alerts.of_rule("short")) == len(await alerts.open()) == 1
        assert await alerts.going_on("sku:A") is not None
    watched.used("ix_alerts_")
    if watched.dialect.name == "sqlite":  # the other may take any of the small ones
        watched.used("ix_alerts_rule", "ix_alerts_standing", "ix_alerts_going_on")


async def test_the_console_forgets_what_is_old(store: Store) -> None:
    log = store.console
    for number in range(40):
        await log.append("d-u01", "bot", str(number), None, f"k{number}", NOW + timedelta(days=number))
    assert await log.purge(NOW + timedelta(days=38)) == 38
    assert [entry.text for entry in await log.history(["d-u01"])] == ["38", "39"]
    assert await log.last_seq() == 40
    assert await log.append("d-u01", "u01", "又来", None, "", NOW) == 41
