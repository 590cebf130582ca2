"""Customers' own words for products as rows; implements `handlers.ports.Aliases`.

A row is never overwritten: what is forgotten or replaced gets a `gone_at`, so that it can be taken back.
"""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import RowMapping, Select, insert, select, update

from handlers.domain.alias import Alias, AliasSource
from storage.connection import Connection
from storage.meta import MetaTable
from storage.tables import customer_words

VERSION = "aliases_version"


class AliasTable:
    """Customers' own words inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection
        self.changed = False

    async def of(self, customer_id: str) -> list[Alias]:
        """The customer's words as they stand, newest first."""
        here = (customer_words.c.customer_id == customer_id, customer_words.c.gone_at.is_(None))
        return await self._load(select(customer_words).where(*here).order_by(customer_words.c.id.desc()))

    async def find(self, customer_id: str, key: str) -> Alias | None:
        """What the customer means by a word."""
        same = (customer_words.c.customer_id == customer_id, customer_words.c.key == key)
        found = await self._load(select(customer_words).where(*same, customer_words.c.gone_at.is_(None)))
        return found[0] if found else None

    async def get(self, alias_id: int) -> Alias | None:
        """A word by its id, gone or not."""
        found = await self._load(select(customer_words).where(customer_words.c.id == alias_id))
        return found[0] if found else None

    async def of_order(self, order_id: int) -> list[Alias]:
        """The words that an order's confirmation taught and that still stand."""
        here = (customer_words.c.order_id == order_id, customer_words.c.gone_at.is_(None))
        return await self._load(select(customer_words).where(*here).order_by(customer_words.c.id))

    async def last_change(self, customer_id: str) -> Alias | None:
        """The word that was taught, learnt, forgotten or restored last."""
        query = select(customer_words).where(customer_words.c.customer_id == customer_id)
        found = await self._load(query.order_by(customer_words.c.rev.desc()).limit(1))
        return found[0] if found else None

    async def taught_by(self, user: str, since: datetime) -> Alias | None:
        """The word that this person taught last, not earlier than `since`, and that still stands."""
        mine = (customer_words.c.by == user, customer_words.c.at >= since, customer_words.c.gone_at.is_(None))
        query = select(customer_words).where(*mine, customer_words.c.source == AliasSource.TAUGHT.value)
        found = await self._load(query.order_by(customer_words.c.id.desc()).limit(1))
        return found[0] if found else None

    async def put(self, alias: Alias) -> Alias:
        """Stores a word; its earlier meaning for this customer, if any, is kept as replaced."""
        before = await self.find(alias.customer_id, alias.key)
        if before is not None:
            await self._end(before.id, alias.at)
        values = {
            "customer_id": alias.customer_id,
            "key": alias.key,
            "words": alias.words,
            "sku": alias.sku,
            "source": alias.source.value,
            "by": alias.by,
            "at": alias.at,
            "order_id": alias.order_id,
            "replaces": None if before is None else before.id,
            "rev": await self.touch(),
        }
        statement = insert(customer_words).values(**values).returning(customer_words.c.id)
        new = (await self._connection.execute(statement)).scalar_one()
        stored = await self.get(new)
        if stored is None:
            raise LookupError(new)
        return stored

    async def forget(self, alias_id: int, at: datetime) -> None:
        """The word means nothing of its own from now on."""
        await self._end(alias_id, at)
        await self._last(alias_id)

    async def take_back(self, alias_id: int, at: datetime) -> None:
        """The word goes, and what it replaced stands again."""
        gone = await self.get(alias_id)
        await self.forget(alias_id, at)
        if gone is not None and gone.replaces is not None:
            await self._stand(gone.replaces)

    async def restore(self, alias_id: int, at: datetime) -> None:
        """A forgotten or replaced word stands again, instead of what the customer means by it now."""
        gone = await self.get(alias_id)
        if gone is None or gone.gone_at is None:
            return
        now = await self.find(gone.customer_id, gone.key)
        if now is not None:
            await self._end(now.id, at)
        await self._stand(alias_id)
        await self._last(alias_id)

    async def by_customer(self) -> dict[str, dict[str, str]]:
        """Customer -> word -> SKU: everything that stands, for the reader."""
        columns = (customer_words.c.customer_id, customer_words.c.words, customer_words.c.sku)
        found: defaultdict[str, dict[str, str]] = defaultdict(dict)
        query = select(*columns).where(customer_words.c.gone_at.is_(None)).order_by(customer_words.c.id)
        for row in (await self._connection.execute(query)).mappings():
            found[row["customer_id"]][row["words"]] = row["sku"]
        return dict(found)

    async def version(self) -> int:
        """Rises with every change of any customer's words."""
        return int(await MetaTable(self._connection).get(VERSION) or 0)

    async def touch(self) -> int:
        """Says that whatever was built from the words is old now; returns the new version."""
        self.changed = True
        version = await self.version() + 1
        await MetaTable(self._connection).set(VERSION, str(version))
        return version

    async def _end(self, alias_id: int, at: datetime) -> None:
        here = (customer_words.c.id == alias_id, customer_words.c.gone_at.is_(None))
        await self._connection.execute(update(customer_words).where(*here).values(gone_at=at))

    async def _stand(self, alias_id: int) -> None:
        here = customer_words.c.id == alias_id
        await self._connection.execute(update(customer_words).where(here).values(gone_at=None))

    async def _last(self, alias_id: int) -> None:
        rev = await self.touch()
        here = customer_words.c.id == alias_id
        await self._connection.execute(update(customer_words).where(here).values(rev=rev))

    async def _load(self, query: Select[*tuple[object, ...]]) -> list[Alias]:
        return [_alias(row) for row in (await self._connection.execute(query)).mappings()]


def _alias(row: RowMapping) -> Alias:
    return Alias(
        customer_id=row["customer_id"],
        words=row["words"],
        sku=row["sku"],
        source=AliasSource(row["source"]),
        by=row["by"],
        at=row["at"],
        order_id=row["order_id"],
        gone_at=row["gone_at"],
        replaces=row["replaces"],
        id=row["id"],
    )
