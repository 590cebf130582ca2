"""Two days in the life of the shop: a noisy group, and a customer who wants to know."""

from tests.e2e.test_orders import BUYER, NUMBER, OTHER, PLANNER, SALES_GROUP, SELLER, WAREHOUSE, ordered
from tests.shop import Shop

COLLEAGUE = "林晓燕"


async def test_a_noisy_group_is_left_alone_answered_and_protected(shop: Shop) -> None:
    await ordered(shop)
    await shop.waits(hours=24)
    await shop.says(COLLEAGUE, "收到", SALES_GROUP)
    await shop.says(COLLEAGUE, "车停3号门了", SALES_GROUP)
    assert not await shop.sees(COLLEAGUE, SALES_GROUP)
    await shop.says(COLLEAGUE, "昨天台州恒力那300件发了没", SALES_GROUP)
    answer = await shop.expects(COLLEAGUE, NUMBER, "待审核", group=SALES_GROUP)
    assert "元" not in answer.text
    assert answer.mention == ["u02"]
    await shop.says(COLLEAGUE, f"{NUMBER}改成400件", SALES_GROUP)
    assert "812" not in "".join(seen.text for seen in await shop.sees(COLLEAGUE, SALES_GROUP))
    await shop.says(SELLER, f"{NUMBER}到哪了")
    await shop.expects(SELLER, "300件")
    async with shop.store.read() as uow:
        assert len(await uow.orders.find(limit=10)) == 1


async def test_a_customer_asks_where_the_goods_are(shop: Shop) -> None:
    await ordered(shop)
    await ordered(shop, "台州恒力 J6P直拉杆 40根,17号到")
    await ordered(shop, "济南鲁通 J6P横拉杆 77根,17号到", who="周敏")
    await shop.says(PLANNER, "0001 已排产")
    await shop.says(WAREHOUSE, "0001 备料好了")
    await shop.says(WAREHOUSE, "0001 出库 顺丰SF1234567890")
    await shop.says(BUYER, "我的货到哪了")
    listed = await shop.expects(BUYER, NUMBER, "直拉杆")
    assert "横拉杆" not in listed.text
    await shop.says(BUYER, "直拉杆那单到哪了")
    await shop.expects(BUYER, "直拉杆", "待审核")
    await shop.says(BUYER, f"{NUMBER} 到哪了")
    await shop.expects(BUYER, "已出库", "SF1234567890")
    await shop.says(BUYER, "济南鲁通那单发了吗")
    answer = await shop.expects(BUYER, "只能查贵司的订单")
    assert "鲁通" not in answer.text
    await shop.says(BUYER, "鲁通那单发了吗")
    told = (await shop.last(BUYER)).text
    assert "横拉杆" not in told
    assert "77" not in told
    await shop.says(OTHER, "我的货到哪了")
    await shop.expects(OTHER, "横拉杆", "77根")
