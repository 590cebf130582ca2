"""Fields of JSON that came from outside: of the expected type, or empty; never a surprise."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.channels.base import Forged

# Made once: `json.dumps` makes an encoder for every call that wants letters as they are. Nothing of ours is circular.
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))
dumps: Callable[[object], str] = _ENCODER.encode
quoted: Callable[[str], str] = json.encoder.encode_basestring  # one string, as `dumps` writes it, without its overhead


def loads(body: bytes | str) -> dict[str, Any]:
    """One JSON object; raises Forged for anything else."""
    try:
        data = json.loads(body if isinstance(body, bytes) else body.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise Forged("json") from None
    if not isinstance(data, dict):
        raise Forged("json")
    return data


def text_of(data: Mapping[str, Any], name: str) -> str:
    """The text of a field."""
    value = data.get(name)
    return value if isinstance(value, str) else ""


def object_of(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The object of a field."""
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def list_of(data: Mapping[str, Any], name: str) -> list[Any]:
    """The list of a field."""
    value = data.get(name)
    return value if isinstance(value, list) else []


def matching(shape: re.Pattern[str], value: str) -> str:
    """The value, if it has this shape; raises Forged."""
    if not shape.fullmatch(value):
        raise Forged("id")
    return value
