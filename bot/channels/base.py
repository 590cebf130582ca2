"""What a platform has to be. To add a channel, five steps:

1. a folder `bot/channels/<name>/` with `wire.py` (bytes -> Message, pure), `card.py` (Card -> payload, pure) and
   `client.py` (token, send, update; I/O);
2. its settings in `config/channels.py` and `config/default.toml`;
3. one line in REGISTRY (`bot/channels/__init__.py`);
4. `tests/fixtures/<name>/` with recorded callbacks and golden payloads: the contract suite demands it;
5. a page in docs/channels.

A platform that is reached over a long connection instead of callbacks is a `Listening` channel as well (`line.py` opens
it again and again); one that wants what a pressed button did in its acknowledgement is an `Answering` one, one whose
messages can hang below others `Replying`, one whose messages only name what they quote `Quoting`; one that is called at
an address of ours `Called`, one whose app can say who opens a page `Identifying`, one with a directory of the company's
people `Listing`; one whose callback only says that there is something to fetch is a `Pulling` one.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol, runtime_checkable

from cards.card import Card
from handlers.domain.budget import Allowances, Rate
from handlers.domain.messaging import ChatRef, Message
from handlers.domain.pace import Pace
from handlers.domain.quota import Quota, Span
from handlers.ports import Outgoing

Payload = Mapping[str, Any]
ROBOT = "robot:"  # how the chat of a group robot's webhook is written: robot:<name>
# What an answer of a shape that nobody expected raises. A platform's slip must not end what serves the others.
UNREADABLE = (ValueError, LookupError, TypeError)
Place = Literal["direct", "group", "robot"]  # a person, a group, a group that a robot's webhook reaches
Reason = Literal["auth", "rate", "quota", "window", "budget", "human", "refused", "server", "network", "doubt"]
"""`quota`: nothing goes to any chat for now. `doubt`: no answer came, the message may have arrived, and the platform
would not know a repetition."""


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

    def __init__(
        self, reason: Reason, code: str, *, retry: bool, after: float | None = None, span: Span | None = None
    ) -> None:
        """`code` is the platform's own code, for the operator; never a token or a body.

        `span`: what was counted, where a quota is used up and that is known.
        """
        super().__init__(f"{reason}: {code}")
        self.reason: Reason = reason
        self.code = code
        self.retry = retry
        self.after = after
        self.span = span


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the platform can do. Lengths as the platform counts them (see each channel)."""

    update: bool = False
    numbered: bool = False  # a card's buttons are shown as numbers to type, see `bot/labels.py`
    form: bool = False  # a card can hold a prefilled form (`Card.form`) that is edited and submitted in the chat
    max_text: int = 2048  # bytes of a text message
    per_minute: int = 0  # messages to one chat, 0: no limit known
    per_hour: int = 0
    robot_per_minute: int = 0  # the same for what goes through a group robot's webhook, instead of the two above
    quotas: tuple[Quota, ...] = ()  # what all chats get together
    window: Allowances | None = None  # what the reader's own actions allow; None: he may be told things at any time
    unkeyed: frozenset[Place] = frozenset()  # where the platform shows a message twice that comes twice
    inline_reply: bool = False  # the answer to a callback can hold the answer to the message

    def repeats(self, to: ChatRef) -> bool:
        """Whether what is sent twice to this chat is seen twice."""
        place: Place = "robot" if to.chat_id.startswith(ROBOT) else to.kind.value
        return place in self.unkeyed

    def rates(self, to: ChatRef) -> tuple[Rate, ...]:
        """What the platform lets through to this chat, as far as that is known."""
        if to.chat_id.startswith(ROBOT):
            return (Rate(self.robot_per_minute, 60),) if self.robot_per_minute else ()
        known = ((self.per_minute, 60), (self.per_hour, 3600))
        return tuple(Rate(count, seconds) for count, seconds in known if count)


@dataclass(frozen=True, slots=True)
class WebRequest:
    """A callback as it came in: nothing parsed yet."""

    method: str
    query: Mapping[str, str]
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    def posted(self, most: int) -> bytes:
        """The body of a POST of at most so many bytes; raises Forged for anything else."""
        if self.method != "POST":
            raise Forged("method")
        if len(self.body) > most:
            raise Forged("size")
        return self.body

    def asked(self, name: str) -> str:
        """A field of the address; raises Forged where it is missing."""
        value = self.query.get(name, "")
        if not value:
            raise Forged("query")
        return value


@dataclass(frozen=True, slots=True)
class Bell:
    """A callback that says only: there is something to fetch at this place of this channel."""

    channel: str
    place: str
    token: str = field(default="", repr=False)  # lets us fetch more often, for a while
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """What came in shows that something is wrong: `code` of an alarm for the operators, and words beside it."""

    code: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """What a callback holds: messages to be stored, and the body to answer with once they are."""

    messages: tuple[Message, ...] = ()
    reply: bytes = b""
    content_type: str = "text/plain"
    raw: str = ""  # what is kept of the original, decrypted
    bell: Bell | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Pulled:
    """One page of what was fetched: messages with their originals, how far that is, and whether there is more."""

    page: tuple[tuple[Message, str], ...]
    cursor: str
    more: bool


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


