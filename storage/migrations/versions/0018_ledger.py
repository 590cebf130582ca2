"""What goods cost and who sells them, when debts were paid, promises of orders, parts of presales, days of lines."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Adds the columns and the table."""
    op.add_column("products", sa.Column("cost", sa.BigInteger(), nullable=True))
    op.add_column("products", sa.Column("supplier", sa.Text(), server_default="", nullable=False))
    op.add_column("order_lines", sa.Column("presale_qty", sa.BigInteger(), nullable=True))
    op.add_column("receivables", sa.Column("paid", sa.Date(), nullable=True))
    op.add_column("pledges", sa.Column("order_id", BigId, nullable=True))
    op.create_index("ix_pledges_order_id", "pledges", ["order_id"], unique=False)
    op.create_table(
        "capacity",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("skus", sa.Text(), nullable=False),
        sa.Column("per_day", sa.BigInteger(), nullable=False),
        sa.Column("each", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("per_day >= 0", name=op.f("ck_capacity_per_day")),
        sa.CheckConstraint("each > 0", name=op.f("ck_capacity_each")),
        sa.PrimaryKeyConstraint("name", "day", name=op.f("pk_capacity")),
    )


def downgrade() -> None:
    """Takes them away."""
    op.drop_table("capacity")
    op.drop_index("ix_pledges_order_id", table_name="pledges")
    op.drop_column("pledges", "order_id")
    op.drop_column("receivables", "paid")
    op.drop_column("order_lines", "presale_qty")
    op.drop_column("products", "supplier")
    op.drop_column("products", "cost")
