"""JSON of DingTalk -> Message, the same whether it came by callback or over the stream; pure.

The body of a callback is not signed: its headers only prove that the sender knew the secret within the hour. What
could harm if it were changed on its way, the address to answer to, is therefore checked (see `session_of`).
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.base import Forged, Received, Trouble, WebRequest
from bot.channels.dingtalk import sign, track
from bot.channels.json_fields import dumps, loads, matching, object_of, text_of
from bot.channels.quotes import LONGEST, takes_it
from bot.channels.transport import parts_of
from cards.action import Action, unpack
from config.channels import DingtalkSettings
from handlers.domain import forms
from handlers.domain.messaging import HEARD, READ, SAID, ChatKind, ChatRef, Message, MessageKind, Tap, UserRef, spoken

NAME = track.NAME
MAX_BODY = 524_288  # bytes
OUTSIDER = "$:"  # how an encrypted senderId begins: the one name of somebody who has no userid here
NOTHING = b'{"msgtype":"empty"}'
ANY_ROBOT = "normal"  # what stands in the place of a robot's code in many real callbacks; described nowhere

_ID = re.compile(r"[\x21-\x7e]{1,128}")
_USER = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.@-]{0,63}")
_CALLED = re.compile(r"^(?:\s*@[^\s@]{1,64}(?:[\s\u2005]+|$))+")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})([ T].*)?")
_MEDIA = {"picture": MessageKind.IMAGE, "video": MessageKind.VIDEO, "file": MessageKind.FILE}
_MILLISECONDS = re.compile(r"[0-9]{10,14}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAMES = {
    "downloadCode": "download_code",
    "fileName": "name",
    "videoType": "format",
    "duration": "duration",
    "fileId": "file_id",
    "spaceId": "space_id",
}


@dataclass(frozen=True, slots=True)
class Session:
    """Where a chat may be answered directly, and until when. A credential."""

    chat_id: str
    url: str
    until: datetime

    def __repr__(self) -> str:
        return f"Session({self.chat_id!r}, ***, {self.until})"


@dataclass(frozen=True, slots=True)
class Heard:
    """A callback read: what is to be stored, and what the channel may want to remember for its answers."""

    received: Received
    session: Session | None = None
    nick: tuple[str, str] | None = None  # user id and the name beside it
    lost: bool = False  # somebody said something, and DingTalk left it out: the month's quota is used up


@dataclass(frozen=True, slots=True)
class _Content:
    """What is particular to a kind of message."""

    kind: MessageKind
    text: str = ""
    media: Mapping[str, str] | None = None
    quoted_id: str | None = None


def receive(request: WebRequest, settings: DingtalkSettings, now: datetime) -> Heard:
    """Verifies and normalises a callback, of a message or of a card; raises Forged."""
    if settings.mode != "http":
        raise Forged("mode")
    body = request.posted(MAX_BODY)
    headers = {name.lower(): value for name, value in request.headers.items()}
    secret, now_ms = settings.secret.get_secret_value(), sign.milliseconds(now)
    if "x-ddpaas-signature" in headers:
        stamp = headers.get("x-ddpaas-signature-timestamp", "")
        sign.check_card(stamp, headers["x-ddpaas-signature"], sign.card_secret(secret), now_ms)
        return read_card(loads(body), settings, now, stamp)
    sign.check_robot(headers.get("timestamp", ""), headers.get("sign", ""), secret, now_ms)
    return read_robot(loads(body), settings, now)


def read_robot(data: dict[str, Any], settings: DingtalkSettings, now: datetime) -> Heard:
    """Somebody's message to the robot; raises Forged."""
    if str(data.get("errorCode", "")) == "20001" and "text" not in data:
        # The month's quota is used up: DingTalk leaves out what was said. There is nothing to store or answer.
        who = " ".join(str(data.get("senderNick") or "").split())[:20]
        lost = len(data) > 1  # alone it is the knock of our own
        trouble = Trouble("quota.unheard", f"{NAME} {who} 20001") if lost else None
        return Heard(Received(reply=NOTHING, content_type="application/json", trouble=trouble), lost=lost)
    _check_receiver(data, settings)
    kind = str(data.get("conversationType"))  # a text, says the page; what goes by a gateway may be a number
    group = kind == "2"
    if not group and kind != "1":
        raise Forged("chat")
    user, nick = _sender(data, settings.corp_id)
    chat_id = matching(_ID, text_of(data, "conversationId")) if group else user
    content = _content(data)
    message = Message(
        id=0,
        channel=NAME,
        external_id=matching(_ID, text_of(data, "msgId")),
        chat=ChatRef(NAME, chat_id, ChatKind.GROUP if group else ChatKind.DIRECT),
        sender=UserRef(NAME, user),
        kind=content.kind,
        sent_at=_instant(data.get("createAt"), now),
        received_at=now,
        text=content.text,
        media=content.media or {},
        quoted_id=content.quoted_id,
        to_me=not group or _called(data),
    )
    received = Received((message,), NOTHING, "application/json", _kept(data))
    return Heard(received, session_of(data, chat_id, settings), (user, nick) if nick else None)


