"""A parcel is stuck: what logistics does about it, what the customer is told and offered, what is learned from it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.clock import SetClock
from config.policy import AmendsSpec, CustomerPolicy
from config.settings import Carriers
from handlers.domain.order import Order
from tests.e2e.test_tracking import BUYER, CARRIER, KEEPER, MONDAY, NUMBER, PLANNER, SELLER, ships, titles
from tests.e2e.test_tracking import settings as tracked
from tests.shop import Shop, with_policy

SERVICE, PLACE = "客服小美", "浙江"
SCHEMES = tuple(AmendsSpec(name=n, yuan=Decimal(y), what="优惠券") for n, y in (("A", 20), ("B", 50), ("C", 80)))


@asynccontextmanager
async def stuck(database: str, *, most: int = 50, own: int | None = None) -> AsyncIterator[Shop]:
    """An order that left on Monday 16:30 and of which nobody has heard for two days."""
    clock = SetClock(MONDAY)
    made = tracked(database, Carriers())
    customers = {} if own is None else {"C001": CustomerPolicy(amends_most=Decimal(own))}
    made = with_policy(made, amends=SCHEMES, amends_most=Decimal(most), customers=customers)
    async with Shop(database, made, clock) as shop:
        await shop.says(BUYER, "在吗")
        await ships(shop)
        await shop.waits(hours=48)
        yield shop


async def words_for(shop: Shop, voice: str) -> str:
    """The one card with the words, as it stands."""
    (card,) = [seen for seen in await shop.sees(SERVICE) if "给客户的说明" in seen.title and not seen.gone]
    assert f"语气:{voice}" in card.text
    return card.text


async def test_the_words_for_the_customer_offer_what_the_contract_allows_in_three_voices(database: str) -> None:
    async with stuck(database) as shop:
        card = await shop.expects(SERVICE, "给客户的说明", "方案A", "方案B", "语气:正式")
        for words in (
            "SO20260309-0001",
            "转向节",
            "2件",
            "3月9日(周一)16:30起",
            "补偿您20元优惠券",
            "补偿您50元优惠券",
        ):
            assert words in card.text
        assert "方案C" not in card.text
        assert "80元" not in card.text
        await shop.taps(SERVICE, "复制A")
        copied = await shop.last(SERVICE)
        assert copied.text.startswith("您好,您的订单SO20260309-0001")
        assert copied.text.endswith("我们补偿您20元优惠券。")
        await shop.taps(SERVICE, "换亲切语气")
        assert "送您50元优惠券,一点心意" in await words_for(shop, "亲切")
        await shop.taps(SERVICE, "换简短语气")
        assert "补偿您50元优惠券" in await words_for(shop, "简短")
        await shop.taps(SERVICE, "复制B")
        assert (await shop.last(SERVICE)).text.endswith("已在催,有消息马上告诉您。补偿您50元优惠券。")
        await shop.says(SERVICE, "复制C 0001")
        await shop.expects(SERVICE, "没有这个补偿方案", "A、B")
        assert len([title for title in await titles(shop, SERVICE) if "给客户的说明" in title]) == 1
        await shop.says(SERVICE, "0001 修改记录")
        await shop.expects(SERVICE, "补偿方案A 20元优惠券", "补偿方案B 50元优惠券", "超时提醒(轨迹停更)")


async def test_a_customers_own_contract_counts_and_without_one_nothing_is_offered(database: str) -> None:
    async with stuck(database, own=20) as shop:
        card = await shop.expects(SERVICE, "方案A")
        assert "方案B" not in card.text


async def test_where_nothing_is_agreed_the_words_only_explain(database: str) -> None:
    async with stuck(database, most=0) as shop:
        card = await shop.expects(SERVICE, "没有合同内的补偿方案", "给您添麻烦了")
        assert "元" not in card.text
        await shop.taps(SERVICE, "复制")
        assert "元" not in (await shop.last(SERVICE)).text
        await shop.says(BUYER, "复制 0001")
        assert "给客户的说明" not in (await shop.last(BUYER)).text


async def test_what_the_carrier_answers_is_kept_told_once_and_over_when_it_is_there(database: str) -> None:
    async with stuck(database) as shop:
        await shop.expects(CARRIER, "📦", "轨迹停更已2天", "在途")
        await shop.says(CARRIER, "已联系,中转场爆仓,明早到")
        await shop.expects(CARRIER, "处理中", "标签:物流异常", "(承运商答复)")
        told = await shop.expects(BUYER, "在路上耽搁了", "预计3月12日(周四)到")
        assert "爆仓" not in told.text
        await shop.says(CARRIER, "0001 已联系承运商,明早到")  # said twice
        news = [seen for seen in await shop.sees(BUYER) if "在路上耽搁了" in seen.text]
        assert len(news) == 1
        await shop.says(BUYER, "我的货到哪了")
        await shop.expects(BUYER, "明天(周四)到(承运商答复)")
        await shop.restarts()
        await shop.waits(hours=20)
        await shop.says(CARRIER, "0001 已签收")
        order = await order_of(shop)
        assert order.tags == ()
        async with shop.store.read() as uow:
            (journey,) = await uow.parcels.journeys(MONDAY, PLACE)
        assert journey.days(ZoneInfo("Asia/Shanghai")) == 3
        assert journey.silence >= timedelta(hours=48)
        assert (journey.promised, journey.carrier) == (date(2026, 3, 10), "shunfeng")
        await shop.says(CARRIER, "承运商准时率")
        await shop.expects(
            CARRIER, "顺丰到浙江 1单:一般3天,准时0/1、前后一天内0/1,停更1单共2天20小时", "停更的时间也算"
        )
        page = (await shop.http.get("/metrics")).text
        assert 'jiedan_arrival_days_told{kept="within_24h"} 0.0' in page
        assert 'jiedan_arrival_days_told{kept="missed"} 1.0' in page
        await shop.says(BUYER, "承运商准时率")
        assert "顺丰到浙江" not in (await shop.last(BUYER)).text
        await shop.taps(SERVICE, "复制A")
        await shop.expects(SERVICE, "不用再给客户这段话了")


async def test_the_card_asks_for_what_it_needs_and_hands_over(database: str) -> None:
    async with stuck(database) as shop:
        await shop.taps(CARRIER, "已联系承运商")
        await shop.expects(CARRIER, "承运商怎么说")
        await shop.says(CARRIER, "还在找")
        await shop.expects(CARRIER, "处理中")
        assert not [seen for seen in await shop.sees(BUYER) if "承运商答复" in seen.text]  # no day, none invented
        await shop.taps(CARRIER, "转客服")
        await shop.expects(SERVICE, "这件事转给你了")
        await shop.taps(CARRIER, "改派")
        await shop.says(CARRIER, "中通")
        await shop.expects(CARRIER, "里没有运单号")
        await shop.says(CARRIER, "中通 ZT12345678")
        order = await order_of(shop)
        assert order.tracking == "中通 ZT12345678"
        await shop.waits(seconds=2)
        assert "🟢 SO20260309-0001 轨迹停更已解决" in await titles(shop, CARRIER)  # a new parcel, a new clock


async def order_of(shop: Shop) -> Order:
    async with shop.store.read() as uow:
        order = await uow.orders.by_number("SO20260309-0001")
        assert order is not None
        return order


async def travels(shop: Shop, days: tuple[int, ...]) -> None:
    """Orders that left one after the other with 顺丰 and were signed for after so many days."""
    for number, took in enumerate(days, 1):
        await shop.says(SELLER, "台州恒力 J6P左转向节 2件,30号前到")
        await shop.taps(SELLER, "确认下单")
        tail = (await shop.last(SELLER)).text.split("SO")[1][:13][-4:]
        await shop.says(PLANNER, f"{tail} 已排产")
        await shop.says(KEEPER, f"{tail} 已出库 顺丰SF90000000{number:02d}")
        shop.clock.set(shop.clock.now() + timedelta(days=took))
        await shop.says(CARRIER, f"{tail} 已签收")


async def test_carriers_are_measured_and_the_range_is_told_with_its_basis(database: str) -> None:
    made = with_policy(tracked(database, Carriers()), duplicate_days=0)
    async with Shop(database, made, SetClock(MONDAY)) as shop:
        await shop.says(KEEPER, "到货 ZXJ-J6PL 96")
        await travels(shop, (2, 2, 4))
        shop.clock.set(datetime.fromisoformat("2026-04-06T10:00:00+08:00"))
        await shop.says(SELLER, "台州恒力 J6P左转向节 2件,30号前到")
        await shop.taps(SELLER, "确认下单")
        await shop.says(PLANNER, "SO20260406-0001 已排产")
        await shop.says(KEEPER, f"SO20260406-0001 已出库 顺丰{NUMBER}")
        await shop.says(SELLER, "SO20260406-0001 到哪了")
        assert "最近" not in (await shop.expects(SELLER, "预计:", "到")).text  # three parcels say nothing yet
        await shop.says(CARRIER, "SO20260406-0001 已签收")
        shop.clock.set(datetime.fromisoformat("2026-04-06T10:10:00+08:00"))
        await travels(shop, (2,))
        shop.clock.set(datetime.fromisoformat("2026-04-13T10:00:00+08:00"))
        await shop.says(SELLER, "台州恒力 J6P左转向节 2件")
        await shop.expects(SELLER, "最早4月17日")  # a promise counts on nine in ten: four days
        await shop.taps(SELLER, "确认下单")
        await shop.says(PLANNER, "SO20260413-0001 已排产")
        await shop.says(KEEPER, "SO20260413-0001 已出库 顺丰SF7777777777")
        await shop.says(SELLER, "SO20260413-0001 到哪了")
        await shop.expects(SELLER, "后天(周三)到", "最晚", "4月17日", "按顺丰到浙江最近5单")
        await shop.waits(hours=73)  # not yet: a stall is what takes longer than usual
        assert not [title for title in await titles(shop, CARRIER) if "0413-0001" in title and "物流滞留" in title]
        await shop.waits(hours=23)
        assert [title for title in await titles(shop, CARRIER) if "0413-0001" in title and "物流滞留" in title]


async def test_what_becomes_due_at_night_is_told_to_everybody_in_the_morning(database: str) -> None:
    clock = SetClock(MONDAY + timedelta(hours=6))  # Monday 22:30
    made = with_policy(tracked(database, Carriers()), amends=SCHEMES, amends_most=Decimal(50))
    async with Shop(database, made, clock) as shop:
        await shop.says(BUYER, "在吗")
        await ships(shop)
        clock.set(MONDAY + timedelta(days=2, hours=6, seconds=30))  # Wednesday 22:30, in quiet hours
        await shop.waits(seconds=0)
        assert not [title for title in await titles(shop, SERVICE) if "给客户的说明" in title]
        assert "没有新消息" not in (await shop.last(BUYER)).text
        clock.set(MONDAY + timedelta(days=2, hours=15, minutes=30))  # 08:00
        await shop.waits(seconds=0)
        await shop.expects(SERVICE, "给客户的说明", "方案A")
        await shop.expects(BUYER, "SO20260309-0001", "没有新消息")
        told = [seen for seen in await shop.sees(BUYER) if "没有新消息" in seen.text]
        assert len(told) == 1
        clock.set(MONDAY + timedelta(days=2, hours=18))
        await shop.waits(seconds=0)
        assert len([title for title in await titles(shop, SERVICE) if "给客户的说明" in title]) == 1
