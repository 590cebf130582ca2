"""What was picked of an order, its label and remark, the workshop's word, and changes that somebody decides on."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns."""
    op.add_column("orders", sa.Column("remark", sa.Text(), server_default="", nullable=False))
    op.add_column("orders", sa.Column("label", sa.Integer(), server_default="0", nullable=False))
    op.add_column("orders", sa.Column("agreed", sa.Date(), nullable=True))
    op.add_column("order_lines", sa.Column("picked", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("approvals", sa.Column("wanted", sa.Text(), nullable=True))
    op.add_column("approvals", sa.Column("said", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    """Takes them away."""
    for column in ("said", "wanted"):
        op.drop_column("approvals", column)
    op.drop_column("order_lines", "picked")
    for column in ("agreed", "label", "remark"):
        op.drop_column("orders", column)
