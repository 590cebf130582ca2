"""Since when a chat's reader lets himself be told more; the kinds are those of `handlers.domain.budget`."""

from datetime import datetime

from sqlalchemy import bindparam, delete

from handlers.domain.messaging import ChatRef
from storage.connection import Connection
from storage.sql import insert
from storage.tables import windows

_CLOSE = delete(windows).where(windows.c.channel == bindparam("here"), windows.c.chat_id == bindparam("chat"))


class WindowTable:
    """Windows of chats inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def open(self, chat: ChatRef, kind: str, at: datetime) -> None:
        """A window of this kind is open since then; a later one that is known already stays."""
        statement = insert(self._connection, windows).values(
            channel=chat.channel, chat_id=chat.chat_id, kind=kind, opened_at=at
        )
        fresh = statement.excluded.opened_at
        newer = windows.c.opened_at < fresh
        same = [windows.c.channel, windows.c.chat_id, windows.c.kind]
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=same, set_={"opened_at": fresh}, where=newer)
        )

    async def close(self, chat: ChatRef, kind: str = "") -> None:
        """Ends the windows of a chat, all of them where no kind is given."""
        statement = _CLOSE.where(windows.c.kind == kind) if kind else _CLOSE
        await self._connection.execute(statement, {"here": chat.channel, "chat": chat.chat_id})
