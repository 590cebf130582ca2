"""How a parcel's journey went and what was told of it."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

At = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds the columns and the index that journeys are looked up by."""
    op.add_column("parcels", sa.Column("province", sa.Text(), server_default="", nullable=False))
    op.add_column("parcels", sa.Column("city", sa.Text(), server_default="", nullable=False))
    op.add_column("parcels", sa.Column("left_at", At, nullable=True))
    op.add_column("parcels", sa.Column("promised", sa.Date(), nullable=True))
    op.add_column("parcels", sa.Column("signed_at", At, nullable=True))
    op.add_column("parcels", sa.Column("silence", sa.Integer(), server_default="0", nullable=False))
    op.create_index("ix_parcels_province", "parcels", ["province", "signed_at"], unique=False)


def downgrade() -> None:
    """Takes them away."""
    op.drop_index("ix_parcels_province", table_name="parcels")
    for column in ("silence", "signed_at", "promised", "left_at", "city", "province"):
        op.drop_column("parcels", column)
