"""The chain of an order's events: every row carries a SHA-256 over its content and the hash of the row before it.

There is one chain per order, not one per database: two messages about two orders never wait for each other, while
two about one order wait for its row anyway. `order_chains` keeps where each chain ends, so that rows cut off at the
end are missed; what is kept outside of the database (`jiedan audit anchor`) shows what even a patient forger with
all rights, who computes every hash anew, has changed.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from storage.columns import clean

START = ""  # what the first event of an order has before it
_FORMAT = 1
_TEXTS = ("actor", "action", "from_state", "to_state", "reason", "channel")


def digest(row: Mapping[str, Any]) -> str:
    """The hash of a row of `order_events`: its columns but `hash`, as Python values; `at` is aware.

    The same before it is stored and after it was read, on every database: texts are cleaned as the columns do.
    Raises TypeError, ValueError or AttributeError for values that we never write.
    """
    at: datetime = row["at"]
    content = [
        _FORMAT,
        row["previous"],
        row["order_id"],
        row["seq"],
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        *(clean(row[name]) for name in _TEXTS),
        row["changes"],
        row["message_id"],
        row["version"],
        row["before"],
    ]
    if row.get("stands") is not None:  # events that were written before there was any keep their hash
        content.append(row["stands"])
    plain = clean(json.dumps(content, ensure_ascii=False, separators=(",", ":")))
    return hashlib.sha256(plain.encode()).hexdigest()
