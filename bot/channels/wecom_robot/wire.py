"""JSON of a smart robot -> Message, the same whether it came by callback or over the long connection; pure.

https://developer.work.weixin.qq.com/document/path/100719 (messages) and 101027 (events). The frame around a callback
is that of WeCom's apps, with no receiver in it (101033).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.base import Forged, Received, WebRequest
from bot.channels.json_fields import dumps, list_of, loads, matching, object_of, text_of
from bot.channels.quotes import LONGEST, takes_it
from bot.channels.wechat_crypto import WechatCrypto, opened, verified
from bot.channels.wecom.wire import MAX_BODY, pressed
from config.channels import WecomRobotSettings
from handlers.domain.budget import WindowKind
from handlers.domain.messaging import (
    CODE,
    HEARD,
    OPENS,
    READ,
    SAID,
    ChatKind,
    ChatRef,
    Message,
    MessageKind,
    Tap,
    UserRef,
    spoken,
)

NAME = "wecom_robot"
POLL = "stream"  # the message type with which a callback asks for the rest of an answer
PRESSED = "template_card_event"
ENTERED = "enter_chat"
KICKED = "disconnected_event"

PERSON = re.compile(
    r"[0-9A-Za-z_@.-]{1,128}"
)  # a userid, or the encrypted one of a robot whose maker is no super admin
CHAT = re.compile(r"[\x21-\x7e]{1,128}")
_ID = re.compile(r"[\x21-\x7e]{1,256}")
_TASK = re.compile(r"[0-9A-Za-z_@-]{1,128}")
_CALLED = re.compile(r"^(?:\s*@[^\s@]{1,64}(?:[\s\u2005]+|$))+")
_SECONDS = re.compile(r"[0-9]{10}")
_MEDIA = {"image": MessageKind.IMAGE, "file": MessageKind.FILE, "video": MessageKind.VIDEO}


@dataclass(frozen=True, slots=True)
class Turn:
    """What was just said, as far as an answer needs it. The address is a credential."""

    external_id: str
    chat: ChatRef
    event: str = ""
    url: str = field(default="", repr=False)  # takes one answer within an hour
    request: str = ""  # what an answer over the long connection refers to


@dataclass(frozen=True, slots=True)
class Heard:
    """A callback read: what is to be stored, and what an answer to it needs."""

    received: Received
    turn: Turn | None = None
    poll: str = ""  # the stream that is asked for


@dataclass(frozen=True, slots=True)
class _Content:
    """What is particular to a kind of message."""

    kind: MessageKind
    text: str = ""
    media: Mapping[str, str] = field(default_factory=dict)


def receive(request: WebRequest, crypto: WechatCrypto, settings: WecomRobotSettings, now: datetime) -> Heard:
    """Answers the check of the address with its plaintext; verifies, decrypts and reads a callback; raises Forged."""
    if request.method == "GET":
        return Heard(Received(reply=verified(request, crypto)))
    plain = opened(request, crypto, text_of(loads(request.posted(MAX_BODY)), "encrypt"))
    # A message bears no time of its own; that of its callback is signed.
    return read(loads(plain), settings, now, _instant(request.query["timestamp"], now))


def read(
    data: dict[str, Any],
    settings: WecomRobotSettings,
    now: datetime,
    sent_at: datetime | None = None,
    request: str = "",
) -> Heard:
    """A message or event; raises Forged. `request` is what an answer over the long connection must refer to."""
    if settings.bot_id and text_of(data, "aibotid") not in ("", settings.bot_id):
        raise Forged("receiveid")
    number, kind = matching(_ID, text_of(data, "msgid")), text_of(data, "msgtype")
    if not kind:
        raise Forged("kind")
    if kind == POLL:
        return Heard(
            Received(content_type="application/json"), poll=matching(_ID, text_of(object_of(data, POLL), "id"))
        )
    user = matching(PERSON, text_of(object_of(data, "from"), "userid"))
    chat = _chat(data, user)
    event = object_of(data, "event") if kind == "event" else {}
    name = text_of(event, "eventtype")
    if kind == "event" and not name:
        raise Forged("kind")
    content = _event(name, event, request) if name else _content(kind, data, settings.name)
    tap = _tap(object_of(event, PRESSED), request) if name == PRESSED else None
    silent = content.kind is MessageKind.SILENT
    opens = {} if silent or name == ENTERED else {OPENS: WindowKind.SAID.value}
    message = Message(
        id=0,
        channel=NAME,
        external_id=number,
        chat=chat,
        sender=UserRef(NAME, user),
        kind=MessageKind.TAP if tap else content.kind,
        sent_at=_instant(data.get("create_time"), sent_at or now),
        received_at=now,
        text=content.text,
        tap=tap,
        media={**content.media, **opens},
    )
    turn = None if silent else Turn(number, chat, name, text_of(data, "response_url"), request)
    return Heard(Received((message,), content_type="application/json", raw=_kept(data)), turn)


def answer(
    request: WebRequest, got: Received, body: Mapping[str, Any], crypto: WechatCrypto, now: datetime
) -> Received:
    """What came, with an answer to its callback: encrypted like it, under its own nonce."""
    nonce, stamp = request.asked("nonce"), int(now.timestamp())
    secret = crypto.seal(json.dumps(body, ensure_ascii=False))
    signature = crypto.sign(str(stamp), nonce, secret)
    sealed = {"encrypt": secret, "msgsignature": signature, "timestamp": stamp, "nonce": nonce}
    return replace(got, reply=json.dumps(sealed).encode(), content_type="application/json")


def _chat(data: Mapping[str, Any], user: str) -> ChatRef:
    """A group is one that says so; what is not said to be a group is a direct chat."""
    if text_of(data, "chattype") != "group":
        return ChatRef(NAME, user)
    return ChatRef(NAME, matching(CHAT, text_of(data, "chatid")), ChatKind.GROUP)


def _content(kind: str, data: Mapping[str, Any], name: str) -> _Content:
    quote = object_of(data, "quote")
    quoted = _words(quote, name)[:LONGEST]
    kept = {"quoted": quoted} if quoted else {}
    match kind:
        case "text" | "mixed":
            words, pictures = _words(data, name), _pictures(data)
            if quote and not pictures and takes_it(words):
                if not quoted and (attached := _attached(quote)):
                    return attached
                words, kept = (quoted, {**kept, SAID: words}) if quoted else (words, kept)
            if not words and pictures:
                return _Content(MessageKind.IMAGE, media={**kept, **pictures})
            return _Content(MessageKind.TEXT, words, {**kept, **pictures})
        case "voice":
            words = spoken(_words(data, name))
            media = {READ: HEARD} if words else {}
            return _Content(MessageKind.TEXT if words else MessageKind.VOICE, words, {**kept, **media})
        case _ if kind in _MEDIA:
            return _Content(_MEDIA[kind], media={**kept, **_file(object_of(data, kind))})
    return _Content(MessageKind.OTHER, media={"type": kind[:64]})


def _attached(quote: Mapping[str, Any]) -> _Content | None:
    """The file or picture that is quoted: in a group that is the only way to hand one to the robot."""
    kind = text_of(quote, "msgtype")
    file = _pictures(quote) if kind == "mixed" else _file(object_of(quote, kind))
    if kind not in ("image", "mixed", "file") or not file:
        return None
    return _Content(MessageKind.FILE if kind == "file" else MessageKind.IMAGE, media=file)


def _words(said: Mapping[str, Any], name: str) -> str:
    """What was written or spoken, without the robot's name that is called before it."""
    kind = text_of(said, "msgtype")
    if kind == "mixed":
        parts = [text_of(object_of(item, "text"), "content") for item in _items(said)]
        return _without_call("\n".join(part for part in parts if part.strip()), name)
    return _without_call(text_of(object_of(said, kind), "content"), name) if kind in ("text", "voice") else ""


