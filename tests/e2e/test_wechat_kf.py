"""Customers in 微信客服: fetched exactly once, answered within the platform's budget, handed over beyond it."""

import asyncio
from datetime import timedelta

import pytest

from cards.card import Card, to_json
from handlers.domain.messaging import ChatRef, UserRef
from handlers.ports import Outgoing
from tests.e2e.conftest import KfShop
from tests.e2e.test_orders import NUMBER

BUYER, OTHER, SELLER, STOCK, PLANNER = "u25", "u26", "u01", "u09", "u14"
WISH = "J6P左转向节 300件,15号前到"


async def test_a_customer_orders_in_text_and_presses_what_is_offered(kf_shop: KfShop) -> None:
    await kf_shop.says(BUYER, "J6P转向节 300件,15号前到")
    assert "左" in kf_shop.kf.last(BUYER)
    await kf_shop.presses(BUYER, next(w for w in kf_shop.kf.screens[BUYER][-1].entries if "左" in w))
    await kf_shop.says(BUYER, "改成280件")
    assert "280" in kf_shop.kf.last(BUYER)
    await kf_shop.presses(BUYER, "确认下单")
    assert NUMBER in kf_shop.kf.last(BUYER)
    for user in (SELLER, STOCK, PLANNER):
        assert NUMBER in kf_shop.staff_last(user), user
    assert kf_shop.kf.refused == []


async def test_everything_can_be_typed(kf_shop: KfShop) -> None:
    await kf_shop.says(BUYER, "J6P转向节 300件,15号前到")
    await kf_shop.says(BUYER, "1")
    await kf_shop.says(BUYER, "依据")
    assert "转向节" in kf_shop.kf.last(BUYER)
    await kf_shop.says(BUYER, "确认")
    assert NUMBER in kf_shop.kf.last(BUYER)


async def test_an_order_status_until_the_window_closes(kf_shop: KfShop) -> None:
    shop, kf = kf_shop.shop, kf_shop.kf
    await kf_shop.says(BUYER, WISH)
    await kf_shop.presses(BUYER, "确认下单")
    await kf_shop.says(BUYER, "我的货到哪了")
    assert NUMBER in kf.last(BUYER)
    await kf_shop.says(OTHER, f"{NUMBER} 到哪了")
    assert "转向节" not in kf.last(OTHER)
    await shop.waits(hours=1)
    await kf_shop.staff_says(PLANNER, "0001 已排产")
    assert "已排产" in kf.last(BUYER), "the window is open: the customer is told"
    await shop.waits(hours=47, minutes=30)
    before = len(kf.screens[BUYER])
    started = shop.clock.now()
    await kf_shop.staff_says(STOCK, "0001 已备料")
    assert len(kf.screens[BUYER]) == before, "the window is closed: nothing is tried"
    await kf_shop.staff_says(STOCK, "0001 出库 顺丰SF1234567890")
    told = kf_shop.staff_last(SELLER)
    screens = [shown.reads() for shown in kf_shop.wecom.seen[SELLER]]
    handed = [words for words in screens if "请转告" in words]
    assert handed, screens
    assert "SF1234567890" in handed[-1] or "SF1234567890" in told
    assert shop.clock.now() - started < timedelta(seconds=10)
    assert kf.refused == []
    await kf_shop.says(BUYER, "到哪了")
    assert NUMBER in kf.last(BUYER), "he wrote: the window is open again"


async def test_the_sixth_message_is_folded_or_handed_over_and_never_refused(kf_shop: KfShop) -> None:
    kf = kf_shop.kf
    await kf_shop.says(BUYER, WISH)
    await kf_shop.presses(BUYER, "确认下单")
    shown = len(kf.screens[BUYER])
    for note in ("质检通过", "已付款", "已排产", "已备料", "出库 顺丰SF1234567890", "已签收"):
        await kf_shop.staff_says(PLANNER if note == "已排产" else STOCK, f"0001 {note}")
    assert len(kf.screens[BUYER]) - shown <= 4
    assert kf.refused == []
    handed = "".join(shown.reads() for shown in kf_shop.wecom.seen[SELLER])
    assert "请转告" in handed
    assert "最后一条消息" in kf.last(BUYER)
    await kf_shop.says(BUYER, "到哪了")
    assert NUMBER in kf.last(BUYER)


