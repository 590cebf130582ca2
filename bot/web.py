"""The front door: verify, keep, acknowledge. No business in here.

A message is a row before it is acknowledged. What is forged is refused with an empty body, counted, and logged
without a word of what it held.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.channels.base import Answering, Bell, Channel, Forged, Inline, Promising, Received, WebRequest
from bot.clock import Clock
from bot.inline import OpenCallbacks, Slot
from bot.intake import Intake
from storage import Store, StoreError

log = logging.getLogger(__name__)

FOREIGN = frozenset({"receiveid"})  # well signed, but meant for somebody else
READY_SECONDS = 5.0  # until the database must have answered
BODY_SECONDS = 15.0  # until a request's body must be here; platforms give up after five


class Hooks:
    """Callbacks of the platforms that call us."""

    def __init__(
        self,
        intake: Intake,
        channels: Mapping[str, Channel],
        callbacks: OpenCallbacks | None = None,
        ring: Callable[[Bell], None] | None = None,
    ) -> None:
        """`channels` by name, only those that have a callback; `ring` is told of every bell."""
        self._callbacks = callbacks or OpenCallbacks()
        self._ring = ring
        self._intake = intake
        self._channels = channels
        self.refused: Counter[str] = Counter()

    @property
    def taken(self) -> Counter[str]:
        """How many messages came in by channel, however they came."""
        return self._intake.taken

    def routes(self) -> list[web.RouteDef]:
        """GET verifies the address with a platform, POST brings messages."""
        return [route for name, channel in self._channels.items() for route in self._routes(name, channel)]

    def _routes(self, name: str, channel: Channel) -> list[web.RouteDef]:
        # What the channel can do is asked once: asking takes as long as decrypting a callback.
        answering = channel if isinstance(channel, Answering) else None
        inline = channel if channel.caps.inline_reply and isinstance(channel, Inline) else None

        async def hook(request: web.Request) -> web.StreamResponse:
            asked = WebRequest(request.method, request.query, await request.read(), request.headers)
            try:
                got = channel.receive(asked)
            except Forged as forged:
                return self._refuse(name, forged.reason, len(asked.body))
            if answering is not None:
                reply = await answering.answer(got, lambda: self._intake.keep(name, got))
                return web.Response(body=reply, content_type=got.content_type)
            rows = await self._intake.keep(name, got)
            if got.bell is not None and self._ring is not None:
                self._ring(got.bell)
            if rows and inline is not None:
                slot = self._callbacks.open(rows[0], got.messages[0].chat)
                return await self._answer(request, inline, asked, got, slot)
            return _response(got)

        paths = (f"/hook/{name}", f"/hook/{name}/")  # as administrators type it into the platform's page
        return [web.route(method, path, hook) for path in paths for method in ("GET", "POST")]

    def _refuse(self, name: str, reason: str, size: int) -> web.Response:
        self.refused[name] += 1
        log.warning("callback refused", extra={"channel": name, "reason": reason, "bytes": size})
        if reason == "method":
            return web.Response(status=405, headers={"Allow": "POST"})
        return web.Response(status=403 if reason in FOREIGN else 401)

    async def _answer(
        self, request: web.Request, channel: Inline, asked: WebRequest, got: Received, slot: Slot
    ) -> web.StreamResponse:
        """Waits a little for the answer, so that it can travel in the answer to the callback."""
        what = await self._callbacks.wait(slot)
        if what is None:
            later = channel.later(asked, got) if slot.late and isinstance(channel, Promising) else None
            return _response(later or got)
        answered = channel.in_callback(asked, got, what)
        if answered is None:
            slot.done(written=False)
            return _response(got)
        written = False
        response = _response(answered)
        try:
            await response.prepare(request)
            await response.write_eof()
            written = request.transport is not None and not request.transport.is_closing()
        except ConnectionError:
            log.info("platform hung up", extra={"row": slot.message_id})
        finally:
            slot.done(written=written)
        return response


def _response(what: Received) -> web.Response:
    return web.Response(body=what.reply, content_type=what.content_type)


class Health:
    """Whether the process lives, and whether it can work."""

    def __init__(self, store: Store, clock: Clock, hooks: Hooks, working: Callable[[], bool]) -> None:
        """`hooks` for its counters; `working` says whether workers and timers run."""
        self._store = store
        self._hooks = hooks
        self._working = working
        self._since = clock.now()

    def routes(self) -> list[web.RouteDef]:
        """/health: the process and its workers live; /ready: the database answers too."""
        return [web.get("/health", self.health), web.get("/ready", self.ready)]

    async def health(self, _: web.Request) -> web.Response:
        """200 while the workers run, else 503: start the process anew."""
        working = self._working()
        facts = {"since": self._since.isoformat(), "taken": self._hooks.taken, "refused": self._hooks.refused}
        return web.json_response({"status": "ok" if working else "stopped"} | facts, status=200 if working else 503)

    async def ready(self, _: web.Request) -> web.Response:
        """200 where messages can be taken and handled, else 503 with the reason. Reading is not enough: it writes."""
        try:
            async with asyncio.timeout(READY_SECONDS):
                found = await self._store.health()
                await self._store.write_something()
                counts = {"inbox": await self._store.inbox.counts(), "outbox": await self._store.outbox.counts()}
        except TimeoutError:
            words = f"no answer within {READY_SECONDS:g} seconds"
            return web.json_response({"status": "no database", "problem": words}, status=503)
        except StoreError as error:
            return web.json_response({"status": "no database", "problem": error.problem}, status=503)
        good = found.current and self._working()
        return web.json_response(
            {"status": "ok" if good else "not ready"} | asdict(found) | counts, status=200 if good else 503
        )


@web.middleware
async def say_busy(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Where nothing can be kept nothing is acknowledged: 503, and the platform tries again."""
    try:
        return await handler(request)
    except StoreError as error:
        log.error("store does not answer", extra={"problem": error.problem})  # noqa: TRY400 the reason is known
        return web.Response(status=503, headers={"Retry-After": "5"})


@web.middleware
async def in_time(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Nobody holds a connection by sending slowly, and who hangs up half way costs one line, not an error."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            await request.read()
    except TimeoutError:
        log.warning("request too slow", extra={"path": request.path[:20]})
        slow = web.Response(status=408)
        slow.force_close()
        return slow
    except (ConnectionError, web.RequestPayloadError):
        log.info("caller hung up", extra={"path": request.path[:20]})
        return web.Response(status=400)
    return await handler(request)
