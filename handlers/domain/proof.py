"""Deliverables as they come in by chat: pictures, and the names of those who signed."""

import re
from dataclasses import dataclass
from datetime import timedelta

from handlers.domain.messaging import Message, MessageKind

PATIENCE = timedelta(minutes=15)  # a picture that was sent alone belongs to what its sender says so soon after it
_NAME = r"[\u4e00-\u9fff·]{2,8}|[A-Za-z][A-Za-z .]{1,30}[A-Za-z]"
_SIGNED = re.compile(
    rf"(?:签收|签字|验收|收货)人\s*(?:是|为|[:\uff1a])?\s*(?P<after>{_NAME})"
    r"|由\s*(?P<by>[\u4e00-\u9fff·]{2,4}?)\s*(?:已经?)?(?:签收|签字|验收)"
)


@dataclass(frozen=True, slots=True)
class Need:
    """Something that an order must have before it goes on."""

    kind: str  # number, photo, sign
    name: str
    there: str = ""  # what is there of it, in words; empty: nothing
    rule: str = ""  # the rule that wants it; empty: the flow does


def signer(text: str) -> str:
    """Who signed, as the words name him (签收人王强, 由王强签收); empty where they name nobody."""
    found = _SIGNED.search(text)
    return (found["after"] or found["by"]).strip() if found else ""


def pictured(msg: Message) -> bool:
    """Whether a message holds a picture."""
    return msg.kind is MessageKind.IMAGE or "pictures" in msg.media
