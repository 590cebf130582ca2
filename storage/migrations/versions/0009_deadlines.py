"""Deadlines of alerts besides those of orders, alerts and who was told of them, cards that only renew earlier ones."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN, GOES_ON = sa.text("state = 'open'"), sa.text("state <> 'closed'")
Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds them; deadlines stay as they are."""
    _alerts()
    _told()
    _requisitions()
    op.add_column("outbox", sa.Column("renews", sa.Text(), server_default="", nullable=False))
    if op.get_bind().dialect.name == "sqlite":
        _deadlines_anew()
    else:
        _deadlines_in_place()
    op.create_index("ix_deadlines_order_id", "deadlines", ["order_id"], unique=False)
    op.create_index("ix_deadlines_alert_id", "deadlines", ["alert_id"], unique=False)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", BigId, nullable=False),
        *_texts("subject", "rule", "title", "owner", "ladder"),
        sa.Column("since", Instant, nullable=False),
        sa.Column("opened_at", Instant, nullable=False),
        sa.Column("order_id", BigId, nullable=True),
        *_texts("sku", "state"),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
        *_texts("taken_by"),
        sa.Column("taken_at", Instant, nullable=True),
        sa.Column("muted_until", Instant, nullable=True),
        sa.Column("closed_at", Instant, nullable=True),
        *_texts("closed_by", "conclusion", "pending", "pending_by"),
        sa.Column("pending_at", Instant, nullable=True),
        sa.CheckConstraint("state IN ('open', 'taken', 'muted', 'closed')", name=op.f("ck_alerts_state")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_alerts_order_id_orders"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_alerts_going_on", "alerts", ["subject"], unique=True, sqlite_where=GOES_ON, postgresql_where=GOES_ON
    )
    op.create_index("ix_alerts_order_id", "alerts", ["order_id"], unique=False)
    op.create_index("ix_alerts_opened_at", "alerts", ["opened_at"], unique=False)


def _told() -> None:
    op.create_table(
        "alert_told",
        sa.Column("id", BigId, nullable=False),
        sa.Column("alert_id", BigId, nullable=False),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_alert_told_alert_id_alerts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_told")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_alert_told_alert_id", "alert_told", ["alert_id", "id"], unique=False)
    op.create_index("ix_alert_told_to", "alert_told", ["to", "id"], unique=False)


def _requisitions() -> None:
    op.create_table(
        "requisitions",
        sa.Column("id", BigId, nullable=False),
        *_texts("number", "sku"),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        *_texts("unit"),
        sa.Column("need_by", sa.Date(), nullable=True),
        *_texts("by"),
        sa.Column("at", Instant, nullable=False),
        sa.Column("alert_id", BigId, nullable=False),
        sa.CheckConstraint("qty > 0", name=op.f("ck_requisitions_qty")),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_requisitions_alert_id_alerts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requisitions")),
        sa.UniqueConstraint("alert_id", name=op.f("uq_requisitions_alert_id")),
        sqlite_autoincrement=True,
    )


def _columns() -> tuple[sa.Column[int], sa.Column[str]]:
    return (
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_error", sa.Text(), server_default="", nullable=False),
    )


