"""bytes -> Message, for an official account's callback, and an answer -> bytes; pure.

https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_standard_messages.html
In the encrypted mode only encrypted bodies are taken: the plain copy of the compatible mode is covered by no signature.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.channels.base import Forged, Received, WebRequest
from bot.channels.json_fields import loads
from bot.channels.wechat_crypto import WechatCrypto, opened, signed_plainly
from bot.channels.wechat_xml import Fields, one, read
from cards.action import unpack
from handlers.domain.budget import WindowKind
from handlers.domain.messaging import FAILED, OPENS, SESSION, ChatRef, Message, MessageKind, Tap, UserRef

NAME = "wechat_oa"
MAX_BODY = 262_144
SUCCESS = b"success"
SAY = "say:"  # a custom menu's key that begins so says what follows
OPEN_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_NUMBER = re.compile(r"[0-9]{1,20}")
_SECONDS = re.compile(r"[0-9]{1,10}")

_MEDIA: Mapping[str, tuple[MessageKind, Mapping[str, str]]] = {
    "image": (MessageKind.IMAGE, {"MediaId": "media_id", "PicUrl": "picture"}),
    "voice": (MessageKind.VOICE, {"MediaId": "media_id", "Format": "format", "Recognition": "transcript"}),
    "video": (MessageKind.VIDEO, {"MediaId": "media_id", "ThumbMediaId": "thumbnail"}),
    "shortvideo": (MessageKind.VIDEO, {"MediaId": "media_id", "ThumbMediaId": "thumbnail"}),
    "location": (
        MessageKind.LOCATION,
        {"Location_X": "latitude", "Location_Y": "longitude", "Scale": "scale", "Label": "label"},
    ),
    "link": (MessageKind.LINK, {"Title": "title", "Description": "description", "Url": "url"}),
}
_ENTERED = frozenset({"subscribe", "SCAN"})
_PRESSED = frozenset({"CLICK", "scancode_push", "scancode_waitmsg"})


@dataclass(frozen=True, slots=True)
class Account:
    """What callbacks are checked against. `crypto` is None in the plain mode."""

    token: str = field(repr=False)
    crypto: WechatCrypto | None
    account: str = ""


@dataclass(frozen=True, slots=True)
class _Content:
    kind: MessageKind
    text: str = ""
    tap: Tap | None = None
    media: Mapping[str, str] = field(default_factory=dict)


def receive(request: WebRequest, account: Account, now: datetime) -> Received:
    """Answers the address check with its echo, a callback with its message and "success"; raises Forged."""
    if request.method == "GET":
        _check_plainly(request, account)
        return Received(reply=request.asked("echostr").encode())
    plain = _opened(request, request.posted(MAX_BODY), account)
    fields = _fields(plain)
    if account.account and one(fields, "ToUserName") != account.account:
        raise Forged("receiveid")
    return Received((_message(fields, plain, now),), reply=SUCCESS, raw=plain)


def answer(request: WebRequest, got: Received, text: str, account: Account, now: datetime) -> Received:
    """The text as the answer to this callback, sealed where the callback was."""
    asked = read(got.raw)
    inner = (
        f"<xml><ToUserName>{_cdata(one(asked, 'FromUserName'))}</ToUserName>"
        f"<FromUserName>{_cdata(one(asked, 'ToUserName'))}</FromUserName>"
        f"<CreateTime>{int(now.timestamp())}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content>{_cdata(text)}</Content></xml>"
    )
    if account.crypto is None:
        return Received(reply=inner.encode(), content_type="text/xml")
    timestamp, nonce = str(int(now.timestamp())), request.asked("nonce")
    secret = account.crypto.seal(inner)
    outer = (
        f"<xml><Encrypt>{_cdata(secret)}</Encrypt>"
        f"<MsgSignature>{_cdata(account.crypto.sign(timestamp, nonce, secret))}</MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{_cdata(nonce)}</Nonce></xml>"
    )
    return Received(reply=outer.encode(), content_type="text/xml")


def _cdata(text: str) -> str:
    # "]]>" would end it early.
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _check_plainly(request: WebRequest, account: Account) -> None:
    signature, timestamp, nonce = (request.asked(name) for name in ("signature", "timestamp", "nonce"))
    if not signed_plainly(account.token, timestamp, nonce, signature):
        raise Forged("signature")


def _opened(request: WebRequest, body: bytes, account: Account) -> str:
    if account.crypto is None:
        _check_plainly(request, account)
        try:
            return body.decode()
        except UnicodeDecodeError:
            raise Forged("encoding") from None
    if request.query.get("encrypt_type") != "aes":
        raise Forged("plain")
    return opened(request, account.crypto, one(_fields(body), "Encrypt"))


def in_json(got: Received) -> bool:
    """Whether the account's 数据格式 is JSON. How a callback is answered in JSON is documented nowhere."""
    return got.raw.lstrip().startswith("{")


