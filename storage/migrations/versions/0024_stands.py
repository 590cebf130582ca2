"""What every event says about how the parts of its order stand."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds it; older events say nothing."""
    op.add_column("order_events", sa.Column("stands", sa.Text(), nullable=True))


def downgrade() -> None:
    """Takes it away."""
    op.drop_column("order_events", "stands")
