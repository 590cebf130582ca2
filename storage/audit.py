"""Whether the history is as it was written: reads every event and names what does not fit."""

import json
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Text, func, select, tuple_, type_coerce

from storage.audit_book import Differs, Said, compare, said_by
from storage.audit_proofs import Untrue, check_proofs, proof_ends
from storage.books import BookChange, changes_of
from storage.chain import START, digest
from storage.columns import untrusted
from storage.connection import Connection
from storage.erasing import GONE, vouched
from storage.guards import names, standing
from storage.sql import is_postgres
from storage.tables import order_chains, order_events, orders, payments, refunds, returns

PAGE = 5000  # events read at a time
_NOTHING = Decimal(0)
BATCH = 400  # orders whose rows are read at a time
_JSON = ("changes", "before", "stands")  # read as they stand: anything may stand there
Place = tuple[int, int]  # order id, seq
Anchors = Mapping[tuple[int | str, int], str]  # order id, or the subject of a proof; seq -> hash
Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is not as it was written. `seq` 0 means the order's chain as a whole."""

    order_id: int
    number: str | None
    seq: int
    # changed | missing | replaced | extra | headless | unrecorded | anchor | unguarded | gone | state | paid | sums
    # | differs | untrue
    kind: str
    differs: Differs | Untrue | None = None  # of the kind "differs"; Untrue: of the kind "untrue", of no order


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look at everything found, and how much there was."""

    orders: int
    events: int
    damages: tuple[Damage, ...]
    erased: tuple[tuple[str | None, int], ...] = ()  # number and seq of events whose words somebody had taken away


class AuditTable:
    """Reads the chains inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def ends(self) -> list[tuple[int, int, str]]:
        """Where every chain ends, by order: order id, seq, hash. To be kept outside of the database."""
        query = select(order_chains.c.order_id, order_chains.c.seq, order_chains.c.hash).order_by("order_id")
        return [(row.order_id, row.seq, row.hash) for row in await self._connection.execute(query)]

    async def proof_ends(self) -> list[tuple[str, int, str]]:
        """The same of what belongs to no order: subject, seq, hash."""
        return await proof_ends(self._connection)

    async def book(self, name: str) -> list[BookChange]:
        """What became otherwise of a product's prices, a customer's terms or a rule, oldest first."""
        return await changes_of(self._connection, name)

    async def check(self, anchors: Anchors | None = None) -> Checked:
        """Checks every chain, and that the rows which `anchors` names have the hashes that it names."""
        left = {(of, seq): hashed for (of, seq), hashed in (anchors or {}).items() if isinstance(of, int)}
        proven = {(of, seq): hashed for (of, seq), hashed in (anchors or {}).items() if isinstance(of, str)}
        ends = {order_id: (seq, hashed) for order_id, seq, hashed in await self.ends()}
        own = select(*untrusted((orders.c.id, orders.c.number, orders.c.state, orders.c.paid, orders.c.returned)))
        rows_ = (await self._connection.execute(own)).all()
        known: dict[int, str | None] = {row.id: row.number for row in rows_}
        stands, received, back = {row.id: row.state for row in rows_}, await self._received(), await self._came_back()
        sums = {row.id: (row.paid or _NOTHING, row.returned or _NOTHING) for row in rows_}
        silent = set(known)
        found: dict[Place, str] = {}
        erased: list[tuple[str | None, int]] = []
        said: dict[int, Said] = {}
        differs: list[Differs] = []
        uneven: set[int] = set()  # orders whose sums are not what their rows add up to
        chains = events = 0
        async for rows in self._chains():
            order_id = rows[0]["order_id"]
            silent.discard(order_id)
            gone = _erased(rows)
            erased += [(known.get(order_id), seq) for seq in sorted(gone)]
            wrong = _check(rows, ends.pop(order_id, None), gone)
            if not wrong and order_id in stands:  # a history that holds says what the order must be
                said[order_id] = said_by(rows)
                money = None if said[order_id].form else received.get(order_id, _NOTHING)
                wrong = _against(rows, stands[order_id], money)
                if sums[order_id] != (received.get(order_id, _NOTHING), back.get(order_id, _NOTHING)):
                    uneven.add(order_id)
            elif order_id not in stands:
                wrong = wrong | {0: "gone"}
            if len(said) >= BATCH:
                differs += await compare(said, self._connection)
                said.clear()
            found |= {(order_id, seq): kind for seq, kind in wrong.items()}
            for row in rows:
                anchor = left.pop((order_id, row["seq"]), row["hash"])
                if anchor != row["hash"]:
                    found.setdefault((order_id, row["seq"]), "anchor")
            chains, events = chains + 1, events + len(rows)
        differs += await compare(said, self._connection)
        uneven -= {one.order_id for one in differs} | {order_id for order_id, _ in found}  # the rows were tampered with
        found |= {(order_id, 0): "sums" for order_id in uneven}
        for order_id, (seq, _) in ends.items():
            silent.discard(order_id)
            found |= {(order_id, one): "missing" for one in range(1, seq + 1)}
        found |= {(order_id, 0): "unrecorded" for order_id in silent}
        for place in left:
            found.setdefault(place, "missing")
        damages = [Damage(place[0], known.get(place[0]), place[1], kind) for place, kind in sorted(found.items())]
        damages += [Damage(one.order_id, known.get(one.order_id), one.seq, "differs", one) for one in differs]
        untrue = await check_proofs(self._connection, proven)
        damages += [Damage(0, None, one.seq, "untrue", one) for one in untrue]
        if await self._connection.run_sync(standing) != names(self._connection.dialect.name):
            damages.insert(0, Damage(0, None, 0, "unguarded"))
        return Checked(chains, events, tuple(damages), tuple(erased))

    async def _received(self) -> dict[int, Decimal]:
        """What finance found of each order's money, without what went back, in yuan."""
        total = func.sum(payments.c.received).label("total")
        granted = select(payments.c.order_id, total).where(payments.c.state == "granted").group_by(payments.c.order_id)
        found = {row.order_id: Decimal(row.total or 0) for row in await self._connection.execute(granted)}
        back = func.sum(refunds.c.amount).label("total")
        given = select(refunds.c.order_id, back).where(refunds.c.undone_at.is_(None)).group_by(refunds.c.order_id)
        for row in await self._connection.execute(given):
            found[row.order_id] = found.get(row.order_id, _NOTHING) - Decimal(row.total or 0)
        return found

    async def _came_back(self) -> dict[int, Decimal]:
        """What each order's goods that came back are worth, in yuan."""
        total = func.sum(returns.c.worth).label("total")
        here = select(returns.c.order_id, total).where(returns.c.state == "received").group_by(returns.c.order_id)
        return {row.order_id: Decimal(row.total or 0) for row in await self._connection.execute(here)}

    async def _chains(self) -> AsyncIterator[list[Event]]:
        """The events of one order after the other, each in its order."""
        at = order_events.c.at if is_postgres(self._connection) else type_coerce(order_events.c.at, Text)
        rest = [column for column in order_events.c if column.name not in ("at", *_JSON)]
        page = select(*rest, at.label("at"), *(type_coerce(order_events.c[name], Text).label(name) for name in _JSON))
        page = page.order_by(order_events.c.order_id, order_events.c.seq).limit(PAGE)
        place = tuple_(order_events.c.order_id, order_events.c.seq)
        chain: list[Event] = []
        last: Place = (-1, 0)
        while rows := (await self._connection.execute(page.where(place > tuple_(*last)))).all():
            for row in rows:
                event = dict(row._mapping)
                if chain and chain[0]["order_id"] != event["order_id"]:
                    yield chain
                    chain = []
                chain.append(event)
            last = (rows[-1].order_id, rows[-1].seq)
        if chain:
            yield chain


