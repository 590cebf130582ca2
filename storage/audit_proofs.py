"""Whether stock, its moves and people's promises are in the tables as their proofs say, and whether sums add up."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from sqlalchemy import Text, case, func, select, tuple_, type_coerce

from storage.books import BOOK, BOOKS, SUBJECTS, entry_parts
from storage.books import SAID as SOURCE
from storage.chain import START
from storage.columns import Nonsense, Untrusted, untrusted
from storage.connection import Connection
from storage.order_rows import Row
from storage.proofs import LEVEL, MOVE, PLEDGE, SAID, SINCE, STOCK, move_parts, pledge_parts, seal
from storage.standing import Parts, Value, key_of, values
from storage.tables import pledges, products, proofs, stock, stock_holds, stock_moves

PAGE = 5000  # rows read at a time
_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Untrue:
    """Something of a product or a promise is not as it was written.

    `part`: the row, as in stock_moves:17; empty: the subject. An empty column: the row as a whole.
    """

    subject: str  # stock:LT-07, pledge:3
    kind: str  # changed | missing | replaced | differs | moves | held | anchor
    seq: int = 0  # of the proof
    part: str = ""
    column: str = ""
    said: Any = None
    found: Any = None


@dataclass(frozen=True, slots=True)
class Proven:
    """What the proofs of a subject say."""

    parts: Parts
    seqs: Mapping[str, int]


async def proof_ends(connection: Connection) -> list[tuple[str, int, str]]:
    """Where every chain ends, by subject: subject, seq, hash."""
    last = select(proofs.c.subject, func.max(proofs.c.seq).label("seq")).group_by(proofs.c.subject).subquery()
    query = select(proofs.c.subject, proofs.c.seq, proofs.c.hash).join(
        last, (last.c.subject == proofs.c.subject) & (last.c.seq == proofs.c.seq)
    )
    return [(row.subject, row.seq, row.hash) for row in await connection.execute(query.order_by(proofs.c.subject))]


async def check_proofs(connection: Connection, anchors: Mapping[tuple[str, int], str]) -> list[Untrue]:
    """Every proof that is broken or not as `anchors` name it, and every row that is not as its proof says."""
    left = dict(anchors)
    wrong: list[Untrue] = []
    said: dict[str, Proven] = {}
    async for rows in _chains(connection):
        subject = rows[0]["subject"]
        broken = list(_broken(rows))
        named = {one.seq for one in broken}
        others = [row["seq"] for row in rows if left.pop((subject, row["seq"]), row["hash"]) != row["hash"]]
        wrong += [*broken, *(Untrue(subject, "anchor", seq) for seq in others if seq not in named)]
        said[subject] = _proven(rows)
    wrong += [Untrue(subject, "missing", seq) for subject, seq in sorted(left)]
    doubtful = {one.subject for one in wrong}
    found = [one for one in await _stock(connection, said) if one.subject not in doubtful]
    found += [one for one in await _pledges(connection, said) if one.subject not in doubtful]
    found += [one for one in await _books(connection, said) if one.subject not in doubtful]
    return wrong + found


async def _chains(connection: Connection) -> AsyncIterator[list[Row]]:
    stands = type_coerce(proofs.c.stands, Text).label("stands")  # anything may stand there
    columns = (proofs.c.subject, proofs.c.seq, proofs.c.previous, proofs.c.hash, stands)
    page = select(*columns).order_by(proofs.c.subject, proofs.c.seq).limit(PAGE)
    place = tuple_(proofs.c.subject, proofs.c.seq)
    chain: list[Row] = []
    last = ("", 0)
    while rows := (await connection.execute(page.where(place > tuple_(*last)))).mappings().all():
        for row in rows:
            if chain and chain[0]["subject"] != row["subject"]:
                yield chain
                chain = []
            chain.append(dict(row) | {"stands": _read(row["stands"])})
        last = (rows[-1]["subject"], rows[-1]["seq"])
    if chain:
        yield chain


def _read(stands: str) -> Any:
    try:
        return json.loads(stands)
    except ValueError:
        return None


def _broken(rows: Iterable[Row]) -> Iterator[Untrue]:
    seq, before = 0, START
    for row in rows:
        for gone in range(seq + 1, row["seq"]):
            yield Untrue(row["subject"], "missing", gone)
        if row["hash"] != seal(row["subject"], row["seq"], row["previous"], row["stands"]):
            yield Untrue(row["subject"], "changed", row["seq"])
        elif row["seq"] == seq + 1 and row["previous"] != before:
            yield Untrue(row["subject"], "replaced", max(seq, 1))
        seq, before = row["seq"], row["hash"]


def _proven(rows: list[Row]) -> Proven:
    parts: Parts = {}
    seqs: dict[str, int] = {}
    for row in rows:
        stands = row["stands"] if isinstance(row["stands"], dict) else {}
        parts |= stands
        seqs |= dict.fromkeys(stands, row["seq"])
    return Proven(parts, seqs)


def _compare(subject: str, proven: Proven | None, found: Parts, columns: Iterable[Any]) -> Iterator[Untrue]:
    said = proven.parts if proven else {}
    names = [column.name for column in columns]
    for key in dict.fromkeys((*said, *found)):
        old, new = said.get(key), found.get(key)
        seq = proven.seqs.get(key, 0) if proven else 0
        if old is None or new is None:
            if old != new:
                yield Untrue(subject, "differs", seq, key, "", old, new)
            continue
        for name, was, now in zip(names, old, new, strict=False):
            if was != now:
                yield Untrue(subject, "differs", seq, key, name, was, now)


async def _stock(connection: Connection, said: Mapping[str, Proven]) -> list[Untrue]:
    moves: defaultdict[str, list[Row]] = defaultdict(list)
    for row in (await connection.execute(select(*untrusted(stock_moves.c)).order_by(stock_moves.c.id))).mappings():
        moves[row["sku"]].append(row)
    held = select(stock_holds.c.sku, func.sum(stock_holds.c.qty).label("held")).group_by(stock_holds.c.sku)
    sums = {row.sku: Decimal(row.held or 0) for row in await connection.execute(held)}
    counted = case((products.c.stock > 0, products.c.stock), else_=0)
    query = select(
        *untrusted(stock.c), type_coerce(counted, Untrusted(products.c.stock.type)).label("counted")
    ).select_from(stock.outerjoin(products, products.c.sku == stock.c.sku))
    levels = {row["sku"]: row for row in (await connection.execute(query)).mappings()}
    subjects = {name.partition(":")[2] for name in said if name.startswith(f"{STOCK}:")}
    found: list[Untrue] = []
    for sku in sorted(subjects | levels.keys() | moves.keys()):
        found += _product(sku, levels.get(sku), moves[sku], said.get(f"{STOCK}:{sku}"), sums.get(sku, _NONE))
    return found


def _product(sku: str, level: Row | None, moves: list[Row], proven: Proven | None, held: Decimal) -> Iterator[Untrue]:
    """A product's level and moves against its proofs, against each other, and what is held against who holds it."""
    subject = f"{STOCK}:{sku}"
    since: Value = proven.parts.get(SINCE) if proven else None
    fresh = [row for row in moves if row["id"] > (since[0] if since else 0)]
    rows = {key: value for key, value in proven.parts.items() if key not in (LEVEL, SINCE)} if proven else {}
    own = Proven(rows, proven.seqs if proven else {})
    wrong = list(_compare(subject, own, {k: v for row in fresh for k, v in move_parts(row).items()}, MOVE))
    here = None if level is None else values((stock.c.on_hand,), level)
    told = proven.parts.get(LEVEL) if proven else None
    if told is None and not moves and level is not None and level["counted"] is not None:
        told = [str(level["counted"])]  # it was never moved: as the price list says
    if told is not None and told != here:
        seq = proven.seqs[LEVEL] if proven else 0
        wrong.append(Untrue(subject, "differs", seq, LEVEL, "on_hand", told[0], here[0] if here else None))
    yield from wrong
    steps = (later for earlier, later in pairwise(moves) if not _leads(earlier, later))
    if not wrong:
        yield from (Untrue(subject, "moves", part=key_of(stock_moves, one["id"])) for one in steps)
    if level is not None and level["held"] != held:
        yield Untrue(subject, "held", said=str(held), found=str(level["held"]))


