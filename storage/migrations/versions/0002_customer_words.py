"""What customers call products, where a line came from, and which word an answer explained."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STANDS = sa.text("gone_at IS NULL")


def upgrade() -> None:
    """Adds the table and two columns."""
    op.create_table(
        "customer_words",
        sa.Column("id", BigId, nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("order_id", BigId, nullable=True),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaces", BigId, nullable=True),
        sa.Column("rev", BigId, nullable=False),
        sa.CheckConstraint("source IN ('learnt', 'taught')", name=op.f("ck_customer_words_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_words")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_customer_words_standing",
        "customer_words",
        ["customer_id", "key"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    op.create_index("ix_customer_words_customer_id_rev", "customer_words", ["customer_id", "rev"], unique=False)
    op.create_index("ix_customer_words_order_id", "customer_words", ["order_id"], unique=False)
    op.add_column("order_lines", sa.Column("origin", sa.Text(), server_default="", nullable=False))
    op.add_column("order_lines", sa.Column("learn", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    """Takes them out again."""
    op.drop_column("order_lines", "learn")
    op.drop_column("order_lines", "origin")
    op.drop_table("customer_words")
