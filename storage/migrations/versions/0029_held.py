"""Orders that wait to be approved are found by an index, for each customer."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None
HELD = sa.text("phase = 'open' AND held")


def upgrade() -> None:
    """Makes it."""
    op.create_index("ix_orders_held", "orders", ["customer_id"], unique=False, sqlite_where=HELD, postgresql_where=HELD)


def downgrade() -> None:
    """Takes it away."""
    op.drop_index("ix_orders_held", table_name="orders", sqlite_where=HELD, postgresql_where=HELD)
