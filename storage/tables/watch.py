"""What is late, short, promised or under way."""

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

from storage.columns import BigId, CleanText, JsonText, UtcDateTime
from storage.tables.base import metadata

_GOES_ON = text("state <> 'closed'")
_ASKED = text("pending <> ''")


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
    Column("pending_in", CleanText, nullable=False, server_default=""),  # the group where it was asked
    CheckConstraint("state IN ('open', 'taken', 'muted', 'closed')", name="state"),
    Index("ix_alerts_going_on", "subject", unique=True, sqlite_where=_GOES_ON, postgresql_where=_GOES_ON),
    Index("ix_alerts_standing", "id", sqlite_where=_GOES_ON, postgresql_where=_GOES_ON),
    Index("ix_alerts_rule", "rule", "id", sqlite_where=_GOES_ON, postgresql_where=_GOES_ON),
    Index("ix_alerts_order_id", "order_id"),
    Index("ix_alerts_opened_at", "opened_at"),
    Index("ix_alerts_asked", "pending_by", "pending_at", sqlite_where=_ASKED, postgresql_where=_ASKED),
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
    Column("order_id", BigId),  # the promise of an order's day, settled by its delivery
    Index("ix_pledges_by", "by", "state"),
    Index("ix_pledges_order_id", "order_id"),
    sqlite_autoincrement=True,
)


attempts = Table(  # the security log: never words
    "attempts",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("kind", Text, nullable=False),  # handlers.domain.attempt.KINDS
    Column("at", UtcDateTime, nullable=False),
    Column("message_id", BigId, nullable=False),
    Column("user", CleanText, nullable=False),
    Column("channel", Text, nullable=False),
    Column("group", Boolean, nullable=False),
    UniqueConstraint("message_id", "kind"),
    Index("ix_attempts_at", "at"),
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
    Column("province", CleanText, nullable=False, server_default=""),
    Column("city", CleanText, nullable=False, server_default=""),
    Column("left_at", UtcDateTime),
    Column("promised", Date),
    Column("signed_at", UtcDateTime),
    Column("silence", Integer, nullable=False, server_default="0"),  # seconds
    Index("ix_parcels_province", "province", "signed_at"),
    Index("ix_parcels_signed_at", "signed_at"),
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
