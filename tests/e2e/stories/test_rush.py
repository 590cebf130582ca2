"""Story U6: an order that jumps the queue, through the front door, in the stories' own company."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from config.policy import OutsideSpec, RushSpec
from handlers.domain.order import OrderId, Phase
from handlers.domain.promise import whole
from tests.e2e.stories.conftest import CHEN, LIN, SUN, WANG, ZHENG, with_line
from tests.shop import Shop

RUSH = RushSpec(
    overtime_hours=Decimal(2),
    overtime_cost=Decimal(900),
    outside=(OutsideSpec(name="瑞安永固", skus=("KQ-*",), days=2, percent=Decimal("3.2")),),
)


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """The stories' company with a line that makes 300 KQ-118 a day, longer shifts and somebody else to make them."""
    async with with_line(tmp_path, 300, rush=RUSH) as running:
        yield running


async def filled(shop: Shop) -> None:
    """Two orders of 鑫源: one holds 300 from the shelf, the other has the line for two days; 100 are left."""
    await shop.says(LIN, "鑫源 控制臂 300件 3月16日到")
    await shop.says(LIN, "确认")
    await shop.says(LIN, "鑫源 控制臂 700件 3月25日到")
    await shop.says(LIN, "确认")
    async with shop.store.read() as uow:
        assert len(await uow.orders.find(customers=["C04"], phases=(Phase.OPEN,), limit=9)) == 2


async def told(shop: Shop, who: str, *words: str) -> bool:
    """Whether somebody was told something with all these words: alerts may come in between."""
    return any(all(word in one.text for word in words) for one in await shop.sees(who))


async def days(shop: Shop) -> list[date | None]:
    """The day that each order was promised last, by its number."""
    async with shop.store.read() as uow:
        found = sorted(await uow.orders.find(phases=(Phase.OPEN,), limit=9), key=lambda one: one.number or "")
        return [whole(await uow.stock.promised(one.id)) for one in found]


async def test_u6_the_plans_name_day_cost_and_who_would_wait_and_nobody_moves_before_the_yes(shop: Shop) -> None:
    await filled(shop)
    before = await days(shop)
    await shop.says(CHEN, "博泰急单 控制臂 1200件 3月13日到")
    await shop.taps(CHEN, "插单评估")
    card = await shop.expects(
        CHEN,
        "正常交期:3月17日(周二)",
        "A 加班4天 3月13日(周五)先到525件,全部3月16日(周一)到(晚3天) +3,600 元 影响:无",
        "B 外协 瑞安永固 1,200 3月13日(周五)到 ✅ +1,728 元 影响:无",  # 3.2 % of 1200 × 45
        "C 插队 3月13日(周五)到 ✅ +0 元 影响:2单推迟",
        "🔴 SO20260310-0001 台州鑫源机械有限公司",
    )
    assert list(card.buttons) == ["选A", "选B", "选C", "看产能依据"]
    await shop.taps(CHEN, "选C", card=card)
    await shop.expects(CHEN, "SO20260310-0003", "等批准")
    assert await told(shop, ZHENG, "SO20260310-0003 等你批准(插单)", "插单(插队)", "推迟:SO20260310-0001")
    assert await days(shop) == [*before, None]
    assert not any("0003" in one.text for one in [*await shop.sees(LIN), *await shop.sees(SUN), *await shop.sees(WANG)])
    await shop.taps(ZHENG, "批准")
    await shop.says(ZHENG, "博泰是VIP")
    assert await told(shop, ZHENG, "插单已批准", "可按时到")
    assert await days(shop) == [date(2026, 3, 14), date(2026, 3, 17), date(2026, 3, 13)]
    moved = [one.text for one in await shop.sees(LIN) if "交期有变" in one.text]
    assert [one[:18] for one in moved] == ["SO20260310-0001 交期", "SO20260310-0002 交期"]
    assert all("可以转发给客户" in one for one in moved)
    await shop.expects(
        SUN, "排程已改:SO20260310-0003 插单", "推迟:SO20260310-0001", "明天(周三)→3月14日(周六),仍不晚于要求"
    )
    await shop.expects(WANG, "您的订单 SO20260310-0003 已确认")
    async with shop.store.read() as uow:
        levels = await uow.stock.levels(["KQ-118"])
        held = [(hold.order_id, hold.qty) for hold in await uow.stock.holders("KQ-118")]
        booked = await uow.stock.booked({"线2"}, date(2026, 3, 10), OrderId(0))
    assert held == [(OrderId(3), Decimal(400))]
    assert levels["KQ-118"].free == 0
    assert all(load <= 300 for load in booked["线2"].values())
    await shop.says(CHEN, "0003 修改记录")
    await shop.expects(CHEN, "插单:无 → 插队")
    await shop.says(CHEN, "撤销")
    await shop.expects(CHEN, "SO20260310-0003 已撤销")
    await shop.waits(seconds=5)
    assert await days(shop) == before