@runtime_checkable
class Pulling(Protocol):
    """A channel whose messages are fetched page by page after a bell rang; `bot/doorbell.py` does it."""

    name: str

    async def pull(self, bell: Bell, cursor: str, since: datetime | None) -> Pulled:
        """One page after this cursor ("" for the beginning); raises SendFailed.

        `since` is when this place was first looked at: what was said long before is history, which other people
        answered, on whatever page it comes. None where that is not known: everything is answered.
        """
        ...

    async def places(self) -> tuple[str, ...]:
        """Where there may be something to fetch, asked at start: bells may have rung while nobody was in."""
        ...


@runtime_checkable
class Answering(Protocol):
    """A channel whose acknowledgement says what came of a message: the card that a pressed button changed."""

    async def answer(self, got: Received, keep: Callable[[], Awaitable[object]]) -> bytes:
        """Calls `keep`, which stores the messages or raises, and returns the body to acknowledge with.

        It waits for what came of them no longer than the platform does, and never instead of storing them.
        """
        ...


@runtime_checkable
class Inline(Protocol):
    """A channel that can answer a message in the answer to its callback (`Capabilities.inline_reply`)."""

    def inline(self, card: Card, out: Outgoing) -> Payload | None:
        """The card of a row as such an answer; None where it has to go as a message of its own; pure."""
        ...

    def in_callback(self, request: WebRequest, got: Received, what: Payload) -> Received | None:
        """The body that carries it, as this callback wants it: plain, or encrypted and signed.

        None where this callback cannot: then it goes as a message of its own.
        """
        ...


@runtime_checkable
class Promising(Protocol):
    """An Inline channel whose answer to a callback may say that the answer is still to come."""

    def later(self, request: WebRequest, got: Received) -> Received | None:
        """The body that says so; None where this callback cannot."""
        ...


@runtime_checkable
class Noticing(Protocol):
    """A channel that has another way to reach somebody whose window is closed."""

    def notice(self, card: Card, to: ChatRef) -> Payload | None:
        """The card in the few words that this way allows; None where it is not set up; pure."""
        ...


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the platform's own directory."""

    user_id: str
    name: str


@runtime_checkable
class Listing(Protocol):
    """A channel whose platform knows the company's people by name."""

    async def members(self) -> tuple[Member, ...]:
        """Everybody that the app may see, each once; raises SendFailed."""
        ...


@dataclass(frozen=True, slots=True)
class Knock:
    """A request as the platform itself would sign it, which leaves nothing behind, and the answer it must get."""

    request: WebRequest
    answer: bytes


@runtime_checkable
class Called(Protocol):
    """A channel whose platform calls an address of ours: `jiedan doctor` calls there once as the platform would."""

    def knock(self) -> Knock | None:
        """The request that proves the address; None where messages come over a long connection; pure."""
        ...


@runtime_checkable
class Identifying(Protocol):
    """A channel that can say who opens a page inside its app."""

    def authorize(self, back: str, state: str) -> str | None:
        """Where to send him; he comes back to `back` with `code` and `state`. None where it is not set up; pure."""
        ...

    async def opener(self, code: str) -> str:
        """The account that opened the page, "" for somebody who has none here; raises SendFailed."""
        ...


@runtime_checkable
class Fetching(Protocol):
    """A channel that can fetch what was sent as voice, picture or file."""

    async def fetch(self, msg: Message, limit: int) -> bytes:
        """The bytes, at most `limit`; raises SendFailed: "too-large", or what the platform said."""
        ...


@runtime_checkable
class Quoting(Protocol):
    """A channel whose messages only name the message that they quote: it has to be fetched."""

    async def quoted(self, msg: Message) -> Message:
        """The message with what it quotes in the place of its own words; raises SendFailed: "auth" for no right to it.

        As it was where what is quoted is the bot's own, or another bot's.
        """
        ...


@runtime_checkable
class Replying(Protocol):
    """A channel where an answer can hang below the message it answers: quoted, and in that message's thread."""

    async def reply(self, to: ChatRef, quoted: str, what: Payload, dedupe: str) -> Sent:
        """Sends one message as an answer to `quoted`, an `external_id`; raises SendFailed.

        Where that message is gone, or was none (a pressed button), it is sent to the chat.
        """
        ...


class Turns(Protocol):
    """Gives out turns where a platform limits how often it is called."""

    async def take(self, wanted: Mapping[str, Pace], longest: int) -> int:
        """Milliseconds until there is a turn within all of these limits; it is taken, unless it is `longest` away."""
        ...

    async def tally(self, name: str) -> None:
        """Counts one call under this name."""
        ...


@runtime_checkable
class Paced(Protocol):
    """A channel whose platform counts what all our processes send together, by the second."""

    def share(self, turns: Turns) -> None:
        """From now on it takes its turns there."""
        ...
