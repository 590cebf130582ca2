"""Payments, goods that come back, prices by quantity and for everybody, where a gift comes from."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IN_WORK = sa.text("phase = 'open'")
Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds them; agreed prices stay as they are, from the first piece on."""
    op.add_column("orders", sa.Column("paid", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("orders", sa.Column("returned", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("order_lines", sa.Column("given", sa.Text(), server_default="", nullable=False))
    op.drop_index("ix_orders_in_work", table_name="orders", sqlite_where=IN_WORK, postgresql_where=IN_WORK)
    op.create_index(
        "ix_orders_owed",
        "orders",
        ["customer_id", "amount", "paid", "returned"],
        unique=False,
        sqlite_where=IN_WORK,
        postgresql_where=IN_WORK,
    )
    _prices()
    _payments()
    _returns()


def downgrade() -> None:
    """Takes them away; of the prices only those of one customer for any amount are left."""
    op.drop_table("returns")
    op.drop_table("payments")
    op.create_table(
        "contract_prices",
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("price >= 0", name=op.f("ck_contract_prices_price")),
        sa.PrimaryKeyConstraint("customer_id", "sku", "since", name=op.f("pk_contract_prices")),
    )
    op.execute(
        "INSERT INTO contract_prices (customer_id, sku, since, price, until)"
        " SELECT customer_id, sku, since, price, until FROM prices WHERE from_qty = 0 AND customer_id <> ''"
    )
    op.drop_table("prices")
    op.drop_index("ix_orders_owed", table_name="orders", sqlite_where=IN_WORK, postgresql_where=IN_WORK)
    op.create_index(
        "ix_orders_in_work",
        "orders",
        ["customer_id", "amount"],
        unique=False,
        sqlite_where=IN_WORK,
        postgresql_where=IN_WORK,
    )
    op.drop_column("order_lines", "given")
    op.drop_column("orders", "returned")
    op.drop_column("orders", "paid")


def _prices() -> None:
    op.create_table(
        "prices",
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("from_qty", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("price >= 0", name=op.f("ck_prices_price")),
        sa.CheckConstraint("from_qty >= 0", name=op.f("ck_prices_from_qty")),
        sa.PrimaryKeyConstraint("customer_id", "sku", "since", "from_qty", name=op.f("pk_prices")),
    )
    op.create_index("ix_prices_sku", "prices", ["sku"], unique=False)
    op.execute(
        "INSERT INTO prices (customer_id, sku, since, from_qty, price, until)"
        " SELECT customer_id, sku, since, 0, price, until FROM contract_prices"
    )
    op.drop_table("contract_prices")


def _payments() -> None:
    op.create_table(
        "payments",
        sa.Column("id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("claimed", sa.BigInteger(), nullable=True),
        sa.Column("received", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("picture", BigId, nullable=True),
        sa.Column("decided_by", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", Instant, nullable=True),
        sa.CheckConstraint("state IN ('open', 'granted', 'refused', 'expired')", name=op.f("ck_payments_state")),
        sa.CheckConstraint("state <> 'granted' OR received > 0", name=op.f("ck_payments_received")),
        _of_order("payments"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_payments_order_id", "payments", ["order_id", "id"], unique=False)


def _returns() -> None:
    states = "state IN ('open', 'granted', 'refused', 'expired', 'received')"
    op.create_table(
        "returns",
        sa.Column("id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("goods", sa.Text(), nullable=False),
        sa.Column("worth", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("flawed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("signed_at", Instant, nullable=False),
        sa.Column("until", Instant, nullable=False),
        sa.Column("decided_by", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", Instant, nullable=True),
        sa.Column("received_by", sa.Text(), server_default="", nullable=False),
        sa.Column("received_at", Instant, nullable=True),
        sa.CheckConstraint(states, name=op.f("ck_returns_state")),
        _of_order("returns"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returns")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_returns_order_id", "returns", ["order_id", "id"], unique=False)


def _of_order(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_order_id_orders")
    return sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=name, ondelete="CASCADE")
