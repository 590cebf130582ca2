"""The main job through DingTalk, by callback and over the stream; never lost, never twice, never mixed up."""

import asyncio
import json
import logging
import re
from typing import Any

import pytest

from bot.log import JsonLines
from tests.e2e.conftest import DingShop, open_ding_shop
from tests.e2e.test_orders import NUMBER, SENTENCE
from tests.fakes.dingtalk.callbacks import CARDS, GROUP, MESSAGES
from tests.hostile import SECRET_WORDS

SELLER, COLLEAGUE, BUYER, OTHER, STOCK, PLANNER, OPS = "u01", "u02", "u25", "u26", "u09", "u14", "u24"


async def test_one_sentence_and_one_tap_make_an_order(ding_shop: DingShop) -> None:
    await ding_shop.says(SELLER, SENTENCE)
    card = ding_shop.dingtalk.seen[SELLER][-1]
    for words in ("台州恒力", "转向节(左)", "300件", "3月15日"):
        assert words in card.reads()
    await ding_shop.taps(SELLER, "确认下单")
    assert card.updates == 1, "the pressed card becomes the receipt"
    assert NUMBER in card.reads()
    assert "确认下单" not in card.buttons
    for user in (STOCK, PLANNER, BUYER):
        assert NUMBER in ding_shop.last(user), user
        assert "812" not in ding_shop.last(user), "prices are for those who may see them"
    assert not ding_shop.dingtalk.seen[OTHER]
    await ding_shop.says(BUYER, "我的货到哪了")
    assert NUMBER in ding_shop.last(BUYER)
    await ding_shop.says(OTHER, "我的货到哪了")
    assert NUMBER not in ding_shop.last(OTHER)


async def test_evidence_is_pressed_and_the_card_stays_reachable(ding_shop: DingShop) -> None:
    await ding_shop.says(SELLER, SENTENCE)
    await ding_shop.taps(SELLER, "依据")
    assert "15号前" in ding_shop.last(SELLER)


async def test_without_cards_the_words_of_every_button_press_it(database: str) -> None:
    async with open_ding_shop(database, "http", template=False) as ding_shop:
        await ding_shop.says(SELLER, SENTENCE)
        assert "回复 1 确认下单" in ding_shop.last(SELLER)
        number = re.search(r"(\d) 依据", ding_shop.last(SELLER))
        assert number is not None
        for words in (number[1], "依据"):
            await ding_shop.says(SELLER, words)
            assert "15号前" in ding_shop.last(SELLER)
        await ding_shop.says(SELLER, "1")
        assert NUMBER in ding_shop.last(SELLER)


async def test_quantity_and_date_are_changed_in_the_card(ding_shop: DingShop) -> None:
    await ding_shop.says(SELLER, SENTENCE)
    (card,) = ding_shop.dingtalk.seen[SELLER]
    assert (card.fields["qty_1"], card.fields["due"]) == (300, "2026-03-15")
    await ding_shop.fills(SELLER, qty_1=280, due="2026-03-18")
    assert ding_shop.dingtalk.seen[SELLER] == [card], "the card itself changes"
    assert "280件" in card.reads()
    assert "3月18日" in card.reads()
    assert (card.fields["qty_1"], card.fields["due"]) == (280, "2026-03-18")
    await ding_shop.taps(SELLER, "依据")
    assert "280" in ding_shop.last(SELLER)
    await ding_shop.says(SELLER, "确认")
    assert NUMBER in ding_shop.last(SELLER)
    assert "280件" in ding_shop.last(STOCK)


async def test_a_line_is_added_in_the_form_and_saved_and_confirmed_at_once(ding_shop: DingShop) -> None:
    await ding_shop.says(SELLER, SENTENCE)
    (card,) = ding_shop.dingtalk.seen[SELLER]
    assert card.fields["then"] == {"index": 0, "value": "save"}
    await ding_shop.fills(SELLER, add="J6P右转向节 20件")
    assert "转向节(右) 解放J6P 20件" in card.reads()
    assert NUMBER not in card.reads(), "only saved"
    await ding_shop.fills(SELLER, qty_1=6, then={"index": 1, "value": "confirm"})
    assert NUMBER in ding_shop.last(SELLER)
    assert "300件 → 6件" in ding_shop.last(SELLER)
    assert "20件" in ding_shop.last(STOCK)


