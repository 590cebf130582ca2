"""Sends what is to be told. The network is never awaited inside a transaction.

A row is marked after the platform took it: a crash between the two repeats it at most once, with the same
idempotency key.
"""

import asyncio
import logging
import random
from collections.abc import Mapping
from datetime import timedelta

from bot import log as log_
from bot.channels.base import Channel, Payload, Replying, SendFailed, Sent
from bot.clock import Clock
from bot.dispatch import Desk
from bot.log import error_name
from bot.pool import LOOK, Pool
from cards.card import Card, from_json
from handlers.ports import Outgoing
from storage import OutboxRow

log = logging.getLogger(__name__)

FIRST_WAIT = 2.0  # seconds, doubled with every attempt
LONGEST_WAIT = 600.0
ALARM = "ops:"  # dedupe of alarms begins with it: no alarm is raised about an alarm


class OutboxWorker:
    """Claims, sends or updates, and retries with growing pauses."""

    def __init__(
        self, desk: Desk, channels: Mapping[str, Channel], clock: Clock, name: str, seed: int | None = None
    ) -> None:
        """`seed` makes the jitter of the pauses repeatable."""
        self._desk = desk
        self._channels = channels
        self._clock = clock
        self._name = name
        self._outbox = desk.store.outbox
        self._jitter = random.Random(seed)  # noqa: S311 spreads load, guards nothing
        self.pool = Pool(self._claim, self._handle, self._outbox.wait_for_work, self._outbox.wake)

    async def _claim(self, limit: int) -> list[OutboxRow]:
        try:
            return await self._outbox.claim(self._clock.now(), self._name, limit)
        except Exception as error:
            log.exception("outbox cannot be read", extra={"kind": error_name(error)})
            await asyncio.sleep(LOOK)
            return []

    async def _handle(self, row: OutboxRow) -> None:
        log_.trace.set(row.outgoing.trace)
        try:
            await self._tell(row)
        except Exception as error:
            log.exception("answer failed", extra={"channel": row.outgoing.chat.channel, "row": row.id})
            await self._guarded(row, SendFailed("server", error_name(error), retry=True))

    async def _tell(self, row: OutboxRow) -> None:
        out, now = row.outgoing, self._clock.now()
        if out.expires_at is not None and out.expires_at <= now:
            await self._outbox.give_up(row.id, "expired")
            return
        channel = self._channels.get(out.chat.channel)
        if channel is None:
            await self._failed(row, SendFailed("refused", "channel is switched off", retry=False))
            return
        try:
            ref = await self._send(channel, row, from_json(out.card))
        except SendFailed as failed:
            await self._failed(row, failed)
        else:
            await self._outbox.sent(row.id, self._clock.now(), ref)
            log.info("told", extra={"channel": out.chat.channel, "row": row.id, "attempts": row.attempts})

    async def _send(self, channel: Channel, row: OutboxRow, card: Card) -> str:
        """Updates the earlier card where there is one to update, else sends; returns the newest reference."""
        out = row.outgoing
        parts = channel.render(card, out.chat, out.mention)
        if channel.caps.update and len(parts) == 1 and (ref := await self._earlier(out)):
            try:
                return (await channel.update(out.chat, ref, parts[0])).ref
            except SendFailed as failed:
                if failed.retry:
                    raise
                log.info("card could not be updated", extra={"channel": channel.name, "code": failed.code})
        return await self._send_parts(channel, row, parts)

    async def _earlier(self, out: Outgoing) -> str:
        """The card to change in place: the one that was pressed; for news from a timer the last one of the same key.

        An answer to words is a new message: nobody looks for it further up.
        """
        if out.card_ref or out.trace:
            return out.card_ref
        found = await self._outbox.last_ref(out.chat.channel, out.chat.chat_id, out.key)
        return found[1] if found else ""

    async def _send_parts(self, channel: Channel, row: OutboxRow, parts: tuple[Payload, ...]) -> str:
        ref = ""
        for number, part in enumerate(parts):
            if number >= row.parts:
                ref = (await self._send_part(channel, row.outgoing, part, number)).ref or ref
                if number + 1 < len(parts):
                    await self._outbox.progress(row.id, number + 1)
        return ref

    async def _send_part(self, channel: Channel, out: Outgoing, part: Payload, number: int) -> Sent:
        dedupe = f"{out.dedupe}:{number}"
        if out.reply_to and isinstance(channel, Replying):
            return await channel.reply(out.chat, out.reply_to, part, dedupe)
        return await channel.send(out.chat, part, dedupe)

    async def _guarded(self, row: OutboxRow, failed: SendFailed) -> None:
        try:
            await self._failed(row, failed)
        except Exception as worse:
            log.exception("answer could not be put back", extra={"kind": error_name(worse), "row": row.id})

    async def _failed(self, row: OutboxRow, failed: SendFailed) -> None:
        """Another try later, or a dead letter that the operators hear of."""
        now, out = self._clock.now(), row.outgoing
        facts = {"channel": out.chat.channel, "reason": failed.reason, "code": failed.code, "row": row.id}
        if failed.retry and row.attempts < self._desk.settings.policy.outbox_attempts:
            await self._outbox.retry(row.id, now + self._pause(row.attempts, failed.after), str(failed))
            log.warning("answer will be tried again", extra=facts)
            return
        if not out.dedupe.startswith(ALARM):  # before the row is closed: after a crash both are done again
            await self._desk.raise_alarm("outbox.dead", out.trace or row.id, now, f"{out.chat.channel}: {failed.code}")
        await self._outbox.give_up(row.id, str(failed))
        log.error("answer given up", extra=facts)

    def _pause(self, attempts: int, after: float | None) -> timedelta:
        growing = min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)
        return timedelta(seconds=max(after or 0.0, growing * self._jitter.uniform(0.8, 1.2)))
