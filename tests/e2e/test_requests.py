"""What customers ask, want and hear, in 微信客服 on the test clock: never a guess, always somebody, one answer."""

import json
from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from bot.carriers.webhook import signature
from bot.clock import SetClock
from config.settings import Carriers
from handlers.domain.request import Kind
from handlers.domain.wish import wish
from tests.e2e.conftest import KfShop, open_kf_shop
from tests.shop import demo_settings, with_policy

BUYER, OTHER, SELLER, KEEPER, PLANNER, LOGISTICS, SERVICE = "u25", "u26", "u01", "u09", "u14", "u19", "u21"
FIRST, SECOND = "SO20260310-0001", "SO20260310-0002"
SECRET = "a-secret-of-the-warehouse-system"
NUMBER = "SF1234567890"


@pytest.fixture
async def kf_shop(database: str, clock: SetClock) -> AsyncIterator[KfShop]:
    """Customers in 微信客服, staff in WeCom, and a system that reports scans."""
    settings = demo_settings(database, carriers=Carriers(webhook_secret=SecretStr(SECRET)))
    checks = {**settings.policy.checks, "stop": "off"}
    async with open_kf_shop(with_policy(settings, use_safety=True, digest_at="", checks=checks), clock) as running:
        yield running


async def orders(kf_shop: KfShop, goods: str = "J6P左转向节 2件,18号前到") -> None:
    await kf_shop.says(BUYER, goods)
    await kf_shop.presses(BUYER, "确认下单")


async def ships(kf_shop: KfShop, tail: str = "0001") -> None:
    await kf_shop.staff_says(PLANNER, f"{tail} 已排产")
    await kf_shop.staff_says(KEEPER, f"{tail} 已出库 顺丰{NUMBER}")


async def scans(kf_shop: KfShop, status: str, at: str, text: str) -> None:
    said = {"number": NUMBER, "status": status, "scans": [{"at": f"{at}+08:00", "text": text}]}
    body, stamp = json.dumps(said).encode(), str(int(kf_shop.shop.clock.now().timestamp()))
    headers = {"X-Jiedan-Timestamp": stamp, "X-Jiedan-Signature": signature(SECRET, stamp, body)}
    assert (await kf_shop.shop.http.post("/track/webhook", content=body, headers=headers)).status_code == 200
    await kf_shop.shop.settles()


async def taps(kf_shop: KfShop, who: str, label: str) -> None:
    card = next(c for c in reversed(kf_shop.wecom.seen[who]) if label in c.buttons)
    assert await kf_shop.wecom.callback_tap(who, card, label) == [200]
    await kf_shop.shop.settles()


async def test_where_is_it_is_answered_with_the_scan_and_an_honest_day(kf_shop: KfShop) -> None:
    kf = kf_shop.kf
    await orders(kf_shop)
    await ships(kf_shop)
    await scans(kf_shop, "在途", "2026-03-10T09:12:00", "到达宁波中转场")
    await kf_shop.says(BUYER, "我的货到哪了")
    for words in (FIRST, "在途", "到达宁波中转场", "预计:明天(周三)到", "2天没更新会告诉您"):
        assert words in kf.last(BUYER)
    for words in ("转向节到哪了", "上周那单发了吗", f"{FIRST} 到哪了"):
        await kf_shop.shop.waits(minutes=1)
        await kf_shop.says(BUYER, words)
        assert FIRST in kf.last(BUYER), words
    await kf_shop.says(OTHER, f"{FIRST} 到哪了")
    assert "转向节" not in kf.last(OTHER)
    assert "没有查到" in kf.last(OTHER)


async def test_several_orders_are_listed_and_picked_by_number(kf_shop: KfShop) -> None:
    kf = kf_shop.kf
    await orders(kf_shop)
    await orders(kf_shop, "J6P右转向节 2件,20号前到")
    await kf_shop.says(BUYER, "我的货到哪了")
    assert FIRST in kf.last(BUYER)
    assert SECOND in kf.last(BUYER)
    await kf_shop.says(BUYER, "1")
    assert "待审核" in kf.last(BUYER)


