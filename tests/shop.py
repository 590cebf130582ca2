"""The front-door driver: the real application on a real port, a clock that is moved, people who talk and tap.

async with Shop(url) as shop:
    await shop.says("陈海波", "台州恒力 J6P左转向节 300件,15号前到")
    await shop.taps("陈海波", "确认下单")
    shop.expects("陈海波", "SO20260310-0001")
    await shop.waits(hours=5)
    await shop.restarts()
"""

import asyncio
import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import httpx
from aiohttp import web
from sqlalchemy import select

from bot.app import OFFICE, build
from bot.clock import SetClock
from config import DEMO_FILE, load
from config.settings import Settings
from handlers.domain.messaging import UserRef
from storage import Store, open_store, tables
from storage.outbox import may_go
from storage.queue import anything, pieces_may_go

TUESDAY = datetime.fromisoformat("2026-03-10T09:12:00+08:00")
PATIENCE = 20.0  # seconds until a test gives up waiting for the shop to become quiet


def demo_settings(url: str, **changed: object) -> Settings:
    """The sample company over this database."""
    return load(DEMO_FILE, {"JIEDAN_DATABASE_URL": url}).model_copy(update=changed)


def with_policy(settings: Settings, **changed: object) -> Settings:
    """The same company where this is decided otherwise."""
    return settings.model_copy(update={"policy": settings.policy.model_copy(update=changed)})


@dataclass(frozen=True)
class Seen:
    """One bubble that the bot wrote, as it stands on somebody's screen now."""

    id: int
    text: str
    card: dict[str, Any]
    mention: list[str]
    gone: bool

    @property
    def buttons(self) -> dict[str, str]:
        """Label -> packed action; none on a card that was replaced."""
        return {} if self.gone else {b["label"]: b["action"] for b in self.card["buttons"]}

    @property
    def title(self) -> str:
        """The card's title."""
        return str(self.card["title"])


