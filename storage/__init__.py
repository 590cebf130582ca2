"""What we keep: tables, one unit of work, inbox and outbox, and the reading of other people's files.

Implements `handlers.ports`. May import: handlers, config. Imported by: bot.
`engine.py` is the door: `open_store(url)` gives units of work (`write()`, `read()`), `inbox`, `outbox`, `console`.
To add a column: `tables/`, a revision in `migrations/versions`, and `HEAD`; a test compares them.
"""

from storage.anew import anew
from storage.console import ConsoleEntry, ConsoleLog
from storage.csv_file import BadRow
from storage.engine import Health, Store, open_store
from storage.errors import AlreadyHandled, StoreError
from storage.importing import ImportReport, import_path, import_world
from storage.inbox import DeadMessage, InboxQueue
from storage.outbox import OutboxQueue, OutboxRow
from storage.outbox_table import HANDED_OVER, WAITS_FOR_READER
from storage.uow import UnitOfWork
from storage.worlds import World, read_world

__all__ = [
    "HANDED_OVER",
    "WAITS_FOR_READER",
    "AlreadyHandled",
    "BadRow",
    "ConsoleEntry",
    "ConsoleLog",
    "DeadMessage",
    "Health",
    "ImportReport",
    "InboxQueue",
    "OutboxQueue",
    "OutboxRow",
    "Store",
    "StoreError",
    "UnitOfWork",
    "World",
    "anew",
    "import_path",
    "import_world",
    "open_store",
    "read_world",
]
