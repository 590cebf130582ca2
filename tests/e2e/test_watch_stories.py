"""The stories of what must not slip, in the stories' own company: shortages, breakers, parcels, the morning."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.carriers.webhook import signature
from config.base import GroupTarget
from config.policy import AmendsSpec, CapacitySpec
from config.settings import Carriers, Settings
from handlers.domain.order import OrderId
from storage import tables as t
from tests.e2e.test_order_stories import CHEN, LIN, SUN, WANG, ZHENG, ZHOU, story
from tests.shop import Seen, Shop

HE, XU, CARRIER, SERVICE, STORE = "何采", "许运营", "黄区域", "冯客服", "仓库-缺料预警"
MORNING, SECRET = "华东销售群", "a-secret-of-the-carriers-system"


def watched(url: str, **policy: object) -> Settings:
    """The stories' company with the morning's digest."""
    made = story(url)
    return made.model_copy(update={"policy": made.policy.model_copy(update={"digest_at": "10:00", **policy})})


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """The stories' company on Tuesday morning."""
    async with Shop("", watched(f"sqlite+aiosqlite:///{tmp_path / 'watch.sqlite3'}")) as running:
        yield running


async def at(shop: Shop, when: str) -> None:
    """The clock goes to an instant of the shop's time."""
    shop.clock.set(datetime.fromisoformat(f"{when}+08:00"))
    await shop.waits(seconds=0)


async def about(shop: Shop, who: str, words: str, group: str = "") -> list[Seen]:
    return [seen for seen in await shop.sees(who, group) if words in seen.title and not seen.gone]


async def short_of_bearings(shop: Shop) -> None:
    """博泰 takes the 120 that are there, 鑫源 wants 80 more."""
    for who, text in ((CHEN, "博泰 LT-07 120套 3月18日前到"), (LIN, "台州鑫源 LT-07 80套 3月18日到")):
        await shop.says(who, text)
        await shop.says(who, "确认")
    await shop.waits(seconds=2)


async def test_u4_one_card_one_requisition_and_everybody_waiting_is_released(shop: Shop) -> None:
    await short_of_bearings(shop)
    entries = [
        e for e in await shop.store.console.since(0, 10_000) if e.chat_id == "g-wh" and e.key.startswith("alert:")
    ]
    assert len(entries) == 1
    card = await shop.expects(ZHOU, "LT-07", "缺80套", "安全150套", "建议采购:250套", group=STORE)
    assert "缺80套(要3月18日(周三)到)" in card.text
    assert "瑞安华盛,4天,今天申请约3月14日(周六)到,赶得上3月17日(周二)发货" in card.text
    for qty in (40, 20):
        await shop.says(LIN, f"台州鑫源 LT-07 {qty}套 3月18日到")
        await shop.says(LIN, "确认")
        await shop.says(LIN, "是新单")
        await shop.waits(seconds=2)
    (card,) = await about(shop, ZHOU, "LT-07", STORE)
    assert "缺140套" in card.title
    assert "建议采购:300套" in card.text
    assert "3单在等" in card.card["summary"]
    await shop.says(HE, "发起采购 火星矿石")
    await shop.expects(HE, "没认出“火星矿石”是哪种货")
    for words in ("到货 LT-07 0", "到货 LT-07 -5", "盘点 LT-07 -1"):  # no shortage is reported of it
        await shop.says(ZHOU, words, STORE)
        await shop.expects(ZHOU, "LT-07 的数量要大于零", group=STORE)
    await shop.says(ZHOU, "到货 LT-99 5", STORE)
    await shop.expects(ZHOU, "没有编码是“LT-99”的货", group=STORE)
    await shop.taps(HE, "一键发起采购申请")
    await shop.expects(HE, "PR-0001", "300套", "3月17日(周二)前要用")
    await shop.says(LIN, "SO20260310-0003 到哪了")
    await shop.expects(LIN, "采购申请:PR-0001 LT-07 300套,3月17日(周二)前要用")
    await shop.says(ZHOU, "发起采购 轮毂轴承", STORE)
    await shop.expects(ZHOU, "已发起 PR-0001", group=STORE)
    await shop.says(ZHOU, "发起采购", STORE)
    await shop.expects(ZHOU, "何采 今天 09:12", "已发起 PR-0001", group=STORE)
    await shop.taps(ZHOU, "查看", STORE)
    await shop.expects(ZHOU, "PR-0001", "发起:何采 今天 09:12", "数量:300套", "等到货,3单还缺140套", group=STORE)
    await shop.says(LIN, "到货 LT-07 300")
    await shop.expects(LIN, "库存的事由仓库、采购或主管来办")
    told = len(await shop.sees(LIN))
    await shop.says(ZHOU, "到货 LT-07 300", STORE)
    for _ in range(3):
        await shop.waits(seconds=2)
    assert len(await shop.sees(LIN)) == told + 1  # one message for three orders
    await shop.expects(LIN, "齐料了", "SO20260310-0002", "SO20260310-0003", "SO20260310-0004")
    (card,) = await about(shop, ZHOU, "🟢 LT-07", STORE)
    assert "PR-0001 关闭" in card.text
    for words in ("采购申请 PR-0001", "pr-1", "看一下采购申请PR-0001"):
        await shop.says(LIN, words)
        await shop.expects(LIN, "状态:已关闭", "缺料解除", "发起:何采")
    await shop.says(LIN, "采购申请 PR-0009")
    await shop.expects(LIN, "没有查到采购申请“PR-0009”")


