"""The one collection of tables, how their constraints are named, and small facts by name."""

from sqlalchemy import Column, MetaData, Table, Text

from storage.columns import CleanText

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", CleanText, nullable=False),
)
