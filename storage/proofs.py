"""Proof of what belongs to no order: what there is of a product, every move of it, and what people promised.

Each product and each promise has a chain of its own in `proofs`, like an order's events: a row says how parts of it
stand from then on and carries a SHA-256 over that and the hash of the row before. Two that write about one product
or one promise wait for its row anyway, so no chain makes anybody wait. `storage.audit_proofs` compares.
"""

import hashlib
import json
from typing import Any

from sqlalchemy import bindparam, insert, select

from storage.chain import START
from storage.columns import clean
from storage.connection import Connection
from storage.order_rows import Row
from storage.standing import Parts, key_of, values
from storage.tables import pledges, proofs, stock_moves

STOCK, PLEDGE = "stock", "pledge"  # what subjects begin with
LEVEL = "stock"  # the part that is what lies there
SINCE = "since"  # the part that names the last move that was made before there were proofs
MOVE = (
    *(stock_moves.c.kind, stock_moves.c.qty, stock_moves.c.on_hand),
    *(stock_moves.c.at, stock_moves.c.by, stock_moves.c.order_id),
)
SAID = (
    *(pledges.c.by, pledges.c.at, pledges.c.words, pledges.c.customer_id, pledges.c.customer_name),
    *(pledges.c.due, pledges.c.state, pledges.c.closed_at, pledges.c.closed_by, pledges.c.order_id),
)
_END = (
    select(proofs.c.seq, proofs.c.hash)
    .where(proofs.c.subject == bindparam("subject"))
    .order_by(proofs.c.seq.desc())
    .limit(1)
)
_ADD = insert(proofs)


def seal(subject: str, seq: int, previous: str, stands: Any) -> str:
    """The hash of a row of `proofs`; `stands` as JSON holds it."""
    plain = json.dumps([1, subject, seq, previous, stands], ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(clean(plain).encode()).hexdigest()


def link(subject: str, parts: Parts, last: int = 0, previous: str = START) -> dict[str, Any]:
    """The row that comes after the last one of a subject."""
    hashed = seal(subject, last + 1, previous, parts)
    return {"subject": subject, "seq": last + 1, "previous": previous, "stands": parts, "hash": hashed}


def move_parts(row: Row) -> Parts:
    """A move of stock."""
    return {key_of(stock_moves, row["id"]): values(MOVE, row)}


def pledge_parts(row: Row) -> Parts:
    """What somebody promised."""
    return {key_of(pledges, row["id"]): values(SAID, row)}


async def prove_stock(connection: Connection, move: Row) -> None:
    """A product's stock was moved, and lies there as the move says; its row is this transaction's alone."""
    level: Parts = {LEVEL: values((stock_moves.c.on_hand,), move)}
    await prove(connection, f"{STOCK}:{move['sku']}", level | move_parts(move))


async def prove_move(connection: Connection, move: Row) -> None:
    """A move that was made before is told otherwise."""
    await prove(connection, f"{STOCK}:{move['sku']}", move_parts(move))


async def prove_pledge(connection: Connection, row: Row) -> None:
    """A promise was written; its row is this transaction's alone."""
    await prove(connection, f"{PLEDGE}:{row['id']}", pledge_parts(row))


async def prove_gone(connection: Connection, number: int) -> None:
    """A promise was taken out."""
    await prove(connection, f"{PLEDGE}:{number}", {key_of(pledges, number): None})


async def prove(connection: Connection, subject: str, parts: Parts) -> None:
    """These parts of a subject are so from now on; nobody else may write about it before this transaction ends."""
    end = (await connection.execute(_END, {"subject": subject})).first()
    last, previous = (end.seq, end.hash) if end else (0, START)
    await connection.execute(_ADD, link(subject, parts, last, previous))
