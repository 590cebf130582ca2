"""All tables. Real columns where something is searched or checked, JSON for what is only read back.

A change here needs a revision in migrations/versions; a test compares the two.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
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
    Scaled,
    UtcDateTime,
)

HEAD = "0014"
"""The newest revision in migrations/versions: what a fresh database is stamped with."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

_IN_WORK = text("phase = 'open'")
_NUMBERED = text("customer_no <> ''")
_IN_HAND = text("state IN ('waiting', 'working')")

inbox = Table(
    "inbox",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("channel", CleanText, nullable=False),
    Column("external_id", CleanText, nullable=False),
    Column("chat_id", CleanText, nullable=False),
    Column("chat_kind", Text, nullable=False),
    Column("user_id", CleanText, nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", CleanText, nullable=False),
    Column("tap", JsonText),
    Column("media", JsonText, nullable=False),
    Column("quoted_id", CleanText),
    Column("to_me", Boolean, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("raw", CleanText, nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", UtcDateTime),
    Column("claimed_at", UtcDateTime),
    Column("claimed_by", Text),
    Column("claimed_until", UtcDateTime),
    Column("last_error", CleanText, nullable=False, server_default=""),
    UniqueConstraint("channel", "external_id"),
    CheckConstraint("state IN ('waiting', 'working', 'done', 'dead')", name="state"),
    CheckConstraint("chat_kind IN ('direct', 'group')", name="chat_kind"),
    CheckConstraint("attempts >= 0", name="attempts"),
    Index("ix_inbox_in_hand", "channel", "chat_id", "id", sqlite_where=_IN_HAND, postgresql_where=_IN_HAND),
    Index("ix_inbox_state_received_at", "state", "received_at"),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("channel", CleanText, nullable=False),
    Column("chat_id", CleanText, nullable=False),
    Column("chat_kind", Text, nullable=False),
    Column("card", CleanText, nullable=False),
    Column("dedupe", CleanText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("key", CleanText, nullable=False),
    Column("reply_to", CleanText, nullable=False),
    Column("card_ref", CleanText, nullable=False),
    Column("mention", JsonText, nullable=False),
    Column("not_before", UtcDateTime),
    Column("expires_at", UtcDateTime),
    Column("trace", BigId, nullable=False),
    Column("order_id", BigId),
    Column("state", Text, nullable=False, server_default="waiting"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_at", UtcDateTime),
    Column("claimed_at", UtcDateTime),
    Column("claimed_by", Text),
    Column("claimed_until", UtcDateTime),
    Column("parts", Integer, nullable=False, server_default="0"),
    Column("ref", CleanText, nullable=False, server_default=""),
    Column("sent_at", UtcDateTime),
    Column("last_error", CleanText, nullable=False, server_default=""),
    Column("folded_into", BigId),  # the row that tells this one's news too; it goes out with that one
    Column("renews", Text, nullable=False, server_default=""),  # an earlier card: may | only; see handlers.notices.Push
    UniqueConstraint("dedupe"),
    CheckConstraint("state IN ('waiting', 'working', 'sent', 'dead')", name="state"),
    CheckConstraint("chat_kind IN ('direct', 'group')", name="chat_kind"),
    CheckConstraint("attempts >= 0", name="attempts"),
    Index("ix_outbox_in_hand", "channel", "chat_id", "id", sqlite_where=_IN_HAND, postgresql_where=_IN_HAND),
    Index("ix_outbox_channel_chat_id_key", "channel", "chat_id", "key", "id"),
    Index("ix_outbox_state_created_at", "state", "created_at"),
    Index("ix_outbox_channel_chat_id_sent_at", "channel", "chat_id", "sent_at"),
    Index("ix_outbox_folded_into", "folded_into"),
    sqlite_autoincrement=True,
)

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
    UniqueConstraint("number_key"),
    CheckConstraint("phase IN ('draft', 'open', 'done', 'void')", name="phase"),
    CheckConstraint("chat_kind IN ('direct', 'group')", name="chat_kind"),
    CheckConstraint("due_kind IN ('by', 'on', 'after')", name="due_kind"),
    CheckConstraint("version >= 1", name="version"),
    Index("ix_orders_channel_chat_id_placed_by", "channel", "chat_id", "placed_by", "phase"),
    Index("ix_orders_customer_id_confirmed_at", "customer_id", "confirmed_at"),
    Index("ix_orders_phase_confirmed_at", "phase", "confirmed_at"),
    Index(
        "ix_orders_owed", "customer_id", "amount", "paid", "returned", sqlite_where=_IN_WORK, postgresql_where=_IN_WORK
    ),
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
    CheckConstraint("seq >= 1", name="seq"),
    Index("ix_order_events_message_id", "message_id"),
)

order_chains = Table(
    "order_chains",
    metadata,
    Column("order_id", BigId, primary_key=True, autoincrement=False),  # no key of orders: it outlives what it proves
    Column("seq", Integer, nullable=False),  # the order's last event
    Column("hash", Text, nullable=False),
)

_OPEN = text("state = 'open'")

_GOES_ON = text("state <> 'closed'")

alerts = Table(
    "alerts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("subject", CleanText, nullable=False),
    Column("rule", Text, nullable=False),
    Column("title", CleanText, nullable=False),
    Column("owner", Text, nullable=False),
    Column("ladder", CleanText, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("order_id", BigId, ForeignKey("orders.id", ondelete="CASCADE")),
    Column("sku", CleanText, nullable=False),
    Column("state", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("reminded", Integer, nullable=False),
    Column("taken_by", CleanText, nullable=False),
    Column("taken_at", UtcDateTime),
    Column("muted_until", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("closed_by", CleanText, nullable=False),
    Column("conclusion", CleanText, nullable=False),
    Column("pending", Text, nullable=False),  # what was asked for: solve | pass_on
    Column("pending_by", CleanText, nullable=False),
    Column("pending_at", UtcDateTime),
    CheckConstraint("state IN ('open', 'taken', 'muted', 'closed')", name="state"),
    Index("ix_alerts_going_on", "subject", unique=True, sqlite_where=_GOES_ON, postgresql_where=_GOES_ON),
    Index("ix_alerts_order_id", "order_id"),
    Index("ix_alerts_opened_at", "opened_at"),
    sqlite_autoincrement=True,
)

alert_told = Table(
    "alert_told",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("alert_id", BigId, ForeignKey("alerts.id", ondelete="CASCADE"), nullable=False),
    Column("to", CleanText, nullable=False),  # user:u14 or role:production
    Column("key", CleanText, nullable=False),  # of the card that he got
    Column("why", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_alert_told_alert_id", "alert_id", "id"),
    Index("ix_alert_told_to", "to", "id"),
    sqlite_autoincrement=True,
)

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

customers = Table(
    "customers",
    metadata,
    Column("id", CleanText, primary_key=True),
    Column("name", CleanText, nullable=False),
    Column("aliases", JsonText, nullable=False),
    Column("level", Text, nullable=False),
    Column("region", CleanText, nullable=False),
    Column("credit_limit", Scaled(MONEY_PLACES), nullable=False),
    Column("owner", CleanText),
    CheckConstraint("level IN ('VIP', 'A', 'B', 'C')", name="level"),
)

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
    CheckConstraint("lead_days >= 0", name="lead_days"),
    CheckConstraint("price >= 0", name="price"),
)

people = Table(
    "people",
    metadata,
    Column("user", CleanText, primary_key=True),
    Column("name", CleanText, nullable=False),
    Column("role", Text, nullable=False),
    Column("customer_id", CleanText, ForeignKey("customers.id")),
    Column("active", Boolean, nullable=False),
    Column("phone_tail", Text, nullable=False, server_default=""),
    Index("ix_people_role", "role"),
    Index("ix_people_customer_id", "customer_id"),
)

accounts = Table(
    "accounts",
    metadata,
    Column("channel", CleanText, primary_key=True),
    Column("user_id", CleanText, primary_key=True),
    Column("user", CleanText, ForeignKey("people.user", ondelete="CASCADE"), nullable=False),
    Column("direct_chat_id", CleanText, nullable=False),
    Column("last_seen", UtcDateTime),
    Index("ix_accounts_user", "user"),
)

chats = Table(
    "chats",
    metadata,
    Column("channel", CleanText, primary_key=True),
    Column("chat_id", CleanText, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", CleanText, nullable=False),
    Column("customer_id", CleanText, ForeignKey("customers.id")),
    CheckConstraint("kind IN ('direct', 'group')", name="kind"),
    Index("ix_chats_customer_id", "customer_id"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("code_hash", Text, nullable=False),
    Column("user", CleanText),  # somebody we know already, who gets one more account; else he is made when it is used
    Column("name", CleanText, nullable=False),
    Column("role", Text, nullable=False),
    Column("customer_id", CleanText, ForeignKey("customers.id")),
    Column("made_by", CleanText, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("void_at", UtcDateTime),
    Column("used_at", UtcDateTime),
    Column("used_channel", CleanText),
    Column("used_account", CleanText),
    UniqueConstraint("code_hash"),
    sqlite_autoincrement=True,
)

strangers = Table(
    "strangers",
    metadata,
    Column("channel", CleanText, primary_key=True),
    Column("user_id", CleanText, primary_key=True),
    Column("chat_id", CleanText, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime, nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),  # wrong codes since `failing_since`
    Column("failing_since", UtcDateTime),
    Column("claims", Integer, nullable=False, server_default="0"),  # wrong claims since `claiming_since`
    Column("claiming_since", UtcDateTime),
    CheckConstraint("failures >= 0", name="failures"),
    Index("ix_strangers_last_seen", "last_seen"),
)

_STANDS = text("gone_at IS NULL")

customer_words = Table(
    "customer_words",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("customer_id", CleanText, nullable=False),
    Column("key", CleanText, nullable=False),  # the words without blanks, width and case: what makes two the same
    Column("words", CleanText, nullable=False),
    Column("sku", CleanText, nullable=False),
    Column("source", Text, nullable=False),
    Column("by", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("order_id", BigId),
    Column("gone_at", UtcDateTime),
    Column("replaces", BigId),  # the word's earlier meaning
    Column("rev", BigId, nullable=False),  # raised by every change: the last one can be taken back
    CheckConstraint("source IN ('learnt', 'taught')", name="source"),
    Index(
        "ix_customer_words_standing",
        "customer_id",
        "key",
        unique=True,
        sqlite_where=_STANDS,
        postgresql_where=_STANDS,
    ),
    Index("ix_customer_words_customer_id_rev", "customer_id", "rev"),
    Index("ix_customer_words_order_id", "order_id"),
    sqlite_autoincrement=True,
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
    UniqueConstraint("alert_id"),
    CheckConstraint("qty > 0", name="qty"),
    sqlite_autoincrement=True,
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
    Index("ix_promises_short", "sku", "order_id", sqlite_where=_SHORT, postgresql_where=_SHORT),
)

pledges = Table(  # what people promised
    "pledges",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("by", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("words", CleanText, nullable=False),
    Column("message_id", BigId),
    Column("channel", CleanText, nullable=False),
    Column("customer_id", CleanText),
    Column("customer_name", CleanText, nullable=False),
    Column("due", Date),
    Column("state", Text, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("closed_by", CleanText, nullable=False),
    Index("ix_pledges_by", "by", "state"),
    sqlite_autoincrement=True,
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

receivables = Table(
    "receivables",
    metadata,
    Column("customer_id", CleanText, primary_key=True),
    Column("number", CleanText, primary_key=True),
    Column("amount", Scaled(MONEY_PLACES), nullable=False),
    Column("due", Date, nullable=False),
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

rule_versions = Table(
    "rule_versions",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("name", CleanText, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", JsonText, nullable=False),  # when, cond, then, note: as the operator wrote them
    Column("by", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("source", CleanText, nullable=False),
    Column("tried_at", UtcDateTime),
    Column("tried_by", CleanText, nullable=False, server_default=""),
    Column("hits", Integer, nullable=False, server_default="0"),
    UniqueConstraint("name", "version"),
    CheckConstraint("version >= 1", name="version"),
    sqlite_autoincrement=True,
)

rule_switches = Table(
    "rule_switches",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("name", CleanText, nullable=False),
    Column("version", Integer, nullable=False),  # in force from now on; 0: none
    Column("by", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("undoes", BigId),  # the switch that this one takes back
    UniqueConstraint("undoes"),
    CheckConstraint("version >= 0", name="version"),
    Index("ix_rule_switches_name", "name", "id"),
    sqlite_autoincrement=True,
)

console_messages = Table(
    "console_messages",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("seq", BigId, nullable=False),  # raised by every change: what a page has not seen yet is above it
    Column("chat_id", CleanText, nullable=False),
    Column("author", CleanText, nullable=False),
    Column("text", CleanText),
    Column("card", CleanText),
    Column("key", CleanText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("dedupe", CleanText),
    UniqueConstraint("seq"),
    UniqueConstraint("dedupe"),
    Index("ix_console_messages_chat_id", "chat_id", "id"),
)

windows = Table(
    "windows",
    metadata,
    Column("channel", CleanText, primary_key=True),
    Column("chat_id", CleanText, primary_key=True),
    Column("kind", Text, primary_key=True),  # said | acted | human: see handlers.domain.budget
    Column("opened_at", UtcDateTime, nullable=False),
)

_ASKED_FOR = text("poll_at IS NOT NULL")

parcels = Table(
    "parcels",
    metadata,
    Column("order_id", BigId, ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True),
    Column("number", CleanText, primary_key=True),
    Column("carrier", Text, nullable=False),
    Column("status", Text, nullable=False),  # handlers.domain.tracking.Status
    Column("said", CleanText, nullable=False),  # the same as the carrier wrote it
    Column("at", UtcDateTime),
    Column("words", CleanText, nullable=False),
    Column("poll_at", UtcDateTime),
    Column("subscribed", Boolean, nullable=False),
    Index("ix_parcels_number", "number"),
    Index("ix_parcels_poll_at", "poll_at", sqlite_where=_ASKED_FOR, postgresql_where=_ASKED_FOR),
)

scans = Table(
    "scans",
    metadata,
    Column("number", CleanText, primary_key=True),
    Column("at", UtcDateTime, primary_key=True),
    Column("words", CleanText, primary_key=True),
    Column("source", Text, nullable=False),
    Column("heard_at", UtcDateTime, nullable=False),
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

quiet_people = Table(  # want to be told nothing but answers
    "quiet_people",
    metadata,
    Column("user", CleanText, ForeignKey("people.user", ondelete="CASCADE"), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)

calls_heard = Table(  # signatures of callbacks that count once
    "calls_heard",
    metadata,
    Column("key", Text, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", CleanText, nullable=False),
)
