"""What is said of an order that is cancelled, of goods that are not there, and of an order's invoice."""

import pytest

from tests.e2e.test_flows import BUYER, DRIVER, FINANCE, KEEPER, NUMBER, PLANNER, SELLER
from tests.shop import Shop

OVER = (NUMBER, "现在是“已取消”", "重新下单")


async def ordered(shop: Shop, qty: int = 6) -> None:
    await shop.says(SELLER, f"台州恒力 J6P左转向节 {qty}件,15号前到")
    await shop.says(SELLER, "确认")
    await shop.expects(SELLER, NUMBER)


async def picked(shop: Shop) -> list[int]:
    """How much lies in the box, line by line."""
    async with shop.store.read() as uow:
        (order,) = await uow.orders.by_tail("0001")
        return [int(line.picked) for line in order.lines]


@pytest.mark.parametrize(
    ("who", "text"),
    [
        (KEEPER, "0001 出库"),
        (KEEPER, "0001 拣完"),
        (KEEPER, "0001 已打单"),
        (PLANNER, "0001 已排产"),
        (PLANNER, "0001 已质检"),
        (DRIVER, "0001 签收 王强"),
        (SELLER, "0001 开票"),
        (FINANCE, "0001 已付 500"),
    ],
)
async def test_who_works_on_a_cancelled_order_hears_that_it_is_cancelled(shop: Shop, who: str, text: str) -> None:
    await ordered(shop)
    await shop.says(SELLER, "取消 0001")
    await shop.says(SELLER, "客户不要了")
    await shop.says(who, text)
    await shop.expects(who, *OVER)


async def test_no_more_is_picked_than_the_books_have_for_the_order(shop: Shop) -> None:
    await ordered(shop)
    await shop.says(KEEPER, "0001 拣完")
    await shop.expects(KEEPER, "只占到0件", "还缺6件", "到货 ZXJ-J6PL", "盘点 ZXJ-J6PL")
    assert await picked(shop) == [0]
    await shop.says(KEEPER, "盘点 ZXJ-J6PL 23")  # 20 of them are safety stock
    await shop.waits(seconds=2)
    await shop.says(KEEPER, "0001 拣完")
    await shop.expects(KEEPER, "只占到3件", "还缺3件")
    await shop.says(KEEPER, "0001 已拣 3")
    await shop.expects(KEEPER, "已拣", "3件")
    await shop.says(KEEPER, "到货 ZXJ-J6PL 3")
    await shop.says(KEEPER, "0001 拣完")
    await shop.expects(KEEPER, "已拣", "6件")
    assert await picked(shop) == [6]


async def test_a_salesperson_asks_finance_for_an_invoice_and_hears_when_it_is_made(shop: Shop) -> None:
    await ordered(shop)
    await shop.says(SELLER, "0001 开票")
    await shop.expects(SELLER, "已登记开票", NUMBER, "财务")
    await shop.expects(FINANCE, "开票申请", SELLER, NUMBER, f"会原样发给{SELLER}")
    await shop.says(SELLER, "0001 已开票")
    await shop.expects(SELLER, "由财务来说", "0001 开票")
    await shop.says(FINANCE, "0001 已开票")
    await shop.expects(SELLER, "开票申请", "有结果了:已开票")
    await shop.says(SELLER, "0001 修改记录")
    await shop.expects(SELLER, "已开票")


async def test_finance_writes_an_invoice_down_that_nobody_asked_for(shop: Shop) -> None:
    await ordered(shop)
    await shop.says(FINANCE, "0001 开票")
    await shop.expects(FINANCE, NUMBER, "已开票")
    await shop.says(BUYER, "0001 开票")  # the customer's wish is taken as ever
    await shop.expects(BUYER, "已登记开票", NUMBER)


async def test_a_number_that_two_orders_end_with_is_asked_for_in_full(shop: Shop) -> None:
    await ordered(shop)
    await shop.waits(days=1)
    await shop.says(SELLER, "台州恒力 J6L左转向节 5件,20号前到")
    await shop.says(SELLER, "确认")
    await shop.says(KEEPER, "0001 拣完")
    await shop.expects(KEEPER, "尾号 0001 有2张单", "请写全单号", "拣完")
    await shop.says(KEEPER, "SO20260311-0001 拣完")
    await shop.expects(KEEPER, "已拣", "5件")
