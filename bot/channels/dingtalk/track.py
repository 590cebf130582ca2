"""outTrackId: our own number of a card, which comes back when it is pressed.

It is made of the outbox row, so a card that is sent again after a lost answer is known already instead of shown
twice; and it says in which chat the card stands, because the callback does not.
"""

import base64
import binascii
import hashlib

from handlers.domain.messaging import ChatKind, ChatRef

NAME = "dingtalk"
LONGEST = 100  # characters, https://open.dingtalk.com/document/development/create-and-deliver-cards


def number(to: ChatRef, dedupe: str) -> str:
    """The number of the card that this outbox row sends to this chat."""
    head = hashlib.sha256(f"{to.chat_id}\x1f{dedupe}".encode()).hexdigest()[:24]
    if to.kind is not ChatKind.GROUP:
        return f"jd-{head}"
    place = base64.urlsafe_b64encode(to.chat_id.encode()).decode().rstrip("=")
    whole = f"jd-{head}.{place}"
    return whole if len(whole) <= LONGEST else f"jd-{head}"


def chat_of(track: str, user: str) -> ChatRef:
    """Where the card with this number stands: a group, or the direct chat of whoever pressed it."""
    place = track.partition(".")[2] if track.startswith("jd-") else ""
    try:
        chat_id = base64.urlsafe_b64decode(place + "=" * (-len(place) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        chat_id = ""
    return ChatRef(NAME, chat_id, ChatKind.GROUP) if chat_id.strip() else ChatRef(NAME, user)