async def test_u4_who_is_told_at_this_level_is_not_said_to_have_been_silent(shop: Shop) -> None:
    await short_of_bearings(shop)
    assert await about(shop, ZHENG, "LT-07")  # that it is not sold any more concerned him at once
    await shop.waits(minutes=21)
    card = (await about(shop, ZHENG, "LT-07"))[-1]
    assert "升级:第2级,何采、仓库群21分钟没有回应" in card.text


@asynccontextmanager
async def earlier(tmp_path: Path) -> AsyncIterator[Shop]:
    """博泰 wants its 604 two days earlier: 304 are there, the line makes 210 a day."""
    line = CapacitySpec(name="线2", skus=("KQ-118",), per_day=Decimal(210))
    async with Shop("", watched(f"sqlite+aiosqlite:///{tmp_path / 'u8.sqlite3'}", capacity=(line,))) as shop:
        async with shop.store.write() as uow:
            await uow.connection.execute(t.products.update().where(t.products.c.sku == "KQ-118").values(lead_days=0))
            await uow.commit()
        for who, text in ((LIN, "鑫源 控制臂 96件 3月20日到"), (CHEN, "博泰 控制臂 604件 3月13日到")):
            await shop.says(who, text)
            await shop.says(who, "确认")
        await shop.says(WANG, "0002 能不能提前到3月11日")
        yield shop


async def test_u8_the_salesperson_answers_with_a_part_while_the_workshop_looks(tmp_path: Path) -> None:
    async with earlier(tmp_path) as shop:
        await shop.expects(WANG, "已收到您对 SO20260310-0002 的改期申请,10分钟内答复您")
        card = await shop.expects(CHEN, "申请改期", "申请已发给生产计划", "现货304/604件", "可先交514件,其余90件")
        assert list(card.buttons)[:2] == ["同意先交514件", "婉拒"]
        (asked,) = await about(shop, SUN, "申请改期")
        assert list(asked.buttons) == ["同意加班", "给出日期", "拒绝"]
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


async def test_u8_the_salesperson_declines_in_words(tmp_path: Path) -> None:
    async with earlier(tmp_path) as shop:
        await shop.says(CHEN, "婉拒 0002")
        await shop.expects(WANG, "这次没法改期", "可先交514件")
        await shop.expects(SUN, "改期没同意", "按现有货和计划来不及")


async def test_u8_the_workshop_s_day_is_told_and_kept_in_both_names(tmp_path: Path) -> None:
    async with earlier(tmp_path) as shop:
        await shop.taps(SUN, "给出日期")
        await shop.says(SUN, "0002 改到3月12日")
        await shop.expects(WANG, "改期已确认", "后天(周四)")
        await shop.expects(CHEN, "改期同意了")
        assert not [seen for seen in await shop.sees(CHEN) if "婉拒" in seen.buttons]
        async with shop.store.read() as uow:
            kept = {one.by: str(one.due) for one in await uow.pledges.of(None)}
        assert kept == {"chen": "2026-03-12", "sun": "2026-03-12"}


async def shipped(shop: Shop, goods: str = "ZJ-2041 30件 3月17日前到") -> None:
    """博泰's order leaves on Tuesday morning."""
    for who, text in ((CHEN, f"博泰 {goods}"), (CHEN, "确认"), (SUN, "0001 已排产")):
        await shop.says(who, text)
    await shop.says(ZHOU, "0001 已出库 顺丰SF1234567890")


