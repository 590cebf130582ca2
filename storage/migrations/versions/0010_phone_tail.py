"""The last four digits of somebody's telephone number: with an order number they say who he is."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column, and how often a stranger was wrong about it."""
    op.add_column("people", sa.Column("phone_tail", sa.Text(), server_default="", nullable=False))
    op.add_column("strangers", sa.Column("claims", sa.Integer(), server_default="0", nullable=False))
    op.add_column("strangers", sa.Column("claiming_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Takes both away."""
    with op.batch_alter_table("strangers") as strangers:
        strangers.drop_column("claiming_since")
        strangers.drop_column("claims")
    with op.batch_alter_table("people") as people:
        people.drop_column("phone_tail")
