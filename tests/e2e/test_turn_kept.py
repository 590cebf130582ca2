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
