"""What a platform has to be. To add a channel, five steps:

1. a folder `bot/channels/<name>/` with `wire.py` (bytes -> Message, pure), `card.py` (Card -> payload, pure) and
   `client.py` (token, send, update; I/O);
2. its settings in `config/settings.py` and `config/default.toml`;
3. one line in REGISTRY (`bot/channels/__init__.py`);
4. `tests/fixtures/<name>/` with recorded callbacks and golden payloads: the contract suite demands it;
5. a page in docs/channels.

A platform that is reached over a long connection instead of callbacks is a `Listening` channel as well.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

from cards.card import Card
from handlers.domain.messaging import ChatRef, Message

Payload = Mapping[str, Any]
Reason = Literal["auth", "rate", "window", "budget", "refused", "server", "network"]


class ChannelError(Exception):
    """Something between the platform and us."""


class Forged(ChannelError):
    """Signature, receiver or frame is wrong. Answered 401/403 without details; counted; the body is never logged."""

    def __init__(self, reason: str) -> None:
        """`reason` is a short code: signature, base64, length, padding, receiveid, encoding, xml …"""
        super().__init__(reason)
        self.reason = reason


class NotKept(ChannelError):
    """What came in could not be stored now: it must not be acknowledged, the platform has to send it again."""


class SendFailed(ChannelError):
    """The platform did not take it. `retry` says whether trying again can help, `after` in seconds when."""

    def __init__(self, reason: Reason, code: str, *, retry: bool, after: float | None = None) -> None:
        """`code` is the platform's own code, for the operator; never a token or a body."""
        super().__init__(f"{reason}: {code}")
        self.reason: Reason = reason
        self.code = code
        self.retry = retry
        self.after = after


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the platform can do. Lengths as the platform counts them (see each channel)."""

    cards: bool = False
    buttons: int = 0
    update: bool = False
    groups: bool = False
    form: bool = False  # a card can hold a prefilled form (`Card.form`) that is edited and submitted in the chat
    max_text: int = 2048  # bytes of a text message
    per_minute: int = 0  # messages to one chat, 0: no limit known


@dataclass(frozen=True, slots=True)
class WebRequest:
    """A callback as it came in: nothing parsed yet."""

    method: str
    query: Mapping[str, str]
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Received:
    """What a callback holds: messages to be stored, and the body to answer with once they are."""

    messages: tuple[Message, ...] = ()
    reply: bytes = b""
    content_type: str = "text/plain"
    raw: str = ""  # what is kept of the original, decrypted


Put = Callable[[Received], Awaitable[None]]
"""Stores everything in `Received.messages` and returns once it is on disk; raises NotKept."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Taken by the platform. `ref` is what a later update of this card needs (WeCom: response_code), or empty."""

    ref: str = ""


class Channel(Protocol):
    """All a platform has to be."""

    name: str
    caps: Capabilities

    def receive(self, request: WebRequest) -> Received:
        """Verifies, decrypts and normalises; pure; raises Forged."""
        ...

    def render(self, card: Card, to: ChatRef, mention: tuple[str, ...] = ()) -> tuple[Payload, ...]:
        """Writes a card as one or more messages of this platform within its limits; pure.

        The first is the card itself: its `Sent.ref` is kept and `update` takes it. What follows is sent after it.
        """
        ...

    async def send(self, to: ChatRef, what: Payload, dedupe: str) -> Sent:
        """Sends one message; raises SendFailed. `dedupe` is an idempotency key where the platform has one."""
        ...

    async def update(self, to: ChatRef, ref: str, what: Payload) -> Sent:
        """Replaces the card that `ref` stands for; raises SendFailed (then the card is sent anew)."""
        ...

    async def check(self) -> tuple[str, ...]:
        """Tries the credentials for real; returns findings in Chinese with their cure, empty where all is well."""
        ...

    async def close(self) -> None:
        """Lets go of connections."""
        ...


@runtime_checkable
class Listening(Protocol):
    """A channel that fetches what is said over a long connection of its own, or by asking again and again.

    `bot/app.py` starts one `listen` for each such channel beside the workers, and cancels it before they stop.
    """

    async def listen(self, put: Put) -> None:
        """Brings in messages until it is cancelled; returns at once where the settings say callbacks.

        What came in is acknowledged after `put` returned, never before and never where it raised NotKept. Lost
        connections, refused credentials and nonsense are its own business: it waits, with jitter, and tries again.
        """
        ...
