"""Events of Feishu -> Message, the same whether they came by callback or over the long connection; pure.

https://open.feishu.cn/document/server-docs/im-v1/message/events/receive: messages are told apart by message_id
("do not rely on event_id"), everything else by event_id. Editing a message is not reported to bots; should the same
message_id come again it meets the row that is there.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.base import Forged, Received, WebRequest
from bot.channels.feishu.seal import Seal
from bot.channels.json_fields import dumps, list_of, loads, matching, object_of, text_of
from bot.channels.quotes import LONGEST
from cards.action import unpack
from config.channels import FeishuSettings
from handlers.domain import forms
from handlers.domain.messaging import OVERHEARD, READ, RECORD, ChatKind, ChatRef, Message, MessageKind, Tap, UserRef

NAME = "feishu"
JSON = "application/json"
MAX_BODY = 1_048_576  # bytes
NOBODY = "system"  # chat and sender of what no person did
SOURCE = "source"  # of `Message.media`: the message that its words, or its file, are taken from

_ID = re.compile(r"[\x21-\x7e]{1,128}")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})( .*)?")
_MEDIA = {
    "image": MessageKind.IMAGE,
    "file": MessageKind.FILE,
    "folder": MessageKind.FILE,
    "audio": MessageKind.VOICE,
    "media": MessageKind.VIDEO,
    "location": MessageKind.LOCATION,
}
_NAMES = {
    "image_key": "image_key",
    "file_key": "file_key",
    "file_name": "name",
    "duration": "duration",
    "name": "label",
    "longitude": "longitude",
    "latitude": "latitude",
    "chat_id": "chat_id",
    "user_id": "user_id",
}


@dataclass(frozen=True, slots=True)
class Hearing:
    """What reading an event needs to know: the app, who the bot is (empty until it is learned), and the time."""

    settings: FeishuSettings
    bot: str
    now: datetime


@dataclass(frozen=True, slots=True)
class _Content:
    """What is particular to a kind of message."""

    kind: MessageKind
    text: str = ""
    media: Mapping[str, str] | None = None


def receive(request: WebRequest, seal: Seal, hearing: Hearing) -> Received:
    """Verifies, decrypts and normalises a callback; raises Forged."""
    if hearing.settings.mode != "http":
        raise Forged("mode")
    data = seal.open(request.posted(MAX_BODY), request.headers, hearing.now)
    if data.get("type") == "url_verification":
        return Received(reply=challenged(text_of(data, "challenge")[:1000]), content_type=JSON)
    return read(data, hearing)


def challenged(words: str) -> bytes:
    """What proves our address."""
    return dumps({"challenge": words}).encode()


def read(data: dict[str, Any], hearing: Hearing) -> Received:
    """One verified event; raises Forged where it is not one of this app's."""
    header, event = object_of(data, "header"), object_of(data, "event")
    if not header:  # the old schema 1.0: {uuid, type, event: {type}}
        header = {"event_id": data.get("uuid"), "event_type": text_of(event, "type") or text_of(data, "type")}
        header |= {"app_id": event.get("app_id")}
    if text_of(header, "app_id") not in ("", hearing.settings.app_id):
        raise Forged("receiveid")
    number, kind = matching(_ID, text_of(header, "event_id")), text_of(header, "event_type")
    reader = EVENTS.get(kind)
    if reader is None:
        message = _quiet(number, header, hearing, {"event": kind[:64]})
    else:
        heard = reader(number, header, event, hearing)
        if heard is None:
            return Received(reply=b"{}", content_type=JSON)
        message = heard
    return Received((message,), b"{}", JSON, _kept(data))


def person(ids: Mapping[str, Any], settings: FeishuSettings) -> str:
    """The account somebody is known by: the company's user_id where it is told and wanted, else this app's open_id."""
    chosen = text_of(ids, "user_id") if settings.people == "user_id" else ""
    return matching(_ID, chosen or text_of(ids, "open_id"))


def _own(ids: Mapping[str, Any], who: Mapping[str, Any], header: Mapping[str, Any]) -> Mapping[str, Any]:
    """The ids of somebody; without the user_id where it is another company's, which may read like one of ours."""
    theirs, ours = text_of(who, "tenant_key"), text_of(header, "tenant_key")
    return ids if not theirs or not ours or theirs == ours else {**ids, "user_id": ""}


