"""Who has his turn when, where a platform limits how often it is called: shared by all processes on one database.

The database's own clock counts, the one clock that all of them share. A row a limit; names are few, see `slot`.
"""

import json
from collections.abc import Mapping

from sqlalchemy import Float, bindparam, literal_column, select, update

from handlers.domain.pace import Pace, Passed, next_turn, with_turn
from storage.connection import Connection
from storage.database import Database
from storage.sql import insert, is_postgres
from storage.tables import paces

_READ = select(paces.c.name, paces.c.passed).where(paces.c.name.in_(bindparam("names", expanding=True)))
_KEEP = update(paces).where(paces.c.name == bindparam("which")).values(passed=bindparam("now_passed"))
_CLOCKS = {True: "extract(epoch from clock_timestamp())", False: "(julianday('now') - 2440587.5) * 86400"}  # seconds


class Paces:
    """Turns, given out in the order in which they are asked for."""

    def __init__(self, database: Database) -> None:
        """Works on the database's own transactions."""
        self._database = database

    async def take(self, wanted: Mapping[str, Pace], longest: int) -> int:
        """Milliseconds until there is a turn within all of these limits; it is taken, unless it is `longest` away."""
        async with self._database.begin() as connection:
            held = await self._held(connection, sorted(wanted))
            clock = select(literal_column(_CLOCKS[is_postgres(connection)], Float))
            now = int((await connection.execute(clock)).scalar_one() * 1000)
            at = max(next_turn(pace, held[name], now) for name, pace in wanted.items())
            if at - now > longest:
                return at - now
            for name, pace in wanted.items():
                passed = with_turn(pace, held[name], at, now)
                await connection.execute(_KEEP, {"which": name, "now_passed": json.dumps(sorted(passed.items()))})
        return at - now

    async def tally(self, name: str) -> None:
        """Counts one call under this name, whoever of all processes made it."""
        async with self._database.begin() as connection:
            many = sum((await self._held(connection, [name]))[name].values())
            await connection.execute(_KEEP, {"which": name, "now_passed": json.dumps([[0, many + 1]])})

    async def tallied(self, name: str) -> int:
        """How many there were."""
        async with self._database.begin(write=False) as connection:
            found = (await connection.execute(_READ, {"names": [name]})).all()
        return sum(many for row in found for _, many in json.loads(row.passed))

    async def _held(self, connection: Connection, names: list[str]) -> dict[str, Passed]:
        """What passed, locked: first those that there are, in the order of their names."""
        query = _READ.order_by(paces.c.name).with_for_update()
        found = {row.name: row.passed for row in await connection.execute(query, {"names": names})}
        for name in names:
            if name not in found:
                fresh = insert(connection, paces).values(name=name, passed="[]")
                await connection.execute(fresh.on_conflict_do_nothing())
        if len(found) < len(names):
            found = {row.name: row.passed for row in await connection.execute(query, {"names": names})}
        return {name: dict(json.loads(passed)) for name, passed in found.items()}
