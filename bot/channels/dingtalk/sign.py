"""DingTalk's three signatures. All are HMAC-SHA256 in base64; what is signed differs each time."""

import base64
import hashlib
import hmac
import re
from datetime import datetime

from bot.channels.base import Forged

HOUR = 3_600_000  # milliseconds that a robot's callback may be off
_MILLISECONDS = re.compile(r"[0-9]{13}")


def _mac(key: str, message: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()).decode()


def _same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode(errors="replace"))


def milliseconds(now: datetime) -> int:
    """The instant as DingTalk counts."""
    return int(now.timestamp() * 1000)


def robot(timestamp: str, secret: str) -> str:
    """Of a callback with a message, and of a call to a group robot: the timestamp and the secret, keyed by it."""
    return _mac(secret, f"{timestamp}\n{secret}")


def card(timestamp: str, secret: str) -> str:
    """Of a callback of a card: the timestamp alone."""
    return _mac(secret, timestamp)


def card_secret(app_secret: str) -> str:
    """What we register card callbacks with: made of the app's secret, so that there is one less to keep."""
    return hmac.new(app_secret.encode(), b"jiedan card callbacks", hashlib.sha256).hexdigest()[:32]


def check_robot(timestamp: str, sign: str, secret: str, now_ms: int) -> None:
    """Raises Forged unless signed with this secret and at most an hour off.

    https://open.dingtalk.com/document/development/receive-message
    """
    _check(sign, robot(timestamp, secret), secret)
    _fresh(timestamp, now_ms)


def check_card(timestamp: str, sign: str, secret: str, now_ms: int | None = None) -> None:
    """Raises Forged unless signed; no age is documented, so the robot's hour is asked for where a time is given.

    https://open.dingtalk.com/document/development/event-callback-card
    """
    _check(sign, card(timestamp, secret), secret)
    if now_ms is not None:
        _fresh(timestamp, now_ms)


def _check(sign: str, expected: str, secret: str) -> None:
    if not secret or not _same(expected, sign):
        raise Forged("signature")


def _fresh(timestamp: str, now_ms: int) -> None:
    if not _MILLISECONDS.fullmatch(timestamp) or abs(now_ms - int(timestamp)) > HOUR:
        raise Forged("time")


def robot_query(secret: str, now: datetime) -> dict[str, str]:
    """What a group robot with 加签 wants beside its token."""
    timestamp = str(milliseconds(now))
    return {"timestamp": timestamp, "sign": robot(timestamp, secret)}