async def test_bells_at_once_and_pages_give_every_message_once(kf_shop: KfShop) -> None:
    kf, shop = kf_shop.kf, kf_shop.shop
    kf.page = 3
    bells = [kf.text(BUYER if n % 2 else OTHER, f"在吗 {n}") for n in range(20)]
    assert await kf.deliver_at_once(bells, times=2) == [200] * 40
    await shop.settles()
    assert (await shop.store.inbox.counts())["done"] == 20
    await kf_shop.restarts()
    assert (await shop.store.inbox.counts())["done"] == 20


async def test_a_bell_that_rang_while_nobody_was_in_is_heard_at_start(kf_shop: KfShop) -> None:
    kf_shop.kf.text(BUYER, WISH)
    await kf_shop.restarts()
    assert "300" in kf_shop.kf.last(BUYER)


async def test_the_configured_account_is_looked_at_although_the_others_cannot_be_listed(kf_shop: KfShop) -> None:
    kf_shop.kf.text(BUYER, WISH)
    kf_shop.kf.fail_next("status:404", path="kf/account/list")
    await kf_shop.restarts()
    assert "300" in kf_shop.kf.last(BUYER)


async def test_a_bell_is_acknowledged_although_nothing_can_be_fetched_yet(kf_shop: KfShop) -> None:
    kf_shop.kf.fail_next("status:502", "cut", -1, 42001, path="kf/sync_msg")
    assert await kf_shop.kf.says(BUYER, WISH) == [200]
    await asyncio.sleep(1.6)
    await kf_shop.shop.settles()
    assert "300" in kf_shop.kf.last(BUYER)


async def test_a_bell_that_is_older_than_its_token_is_fetched_without_it(kf_shop: KfShop) -> None:
    bell = kf_shop.kf.text(BUYER, WISH)
    kf_shop.shop.clock.move(minutes=11)
    assert await kf_shop.kf.deliver(bell) == [200]
    await asyncio.sleep(0.7)
    await kf_shop.shop.settles()
    assert "300" in kf_shop.kf.last(BUYER)


async def test_an_account_that_is_gone_is_asked_for_twice_and_left_alone(kf_shop: KfShop) -> None:
    kf_shop.kf.calls.clear()
    assert await kf_shop.kf.deliver(kf_shop.kf.bell("wkGone")) == [200]
    await kf_shop.shop.settles()
    asked = [body for path, body in kf_shop.kf.calls if path == "kf/sync_msg" and body["open_kfid"] == "wkGone"]
    assert ["token" in body for body in asked] == [True, False]
    assert await kf_shop.kf.says("u25", "我的货到哪了") == [200]
    await kf_shop.shop.settles()
    assert kf_shop.kf.last("u25")


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("image", {"media_id": "m1"}, "图片"),
        ("voice", {"media_id": "m2"}, "语音"),
        ("file", {"media_id": "m3"}, "文件"),
        ("video", {"media_id": "m4"}, "视频"),
        ("location", {"latitude": 23.1, "longitude": 113.3, "name": "台州", "address": "路1号"}, "位置"),
        ("link", {"title": "询价", "desc": "d", "url": "http://u.invalid", "pic_url": ""}, "链接"),
        ("business_card", {"userid": "lisi"}, "名片"),
        ("miniprogram", {"title": "t", "appid": "a", "pagepath": "p", "thumb_media_id": "x"}, "小程序"),
        ("hologram", {}, "消息"),
    ],
)
async def test_what_cannot_be_read_is_answered(
    kf_shop: KfShop, kind: str, fields: dict[str, object], words: str
) -> None:
    assert await kf_shop.kf.deliver(kf_shop.kf.said(BUYER, kind, fields)) == [200]
    await kf_shop.shop.settles()
    assert words in kf_shop.kf.last(BUYER)


