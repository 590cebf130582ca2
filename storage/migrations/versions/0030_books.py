"""Proof of prices, customers' terms and rules, beginning with how they stand."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.books import BOOK, BOOKS, entry_parts
from storage.chain import START
from storage.proofs import link
from storage.standing import Parts
from storage.tables import proofs

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Says how every book stands; where a chain is there from before, it goes on."""
    connection = op.get_bind()
    stands: dict[str, Parts] = {}
    for table, (name, said) in BOOKS.items():
        columns = dict.fromkeys((*table.primary_key.columns, *said))
        for row in connection.execute(sa.select(*columns)).mappings():
            stands.setdefault(f"{BOOK}:{name}", {}).update(entry_parts(table, row))
    for subject, parts in stands.items():
        connection.execute(sa.insert(proofs), _next(connection, subject, parts))


def _next(connection: sa.Connection, subject: str, parts: Parts) -> dict[str, Any]:
    query = sa.select(proofs.c.seq, proofs.c.hash, proofs.c.stands).where(proofs.c.subject == subject)
    rows = connection.execute(query.order_by(proofs.c.seq)).all()
    gone: Parts = {key: None for row in rows for key in row.stands if key not in parts}
    return link(subject, gone | parts, rows[-1].seq if rows else 0, rows[-1].hash if rows else START)


def downgrade() -> None:
    """What was proven stays: nobody takes a proof away."""