async def test_nobody_guesses_a_late_parcel_is_looked_for_and_the_answer_comes_back_once(kf_shop: KfShop) -> None:
    kf = kf_shop.kf
    await orders(kf_shop)
    await ships(kf_shop)
    await kf_shop.shop.waits(days=2)
    await kf_shop.says(BUYER, "我的货到哪了")
    told = kf.last(BUYER)
    assert "不确定什么时候到" in told
    assert "RQ-0001" in told
    await kf_shop.says(BUYER, "到底到哪了")
    assert "RQ-0001" in kf.last(BUYER)
    cards = [c.reads() for c in kf_shop.wecom.seen[LOGISTICS] if "RQ-0001" in c.reads()]
    assert len(cards) == 1
    await taps(kf_shop, LOGISTICS, "已解决")
    assert "会原样发给客户" in kf_shop.staff_last(LOGISTICS)
    await kf_shop.staff_says(LOGISTICS, "查到了,在宁波网点,明早送")
    answered = [b.reads() for b in kf.screens[BUYER] if "有结果了" in b.reads()]
    assert len(answered) == 1
    assert "查到了,在宁波网点,明早送" in answered[0]
    await kf_shop.staff_says(LOGISTICS, "已解决 RQ-0001 再来一次")
    assert len([b for b in kf.screens[BUYER] if "有结果了" in b.reads()]) == 1
    assert kf.refused == []


async def test_a_carrier_that_says_nothing_for_two_days_is_told_to_the_customer_once(kf_shop: KfShop) -> None:
    kf = kf_shop.kf
    await orders(kf_shop)
    await ships(kf_shop)
    await scans(kf_shop, "在途", "2026-03-10T09:12:00", "到达宁波中转场")
    await kf_shop.shop.waits(hours=24)
    await kf_shop.says(BUYER, "到哪了")  # he writes: the window is open
    await kf_shop.shop.waits(hours=24, minutes=1)
    silent = [b.reads() for b in kf.screens[BUYER] if "没有新消息" in b.reads()]
    assert len(silent) == 1
    assert "前天 09:12" in silent[0] or "3月10日 09:12" in silent[0]
    await kf_shop.shop.waits(hours=20)
    assert len([b for b in kf.screens[BUYER] if "没有新消息" in b.reads()]) == 1


@pytest.mark.parametrize(
    ("words", "name", "owner"),
    [
        ("0001 能不能提前到周四", "改期申请", SELLER),
        ("0001 收货地址写错了,能改吗", "改地址申请", SELLER),
        ("0001 少发了一件", "退换货申请", SERVICE),
        ("0001 开一下专票", "开票申请", "u17"),
        ("转人工", "找人工", SELLER),
    ],
)
async def test_every_wish_has_an_owner_a_time_and_one_answer(
    kf_shop: KfShop, words: str, name: str, owner: str
) -> None:
    kf = kf_shop.kf
    await orders(kf_shop)
    await ships(kf_shop)
    await kf_shop.shop.waits(minutes=1)
    await kf_shop.says(BUYER, "师傅电话多少")
    await kf_shop.shop.waits(minutes=1)
    await kf_shop.says(BUYER, words)
    told = kf.last(BUYER)
    assert "RQ-" in told, told
    assert "答复您" in told
    card = next(c.reads() for c in reversed(kf_shop.wecom.seen[owner]) if name in c.reads())
    assert words in card
    assert "师傅电话多少" in card
    await kf_shop.staff_says(owner, f"我来处理 {told[told.index('RQ-') : told.index('RQ-') + 7]}")
    assert "处理中" in kf_shop.staff_last(owner)
    await kf_shop.staff_says(
        owner, "已解决 RQ-0001 办好了,明天寄出" if "RQ-0001" in told else "已解决 RQ-0002 办好了,明天寄出"
    )
    assert "办好了,明天寄出" in kf.last(BUYER)
    assert kf.refused == []


async def test_nobody_answers_and_the_wish_climbs(kf_shop: KfShop) -> None:
    await orders(kf_shop)
    await kf_shop.says(BUYER, "转人工")
    await kf_shop.shop.waits(minutes=31)
    assert any("找人工" in c.reads() for c in kf_shop.wecom.seen[SERVICE])
    await kf_shop.shop.waits(minutes=31)
    assert any("找人工" in c.reads() for c in kf_shop.wecom.seen["u23"])


async def test_which_order_is_meant_is_asked_and_the_words_are_kept(kf_shop: KfShop) -> None:
    kf = kf_shop.kf
    await orders(kf_shop)
    await orders(kf_shop, "J6P右转向节 2件,20号前到")
    await kf_shop.shop.waits(minutes=1)
    await kf_shop.says(BUYER, "想申请退货")
    assert "说的是哪一张" in kf.last(BUYER)
    await kf_shop.says(BUYER, "2")
    assert "已登记退换货" in kf.last(BUYER)
    card = next(c.reads() for c in reversed(kf_shop.wecom.seen[SERVICE]) if "退换货申请" in c.reads())
    assert "想申请退货" in card
    async with kf_shop.shop.store.read() as uow:
        request = await uow.requests.get(1)
    assert request is not None
    assert request.kind is Kind.RETURN


@pytest.mark.parametrize(
    "words",
    [
        "J6P左转向节 300件 明天要",
        "好的谢谢",
        "收到了",
        "多少钱一件",
        "改成300件",
        "货呢",
        "今天能发吗",
        "我们这边天气不好",
    ],
)
def test_what_is_no_wish_is_not_taken_for_one(words: str) -> None:
    assert wish(words) is None


