"""Proof of what prices, customers' terms and rules are: one chain in `proofs` for each of these books.

A row says which entries of the book are otherwise from then on, when, by whom and from where. What an import or a rule
writes is said here in the same transaction; `storage.audit_proofs` compares, `changes_of` tells who changed what.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, select

from storage.connection import Connection
from storage.order_rows import Row
from storage.proofs import prove
from storage.sql import count_up
from storage.standing import Parts, Value, key_of, values
from storage.tables import customers, prices, products, proofs, rule_switches, rule_versions

BOOK = "book"  # what subjects begin with
SAID = "said"  # the part that is no entry: when, by whom, from where
BOOKS: Mapping[Table, tuple[str, tuple[Column[Any], ...]]] = {  # table -> its book, and what an entry says
    products: ("products", (products.c.price, products.c.min_price, products.c.cost)),
    customers: ("customers", (customers.c.level, customers.c.credit_limit, customers.c.owner)),
    prices: ("prices", (prices.c.price, prices.c.until)),
    rule_versions: (
        "rules",
        (
            *(rule_versions.c.name, rule_versions.c.version, rule_versions.c.body, rule_versions.c.by),
            *(rule_versions.c.at, rule_versions.c.source, rule_versions.c.tried_at, rule_versions.c.tried_by),
        ),
    ),
    rule_switches: (
        "rules",
        (
            *(rule_switches.c.name, rule_switches.c.version, rule_switches.c.by),
            *(rule_switches.c.at, rule_switches.c.undoes),
        ),
    ),
}
SUBJECTS = tuple(dict.fromkeys(f"{BOOK}:{name}" for name, _ in BOOKS.values()))


@dataclass(frozen=True, slots=True)
class Source:
    """When something was written into a book, by whom, and from where."""

    at: datetime | None = None
    by: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class BookChange:
    """One entry of a book that became otherwise; None: it was not there, or is gone."""

    seq: int
    at: str  # an instant in ISO form; empty: not known
    by: str
    source: str
    part: str
    before: Value
    after: Value


def entry_parts(table: Table, row: Row | Mapping[str, Any]) -> Parts:
    """A row of one of these tables, as its book says it."""
    keys = values(table.primary_key.columns, row)
    return {key_of(table, " ".join(map(str, keys))): values(BOOKS[table][1], row)}


def entry_names(table: str) -> list[str]:
    """The columns of a table, by its name, that its book says."""
    return [column.name for one, (_, said) in BOOKS.items() if one.name == table for column in said]


async def written(
    connection: Connection, table: Table, rows: Iterable[Row | Mapping[str, Any]], source: Source, gone: Parts
) -> None:
    """These rows of a table are new or otherwise from now on; `gone` are not there any more."""
    parts = {key: value for row in rows for key, value in entry_parts(table, row).items()} | gone
    if not parts:
        return
    await count_up(connection, BOOK)  # whoever writes into a book waits here for whoever else does
    said: Parts = {SAID: [source.at.isoformat() if source.at else "", source.by, source.source]}
    await prove(connection, f"{BOOK}:{BOOKS[table][0]}", said | parts)


async def changes_of(connection: Connection, name: str) -> list[BookChange]:
    """Everything that the chains say of a product, a customer or a rule, oldest first."""
    found: list[BookChange] = []
    for subject in SUBJECTS:
        rows = await connection.execute(select(proofs).where(proofs.c.subject == subject).order_by(proofs.c.seq))
        before: Parts = {}
        for row in rows:
            found += _changes(row.seq, row.stands, before, name)
            before |= row.stands
    return found


def _changes(seq: int, stands: Parts, before: Parts, name: str) -> Iterator[BookChange]:
    at, by, source = stands.get(SAID) or ["", "", ""]
    for key, value in stands.items():
        if key != SAID and value != before.get(key) and _about(key, value or before.get(key) or [], name):
            yield BookChange(seq, at, by, source, key, before.get(key), value)


def _about(key: str, value: list[Any], name: str) -> bool:
    table, _, own = key.partition(":")
    return value[0] == name if table in (rule_versions.name, rule_switches.name) else name in own.split(" ")
