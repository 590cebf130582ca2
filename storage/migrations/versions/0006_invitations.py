"""Codes that make somebody known, and who wrote without being known."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
At = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds both tables."""
    op.create_table(
        "invitations",
        sa.Column("id", BigId, nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", At, nullable=False),
        sa.Column("expires_at", At, nullable=False),
        sa.Column("void_at", At, nullable=True),
        sa.Column("used_at", At, nullable=True),
        sa.Column("used_channel", sa.Text(), nullable=True),
        sa.Column("used_account", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_invitations_customer_id_customers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invitations_code_hash")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "strangers",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.Text(), nullable=False),
        sa.Column("first_seen", At, nullable=False),
        sa.Column("last_seen", At, nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failing_since", At, nullable=True),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_strangers_failures")),
        sa.PrimaryKeyConstraint("channel", "user_id", name=op.f("pk_strangers")),
    )
    op.create_index("ix_strangers_last_seen", "strangers", ["last_seen"], unique=False)


def downgrade() -> None:
    """Takes both away."""
    op.drop_index("ix_strangers_last_seen", table_name="strangers")
    op.drop_table("strangers")
    op.drop_table("invitations")
