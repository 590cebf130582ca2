"""Brings a company's files into the database: adds what is new, changes what is different, repeats nothing."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Table

from handlers.domain.messaging import UserRef
from handlers.domain.party import Customer, Product
from storage.books import BOOKS, Source, written
from storage.columns import columns_of
from storage.connection import Connection
from storage.csv_file import BadRow
from storage.engine import Store
from storage.refreshing import recount, refresh
from storage.sql import insert
from storage.tables import chats, customers, people, products
from storage.uow import UnitOfWork
from storage.worlds import CHATS, CONSOLE, CUSTOMERS, PEOPLE, PRODUCTS, World, drop_strangers, read_world

T = TypeVar("T")
Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What happened to one file."""

    file: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: tuple[BadRow, ...] = ()


async def import_path(
    store: Store, path: Path, *channels: str, at: datetime | None = None, by: str = ""
) -> tuple[ImportReport, ...]:
    """Imports a company's folder or one of its files, and says when and who; one report a file."""
    return await import_world(store, read_world(path), *channels, at=at, by=by)


async def import_world(
    store: Store, world: World, *channels: str, at: datetime | None = None, by: str = ""
) -> tuple[ImportReport, ...]:
    """Imports what was read; people get an account under their own key in each channel (none given: the console)."""
    said = Source(at, by, "import")
    async with store.write() as uow:
        known = {customer.id: customer for customer in await uow.parties.all_customers()}
        world = drop_strangers(world, known)
        before = {product.sku: product for product in await uow.catalogue.all()}
        counts = await _write_all(uow, world, known, before, said)
        await _bind(uow, world, channels or (CONSOLE,))
        counts |= await refresh(uow, world, said)
        notes = await recount(uow, world, before)
        if any(added or changed for added, changed, _ in counts.values()):
            await uow.catalogue.raise_version()
        await uow.commit()
    return tuple(_reports(replace(world, bad=(*world.bad, *notes)), counts))


Counts = tuple[int, int, int]


async def _write_all(
    uow: UnitOfWork, world: World, known: Mapping[str, Customer], stock: Mapping[str, Product], said: Source
) -> dict[str, Counts]:
    connection = uow.connection
    staff = {person.user: person for person in await uow.parties.all_people()}
    away = {user for user, person in staff.items() if not person.active} & world.unsaid
    persons = tuple(replace(person, active=False) if person.user in away else person for person in world.people)
    places = {CHATS.key(chat): chat for chat in await uow.parties.all_chats()}
    return {
        CUSTOMERS.name: await _write(connection, customers, world.customers, known, CUSTOMERS.key, columns_of, said),
        PRODUCTS.name: await _write(connection, products, world.products, stock, PRODUCTS.key, _product, said),
        PEOPLE.name: await _write(connection, people, persons, staff, PEOPLE.key, columns_of, said),
        CHATS.name: await _write(connection, chats, world.chats, places, CHATS.key, columns_of, said),
    }


async def _write(
    connection: Connection,
    table: Table,
    fresh: Collection[T],
    stored: Mapping[str, T],
    key: Callable[[T], str],
    values: Callable[[T], Values],
    said: Source,
) -> Counts:
    added = [item for item in fresh if key(item) not in stored]
    changed = [item for item in fresh if key(item) in stored and stored[key(item)] != item]
    if added or changed:
        statement = insert(connection, table)
        keys = list(table.primary_key.columns)
        rest = {column.name: statement.excluded[column.name] for column in table.columns if not column.primary_key}
        upsert = statement.on_conflict_do_update(index_elements=keys, set_=rest)
        await connection.execute(upsert, [values(item) for item in (*added, *changed)])
        if table in BOOKS:
            await written(connection, table, [values(item) for item in (*added, *changed)], said, {})
    return len(added), len(changed), len(fresh) - len(added) - len(changed)


async def _bind(uow: UnitOfWork, world: World, channels: Iterable[str]) -> None:
    known = {(chat.channel, chat.chat_id) for chat in await uow.parties.all_chats()}
    for channel in channels:
        for person in world.people:
            usual = f"d-{person.user}"
            direct = usual if (channel, usual) in known else person.user
            await uow.parties.bind(UserRef(channel, person.user), person.user, direct)


def _reports(world: World, counts: Mapping[str, Counts]) -> Iterable[ImportReport]:
    for kind, file in world.read.items():
        bad = tuple(sorted((row for row in world.bad if row.file == file), key=lambda row: row.line))
        added, changed, unchanged = counts[kind]
        yield ImportReport(file, added, changed, unchanged, bad)
    others = tuple(row for row in world.bad if row.file not in world.read.values())
    if others:
        yield ImportReport(others[0].file, bad=others)


def _product(product: Product) -> Values:
    return columns_of(product) | {"packs": {unit: str(factor) for unit, factor in product.packs.items()}}
