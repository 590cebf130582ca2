"""Terms, hours and ladders are decided anew while orders wait: they go by what counts now, and nothing slips."""

from collections.abc import Callable

import pytest

from bot.clock import SetClock
from config.settings import Settings
from config.watching import LADDERS, RungSpec, WatchSpec
from tests.e2e.test_deadlines import MANAGER, MONDAY, PLANNER, alerts, at, new, placed, settings
from tests.shop import Shop, with_policy

Change = Callable[[Settings], Settings]
SLOW = WatchSpec(
    name="slow", title="审核太慢", states=("待审核",), since="state", within="2h working", owner="production"
)


def flowed(made: Settings, **changed: object) -> Settings:
    """The same company with another flow."""
    own = made.flows[made.flow].model_copy(update=changed)
    return made.model_copy(update={"flows": {**made.flows, made.flow: own}})


def within(span: str) -> Change:
    """The same company where an order is to be scheduled in another time."""

    def changed(made: Settings) -> Settings:
        states = made.flows[made.flow].state
        return flowed(made, state={**states, "待审核": states["待审核"].model_copy(update={"within": span})})

    return changed


def watched(made: Settings) -> Settings:
    """The same company, which watches something more."""
    return flowed(made, watches=(*made.flows[made.flow].watches, SLOW))


def shifted(made: Settings) -> Settings:
    """The same company, at work in the evening too."""
    return with_policy(made, shifts=("08:00-20:00",))


async def becomes(shop: Shop, made: Settings) -> None:
    """The company is another one after a restart."""
    shop.settings = made
    await shop.restarts()
    await shop.waits(seconds=1)


@pytest.mark.parametrize(
    ("change", "before", "due", "says"),
    [
        (within("3h working"), "2026-03-10T10:29:58", "2026-03-10T10:30:00", "待审核已3工作小时"),
        (within("1h working"), "", "2026-03-10T09:00:01", "待审核已1.5工作小时"),  # it is late by now
        (within("8h working"), "2026-03-10T16:29:59", "2026-03-10T16:30:00", "待审核已8工作小时"),
        (watched, "2026-03-10T10:59:59", "2026-03-10T11:00:01", "审核太慢已3.5工作小时"),  # two hours from now on
        (shifted, "", "2026-03-10T09:00:01", "待审核已4.5工作小时"),
    ],
    ids=["shorter", "shorter_than_it_is", "longer", "a_new_one", "other_hours"],
)
async def test_what_waits_goes_by_the_terms_that_count_now(
    url: str, change: Change, before: str, due: str, says: str
) -> None:
    made = settings(url, digest_at="")
    async with Shop(url, made, SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-10T09:00:00")
        await becomes(shop, change(made))
        if before:
            await at(shop, before)
            assert await alerts(shop, PLANNER) == []
        await at(shop, due)
        (card,) = await alerts(shop, PLANNER)
        assert says in card.text
        await shop.restarts()
        await shop.waits(seconds=1)
        assert await new(shop) == 1


async def test_a_term_that_is_longer_when_the_process_comes_back_late_is_not_forgotten(database: str) -> None:
    made = settings(database, digest_at="")
    shop = Shop(database, made, SetClock(MONDAY))
    async with shop:
        await placed(shop)
    shop.clock.set(MONDAY.replace(day=10, hour=13))  # its old term is over
    shop.settings = within("8h working")(made)
    async with shop:
        await shop.waits(seconds=1)
        assert await new(shop) == 0
        await at(shop, "2026-03-10T16:30:00")
        assert len(await alerts(shop, PLANNER)) == 1


async def test_what_was_told_by_a_rule_that_is_gone_ends(database: str) -> None:
    made = settings(database, digest_at="")
    async with Shop(database, watched(made), SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-10T09:30:00")
        (card,) = await alerts(shop, PLANNER)
        assert "审核太慢" in card.title
        await becomes(shop, made)
        await shop.waits(seconds=1)
        card = (await alerts(shop, PLANNER))[-1]
        assert "🟢" in card.title
        assert "规则已取消" in card.text
        await at(shop, "2026-03-10T11:30:00")  # the other rule goes on
        assert "待审核已4工作小时" in (await alerts(shop, PLANNER))[-1].text


async def test_a_ladder_that_lost_its_upper_level_goes_on_with_the_last_it_has(database: str) -> None:
    made = settings(database, digest_at="")
    async with Shop(database, made, SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        await at(shop, "2026-03-10T11:50:00")
        assert len(await alerts(shop, MANAGER)) == 1
        await shop.says(PLANNER, "静音2小时")
        rung = RungSpec(to=("owner",), wait="20m working")
        usual = LADDERS["usual"].model_copy(update={"rungs": (rung,)})
        await becomes(shop, with_policy(made, ladders={**LADDERS, "usual": usual}))
        await at(shop, "2026-03-10T13:50:00")
        assert "静音时间到了,事情还在" in (await alerts(shop, PLANNER))[-1].text
        async with shop.store.read() as uow:
            assert await uow.deadlines.standing("dead") == []
