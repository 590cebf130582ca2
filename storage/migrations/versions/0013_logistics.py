"""Parcels and their scans, customers' requests, slipped promises, people who want no news, calls that were heard."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Instant = sa.DateTime(timezone=True)
OPEN, ASKED = sa.text("state = 'open'"), sa.text("poll_at IS NOT NULL")


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def upgrade() -> None:
    """Adds them."""
    _parcels()
    _requests()
    _slips()
    op.create_table(
        "quiet_people",
        *_texts("user"),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["user"], ["people.user"], name=op.f("fk_quiet_people_user_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user", name=op.f("pk_quiet_people")),
    )
    op.create_table(
        "calls_heard",
        *_texts("key"),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_calls_heard")),
    )


def _parcels() -> None:
    op.create_table(
        "parcels",
        sa.Column("order_id", BigId, nullable=False),
        *_texts("number", "carrier", "status", "said"),
        sa.Column("at", Instant, nullable=True),
        *_texts("words"),
        sa.Column("poll_at", Instant, nullable=True),
        sa.Column("subscribed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_parcels_order_id_orders"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("order_id", "number", name=op.f("pk_parcels")),
    )
    op.create_index("ix_parcels_number", "parcels", ["number"], unique=False)
    op.create_index(
        "ix_parcels_poll_at", "parcels", ["poll_at"], unique=False, sqlite_where=ASKED, postgresql_where=ASKED
    )
    op.create_table(
        "scans",
        *_texts("number"),
        sa.Column("at", Instant, nullable=False),
        *_texts("words", "source"),
        sa.Column("heard_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("number", "at", "words", name=op.f("pk_scans")),
    )


def _requests() -> None:
    op.create_table(
        "requests",
        sa.Column("id", BigId, nullable=False),
        *_texts("kind", "user", "channel", "chat_id", "chat_kind", "words"),
        sa.Column("at", Instant, nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=True),
        sa.Column("order_id", BigId, nullable=True),
        sa.Column("alert_id", BigId, nullable=True),
        sa.Column("closed_at", Instant, nullable=True),
        *_texts("outcome"),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_requests_order_id_orders"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["alerts.id"], name=op.f("fk_requests_alert_id_alerts"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_requests_user", "requests", ["user", "closed_at"], unique=False)
    op.create_index("ix_requests_order_id", "requests", ["order_id"], unique=False)


def _slips() -> None:
    op.create_table(
        "slips",
        sa.Column("id", BigId, nullable=False),
        sa.Column("order_id", BigId, nullable=False),
        sa.Column("before", sa.Date(), nullable=True),
        sa.Column("after", sa.Date(), nullable=True),
        *_texts("owner"),
        sa.Column("at", Instant, nullable=False),
        sa.Column("due_at", Instant, nullable=False),
        *_texts("words", "state"),
        sa.Column("pending_at", Instant, nullable=True),
        sa.Column("closed_at", Instant, nullable=True),
        *_texts("closed_by"),
        sa.CheckConstraint("state IN ('open', 'sent', 'held', 'quiet', 'over')", name=op.f("ck_slips_state")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_slips_order_id_orders"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slips")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_slips_open", "slips", ["order_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_slips_owner", "slips", ["owner", "id"], unique=False)


def downgrade() -> None:
    """Takes them away."""
    for table in ("calls_heard", "quiet_people", "slips", "requests", "scans", "parcels"):
        op.drop_table(table)
