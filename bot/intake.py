"""Where every message enters, over a callback or a long connection: a row first, then the acknowledgement."""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.base import NotKept, Put, Received, Trouble
from bot.log import tracing
from storage import Store, StoreError

log = logging.getLogger(__name__)


class Intake:
    """Stores what channels bring and counts it."""

    def __init__(self, store: Store, alarm: Callable[[Trouble], Awaitable[None]] | None = None) -> None:
        """The inbox of this store is filled; `alarm` tells the operators of trouble."""
        self._store = store
        self._alarm = alarm
        self.taken: Counter[str] = Counter()

    async def keep(self, name: str, got: Received) -> list[int]:
        """Returns the new rows once every message is one; raises StoreError. What is there is not stored again."""
        if got.trouble is not None and self._alarm is not None:
            await self._alarm(got.trouble)
        rows: list[int] = []
        for message in got.messages:
            row = await self._store.inbox.put(message, got.raw)
            self.taken[name] += 1
            facts = {"channel": name, "kind": message.kind.value}
            if row is None:
                log.info("message known already", extra=facts)
                continue
            rows.append(row)
            with tracing(row):
                log.info("message kept", extra=facts)
        return rows

    def put(self, name: str) -> Put:
        """The same for a listening channel, which knows no store: raises NotKept."""

        async def keep(got: Received) -> None:
            try:
                await self.keep(name, got)
            except StoreError as error:
                log.error("store does not answer", extra={"problem": error.problem})  # noqa: TRY400 the reason is known
                raise NotKept(name) from error
            except (SQLAlchemyError, OSError, ValueError) as error:  # this one row: it must not end the connection
                log.exception("message could not be stored", extra={"channel": name})
                raise NotKept(name) from error

        return keep
