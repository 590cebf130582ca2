"""Nothing slips: what is late is told, level by level, until somebody has dealt with it. On the test clock, by HTTP."""

import re
from collections import Counter
from datetime import date, datetime

from sqlalchemy import event, update

from bot.app import OFFICE
from bot.clock import SetClock
from bot.commands.dead import another_life
from config.policy import CHECKS, AwaySpec
from config.settings import Settings
from storage import tables
from tests.shop import Seen, Shop, demo_settings, with_policy

SELLER, PLANNER, MANAGER, KEEPER = "陈海波", "孙福根", "张厂长", "蔡国平"
MONDAY = datetime.fromisoformat("2026-03-09T16:30:00+08:00")
SCREENS = ("u01", "u14", "u23", "u09", "u25")


GONE = tuple(AwaySpec(user=user, since=date(2026, 3, 1), until=date(2026, 3, 31)) for user in ("u15", "u16", "u24"))

QUIET = {**CHECKS, "stop": "off"}  # goods go down to nothing, and no alert tells of it


def settings(database: str, **policy: object) -> Settings:
    """The sample company without groups; of the planners and managers one each is there."""
    made = demo_settings(database, notify={})
    console = made.channels.console.model_copy(update={"people": SCREENS})
    made = made.model_copy(update={"channels": made.channels.model_copy(update={"console": console})})
    return with_policy(made, **{"away": GONE, "use_safety": True, "checks": QUIET, **policy})


async def at(shop: Shop, when: str) -> None:
    """The clock goes to an instant of the shop's time."""
    shop.clock.set(datetime.fromisoformat(f"{when}+08:00"))
    await shop.waits(seconds=0)


async def alerts(shop: Shop, who: str) -> list[Seen]:
    return [seen for seen in await shop.sees(who) if not seen.gone and ("⏰" in seen.title or "🟢" in seen.title)]


async def new(shop: Shop) -> int:
    """How many cards about alerts were ever sent to anybody."""
    found = [e for e in await shop.store.console.since(0, 10_000) if e.card and e.key.startswith("alert:")]
    return len(found)


async def placed(shop: Shop, goods: str = "J6P左转向节") -> None:
    await shop.says(SELLER, f"台州恒力 {goods} 2件,18号前到")
    await shop.taps(SELLER, "确认下单")


