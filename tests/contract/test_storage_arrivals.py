"""How messages reach a SQLite file: over a connection of their own, beside everything else that is written."""

import asyncio
import shutil
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text

from handlers.domain.messaging import Message, MessageKind
from storage import Store, StoreError, open_store
from storage.connection import PRAGMAS
from storage.inbox_table import message_values
from storage.tables import inbox
from tests.contract.storage_rows import FULL_MESSAGE, GROUP, NASTY, NOW, message

ROOT = Path(__file__).parents[2]
MESSAGES = (
    FULL_MESSAGE,
    message("plain"),
    message("odd", GROUP, "a\x00b\ud83d", media={"名": NASTY}),
    replace(message("early", text=""), kind=MessageKind.SILENT, sent_at=NOW.replace(microsecond=0)),
    replace(message("east"), sent_at=NOW.astimezone(timezone(timedelta(hours=8)))),
)


@pytest.fixture
async def file(tmp_path: Path) -> Path:
    """A file with tables and nothing in them."""
    path = tmp_path / "data" / "jiedan.sqlite3"
    store = await open_store(f"sqlite+aiosqlite:///{path}")
    await store.upgrade()
    await store.close()
    return path


@pytest.fixture
async def kept(file: Path) -> AsyncIterator[Store]:
    """A store on this file."""
    store = await open_store(f"sqlite+aiosqlite:///{file}")
    yield store
    await store.close()


def new_connections(monkeypatch: pytest.MonkeyPatch, pragma: str = "") -> None:
    """Every connection that is opened from now on, whoever opens it, begins with this as well."""
    for module in ("storage.database", "storage.inbox_writer"):
        monkeypatch.setattr(f"{module}.PRAGMAS", f"{PRAGMAS}{pragma};")


def impatient(monkeypatch: pytest.MonkeyPatch, milliseconds: int) -> None:
    """New connections wait no longer than this for other writers."""
    new_connections(monkeypatch, f"PRAGMA busy_timeout = {milliseconds}")


def rows(file: Path) -> list[tuple[Any, ...]]:
    """All there is in the inbox, as SQLite holds it, each value with its type."""
    names = [column.name for column in inbox.c if column.name != "id"]
    typed = ", ".join(f'"{name}", typeof("{name}")' for name in names)
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(f"SELECT {typed} FROM inbox ORDER BY id").fetchall()


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Another process writes, and does not end."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def put_all(store: Store, *messages: Message) -> list[int | BaseException | None]:
    """Stores them at the same time."""
    return await asyncio.gather(*(store.inbox.put(each, "<xml/>\x00") for each in messages), return_exceptions=True)


async def set_big(store: Store) -> None:
    """A unit of work that needs room."""
    async with store.write() as uow:
        await uow.meta.set("big", "x" * 1_000_000)
        await uow.commit()


async def test_a_row_is_the_same_whoever_writes_it(kept: Store, file: Path, tmp_path: Path) -> None:
    other = shutil.copy(file, tmp_path / "other.sqlite3")
    plain = await open_store(f"sqlite+aiosqlite:///{other}")
    async with plain.write() as uow:
        for each in MESSAGES:
            await uow.connection.execute(insert(inbox).values(message_values(each, "<xml/>\x00")))
        await uow.commit()
    await plain.close()
    assert await put_all(kept, *MESSAGES) == [1, 2, 3, 4, 5]
    assert rows(file) == rows(Path(other))


