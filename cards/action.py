"""What a button carries: verb, order, version and a value, packed into at most 64 bytes of safe ASCII.

The packed form is `verb:order:version:value`, e.g. `confirm:17:3:`; it fits every platform's button key, task id
and callback field, and an old version in it is how a stale tap is recognised.

The verbs are the keys of `handlers.table.TAPS`, which says what their values mean, `fill` (its form's values come
beside the action), and the actions of the order's flow. Every button that carries one is written in `cards/press.py`.
"""

import re
from dataclasses import dataclass

MAX_BYTES = 64
_SAFE = re.compile(r"[0-9A-Za-z_.@/+*-]*\Z")


@dataclass(frozen=True, slots=True)
class Action:
    """A verb of `handlers.table.TAPS` and what it is about. `value` is an index or short key, ASCII only."""

    verb: str
    order_id: int | None = None
    version: int | None = None
    value: str = ""

    def pack(self) -> str:
        """Returns the packed form; raises ValueError where it does not fit."""
        number = "" if self.order_id is None else str(self.order_id)
        version = "" if self.version is None else str(self.version)
        text = f"{self.verb}:{number}:{version}:{self.value}"
        if not _SAFE.match(self.value) or not re.fullmatch(r"[a-z_]+", self.verb) or len(text) > MAX_BYTES:
            raise ValueError(f"action does not fit a button: {text!r}")
        return text


def unpack(text: str) -> Action:
    """Reads a packed action; raises ValueError for anything else (a forged or foreign button)."""
    found = re.fullmatch(r"([a-z_]{1,20}):(\d{0,18}):(\d{0,9}):([0-9A-Za-z_.@/+*-]{0,60})", text)
    if not found or len(text) > MAX_BYTES:
        raise ValueError("not one of our buttons")
    verb, order, version, value = found.groups()
    return Action(verb, int(order) if order else None, int(version) if version else None, value)
