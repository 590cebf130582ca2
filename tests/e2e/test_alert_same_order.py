"""Two alerts of one order, and answers that do not say which alert they mean: nobody has to say anything twice."""

import pytest

from bot.clock import SetClock
from tests.e2e.conftest import open_feishu_shop
from tests.e2e.test_alert_words import standing, three_late
from tests.e2e.test_deadline_presets import FINANCE, everybody
from tests.e2e.test_deadlines import MANAGER, MONDAY, PLANNER, alerts, at, placed, settings
from tests.e2e.test_feishu_alerts import NO_MARKS
from tests.shop import Shop, demo_settings

STATE, PAID = "待审核", "付款后未处理"


async def twice_late(shop: Shop) -> None:
    """An order that was paid and that nobody goes on with: two alerts."""
    await placed(shop)
    await shop.says(FINANCE, "0001 已付款")
    await at(shop, "2026-03-09T17:00:00")
    await at(shop, "2026-03-10T11:30:00")
    assert {card.title.split(" ")[2][:3] for card in await alerts(shop, PLANNER)} == {"付款后", "待审核"}


async def states(shop: Shop) -> list[str]:
    return [alert.state.value for alert in await standing(shop)]


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("0001 我来处理", "taken"),
        ("我来处理", "taken"),
        ("静音2小时 0001", "muted"),
        ("转给@张厂长 0001", "taken"),
        ("说明原因 0001 等模具", "taken"),
        ("定日期 0001 3月13日", "taken"),
        ("已解决 0001 早班排上了", "closed"),
        ("已解决 早班排上了", "closed"),
    ],
)
async def test_what_is_said_of_an_order_is_said_of_all_that_is_late_about_it(
    database: str, words: str, state: str
) -> None:
    async with Shop(database, everybody(database), SetClock(MONDAY)) as shop:
        await twice_late(shop)
        await shop.says(PLANNER, words)
        assert await states(shop) == [state, state]
        said = await shop.expects(PLANNER, "SO20260309-0001", "同时")
        assert STATE in said.text
        assert PAID in said.text
        assert "说的是哪一件" not in said.text


async def test_the_conclusion_that_was_asked_for_ends_both(database: str) -> None:
    async with Shop(database, everybody(database), SetClock(MONDAY)) as shop:
        await twice_late(shop)
        await shop.says(PLANNER, "0001 已解决")
        await shop.expects(PLANNER, "结论是什么")
        await shop.says(PLANNER, "算了")
        assert await states(shop) == ["open", "open"]
        await shop.says(PLANNER, "0001 已解决")
        await shop.says(PLANNER, "早班排上了")
        await shop.expects(PLANNER, "🟢", "早班排上了", "同时解决")
        assert await states(shop) == ["closed", "closed"]


async def test_the_button_of_one_card_is_about_that_one(database: str) -> None:
    async with Shop(database, everybody(database), SetClock(MONDAY)) as shop:
        await twice_late(shop)
        card = next(c for c in await alerts(shop, PLANNER) if STATE in c.title)
        await shop.taps(PLANNER, "已解决", card=card)
        await shop.says(PLANNER, "早班排上了")
        said = await shop.expects(PLANNER, "🟢", STATE)
        assert "同时" not in said.text
        assert await states(shop) == ["open", "closed"]


async def test_which_of_several_orders_is_one_tap_and_the_words_are_kept(database: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await three_late(shop)
        await shop.says(PLANNER, "已解决 早班排上了")
        listed = await shop.expects(PLANNER, "有3件提醒", "点一下那一件", "“早班排上了”不用再说")
        await shop.taps(PLANNER, "2 0002", card=listed)
        await shop.expects(PLANNER, "🟢", "0002", "早班排上了")
        await shop.says(PLANNER, "静音1天")
        await shop.expects(PLANNER, "“静音24小时 1”")
        await shop.says(PLANNER, "1")
        await shop.expects(PLANNER, "0003", "静音到明天 11:30")
        await shop.says(PLANNER, "转给@张厂长")
        await shop.taps(PLANNER, "2 0001")
        await shop.expects(MANAGER, "0001", "这件事转给你了")
        assert await states(shop) == ["taken", "closed", "muted"]


async def test_the_number_typed_alone_with_its_verb_brings_the_words_along(database: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await three_late(shop)
        await shop.says(PLANNER, "已解决 早班排上了")
        await shop.says(PLANNER, "已解决 3")
        await shop.expects(PLANNER, "🟢", "0001", "早班排上了")


async def test_who_quotes_a_card_means_that_one(database: str) -> None:
    policy = demo_settings(database).policy.model_copy(update={"digest_at": "", "use_safety": True, "checks": NO_MARKS})
    async for running in open_feishu_shop(database, "http", policy=policy, notify={}):
        for number in (2, 3):
            await running.says("u01", f"台州恒力 J6P左转向节 {number}件,18号前到")
            await running.says("u01", "确认")
        await running.shop.waits(hours=5)
        late = [c for c in running.feishu.seen["u14"] if "待审核已" in c.reads()]
        assert len(late) == 2
        (meant,) = [card for card in late if "SO20260310-0001" in card.reads()]
        (other,) = [card for card in late if "SO20260310-0002" in card.reads()]
        await running.says("u14", "已解决 早班排上了", parent=meant.id)
        assert "早班排上了" in running.last("u14")
        assert "🟢 SO20260310-0001" in running.last("u14")
        assert "🟢" not in other.reads()