def read_card(data: dict[str, Any], settings: DingtalkSettings, now: datetime, delivery: str) -> Heard:
    """A pressed button or a submitted form; raises Forged. `delivery` is what a repetition has in common."""
    _check_receiver(data, settings)
    user, number = matching(_USER, text_of(data, "userId")), matching(_ID, text_of(data, "outTrackId"))
    content = data.get("content", data.get("value", "{}"))
    inner = content if isinstance(content, dict) else loads(str(content))
    private = inner.get("cardPrivateData")
    private = private if isinstance(private, dict) else {}
    params = {**object_of(inner, "params"), **object_of(private, "params")}
    ids = private.get("actionIds")
    names = [str(i) for i in ids if isinstance(i, str)] if isinstance(ids, list) else []
    form = _form(params.get("form"))
    tap = _tap(names, params, form, number)
    parts = [number, user, delivery, *names, json.dumps(params, sort_keys=True)]
    message = Message(
        id=0,
        channel=NAME,
        external_id="card-" + hashlib.sha256("\x1f".join(parts).encode(errors="replace")).hexdigest()[:40],
        chat=track.chat_of(number, user),
        sender=UserRef(NAME, user),
        kind=MessageKind.TAP if tap else MessageKind.OTHER,
        sent_at=now,
        received_at=now,
        text=forms.said(tap.form) if tap else "",
        tap=tap,
        media={"card": number},
    )
    return Heard(Received((message,), b"{}", "application/json", _kept(data)))


def session_of(data: Mapping[str, Any], chat_id: str, settings: DingtalkSettings) -> Session | None:
    """Where to answer within about an hour and a half; None where that is not an address of DingTalk's."""
    url = text_of(data, "sessionWebhook")
    if not url.startswith(f"{settings.oapi_base.rstrip('/')}/") and not _theirs(url, settings):  # the usual one first
        return None
    try:
        return Session(chat_id, url, _instant(data.get("sessionWebhookExpiredTime")))
    except Forged:
        return None


def _theirs(url: str, settings: DingtalkSettings) -> bool:
    """Whether an address is on one of DingTalk's hosts."""
    parts, own = parts_of(url), map(parts_of, (settings.oapi_base, settings.api_base))
    if parts.netloc and any((parts.scheme, parts.netloc) == (o.scheme, o.netloc) for o in own):
        return True
    return parts.scheme == "https" and (parts.hostname or "").endswith(".dingtalk.com")


def _check_receiver(data: Mapping[str, Any], settings: DingtalkSettings) -> None:
    corps = (text_of(data, "chatbotCorpId"), text_of(data, "corpId"))
    if settings.corp_id and any(corp not in ("", settings.corp_id) for corp in corps):
        raise Forged("receiveid")
    if text_of(data, "robotCode") not in ("", ANY_ROBOT, robot_code(settings)):
        raise Forged("receiveid")


def robot_code(settings: DingtalkSettings) -> str:
    """The robot's code, which mostly is the app's client id."""
    return settings.robot_code or settings.client_id


def _sender(data: Mapping[str, Any], corp: str) -> tuple[str, str]:
    """The userid; for somebody outside the company, or before the app is published, the encrypted id.

    A userid of another company's is no name of ours, though it may read the same.
    """
    nick = " ".join(text_of(data, "senderNick").split())[:40]
    staff = text_of(data, "senderStaffId")
    if staff and not (corp and text_of(data, "senderCorpId") not in ("", corp)):
        return matching(_USER, staff), nick
    hidden = matching(_ID, text_of(data, "senderId"))
    return (hidden if hidden.startswith(OUTSIDER) else OUTSIDER + hidden), nick


def _called(data: Mapping[str, Any]) -> bool:
    if data.get("isInAtList") is True:
        return True
    own, called = text_of(data, "chatbotUserId"), data.get("atUsers")
    users = called if isinstance(called, list) else []
    return bool(own) and any(isinstance(u, dict) and u.get("dingtalkId") == own for u in users)


