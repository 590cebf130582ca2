"""Feishu's events: every vector, every kind of message, everything hostile."""

import json
import random
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.channels.base import Forged, Received, WebRequest
from bot.channels.feishu import wire
from bot.channels.feishu.card import render
from bot.channels.feishu.seal import Seal, decrypt, robot_sign
from bot.clock import SetClock
from cards.card import Button, Card, Field, Form
from config.channels import FeishuSettings
from handlers.domain.messaging import ChatKind, ChatRef, Message, MessageKind, Tap
from tests.fakes import FakeFeishu
from tests.fakes.feishu.events import Shown
from tests.fakes.feishu.seal import App, cipher, encrypt, sealed, signed
from tests.fakes.wecom.seal import Callback
from tests.hostile import SECRET_WORDS

NOW = datetime(2026, 3, 12, 2, 0, tzinfo=UTC)
SECOND = int(NOW.timestamp())
APP = App()
VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "feishu.json").read_text())
VECTORS_AT = datetime.fromtimestamp(1735689600, UTC)
GROUP = "oc_group1"


def settings(**changed: Any) -> FeishuSettings:
    return FeishuSettings(
        enabled=True, mode="http", app_id=APP.app_id, encrypt_key=SecretStr(APP.encrypt_key), token=SecretStr(APP.token)
    ).model_copy(update=changed)


def receive(callback: Callback, bot: str = APP.bot, now: datetime = NOW, **changed: Any) -> Received:
    chosen = settings(**changed)
    request = WebRequest(callback.method, callback.query, callback.body, callback.headers)
    keys = Seal(chosen.encrypt_key.get_secret_value(), chosen.token.get_secret_value())
    return wire.receive(request, keys, wire.Hearing(chosen, bot, now))


def heard(callback: Callback, **how: Any) -> Message:
    (message,) = receive(callback, **how).messages
    return message


def of_vector(vector: dict[str, Any]) -> Received:
    keys: dict[str, Any] = {"encrypt_key": SecretStr(vector.get("encrypt_key", ""))}
    keys["token"] = SecretStr(vector["verification_token"])
    callback = Callback("POST", {}, vector["body"].encode(), "", vector.get("headers", {}))
    return receive(callback, now=VECTORS_AT, **keys)


@pytest.fixture
def feishu() -> FakeFeishu:
    fake = FakeFeishu(SetClock(NOW))
    fake.make_group(GROUP)
    return fake


@pytest.mark.parametrize(
    "vector",
    [v for v in VECTORS["events"] + VECTORS["plain"] if v["expect"] == "ok"],
    ids=lambda v: v["id"],
)
def test_a_good_vector_is_taken(vector: dict[str, Any]) -> None:
    got = of_vector(vector)
    if "url_verification" in vector["id"]:
        assert (json.loads(got.reply), got.messages) == ({"challenge": "ch-test-001"}, ())
        return
    assert decrypt(json.loads(vector["body"])["encrypt"], vector["encrypt_key"]) == vector["plaintext"]
    (message,) = got.messages
    assert message.sender.user_id in ("lisi", "ou_1")


@pytest.mark.parametrize("vector", [v for v in VECTORS["events"] if v["expect"] == "reject"], ids=lambda v: v["id"])
def test_a_bad_vector_is_refused_for_its_reason(vector: dict[str, Any]) -> None:
    with pytest.raises(Forged) as refused:
        of_vector(vector)
    assert refused.value.reason == vector["reason"]


def test_the_published_example_is_read() -> None:
    for example in VECTORS["decrypt_published_example"]:
        assert decrypt(example["encrypt"], example["encrypt_key"]) == example["plaintext"]


@pytest.mark.parametrize("vector", VECTORS["custom_bot_sign"])
def test_a_group_robots_signature_is_the_published_one(vector: dict[str, Any]) -> None:
    same = robot_sign(vector["secret"], int(vector["timestamp"])) == vector["sign"]
    assert same is (vector.get("expect") != "reject")