def _message(number: str, header: Mapping[str, Any], event: dict[str, Any], hearing: Hearing) -> Message | None:
    sender, said = object_of(event, "sender"), object_of(event, "message")
    if text_of(sender, "sender_type") not in ("", "user"):
        return None  # bots, ourselves included: two of them would talk for ever
    user = person(_own(object_of(sender, "sender_id"), sender, header), hearing.settings)
    kind = text_of(said, "chat_type")
    if not kind:
        raise Forged("chat")
    group = kind != "p2p"  # whatever else there may be holds more people than one
    mentions = [m for m in list_of(said, "mentions") if isinstance(m, dict)]
    content = _content(said, mentions, hearing.bot)
    number = text_of(said, "message_id") or number
    thread = text_of(said, "thread_id")
    media = {**(content.media or {}), **({"thread": thread[:128]} if thread else {})}
    quoted = (text_of(said, "parent_id") or text_of(said, "root_id"))[:128] or None
    if quoted or media.get("type") == RECORD:
        media["chat"] = text_of(said, "chat_id")[:128]  # of a direct chat too: what is quoted must stand in it
    to_me = not group or _to_bot(text_of(said, "chat_id"), mentions, hearing)
    if group and to_me and not mentions:
        media[OVERHEARD] = "1"
    return Message(
        id=0,
        channel=NAME,
        external_id=matching(_ID, number),
        chat=ChatRef(NAME, matching(_ID, text_of(said, "chat_id")), ChatKind.GROUP) if group else ChatRef(NAME, user),
        sender=UserRef(NAME, user),
        kind=content.kind,
        sent_at=_instant(said.get("create_time") or header.get("create_time"), hearing.now),
        received_at=hearing.now,
        text=content.text,
        media=media,
        quoted_id=quoted,
        to_me=to_me,
    )


def quoting(msg: Message, data: Mapping[str, Any], bot: str) -> Message:
    """A message with the one it quotes in its place; raises Forged where that cannot be read.

    https://open.feishu.cn/document/server-docs/im-v1/message/get
    """
    items = [item for item in list_of(object_of(data, "data"), "items") if isinstance(item, dict)]
    said = next((item for item in items if not text_of(item, "upper_message_id")), None)
    if said is None or said.get("deleted") is True or text_of(said, "chat_id") not in ("", msg.media.get("chat", "")):
        raise Forged("quoted")
    if text_of(object_of(said, "sender"), "sender_type") != "user":
        return msg
    if text_of(said, "msg_type") == RECORD:
        words = "\n".join(text for item in items if item is not said and (text := _item(item, bot).text))
        return replace(msg, kind=MessageKind.TEXT, text=words[:LONGEST], media={**msg.media, READ: "record"})
    content = _item(said, bot)
    media = {**msg.media, **(content.media or {}), SOURCE: msg.quoted_id or ""}
    return replace(msg, kind=content.kind, text=content.text[:LONGEST], media=media)


def _item(said: Mapping[str, Any], bot: str) -> _Content:
    """A message as Feishu gives it to who asks for it."""
    inner = {"message_type": text_of(said, "msg_type"), "content": text_of(object_of(said, "body"), "content")}
    return _content(inner, [m for m in list_of(said, "mentions") if isinstance(m, dict)], bot)


def _to_bot(chat: str, mentions: list[dict[str, Any]], hearing: Hearing) -> bool:
    """Whether a group message is for us: it calls us, or nobody where everything is to be heard."""
    if mentions:
        return any(_is_bot(mention, hearing.bot) for mention in mentions)
    return not {chat, "*"}.isdisjoint(hearing.settings.hear_all)


def _is_bot(mention: Mapping[str, Any], bot: str) -> bool:
    """Whether this mention means us. Until the bot knows its own id any bot will do, and nobody who is a person."""
    ids = mention.get("id")
    open_id = text_of(ids, "open_id") if isinstance(ids, dict) else str(ids or "")
    if bot:
        return open_id == bot
    if kind := text_of(mention, "mentioned_type"):
        return kind == "bot"
    return not (isinstance(ids, dict) and ids.get("user_id")) and text_of(mention, "key") != "@_all"


