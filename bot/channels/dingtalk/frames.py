"""Frames of DingTalk's Stream mode, read and acknowledged; pure.

https://open.dingtalk.com/document/development/configure-stream-push; the acknowledgements are those of the vendor's
SDK.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.base import Forged
from bot.channels.json_fields import loads

OK, BAD_REQUEST, NOT_FOUND, BROKEN = 200, 400, 404, 500


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame; `data` is the text inside it, not yet read."""

    type: str
    topic: str
    message_id: str
    data: str


def read(text: str | bytes) -> Frame:
    """Reads a frame; raises Forged for what is none, or cannot be acknowledged."""
    raw = loads(text)
    headers = raw.get("headers")
    headers = headers if isinstance(headers, dict) else {}
    parts = [raw.get("type"), headers.get("topic", ""), headers.get("messageId"), raw.get("data", "")]
    kind, topic, message_id, data = (part if isinstance(part, str) else "" for part in parts)
    if not kind or not message_id:
        raise Forged("frame")
    return Frame(kind, topic, message_id, data)


def ack(frame: Frame, code: int, data: object, message: str = "") -> str:
    """The answer to a frame."""
    headers = {"messageId": frame.message_id, "contentType": "application/json"}
    return json.dumps({"code": code, "headers": headers, "message": message, "data": json.dumps(data)})


def ack_housekeeping(frame: Frame) -> str:
    """The answer to system frames and events: what they held."""
    try:
        data: Mapping[str, Any] = loads(frame.data or "{}")
    except Forged:
        return ack(frame, BAD_REQUEST, {})
    return ack(frame, OK, data, "OK")
