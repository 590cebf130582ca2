"""Triggers that keep events and proofs as they were written: no row is changed or taken away, whoever asks.

The end of a chain may only move on by one. SQLite runs no DELETE trigger for INSERT OR REPLACE, so a second row in
the same place is refused before it comes; PostgreSQL has TRUNCATE, which runs no row trigger.
"""

from collections.abc import Collection

import sqlalchemy
from sqlalchemy import event

from storage.tables import metadata

_REFUSED = "events are append-only"
_ABORT = f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
_PLACE = "SELECT 1 FROM order_events WHERE order_id = NEW.order_id AND seq = NEW.seq"
_PROOF = "SELECT 1 FROM proofs WHERE subject = NEW.subject AND seq = NEW.seq"
_SQLITE = {
    "order_events_no_update": f"BEFORE UPDATE ON order_events {_ABORT}",
    "order_events_no_delete": f"BEFORE DELETE ON order_events {_ABORT}",
    "order_events_no_replace": f"BEFORE INSERT ON order_events WHEN EXISTS ({_PLACE}) {_ABORT}",
    "order_chains_onwards": "BEFORE UPDATE ON order_chains WHEN NEW.order_id <> OLD.order_id "
    f"OR NEW.seq <> OLD.seq + 1 {_ABORT}",
    "order_chains_no_delete": f"BEFORE DELETE ON order_chains {_ABORT}",
    "proofs_no_update": f"BEFORE UPDATE ON proofs {_ABORT}",
    "proofs_no_delete": f"BEFORE DELETE ON proofs {_ABORT}",
    "proofs_no_replace": f"BEFORE INSERT ON proofs WHEN EXISTS ({_PROOF}) {_ABORT}",
}
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION jiedan_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
)
_RUN = "EXECUTE FUNCTION jiedan_append_only()"
_POSTGRES = {
    "order_events_no_change": f"BEFORE UPDATE OR DELETE ON order_events FOR EACH ROW {_RUN}",
    "order_events_no_truncate": f"BEFORE TRUNCATE ON order_events {_RUN}",
    "order_chains_onwards": "BEFORE UPDATE ON order_chains FOR EACH ROW "
    f"WHEN (NEW.order_id <> OLD.order_id OR NEW.seq <> OLD.seq + 1) {_RUN}",
    "order_chains_no_delete": f"BEFORE DELETE ON order_chains FOR EACH ROW {_RUN}",
    "order_chains_no_truncate": f"BEFORE TRUNCATE ON order_chains {_RUN}",
    "proofs_no_change": f"BEFORE UPDATE OR DELETE ON proofs FOR EACH ROW {_RUN}",
    "proofs_no_truncate": f"BEFORE TRUNCATE ON proofs {_RUN}",
}
EVENTS, PROOFS = ("order_events", "order_chains"), ("proofs",)


def names(dialect: str) -> frozenset[str]:
    """The triggers that must be there."""
    return frozenset(_POSTGRES if dialect == "postgresql" else _SQLITE)


def raising(dialect: str, tables: Collection[str] = (*EVENTS, *PROOFS)) -> list[str]:
    """The statements that set the triggers of these tables up."""
    found = _POSTGRES if dialect == "postgresql" else _SQLITE
    made = [f"CREATE TRIGGER {name} {what}" for name, what in found.items() if _table(what) in tables]
    return [_FUNCTION, *made] if dialect == "postgresql" else made


def lowering(dialect: str) -> list[str]:
    """The statements that take them away: to empty a database for a replay or a test, and to go back a revision."""
    if dialect != "postgresql":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in _SQLITE]
    drops = [f"DROP TRIGGER IF EXISTS {name} ON {_table(what)}" for name, what in _POSTGRES.items()]
    return [*drops, "DROP FUNCTION IF EXISTS jiedan_append_only()"]


def _table(what: str) -> str:
    return what.partition(" ON ")[2].partition(" ")[0]


def standing(connection: sqlalchemy.Connection) -> frozenset[str]:
    """Which of them the database has, and does run."""
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.dialect.name == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    return frozenset(connection.exec_driver_sql(query).scalars()) & names(connection.dialect.name)


@event.listens_for(metadata, "after_create")
def _guard(_: object, connection: sqlalchemy.Connection, **__: object) -> None:
    """Tables that are made without walking through the revisions are guarded as well."""
    for statement in raising(connection.dialect.name):
        connection.exec_driver_sql(statement)
