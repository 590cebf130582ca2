"""Two real processes on one PostgreSQL near what a platform takes in a day: it is not exceeded, nothing is lost."""

import asyncio
import os
import re
from pathlib import Path

from bot.clock import SystemClock
from cards.card import Card, to_json
from handlers.domain.messaging import ChatRef, UserRef
from handlers.ports import Outgoing
from storage import Store, open_store
from storage.outbox import may_go
from storage.queue import anything
from storage.tables import outbox
from tests.conftest import Postgres
from tests.fakes import FakeWecom
from tests.forks import READY, ROOT, Forks

_NUMBER = re.compile(r"#(\d+)#")
OPS, READERS = "u24", [f"r{n:02}" for n in range(30)]
PER_DAY = 200  # of one account, https://developer.work.weixin.qq.com/document/path/90312


def company(folder: Path, wecom: FakeWecom, accounts: int) -> Path:
    """The sample company in WeCom, with so many accounts."""
    own, file = wecom.settings(), folder / "company.toml"
    file.write_text(
        f'world = "{(ROOT / "config" / "demo").as_posix()}"\nops = ["{OPS}"]\n'
        '[policy]\ndigest_at = ""\n[channels.console]\nenabled = false\n'
        f'[channels.wecom]\nenabled = true\ncorp_id = "{own.corp_id}"\nagent_id = {own.agent_id}\n'
        f'accounts = {accounts}\napi_base = "{own.api_base}"\n',
        "utf-8",
    )
    return file


def secrets(wecom: FakeWecom, url: str) -> dict[str, str]:
    own = wecom.settings()
    named = {f"JIEDAN_WECOM_{n.upper()}": getattr(own, n).get_secret_value() for n in ("secret", "token", "aes_key")}
    return dict(os.environ) | named | {"JIEDAN_DATABASE_URL": url}


async def push(store: Store, numbers: range) -> dict[str, list[int]]:
    """News of these numbers, one after the other to all readers."""
    pushed: dict[str, list[int]] = {}
    now = SystemClock().now()
    rows = []
    for number in numbers:
        reader, words = READERS[number % len(READERS)], f"订单 #{number}# 有变化"
        pushed.setdefault(reader, []).append(number)
        rows.append(Outgoing(ChatRef("wecom", reader), to_json(Card(words, words)), f"n{number}", now))
    async with store.write() as uow:
        await uow.outbox.put(rows)
        await uow.commit()
    return pushed


async def rested(store: Store) -> None:
    """Returns when nothing is under way and nothing may go now."""
    quiet = 0
    async with asyncio.timeout(READY):
        while quiet < 5:
            async with store.read() as uow:
                may = await anything(uow.connection, outbox, SystemClock().now(), may_go)
            quiet = 0 if may or (await store.outbox.counts())["working"] else quiet + 1
            await asyncio.sleep(0.2)


def told(wecom: FakeWecom) -> dict[str, list[int]]:
    """The numbers on everybody's screen, in their order."""
    said = {who: "".join(f"{shown.reads()}\n" for shown in wecom.seen[who]) for who in READERS}
    return {who: [int(n) for n in dict.fromkeys(_NUMBER.findall(text))] for who, text in said.items()}


async def test_what_two_processes_say_stays_within_the_day_and_goes_on_when_more_is_bought(
    postgres: Postgres, tmp_path: Path
) -> None:
    url = await postgres.emptied_url()
    async with FakeWecom() as wecom, Forks() as forks:
        wecom.per_day = PER_DAY
        environment = secrets(wecom, url)
        first = await forks.start(company(tmp_path, wecom, 1), environment, tmp_path)
        await first.ready()
        second = await forks.start(tmp_path / "company.toml", environment, tmp_path)
        store = await open_store(url)
        try:
            await second.ready()
            async with store.write() as uow:
                await uow.parties.bind(UserRef("wecom", OPS), OPS)
                await uow.commit()
            pushed: dict[str, list[int]] = {who: [] for who in READERS}
            for start in range(0, 240, 60):
                for who, numbers in (await push(store, range(start, start + 60))).items():
                    pushed[who] += numbers
                await rested(store)
            assert wecom.day_refusals == 0
            shown = sum(len(screen) for screen in wecom.seen.values())
            assert PER_DAY * 8 // 10 <= shown <= PER_DAY
            assert any("用完了,消息先存着" in one.reads() for one in wecom.seen[OPS])
            assert told(wecom) != pushed, "the rest waits"
            for process in (first, second):
                await process.killed()
            wecom.per_day = 2 * PER_DAY
            for _ in range(2):
                process = await forks.start(company(tmp_path, wecom, 2), environment, tmp_path)
                await process.ready()
                first, second = second, process
            async with asyncio.timeout(READY):
                while told(wecom) != pushed:  # noqa: ASYNC110 other processes do the work
                    await asyncio.sleep(0.2)
            assert wecom.day_refusals == 0
            assert await store.outbox.dead() == []
        finally:
            await store.close()
            for process in (first, second):
                if process.alive():
                    await process.killed()
