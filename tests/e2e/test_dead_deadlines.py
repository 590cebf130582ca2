"""A deadline that cannot be served is given up and told with that: whatever ends in between, however often it dies."""

from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from bot.clock import SetClock
from bot.commands.dead import another_life
from handlers.domain.order import Deadline
from storage import tables
from tests.e2e.test_deadlines import MANAGER, MONDAY, PLANNER, at, placed, settings
from tests.e2e.test_operations import command
from tests.shop import Shop

TRIES = ("11:30:00", "11:30:30", "11:31:30", "11:33:30", "11:37:30")
SHUT = {
    "sqlite": "CREATE TRIGGER shut BEFORE INSERT ON outbox WHEN NEW.dedupe LIKE 'ops:%' "
    "BEGIN SELECT RAISE(ABORT, 'shut'); END",
    "postgresql": "ALTER TABLE outbox ADD CONSTRAINT shut CHECK (dedupe NOT LIKE 'ops:%')",
}
OPEN = {"sqlite": "DROP TRIGGER shut", "postgresql": "ALTER TABLE outbox DROP CONSTRAINT shut"}


async def broken(shop: Shop) -> None:
    """An order whose row nobody can read, so that no deadline of it can be served."""
    await placed(shop)
    await evidence(shop, ["not evidence"])


async def evidence(shop: Shop, kept: object) -> None:
    async with shop.store.write() as uow:
        lines = update(tables.orders).where(tables.orders.c.number == "SO20260309-0001")
        await uow.connection.execute(lines.values(evidence=kept))
        await uow.commit()


async def changed(shop: Shop, script: dict[str, str]) -> None:
    async with shop.store.write() as uow:
        await uow.connection.execute(text(script[uow.connection.dialect.name]))
        await uow.commit()


async def dead(shop: Shop) -> list[Deadline]:
    async with shop.store.read() as uow:
        return await uow.deadlines.standing("dead")


async def told(shop: Shop) -> int:
    return len([seen for seen in await shop.sees(PLANNER) if "有到期的提醒处理不了" in seen.title + seen.text])


async def dies(shop: Shop, day: str) -> None:
    for when in TRIES:
        await at(shop, f"{day}T{when}")


async def test_it_is_not_given_up_where_nobody_could_be_told_of_it(url: str) -> None:
    made = settings(url, digest_at="").model_copy(update={"ops": ("u14",)})
    async with Shop(url, made, SetClock(MONDAY)) as shop:
        await broken(shop)
        for when in TRIES[:-1]:
            await at(shop, f"2026-03-10T{when}")
        await changed(shop, SHUT)
        with pytest.raises(IntegrityError):  # it ends between giving up and telling
            await at(shop, f"2026-03-10T{TRIES[-1]}")
        await changed(shop, OPEN)
        assert await dead(shop) == []
        await shop.restarts()
        await shop.waits(seconds=1)
        assert len(await dead(shop)) == 1
        assert await told(shop) == 1
        await shop.waits(minutes=30)
        assert await told(shop) == 1


async def test_each_of_its_ends_is_told_once_revived_by_hand_or_opened_anew(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = settings(database, digest_at="").model_copy(update={"ops": ("u14",)})
    async with Shop(database, made, SetClock(MONDAY)) as shop:
        await broken(shop)
        await dies(shop, "2026-03-10")
        (one,) = await dead(shop)
        assert await told(shop) == 1
        assert "说明:状态超时" in (await shop.last(PLANNER)).text
        assert await another_life(shop.store, "due", one.id, one.id)
        await dies(shop, "2026-03-11")
        assert await told(shop) == 2
        async with shop.store.write() as uow:  # the order came back to the same state
            await uow.deadlines.open(Deadline(one.order_id, one.kind, shop.clock.now(), one.owner))
            await uow.commit()
        await dies(shop, "2026-03-12")
        assert [again.id for again in await dead(shop)] == [one.id]
        assert await told(shop) == 3
    assert await command(database, tmp_path, monkeypatch, "dead", "replay", f"due-{one.id}") == 0


async def test_a_morning_that_could_not_be_told_takes_no_other_with_it(url: str) -> None:
    made = settings(url).model_copy(update={"ops": ("u14",)})
    async with Shop(url, made, SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        await evidence(shop, ["not evidence"])
        for when in ("10:00:00", "10:00:30", "10:01:30", "10:03:30", "10:07:30"):
            await at(shop, f"2026-03-11T{when}")
        assert await told(shop) >= 1
        assert len([seen for seen in await shop.sees(MANAGER) if "要紧的" in seen.title]) == 1  # of the day before
        await evidence(shop, {})
        await at(shop, "2026-03-12T09:59:59")
        await at(shop, "2026-03-12T10:00:00")
        (_, card) = [seen for seen in await shop.sees(MANAGER) if "要紧的" in seen.title]
        assert "SO20260309-0001" in card.text
