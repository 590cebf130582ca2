"""What nobody can mean, what is said twice, what has changed meanwhile: refused with words, and nothing is booked."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from handlers.domain.order import OrderId, Phase
from storage import tables as t
from storage.importing import import_world
from storage.worlds import World
from tests.conftest import Postgres
from tests.e2e.stories.conftest import CARRIER, CHEN, LIN, SERVICE, SUN, WANG, WU, ZHENG, ZHOU, story_over
from tests.shop import Shop

NUMBER = "SO20260310-0001"


async def placed(shop: Shop, text: str = "博泰 控制臂 24件 3月20日到") -> None:
    await shop.says(CHEN, text)
    await shop.says(CHEN, "确认")


async def paid(shop: Shop) -> list[tuple[str, Decimal | None]]:
    """The states of the order's payments and what was received, oldest first."""
    async with shop.store.read() as uow:
        return [(one.state.value, one.received) for one in await uow.payments.of(OrderId(1))]


async def now(shop: Shop) -> tuple[str, str, str]:
    """The amount, the price and the day of the first order."""
    async with shop.store.read() as uow:
        order = await uow.orders.get(OrderId(1))
        return str(order.lines[0].base_qty), str(order.lines[0].price), str(order.due)


async def reprices(shop: Shop, sku: str, price: str) -> None:
    """Another price list is imported."""
    async with shop.store.read() as uow:
        listed = await uow.catalogue.product(sku)
    assert listed is not None
    await import_world(shop.store, World(products=(replace(listed, price=Decimal(price)),)), at=shop.clock.now())


async def test_no_amount_of_money_that_nobody_pays_is_taken_for_all_of_it(both: Shop) -> None:
    await placed(both)
    for who in (CHEN, WU):
        for said in ("0", "-100", "1000000000000", "12.345", "0元", "0.001"):
            await both.says(who, f"0001 已付 {said}")
            await both.expects(who, "金额要大于零", "0001 已付 5000")
    assert await paid(both) == []
    await both.says(CHEN, "0001 已付 1000元")
    for said in ("0元", "-5", "12.345", "1000000000000"):
        await both.says(WU, f"通过 0001 {said}")
        await both.expects(WU, "金额要大于零", "通过 0001 5000元")
    assert await paid(both) == [("open", None)]
    await both.says(WU, "通过 0001 3月12日已到账")  # a day, and no three yuan
    await both.says(CHEN, "0001 已付 50")
    await both.says(WU, "通过 0001 30已到账")
    assert await paid(both) == [("granted", Decimal(1000)), ("granted", Decimal(30))]


async def test_the_same_money_is_booked_once(both: Shop) -> None:
    await placed(both)
    await both.says(CHEN, "0001 已付 80")
    await both.says(WU, "0001 已付 80")  # the claim that waits
    await both.expects(WU, "还有一笔报的付款没核对", "通过 0001")
    await both.says(WU, "通过 0001")
    await both.restarts()
    await both.says(WU, "0001 已付 80")
    await both.expects(WU, "今天已经记过一笔80元", "0001 已付 80 第二笔")
    assert await paid(both) == [("granted", Decimal(80))]
    await both.says(WU, "0001 已付 80 第二笔")
    assert await paid(both) == [("granted", Decimal(80))] * 2
    await asyncio.gather(*(both.says(who, "0001 已付 500", settle=False) for who in (WU, ZHENG)))
    await both.settles()
    assert (await paid(both))[2:] == [("granted", Decimal(500))]


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("0001 改成0件", "数量要大于零、不超过10亿"),
        ("0001 改成999999999999件", "取消订单0001"),
        ("0001 加0件轮毂轴承", "数量要大于零"),
        ("0001 单价改成0元", "单价要大于零"),
        ("0001 单价改成-5元", "单价要大于零"),
        ("0001 改到2月1日", "“2月1日”已经过了"),
        ("0001 改到2026年3月1日", "已经过了"),
    ],
)
async def test_a_change_to_what_cannot_be_is_refused_with_the_way_out(both: Shop, said: str, answered: str) -> None:
    await placed(both)
    told = len(await both.sees(WANG))
    await both.says(CHEN, said)
    await both.expects(CHEN, answered)
    assert await now(both) == ("24", "45", "2026-03-20")
    assert len(await both.sees(WANG)) == told


