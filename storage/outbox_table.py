"""Things to be told as rows, and what a unit of work does with them; implements `handlers.ports.OutboxWrite`."""

from collections.abc import Sequence

from sqlalchemy import RowMapping

from handlers.domain.messaging import ChatKind, ChatRef
from handlers.ports import Outgoing
from storage.connection import Connection
from storage.sql import insert
from storage.tables import outbox


class OutboxTable:
    """The outbox inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection
        self.changed = False

    async def put(self, rows: Sequence[Outgoing]) -> None:
        """Stores rows to be sent; a row whose `dedupe` exists already is left out."""
        if not rows:
            return
        statement = insert(self._connection, outbox).on_conflict_do_nothing(index_elements=[outbox.c.dedupe])
        await self._connection.execute(statement, [_values(row) for row in rows])
        self.changed = True


def _values(row: Outgoing) -> dict[str, object]:
    return {
        "channel": row.chat.channel,
        "chat_id": row.chat.chat_id,
        "chat_kind": row.chat.kind.value,
        "card": row.card,
        "dedupe": row.dedupe,
        "created_at": row.created_at,
        "key": row.key,
        "reply_to": row.reply_to,
        "card_ref": row.card_ref,
        "mention": list(row.mention),
        "not_before": row.not_before,
        "expires_at": row.expires_at,
        "trace": row.trace,
        "order_id": row.order_id,
    }


def outgoing_of(row: RowMapping) -> Outgoing:
    """What a row of `outbox` tells, to whom."""
    return Outgoing(
        chat=ChatRef(row["channel"], row["chat_id"], ChatKind(row["chat_kind"])),
        card=row["card"],
        dedupe=row["dedupe"],
        created_at=row["created_at"],
        key=row["key"],
        reply_to=row["reply_to"],
        card_ref=row["card_ref"],
        mention=tuple(row["mention"]),
        not_before=row["not_before"],
        expires_at=row["expires_at"],
        trace=row["trace"],
        order_id=row["order_id"],
    )