async def test_what_nobody_counted_yet_is_filled_in_on_the_card(ding_shop: DingShop) -> None:
    await ding_shop.says(SELLER, "台州恒力 J6P左转向节 15号前到")
    (card,) = ding_shop.dingtalk.seen[SELLER]
    assert card.fields["qty_1"] == ""
    await ding_shop.fills(SELLER, due="2026-03-18")
    assert "3月18日" in card.reads(), "the amount may be left open"
    await ding_shop.fills(SELLER, qty_1=300)
    await ding_shop.taps(SELLER, "确认下单")
    assert "300件" in ding_shop.last(STOCK)


@pytest.mark.parametrize(
    "words",
    [
        "济南鲁通 J6P右转向节 20件",
        "J6P右转向节 20件 济南鲁通的",
        "鲁通 J6P右转向节 20件",
        "张三丰汽配 J6P右转向节 20件",
        "台州恒力 J6P右转向节 20件 济南鲁通 J6P直拉杆 40根",
    ],
)
async def test_a_line_of_another_customer_is_not_added_and_that_is_said(ding_shop: DingShop, words: str) -> None:
    await ding_shop.says(SELLER, SENTENCE)
    await ding_shop.fills(SELLER, add=words, due="2026-03-18")
    for said in ("另一个客户", "没有加", "没有改动"):
        assert said in ding_shop.last(SELLER)
    await ding_shop.says(SELLER, "确认")
    assert "300件" in ding_shop.last(STOCK)
    assert "右转向节" not in ding_shop.last(STOCK)
    assert "3月15日" in ding_shop.last(STOCK)


@pytest.mark.parametrize("words", ["恒力 J6P右转向节 20件", "台州恒力要J6P右转向节20件"])
async def test_a_line_may_name_its_own_customer(ding_shop: DingShop, words: str) -> None:
    await ding_shop.says(SELLER, SENTENCE)
    await ding_shop.fills(SELLER, add=words)
    assert "转向节(右) 解放J6P 20件" in ding_shop.last(SELLER)


async def test_a_line_names_the_customer_of_a_draft_that_has_none(ding_shop: DingShop) -> None:
    await ding_shop.says(SELLER, "J6P左转向节 300件,15号前到")
    await ding_shop.fills(SELLER, add="济南鲁通 J6P右转向节 20件")
    shown = ding_shop.last(SELLER)
    assert "济南鲁通" in shown
    assert "转向节(右) 解放J6P 20件" in shown


async def test_a_form_filled_in_with_nonsense_changes_nothing(ding_shop: DingShop) -> None:
    await ding_shop.says(SELLER, SENTENCE)
    await ding_shop.fills(SELLER, qty_1=0)
    assert "没有改动" in ding_shop.dingtalk.seen[SELLER][-1].reads()
    await ding_shop.says(SELLER, "确认")
    assert "300件" in ding_shop.last(STOCK)


async def test_an_order_goes_its_way(ding_shop: DingShop) -> None:
    await ding_shop.says(SELLER, SENTENCE)
    await ding_shop.taps(SELLER, "确认下单")
    await ding_shop.says(PLANNER, "0001 已排产")
    await ding_shop.says(STOCK, "0001 备料好了")
    await ding_shop.says(STOCK, "0001 出库 顺丰SF1234567890")
    await ding_shop.says(BUYER, "我的货到哪了")
    assert "SF1234567890" in ding_shop.last(BUYER)


