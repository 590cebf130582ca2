"""Products that are not for sale, and lines for which goods on their way were accepted."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
At = sa.DateTime(timezone=True)
STANDS = sa.text("lifted_at IS NULL")


def upgrade() -> None:
    """Adds the table and the columns."""
    op.add_column("order_lines", sa.Column("presale", sa.Text(), server_default="", nullable=False))
    op.add_column("order_lines", sa.Column("presale_day", sa.Date(), nullable=True))
    op.create_table(
        "sale_stops",
        sa.Column("id", BigId, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("at", At, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("hand", sa.Boolean(), nullable=False),
        sa.Column("free", sa.BigInteger(), nullable=False),
        sa.Column("safety", sa.BigInteger(), nullable=False),
        sa.Column("lifted_at", At, nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=False),
        sa.Column("lifted_why", sa.Text(), nullable=False),
        sa.Column("recovered", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sale_stops")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_sale_stops_standing",
        "sale_stops",
        ["sku"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    op.create_index("ix_sale_stops_sku", "sale_stops", ["sku", "id"], unique=False)


def downgrade() -> None:
    """Takes them away."""
    op.drop_table("sale_stops")
    for column in ("presale_day", "presale"):
        op.drop_column("order_lines", column)
