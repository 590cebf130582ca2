"""What came in, what goes out, and what channels remember."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, Table, Text, UniqueConstraint, text

from storage.columns import BigId, CleanText, JsonText, UtcDateTime
from storage.tables.base import metadata

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
    Column(
        "renews", Text, nullable=False, server_default=""
    ),  # an earlier card: may | only | news; see handlers.notices.Push
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
    Index("ix_console_messages_at", "at"),
)


windows = Table(
    "windows",
    metadata,
    Column("channel", CleanText, primary_key=True),
    Column("chat_id", CleanText, primary_key=True),
    Column("kind", Text, primary_key=True),  # said | acted | human: see handlers.domain.budget
    Column("opened_at", UtcDateTime, nullable=False),
)


calls_heard = Table(  # signatures of callbacks that count once
    "calls_heard",
    metadata,
    Column("key", Text, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)


paces = Table(
    "paces",
    metadata,
    Column("name", Text, primary_key=True),
    Column("passed", Text, nullable=False),  # JSON: [[stretch, how many], …], see handlers.domain.pace
)
