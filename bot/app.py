"""The only wiring: settings and a clock in, a web application out, with everything that runs beside it."""

import asyncio
import gc
import logging
import os
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import httpx
from aiohttp import web

from bot.attachments import Attachments
from bot.carriers import open_carriers
from bot.carriers.base import Carrier
from bot.carriers.pages import TrackPages
from bot.channels import open_channels
from bot.channels.base import Channel, Listening, Paced, Pulling, Trouble
from bot.channels.console.client import Console
from bot.channels.console.guard import is_loopback
from bot.channels.console.routes import ConsolePages
from bot.channels.purchasing import Purchasing
from bot.channels.selling import Selling
from bot.channels.transport import http_client
from bot.channels.voice import Voice
from bot.clock import Clock, SystemClock
from bot.dispatch import Desk
from bot.doorbell import Doorbell
from bot.erp.kingdee import Kingdee
from bot.form_link import Links
from bot.form_pages import FormPages
from bot.inbox_worker import InboxWorker
from bot.inline import OpenCallbacks
from bot.intake import Intake
from bot.lexicon import LexiconCache
from bot.metrics import MetricsPage
from bot.outbox_worker import OutboxWorker
from bot.quotas import USED_UP
from bot.timers import Timers
from bot.tracker import Tracker
from bot.voice_page import VoicePage
from bot.web import Health, Hooks, in_time, say_busy
from config.errors import ConfigError, Problem
from config.settings import Settings
from handlers.domain.flow import Flow
from nlp import warm_up
from nlp.types import Hints
from storage import Store, import_path
from storage.database import Database

log = logging.getLogger(__name__)


class Office:
    """Everything that works beside the web server. Stop order: listeners, inbox, timers, outbox."""

    def __init__(
        self,
        desk: Desk,
        channels: Mapping[str, Channel],
        intake: Intake,
        clock: Clock,
        seed: int | None = None,
        carriers: Mapping[str, Carrier] | None = None,
    ) -> None:
        """`seed` makes retry pauses repeatable."""
        name = f"{socket.gethostname()}:{os.getpid()}"
        self.desk = desk
        self.clock = clock
        self._listening = {name: channel for name, channel in channels.items() if isinstance(channel, Listening)}
        self._intake = intake
        self.callbacks = OpenCallbacks()
        self.links = Links(desk.settings.web)
        self.inbox = InboxWorker(desk, clock, name, self.callbacks)
        self.outbox = OutboxWorker(desk, channels, clock, name, seed, self.callbacks, self.links)
        pulling = {name: channel for name, channel in channels.items() if isinstance(channel, Pulling)}
        self.doorbell = Doorbell(desk.store, pulling, intake.taken, clock)
        self.tracker = Tracker(desk, carriers or {}, clock)
        self.timers = Timers(desk, clock, self.tracker)
        self.name = name
        self.on_failure: Callable[[], None] = lambda: None  # called where the work ends by itself
        self._leaving = asyncio.Event()
        self._day: asyncio.Task[None] | None = None

    @property
    def working(self) -> bool:
        """True while workers and timers run."""
        return self._day is not None and not self._day.done()

    async def open(self) -> None:
        """Brings the database up to date, takes back what a crash left, warms up the reader, starts to work."""
        store = self.desk.store
        await store.upgrade()
        freed = await store.inbox.recover(self.name) + await store.outbox.recover(self.name)
        await store.outbox.undefer(USED_UP)  # there may be more of it by now
        await self.fill()
        await self.desk.begin(self.clock.now())
        await self.timers.look_at_rules()
        await self.warm_up()
        log.info("open", extra={"recovered": freed, "channels": ",".join(sorted(self.desk.channels))})
        self._day = asyncio.create_task(self._work())
        self._day.add_done_callback(self._over)

    async def close(self) -> None:
        """Ends the work; what is in hand is finished first."""
        self._leaving.set()
        if self._day is not None:
            await asyncio.wait([self._day])
            log.info("closed")

    async def fill(self) -> None:
        """Loads the company of the settings where the tables are empty; bad rows are logged, never in the way."""
        world, store = self.desk.settings.world, self.desk.store
        if not world:
            return
        async with store.read() as uow:
            if await uow.catalogue.version():
                return
        channels, now = sorted(self.desk.channels), self.clock.now()
        for report in await import_path(store, Path(world), *channels, at=now, by="启动时"):
            facts = {"file": report.file, "added": report.added, "bad": len(report.bad)}
            log.info("company loaded", extra=facts)

    async def warm_up(self) -> None:
        """Loads dictionaries before the first message: they take a second or two."""
        lexicon = await self.desk.lexicon.current(self.clock.now())
        hints = Hints(self.clock.now().astimezone(self.desk.zone))
        await asyncio.to_thread(warm_up, hints, lexicon)
        gc.collect()
        gc.freeze()  # the dictionaries stay: looking through them for garbage would stop everything for 0.15 seconds

    def _over(self, day: asyncio.Task[None]) -> None:
        """Work that ended by itself is a bug: nothing is handled any more, so nobody may go on as if it were."""
        error = None if day.cancelled() else day.exception()
        if error is not None:
            log.critical("work ended", exc_info=error)
            self.on_failure()

    async def _work(self) -> None:
        async with asyncio.TaskGroup() as group:
            inbox = group.create_task(self.inbox.pool.run())
            outbox = group.create_task(self.outbox.pool.run())
            ears = [group.create_task(self.doorbell.run())]
            ears += [group.create_task(c.listen(self._intake.put(name))) for name, c in self._listening.items()]
            async with self.timers.running():
                await self._leaving.wait()
                for ear in ears:
                    ear.cancel()
                await asyncio.gather(*ears, return_exceptions=True)
                self.inbox.pool.stop()
                await inbox
            self.outbox.pool.stop()
            await outbox


