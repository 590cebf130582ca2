"""The day before which an order's goods are not there, as somebody reported."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds it; nothing was reported so far."""
    op.add_column("orders", sa.Column("delayed", sa.Date(), nullable=True))


def downgrade() -> None:
    """Takes it away."""
    op.drop_column("orders", "delayed")
