"""A hundred people confirm at once, over many connections of PostgreSQL, what there are ten of."""

import asyncio
from decimal import Decimal

from sqlalchemy import func, select, update

from handlers.domain.order import Order
from handlers.domain.reserve import HoldKind
from handlers.notices import DraftShown, OrderPlaced
from storage import open_store
from storage import tables as t
from tests.conftest import Postgres
from tests.unit.handlers.desk import Desk, fill, left, of

PROCESSES, EACH = 5, 20


async def test_a_hundred_confirmations_of_the_last_ten_make_ten_orders(postgres: Postgres) -> None:
    url = await postgres.emptied_url()
    stores = [await open_store(url) for _ in range(PROCESSES)]
    await stores[0].upgrade()
    await fill(stores[0])
    async with stores[0].write() as uow:
        await uow.connection.execute(update(t.stock).where(t.stock.c.sku == "LEFT").values(on_hand=Decimal(10), held=0))
        await uow.connection.execute(update(t.products).where(t.products.c.sku == "LEFT").values(stock=Decimal(10)))
        await uow.commit()
    desks = [Desk(store) for store in stores]
    for place, desk in enumerate(desks):
        desk._count = place * 1000  # no message has another's number
        checks = desk.policy.checks | {"duplicate": "off"}
        desk.policy = desk.policy.model_copy(update={"hold_minutes": 0, "checks": checks})
    drafts: list[tuple[Desk, str, Order]] = []
    for place, desk in enumerate(desks):
        for n in range(EACH):
            chat = f"g-{place}-{n}"
            drafts.append((desk, chat, await desk.draft("chen", "C1", left(1), chat=chat)))
    answers = await asyncio.gather(*(desk.taps("chen", "confirm", draft, chat=chat) for desk, chat, draft in drafts))
    placed = [found for pushes in answers for found in of(pushes, OrderPlaced)]
    shown = [found for pushes in answers for found in of(pushes, DraftShown)]
    assert (len(placed), len(shown)) == (10, 90)
    assert all(found.promised[0].short == 1 for found in shown), "each of the others is told that it lacks"
    async with stores[0].read() as uow:
        level = (await uow.stock.levels(["LEFT"]))["LEFT"]
        holds = await uow.stock.holders("LEFT")
        assert (level.on_hand, level.held) == (Decimal(10), Decimal(10))
        assert {hold.order_id for hold in holds} == {found.order.id for found in placed}
        assert {hold.kind for hold in holds} == {HoldKind.FIRM}
        numbers = (await uow.connection.execute(select(t.orders.c.number).where(t.orders.c.number.is_not(None)))).all()
        assert len(set(numbers)) == 10
        confirmed = select(func.count()).where(t.order_events.c.action == "confirm")
        assert (await uow.connection.execute(confirmed)).scalar_one() == 10
        assert (await uow.audit.check()).damages == ()
    for store in stores:
        await store.close()
