"""Orders that wait to be approved are found by an index; a requisition says what was on its way when it was written."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None
HELD = sa.text("phase = 'open' AND held")


def upgrade() -> None:
    """Makes both; of what was asked for before, nothing was counted as on its way."""
    op.create_index("ix_orders_held", "orders", ["customer_id"], unique=False, sqlite_where=HELD, postgresql_where=HELD)
    op.add_column("requisitions", sa.Column("coming", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Takes both away."""
    op.drop_column("requisitions", "coming")
    op.drop_index("ix_orders_held", table_name="orders", sqlite_where=HELD, postgresql_where=HELD)
