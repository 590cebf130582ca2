"""The group in which somebody was asked for words about an alert."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds it; what was asked before is answered where nobody else reads."""
    op.add_column("alerts", sa.Column("pending_in", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Takes it away."""
    op.drop_column("alerts", "pending_in")
