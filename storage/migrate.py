"""Brings a database to the newest revision, whatever it is now."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from storage.errors import StoreError

SCRIPTS = Path(__file__).parent / "migrations"


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration without a file; the revisions run on this connection, inside its transaction."""
    made = Config()
    made.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def upgrade(connection: Connection) -> None:
    """Runs every revision that is still missing; raises StoreError for a database of a newer program."""
    try:
        command.upgrade(config(connection), "head")
    except CommandError as wrong:
        raise StoreError("数据库的版本是这个程序不认识的(可能来自更新的版本)", "请升级程序") from wrong