async def test_what_is_said_aloud_is_an_order_too(ding_shop: DingShop) -> None:
    await ding_shop.dingtalk.sends(SELLER, "audio", {"duration": 4000, "downloadCode": "d", "recognition": SENTENCE})
    await ding_shop.shop.settles()
    assert "300件" in ding_shop.last(SELLER)


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        ("picture", {"downloadCode": "d"}, "图片"),
        ("audio", {"downloadCode": "d", "duration": 3000}, "语音"),
        ("video", {"downloadCode": "d", "videoType": "mp4"}, "视频"),
        ("file", {"downloadCode": "d", "fileName": "订单.xlsx"}, "文件"),
        ("hologram", {"x": 1}, "消息"),
    ],
)
async def test_what_cannot_be_read_is_kept_and_answered(
    ding_shop: DingShop, kind: str, content: dict[str, object], words: str
) -> None:
    await ding_shop.dingtalk.sends(SELLER, kind, content)
    await ding_shop.shop.settles()
    assert f"{words}收到了" in ding_shop.last(SELLER)
    assert (await ding_shop.shop.store.inbox.counts())["done"] == 1


async def test_two_people_in_a_group_keep_their_own_drafts_and_are_called_by_name(ding_shop: DingShop) -> None:
    await ding_shop.says(SELLER, "@接单 台州恒力 J6P左转向节 300件,15号前到", GROUP)
    await ding_shop.says(COLLEAGUE, "@接单 济南鲁通 J6P直拉杆 40根,后天到", GROUP)
    await ding_shop.says(SELLER, "数量500", GROUP)
    screen = ding_shop.dingtalk.seen[GROUP]
    mine = screen[-1]
    assert "500件" in mine.reads()
    assert "直拉杆" not in mine.reads()
    assert mine.at == [SELLER]
    theirs = next(c for c in screen if "直拉杆" in c.reads())
    assert theirs.at == [COLLEAGUE]
    await ding_shop.taps(COLLEAGUE, "确认下单", GROUP)  # on the newest card, which is the seller's
    async with ding_shop.shop.store.read() as uow:
        assert not await uow.orders.by_tail("0001"), "somebody else's card cannot be confirmed"
    await ding_shop.dingtalk.taps(COLLEAGUE, theirs, "确认下单")
    await ding_shop.shop.settles()
    assert NUMBER in theirs.reads()
    assert theirs.updates == 1, "everybody in the group sees it"
    assert "转向节" not in theirs.reads()


@pytest.mark.parametrize(
    "quoted",
    [
        {"msgType": "text", "content": {"text": SENTENCE}},
        {"msgType": "text", "content": {"content": SENTENCE}},
        {"msgType": "audio", "content": {"recognition": SENTENCE, "downloadCode": "dc"}},
        {"msgType": "richText", "content": {"richText": [{"msgType": "text", "content": SENTENCE}]}},
    ],
    ids=lambda quoted: str(quoted["msgType"]),
)
async def test_whoever_quotes_and_says_no_more_means_what_he_quotes(
    ding_shop: DingShop, quoted: dict[str, Any]
) -> None:
    said = {"content": "@接单 下单", "isReplyMsg": True, "repliedMsg": {"msgId": "msg7==", **quoted}}
    await ding_shop.dingtalk.sends(SELLER, "text", said, group=GROUP)
    await ding_shop.shop.settles()
    assert "300件" in ding_shop.dingtalk.seen[GROUP][-1].reads()


async def test_what_the_robot_itself_said_is_no_order_when_it_is_quoted(ding_shop: DingShop) -> None:
    own = {"msgId": "msg8==", "msgType": "markdown", "content": {"text": f"待确认订单 {SENTENCE}"}}
    await ding_shop.dingtalk.sends(SELLER, "text", {"content": "下单", "repliedMsg": own})
    await ding_shop.shop.settles()
    assert "300" not in ding_shop.last(SELLER)


async def test_what_is_not_for_the_bot_is_not_answered(ding_shop: DingShop) -> None:
    await ding_shop.dingtalk.says(SELLER, "@小王 台州恒力 J6P左转向节 300件", group=GROUP, called=False)
    await ding_shop.shop.settles()
    assert ding_shop.shown() == 0


