"""Operators' rules as rows: every version as it was written, and which one is in force; implements `ports.Rules`."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import RowMapping, and_, func, select, update

from handlers.domain.rules.model import RuleText, RuleVersion, Switch
from storage.books import Source, written
from storage.connection import Connection
from storage.sql import count_up
from storage.tables import rule_switches, rule_versions

_LAST = select(func.max(rule_switches.c.id)).group_by(rule_switches.c.name).scalar_subquery()
_IN_FORCE = (
    select(rule_versions)
    .join(
        rule_switches,
        and_(rule_switches.c.name == rule_versions.c.name, rule_switches.c.version == rule_versions.c.version),
    )
    .where(rule_switches.c.id.in_(_LAST))
    .order_by(rule_versions.c.name)
)
_NEWEST = select(func.max(rule_versions.c.id)).group_by(rule_versions.c.name).scalar_subquery()


class RuleTable:
    """Rules inside one transaction. Versions and switches are only added; a try is written on its version."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection
        self._counts: list[RuleVersion] | None = None  # what is in force, once it was asked for

    async def lock(self) -> None:
        """Whoever changes rules waits here for whoever else does, in every process."""
        await count_up(self._connection, "rules")

    async def add(self, made: RuleVersion) -> RuleVersion:
        """Stores a rule as the next version of its name and returns it; the last one where nothing is different."""
        await self.lock()
        last = await self.get(made.name)
        if last is not None and last.text == made.text:
            return last
        stored = replace(made, version=last.version + 1 if last else 1)
        text = made.text
        body = {"when": list(text.when), "cond": text.cond, "then": list(text.then), "note": text.note}
        values = {"name": text.name, "version": stored.version, "body": body}
        values |= {"by": made.by, "at": made.at, "source": made.source}
        await self._connection.execute(rule_versions.insert().values(**values))
        await self._proven(stored.name, stored.version, Source(made.at, made.by, made.source))
        return stored

    async def get(self, name: str, version: int = 0) -> RuleVersion | None:
        """A version of a rule; 0: the newest."""
        query = select(rule_versions).where(rule_versions.c.name == name).order_by(rule_versions.c.version.desc())
        if version:
            query = query.where(rule_versions.c.version == version)
        row = (await self._connection.execute(query.limit(1))).mappings().first()
        return None if row is None else _version(row)

    async def newest(self) -> list[RuleVersion]:
        """The newest version of every rule, by name."""
        query = select(rule_versions).where(rule_versions.c.id.in_(_NEWEST)).order_by(rule_versions.c.name)
        return [_version(row) for row in (await self._connection.execute(query)).mappings()]

    async def versions(self, name: str) -> list[RuleVersion]:
        """Every version of a rule, oldest first."""
        query = select(rule_versions).where(rule_versions.c.name == name).order_by(rule_versions.c.version)
        return [_version(row) for row in (await self._connection.execute(query)).mappings()]

    async def tried(self, name: str, version: int, by: str, at: datetime, hits: int) -> None:
        """Remembers that a version was tried, and on how many orders."""
        here = (rule_versions.c.name == name, rule_versions.c.version == version)
        self._counts = None
        values = {"tried_at": at, "tried_by": by, "hits": hits}
        await self._connection.execute(update(rule_versions).where(*here).values(**values))
        await self._proven(name, version, Source(at, by))

    async def _proven(self, name: str, version: int, source: Source) -> None:
        query = select(rule_versions).where(rule_versions.c.name == name, rule_versions.c.version == version)
        rows = (await self._connection.execute(query)).mappings().all()
        await written(self._connection, rule_versions, rows, source, {})

    async def in_force(self) -> list[RuleVersion]:
        """What counts now, by name."""
        if self._counts is None:
            self._counts = [_version(row) for row in (await self._connection.execute(_IN_FORCE)).mappings()]
        return self._counts

    async def switch(self, switch: Switch) -> Switch:
        """From now on this version counts, or none; returns it with its id."""
        self._counts = None
        await self.lock()
        values = {"name": switch.name, "version": switch.version, "by": switch.by}
        values |= {"at": switch.at, "undoes": switch.undoes}
        added = rule_switches.insert().values(**values).returning(rule_switches)
        row = (await self._connection.execute(added)).mappings().one()
        await written(self._connection, rule_switches, [row], Source(switch.at, switch.by), {})
        return replace(switch, id=row["id"])

    async def switches(self, name: str = "", limit: int = 200) -> list[Switch]:
        """What was switched (of one rule), the latest first."""
        query = select(rule_switches).order_by(rule_switches.c.id.desc()).limit(limit)
        if name:
            query = query.where(rule_switches.c.name == name)
        return [Switch(**row) for row in (await self._connection.execute(query)).mappings()]


def _version(row: RowMapping) -> RuleVersion:
    body = row["body"]
    text = RuleText(row["name"], tuple(body["when"]), tuple(body["then"]), body["cond"], body["note"])
    return RuleVersion(
        text=text,
        version=row["version"],
        by=row["by"],
        at=row["at"],
        source=row["source"],
        tried_at=row["tried_at"],
        tried_by=row["tried_by"],
        hits=row["hits"],
    )
