"""A customer's whole story in 微信客服, answered by numbers: nothing is pressed, everything is typed."""

from tests.e2e.conftest import KfShop
from tests.e2e.test_requests import BUYER, FIRST, SECOND, SELLER, kf_shop, ships, taps

__all__ = ["kf_shop"]


async def says(kf_shop: KfShop, text: str) -> str:
    """He types, some time after what he read; returns what he reads then."""
    await kf_shop.shop.waits(seconds=20)
    shown = len(kf_shop.kf.screens[BUYER])
    await kf_shop.says(BUYER, text)
    assert len(kf_shop.kf.screens[BUYER]) > shown, text
    return kf_shop.kf.last(BUYER)


async def test_orders_questions_and_wishes_are_answered_by_number(kf_shop: KfShop) -> None:
    shop, kf = kf_shop.shop, kf_shop.kf
    assert "1. 转向节(左)" in await says(kf_shop, "J6P转向节 2件")
    assert "什么时候要货" in await says(kf_shop, "1")
    assert "3月18日" in await says(kf_shop, "18号前到")
    assert FIRST in await says(kf_shop, "1")
    await says(kf_shop, "J6P右转向节 2件,20号前到")
    assert SECOND in await says(kf_shop, "1")
    await ships(kf_shop)
    listed = await says(kf_shop, "我的货到哪了")
    assert "您好恒力-李采购,您有2张未完成的订单" in listed
    assert "顺丰 SF1234567890" in listed
    assert f"1. {SECOND}" in listed
    assert f"2. {FIRST}" in listed
    assert "3 找人工" in listed
    first = await says(kf_shop, "2")
    assert f"{FIRST} 已出库" in first
    assert "预计:明天(周三)到" in first
    second = await says(kf_shop, "1")  # the other one of the same list
    assert f"{SECOND} 待审核" in second
    foreign = await says(kf_shop, "鲁通那单发了吗")
    assert "只能查贵司的订单。要帮您转接业务员陈海波吗?" in foreign
    assert "回复 3" in foreign
    assert "已转人工(RQ-0001)" in await says(kf_shop, "3")
    assert "RQ-0001" in kf_shop.staff_last(SELLER)
    assert "鲁通那单发了吗" in kf_shop.staff_last(SELLER)
    await taps(kf_shop, SELLER, "已解决")
    await kf_shop.staff_says(SELLER, "已经打电话说明")
    assert "已经打电话说明" in kf.last(BUYER)
    assert "10分钟内答复您" in await says(kf_shop, "0002 能不能提前到周四")
    await taps(kf_shop, SELLER, "同意")
    assert "改期已确认" in kf.last(BUYER)
    await kf_shop.staff_says(SELLER, f"{SECOND} 到哪了")
    assert "通知客户:还能发3条,到后天 09:15" in kf_shop.staff_last(SELLER)  # his answer and the day were two of five
    await shop.waits(hours=1)
    shown = len(kf.screens[BUYER])
    for note in ("已备料", "已出库 顺丰SF99887766", "已签收"):
        await kf_shop.staff_says("u14" if note == "已排产" else "u09", f"0002 {note}")
    assert len(kf.screens[BUYER]) - shown <= 4  # with what came before: five of a round at most
    assert kf.refused == []
    await shop.waits(hours=49)
    await kf_shop.staff_says(SELLER, f"{FIRST} 到哪了")
    assert "他回话以前发不出去" in kf_shop.staff_last(SELLER)


async def test_a_list_of_one_needs_no_number_and_a_number_of_no_list_is_not_guessed(kf_shop: KfShop) -> None:
    await says(kf_shop, "J6P左转向节 2件,18号前到")
    await says(kf_shop, "1")
    told = await says(kf_shop, "我的货到哪了")
    assert f"{FIRST} 待审核" in told
    assert "找人工" not in told
    assert f"{FIRST} 待审核" in await says(kf_shop, "3")  # 3 查进度, of the newest card that has numbers
    assert "没看懂" in await says(kf_shop, "7")


async def test_every_button_has_a_number_and_a_greater_one_is_an_amount(kf_shop: KfShop) -> None:
    offered = await says(kf_shop, "J6P左转向节 6件,18号前到")
    for entry in ("1 确认下单", "2 依据", "3 取消", "也可以回复数字"):
        assert entry in offered
    assert "【J6P左转向节】" in await says(kf_shop, "2")
    assert "数量:400件" in await says(kf_shop, "400")
    assert "草稿已取消" in await says(kf_shop, "3")
    assert "没有待确认" in await says(kf_shop, "确认")


async def test_where_an_amount_is_asked_for_a_number_is_the_amount(kf_shop: KfShop) -> None:
    asked = await says(kf_shop, "J6P左转向节,18号前到")
    assert "3 取消" not in asked
    assert "数量:3件" in await says(kf_shop, "3")
