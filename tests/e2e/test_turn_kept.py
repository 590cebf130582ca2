"""What an order was promised of a delivery stays promised, whoever orders after it; for more it comes last."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import insert

from handlers.domain.promise import whole
from storage import tables as t
from tests.e2e.test_orders import SELLER, WAREHOUSE, ordered
from tests.shop import Shop

SKU, LATER, OTHER = "ZXJ-J6LL", "林晓燕", "温州恒力 J6L左转向节 50件,30号前到"


@pytest.fixture(name="shop")
def _shop(quiet_on_each: Shop) -> Shop:
    return quiet_on_each


async def coming(shop: Shop, *deliveries: tuple[str, int, date]) -> None:
    async with shop.store.write() as uow:
        rows = [
            {"number": number, "sku": SKU, "qty": Decimal(qty), "ordered": Decimal(qty), "due": due}
            for number, qty, due in deliveries
        ]
        await uow.connection.execute(insert(t.inbound), rows)
        await uow.commit()


async def days(shop: Shop, *numbers: str) -> list[date | None]:
    found: list[date | None] = []
    async with shop.store.read() as uow:
        for number in numbers:
            (order,) = await uow.orders.by_tail(number)
            found.append(whole(await uow.stock.promised(order.id)))
    return found


async def test_who_orders_later_takes_nothing_of_a_delivery(shop: Shop) -> None:
    await coming(shop, ("PO1", 100, date(2026, 3, 12)))
    await ordered(shop, "台州恒力 J6L左转向节 133件,30号前到")
    await ordered(shop, OTHER, LATER)
    assert await days(shop, "0001", "0002") == [date(2026, 3, 13), date(2026, 3, 31)]
    told = len(await shop.sees(SELLER))
    await shop.says(WAREHOUSE, f"盘点 {SKU} 34")
    await shop.waits(minutes=1)
    assert await days(shop, "0001", "0002") == [date(2026, 3, 13), date(2026, 3, 31)]
    assert len(await shop.sees(SELLER)) == told, "no delay where there is none"
    await shop.says(SELLER, "0001 备注 送货前打电话")
    await shop.says(SELLER, "0001 改成120件")
    assert await days(shop, "0001") == [date(2026, 3, 13)]


async def test_more_than_was_promised_comes_behind_the_others(shop: Shop) -> None:
    await coming(shop, ("PO1", 100, date(2026, 3, 12)))
    await ordered(shop, "台州恒力 J6L左转向节 83件,30号前到")
    await ordered(shop, OTHER, LATER)
    assert await days(shop, "0001", "0002") == [date(2026, 3, 13), date(2026, 3, 13)]
    await shop.says(SELLER, "0001 改成133件")
    assert await days(shop, "0001", "0002") == [date(2026, 3, 31), date(2026, 3, 13)]
    await shop.waits(minutes=1)
    assert await days(shop, "0002") == [date(2026, 3, 13)]


async def test_what_is_given_back_goes_to_who_waits_next(shop: Shop) -> None:
    await coming(shop, ("PO1", 100, date(2026, 3, 12)))
    await ordered(shop, "台州恒力 J6L左转向节 133件,30号前到")
    await ordered(shop, OTHER, LATER)
    await ordered(shop, "宁波恒立 J6L左转向节 60件,30号前到", "王建军")
    assert await days(shop, "0002", "0003") == [date(2026, 3, 31), date(2026, 3, 31)]
    await shop.says(SELLER, "取消 0001 客户不要了")
    await shop.waits(minutes=1)
    async with shop.store.read() as uow:
        (order,) = await uow.orders.by_tail("0002")
        assert [p.short for p in await uow.stock.promised(order.id)] == [17]
    assert await days(shop, "0002", "0003") == [date(2026, 3, 13), date(2026, 3, 13)]


async def short_of(shop: Shop, *numbers: str) -> list[int]:
    """How much lacks of these orders."""
    found: list[int] = []
    async with shop.store.read() as uow:
        for number in numbers:
            (order,) = await uow.orders.by_tail(number)
            found.append(int(sum(p.short for p in await uow.stock.promised(order.id))))
    return found


async def test_who_is_approved_late_comes_behind_what_was_promised_meanwhile(shop: Shop) -> None:
    """A VIP's order waits for an approval while another one is promised the delivery."""
    await coming(shop, ("PO1", 100, date(2026, 3, 12)), ("PO2", 100, date(2026, 3, 19)))
    await shop.says(SELLER, "台州恒力 J6L左转向节 83件 600元,16号前到")  # below what may be given without the boss
    await shop.taps(SELLER, "提交审批")
    await ordered(shop, OTHER.replace("50件", "83件"), LATER)
    await shop.waits(minutes=20)  # the draft's hold is over
    await shop.says("张厂长", "批准 0001 老客户")
    first = [date(2026, 3, 20), date(2026, 3, 13)]
    assert await days(shop, "0001", "0002") == first
    await shop.expects(SELLER, "0001", "已批准", "3月20日")
    told = len(await shop.sees(LATER))
    await shop.says(WAREHOUSE, f"盘点 {SKU} 34")
    await shop.says(WAREHOUSE, f"盘点 {SKU} 33")
    await shop.waits(minutes=1)
    assert await days(shop, "0001", "0002") == first
    await shop.says(WAREHOUSE, f"到货 {SKU} 83")
    assert await short_of(shop, "0001", "0002") == [83 - 33, 0]
    assert len([one for one in (await shop.sees(LATER))[told:] if "推迟" in one.text]) == 0


async def test_what_fills_the_safety_stock_is_promised_to_nobody(shop: Shop) -> None:
    sku = "ZXJ-J6PL"  # 4 are there, of which 20 are kept
    async with shop.store.write() as uow:
        row = {"number": "PO1", "sku": sku, "qty": Decimal(40), "ordered": Decimal(40), "due": date(2026, 3, 12)}
        await uow.connection.execute(insert(t.inbound), row)
        await uow.commit()
    await ordered(shop, "温州恒力 J6P左转向节 24件,30号前到", LATER)
    assert await days(shop, "0001") == [date(2026, 3, 13)]
    await ordered(shop, "宁波恒立 J6P左转向节 1件,30号前到", "王建军")
    assert await days(shop, "0002") != [date(2026, 3, 13)]
    await shop.says(WAREHOUSE, f"到货 {sku} 40")
    assert await short_of(shop, "0001", "0002") == [0, 1]
