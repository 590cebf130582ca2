"""A buying system's hook on 127.0.0.1: it checks signature, age and idempotency key, and books a requisition once."""

import hashlib
import hmac
import json
from typing import Any

from aiohttp import web
from pydantic import SecretStr

from bot.clock import Clock
from config.settings import Hook
from tests.fakes.server import FakeServer

SECRET = "a-secret-of-the-buying-system"
FIELDS = {"number", "sku", "product", "qty", "unit", "need_by", "by", "at", "supplier", "orders"}


class FakePurchasing(FakeServer):
    """What was ordered, and how often it was said."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock
        self.booked: dict[str, dict[str, Any]] = {}  # idempotency key -> requisition
        self.heard = 0

    def settings(self, secret: str = SECRET) -> Hook:
        return Hook(url=f"{self.base}/requisitions", secret=SecretStr(secret))

    def routed(self) -> web.Application:
        app = web.Application()
        app.add_routes([web.post("/requisitions", self._take)])
        return app

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body, stamp = await request.read(), request.headers.get("X-Jiedan-Timestamp", "")
        right = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        late = not stamp.isdigit() or abs(self.clock.now().timestamp() - int(stamp)) > 300
        if late or request.headers.get("X-Jiedan-Signature") != right:
            return web.Response(status=401)
        said, once = json.loads(body), request.headers.get("Idempotency-Key", "")
        if set(said) != FIELDS or once != said["number"]:
            return web.Response(status=400)
        self.heard += 1

        def book() -> web.Response:
            if once in self.booked:
                return web.Response(status=409)
            self.booked[once] = said
            return web.json_response({"ok": True}, status=201)

        if isinstance(failure := self.next_failure(request.path), str):
            return await self.suffer(request, failure, book)
        return book()