async def test_strangers_learn_how_to_get_in_and_nothing_else(ding_shop: DingShop) -> None:
    await ding_shop.says("stranger", "台州恒力的货到哪了")
    assert "stranger" in ding_shop.last("stranger")
    assert "恒力" not in ding_shop.last("stranger").replace("台州恒力的货到哪了", "")
    await ding_shop.says("", "台州恒力的货到哪了")
    assert "开通" in ding_shop.last("")
    await ding_shop.says("", "在吗", GROUP)
    (told,) = ding_shop.dingtalk.seen[GROUP]
    assert "请私聊我" in told.reads()


async def test_every_message_and_press_three_times_has_one_effect(ding_shop: DingShop) -> None:
    dingtalk, shop = ding_shop.dingtalk, ding_shop.shop
    said = dingtalk.said_body(SELLER, "text", {"content": SENTENCE})
    await asyncio.gather(*(dingtalk.tell(MESSAGES, said) for _ in range(3)))
    await shop.settles()
    (card,) = dingtalk.seen[SELLER]
    pressed = dingtalk.pressed_body(SELLER, card, "确认下单")
    await asyncio.gather(*(dingtalk.tell(CARDS, pressed) for _ in range(3)))
    await shop.settles()
    await shop.waits(hours=24)  # and what is due by then is told
    shown = ding_shop.shown()
    await dingtalk.tell(MESSAGES, said)
    await shop.settles()
    assert ding_shop.shown() == shown
    async with shop.store.read() as uow:
        assert len(await uow.orders.find(limit=10)) == 1


async def test_an_old_card_changes_nothing(ding_shop: DingShop) -> None:
    await ding_shop.says(SELLER, SENTENCE)
    (old,) = ding_shop.dingtalk.seen[SELLER]
    pressed = ding_shop.dingtalk.pressed_body(SELLER, old, "确认下单")
    await ding_shop.says(SELLER, "数量500")
    await ding_shop.dingtalk.tell(CARDS, pressed)
    await ding_shop.shop.settles()
    assert "500件" in old.reads(), "the old card shows the fresh state"
    async with ding_shop.shop.store.read() as uow:
        assert not await uow.orders.by_tail("0001")


@pytest.mark.parametrize("trouble", ["status:502", "garbage", "cut", "lost", "send.too.fast", "system.busy", "blocked"])
async def test_an_answer_that_does_not_go_out_at_first_goes_out_once(ding_shop: DingShop, trouble: str) -> None:
    ding_shop.dingtalk.fail_next(trouble, trouble, path="card/instances/createAndDeliver")
    await ding_shop.says(SELLER, SENTENCE)
    for _ in range(4):
        await ding_shop.shop.waits(minutes=12)
    assert len(ding_shop.dingtalk.seen[SELLER]) == 1
    assert (await ding_shop.shop.store.outbox.counts())["waiting"] == 0


async def test_a_restart_loses_nothing(ding_shop: DingShop) -> None:
    dingtalk, shop = ding_shop.dingtalk, ding_shop.shop
    await ding_shop.says(SELLER, SENTENCE)
    await dingtalk.says(SELLER, "确认")
    await shop.restarts()
    if ding_shop.mode == "http":
        dingtalk.target = f"{shop.base}/hook/dingtalk"
    assert NUMBER in ding_shop.last(SELLER)
    assert NUMBER in ding_shop.last(STOCK)
    await ding_shop.says(SELLER, "撤销")
    assert "确认下单" in ding_shop.last(SELLER)


