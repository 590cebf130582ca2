"""Orders, their lines, their chained history, their deadlines and decisions."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
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

_IN_WORK = text("phase = 'open'")


_UNPAID = text("phase = 'done' AND amount > returned + paid")


_HELD = text("phase = 'open' AND held")


_NUMBERED = text("customer_no <> ''")


orders = Table(
    "orders",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("number", CleanText),
    Column("number_key", CleanText),  # the number in lower case: what is searched
    Column("flow", Text, nullable=False),
    Column("state", CleanText, nullable=False),
    Column("phase", Text, nullable=False),
    Column("channel", CleanText, nullable=False),
    Column("chat_id", CleanText, nullable=False),
    Column("chat_kind", Text, nullable=False),
    Column("placed_by", CleanText),
    Column("customer_id", CleanText),
    Column("customer_name", CleanText, nullable=False),
    Column("customer_candidates", JsonText, nullable=False),
    Column("due", Date),
    Column("due_kind", Text),
    Column("due_words", CleanText, nullable=False),
    Column("address", CleanText),
    Column("urgent", Boolean, nullable=False),
    Column("tracking", CleanText),
    Column("asked", JsonText),
    Column("doubts", JsonText, nullable=False),
    Column("evidence", JsonText, nullable=False),
    Column("source_ids", JsonText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("touched_at", UtcDateTime, nullable=False),
    Column("confirmed_at", UtcDateTime),
    Column("confirmed_by", CleanText),
    Column("entered_at", UtcDateTime),
    Column("owner", Text),
    Column("version_confirmed", Integer),
    Column("findings", JsonText, nullable=False, server_default="[]"),
    Column("held", Boolean, nullable=False, server_default=false()),
    Column("customer_no", CleanText, nullable=False, server_default=""),
    Column("shipping", Text, nullable=False, server_default=""),
    Column("amount", Scaled(MONEY_PLACES), nullable=False, server_default="0"),  # what its lines come to: is summed up
    Column("paid", Scaled(MONEY_PLACES), nullable=False, server_default="0"),  # what finance approved of its payments
    Column("returned", Scaled(MONEY_PLACES), nullable=False, server_default="0"),  # worth of what came back
    Column("tags", JsonText, nullable=False, server_default="[]"),
    Column("remark", CleanText, nullable=False, server_default=""),
    Column("label", Integer, nullable=False, server_default="0"),  # version of the printed label, 0: none
    Column("agreed", Date),  # the day that the workshop gave its word for
    Column("quote", CleanText, nullable=False, server_default=""),  # number of the quote that it was made of
    Column("number_back", OrderedText),  # `number_key` back to front: its tail is what people say
    Column("delayed", Date),  # the day before which it is not there, as somebody reported
    Column("terms", Text, nullable=False, server_default=""),  # of payment, as agreed when it was confirmed
    UniqueConstraint("number_key"),
    CheckConstraint("phase IN ('draft', 'open', 'done', 'void')", name="phase"),
    CheckConstraint("chat_kind IN ('direct', 'group')", name="chat_kind"),
    CheckConstraint("due_kind IN ('by', 'on', 'after')", name="due_kind"),
    CheckConstraint("version >= 1", name="version"),
    Index("ix_orders_channel_chat_id_placed_by", "channel", "chat_id", "placed_by", "phase"),
    Index("ix_orders_customer_id_confirmed_at", "customer_id", "confirmed_at"),
    Index("ix_orders_phase_confirmed_at", "phase", "confirmed_at"),
    Index("ix_orders_number_back", "number_back"),
    Index("ix_orders_due", "due", sqlite_where=_IN_WORK, postgresql_where=_IN_WORK),
    Index(
        "ix_orders_owed", "customer_id", "amount", "paid", "returned", sqlite_where=_IN_WORK, postgresql_where=_IN_WORK
    ),
    Index(
        "ix_orders_unpaid",
        *("customer_id", "entered_at", "amount", "paid", "returned"),
        sqlite_where=_UNPAID,
        postgresql_where=_UNPAID,
    ),
    Index("ix_orders_held", "customer_id", sqlite_where=_HELD, postgresql_where=_HELD),
    Index("ix_orders_customer_no", "customer_id", "customer_no", sqlite_where=_NUMBERED, postgresql_where=_NUMBERED),
    sqlite_autoincrement=True,
)


order_lines = Table(
    "order_lines",
    metadata,
    Column("order_id", BigId, ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True),
    Column("no", Integer, primary_key=True, autoincrement=False),
    Column("sku", CleanText),
    Column("label", CleanText, nullable=False),
    Column("mention", CleanText, nullable=False),
    Column("candidates", JsonText, nullable=False),
    Column("qty", Scaled(QTY_PLACES)),
    Column("unit", CleanText),
    Column("base_qty", Scaled(QTY_PLACES)),
    Column("base_unit", CleanText, nullable=False),
    Column("price", Scaled(PRICE_PLACES)),
    Column("said_price", Scaled(PRICE_PLACES)),
    Column("gift", Boolean, nullable=False),
    Column("doubts", JsonText, nullable=False),
    Column("evidence", JsonText, nullable=False),
    Column("origin", CleanText, nullable=False, server_default=""),
    Column("learn", CleanText, nullable=False, server_default=""),
    Column("given", CleanText, nullable=False, server_default=""),  # the campaign that a gift comes from
    Column("picked", Scaled(QTY_PLACES), nullable=False, server_default="0"),
    Column("presale", CleanText, nullable=False, server_default=""),  # number of an inbound purchase
    Column("presale_day", Date),
    Column("presale_qty", Scaled(QTY_PLACES)),  # NULL: all that was short
    CheckConstraint("no >= 1", name="no"),
    Index("ix_order_lines_sku", "sku"),
)


order_events = Table(
    "order_events",
    metadata,
    Column("order_id", BigId, ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", CleanText, nullable=False),
    Column("action", Text, nullable=False),
    Column("from_state", CleanText, nullable=False),
    Column("to_state", CleanText, nullable=False),
    Column("reason", CleanText, nullable=False),
    Column("changes", JsonText, nullable=False),
    Column("message_id", BigId),
    Column("channel", CleanText, nullable=False),
    Column("version", Integer, nullable=False),
    Column("before", JsonText),  # the draft as it was before: see storage/snapshot.py
    Column("previous", Text, nullable=False, server_default=""),  # the hash of the event before; see storage.chain
    Column("hash", Text, nullable=False, server_default=""),
    Column("stands", JsonText),  # how parts of the order stand from then on: see storage/standing.py
    CheckConstraint("seq >= 1", name="seq"),
    Index("ix_order_events_message_id", "message_id"),
    Index("ix_order_events_at", "at"),
)


order_chains = Table(
    "order_chains",
    metadata,
    Column("order_id", BigId, primary_key=True, autoincrement=False),  # no key of orders: it outlives what it proves
    Column("seq", Integer, nullable=False),  # the order's last event
    Column("hash", Text, nullable=False),
)


proofs = Table(  # how what belongs to no order stands: see storage/proofs.py
    "proofs",
    metadata,
    Column("subject", CleanText, primary_key=True),  # stock:LT-07, pledge:3
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("previous", Text, nullable=False),  # the hash of the row before
    Column("stands", JsonText, nullable=False),
    Column("hash", Text, nullable=False),
    CheckConstraint("seq >= 1", name="seq"),
)


_OPEN = text("state = 'open'")


deadlines = Table(
    "deadlines",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("order_id", BigId, ForeignKey("orders.id", ondelete="CASCADE")),
    Column("kind", Text, nullable=False),
    Column("rung", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("owner", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("subject", Text, nullable=False),  # o17: of order 17, a5: of alert 5, empty: of neither
    Column("alert_id", BigId, ForeignKey("alerts.id", ondelete="CASCADE")),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("last_error", CleanText, nullable=False, server_default=""),
    UniqueConstraint("subject", "kind", "rung"),
    CheckConstraint("state IN ('open', 'met', 'missed', 'cancelled', 'dead')", name="state"),
    Index("ix_deadlines_open_due_at", "due_at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_deadlines_order_id", "order_id"),
    Index("ix_deadlines_alert_id", "alert_id"),
    sqlite_autoincrement=True,
)


counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigId, nullable=False),
)


_SHORT = text("short > 0")


promises = Table(
    "promises",
    metadata,
    Column("order_id", BigId, ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True),
    Column("no", Integer, primary_key=True, autoincrement=False),
    Column("sku", CleanText, nullable=False),
    Column("label", CleanText, nullable=False),
    Column("need", Scaled(QTY_PLACES), nullable=False),
    Column("short", Scaled(QTY_PLACES), nullable=False),
    Column("unit", CleanText, nullable=False),
    Column("source", Text, nullable=False),
    Column("day", Date),
    Column("full", Date),
    Column("made", Date),
    Column("since", UtcDateTime),  # its turn among those who wait for the product
    Index("ix_promises_short", "sku", "order_id", sqlite_where=_SHORT, postgresql_where=_SHORT),
)


loads = Table(  # what promises take of production lines
    "loads",
    metadata,
    Column("order_id", BigId, primary_key=True),
    Column("no", Integer, primary_key=True, autoincrement=False),
    Column("works", CleanText, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("load", Scaled(QTY_PLACES), nullable=False),
    ForeignKeyConstraint(["order_id", "no"], ["promises.order_id", "promises.no"], ondelete="CASCADE"),
    Index("ix_loads_works", "works", "day"),
)


approvals = Table(
    "approvals",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("order_id", BigId, ForeignKey("orders.id", ondelete="CASCADE"), nullable=False),
    Column("topic", Text, nullable=False),
    Column("roles", JsonText, nullable=False),
    Column("findings", JsonText, nullable=False),
    Column("asked_by", CleanText, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("decided_by", CleanText, nullable=False, server_default=""),
    Column("decided_at", UtcDateTime),
    Column("reason", CleanText, nullable=False, server_default=""),
    Column("pending_by", CleanText, nullable=False, server_default=""),  # who was asked for the reason of a verdict
    Column("pending", Text, nullable=False, server_default=""),  # the verdict: granted or refused
    Column("pending_at", UtcDateTime),
    Column("wanted", JsonText),  # the order as it is to become: see storage/snapshot.py
    Column("said", CleanText, nullable=False, server_default=""),  # why it is to become so
    Column("offered", Date),  # the day that was given instead of the one that was wanted
    CheckConstraint("state IN ('open', 'granted', 'refused', 'expired', 'void')", name="state"),
    Index("ix_approvals_order_id", "order_id", "id"),
    Index(
        "ix_approvals_open",
        "order_id",
        "topic",
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    ),
    sqlite_autoincrement=True,
)


requests = Table(
    "requests",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("user", CleanText, nullable=False),
    Column("channel", CleanText, nullable=False),
    Column("chat_id", CleanText, nullable=False),
    Column("chat_kind", Text, nullable=False),
    Column("words", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("customer_id", CleanText),
    Column("order_id", BigId, ForeignKey("orders.id", ondelete="CASCADE")),
    Column("alert_id", BigId, ForeignKey("alerts.id", ondelete="SET NULL")),
    Column("closed_at", UtcDateTime),
    Column("outcome", CleanText, nullable=False),
    Index("ix_requests_user", "user", "closed_at"),
    Index("ix_requests_order_id", "order_id"),
    sqlite_autoincrement=True,
)


slips = Table(
    "slips",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("order_id", BigId, ForeignKey("orders.id", ondelete="CASCADE"), nullable=False),
    Column("before", Date),
    Column("after", Date),
    Column("owner", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("words", CleanText, nullable=False),
    Column("state", Text, nullable=False),
    Column("pending_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("closed_by", CleanText, nullable=False),
    CheckConstraint("state IN ('open', 'sent', 'held', 'quiet', 'over')", name="state"),
    Index("ix_slips_open", "order_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_slips_owner", "owner", "id"),
    sqlite_autoincrement=True,
)
