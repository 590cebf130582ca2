"""Goods that come back, through the front door, on both databases: asked, decided, received, owed no longer."""

from tests.e2e.test_money import (
    BOSS,
    BUYER,
    FINANCE,
    KEEPER,
    NUMBER,
    PLANNER,
    SELLER,
    STOCK_GROUP,
    money_shop,
    ordered,
    the_order,
)
from tests.shop import Shop


async def delivered(shop: Shop) -> None:
    """Ten pieces, signed for by the customer on Tuesday at 09:12."""
    await ordered(shop)
    for who, text in ((PLANNER, "0001 已排产"), (KEEPER, "0001 已备料"), (KEEPER, "0001 出库"), (BUYER, "0001 收到了")):
        await shop.says(who, text)
    assert (await the_order(shop)).state == "已签收"


async def on_hand(shop: Shop, sku: str) -> int:
    async with shop.store.read() as uow:
        return int((await uow.stock.levels([sku]))[sku].on_hand)


async def test_a_return_is_asked_decided_received_and_owed_no_longer(url: str) -> None:
    async with money_shop(url) as shop:
        await ordered(shop)
        await shop.says(BUYER, "0001 有3件想退")
        await shop.expects(BUYER, "还没签收", "从签收那一刻起算")
        for who, text in (
            (PLANNER, "0001 已排产"),
            (KEEPER, "0001 已备料"),
            (KEEPER, "0001 出库"),
            (BUYER, "0001 收到了"),
        ):
            await shop.says(who, text)
        before = await on_hand(shop, "ZXJ-J6PL")
        await shop.waits(days=7)
        await shop.says(BUYER, "0001 有3件想退")  # the last second of the window
        await shop.expects(BUYER, NUMBER, "退货申请已登记", "3月10日 09:12签收,退货期到今天 09:12")
        await shop.says(BUYER, "0001 退8件")
        await shop.expects(BUYER, "最多还能退7件")
        await shop.expects(BOSS, NUMBER, "等你批准(退货)", "3件", "09:12签收")
        await shop.says(KEEPER, "收到退货 0001")
        await shop.expects(KEEPER, "没有批准过的退货")
        await shop.taps(BOSS, "通过")
        await shop.expects(BUYER, "可以退货")
        await shop.expects(KEEPER, "有退货要收", "3件", group=STOCK_GROUP)
        assert await on_hand(shop, "ZXJ-J6PL") == before
        await shop.says(KEEPER, "收到退货 0001")
        await shop.expects(KEEPER, "退货已入库", "3件")
        assert await on_hand(shop, "ZXJ-J6PL") == before + 3
        await shop.says(KEEPER, "收到退货 0001")
        assert await on_hand(shop, "ZXJ-J6PL") == before + 3  # once
        await shop.says(FINANCE, "0001 收款")
        await shop.expects(FINANCE, "应收:5,687.50 元(已扣退货2,437.50)")


async def test_after_the_window_only_a_fault_is_taken_back_and_the_sign_off_is_cited(url: str) -> None:
    async with money_shop(url) as shop:
        await delivered(shop)
        await shop.waits(days=7, seconds=1)
        await shop.says(BUYER, "0001 有3件想退")
        await shop.expects(BUYER, "3月10日 09:12签收", "7天无理由退货到今天 09:12", "质量问题")
        assert "找陈海波" in (await shop.last(BUYER)).buttons
        async with shop.store.read() as uow:
            assert await uow.returns.of((await the_order(shop)).id) == []
        await shop.taps(BUYER, "质量问题")
        await shop.expects(BUYER, "退货申请已登记", "3件", "质量问题")
        await shop.says(BOSS, "驳回 0001 照片看不出问题")
        await shop.expects(BUYER, "退货没有同意", "照片看不出问题")
        await shop.says(SELLER, "0001 质量问题 2件 开裂")
        await shop.expects(SELLER, "退货申请已登记", "2件")


async def test_all_of_a_retail_order_back_ends_it(url: str) -> None:
    async with money_shop(url, "retail") as shop:
        await ordered(shop)
        await shop.says(FINANCE, "0001 款到了")
        for who, text in ((KEEPER, "0001 备货"), (KEEPER, "0001 发货 顺丰SF1234567890"), (BUYER, "0001 收到了")):
            await shop.says(who, text)
        await shop.says(BUYER, "0001 退货")
        await shop.expects(BUYER, "退货申请已登记", "10件")
        await shop.says(BOSS, "通过 0001")
        await shop.says(KEEPER, "收到退货 0001")
        assert (await the_order(shop)).state == "已退货"
        await shop.says(FINANCE, "0001 收款")
        await shop.expects(FINANCE, "应退:8,125 元")


async def test_who_names_no_order_is_shown_those_that_can_come_back(url: str) -> None:
    async with money_shop(url) as shop:
        await ordered(shop)
        await shop.says(SELLER, "昨天那批转向节客户说有3件坏了要退")
        await shop.expects(SELLER, "我没看懂")  # nothing has left the house
        for who, text in ((PLANNER, "0001 已排产"), (KEEPER, "0001 已备料"), (KEEPER, "0001 出库")):
            await shop.says(who, text)
        await shop.says(SELLER, "台州恒力 J6P左转向节 20件,20号前到")
        await shop.says(SELLER, "确认")
        await shop.says(SELLER, "昨天那批转向节客户说有3件坏了要退")
        await shop.expects(SELLER, "是哪一张", NUMBER, "退20件")
        assert "0002" not in (await shop.last(SELLER)).text
        before = len(await shop.sees(SELLER))
        await shop.says(SELLER, "车间设备坏了,客户没退货")
        assert len(await shop.sees(SELLER)) == before
        await shop.says(BUYER, "前天收到的有2件坏了,能退吗")
        await shop.expects(BUYER, "已登记退换货", NUMBER)
