"""为什么提醒我: of what goes on, of what is over, after it was handed over, and asked by a customer."""

import pytest

from bot.clock import SetClock
from tests.e2e.conftest import KfShop
from tests.e2e.test_deadlines import MANAGER, MONDAY, PLANNER, SELLER, at, placed, settings
from tests.e2e.test_delays import BUYER, PROMISED, ordered
from tests.e2e.test_delays import KEEPER as STOCK
from tests.shop import Shop


@pytest.mark.parametrize(
    "words",
    [
        "为什么提醒我",
        "为啥总提醒我",
        "怎么又提醒我",
        "为什么找我啊?",
        "为什么要给我发这个?",
        "凭什么催我",
        "0001 为什么提醒我",
    ],
)
async def test_it_is_answered_as_people_ask_it_while_it_goes_on_and_when_it_is_over(database: str, words: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        await shop.says(PLANNER, words)
        await shop.expects(PLANNER, "为什么提醒", "现在已4工作小时", "今天 11:30 第1级 孙福根")
        await shop.says(PLANNER, "0001 已排产")
        await shop.waits(seconds=1)
        await shop.says(PLANNER, words)
        await shop.expects(PLANNER, "为什么提醒", "历时4工作小时", "今天 11:30结束:已排产", "今天 11:30 第1级 孙福根")
        if "0001" not in words:
            await shop.says(SELLER, words)
            await shop.expects(SELLER, "最近7天没有给你发过提醒")


async def test_who_it_was_handed_to_reads_that(url: str) -> None:
    async with Shop(url, settings(url, digest_at=""), SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        await shop.says(PLANNER, f"转给@{MANAGER}")
        await shop.says(MANAGER, "为什么提醒我")
        await shop.expects(MANAGER, "今天 11:30 第1级 孙福根", "今天 11:30 第1级 张厂长(转给他)")


async def test_an_order_that_was_cancelled_or_merged_says_what_became_of_it(database: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        await shop.says(SELLER, "取消 0001 和另一单合并")
        await shop.waits(seconds=1)
        await shop.says(PLANNER, "为什么提醒我 0001")
        await shop.expects(PLANNER, "SO20260309-0001 为什么提醒", "结束:已取消")


async def test_of_several_in_the_morning_each_says_why_it_stands_there(database: str) -> None:
    async with Shop(database, settings(database, digest_at="11:40"), SetClock(MONDAY)) as shop:
        await placed(shop)
        await placed(shop, "J6P直拉杆")
        await at(shop, "2026-03-10T11:40:00")
        second = (await shop.last(MANAGER)).text.split("2. ")[1].split(" ")[0]
        for words in ("为什么 2", "为什么2排第二", "2为什么排在前面", "第2为什么排第2?"):
            await shop.says(MANAGER, words)
            await shop.expects(MANAGER, f"{second} 为什么提醒", "日报排序:")


@pytest.mark.parametrize("words", ["没结果", "不用了", "算了"])
async def test_who_wants_to_say_nothing_after_all_has_said_no_conclusion(database: str, words: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        await shop.says(PLANNER, "已解决 0001")
        await shop.expects(PLANNER, "的结论是什么")
        await shop.says(PLANNER, words)
        seen = await shop.last(PLANNER)
        assert ("🟢" in seen.title) is (words == "没结果")


@pytest.mark.parametrize("words", ["为什么给我发这个?", "为什么通知我", "怎么老给我发消息", "为啥总提醒我"])
async def test_a_customer_hears_of_which_order_he_was_told_and_how_to_be_left_alone(
    kf_shop: KfShop, words: str
) -> None:
    await kf_shop.says("u26", words)
    assert "最近没有主动给您发过消息" in kf_shop.kf.last("u26")
    await ordered(kf_shop)
    await kf_shop.shop.waits(minutes=1)
    await kf_shop.says(BUYER, words)
    assert "最近没有主动给您发过消息" in kf_shop.kf.last(BUYER)  # what he was told answers what he said
    await kf_shop.staff_says("u14", "0001 已排产")
    await kf_shop.staff_says(STOCK, "0001 出库 顺丰SF1234567890")
    await kf_shop.shop.waits(minutes=1)
    await kf_shop.says(BUYER, words)
    said = kf_shop.kf.last(BUYER)
    for part in ("今天 09:13发的是您的订单", PROMISED, "转向节(左)", "交期有变", "不想再收,回复“不用通知我”"):
        assert part in said, (part, said)
    await kf_shop.says("u26", words)  # of another customer
    assert PROMISED not in kf_shop.kf.last("u26")
