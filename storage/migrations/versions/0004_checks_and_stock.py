"""What the checks found and who approved it, stock and who holds it, promises, what is on its way, money owed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IN_WORK, NUMBERED = sa.text("phase = 'open'"), sa.text("customer_no <> ''")
SHORT, OPEN = sa.text("short > 0"), sa.text("state = 'open'")


def upgrade() -> None:
    """Adds them, and counts what open orders come to and what the price list says is in stock."""
    _columns()
    _stock()
    _promises()
    _money()
    op.execute(_AMOUNTS[op.get_bind().dialect.name])
    op.execute(
        "INSERT INTO stock (sku, on_hand, held) SELECT sku, CASE WHEN stock > 0 THEN stock ELSE 0 END, 0 FROM products"
    )


# A price has four decimals, a quantity three, an amount two: rounded half up, line by line.
_AMOUNTS = {
    "sqlite": "UPDATE orders SET amount = min(coalesce((SELECT"
    " sum(price * (base_qty / 100000) + (price * (base_qty % 100000) + 50000) / 100000)"  # the product may be too large
    " FROM order_lines WHERE order_id = orders.id AND NOT gift), 0), 1000000000000000000) WHERE phase = 'open'",
    "postgresql": "UPDATE orders SET amount = least(coalesce((SELECT sum(round(price::numeric * base_qty / 100000))"
    " FROM order_lines WHERE order_id = orders.id AND NOT gift), 0), 1000000000000000000) WHERE phase = 'open'",
}


def _columns() -> None:
    op.add_column("orders", sa.Column("findings", sa.Text(), server_default="[]", nullable=False))
    op.add_column("orders", sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("orders", sa.Column("customer_no", sa.Text(), server_default="", nullable=False))
    op.add_column("orders", sa.Column("shipping", sa.Text(), server_default="", nullable=False))
    op.add_column("orders", sa.Column("amount", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("products", sa.Column("min_qty", sa.BigInteger(), server_default="0", nullable=False))
    op.create_index(
        "ix_orders_in_work",
        "orders",
        ["customer_id", "amount"],
        unique=False,
        sqlite_where=IN_WORK,
        postgresql_where=IN_WORK,
    )
    op.create_index(
        "ix_orders_customer_no",
        "orders",
        ["customer_id", "customer_no"],
        unique=False,
        sqlite_where=NUMBERED,
        postgresql_where=NUMBERED,
    )


def _stock() -> None:
    op.create_table(
        "stock",
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("on_hand >= 0", name=op.f("ck_stock_on_hand")),
        sa.CheckConstraint("held >= 0 AND held <= on_hand", name=op.f("ck_stock_held")),
        sa.PrimaryKeyConstraint("sku", name=op.f("pk_stock")),
    )
    op.create_table(
        "stock_holds",
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("qty > 0", name=op.f("ck_stock_holds_qty")),
        sa.CheckConstraint("kind IN ('soft', 'firm')", name=op.f("ck_stock_holds_kind")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_stock_holds_order_id_orders")),
        sa.ForeignKeyConstraint(["sku"], ["stock.sku"], name=op.f("fk_stock_holds_sku_stock")),
        sa.PrimaryKeyConstraint("order_id", "sku", name=op.f("pk_stock_holds")),
    )
    op.create_index("ix_stock_holds_sku", "stock_holds", ["sku"], unique=False)
    op.create_table(
        "stock_moves",
        sa.Column("id", BigId, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("order_id", BigId, nullable=True),
        sa.CheckConstraint("kind IN ('receipt', 'issue', 'count')", name=op.f("ck_stock_moves_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_moves")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_stock_moves_sku", "stock_moves", ["sku", "id"], unique=False)


def _promises() -> None:
    op.create_table(
        "promises",
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("need", sa.BigInteger(), nullable=False),
        sa.Column("short", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_promises_order_id_orders"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("order_id", "no", name=op.f("pk_promises")),
    )
    op.create_index(
        "ix_promises_short", "promises", ["sku", "order_id"], unique=False, sqlite_where=SHORT, postgresql_where=SHORT
    )
    op.create_table(
        "inbound",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("ordered", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.CheckConstraint("qty >= 0", name=op.f("ck_inbound_qty")),
        sa.PrimaryKeyConstraint("number", "sku", name=op.f("pk_inbound")),
    )
    op.create_index("ix_inbound_sku", "inbound", ["sku"], unique=False)


def _money() -> None:
    op.create_table(
        "receivables",
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "number", name=op.f("pk_receivables")),
    )
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
    op.create_table(
        "approvals",
        sa.Column("id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("pending_by", sa.Text(), server_default="", nullable=False),
        sa.Column("pending", sa.Text(), server_default="", nullable=False),
        sa.Column("pending_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'granted', 'refused', 'expired', 'void')", name=op.f("ck_approvals_state")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_approvals_order_id_orders"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_approvals_order_id", "approvals", ["order_id", "id"], unique=False)
    op.create_index(
        "ix_approvals_open", "approvals", ["order_id", "topic"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )


def downgrade() -> None:
    """Takes them out again."""
    for table in ("approvals", "contract_prices", "receivables", "inbound", "promises", "stock_moves", "stock_holds"):
        op.drop_table(table)
    op.drop_table("stock")
    op.drop_column("products", "min_qty")
    op.drop_index("ix_orders_customer_no", "orders")
    op.drop_index("ix_orders_in_work", "orders")
    for column in ("amount", "shipping", "customer_no", "held", "findings"):
        op.drop_column("orders", column)
