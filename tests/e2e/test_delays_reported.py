"""A delay that the workshop reports: the promise moves, and the customer hears it by the salesperson's rule, once."""

import pytest

from handlers.domain.order import Order
from tests.e2e.conftest import KfShop
from tests.e2e.test_delays import BUYER, KEEPER, PLANNER, PROMISED, SELLER, bubbles, drafted, ordered, state, taps

REPORT = "0001 要延误5天,设备故障"


async def the_order(kf_shop: KfShop) -> Order:
    async with kf_shop.shop.store.read() as uow:
        order = await uow.orders.by_number(PROMISED)
    assert order is not None
    return order


async def promised(kf_shop: KfShop) -> str:
    async with kf_shop.shop.store.read() as uow:
        (one,) = await uow.stock.promised((await the_order(kf_shop)).id)
    return str(one.day)


@pytest.mark.parametrize("who", [PLANNER, KEEPER, "u12", "u19"])
async def test_the_customer_hears_of_a_reported_delay_after_the_salespersons_minutes(kf_shop: KfShop, who: str) -> None:
    await ordered(kf_shop)
    await kf_shop.staff_says(who, REPORT)
    for words in (
        f"{PROMISED} 延误已记下",
        "明天(周三)",
        "3月16日(周一)",
        "设备故障",
        "已请陈海波告诉客户",
        "0001 不延误了",
    ):
        assert words in kf_shop.staff_last(who), (words, kf_shop.staff_last(who))
    (card,) = drafted(kf_shop)
    for words in ("原来", "3月16日", "原因", "设备故障", "现在发给客户", "改一下再发", "先不发"):
        assert words in card, (words, card)
    assert bubbles(kf_shop) == []
    await kf_shop.shop.waits(minutes=5, seconds=2)
    (told,) = bubbles(kf_shop)
    assert "原来3月11日(周三)到,现在预计3月16日(周一)到" in told
    assert "设备" not in told, "why is the company's own affair"
    await kf_shop.shop.waits(hours=2)
    assert len(bubbles(kf_shop)) == 1
    assert await state(kf_shop) == "sent"
    order = await the_order(kf_shop)
    assert (str(order.due), str(order.delayed)) == ("2026-03-15", "2026-03-16"), "what is wanted is wanted still"
    await kf_shop.says(BUYER, "我的货到哪了")
    assert "3月16日" in kf_shop.kf.last(BUYER), kf_shop.kf.last(BUYER)


async def test_the_salesperson_holds_it(kf_shop: KfShop) -> None:
    await ordered(kf_shop)
    await kf_shop.staff_says(PLANNER, REPORT)
    await taps(kf_shop, "先不发")
    await kf_shop.shop.waits(minutes=10)
    assert bubbles(kf_shop) == []
    assert await state(kf_shop) == "held"


async def test_the_delay_outlives_counts_and_arrivals_until_it_is_taken_back(kf_shop: KfShop) -> None:
    await ordered(kf_shop)
    await kf_shop.staff_says(PLANNER, REPORT)
    await kf_shop.staff_says(KEEPER, "到货 ZXJ-J6PL 60")
    await kf_shop.staff_says(KEEPER, "盘点 ZXJ-J6PL 100")
    await kf_shop.shop.waits(seconds=1)
    assert await promised(kf_shop) == "2026-03-16"
    await kf_shop.staff_says(PLANNER, "0001 不延误了")
    assert f"{PROMISED} 不延误了" in kf_shop.staff_last(PLANNER), kf_shop.staff_last(PLANNER)
    assert await promised(kf_shop) == "2026-03-11"
    assert "交期又赶上了,不用告诉客户" in drafted(kf_shop)[-1]
    await kf_shop.shop.waits(minutes=10)
    assert bubbles(kf_shop) == []
    assert await state(kf_shop) == "over"
    await kf_shop.staff_says(PLANNER, "0001 不延误了")
    assert "延误" not in kf_shop.staff_last(PLANNER), kf_shop.staff_last(PLANNER)


async def test_a_second_delay_before_the_first_was_told_is_told_once_with_the_last_day(kf_shop: KfShop) -> None:
    await ordered(kf_shop)
    await kf_shop.staff_says(PLANNER, REPORT)
    await kf_shop.shop.waits(minutes=2)
    await kf_shop.staff_says(PLANNER, "0001 还要晚两天,模具也坏了")
    await kf_shop.shop.waits(minutes=10)
    (told,) = bubbles(kf_shop)
    assert "原来3月11日(周三)到,现在预计3月18日(周三)到" in told


async def test_what_is_in_time_all_the_same_is_no_news_for_the_customer(kf_shop: KfShop) -> None:
    await ordered(kf_shop)
    await kf_shop.staff_says(PLANNER, "0001 要延误1天,设备故障")
    assert "还赶得上客户要的日子,不用告诉客户" in kf_shop.staff_last(PLANNER), kf_shop.staff_last(PLANNER)
    said = kf_shop.staff_last(SELLER)
    for words in ("设备故障(孙福根)", "明天(周三)", "后天(周四),"):
        assert words in said, (words, said)
    assert "转发给客户" not in said, "for the customer nothing is different"
    await kf_shop.shop.waits(minutes=10)
    assert bubbles(kf_shop) == []
    assert await promised(kf_shop) == "2026-03-12"


async def test_of_the_customer_and_of_other_salespeople_it_is_no_report(kf_shop: KfShop) -> None:
    await ordered(kf_shop)
    await kf_shop.says(BUYER, REPORT)
    await kf_shop.staff_says("u02", REPORT)
    assert (await the_order(kf_shop)).delayed is None
    assert await promised(kf_shop) == "2026-03-11"
