"""Customers, people, chats, and how they become known."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from storage.columns import MONEY_PLACES, BigId, CleanText, JsonText, Scaled, UtcDateTime
from storage.tables.base import metadata

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


quiet_people = Table(  # want to be told nothing but answers
    "quiet_people",
    metadata,
    Column("user", CleanText, ForeignKey("people.user", ondelete="CASCADE"), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
