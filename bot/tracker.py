"""Asks carriers for the parcels under way, each as often as the carrier allows. No network inside a transaction."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.carriers.base import Asked, Carrier
from bot.channels.base import SendFailed
from bot.clock import Clock
from bot.dispatch import Desk
from handlers.domain.tracking import Parcel

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=31)  # also the least pause after a question that failed: 快递100 locks who asks sooner


class Tracker:
    """What is due is asked for; where it stands is a row."""

    def __init__(self, desk: Desk, carriers: Mapping[str, Carrier], clock: Clock) -> None:
        """Nothing happens without a carrier that can be asked."""
        self._desk = desk
        self._carrier = next((one for one in carriers.values() if isinstance(one, Asked)), None)
        self._clock = clock
        self._busy = asyncio.Lock()

    @property
    def on(self) -> bool:
        """Whether there is anybody to ask."""
        return self._carrier is not None

    async def round(self) -> int:
        """Asks for every parcel that is due; returns how many there were."""
        asked = 0
        async with self._busy:
            while self._carrier is not None and await self._next(self._carrier, self._clock.now()):
                asked += 1
        return asked

    async def _next(self, carrier: Asked, now: datetime) -> bool:
        """One alone: what cannot be served waits for its lease to end, and holds nobody up."""
        store = self._desk.store
        async with store.read() as look:
            soonest = await look.parcels.next_due()
        if soonest is None or soonest > now:
            return False
        async with store.write() as uow:
            due = await uow.parcels.due(now, LEASE)
            await uow.commit()
        for parcel in due:
            await self._ask(carrier, parcel, now)
        return bool(due)

    async def _ask(self, carrier: Asked, parcel: Parcel, now: datetime) -> None:
        if not carrier.knows(parcel):
            await self._again(parcel, None)
            return
        try:
            if not parcel.subscribed and await carrier.subscribe(parcel):
                await self._again(parcel, now + timedelta(minutes=carrier.minutes), subscribed=True)
                return
            report = await carrier.query(parcel)
        except SendFailed as failed:
            facts = {"carrier": carrier.name, "reason": failed.reason, "code": failed.code}
            log.warning("carrier does not answer", extra=facts)
            if failed.reason == "auth":  # all of them wait until it is mended; told once a day
                day = now.astimezone(self._desk.zone)
                await self._desk.raise_alarm("carrier.account", int(f"{day:%y%m%d}{failed.code}"), now, failed.code)
            elif failed.reason == "refused":  # asking again would be refused again
                await self._again(parcel, None)
                words = f"{parcel.number}({failed.code})"
                await self._desk.raise_alarm("carrier.parcel", parcel.order_id, now, words)
            return  # else the lease runs out, and it is asked for again
        at = now + timedelta(minutes=carrier.minutes)
        await self._again(parcel, at)
        if report is not None and report.number == parcel.number.upper():
            await self._desk.hears(report, now)

    async def _again(self, parcel: Parcel, at: datetime | None, *, subscribed: bool | None = None) -> None:
        async with self._desk.store.write() as uow:
            await uow.parcels.again(parcel.number, at, subscribed=subscribed)
            await uow.commit()
