"""What cannot be done to an alert in words is said and leaves it as it was: whom, how long, with what result."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import update

from bot.clock import SetClock
from config.policy import AwaySpec
from handlers.domain.alert import Alert
from storage import tables
from tests.e2e.test_deadlines import GONE, MANAGER, MONDAY, PLANNER, alerts, at, placed, settings
from tests.shop import Shop

ON_LEAVE = AwaySpec(user="u21", since=date(2026, 3, 1), until=date(2026, 3, 31))


async def late(shop: Shop) -> None:
    await placed(shop)
    await at(shop, "2026-03-10T11:30:00")


async def it(shop: Shop) -> Alert:
    async with shop.store.write() as uow:  # it is looked at to be changed
        found = await uow.alerts.get(1)
    assert found is not None
    return found


async def test_it_is_passed_on_to_a_colleague_who_is_there_only(url: str) -> None:
    made = settings(url, digest_at="", away=(*GONE, ON_LEAVE))
    async with Shop(url, made, SetClock(MONDAY)) as shop:
        await late(shop)
        async with shop.store.write() as uow:
            people = tables.people
            await uow.connection.execute(update(people).where(people.c.user == "u12").values(active=False))
            await uow.connection.execute(update(people).where(people.c.user == "u19").values(name="王强"))
            await uow.connection.execute(update(people).where(people.c.user == "u18").values(name="王强"))
            await uow.commit()
        for name, words in (
            ("张三丰", "没有找到同事“张三丰”"),
            ("恒力-李采购", "没有找到同事“恒力-李采购”"),  # a customer's buyer is none
            ("赵丽", "赵丽的账号已经停用"),
            ("客服小美", "客服小美请假了,也没有人代班"),
            ("王强", "有几位同事都叫“王强”"),
        ):
            await shop.says(PLANNER, f"0001 转给@{name}")
            await shop.expects(PLANNER, words, "转给谁?直接回复姓名")
            assert ((await it(shop)).state.value, (await it(shop)).taken_by) == ("open", "")
        await shop.says(PLANNER, f"0001 转给@{MANAGER}")
        assert (await it(shop)).taken_by == "u23"
        assert "这件事转给你了" in (await alerts(shop, MANAGER))[-1].text
        for words in (f"0001 转给@{PLANNER}", "0001 转给我", "转给自己 0001"):
            await shop.says(PLANNER, words)
            seen = await shop.expects(PLANNER, "孙福根处理中")
            assert "转给你了" not in seen.text
            assert (await it(shop)).taken_by == "u14"


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("静音两个半小时 0001", "今天 14:00"),
        ("0001 静音1.5小时", "今天 13:00"),
        ("0001 静音半天", "今天 23:30"),
        ("0001 静音24小时", "明天 11:30"),
        ("0001 静音25小时", ""),
        ("0001 静音一周", ""),
        ("0001 静音1个星期", ""),
        ("0001 静音1个月", ""),
        ("0001 静音999天", ""),
        ("0001 静音0小时", ""),
        ("0001 静音到明天", ""),
    ],
)
async def test_a_silence_that_is_too_long_or_not_understood_is_none(database: str, words: str, until: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await late(shop)
        await shop.says(PLANNER, words)
        await shop.expects(
            PLANNER, f"静音到{until}" if until else "没有静音:请说静音多久,比如“静音2小时”,一次最多24小时"
        )
        assert (await it(shop)).state.value == ("muted" if until else "open")


async def test_a_nod_or_a_question_is_no_conclusion(url: str) -> None:
    async with Shop(url, settings(url, digest_at=""), SetClock(MONDAY)) as shop:
        await late(shop)
        await shop.says(PLANNER, "0001 已解决")
        await shop.expects(PLANNER, "的结论是什么?")
        for words in ("?", "好的", "。。。", "0002 到哪了", "嗯"):
            await shop.says(PLANNER, words)
            await shop.expects(PLANNER, "看不出结果", "的结论是什么?")
        await shop.says(PLANNER, "0001 已解决 好了")
        await shop.expects(PLANNER, "“好了”看不出结果")
        await shop.says(PLANNER, "说明原因 0001 ?")
        await shop.expects(PLANNER, "看不出原因", "为什么晚了?")
        assert (await it(shop)).state.value == "open"
        await shop.says(PLANNER, "等控制臂到货,明早排上")
        assert (await it(shop)).conclusion == "等控制臂到货,明早排上"
        await shop.says(PLANNER, "0001 已解决 已排上")
        await shop.expects(PLANNER, "🟢", "已排上")
        for words in ("0001 我来处理", "0001 静音2小时", f"0001 转给@{MANAGER}", "0001 已解决 又好了一次"):
            await shop.says(PLANNER, words)
            await shop.expects(PLANNER, "SO20260309-0001 现在没有提醒")
        assert ((await it(shop)).state.value, (await it(shop)).conclusion) == ("closed", "已排上")


async def test_of_two_who_take_it_at_once_one_has_it_and_both_see_who(url: str) -> None:
    async with Shop(url, settings(url, digest_at=""), SetClock(MONDAY)) as shop:
        await late(shop)
        await at(shop, "2026-03-10T11:50:00")
        told = [shop.says(who, "0001 我来处理", settle=False) for who in (PLANNER, MANAGER)]
        assert await asyncio.gather(*told) == [200, 200]
        await shop.settles()
        taker = {"u14": PLANNER, "u23": MANAGER}[(await it(shop)).taken_by]
        for who in (PLANNER, MANAGER):
            assert f"{taker}处理中" in (await alerts(shop, who))[-1].text


async def test_who_is_asked_for_a_conclusion_is_waited_for_and_nobodys_words_are_lost(url: str) -> None:
    async with Shop(url, settings(url, digest_at=""), SetClock(MONDAY)) as shop:
        await late(shop)
        await at(shop, "2026-03-10T11:50:00")
        await shop.taps(PLANNER, "已解决")
        await shop.expects(PLANNER, "的结论是什么?")
        await shop.taps(MANAGER, "已解决")
        await shop.expects(MANAGER, "孙福根正在回答这件提醒", "已解决 SO20260309-0001 结论")
        await shop.says(PLANNER, "换到二号线做了,明早出")
        await shop.expects(PLANNER, "🟢", "换到二号线做了,明早出")


@pytest.mark.parametrize("minutes", [1, 11])
async def test_who_says_it_all_need_not_wait_nor_anybody_after_ten_minutes(database: str, minutes: int) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await late(shop)
        await at(shop, "2026-03-10T11:50:00")
        await shop.taps(PLANNER, "转给…")
        await shop.expects(PLANNER, "转给谁?")
        await shop.waits(minutes=minutes)
        if minutes > 10:
            await shop.taps(MANAGER, "已解决")
            await shop.expects(MANAGER, "的结论是什么?")
            await shop.says(MANAGER, "让二车间顶上了")
        else:
            await shop.says(MANAGER, "0001 已解决 让二车间顶上了")
        assert ((await it(shop)).closed_by, (await it(shop)).conclusion) == ("u23", "让二车间顶上了")
