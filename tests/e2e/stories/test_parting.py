"""Story U8: an earlier day, of which a part can be there."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from handlers.domain.order import STANDS, OrderId
from tests.e2e.stories.conftest import CHEN, LIN, STORE, SUN, WANG, ZHENG, ZHOU, about, with_line
from tests.shop import Shop


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """博泰 wants its 604 control arms, of which 514 can be there, on Wednesday rather than on Friday."""
    async with with_line(tmp_path, 210) as shop:
        for who, text in (
            (LIN, "鑫源 控制臂 96件 3月20日到"),
            (LIN, "确认"),
            (CHEN, "博泰 控制臂 604件 3月13日到"),
            (CHEN, "确认"),
            (WANG, "0002 能不能提前到3月11日"),
        ):
            await shop.says(who, text)
        yield shop


async def parted(shop: Shop) -> None:
    """514 on Wednesday, 90 under a number of their own on the day that was promised; each has its goods."""
    async with shop.store.read() as uow:
        first, rest = [await uow.orders.by_number(f"SO20260310-000{n}") for n in (2, 3)]
        assert first is not None
        assert rest is not None
        assert [(o.due, o.lines[0].base_qty, o.lines[0].price) for o in (first, rest)] == [
            (date(2026, 3, 11), Decimal(514), Decimal(45)),
            (date(2026, 3, 13), Decimal(90), Decimal(45)),
        ]
        assert [sum(hold.qty for hold in await uow.stock.of(o.id)) for o in (first, rest)] == [Decimal(304), Decimal(0)]
        days = [max(p.day for p in await uow.stock.promised(o.id) if p.day) for o in (first, rest)]
        assert days[0] == date(2026, 3, 11)
        assert days[1] <= date(2026, 3, 13)
        told = [one.action for one in await uow.events.of(first.id) if one.action != STANDS]
        assert told[-1] == "split"


async def test_u8_what_can_be_there_by_the_wanted_day_is_said_to_the_workshop_and_to_the_customer(
    shop: Shop,
) -> None:
    await shop.taps(CHEN, "找孙计划协调")
    asked = await shop.expects(SUN, "按现有货和计划来不及,要你定", "现货304/604件")
    assert "先交一部分:明天(周三)可先交514件,其余90件后天(周四)" in asked.text
    told = len(await shop.sees(WANG))
    await shop.says(SUN, "0002 改到3月13日")
    await shop.expects(SUN, "提前不了:最快3月13日(周五)", "等陈锋答复客户;订单还没改")
    card = await shop.expects(CHEN, "提前不了:最快3月13日(周五)", "3月13日(周五)(孙计划给出)", "客户还不知道")
    assert list(card.buttons) == ["告诉客户", "同意先交514件", "婉拒", "看产能依据"]
    await shop.waits(minutes=30)
    assert not [one for one in (await shop.sees(WANG))[told:] if "最快" in one.text or "13日" in one.text]
    await shop.taps(CHEN, "告诉客户")
    await shop.expects(WANG, "这次没法改期,最快3月13日(周五)", "可先交514件,其余90件")
    async with shop.store.read() as uow:
        (question,) = [one for one in await uow.approvals.of(OrderId(2)) if one.offered]
        assert await uow.pledges.of(None) == []
    assert (question.offered, question.reason) == (date(2026, 3, 13), "")


async def test_u8_the_salesperson_agrees_to_a_part_first_with_one_press(shop: Shop) -> None:
    mine = await shop.expects(CHEN, "可以先找孙计划协调", "可先交514件,其余90件")
    assert list(mine.buttons)[:3] == ["同意先交514件", "找孙计划协调", "婉拒"]
    await shop.taps(CHEN, "同意先交514件", card=mine)
    await shop.expects(CHEN, "0002 改期同意了", "其余控制臂 90件另开 SO20260310-0003,3月13日")
    await shop.expects(WANG, "您的订单 SO20260310-0002 分两批", "控制臂 514件,明天(周三)到", "90件另开 SO20260310-0003")
    assert not any("同意加班" in one.buttons for one in await shop.sees(SUN))
    await parted(shop)
    await shop.taps(CHEN, "同意先交514件", card=mine)
    async with shop.store.read() as uow:
        assert len(await uow.orders.find(customers=["C01"], limit=9)) == 2
        mine_ = [one for one in await uow.pledges.of("chen") if "改期" in one.words]
    assert [one.due for one in mine_] == [date(2026, 3, 11)]


@pytest.mark.parametrize("typed", [False, True])
async def test_u8_the_customer_takes_the_part_that_can_come_first(shop: Shop, *, typed: bool) -> None:
    await shop.says(CHEN, "协调 0002")
    await shop.says(SUN, "0002 改到3月13日")
    await shop.says(CHEN, "告诉客户 0002")
    card = await shop.expects(WANG, "这次没法改期,最快3月13日(周五)", "可先交514件,其余90件")
    assert list(card.buttons) == ["同意先交514件"]
    if typed:
        await shop.says(WANG, "同意先交 0002")
    else:
        await shop.taps(WANG, "同意先交514件", card=card)
    await shop.expects(WANG, "您的订单 SO20260310-0002 分两批")
    await shop.expects(CHEN, "其余控制臂 90件另开 SO20260310-0003")
    await parted(shop)


async def test_u8_nobody_else_parts_an_order_and_what_was_begun_stays_whole(shop: Shop) -> None:
    mine = await shop.expects(CHEN, "可先交514件")
    for who in ("lin", "li", "sun"):
        body = {"user": who, "chat": f"d-{who}", "client_id": f"x{who}", "action": mine.buttons["同意先交514件"]}
        await shop.posts("/console/tap", body | {"entry": mine.id})
        await shop.settles()
    await shop.says(SUN, "0002 已排产")
    await shop.says(ZHOU, "0002 已拣 100")
    await shop.says(CHEN, "同意先交 0002")
    await shop.expects(CHEN, "已经拣了货", "不能再拆成两批")
    async with shop.store.read() as uow:
        (only,) = await uow.orders.find(customers=["C01"], limit=9)
    assert only.lines[0].base_qty == 604


async def test_u8_the_salesperson_answers_with_a_part_while_the_workshop_looks(shop: Shop) -> None:
    await shop.expects(WANG, "已收到您对 SO20260310-0002 的改期申请,10分钟内答复您")
    card = await shop.expects(CHEN, "申请改期", "可以先找孙计划协调", "现货304/604件", "可先交514件,其余90件")
    assert list(card.buttons) == ["同意先交514件", "找孙计划协调", "婉拒", "看产能依据"]
    assert not await about(shop, SUN, "申请改期")  # nobody has asked him yet
    await shop.taps(CHEN, "找孙计划协调")
    card = await shop.expects(CHEN, "申请改期", "申请已发给生产计划", "现货304/604件", "可先交514件,其余90件")
    assert list(card.buttons)[:3] == ["同意先交514件", "婉拒", "看产能依据"]
    (asked,) = await about(shop, SUN, "申请改期")
    assert list(asked.buttons) == ["同意加班", "给出日期", "拒绝", "看产能依据"]
    await shop.says(LIN, "先交 0002")
    assert "可先交" not in (await shop.last(LIN)).text  # not his customer
    await shop.taps(CHEN, "同意先交514件")
    await shop.expects(WANG, "分两批", "514件", "另开 SO20260310-0003")
    await shop.expects(SUN, "SO20260310-0002 有改动", "604件 → 控制臂 514件", "陈锋")
    await shop.expects(ZHOU, "SO20260310-0002 有改动", "514件", group=STORE)
    assert not await about(shop, SUN, "申请改期")  # nothing to decide any more
    assert not [seen for seen in await shop.sees(CHEN) if "婉拒" in seen.buttons]
    told = len(await shop.sees(WANG))
    await shop.says(SUN, "同意 0002")
    await shop.waits(minutes=30)
    assert len(await shop.sees(WANG)) == told  # answered once
    await shop.says(CHEN, "我答应的事")
    await shop.expects(CHEN, "SO20260310-0002 改期:3月11日到")


async def test_u8_the_salesperson_declines_in_words(shop: Shop) -> None:
    await shop.says(CHEN, "婉拒 0002")
    await shop.expects(WANG, "这次没法改期", "可先交514件")
    assert not await about(shop, SUN, "改期")  # he was never asked


@pytest.mark.parametrize("typed", [False, True])
async def test_u8_the_workshop_s_day_is_promised_by_the_salesperson_and_kept_in_both_names(
    shop: Shop, *, typed: bool
) -> None:
    if typed:
        await shop.says(CHEN, "找孙计划协调 0002")
    else:
        await shop.taps(CHEN, "找孙计划协调")
    told = len(await shop.sees(WANG))
    await shop.taps(SUN, "给出日期")
    await shop.expects(SUN, "最快哪天能交")
    await shop.says(SUN, "0002 改到3月12日")
    await shop.expects(SUN, "可行:最快后天(周四)", "等陈锋答复客户;订单还没改")
    card = await shop.expects(CHEN, "可行:最快后天(周四)", "后天(周四)(孙计划给出)", "客户还不知道")
    assert list(card.buttons) == ["答应客户", "同意先交514件", "婉拒", "看产能依据"]
    assert len(await shop.sees(WANG)) == told  # his customer hears it from him
    async with shop.store.read() as uow:
        assert str((await uow.orders.get(OrderId(2))).due) == "2026-03-13"
        assert await uow.pledges.of(None) == []
    if typed:
        await shop.says(CHEN, "答应客户 0002")
    else:
        await shop.taps(CHEN, "答应客户")
    await shop.expects(WANG, "改期已确认", "后天(周四)")
    await shop.expects(CHEN, "改期同意了")
    assert not [seen for seen in await shop.sees(CHEN) if "婉拒" in seen.buttons]
    async with shop.store.read() as uow:
        order = await uow.orders.get(OrderId(2))
        assert (str(order.due), order.agreed) == ("2026-03-12", None)  # the plan says so too
        kept = {one.by: str(one.due) for one in await uow.pledges.of(None)}
    assert kept == {"chen": "2026-03-12", "sun": "2026-03-12"}
    await shop.taps(CHEN, "答应客户", card=card)  # once more
    async with shop.store.read() as uow:
        assert len(await uow.pledges.of(None)) == 2


async def test_u8_a_day_that_the_salesperson_does_not_pass_on_stays_unsaid(shop: Shop) -> None:
    await shop.taps(CHEN, "找孙计划协调")
    await shop.says(SUN, "0002 改到3月12日")
    for who in (LIN, SUN):
        await shop.says(who, "答应客户 0002")  # it is not theirs to promise
    await shop.restarts()
    await shop.taps(CHEN, "婉拒")
    said = await shop.expects(WANG, "这次没法改期")
    assert "最快" not in said.text
    async with shop.store.read() as uow:
        order = await uow.orders.get(OrderId(2))
        assert (str(order.due), order.agreed, await uow.pledges.of(None)) == ("2026-03-13", None, [])


async def test_u8_nobody_promises_what_cannot_be_kept_and_the_workshop_is_asked_by_itself_in_time(
    shop: Shop,
) -> None:
    await shop.says(CHEN, "同意 0002")
    await shop.expects(CHEN, "SO20260310-0002 按现有货和计划来不及,不能直接答应", "协调 0002")
    await shop.says(CHEN, "0002 改到3月11日")
    await shop.expects(CHEN, "不能直接答应")
    await shop.waits(minutes=10)
    await shop.expects(WANG, "还在确认,让您久等了")
    await shop.expects(ZHENG, "客户等的时间到了")
    (asked,) = await about(shop, SUN, "申请改期")
    assert "同意加班" in asked.buttons
    (mine,) = await about(shop, CHEN, "申请改期")
    assert "客户等的时间到了" in mine.text
    assert "申请已发给生产计划" in mine.text
    assert "婉拒" in mine.buttons
    await shop.taps(SUN, "同意加班")
    await shop.taps(CHEN, "答应客户")
    await shop.expects(WANG, "改期已确认", "明天(周三)")


@pytest.mark.parametrize("typed", [False, True])
async def test_u8_the_workshop_s_yes_is_passed_on_by_the_salesperson(shop: Shop, *, typed: bool) -> None:
    await shop.taps(CHEN, "找孙计划协调")
    told = len(await shop.sees(WANG))
    if typed:
        await shop.says(SUN, "同意 0002")
    else:
        await shop.taps(SUN, "同意加班")
    await shop.expects(SUN, "可行:最快明天(周三)", "等陈锋答复客户;订单还没改")
    await shop.expects(CHEN, "可行:最快明天(周三)", "明天(周三)(孙计划同意加班)", "客户还不知道")
    await shop.restarts()
    await shop.waits(minutes=30)  # even where the customer's time is over
    assert not [one for one in (await shop.sees(WANG))[told:] if "改期已确认" in one.text or "周三" in one.text]
    async with shop.store.read() as uow:
        order = await uow.orders.get(OrderId(2))
        assert (str(order.due), order.agreed, await uow.pledges.of(None)) == ("2026-03-13", None, [])
    if typed:
        await shop.says(CHEN, "同意 0002")
    else:
        await shop.taps(CHEN, "答应客户")
    await shop.expects(WANG, "改期已确认", "明天(周三)")
    async with shop.store.read() as uow:
        order = await uow.orders.get(OrderId(2))
        assert (str(order.due), str(order.agreed)) == ("2026-03-11", "2026-03-11")
        assert {one.by: str(one.due) for one in await uow.pledges.of(None)} == {
            "chen": "2026-03-11",
            "sun": "2026-03-11",
        }


async def test_u8_the_workshop_s_no_is_passed_on_by_the_salesperson(shop: Shop) -> None:
    await shop.taps(CHEN, "找孙计划协调")
    told = len(await shop.sees(WANG))
    await shop.says(SUN, "拒绝 0002 模具在修")
    card = await shop.expects(CHEN, "车间说提前不了", "模具在修(孙计划)", "客户还不知道")
    assert list(card.buttons) == ["同意先交514件", "婉拒", "看产能依据"]
    assert len(await shop.sees(WANG)) == told
    await shop.says(CHEN, "答应客户 0002")
    assert len(await shop.sees(WANG)) == told  # there is no day to be promised
    await shop.taps(CHEN, "婉拒")
    assert "模具" not in (await shop.expects(WANG, "这次没法改期")).text
    (mine,), (his,) = [await about(shop, who, "改期没同意") for who in (CHEN, SUN)]
    assert "模具在修" in mine.text
    assert "陈锋" in his.text


async def test_u8_only_the_day_that_the_salesperson_read_is_promised(shop: Shop) -> None:
    await shop.taps(CHEN, "找孙计划协调")
    await shop.says(SUN, "0002 改到3月12日")
    old = await shop.expects(CHEN, "可行:最快后天(周四)")
    told = len(await shop.sees(WANG))
    await shop.says(SUN, "同意 0002")  # the shift is found after all
    body = {"user": "chen", "chat": "d-chen", "client_id": "old", "action": old.buttons["答应客户"], "entry": old.id}
    await shop.posts("/console/tap", body)
    await shop.settles()
    await shop.expects(CHEN, "可行:最快明天(周三)", "客户还不知道")
    assert len(await shop.sees(WANG)) == told
    await shop.says(SUN, "0002 改到3月16日")
    card = await shop.expects(CHEN, "提前不了:最快3月16日(周一)", "比原来的日子还晚", "0002 要延误3天")
    assert list(card.buttons) == ["同意先交514件", "婉拒", "看产能依据"]
    await shop.says(CHEN, "答应客户 0002")
    await shop.expects(CHEN, "最快3月16日,比原来还晚", "婉拒 0002")
    assert len(await shop.sees(WANG)) == told


async def test_u8_a_manager_may_answer_the_customer_in_the_salesperson_s_place(shop: Shop) -> None:
    await shop.taps(CHEN, "找孙计划协调")
    await shop.says(ZHENG, "同意 0002")  # the workshop's yes, in its place
    assert not [one for one in await shop.sees(WANG) if "改期已确认" in one.text]
    await shop.taps(ZHENG, "答应客户")
    await shop.expects(WANG, "改期已确认", "明天(周三)")
    await shop.expects(CHEN, "改期同意了", "郑总")


async def test_u8_the_facts_of_the_capacity_stand_behind_a_day(shop: Shop) -> None:
    await shop.taps(CHEN, "看产能依据")
    await shop.expects(
        CHEN,
        "SO20260310-0002 产能依据",
        "控制臂 要604件,现货304,缺300件",
        "线2平时一天210件",
        "今天(周二):能做210件,别的单占0,本单用210",
        "明天(周三):能做210件,别的单占0,本单用90",
    )
    await shop.says(SUN, "产能依据 0002")
    await shop.expects(SUN, "线2平时一天210件")
    await shop.says(WANG, "产能依据 0002")
    assert "线2" not in (await shop.last(WANG)).text