def _content(data: Mapping[str, Any]) -> _Content:
    kind, content = text_of(data, "msgtype"), object_of(data, "content")
    match kind:
        case "text":
            return _said(data)
        case "richText":
            return _rich(content)
        case "audio":
            media = _media(content)
            heard = spoken(text_of(content, "recognition"))
            voice = {READ: HEARD} if heard else {}
            return _Content(MessageKind.TEXT if heard else MessageKind.VOICE, heard, media | voice)
        case _ if kind in _MEDIA:
            return _Content(_MEDIA[kind], media=_media(content))
    if not kind:
        raise Forged("kind")
    return _Content(MessageKind.OTHER, media={"type": kind[:64]})


def _said(data: Mapping[str, Any]) -> _Content:
    """A text; a page of the documentation shows it without the object around it."""
    inner = object_of(data, "text")
    words = _without_call(text_of(inner, "content") if inner else text_of(data, "content"))
    # A reply to an earlier message carries it along; seen in practice, described nowhere.
    replied = object_of(inner, "repliedMsg")
    number = (text_of(replied, "msgId") or text_of(data, "originalMsgId"))[:128] or None
    quoted, attached = _quoted(replied)
    if not takes_it(words) or not (quoted or attached):
        return _Content(MessageKind.TEXT, words, {"quoted": quoted} if quoted else None, number)
    if quoted:
        return _Content(MessageKind.TEXT, quoted, {"quoted": quoted, SAID: words}, number)
    kind = text_of(replied, "msgType")
    return _Content(MessageKind.FILE if kind == "file" else MessageKind.IMAGE, media=attached, quoted_id=number)


def _quoted(replied: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """The words of a quoted message, or the file or picture that it is; of what the robot itself drew, nothing."""
    content, kind = object_of(replied, "content"), text_of(replied, "msgType")
    if kind == "richText":
        rich = _rich(content)
        return rich.text[:LONGEST], dict(rich.media or {}) if rich.kind is MessageKind.IMAGE else {}
    names = {"text": ("text", "content"), "audio": ("recognition",)}.get(kind, ())
    words = next((w for name in names if (w := text_of(content, name).strip())), "")
    attached = _media(content) if kind in ("picture", "file") and text_of(content, "downloadCode") else {}
    return _without_call(words)[:LONGEST], attached


def _rich(content: Mapping[str, Any]) -> _Content:
    parts = content.get("richText")
    pieces = [p for p in parts if isinstance(p, dict)] if isinstance(parts, list) else []
    # In a quotation a piece's words stand in `content`.
    words = _without_call("".join(text_of(p, "text") or text_of(p, "content") for p in pieces))
    codes = [code for p in pieces if (code := text_of(p, "downloadCode"))]
    media = {"pictures": str(len(codes)), "download_code": codes[0]} if codes else {}
    if not words.strip():
        return _Content(MessageKind.IMAGE if codes else MessageKind.OTHER, media=media or {"type": "richText"})
    return _Content(MessageKind.TEXT, words, media)


def _without_call(words: str) -> str:
    """What is said, without the names that are called before it."""
    return _CALLED.sub("", words, count=1).strip()


def _media(content: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for name, ours in _NAMES.items():
        value = content.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and value != "":
            found[ours] = str(value)[:1024]
    return found


def _tap(names: list[str], params: Mapping[str, Any], form: dict[str, str], number: str) -> Tap | None:
    """The action: in the button's parameter, in the form's hidden field, or as the button's own id."""
    for packed in (form.pop("action", ""), text_of(params, "action"), *names):
        try:
            action: Action = unpack(packed)
        except ValueError:
            continue
        return Tap(action.verb, action.order_id, action.version, action.value, card_ref=number, form=form)
    return None


def _form(raw: object) -> dict[str, str]:
    """Filled-in values as text; a choice is its value, a day loses its hour."""
    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except (ValueError, RecursionError):
            return {}
    if not isinstance(raw, dict):
        return {}
    found: dict[str, str] = {}
    for name, given in list(raw.items())[:40]:
        value = given.get("value", "") if isinstance(given, dict) else given
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            value = "" if value is None else None
        if value is None:
            continue
        text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
        day = _DAY.fullmatch(text.strip())
        found[str(name)[:40]] = day[1] if day else text.strip()[:200]
    return found


def _kept(data: Mapping[str, Any]) -> str:
    """What is kept of the original: everything but the credential in it."""
    return dumps({k: v for k, v in data.items() if k != "sessionWebhook"})


def _instant(value: object, otherwise: datetime | None = None) -> datetime:
    """Milliseconds, as a number or as text; raises Forged where they are none and there is no `otherwise`."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if _MILLISECONDS.fullmatch(text):
        return _EPOCH + timedelta(milliseconds=int(text))
    if otherwise is None:
        raise Forged("time")
    return otherwise
