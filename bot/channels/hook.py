"""A hook of the company's own: signed JSON that is posted to its systems, each thing once.

X-Jiedan-Timestamp and X-Jiedan-Signature as for the tracking webhook; Idempotency-Key is the same in every try. Any
2xx means that it was taken, 409 that it was taken before.
"""

import json
from collections.abc import Mapping

import httpx

from bot.carriers.webhook import signature
from bot.channels.base import SendFailed
from bot.clock import Clock
from config.settings import Hook as HookSettings


class Hook:
    """One address."""

    def __init__(self, settings: HookSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        """The clock dates the signature."""
        self._url, self._secret = settings.url, settings.secret.get_secret_value()
        self._http = http
        self._clock = clock

    async def post(self, said: Mapping[str, object], once: str) -> None:
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