async def test_u6_an_order_that_would_come_too_late_is_told_to_its_salesperson_with_words_for_the_customer(
    shop: Shop,
) -> None:
    await shop.says(LIN, "鑫源 控制臂 400件 3月12日到")
    await shop.says(LIN, "确认")
    await shop.says(CHEN, "博泰急单 控制臂 1000件 3月13日到")
    await shop.says(CHEN, "插单评估")
    card = await shop.expects(CHEN, "C 插队", "影响:1单推迟", "🔴 SO20260310-0001", "明天(周三)→3月14日(周六)")
    assert "仍不晚于要求" not in card.text
    await shop.says(CHEN, "选c")
    await shop.says(ZHENG, "批准 0002 博泰是VIP")
    assert await told(shop, LIN, "SO20260310-0001", "最早3月14日(周六)", "可以转发给客户")


@pytest.mark.parametrize(("letter", "decider", "says"), [("A", SUN, "加班4天"), ("B", "何采", "外协 瑞安永固")])
async def test_u6_longer_shifts_are_the_workshop_s_to_approve_and_others_goods_the_buyer_s(
    shop: Shop, letter: str, decider: str, says: str
) -> None:
    await filled(shop)
    before = await days(shop)
    await shop.says(CHEN, "博泰急单 控制臂 1200件 3月13日到")
    await shop.taps(CHEN, "插单评估")
    await shop.taps(CHEN, f"选{letter}")
    assert await told(shop, decider, "SO20260310-0003 等你批准(插单)", says)
    assert not any("0003" in one.text for one in await shop.sees(ZHENG))
    await shop.says(LIN, "批准 0003 可以")
    await shop.expects(LIN, "批")
    assert (await days(shop))[2] is None
    await shop.says(decider, "批准 0003 能做")
    async with shop.store.read() as uow:
        order = await uow.orders.by_number("SO20260310-0003")
    assert order is not None
    assert order.agreed is not None
    assert await days(shop) == [*before, order.agreed]
    assert await told(shop, decider, "排程已改:SO20260310-0003 插单", says)


async def test_u6_a_plan_that_is_refused_moves_nobody(shop: Shop) -> None:
    await filled(shop)
    before = await days(shop)
    await shop.says(CHEN, "博泰急单 控制臂 1200件 3月13日到")
    await shop.taps(CHEN, "插单评估")
    await shop.taps(CHEN, "选C")
    await shop.says(ZHENG, "驳回 0003 鑫源也急")
    await shop.expects(CHEN, "被驳回", "鑫源也急")
    await shop.waits(minutes=5)
    assert await days(shop) == [*before, None]


async def test_u6_what_costs_others_more_by_then_is_asked_once_more(shop: Shop) -> None:
    await filled(shop)
    await shop.says(CHEN, "博泰急单 控制臂 1200件 3月13日到")
    await shop.taps(CHEN, "插单评估")
    await shop.taps(CHEN, "选C")
    async with shop.store.write() as uow:
        await uow.stock.count("KQ-118", Decimal(300), None, "zhou")  # 100 are not there after all
        await uow.commit()
    await shop.says(ZHENG, "批准 0003 博泰是VIP")
    assert sum("SO20260310-0003 等你批准(插单)" in one.text for one in await shop.sees(ZHENG)) == 2
    assert (await days(shop))[2] is None


async def test_u6_a_customer_and_a_colleague_get_no_plans(shop: Shop) -> None:
    await filled(shop)
    await shop.says(CHEN, "博泰急单 控制臂 1200件 3月13日到")
    card = await shop.last(CHEN)
    for user in ("lin", "wang"):
        body: dict[str, object] = {
            "user": user,
            "chat": f"d-{user}",
            "client_id": user,
            "action": card.buttons["插单评估"],
            "entry": card.id,
        }
        await shop.posts("/console/tap", body)
    await shop.settles()
    assert not any("插单评估 " in one.text for one in [*await shop.sees(LIN), *await shop.sees(WANG)])
    await shop.says(WANG, "控制臂 1200件 3月13日到")
    assert "插单评估" not in (await shop.last(WANG)).text
    await shop.says(WANG, "插单评估")
    assert "插队" not in (await shop.last(WANG)).text


