"""About which alerts somebody was asked for words is found by an index, whether they go on or are over."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None
ASKED = sa.text("pending <> ''")


def upgrade() -> None:
    """Makes it."""
    op.create_index(
        "ix_alerts_asked",
        "alerts",
        ["pending_by", "pending_at"],
        unique=False,
        sqlite_where=ASKED,
        postgresql_where=ASKED,
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_index("ix_alerts_asked", table_name="alerts", sqlite_where=ASKED, postgresql_where=ASKED)
