"""What a chat may still be told: when its reader last wrote, and which messages were told together."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Adds the windows, the place where a row was folded into another, and a way to count what went out."""
    op.create_table(
        "windows",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", "chat_id", "kind", name=op.f("pk_windows")),
    )
    op.add_column("outbox", sa.Column("folded_into", BigId, nullable=True))
    op.create_index("ix_outbox_channel_chat_id_sent_at", "outbox", ["channel", "chat_id", "sent_at"], unique=False)
    op.create_index("ix_outbox_folded_into", "outbox", ["folded_into"], unique=False)


def downgrade() -> None:
    """Takes all of it away."""
    op.drop_index("ix_outbox_folded_into", table_name="outbox")
    op.drop_index("ix_outbox_channel_chat_id_sent_at", table_name="outbox")
    op.drop_column("outbox", "folded_into")
    op.drop_table("windows")