def test_the_address_is_proved_encrypted_and_plain(feishu: FakeFeishu) -> None:
    assert json.loads(receive(feishu.check_request("abc")).reply) == {"challenge": "abc"}
    plain = Callback("POST", {}, feishu.check_request("abc").plain.encode())
    assert json.loads(receive(plain, encrypt_key=SecretStr("")).reply) == {"challenge": "abc"}
    with pytest.raises(Forged, match="plain"):
        receive(plain)
    with pytest.raises(Forged, match="token"):
        receive(feishu.check_request(token="other"))


def test_without_any_key_nothing_is_believed(feishu: FakeFeishu) -> None:
    plain = Callback("POST", {}, feishu.text("lisi", "300件").plain.encode())
    assert receive(plain, encrypt_key=SecretStr("")).messages
    with pytest.raises(Forged, match="token"):
        receive(plain, encrypt_key=SecretStr(""), token=SecretStr(""))
    assert receive(feishu.text("lisi", "300件"), token=SecretStr("")).messages, "the signature proves it alone"


@pytest.mark.parametrize(
    ("shift", "taken"),
    [
        (timedelta(hours=7, minutes=6), True),
        (timedelta(hours=9), False),
        (timedelta(minutes=-4), True),
        (timedelta(minutes=-6), False),
    ],
)
def test_what_a_retry_can_bring_is_taken_and_what_is_older_is_not(
    feishu: FakeFeishu, shift: timedelta, taken: bool
) -> None:
    callback = feishu.text("lisi", "300件")
    if taken:
        assert receive(callback, now=NOW + shift).messages
        return
    with pytest.raises(Forged, match="time"):
        receive(callback, now=NOW + shift)


def test_a_text_becomes_a_message(feishu: FakeFeishu) -> None:
    got = receive(feishu.text("lisi", "A-17 螺丝 200 盒,周五前 📦\n谢谢", number="om_1"))
    (said,) = got.messages
    assert (said.text, said.external_id, said.kind) == ("A-17 螺丝 200 盒,周五前 📦\n谢谢", "om_1", MessageKind.TEXT)
    assert (said.sent_at, said.received_at) == (NOW, NOW)
    assert (said.chat.channel, said.chat.chat_id, said.chat.kind) == ("feishu", "lisi", ChatKind.DIRECT)
    assert (said.sender.user_id, said.quoted_id, said.to_me) == ("lisi", None, True)
    assert "A-17 螺丝" in got.raw
    assert APP.token not in got.raw


def test_somebody_without_a_readable_user_id_is_known_by_his_open_id(feishu: FakeFeishu) -> None:
    assert heard(feishu.text("lisi", "好"), people="open_id").sender.user_id == "ou_lisi"
    feishu.scopes.discard("contact:user.employee_id:readonly")
    assert heard(feishu.text("lisi", "好")).chat.chat_id == "ou_lisi"


def test_in_a_group_the_bots_name_is_left_out_and_other_names_stay(feishu: FakeFeishu) -> None:
    feishu.names["wangwu"] = "王五"
    said = heard(feishu.text("lisi", "A-17 200盒", group=GROUP, call=["bot", "wangwu"]))
    assert (said.text, said.to_me, said.chat.kind, said.chat.chat_id) == (
        "@王五  A-17 200盒",
        True,
        ChatKind.GROUP,
        GROUP,
    )


def test_a_group_message_that_does_not_call_the_bot_is_not_for_it(feishu: FakeFeishu) -> None:
    for call in ([], ["wangwu"], ["otherbot"]):
        assert not heard(feishu.text("lisi", "300件", group=GROUP, call=call)).to_me
    everybody = feishu.said("lisi", "text", {"text": "@_all 开会"}, group=GROUP)
    assert (heard(everybody).text, heard(everybody).to_me) == ("开会", False)


def test_before_the_bot_knows_itself_any_bot_and_no_person_is_it(feishu: FakeFeishu) -> None:
    assert heard(feishu.text("lisi", "300件", group=GROUP, call=["bot"]), bot="").to_me
    assert not heard(feishu.text("lisi", "300件", group=GROUP, call=["wangwu"]), bot="").to_me


