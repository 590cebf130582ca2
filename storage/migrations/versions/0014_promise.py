"""What promises take of production lines, and what people promised."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Adds both tables, and what a promise says of its line."""
    op.add_column("promises", sa.Column("full", sa.Date(), nullable=True))
    op.add_column("promises", sa.Column("made", sa.Date(), nullable=True))
    op.create_table(
        "loads",
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("works", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("load", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id", "no"],
            ["promises.order_id", "promises.no"],
            name=op.f("fk_loads_order_id_no_promises"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("order_id", "no", "works", "day", name=op.f("pk_loads")),
    )
    op.create_index("ix_loads_works", "loads", ["works", "day"], unique=False)

    op.create_table(
        "pledges",
        sa.Column("id", BigId, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("message_id", BigId, nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("customer_name", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledges")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pledges_by", "pledges", ["by", "state"], unique=False)


def downgrade() -> None:
    """Takes them away."""
    op.drop_index("ix_pledges_by", table_name="pledges")
    op.drop_table("pledges")
    op.drop_index("ix_loads_works", table_name="loads")
    op.drop_table("loads")
    with op.batch_alter_table("promises") as promises:
        promises.drop_column("made")
        promises.drop_column("full")
