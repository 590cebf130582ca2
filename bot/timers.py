"""The only importer of APScheduler: a tick every second for deadlines, a daily tidying-up.

Nothing is kept in the scheduler: deadlines are rows, so a restart forgets none and doubles none.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.dispatch import SECONDS, Desk

log = logging.getLogger(__name__)

BATCH = 100
KEEP = timedelta(days=90)


class Timers:
    """What happens because time passes."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        """`clock` says what is due; the scheduler's own time only says when to look."""
        self._desk = desk
        self._clock = clock
        self._busy = asyncio.Lock()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Ticks until the block is left; a tick that is under way is finished first."""
        scheduler = AsyncIOScheduler(timezone=self._desk.zone)
        options = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        scheduler.add_job(self._guarded, "interval", seconds=1, args=[self.tick], **options)
        scheduler.add_job(self._guarded, "cron", hour=3, minute=40, args=[self.tidy], **options)
        scheduler.start()
        try:
            yield
        finally:
            scheduler.pause()
            async with self._busy:
                scheduler.shutdown(wait=False)

    async def tick(self) -> int:
        """Tells everybody concerned about every deadline that is due; returns how many there were."""
        now, told = self._clock.now(), 0
        async with self._busy:
            while due := await self._claim(now):
                told += due
        return told

    async def tidy(self) -> None:
        """Forgets finished inbox and outbox rows that nobody needs any more."""
        async with self._busy:
            before = self._clock.now() - KEEP
            gone = await self._desk.store.inbox.purge(before) + await self._desk.store.outbox.purge(before)
        log.info("tidied up", extra={"rows": gone})

    async def _claim(self, now: datetime) -> int:
        async with self._desk.store.read() as look:  # writers are not disturbed where nothing is due
            soonest = await look.deadlines.next_due()
        if soonest is None or soonest > now:
            return 0
        async with asyncio.timeout(SECONDS), self._desk.store.write() as uow:
            due = await uow.deadlines.claim_due(now, BATCH)
            if due:
                await self._desk.miss(due, uow, now)
                await uow.commit()
        return len(due)

    async def _guarded(self, job: Callable[[], Awaitable[object]]) -> None:
        try:
            await job()
        except Exception as error:
            log.exception("timer failed", extra={"job": getattr(job, "__name__", ""), "kind": type(error).__name__})
