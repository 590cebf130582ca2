"""Digests: each role its own, the week by cause, owner and product, and nothing where they were switched off."""

import json
from datetime import datetime

import pytest

from bot.clock import SetClock
from config.base import GroupTarget
from handlers.domain.flow import OVERDUE
from handlers.domain.order import OrderId
from tests.e2e.test_deadlines import KEEPER, MANAGER, MONDAY, PLANNER, SELLER, at, placed, settings
from tests.shop import Shop


async def digests(shop: Shop, who: str, title: str = "要紧的") -> list[str]:
    return [seen.text for seen in await shop.sees(who) if title in seen.title]


async def test_a_role_hears_of_its_own_problems_only_and_managers_of_all(database: str) -> None:
    made = settings(database, digest_to=("manager", "production", "warehouse"))
    async with Shop(database, made, SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        await at(shop, "2026-03-11T10:00:00")
        for who in (MANAGER, PLANNER):
            assert "1. SO20260309-0001 待审核已" in (await digests(shop, who))[-1]
        assert "今天没有超时的订单" in (await digests(shop, "蔡国平"))[-1]


async def test_digests_are_paused_and_resumed_by_chat(database: str) -> None:
    async with Shop(database, settings(database), SetClock(MONDAY)) as shop:
        await shop.says(MANAGER, "暂停日报")
        await shop.expects(MANAGER, "不再发到这里", "恢复日报")
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        await at(shop, "2026-03-10T11:50:00")
        assert [seen for seen in await shop.sees(MANAGER) if "⏰" in seen.title]  # alerts come all the same
        await at(shop, "2026-03-11T10:00:00")
        assert await digests(shop, MANAGER) == []
        await shop.says(MANAGER, "恢复日报")
        await shop.expects(MANAGER, "恢复发到这里")
        await shop.restarts()
        await at(shop, "2026-03-12T10:00:00")
        assert len(await digests(shop, MANAGER)) == 1


@pytest.mark.parametrize(
    ("off", "on"),
    [
        ("不要再发日报了", "日报可以发了"),
        ("日报先停一下", "继续发日报"),
        ("关掉每天的日报", "打开日报"),
        ("以后不用发日报", "把日报打开"),
        ("日报和周报都停了吧", "日报还是要发的"),
        ("别给我发日报", "恢复每天的日报"),
    ],
)
async def test_a_pause_is_understood_as_people_say_it(database: str, off: str, on: str) -> None:
    async with Shop(database, settings(database), SetClock(MONDAY)) as shop:
        await shop.says(MANAGER, off)
        await shop.expects(MANAGER, "不再发到这里")
        await at(shop, "2026-03-10T10:00:00")
        assert await digests(shop, MANAGER) == []
        await shop.says(MANAGER, "别发了")
        await shop.says(MANAGER, on)
        await shop.expects(MANAGER, "恢复发到这里")
        await at(shop, "2026-03-11T10:00:00")
        assert len(await digests(shop, MANAGER)) == 1


@pytest.mark.parametrize(
    "words", ["今天的日报可以发了", "日报", "今天的日报怎么还没发", "把今天的日报发给我", "看一下日报"]
)
async def test_who_gets_the_digest_may_have_it_now_and_others_hear_when_it_comes(database: str, words: str) -> None:
    async with Shop(database, settings(database), SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        before = len(await digests(shop, MANAGER))
        await shop.says(MANAGER, words)
        await shop.expects(MANAGER, "今日要紧的1件", "SO20260309-0001 待审核已")
        assert len(await digests(shop, MANAGER)) == before + 1
        await shop.says(PLANNER, words)
        await shop.expects(PLANNER, "日报每个工作日10:00发给主管")
        await at(shop, "2026-03-11T10:00:00")  # that of the morning comes all the same
        assert len(await digests(shop, MANAGER)) == before + 2


async def test_the_week_is_counted_on_its_successors_first_working_day(database: str) -> None:
    async with Shop(database, settings(database), SetClock(MONDAY)) as shop:
        await placed(shop)
        await placed(shop, "J6P直拉杆")
        await at(shop, "2026-03-10T11:30:00")
        await shop.says(PLANNER, "已解决 0001 排好了")
        await shop.says(SELLER, "取消 0001 客户不要了")  # else it would be told anew
        for day in (11, 12, 13, 14, 15):
            await at(shop, f"2026-03-{day}T10:00:00")
        assert await digests(shop, MANAGER, "周报") == []
        await at(shop, "2026-03-16T10:00:00")
        (text,) = await digests(shop, MANAGER, "周报")
        assert "异常周报 3/9–3/15" in text
        assert "提醒:2件,已处理1件,24小时内1件" in text
        assert "按原因:待审核 2件(1件没完)" in text
        assert "按负责:生产计划 2件(1件没完)" in text
        assert "按产品:" in text
        assert "ZXJ-J6PL 1件" in text
        assert "1. 复盘待审核:进入 待审核 → 通知 负责人:{单号} 到了待审核,上周这里超时2次,请别拖" in text
        await shop.taps(MANAGER, "立规则 1")
        await shop.expects(MANAGER, "规则“复盘待审核”第1版已存下,还没有生效", "先试跑再启用:“试跑 复盘待审核”")
        await shop.says(MANAGER, "立规则 2")
        await shop.expects(MANAGER, "规则“复盘ZLG-J6P”", "产品编号 含 ZLG-J6P")
        await shop.says(MANAGER, "试跑 复盘待审核")
        await shop.expects(MANAGER, "试跑“复盘待审核”第1版:近30天会触发 2 张单")
        await shop.says(MANAGER, "启用 规则 复盘待审核")
        await shop.expects(MANAGER, "第1版已启用,马上生效")
        await placed(shop, "J6P横拉杆")
        assert "到了待审核,上周这里超时2次,请别拖" in "".join(seen.text for seen in await shop.sees(PLANNER))
        assert "3. 必填待审核:离开 待审核 → 必填 照片:完成凭证" in text
        await shop.taps(MANAGER, "立规则 3")
        await shop.expects(MANAGER, "规则“必填待审核”第1版已存下,还没有生效")
        await shop.says(PLANNER, "0002 已排产")  # not in force: nothing is wanted
        await shop.expects(PLANNER, "0002", "已排产")
        assert "4. 必填ZLG-J6P:进入 已出库,如果 产品编号 含 ZLG-J6P → 必填 照片:发货照片" in text
        await shop.says(MANAGER, "试跑 必填待审核")
        await shop.expects(MANAGER, "试跑“必填待审核”第1版:近30天会触发 1 张单")
        await shop.says(MANAGER, "启用 规则 必填待审核")
        await shop.says(PLANNER, "SO20260316-0001 已排产")
        await shop.expects(PLANNER, "排产前要有完成凭证的照片", "请先发照片给我")
        assert await state_of(shop, "SO20260316-0001") == "待审核"
        await shop.says(PLANNER, "进度 SO20260316-0001")
        await shop.expects(PLANNER, "要交:完成凭证(照片)还没有(规则“必填待审核”)")
        await shop.sends_picture(PLANNER, "plan.png")
        await shop.says(PLANNER, "进度 SO20260316-0001")
        await shop.expects(PLANNER, "要交:完成凭证(照片)已有 照片(规则“必填待审核”)")
        await shop.says(PLANNER, "SO20260316-0001 已排产")
        assert await state_of(shop, "SO20260316-0001") == "已排产"
        await placed(shop, "J6P右转向节")
        await shop.says(SELLER, "取消 SO20260316-0002 客户不要了")
        assert await state_of(shop, "SO20260316-0002") == "已取消"  # that needs no proof
        await at(shop, "2026-03-17T10:00:00")
        assert len(await digests(shop, MANAGER, "周报")) == 1


async def state_of(shop: Shop, number: str) -> str:
    async with shop.store.read() as uow:
        order = await uow.orders.by_number(number)
    assert order is not None
    return order.state


async def test_after_a_holiday_the_week_comes_with_the_first_working_day(database: str) -> None:
    start = datetime.fromisoformat("2026-04-03T16:30:00+08:00")  # the Monday after is a holiday
    async with Shop(database, settings(database), SetClock(start)) as shop:
        await at(shop, "2026-04-06T10:00:00")
        assert await digests(shop, MANAGER, "周报") == []
        await at(shop, "2026-04-07T10:00:00")
        (text,) = await digests(shop, MANAGER, "周报")
        assert "异常周报 3/30–4/5" in text
        assert "上一周没有发出过提醒" in text


async def test_each_warehouse_hears_of_its_own_orders_with_the_reason_for_their_rank(database: str) -> None:
    groups = {
        "华东仓": GroupTarget(channel="console", chat="g-warehouse"),
        "华南仓": GroupTarget(channel="console", chat="g-south"),
    }
    async with Shop(database, settings(database, digest_warehouses=groups), SetClock(MONDAY)) as shop:
        await placed(shop)
        await placed(shop, "J6P直拉杆")
        await shop.says(MANAGER, "0002 加标签 华东仓")
        await at(shop, "2026-03-10T11:30:00")
        await at(shop, "2026-03-11T10:00:00")
        (empty, east) = await told(shop, "g-warehouse")
        assert "今天没有超时的订单" in empty
        assert "今日要紧的1件(华东仓)" in east
        assert "SO20260309-0002" in east
        assert "0001" not in east
        assert "提醒后22.5小时" in east
        south = (await told(shop, "g-south"))[-1]
        assert "今天没有超时的订单" in south
        assert "×" in (await digests(shop, MANAGER))[-1].split("排序")[0]
        await at(shop, "2026-03-14T10:00:00")  # a Saturday
        assert len(await told(shop, "g-warehouse")) == 2


async def told(shop: Shop, group: str) -> list[str]:
    entries = await shop.store.console.since(0, 1_000_000)
    cards = [json.loads(entry.card) for entry in entries if entry.chat_id == group and entry.card]
    return [str(card["text"]) for card in cards if "要紧的" in card["text"]]


async def test_how_many_states_were_updated_in_time_is_the_same_as_the_event_log_says(database: str) -> None:
    async with Shop(database, settings(database), SetClock(MONDAY)) as shop:
        for goods in ("J6P左转向节", "J6P直拉杆", "J6P右转向节", "J6P横拉杆"):
            await placed(shop, goods)
        await shop.says(PLANNER, "0001 已排产")  # in time
        await at(shop, "2026-03-10T10:00:00")
        assert "及时率 100%(上次日报以来 1/1 单次" in (await digests(shop, MANAGER))[-1]
        await shop.says(PLANNER, "0002 已排产")
        await at(shop, "2026-03-10T11:30:00")  # 0003 and 0004 are late
        await shop.says(PLANNER, "0003 已排产")
        await at(shop, "2026-03-11T10:00:00")
        said = (await digests(shop, MANAGER))[-1]
        since = datetime.fromisoformat("2026-03-10T10:00:00+08:00")
        in_time = of = 0
        async with shop.store.read() as uow:
            for number in range(1, 5):
                late: datetime | None = None  # in the stay that the log has come to
                for event in await uow.events.of(OrderId(number)):
                    if event.action == "overdue" and event.reason == OVERDUE:
                        late = event.at
                    if event.from_state != event.to_state:
                        if event.at >= since:
                            in_time, of = in_time + (late is None), of + 1
                        late = None
                of += late is not None and late >= since
        assert (in_time, of) == (1, 3)
        assert f"(上次日报以来 {in_time}/{of} 单次" in said


async def test_what_went_wrong_with_a_product_and_what_lacked_may_be_wanted_as_proof(database: str) -> None:
    async with Shop(database, settings(database, use_safety=False), SetClock(MONDAY)) as shop:
        await shop.says(SELLER, "台州恒力 J6P右转向节 60件,18号前到")
        await shop.taps(SELLER, "确认下单")
        await at(shop, "2026-03-10T17:00:00")
        await at(shop, "2026-03-16T10:00:00")
        (text,) = await digests(shop, MANAGER, "周报")
        assert "必填缺料:离开 待审核,如果 缺货 → 必填 照片:供应商回执" in text
        assert "必填ZXJ-J6PR:进入 已出库,如果 产品编号 含 ZXJ-J6PR → 必填 照片:发货照片" in text
        for rule in ("必填缺料", "必填ZXJ-J6PR"):
            place = next(line.split(".")[0] for line in text.splitlines() if f". {rule}:" in line)
            await shop.taps(MANAGER, f"立规则 {place}")
            await shop.says(MANAGER, f"试跑 {rule}")
            await shop.says(MANAGER, f"启用 规则 {rule}")
            await shop.expects(MANAGER, "已启用,马上生效")
        await shop.says(PLANNER, "0001 已排产")
        await shop.expects(PLANNER, "排产前要有供应商回执的照片")
        await shop.says(PLANNER, "进度 0001")
        await shop.expects(PLANNER, "要交:供应商回执(照片)还没有(规则“必填缺料”)")
        await shop.sends_picture(PLANNER, "answer.png")
        await shop.says(PLANNER, "0001 已排产")
        assert await state_of(shop, "SO20260309-0001") == "已排产"
        await shop.says(KEEPER, "进度 0001")
        await shop.expects(KEEPER, "要交:发货照片还没有(规则“必填ZXJ-J6PR”)")
        await shop.says(KEEPER, "0001 已出库 顺丰SF1234567890")
        await shop.expects(KEEPER, "出库前要有发货照片。请先发照片给我")
        await shop.says(KEEPER, "0001 已备料")
        assert await state_of(shop, "SO20260309-0001") == "备料中"
        await shop.sends_picture(KEEPER, "parcel.png", "0001 已出库 顺丰SF1234567890")
        assert await state_of(shop, "SO20260309-0001") == "已出库"


async def test_what_came_up_before_a_weekend_is_counted_once_it_is_a_day_old_without_it(database: str) -> None:
    thursday = datetime.fromisoformat("2026-03-12T09:00:00+08:00")
    async with Shop(database, settings(database), SetClock(thursday)) as shop:
        await placed(shop)
        await placed(shop, "J6P直拉杆")
        await at(shop, "2026-03-12T14:00:00")  # both are late since
        await shop.says(PLANNER, "0001 已解决 排到三号线了")
        await shop.says(SELLER, "取消 0001 客户不要了")  # else it would be told anew
        await at(shop, "2026-03-13T09:00:00")
        await placed(shop, "J6P横拉杆")
        await at(shop, "2026-03-13T14:00:00")  # the third
        counted = []
        for day in (13, 16, 17, 18):
            await at(shop, f"2026-03-{day}T10:00:00")
            if day == 16:
                await shop.says(PLANNER, "SO20260313-0001 已解决 排到四号线了")  # a Saturday and a Sunday later
                await shop.says(SELLER, "取消 SO20260313-0001 客户不要了")
            said = (await digests(shop, MANAGER))[-1].split("24 小时内处理完 ")
            counted.append(said[1].split("。")[0] if len(said) > 1 else "")
        assert counted == ["", "1/2", "1/1", ""]
