"""Operators' rules: every version as it was written, which one is in force, and the tags that rules put on orders."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
At = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds both tables and the column."""
    op.create_table(
        "rule_versions",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", At, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("tried_at", At, nullable=True),
        sa.Column("tried_by", sa.Text(), server_default="", nullable=False),
        sa.Column("hits", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_rule_versions_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_versions")),
        sa.UniqueConstraint("name", "version", name=op.f("uq_rule_versions_name_version")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "rule_switches",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", At, nullable=False),
        sa.Column("undoes", BigId, nullable=True),
        sa.CheckConstraint("version >= 0", name=op.f("ck_rule_switches_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_switches")),
        sa.UniqueConstraint("undoes", name=op.f("uq_rule_switches_undoes")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_rule_switches_name", "rule_switches", ["name", "id"], unique=False)
    op.add_column("orders", sa.Column("tags", sa.Text(), server_default="[]", nullable=False))


def downgrade() -> None:
    """Takes it all away."""
    op.drop_column("orders", "tags")
    op.drop_index("ix_rule_switches_name", table_name="rule_switches")
    op.drop_table("rule_switches")
    op.drop_table("rule_versions")
