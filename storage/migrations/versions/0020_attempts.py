"""The security log: who tried to talk the bot into what; a day that was offered instead of the wanted one."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table."""
    op.create_table(
        "attempts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("group", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint("message_id", "kind", name=op.f("uq_attempts_message_id_kind")),
        sqlite_autoincrement=True,
    )
    op.add_column("approvals", sa.Column("offered", sa.Date(), nullable=True))
    op.create_index("ix_attempts_at", "attempts", ["at"], unique=False)


def downgrade() -> None:
    """Takes it away."""
    op.drop_column("approvals", "offered")
    op.drop_index("ix_attempts_at", table_name="attempts")
    op.drop_table("attempts")
