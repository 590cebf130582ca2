"""Events are chained by hashes and cannot be changed or taken away any more."""

import sqlalchemy as sa
from alembic import op

from storage.chain import START, digest
from storage.columns import JsonText, UtcDateTime
from storage.guards import EVENTS as GUARDED
from storage.guards import lowering, raising

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EVENTS = sa.table(
    "order_events",
    sa.column("order_id", BigId),
    sa.column("seq", sa.Integer()),
    sa.column("at", UtcDateTime()),
    *(sa.column(name, sa.Text()) for name in ("actor", "action", "from_state", "to_state", "reason", "channel")),
    sa.column("changes", JsonText()),
    sa.column("message_id", BigId),
    sa.column("version", sa.Integer()),
    sa.column("before", JsonText()),
    sa.column("previous", sa.Text()),
    sa.column("hash", sa.Text()),
)
CHAINS = sa.table(
    "order_chains", sa.column("order_id", BigId), sa.column("seq", sa.Integer()), sa.column("hash", sa.Text())
)
PAGE = 1000  # events


def upgrade() -> None:
    """Adds the hashes, chains what is there and sets the triggers up."""
    op.create_table(
        "order_chains",
        sa.Column("order_id", BigId, autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_chains")),
    )
    op.add_column("order_events", sa.Column("previous", sa.Text(), server_default="", nullable=False))
    op.add_column("order_events", sa.Column("hash", sa.Text(), server_default="", nullable=False))
    _chain(op.get_bind())
    for statement in raising(op.get_bind().dialect.name, GUARDED):
        op.get_bind().exec_driver_sql(statement)


def _chain(connection: sa.Connection) -> None:
    place = sa.tuple_(EVENTS.c.order_id, EVENTS.c.seq)
    page = sa.select(EVENTS).order_by(EVENTS.c.order_id, EVENTS.c.seq).limit(PAGE)
    fill = sa.update(EVENTS).where(EVENTS.c.order_id == sa.bindparam("o"), EVENTS.c.seq == sa.bindparam("s"))
    fill = fill.values(previous=sa.bindparam("p"), hash=sa.bindparam("h"))
    last, end = (0, 0), {"order_id": 0, "seq": 0, "hash": START}
    while rows := connection.execute(page.where(place > sa.tuple_(*last))).mappings().all():
        filled, ended = [], []
        for row in rows:
            if row["order_id"] != end["order_id"]:
                ended.append(end)
                end = {"hash": START}
            own = dict(row) | {"previous": end["hash"]}
            end = {"order_id": row["order_id"], "seq": row["seq"], "hash": digest(own)}
            filled.append({"o": row["order_id"], "s": row["seq"], "p": own["previous"], "h": end["hash"]})
        connection.execute(fill, filled)
        ended = [one for one in ended if one["order_id"]]
        if ended:
            connection.execute(sa.insert(CHAINS), ended)
        last = (rows[-1]["order_id"], rows[-1]["seq"])
    if end["order_id"]:
        connection.execute(sa.insert(CHAINS), end)


def downgrade() -> None:
    """Takes the triggers and the hashes away."""
    for statement in lowering(op.get_bind().dialect.name):
        op.get_bind().exec_driver_sql(statement)
    with op.batch_alter_table("order_events") as table:
        table.drop_column("hash")
        table.drop_column("previous")
    op.drop_table("order_chains")
