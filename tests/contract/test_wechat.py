"""微信客服 and official accounts: vectors, every kind of message, golden payloads, error codes."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels.base import Bell, Forged, Payload, SendFailed, WebRequest
from bot.channels.wechat_crypto import WechatCrypto, signed_plainly
from bot.channels.wechat_kf import WechatKf, wire
from bot.channels.wechat_kf.card import render as render_kf
from bot.channels.wechat_oa import WechatOa
from bot.channels.wechat_oa.card import inline
from bot.channels.wechat_oa.card import render as render_oa
from bot.clock import SetClock
from bot.labels import by_number
from cards.build import build
from cards.card import Card
from handlers.domain.budget import WindowKind
from handlers.domain.messaging import ChatRef, MessageKind, Tap
from tests.contract.wecom_cards import CARDS
from tests.fakes import FakeKf, FakeOa
from tests.fakes.wechat.kf import PLACE
from tests.fakes.wechat.phones import menu_refused, text_refused
from tests.fakes.wecom.seal import Callback, document, seal
from tests.golden import approved
from tests.hostile import SECRET_WORDS
from tests.unit.cards.gallery import GALLERY
from tests.unit.cards.gallery.company import VIEWERS

NOW = datetime(2026, 3, 12, 2, 3, tzinfo=UTC)
FIXTURES = Path(__file__).parents[1] / "fixtures"
VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "wechat_oa.json").read_text("utf-8"))
LISI = ChatRef("wechat_kf", "wm_lisi")


def asked(callback: Callback) -> WebRequest:
    return WebRequest(callback.method, callback.query, callback.body, callback.headers)


# Vectors.


@pytest.mark.parametrize("vector", VECTORS["plain_signature"], ids=lambda v: v["id"])
def test_a_plain_signature_vector(vector: dict[str, str]) -> None:
    good = signed_plainly(vector["token"], vector["timestamp"], vector["nonce"], vector["signature"])
    assert vector["expect"] == "either" or good is (vector["expect"] == "ok")


@pytest.mark.parametrize("vector", VECTORS["secure_mode"], ids=lambda v: v["id"])
def test_a_secure_mode_vector(vector: dict[str, str]) -> None:
    crypto = WechatCrypto(vector["token"], vector["encoding_aes_key"], vector["appid"])
    signed = (vector["msg_signature"], vector["timestamp"], vector["nonce"], vector["encrypt"])
    if vector["expect"] == "ok":
        assert crypto.open(*signed) == vector["plaintext"]
        return
    with pytest.raises(Forged) as refused:
        crypto.open(*signed)
    assert refused.value.reason == vector["reason"]


@pytest.mark.parametrize("length", [0, 1, 11, 12, 13, 31, 32, 33, 2048])
def test_what_is_sealed_can_be_opened_by_its_receiver_only(length: int) -> None:
    crypto = WechatCrypto("t", "k" * 43, "wx1")
    text = "单" * length
    secret = crypto.seal(text)
    assert crypto.open(crypto.sign("1", "2", secret), "1", "2", secret) == text
    other = WechatCrypto("t", "k" * 43, "wx2")
    with pytest.raises(Forged, match="receiveid"):
        other.open(other.sign("1", "2", secret), "1", "2", secret)


# Cards.


def accepted(payload: Payload, kind: str) -> int:
    if payload["msgtype"] == "text":
        return text_refused(payload["text"])
    return menu_refused(payload["msgmenu"], kind)


RENDERINGS: Mapping[str, Any] = {
    "wechat_kf": lambda card: render_kf(card),
    "wechat_oa": lambda card: render_oa(card, menus=False),
    "wechat_oa_menus": lambda card: render_oa(card, menus=True),
}
READERS = ("customer", "sales")
SHOWN: dict[str, Card] = {
    **{
        f"{name}.{who}": build(notice, VIEWERS[who])
        for name, notice in GALLERY.items()
        for who in ("customer", "sales")
    },
    **{f"{name}.made": card for name, card in CARDS.items()},
}


@pytest.mark.parametrize("channel", RENDERINGS)
def test_every_card_is_written_as_its_golden_file_says(channel: str) -> None:
    written = {name: RENDERINGS[channel](card) for name, card in SHOWN.items()}
    file = FIXTURES / channel.removesuffix("_menus") / f"cards{'.menus' if channel.endswith('_menus') else ''}.json"
    text = json.dumps(written, ensure_ascii=False, indent=1) + "\n"
    assert json.loads(text) == json.loads(approved(file, text))  # whatever order the gallery is in


@pytest.mark.parametrize("channel", RENDERINGS)
@pytest.mark.parametrize("name", SHOWN)
def test_every_card_is_accepted_and_every_action_reached(channel: str, name: str) -> None:
    card = SHOWN[name]
    payloads = RENDERINGS[channel](card)
    assert [accepted(p, channel[7:12].strip("_")[:2]) for p in payloads] == [0] * len(payloads)
    if card.text_only:
        return
    items = [item for p in payloads for item in p.get("msgmenu", {}).get("list", [])]
    pressed = {item.get("click", item)["id"] for item in items if "view" not in item}
    words = "".join(json.dumps(p, ensure_ascii=False) for p in payloads)
    numbers = {b.action: f"{number} {b.label}" for number, b in by_number(card).items()}
    for button in card.buttons:
        reply = button.reply or button.label
        typed = f"回复 {reply}" in words or f"“{reply}”" in words or f"  {reply} " in words or "选择" in words
        typed = typed or "回复,比如" in words  # a list of many says one of them
        typed = typed or (button.action in numbers and f" {numbers[button.action]}" in words)
        assert button.action in pressed or typed, button
    if card.form and card.form.url:
        assert card.form.url in words or {"url": card.form.url, "content": "填表修改"} in [i.get("view") for i in items]


@pytest.mark.parametrize("name", SHOWN)
def test_an_answer_to_a_callback_is_one_text_or_none(name: str) -> None:
    for alone in (True, False):
        what = inline(SHOWN[name], menus=False, alone=alone)
        assert what is None or accepted(what, "oa") == 0
        assert what is not None or not alone


# 微信客服.


@pytest.fixture
async def kf() -> AsyncIterator[tuple[WechatKf, FakeKf]]:
    clock = SetClock(NOW)
    async with FakeKf(clock) as fake, httpx.AsyncClient() as http:
        yield WechatKf(fake.settings(), http, clock), fake


Kf = tuple[WechatKf, FakeKf]


async def fetched(kf: Kf, callback: Callback) -> Any:
    channel, fake = kf
    bell = channel.receive(asked(callback)).bell
    assert bell is not None
    return (await channel.pull(bell, f"c{len(fake.history) - 1}", None)).page[-1][0]


async def test_a_bell_says_where_and_holds_no_message(kf: Kf) -> None:
    got = kf[0].receive(asked(kf[1].text("wm_lisi", SECRET_WORDS)))
    assert (got.messages, got.reply) == ((), b"")
    assert got.bell is not None
    assert (got.bell.channel, got.bell.place, got.bell.at) == ("wechat_kf", PLACE, NOW)
    assert got.bell.token not in repr(got.bell)


async def test_the_address_check_is_answered_with_its_plaintext(kf: Kf) -> None:
    assert kf[0].receive(asked(kf[1].check_request("123"))).reply == b"123"


async def test_a_pressed_entry_is_a_tap_and_any_other_menu_is_text(kf: Kf) -> None:
    pressed = await fetched(kf, kf[1].text("wm_lisi", "确认下单", menu_id="confirm:17:3:"))
    assert (pressed.kind, pressed.tap) == (MessageKind.TAP, Tap("confirm", 17, 3, ""))
    other = await fetched(kf, kf[1].text("wm_lisi", "满意", menu_id="menu_7"))
    assert (other.kind, other.text) == (MessageKind.TEXT, "满意")


async def test_a_recall_names_what_was_recalled(kf: Kf) -> None:
    heard = await fetched(kf, kf[1].happened("wm_lisi", "user_recall_msg", recall_msgid="m-1"))
    assert (heard.kind, heard.quoted_id, heard.chat.chat_id) == (MessageKind.RECALL, "m-1", "wm_lisi")


async def test_what_our_own_people_said_is_nobodys_order(kf: Kf) -> None:
    kf[1].history.append({"msgid": "x", "open_kfid": PLACE, "external_userid": "wm_lisi", "send_time": 1,
                          "origin": 5, "msgtype": "text", "text": {"content": "300件"}})  # fmt: skip
    assert (await kf[0].pull(Bell("wechat_kf", PLACE), "", None)).page == ()


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"origin": 3},
        {"origin": 3, "msgtype": "text", "external_userid": ["x"]},
        {"origin": 3, "msgtype": "text", "external_userid": "../x", "text": {"content": "x"}},
        {"origin": 4, "msgtype": "event", "event": {"event_type": "msg_send_fail", "fail_type": [], "fail_msgid": 7}},
        {"origin": 3, "msgtype": "text", "external_userid": "wm_1", "text": 7, "send_time": "x"},
        {"origin": 3, "msgtype": "image", "external_userid": "wm_1", "image": {"media_id": None}, "send_time": -1},
        {"origin": 3, "msgtype": "location", "external_userid": "wm_1", "location": {"latitude": float("inf")}},
        {"origin": True, "msgtype": "text", "external_userid": "wm_1"},
    ],
)
def test_a_strange_item_does_no_harm(item: dict[str, Any]) -> None:
    for message, raw in wire.page({"msg_list": [item, 7, None]}, PLACE, NOW):
        assert message.kind in MessageKind
        assert raw


async def test_the_same_message_sent_twice_is_shown_once(kf: Kf) -> None:
    channel, fake = kf
    fake.text("wm_lisi", "在吗")
    for _ in range(2):
        await channel.send(LISI, {"msgtype": "text", "text": {"content": "好"}}, "row-1")
    assert len(fake.screens["wm_lisi"]) == 1


async def test_beyond_the_budget_and_outside_the_window_it_fails_so(kf: Kf) -> None:
    channel, fake = kf
    hello = {"msgtype": "text", "text": {"content": "好"}}
    with pytest.raises(SendFailed) as closed:
        await channel.send(LISI, hello, "row-0")
    fake.text("wm_lisi", "在吗")
    for number in range(5):
        await channel.send(LISI, hello, f"row-{number + 1}")
    with pytest.raises(SendFailed) as spent:
        await channel.send(LISI, hello, "row-9")
    fake.human.add("wm_lisi")
    with pytest.raises(SendFailed) as human:
        await channel.send(LISI, hello, "row-10")
    assert [e.value.reason for e in (closed, spent, human)] == ["window", "budget", "human"]
    assert not any(e.value.retry for e in (closed, spent, human))


@pytest.mark.parametrize(
    ("code", "reason", "retry"),
    [
        (95001, "budget", False),
        (95002, "window", False),
        (95018, "human", False),
        (95000, "auth", False),
        (45009, "quota", True),
        (60020, "auth", True),
        (40001, "auth", False),
        (45002, "refused", False),
        (99999, "refused", False),
    ],
)
async def test_a_code_of_customer_service_means(kf: Kf, code: int, reason: str, retry: bool) -> None:
    kf[1].fail_next(*[code] * 2, path="kf/send_msg")
    with pytest.raises(SendFailed) as failed:
        await kf[0].send(LISI, {"msgtype": "text", "text": {"content": "好"}}, "row")
    assert (failed.value.reason, failed.value.retry) == (reason, retry)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"open_kfid": ""}, PLACE),
        ({"open_kfid": "wkWRONG"}, PLACE),
        ({"corp_id": ""}, "corp_id"),
        ({"corp_id": "ww-other"}, "40013"),
    ],
)
async def test_the_doctor_names_the_cure_for_customer_service(kf: Kf, changed: dict[str, str], words: str) -> None:
    async with httpx.AsyncClient() as http:
        broken = WechatKf(kf[1].settings().model_copy(update=changed), http, SetClock(NOW))
        (finding,) = await broken.check()
    assert words in finding
    assert not [secret for secret in kf[1].secrets if secret in finding]


async def test_a_page_without_a_cursor_is_asked_for_again(kf: Kf) -> None:
    kf[1].fail_next('say:{"errcode":0,"has_more":1,"msg_list":[]}', path="kf/sync_msg")
    with pytest.raises(SendFailed) as failed:
        await kf[0].pull(Bell("wechat_kf", PLACE), "", None)
    assert failed.value.retry


# Official accounts.


@pytest.fixture
async def oa() -> AsyncIterator[tuple[WechatOa, FakeOa]]:
    clock = SetClock(NOW)
    async with FakeOa(clock) as fake, httpx.AsyncClient() as http:
        yield WechatOa(fake.settings(), http, clock), fake


Oa = tuple[WechatOa, FakeOa]


async def test_the_echo_comes_back_as_it_came(oa: Oa) -> None:
    assert oa[0].receive(asked(oa[1].check_request("5927"))).reply == b"5927"
    forged = replace(oa[1].check_request("5927"), query={**oa[1].check_request().query, "signature": "0" * 40})
    with pytest.raises(Forged, match="signature"):
        oa[0].receive(asked(forged))


async def test_a_plain_body_is_refused_where_bodies_are_encrypted(oa: Oa) -> None:
    said = oa[1].text("oUser1", "300件")
    plain = said.plain.encode()
    for query in (said.query, {k: v for k, v in said.query.items() if k != "encrypt_type"}):
        with pytest.raises(Forged):
            oa[0].receive(WebRequest("POST", query, plain))


async def test_a_message_for_another_account_is_refused(oa: Oa) -> None:
    inner = document(ToUserName="gh_other", FromUserName="o1", CreateTime=1, MsgType="text", Content="x", MsgId=1)
    with pytest.raises(Forged, match="receiveid"):
        oa[0].receive(asked(oa[1].sealed(inner)))
    foreign = seal(inner, replace(oa[1].account, corp_id="wxOTHER"), 1)
    with pytest.raises(Forged, match="receiveid"):
        oa[0].receive(WebRequest("POST", {**foreign.query, "encrypt_type": "aes"}, foreign.body))


async def test_what_was_said_opens_the_window_and_a_press_does_not(oa: Oa) -> None:
    (said,) = oa[0].receive(asked(oa[1].text("oUser1", "300件"))).messages
    (pressed,) = oa[0].receive(asked(oa[1].text("oUser1", "确认", menu_id="confirm:1:1:"))).messages
    (clicked,) = oa[0].receive(asked(oa[1].event("oUser1", "CLICK", {"EventKey": "help:::"}))).messages
    assert said.media.get("opens") == WindowKind.SAID
    assert "opens" not in pressed.media
    assert clicked.media.get("opens") == WindowKind.ACTED
    assert (pressed.kind, clicked.kind) == (MessageKind.TAP, MessageKind.TAP)


async def test_two_clicks_of_one_second_are_two_and_a_retry_is_one(oa: Oa) -> None:
    first = oa[1].event("oUser1", "CLICK", {"EventKey": "help:::"})
    other = oa[1].event("oUser1", "CLICK", {"EventKey": "human:::"})
    ids = [oa[0].receive(asked(c)).messages[0].external_id for c in (first, oa[1].again(first), other)]
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize("text", ["好", "]]>", "a]]>b<x>&amp;", "<![CDATA[", "📦" * 100])
async def test_an_answer_is_read_by_a_stranger_as_it_was_meant(oa: Oa, text: str) -> None:
    request = asked(oa[1].text("oUser1", "300件"))
    answer = oa[0].in_callback(request, oa[0].receive(request), {"msgtype": "text", "text": {"content": text}})
    assert answer is not None
    inner = oa[1].opened(answer.reply.decode())
    read = wechat_fields(inner)
    assert (read["Content"], read["ToUserName"], read["FromUserName"]) == (text, "oUser1", oa[1].gh)


def wechat_fields(inner: str) -> dict[str, str]:
    import xmltodict

    found: dict[str, str] = xmltodict.parse(inner)["xml"]
    return found


@pytest.mark.parametrize(
    ("code", "reason", "retry"),
    [
        (45015, "window", False),
        (45047, "budget", False),
        (48001, "auth", False),
        (40164, "auth", True),
        (40003, "refused", False),
        (45009, "quota", True),
        (43101, "window", False),
        (45008, "refused", False),
        (99999, "refused", False),
    ],
)
async def test_a_code_of_the_account_means(oa: Oa, code: int, reason: str, retry: bool) -> None:
    oa[1].fail_next(*[code] * 2, path="message")
    with pytest.raises(SendFailed) as failed:
        await oa[0].send(ChatRef("wechat_oa", "oUser1"), {"msgtype": "text", "text": {"content": "好"}}, "row")
    assert (failed.value.reason, failed.value.retry) == (reason, retry)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"app_id": ""}, "app_id"),
        ({"app_id": "wxOTHER"}, "40013"),
        ({"template_id": "TPL9", "template_fields": {"thing1": "title"}}, "TPL1"),
        ({"template_id": "TPL1"}, "template_fields"),
    ],
)
async def test_the_doctor_names_the_cure_for_the_account(oa: Oa, changed: dict[str, Any], words: str) -> None:
    async with httpx.AsyncClient() as http:
        broken = WechatOa(oa[1].settings(**changed), http, SetClock(NOW))
        (finding,) = await broken.check()
    assert words in finding
    assert not [secret for secret in oa[1].secrets if secret in finding]


async def test_an_address_that_is_not_listed_is_told(oa: Oa) -> None:
    oa[1].allowed = False
    (finding,) = await oa[0].check()
    assert "白名单" in finding


async def test_a_token_that_was_withdrawn_is_fetched_once_more(oa: Oa) -> None:
    oa[1].text("oUser1", "在吗")
    hello = {"msgtype": "text", "text": {"content": "好"}}
    await oa[0].send(ChatRef("wechat_oa", "oUser1"), hello, "1")
    oa[1].withdraw_tokens()
    await oa[0].send(ChatRef("wechat_oa", "oUser1"), hello, "2")
    assert len(oa[1].screens["oUser1"]) == 2


async def test_an_old_message_counts_from_when_it_was_said(oa: Oa) -> None:
    (said,) = oa[0].receive(asked(oa[1].text("oUser1", "300件", at=NOW - timedelta(hours=20)))).messages
    assert (said.sent_at, said.received_at) == (NOW - timedelta(hours=20), NOW)