async def test_a_day_that_is_over_is_seen_on_the_draft_and_given_by_nobody(both: Shop) -> None:
    await both.says(CHEN, "博泰 控制臂 24件 3月1日到")
    await both.expects(CHEN, "“3月1日”今年已经过了,按2027年3月1日(周一)算,请核对")
    await both.says(CHEN, "改成3月20日到")
    assert "请核对" not in (await both.last(CHEN)).text
    await both.says(CHEN, "确认")
    await both.says(WANG, "0001 能不能提前到3月10日")
    await both.taps(CHEN, "找孙计划协调")
    told = len(await both.sees(WANG))
    await both.says(SUN, "0001 改到3月5日")
    await both.expects(SUN, "“3月5日”已经过了")
    assert len(await both.sees(WANG)) == told
    await both.says(CHEN, "0001 要延误99天,模具坏")  # so many days are no day of last year
    assert (await now(both))[2] == "2026-06-27"


async def test_no_part_of_a_piece_comes_in_is_counted_picked_or_given_back(both: Shop) -> None:
    await placed(both)
    for said in ("到货 ZJ-2041 1.5", "盘点 ZJ-2041 50.5", "盘点 KQ-118 1.3箱", "0001 已拣 5.5"):
        await both.says(ZHOU, said)
        await both.expects(ZHOU, "按件算,数量要是整数")
    told = len(await both.sees("何采"))
    await both.says(ZHOU, "到货 ZJ-2041 1000000000000")
    await both.expects(ZHOU, "不超过10亿")
    assert len(await both.sees("何采")) == told  # it is no shortage
    async with both.store.read() as uow:
        assert list(await uow.connection.execute(select(t.stock_moves))) == []
        assert {line.picked for line in (await uow.orders.get(OrderId(1))).lines} == {0}
    async with both.store.write() as uow:  # sold by the piece
        await uow.connection.execute(t.products.update().where(t.products.c.sku == "KQ-118").values(packs={}))
        await uow.commit()
    await both.says(CHEN, "博泰 控制臂 10.5件 3月21日到")
    card = await both.expects(CHEN, "10.5件不是整数:11件 或 10件")
    assert {"11件", "10件"} <= set(card.buttons)
    await both.taps(CHEN, "11件")
    await both.expects(CHEN, "数量:11件")


async def test_another_price_since_the_card_is_seen_before_it_is_ordered(both: Shop) -> None:
    await both.says(CHEN, "博泰 控制臂 24件 3月20日到")
    card = await both.expects(CHEN, "24×45")
    await reprices(both, "KQ-118", "50")
    await both.taps(CHEN, "确认下单")
    await both.expects(CHEN, "刚有变化", "控制臂的价格刚从45变为50", "24×50")
    await both.taps(CHEN, "确认下单", card=card)  # the card with the old price orders nothing
    async with both.store.read() as uow:
        assert (await uow.orders.get(OrderId(1))).phase is Phase.DRAFT
    await both.taps(CHEN, "确认下单")
    await both.expects(CHEN, NUMBER, "24×50 = 1,200 元")
    await both.says(WANG, "控制臂 12件 3月25日到")  # who is shown no prices is asked nothing
    await reprices(both, "KQ-118", "55")
    await both.says(WANG, "确认")
    await both.expects(WANG, "SO20260310-0002 下单成功")


async def test_a_price_of_nothing_is_no_price(both: Shop) -> None:
    await reprices(both, "KQ-118", "0")
    await both.says(CHEN, "博泰 控制臂 24件 3月20日到")
    await both.expects(CHEN, "控制臂还没有价格")


async def test_what_is_over_is_said_to_be_over_and_returns_are_booked_as_granted(both: Shop) -> None:
    await placed(both)
    await both.says(SUN, "0001 已排产")
    await both.says(ZHOU, "0001 出库 顺丰SF1234567890")
    await both.says(ZHOU, "0001 已拣 5")
    await both.expects(ZHOU, "不在备货")
    await both.says(CARRIER, "0001 已签收")
    await both.says(CARRIER, "0001 已签收")
    await both.expects(CARRIER, f"{NUMBER} 已经是“已签收”,不用再报")
    await both.says("李老板", "0001 已签收")
    await both.expects("李老板", "没有查到")
    await both.says(WANG, "0001 退1.5件")
    await both.expects(WANG, "数量要是整数")
    for much in (5, 3):
        await both.says(WANG, f"0001 退{much}件")
        await both.says(SERVICE, "同意 0001")
    await both.says(ZHOU, "0001 退货收到 6件")
    await both.expects(ZHOU, "批准退的是控制臂 5件、控制臂 3件", "还没入账")
    await both.says(ZHOU, "0001 退货收到 5件")
    async with both.store.read() as uow:
        assert [one.state.value for one in await uow.returns.of(OrderId(1))] == ["received", "granted"]
        assert (await uow.stock.levels(["KQ-118"]))["KQ-118"].on_hand == 381


