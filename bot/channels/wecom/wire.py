"""bytes -> Message, for a self-built app's callback: verify, decrypt, normalise; pure.

No freshness rule is documented for `timestamp` (https://developer.work.weixin.qq.com/document/path/90238), and a late
callback is an order somebody placed, so age refuses nothing: a replay keeps its `external_id` and meets the inbox row
that is already there.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.channels.base import Forged, Received, WebRequest
from bot.channels.wechat_crypto import WechatCrypto, opened, verified
from bot.channels.wechat_kf.wire import bell
from bot.channels.wechat_xml import Fields, one, read
from cards.action import unpack
from handlers.domain.messaging import ChatRef, Message, MessageKind, Tap, UserRef

NAME = "wecom"
MAX_BODY = 262_144  # bytes; the longest real callback is a text of 2048 bytes, encrypted
SELECT = "select"  # the verb of the button that submits a card's drop-down; the option's id is the real action

# userid: 1-64 bytes of these, https://developer.work.weixin.qq.com/document/path/90195
USER_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.@-]{0,63}")
_NUMBER = re.compile(r"[0-9]{1,20}")
_SECONDS = re.compile(r"[0-9]{1,10}")

_MEDIA = {
    "image": (MessageKind.IMAGE, ("MediaId", "PicUrl")),
    "voice": (MessageKind.VOICE, ("MediaId", "Format")),
    "video": (MessageKind.VIDEO, ("MediaId", "ThumbMediaId")),
    "shortvideo": (MessageKind.VIDEO, ("MediaId", "ThumbMediaId")),
    "file": (MessageKind.FILE, ("MediaId", "FileName", "Title", "FileMd5", "FileTotalLen")),
    "location": (MessageKind.LOCATION, ("Location_X", "Location_Y", "Scale", "Label")),
    "link": (MessageKind.LINK, ("Title", "Description", "Url", "PicUrl")),
}
_NAMES = {
    "MediaId": "media_id",
    "PicUrl": "picture",
    "Format": "format",
    "ThumbMediaId": "thumbnail",
    "FileName": "name",
    "Title": "title",
    "FileMd5": "md5",
    "FileTotalLen": "size",
    "Location_X": "latitude",
    "Location_Y": "longitude",
    "Scale": "scale",
    "Label": "label",
    "Description": "description",
    "Url": "url",
}


@dataclass(frozen=True, slots=True)
class _Content:
    """What is particular to a kind of message."""

    kind: MessageKind
    text: str = ""
    tap: Tap | None = None
    media: Mapping[str, str] | None = None


def receive(request: WebRequest, crypto: WechatCrypto, corp_id: str, agent_id: int, now: datetime) -> Received:
    """Answers the URL check with its plaintext, a callback with its message and an empty body; raises Forged."""
    if request.method == "GET":
        return Received(reply=verified(request, crypto))
    envelope = read(request.posted(MAX_BODY))
    plain = opened(request, crypto, one(envelope, "Encrypt"))
    fields = read(plain)
    for seen in (one(envelope, "AgentID"), one(fields, "AgentID")):
        if seen and agent_id and seen != str(agent_id):
            raise Forged("agent")
    if one(fields, "ToUserName") not in ("", corp_id):
        raise Forged("receiveid")
    # An app may be the one that customer service calls: then its bell rings here.
    return Received((_message(fields, plain, now),), raw=plain, bell=bell(fields, now))


def _message(fields: Fields, plain: str, now: datetime) -> Message:
    kind = one(fields, "MsgType")
    event = one(fields, "Event") if kind == "event" else ""
    created = one(fields, "CreateTime")
    if not kind or not _SECONDS.fullmatch(created) or (kind == "event" and not event):
        raise Forged("xml")
    user = one(fields, "FromUserName")
    if not USER_ID.fullmatch(user) and (user or not event):
        raise Forged("xml")
    content = _event(event, fields) if event else _said(kind, fields)
    # Without a person there is no chat to answer in: whatever it is, it is housekeeping.
    silent = MessageKind.SILENT if not user else content.kind
    return Message(
        id=0,
        channel=NAME,
        external_id=_identity(fields, event, user, plain),
        chat=ChatRef(NAME, user or "system"),
        sender=UserRef(NAME, user or "system"),
        kind=silent,
        sent_at=datetime.fromtimestamp(int(created), UTC),
        received_at=now,
        text=content.text,
        tap=content.tap,
        media=content.media or {},
    )


def _identity(fields: Fields, event: str, user: str, plain: str) -> str:
    """MsgId for messages. The documented key of events, person and second, is too coarse: two taps may share it."""
    if not event:
        number = one(fields, "MsgId")
        if not _NUMBER.fullmatch(number):
            raise Forged("xml")
        return number
    if user and event in EVENTS:
        names = ("FromUserName", "CreateTime", "Event", "EventKey", "TaskId")
        chosen = fields.get("SelectedItems/SelectedItem/OptionIds/OptionId", [])
        parts = [*(one(fields, name) for name in names), *chosen]
    else:
        parts = [plain]
    return "event-" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def _said(kind: str, fields: Fields) -> _Content:
    if kind == "text":
        return _Content(MessageKind.TEXT, text=one(fields, "Content"))
    if kind in _MEDIA:
        known, names = _MEDIA[kind]
        return _Content(known, media=_media(fields, names))
    return _Content(MessageKind.OTHER, media={"type": kind[:64]})


def _media(fields: Fields, names: tuple[str, ...], below: str = "") -> dict[str, str]:
    return {_NAMES[name]: value for name in names if (value := one(fields, below + name))}


def _event(event: str, fields: Fields) -> _Content:
    known = EVENTS.get(event)
    return known(event, fields) if known else _Content(MessageKind.SILENT, media={"event": event[:64]})


def _entered(event: str, _: Fields) -> _Content:
    return _Content(MessageKind.ENTER, media={"event": event})


def _housekeeping(event: str, fields: Fields) -> _Content:
    key = one(fields, "OpenKfId")[:128]
    return _Content(MessageKind.SILENT, media={"event": event} | ({"open_kfid": key} if key else {}))


def _picked_place(event: str, fields: Fields) -> _Content:
    place = _media(fields, ("Location_X", "Location_Y", "Scale", "Label"), below="SendLocationInfo/")
    return _Content(MessageKind.LOCATION, media={"event": event} | place)


def _pressed(event: str, fields: Fields) -> _Content:
    """A card's button, a card's menu or the app's menu."""
    chosen = fields.get("SelectedItems/SelectedItem/OptionIds/OptionId", [])
    tap = pressed(one(fields, "EventKey"), chosen, one(fields, "ResponseCode"))
    return _Content(MessageKind.TAP if tap else MessageKind.OTHER, tap=tap, media={"event": event})


def pressed(key: str, chosen: Sequence[str], ref: str) -> Tap | None:
    """What a button with this key does, with what was chosen beside it; None for a key that is not ours."""
    try:
        action = unpack(key)
        if action.verb == SELECT:
            action = unpack(chosen[0] if chosen else "")
    except ValueError:
        return None
    return Tap(action.verb, action.order_id, action.version, action.value, card_ref=ref)


EVENTS: Mapping[str, Callable[[str, Fields], _Content]] = {
    "enter_agent": _entered,
    "subscribe": _entered,
    "unsubscribe": _housekeeping,
    "view": _housekeeping,
    "LOCATION": _housekeeping,
    "kf_msg_or_event": _housekeeping,
    "location_select": _picked_place,
    "click": _pressed,
    "template_card_event": _pressed,
    "template_card_menu_event": _pressed,
}
