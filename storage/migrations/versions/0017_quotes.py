"""Prices that were offered, and which offer an order was made of."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
At = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds the table and the column."""
    op.add_column("orders", sa.Column("quote", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "quotations",
        sa.Column("order_id", BigId, autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_key", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", At, nullable=False),
        sa.Column("until", At, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sent_at", At, nullable=True),
        sa.Column("made", BigId, nullable=True),
        sa.CheckConstraint("state IN ('asked', 'open', 'refused', 'withdrawn')", name=op.f("ck_quotations_state")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_quotations_version")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_quotations_order_id_orders"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["made"], ["orders.id"], name=op.f("fk_quotations_made_orders"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_quotations")),
        sa.UniqueConstraint("number_key", name=op.f("uq_quotations_number_key")),
    )
    op.create_index("ix_quotations_customer_id", "quotations", ["customer_id", "at"], unique=False)
    op.create_index("ix_quotations_by", "quotations", ["by", "at"], unique=False)
    op.create_index("ix_quotations_made", "quotations", ["made"], unique=False)


def downgrade() -> None:
    """Takes them away."""
    op.drop_table("quotations")
    op.drop_column("orders", "quote")
