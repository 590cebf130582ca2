"""Who does not want to be told things unasked: said as people say it, and what he is still owed. In 微信客服."""

import pytest

from tests.e2e.conftest import KfShop
from tests.e2e.test_delays import BUYER, KEEPER, PLANNER, PROMISED, SELLER, ordered, state, taps

OFF = "以后不主动打扰您;订单照常处理"


@pytest.mark.parametrize(
    ("words", "again"),
    [
        ("不要再给我发消息了", "恢复通知"),
        ("不用通知我了", "可以通知我了"),
        ("TD", "重新打开通知"),
        ("退订", "还是通知我吧"),
        ("请不要再通知我了,谢谢", "继续给我发消息"),
        ("消息太多了,别发了", "恢复提醒"),
        ("请勿打扰", "继续通知我"),
        ("以后不用通知我", "取消静音 0001"),
    ],
)
async def test_the_wish_is_understood_as_people_say_it(kf_shop: KfShop, words: str, again: str) -> None:
    await ordered(kf_shop)
    await kf_shop.says(BUYER, words)
    assert OFF in kf_shop.kf.last(BUYER)
    shown = len(kf_shop.kf.screens[BUYER])
    await kf_shop.staff_says(PLANNER, "0001 已排产")
    await kf_shop.staff_says(KEEPER, "0001 出库 顺丰SF1234567890")
    assert "已出库" in kf_shop.staff_last(KEEPER)
    assert len(kf_shop.kf.screens[BUYER]) == shown
    await kf_shop.says(BUYER, again)
    assert "会主动告诉您" in kf_shop.kf.last(BUYER)
    await kf_shop.staff_says(KEEPER, "0001 已签收")
    assert "已签收" in kf_shop.kf.last(BUYER)


@pytest.mark.parametrize("words", ["别发货了", "先不通知", "别发短信改发微信", "不用联系我", "不用发票"])
async def test_other_wishes_are_not_taken_for_it(kf_shop: KfShop, words: str) -> None:
    await ordered(kf_shop)
    await kf_shop.says(BUYER, words)
    assert OFF not in kf_shop.kf.last(BUYER)


async def test_what_he_asked_for_himself_is_answered_all_the_same(kf_shop: KfShop) -> None:
    await ordered(kf_shop)
    await kf_shop.says(BUYER, "不用通知我")
    await kf_shop.says(BUYER, "0001能不能提前到12号")
    assert "10分钟内答复您" in kf_shop.kf.last(BUYER)
    await taps(kf_shop, "同意")
    told = [bubble.reads() for bubble in kf_shop.kf.screens[BUYER] if "改期已确认" in bubble.reads()]
    assert len(told) == 1
    assert PROMISED in told[0]


async def test_an_order_that_is_no_longer_what_he_gave_is_told_by_his_salesperson(kf_shop: KfShop) -> None:
    await ordered(kf_shop)
    await kf_shop.says(BUYER, "不用通知我")
    shown = len(kf_shop.kf.screens[BUYER])
    await kf_shop.staff_says(SELLER, "0001 数量改成50")
    for words in ("请转告", "客户说过不用通知,没有发", "60件 → ", "50件"):
        assert words in kf_shop.staff_last(SELLER)
    assert "元" not in kf_shop.staff_last(SELLER)
    await kf_shop.staff_says(SELLER, "取消订单 0001 客户不要了")
    for words in ("请转告", "客户说过不用通知,没有发", f"{PROMISED} 已取消"):
        assert words in kf_shop.staff_last(SELLER)
    handed = [seen.reads() for seen in kf_shop.wecom.seen[SELLER] if "请转告" in seen.reads()]
    assert len(handed) == 2
    assert len(kf_shop.kf.screens[BUYER]) == shown
    assert await state(kf_shop) == ""