def test_eleven_names_are_not_mixed_up(feishu: FakeFeishu) -> None:
    called = ["bot", *(f"p{n}" for n in range(2, 12))]
    said = heard(feishu.text("lisi", "300件", group=GROUP, call=called))
    assert re.findall(r"@(\S+)", said.text) == called[1:]
    assert said.text.endswith("300件")


def test_a_reply_and_a_thread_are_told(feishu: FakeFeishu) -> None:
    said = heard(feishu.text("lisi", "改成500", parent="om_0", thread="omt_1"))
    assert (said.quoted_id, said.media["thread"]) == ("om_0", "omt_1")


POST = {
    "title": "订单",
    "content": [
        [{"tag": "at", "user_id": "@_user_1", "user_name": "订单助手"}, {"tag": "text", "text": " J6P左转向节 "}],
        [{"tag": "a", "text": "300件", "href": "http://x"}, {"tag": "emotion", "emoji_type": "OK"}],
        [{"tag": "img", "image_key": "img_1"}],
        [{"tag": "img", "image_key": "img_2"}],
        [{"tag": "code_block", "text": "15号前到"}],
    ],
}


@pytest.mark.parametrize("wrap", [lambda p: p, lambda p: {"zh_cn": p}], ids=["bare", "with a language"])
def test_rich_text_is_read_as_lines(feishu: FakeFeishu, wrap: Any) -> None:
    said = heard(feishu.said("lisi", "post", wrap(POST), group=GROUP, call=["bot"]))
    assert said.kind is MessageKind.TEXT
    assert [line.strip() for line in said.text.split("\n")] == ["订单", "J6P左转向节", "300件", "15号前到"]
    assert (dict(said.media), said.to_me) == ({"pictures": "2", "image_key": "img_1"}, True)


@pytest.mark.parametrize(
    ("kind", "content", "expected", "media"),
    [
        ("image", {"image_key": "img_1"}, MessageKind.IMAGE, {"image_key": "img_1"}),
        ("file", {"file_key": "f1", "file_name": "单.xlsx"}, MessageKind.FILE, {"file_key": "f1", "name": "单.xlsx"}),
        ("folder", {"file_key": "f1", "file_name": "单"}, MessageKind.FILE, {"file_key": "f1", "name": "单"}),
        ("audio", {"file_key": "f2", "duration": 2000}, MessageKind.VOICE, {"file_key": "f2", "duration": "2000"}),
        (
            "media",
            {"file_key": "f3", "image_key": "i", "file_name": "a.mp4", "duration": 1},
            MessageKind.VIDEO,
            {"file_key": "f3", "image_key": "i", "name": "a.mp4", "duration": "1"},
        ),
        ("sticker", {"file_key": "f4"}, MessageKind.OTHER, {"type": "sticker", "file_key": "f4"}),
        (
            "location",
            {"name": "台州", "longitude": "1.1", "latitude": "2.2"},
            MessageKind.LOCATION,
            {"label": "台州", "longitude": "1.1", "latitude": "2.2"},
        ),
        ("share_chat", {"chat_id": "oc_2"}, MessageKind.OTHER, {"type": "share_chat", "chat_id": "oc_2"}),
        (
            "merge_forward",
            {"content": "Merged"},
            MessageKind.OTHER,
            {"type": "merge_forward", "chat": f"oc_p2p{b'lisi'.hex()}"},  # where the records are fetched from
        ),
        ("interactive", {"title": "t", "elements": []}, MessageKind.OTHER, {"type": "interactive"}),
        ("hologram", {}, MessageKind.OTHER, {"type": "hologram"}),
        (
            "post",
            {"content": [[{"tag": "img", "image_key": "k"}]]},
            MessageKind.IMAGE,
            {"pictures": "1", "image_key": "k"},
        ),
        ("post", {"content": [[{"tag": "hr"}]]}, MessageKind.OTHER, {"type": "post"}),
    ],
)
def test_every_kind_of_message_is_known_or_other(
    feishu: FakeFeishu, kind: str, content: dict[str, Any], expected: MessageKind, media: dict[str, str]
) -> None:
    said = heard(feishu.said("lisi", kind, content))
    assert (said.kind, dict(said.media), said.text) == (expected, media, "")


