"""What is only spoken of does not happen: 还没出库, 明天出库, 别改成60件, 客户没说要取消."""

from decimal import Decimal

from sqlalchemy import select

from handlers.domain.order import Order, OrderId
from storage import tables as t
from tests.e2e.stories.conftest import CARRIER, CHEN, SUN, WANG, WU, ZHOU
from tests.shop import Shop


async def order(shop: Shop) -> Order:
    async with shop.store.read() as uow:
        return await uow.orders.get(OrderId(1))


async def placed(shop: Shop) -> None:
    await shop.says(CHEN, "博泰 控制臂 24件 3月20日到")
    await shop.says(CHEN, "确认")


async def stays(shop: Shop, who: str, state: str, *said: str) -> None:
    """None of these moves the order, and each is answered with how it stands, to the speaker alone."""
    told = len(await shop.sees(WANG))
    for words in said:
        await shop.says(who, words)
        assert (await order(shop)).state == state, words
        await shop.expects(who, f"SO20260310-0001 {state}")
    assert len(await shop.sees(WANG)) == told


async def test_a_step_that_is_denied_planned_or_asked_for_is_not_taken(both: Shop) -> None:
    await placed(both)
    planned = ("0001 还没排产", "0001 先别排产", "0001 明天排产", "0001 不能排产", "0001 准备排产", "0001 排产了没有")
    await stays(both, SUN, "待审核", *planned)
    await both.says(SUN, "0001 不用等,已排产")
    assert (await order(both)).state == "已排产"
    for words in ("0001 没收到款", "0001 未付款", "0001 款还没到"):
        await both.says(WU, words)
    async with both.store.read() as uow:
        assert await uow.payments.of(OrderId(1)) == []
    await stays(both, ZHOU, "已排产", "0001 还没出库", "0001 明天出库", "0001 没货出库", "0001 出库单发我")
    async with both.store.read() as uow:
        assert list(await uow.connection.execute(select(t.stock_moves))) == []
    await both.says(ZHOU, "0001 刚出库,没有单号")
    assert (await order(both)).state == "已出库"
    await stays(both, CARRIER, "已出库", "0001 还没签收", "0001 客户说不签收", "0001 签收不了")
    await both.says(CARRIER, "0001 签收 客户不在,门卫代签")
    assert (await order(both)).state == "已签收"


async def test_a_change_that_is_not_wanted_or_only_wondered_about_is_not_made(both: Shop) -> None:
    await placed(both)
    told = len(await both.sees(WANG))
    for words in ("0001 别改成60件", "0001 不改成36件了", "0001 没改成96件吧", "0001 不能改到3月26日"):
        await both.says(CHEN, words)
        await both.expects(CHEN, "保持原样")
    for words in ("0001 如果改成84件多少钱", "0001 谁改成24件的"):
        await both.says(CHEN, words)
    now = await order(both)
    assert (now.lines[0].base_qty, str(now.due), now.address) == (Decimal(24), "2026-03-20", None)
    assert len(await both.sees(WANG)) == told
    await both.says(CHEN, "0001 能不能改成36件")  # this is a wish
    assert (await order(both)).lines[0].base_qty == 36


async def test_an_order_that_nobody_ends_goes_on(both: Shop) -> None:
    await placed(both)
    for words in ("0001 没有取消", "0001 客户没说要取消", "0001 怎么取消", "0001 付5000行不行", "0001 别取消"):
        await both.says(CHEN, words)
        assert (await order(both)).state == "待审核", words
    await both.says(CHEN, "0001 怎么取消")
    await both.expects(CHEN, "要取消哪一张?")
    await both.says(CHEN, "0001 客户不要了,取消吧")
    assert (await order(both)).state == "已取消"


async def test_a_command_with_a_doubt_in_it_is_not_carried_out(both: Shop) -> None:
    await placed(both)
    for words in ("撤销不了吗", "不要撤销", "怎么撤销"):
        await both.says(CHEN, words)
        assert (await order(both)).state == "待审核", words
    told = len(await both.sees("何采"))
    for words in ("到货 LT-07 三百", "到货 LT-07 300套,其中20套破损", "盘点 LT-07 不对"):
        await both.says(ZHOU, words)
        await both.expects(ZHOU, "没有入账", "到货 LT-07 300")
    assert len(await both.sees("何采")) == told  # it is no shortage
    await both.says("郑总", "停售 LT-07 吗")
    async with both.store.read() as uow:
        assert await uow.stops.of(["LT-07"]) == {}
        assert list(await uow.connection.execute(select(t.stock_moves))) == []
    await both.says(CHEN, "撤销")
    await both.expects(CHEN, "已撤销")


async def test_so_many_fewer_are_taken_off_what_a_line_has(both: Shop) -> None:
    await both.says(CHEN, "博泰 控制臂 240件,转向节左 10件 4月20日到")
    await both.says(CHEN, "确认")
    for words, left in (
        ("控制臂减48件", 192),
        ("控制臂少发12件", 180),
        ("控制臂减2箱", 156),
        ("控制臂减少到100件", 100),
        ("控制臂至少120件", 120),
        ("控制臂多要24件", 144),
    ):
        await both.says(CHEN, f"0001 {words}")
        assert (await order(both)).lines[0].base_qty == left, words
    for words, answered in (("控制臂减5000件", "数量要大于零"), ("控制臂减掉一半", "没看懂要改哪里")):
        await both.says(CHEN, f"0001 {words}")
        await both.expects(CHEN, answered)
    assert [line.base_qty for line in (await order(both)).lines] == [144, 10]
