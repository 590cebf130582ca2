"""What a button carries: verb, order, version and a value, packed into at most 64 bytes of safe ASCII.

The packed form is `verb:order:version:value`, e.g. `confirm:17:3:`; it fits every platform's button key, task id
and callback field, and an old version in it is how a stale tap is recognised.

Verbs that cards write (all of them are written in `cards/press.py`):

- the actions of the order's flow: confirm, discard, undo, cancel, and the flow's own (schedule, prepare, ship, sign …);
- `choose`: one answer to a draft's open question; the value is its 0-based index in `order.asked.choices`;
- `fill`: a form was submitted; its values come beside the action;
- `evidence`: shows the sentences the order was read from;
- `details`: shows where the order stands, also from a list of orders;
- `alias_undo`: takes a change of a customer's word back; the value is the word's id;
- `part`, `whole`, `swap` (value: line-place), `merge`, `fit` (value: line-amount): answers to a finding on a draft;
- `grant`, `deny`, `paid_first`: decides on an order that a check holds; the value is the approval's id;
- `ask_again`: asks for that once more;
- `take`, `pass_on`, `mute`, `solve`, `why`: answers to an alert; the value is the alert's id;
- `buy`: asks purchasing for what is short; the value is the alert's id;
- `flawed`: goods are given back for a fault; the value is line-amount;
- `human`: asks for a person (customers);
- `ask_owner`: passes a refused message on to the one whose order it is; the value is the inbox id of the message;
- from a list of orders that a staff message fits: the verb the list was made for, its value in `value`.
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
