"""DingTalk's callbacks and frames: every vector, every kind of message, everything hostile."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot.channels.base import Forged, NotKept, Received, WebRequest
from bot.channels.dingtalk import frames, sign, track, wire
from bot.channels.dingtalk.channel import Dingtalk
from bot.channels.dingtalk.stream import Line
from bot.clock import SetClock
from config.channels import DingtalkSettings
from handlers.domain.messaging import ChatKind, ChatRef, Message, MessageKind, Tap
from tests.fakes.dingtalk.callbacks import CARDS, GROUP, MESSAGES, DingCallbacks
from tests.fakes.dingtalk.shown import DingShown
from tests.fakes.wecom.seal import Callback
from tests.hostile import SECRET_WORDS

NOW = datetime(2026, 3, 12, 2, 0, tzinfo=UTC)
VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "dingtalk.json").read_text())
CALLS = DingCallbacks(SetClock(NOW))
CALLS.base = "https://oapi.dingtalk.com"
SETTINGS = DingtalkSettings(
    enabled=True,
    mode="http",
    client_id=CALLS.account.client_id,
    corp_id=CALLS.account.corp_id,
    secret=SecretStr(CALLS.account.secret),
)
CALLS.card_secret = sign.card_secret(CALLS.account.secret)


def receive(callback: Callback, now: datetime = NOW) -> wire.Heard:
    return wire.receive(WebRequest(callback.method, callback.query, callback.body, callback.headers), SETTINGS, now)


def heard(user: str, kind: str, content: dict[str, Any], **more: Any) -> Message:
    (message,) = receive(CALLS.signed(CALLS.said_body(user, kind, content, **more))).received.messages
    return message


def by_id(group: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("vector", VECTORS[group], ids=lambda v: v["id"])


@by_id("robot_callback_headers")
def test_a_callback_is_taken_or_refused_as_its_vector_says(vector: dict[str, Any]) -> None:
    def check() -> None:
        sign.check_robot(vector["timestamp"], vector["sign"], vector["app_secret"], vector["now_ms"])

    if vector["expect"] == "ok":
        check()
        return
    with pytest.raises(Forged):
        check()


@by_id("card_http_callback")
def test_a_card_callback_is_taken_or_refused_as_its_vector_says(vector: dict[str, Any]) -> None:
    headers = (vector["x-ddpaas-signature-timestamp"], vector["x-ddpaas-signature"])
    if vector["expect"] == "ok":
        sign.check_card(*headers, vector["api_secret"])
        return
    with pytest.raises(Forged):
        sign.check_card(*headers, vector["api_secret"])


def test_a_group_robot_is_called_with_the_signature_of_its_vector() -> None:
    (vector,) = VECTORS["custom_robot_url"]
    query = sign.robot_query(vector["secret"], datetime.fromtimestamp(int(vector["timestamp"]) / 1000, UTC))
    assert query == {"timestamp": vector["timestamp"], "sign": vector["sign_raw"]}
    assert vector["sign_in_url"] in str(httpx.URL("https://oapi.dingtalk.com/robot/send", params=query))


class Kept:
    """What the stream would have stored."""

    def __init__(self, *, broken: bool = False) -> None:
        self.messages: list[Message] = []
        self.broken = broken

    async def put(self, got: Received) -> None:
        if self.broken:
            raise NotKept("dingtalk")
        self.messages += got.messages


def line(settings: DingtalkSettings) -> Line:
    channel = Dingtalk(settings, None, SetClock(NOW))  # type: ignore[arg-type]  # nothing is sent here
    return Line(channel._api, SetClock(NOW), channel._read)


STREAM = DingtalkSettings(enabled=True, client_id="dingbot", corp_id="dingcorp", secret=SecretStr("x"))


@by_id("stream_frames")
async def test_a_frame_is_acknowledged_as_the_vendors_sdk_does(vector: dict[str, Any]) -> None:
    kept = Kept()
    frame = frames.read(json.dumps(vector["frame"]))
    ack = json.loads(await line(STREAM).answer(frame, kept.put))
    if "sdk_ack" not in vector:
        assert ack["code"] == 404, vector["note"]
        return
    wanted = vector["sdk_ack"]
    assert (ack["code"], ack["headers"], ack["message"]) == (200, wanted["headers"], wanted["message"])
    if frame.topic == CARDS:
        assert isinstance(json.loads(ack["data"])["response"], dict)
    else:
        assert json.loads(ack["data"]) == json.loads(wanted["data"])
    if frame.type == "CALLBACK":
        assert len(kept.messages) == 1


async def test_the_messages_of_the_vectors_are_read() -> None:
    kept = Kept()
    for vector in VECTORS["stream_frames"][:3]:
        await line(STREAM).answer(frames.read(json.dumps(vector["frame"])), kept.put)
    said, voice, pressed = kept.messages
    assert (said.text, said.chat, said.sender.user_id) == (
        "A-17 200盒",
        ChatRef("dingtalk", "cidTEST", ChatKind.GROUP),
        "lisi",
    )
    assert (voice.kind, voice.text, voice.media["read"]) == (MessageKind.TEXT, "要两百盒 A 十七", "voice")
    assert voice.chat == ChatRef("dingtalk", "lisi")
    assert pressed.kind is MessageKind.OTHER, "a form of a card that is not ours"


async def test_what_cannot_be_stored_is_not_acknowledged_as_taken() -> None:
    frame = frames.read(json.dumps(CALLS.frame(MESSAGES, CALLS.said_body("lisi", "text", {"content": "好"}))))
    settings = SETTINGS.model_copy(update={"mode": "stream"})
    assert json.loads(await line(settings).answer(frame, Kept(broken=True).put))["code"] == 500


@pytest.mark.parametrize("data", ["", "[]", "{", "null", '{"msgtype":"text"}', "[" * 100_000])
async def test_a_frame_with_nonsense_in_it_is_refused_and_the_line_goes_on(data: str) -> None:
    frame = frames.Frame("CALLBACK", MESSAGES, "m1", data)
    kept = Kept()
    assert json.loads(await line(STREAM).answer(frame, kept.put))["code"] == 400
    assert not kept.messages


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"type":"CALLBACK"}', '{"type":1,"headers":{"messageId":"x"}}'])
def test_what_is_no_frame_is_refused(text: str) -> None:
    with pytest.raises(Forged):
        frames.read(text)


def test_housekeeping_with_nonsense_is_refused() -> None:
    assert json.loads(frames.ack_housekeeping(frames.Frame("SYSTEM", "ping", "m", "[1]")))["code"] == 400


# Messages.


def test_a_text_becomes_a_message() -> None:
    message = heard("lisi", "text", {"content": " A-17 螺丝 200 盒,周五前 📦\n谢谢 "}, msg_id="msgX==")
    assert (message.text, message.external_id, message.kind) == (
        "A-17 螺丝 200 盒,周五前 📦\n谢谢",
        "msgX==",
        MessageKind.TEXT,
    )
    assert (message.chat, message.sender.user_id) == (ChatRef("dingtalk", "lisi"), "lisi")
    assert (message.sent_at, message.received_at, message.to_me) == (NOW, NOW, True)


def test_nothing_to_say_is_said_as_the_platform_wants_it() -> None:
    got = receive(CALLS.text("lisi", "好")).received
    assert (json.loads(got.reply), got.content_type) == ({"msgtype": "empty"}, "application/json")


def test_the_address_to_answer_to_is_remembered_and_never_stored() -> None:
    got = receive(CALLS.text("lisi", "好"))
    assert got.session is not None
    assert (got.session.chat_id, got.session.until) == ("lisi", NOW + timedelta(minutes=90))
    assert got.session.url not in got.received.raw
    assert got.session.url not in repr(got.session)
    assert "好" in got.received.raw


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://evil.invalid/robot/sendBySession?session=1",
        "https://dingtalk.com.evil.invalid/",
        "http://oapi.dingtalk.com/robot/sendBySession",
        "",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_is_not_dingtalks_is_not_answered_to(url: str) -> None:
    assert receive(CALLS.signed(CALLS.said_body("lisi", "text", {"content": "好"}, sessionWebhook=url))).session is None


@pytest.mark.parametrize(
    ("kind", "content", "expected", "text", "media"),
    [
        ("picture", {"downloadCode": "dc"}, MessageKind.IMAGE, "", {"download_code": "dc"}),
        ("audio", {"duration": 4000, "downloadCode": "dc"}, MessageKind.VOICE, "", {"duration": "4000"}),
        ("audio", {"downloadCode": "dc", "recognition": " "}, MessageKind.VOICE, "", {"download_code": "dc"}),
        ("audio", {"recognition": "要两百盒"}, MessageKind.TEXT, "要两百盒", {"read": "voice"}),
        ("video", {"downloadCode": "dc", "videoType": "mp4"}, MessageKind.VIDEO, "", {"format": "mp4"}),
        ("file", {"downloadCode": "dc", "fileName": "单.xlsx"}, MessageKind.FILE, "", {"name": "单.xlsx"}),
        ("richText", {"richText": [{"text": "左转向节"}, {"text": "300件"}]}, MessageKind.TEXT, "左转向节300件", {}),
        (
            "richText",
            {"richText": [{"text": "照这个"}, {"downloadCode": "dc", "type": "picture"}]},
            MessageKind.TEXT,
            "照这个",
            {"pictures": "1", "download_code": "dc"},
        ),
        (
            "richText",
            {"richText": [{"downloadCode": "dc", "type": "picture"}]},
            MessageKind.IMAGE,
            "",
            {"pictures": "1"},
        ),
        ("richText", {}, MessageKind.OTHER, "", {"type": "richText"}),
        ("hologram", {"x": 1}, MessageKind.OTHER, "", {"type": "hologram"}),
        ("chatRecord", {"summary": "…"}, MessageKind.OTHER, "", {"type": "chatRecord"}),
    ],
)
def test_every_kind_of_message_is_known_or_other(
    kind: str, content: dict[str, Any], expected: MessageKind, text: str, media: dict[str, str]
) -> None:
    message = heard("lisi", kind, content)
    assert (message.kind, message.text) == (expected, text)
    assert media.items() <= dict(message.media).items()


def test_a_text_without_the_object_around_it_is_read_too() -> None:
    body = CALLS.said_body("lisi", "text", {}, text=None) | {"content": " 你好"}
    assert receive(CALLS.signed(body)).received.messages[0].text == "你好"


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("@接单 J6P左转向节 300件", "J6P左转向节 300件"),
        (" @接单\u2005300件", "300件"),
        ("@接单 @小王 300件", "300件"),
        ("发到 a@b.cn 300件", "发到 a@b.cn 300件"),
        ("300件 @小王", "300件 @小王"),
        ("@接单", ""),
    ],
)
def test_names_called_before_the_words_are_left_out(said: str, read: str) -> None:
    assert heard("lisi", "text", {"content": said}, group=GROUP).text == read


def test_a_group_is_a_chat_and_each_speaker_himself() -> None:
    one, two = (heard(user, "text", {"content": "300件"}, group=GROUP) for user in ("lisi", "wangwu"))
    assert one.chat == two.chat == ChatRef("dingtalk", GROUP, ChatKind.GROUP)
    assert (one.sender.user_id, two.sender.user_id) == ("lisi", "wangwu")
    assert one.to_me


def test_what_is_said_to_others_is_not_for_the_bot() -> None:
    assert not heard("lisi", "text", {"content": "@小王 300件"}, group=GROUP, called=False).to_me


def test_somebody_from_outside_keeps_his_hidden_name() -> None:
    message = heard("", "text", {"content": "在吗"})
    assert message.sender.user_id == "$:LWCP_v1:$outsider"
    assert message.chat == ChatRef("dingtalk", "$:LWCP_v1:$outsider")


def test_a_reply_names_what_it_replies_to() -> None:
    content = {"content": "这个改成500", "isReplyMsg": True, "repliedMsg": {"msgId": "msg7==", "msgType": "text"}}
    assert heard("lisi", "text", content).quoted_id == "msg7=="
    assert heard("lisi", "text", {"content": "好"}).quoted_id is None


@pytest.mark.parametrize("kind", ["file", "picture"])
def test_a_quoted_file_or_picture_is_what_is_meant(kind: str) -> None:
    replied = {"msgId": "msg7==", "msgType": kind, "content": {"downloadCode": "dc", "fileName": "订单.xlsx"}}
    message = heard("lisi", "text", {"content": "@接单 下单", "repliedMsg": replied})
    wanted = MessageKind.FILE if kind == "file" else MessageKind.IMAGE
    assert (message.kind, message.quoted_id) == (wanted, "msg7==")
    assert message.media == {"download_code": "dc", "name": "订单.xlsx"}
    other = heard("lisi", "text", {"content": "这个不要了", "repliedMsg": replied})
    assert (other.kind, other.text) == (MessageKind.TEXT, "这个不要了")
    for odd in ({}, {"content": 7}, {"content": {"downloadCode": 7}}, {"msgType": "video"}):
        assert heard("lisi", "text", {"content": "下单", "repliedMsg": replied | odd}).kind is not MessageKind.VIDEO


def test_a_month_without_quota_is_neither_stored_nor_a_mistake() -> None:
    body = CALLS.said_body("lisi", "text", {}, text=None, errorCode=20001)
    assert receive(CALLS.signed(body)).received.messages == ()


def test_an_hour_is_kept_and_an_old_message_is_still_read() -> None:
    callback = CALLS.text("lisi", "300件", at=NOW - timedelta(days=2))
    assert receive(callback, NOW + timedelta(minutes=59)).received.messages[0].sent_at == NOW - timedelta(days=2)
    with pytest.raises(Forged, match="time"):
        receive(callback, NOW + timedelta(minutes=61))


def test_what_somebody_types_is_never_a_press() -> None:
    assert heard("lisi", "text", {"content": "依据 evidence:17:3:"}).kind is MessageKind.TEXT


# Cards.

SHOWN = DingShown(
    "lisi",
    "card",
    card={
        "buttons": json.dumps([{"text": "确认下单", "action": "confirm:17:3:", "color": "blue"}]),
        "form": json.dumps(
            {
                "fields": [
                    {"name": "action", "type": "TEXT", "label": "-", "hidden": True, "defaultValue": "fill:17:3:"},
                    {"name": "due", "type": "DATE", "label": "要货日期", "defaultValue": "2026-03-15"},
                    {"name": "qty_1", "type": "NUMBER", "label": "转向节(件)", "defaultValue": 300},
                ]
            }
        ),
    },
    track=track.number(ChatRef("dingtalk", "lisi"), "row-1"),
)


def pressed(body: dict[str, Any]) -> Message:
    (message,) = receive(CALLS.signed_card(body)).received.messages
    return message


def test_a_pressed_button_is_a_tap_on_its_card() -> None:
    message = pressed(CALLS.pressed_body("lisi", SHOWN, "确认下单"))
    assert message.tap == Tap("confirm", 17, 3, card_ref=SHOWN.track)
    assert (message.chat, message.sender.user_id) == (ChatRef("dingtalk", "lisi"), "lisi")


def test_a_card_in_a_group_knows_its_group() -> None:
    group = ChatRef("dingtalk", "cidjMOszAbC+/123AhS4Jg==", ChatKind.GROUP)
    shown = replace(SHOWN, track=track.number(group, "row-1"))
    assert pressed(CALLS.pressed_body("lisi", shown, "确认下单")).chat == group
    assert len(shown.track) <= 100


@pytest.mark.parametrize("number", ["jd-x.%%%", "jd-", "so-17-r1", "jd-abc.QUJD.QUJD", "jd-a.gIA"])
def test_any_number_of_a_card_leads_to_a_chat(number: str) -> None:
    assert pressed(CALLS.card_body("lisi", number, ["confirm:1:1:"], {})).chat.channel == "dingtalk"


def test_a_submitted_form_brings_its_values() -> None:
    message = pressed(CALLS.filled_body("lisi", SHOWN, qty_1=280, due="2026-03-18 00:00"))
    assert message.tap == Tap("fill", 17, 3, card_ref=SHOWN.track, form={"due": "2026-03-18", "qty_1": "280"})
    assert message.text == "日期 2026-03-18,第1行 280"


def test_a_choice_in_a_form_is_its_value_and_odd_values_are_left_out() -> None:
    form = {"action": "fill:17:3:", "wh": {"index": 1, "value": "east"}, "qty_1": 280.0, "x": [1], "due": None}
    message = pressed(CALLS.card_body("lisi", SHOWN.track, ["submit"], {"form": form}))
    assert message.tap
    assert message.tap.form == {"wh": "east", "qty_1": "280", "due": ""}


def test_parameters_beside_the_private_data_are_read_too() -> None:
    value = json.dumps({"cardPrivateData": {"actionIds": ["1"]}, "params": {"action": "confirm:17:3:"}})
    body = {"type": "actionCallback", "outTrackId": "t", "corpId": CALLS.account.corp_id, "userId": "lisi"}
    assert pressed({**body, "value": value}).tap == Tap("confirm", 17, 3, card_ref="t")


def test_a_button_that_carries_its_action_as_its_id_works() -> None:
    assert pressed(CALLS.card_body("lisi", "t", ["confirm:17:3:"], {})).tap == Tap("confirm", 17, 3, card_ref="t")


def test_a_foreign_button_is_answered_not_obeyed() -> None:
    message = pressed(CALLS.card_body("lisi", "t", ["rm -rf /"], {"action": "launch missiles"}))
    assert (message.kind, message.tap) == (MessageKind.OTHER, None)


def test_a_repeated_delivery_has_the_same_identity_and_another_press_has_not() -> None:
    first = CALLS.signed_card(CALLS.pressed_body("lisi", SHOWN, "确认下单"))
    others = [
        CALLS.signed_card(CALLS.pressed_body("wangwu", SHOWN, "确认下单")),
        CALLS.signed_card(CALLS.filled_body("lisi", SHOWN, qty_1=1)),
        CALLS.signed_card(CALLS.filled_body("lisi", SHOWN, qty_1=2)),
    ]
    ids = [receive(c).received.messages[0].external_id for c in (first, first, *others)]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 4
    later = DingCallbacks(SetClock(NOW + timedelta(seconds=5)))
    later.card_secret = CALLS.card_secret
    again = later.signed_card(CALLS.pressed_body("lisi", SHOWN, "确认下单"))
    assert receive(again).received.messages[0].external_id not in ids


# What nobody should send us.


def body_of(**changed: Any) -> bytes:
    body = CALLS.said_body("lisi", "text", {"content": SECRET_WORDS}, msg_id="m")
    return json.dumps({k: v for k, v in (body | changed).items() if v is not None}).encode()


def headers(**changed: str | None) -> Callable[[Callback], Callback]:
    return lambda c: replace(c, headers={k: v for k, v in {**c.headers, **changed}.items() if v is not None})


REFUSED: dict[str, Callable[[Callback], Callback]] = {
    "no signature": headers(sign=None),
    "no time": headers(timestamp=None),
    "another time": headers(timestamp="1773280800001"),
    "signature of nonsense": headers(sign="签名"),
    "both kinds of signature": headers(**{"x-ddpaas-signature": "x"}),
    "a card's signature of the robot's formula": lambda c: replace(
        c, headers={"x-ddpaas-signature": c.headers["sign"], "x-ddpaas-signature-timestamp": c.headers["timestamp"]}
    ),
    "GET": lambda c: replace(c, method="GET"),
    "huge": lambda c: replace(c, body=c.body + b" " * 600_000),
    "not JSON": lambda c: replace(c, body=b"<xml/>"),
    "a list": lambda c: replace(c, body=b"[]"),
    "deep": lambda c: replace(c, body=b'{"a":' * 50_000),
    "not UTF-8": lambda c: replace(c, body=b'{"a":"\xff\xfe"}'),
    "another company": lambda c: replace(c, body=body_of(chatbotCorpId="dingother")),
    "another robot": lambda c: replace(c, body=body_of(robotCode="dingother")),
    "no chat kind": lambda c: replace(c, body=body_of(conversationType="3")),
    "no sender": lambda c: replace(c, body=body_of(senderStaffId="", senderId="")),
    "a sender that is several": lambda c: replace(c, body=body_of(senderStaffId="lisi,wangwu")),
    "a sender that is everybody": lambda c: replace(c, body=body_of(senderStaffId="@all")),
    "a sender that is a number": lambda c: replace(c, body=body_of(senderStaffId=7, senderId=7)),
    "no msgId": lambda c: replace(c, body=body_of(msgId="")),
    "a msgId of 5,000 letters": lambda c: replace(c, body=body_of(msgId="x" * 5_000)),
    "a msgId with blanks": lambda c: replace(c, body=body_of(msgId="a b")),
    "no kind": lambda c: replace(c, body=body_of(msgtype="")),
    "a group without a name": lambda c: replace(c, body=body_of(conversationType="2", conversationId="")),
}
HARMLESS: dict[str, bytes] = {
    "no time of sending": body_of(createAt=None),
    "a time in words": body_of(createAt="昨天"),
    "a negative time": body_of(createAt=-5),
    "a kind of chat that is a number": body_of(conversationType=1),
    "no text": body_of(text=None),
    "text that is a list": body_of(text=[1]),
    "text that is a number": body_of(text={"content": 7}),
    "rich text that is text": body_of(msgtype="richText", content={"richText": "x"}),
    "rich text of numbers": body_of(msgtype="richText", content={"richText": [1, None, {"text": 5}]}),
    "a picture of nothing": body_of(msgtype="picture", content=None),
    "names called that are none": body_of(atUsers="x", isInAtList="yes"),
    "a reply to nothing": body_of(text={"content": "x", "repliedMsg": "y"}),
    "half a character": body_of(text={"content": "\ud83d"}),
    "a template": body_of(text={"content": "{{7*7}} ${jndi:ldap://x} %s"}),
    "a nick of 5,000 letters": body_of(senderNick="n" * 5_000),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_callback_is_refused_and_nothing_of_it_repeated(name: str) -> None:
    with pytest.raises(Forged) as refused:
        receive(REFUSED[name](CALLS.signed(body_of())))
    assert SECRET_WORDS not in repr(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("name", HARMLESS)
def test_an_odd_callback_is_harmless(name: str) -> None:
    (message,) = receive(CALLS.signed(HARMLESS[name])).received.messages
    assert message.kind in MessageKind


@pytest.mark.parametrize("changed", [{"userId": ""}, {"outTrackId": ""}, {"content": "["}, {"corpId": "dingother"}])
def test_a_card_callback_that_says_nothing_is_refused(changed: dict[str, str]) -> None:
    body = CALLS.pressed_body("lisi", SHOWN, "确认下单") | changed
    with pytest.raises(Forged):
        receive(CALLS.signed_card(body))


def test_callbacks_are_refused_where_the_stream_is_chosen() -> None:
    callback = CALLS.text("lisi", "好")
    request = WebRequest(callback.method, callback.query, callback.body, callback.headers)
    with pytest.raises(Forged, match="mode"):
        wire.receive(request, SETTINGS.model_copy(update={"mode": "stream"}), NOW)


def test_an_address_to_answer_to_that_is_none_is_not_believed() -> None:
    body = CALLS.said_body("lisi", "text", {"content": "好"}) | {"sessionWebhook": "https://["}
    got = receive(CALLS.signed(body))
    assert got.received.messages
    assert got.session is None