async def test_a_greeting_goes_out_by_its_code_and_takes_nothing_of_the_budget(kf_shop: KfShop) -> None:
    assert await kf_shop.kf.deliver(kf_shop.kf.enters(BUYER)) == [200]
    await kf_shop.shop.settles()
    assert "您好" in kf_shop.kf.last(BUYER)
    assert kf_shop.kf.refused == []
    await kf_shop.kf.deliver(kf_shop.kf.happened(BUYER, "enter_session", scene="qr"))
    await kf_shop.shop.settles()
    assert len(kf_shop.kf.screens[BUYER]) == 1


async def test_a_message_that_did_not_arrive_after_all_is_handed_over(kf_shop: KfShop) -> None:
    await kf_shop.says(BUYER, WISH)
    msgid = kf_shop.kf.screens[BUYER][-1].msgid
    await kf_shop.kf.deliver(kf_shop.kf.happened(BUYER, "msg_send_fail", fail_msgid=msgid, fail_type=10))
    await kf_shop.shop.settles()
    assert "请转告" in kf_shop.staff_last(SELLER)
    assert "300" in kf_shop.staff_last(SELLER)


async def test_while_a_person_serves_the_customer_the_bot_is_silent(kf_shop: KfShop) -> None:
    kf = kf_shop.kf
    await kf_shop.says(BUYER, WISH)
    kf.human.add(BUYER)
    await kf.deliver(kf.happened(BUYER, "session_status_change", change_type=1, new_servicer_userid="u21"))
    await kf_shop.says(BUYER, "改成280件")
    assert "请转告" in kf_shop.staff_last(SELLER)
    assert kf.refused == []
    kf.human.clear()
    await kf.deliver(kf.happened(BUYER, "session_status_change", change_type=3, old_servicer_userid="u21"))
    await kf_shop.says(BUYER, "改成290件")
    assert "290" in kf.last(BUYER)


async def test_a_customer_whom_a_person_serves_unknown_to_us_is_not_said_to_be_silent(kf_shop: KfShop) -> None:
    kf_shop.kf.human.add(BUYER)
    await kf_shop.says(BUYER, WISH)
    assert "正由人工接待" in kf_shop.staff_last(SELLER)
    assert "没有在这里说话" not in kf_shop.staff_last(SELLER)


async def test_old_history_is_kept_but_not_answered_when_the_channel_is_new(kf_shop: KfShop) -> None:
    kf, came = kf_shop.kf, kf_shop.shop.clock.now()
    kf.page = 2  # history is history on the second page too
    bells = [kf.text(BUYER, WISH, at=came - timedelta(hours=20 - n)) for n in range(5)]
    await kf.deliver(bells[-1])
    await kf_shop.shop.settles()
    assert not kf.screens[BUYER]
    assert (await kf_shop.shop.store.inbox.counts())["done"] == 5
    await kf.deliver(kf.text(BUYER, WISH, at=came - timedelta(minutes=50)))
    await kf_shop.shop.settles()
    assert "300" in kf.last(BUYER), "what was just said when the channel came is answered"


async def test_what_was_said_while_the_bot_was_away_is_answered(kf_shop: KfShop) -> None:
    await kf_shop.shop.settles()
    await kf_shop.shop.waits(hours=30)
    await kf_shop.kf.deliver(kf_shop.kf.text(BUYER, WISH, at=kf_shop.shop.clock.now() - timedelta(hours=20)))
    await kf_shop.shop.settles()
    assert "300" in kf_shop.kf.last(BUYER)


