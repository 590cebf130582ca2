"""Alerts answered in words by their number in the list that was shown last: everywhere, nothing to press needed."""

from decimal import Decimal

import pytest
from sqlalchemy import update

from bot.clock import SetClock
from config.policy import CHECKS
from config.settings import Settings
from handlers.domain.alert import Alert, AlertState
from storage import tables
from tests.e2e.test_deadlines import MANAGER, MONDAY, PLANNER, SCREENS, alerts, at, placed, settings
from tests.shop import Seen, Shop

GOODS = ("J6P左转向节", "J6P直拉杆", "J6P横拉杆")


async def three_late(shop: Shop) -> None:
    for goods in GOODS:
        await placed(shop, goods)
    await at(shop, "2026-03-10T11:30:00")
    assert len(await alerts(shop, PLANNER)) == 3


async def standing(shop: Shop) -> list[Alert]:
    async with shop.store.read() as uow:
        return [alert for n in (1, 2, 3) if (alert := await uow.alerts.get(n))]


async def test_the_answer_names_its_place_in_the_list(database: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await three_late(shop)
        await shop.says(PLANNER, "我来处理")
        listed = await shop.expects(PLANNER, "有3件提醒", "1. SO20260309-0003", "3. SO20260309-0001")
        assert set(listed.buttons) == {"1 0003", "2 0002", "3 0001"}
        await shop.says(PLANNER, "1 我来处理")
        await shop.expects(PLANNER, "0003", "孙福根处理中")
        await shop.says(PLANNER, "静音2小时 2")
        await shop.expects(PLANNER, "0002", "静音到今天 13:30")
        await shop.says(PLANNER, "转给@张厂长 3")
        await shop.expects(PLANNER, "0001", "张厂长处理中")
        await shop.says(PLANNER, "已解决 2 换了一家,2 车都到了")
        await shop.expects(PLANNER, "🟢", "0002", "换了一家,2 车都到了")
        found = await standing(shop)
        assert [alert.state.value for alert in found] == ["taken", "closed", "taken"]
        assert [alert.taken_by for alert in found] == ["u23", "", "u14"]


async def test_the_digest_is_worked_off_by_number_and_wants_a_conclusion(database: str) -> None:
    async with Shop(database, settings(database, digest_at="11:40"), SetClock(MONDAY)) as shop:
        await three_late(shop)
        await at(shop, "2026-03-10T11:40:00")
        card = await shop.expects(MANAGER, "今日要紧的3件", "1. SO20260309-")
        assert [label for label in card.buttons if "处理" in label] == ["处理 1", "处理 2", "处理 3"]
        first = card.text.split("1. ")[1].split(" ")[0]
        second = card.text.split("2. ")[1].split(" ")[0]
        await shop.says(MANAGER, "为什么 2")
        await shop.expects(MANAGER, f"{second} 为什么提醒", "规则“待审核”", "第1级", "日报排序:提醒后", "分,大的在前")
        await shop.says(MANAGER, "处理 1")
        await shop.expects(MANAGER, first, "结论是什么")
        await shop.says(MANAGER, "华盛改空运3/14到,费用我方,已告知客户")
        await shop.expects(MANAGER, "🟢", first, "华盛改空运3/14到,费用我方,已告知客户", "张厂长")
        await shop.taps(MANAGER, "处理 2", card=card)
        await shop.expects(MANAGER, "结论是什么")
        await shop.says(MANAGER, "算了")
        await shop.says(MANAGER, "处理3 客户不要了")
        await shop.expects(MANAGER, "🟢", "客户不要了")
        assert sorted(alert.state.value for alert in await standing(shop)) == ["closed", "closed", "open"]


async def test_a_number_without_a_list_gets_the_list(database: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await three_late(shop)
        await shop.says(PLANNER, "处理 2")
        await shop.expects(PLANNER, "有3件提醒", "“已解决 1”")
        await shop.says(PLANNER, "处理 2 排好了")
        await shop.expects(PLANNER, "🟢", "0002", "排好了")
        await shop.says(PLANNER, "0001 我来处理")
        await shop.expects(PLANNER, "0001", "孙福根处理中")
        await shop.says(PLANNER, "已解决 2 车都到了")  # that one is over: its conclusion stays
        await shop.expects(PLANNER, "🟢", "0002", "排好了")


async def test_who_is_asked_for_a_conclusion_may_pass_it_on_instead(database: str) -> None:
    async with Shop(database, settings(database), SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        await shop.says(PLANNER, "已解决")
        await shop.expects(PLANNER, "的结论是什么?")
        await shop.says(PLANNER, "转给@")
        await shop.expects(PLANNER, "转给谁")
        await shop.says(PLANNER, "0001 转给@不存在")
        await shop.expects(PLANNER, "没有找到同事“不存在”")
        await shop.says(PLANNER, "已解决")
        await shop.expects(PLANNER, "的结论是什么?")
        await shop.says(PLANNER, f"转给@{MANAGER}")
        assert not [seen for seen in await shop.sees(PLANNER) if "🟢" in seen.title]
        assert "⏰" in (await shop.sees(MANAGER))[-1].title
        await shop.says(MANAGER, "已解决 周五早班排上了")
        assert "🟢" in (await shop.sees(MANAGER))[-1].title


async def test_a_silence_is_as_long_as_the_words_say_and_about_the_order_they_name(database: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await three_late(shop)
        for words, until in (
            ("静音 0002", "今天 13:30"),
            ("静音半小时 0002", "今天 12:00"),
            ("静音两个小时 0002", "今天 13:30"),
            ("0002 静音三十分钟", "今天 12:00"),
            ("静音1天 0002", "明天 11:30"),
        ):
            await shop.says(PLANNER, words)
            await shop.expects(PLANNER, "SO20260309-0002", f"静音到{until}")
        for words in ("我来处理 9999", "已解决 9999 好了", "静音2小时 SO20260309-0009"):
            await shop.says(PLANNER, words)
            await shop.expects(PLANNER, "没有查到“", "请核对一下单号")
        assert [one.state.value for one in await standing(shop)] == ["open", "muted", "open"]


BUYER, SELLER, KEEPER, RIGHT = "赵丽", "陈海波", "蔡国平", "ZXJ-J6PR"


def with_stock(database: str) -> Settings:
    made = settings(database, digest_at="", checks={**CHECKS, "duplicate": "off", "credit": "off"}, use_safety=False)
    console = made.channels.console.model_copy(update={"people": (*SCREENS, "u02", "u12")})
    return made.model_copy(update={"channels": made.channels.model_copy(update={"console": console})})


async def short_of(shop: Shop, qty: int) -> Seen:
    """An order waits for a product; the buyer's card about it."""
    await shop.says(SELLER, f"台州恒力 J6P右转向节 {qty}件,18号前到")
    await shop.taps(SELLER, "确认下单")
    await shop.waits(seconds=1)
    return next(seen for seen in reversed(await shop.sees(BUYER)) if f"🔴 {RIGHT}" in seen.title)


async def test_a_substitute_is_proposed_to_the_salesperson_and_ends_the_shortage(database: str) -> None:
    async with Shop(database, with_stock(database), SetClock(MONDAY)) as shop:
        card = await short_of(shop, 5)
        assert list(card.buttons)[:3] == ["一键发起采购申请", "用替代品", "盘点不符"]
        await shop.says(SELLER, f"用替代品 {RIGHT}")
        await shop.expects(SELLER, "库存的事由仓库、采购或主管来办")
        await shop.says(KEEPER, "到货 ZXJ-J6LR 60")
        await shop.waits(seconds=1)
        await shop.taps(BUYER, "用替代品")
        await shop.expects(BUYER, f"{RIGHT} 换替代品:已问1单的业务员", "SO20260309-0001", "问陈海波")
        offer = await shop.expects(SELLER, "SO20260309-0001 缺料,可以换货", "转向节(右)", "赵丽提议")
        await shop.taps(BUYER, "用替代品")
        assert len([seen for seen in await shop.sees(SELLER) if "可以换货" in seen.title]) == 1  # asked once
        await shop.taps(SELLER, "换替代品", card=offer)
        async with shop.store.read() as uow:
            order = await uow.orders.by_number("SO20260309-0001")
        assert order is not None
        assert {line.sku: line.base_qty for line in order.lines} == {"ZXJ-J6LR": Decimal(5)}
        await shop.waits(seconds=1)
        assert "缺料解除" in [seen for seen in await shop.sees(BUYER) if "🟢" in seen.title][-1].text


async def test_a_wrong_count_is_put_right_from_the_card_and_in_words(database: str) -> None:
    async with Shop(database, with_stock(database), SetClock(MONDAY)) as shop:
        await short_of(shop, 30)
        await shop.taps(BUYER, "盘点不符")
        await shop.expects(BUYER, RIGHT, "实数是多少")
        await shop.says(BUYER, "二三十个吧")
        await shop.expects(BUYER, "没看懂“二三十个吧”")
        await shop.says(BUYER, "实数12箱")
        await shop.expects(BUYER, "盘点已入账", f"{RIGHT} 转向节(右)", "24件", "有1张单在等这个货")
        await shop.says(KEEPER, f"盘点不符 {RIGHT} 60")
        await shop.expects(KEEPER, "盘点已入账", "60件")
        for _ in range(3):
            await shop.waits(seconds=1)
        assert "缺料解除" in [seen for seen in await shop.sees(BUYER) if "🟢" in seen.title][-1].text


async def test_nobody_hushes_up_what_is_somebody_elses(database: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        for words in ("0001 已解决 好了", "0001 静音2小时", "0001 转给@张厂长", "0001 定日期 3月13日"):
            await shop.says(KEEPER, words)
            await shop.expects(KEEPER, "不是发给你的", "我来处理")
        await shop.says(PLANNER, "我来处理")
        await shop.says(KEEPER, "0001 已解决 好了")
        await shop.expects(KEEPER, "孙福根在跟")
        assert not any("🟢" in seen.title for seen in await alerts(shop, PLANNER))
        await shop.says(SELLER, "0001 已解决 客户同意晚两天")  # his customer's order
        await shop.expects(PLANNER, "🟢", "客户同意晚两天")
        await shop.says(KEEPER, "0001 已解决 好了")
        await shop.expects(KEEPER, "现在没有提醒")


async def test_what_somebody_took_over_who_left_is_nobodys_again(database: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        await shop.says(PLANNER, "我来处理")
        async with shop.store.write() as uow:
            left = update(tables.people).where(tables.people.c.user == "u14").values(active=False)
            await uow.connection.execute(left)
            await uow.commit()
        await at(shop, "2026-03-10T11:59:59")
        assert await alerts(shop, MANAGER) == []
        await at(shop, "2026-03-10T12:00:00")  # half an hour of work: the others of the planning are away
        (card,) = await alerts(shop, MANAGER)
        assert "处理中" not in card.text
        (alert, *_) = await standing(shop)
        assert (alert.state, alert.taken_by, alert.level) == (AlertState.OPEN, "", 1)


@pytest.mark.parametrize(
    ("words", "then"),
    [
        ("0001 我在处理了", "孙福根处理中"),
        ("收到,我去看下 0001", "孙福根处理中"),
        ("好的,我马上去处理 0001", "孙福根处理中"),
        ("0001 交给张厂长处理", "张厂长处理中"),
        ("0001 让张厂长处理吧", "张厂长处理中"),
        ("0001 @张厂长 你处理一下", "张厂长处理中"),
        ("0001 先别提醒我", "静音到今天 13:30"),
        ("不要再提醒0001了", "静音到今天 13:30"),
        ("0001 一小时后再提醒我", "静音到今天 12:30"),
        ("半小时后提醒我 0001", "静音到今天 12:00"),
        ("0001 晚点提醒", "静音到今天 13:30"),
        ("0001 这个交给张厂长", "张厂长处理中"),
    ],
)
async def test_answers_are_understood_as_people_say_them(database: str, words: str, then: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await three_late(shop)
        await shop.says(PLANNER, words)
        await shop.expects(PLANNER, "⏰", "0001", then)


async def test_who_is_reminded_of_one_thing_hushes_it_without_naming_it(database: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        for words in ("由顺丰负责", "0001 请尽快处理", "恢复通知"):
            await shop.says(PLANNER, words)
            assert [alert.state.value for alert in await standing(shop)] == ["open"]
        await shop.says(PLANNER, "别再提醒我了")
        await shop.expects(PLANNER, "静音到今天 13:30")


async def test_a_number_is_no_conclusion_and_an_answer_to_nothing_is_answered(database: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await placed(shop)
        for words in ("处理 9", "我来处理", "静音2小时"):
            await shop.says(PLANNER, words)
            await shop.expects(PLANNER, "现在没有要你处理的提醒")
        await at(shop, "2026-03-10T11:30:00")
        await shop.says(PLANNER, "0001 已解决 12345")
        await shop.expects(PLANNER, "“12345”看不出结果")
        await shop.says(PLANNER, "周五早班排上了")
        await shop.expects(PLANNER, "🟢", "周五早班排上了")


@pytest.mark.parametrize(
    "said", ["0001 我去催一下,先别催了", "我在处理,先别催了 0001", "0001 静音2小时,我来处理", "0001 别催了 我在催了"]
)
async def test_who_deals_with_it_and_wants_no_word_for_a_while_says_both_at_once(database: str, said: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await three_late(shop)
        await shop.says(PLANNER, said)
        await shop.expects(PLANNER, "0001", "静音到今天 13:30,孙福根在跟")
        await at(shop, "2026-03-10T11:51:00")
        assert not [c for c in await alerts(shop, MANAGER) if "0001" in c.title]  # the others climb
        await at(shop, "2026-03-10T13:30:00")
        assert "静音时间到了" in (await alerts(shop, PLANNER))[-1].text


@pytest.mark.parametrize("said", ["0001 我去催一下", "0001 我去问问", "好的,我去查一下 0001"])
async def test_who_goes_and_asks_deals_with_it(database: str, said: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await three_late(shop)
        await shop.says(PLANNER, said)
        await shop.expects(PLANNER, "0001", "孙福根处理中")


@pytest.mark.parametrize(
    "words",
    [
        *("取消静音", "0001 取消静音", "取消静音 0001", "解除静音", "0001别静音了", "不用静音了", "静音取消了吧"),
        *("恢复提醒 0001", "恢复提醒", "继续提醒我吧", "可以提醒我了", "把静音关掉"),
    ],
)
async def test_a_silence_is_ended_and_no_order_with_it(database: str, words: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        await shop.says(PLANNER, "0001 静音24小时")
        assert "取消静音" in (await shop.expects(PLANNER, "静音到明天 11:30")).buttons
        await shop.says(SELLER, "0001 取消静音")  # whose order it is
        await shop.expects(SELLER, "SO20260309-0001", "负责:生产计划")
        await shop.says(PLANNER, "0001 静音24小时")
        await shop.says(PLANNER, words)
        await shop.expects(PLANNER, "SO20260309-0001", "负责:生产计划")
        assert await alerts(shop, MANAGER) == []
        await at(shop, "2026-03-10T11:50:00")  # the next level's turn, as if it had been told now
        assert len(await alerts(shop, MANAGER)) == 1
        async with shop.store.read() as uow:
            (order,) = await uow.orders.find(limit=10)
        assert (order.state, order.asked) == ("待审核", None)


async def test_a_silence_that_there_is_not_ends_nothing(database: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await placed(shop)
        await shop.says(SELLER, "0001 取消静音")
        await shop.expects(SELLER, "SO20260309-0001 现在没有提醒")
        await shop.says(SELLER, "取消静音")
        await shop.expects(SELLER, "现在没有要你处理的提醒")
        await at(shop, "2026-03-10T11:30:00")
        await shop.says(PLANNER, "0001 取消静音")
        await shop.expects(PLANNER, "SO20260309-0001 待审核已4工作小时", "负责:生产计划")
        await shop.says(PLANNER, "0001 静音2小时")
        await shop.taps(PLANNER, "取消静音")
        await shop.expects(PLANNER, "负责:生产计划")
        await shop.says(PLANNER, "0001 为什么提醒")
        await shop.expects(PLANNER, "规则“待审核”", "第1级 孙福根")
