"""What is signed for and not paid is found by an index; a promise says since when its order has its turn."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None
UNPAID = sa.text("phase = 'done' AND amount > returned + paid")
TURNS = (
    "UPDATE promises SET since = (SELECT coalesce(orders.confirmed_at, orders.created_at) FROM orders"
    " WHERE orders.id = promises.order_id)"
)


def upgrade() -> None:
    """Makes both; so far an order had its turn from its confirmation on."""
    op.create_index(
        "ix_orders_unpaid",
        "orders",
        ["customer_id", "entered_at", "amount", "paid", "returned"],
        unique=False,
        sqlite_where=UNPAID,
        postgresql_where=UNPAID,
    )
    op.add_column("promises", sa.Column("since", sa.DateTime(timezone=True), nullable=True))
    op.execute(TURNS)


def downgrade() -> None:
    """Takes both away."""
    op.drop_column("promises", "since")
    op.drop_index("ix_orders_unpaid", table_name="orders", sqlite_where=UNPAID, postgresql_where=UNPAID)
