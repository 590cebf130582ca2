"""Migrations, checks and trouble: what the database itself promises."""

import asyncio
import shutil
import sqlite3
import traceback
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError

from handlers.domain.messaging import ChatKind, ChatRef
from handlers.domain.money import worth
from handlers.domain.order import Change, Phase
from storage import Store, StoreError, open_store
from storage.migrate import config
from storage.tables import HEAD, metadata, order_events, orders, products, stock
from tests.conftest import Postgres
from tests.contract.storage_rows import FULL_LINE, NASTY, PLAIN, event, message, product

KINDS = ("sqlite file", "postgresql")


@pytest.fixture(params=KINDS)
async def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A database without tables."""
    if request.param == "sqlite file":
        yield f"sqlite:///{tmp_path}/new folder/%41.sqlite3"
        return
    maker: Postgres = request.getfixturevalue("postgres")
    url = await maker.empty()
    yield url.render_as_string(hide_password=False)
    await maker.drop(url)


def described(connection: Connection) -> dict[str, Any]:
    """Every table as the database itself describes it, free of order."""
    look = inspect(connection)
    tables = [name for name in look.get_table_names() if name not in ("alembic_version", "sqlite_sequence")]
    return {
        table: {
            "columns": [{k: str(v) for k, v in column.items()} for column in look.get_columns(table)],
            "checks": sorted((c["name"] or "", c["sqltext"]) for c in look.get_check_constraints(table)),
            "uniques": sorted((u["name"] or "", u["column_names"]) for u in look.get_unique_constraints(table)),
            "indexes": sorted(str((i["name"], i["column_names"])) for i in look.get_indexes(table)),
            "foreign": sorted(str(sorted(f.items(), key=str)) for f in look.get_foreign_keys(table)),
            "primary": look.get_pk_constraint(table),
        }
        for table in sorted(tables)
    }


async def test_a_new_database_gets_every_table_and_a_second_upgrade_changes_nothing(empty_url: str) -> None:
    store = await open_store(empty_url)
    before = await store.health()
    assert (before.revision, before.current) == (None, False)
    await store.upgrade()
    await store.upgrade()
    after = await store.health()
    assert (after.revision, after.current) == (HEAD, True)
    assert await store.inbox.put(message("m"), "") == 1
    await store.close()


async def test_two_processes_that_start_together_both_find_the_tables(empty_url: str) -> None:
    stores = [await open_store(empty_url) for _ in range(2)]
    await asyncio.gather(*(store.upgrade() for store in stores))
    assert [(await store.health()).current for store in stores] == [True, True]
    for store in stores:
        await store.close()


async def test_revisions_and_tables_say_the_same(empty_url: str) -> None:
    store = await open_store(empty_url)
    await store.upgrade()

    def compare(connection: Connection) -> None:
        by_revisions = described(connection)
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
        metadata.drop_all(connection)
        metadata.create_all(connection)
        assert described(connection) == by_revisions

    async with store.write() as uow:
        await uow.connection.run_sync(compare)
    await store.close()


async def test_revisions_can_be_taken_back(empty_url: str) -> None:
    store = await open_store(empty_url)
    await store.upgrade()
    async with store.write() as uow:
        await uow.connection.run_sync(lambda connection: command.downgrade(config(connection), "base"))
        await uow.commit()
    async with store.read() as uow:
        assert await uow.connection.run_sync(described) == {}
    await store.upgrade()
    assert (await store.health()).current
    await store.close()


async def lower(store: Store, revision: str) -> None:
    """The database as a program of before left it."""
    async with store.write() as uow:
        await uow.connection.run_sync(lambda connection: command.downgrade(config(connection), revision))
        await uow.commit()


async def test_orders_and_price_lists_of_before_are_counted_when_stock_begins(empty_url: str) -> None:
    store = await open_store(empty_url)
    await store.upgrade()
    async with store.write() as uow:
        await uow.connection.execute(insert(products), [product("A", 5), product("B", -2)])
        order = replace(PLAIN, phase=Phase.OPEN, lines=(FULL_LINE, replace(FULL_LINE, no=2, gift=False)))
        cheap = replace(FULL_LINE, gift=False, base_qty=Decimal("0.5"), price=Decimal("0.01"))
        made = [await uow.orders.add(one) for one in (order, replace(PLAIN, phase=Phase.OPEN, lines=(cheap,)), PLAIN)]
        amounts = select(orders.c.id, orders.c.amount).order_by(orders.c.id)
        before = (await uow.connection.execute(amounts)).all()
        await uow.commit()
    await lower(store, "0003")
    await store.upgrade()
    async with store.read() as uow:
        assert (await uow.connection.execute(amounts)).all() == before
        assert [row.amount for row in before] == [worth(one) for one in made]
        counted = (await uow.connection.execute(select(stock.c.sku, stock.c.on_hand).order_by(stock.c.sku))).all()
        assert [tuple(row) for row in counted] == [("A", Decimal(5)), ("B", Decimal(0))]
    await store.close()


async def test_numbers_of_before_are_found_by_their_tail(empty_url: str) -> None:
    store = await open_store(empty_url)
    await store.upgrade()
    async with store.write() as uow:
        await uow.orders.add(replace(PLAIN, number="SO20260304-00A7"))
        await uow.commit()
    await lower(store, "0019")
    await store.upgrade()
    async with store.read() as uow:
        assert [order.number for order in await uow.orders.by_tail("00a7")] == ["SO20260304-00A7"]
    await store.close()


async def test_events_of_before_are_chained_when_the_chain_begins(empty_url: str) -> None:
    store = await open_store(empty_url)
    await store.upgrade()
    async with store.write() as uow:
        made = [await uow.orders.add(PLAIN) for _ in range(3)]
        for number in range(700):
            await uow.events.add(event(made[number % 2].id, reason=NASTY, changes=(Change("qty", "\x00", NASTY),)))
        await uow.events.add(event(made[2].id))
        await uow.events.write()
        chained = {"previous", "hash", "stands"}  # what a chain of before did not have, or has of its own
        said = [column for column in order_events.c if column.name not in chained]
        rows = select(*said).order_by(order_events.c.order_id, order_events.c.seq)
        before = (await uow.connection.execute(rows)).all()
        await uow.commit()
    await lower(store, "0007")
    await store.upgrade()
    async with store.write() as uow:
        assert (await uow.connection.execute(rows)).all() == before
        await uow.events.add(event(made[0].id))
        await uow.events.write()
        checked = await uow.audit.check()
        assert (checked.orders, checked.events, checked.damages) == (3, 702, ())
    await store.close()


def test_the_newest_revision_is_the_one_fresh_databases_are_stamped_with() -> None:
    assert ScriptDirectory.from_config(config()).get_current_head() == HEAD


async def test_a_database_of_a_newer_program_is_left_alone(empty_url: str) -> None:
    store = await open_store(empty_url)
    await store.upgrade()
    async with store.write() as uow:
        await uow.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        await uow.commit()
    with pytest.raises(StoreError, match="升级程序"):
        await store.upgrade()
    assert (await store.health()).current is False
    await store.close()


async def test_a_database_without_tables_says_what_to_do(empty_url: str) -> None:
    store = await open_store(empty_url)
    async with store.read() as uow:
        with pytest.raises(StoreError, match="jiedan db upgrade"):
            await uow.catalogue.all()
    with pytest.raises(StoreError, match="jiedan db upgrade"):
        await store.inbox.put(message("m"), "")
    await store.close()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO inbox (channel, external_id, chat_id, chat_kind, user_id, kind, text, media, to_me, sent_at,"
        " received_at, raw, state) VALUES ('c', 'e', 'c', 'direct', 'u', 'text', '', '{}', true,"
        " '2026-03-04 00:00:00', '2026-03-04 00:00:00', '', 'lost')",
        "INSERT INTO deadlines (order_id, kind, rung, due_at, owner, state)"
        " VALUES (404, 'review', 0, '2026-03-04 00:00:00', 'sales', 'open')",
        "INSERT INTO people (\"user\", name, role, customer_id, active) VALUES ('u', 'n', 'customer', 'C404', true)",
        "INSERT INTO customers (id, name, aliases, level, region, credit_limit) VALUES ('C', 'n', '[]', 'X', '', 0)",
        "INSERT INTO chats (channel, chat_id, kind, name) VALUES ('c', 'c', 'crowd', '')",
    ],
)
async def test_rows_that_make_no_sense_are_refused(store: Store, statement: str) -> None:
    async with store.write() as uow:
        with pytest.raises(IntegrityError):
            await uow.connection.execute(text(statement))


async def test_lines_and_events_end_with_their_order(store: Store) -> None:
    async with store.write() as uow:
        order = await uow.orders.add(PLAIN)
        await uow.connection.execute(text("DELETE FROM orders"))
        assert await uow.deadlines.of(order.id) == []
        assert (await uow.connection.execute(text("SELECT count(*) FROM order_lines"))).scalar_one() == 0


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "database.url 写错了"),
        ("mysql://x/y", "只支持 SQLite 和 PostgreSQL"),
        ("sqlite:////proc/jiedan/x.sqlite3", "目录"),
        ("postgresql://u:geheim@127.0.0.1:1/x", "连不上数据库服务器"),
    ],
)
async def test_a_database_that_cannot_be_opened_says_why_without_the_password(url: str, words: str) -> None:
    with pytest.raises(StoreError, match=words) as refused:
        await open_store(url)
    assert "geheim" not in str(refused.value)


async def test_a_database_that_is_not_there_says_so(postgres: Postgres) -> None:
    with pytest.raises(StoreError, match=r"database\.url"):
        await open_store(postgres.server.set(database="missing").render_as_string(hide_password=False))


async def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite3").write_text("订单,数量\n" * 1000)
    with pytest.raises(StoreError, match="不是 SQLite 数据库"):
        await open_store(f"sqlite:///{tmp_path}/x.sqlite3")


async def test_a_database_that_may_only_be_read_is_told(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path}/x.sqlite3")
    await store.upgrade()
    await store.close()
    for wal in tmp_path.glob("x.sqlite3-*"):
        wal.unlink()
    with sqlite3.connect(tmp_path / "x.sqlite3") as plain:
        plain.execute("PRAGMA journal_mode = DELETE")
    plain.close()
    locked = tmp_path / "locked"
    locked.mkdir()
    shutil.move(tmp_path / "x.sqlite3", locked / "x.sqlite3")
    store_url = f"sqlite:///file:{locked}/x.sqlite3?mode=ro&uri=true"
    with pytest.raises(StoreError, match="只读"):
        await _write_one(store_url)


async def _write_one(url: str) -> None:
    store = await open_store(url)
    try:
        await store.inbox.put(message("m"), "")
    finally:
        await store.close()


async def test_errors_never_carry_what_people_wrote(store: Store) -> None:
    secret = "秘密" * 3
    crowd = ChatRef("console", "c", cast("ChatKind", Gossip.GOSSIP))
    with pytest.raises(IntegrityError) as refused:
        await store.inbox.put(message("m", crowd, secret), f"<xml>{secret}</xml>")
    assert secret not in "".join(traceback.format_exception(refused.value))


class Gossip(StrEnum):
    """Not a kind of chat."""

    GOSSIP = "gossip"