class Shop:
    """A shop day."""

    def __init__(self, url: str, settings: Settings | None = None, clock: SetClock | None = None) -> None:
        """Nothing runs before `async with`."""
        self.settings = settings or demo_settings(url)
        self.clock = clock or SetClock(TUESDAY)
        self.base = ""
        self._runner: web.AppRunner | None = None
        self._app: web.Application | None = None
        self._store: Store | None = None
        self._http: httpx.AsyncClient | None = None
        self._people: dict[str, str] = {}
        self._groups: dict[str, str] = {}

    async def __aenter__(self) -> Self:
        await self._open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._close()

    @property
    def store(self) -> Store:
        """The store of the running application, to look into."""
        assert self._store is not None
        return self._store

    @property
    def http(self) -> httpx.AsyncClient:
        """Plain HTTP to the front door."""
        assert self._http is not None
        return self._http

    # What people do.

    async def binds(self, staff: str, customers: str = "") -> None:
        """Everybody gets an account with his own key on a platform; customers' people on theirs, where one is given."""
        async with self.store.write() as uow:
            for person in await uow.parties.all_people():
                channel = customers if customers and person.customer_id else staff
                await uow.parties.bind(UserRef(channel, person.user), person.user)
            await uow.commit()

    async def says(self, who: str, text: str, group: str = "", client_id: str = "", *, settle: bool = True) -> int:
        """Somebody writes in the direct chat with the bot, or in a group; returns the HTTP status."""
        body = self._body(who, group, client_id) | {"text": text}
        status = await self.posts("/console/say", body)
        if settle:
            await self.settles()
        return status

    async def sends_picture(self, who: str, name: str, text: str = "", group: str = "") -> int:
        """Somebody sends a picture, alone or with words; returns the HTTP status."""
        body = self._body(who, group, "") | {"picture": name} | ({"text": text} if text else {})
        status = await self.posts("/console/say", body)
        await self.settles()
        return status

    async def taps(
        self,
        who: str,
        label: str,
        group: str = "",
        card: Seen | None = None,
        client_id: str = "",
        *,
        settle: bool = True,
    ) -> int:
        """Somebody presses a button: of this card, or of the newest one that has it."""
        if card is None:
            card = next(c for c in reversed(await self.sees(who, group)) if label in c.buttons)
        body = self._body(who, group, client_id) | {"action": card.buttons[label], "entry": card.id}
        status = await self.posts("/console/tap", body)
        if settle:
            await self.settles()
        return status

    async def posts(self, path: str, body: dict[str, object]) -> int:
        """Sends it as a browser would, half surrogates and all; returns the HTTP status."""
        headers = {"content-type": "application/json"}
        return (await self.http.post(path, content=json.dumps(body), headers=headers)).status_code

    async def waits(self, **by: float) -> None:
        """Time passes: timedelta arguments. Timers do what is due."""
        self.clock.move(**by)
        assert self._app is not None
        await self._app[OFFICE].timers.look_at_rules()
        await self._app[OFFICE].timers.tick()
        self.store.inbox.wake()
        self.store.outbox.wake()
        await self.settles()

    async def restarts(self) -> None:
        """The process ends in good order and starts again."""
        await self._close()
        await self._open()
        await self.settles()

    # What people see.

    async def sees(self, who: str, group: str = "") -> list[Seen]:
        """Everything the bot wrote in this chat, oldest first."""
        return [
            Seen(e["id"], e["text"], e["card"], e["mention"], e["gone"])
            for e in await self.history(who, group)
            if not e["from"]
        ]

    async def history(self, who: str, group: str = "") -> list[dict[str, Any]]:
        """Everything in this chat, as the page gets it."""
        query = {"user": self._people[who], "chat": self._chat(who, group)}
        answer = await self.http.get("/console/history", params=query)
        answer.raise_for_status()
        entries: list[dict[str, Any]] = answer.json()["entries"]
        return entries

    async def last(self, who: str, group: str = "") -> Seen:
        """The newest thing the bot wrote in this chat."""
        return (await self.sees(who, group))[-1]

    async def expects(self, who: str, *words: str, group: str = "") -> Seen:
        """The newest bubble in this chat holds all these words."""
        newest = await self.last(who, group)
        missing = [word for word in words if word not in newest.text]
        assert not missing, f"{missing} not in: {newest.text}"
        return newest

    async def counts(self) -> dict[str, int]:
        """How many bubbles the bot wrote to everybody, by chat."""
        found: dict[str, int] = {}
        for entry in await self.store.console.since(0, 10_000):
            if entry.card:
                found[entry.chat_id] = found.get(entry.chat_id, 0) + 1
        return found

    # Being quiet.

    async def settles(self, *, pieces: bool = False) -> None:
        """Returns when every message is handled and everything that may go out now is out.

        A message that waits for the rest of it gets none: time passes until it is handled. With `pieces` it waits on.
        """
        async with asyncio.timeout(PATIENCE):
            while not await self._quiet() or (not pieces and await self._time_passes()):  # noqa: ASYNC110 rows are looked at
                await asyncio.sleep(0.005)

    async def _time_passes(self) -> bool:
        due = await self.store.inbox.next_piece()
        if due is None:
            return False
        self.clock.set(max(due, self.clock.now()))
        self.store.inbox.wake()
        return True

    async def _quiet(self) -> bool:
        """Nothing is in work and nothing that waits may be taken yet: all seen at one moment."""
        assert self._app is not None
        office = self._app[OFFICE]
        if office.inbox.pool.busy or office.outbox.pool.busy or office.doorbell.busy:
            return False  # the row may be finished, but what comes after it (a line in the log) is not
        async with self.store.read() as uow:
            for table, counts in ((tables.inbox, pieces_may_go), (tables.outbox, may_go)):
                working = select(table.c.id).where(table.c.state == "working").limit(1)
                if (await uow.connection.execute(working)).first():
                    return False
                if await anything(uow.connection, table, self.clock.now(), counts):
                    return False
        return True

    # The process.

    async def _open(self) -> None:
        self._store = await open_store(self.settings.database.url)
        self._app = build(self.settings, clock=self.clock, store=self._store)
        self._runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base = f"http://{host}:{port}"
        self._http = httpx.AsyncClient(base_url=self.base, timeout=PATIENCE, trust_env=False)
        if self.settings.channels.console.enabled:
            boot = (await self._http.get("/console/people")).json()
            self._people = {p["name"]: p["user"] for p in boot["people"]}
            self._groups = {g["name"]: g["chat"] for g in boot["groups"]}

    async def _close(self) -> None:
        assert self._runner is not None
        await self.http.aclose()
        await self._runner.cleanup()
        await self.store.close()

    def _chat(self, who: str, group: str) -> str:
        return self._groups[group] if group else f"d-{self._people[who]}"

    def _body(self, who: str, group: str, client_id: str) -> dict[str, object]:
        return {
            "user": self._people[who],
            "chat": self._chat(who, group),
            "client_id": client_id or str(uuid.uuid4()),
        }