def test_bots_are_not_listened_to(feishu: FakeFeishu) -> None:
    got = receive(feishu.said("otherbot", "text", {"text": "300件"}, group=GROUP, call=["bot"], sender_type="bot"))
    assert (got.messages, got.reply) == ((), b"{}")


@pytest.mark.parametrize(
    ("kind", "event", "expected"),
    [
        ("im.message.message_read_v1", {}, MessageKind.SILENT),
        ("im.message.reaction.created_v1", {"message_id": "om_1"}, MessageKind.SILENT),
        ("im.chat.member.bot.added_v1", {"chat_id": "oc_1"}, MessageKind.SILENT),
        ("im.chat.access_event.bot_p2p_chat_entered_v1", {"operator_id": {"open_id": "ou_1"}}, MessageKind.ENTER),
        (
            "im.chat.access_event.bot_p2p_chat_entered_v1",
            {"operator_id": {"open_id": "ou_1"}, "last_message_id": "om_1"},
            MessageKind.SILENT,
        ),
    ],
)
def test_every_event_is_known_or_silent(
    feishu: FakeFeishu, kind: str, event: dict[str, Any], expected: MessageKind
) -> None:
    message = heard(feishu.event(kind, event))
    assert (message.kind, message.media["event"]) == (expected, kind)


def test_an_event_of_the_old_schema_is_kept_quietly(feishu: FakeFeishu) -> None:
    old = {
        "uuid": "u1",
        "token": APP.token,
        "type": "event_callback",
        "event": {"type": "message", "app_id": APP.app_id},
    }
    assert heard(feishu.sealed(old)).kind is MessageKind.SILENT


def test_a_recall_says_which_message(feishu: FakeFeishu) -> None:
    message = heard(feishu.recall("om_7", GROUP))
    assert (message.kind, message.quoted_id, message.chat.chat_id) == (MessageKind.RECALL, "om_7", GROUP)
    assert message.media["by"] == "message_owner"


def shown(kind: ChatKind = ChatKind.DIRECT) -> Shown:
    form = Form(
        "fill:17:3:", (Field("due", "要货日期", "2026-03-15", "date"), Field("qty_1", "转向节(件)", "300", "number"))
    )
    card = Card("待确认订单", "x", (), (Button("确认下单", "confirm:17:3:", "primary", "1"),), form=form)
    chat = GROUP if kind is ChatKind.GROUP else "oc_p2p" + b"lisi".hex()
    (payload,) = render(card, ChatRef("feishu", chat, kind))
    return Shown(chat, "interactive", "om_card", card=dict(payload["card"]))


def test_a_pressed_button_is_a_tap_that_can_be_updated(feishu: FakeFeishu) -> None:
    message = heard(feishu.tap("lisi", shown(), "确认下单"))
    assert (message.kind, message.tap) == (MessageKind.TAP, Tap("confirm", 17, 3, "", card_ref="om_card"))
    assert (message.chat.chat_id, message.chat.kind, message.external_id[:2]) == ("lisi", ChatKind.DIRECT, "ev")


def test_a_button_in_a_group_is_pressed_by_whoever_presses_it(feishu: FakeFeishu) -> None:
    message = heard(feishu.tap("wangwu", shown(ChatKind.GROUP), "确认下单"))
    assert (message.chat.chat_id, message.chat.kind, message.sender.user_id) == (GROUP, ChatKind.GROUP, "wangwu")


def test_a_submitted_form_brings_its_values(feishu: FakeFeishu) -> None:
    message = heard(feishu.tap("lisi", shown(), "保存修改", form={"qty_1": " 280 "}))
    assert message.tap is not None
    assert (message.tap.action, dict(message.tap.form)) == ("fill", {"qty_1": "280", "due": "2026-03-15"})
    assert message.text in ("第1行 280,日期 2026-03-15", "日期 2026-03-15,第1行 280")