async def test_the_breaker_climbs_until_somebody_takes_it_and_ends_where_the_order_moves_on(database: str) -> None:
    async with Shop(database, settings(database), SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-09T20:30:00")
        assert await new(shop) == 0
        await at(shop, "2026-03-10T11:29:59")
        await shop.restarts()
        assert await new(shop) == 0
        await at(shop, "2026-03-10T11:30:00")
        (card,) = await alerts(shop, PLANNER)
        assert "待审核已4工作小时" in card.text
        assert {"排产", "我来处理", "静音2小时", "已解决"} <= set(card.buttons)
        await shop.restarts()
        await shop.waits(seconds=1)
        assert await new(shop) == 1
        await at(shop, "2026-03-10T11:49:59")
        assert await alerts(shop, MANAGER) == []
        await at(shop, "2026-03-10T11:50:00")
        (card,) = await alerts(shop, MANAGER)
        assert "第2级,孙福根20分钟没有回应" in card.text
        await at(shop, "2026-03-10T11:52:10")
        await shop.taps(MANAGER, "我来处理")
        for who in (MANAGER, PLANNER):
            (card,) = await alerts(shop, who)
            assert "张厂长处理中" in card.text
        await at(shop, "2026-03-10T13:22:09")
        assert await new(shop) == 2
        await at(shop, "2026-03-10T13:22:10")
        assert "接手后还没有进展" in (await alerts(shop, MANAGER))[-1].text
        await at(shop, "2026-03-10T13:41:00")
        await shop.says(PLANNER, "0001 已排产")
        await shop.waits(seconds=1)
        for who in (MANAGER, PLANNER):
            for card in await alerts(shop, who):
                assert "🟢" in card.title
                assert "5.2工作小时" in card.text
        assert await new(shop) == 3
        await at(shop, "2026-03-12T10:00:00")
        late = [
            card
            for who in (MANAGER, PLANNER)
            for card in await alerts(shop, who)
            if "⏰" in card.title and "待审核" in card.title
        ]
        assert late == []  # that nobody prepares the order since is another matter


async def late(shop: Shop) -> None:
    """An order that nobody scheduled, and its planner has heard of it."""
    await placed(shop)
    await at(shop, "2026-03-10T11:30:00")


async def test_an_alert_is_answered_in_words(database: str) -> None:
    async with Shop(database, settings(database), SetClock(MONDAY)) as shop:
        await late(shop)
        await shop.says(PLANNER, "为什么提醒我")
        await shop.expects(PLANNER, "从昨天 16:30算起,现在已4工作小时", "今天 11:30 第1级 孙福根")
        await shop.says(PLANNER, "静音2小时")
        await shop.expects(PLANNER, "静音到今天 13:30")
        await at(shop, "2026-03-10T13:29:59")
        assert await alerts(shop, MANAGER) == []
        await at(shop, "2026-03-10T13:30:00")
        await shop.expects(PLANNER, "静音时间到了")
        await shop.says(PLANNER, "转给张三丰 0001")
        await shop.expects(PLANNER, "没有找到同事“张三丰”", "转给谁")
        await shop.says(PLANNER, "张厂长")
        await shop.expects(PLANNER, "张厂长处理中")
        await shop.expects(MANAGER, "这件事转给你了")
        await shop.says(MANAGER, "已解决")
        await shop.expects(MANAGER, "结论是什么")
        await shop.says(MANAGER, "模具坏了,明早排")
        await shop.expects(MANAGER, "🟢", "模具坏了,明早排", "张厂长")
        assert "模具坏了,明早排" in (await alerts(shop, PLANNER))[-1].text
        await at(shop, "2026-03-10T17:00:00")  # before another whole term is over (tests/e2e/test_alert_again.py)
        assert "⏰" not in (await shop.last(PLANNER)).title
        await shop.says(PLANNER, "我来处理")
        assert "处理中" not in (await shop.last(PLANNER)).text


async def test_who_took_it_names_a_day_and_is_left_alone_until_it_is_over(database: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await late(shop)
        await shop.taps(PLANNER, "我来处理")
        await at(shop, "2026-03-10T13:00:00")
        await shop.expects(PLANNER, "接手后还没有进展,请定日期,或转给别人")
        await shop.taps(PLANNER, "定日期")
        await shop.expects(PLANNER, "哪天能好")
        await shop.says(PLANNER, "尽快")
        await shop.expects(PLANNER, "“尽快”里没有以后的日期")
        await shop.says(PLANNER, "后天上午排")
        await shop.expects(PLANNER, "孙福根处理中", "原因:定在3月12日(后天上午排)")
        told = len([seen for seen in await shop.sees(PLANNER) if "接手后还没有进展" in seen.text])
        await shop.restarts()
        await at(shop, "2026-03-12T17:30:00")
        assert len([seen for seen in await shop.sees(PLANNER) if "接手后还没有进展" in seen.text]) == told
        await at(shop, "2026-03-13T09:00:00")
        await shop.expects(PLANNER, "接手后还没有进展")


async def test_a_second_answer_sees_who_was_first(database: str) -> None:
    async with Shop(database, settings(database), SetClock(MONDAY)) as shop:
        await late(shop)
        await at(shop, "2026-03-10T11:50:00")
        stale = (await alerts(shop, MANAGER))[-1]
        await shop.taps(PLANNER, "我来处理")
        await shop.taps(MANAGER, "我来处理", card=stale)
        assert "孙福根处理中" in (await alerts(shop, MANAGER))[-1].text
        async with shop.store.read() as uow:
            (alert,) = await uow.alerts.open()
        assert alert.taken_by == "u14"


async def test_customers_answer_no_alert(database: str) -> None:
    async with Shop(database, settings(database), SetClock(MONDAY)) as shop:
        await late(shop)
        card = (await alerts(shop, PLANNER))[-1]
        customer = "恒力-李采购"
        body = {"user": "u25", "chat": "d-u25", "client_id": "x", "action": card.buttons["我来处理"], "entry": 1}
        assert await shop.posts("/console/tap", body) == 200
        await shop.settles()
        await shop.says(customer, "我来处理 0001")
        async with shop.store.read() as uow:
            (alert,) = await uow.alerts.open()
        assert (alert.state.value, alert.taken_by) == ("open", "")


async def test_a_group_is_told_with_its_people_and_whoever_stands_in_is_named(database: str) -> None:
    away = (*GONE, AwaySpec(user="u14", since=date(2026, 3, 10), until=date(2026, 3, 10), instead="u15"))
    away = tuple(one for one in away if one.user != "u15")
    made = settings(database, away=away)
    groups = demo_settings(database).notify
    console = made.channels.console.model_copy(update={"groups": ("g06",)})
    channels = made.channels.model_copy(update={"console": console})
    made = made.model_copy(update={"notify": groups, "channels": channels})
    async with Shop(database, made, SetClock(MONDAY)) as shop:
        await late(shop)
        (card,) = [seen for seen in await shop.sees(PLANNER, "生产调度群") if "⏰" in seen.title]
        assert card.mention == ["u15"]
        await shop.taps(PLANNER, "我来处理", "生产调度群")
        (card,) = [seen for seen in await shop.sees(PLANNER, "生产调度群") if "⏰" in seen.title and not seen.gone]
        assert "孙福根处理中" in card.text


async def test_what_is_prepared_too_long_gives_three_people_something_to_do_once(database: str) -> None:
    screens = (*SCREENS, "u12")
    made = settings(database)
    console = made.channels.console.model_copy(update={"people": screens})
    made = made.model_copy(update={"channels": made.channels.model_copy(update={"console": console})})
    async with Shop(database, made, SetClock(MONDAY)) as shop:
        await placed(shop)
        await shop.says(PLANNER, "0001 已排产")
        await shop.says(KEEPER, "0001 已备料")
        await at(shop, "2026-03-12T16:29:00")  # eight hours a day, three days
        await at(shop, "2026-03-12T16:30:00")
        await shop.restarts()
        await shop.waits(minutes=1)
        buyer = [s for s in await shop.sees("赵丽") if "采购待办" in s.title]
        keeper = [s for s in await shop.sees(KEEPER) if "缺料清单" in s.title]
        seller = [s for s in await shop.sees(SELLER) if "给客户的说明" in s.title]
        assert [len(one) for one in (buyer, keeper, seller)] == [1, 1, 1]
        assert "您的订单SO20260309-0001" in seller[0].text
        assert "同一件事也发给了采购(采购待办)、仓库(缺料清单)" in seller[0].text
        assert "同一件事也发给了仓库(缺料清单)、业务员(给客户的说明)" in buyer[0].text


async def test_silent_and_slow_carriers_are_two_alerts_each_told_once(database: str) -> None:
    made = settings(database)
    console = made.channels.console.model_copy(update={"people": (*SCREENS, "u19", "u21")})
    made = made.model_copy(update={"channels": made.channels.model_copy(update={"console": console})})
    async with Shop(database, made, SetClock(MONDAY)) as shop:
        await placed(shop)
        await shop.says(PLANNER, "0001 已排产")
        await shop.says(KEEPER, "0001 已出库 顺丰SF1234567890")
        await at(shop, "2026-03-11T16:29:59")
        assert [s for s in await shop.sees("老丁") if "📦" in s.title] == []
        await at(shop, "2026-03-11T16:30:00")
        (silent,) = [s for s in await shop.sees("老丁") if "📦" in s.title]
        assert "轨迹停更已2天" in silent.text
        assert [s for s in await shop.sees("客服小美") if "给客户的说明" in s.title]
        await shop.says("老丁", "0001 已出库 顺丰SF9999999999")  # news: another waybill
        await shop.waits(seconds=1)
        assert "🟢" in [s for s in await shop.sees("老丁") if "轨迹停更" in s.title][-1].title
        await at(shop, "2026-03-12T16:30:00")
        titles = [s.title for s in await shop.sees("老丁") if "📦" in s.title and not s.gone]
        assert any("物流滞留已3天" in title for title in titles)


async def test_a_deadline_that_cannot_be_served_holds_no_other_up(database: str) -> None:
    async with Shop(database, settings(database), SetClock(MONDAY)) as shop:
        await placed(shop)
        await placed(shop, "J6P直拉杆")
        async with shop.store.write() as uow:
            ids = [d.id for d in await uow.deadlines.standing() if d.kind == "state_overdue"]
            lines = update(tables.orders).where(tables.orders.c.number == "SO20260309-0001")
            await uow.connection.execute(lines.values(evidence=["not evidence"]))
            await uow.commit()
        await at(shop, "2026-03-10T11:30:00")
        assert len(await alerts(shop, PLANNER)) == 1  # the other one
        for minutes in (1, 2, 5, 10, 20):
            await shop.waits(minutes=minutes)
        async with shop.store.read() as uow:
            (dead,) = await uow.deadlines.standing("dead")
        assert dead.id == ids[0]
        assert dead.attempts == 5


async def test_a_deadline_that_dies_again_alarms_the_operators_again_once(database: str) -> None:
    made = settings(database).model_copy(update={"ops": ("u14",)})
    async with Shop(database, made, SetClock(MONDAY)) as shop:
        await placed(shop)
        async with shop.store.write() as uow:
            lines = update(tables.orders).where(tables.orders.c.number == "SO20260309-0001")
            await uow.connection.execute(lines.values(evidence=["not evidence"]))
            await uow.commit()
        for deaths in (1, 2, 3):
            await at(shop, f"2026-03-{9 + deaths}T11:30:00")
            for minutes in (1, 2, 5, 10, 20):
                await shop.waits(minutes=minutes)
            async with shop.store.read() as uow:
                (dead,) = await uow.deadlines.standing("dead")
            assert len([s for s in await shop.sees(PLANNER) if "有到期的提醒处理不了" in s.title + s.text]) == deaths
            assert await another_life(shop.store, "due", dead.id, dead.id)
            assert not await another_life(shop.store, "due", dead.id, dead.id)


async def test_one_product_short_for_many_orders_is_one_card_with_one_requisition(database: str) -> None:
    made = settings(database, checks={**CHECKS, "duplicate": "off", "credit": "off"}, use_safety=False)
    console = made.channels.console.model_copy(update={"people": (*SCREENS, "u02", "u12")})
    made = made.model_copy(update={"channels": made.channels.model_copy(update={"console": console})})
    async with Shop(database, made, SetClock(MONDAY)) as shop:
        buyer = "赵丽"
        for customer, qty in (("台州恒力", 30), ("济南鲁通", 12), ("台州恒力", 5)):
            await shop.says(SELLER, f"{customer} J6P左转向节 {qty}件,18号前到")
            await shop.taps(SELLER, "确认下单")
            await shop.waits(seconds=1)
        cards = [s for s in await shop.sees(buyer) if "缺" in s.title]
        (card,) = cards
        assert "ZXJ-J6PL" in card.title
        assert "缺47件" in card.title  # four are there, but safety stock is not sold
        assert "SO20260309-0003" in card.text
        assert "3单" in card.card["summary"]
        assert "建议采购:64件" in card.text  # 47 and the 16 that the safety stock lacks, in boxes of two
        await shop.taps(buyer, "一键发起采购申请")
        await shop.expects(buyer, "已发起采购申请 PR-0001", "64件")
        await shop.says(KEEPER, "发起采购")
        await shop.expects(KEEPER, "赵丽", "已发起 PR-0001", "不用再发起")
        await shop.says(KEEPER, "发起采购申请 zxj-j6pl")
        await shop.expects(KEEPER, "已发起 PR-0001", "不用再发起")
        await shop.says(SELLER, "发起采购申请 ZXJ-J6PL")
        await shop.expects(SELLER, "采购申请由采购、仓库或主管发起")
        await shop.says(KEEPER, "发起采购申请 ZXJ-J6PR")
        await shop.expects(KEEPER, "现在不用采购了")
        await shop.waits(seconds=1)
        (card,) = [s for s in await shop.sees(buyer) if "缺" in s.title]
        assert "PR-0001" in card.text
        await shop.says(KEEPER, "到货 ZXJ-J6PL 96")
        for _ in range(4):
            await shop.waits(seconds=1)
        last = [s for s in await shop.sees(buyer) if "转向节" in s.title][-1]
        assert "🟢" in last.title
        assert "缺料解除" in last.text
        async with shop.store.read() as uow:
            assert len(await uow.requisitions.all()) == 1


async def test_the_morning_digest_comes_once_on_working_days(database: str) -> None:
    async with Shop(database, settings(database), SetClock(MONDAY)) as shop:

        async def digests() -> list[str]:
            return [seen.text for seen in await shop.sees(MANAGER) if "要紧的" in seen.title]

        await at(shop, "2026-03-10T09:59:59")
        assert await digests() == []
        await at(shop, "2026-03-10T10:00:00")
        assert ["今天没有超时" in text for text in await digests()] == [True]
        await placed(shop)
        await placed(shop, "J6P直拉杆")
        await shop.restarts()
        await at(shop, "2026-03-11T10:00:00")
        await shop.restarts()
        await shop.waits(minutes=1)
        (_, second) = await digests()
        assert "1. SO20260310-0001 待审核已8工作小时 生产计划" in second
        assert "排序:提醒后的小时数 × 金额" in second
        await at(shop, "2026-03-13T10:00:00")
        assert len(await digests()) == 3  # Thursday was slept through
        for day in ("14", "15"):
            await at(shop, f"2026-03-{day}T10:00:00")
        assert len(await digests()) == 3
        await at(shop, "2026-03-16T10:00:00")
        assert len(await digests()) == 4


async def test_a_digest_that_was_switched_off_is_not_sent(database: str) -> None:
    async with Shop(database, settings(database), SetClock(MONDAY)):
        pass
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await at(shop, "2026-03-10T10:00:00")
        assert [seen for seen in await shop.sees(MANAGER) if "要紧的" in seen.title] == []


async def test_orders_that_are_late_together_are_looked_up_together(database: str) -> None:
    """What is asked of the database grows with the number of transactions, and not with that of the orders."""
    asked: Counter[str] = Counter()

    def watch(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked[statement] += 1

    async with Shop(database, settings(database), SetClock(MONDAY)) as shop:
        for pieces in range(2, 14):
            await shop.says(SELLER, f"台州恒力 J6P左转向节 {pieces}件,18号前到")
            await shop.says(SELLER, "1")
        shop.clock.set(datetime.fromisoformat("2026-03-10T11:30:00+08:00"))
        made = shop.store._database._engine
        engine = getattr(made, "sync_engine", made)
        event.listen(engine, "before_cursor_execute", watch)
        assert shop._app is not None
        try:
            assert await shop._app[OFFICE].timers.tick() >= 12
        finally:
            event.remove(engine, "before_cursor_execute", watch)
        of_alarms = {text: times for text, times in asked.items() if re.search(r"alert|event|deadline|outbox", text)}
        assert of_alarms
        assert {text: times for text, times in of_alarms.items() if times >= 12} == {}
