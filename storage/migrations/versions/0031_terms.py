"""Every order keeps the payment terms that counted when it was confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds them; older orders have none of their own and go by what is agreed now."""
    op.add_column("orders", sa.Column("terms", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Takes them away."""
    op.drop_column("orders", "terms")
