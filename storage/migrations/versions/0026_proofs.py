"""Proof of stock and of people's promises, beginning with how they stand."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.guards import PROOFS, raising
from storage.proofs import LEVEL, PLEDGE, SINCE, STOCK, link, pledge_parts
from storage.standing import Parts, values
from storage.tables import pledges, proofs, stock, stock_moves

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

PAGE = 1000  # rows


def upgrade() -> None:
    """Makes the table, proves what is there and lets nobody change that."""
    op.create_table(
        "proofs",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("stands", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_proofs_seq")),
        sa.PrimaryKeyConstraint("subject", "seq", name=op.f("pk_proofs")),
    )
    connection = op.get_bind()
    batch: list[dict[str, Any]] = []
    for row in _proven(connection):
        batch.append(row)
        if len(batch) == PAGE:
            connection.execute(sa.insert(proofs), batch)
            batch = []
    if batch:
        connection.execute(sa.insert(proofs), batch)
    for statement in raising(connection.dialect.name, PROOFS):
        connection.exec_driver_sql(statement)


def _proven(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    last = sa.select(stock_moves.c.sku, sa.func.max(stock_moves.c.id).label("last")).group_by(stock_moves.c.sku)
    moves = last.subquery()
    query = sa.select(stock.c.sku, stock.c.on_hand, moves.c.last).join(moves, moves.c.sku == stock.c.sku)
    for row in connection.execute(query).mappings().all():
        parts: Parts = {LEVEL: values((stock.c.on_hand,), row), SINCE: [row["last"]]}
        yield link(f"{STOCK}:{row['sku']}", parts)
    for row in connection.execute(sa.select(pledges)).mappings().all():
        yield link(f"{PLEDGE}:{row['id']}", pledge_parts(row))


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("proofs")
