"""What the page and the terminal post -> Message. Pure.

A direct chat with the bot is `d-<user>`; every other chat id is a group. All that is said in a group is heard;
@接单助手 calls the bot by name.
"""

import json
import re
from datetime import datetime

from bot.channels.base import Forged
from cards.action import unpack
from handlers.domain.messaging import OVERHEARD, ChatKind, ChatRef, Message, MessageKind, Tap, UserRef

NAME = "console"
OWN = "@接单助手"  # how the page calls the bot
MAX_NAME = 200  # characters of a file's name
_ID = re.compile(r"[\w.@-]{1,64}\Z")


def direct_chat(user: str) -> str:
    """The id of somebody's direct chat with the bot."""
    return f"d-{user}"


def chat_ref(chat_id: str) -> ChatRef:
    """The chat an id stands for."""
    return ChatRef(NAME, chat_id, ChatKind.DIRECT if chat_id.startswith("d-") else ChatKind.GROUP)


def read(body: bytes, now: datetime) -> Message:
    """Reads `{user, chat, client_id}` with `text`, `picture` (its file's name) or both, or `action` and `entry`.

    Raises Forged.
    """
    try:
        raw = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Forged("json") from None
    if not isinstance(raw, dict):
        raise Forged("shape")
    user, chat, client_id = (_id(raw.get(name)) for name in ("user", "chat", "client_id"))
    ref = chat_ref(chat)
    if ref.kind is ChatKind.DIRECT and chat != direct_chat(user):
        raise Forged("chat")
    text, tap, media = "", None, {}
    kind = MessageKind.TEXT
    if "action" in raw:
        tap, kind = _tap(raw), MessageKind.TAP
    elif isinstance(raw.get("text", ""), str) and ("text" in raw or "picture" in raw):
        text = raw.get("text", "")
    else:
        raise Forged("text")
    if "picture" in raw and tap is None:
        media = {"pictures": "1", "file": _picture(raw["picture"])}
        kind = MessageKind.TEXT if text else MessageKind.IMAGE
    if ref.kind is ChatKind.GROUP and tap is None:
        named = text.lstrip().startswith(OWN)
        text, media = (text.lstrip().removeprefix(OWN).lstrip(), media) if named else (text, {**media, OVERHEARD: "1"})
    return Message(
        id=0,
        channel=NAME,
        external_id=client_id,
        chat=ref,
        sender=UserRef(NAME, user),
        kind=kind,
        sent_at=now,
        received_at=now,
        text=text,
        tap=tap,
        media=media,
    )


def _picture(name: object) -> str:
    if not isinstance(name, str) or not 0 < len(name) <= MAX_NAME:
        raise Forged("picture")
    return name


def _id(value: object) -> str:
    if not isinstance(value, str) or not _ID.match(value):
        raise Forged("id")
    return value


def _tap(raw: dict[str, object]) -> Tap:
    action, entry = raw["action"], raw.get("entry")
    try:
        pressed = unpack(action if isinstance(action, str) else "")
    except ValueError:
        raise Forged("action") from None
    handle = str(entry) if isinstance(entry, int) and 0 < entry < 1 << 62 else ""
    return Tap(pressed.verb, pressed.order_id, pressed.version, pressed.value, card_ref=handle)
