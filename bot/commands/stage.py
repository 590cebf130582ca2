"""The stage of `jiedan demo`: people who talk to the real application over HTTP, and a printed transcript."""

import asyncio
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import httpx

from bot.clock import SetClock
from bot.commands.exits import CommandError, Exit
from storage import Store

PATIENCE = 30.0  # seconds for the application to finish one step
Entry = dict[str, Any]


class Step(Protocol):
    """One line of the story."""

    async def play(self, stage: "Stage") -> None:
        """Does it and checks what is seen; raises CommandError."""
        ...


@dataclass(slots=True)
class Stage:
    """Everybody's windows, as the console serves them."""

    http: httpx.AsyncClient
    store: Store
    clock: SetClock
    zone: ZoneInfo
    names: dict[str, str]  # user or chat -> name
    windows: dict[str, str]  # chat -> who looks at it
    seen: dict[int, int] = field(default_factory=dict)  # entry -> revision
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    @classmethod
    async def open(cls, http: httpx.AsyncClient, store: Store, clock: SetClock, watched: Iterable[str]) -> "Stage":
        """`watched` are the chats that are printed: direct chats and groups."""
        boot = (await http.get("/console/people")).raise_for_status().json()
        names = {person["user"]: person["name"] for person in boot["people"]}
        names |= {group["chat"]: group["name"] for group in boot["groups"]}
        names |= {f"d-{person['user']}": person["name"] for person in boot["people"]}
        staff = next(person["user"] for person in boot["people"] if person["customer"] is None)
        windows = {chat: chat.removeprefix("d-") if chat.startswith("d-") else staff for chat in watched}
        return cls(http, store, clock, ZoneInfo(boot["zone"]), names, windows)

    async def post(self, path: str, body: dict[str, Any]) -> None:
        """Sends and waits until everything it caused is done."""
        (await self.http.post(path, json=body)).raise_for_status()
        await self.settle()

    async def due(self) -> bool:
        """Whether a deadline waits for its timer."""
        async with self.store.read() as uow:
            soonest = await uow.deadlines.next_due()
        return soonest is not None and soonest <= self.clock.now()

    async def news(self) -> list[Entry]:
        """What became visible in the watched chats since the last look, in order; printed as well."""
        found: list[Entry] = []
        for chat, user in self.windows.items():
            got = (await self.http.get("/console/history", params={"user": user, "chat": chat})).raise_for_status()
            found += [e for e in got.json()["entries"] if self.seen.get(e["id"]) != e["rev"] and not e["gone"]]
        for entry in sorted(found, key=lambda e: int(e["rev"])):
            self._print(entry, again=entry["id"] in self.seen)
            self.seen[entry["id"]] = entry["rev"]
        return found

    async def entries(self, chat: str) -> list[Entry]:
        """Everything in a chat, oldest first."""
        query = {"user": self.windows[chat], "chat": chat}
        got = (await self.http.get("/console/history", params=query)).raise_for_status()
        return [entry for entry in got.json()["entries"] if not entry["gone"]]

    async def expect(self, chat: str, words: str) -> None:
        """Raises CommandError where nobody in the chat was told these words."""
        told = [entry["text"] for entry in await self.entries(chat) if not entry["from"]]
        if not any(words in text for text in told):
            raise CommandError(f"示例没有走通:{self.names[chat]} 没有看到“{words}”", Exit.FOUND)

    def line(self, words: str) -> None:
        """Prints a line with the story's time."""
        print(f"{self.clock.now().astimezone(self.zone):%m-%d %H:%M:%S}  {words}")

    def _print(self, entry: Entry, *, again: bool) -> None:
        if entry["from"]:
            return
        kind = "卡片更新" if again else "卡片" if (entry["card"] or {}).get("buttons") else "消息"
        self.line(f"机器人 → {self.names[entry['chat']]}({kind}):")
        for line in entry["text"].splitlines():
            print(f"    {line}")
        labels = [button["label"] for button in (entry["card"] or {}).get("buttons", [])]
        if labels:
            print("    " + "".join(f"［{label}］" for label in labels))

    async def settle(self) -> None:
        """Returns when everything that was sent is handled and told."""
        async with asyncio.timeout(PATIENCE):
            while await self._busy():
                due = await self.store.inbox.next_piece()
                if due is not None and due > self.clock.now():  # nobody in the story goes on: the wait is over
                    self.clock.set(due)
                    self.store.inbox.wake()
                await asyncio.sleep(0.01)

    async def _busy(self) -> bool:
        counts = [await self.store.inbox.counts(), await self.store.outbox.counts()]
        if any(count.get("dead") for count in counts):
            raise CommandError("示例没有走通:有消息处理失败", Exit.FOUND)
        return any(count["waiting"] or count["working"] for count in counts)


