"""Nothing slips: what is late is told, level by level, until somebody has dealt with it. On the test clock, by HTTP."""

from datetime import date, datetime

from bot.clock import SetClock
from config.settings import AwaySpec, Settings
from tests.shop import Seen, Shop, demo_settings

SELLER, PLANNER, MANAGER, KEEPER = "陈海波", "孙福根", "张厂长", "蔡国平"
MONDAY = datetime.fromisoformat("2026-03-09T16:30:00+08:00")
SCREENS = ("u01", "u14", "u23", "u09", "u25")


GONE = tuple(AwaySpec(user=user, since=date(2026, 3, 1), until=date(2026, 3, 31)) for user in ("u15", "u16", "u24"))


def settings(database: str, **policy: object) -> Settings:
    """The sample company without groups; of the planners and managers one each is there."""
    made = demo_settings(database, notify={})
    console = made.channels.console.model_copy(update={"people": SCREENS})
    return made.model_copy(
        update={
            "channels": made.channels.model_copy(update={"console": console}),
            "policy": made.policy.model_copy(update={"away": GONE, **policy}),
        }
    )


async def at(shop: Shop, when: str) -> None:
    """The clock goes to an instant of the shop's time."""
    shop.clock.set(datetime.fromisoformat(f"{when}+08:00"))
    await shop.waits(seconds=0)


async def alerts(shop: Shop, who: str) -> list[Seen]:
    return [seen for seen in await shop.sees(who) if not seen.gone and ("⏰" in seen.title or "🟢" in seen.title)]


async def new(shop: Shop) -> int:
    """How many cards about alerts were ever sent to anybody."""
    found = [e for e in await shop.store.console.since(0, 10_000) if e.card and e.key.startswith("alert:")]
    return len(found)


async def placed(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力 J6P左转向节 30件,18号前到")
    await shop.taps(SELLER, "确认下单")


async def test_the_breaker_climbs_until_somebody_takes_it_and_ends_where_the_order_moves_on(database: str) -> None:
    async with Shop(database, settings(database), SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-09T20:30:00")
        assert await new(shop) == 0
        await at(shop, "2026-03-10T11:29:59")
        await shop.restarts()
        assert await new(shop) == 0
        await at(shop, "2026-03-10T11:30:00")
        (card,) = await alerts(shop, PLANNER)
        assert "待审核已4工作小时" in card.text
        assert {"排产", "我来处理", "静音2小时", "已解决"} <= set(card.buttons)
        await shop.restarts()
        await shop.waits(seconds=1)
        assert await new(shop) == 1
        await at(shop, "2026-03-10T11:49:59")
        assert await alerts(shop, MANAGER) == []
        await at(shop, "2026-03-10T11:50:00")
        (card,) = await alerts(shop, MANAGER)
        assert "第2级,孙福根没有回应" in card.text
        await at(shop, "2026-03-10T11:52:10")
        await shop.taps(MANAGER, "我来处理")
        for who in (MANAGER, PLANNER):
            (card,) = await alerts(shop, who)
            assert "张厂长处理中" in card.text
        await at(shop, "2026-03-10T13:22:09")
        assert await new(shop) == 2
        await at(shop, "2026-03-10T13:22:10")
        assert "接手后还没有进展" in (await alerts(shop, MANAGER))[-1].text
        await at(shop, "2026-03-10T13:41:00")
        await shop.says(PLANNER, "0001 已排产")
        await shop.waits(seconds=1)
        for who in (MANAGER, PLANNER):
            for card in await alerts(shop, who):
                assert "🟢" in card.title
                assert "5.2工作小时" in card.text
        assert await new(shop) == 3
        await at(shop, "2026-03-12T10:00:00")
        late = [
            card
            for who in (MANAGER, PLANNER)
            for card in await alerts(shop, who)
            if "⏰" in card.title and "待审核" in card.title
        ]
        assert late == []  # that nobody prepares the order since is another matter
