"""Rows that are kept back are read like others, go with the part that is undone, and are there after the commit."""

import contextlib
from dataclasses import replace

from handlers.domain.alert import Alert, AlertTold, Why
from handlers.domain.order import Deadline
from storage import Store
from tests.contract.storage_rows import NOW, PLAIN, event
from tests.contract.test_storage_orders import keep

ALERT = Alert("order:1:state_overdue", "state_overdue", "待审核", "production", "usual", NOW, NOW)


async def test_what_is_kept_back_is_read_as_if_it_were_written(store: Store) -> None:
    first, second = await keep(store, PLAIN, PLAIN)
    async with store.write() as uow:
        uow.gather()
        await uow.orders.keep({first.id, second.id})
        await uow.events.expect({first.id, second.id})
        for order in (first, second, first):
            await uow.events.add(event(order.id))
        alert = await uow.alerts.add(ALERT)
        assert alert is not None
        told = AlertTold(alert.id, "user:u14", alert.key, Why.LEVEL, 1, NOW)
        await uow.alerts.tell([told])
        await uow.alerts.tell([])
        await uow.deadlines.open(Deadline(first.id, "state_overdue", NOW, "production"))
        await uow.deadlines.open()
        assert [one.seq for one in await uow.events.of(first.id)] == [1, 2]
        assert await uow.alerts.told(alert.id) == [told]
        assert [one.kind for one in await uow.deadlines.of(first.id)] == ["state_overdue"]
        await uow.events.add(event(first.id))
        await uow.commit()
    async with store.read() as uow:
        assert [one.seq for one in await uow.events.of(first.id)] == [1, 2, 3]
        assert [one.seq for one in await uow.events.of(second.id)] == [1]
        assert (await uow.audit.check()).damages == ()


async def test_a_part_that_is_undone_takes_only_its_own_rows_with_it(store: Store) -> None:
    (order,) = await keep(store, PLAIN)
    async with store.write() as uow:
        uow.gather()
        await uow.orders.keep({order.id})
        await uow.events.expect({order.id})
        await uow.events.add(replace(event(order.id), reason="before"))
        with contextlib.suppress(ZeroDivisionError):
            async with uow.savepoint():
                await uow.events.add(replace(event(order.id), reason="undone"))
                await uow.deadlines.open(Deadline(order.id, "state_overdue", NOW, "production"))
                raise ZeroDivisionError
        async with uow.savepoint():
            await uow.events.add(replace(event(order.id), reason="kept"))
        assert [one.reason for one in uow.events.added] == ["before", "kept"]
        await uow.commit()
    async with store.read() as uow:
        assert [(one.seq, one.reason) for one in await uow.events.of(order.id)] == [(1, "before"), (2, "kept")]
        assert await uow.deadlines.of(order.id) == []
