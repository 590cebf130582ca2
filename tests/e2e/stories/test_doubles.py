"""Story U13: the same goods ordered twice."""

import pytest

from handlers.domain.order import Phase
from tests.e2e.stories.conftest import CHEN, LIN, WANG
from tests.shop import Shop


async def test_u13_the_salesperson_is_asked_about_a_double_and_the_customer_hears_where_the_goods_are(
    shop: Shop,
) -> None:
    await shop.says(CHEN, "博泰发300件转向节左,3月14日到")
    await shop.says(CHEN, "确认")
    await shop.says(WANG, "转向节左 300个 14号前到")
    asked = await shop.expects(CHEN, "疑似重复下单", "SO20260310-0001:陈锋", "发来的人:王丽")
    await shop.taps(CHEN, "是同一单", card=asked)
    await shop.expects(CHEN, "已并入 SO20260310-0001")
    await shop.expects(WANG, "您要的货已经在 SO20260310-0001 里,3月14日(周六)到,不用重复下单")
    async with shop.store.read() as uow:
        assert len(await uow.orders.find(customers=["C01"], limit=10)) == 1
    await shop.says(WANG, "转向节左 300个 14号前到")
    await shop.says(CHEN, "是同一单")
    await shop.expects(WANG, "不用重复下单")


async def test_u13_a_new_order_is_placed_by_the_salesperson_s_press_or_word(shop: Shop) -> None:
    await shop.says(CHEN, "博泰发300件转向节左,3月14日到")
    await shop.says(CHEN, "确认")
    await shop.says(WANG, "转向节左 300个 14号前到")
    asked = await shop.expects(CHEN, "疑似重复下单")
    assert list(asked.buttons) == ["是同一单", "是新单", "问客户"]
    await shop.taps(CHEN, "是新单", card=asked)
    await shop.expects(CHEN, "SO20260310-0002 已建")
    await shop.expects(WANG, "您的订单 SO20260310-0002 已确认")
    assert not any("是新单,下单" in one.buttons for one in await shop.sees(WANG))  # nothing left to press twice
    await shop.says(WANG, "控制臂 24件 下周三到")
    await shop.says(WANG, "1")
    await shop.says(WANG, "控制臂 24件 下周三到")
    await shop.says(CHEN, "是新单")
    await shop.expects(CHEN, "SO20260310-0004 已建")
    async with shop.store.read() as uow:
        found = await uow.orders.find(customers=["C01"], phases=(Phase.OPEN,), limit=10)
    assert sorted((one.number or "")[-4:] for one in found) == ["0001", "0002", "0003", "0004"]


@pytest.mark.parametrize("says", ["是同一单", "是新单"])
async def test_u13_the_customer_is_asked_which_it_is_and_the_salesperson_hears_the_answer(
    shop: Shop, says: str
) -> None:
    await shop.says(CHEN, "博泰发300件转向节左,3月14日到")
    await shop.says(CHEN, "确认")
    await shop.says(WANG, "转向节左 300个 14号前到")
    await shop.taps(CHEN, "问客户")
    mine = await shop.expects(CHEN, "已问客户", "SO20260310-0001:陈锋")
    assert list(mine.buttons) == ["是同一单", "是新单"]
    asked = await shop.expects(WANG, "和您的订单 SO20260310-0001 是同一单吗?", "3月14日(周六)前到", "转向节(左) 300件")
    assert list(asked.buttons) == ["是同一单", "是新单,下单"]
    assert "陈锋" not in asked.text
    await shop.says(WANG, says)
    if says == "是同一单":
        await shop.expects(WANG, "已并入 SO20260310-0001")
        await shop.expects(CHEN, "已并入 SO20260310-0001", "没有另开新单")
    else:
        await shop.expects(WANG, "SO20260310-0002 下单成功")
        await shop.expects(CHEN, "新订单 SO20260310-0002")
    assert not any("问客户" in one.buttons or "是新单" in one.buttons for one in await shop.sees(CHEN))


async def test_u13_nobody_else_decides_of_a_double(shop: Shop) -> None:
    await shop.says(CHEN, "博泰发300件转向节左,3月14日到")
    await shop.says(CHEN, "确认")
    await shop.says(WANG, "转向节左 300个 14号前到")
    asked = await shop.expects(CHEN, "疑似重复下单")
    seen = len(await shop.sees(WANG))
    body = {"user": "lin", "chat": "d-lin", "client_id": "x1", "action": asked.buttons["问客户"], "entry": asked.id}
    await shop.posts("/console/tap", body)
    await shop.settles()
    assert len(await shop.sees(WANG)) == seen
    await shop.says(LIN, "问客户")
    await shop.says(WANG, "问客户")
    assert not any("是同一单吗" in one.text for one in await shop.sees(WANG))