async def test_u11_two_rules_what_the_carrier_says_and_the_end_of_it(tmp_path: Path) -> None:
    amends = tuple(AmendsSpec(name=n, yuan=Decimal(y), what="优惠券") for n, y in (("A", 20), ("B", 50), ("C", 80)))
    made = watched(f"sqlite+aiosqlite:///{tmp_path / 'u11.sqlite3'}", amends=amends, amends_most=Decimal(50))
    made = made.model_copy(update={"carriers": Carriers(webhook_secret=SecretStr(SECRET))})
    async with Shop("", made) as shop:
        await shipped(shop)
        await at(shop, "2026-03-11T09:00:00")
        said = {
            "number": "SF1234567890",
            "status": "在途",
            "scans": [{"at": "2026-03-11T08:58:00+08:00", "text": "到达杭州中转场"}],
        }
        body, stamp = json.dumps(said).encode(), str(int(shop.clock.now().timestamp()))
        signed = {"X-Jiedan-Timestamp": stamp, "X-Jiedan-Signature": signature(SECRET, stamp, body)}
        assert (await shop.http.post("/track/webhook", content=body, headers=signed)).status_code == 200
        await at(shop, "2026-03-13T08:57:59")
        assert not await about(shop, CARRIER, "轨迹停更")
        await shop.says(WANG, "在吗")
        await at(shop, "2026-03-13T08:58:00")
        await at(shop, "2026-03-13T09:00:05")
        (card,) = await about(shop, CARRIER, "轨迹停更")
        for words in ("📦 SO20260310-0001 轨迹停更已2天", "在途:2天23小时", "最近轨迹:前天 08:58 到达杭州中转场"):
            assert words in card.text
        assert {"已联系承运商", "改派", "转客服"} <= set(card.buttons)
        script = await shop.expects(SERVICE, "给客户的说明", "方案A", "补偿您50元优惠券")
        assert "80元" not in script.text
        assert {"复制A", "复制B"} <= set(script.buttons)
        await at(shop, "2026-03-13T09:12:00")
        (slow,) = await about(shop, CARRIER, "物流滞留")  # three days under way: another rule, once
        assert "物流滞留已3天" in slow.title
        await at(shop, "2026-03-13T09:31:00")
        await shop.says(CARRIER, "已联系,中转场爆仓,明早到")
        await shop.expects(CARRIER, "物流异常", "明天(周六)到(承运商答复)")
        for title in ("轨迹停更", "物流滞留"):  # one parcel, one answer
            assert "黄区域处理中" in (await about(shop, CARRIER, title))[-1].text
        told = await shop.expects(WANG, "承运商答复预计3月14日(周六)到")
        assert "爆仓" not in told.text
        await at(shop, "2026-03-14T10:20:00")
        assert len([seen for seen in await shop.sees(WANG) if "承运商答复" in seen.text]) == 1
        await shop.says(CARRIER, "0001 已签收")
        await shop.waits(seconds=2)
        assert not [seen for seen in await shop.sees(CARRIER) if "📦" in seen.title and not seen.gone]
        async with shop.store.read() as uow:
            order = await uow.orders.get(OrderId(1))
        assert order.tags == ()
        await shop.says(CARRIER, "承运商准时率")
        await shop.expects(CARRIER, "顺丰到浙江 1单", "停更1单")


async def test_u11_a_scan_that_has_not_been_yet_hushes_nothing_up(tmp_path: Path) -> None:
    made = watched(f"sqlite+aiosqlite:///{tmp_path / 'ahead.sqlite3'}")
    made = made.model_copy(update={"carriers": Carriers(webhook_secret=SecretStr(SECRET))})
    async with Shop("", made) as shop:
        await shipped(shop)
        places = {"2026-03-10": "杭州", "2027-03-10": "未来"}
        scans = [{"at": f"{day}T18:00:00+08:00", "text": f"到达{place}"} for day, place in places.items()]
        body = json.dumps({"number": "SF1234567890", "status": "在途", "scans": scans}).encode()
        await at(shop, "2026-03-10T18:05:00")
        stamp = str(int(shop.clock.now().timestamp()))
        signed = {"X-Jiedan-Timestamp": stamp, "X-Jiedan-Signature": signature(SECRET, stamp, body)}
        assert (await shop.http.post("/track/webhook", content=body, headers=signed)).status_code == 200
        await shop.settles()
        for words in ("0001 到哪了", "SF1234567890 到哪了"):
            card = await asked(shop, words)
            assert "到达杭州" in card
            assert "未来" not in card
        await shop.says(WANG, "SF0000000000 到哪了")
        await at(shop, "2026-03-12T18:00:00")
        assert await about(shop, CARRIER, "轨迹停更")