async def test_nothing_secret_is_logged(ding_shop: DingShop, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await ding_shop.says(SELLER, SECRET_WORDS)
    await ding_shop.says(SELLER, SENTENCE)
    await ding_shop.taps(SELLER, "确认下单")
    lines = [JsonLines().format(record) for record in caplog.records]
    assert lines
    for secret in (*ding_shop.dingtalk.secrets, SECRET_WORDS, SENTENCE):
        assert not [line for line in lines if secret in line]


async def test_a_message_that_the_months_quota_swallowed_is_logged_with_its_cure_and_the_operators_hear_of_it(
    ding_shop: DingShop, caplog: pytest.LogCaptureFixture
) -> None:
    await ding_shop.dingtalk.sends(SELLER, "text", {}, text=None, errorCode="20001")
    await ding_shop.shop.settles()
    alarm = ding_shop.last(OPS)
    assert "调用额度用完了,有人说的话没送到机器人" in alarm
    assert "dingtalk" in alarm
    (record,) = [one for one in caplog.records if "20001" in JsonLines().format(one)]
    assert record.levelname == "ERROR"
    assert "额度用完" in JsonLines().format(record)
    told = len(ding_shop.dingtalk.seen[OPS])
    await ding_shop.dingtalk.sends(COLLEAGUE, "text", {}, text=None, errorCode="20001")
    await ding_shop.shop.settles()
    assert len(ding_shop.dingtalk.seen[OPS]) == told, "once a day"
    assert not ding_shop.dingtalk.seen[SELLER]
    await ding_shop.says(SELLER, SENTENCE)
    assert "待确认" in ding_shop.last(SELLER)


async def test_without_a_template_everything_is_typed_or_pressed_as_a_link(database: str) -> None:
    async with open_ding_shop(database, "http", template=False) as ding_shop:
        await ding_shop.says(SELLER, "台州恒力要J6P转向节300件,15号到")
        question = ding_shop.dingtalk.seen[SELLER][-1]
        assert question.kind == "actionCard", question
        await ding_shop.taps(SELLER, next(label for label in question.links if "左" in label))
        assert "转向节(左)" in ding_shop.last(SELLER)
        assert ding_shop.card(SELLER, "依据").links["依据"] == "依据", "he reads what he is made to say"
        await ding_shop.taps(SELLER, "依据")
        assert "15号" in ding_shop.last(SELLER)
        await ding_shop.says(SELLER, "1")
        assert NUMBER in ding_shop.last(SELLER)
        assert {shown.kind for shown in ding_shop.dingtalk.seen[SELLER]} <= {"actionCard", "markdown", "text"}
        await ding_shop.says(COLLEAGUE, "@接单 济南鲁通 J6P左转向节 40件,后天到", GROUP)
        assert ding_shop.dingtalk.seen[GROUP][-1].at == [COLLEAGUE]


async def test_forged_callbacks_are_refused_and_the_next_message_works(database: str) -> None:
    async with open_ding_shop(database, "http") as ding_shop:
        dingtalk, shop = ding_shop.dingtalk, ding_shop.shop
        good = dingtalk.text(SELLER, SENTENCE)
        for headers in ({}, {**good.headers, "sign": "x"}, {**good.headers, "timestamp": "1"}):
            answer = await shop.http.post("/hook/dingtalk", content=good.body, headers=dict(headers))
            assert (answer.status_code, answer.content) == (401, b"")
        foreign = dingtalk.said_body(SELLER, "text", {"content": SENTENCE}, chatbotCorpId="dingother")
        assert (await dingtalk.post(dingtalk.signed(foreign)))[0] == 403
        assert (await shop.http.get("/hook/dingtalk")).status_code == 405
        half = dingtalk.said_body(SELLER, "text", {"content": "\ud83d 在吗"})
        assert (await dingtalk.post(dingtalk.signed(json.dumps(half).encode())))[0] == 200
        await ding_shop.says(SELLER, SENTENCE)
        assert "300" in ding_shop.last(SELLER)
        assert (await shop.http.get("/health")).json()["refused"]["dingtalk"] == 5


async def test_callbacks_are_refused_where_the_stream_is_chosen(database: str) -> None:
    async with open_ding_shop(database, "stream") as ding_shop:
        callback = ding_shop.dingtalk.text(SELLER, SENTENCE)
        answer = await ding_shop.shop.http.post("/hook/dingtalk", content=callback.body, headers=dict(callback.headers))
        assert answer.status_code == 401
        await ding_shop.says(SELLER, SENTENCE)
        assert (await ding_shop.shop.http.get("/health")).json()["taken"] == {"dingtalk": 1}
