"""The real process, killed without warning at any point: nothing is lost and nothing is ordered twice.

JIEDAN_TEST_KILLS says how often (20 by default).
"""

import asyncio
import os
import random
import signal
import sys
import uuid
from collections import Counter
from pathlib import Path
from typing import Self

import httpx
import pytest

from storage import Store, open_store
from tests.shop import TUESDAY

KILLS = int(os.environ.get("JIEDAN_TEST_KILLS", "20"))
ROOT = Path(__file__).parents[2]
PEOPLE = ("u01", "u02", "u03", "u04")
GOODS = ("J6P左转向节", "J6P右转向节", "J6P直拉杆", "J6P横拉杆")
COMPANY = f"""world = "{(ROOT / "config" / "demo").as_posix()}"
[policy.checks]
duplicate = "off"
credit = "off"
stock = "off"
"""
READY = 90.0  # seconds a start may take on a busy machine


class Server:
    """`python -m bot serve` on the sample company in a process of its own; nothing is taken for an order said twice."""

    def __init__(self, url: str, folder: Path | None = None, more: str = "", **policy: int) -> None:
        """Not started yet; `policy` holds numbers that differ, `more` is TOML. It is written beside the database."""
        self._url = url
        self._folder = folder or Path(url.removeprefix("sqlite+aiosqlite:///")).parent
        self._policy = "".join(f"\n[policy]\n{name} = {value}\n" for name, value in policy.items()) + more
        self._process: asyncio.subprocess.Process | None = None
        self.base = ""

    async def __aenter__(self) -> Self:
        environment = dict(os.environ) | {"JIEDAN_DATABASE_URL": self._url, "PYTHONPATH": str(ROOT)}
        company = self._folder / "company.toml"
        company.write_text(COMPANY + self._policy, encoding="utf-8")
        command = ("-m", "bot", "serve", "--config", str(company), "--port", "0", "--log", "error")
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, *command, cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE
        )
        assert self._process.stdout is not None
        async with asyncio.timeout(READY):
            said = (await self._process.stdout.readline()).decode()
        self.base = said.strip().split("启动:")[1].removesuffix("/console")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.end(signal.SIGTERM)

    async def end(self, how: signal.Signals) -> None:
        """Ends it, unless it has ended already."""
        process = self._process
        assert process is not None
        if process.returncode is None:
            process.send_signal(how)
        await process.communicate()


class Customers:
    """People who write, and repeat themselves with the same id until they are acknowledged, as platforms do."""

    def __init__(self) -> None:
        self.open: list[dict[str, object]] = []
        self.acknowledged: list[str] = []

    def wants(self, user: str, text: str) -> None:
        """Something that somebody is about to say."""
        self.open.append({"user": user, "chat": f"d-{user}", "client_id": str(uuid.uuid4()), "text": text})

    async def say_all(self, http: httpx.AsyncClient) -> None:
        """Everybody says what is open, each in order; stops where the server is gone."""
        await asyncio.gather(*(self._say(http, user) for user in PEOPLE))

    async def _say(self, http: httpx.AsyncClient, user: str) -> None:
        for said in [said for said in self.open if said["user"] == user]:
            try:
                answer = await http.post("/console/say", json=said)
            except httpx.HTTPError:
                return
            assert answer.status_code == 200
            self.open.remove(said)
            self.acknowledged.append(str(said["client_id"]))


async def drained(store: Store) -> bool:
    """Whether everything is handled and told."""
    inbox, outbox = await store.inbox.counts(), await store.outbox.counts()
    return not (inbox["waiting"] or inbox["working"] or outbox["waiting"] or outbox["working"])


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path}/crash.sqlite3"


async def test_a_killed_process_loses_nothing_and_orders_nothing_twice(url: str) -> None:
    rng = random.Random(TUESDAY.toordinal())
    customers, wanted = Customers(), 0
    for _ in range(KILLS):
        for user in PEOPLE:
            wanted += 1
            customers.wants(user, f"台州恒力 {rng.choice(GOODS)} {wanted}件,15号前到")
            customers.wants(user, "确认")
        server = Server(url)
        async with server, httpx.AsyncClient(base_url=server.base, timeout=READY, trust_env=False) as http:
            talking = asyncio.create_task(customers.say_all(http))
            await asyncio.sleep(rng.uniform(0.0, 0.35))
            await server.end(signal.SIGKILL)
            await talking
    server = Server(url)
    async with server, httpx.AsyncClient(base_url=server.base, timeout=READY, trust_env=False) as http:
        await customers.say_all(http)
        assert not customers.open
        store = await open_store(url)
        try:
            async with asyncio.timeout(READY * 4):
                while not await drained(store):  # noqa: ASYNC110 another process does the work
                    await asyncio.sleep(0.1)
            await proved(store, wanted)
        finally:
            await store.close()


async def proved(store: Store, wanted: int) -> None:
    """Every order is there once, every order and message was answered once, no number is missing or given twice."""
    async with store.read() as uow:
        orders = await uow.orders.find(limit=100_000)
    quantities = Counter(int(line.base_qty or 0) for order in orders for line in order.lines)
    assert quantities == Counter(range(1, wanted + 1))
    tails = sorted(int((order.number or "0").rsplit("-", 1)[1]) for order in orders)
    assert tails == list(range(1, wanted + 1))
    inbox, outbox = await store.inbox.counts(), await store.outbox.counts()
    assert inbox["dead"] == outbox["dead"] == 0
    assert inbox["done"] == 2 * wanted
    entries = [entry for entry in await store.console.since(0, 1_000_000) if entry.chat_id[2:] in PEOPLE]
    receipts = Counter(entry.key for entry in entries if entry.card and "已建" in entry.card)
    assert set(receipts) >= {order.key for order in orders}
    said = Counter((entry.chat_id, entry.text) for entry in entries if entry.author and entry.text != "确认")
    assert set(said.values()) == {1}
