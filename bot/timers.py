"""The only importer of APScheduler: a tick every second for deadlines, a daily tidying-up.

Nothing is kept in the scheduler: deadlines are rows, so a restart forgets none and doubles none.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.dispatch import SECONDS, Desk
from bot.rule_files import Signature, signature
from bot.tracker import Tracker
from handlers.domain.order import Deadline
from handlers.domain.promise import RECHECK
from handlers.domain.reserve import SOFT_HOLD
from storage import StoreError, anew

log = logging.getLogger(__name__)

BATCH, FIRST = 100, 8  # deadlines of one transaction: few at first, so that a short life gets something done
LANES = 2  # transactions beside one another: while PostgreSQL works for one, we do for the other
TRIES = 5  # of one deadline, before it is given up for somebody to look at
OF_GOODS = frozenset({RECHECK, SOFT_HOLD})  # deadlines that give goods, or take them
PAUSE = timedelta(seconds=30)  # before the second try, doubled with every other


class Timers:
    """What happens because time passes."""

    def __init__(self, desk: Desk, clock: Clock, tracker: Tracker | None = None) -> None:
        """`clock` says what is due; the scheduler's own time only says when to look."""
        self._tracker = tracker
        self._desk = desk
        self._clock = clock
        self._busy = asyncio.Lock()
        self._batch = FIRST
        self._today: date | None = None  # the day on which the calendar was looked at last
        self._files: Signature | None = None  # the rule files as they were looked at last

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Ticks until the block is left; a tick that is under way is finished first."""
        scheduler = AsyncIOScheduler(timezone=self._desk.zone)
        options = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        scheduler.add_job(self._guarded, "interval", seconds=1, args=[self.tick], **options)
        scheduler.add_job(self._guarded, "interval", seconds=2, args=[self.look_at_rules], **options)
        if self._tracker is not None and self._tracker.on:
            scheduler.add_job(self._guarded, "interval", seconds=1, args=[self._tracker.round], **options)
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
            if (today := now.astimezone(self._desk.zone).date()) != self._today:
                await self._desk.look_at_calendar(now)
                self._today = today
            while due := await self._claim(now):
                told += due
        return told

    async def look_at_rules(self) -> None:
        """Takes in the rule files where one was changed."""
        files = signature(self._desk.settings.rules)
        if files != self._files:
            async with self._busy:
                await self._desk.look_at_rules(self._clock.now())
            self._files = files

    async def tidy(self) -> None:
        """Forgets finished inbox and outbox rows, and what the console showed, that nobody needs any more."""
        days = self._desk.settings.database.keep_messages_days
        if not days:
            return
        async with self._busy:
            before = self._clock.now() - timedelta(days=days)
            store = self._desk.store
            gone = sum([await kept.purge(before) for kept in (store.inbox, store.outbox, store.console)])
            async with store.write() as uow:
                await uow.parcels.forget_calls(before)
                await uow.commit()
        log.info("tidied up", extra={"rows": gone})

    async def _claim(self, now: datetime) -> int:
        async with self._desk.store.read() as look:  # writers are not disturbed where nothing is due
            soonest = await look.deadlines.next_due()
            if soonest is None or soonest > now:
                return 0
            soon = [one for one in await look.deadlines.standing(limit=self._batch * LANES) if one.due_at <= now]
        lanes = (self._miss(now, lane) for lane in _lanes(soon, self._batch))
        came = await asyncio.gather(*lanes, return_exceptions=True)
        told = sum(one for one in came if isinstance(one, int))
        failed = next((one for one in came if isinstance(one, BaseException)), None)
        if failed is not None:
            self._batch = FIRST
            log.error("deadlines are taken one by one", extra={"kind": type(failed).__name__}, exc_info=failed)
            return told + await self._one(now)
        self._batch = min(2 * self._batch, BATCH)
        return told

    @anew
    async def _miss(self, now: datetime, soon: Collection[Deadline]) -> int:
        """Claims and everything that follows from it are one transaction: all of it happens, once, or nothing.

        Products, orders and alerts are kept first, as everybody does (`handlers.book.hold_still`). Of these deadlines
        those are taken that nobody took meanwhile; no others, for what they are about is not kept.
        """
        async with asyncio.timeout(SECONDS), self._desk.store.write() as uow:
            await uow.stock.lock_for({one.order_id for one in soon if one.kind in OF_GOODS})
            await uow.orders.keep({one.order_id for one in soon if one.order_id})
            await uow.alerts.keep({one.alert_id for one in soon if one.alert_id})
            due = await uow.deadlines.claim_due(now, len(soon), among=[one.id for one in soon])
            if due:
                uow.gather()
                await self._desk.miss(due, uow, now)
                await uow.commit()
        self._desk.metrics.fired.inc(len(due))
        if due:
            log.info("deadlines fired", extra={"count": len(due), "kinds": ",".join(sorted({d.kind for d in due}))})
        return len(due)

    async def _one(self, now: datetime) -> int:
        """The soonest alone: one that cannot be served is put back, and holds nobody up."""
        async with self._desk.store.read() as look:
            soonest = next(iter(await look.deadlines.standing(limit=1)), None)
        if soonest is None or soonest.due_at > now:
            return 0
        try:
            return await self._miss(now, [soonest])
        except StoreError:
            raise
        except Exception as error:
            again = now + PAUSE * 2**soonest.attempts if soonest.attempts + 1 < TRIES else None
            log.exception("deadline failed", extra={"kind": soonest.kind, "row": soonest.id, "last": again is None})
            await self._desk.put_back(soonest, again, type(error).__name__, now)
        return 1

    async def _guarded(self, job: Callable[[], Awaitable[object]]) -> None:
        try:
            await job()
        except Exception as error:
            log.exception("timer failed", extra={"job": getattr(job, "__name__", ""), "kind": type(error).__name__})


def _lanes(soon: Sequence[Deadline], size: int) -> list[list[Deadline]]:
    """Parts of this size in the order they are due; what is about one order or alert stays together."""
    lanes: list[list[Deadline]] = []
    lane_of: dict[tuple[int, int], list[Deadline]] = {}
    for one in soon:
        about = one.order_id, one.alert_id
        if about not in lane_of:
            if not lanes or len(lanes[-1]) >= size:
                lanes.append([])
            lane_of[about] = lanes[-1]
        lane_of[about].append(one)
    return lanes
