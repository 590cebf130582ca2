"""Goods come in: who waits gets them by priority, and everybody concerned reads it once."""

from alembic import command
from sqlalchemy import select

from handlers.domain.order import Phase
from storage.migrate import config
from storage.tables import promises
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
    """The B customer first, then the A customer twice (the later wish first), then the VIP; the shortage is told."""
    await orders(shop, B_SELLER, "宁波恒立 J6P左转向节 20件,20号前到")
    await orders(shop, A_SELLER, "温州恒力 J6P左转向节 30件,25号前到")
    await orders(shop, A_SELLER, "温州恒力 J6P左转向节 26件,18号前到")
    await orders(shop, VIP_SELLER, "台州恒力 J6P左转向节 40件,28号前到")
    await shop.waits(seconds=1)  # the timer tells it; left to itself it would at any moment of the test


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
    await shop.waits(seconds=1)  # what the timer tells of it changes the card that is there
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


IN_OTHER_WORDS = (  # how it is said, and what is booked of which product
    ("ZXJ-J6PR到了301", "ZXJ-J6PR", 301),
    ("J6P右转向节到了30件", "ZXJ-J6PR", 30),
    ("到了一批货,ZXJ-J6PR 20件", "ZXJ-J6PR", 20),
    ("ZXJ-J6PR到货50", "ZXJ-J6PR", 50),
    ("收到ZXJ-J6PR 51件", "ZXJ-J6PR", 51),
    ("今天J6P右转向节到货31件", "ZXJ-J6PR", 31),
    ("刚入库了 ZXJ-J6PR 52", "ZXJ-J6PR", 52),
    ("到货 ZXJ-J6PR x 7", "ZXJ-J6PR", 7),
    ("153前桥加厚刹车皮入库了6箱", "SCP-153Q-J", 24),
)
NO_ARRIVAL = (
    "ZXJ-J6PR明天到300",
    "ZXJ-J6PR还没到货300",
    "J6P右转向节明天到货30件",
    "恒力的样品收到了2件",
    "0001到了300件",
    "转向节到了30件",
    "到货 ZXJ-J6PX 300",
    "到货 ZXJ-J6PR 5 ZXJ-J6PL 5",
    "ZXJ-J6PR到了300桶",
    "ZXJ-J6PR到了30件吗",
)


async def test_an_arrival_in_other_words_is_booked_and_what_is_none_is_not(shop: Shop) -> None:
    for text, sku, qty in IN_OTHER_WORDS:
        held = (await levels(shop))[sku]
        await shop.says(KEEPER, text)
        await shop.expects(KEEPER, "到货已入账", f"{sku} ")
        assert (await levels(shop))[sku] - held == qty, text
    before = await levels(shop)
    for text in NO_ARRIVAL:
        await shop.says(KEEPER, text)
        assert "入账 " not in (await shop.last(KEEPER)).text, text
    await shop.says(A_SELLER, "ZXJ-J6PR到了303")
    await shop.expects(A_SELLER, "库存的事由仓库、采购或主管来办")
    await shop.says(CUSTOMER, "J6P右转向节收到了30件")
    assert await levels(shop) == before


async def levels(shop: Shop) -> dict[str, int]:
    async with shop.store.read() as uow:
        found = await uow.stock.levels(["ZXJ-J6PR", "SCP-153Q-J", SKU])
        return {sku: int(level.on_hand) for sku, level in found.items()}


async def test_the_same_arrival_said_twice_is_booked_once_unless_it_is_another(shop: Shop) -> None:
    await shop.says(KEEPER, f"到货 {SKU} 96")
    await shop.says("杨春花", f"{SKU}到了96件")
    await shop.expects("杨春花", "09:12 已记过到货 96件", "没有再记", f"到货 {SKU} 96 第二批")
    assert (await levels(shop))[SKU] == 100
    await shop.says("杨春花", f"到货 {SKU} 96 第二批")
    await shop.expects("杨春花", "到货已入账")
    await shop.says(KEEPER, f"{SKU}又到了96件")
    assert (await levels(shop))[SKU] == 292
    await shop.waits(days=1)
    await shop.says(KEEPER, f"到货 {SKU} 96")
    await shop.expects(KEEPER, "到货已入账")


async def test_who_holds_a_product_is_asked_in_any_order_of_words(shop: Shop) -> None:
    await orders(shop, VIP_SELLER, "台州恒力 J6L右转向节 20件,20号前到")
    for text in (
        "ZXJ-J6LR 被谁占了",
        "J6L右转向节谁占着",
        "J6L右转向节被哪些单占用了?",
        "谁占用了 ZXJ-J6LR",
        "谁占着J6L右转向节",
    ):
        await shop.says(KEEPER, text)
        await shop.expects(KEEPER, "SO20260310-0001 台州恒力汽车配件有限公司 占20件")
    await shop.says(CUSTOMER, "J6L右转向节被谁占了")
    assert "SO20260310-0001" not in (await shop.last(CUSTOMER)).text
    await shop.says(KEEPER, "会议室被谁占了")
    await shop.expects(KEEPER, "没认出是哪样货")


async def test_who_waited_before_an_upgrade_keeps_his_turn(shop: Shop) -> None:
    await three_wait(shop)
    async with shop.store.write() as uow:  # as a program of before turns were kept left it
        await uow.connection.run_sync(lambda connection: command.downgrade(config(connection), "0027"))
        await uow.commit()
    await shop.store.upgrade()
    async with shop.store.read() as uow:
        turns = (await uow.connection.execute(select(promises.c.since))).scalars().all()
    assert len(turns) == 4
    assert None not in turns
    await shop.says(KEEPER, f"到货 {SKU} 96")
    await shop.expects(KEEPER, "到货已入账")
    assert await holders(shop) == {"0004": 40, "0003": 26, "0002": 14}