@pytest.mark.parametrize("value", [{}, {"action": "order"}, {"action": ["confirm:1:1:"]}, {"order": "so-1"}, "x"])
def test_a_button_that_is_not_ours_is_answered_not_obeyed(feishu: FakeFeishu, value: Any) -> None:
    message = heard(feishu.pressed("lisi", shown(), {"tag": "button", "value": value}))
    assert (message.kind, message.tap) == (MessageKind.OTHER, None)


def test_a_retry_has_the_same_identity_and_another_press_has_not(feishu: FakeFeishu) -> None:
    card = shown()
    first = feishu.tap("lisi", card, "确认下单")
    others = [feishu.tap("lisi", card, "确认下单"), feishu.text("lisi", "好"), feishu.recall("om_1", GROUP)]
    ids = [heard(c).external_id for c in (first, feishu.again(first), *others)]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 4


def test_the_same_message_under_another_event_is_the_same_message(feishu: FakeFeishu) -> None:
    ids = {heard(feishu.text("lisi", "300件", number="om_9")).external_id for _ in range(2)}
    assert ids == {"om_9"}


def event(**changed: Any) -> dict[str, Any]:
    fake = FakeFeishu(SetClock(NOW))
    data: dict[str, Any] = json.loads(fake.text("lisi", SECRET_WORDS).plain)
    for path, value in changed.items():
        here = data
        *way, last = path.split("__")
        for step in way:
            here = here[step]
        here[last] = value
    return data


def of(**changed: Any) -> Callback:
    return sealed(json.dumps(event(**changed)), APP, SECOND)


def raw(body: bytes) -> Callback:
    return signed(body, APP, SECOND)


