"""bytes -> Message, for 微信客服: the bell is verified and decrypted, the pages that are fetched are normalised; pure.

https://developer.work.weixin.qq.com/document/path/94670. The bell says where and gives a token; nobody's words are in
it. A customer has one chat for each customer-service account he writes to: the main account's chats bear the customer's
id alone, those of others the account's id behind it.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from bot.channels.base import Bell, Forged, Received, WebRequest
from bot.channels.wechat_crypto import WechatCrypto, opened, verified
from bot.channels.wechat_xml import Fields, one, read
from cards.action import unpack
from handlers.domain.budget import WindowKind
from handlers.domain.messaging import CODE, FAILED, OPENS, SESSION, ChatRef, Message, MessageKind, Tap, UserRef

NAME = "wechat_kf"
MAX_BODY = 65_536
ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
CUSTOMER, SYSTEM = 3, 4  # origin: who said it

_MEDIA: Mapping[str, tuple[MessageKind, Mapping[str, str]]] = {
    "image": (MessageKind.IMAGE, {"media_id": "media_id"}),
    "voice": (MessageKind.VOICE, {"media_id": "media_id"}),
    "video": (MessageKind.VIDEO, {"media_id": "media_id"}),
    "file": (MessageKind.FILE, {"media_id": "media_id"}),
    "location": (
        MessageKind.LOCATION,
        {"latitude": "latitude", "longitude": "longitude", "name": "label", "address": "address"},
    ),
    "link": (MessageKind.LINK, {"title": "title", "desc": "description", "url": "url", "pic_url": "picture"}),
    "business_card": (MessageKind.OTHER, {"userid": "card_of"}),
    "miniprogram": (
        MessageKind.OTHER,
        {"title": "title", "appid": "app", "pagepath": "path", "thumb_media_id": "thumbnail"},
    ),
}
_CHANGES = {1: "human", 2: "human", 3: "ended", 4: "human"}  # change_type of session_status_change
_FAILS = {4: "window", 6: "budget"}  # fail_type of msg_send_fail


@dataclass(frozen=True, slots=True)
class _Content:
    kind: MessageKind
    text: str = ""
    tap: Tap | None = None
    media: Mapping[str, str] = field(default_factory=dict)
    quoted: str | None = None


def receive(request: WebRequest, crypto: WechatCrypto, corp_id: str, now: datetime) -> Received:
    """Answers the address check with its plaintext, a bell with an empty body; raises Forged."""
    if request.method == "GET":
        return Received(reply=verified(request, crypto))
    fields = read(opened(request, crypto, one(read(request.posted(MAX_BODY)), "Encrypt")))
    if one(fields, "ToUserName") not in ("", corp_id):
        raise Forged("receiveid")
    return Received(bell=bell(fields, now))


def bell(fields: Fields, now: datetime) -> Bell | None:
    """The bell of a decrypted callback; None where it says something else."""
    if one(fields, "Event") != "kf_msg_or_event":
        return None
    place = one(fields, "OpenKfId")
    if not ID.fullmatch(place):
        return None
    return Bell(NAME, place, one(fields, "Token")[:512], now)


def page(answer: Mapping[str, Any], main: str, now: datetime) -> tuple[tuple[Message, str], ...]:
    """The messages of one fetched page that concern us, each with its original."""
    found = answer.get("msg_list")
    items = [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
    read_ = [(_message(item, main, now), item) for item in items]
    return tuple((message, json.dumps(item, ensure_ascii=False)) for message, item in read_ if message)


def chat_id(customer: str, place: str, main: str) -> str:
    """What a customer's chat with an account is called."""
    return customer if place in ("", main) else f"{customer}@{place}"


def address(chat: str, main: str) -> tuple[str, str]:
    """Customer and account of a chat."""
    customer, _, place = chat.partition("@")
    return customer, place or main