def _content(said: Mapping[str, Any], mentions: list[dict[str, Any]], bot: str) -> _Content:
    kind = text_of(said, "message_type")
    if not kind:
        raise Forged("kind")
    try:
        inner = loads(text_of(said, "content") or "{}")
    except Forged:
        inner = {}
    match kind:
        case "text":
            return _Content(MessageKind.TEXT, _called(text_of(inner, "text"), mentions, bot))
        case "post":
            return _post(inner, mentions, bot)
        case _ if kind in _MEDIA:
            return _Content(_MEDIA[kind], media=_media(inner))
    return _Content(MessageKind.OTHER, media={"type": kind[:64]} | _media(inner))


def _called(text: str, mentions: list[dict[str, Any]], bot: str) -> str:
    """What is said: our own name is left out, other people's stand where "@_user_2" stood."""
    for mention in sorted(mentions, key=lambda m: -len(text_of(m, "key"))):  # "@_user_1" begins "@_user_10"
        key = text_of(mention, "key")
        if key:
            name = " " if _is_bot(mention, bot) else f"@{' '.join(text_of(mention, 'name').split())[:40]} "
            text = text.replace(key, name)
    return text.replace("@_all", " ").strip()


def _post(inner: dict[str, Any], mentions: list[dict[str, Any]], bot: str) -> _Content:
    """Rich text as lines of plain text; pictures in it are counted and the first is kept."""
    body = inner if "content" in inner else next((v for v in inner.values() if isinstance(v, dict)), {})
    lines, pictures = [text_of(body, "title")], []
    for paragraph in list_of(body, "content"):
        pieces = [p for p in paragraph if isinstance(p, dict)] if isinstance(paragraph, list) else []
        lines.append("".join(_piece(p) for p in pieces))
        pictures += [key for p in pieces if (key := text_of(p, "image_key"))]
    words = _called("\n".join(line for line in lines if line.strip()), mentions, bot)
    media = {"pictures": str(len(pictures)), "image_key": pictures[0][:256]} if pictures else {}
    if not words:
        return _Content(MessageKind.IMAGE if pictures else MessageKind.OTHER, media=media or {"type": "post"})
    return _Content(MessageKind.TEXT, words, media)


def _piece(piece: Mapping[str, Any]) -> str:
    if text_of(piece, "tag") == "at":
        return text_of(piece, "user_id")  # a key of `mentions`, "@_user_1"
    return text_of(piece, "text")


