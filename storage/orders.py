"""Orders and their lines as rows; implements `handlers.ports.Orders`."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    not_,
    or_,
    select,
    type_coerce,
    update,
)

from handlers.domain.errors import NotFound, Stale
from handlers.domain.messaging import ChatKind, ChatRef, Message
from handlers.domain.money import times
from handlers.domain.order import Order, OrderId, Phase
from handlers.domain.usual import Usual, usual_of
from storage.columns import begins
from storage.connection import Connection
from storage.order_rows import Row, line_values, order_of, order_values
from storage.sql import count_up, is_postgres
from storage.standing import changed
from storage.tables import accounts, order_events, order_lines, orders, people

Query = Select[*tuple[object, ...]]


# Built once: SQLAlchemy needs longer to build a statement and to look it up than SQLite to run it.
_ADD = insert(orders).returning(orders.c.id)
_SAVE = update(orders).where(orders.c.id == bindparam("order"), orders.c.version == bindparam("known"))
_ADD_LINES = insert(order_lines)
_DROP_LINES = delete(order_lines).where(order_lines.c.order_id == bindparam("order"))
_LINES = (
    select(order_lines).where(order_lines.c.order_id.in_(bindparam("ids", expanding=True))).order_by(order_lines.c.no)
)
_WORTH = select(order_lines.c.price, order_lines.c.base_qty).where(
    order_lines.c.order_id.in_(bindparam("ids", expanding=True)), order_lines.c.gift.is_(False)
)
_PER_QUERY = 500  # values in one IN list
_BY_ID = select(orders).where(orders.c.id.in_(bindparam("orders", expanding=True)))
_KEEP = (
    select(orders.c.id)
    .where(orders.c.id.in_(bindparam("orders", expanding=True)))
    .order_by(orders.c.id)
    .with_for_update()
)
_HERE = (orders.c.channel == bindparam("channel"), orders.c.chat_id == bindparam("chat_id"))
_DRAFTS = (
    select(orders)
    .where(*_HERE, orders.c.placed_by == bindparam("user"), orders.c.phase == Phase.DRAFT.value)
    .order_by(orders.c.touched_at.desc(), orders.c.id.desc())
)
_DRAFTS_OF_HOUSE = (  # of the people of one customer, in its group
    select(orders)
    .where(*_HERE, orders.c.placed_by.in_(select(people.c.user).where(people.c.customer_id == bindparam("customer"))))
    .where(orders.c.phase == Phase.DRAFT.value, orders.c.customer_id == bindparam("customer"))
    .order_by(orders.c.touched_at.desc(), orders.c.id.desc())
)
_ALONE = (  # in the direct chats of the person's other accounts: one person is one person on every platform
    select(orders)
    .join(
        accounts,
        and_(accounts.c.channel == orders.c.channel, accounts.c.direct_chat_id == orders.c.chat_id),
    )
    .where(accounts.c.user == bindparam("user"), orders.c.chat_kind == ChatKind.DIRECT.value, not_(and_(*_HERE)))
)
_DRAFTS_ELSEWHERE = _ALONE.where(orders.c.placed_by == bindparam("user"), orders.c.phase == Phase.DRAFT.value)
_LAST_CONFIRMED = (
    select(orders)
    .where(*_HERE, orders.c.confirmed_by == bindparam("user"), orders.c.confirmed_at >= bindparam("since"))
    .where(orders.c.phase == Phase.OPEN.value)
    .order_by(orders.c.confirmed_at.desc(), orders.c.id.desc())
    .limit(1)
)
_CONFIRMED_ELSEWHERE = (
    _ALONE.where(orders.c.confirmed_by == bindparam("user"), orders.c.confirmed_at >= bindparam("since"))
    .where(orders.c.phase == Phase.OPEN.value)
    .order_by(orders.c.confirmed_at.desc(), orders.c.id.desc())
    .limit(1)
)
_LATELY = (
    select(orders)
    .where(*_HERE, orders.c.placed_by == bindparam("user"), orders.c.touched_at >= bindparam("since"))
    .where(or_(orders.c.phase == Phase.OPEN.value, and_(orders.c.phase == Phase.VOID.value, orders.c.quote == "")))
    .order_by(orders.c.touched_at.desc(), orders.c.id.desc())
    .limit(4)
)
_USUAL = (
    select(orders.c.customer_id, order_lines.c.sku, orders.c.id, order_lines.c.base_qty)
    .join(orders, orders.c.id == order_lines.c.order_id)
    .where(orders.c.customer_id.in_(bindparam("customers", expanding=True)))
    .where(orders.c.confirmed_at >= bindparam("since"))
    .where(orders.c.phase.in_([Phase.OPEN.value, Phase.DONE.value]))
    .where(order_lines.c.sku.in_(bindparam("skus", expanding=True)), order_lines.c.given == "")
)

_GIFTED = (
    select(order_lines.c.given, func.count(orders.c.id.distinct()).label("orders"))
    .join(orders, orders.c.id == order_lines.c.order_id)
    .where(orders.c.customer_id == bindparam("customer"), orders.c.id != bindparam("order"))
    .where(orders.c.phase.in_([Phase.OPEN.value, Phase.DONE.value]))
    .where(order_lines.c.given.in_(bindparam("campaigns", expanding=True)))
    .group_by(order_lines.c.given)
)

_PARTNERS = (
    select(orders)
    .where(
        orders.c.customer_id == bindparam("customer"),
        orders.c.confirmed_at >= bindparam("since"),
        orders.c.phase.in_([Phase.OPEN.value, Phase.DONE.value]),
        orders.c.id != bindparam("order"),
        select(order_lines.c.no)
        .where(order_lines.c.order_id == orders.c.id, order_lines.c.sku.in_(bindparam("skus", expanding=True)))
        .exists(),
    )
    .order_by(orders.c.confirmed_at.desc(), orders.c.id.desc())
    .limit(bindparam("most"))
)
_SAME_NO = (
    select(orders)
    .where(
        orders.c.customer_id == bindparam("customer"),
        func.lower(orders.c.customer_no) == bindparam("no"),
        literal_column("orders.customer_no <> ''"),  # to the letter: with a parameter its index would not be used
        orders.c.phase.in_([Phase.OPEN.value, Phase.DONE.value]),
        orders.c.id != bindparam("order"),
    )
    .order_by(orders.c.id.desc())
    .limit(bindparam("most"))
)


_IN_WORK: ColumnElement[bool] = literal_column("orders.phase = 'open'")  # to the letter, for the same reason


class OrderTable:
    """Orders inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection
        self._expected: dict[OrderId, Order] = {}
        self._known: dict[OrderId, Order] = {}  # as they were read or written last in this transaction

    async def expect(self, ids: Collection[OrderId]) -> None:
        """Reads in one go what `get` will be asked for next, each once."""
        found = await self._load(_BY_ID, {"orders": list(ids)})
        self._expected = {order.id: order for order in found}

    async def open(self) -> list[OrderId]:
        """Every order that is placed and not over, by id."""
        query = select(orders.c.id).where(orders.c.phase == Phase.OPEN.value).order_by(orders.c.id)
        return [OrderId(one) for one in (await self._connection.execute(query)).scalars()]

    async def amount(self, ids: Collection[OrderId]) -> Decimal:
        """What these orders come to together, as far as prices are known; the orders themselves are not read."""
        listed, found = sorted(ids), Decimal(0)
        for start in range(0, len(listed), _PER_QUERY):
            rows = await self._connection.execute(_WORTH, {"ids": listed[start : start + _PER_QUERY]})
            found += sum((times(row.price, row.base_qty) or Decimal(0) for row in rows), Decimal(0))
        return found

    async def add(self, order: Order) -> Order:
        """Stores a new order and returns it with its id and version 1."""
        row = {"version": 1, **order_values(order)}
        order_id = OrderId((await self._connection.execute(_ADD, row)).scalar_one())
        stored = replace(order, id=order_id, version=1)
        await self._add_lines(stored)
        self._connection.standing.saw(stored.id, changed(None, stored))
        self._known[stored.id] = stored
        return stored

    async def get(self, order_id: OrderId) -> Order:
        """Returns the order; raises NotFound."""
        expected = self._expected.pop(order_id, None)
        found = [expected] if expected else await self._load(_BY_ID, {"orders": [order_id]})
        if not found:
            raise NotFound("order.not_found")
        return found[0]

    async def keep(self, order_ids: Collection[OrderId]) -> None:
        """Nobody else writes about these orders before this transaction ends; kept in one order by everybody."""
        if order_ids and is_postgres(self._connection):
            await self._connection.execute(_KEEP, {"orders": sorted(order_ids)})

    async def save(self, order: Order) -> Order:
        """Writes the order if its version is still the stored one and returns it one version higher; raises Stale."""
        self._expected.pop(order.id, None)
        row = {"order": order.id, "known": order.version, "version": order.version + 1, **order_values(order)}
        written = await self._connection.execute(_SAVE, row)
        if written.rowcount != 1:
            raise Stale(await self.get(order.id))
        await self._connection.execute(_DROP_LINES, {"order": order.id})
        saved = replace(order, version=order.version + 1)
        await self._add_lines(saved)
        before = self._known.get(order.id)
        before = before if before is not None and before.version == order.version else None
        self._connection.standing.saw(order.id, changed(before, saved))
        self._known[order.id] = saved
        return saved

    async def drafts(self, chat: ChatRef, user: str) -> list[Order]:
        """The person's open drafts in this chat, latest touched first; in a direct chat those of all direct chats."""
        wanted = {"channel": chat.channel, "chat_id": chat.chat_id, "user": user}
        found = await self._load(_DRAFTS, wanted)
        if chat.kind is ChatKind.GROUP:
            return found
        elsewhere = await self._load(_DRAFTS_ELSEWHERE, wanted)
        return sorted([*found, *elsewhere], key=lambda o: (o.touched_at, o.id), reverse=True) if elsewhere else found

    async def drafts_of_house(self, chat: ChatRef, customer: str) -> list[Order]:
        """The open drafts in this group of everybody who belongs to this customer, latest touched first."""
        return await self._load(
            _DRAFTS_OF_HOUSE, {"channel": chat.channel, "chat_id": chat.chat_id, "customer": customer}
        )

    async def by_number(self, number: str) -> Order | None:
        """Finds an order by its full number, letter case ignored."""
        found = await self._load(select(orders).where(orders.c.number_key == number.casefold()))
        return found[0] if found else None

    async def by_tail(self, tail: str, limit: int = 6) -> list[Order]:
        """Orders whose number ends with these digits, newest first; an empty tail finds nothing."""
        if not tail:
            return []
        ends = begins(orders.c.number_back, tail.casefold()[::-1])
        return await self._load(_newest_first(select(orders).where(ends)).limit(limit))

    async def find(
        self,
        *,
        customers: Collection[str] | None = None,
        skus: Collection[str] | None = None,
        phases: Collection[Phase] = (Phase.OPEN,),
        placed_by: str | None = None,
        since: datetime | None = None,
        tag: str | None = None,
        limit: int = 6,
    ) -> list[Order]:
        """Orders that match everything given (a line with one of the SKUs is enough), newest confirmed first.

        An empty collection matches no order; None leaves the condition out.
        """
        query = select(orders).where(orders.c.phase.in_([phase.value for phase in phases]))
        if customers is not None:
            query = query.where(orders.c.customer_id.in_(list(customers)))
        if skus is not None:
            holding = select(order_lines.c.order_id).where(order_lines.c.sku.in_(list(skus)))
            query = query.where(orders.c.id.in_(holding))
        if placed_by is not None:
            query = query.where(orders.c.placed_by == placed_by)
        if since is not None:
            query = query.where(orders.c.confirmed_at >= since)
        if tag is not None:
            query = query.where(type_coerce(orders.c.tags, Text).contains(f'"{tag}"', autoescape=True))
        return await self._load(_newest_first(query).limit(limit))

    async def of_message(self, message: Message) -> list[Order]:
        """The orders that a message made or changed, oldest first."""
        did = select(order_events.c.order_id).where(order_events.c.message_id == message.id)
        here = and_(
            *(orders.c.channel == message.channel, orders.c.chat_id == message.chat.chat_id),
            orders.c.touched_at >= message.received_at,
        )
        found = await self._load(select(orders).where(or_(orders.c.id.in_(did), here)).order_by(orders.c.id))
        return [order for order in found if message.id in order.source_ids]

    async def last_confirmed(self, user: str, chat: ChatRef, since: datetime) -> Order | None:
        """The order this person confirmed last here, not earlier than `since`, still open; see `drafts`."""
        wanted = {"channel": chat.channel, "chat_id": chat.chat_id, "user": user, "since": since}
        found = await self._load(_LAST_CONFIRMED, wanted)
        if chat.kind is ChatKind.DIRECT:
            found += await self._load(_CONFIRMED_ELSEWHERE, wanted)
        return max(found, key=lambda o: (o.confirmed_at or since, o.id), default=None)

    async def lately(self, user: str, chat: ChatRef, since: datetime) -> list[Order]:
        """The few orders this person placed here that were confirmed or taken back since then, the last one first."""
        wanted = {"channel": chat.channel, "chat_id": chat.chat_id, "user": user, "since": since}
        return await self._load(_LATELY, wanted)

    async def usual(
        self, customers: Collection[str], skus: Collection[str], since: datetime
    ) -> dict[str, dict[str, Usual]]:
        """Customer -> SKU -> what this customer's orders since then hold of it; one query."""
        if not customers or not skus:
            return {}
        values = {"customers": list(customers), "skus": list(skus), "since": since}
        sums: defaultdict[tuple[str, str], defaultdict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        for row in (await self._connection.execute(_USUAL, values)).mappings():
            sums[row["customer_id"], row["sku"]][row["id"]] += row["base_qty"] or Decimal(0)
        found: defaultdict[str, dict[str, Usual]] = defaultdict(dict)
        for (customer, sku), amounts in sums.items():
            found[customer][sku] = usual_of(amounts.values())
        return dict(found)

    async def alike(self, order: Order, since: datetime, limit: int = 20) -> list[Order]:
        """The customer's other confirmed orders since then with one of the products, or with the same order number."""
        skus = {line.sku for line in order.lines if line.sku}
        if order.customer_id is None:
            return []
        here = {"customer": order.customer_id, "order": order.id, "most": limit}
        same = await self._load(_SAME_NO, {**here, "no": order.customer_no.lower()}) if order.customer_no else []
        near = await self._load(_PARTNERS, {**here, "since": since, "skus": sorted(skus)}) if skus else []
        return [*same, *(found for found in near if found.id not in {one.id for one in same})]

    async def due_on(self, day: date) -> int:
        """How many confirmed orders that are not finished are wanted on this day."""
        query = select(func.count()).select_from(orders)
        query = query.where(orders.c.due == day, _IN_WORK)
        return int((await self._connection.execute(query)).scalar_one())

    async def gifted(self, customer_id: str, campaigns: Collection[str], without: OrderId) -> dict[str, int]:
        """Campaign -> how many of the customer's confirmed orders, without this one, hold a gift of it."""
        here = {"customer": customer_id, "campaigns": list(campaigns), "order": without}
        return {row.given: row.orders for row in await self._connection.execute(_GIFTED, here)}

    async def next_number(self, day: date) -> int:
        """Counts 1, 2, 3… per shop day, inside this transaction: no number is given twice or lost."""
        return await count_up(self._connection, f"order:{day.isoformat()}")

    async def _add_lines(self, order: Order) -> None:
        if order.lines:
            rows = [line_values(order.id, line) for line in order.lines]
            await self._connection.execute(_ADD_LINES, rows)

    async def _load(self, query: Query, values: Mapping[str, object] | None = None) -> list[Order]:
        heads = (await self._connection.execute(query, dict(values or {}))).mappings().all()
        if not heads:
            return []
        ids = [head["id"] for head in heads]
        lines: defaultdict[int, list[Row]] = defaultdict(list)
        for line in (await self._connection.execute(_LINES, {"ids": ids})).mappings():
            lines[line["order_id"]].append(line)
        found = [order_of(head, lines[head["id"]]) for head in heads]
        self._known |= {order.id: order for order in found}
        return found


def _newest_first(query: Query) -> Query:
    return query.order_by(orders.c.confirmed_at.desc().nulls_last(), orders.c.id.desc())
