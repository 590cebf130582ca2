"""News of parcels from any system that can sign: JSON, HMAC-SHA256 over time and body, each call counts once.

X-Jiedan-Timestamp: seconds since 1970; X-Jiedan-Signature: hex of HMAC-SHA256(secret, timestamp + "." + body).
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.carriers.base import Heard
from bot.channels.base import Forged, WebRequest
from bot.channels.json_fields import loads, text_of
from bot.clock import Clock
from config.settings import Settings
from handlers.domain.tracking import Report, Scan, by_word, possible

WINDOW = timedelta(minutes=5)
TAKEN = b'{"ok":true}'
MOST = 500  # scans of one call


def build(settings: Settings, clock: Clock) -> "Webhook | None":
    """The webhook, where it has a secret."""
    secret = settings.carriers.webhook_secret.get_secret_value()
    return Webhook(secret, clock) if secret else None


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What the caller writes into X-Jiedan-Signature."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class Webhook:
    """Implements `Calling`."""

    name = path = "webhook"

    def __init__(self, secret: str, clock: Clock) -> None:
        """The clock says what is too old."""
        self._secret = secret
        self._clock = clock

    def receive(self, request: WebRequest) -> Heard:
        """{"number", "status", "scans": [{"at": ISO 8601 with zone, "text"}]}; raises Forged."""
        stamp = request.headers.get("X-Jiedan-Timestamp", "")
        given = request.headers.get("X-Jiedan-Signature", "")
        right = signature(self._secret, stamp, request.body)
        if not hmac.compare_digest(right.encode(), given.lower().encode()):
            raise Forged("signature")
        now = self._clock.now().timestamp()
        if not stamp.isdecimal() or len(stamp) > 12 or abs(now - int(stamp)) > WINDOW.total_seconds():
            raise Forged("time")
        return Heard(report_of(loads(request.body), self.name), TAKEN, once=f"webhook:{right}")


def report_of(said: Mapping[str, Any], source: str) -> Report:
    """One waybill's news; raises Forged where a field is not what it must be."""
    number, status = text_of(said, "number").strip().upper(), text_of(said, "status")
    rows = said.get("scans", [])
    if not 5 <= len(number) <= 40 or not status or not isinstance(rows, list) or len(rows) > MOST:
        raise Forged("fields")
    return Report(number, by_word(status), status, tuple(_scan(row) for row in rows), source)


def _scan(row: object) -> Scan:
    if not isinstance(row, dict):
        raise Forged("fields")
    try:
        at = datetime.fromisoformat(text_of(row, "at"))
    except ValueError:
        raise Forged("fields") from None
    if at.tzinfo is None or not possible(at):
        raise Forged("fields")
    return Scan(at, text_of(row, "text").strip())
