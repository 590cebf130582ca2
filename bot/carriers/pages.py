"""The addresses that carriers call: verified, kept and acted on, then acknowledged as each demands."""

import logging
from collections.abc import Mapping

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.carriers.base import Calling, Carrier
from bot.channels.base import Forged, WebRequest
from bot.clock import Clock
from bot.dispatch import Desk

log = logging.getLogger(__name__)


class TrackPages:
    """POST /track/… for every carrier that calls."""

    def __init__(self, desk: Desk, carriers: Mapping[str, Carrier], clock: Clock) -> None:
        """What is heard goes to the desk."""
        self._desk = desk
        self._carriers = [one for one in carriers.values() if isinstance(one, Calling)]
        self._clock = clock

    def routes(self) -> list[web.RouteDef]:
        """One address a carrier."""
        return [web.post(f"/track/{one.path}", self._page(one)) for one in self._carriers]

    def _page(self, carrier: Calling) -> Handler:
        async def hook(request: web.Request) -> web.StreamResponse:
            asked = WebRequest(request.method, request.query, await request.read(), request.headers)
            try:
                heard = carrier.receive(asked)
            except Forged as forged:
                log.warning("callback refused", extra={"carrier": carrier.name, "reason": forged.reason})
                return web.Response(status=400 if forged.reason in ("fields", "json", "form") else 401)
            if not await self._desk.hears(heard.report, self._clock.now(), once=heard.once, over=heard.over):
                log.warning("callback refused", extra={"carrier": carrier.name, "reason": "replay"})
                known = heard.again
                return web.Response(body=known, content_type=heard.content_type) if known else web.Response(status=409)
            return web.Response(body=heard.reply, content_type=heard.content_type)

        return hook