def _without_call(words: str, name: str) -> str:
    if name:
        words = words.replace(f"@{name}", " ")
    return _CALLED.sub("", words, count=1).strip()


def _items(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [item for item in list_of(object_of(said, "mixed"), "msg_item") if isinstance(item, dict)]


def _pictures(said: Mapping[str, Any]) -> dict[str, str]:
    """How many pictures stand between the words, and where the first one is."""
    found = [file for item in _items(said) if (file := _file(object_of(item, "image")))]
    return {"pictures": str(len(found)), **found[0]} if found else {}


def _file(part: Mapping[str, Any]) -> dict[str, str]:
    """Where a file is, for five minutes; over the long connection each has a key of its own."""
    names = {"url": "url", "aeskey": "aeskey", "filename": "name", "name": "name"}
    return {ours: value[:4096] for theirs, ours in names.items() if (value := text_of(part, theirs))}


def _event(name: str, event: Mapping[str, Any], request: str) -> _Content:
    if name == ENTERED:
        return _Content(MessageKind.ENTER, media={"event": name, CODE: card_ref(ENTERED, request)})
    if name == PRESSED:
        return _Content(MessageKind.OTHER, media={"event": name})
    opinion = object_of(event, "feedback_event")
    said = {ours: str(opinion[ours])[:200] for ours in ("id", "type", "content") if opinion.get(ours)}
    return _Content(MessageKind.SILENT, media={"event": name[:64], **said})


def _tap(event: Mapping[str, Any], request: str) -> Tap | None:
    """The action of a pressed button. The names of the fields differ between the table and the samples (101027)."""
    key = text_of(event, "event_key") or text_of(event, "eventkey")
    task = text_of(event, "task_id") or text_of(event, "taskid")
    selected = object_of(event, "selected_items") or object_of(event, "selecteditems")
    chosen: list[str] = []
    for item in list_of(selected, "selected_item") or list_of(selected, "selecteditem"):
        ids = object_of(item, "option_ids") or object_of(item, "optionids") if isinstance(item, dict) else {}
        chosen += [i for i in list_of(ids, "option_id") or list_of(ids, "optionid") if isinstance(i, str)]
    return pressed(key, chosen, card_ref(task, request) if _TASK.fullmatch(task) else "")


def card_ref(task: str, request: str) -> str:
    """What an update of a pressed card needs."""
    return f"{task} {request}".strip()


def _kept(data: Mapping[str, Any]) -> str:
    """What is kept of the original: everything but the credential in it."""
    return dumps({k: v for k, v in data.items() if k != "response_url"})


def _instant(value: object, otherwise: datetime) -> datetime:
    """Seconds, as a number or as text."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not _SECONDS.fullmatch(text):
        return otherwise
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(text))