async def test_an_answer_to_an_order_that_there_is_not_is_met_with_words(both: Shop) -> None:
    await both.says(WU, "同意 0777")
    await both.expects(WU, "没有查到", "0777")


async def test_two_orders_never_fill_one_limit_together(postgres: Postgres) -> None:
    async with Shop("", story_over(await postgres.emptied_url())) as shop:
        await shop.says(CHEN, "博泰 控制臂 2500件 4月20日到")  # 112,500 of 180,000 that are left
        await shop.says(LIN, "博泰 转向节左 1300件 4月22日到")  # 111,800
        await asyncio.gather(*(shop.taps(who, "确认下单", settle=False) for who in (CHEN, LIN)))
        await shop.settles()
        async with shop.store.read() as uow:
            found = [await uow.orders.get(OrderId(number)) for number in (1, 2)]
        assert [one.phase for one in found] == [Phase.OPEN, Phase.OPEN]
        assert sorted(one.held for one in found) == [False, True]


async def test_a_line_that_is_not_wanted_any_more_takes_no_order_away(both: Shop) -> None:
    await placed(both, "博泰 控制臂 24件,轮毂轴承 20套 3月20日到")
    await both.says(CHEN, "0001 第9行删掉")
    await both.expects(CHEN, "没看懂要改哪里")
    await both.says(CHEN, "0001 第2行删掉")
    await both.expects(CHEN, "已改", "去掉:轮毂轴承 20套")
    await both.says(CHEN, "0001 第1行不要了")
    await both.expects(CHEN, "整单不要,请说“取消订单0001”")
    await both.says(WANG, "控制臂 12件,转向节左 20件 3月25日到")
    await both.says(WANG, "确认")
    await both.says(WANG, "0002 去掉第二行")
    await both.expects(WANG, "已改", "去掉:转向节(左) 20件")
    for who, number in ((CHEN, "0001"), (WANG, "0002")):  # nor does another customer's name
        await both.says(who, f"{number} 客户改成鑫源")
        await both.expects(who, "没看懂要改哪里")
    async with both.store.read() as uow:
        found = [await uow.orders.get(OrderId(number)) for number in (1, 2)]
    assert [(one.phase, len(one.lines)) for one in found] == [(Phase.OPEN, 1)] * 2


async def test_a_yes_to_a_new_draft_is_no_reason_to_cancel_an_older_order(both: Shop) -> None:
    await placed(both)
    await both.says(CHEN, "取消订单0001")
    await both.expects(CHEN, "取消要记原因")
    await both.says(CHEN, "鑫源 转向节左 30件 3月21日到")
    await both.says(CHEN, "确认")
    await both.expects(CHEN, "SO20260310-0002 已建")
    await both.says(CHEN, "取消订单0001")
    for said in ("0001 客户改成鑫源", "确认"):
        await both.says(CHEN, said)
    async with both.store.read() as uow:
        assert (await uow.orders.get(OrderId(1))).phase is Phase.OPEN
    await both.restarts()
    await both.says(CHEN, "客户不要了")
    await both.expects(CHEN, f"{NUMBER} 已取消", "客户不要了")


async def test_news_of_a_change_tell_when_it_was_made(both: Shop) -> None:
    await placed(both)
    await both.waits(minutes=8)
    await both.says(CHEN, "0001 改成36件")
    await both.expects(SUN, "有改动", "陈锋 今天 09:20 修改")


@pytest.mark.parametrize("said", ["2月30日的样子", "标记 技术争议", "客户改成鑫源", "那个事儿"])
async def test_a_number_with_words_that_nobody_reads_ends_no_order(both: Shop, said: str) -> None:
    await both.says(WANG, "控制臂 12件 3月25日到")
    await both.says(WANG, "确认")
    for who in (WANG, CHEN, ZHENG):
        await both.says(who, f"{NUMBER} {said}")
        await both.says(who, f"0001 {said}")
    async with both.store.read() as uow:
        assert (await uow.orders.get(OrderId(1))).phase is Phase.OPEN
    if "日" in said:
        await both.expects(CHEN, "没有“2月30日”这一天")
