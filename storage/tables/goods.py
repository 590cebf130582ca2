"""Products, stock, and what is on its way in."""

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
    text,
)

from storage.columns import PRICE_PLACES, QTY_PLACES, BigId, CleanText, JsonText, Scaled, UtcDateTime
from storage.tables.base import metadata

_STANDS = text("lifted_at IS NULL")

products = Table(
    "products",
    metadata,
    Column("sku", CleanText, primary_key=True),
    Column("name", CleanText, nullable=False),
    Column("spec", CleanText, nullable=False),
    Column("aliases", JsonText, nullable=False),
    Column("unit", CleanText, nullable=False),
    Column("packs", JsonText, nullable=False),
    Column("price", Scaled(PRICE_PLACES)),
    Column("min_price", Scaled(PRICE_PLACES)),
    Column("stock", Scaled(QTY_PLACES), nullable=False),
    Column("safety_stock", Scaled(QTY_PLACES), nullable=False),
    Column("lead_days", Integer, nullable=False),
    Column("substitutes", JsonText, nullable=False),
    Column("min_qty", Scaled(QTY_PLACES), nullable=False, server_default="0"),
    Column("cost", Scaled(PRICE_PLACES)),
    Column("supplier", CleanText, nullable=False, server_default=""),
    CheckConstraint("lead_days >= 0", name="lead_days"),
    CheckConstraint("price >= 0", name="price"),
)


stock = Table(
    "stock",
    metadata,
    Column("sku", CleanText, primary_key=True),
    Column("on_hand", Scaled(QTY_PLACES), nullable=False),
    Column("held", Scaled(QTY_PLACES), nullable=False, server_default="0"),
    CheckConstraint("on_hand >= 0", name="on_hand"),
    CheckConstraint("held >= 0 AND held <= on_hand", name="held"),
)


stock_holds = Table(
    "stock_holds",
    metadata,
    Column("order_id", BigId, ForeignKey("orders.id"), primary_key=True),
    Column("sku", CleanText, ForeignKey("stock.sku"), primary_key=True),
    Column("qty", Scaled(QTY_PLACES), nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime),
    CheckConstraint("qty > 0", name="qty"),
    CheckConstraint("kind IN ('soft', 'firm')", name="kind"),
    Index("ix_stock_holds_sku", "sku"),
)


stock_moves = Table(
    "stock_moves",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("sku", CleanText, nullable=False),
    Column("kind", Text, nullable=False),
    Column("qty", Scaled(QTY_PLACES), nullable=False),  # what on_hand changed by
    Column("on_hand", Scaled(QTY_PLACES), nullable=False),  # afterwards
    Column("at", UtcDateTime),  # unknown where a file says so
    Column("by", CleanText, nullable=False),
    Column("order_id", BigId),
    CheckConstraint("kind IN ('receipt', 'issue', 'count')", name="kind"),
    Index("ix_stock_moves_sku", "sku", "id"),
    sqlite_autoincrement=True,
)


sale_stops = Table(  # products that are, or were, not for sale
    "sale_stops",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("sku", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", CleanText, nullable=False),
    Column("why", CleanText, nullable=False),
    Column("hand", Boolean, nullable=False),
    Column("free", Scaled(QTY_PLACES), nullable=False),
    Column("safety", Scaled(QTY_PLACES), nullable=False),
    Column("lifted_at", UtcDateTime),
    Column("lifted_by", CleanText, nullable=False),
    Column("lifted_why", CleanText, nullable=False),
    Column("recovered", Boolean, nullable=False),
    Index("ix_sale_stops_standing", "sku", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS),
    Index("ix_sale_stops_sku", "sku", "id"),
    sqlite_autoincrement=True,
)


requisitions = Table(
    "requisitions",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("number", CleanText, nullable=False),
    Column("sku", CleanText, nullable=False),
    Column("qty", Scaled(QTY_PLACES), nullable=False),
    Column("unit", CleanText, nullable=False),
    Column("need_by", Date),
    Column("by", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("alert_id", BigId, ForeignKey("alerts.id", ondelete="CASCADE"), nullable=False),
    Column("coming", Scaled(QTY_PLACES), nullable=False, server_default="0"),
    UniqueConstraint("alert_id"),
    CheckConstraint("qty > 0", name="qty"),
    sqlite_autoincrement=True,
)


inbound = Table(
    "inbound",
    metadata,
    Column("number", CleanText, primary_key=True),
    Column("sku", CleanText, primary_key=True),
    Column("qty", Scaled(QTY_PLACES), nullable=False),  # still to come
    Column("ordered", Scaled(QTY_PLACES), nullable=False),  # as the file says: tells a new file from the same one
    Column("due", Date, nullable=False),
    CheckConstraint("qty >= 0", name="qty"),
    Index("ix_inbound_sku", "sku"),
)


capacity = Table(  # production lines: what one makes on a usual day, and what on a day of its own
    "capacity",
    metadata,
    Column("name", CleanText, primary_key=True),
    Column("day", Date, primary_key=True),  # handlers.domain.pricing.BEGINNING: a usual day
    Column("skus", JsonText, nullable=False),
    Column("per_day", Scaled(QTY_PLACES), nullable=False),  # pieces, or minutes
    Column("each", Scaled(QTY_PLACES), nullable=False),  # of that for a piece
    CheckConstraint("per_day >= 0", name="per_day"),
    CheckConstraint("each > 0", name="each"),
)