async def test_nobody_in_this_process_ever_finds_the_file_locked(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    impatient(monkeypatch, 0)
    store = await open_store(f"sqlite+aiosqlite:///{file}")

    async def unit(number: int) -> None:
        async with store.write() as uow:
            await uow.meta.set(f"u{number}", "1")
            await asyncio.sleep(0)
            await uow.commit()

    async with asyncio.TaskGroup() as group:
        puts = [group.create_task(store.inbox.put(message(f"m{n}"), "")) for n in range(200)]
        for number in range(30):
            group.create_task(unit(number))
            puts.append(group.create_task(store.inbox.put(message(f"late{number}"), "")))
            await asyncio.sleep(0.002)
    assert None not in [put.result() for put in puts]
    await store.close()


async def test_what_another_process_keeps_locked_is_refused_and_taken_later(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient(monkeypatch, 20)
    store = await open_store(f"sqlite+aiosqlite:///{file}")
    with held(file):
        refused = await put_all(store, message("a"), message("b"))
        assert [type(each) for each in refused] == [StoreError, StoreError]
        assert "占用" in str(refused[0])
    assert rows(file) == []
    assert await put_all(store, message("a"), message("b")) == [1, 2]
    await store.close()


async def test_a_file_that_cannot_be_written_is_said_to_be_so(file: Path) -> None:
    store = await open_store(f"sqlite+aiosqlite:///file:{file}?mode=ro&uri=true")
    (refused,) = await put_all(store, message("a"))
    assert isinstance(refused, StoreError)
    assert "只读" in str(refused)
    await store.close()
    assert rows(file) == []


async def test_a_file_that_is_out_of_reach_is_opened_when_it_is_back(kept: Store, file: Path) -> None:
    away = file.parent.rename(file.parent.with_name("away"))
    (refused,) = await put_all(kept, message("a"))
    assert isinstance(refused, StoreError)
    away.rename(file.parent)
    assert await put_all(kept, message("a")) == [1]


async def test_a_full_disk_is_told_and_heals(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(file)) as plain:
        (pages,) = plain.execute("PRAGMA page_count").fetchone()
    new_connections(monkeypatch, f"PRAGMA max_page_count = {pages + 30}")
    store = await open_store(f"sqlite+aiosqlite:///{file}")
    said = [message(f"m{number}", text="满" * 300) for number in range(300)]
    first = await put_all(store, *said)
    kept = [each.external_id for each, row in zip(said, first, strict=True) if isinstance(row, int)]
    refused = [each for each in first if not isinstance(each, int)]
    assert 0 < len(kept) < len(said)
    assert {str(each) for each in refused} == {"数据库写不进去:磁盘已满;请清理磁盘空间后重试"}
    assert {type(each) for each in refused} == {StoreError}
    with pytest.raises(StoreError, match="磁盘已满"):
        await set_big(store)
    assert [row[2] for row in rows(file)] == kept, "what was refused is not there, what was answered is"

    new_connections(monkeypatch)
    async with store.write() as uow:  # the limit is one of each connection: the pool keeps this one
        await uow.connection.execute(text("PRAGMA max_page_count = 1073741823"))
        await uow.commit()
    await set_big(store)
    again = await put_all(store, *said)  # a platform repeats what it got no answer to, and sometimes what it got one to
    assert [each.external_id for each, row in zip(said, again, strict=True) if row is None] == kept
    assert all(row is None or isinstance(row, int) for row in again)
    assert sorted(row[2] for row in rows(file)) == sorted(each.external_id for each in said)
    await store.close()


async def test_after_closing_a_message_is_stored_over_a_new_connection(kept: Store) -> None:
    assert await put_all(kept, message("a")) == [1]
    await kept.inbox.close()
    assert await put_all(kept, message("b"), message("a")) == [2, None]


KILLED = """
import asyncio, os, signal, sys
from storage import open_store
from storage.inbox_writer import InboxWriter
from tests.contract.storage_rows import message

insert = InboxWriter.insert

async def dies(writer, rows):
    if sys.argv[2] == "after":
        await insert(writer, rows)
    os.kill(os.getpid(), signal.SIGKILL)

InboxWriter.insert = dies

async def main():
    store = await open_store(sys.argv[1])
    await asyncio.gather(*(store.inbox.put(message(f"m{n}"), "") for n in range(40)))
    print("answered")

asyncio.run(main())
"""


@pytest.mark.parametrize(("when", "there"), [("before", 0), ("after", 40)])
async def test_a_process_killed_between_writing_and_answering_loses_nothing(file: Path, when: str, there: int) -> None:
    url = f"sqlite+aiosqlite:///{file}"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, url, when, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    assert (process.returncode, said) == (-signal.SIGKILL, b"")
    store = await open_store(url)
    assert (await store.inbox.counts())["waiting"] == there
    again = await put_all(store, *(message(f"m{n}") for n in range(40)))
    assert again.count(None) == there, "the platform sends again what was not answered"
    assert (await store.inbox.counts())["waiting"] == 40
    await store.close()