def _deadlines_anew() -> None:
    """SQLite changes no column: the table is made again beside the old one."""
    op.drop_index("ix_deadlines_open_due_at", table_name="deadlines", sqlite_where=OPEN)
    op.rename_table("deadlines", "deadlines_before")
    op.create_table(
        "deadlines",
        sa.Column("id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("due_at", Instant, nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("alert_id", BigId, nullable=True),
        *_columns(),
        sa.CheckConstraint(_STATES, name=op.f("ck_deadlines_state")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f(_TO_ORDERS), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f(_TO_ALERTS), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadlines")),
        sa.UniqueConstraint("subject", "kind", "rung", name=op.f(_ONCE)),
        sqlite_autoincrement=True,
    )
    op.execute(
        "INSERT INTO deadlines (id, subject, order_id, kind, rung, due_at, owner, state)"
        " SELECT id, 'o' || order_id, order_id, kind, rung, due_at, owner, state FROM deadlines_before"
    )
    op.drop_table("deadlines_before")
    op.create_index("ix_deadlines_open_due_at", "deadlines", ["due_at", "id"], unique=False, sqlite_where=OPEN)


_STATES = "state IN ('open', 'met', 'missed', 'cancelled', 'dead')"
_STATES_BEFORE = "state IN ('open', 'met', 'missed', 'cancelled')"
_TO_ORDERS, _TO_ALERTS = "fk_deadlines_order_id_orders", "fk_deadlines_alert_id_alerts"
_ONCE, _ONCE_BEFORE = "uq_deadlines_subject_kind_rung", "uq_deadlines_order_id_kind_rung"


def _deadlines_in_place() -> None:
    op.add_column("deadlines", sa.Column("subject", sa.Text(), nullable=True))
    op.execute("UPDATE deadlines SET subject = 'o' || order_id")
    op.alter_column("deadlines", "subject", nullable=False)
    op.alter_column("deadlines", "order_id", nullable=True)
    op.add_column("deadlines", sa.Column("alert_id", BigId, nullable=True))
    for column in _columns():
        op.add_column("deadlines", column)
    op.create_foreign_key(op.f(_TO_ALERTS), "deadlines", "alerts", ["alert_id"], ["id"], ondelete="CASCADE")
    op.drop_constraint(op.f(_ONCE_BEFORE), "deadlines", type_="unique")
    op.create_unique_constraint(op.f(_ONCE), "deadlines", ["subject", "kind", "rung"])
    op.drop_constraint(op.f("ck_deadlines_state"), "deadlines", type_="check")
    op.create_check_constraint(op.f("ck_deadlines_state"), "deadlines", _STATES)


def downgrade() -> None:
    """Takes all of it away; deadlines of orders stay."""
    op.drop_index("ix_deadlines_alert_id", table_name="deadlines")
    op.drop_index("ix_deadlines_order_id", table_name="deadlines")
    op.execute("DELETE FROM deadlines WHERE order_id IS NULL")
    op.execute("UPDATE deadlines SET state = 'missed' WHERE state = 'dead'")
    if op.get_bind().dialect.name == "sqlite":
        _deadlines_as_before()
    else:
        _deadlines_back_in_place()
    op.drop_column("outbox", "renews")
    op.drop_table("requisitions")
    op.drop_table("alert_told")
    op.drop_table("alerts")


def _deadlines_as_before() -> None:
    op.drop_index("ix_deadlines_open_due_at", table_name="deadlines", sqlite_where=OPEN)
    op.rename_table("deadlines", "deadlines_after")
    op.create_table(
        "deadlines",
        sa.Column("id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("due_at", Instant, nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint(_STATES_BEFORE, name=op.f("ck_deadlines_state")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f(_TO_ORDERS), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadlines")),
        sa.UniqueConstraint("order_id", "kind", "rung", name=op.f(_ONCE_BEFORE)),
        sqlite_autoincrement=True,
    )
    op.execute(
        "INSERT INTO deadlines (id, order_id, kind, rung, due_at, owner, state)"
        " SELECT id, order_id, kind, rung, due_at, owner, state FROM deadlines_after"
    )
    op.drop_table("deadlines_after")
    op.create_index("ix_deadlines_open_due_at", "deadlines", ["due_at", "id"], unique=False, sqlite_where=OPEN)


def _deadlines_back_in_place() -> None:
    op.drop_constraint(op.f("ck_deadlines_state"), "deadlines", type_="check")
    op.create_check_constraint(op.f("ck_deadlines_state"), "deadlines", _STATES_BEFORE)
    op.drop_constraint(op.f(_ONCE), "deadlines", type_="unique")
    op.create_unique_constraint(op.f(_ONCE_BEFORE), "deadlines", ["order_id", "kind", "rung"])
    for column in ("last_error", "attempts", "alert_id", "subject"):
        op.drop_column("deadlines", column)
    op.alter_column("deadlines", "order_id", nullable=False)