async def test_an_invoice_is_asked_for_beside_an_open_draft(kf_shop: KfShop) -> None:
    await kf_shop.says(BUYER, "J6P左转向节 2件,18号前到")
    await kf_shop.says(BUYER, "要开票的")
    assert "已登记开票(RQ-0001)" in kf_shop.kf.last(BUYER)
    await kf_shop.says(BUYER, "确认")
    assert FIRST in kf_shop.kf.last(BUYER)


@pytest.mark.parametrize("words", ["查物流", "查一下快递", "我的快递", "我们一共几单没发"])
async def test_a_short_question_about_the_goods_is_no_chatter(kf_shop: KfShop, words: str) -> None:
    await orders(kf_shop)
    await kf_shop.says(BUYER, words)
    assert f"{FIRST} 待审核" in kf_shop.kf.last(BUYER)


async def test_what_a_customer_adds_to_a_wish_reaches_whoever_sees_to_it_once(kf_shop: KfShop) -> None:
    await orders(kf_shop)
    await orders(kf_shop, "J6P右转向节 2件,20号前到")
    await kf_shop.shop.waits(minutes=1)
    await kf_shop.says(BUYER, "给我开张发票")
    assert "已登记开票(RQ-0001)" in kf_shop.kf.last(BUYER)
    await kf_shop.shop.waits(minutes=1)
    await kf_shop.says(BUYER, "0002 要增值税专票")
    assert "这件事已经在办(RQ-0001),您补充的已转告,由财务跟进" in kf_shop.kf.last(BUYER)
    assert "0002 要增值税专票" in kf_shop.staff_last("u17")
    shown = len(kf_shop.wecom.seen["u17"])
    await kf_shop.shop.waits(minutes=1)
    await kf_shop.says(BUYER, "0002 要增值税专票")
    assert "这件事已经在办(RQ-0001),由财务跟进" in kf_shop.kf.last(BUYER)
    assert len(kf_shop.wecom.seen["u17"]) == shown


async def test_another_day_is_for_the_order_whose_goods_are_named(kf_shop: KfShop) -> None:
    await orders(kf_shop)
    await orders(kf_shop, "J6P右转向节 2件,20号前到")
    await kf_shop.shop.waits(minutes=1)
    await kf_shop.says(BUYER, "左转向节那单改到25号送")
    assert f"{FIRST} 的改期申请" in kf_shop.kf.last(BUYER)
    assert SECOND not in kf_shop.kf.last(BUYER)
    await kf_shop.shop.waits(minutes=1)
    await kf_shop.says(BUYER, "直拉杆那单改到25号送")
    assert "没有查到" in kf_shop.kf.last(BUYER)


async def test_what_a_customer_adds_while_his_goods_are_looked_for_is_told_and_an_answer_is_repeated(
    kf_shop: KfShop,
) -> None:
    kf = kf_shop.kf
    await orders(kf_shop)
    await ships(kf_shop)
    await kf_shop.shop.waits(days=2)
    await kf_shop.says(BUYER, "我的货到哪了")
    for words in ("我的货到哪了,再不到我就退货了", "车间等着用,到了先打李工电话13912345678"):
        await kf_shop.shop.waits(minutes=1)
        await kf_shop.says(BUYER, words)
        assert "RQ-0001" in kf.last(BUYER)
        assert "您补充的已转告" in kf.last(BUYER)
        assert words in kf_shop.staff_last(LOGISTICS)
    said = len(kf.screens[BUYER])
    await kf_shop.says(BUYER, "好的谢谢")
    assert len(kf.screens[BUYER]) == said
    await taps(kf_shop, LOGISTICS, "已解决")
    await kf_shop.staff_says(LOGISTICS, "查到了,在宁波网点,明早送")
    await kf_shop.shop.waits(minutes=30)
    await kf_shop.says(BUYER, "我的货到哪了")
    assert "已答复您(RQ-0001" in kf.last(BUYER)
    assert "查到了,在宁波网点,明早送" in kf.last(BUYER)
    await kf_shop.shop.waits(days=1)
    await kf_shop.says(BUYER, "我的货到哪了")
    assert "RQ-0002" in kf.last(BUYER)  # what he was told did not come true


async def test_an_invoice_is_for_the_order_whose_number_stands_behind_it(kf_shop: KfShop) -> None:
    await orders(kf_shop)
    await orders(kf_shop, "J6P右转向节 2件,20号前到")
    await kf_shop.shop.waits(minutes=1)
    await kf_shop.says(BUYER, f"开一下专票 {FIRST}")
    assert f"已登记开票(RQ-0001、{FIRST})" in kf_shop.kf.last(BUYER)
