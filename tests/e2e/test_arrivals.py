"""Goods come in: who waits gets them by priority, and everybody concerned reads it once."""

from handlers.domain.order import Phase
from tests.e2e.conftest import shop_on_each
from tests.shop import Shop

KEEPER, CUSTOMER, CUSTOMERS_GROUP = "蔡国平", "恒力-李采购", "恒力-台州恒力对接群"
VIP_SELLER, A_SELLER, B_SELLER = "陈海波", "林晓燕", "王建军"  # of 台州恒力, 温州恒力, 宁波恒立
SKU = "ZXJ-J6PL"


shop = shop_on_each


async def orders(shop: Shop, seller: str, words: str) -> None:
    await shop.says(seller, words)
    await shop.says(seller, "确认")


async def three_wait(shop: Shop) -> None:
    """The B customer first, then the A customer twice (the later wish first), then the VIP."""
    await orders(shop, B_SELLER, "宁波恒立 J6P左转向节 20件,20号前到")
    await orders(shop, A_SELLER, "温州恒力 J6P左转向节 30件,25号前到")
    await orders(shop, A_SELLER, "温州恒力 J6P左转向节 26件,18号前到")
    await orders(shop, VIP_SELLER, "台州恒力 J6P左转向节 40件,28号前到")


async def holders(shop: Shop) -> dict[str, int]:
    async with shop.store.read() as uow:
        found = await uow.stock.holders(SKU)
        return {str((await uow.orders.get(hold.order_id)).number)[-4:]: int(hold.qty) for hold in found}


async def test_a_vip_is_served_first_then_the_level_then_the_day(shop: Shop) -> None:
    await three_wait(shop)
    assert await holders(shop) == {}  # what is there is below the safety stock
    before = await shop.counts()
    await shop.says(KEEPER, f"到货 {SKU} 96")
    assert await holders(shop) == {"0004": 40, "0003": 26, "0002": 14}
    told = await shop.expects(KEEPER, "到货已入账", "齐料了,可以安排 2张单", "还缺 2张单")
    rows = [row for row in told.text.splitlines() if "SO20260310-" in row]
    assert [row[row.index("SO") :][:15] for row in rows] == [f"SO20260310-000{n}" for n in (4, 3, 2, 1)]
    assert "分到14件" in rows[2]
    assert "缺16件" in rows[2]

    mine = await shop.expects(VIP_SELLER, "SO20260310-0004", "分到40件")
    assert "0003" not in mine.text
    await shop.expects(A_SELLER, "SO20260310-0002", "SO20260310-0003")
    after = await shop.counts()
    more = {chat: after[chat] - before.get(chat, 0) for chat in after}
    assert [more[chat] for chat in ("d-u09", "g05", "d-u01", "d-u02")] == [1, 1, 1, 1]  # once, and not an order each
    assert more["d-u03"] == 0  # his order got nothing, and its day is the same

    await shop.waits(minutes=1)
    await shop.says(KEEPER, f"到货 {SKU} 36")
    assert await holders(shop) == {"0004": 40, "0003": 26, "0002": 30, "0001": 20}
    await shop.expects(B_SELLER, "SO20260310-0001", "分到20件")
    async with shop.store.read() as uow:
        assert await uow.stock.waiting([SKU]) == []


async def test_nobody_reads_in_a_customer_s_group_who_else_waits(shop: Shop) -> None:
    await three_wait(shop)
    assert await shop.says(KEEPER, f"到货 {SKU} 96", group=CUSTOMERS_GROUP) == 200
    assert await shop.sees(KEEPER, CUSTOMERS_GROUP) == []
    await shop.expects(KEEPER, "到货已入账", "SO20260310-0003")


async def test_goods_that_somebody_else_says_to_have_come_are_neither_booked_nor_ordered(shop: Shop) -> None:
    before = await shop.counts()
    await shop.says(A_SELLER, f"到货 {SKU} 96")
    await shop.expects(A_SELLER, "库存的事由仓库、采购或主管来办")
    await shop.says(CUSTOMER, f"收货 {SKU} 30")
    await shop.expects(CUSTOMER, "到货和盘点由我们的仓库登记", "要下单")
    async with shop.store.read() as uow:
        assert not await uow.orders.find(phases=tuple(Phase), limit=10)
        assert (await uow.stock.levels([SKU]))[SKU].on_hand == 4
    assert sum((await shop.counts()).values()) == sum(before.values()) + 2


async def test_a_command_with_the_signs_of_a_chinese_keyboard_is_served(shop: Shop) -> None:
    await shop.says(KEEPER, f"到货\uff1a{SKU} 96\uff01")
    await shop.expects(KEEPER, "到货已入账", "96")
