"""A company's telephone hook on 127.0.0.1: it checks the signature and its age, and rings each call once."""

import hashlib
import hmac
import json
from typing import Any

from aiohttp import web
from pydantic import SecretStr

from bot.clock import Clock
from config.settings import Hook
from tests.fakes.server import FakeServer

SECRET = "a-secret-of-the-telephone-hook"


class FakePhone(FakeServer):
    """Who was called, and what was read out."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock
        self.asked: list[str] = []  # the keys of everything that was ordered, taken or not
        self.rang: dict[str, dict[str, Any]] = {}  # call -> what was said

    def settings(self) -> Hook:
        return Hook(url=f"{self.base}/call", secret=SecretStr(SECRET))

    def routed(self) -> web.Application:
        app = web.Application()
        app.add_routes([web.post("/call", self._call)])
        return app

    async def _call(self, request: web.Request) -> web.StreamResponse:
        body, stamp = await request.read(), request.headers.get("X-Jiedan-Timestamp", "")
        self.asked.append(request.headers.get("Idempotency-Key", ""))
        if isinstance(failure := self.next_failure(request.path), str):
            return await self.suffer(request, failure, lambda: self._rings(json.loads(body)))
        right = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        late = not stamp.isdigit() or abs(self.clock.now().timestamp() - int(stamp)) > 300
        if late or request.headers.get("X-Jiedan-Signature") != right:
            return web.Response(status=401)
        known = self._rings(json.loads(body))
        return web.json_response({"ok": True}, status=409 if known else 200)

    def _rings(self, said: dict[str, Any]) -> bool:
        """A telephone rings, unless it did; whether it did."""
        known = said["call"] in self.rang
        self.rang.setdefault(said["call"], said)
        return known
