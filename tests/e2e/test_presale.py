"""Goods on their way are offered for what is short: only where a purchase covers it, with its date."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import insert

from handlers.domain.order import OrderId
from storage import tables as t
from tests.shop import Shop

SELLER, COLLEAGUE, CUSTOMER = "陈海波", "林晓燕", "恒力-李采购"
SKU = "ZXJ-J6PL"  # 4 there, 20 of them the safety stock: nothing to sell


@pytest.fixture
async def shop(url: str) -> AsyncIterator[Shop]:
    """A running shop, on both databases."""
    async with Shop(url) as running:
        yield running


async def on_its_way(shop: Shop, qty: int) -> None:
    async with shop.store.write() as uow:
        row = {"number": "PO-7", "sku": SKU, "qty": Decimal(qty), "ordered": Decimal(qty), "due": date(2026, 3, 16)}
        await uow.connection.execute(insert(t.inbound), row)
        await uow.commit()


async def accepted(shop: Shop, number: int = 1) -> list[tuple[str, date | None]]:
    async with shop.store.read() as uow:
        order = await uow.orders.get(OrderId(number))
    return [(line.presale, line.presale_day) for line in order.lines]


async def test_a_presale_is_offered_accepted_with_one_tap_and_kept_with_the_order(shop: Shop) -> None:
    await on_its_way(shop, 300)
    await shop.says(SELLER, "台州恒力 J6P左转向节 100件,20号前到")
    card = await shop.expects(SELLER, "在途 300件,3月16日(周一)到货:接受预售?")
    assert "接受预售" in card.buttons
    await shop.taps(SELLER, "接受预售")
    card = await shop.expects(SELLER, "已接受预售,3月17日(周二)到")
    assert "接受预售" not in card.buttons
    assert await accepted(shop) == [("PO-7", date(2026, 3, 17))]
    await shop.says(SELLER, "确认")
    await shop.expects(SELLER, "SO20260310-0001")
    assert await accepted(shop) == [("PO-7", date(2026, 3, 17))]
    async with shop.store.read() as uow:
        order = await uow.orders.by_number("SO20260310-0001")
        assert order is not None
        changes = [one for event in await uow.events.of(order.id) for one in event.changes if one.field == "presale"]
        (promise,) = await uow.stock.promised(order.id)
    assert [(one.old, one.new) for one in changes] == [("", "PO-7 2026-03-17")]
    assert promise.day == date(2026, 3, 17)
    for who in (SELLER, CUSTOMER):
        await shop.says(who, "0001 修改记录")
        seen = (await shop.last(who)).text
        assert "修改记录" in seen
        assert ("PO-7" in seen) == (who == SELLER)


async def test_a_customer_reads_the_date_only_and_may_accept_in_words(shop: Shop) -> None:
    await on_its_way(shop, 300)
    await shop.says(CUSTOMER, "J6P左转向节 100件,20号前到")
    card = await shop.expects(CUSTOMER, "3月17日(周二)能到:接受预售?")
    await shop.says(CUSTOMER, "接受预售")
    await shop.expects(CUSTOMER, "已接受预售,3月17日(周二)到")
    assert await accepted(shop) == [("PO-7", date(2026, 3, 17))]
    for seen in await shop.sees(CUSTOMER):
        assert "PO-7" not in seen.text
        assert "300" not in seen.text
    assert card.buttons


async def test_without_a_purchase_that_covers_it_nothing_is_offered(shop: Shop) -> None:
    await on_its_way(shop, 60)
    await shop.says(SELLER, "台州恒力 J6P左转向节 100件,20号前到")
    assert "预售" not in (await shop.last(SELLER)).text
    await shop.says(SELLER, "接受预售")
    assert await accepted(shop) == [("", None)]


async def test_what_was_accepted_ends_where_the_amount_is_more_than_comes(shop: Shop) -> None:
    await on_its_way(shop, 120)
    await shop.says(SELLER, "台州恒力 J6P左转向节 100件,20号前到")
    await shop.taps(SELLER, "接受预售")
    await shop.says(SELLER, "改成110件")
    assert await accepted(shop) == [("PO-7", date(2026, 3, 17))]
    await shop.says(SELLER, "改成200件")
    assert await accepted(shop) == [("", None)]
    assert "预售" not in (await shop.last(SELLER)).text
