"""What somebody called solved though nothing changed is told anew after another whole term, with what he said."""

from bot.clock import SetClock
from tests.e2e.test_deadlines import MANAGER, MONDAY, PLANNER, SELLER, alerts, at, late, new, settings
from tests.shop import Seen, Shop

BUYER = "赵丽"


async def short(shop: Shop) -> list[Seen]:
    """The cards of what is short that stand."""
    return [seen for seen in await shop.sees(BUYER) if not seen.gone and "缺30件" in seen.title]


async def test_an_order_that_stays_where_it_is_is_late_again(database: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await late(shop)
        await shop.says(PLANNER, "0001 已解决 模具修好了,今晚排")
        await shop.expects(PLANNER, "🟢", "模具修好了,今晚排")
        told = await new(shop)
        await shop.restarts()
        await at(shop, "2026-03-10T16:29:59")
        assert await new(shop) == told
        await at(shop, "2026-03-10T16:30:00")  # four hours of work after 11:30
        card = (await alerts(shop, PLANNER))[-1]
        assert "待审核已8工作小时" in card.text  # counted from where the order came here, not from the words
        assert "原因:孙福根3月10日11:30说已解决“模具修好了,今晚排”,但还是这样" in card.text
        await at(shop, "2026-03-10T16:50:00")
        assert "第2级,孙福根20分钟没有回应" in (await alerts(shop, MANAGER))[-1].text
        await shop.says(MANAGER, "0001 修改记录")
        await shop.expects(MANAGER, "孙福根 结束提醒(待审核)")
        await shop.says(PLANNER, "0001 说明原因 等料")
        await shop.expects(PLANNER, "原因:等料")
        await shop.says(PLANNER, "0001 已排产")
        await shop.waits(seconds=1)
        assert "🟢" in (await alerts(shop, PLANNER))[-1].title


async def test_who_moves_the_order_on_hears_no_more(database: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await late(shop)
        await shop.says(PLANNER, "0001 已解决 模具修好了,今晚排")
        await shop.says(PLANNER, "0001 已排产")
        told = await new(shop)
        await at(shop, "2026-03-10T16:30:01")
        late_ = [c for c in await alerts(shop, PLANNER) if "待审核" in c.title and "⏰" in c.title]
        assert late_ == []
        assert await new(shop) >= told


async def test_a_shorter_term_counts_from_where_it_was_called_solved(database: str) -> None:
    """Hours of work that change meanwhile do not bring it back at once."""
    made = settings(database, digest_at="")
    async with Shop(database, made, SetClock(MONDAY)) as shop:
        await late(shop)
        await shop.says(PLANNER, "0001 已解决 模具修好了,今晚排")
        told = await new(shop)
    policy = made.policy.model_copy(update={"shifts": ("08:00-12:00", "13:00-17:30")})
    async with Shop(database, made.model_copy(update={"policy": policy}), shop.clock) as shop:
        await shop.waits(minutes=30)
        assert await new(shop) == told


async def test_a_shortage_that_is_still_there_a_day_later_is_told_anew(database: str) -> None:
    made = settings(database, digest_at="", use_safety=False)
    console = made.channels.console.model_copy(update={"people": ("u01", "u12")})
    made = made.model_copy(update={"channels": made.channels.model_copy(update={"console": console})})
    async with Shop(database, made, SetClock(MONDAY)) as shop:
        await shop.says(SELLER, "台州恒力 J6P左转向节 30件,28号前到")
        await shop.taps(SELLER, "确认下单")
        await shop.waits(seconds=1)
        await shop.expects(BUYER, "缺30件", "建议采购")
        await shop.taps(BUYER, "已解决")
        await shop.says(BUYER, "先问问供应商")
        await shop.expects(BUYER, "🟢", "先问问供应商")
        await at(shop, "2026-03-10T16:29:00")
        assert await short(shop) == []
        await at(shop, "2026-03-10T16:30:02")
        await shop.waits(seconds=1)
        card = await shop.expects(BUYER, "缺30件", "原因:赵丽3月9日16:30说已解决“先问问供应商”,但还是这样")
        await shop.taps(BUYER, "一键发起采购申请", card=card)
        await shop.waits(seconds=1)
        await shop.taps(BUYER, "已解决")
        await shop.says(BUYER, "申请已发")
        await at(shop, "2026-03-13T16:30:00")
        assert await short(shop) == []  # what was asked for is on its way
