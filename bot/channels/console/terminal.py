"""The console in a terminal: talks to a running server over HTTP, draws cards as text.

`/as 名字` speaks as somebody else, `/in 群名` (or `/in` for the direct chat) changes the chat, `/tap 编号` presses a
button of the newest card, `/who` lists people and groups, `/quit` ends.
"""

import asyncio
import json
import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any, TextIO

import httpx

READING = 1.0
"""Seconds between two lines that come from a file: who presses a button has seen it first."""

HELP = "直接打字就是说话。/as 名字 换人,/in 群名 进群(/in 回到单聊),/tap 编号 按按钮,/who 看有谁,/quit 结束"


class Terminal:
    """One person at a keyboard."""

    def __init__(self, http: httpx.AsyncClient, out: TextIO) -> None:
        """`http` has the server as its base URL."""
        self._http = http
        self._out = out
        self._boot: dict[str, Any] = {}
        self._me: dict[str, Any] = {}
        self._chat = ""
        self._card: dict[str, Any] | None = None

    async def start(self, user: str) -> int:
        """Learns who is there, becomes `user` (key or name), shows what was said last; returns the stream's place."""
        self._boot = (await self._get("/console/people")).json()
        if not self._boot["people"]:
            self._say("还没有任何人。先导入人员:jiedan import")
            return int(self._boot["last"])
        if not await self._become(user or self._boot["shown"][0]["user"]):
            await self._become(self._boot["people"][0]["user"])
        self._say(HELP)
        return int(self._boot["last"])

    async def command(self, line: str) -> bool:
        """Does what one typed line says; False where it ends the talk."""
        name, _, rest = line.strip().partition(" ")
        rest = rest.strip()
        match name:
            case "":
                return True
            case "/quit" | "/exit":
                return False
            case "/as":
                await self._become(rest)
            case "/in":
                await self._enter(rest)
            case "/tap":
                await self._tap(rest)
            case "/who":
                self._who()
            case "/help":
                self._say(HELP)
            case _:
                await self._post("/console/say", {"text": line.rstrip("\n")})
        return True

    def show(self, entry: dict[str, Any]) -> None:
        """Draws one entry of the present chat."""
        if entry["chat"] != self._chat or entry["gone"]:
            return
        if entry["from"] == self._me["user"]:
            return
        who = self._name(entry["from"]) if entry["from"] else "接单助手"
        self._say(f"\n{who}: {entry['text']}")
        buttons = (entry["card"] or {}).get("buttons", [])
        if buttons:
            self._card = entry
            self._say("  " + "  ".join(f"[{n}] {b['label']}" for n, b in enumerate(buttons, 1)) + "   (/tap 编号)")

    async def follow(self, after: int) -> AsyncIterator[dict[str, Any]]:
        """Live entries from the server."""
        async with self._http.stream("GET", "/console/events", params={"after": after}, timeout=None) as answer:
            answer.raise_for_status()
            async for line in answer.aiter_lines():
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))

    async def _become(self, name: str) -> bool:
        found = [p for p in self._boot["people"] if name in (p["user"], p["name"])]
        found = found or [p for p in self._boot["people"] if name and name in p["name"]]
        if len(found) != 1:
            self._say(
                "找到好几个人:" + "、".join(p["name"] for p in found) if found else f"没有“{name}”这个人,/who 看名单"
            )
            return False
        self._me = found[0]
        await self._enter("")
        return True

    async def _enter(self, name: str) -> None:
        found = [g for g in self._boot["groups"] if name and name in (g["chat"], g["name"])]
        if name and not found:
            self._say(f"没有“{name}”这个群,/who 看名单")
            return
        chat = found[0]["chat"] if found else f"d-{self._me['user']}"
        answer = await self._http.get("/console/history", params={"user": self._me["user"], "chat": chat})
        if answer.status_code != httpx.codes.OK:
            self._say("这个群不能进")
            return
        self._chat, self._card = chat, None
        self._say(
            f"—— {self._me['name']}({self._me['role_label']}),{found[0]['name'] if found else '和接单助手单聊'} ——"
        )
        for entry in answer.json()["entries"][-6:]:
            self.show(entry)

    async def _tap(self, number: str) -> None:
        card = self._card or {"id": 0, "card": {"buttons": []}}
        buttons = card["card"]["buttons"]
        if not number.isdecimal() or not 1 <= int(number) <= len(buttons):
            self._say("没有这个按钮")
            return
        await self._post("/console/tap", {"action": buttons[int(number) - 1]["action"], "entry": card["id"]})

    async def _post(self, path: str, what: dict[str, object]) -> None:
        body = {"user": self._me["user"], "chat": self._chat, "client_id": str(uuid.uuid4())} | what
        answer = await self._http.post(path, json=body)
        if answer.status_code != httpx.codes.OK:
            self._say("没发出去,请再试一次")

    async def _get(self, path: str) -> httpx.Response:
        answer = await self._http.get(path)
        answer.raise_for_status()
        return answer

    def _who(self) -> None:
        for person in self._boot["people"]:
            self._say(f"  {person['name']}  {person['customer_name'] or person['role_label']}")
        self._say("群:" + "、".join(g["name"] for g in self._boot["groups"]))

    def _name(self, user: str) -> str:
        return next((p["name"] for p in self._boot["people"] if p["user"] == user), user)

    def _say(self, text: str) -> None:
        self._out.write(text + "\n")
        self._out.flush()


async def run_terminal(base_url: str, user: str = "") -> None:
    """Chats until end of input or /quit; raises httpx.HTTPError where the server cannot be reached."""
    async with httpx.AsyncClient(base_url=base_url, timeout=10) as http:
        terminal = Terminal(http, sys.stdout)
        after = await terminal.start(user)
        listening = asyncio.create_task(_listen(terminal, after))
        try:
            while line := await asyncio.to_thread(sys.stdin.readline):
                if not await terminal.command(line):
                    break
                if not sys.stdin.isatty():
                    await asyncio.sleep(READING)
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening


async def _listen(terminal: Terminal, after: int) -> None:
    async for entry in terminal.follow(after):
        terminal.show(entry)
