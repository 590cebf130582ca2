"""A hook of the company's own: signed JSON that is posted to its systems, each thing once.

X-Jiedan-Timestamp and X-Jiedan-Signature as for the tracking webhook; Idempotency-Key is the same in every try. Any
2xx means that it was taken, 409 that it was taken before.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping

import httpx

from bot.carriers.webhook import signature
from bot.channels.base import Capabilities, Forged, Payload, Received, SendFailed, Sent, WebRequest
from bot.clock import Clock
from cards.card import Card, Facts
from config.settings import Hook as HookSettings
from handlers.domain.messaging import ChatRef


class Hook(ABC):
    """Implements `Channel` for one address; nobody answers through it. What is said there is the subclass's."""

    name: str
    caps: Capabilities

    def __init__(self, settings: HookSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        """The clock dates the signature."""
        self._url, self._secret = settings.url, settings.secret.get_secret_value()
        self._http = http
        self._clock = clock

    def receive(self, _request: WebRequest) -> Received:
        """Nothing comes in this way."""
        raise Forged("unknown")

    @abstractmethod
    def render(self, card: Card, to: ChatRef, mention: tuple[str, ...] = ()) -> tuple[Payload, ...]:
        """What is posted of a card."""

    @abstractmethod
    async def send(self, to: ChatRef, what: Payload, dedupe: str) -> Sent:
        """Posts it; raises SendFailed."""

    async def update(self, to: ChatRef, _ref: str, what: Payload) -> Sent:
        """What was posted stays as it is."""
        return await self.send(to, what, "")

    async def check(self) -> tuple[str, ...]:
        """Nothing is posted to try it: it would be a call, or a purchase."""
        return ()

    async def close(self) -> None:  # noqa: B027 the same for all: the client is not ours
        """Nothing is open."""

    async def _post(self, said: Mapping[str, object], once: str) -> None:
        """Hands it over; raises SendFailed. `once` is its idempotency key, ASCII."""
        body, stamp = json.dumps(said, ensure_ascii=False).encode(), str(int(self._clock.now().timestamp()))
        headers = {
            "content-type": "application/json",
            "Idempotency-Key": once,
            "X-Jiedan-Timestamp": stamp,
            "X-Jiedan-Signature": signature(self._secret, stamp, body),
        }
        failed: SendFailed | None = None
        try:
            reply = await self._http.post(self._url, content=body, headers=headers)
        except httpx.HTTPError as wrong:
            failed = SendFailed("network", type(wrong).__name__, retry=True)
        if failed:
            raise failed
        if not reply.is_success and reply.status_code != httpx.codes.CONFLICT:
            again = reply.status_code >= 500 or reply.status_code in (408, 429)
            raise SendFailed("server", str(reply.status_code), retry=again)


class FactsHook(Hook):
    """Posts the facts of a card by name; the fact `number` is the idempotency key."""

    caps = Capabilities(max_text=2000)

    def render(self, card: Card, _to: ChatRef, _mention: tuple[str, ...] = ()) -> tuple[Payload, ...]:
        """The facts by name."""
        return ({fact.label: fact.value for block in card.blocks if isinstance(block, Facts) for fact in block.rows},)

    async def send(self, _to: ChatRef, what: Payload, _dedupe: str) -> Sent:
        """Hands it over; raises SendFailed."""
        await self._post(what, str(what["number"]))
        return Sent()