def _fields(body: bytes | str) -> Fields:
    """A body of either 数据格式: XML, or JSON with the same names."""
    if body.lstrip()[:1] not in ("{", b"{"):
        return read(body)
    plain = {name: value for name, value in loads(body).items() if isinstance(value, str | int)}
    return {name: [str(value)] for name, value in plain.items()}


def _message(fields: Fields, plain: str, now: datetime) -> Message:
    kind = one(fields, "MsgType")
    event = one(fields, "Event") if kind == "event" else ""
    created, user = one(fields, "CreateTime"), one(fields, "FromUserName")
    if not kind or not _SECONDS.fullmatch(created) or not OPEN_ID.fullmatch(user) or (kind == "event" and not event):
        raise Forged("xml")
    content = _event(event, fields) if event else _said(kind, fields)
    return Message(
        id=0,
        channel=NAME,
        external_id=_identity(fields, event, plain),
        chat=ChatRef(NAME, user),
        sender=UserRef(NAME, user),
        kind=content.kind,
        sent_at=datetime.fromtimestamp(int(created), UTC),
        received_at=now,
        text=content.text,
        tap=content.tap,
        media=content.media,
    )


def _identity(fields: Fields, event: str, plain: str) -> str:
    """MsgId for messages. The documented key of events, person and second, is too coarse: two clicks may share it."""
    if not event:
        number = one(fields, "MsgId")
        if not _NUMBER.fullmatch(number):
            raise Forged("xml")
        return number
    names = ("FromUserName", "CreateTime", "Event", "EventKey")
    parts = [one(fields, name) for name in names] if event in _ENTERED | _PRESSED else [plain]
    return "event-" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def _said(kind: str, fields: Fields) -> _Content:
    opens = {OPENS: WindowKind.SAID.value}
    if kind == "text":
        text, menu_id = one(fields, "Content"), one(fields, "bizmsgmenuid")
        # A press on a menu's entry comes as text, but opens no window.
        return _pressed(menu_id, text, {}) if menu_id else _Content(MessageKind.TEXT, text, media=opens)
    if kind in _MEDIA:
        known, names = _MEDIA[kind]
        media = {ours: value for theirs, ours in names.items() if (value := one(fields, theirs))}
        return _Content(known, media=media | opens)
    return _Content(MessageKind.OTHER, media={"type": kind[:64]} | opens)


def _pressed(key: str, text: str, media: Mapping[str, str]) -> _Content:
    """One of our buttons, or a custom menu's words; any other key is answered, not obeyed."""
    if key.startswith(SAY) and key != SAY:
        return _Content(MessageKind.TEXT, key.removeprefix(SAY), media=media)
    try:
        action = unpack(key)
    except ValueError:
        return _Content(MessageKind.TEXT, text, media=media) if text else _Content(MessageKind.OTHER, media=media)
    tap = Tap(action.verb, action.order_id, action.version, action.value)
    return _Content(MessageKind.TAP, text, tap, media)


def _event(event: str, fields: Fields) -> _Content:
    media = {"event": event[:64]}
    acted = media | {OPENS: WindowKind.ACTED.value}
    if event in _ENTERED:
        key = one(fields, "EventKey")[:128]
        return _Content(MessageKind.ENTER, media=acted | ({"scene": key} if key else {}))
    if event in _PRESSED:
        return _pressed(one(fields, "EventKey"), "", acted)
    if event == "unsubscribe":
        media[SESSION] = "ended"
    if event == "TEMPLATESENDJOBFINISH" and one(fields, "Status") != "success":
        media |= {FAILED: one(fields, "MsgID")[:64], "why": "refused"}
    return _Content(MessageKind.SILENT, media=media)
