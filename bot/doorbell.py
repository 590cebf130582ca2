"""Fetches what a bell announced: page after page, each stored together with how far it was read.

The bell is acknowledged before anything is fetched. Nothing hangs on it: at start, and from time to time, every place
is looked at; what was fetched twice is stored once.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.base import UNREADABLE, Bell, Pulling, SendFailed
from bot.clock import Clock
from storage import Store, StoreError

log = logging.getLogger(__name__)

LOOK_AGAIN = 600.0  # seconds
FIRST_WAIT, LONGEST_WAIT = 0.5, 60.0

Key = tuple[str, str]


class Doorbell:
    """One fetcher a place, however often the bell rings."""

    def __init__(self, store: Store, channels: Mapping[str, Pulling], taken: Counter[str], clock: Clock) -> None:
        """`channels` by name; `taken` counts messages by channel."""
        self._store = store
        self._channels = channels
        self._taken = taken
        self._clock = clock
        self._rung: dict[Key, Bell] = {}
        self._busy: set[Key] = set()
        self._looking = 0
        self._event = asyncio.Event()

    @property
    def busy(self) -> bool:
        """Whether something is being fetched or is about to be."""
        return bool(self._rung or self._busy or self._looking)

    def ring(self, bell: Bell) -> None:
        """There is something to fetch; returns at once."""
        if bell.channel in self._channels:
            self._rung[bell.channel, bell.place] = bell
            self._event.set()

    async def run(self) -> None:
        """Fetches until it is cancelled."""
        async with asyncio.TaskGroup() as group:
            for name, channel in self._channels.items():
                group.create_task(self._look_around(name, channel))
            while True:
                for key in set(self._rung) - self._busy:
                    self._busy.add(key)
                    group.create_task(self._answer(key))
                self._event.clear()
                await self._event.wait()

    async def _look_around(self, name: str, channel: Pulling) -> None:
        while True:
            self._looking += 1
            try:
                places = await channel.places()
            except SendFailed as failed:
                log.warning("places cannot be asked for", extra={"channel": name, "code": failed.code})
                places = await self._known(name)
            except UNREADABLE:
                log.exception("places cannot be asked for", extra={"channel": name})
                places = await self._known(name)
            finally:
                self._looking -= 1
            for place in places:
                if place:
                    self.ring(Bell(name, place))
            await asyncio.sleep(LOOK_AGAIN)

    async def _known(self, name: str) -> tuple[str, ...]:
        """The places that were read before."""
        try:
            cursors = await self._store.inbox.cursors(_cursor(name, ""))
        except StoreError:
            return ()
        return tuple(key.removeprefix(_cursor(name, "")) for key in cursors)

    async def _answer(self, key: Key) -> None:
        pause = FIRST_WAIT
        try:
            while bell := self._rung.pop(key, None):
                try:
                    await self._empty(bell)
                    pause = FIRST_WAIT
                except SendFailed as failed:
                    log.warning(
                        "nothing fetched", extra={"channel": key[0], "reason": failed.reason, "code": failed.code}
                    )
                    if not failed.retry and not bell.token:
                        continue  # a place that is gone; the scarce reads without a token are for others
                    self._rung.setdefault(key, bell if failed.retry else replace(bell, token=""))
                    await asyncio.sleep(min(max(pause, failed.after or 0.0), LONGEST_WAIT))
                    pause *= 2
                except (StoreError, SQLAlchemyError, OSError, *UNREADABLE) as error:
                    log.exception("what was fetched cannot be stored", extra={"kind": type(error).__name__})
                    self._rung.setdefault(key, bell)
                    await asyncio.sleep(min(pause, LONGEST_WAIT))
                    pause *= 2
        finally:
            self._busy.discard(key)

    async def _empty(self, bell: Bell) -> None:
        channel, place = self._channels[bell.channel], _cursor(bell.channel, bell.place)
        while True:
            cursor, since = await self._store.inbox.reading(place, self._clock.now())
            got = await channel.pull(bell, cursor, since)
            fresh, moved = await self._store.inbox.put_page(got.page, place, cursor, got.cursor)
            self._taken[bell.channel] += len(got.page)
            log.info("fetched", extra={"channel": bell.channel, "messages": len(got.page), "new": fresh})
            if moved and not got.more:
                return
            if moved and got.cursor == cursor:
                raise SendFailed("server", "cursor-stuck", retry=True)


def _cursor(channel: str, place: str) -> str:
    """The name under which it is kept how far a place was read."""
    return f"cursor:{channel}:{place}"
