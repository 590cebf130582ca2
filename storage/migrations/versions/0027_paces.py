"""How often platforms were called lately, for all processes on one database."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "paces",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("passed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_paces")),
    )


def downgrade() -> None:
    """Takes it away."""
    op.drop_table("paces")
