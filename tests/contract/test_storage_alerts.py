"""Alerts, who was told, requisitions, and deadlines that fail: the same promises on every database."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from handlers.domain.alert import Alert, AlertState, AlertTold
from handlers.domain.buying import Requisition
from handlers.domain.order import Deadline, OrderId
from storage import Store
from tests.contract.storage_rows import NOW, PLAIN, deadline

SHORT = Alert("sku:A", "short", "A 缺料", "purchasing", "usual", NOW, NOW, sku="A")


async def added(store: Store, alert: Alert) -> Alert | None:
    async with store.write() as uow:
        stored = await uow.alerts.add(alert)
        await uow.commit()
    return stored


async def test_a_subject_has_one_alert_however_many_ask_for_it(store: Store) -> None:
    found = await asyncio.gather(*(added(store, SHORT) for _ in range(12)))
    (first,) = [alert for alert in found if alert is not None]
    assert first == replace(SHORT, id=first.id)
    async with store.write() as uow:
        assert await uow.alerts.going_on("sku:A") == first
        await uow.alerts.save(replace(first, state=AlertState.CLOSED, closed_at=NOW, conclusion="好了"))
        assert await uow.alerts.going_on("sku:A") is None
        await uow.commit()
    again = await added(store, SHORT)
    assert again is not None
    assert again.id != first.id


async def test_alerts_are_found_by_order_rule_audience_and_question(store: Store) -> None:
    async with store.write() as uow:
        order = await uow.orders.add(PLAIN)
        late = await uow.alerts.add(replace(SHORT, subject="o", rule="late", sku="", order_id=order.id))
        short = await uow.alerts.add(SHORT)
        assert late is not None
        assert short is not None
        told = AlertTold(late.id, "user:u1", late.key, "level", 1, NOW)
        await uow.alerts.tell([told, replace(told, to="role:sales", level=2)])
        heard = [told, replace(told, to="role:sales", level=2)]
        assert await uow.alerts.told(late.id) == heard
        assert await uow.alerts.told_of([late.id, short.id]) == {late.id: heard, short.id: []}
        assert await uow.alerts.told_to(["user:u1", "role:nobody"]) == [late]
        assert await uow.alerts.standing(order.id) == await uow.alerts.of(order.id) == [late]
        assert await uow.alerts.of_rule("short") == [short]
        assert await uow.alerts.open() == await uow.alerts.since(NOW) == [late, short]
        asked = replace(late, pending="solve", pending_by="u1", pending_at=NOW)
        await uow.alerts.save(asked)
        assert await uow.alerts.pending("u1", NOW) == asked
        assert await uow.alerts.pending("u1", NOW + timedelta(seconds=1)) is None
        assert await uow.alerts.pending("u2", NOW) is None
        assert await uow.alerts.get(404) is None


async def test_deadlines_of_alerts_and_of_orders_stand_side_by_side(store: Store) -> None:
    async with store.write() as uow:
        order = await uow.orders.add(PLAIN)
        alert = await uow.alerts.add(SHORT)
        assert alert is not None
        await uow.deadlines.open(deadline(order.id, "alert"))
        of_alert = Deadline(OrderId(0), "alert", NOW, "sales", alert_id=alert.id)
        await uow.deadlines.open(of_alert)
        await uow.deadlines.open(replace(of_alert, due_at=NOW + timedelta(hours=1)))
        assert [(d.order_id, d.alert_id) for d in await uow.deadlines.standing()] == [(order.id, 0), (0, alert.id)]
        await uow.deadlines.close_alert(alert.id)
        assert [d.order_id for d in await uow.deadlines.standing()] == [order.id]


async def test_a_deadline_that_fails_comes_back_later_and_in_the_end_stays_dead(store: Store) -> None:
    async with store.write() as uow:
        order = await uow.orders.add(PLAIN)
        await uow.deadlines.open(deadline(order.id))
        (one,) = await uow.deadlines.standing()
        await uow.deadlines.put_back(one, NOW + timedelta(minutes=1), "ValueError")
        (again,) = await uow.deadlines.standing()
        assert (again.due_at, again.attempts) == (NOW + timedelta(minutes=1), 1)
        await uow.deadlines.put_back(again, None, "ValueError")
        assert await uow.deadlines.counts() == {"open": 0, "dead": 1}
        assert await uow.deadlines.next_due() is None
        (dead,) = await uow.deadlines.standing("dead")
        await uow.deadlines.put_back(dead, NOW, "too late: somebody else has it")
        assert await uow.deadlines.counts() == {"open": 0, "dead": 1}
        await uow.deadlines.open(deadline(order.id))
        assert [d.attempts for d in await uow.deadlines.standing()] == [0]


async def test_an_alert_leads_to_one_requisition(store: Store) -> None:
    alert = await added(store, SHORT)
    assert alert is not None
    wanted = Requisition("A", Decimal("2.5"), "卷", None, "u1", NOW, alert.id)

    async def ask(user: str) -> Requisition:
        async with store.write() as uow:
            made = await uow.requisitions.add(replace(wanted, by=user))
            await uow.commit()
        return made

    made = await asyncio.gather(*(ask(f"u{n}") for n in range(8)))
    assert len({one.number for one in made}) == 1
    async with store.read() as uow:
        assert await uow.requisitions.all() == [made[0]]
        assert await uow.requisitions.of_alert(404) is None
    assert (made[0].number[:3], made[0].qty) == ("PR-", Decimal("2.5"))
