"""WeCom's callbacks: every vector, every kind of message, everything hostile."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Forged, Received, WebRequest
from bot.channels.wechat_crypto import WechatCrypto
from bot.channels.wecom import wire
from bot.clock import SetClock
from handlers.domain.messaging import ChatKind, MessageKind, Tap
from tests.fakes import FakeWecom, Shown
from tests.fakes.wecom.seal import Account, Callback
from tests.hostile import CALLBACKS, SECRET_WORDS, Hostile

NOW = datetime(2026, 3, 12, 2, 0, tzinfo=UTC)
SECOND = int(NOW.timestamp())
ACCOUNT = Account()
CRYPTO = WechatCrypto(ACCOUNT.token, ACCOUNT.aes_key, ACCOUNT.corp_id)
VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "wecom_crypto.json").read_text())["vectors"]


def receive(callback: Callback, agent_id: int = ACCOUNT.agent_id) -> Received:
    request = WebRequest(callback.method, callback.query, callback.body)
    return wire.receive(request, CRYPTO, ACCOUNT.corp_id, agent_id, NOW)


@pytest.fixture
def wecom() -> FakeWecom:
    return FakeWecom(SetClock(NOW))


def opened(vector: dict[str, Any]) -> str:
    crypto = WechatCrypto(vector["token"], vector["encoding_aes_key"], vector["receiveid"])
    return crypto.open(vector["msg_signature"], vector["timestamp"], vector["nonce"], vector["encrypt"])


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["expect"] == "ok"], ids=lambda v: v["id"])
def test_a_good_vector_gives_its_plaintext(vector: dict[str, Any]) -> None:
    text = opened(vector)
    if "plaintext" in vector:
        assert text == vector["plaintext"]
    else:
        assert hashlib.sha256(text.encode()).hexdigest() == vector["plaintext_sha256"]


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["expect"] == "reject"], ids=lambda v: v["id"])
def test_a_bad_vector_is_refused_for_its_reason(vector: dict[str, Any]) -> None:
    with pytest.raises(Forged) as refused:
        opened(vector)
    assert refused.value.reason == vector["reason"]


def test_what_was_opened_before_makes_no_difference() -> None:
    callbacks = [FakeWecom(SetClock(NOW)).text("u01", text) for text in ("发300件", "长" * 600, "好")]
    alone = [receive(each).raw for each in callbacks]
    assert [receive(each).raw for each in (*callbacks, *reversed(callbacks))] == alone + alone[::-1]
    fresh = [WechatCrypto(ACCOUNT.token, ACCOUNT.aes_key, ACCOUNT.corp_id) for _ in callbacks]
    for crypto, each, raw in zip(fresh, callbacks, alone, strict=True):
        request = WebRequest(each.method, each.query, each.body)
        assert wire.receive(request, crypto, ACCOUNT.corp_id, ACCOUNT.agent_id, NOW).raw == raw


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["expect"] == "either"], ids=lambda v: v["id"])
def test_a_doubtful_vector_does_no_harm(vector: dict[str, Any]) -> None:
    try:
        outcome = opened(vector)
    except Forged as refused:
        outcome = refused.reason
    assert outcome in (vector.get("plaintext"), vector["reason"])


@pytest.mark.parametrize(("token", "key"), [("", ACCOUNT.aes_key), ("t", ""), ("t", "short"), ("t", "!" * 43)])
def test_a_malformed_key_is_refused_at_start(token: str, key: str) -> None:
    with pytest.raises(ValueError, match="EncodingAESKey"):
        WechatCrypto(token, key, "corp")


def test_the_url_check_is_answered_with_the_plaintext_alone(wecom: FakeWecom) -> None:
    answer = receive(wecom.check_request("5927782489442352469"))
    assert (answer.reply, answer.messages) == (b"5927782489442352469", ())


def test_the_url_check_survives_a_plus_that_was_not_escaped(wecom: FakeWecom) -> None:
    for _ in range(20):
        asked = wecom.check_request()
        blank = {**asked.query, "echostr": asked.query["echostr"].replace("+", " ")}
        assert receive(replace(asked, query=blank)).reply == b"5927782489442352469"


def test_a_text_becomes_a_message(wecom: FakeWecom) -> None:
    answer = receive(wecom.text("LiSi", "A-17 螺丝 200 盒,周五前 📦\n谢谢", msgid=74))
    (said,) = answer.messages
    assert (answer.reply, said.text, said.external_id) == (b"", "A-17 螺丝 200 盒,周五前 📦\n谢谢", "74")
    assert (said.kind, said.sent_at, said.received_at) == (MessageKind.TEXT, NOW, NOW)
    assert (said.chat.channel, said.chat.chat_id, said.chat.kind) == ("wecom", "LiSi", ChatKind.DIRECT)
    assert said.sender.user_id == "LiSi"
    assert "A-17 螺丝" in answer.raw


@pytest.mark.parametrize(
    ("kind", "fields", "expected", "media"),
    [
        (
            "image",
            {"MediaId": "m1", "PicUrl": "http://p"},
            MessageKind.IMAGE,
            {"media_id": "m1", "picture": "http://p"},
        ),
        ("voice", {"MediaId": "m2", "Format": "amr"}, MessageKind.VOICE, {"media_id": "m2", "format": "amr"}),
        ("video", {"MediaId": "m3", "ThumbMediaId": "t"}, MessageKind.VIDEO, {"media_id": "m3", "thumbnail": "t"}),
        (
            "location",
            {"Location_X": "23.1", "Location_Y": "113.3", "Scale": "15", "Label": "台州路1号", "AppType": "wxwork"},
            MessageKind.LOCATION,
            {"latitude": "23.1", "longitude": "113.3", "scale": "15", "label": "台州路1号"},
        ),
        (
            "link",
            {"Title": "询价单", "Description": "d", "Url": "http://u", "PicUrl": "http://p"},
            MessageKind.LINK,
            {"title": "询价单", "description": "d", "url": "http://u", "picture": "http://p"},
        ),
        ("file", {"MediaId": "m4", "FileName": "单.xlsx"}, MessageKind.FILE, {"media_id": "m4", "name": "单.xlsx"}),
        ("hologram", {"MediaId": "m5"}, MessageKind.OTHER, {"type": "hologram"}),
    ],
)
def test_every_kind_of_message_is_known_or_other(
    wecom: FakeWecom, kind: str, fields: dict[str, str], expected: MessageKind, media: dict[str, str]
) -> None:
    (said,) = receive(wecom.said("lisi", kind, fields)).messages
    assert (said.kind, dict(said.media), said.text) == (expected, media, "")


@pytest.mark.parametrize(
    ("event", "fields", "expected"),
    [
        ("enter_agent", {"EventKey": ""}, MessageKind.ENTER),
        ("subscribe", {}, MessageKind.ENTER),
        ("unsubscribe", {}, MessageKind.SILENT),
        ("view", {"EventKey": "http://www.example.invalid"}, MessageKind.SILENT),
        ("LOCATION", {"Latitude": "23.1", "Longitude": "113.3", "Precision": "1"}, MessageKind.SILENT),
        ("location_select", {"EventKey": "6"}, MessageKind.LOCATION),
        ("click", {"EventKey": "list:::"}, MessageKind.TAP),
        ("click", {"EventKey": "menu_1"}, MessageKind.OTHER),
        ("template_card_event", {"EventKey": "order_confirm"}, MessageKind.OTHER),
        ("template_card_menu_event", {"EventKey": "confirm:17:3:"}, MessageKind.TAP),
        ("batch_job_result", {}, MessageKind.SILENT),
    ],
)
def test_every_event_is_known_or_silent(
    wecom: FakeWecom, event: str, fields: dict[str, str], expected: MessageKind
) -> None:
    (heard,) = receive(wecom.event("lisi", event, fields)).messages
    assert heard.kind == expected
    assert heard.media["event"] == event


def test_a_customer_service_nudge_has_nobody_to_answer(wecom: FakeWecom) -> None:
    nudge = wecom.event("", "kf_msg_or_event", {"Token": "KFTOKEN", "OpenKfId": "wk01"})
    (heard,) = receive(nudge).messages
    assert (heard.kind, heard.media["open_kfid"]) == (MessageKind.SILENT, "wk01")


CARD = {
    "button_list": [{"text": "确认", "key": "confirm:17:3:"}, {"text": "就选这个", "key": "select:::"}],
    "button_selection": {
        "question_key": "choice",
        "option_list": [{"id": "choose:17:3:0", "text": "左"}, {"id": "choose:17:3:1", "text": "右"}],
    },
}


def test_a_pressed_button_is_a_tap_that_can_be_updated(wecom: FakeWecom) -> None:
    shown = Shown("lisi", "template_card", card=CARD, task_id="t1")
    (pressed,) = receive(wecom.tap("lisi", shown, "确认", code="RC1")).messages
    assert pressed.kind is MessageKind.TAP
    assert pressed.tap == Tap("confirm", 17, 3, "", card_ref="RC1")


def test_a_drop_down_taps_what_was_chosen(wecom: FakeWecom) -> None:
    shown = Shown("lisi", "template_card", card=CARD, task_id="t1")
    (pressed,) = receive(wecom.tap("lisi", shown, "就选这个", option="右", code="RC2")).messages
    assert pressed.tap == Tap("choose", 17, 3, "1", card_ref="RC2")


def test_a_retry_has_the_same_identity_and_another_tap_has_not(wecom: FakeWecom) -> None:
    shown = Shown("lisi", "template_card", card=CARD, task_id="t1")
    first = wecom.tap("lisi", shown, "确认")
    others = [
        wecom.tap("lisi", shown, "就选这个", option="左"),
        wecom.tap("lisi", shown, "就选这个", option="右"),
        wecom.tap("wangwu", shown, "确认"),
        wecom.event("lisi", "enter_agent", {"EventKey": ""}),
        wecom.event("", "kf_msg_or_event", {"Token": "A", "OpenKfId": "wk01"}),
        wecom.event("", "kf_msg_or_event", {"Token": "B", "OpenKfId": "wk01"}),
    ]
    ids = [receive(callback).messages[0].external_id for callback in (first, wecom.again(first), *others)]
    assert ids[0] == ids[1]
    assert len(set(ids[1:])) == len(others) + 1
    assert max(map(len, ids)) <= 64


def test_a_message_that_was_sent_long_ago_keeps_its_time_and_identity(wecom: FakeWecom) -> None:
    long_ago = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
    (said,) = receive(wecom.text("lisi", "晚到的单", msgid=9, at=long_ago)).messages
    assert (said.sent_at, said.received_at, said.external_id) == (long_ago, NOW, "9")


def test_an_app_without_agent_id_takes_every_agent(wecom: FakeWecom) -> None:
    assert receive(wecom.text("lisi", "好"), agent_id=0).messages


@pytest.mark.parametrize("case", CALLBACKS, ids=lambda c: c.name)
def test_a_hostile_callback_is_refused_or_harmless(case: Hostile) -> None:
    callback = case.make(ACCOUNT, SECOND)
    if not case.refused:
        (said,) = receive(callback).messages
        assert said.kind in MessageKind
        return
    with pytest.raises(Forged) as refused:
        receive(callback)
    assert SECRET_WORDS not in str(refused.value)
    assert refused.value.__cause__ is None
    assert len(refused.value.reason) <= 12


def test_the_table_of_hostile_callbacks_is_long_and_its_names_are_distinct() -> None:
    assert len({case.name for case in CALLBACKS}) == len(CALLBACKS) >= 40
