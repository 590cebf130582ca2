"""Story U11: a parcel that stands still."""

import json
from decimal import Decimal
from pathlib import Path

from pydantic import SecretStr

from bot.carriers.webhook import signature
from config.policy import AmendsSpec
from config.settings import Carriers
from handlers.domain.order import OrderId
from tests.e2e.stories.conftest import CARRIER, CHEN, SERVICE, SUN, WANG, ZHOU, about, at, story
from tests.shop import Shop

SECRET = "a-secret-of-the-carriers-system"


async def shipped(shop: Shop, goods: str = "ZJ-2041 30件 3月17日前到") -> None:
    """博泰's order leaves on Tuesday morning."""
    for who, text in ((CHEN, f"博泰 {goods}"), (CHEN, "确认"), (SUN, "0001 已排产")):
        await shop.says(who, text)
    await shop.says(ZHOU, "0001 已出库 顺丰SF1234567890")


async def test_u11_two_rules_what_the_carrier_says_and_the_end_of_it(tmp_path: Path) -> None:
    amends = tuple(AmendsSpec(name=n, yuan=Decimal(y), what="优惠券") for n, y in (("A", 20), ("B", 50), ("C", 80)))
    made = story(tmp_path, digest_at="10:00", amends=amends, amends_most=Decimal(50))
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
    made = story(tmp_path)
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
