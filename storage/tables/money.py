"""Prices, offers, debts, payments and goods that come back."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from storage.columns import (
    MONEY_PLACES,
    PRICE_PLACES,
    QTY_PLACES,
    BigId,
    CleanText,
    JsonText,
    OrderedText,
    Scaled,
    UtcDateTime,
)
from storage.tables.base import metadata

receivables = Table(
    "receivables",
    metadata,
    Column("customer_id", CleanText, primary_key=True),
    Column("number", CleanText, primary_key=True),
    Column("amount", Scaled(MONEY_PLACES), nullable=False),
    Column("due", Date, nullable=False),
    Column("paid", Date),  # NULL: still owed
)


prices = Table(
    "prices",
    metadata,
    Column("customer_id", CleanText, primary_key=True),  # empty: for everybody
    Column("sku", CleanText, primary_key=True),
    Column("since", Date, primary_key=True),
    Column("from_qty", Scaled(QTY_PLACES), primary_key=True, server_default="0"),  # base units; 0: any amount
    Column("price", Scaled(PRICE_PLACES), nullable=False),
    Column("until", Date),
    CheckConstraint("price >= 0", name="price"),
    CheckConstraint("from_qty >= 0", name="from_qty"),
    Index("ix_prices_sku", "sku"),
)


payments = Table(
    "payments",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("order_id", BigId, ForeignKey("orders.id", ondelete="CASCADE"), nullable=False),
    Column("claimed", Scaled(MONEY_PLACES)),  # what was said; NULL: only a voucher came
    Column("received", Scaled(MONEY_PLACES)),  # what finance found; NULL until then
    Column("state", Text, nullable=False),
    Column("by", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("picture", BigId),  # inbox id of the voucher
    Column("decided_by", CleanText, nullable=False, server_default=""),
    Column("decided_at", UtcDateTime),
    CheckConstraint("state IN ('open', 'granted', 'refused', 'expired')", name="state"),
    CheckConstraint("state <> 'granted' OR received > 0", name="received"),
    Index("ix_payments_order_id", "order_id", "id"),
    sqlite_autoincrement=True,
)


refunds = Table(  # money that went back; what is left of the payments is `orders.paid`
    "refunds",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("order_id", BigId, ForeignKey("orders.id", ondelete="CASCADE"), nullable=False),
    Column("amount", Scaled(MONEY_PLACES), nullable=False),
    Column("reason", CleanText, nullable=False),
    Column("by", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("undone_by", CleanText, nullable=False, server_default=""),
    Column("undone_at", UtcDateTime),
    CheckConstraint("amount > 0", name="amount"),
    Index("ix_refunds_order_id", "order_id", "id"),
    sqlite_autoincrement=True,
)


returns = Table(
    "returns",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("order_id", BigId, ForeignKey("orders.id", ondelete="CASCADE"), nullable=False),
    Column("goods", JsonText, nullable=False),  # rows of line, sku, label, quantity, unit
    Column("worth", Scaled(MONEY_PLACES), nullable=False),
    Column("state", Text, nullable=False),
    Column("by", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("reason", CleanText, nullable=False, server_default=""),
    Column("flawed", Boolean, nullable=False, server_default=false()),  # for its quality: the window does not count
    Column("signed_at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("decided_by", CleanText, nullable=False, server_default=""),
    Column("decided_at", UtcDateTime),
    Column("received_by", CleanText, nullable=False, server_default=""),
    Column("received_at", UtcDateTime),
    CheckConstraint("state IN ('open', 'granted', 'refused', 'expired', 'received')", name="state"),
    Index("ix_returns_order_id", "order_id", "id"),
    sqlite_autoincrement=True,
)


quotations = Table(
    "quotations",
    metadata,
    Column("order_id", BigId, ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("number", CleanText, nullable=False),
    Column("number_key", CleanText, nullable=False),  # the number in lower case: what is searched
    Column("customer_id", CleanText, nullable=False),
    Column("by", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("made", BigId, ForeignKey("orders.id", ondelete="SET NULL")),
    Column("number_back", OrderedText, nullable=False, server_default=""),  # `number_key` back to front
    UniqueConstraint("number_key"),
    CheckConstraint("state IN ('asked', 'open', 'refused', 'withdrawn')", name="state"),
    CheckConstraint("version >= 1", name="version"),
    Index("ix_quotations_customer_id", "customer_id", "at"),
    Index("ix_quotations_by", "by", "at"),
    Index("ix_quotations_made", "made"),
    Index("ix_quotations_number_back", "number_back"),
)
