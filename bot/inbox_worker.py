"""Takes messages from the inbox: one at a time in a chat, chats in parallel."""

import asyncio
import logging
from datetime import datetime, timedelta

from bot import log as log_
from bot.clock import Clock
from bot.dispatch import Desk
from bot.inline import OpenCallbacks
from bot.log import error_name
from bot.pieces import Later
from bot.pool import LOOK, Pool
from handlers.domain.messaging import Message
from storage import AlreadyHandled, StoreError

log = logging.getLogger(__name__)

PAUSE = timedelta(seconds=1)  # before another try


class InboxWorker:
    """Claims, handles, and gives up what cannot be handled."""

    def __init__(self, desk: Desk, clock: Clock, name: str, callbacks: OpenCallbacks | None = None) -> None:
        """`name` is this process's, for leases; `callbacks` wait to hear that there is nothing to say."""
        self._callbacks = callbacks or OpenCallbacks()
        self._desk = desk
        self._clock = clock
        self._name = name
        self._inbox = desk.store.inbox
        self.pool = Pool(self._claim, self._handle, self._inbox.wait_for_work, self._inbox.wake)

    async def _claim(self, limit: int) -> list[Message]:
        try:
            return await self._inbox.claim(self._clock.now(), self._name, limit)
        except Exception as error:
            log.exception("inbox cannot be read", extra={"kind": error_name(error)})
            await asyncio.sleep(LOOK)
            return []

    async def _handle(self, msg: Message) -> None:
        log_.trace.set(msg.id)
        started = asyncio.get_running_loop().time()
        metrics, now = self._desk.metrics, self._clock.now()
        try:
            did = await self._desk.handle(msg, now)
            if isinstance(did, Later):
                self._later(did, msg, now)
                return
            for row in did.msg.ids:
                if row != did.msg.id or not did.here:
                    self._callbacks.nothing(row)
        except AlreadyHandled:
            log.warning("message was handled by somebody else")
        except Exception as error:
            log.exception("message failed", extra={"kind": msg.kind.value, "channel": msg.channel})
            metrics.messages.labels(msg.channel, "failed").inc()
            await self._fail(msg, error)
        else:
            took = asyncio.get_running_loop().time() - started
            metrics.messages.labels(msg.channel, "handled").inc()
            metrics.handling.observe(took)
            waited = round((now - msg.received_at).total_seconds() * 1000)
            facts = {"kind": msg.kind.value, "channel": msg.channel, "waited_ms": waited, "ms": round(took * 1000)}
            facts |= {"intent": did.intent, "here": did.here, "elsewhere": did.elsewhere}
            log.info("message handled", extra=facts)

    def _later(self, did: Later, msg: Message, now: datetime) -> None:
        """Earlier pieces have no answer of their own any more; who looks for work looks when the wait is over."""
        for row in did.rows:
            if did.until is not None and row != msg.id:
                self._callbacks.nothing(row)
        if did.until is not None:
            asyncio.get_running_loop().call_later((did.until - now).total_seconds(), self._inbox.wake)
        log.info("message waits", extra={"channel": msg.channel, "kind": msg.kind.value})

    async def _fail(self, msg: Message, error: Exception) -> None:
        """Another try, or the end of it: an apology to the sender and a card for the operators.

        A full disk or a server that is away is no fault of the message: it is tried for as long as an answer would be.
        """
        try:
            now, policy = self._clock.now(), self._desk.settings.policy
            young = now - msg.received_at < timedelta(minutes=policy.outbox_minutes)
            patient = young and isinstance(error, StoreError) and error.passing
            last = not patient and await self._inbox.attempts(msg.id) >= policy.inbox_attempts
            if last:
                await self._desk.apologise(msg, now)
            await self._inbox.fail(msg.id, error_name(error), now, None if last else now + PAUSE)
        except Exception as worse:
            log.exception("failed message could not be put back", extra={"kind": error_name(worse)})
