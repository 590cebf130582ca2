"""The page of the console, what it posts, and its live stream."""

import json
import logging
from collections.abc import Mapping
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from bot.channels.base import Forged, WebRequest
from bot.channels.console import people
from bot.channels.console.client import Console, Entry
from bot.channels.console.guard import allow
from bot.channels.console.wire import chat_ref
from config.settings import Settings
from storage import Store

log = logging.getLogger(__name__)

PAGES = Path(__file__).parents[2] / "pages"
HISTORY = 200  # messages shown when a chat is opened
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class ConsolePages:
    """Everything below /console."""

    def __init__(self, store: Store, console: Console, settings: Settings) -> None:
        """The page is drawn from what the store knows at each loading."""
        self._store = store
        self._console = console
        self._settings = settings
        pages = Environment(
            loader=FileSystemLoader(PAGES), autoescape=select_autoescape(), undefined=StrictUndefined, enable_async=True
        )
        self._page = pages.get_template("console.html")

    def routes(self) -> list[web.AbstractRouteDef]:
        """All routes; /console/static is plain files."""
        return [
            web.get("/", self.home),
            web.get("/console", self.page),
            web.get("/console/people", self.cast),
            web.get("/console/history", self.history),
            web.get("/console/events", self.events, allow_head=False),
            web.post("/console/say", self.say),
            web.post("/console/tap", self.say),
            web.static("/console/static", PAGES / "static"),
        ]

    async def home(self, _: web.Request) -> web.Response:
        """The console is the home page."""
        raise web.HTTPFound("/console")

    async def page(self, request: web.Request) -> web.Response:
        """The chat page."""
        allow(request)
        boot = await self._boot()
        html = await self._page.render_async(company=self._settings.company.name, boot=boot)
        return web.Response(text=html, content_type="text/html", headers=HEADERS)

    async def cast(self, request: web.Request) -> web.Response:
        """The same people and groups as JSON, for the terminal."""
        allow(request)
        return _json(await self._boot())

    async def say(self, request: web.Request) -> web.Response:
        """Somebody says something or presses a button: shown to everybody there, kept, acknowledged."""
        allow(request)
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType
        try:
            got = self._console.receive(WebRequest("POST", {}, await request.read()))
        except Forged as forged:
            log.warning("console message refused", extra={"reason": forged.reason})
            return web.json_response({"error": forged.reason}, status=400)
        shown: int | None = None
        for message in got.messages:
            if not await people.allowed(self._store, message.sender.user_id, message.chat.chat_id):
                log.warning("console message refused", extra={"reason": "chat"})
                return web.json_response({"error": "chat"}, status=403)
            shown = await self._console.show(message)
            await self._store.inbox.put(message, got.raw)
        return _json({"ok": True, "entry": shown})

    async def history(self, request: web.Request) -> web.Response:
        """What was said in a chat, oldest first."""
        allow(request)
        user, chat = request.query.get("user", ""), request.query.get("chat", "")
        if not await people.allowed(self._store, user, chat):
            return web.json_response({"error": "chat"}, status=403)
        entries = await self._console.history(chat_ref(chat), HISTORY)
        return _json({"entries": [entry.to_json() for entry in entries]})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Everything that is said from now on, as server-sent events."""
        allow(request)
        after = request.headers.get("Last-Event-ID") or request.query.get("after", "0")
        stream = web.StreamResponse(headers=HEADERS | {"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        await stream.prepare(request)
        try:
            async for entry in self._console.follow(int(after[:18]) if after.isdecimal() else 0):
                await stream.write(b": still here\n\n" if entry is None else _event(entry))
        except ConnectionResetError:
            log.debug("page left")
        return stream

    async def _boot(self) -> Mapping[str, people.Plain]:
        cast = await people.cast_of(self._store)
        return people.boot(cast, self._settings) | {"last": await self._console.last()}


def _json(what: Mapping[str, object]) -> web.Response:
    return web.json_response(what, headers=HEADERS)


def _event(entry: Entry) -> bytes:
    data = json.dumps(entry.to_json(), ensure_ascii=False, separators=(",", ":"))
    return f"id: {entry.rev}\nevent: entry\ndata: {data}\n\n".encode()
