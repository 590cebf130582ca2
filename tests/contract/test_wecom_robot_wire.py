"""A smart robot's callbacks: vectors, every kind of message and event, everything hostile."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.base import Forged, WebRequest
from bot.channels.wechat_crypto import WechatCrypto, open_media
from bot.channels.wecom_robot import wire
from bot.channels.wecom_robot.wire import Heard
from bot.clock import SetClock
from config.channels import WecomRobotSettings
from handlers.domain.messaging import CODE, OPENS, ChatKind, ChatRef, Message, MessageKind, Tap
from tests.fakes import FakeWecomRobot, Shown
from tests.fakes.wecom.seal import Callback, cipher, encrypt, frame, pad, query
from tests.hostile import SECRET_WORDS

NOW = datetime(2026, 3, 12, 2, 0, tzinfo=UTC)
VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "wecom_crypto.json").read_text())
SAID = {"msgid": "m1", "aibotid": "aibFAKEROBOT0001", "from": {"userid": "lisi"}, "chattype": "single"}
SETTINGS = WecomRobotSettings(enabled=True, mode="http", bot_id="aibFAKEROBOT0001", name="接单")
CARD = {
    "button_list": [{"text": "确认", "key": "confirm:17:3:"}, {"text": "就选这个", "key": "select:::"}],
    "button_selection": {
        "question_key": "choice",
        "option_list": [{"id": "choose:17:3:0", "text": "左"}, {"id": "choose:17:3:1", "text": "右"}],
    },
}


@pytest.fixture
def robot() -> FakeWecomRobot:
    return FakeWecomRobot(SetClock(NOW))


def crypto(robot: FakeWecomRobot) -> WechatCrypto:
    return WechatCrypto(robot.account.token, robot.account.aes_key, "")


def receive(robot: FakeWecomRobot, callback: Callback, settings: WecomRobotSettings = SETTINGS) -> Heard:
    request = WebRequest(callback.method, callback.query, callback.body, callback.headers)
    return wire.receive(request, crypto(robot), settings, NOW)


def heard(robot: FakeWecomRobot, body: dict[str, Any]) -> Message:
    (message,) = receive(robot, robot.sealed(body)).received.messages
    return message


def read(**fields: Any) -> Message:
    (message,) = wire.read({**SAID, **fields}, SETTINGS, NOW).received.messages
    return message


def test_the_vector_of_a_robots_callback_is_a_message() -> None:
    vector = next(v for v in VECTORS["vectors"] if v["id"] == "smart_robot_json_empty_receiveid")
    asked = {name: vector[name] for name in ("msg_signature", "timestamp", "nonce")}
    request = WebRequest("POST", asked, json.dumps({"encrypt": vector["encrypt"]}).encode())
    opened = WechatCrypto(vector["token"], vector["encoding_aes_key"], "")
    got = wire.receive(request, opened, WecomRobotSettings(mode="http"), NOW)
    (said,) = got.received.messages
    assert (said.text, said.chat) == ("A-17 200盒", ChatRef("wecom_robot", "wrTESTchat", ChatKind.GROUP))
    assert said.sent_at == datetime.fromtimestamp(1735689600, UTC)
    assert got.turn
    assert got.turn.url == "https://example.invalid/r?c=1"
    assert "example.invalid" not in repr(got) + got.received.raw


def test_the_vector_of_a_file_is_opened() -> None:
    vector = VECTORS["aibot_media"]
    secret = base64.b64decode(vector["ciphertext_base64"])
    assert open_media(secret, vector["encoding_aes_key"]) == base64.b64decode(vector["plaintext_base64"])


@pytest.mark.parametrize(
    ("spoil", "key", "reason"),
    [
        (lambda s: s[:-1], None, "length"),
        (lambda s: b"", None, "length"),
        (lambda s: s[:-16], None, "padding"),
        (lambda s: s, "Z" * 42 + "E", "padding"),
        (lambda s: s, "", "key"),
        (lambda s: s, "密钥", "key"),
        (lambda s: s, "c2hvcnQ=", "key"),
    ],
)
def test_a_file_that_is_not_whole_or_another_ones_is_refused(
    spoil: Callable[[bytes], bytes], key: str | None, reason: str
) -> None:
    vector = VECTORS["aibot_media"]
    secret = spoil(base64.b64decode(vector["ciphertext_base64"]))
    with pytest.raises(Forged) as refused:
        open_media(secret, vector["encoding_aes_key"] if key is None else key)
    assert refused.value.reason == reason


def test_the_url_check_is_answered_with_the_plaintext_alone(robot: FakeWecomRobot) -> None:
    assert receive(robot, robot.check_request()).received.reply == b"5927782489442352469"


def test_an_answer_is_sealed_under_the_callbacks_nonce(robot: FakeWecomRobot) -> None:
    callback = robot.text("lisi", "好")
    request = WebRequest(callback.method, callback.query, callback.body)
    got = receive(robot, callback).received
    sealed = wire.answer(request, got, {"msgtype": "text"}, crypto(robot), NOW)
    assert json.loads(robot.opened(json.loads(sealed.reply), callback.query["nonce"])) == {"msgtype": "text"}


# Messages.


@pytest.mark.parametrize(
    ("words", "read_as"),
    [
        ("@接单 300件", "300件"),
        ("@接单\u2005300件", "300件"),
        ("300件 @接单", "300件"),
        ("@张三 @接单 300件", "300件"),
        ("联系 a@b.cn", "联系 a@b.cn"),
        ("@接单", ""),
    ],
)
def test_the_robots_name_is_no_part_of_what_is_said(words: str, read_as: str) -> None:
    assert read(msgtype="text", text={"content": words}, chattype="group", chatid="wr1").text == read_as


def test_a_name_with_a_blank_is_taken_out_where_it_is_known() -> None:
    settings = SETTINGS.model_copy(update={"name": "接单 机器人"})
    data = {**SAID, "msgtype": "text", "text": {"content": "@接单 机器人 300件"}}
    (said,) = wire.read(data, settings, NOW).received.messages
    assert said.text == "300件"


@pytest.mark.parametrize(
    "instruction",
    [
        "",
        "@接单",
        "@接单 下单",
        "麻烦下单",
        "帮我接单吧",
        "这个",
        "按这个下单。",
        "下单!",
        "下单\uff01",
        "这个\uff0c下单吧",
    ],
)
def test_who_quotes_and_says_no_more_means_what_he_quotes(instruction: str) -> None:
    quote = {"msgtype": "text", "text": {"content": "J6P左转向节 300件"}}
    assert read(msgtype="text", text={"content": instruction}, quote=quote).text == "J6P左转向节 300件"


@pytest.mark.parametrize(
    "quote",
    [
        {"msgtype": "mixed", "mixed": {"msg_item": [{"msgtype": "text", "text": {"content": "300件"}}]}},
        {"msgtype": "voice", "voice": {"content": "300件"}},
        {"msgtype": "text", "text": {"content": "@接单 300件"}},
    ],
)
def test_whatever_was_quoted_is_kept_beside_what_is_said(quote: dict[str, Any]) -> None:
    said = read(msgtype="text", text={"content": "改成500件"}, quote=quote)
    assert (said.text, said.media["quoted"]) == ("改成500件", "300件")


@pytest.mark.parametrize(
    ("quote", "kind"),
    [
        ({"msgtype": "file", "file": {"url": "https://x.invalid/1", "aeskey": "K1"}}, MessageKind.FILE),
        ({"msgtype": "image", "image": {"url": "https://x.invalid/1", "aeskey": "K1"}}, MessageKind.IMAGE),
        (
            {
                "msgtype": "mixed",
                "mixed": {
                    "msg_item": [
                        {"msgtype": "image", "image": {"url": "https://x.invalid/1", "aeskey": "K1"}},
                    ]
                },
            },
            MessageKind.IMAGE,
        ),
    ],
    ids=str,
)
def test_a_quoted_file_or_picture_is_what_is_meant(quote: dict[str, Any], kind: MessageKind) -> None:
    for words in ("@接单", "@接单 按这个下单"):
        said = read(msgtype="text", text={"content": words}, quote=quote)
        assert (said.kind, said.text, said.media["url"], said.media["aeskey"]) == (
            kind,
            "",
            "https://x.invalid/1",
            "K1",
        )
    said = read(msgtype="text", text={"content": "@接单 这张不要了"}, quote=quote)
    assert (said.kind, said.text) == (MessageKind.TEXT, "这张不要了")
    for odd in (
        {"msgtype": "file"},
        {"msgtype": "file", "file": 7},
        {"msgtype": "video", "video": {"url": "https://x"}},
    ):
        assert read(msgtype="text", text={"content": "下单"}, quote=odd).kind is MessageKind.TEXT


def test_words_between_pictures_are_read_and_the_pictures_counted() -> None:
    items = [
        {"msgtype": "text", "text": {"content": "@接单 照这张"}},
        {"msgtype": "image", "image": {"url": "https://x.invalid/1", "aeskey": "K1"}},
        {"msgtype": "image", "image": {"url": "https://x.invalid/2", "aeskey": "K2"}},
        {"msgtype": "text", "text": {"content": "300件"}},
    ]
    said = read(msgtype="mixed", mixed={"msg_item": items})
    assert (said.kind, said.text) == (MessageKind.TEXT, "照这张\n300件")
    assert (said.media["pictures"], said.media["url"], said.media["aeskey"]) == ("2", "https://x.invalid/1", "K1")
    alone = read(msgtype="mixed", mixed={"msg_item": items[1:2]})
    assert (alone.kind, alone.media["url"]) == (MessageKind.IMAGE, "https://x.invalid/1")


@pytest.mark.parametrize(
    ("kind", "content", "expected", "words"),
    [
        ("voice", {"content": "三百件"}, MessageKind.TEXT, "三百件"),
        ("voice", {"content": ""}, MessageKind.VOICE, ""),
        ("image", {"url": "https://x.invalid/1"}, MessageKind.IMAGE, ""),
        ("file", {"url": "https://x.invalid/1"}, MessageKind.FILE, ""),
        ("video", {"url": "https://x.invalid/1"}, MessageKind.VIDEO, ""),
        ("hologram", {"content": "x"}, MessageKind.OTHER, ""),
    ],
)
def test_every_kind_of_message_is_known_or_other(
    robot: FakeWecomRobot, kind: str, content: dict[str, str], expected: MessageKind, words: str
) -> None:
    said = heard(robot, robot.said_body("lisi", kind, content))
    assert (said.kind, said.text) == (expected, words)
    assert said.media.get("url", "") == content.get("url", "")
    assert said.media[OPENS] == "said"


def test_an_encrypted_userid_is_a_person_too() -> None:
    assert read(msgtype="text", text={"content": "好"}, **{"from": {"userid": "woAJ2GCAAAXtWyuj"}}).sender.user_id


# Events.


@pytest.mark.parametrize("sample", [True, False])
def test_a_pressed_button_is_a_tap_that_can_be_updated(robot: FakeWecomRobot, *, sample: bool) -> None:
    shown = Shown("wrGroup1", "template_card", card=CARD, task_id="t1@abc")
    tap = heard(robot, robot.pressed_body("lisi", shown, "确认", option="右", sample=sample))
    assert tap.tap == Tap("confirm", 17, 3, "", card_ref="t1@abc")
    assert (tap.kind, tap.chat.chat_id, tap.chat.kind) == (MessageKind.TAP, "wrGroup1", ChatKind.GROUP)
    chosen = heard(robot, robot.pressed_body("lisi", shown, "就选这个", option="右", sample=sample))
    assert chosen.tap == Tap("choose", 17, 3, "1", card_ref="t1@abc")
    assert chosen.external_id != tap.external_id


def test_over_the_long_connection_a_press_knows_its_request(robot: FakeWecomRobot) -> None:
    body = robot.pressed_body("lisi", Shown("lisi", "template_card", card=CARD, task_id="t1"), "确认")
    (tap,) = wire.read(body, SETTINGS, NOW, request="req-7").received.messages
    assert tap.tap
    assert tap.tap.card_ref == "t1 req-7"


@pytest.mark.parametrize("inner", [{}, {"event_key": "rm -rf /"}, {"event_key": "k" * 5_000}, {"event_key": 7}])
def test_a_key_that_is_not_ours_is_answered_and_not_obeyed(inner: dict[str, Any]) -> None:
    event = {"eventtype": "template_card_event", "template_card_event": {"task_id": "t1", **inner}}
    said = read(msgtype="event", event=event)
    assert (said.kind, said.tap) == (MessageKind.OTHER, None)


@pytest.mark.parametrize("items", [None, [], [7], [{"option_ids": 7}], [{"option_ids": {"option_id": [7]}}]])
def test_a_choice_without_one_is_no_tap(items: object) -> None:
    inner = {"event_key": "select:::", "task_id": "t1", "selected_items": {"selected_item": items}}
    event = {"eventtype": "template_card_event", "template_card_event": inner}
    assert read(msgtype="event", event=event).tap is None


def test_who_comes_in_is_greeted_while_it_is_fresh(robot: FakeWecomRobot) -> None:
    entered = heard(robot, robot.entered_body("lisi"))
    assert (entered.kind, entered.media[CODE]) == (MessageKind.ENTER, "enter_chat")
    assert OPENS not in entered.media


def test_an_opinion_is_kept_and_answered_by_nobody(robot: FakeWecomRobot) -> None:
    got = receive(robot, robot.sealed(robot.opinion_body("lisi", 2, "内容不完整")))
    (opinion,) = got.received.messages
    assert (opinion.kind, got.turn) == (MessageKind.SILENT, None)
    assert (opinion.media["type"], opinion.media["content"]) == ("2", "内容不完整")


def test_an_event_of_an_unknown_name_is_housekeeping() -> None:
    assert read(msgtype="event", event={"eventtype": "moon_landing"}).kind is MessageKind.SILENT


def test_a_question_for_the_rest_of_an_answer_is_no_message() -> None:
    got = wire.read({**SAID, "msgtype": "stream", "stream": {"id": "s1"}}, SETTINGS, NOW)
    assert (got.poll, got.received.messages) == ("s1", ())


def test_the_time_of_an_event_is_its_own() -> None:
    said = read(msgtype="event", event={"eventtype": "enter_chat"}, create_time=1_700_000_000)
    assert said.sent_at == datetime.fromtimestamp(1_700_000_000, UTC)


# What nobody should send.


@pytest.mark.parametrize(
    "changed",
    [
        {"msgid": None},
        {"msgid": ""},
        {"msgid": 7},
        {"msgid": "两 个"},
        {"msgid": "x" * 5_000},
        {"msgtype": None},
        {"msgtype": 7},
        {"from": None},
        {"from": {}},
        {"from": {"userid": "@all|lisi"}},
        {"from": {"userid": "a" * 5_000}},
        {"from": "lisi"},
        {"aibotid": "aibOTHER"},
        {"chattype": "group", "chatid": None},
        {"chattype": "group", "chatid": "a b"},
        {"msgtype": "event", "event": None},
        {"msgtype": "stream"},
        {"msgtype": "stream", "stream": {"id": ""}},
        {"msgtype": "event", "event": {}},
    ],
    ids=str,
)
def test_a_message_that_lacks_what_it_needs_is_refused(robot: FakeWecomRobot, changed: dict[str, Any]) -> None:
    body = {**SAID, "msgtype": "text", "text": {"content": SECRET_WORDS}, **changed}
    with pytest.raises(Forged) as refused:
        receive(robot, robot.sealed({name: value for name, value in body.items() if value is not None}))
    assert SECRET_WORDS not in str(refused.value)


@pytest.mark.parametrize(
    "changed",
    [
        {"text": None},
        {"text": "好"},
        {"text": {"content": 7}},
        {"msgtype": "mixed", "mixed": {"msg_item": [7, {}, {"msgtype": "text"}]}},
        {"msgtype": "image", "image": [1]},
        {"quote": "x"},
        {"quote": {"msgtype": "text"}},
        {"response_url": 7},
        {"create_time": "昨天"},
        {"chattype": "hologram"},
        {"text": {"content": "\ud800\u202e"}},
    ],
    ids=str,
)
def test_a_message_with_odd_fields_does_no_harm(robot: FakeWecomRobot, changed: dict[str, Any]) -> None:
    plain = json.dumps({**SAID, "msgtype": "text", "text": {"content": "好"}, **changed})
    (said,) = receive(robot, robot.sealed(plain)).received.messages
    assert said.kind in MessageKind


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"7",
        b"<xml/>",
        b'{"encrypt":7}',
        b'{"encrypt":""}',
        b"{" * 90_000,
        b'{"encrypt":"\xff"}',
        bytes(range(157, 256)),
    ],
)
def test_an_envelope_that_is_none_is_refused(robot: FakeWecomRobot, body: bytes) -> None:
    good = robot.text("lisi", SECRET_WORDS)
    with pytest.raises(Forged):
        receive(robot, replace(good, body=body))


@pytest.mark.parametrize("plain", ["", "[]", "好", "<xml/>", '{"msgtype":', "[" * 90_000])
def test_a_plaintext_that_is_no_object_is_refused(robot: FakeWecomRobot, plain: str) -> None:
    with pytest.raises(Forged):
        receive(robot, robot.sealed(plain))


def test_a_callback_with_a_receiver_is_somebody_elses(robot: FakeWecomRobot) -> None:
    plain = json.dumps({**SAID, "msgtype": "text", "text": {"content": "好"}})
    secret = encrypt(plain, robot.account, receiver="ww00testcorp0001")
    foreign = Callback("POST", query(robot.account, secret, 1_773_280_800), json.dumps({"encrypt": secret}).encode())
    with pytest.raises(Forged, match="receiveid"):
        receive(robot, foreign)


def test_a_length_that_lies_is_refused(robot: FakeWecomRobot) -> None:
    secret = cipher(pad(frame(b"{}", "", length=2**32 - 1)), robot.account.aes_key)
    lying = Callback("POST", query(robot.account, secret, 1_773_280_800), json.dumps({"encrypt": secret}).encode())
    with pytest.raises(Forged, match="msg_len"):
        receive(robot, lying)


@pytest.mark.parametrize("name", ["msg_signature", "timestamp", "nonce"])
def test_a_query_that_lacks_a_part_is_refused(robot: FakeWecomRobot, name: str) -> None:
    good = robot.text("lisi", "好")
    with pytest.raises(Forged):
        receive(robot, replace(good, query={k: v for k, v in good.query.items() if k != name}))


def test_a_body_of_300_kilobytes_is_refused(robot: FakeWecomRobot) -> None:
    with pytest.raises(Forged, match="size"):
        receive(robot, robot.text("lisi", SECRET_WORDS * 9_000))
