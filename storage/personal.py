"""What is kept of one person: given out as JSON, and taken away.

An event names who acted by the key in `people`: a person's name, accounts, telephone numbers, addresses and words go
from everywhere (`storage.erasing`), the key stays as a mere code, and every chain is as valid as before.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, false, or_, select, tuple_, update

from handlers.domain.messaging import ChatRef, UserRef
from handlers.domain.party import Person, as_owner
from storage import tables as t
from storage.catalogue import CatalogueTable
from storage.connection import Connection
from storage.erasing import GONE, SHORTEST, Personal, erase_words, personal

OPEN = "open"  # the phase of orders that are on their way to somebody
BATCH = 400  # ids in one statement
_BY_KEY: Mapping[Table, tuple[str, ...]] = {
    t.people: ("user",),
    t.accounts: ("user",),
    t.orders: ("placed_by", "confirmed_by"),
    t.order_events: ("actor",),
    t.attempts: ("user",),
    t.approvals: ("asked_by", "decided_by", "pending_by"),
    t.payments: ("by", "decided_by"),
    t.refunds: ("by", "undone_by"),
    t.returns: ("by", "decided_by", "received_by"),
    t.alerts: ("taken_by", "closed_by", "pending_by"),
    t.customer_words: ("by",),
    t.stock_moves: ("by",),
    t.sale_stops: ("by", "lifted_by"),
    t.requisitions: ("by",),
    t.pledges: ("by", "closed_by"),
    t.quotations: ("by",),
    t.requests: ("user",),
    t.slips: ("owner", "closed_by"),
    t.quiet_people: ("user",),
    t.rule_versions: ("by", "tried_by"),
    t.rule_switches: ("by",),
}
_SECRET = {"code_hash"}
_PARTED = re.compile(r"[\s\-—_·/|()()&,,、]+")
_POST = re.compile(  # what many are called
    r"(?:老?板娘?|采购部?|财务部?|仓库|仓管|客服部?|物流部?|业务员?|销售部?|总?经理|主管|会计|文员|助理|厂长|店长|门店|车队|总部|师傅|先生|女士|小姐)+"
)


class PersonalTable:
    """Reads and erases inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def export(
        self, person: Person | None, refs: Sequence[UserRef], chats: Sequence[ChatRef]
    ) -> dict[str, list[dict[str, Any]]]:
        """Every row about somebody, by table: by his key, by his accounts and by his direct chats."""
        wheres: dict[Table, list[ColumnElement[bool]]] = {}
        if person is not None:
            for table, names in _BY_KEY.items():
                wheres[table] = [table.c[name] == person.user for name in names]
            wheres[t.alert_told] = [t.alert_told.c.to == as_owner(person.user)]
        for table, where in self._at(person, refs, chats).items():
            wheres.setdefault(table, []).append(where)
        return {table.name: await self._rows(table, or_(*where)) for table, where in wheres.items()}

    async def erase(
        self, person: Person, refs: Sequence[UserRef], chats: Sequence[ChatRef], now: datetime
    ) -> tuple[int, int]:
        """Takes away his name, phone, accounts, words and what he was told, wherever it stands.

        Returns how many messages lost their words, and how many of his orders are not over: where they go to is needed
        until then. Orders, events, payments and the like stay and name the key only. What waits to be handled is not.
        """
        at = self._at(person, refs, chats)
        found, going_on = await self._personal(person, at[t.inbox])
        said = list((await self._connection.execute(select(t.inbox.c.id).where(at[t.inbox]))).scalars())
        for start in range(0, len(said), BATCH):
            answers = t.outbox.c.trace.in_(said[start : start + BATCH])
            await self._connection.execute(delete(t.outbox).where(answers, t.outbox.c.state.in_(("sent", "dead"))))
        for table in (t.outbox, t.windows, t.chats, t.strangers, t.console_messages):
            await self._connection.execute(delete(table).where(at[table]))
        alias = f"erased-{person.user}"
        private = {"chat_id": alias}
        over = t.orders.c.phase != OPEN
        await self._connection.execute(update(t.orders).where(_in(t.orders, chats), over).values(private))
        await self._connection.execute(update(t.inbox).where(_in(t.inbox, chats), at[t.inbox]).values(private))
        for start in range(0, len(said), BATCH):
            mine = update(t.inbox).where(t.inbox.c.id.in_(said[start : start + BATCH]))
            words: dict[str, Any] = {
                "user_id": alias,
                "text": GONE,
                "raw": "",
                "tap": None,
                "media": {},
                "last_error": "",
            }
            await self._connection.execute(mine.values(words))
            waiting = mine.where(t.inbox.c.state.in_(("waiting", "dead")))
            await self._connection.execute(waiting.values(state="done", next_at=None))
        forgotten = {"name": GONE, "used_account": None, "used_channel": None}
        await self._connection.execute(update(t.invitations).where(at[t.invitations]).values(forgotten))
        await erase_words(self._connection, person.user, found, now)
        await self._connection.execute(delete(t.accounts).where(t.accounts.c.user == person.user))
        blank = {"name": GONE, "phone_tail": "", "active": False}
        await self._connection.execute(update(t.people).where(t.people.c.user == person.user).values(blank))
        await CatalogueTable(self._connection).raise_version()
        return len(said), going_on

    async def _personal(self, person: Person, his: ColumnElement[bool]) -> tuple[Personal, int]:
        """His name, his number, what he said, and addresses and remarks for orders that are over or were never given.

        Remarks too short to be anybody's stay.
        """
        said = (await self._connection.execute(select(t.inbox.c.text).where(his))).scalars()
        o = t.orders.c
        placed = select(o.id, o.address, o.remark, o.phase).where(o.placed_by == person.user)
        mine = (await self._connection.execute(placed)).all()
        over = [row.id for row in mine if row.phase != OPEN]
        events = select(t.order_events.c.changes)
        changed = [
            value
            for start in range(0, len(over), BATCH)
            for row in await self._connection.execute(
                events.where(t.order_events.c.order_id.in_(over[start : start + BATCH]))
            )
            for field, *values in row.changes
            if field in ("address", "remark")
            for value in values
            if field == "address" or len(value) >= SHORTEST
        ]
        kept = {word for row in mine if row.phase == OPEN for word in (row.address, row.remark) if word}
        given = {row.address for row in mine if row.phase != OPEN and row.address} | set(changed)
        given |= {row.remark for row in mine if row.phase != OPEN and len(row.remark or "") >= SHORTEST}
        words = {
            person.name,
            *await self._called(person),
            *(given - kept),
            *(text for text in said if len(text.strip()) >= SHORTEST),
        }
        return personal({word for word in words if len(word.strip()) > 1}, person.phone_tail), len(mine) - len(over)

    async def _called(self, person: Person) -> set[str]:
        """What others call him by of a name in several parts, 刘芳 of 鑫源 刘芳: nothing that means more than him."""
        people, customers = t.people.c, t.customers.c
        others = (await self._connection.execute(select(people.name).where(people.user != person.user))).scalars()
        companies = (await self._connection.execute(select(customers.name, customers.aliases, customers.region))).all()
        known = [*others, *(str(value) for row in companies for value in row)]
        parts = {part for part in _PARTED.split(person.name) if len(part) > 1 and not _POST.fullmatch(part)}
        return {part for part in parts - {person.name} if not any(part in one for one in known)}

    def _at(
        self, person: Person | None, refs: Sequence[UserRef], chats: Sequence[ChatRef]
    ) -> dict[Table, ColumnElement[bool]]:
        """Where his accounts and direct chats stand."""
        own = [chat.chat_id for chat in chats if chat.channel == "console"]
        names = [ref.user_id for ref in refs if ref.channel == "console"]
        used = (t.invitations.c.used_channel, t.invitations.c.used_account)
        invited = _pairs(used, ((ref.channel, ref.user_id) for ref in refs))
        if person is not None:
            invited = or_(invited, t.invitations.c.user == person.user)
        return {
            t.inbox: _of(t.inbox, refs),
            t.strangers: _of(t.strangers, refs),
            t.outbox: _in(t.outbox, chats),
            t.windows: _in(t.windows, chats),
            t.chats: _in(t.chats, chats),
            t.console_messages: or_(t.console_messages.c.chat_id.in_(own), t.console_messages.c.author.in_(names)),
            t.invitations: invited,
        }

    async def _rows(self, table: Table, where: ColumnElement[bool]) -> list[dict[str, Any]]:
        columns = [column for column in table.c if column.name not in _SECRET]
        query = select(*columns).where(where).order_by(*table.primary_key.columns)
        return [dict(row) for row in (await self._connection.execute(query)).mappings()]


def _pairs(columns: tuple[ColumnElement[str], ColumnElement[str]], pairs: Iterable[tuple[str, str]]) -> Any:
    wanted = list(pairs)
    return tuple_(*columns).in_(wanted) if wanted else false()


def _of(table: Table, refs: Sequence[UserRef]) -> Any:
    return _pairs((table.c.channel, table.c.user_id), ((ref.channel, ref.user_id) for ref in refs))


def _in(table: Table, chats: Sequence[ChatRef]) -> Any:
    return _pairs((table.c.channel, table.c.chat_id), ((chat.channel, chat.chat_id) for chat in chats))