def _leads(earlier: Row, later: Row) -> bool:
    """Whether one move of a product comes after the other."""
    if any(isinstance(one, Nonsense) for one in (earlier["on_hand"], later["qty"], later["on_hand"])):
        return False
    return bool(earlier["on_hand"] + later["qty"] == later["on_hand"])


async def _pledges(connection: Connection, said: Mapping[str, Proven]) -> list[Untrue]:
    rows = (await connection.execute(select(*untrusted(pledges.c)))).mappings()
    stored = {f"{PLEDGE}:{row['id']}": pledge_parts(row) for row in rows}
    names = {name for name in said if name.startswith(f"{PLEDGE}:")} | stored.keys()
    found: list[Untrue] = []
    for name in sorted(names, key=lambda one: (len(one), one)):
        found += _compare(name, said.get(name), stored.get(name, {}), SAID)
    return found


async def _books(connection: Connection, said: Mapping[str, Proven]) -> list[Untrue]:
    """Prices, customers' terms and rules against their books."""
    there: dict[str, Parts] = {subject: {} for subject in SUBJECTS}
    for table, (name, columns) in BOOKS.items():
        wanted = dict.fromkeys((*table.primary_key.columns, *columns))
        for row in (await connection.execute(select(*untrusted(wanted)))).mappings():
            there[f"{BOOK}:{name}"] |= entry_parts(table, row)
    found: list[Untrue] = []
    for subject, parts in there.items():
        proven = said.get(subject)
        if proven is None:
            found += [Untrue(subject, "missing", 1)] if parts else []
            continue
        told = Proven({key: one for key, one in proven.parts.items() if key != SOURCE}, proven.seqs)
        for table, (name, columns) in BOOKS.items():
            if f"{BOOK}:{name}" == subject:
                own = f"{table.name}:"
                mine = Proven({key: one for key, one in told.parts.items() if key.startswith(own)}, told.seqs)
                found += _compare(subject, mine, {k: v for k, v in parts.items() if k.startswith(own)}, columns)
    return found