OFFICE = web.AppKey("office", Office)


def build(settings: Settings, *, clock: Clock | None = None, store: Store | None = None) -> web.Application:
    """Wires everything; raises ConfigError and StoreError. A given store stays open when the application ends."""
    clock = clock or SystemClock()
    refuse_open_console(settings)
    own_store = store is None
    store = store or Store(Database(settings.database.url))
    http = http_client()
    called = open_channels(settings, http, clock)
    for one in called.values():
        if isinstance(one, Paced):
            one.share(store.paces)
    channels: dict[str, Channel] = dict(called)
    app = web.Application(client_max_size=settings.web.body_limit, middlewares=[in_time, say_busy])
    if settings.channels.console.enabled:
        console = Console(store, clock)
        channels[console.name] = console
        app.add_routes(ConsolePages(store, console, settings).routes())
    desk = Desk(
        store,
        settings,
        Flow(settings.flows[settings.flow]),
        LexiconCache(store),
        frozenset(channels),
        frozenset(name for name, one in channels.items() if one.caps.numbered),
        Attachments(settings.media, channels),
        windows={name: one.caps.window for name, one in channels.items() if one.caps.window is not None},
    )

    async def alarm(trouble: Trouble) -> None:
        """Once a day for the same thing."""
        now = clock.now()
        await desk.raise_alarm(trouble.code, 0, now, trouble.words, f"{now.astimezone(desk.zone):%m%d}")

    intake = Intake(store, alarm)
    carriers = open_carriers(settings, http, clock)
    office = app[OFFICE] = Office(desk, channels | _own_hooks(settings, http, clock), intake, clock, carriers=carriers)
    hooks = Hooks(intake, called, office.callbacks, office.doorbell.ring)
    if office.links.on:
        app.add_routes(FormPages(desk, office.links, called, clock).routes())
        app.add_routes(VoicePage(desk, office.links, channels, clock, settings.media.max_mb).routes())
    app.add_routes(TrackPages(desk, carriers, clock).routes())
    app.add_routes(hooks.routes() + Health(store, clock, hooks, lambda: office.working).routes())
    app.add_routes(MetricsPage(desk.metrics, store, hooks, clock, desk.zone).routes())

    async def streams_end(_: web.Application) -> None:
        for channel in channels.values():
            await channel.close()

    async def life(_: web.Application) -> AsyncIterator[None]:
        try:
            await office.open()
            yield
        finally:
            await office.close()
            await http.aclose()
            if own_store:
                await store.close()

    app.on_shutdown.append(streams_end)
    app.cleanup_ctx.append(life)
    return app


def _own_hooks(settings: Settings, http: httpx.AsyncClient, clock: Clock) -> dict[str, Channel]:
    """The company's own systems that are told of something: they are sent to, and never write."""
    hooks: dict[str, Channel] = {}
    if settings.voice.url:
        hooks[Voice.name] = Voice(settings.voice, http, clock)
    if settings.erp.kingdee.enabled:
        hooks[Kingdee.name] = Kingdee(settings.erp.kingdee, http, clock)
    if settings.purchasing.url:
        hooks[Purchasing.name] = Purchasing(settings.purchasing, http, clock)
    if settings.selling.url:
        hooks[Selling.name] = Selling(settings.selling, http, clock)
    return hooks


def refuse_open_console(settings: Settings) -> None:
    """Raises ConfigError where the console, which asks for no password, would be open to the network."""
    if settings.channels.console.enabled and not is_loopback(settings.web.host):
        words = f"网页聊天台不验证身份,不能在 {settings.web.host} 上对外提供"
        cure = "请把 web.host 改成 127.0.0.1,或设 channels.console.enabled = false"
        raise ConfigError((Problem("company.toml", "channels.console.enabled", words, cure),))