@dataclass(frozen=True, slots=True)
class Title:
    """A heading."""

    words: str

    async def play(self, stage: Stage) -> None:
        """Prints it."""
        print(f"\n—— {self.words}")
        await stage.news()


@dataclass(frozen=True, slots=True)
class Say:
    """Somebody says something, in the direct chat unless another is named; `times` the platform repeats it."""

    who: str
    words: str
    chat: str = ""
    sees: str = ""
    hides: str = ""
    times: int = 1
    minutes: int = 0  # that pass before

    async def play(self, stage: Stage) -> None:
        """Says it, prints the answers, checks them."""
        stage.clock.move(minutes=self.minutes, seconds=8)
        chat = self.chat or f"d-{self.who}"
        where = f"(在{stage.names[chat]})" if self.chat else ""
        stage.line(f"{stage.names[self.who]}{where}: {self.words}" + ("" if self.times == 1 else f"  ×{self.times}"))
        body = {"user": self.who, "chat": chat, "client_id": f"demo-{next(stage.numbers)}", "text": self.words}
        before = len(await stage.entries(chat))
        stage.clock.move(seconds=1)
        for _ in range(self.times):
            await stage.post("/console/say", body)
        news = await stage.news()
        told = [entry["text"] for entry in news if entry["chat"] == chat and not entry["from"]]
        if self.sees:
            await stage.expect(chat, self.sees)
        if self.hides and (not told or any(self.hides in text for text in told)):
            raise CommandError(f"示例没有走通:{stage.names[self.who]} 看到了不该看的", Exit.FOUND)
        if self.times > 1 and len(await stage.entries(chat)) > before + 2:
            raise CommandError("示例没有走通:重发的消息有了第二个回答", Exit.FOUND)


@dataclass(frozen=True, slots=True)
class Press:
    """Somebody presses the newest button whose label holds these words, in the direct chat unless another is named."""

    who: str
    label: str
    chat: str = ""
    sees: str = ""
    minutes: int = 0  # that pass before

    async def play(self, stage: Stage) -> None:
        """Presses it, prints the answers, checks them."""
        stage.clock.move(minutes=self.minutes, seconds=8)
        chat = self.chat or f"d-{self.who}"
        where = f"(在{stage.names[chat]})" if self.chat else ""
        entry, button = self._find(await stage.entries(chat))
        stage.line(f"{stage.names[self.who]}{where}: (点){button['label']}")
        stage.clock.move(seconds=1)
        body = {"user": self.who, "chat": chat, "client_id": f"demo-{next(stage.numbers)}"}
        await stage.post("/console/tap", body | {"action": button["action"], "entry": entry["id"]})
        await stage.news()
        if self.sees:
            await stage.expect(chat, self.sees)

    def _find(self, entries: list[Entry]) -> tuple[Entry, Entry]:
        for entry in reversed(entries):
            for button in (entry["card"] or {}).get("buttons", []):
                if self.label in button["label"]:
                    return entry, button
        raise CommandError(f"示例没有走通:没有按钮“{self.label}”", Exit.FOUND)


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody else must have seen these words."""

    chat: str
    words: str

    async def play(self, stage: Stage) -> None:
        """Checks it; it was printed when it came."""
        await stage.expect(self.chat, self.words)


@dataclass(frozen=True, slots=True)
class Ticks:
    """A moment passes in which the timers do what is due; they look once a second."""

    async def play(self, stage: Stage) -> None:
        """Waits for them, prints what they told."""
        stage.clock.move(seconds=1)
        async with asyncio.timeout(10):
            while await stage.due():  # noqa: ASYNC110 the timers set no event
                await asyncio.sleep(0.1)
        await stage.settle()
        await stage.news()
