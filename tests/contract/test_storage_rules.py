"""Rules as rows, on each kind of database: versions, what counts, what was taken back; and what a unit added."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.domain.errors import Refused
from handlers.domain.order import Change, OrderEvent
from handlers.domain.rules.matching import Looks
from handlers.domain.rules.model import RuleText, RuleVersion, Switch
from storage import Store, UnitOfWork
from tests.contract.storage_rows import FULL, NASTY, NOW, PLAIN

TEXT = RuleText("大单", ("下单", "订单变更"), ("加标签 大单",), "金额 > 5", NASTY)
MADE = RuleVersion(TEXT, 0, "u24", NOW, "rules.toml")


async def added(store: Store, made: RuleVersion) -> RuleVersion:
    async with store.write() as uow:
        stored = await uow.rules.add(made)
        await uow.commit()
    return stored


async def switched(store: Store, name: str, version: int, undoes: int | None = None) -> Switch:
    async with store.write() as uow:
        done = await uow.rules.switch(Switch(name, version, "u24", NOW, undoes))
        await uow.commit()
    return done


async def counts(store: Store) -> list[tuple[str, int]]:
    async with store.read() as uow:
        return [(one.name, one.version) for one in await uow.rules.in_force()]


async def test_a_rule_comes_back_as_it_was_written(store: Store) -> None:
    first = await added(store, MADE)
    assert first == replace(MADE, version=1)
    assert await added(store, replace(MADE, by="u01")) == first  # the same words are no new version
    second = await added(store, replace(MADE, text=replace(TEXT, cond="")))
    assert second.version == 2
    async with store.write() as uow:
        assert await uow.rules.versions("大单") == [first, second]
        assert await uow.rules.newest() == [second]
        assert await uow.rules.get("大单", 1) == first
        assert await uow.rules.get("大单", 3) is None
        await uow.rules.tried("大单", 1, "u24", NOW, 7)
        tried = await uow.rules.get("大单", 1)
        assert tried == replace(first, tried_at=NOW, tried_by="u24", hits=7)
        assert await uow.rules.get("大单") == second  # another version is not tried by that


async def test_what_counts_is_what_was_switched_last(store: Store) -> None:
    for text in (TEXT, replace(TEXT, cond=""), replace(TEXT, name="别的")):
        await added(store, replace(MADE, text=text))
    assert await counts(store) == []
    first = await switched(store, "大单", 1)
    await switched(store, "别的", 1)
    second = await switched(store, "大单", 2)
    assert sorted(await counts(store)) == [("别的", 1), ("大单", 2)]
    await switched(store, "别的", 0)
    assert await counts(store) == [("大单", 2)]
    back = await switched(store, "大单", 1, second.id)
    assert await counts(store) == [("大单", 1)]
    async with store.read() as uow:
        assert await uow.rules.switches("大单") == [back, second, first]
        assert len(await uow.rules.switches(limit=2)) == 2
    with pytest.raises(Exception, match=r"(?i)unique"):
        await switched(store, "大单", 1, second.id)  # nothing is taken back twice


async def test_versions_that_are_written_at_once_are_all_kept(store: Store) -> None:
    texts = [replace(TEXT, cond=f"金额 > {n}") for n in range(12)]
    stored = await asyncio.gather(*(added(store, replace(MADE, text=text)) for text in texts))
    assert sorted(one.version for one in stored) == list(range(1, 13))


async def test_a_unit_knows_what_it_added_and_forgets_what_was_undone(store: Store) -> None:
    async with store.write() as uow:
        order = await uow.orders.add(replace(FULL, tags=("重点", "技术'争议")))
        assert (await uow.orders.get(order.id)).tags == ("重点", "技术'争议")
        await uow.events.add(OrderEvent(order.id, NOW, "u01", "draft"))
        with pytest.raises(Refused):
            await undone(uow, OrderEvent(order.id, NOW, "u01", "confirm"))
        await uow.events.add(OrderEvent(order.id, NOW, "rule:大单:1", "mark"))
        assert [(event.action, event.seq) for event in uow.events.added] == [("draft", 1), ("mark", 2)]
        assert [event.action for event in await uow.events.of(order.id)] == ["draft", "mark"]


async def undone(uow: UnitOfWork, event: OrderEvent) -> None:
    async with uow.savepoint():
        await uow.events.add(event)
        raise Refused("flow.action")


async def test_orders_are_found_by_what_happened_to_them(store: Store) -> None:
    async with store.write() as uow:
        ids = []
        for n, event in enumerate(
            (
                OrderEvent(FULL.id, NOW, "u01", "confirm", "草稿", "待审核"),
                OrderEvent(FULL.id, NOW + timedelta(hours=1), "u01", "note", "待审核", "待审核", "付款"),
                OrderEvent(FULL.id, NOW, "u01", "mark", "待审核", "待审核", changes=(Change("tag", "", "重点"),)),
                OrderEvent(FULL.id, NOW - timedelta(days=31), "u01", "confirm", "草稿", "待审核"),
            )
        ):
            order = await uow.orders.add(replace(FULL, number=f"SO-{n}"))
            await uow.events.add(replace(event, order_id=order.id))
            ids.append(order.id)
        draft = await uow.orders.add(PLAIN)
        await uow.events.add(OrderEvent(draft.id, NOW, "u01", "confirm"))
        since = NOW - timedelta(days=30)
        find = uow.events.orders_since
        assert await find(since, Looks(("confirm",)), 10) == [ids[0]]
        assert await find(since, Looks(("confirm", "note")), 10) == [ids[1], ids[0]]
        assert await find(since, Looks(("confirm", "note")), 1) == [ids[1]]
        assert await find(since, Looks((), ("待审核",)), 10) == [ids[1], ids[2], ids[0]]
        assert await find(since, Looks((), (), ("tag",)), 10) == [ids[2]]
        assert await find(since, Looks((), (), ("date",)), 10) == []
        assert await find(since, Looks(), 10) == []
        assert await find(since - timedelta(days=2), Looks(("confirm",)), 10) == [ids[0], ids[3]]
