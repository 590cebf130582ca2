"""Goods on their way are offered for what is short: only where a purchase covers it, with its date."""

from datetime import date
from decimal import Decimal

from sqlalchemy import insert

from handlers.domain.order import OrderId
from storage import tables as t
from tests.e2e.conftest import shop_on_each
from tests.shop import Shop

SELLER, COLLEAGUE, CUSTOMER = "陈海波", "林晓燕", "恒力-李采购"
SKU = "ZXJ-J6PL"  # 4 there, 20 of them the safety stock: nothing to sell


shop = shop_on_each


async def on_its_way(shop: Shop, qty: int, sku: str = SKU, number: str = "PO-7") -> None:
    async with shop.store.write() as uow:
        row = {"number": number, "sku": sku, "qty": Decimal(qty), "ordered": Decimal(qty), "due": date(2026, 3, 16)}
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


async def test_a_purchase_that_covers_a_part_is_offered_for_that_part(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力 J6P左转向节 100件,20号前到")
    assert "预售" not in (await shop.last(SELLER)).text
    await shop.says(SELLER, "接受预售")
    assert await accepted(shop) == [("", None)]
    await shop.says(SELLER, "取消")
    await on_its_way(shop, 76)  # 16 of them fill the safety stock
    await shop.says(SELLER, "台州恒力 J6P左转向节 100件,20号前到")
    await shop.expects(SELLER, "在途 76件,3月16日(周一)到货,只够缺的60件:接受预售?")
    await shop.taps(SELLER, "接受预售")
    await shop.expects(SELLER, "已接受预售,3月17日(周二)到(其中只有一部分在途:60件,其余按交期)")
    assert await accepted(shop, 2) == [("PO-7", date(2026, 3, 17))]
    await shop.says(SELLER, "改成120件")
    assert await accepted(shop, 2) == [("PO-7", date(2026, 3, 17))], "the part is what it was"
    await shop.says(SELLER, "改成30件")
    assert await accepted(shop, 2) == [("", None)], "less comes of it for this order now"
    await shop.says(SELLER, "改成120件")
    await shop.taps(SELLER, "接受预售")
    await shop.says(SELLER, "确认")
    async with shop.store.read() as uow:
        order = await uow.orders.by_number("SO20260310-0001")
        assert order is not None
        assert order.lines[0].presale_qty == 60
        changes = [one for event in await uow.events.of(order.id) for one in event.changes if one.field == "presale"]
    assert changes[-1].new == "PO-7 60件 2026-03-17"


async def test_one_press_accepts_what_is_on_its_way_for_every_line(shop: Shop) -> None:
    await on_its_way(shop, 300)
    await on_its_way(shop, 45, "ZXJ-J6PR", "PO-8")
    await shop.says(SELLER, "台州恒力 J6P左转向节 100件,J6P右转向节 50件,20号前到")
    card = await shop.expects(
        SELLER, "①在途 300件,3月16日(周一)到货;②在途 45件,3月16日(周一)到货,只够缺的30件:接受预售?"
    )
    assert list(card.buttons).count("接受预售") == 1
    await shop.taps(SELLER, "接受预售")
    await shop.expects(SELLER, "已接受预售,3月17日(周二)到(其中只有一部分在途:②30件,其余按交期)")
    assert await accepted(shop) == [("PO-7", date(2026, 3, 17)), ("PO-8", date(2026, 3, 17))]


async def test_what_was_accepted_ends_where_the_amount_is_more_than_comes(shop: Shop) -> None:
    await on_its_way(shop, 136)
    await shop.says(SELLER, "台州恒力 J6P左转向节 100件,20号前到")
    await shop.taps(SELLER, "接受预售")
    await shop.says(SELLER, "改成110件")
    assert await accepted(shop) == [("PO-7", date(2026, 3, 17))]
    await shop.says(SELLER, "改成200件")
    assert await accepted(shop) == [("", None)]
    await shop.expects(SELLER, "只够缺的120件:接受预售?")