async def late_one(shop: Shop) -> list[date | None]:
    """博泰's 1200 are confirmed for Friday, and promised for the week after; returns the days of all three orders."""
    await filled(shop)
    await shop.says(CHEN, "博泰 控制臂 1200件 3月13日到")
    await shop.says(CHEN, "确认")
    receipt = await shop.expects(CHEN, "SO20260310-0003 已建")
    assert "插单评估" in receipt.buttons
    found = await days(shop)
    assert found[2] == date(2026, 3, 17)
    return found


async def test_u6_a_confirmed_order_jumps_the_queue_once_that_is_approved_and_one_word_takes_it_back(
    shop: Shop,
) -> None:
    before = await late_one(shop)
    await shop.taps(CHEN, "插单评估")
    card = await shop.expects(CHEN, "插单评估", "C 插队 3月13日(周五)到 ✅ +0 元 影响:2单推迟", "选了就改排程")
    await shop.taps(CHEN, "选C", card=card)
    await shop.expects(CHEN, "SO20260310-0003 插单等批准")
    assert await told(shop, ZHENG, "SO20260310-0003 等你批准(插单)", "推迟:SO20260310-0001")
    assert await days(shop) == before
    async with shop.store.read() as uow:
        order = await uow.orders.by_number("SO20260310-0003")
        assert order is not None
        assert not order.held  # it goes on as it was until then
    await shop.says(ZHENG, "同意 0003 博泰是VIP")
    taken = await shop.expects(CHEN, "插单已排好", "3月13日")
    assert await days(shop) == [date(2026, 3, 14), date(2026, 3, 17), date(2026, 3, 13)]
    assert await told(shop, SUN, "排程已改:SO20260310-0003 插单")
    assert len([one for one in await shop.sees(LIN) if "交期有变" in one.text]) == 2
    async with shop.store.read() as uow:
        booked = await uow.stock.booked({"线2"}, date(2026, 3, 10), OrderId(0))
        held = [(hold.order_id, hold.qty) for hold in await uow.stock.holders("KQ-118")]
    assert held == [(OrderId(3), Decimal(400))]
    assert all(load <= 300 for load in booked["线2"].values())
    await shop.taps(CHEN, next(label for label in taken.buttons if label.startswith("撤销插单")), card=taken)
    await shop.expects(CHEN, "SO20260310-0003 插单已撤销")
    await shop.waits(seconds=5)
    assert await days(shop) == before
    assert await told(shop, SUN, "SO20260310-0003 插单已撤销")
    await shop.says(CHEN, "撤销插单 0003")
    assert await days(shop) == before


async def test_u6_longer_shifts_for_a_confirmed_order_are_asked_for_in_words(shop: Shop) -> None:
    before = await late_one(shop)
    await shop.says(CHEN, "0003 插单评估")
    await shop.says(CHEN, "0003 选A")
    assert await told(shop, SUN, "SO20260310-0003 等你批准(插单)", "加班4天")
    await shop.says(LIN, "同意 0003")
    await shop.says(WANG, "0003 插单评估")
    assert await days(shop) == before
    await shop.says(SUN, "同意 0003")
    async with shop.store.read() as uow:
        order = await uow.orders.by_number("SO20260310-0003")
    assert order is not None
    assert order.agreed is not None
    assert order.agreed < date(2026, 3, 17)
    assert await days(shop) == [*before[:2], order.agreed]
    await shop.waits(minutes=6)
    await shop.says(CHEN, "撤销插单 0003")
    await shop.expects(CHEN, "只能在5分钟内")
    assert await days(shop) == [*before[:2], order.agreed]


async def test_u6_a_refused_plan_leaves_a_confirmed_order_as_it_is(shop: Shop) -> None:
    before = await late_one(shop)
    await shop.says(CHEN, "0003 插单评估")
    await shop.says(CHEN, "0003 选C")
    await shop.says(ZHENG, "拒绝 0003 鑫源也急")
    await shop.expects(CHEN, "插单被驳回", "鑫源也急")
    await shop.waits(minutes=5)
    assert await days(shop) == before


async def test_u6_a_plan_of_a_confirmed_order_that_costs_others_more_by_then_is_asked_once_more(shop: Shop) -> None:
    before = await late_one(shop)
    await shop.says(CHEN, "0003 插单评估")
    await shop.says(CHEN, "0003 选C")
    await shop.says(LIN, "0002 改到3月12日")  # it is promised later than that, and waits before the first one now
    async with shop.store.write() as uow:
        await uow.stock.count("KQ-118", Decimal(300), None, "zhou")  # 100 are not there after all
        await uow.commit()
    await shop.says(ZHENG, "同意 0003 博泰是VIP")
    assert sum("SO20260310-0003 等你批准(插单)" in one.text for one in await shop.sees(ZHENG)) == 2
    assert (await days(shop))[2] == before[2]
