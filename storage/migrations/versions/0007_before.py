"""How a draft was before a message changed it: what is recalled can be taken back exactly."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the earlier draft to what happened, and a way to find what a message did."""
    op.add_column("order_events", sa.Column("before", sa.Text(), nullable=True))
    op.create_index("ix_order_events_message_id", "order_events", ["message_id"], unique=False)


def downgrade() -> None:
    """Takes both away."""
    op.drop_index("ix_order_events_message_id", table_name="order_events")
    op.drop_column("order_events", "before")