async def asked(shop: Shop, words: str) -> str:
    """What a customer is answered."""
    await shop.says(WANG, words)
    return (await shop.last(WANG)).text


async def test_who_complains_or_wants_the_boss_gets_a_person(shop: Shop) -> None:
    for words in ("投诉", "找你们老板", "我要投诉你们"):
        assert "RQ-000" in await asked(shop, words)
    await shop.expects(CHEN, "王丽", "投诉")


async def test_u12_the_morning_s_three_in_the_group_worked_off_with_a_conclusion(tmp_path: Path) -> None:
    made = watched(f"sqlite+aiosqlite:///{tmp_path / 'u12.sqlite3'}")
    group = GroupTarget(channel="console", chat="g-sales")
    made = made.model_copy(update={"notify": {**made.notify, "manager": group}})
    async with Shop("", made) as shop:
        for who, text in (
            (CHEN, "博泰 ZJ-2041 20件 3月19日前到"),
            (LIN, "台州鑫源 LT-07 680套 3月20日前到"),
            (LIN, "台州鑫源 ZJ-2042 2件 3月20日前到"),
        ):
            await shop.says(who, text)
            await shop.says(who, "确认")
        await at(shop, "2026-03-12T09:59:59")
        assert not [seen for seen in await shop.sees(LIN, MORNING) if "要紧的" in seen.title]
        await at(shop, "2026-03-12T10:00:00")
        card = await shop.expects(LIN, "今日要紧的", group=MORNING)
        first = card.text.split("1. ")[1].split("\n")[0]
        assert first.startswith("LT-07 轮毂轴承 缺料已")
        assert "采购 何采" in first
        assert "元" not in card.text.split("排序")[0]  # a group with salespeople reads no amounts
        await shop.says(HE, "处理 1 华盛改空运3/14到,费用我方,已告知客户", MORNING)
        await shop.expects(HE, "🟢", "LT-07", "华盛改空运3/14到,费用我方,已告知客户", group=MORNING)
        async with shop.store.read() as uow:
            closed = [one for n in range(1, 6) if (one := await uow.alerts.get(n)) and one.closed_by == "he"]
        assert [one.conclusion for one in closed] == ["华盛改空运3/14到,费用我方,已告知客户"]
        await shop.says(SUN, "SO20260310-0001 已排产")
        await shop.says(LIN, "台州鑫源 KQ-118 12件 3月23日前到")
        await shop.says(LIN, "确认")
        await shop.says(SUN, "SO20260312-0001 已排产")
        await at(shop, "2026-03-13T10:00:00")
        await shop.expects(
            LIN, "前一天的提醒 24 小时内处理完", "状态更新及时率 50%(上次日报以来 1/2 单次没超时)", group=MORNING
        )
        count = len([seen for seen in await shop.sees(LIN, MORNING) if "要紧的" in seen.title])
        await at(shop, "2026-03-15T10:00:00")  # a Sunday
        assert len([seen for seen in await shop.sees(LIN, MORNING) if "要紧的" in seen.title]) == count


async def test_u7_the_order_of_last_week_is_meant_and_orders_that_end_alike_are_told_apart(shop: Shop) -> None:
    for goods in ("ZJ-2041 30件 3月20日前到", "KQ-118 24件 3月25日前到"):
        await shop.says(CHEN, f"博泰 {goods}")
        await shop.says(CHEN, "确认")
        await at(shop, "2026-03-17T09:12:00")
    for words in (
        "上周那单",
        "上周那单呢?",
        "上周那单发了吗",
        "上周的货到哪了",
        "上周二订的转向节发了没",
        "3月10号那单到哪了",
    ):
        await shop.says(WANG, words)
        await shop.expects(WANG, "SO20260310-0001 待审核")
    await shop.says(WANG, "今天下的单排了吗")
    await shop.expects(WANG, "SO20260317-0001 待审核")
    await shop.says(WANG, "我的货到哪了")
    card = await shop.expects(WANG, "您好王丽,您有2张未完成的订单", "1. SO20260317-0001", "2. SO20260310-0001")
    assert "“SO20260317-0001 到哪了”“SO20260310-0001 到哪了”" in card.text
    await shop.says(WANG, "SO20260310-0001 到哪了")
    await shop.expects(WANG, "SO20260310-0001 待审核")
    await shop.says(WANG, "上个月那单发了吗")  # none was placed then: not guessed
    await shop.expects(WANG, "您有2张未完成的订单")
