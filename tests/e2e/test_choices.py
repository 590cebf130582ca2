"""What stands on the buttons of a question with many answers, through the front door."""

from tests.e2e.conftest import shop_on_each
from tests.shop import Shop

SELLER = "陈海波"
shop = shop_on_each


async def test_buttons_that_would_read_the_same_carry_their_number_alone(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力 刹车片 50个")
    card = await shop.expects(SELLER, "是哪一种", "1. 刹车片 东风145 后桥 标准", "2. 刹车片 东风145 后桥 加厚")
    assert [label for label in card.buttons if label.isdigit()] == [str(n) for n in range(1, 9)]
    await shop.taps(SELLER, "2")
    await shop.expects(SELLER, "刹车片 东风145 后桥 加厚", "50套")


async def test_buttons_that_can_be_told_apart_say_what_they_mean(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力 J6P转向节 300件")
    card = await shop.expects(SELLER, "可能是左或右")
    assert {"1 左", "2 右"} <= set(card.buttons)