GOOD = json.dumps(event())
HOSTILE: dict[str, Callback] = {
    "another app": of(header__app_id="cli_other"),
    "another token": of(header__token="other"),
    "no token": of(header__token=None),
    "no header": of(header=[]),
    "no event id": of(header__event_id=""),
    "an id that is a list": of(header__event_id=["x"]),
    "an endless event id": of(event__message__message_id="o" * 200),
    "an id with a line break": of(event__message__message_id="om_1\nx"),
    "no sender": of(event__sender={}),
    "a sender that is text": of(event__sender="lisi"),
    "ids that are a list": of(event__sender__sender_id=["lisi"]),
    "no message": of(event__message=None),
    "no chat type": of(event__message__chat_type=""),
    "no message type": of(event__message__message_type=""),
    "a group without an id": of(event__message__chat_type="group", event__message__chat_id=""),
    "a list": sealed("[]", APP, SECOND),
    "null": sealed("null", APP, SECOND),
    "a number": sealed("7", APP, SECOND),
    "no JSON": sealed("hello", APP, SECOND),
    "deep JSON": sealed("[" * 100_000, APP, SECOND),
    "empty": sealed("", APP, SECOND),
    "half a surrogate": sealed(b"\xff\xfe{}", APP, SECOND),
    "not encrypted": raw(GOOD.encode()),
    "encrypted text that is a list": raw(b'{"encrypt":[]}'),
    "an envelope that is a list": raw(b"[]"),
    "an envelope that is no JSON": raw(b"encrypt=x"),
    "no body": raw(b""),
    "no padding": raw(json.dumps({"encrypt": cipher(b"x" * 16, APP.encrypt_key)}).encode()),
    "another key": sealed(GOOD, replace(APP, encrypt_key="other"), SECOND),
    "another key inside": raw(json.dumps({"encrypt": encrypt(GOOD, "other")}).encode()),
    "a stamp that is words": sealed(GOOD, APP, "now"),
    "a stamp out of range": sealed(GOOD, APP, "9" * 11),
    "an endless stamp": sealed(GOOD, APP, "9" * 400),
    "a stamp in other digits": sealed(GOOD, APP, "１７３５６８９６００"),
    "an event without signature": replace(sealed(GOOD, APP, SECOND), headers={}),
    "a huge body": raw(b" " * (wire.MAX_BODY + 1)),
    "PUT": replace(sealed(GOOD, APP, SECOND), method="PUT"),
    "GET": replace(sealed(GOOD, APP, SECOND), method="GET"),
}
HARMLESS: dict[str, Callback] = {
    "no time": of(event__message__create_time=""),
    "a time that is words": of(event__message__create_time="gestern"),
    "a negative time": of(event__message__create_time="-1"),
    "a time beyond all days": of(event__message__create_time="9" * 15),
    "a time in other digits": of(event__message__create_time="１７３５６８９６００"),
    "content that is no JSON": of(event__message__content="hello"),
    "content that is a list": of(event__message__content="[]"),
    "no content": of(event__message__content=None),
    "mentions that are text": of(event__message__mentions="@_user_1"),
    "mentions of nothing": of(event__message__mentions=[None, {}, {"key": 7}, {"key": "@_user_1", "id": None}]),
    "a post of nonsense": of(
        event__message__message_type="post", event__message__content='{"content":[[1],2,{"x":1}]}'
    ),
    "half a surrogate in the words": of(event__message__content='{"text":"300件\\ud83d\\u0000"}'),
    "an unknown chat type": of(event__message__chat_type="topic"),
    "an endless text": of(event__message__content=json.dumps({"text": "货" * 40_000})),
    "an endless type": of(event__message__message_type="x" * 5000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_callback_is_refused_without_a_word_of_it(name: str) -> None:
    with pytest.raises(Forged) as refused:
        receive(HOSTILE[name])
    assert SECRET_WORDS not in repr(refused.value)
    assert refused.value.__cause__ is None
    assert len(refused.value.reason) <= 12


@pytest.mark.parametrize("name", HARMLESS)
def test_an_odd_callback_is_a_harmless_message(name: str) -> None:
    assert heard(HARMLESS[name]).kind in MessageKind


JUNK: tuple[Any, ...] = (
    None,
    "",
    "x",
    0,
    -1,
    1.5,
    True,
    [],
    {},
    [None],
    {"a": {}},
    "9" * 15,
    "\ud800",
    ["x"],
    {"text": 7},
)


def twisted(part: Any, rng: random.Random) -> Any:
    """The same with some of it replaced by junk, or missing."""
    if rng.random() < 0.12:
        return rng.choice(JUNK)
    if isinstance(part, dict):
        return {key: twisted(value, rng) for key, value in part.items() if rng.random() > 0.05}
    return [twisted(value, rng) for value in part] if isinstance(part, list) else part


@pytest.mark.parametrize("seed", range(300))
def test_twisted_events_are_messages_or_refused_and_never_break_anything(feishu: FakeFeishu, seed: int) -> None:
    rng = random.Random(seed)
    card = shown()
    for callback in (
        feishu.text("lisi", "300件", group=GROUP, call=["bot", "wangwu"]),
        feishu.said("lisi", "post", POST),
        feishu.tap("lisi", card, "保存修改"),
        feishu.recall("om_1", GROUP),
        feishu.event("im.chat.access_event.bot_p2p_chat_entered_v1", {"operator_id": {"open_id": "ou_1"}}),
    ):
        data = twisted(json.loads(callback.plain), rng)
        try:
            got = wire.read(data if isinstance(data, dict) else {}, wire.Hearing(settings(), APP.bot, NOW))
        except Forged:
            continue
        assert all(message.kind in MessageKind for message in got.messages)


def test_in_stream_mode_nothing_is_taken_by_callback(feishu: FakeFeishu) -> None:
    with pytest.raises(Forged, match="mode"):
        receive(feishu.text("lisi", "300件"), mode="stream")


def test_the_keys_do_not_print_themselves() -> None:
    assert APP.encrypt_key not in repr(Seal(APP.encrypt_key, APP.token))