async def test_the_wecom_apps_bell_is_heard_too(kf_shop: KfShop) -> None:
    kf_shop.kf.text(BUYER, WISH)
    nudge = kf_shop.wecom.event("", "kf_msg_or_event", {"Token": "", "OpenKfId": kf_shop.kf.places[0]})
    assert await kf_shop.wecom.deliver(nudge) == [200]
    await kf_shop.shop.settles()
    assert "300" in kf_shop.kf.last(BUYER)


async def test_a_second_account_is_a_chat_of_its_own(kf_shop: KfShop) -> None:
    kf_shop.kf.places.append("wkOTHER02")
    assert await kf_shop.kf.says(BUYER, WISH, place="wkOTHER02") == [200]
    await kf_shop.shop.settles()
    assert "300" in kf_shop.kf.last(BUYER)
    await kf_shop.says(BUYER, "改成280件")
    assert "280" not in kf_shop.kf.last(BUYER), "the other chat knows nothing of this draft"


async def test_platform_down_for_an_hour_loses_nothing_and_repeats_nothing(kf_shop: KfShop) -> None:
    kf, shop = kf_shop.kf, kf_shop.shop
    await kf_shop.says(BUYER, WISH)
    await kf_shop.presses(BUYER, "确认下单")
    shown = len(kf.screens[BUYER])
    kf.down = True
    for note in ("已排产", "已备料", "出库 顺丰SF1234567890"):
        await kf_shop.staff_says(PLANNER if note == "已排产" else STOCK, f"0001 {note}")
    for _ in range(12):
        await shop.waits(minutes=5)
    assert len(kf.screens[BUYER]) == shown
    kf.down = False
    for _ in range(4):
        await shop.waits(minutes=11)
    fresh = [bubble.reads() for bubble in kf.screens[BUYER][shown:]]
    assert "SF1234567890" in "".join(fresh)
    assert len(fresh) == len(set(fresh))
    assert (await shop.store.outbox.counts())["waiting"] == 0
    assert (await shop.store.outbox.counts())["dead"] == 0
    assert kf.refused == []


async def test_a_salesperson_orders_in_plain_wechat_with_three_messages_and_a_correction(kf_shop: KfShop) -> None:
    kf, shop = kf_shop.kf, kf_shop.shop
    async with shop.store.write() as uow:
        await uow.parties.bind(UserRef("wechat_kf", "wm_chen"), SELLER)
        await uow.commit()
    await kf_shop.says("wm_chen", "台州恒力那边要J6P左转向节5件")
    await kf_shop.says("wm_chen", "再加J6P右转向节200件")
    await kf_shop.says("wm_chen", "左转向节改成8件吧 下周三到")
    card = kf.last("wm_chen")
    assert "台州恒力" in card
    assert "8件" in card
    assert "200件" in card
    assert "3月18日" in card
    await kf_shop.says("wm_chen", "1" if "回复 1" in card else "确认")
    assert NUMBER in kf.last("wm_chen")
    async with shop.store.read() as uow:
        (order,) = await uow.orders.find(limit=10)
    assert [int(line.base_qty or 0) for line in order.lines] == [8, 200]
    assert kf.refused == []


async def test_what_waits_for_a_reader_without_a_salesperson_is_told_when_he_writes(kf_shop: KfShop) -> None:
    kf, shop, chat = kf_shop.kf, kf_shop.shop, ChatRef("wechat_kf", "wm_chen")
    async with shop.store.write() as uow:
        await uow.parties.bind(UserRef("wechat_kf", "wm_chen"), SELLER)
        rows = [Outgoing(chat, to_json(Card(f"通知 {n}", f"通知 {n}")), f"n{n}", shop.clock.now()) for n in range(8)]
        await uow.outbox.put(rows)
        await uow.commit()
    await shop.settles()
    assert not kf.screens["wm_chen"]
    await kf_shop.says("wm_chen", "你好")
    seen = "".join(bubble.reads() for bubble in kf.screens["wm_chen"])
    assert [n for n in range(8) if f"通知 {n}" not in seen] == []
    assert "条消息合并" in seen
    assert len(kf.screens["wm_chen"]) <= 5
    assert kf.refused == []
