"""Alerts answered in the group that was told: in one sentence, or asked and answered there."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from config.base import GroupTarget
from storage import tables as t
from tests.e2e.stories.conftest import CHEN, HE, LIN, STORE, SUN, ZHENG, ZHOU, at, story
from tests.e2e.stories.test_shortage import short_of_bearings
from tests.shop import Shop

PLANS = "华东销售群"


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """The stories' company, whose planners are told things in a group of theirs."""
    made = story(tmp_path, digest_at="")
    told = {**made.notify, "production": GroupTarget(channel="console", chat="g-sales")}
    async with Shop("", made.model_copy(update={"notify": told})) as running:
        yield running


async def late(shop: Shop, count: int = 1) -> None:
    """Orders that nobody scheduled in time."""
    for number in range(count):
        await shop.says(CHEN, f"博泰 ZJ-2041 {20 + number}件 3月{20 + number}日前到")
        await shop.says(CHEN, "确认")
        await shop.says(CHEN, "是新单")
    await at(shop, "2026-03-10T14:12:00")
    await shop.expects(SUN, "待审核", group=PLANS)


async def ended(shop: Shop) -> list[tuple[str, str, str]]:
    """State, by whom and with what conclusion, of every alert."""
    async with shop.store.read() as uow:
        rows = await uow.connection.execute(
            t.alerts.select().with_only_columns(t.alerts.c.state, t.alerts.c.closed_by, t.alerts.c.conclusion)
        )
        return [tuple(row) for row in rows]


async def test_the_conclusion_comes_in_the_same_sentence(shop: Shop) -> None:
    await late(shop)
    await shop.says(ZHENG, "已解决 设备修好了,明早补发", PLANS)
    await shop.expects(ZHENG, "🟢", "设备修好了,明早补发", "郑总", group=PLANS)
    assert await ended(shop) == [("closed", "zheng", "设备修好了,明早补发")]


async def test_the_conclusion_is_asked_for_in_the_group_and_answered_there(shop: Shop) -> None:
    await late(shop)
    await shop.taps(SUN, "已解决", PLANS)
    await shop.expects(SUN, "结论是什么", "请@我回复一句话,也可以发“已解决 0001 结论”", group=PLANS)
    await shop.says(ZHENG, "等会儿一起看", PLANS)  # it was not asked of him
    await shop.says(SUN, "0001 到哪了", PLANS)  # a question is no conclusion
    await shop.expects(SUN, "SO20260310-0001 待审核", group=PLANS)
    await shop.says(SUN, "收到", STORE)  # nor is what he says in another group
    assert await ended(shop) == [("open", "", "")]
    await shop.says(SUN, "设备修好了,明早补发", PLANS)
    await shop.expects(SUN, "🟢", "设备修好了,明早补发", group=PLANS)
    assert await ended(shop) == [("closed", "sun", "设备修好了,明早补发")]
    told = len(await shop.sees(SUN, PLANS))
    await shop.says(SUN, "设备修好了,明早补发", PLANS)
    assert len(await shop.sees(SUN, PLANS)) == told  # once


async def test_what_is_asked_in_a_group_is_called_off_or_answered_alone(shop: Shop) -> None:
    await late(shop)
    await shop.taps(SUN, "说明原因", PLANS)
    await shop.says(SUN, "算了", PLANS)
    await shop.says(SUN, "模具在修", PLANS)
    assert await ended(shop) == [("open", "", "")]
    await shop.taps(SUN, "转给…", PLANS)
    await shop.says(SUN, "不认识的人", PLANS)
    await shop.expects(SUN, "没有找到同事“不认识的人”", group=PLANS)
    await shop.says(SUN, "郑总", PLANS)
    await shop.expects(SUN, "郑总处理中", group=PLANS)
    await shop.taps(ZHENG, "已解决", PLANS)
    await shop.says(ZHENG, "已经解决了,设备修好了")  # in his own chat, with a word in front
    assert await ended(shop) == [("closed", "zheng", "设备修好了")]


async def test_of_several_the_conclusion_is_kept_in_the_way_to_say_which(shop: Shop) -> None:
    await late(shop, 2)
    await shop.says(SUN, "已解决 设备修好了,明早补发", PLANS)
    await shop.expects(SUN, "有2件提醒", "“已解决 1”", "“设备修好了,明早补发”不用再说", group=PLANS)
    await shop.says(SUN, "都搞定了,大家辛苦", PLANS)
    assert {state for state, *_ in await ended(shop)} == {"open"}
    await shop.says(SUN, "已解决 2 设备修好了,明早补发", PLANS)
    await shop.expects(SUN, "🟢", "设备修好了,明早补发", group=PLANS)
    await shop.says(SUN, "0001 搞定了,换线做", PLANS)
    await shop.says(SUN, "0002 搞定了,换线做", PLANS)
    assert {words for _, _, words in await ended(shop)} == {"设备修好了,明早补发", "换线做"}


async def test_a_count_is_asked_for_and_given_in_the_warehouse_group(shop: Shop) -> None:
    await short_of_bearings(shop)
    await shop.taps(ZHOU, "盘点不符", STORE)
    await shop.expects(ZHOU, "LT-07 实数是多少", group=STORE)
    await shop.says(HE, "200", STORE)
    await shop.says(ZHOU, "200", STORE)
    await shop.expects(ZHOU, "盘点已入账", group=STORE)
    await shop.says(LIN, "已解决 盘错了", STORE)  # told nobody, but the group's card is meant
    assert LIN


async def test_every_answer_in_words_asks_which_of_several_is_meant(shop: Shop) -> None:
    await late(shop, 2)
    for words, again in (
        ("说明原因 模具在修", "“说明原因 1”。“模具在修”不用再说"),
        ("定日期 3月13日", "“定日期 1”。“3月13日”不用再说"),
        ("转给@郑总", "“转给 1”"),
        ("静音2小时", "“静音2小时 1”"),
        ("我来处理", "“我来处理 1”"),
    ):
        await shop.says(SUN, words, PLANS)
        await shop.expects(SUN, "有2件提醒", again, group=PLANS)
    await shop.says(SUN, "说明原因 1 模具在修", PLANS)
    await shop.expects(SUN, "孙计划处理中", "模具在修", group=PLANS)
    await shop.says(SUN, "定日期 2 3月13日", PLANS)
    await shop.expects(SUN, "定在3月13日", group=PLANS)
