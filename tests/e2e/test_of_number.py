"""What is said right behind an order's number changes that order: gifts for it, or where it is to go."""

import pytest

from tests.e2e.test_orders import NUMBER, SELLER, ordered
from tests.shop import Shop

PLACE = "台州市路桥区金清镇工业大道18号"


@pytest.mark.parametrize("said", ["0001 送2根J6P直拉杆", "0001 这单再送2根J6P直拉杆", f"{NUMBER} 赠2根J6P直拉杆"])
async def test_a_gift_for_an_order_is_no_new_order(shop: Shop, said: str) -> None:
    await ordered(shop)
    await shop.says(SELLER, said)
    seen = await shop.expects(SELLER, NUMBER, "增加:直拉杆总成 解放J6P 2根(赠)")
    assert "待确认订单" not in seen.title


@pytest.mark.parametrize("said", [f"0001 送到{PLACE}", f"0001 送{PLACE}", f"{NUMBER} 发到{PLACE}"])
async def test_where_an_order_is_to_go_is_an_address_and_no_receipt(shop: Shop, said: str) -> None:
    await ordered(shop)
    await shop.says(SELLER, said)
    await shop.expects(SELLER, NUMBER, "改地址要记原因")
    await shop.says(SELLER, "客户仓库搬了")
    await shop.expects(SELLER, NUMBER, "已改", "金清镇工业大道18号")


@pytest.mark.parametrize("said", ["0001 送到了", f"0001 已送到{PLACE}", f"0001 送到{PLACE}了"])
async def test_goods_that_were_brought_are_no_new_address(shop: Shop, said: str) -> None:
    await ordered(shop)
    await shop.says(SELLER, said)
    await shop.expects(SELLER, NUMBER, "不能签收")


async def test_a_gift_goes_into_the_order_named_though_a_draft_is_open(shop: Shop) -> None:
    await ordered(shop)
    await shop.says(SELLER, "台州恒力 J6P右转向节 4件,20号前到")
    await shop.says(SELLER, "0001 送2根J6P直拉杆")
    await shop.expects(SELLER, NUMBER, "增加:直拉杆总成 解放J6P 2根(赠)")
