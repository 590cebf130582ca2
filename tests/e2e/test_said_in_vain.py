"""What cannot be taken as it was said is answered with why, never with silence."""

import pytest

from tests.shop import Shop

SELLER, KEEPER, CUSTOMER = "陈海波", "蔡国平", "恒力-李采购"


@pytest.mark.parametrize("said", ["送货地址:x", "地址 12", "地址改成300件"])
async def test_an_address_that_is_none_is_refused_with_why_and_the_draft_stays(shop: Shop, said: str) -> None:
    await shop.says(SELLER, "台州恒力 J6P左转向节 3件,25号前到")
    await shop.says(SELLER, said)
    answer = (await shop.last(SELLER)).text
    assert said in answer or "不像送货地址" in answer
    assert "订单没有改动" in answer
    assert not [card for card in await shop.sees(SELLER) if "\n地址:" in card.text]


async def test_an_address_that_is_none_beside_what_can_be_done_is_told_with_it(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力 J6P左转向节 3件,25号前到")
    await shop.says(SELLER, "改成5件,送货地址:x")
    card = await shop.expects(SELLER, "5件", "没有全看懂,请核对改了的地方")
    assert "\n地址:" not in card.text


async def test_a_field_of_a_draft_that_is_not_kept_is_not_passed_over(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力 J6P左转向节 3件,25号前到")
    await shop.says(SELLER, "收货人:张三")
    await shop.expects(SELLER, "收货人:张三", "没看懂")


async def test_a_customer_who_wants_the_digest_hears_what_he_can_ask(shop: Shop) -> None:
    await shop.says(CUSTOMER, "日报")
    await shop.expects(CUSTOMER, "内部用的", "我的货到哪了")


async def test_an_invitation_without_a_name_asks_who(shop: Shop) -> None:
    await shop.says(SELLER, "邀请")
    await shop.expects(SELLER, "要邀请谁", "邀请 客户名 姓名")
