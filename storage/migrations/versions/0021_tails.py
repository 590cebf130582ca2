"""The end of a number, the day wanted, alerts that go on and old console entries are found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

GOES_ON = sa.text("state <> 'closed'")
IN_WORK = sa.text("phase = 'open'")
NUMBERED = {"orders": "id", "quotations": "order_id"}


def upgrade() -> None:
    """Adds numbers back to front, and the indexes."""
    bind = op.get_bind()
    back = sa.Text(collation="C") if bind.dialect.name == "postgresql" else sa.Text()
    op.add_column("orders", sa.Column("number_back", back, nullable=True))
    op.add_column("quotations", sa.Column("number_back", back, nullable=False, server_default=""))
    for name, key in NUMBERED.items():
        table = sa.table(name, sa.column(key), sa.column("number_key"), sa.column("number_back"))
        found = bind.execute(sa.select(table.c[key], table.c.number_key).where(table.c.number_key.is_not(None)))
        rows = [{"row": row[0], "back": row[1][::-1]} for row in found]
        if rows:
            here = sa.update(table).where(table.c[key] == sa.bindparam("row"))
            bind.execute(here.values(number_back=sa.bindparam("back")), rows)
        op.create_index(f"ix_{name}_number_back", name, ["number_back"], unique=False)
    op.create_index("ix_orders_due", "orders", ["due"], unique=False, sqlite_where=IN_WORK, postgresql_where=IN_WORK)
    for name, columns in (("ix_alerts_standing", ["id"]), ("ix_alerts_rule", ["rule", "id"])):
        op.create_index(name, "alerts", columns, unique=False, sqlite_where=GOES_ON, postgresql_where=GOES_ON)
    op.create_index("ix_order_events_at", "order_events", ["at"], unique=False)
    op.create_index("ix_parcels_signed_at", "parcels", ["signed_at"], unique=False)
    op.create_index("ix_console_messages_at", "console_messages", ["at"], unique=False)


def downgrade() -> None:
    """Takes them away."""
    op.drop_index("ix_console_messages_at", table_name="console_messages")
    op.drop_index("ix_parcels_signed_at", table_name="parcels")
    op.drop_index("ix_order_events_at", table_name="order_events")
    op.drop_index("ix_alerts_rule", table_name="alerts")
    op.drop_index("ix_alerts_standing", table_name="alerts")
    op.drop_index("ix_orders_due", table_name="orders")
    for name in reversed(NUMBERED):
        op.drop_index(f"ix_{name}_number_back", table_name=name)
        op.drop_column(name, "number_back")