def _against(rows: list[Event], state: str, received: Decimal | None) -> dict[int, str]:
    """What of an order does not fit its history, by 0; `received` None: the history names every payment."""
    recorded = next((row["to_state"] for row in reversed(rows) if row["to_state"]), state)
    if state != recorded:
        return {0: "state"}
    return {0: "paid"} if received is not None and received != _paid(rows) else {}


def _paid(rows: list[Event]) -> Decimal:
    """What the history says that was received, in yuan."""
    for row in reversed(rows):
        if '"paid"' in (row["changes"] or ""):
            try:
                return Decimal([new for field, _, new in json.loads(row["changes"]) if field == "paid"][-1])
            except (ValueError, TypeError, IndexError, ArithmeticError):
                return _NOTHING
    return _NOTHING


def _erased(rows: list[Event]) -> set[int]:
    """Events that are what an erasing left of them: a later one of the chain says so, and words are gone indeed."""
    left = vouched(rows, lambda row: _hash(row) == row["hash"])
    texts = {row["seq"]: f"{row['reason']}{row['changes']}{row['before']}" for row in rows if row["seq"] in left}
    return {row["seq"] for row in rows if row["seq"] in left and _hash(row) == left[row["seq"]]} & {
        seq for seq, words in texts.items() if GONE in words
    }


def _check(rows: list[Event], end: tuple[int, str] | None, erased: Collection[int] = ()) -> dict[int, str]:
    """What is wrong with one chain, by seq."""
    found: dict[int, str] = {}
    before: Event | None = None
    for row in rows:
        seq, expected = row["seq"], before["seq"] + 1 if before else 1
        found |= dict.fromkeys(range(expected, seq), "missing")
        if seq not in erased and _hash(row) != row["hash"]:
            found[seq] = "changed"
        elif seq == expected and row["previous"] != (before["hash"] if before else START):
            found.setdefault(seq - 1 if before else seq, "replaced")
        before = row
    last = rows[-1]
    if end is None:
        return found | {0: "headless"}
    found |= {row["seq"]: "extra" for row in rows if row["seq"] > end[0]}
    found |= dict.fromkeys(range(last["seq"] + 1, end[0] + 1), "missing")
    if last["seq"] == end[0] and last["hash"] != end[1]:
        found.setdefault(last["seq"], "replaced")
    return found


def _hash(row: Event) -> str | None:
    """The hash of what stands in the row; None where that is nothing of ours: somebody may have tampered with it."""
    try:
        at = row["at"] if isinstance(row["at"], datetime) else datetime.fromisoformat(row["at"]).replace(tzinfo=UTC)
        values = {name: None if row[name] is None else json.loads(row[name]) for name in _JSON}
        return digest(dict(row) | {"at": at, **values})
    except (TypeError, ValueError, AttributeError):
        return None
