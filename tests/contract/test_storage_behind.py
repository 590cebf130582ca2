"""Rows that are kept back are read like others, go with the part that is undone, and are there after the commit."""

import contextlib
from dataclasses import replace

from handlers.domain.alert import Alert, AlertTold, Why
from handlers.domain.order import Deadline, OrderId
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
        assert [one.seq for one in await uow.events.of(first.id)] == [1, 2, 3]  # the first: how it stands
        assert await uow.alerts.told(alert.id) == [told]
        assert [one.kind for one in await uow.deadlines.of(first.id)] == ["state_overdue"]
        await uow.events.add(event(first.id))
        await uow.commit()
    async with store.read() as uow:
        assert [one.seq for one in await uow.events.of(first.id)] == [1, 2, 3, 4]
        assert [one.seq for one in await uow.events.of(second.id)] == [1, 2]
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
        assert [(one.seq, one.reason) for one in await uow.events.of(order.id)] == [(1, ""), (2, "before"), (3, "kept")]
        assert await uow.deadlines.of(order.id) == []


async def test_alerts_that_were_expected_have_ids_before_they_are_written(store: Store) -> None:
    orders = await keep(store, PLAIN, PLAIN, PLAIN)
    names = [f"order:{order.id}:late" for order in orders]
    async with store.write() as uow:
        old = await uow.alerts.add(replace(ALERT, subject=names[1]))
        await uow.commit()
    assert old is not None
    async with store.write() as uow:
        uow.gather()
        await uow.deadlines.open(Deadline(orders[0].id, "state_overdue", NOW, "production"))
        await uow.alerts.expect(names)
        first = await uow.alerts.add(replace(ALERT, subject=names[0]))
        assert first is not None
        await uow.alerts.tell([AlertTold(first.id, "user:u14", first.key, Why.LEVEL, 1, NOW)])
        await uow.deadlines.open(Deadline(OrderId(0), "alert", NOW, "production", alert_id=first.id))
        assert await uow.alerts.add(replace(ALERT, subject=names[1])) is None
        other = await uow.alerts.add(replace(ALERT, subject="sku:K1"))
        assert await uow.alerts.add(replace(ALERT, subject=names[0])) is None
        third = await uow.alerts.add(replace(ALERT, subject=names[2]))
        assert other is not None
        assert third is not None
        assert len({old.id, first.id, other.id, third.id}) == 4
        assert await uow.alerts.get(third.id) == third
        await uow.commit()
    async with store.write() as uow:
        assert [one.id for one in await uow.alerts.open()] == sorted([old.id, first.id, other.id, third.id])
        assert [one.to for one in await uow.alerts.told(first.id)] == ["user:u14"]
        later = await uow.alerts.add(replace(ALERT, subject="sku:K2"))
        assert later is not None
        assert later.id > max(first.id, other.id, third.id)


async def test_an_alert_of_a_part_that_is_undone_may_be_opened_again(store: Store) -> None:
    (order,) = await keep(store, PLAIN)
    alert = replace(ALERT, subject=f"order:{order.id}:late")
    async with store.write() as uow:
        uow.gather()
        await uow.alerts.expect([alert.subject])
        with contextlib.suppress(ZeroDivisionError):
            async with uow.savepoint():
                assert await uow.alerts.add(alert) is not None
                raise ZeroDivisionError
        again = await uow.alerts.add(alert)
        assert again is not None
        await uow.commit()
    async with store.read() as uow:
        assert [one.id for one in await uow.alerts.open()] == [again.id]