def _media(inner: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for name, ours in _NAMES.items():
        value = inner.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            found[ours] = str(value)[:1024]
    return found


def _pressed(number: str, header: Mapping[str, Any], event: dict[str, Any], hearing: Hearing) -> Message:
    """A button or a submitted form; what is not ours is answered, not obeyed. Anybody in the chat can press."""
    operator = object_of(event, "operator")
    user = person(_own(operator, operator, header), hearing.settings)
    context, action = object_of(event, "context"), object_of(event, "action")
    card, place = text_of(context, "open_message_id"), text_of(context, "open_chat_id")
    value = object_of(action, "value")
    filled = _form(object_of(action, "form_value")) | (
        {forms.THEN: then} if (then := text_of(value, forms.THEN)) else {}
    )
    tap = _tap(text_of(value, "action"), filled, card)
    # The chat's kind is not told, but we wrote the card and put it into the button: "d" where it stands in a direct
    # chat. A forwarded card cannot be pressed, so nothing else can be true.
    direct = value.get("at") != "g" or not place
    return Message(
        id=0,
        channel=NAME,
        external_id=number,
        chat=ChatRef(NAME, user) if direct else ChatRef(NAME, matching(_ID, place), ChatKind.GROUP),
        sender=UserRef(NAME, user),
        kind=MessageKind.TAP if tap else MessageKind.OTHER,
        sent_at=_instant(header.get("create_time"), hearing.now),
        received_at=hearing.now,
        text=forms.said(tap.form) if tap else "",
        tap=tap,
        media={"card": card[:128]} if card else {},
    )


def _tap(packed: str, form: dict[str, str], card: str) -> Tap | None:
    try:
        action = unpack(packed)
    except ValueError:
        return None
    ref = card if _ID.fullmatch(card) else ""
    return Tap(action.verb, action.order_id, action.version, action.value, card_ref=ref, form=form)


def _form(values: Mapping[str, Any]) -> dict[str, str]:
    """Filled-in values as text; a day comes as "2025-01-10 +0800" and loses its zone."""
    found: dict[str, str] = {}
    for name, value in list(values.items())[:40]:
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            text = str(value).strip()
            day = _DAY.fullmatch(text)
            found[str(name)[:40]] = day[1] if day else text[:200]
    return found


def _recalled(number: str, header: Mapping[str, Any], event: dict[str, Any], hearing: Hearing) -> Message:
    """Somebody took a message back; who it was is not told, `quoted_id` says which message."""
    recalled, how = text_of(event, "message_id"), text_of(event, "recall_type")
    return Message(
        id=0,
        channel=NAME,
        external_id=number,
        chat=ChatRef(NAME, matching(_ID, text_of(event, "chat_id") or NOBODY), ChatKind.GROUP),
        sender=UserRef(NAME, NOBODY),
        kind=MessageKind.RECALL,
        sent_at=_instant(event.get("recall_time") or header.get("create_time"), hearing.now),
        received_at=hearing.now,
        media={"event": "im.message.recalled_v1"} | ({"by": how[:64]} if how else {}),
        quoted_id=matching(_ID, recalled),
    )


def _edited(number: str, header: Mapping[str, Any], event: dict[str, Any], hearing: Hearing) -> Message | None:
    """Somebody edited a message: told in the shape of a new one, which it becomes an edit of.

    Not in the official SDK's list of events yet, and the page of it could not be read: only what both have is used.
    """
    new = _message(number, header, event, hearing)
    if new is None or new.kind is not MessageKind.TEXT:
        return new and replace(new, external_id=number, kind=MessageKind.SILENT)
    at = _instant(object_of(event, "message").get("update_time"), hearing.now)
    return replace(new, external_id=number, kind=MessageKind.EDIT, quoted_id=new.external_id, sent_at=at)


def _entered(number: str, header: Mapping[str, Any], event: dict[str, Any], hearing: Hearing) -> Message:
    """Somebody opened the chat with the bot. It is told every time; the welcome is for the first."""
    user = person(object_of(event, "operator_id"), hearing.settings)
    first = not text_of(event, "last_message_id")
    return Message(
        id=0,
        channel=NAME,
        external_id=number,
        chat=ChatRef(NAME, user),
        sender=UserRef(NAME, user),
        kind=MessageKind.ENTER if first else MessageKind.SILENT,
        sent_at=_instant(header.get("create_time"), hearing.now),
        received_at=hearing.now,
        media={"event": text_of(header, "event_type")[:64]},
    )


def _quiet(number: str, header: Mapping[str, Any], hearing: Hearing, media: Mapping[str, str]) -> Message:
    """Housekeeping: kept, not answered."""
    return Message(
        id=0,
        channel=NAME,
        external_id=number,
        chat=ChatRef(NAME, NOBODY),
        sender=UserRef(NAME, NOBODY),
        kind=MessageKind.SILENT,
        sent_at=_instant(header.get("create_time"), hearing.now),
        received_at=hearing.now,
        media=media,
    )


def _kept(data: Mapping[str, Any]) -> str:
    """What is kept of the original: everything but the credentials in it."""
    header = {k: v for k, v in object_of(data, "header").items() if k != "token"}
    event = {k: v for k, v in object_of(data, "event").items() if k != "token"}
    rest = {k: v for k, v in data.items() if k not in ("header", "event", "token")}
    return dumps({**rest, "header": header, "event": event})


def _instant(value: object, otherwise: datetime) -> datetime:
    """Milliseconds as text; card callbacks count in microseconds."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    scale = {10: 1_000_000, 13: 1_000, 16: 1}.get(len(text)) if text.isascii() and text.isdigit() else None
    if scale is None:
        return otherwise
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(text) * scale)


Reader = Callable[[str, Mapping[str, Any], dict[str, Any], Hearing], Message | None]

EVENTS: Mapping[str, Reader] = {
    "im.message.receive_v1": _message,
    "card.action.trigger": _pressed,
    "im.message.recalled_v1": _recalled,
    "im.message.updated_v1": _edited,
    "im.chat.access_event.bot_p2p_chat_entered_v1": _entered,
}