def _message(item: Mapping[str, Any], main: str, now: datetime) -> Message | None:
    """None for what our own side said, and for what nobody could have sent."""
    kind, origin = _text(item, "msgtype"), item.get("origin")
    event = _below(item, "event") if kind == "event" else {}
    customer = _text(item, "external_userid") or _text(event, "external_userid")
    place = _text(item, "open_kfid") or _text(event, "open_kfid")
    if origin not in (CUSTOMER, SYSTEM) or not kind or (customer and not ID.fullmatch(customer)):
        return None
    content = _event(event) if kind == "event" else _said(kind, _below(item, kind))
    if kind != "event" and origin == CUSTOMER:
        content = replace(content, media={**content.media, OPENS: WindowKind.SAID.value})
    if not customer:
        content = _Content(MessageKind.SILENT, media=content.media)
    user = customer or "system"
    return Message(
        id=0,
        channel=NAME,
        external_id=_identity(item),
        chat=ChatRef(NAME, chat_id(user, place, main)),
        sender=UserRef(NAME, user),
        kind=content.kind,
        sent_at=_when(item, now),
        received_at=now,
        text=content.text,
        tap=content.tap,
        media=content.media,
        quoted_id=content.quoted,
    )


def _identity(item: Mapping[str, Any]) -> str:
    given = _text(item, "msgid")
    if given and len(given) <= 128:
        return given
    whole = json.dumps(item, ensure_ascii=False, sort_keys=True)
    return "event-" + hashlib.sha256(whole.encode()).hexdigest()[:32]


def _when(item: Mapping[str, Any], now: datetime) -> datetime:
    sent = item.get("send_time")
    if not isinstance(sent, int) or isinstance(sent, bool) or not 0 < sent < 10**11:
        return now
    return datetime.fromtimestamp(sent, UTC)


def _said(kind: str, body: Mapping[str, Any]) -> _Content:
    if kind == "text":
        return _pressed(_text(body, "menu_id"), _text(body, "content"))
    if kind in _MEDIA:
        known, names = _MEDIA[kind]
        media = {ours: value for theirs, ours in names.items() if (value := _plain(body.get(theirs)))}
        return _Content(known, media=media | ({"type": kind} if known is MessageKind.OTHER else {}))
    return _Content(MessageKind.OTHER, media={"type": kind[:64]})


def _pressed(menu_id: str, text: str) -> _Content:
    """A menu's entry where the id is one of ours; else what was said."""
    try:
        action = unpack(menu_id)
    except ValueError:
        return _Content(MessageKind.TEXT, text=text)
    return _Content(MessageKind.TAP, text, Tap(action.verb, action.order_id, action.version, action.value))


def _event(body: Mapping[str, Any]) -> _Content:
    name = _text(body, "event_type")
    media = {"event": name[:64]}
    match name:
        case "enter_session":
            # Without a code there is nothing to be said: he has only opened the chat again.
            code = _text(body, "welcome_code")
            media |= {k: v[:512] for k in ("scene", "scene_param") if (v := _text(body, k))}
            return _Content(MessageKind.ENTER, media=media | {CODE: code}) if code else _silent(media)
        case "msg_send_fail":
            why = _FAILS.get(_count(body, "fail_type"), "refused")
            return _silent(media | {FAILED: _text(body, "fail_msgid")[:128], "why": why})
        case "session_status_change":
            return _silent(media | {SESSION: _CHANGES.get(_count(body, "change_type"), "")})
        case "user_recall_msg":
            return _Content(MessageKind.RECALL, media=media, quoted=_text(body, "recall_msgid") or None)
    return _silent(media)


def _silent(media: Mapping[str, str]) -> _Content:
    return _Content(MessageKind.SILENT, media=media)


def _below(item: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = item.get(name)
    return found if isinstance(found, dict) else {}


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


def _count(item: Mapping[str, Any], name: str) -> int:
    value = item.get(name)
    return value if isinstance(value, int) else 0


def _plain(value: object) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""
