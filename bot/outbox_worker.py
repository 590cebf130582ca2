"""Sends what is to be told, within what each chat may get. The network is never awaited inside a transaction.

A row is marked after the platform took it: a crash between the two repeats it at most once, with the same
idempotency key. Where a platform knows no such key and its answer was lost, it is repeated and says that it is: to a
customer once at most, then somebody asks him; to our own people and groups, who must not miss it, until it is taken.
"""

import asyncio
import logging
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile

from bot import log as log_
from bot.channels.base import Channel, Inline, Noticing, Payload, Replying, SendFailed, Sent
from bot.clock import Clock
from bot.deliver import VOICE
from bot.dispatch import Desk
from bot.drawing import drawn, one_message
from bot.form_link import Links
from bot.inline import OpenCallbacks
from bot.log import error_name
from bot.pool import LOOK, Pool
from bot.quotas import USED_UP, Quotas
from bot.standing import Standing
from cards.card import Card, Note, from_json, to_json
from cards.digest import digest, with_note
from handlers.domain.alert import ALERT
from handlers.domain.budget import Defer, Fold, HandOver, Plan, Rate, Send, budget, counted_since, plan
from handlers.domain.messaging import ChatRef
from handlers.people import ONCE
from handlers.ports import Outgoing
from storage import WAITS_FOR_READER, OutboxRow

log = logging.getLogger(__name__)

FIRST_WAIT = 2.0  # seconds, doubled with every attempt
LONGEST_WAIT = 600.0
BURST = 10  # alerts that one reader is told one by one at once
GOES_ON = timedelta(minutes=1)  # after more, what comes so soon belongs to them
ALARM = "ops:"  # dedupe of alarms begins with it: no alarm is raised about an alarm
DOUBT_WAIT = 60.0  # seconds between repetitions of what may have arrived, at least, after the first one
LATER = "no room for it yet"  # `last_error` of what was put back without being tried
DOUBT = "doubt:"  # `last_error` of what may have arrived begins with it
PARKED = timedelta(days=30)  # what waits until somebody writes looks for another way so often
MOVED = "数字变了,请按这条来。"
AGAIN = "这是重发:上次没有收到平台的回音。看到两遍,当一遍就好。"
LAST = "这是这一轮能发给您的最后一条消息,随便回一句话,后面的进展就能接着发给您。"


@dataclass(frozen=True, slots=True)
class Told:
    """What a row took: the platform's reference, and how many messages that count."""

    ref: str
    messages: int


class OutboxWorker:
    """Claims, sends or updates, and retries with growing pauses."""

    def __init__(
        self,
        desk: Desk,
        channels: Mapping[str, Channel],
        clock: Clock,
        name: str,
        seed: int | None = None,
        callbacks: OpenCallbacks | None = None,
        links: Links | None = None,
    ) -> None:
        """`seed` makes the jitter of the pauses repeatable; `callbacks` are those that may carry an answer.

        `links` are written on drafts' cards where the channel has no forms of its own.
        """
        self._links = links
        self._callbacks = callbacks or OpenCallbacks()
        self._desk = desk
        self._channels = channels
        self._clock = clock
        self._name = name
        self._outbox = desk.store.outbox
        self._standing = Standing(self._outbox)
        self._bursts: dict[ChatRef, datetime] = {}  # chats that got more alerts at once than anybody reads, and when
        self._jitter = random.Random(seed)  # noqa: S311 spreads load, guards nothing
        self._quotas = Quotas(self._outbox, desk.store.paces, name, self._used_up, desk.zone)
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
            log.info("too late to be told", extra={"channel": out.chat.channel, "row": row.id})
            await self._outbox.give_up(row.id, "expired")
            return
        if out.chat.channel == VOICE and not await self._desk.still_called(row, now):
            await self._not_called(row)
            return
        channel = self._channels.get(out.chat.channel)
        if channel is None:
            await self._failed(row, SendFailed("refused", "channel is switched off", retry=False))
            return
        card = drawn(channel, out, self._links)
        if told := await self._answered(channel, row, card):
            await self._was_told(row, card, told)
            return
        until = await self._quotas.enter(channel, out, now, urgent=out.dedupe.startswith(ALARM))
        if until is not None:
            await self._later(row, until)
            return
        told = None
        try:
            told = await self._send(channel, row, card)
            if told is not None:
                await self._was_told(row, card, told)
        except SendFailed as failed:
            await self._not_told(channel, row, failed)
        finally:
            self._quotas.leave(channel, told.messages if told else 0, now)

    async def _was_told(self, row: OutboxRow, card: Card, told: Told) -> None:
        out, now = row.outgoing, self._clock.now()
        if out.chat.channel == VOICE:  # before it counts as sent: a crash between the two leaves nothing unsaid
            await self._desk.rang(out, now)
        await self._outbox.sent(row.id, now, told.ref, told.messages)
        await self._forget(row, card)
        self._desk.metrics.told.labels(out.chat.channel, "sent").inc()
        log.info("told", extra={"channel": out.chat.channel, "row": row.id, "attempts": row.attempts})

    async def _not_told(self, channel: Channel, row: OutboxRow, failed: SendFailed) -> None:
        if failed.reason in ("window", "budget", "human") and channel.caps.window is not None:
            await self._elsewhere(channel, row, failed.reason, shut=True)
        elif failed.reason == "doubt" and row.error.startswith(DOUBT):
            await self._doubted(row, failed)
        elif failed.reason == "quota":
            await self._later(row, await self._quotas.refused(channel.name, failed, self._clock.now()))
        else:
            await self._failed(row, failed)

    async def _later(self, row: OutboxRow, until: datetime, why: str = USED_UP) -> None:
        """Puts it back untried; that it may have arrived is not forgotten."""
        await self._outbox.defer(row.id, until, row.error if row.error.startswith(DOUBT) else why)
        log.info("told later", extra={"channel": row.outgoing.chat.channel, "row": row.id})

    async def _used_up(self, code: str, words: str, about: str) -> None:
        await self._desk.raise_alarm(code, 0, self._clock.now(), words, about)

    async def _not_called(self, row: OutboxRow) -> None:
        """Somebody answered before the telephone rang, or it is night by now; where the hook was down, that is told."""
        log.info("call not wanted any more", extra={"row": row.id, "attempts": row.attempts})
        if row.error:
            words = f"{row.outgoing.chat.channel}: {row.error[:40]}"
            await self._desk.raise_alarm("outbox.dead", row.outgoing.trace or row.id, self._clock.now(), words)

    async def _forget(self, row: OutboxRow, card: Card) -> None:
        """What was secret is told now, and kept nowhere."""
        if row.outgoing.dedupe.startswith(ONCE):
            kept = replace(card, blocks=(Note(card.summary),), buttons=(), form=None)
            await self._outbox.blank(row.id, ONCE, to_json(kept))

    async def _answered(self, channel: Channel, row: OutboxRow, card: Card) -> Told | None:
        """Lets the callback carry it, where the message that it answers came by one that is still open."""
        out = row.outgoing
        slot = self._callbacks.take(out.trace, out.chat) if out.trace else None
        if slot is None:
            return None
        what = channel.inline(card, out) if isinstance(channel, Inline) and not row.parts else None
        slot.fill(what)
        if what is None or not await self._callbacks.was_written(slot):
            return None
        return Told("", 0)

    async def _send(self, channel: Channel, row: OutboxRow, card: Card) -> Told | None:
        """Updates the earlier card where there is one to update, else sends; None where it may not go out now."""
        out = row.outgoing
        if out.renews == "news" and await self._standing.known(row, card):
            return Told("", 0)
        parts = channel.render(card, out.chat, out.mention)
        if channel.caps.update and len(parts) == 1 and (ref := await self._standing.earlier(out)):
            try:
                changed = (await channel.update(out.chat, ref, parts[0])).ref
                await self._standing.others_follow(channel, out, card, ref)
                return Told(changed, 0)
            except SendFailed as failed:
                if failed.retry:
                    raise
                log.info("card could not be updated", extra={"channel": channel.name, "code": failed.code})
        await self._standing.others_follow(channel, out, card)
        if out.renews == "news":
            card = replace(card, blocks=(Note(MOVED, "warn"), *card.blocks))
            parts = channel.render(card, out.chat, out.mention)
        killed = row.attempts > 1 and not row.error and channel.caps.repeats(out.chat)  # perhaps after it was taken
        if (killed or row.error.startswith(DOUBT)) and not row.parts:
            card = with_note(card, AGAIN)
            parts = channel.render(card, out.chat, out.mention)
        if out.renews == "only":
            return Told("", 0)  # there is no card to change, or it cannot be changed: not worth a message
        if out.card_ref and not channel.caps.update:
            return await self._with_code(channel, row, card)
        rates = channel.caps.rates(out.chat)
        if not rates and channel.caps.window is None and not self._quotas.held(channel, row, self._clock.now()):
            return Told(await self._send_parts(channel, row, parts), len(parts))
        return await self._within_budget(channel, row, card, parts, rates)

    async def _with_code(self, channel: Channel, row: OutboxRow, card: Card) -> Told | None:
        """A greeting that needs no window, if it is quick."""
        out = row.outgoing
        what = {**one_message(channel, out, card), "code": out.card_ref}
        try:
            return Told((await channel.send(out.chat, what, out.dedupe)).ref, 0)
        except SendFailed as failed:
            if failed.retry:
                raise
            log.info("greeting came too late", extra={"channel": channel.name, "code": failed.code})
            await self._outbox.give_up(row.id, str(failed))
            return None

    async def _within_budget(
        self, channel: Channel, row: OutboxRow, card: Card, parts: tuple[Payload, ...], rates: tuple[Rate, ...]
    ) -> Told | None:
        """Sends it as it is, or together with what waits behind it, or later, or lets somebody else tell it."""
        out, now = row.outgoing, self._clock.now()
        again = row.attempts > 1 or row.error not in ("", LATER, USED_UP)
        folded = await self._outbox.folded(row.id) if again else []
        # What may have arrived already is not mixed with what has not: it goes alone, with the same key.
        behind = [] if again else await self._outbox.behind(row, now)
        needs = [1 if folded else len(parts) - row.parts]
        needs += [
            len(channel.render(drawn(channel, b.outgoing, self._links), out.chat, b.outgoing.mention)) for b in behind
        ]
        decided = await self._decide(channel, row, needs, rates, now)
        decided = self._at_once(channel, decided, (row, *behind), now)
        match decided:
            case Defer(until):
                await self._later(row, until, LATER)
                return None
            case HandOver(reason):
                await self._elsewhere(channel, row, reason, shut=False)
                return None
            case Fold(count):
                others = await self._taken_along(channel, row, folded or behind[: count - 1], decided)
                if not others and len(parts) == 1:  # all were told by somebody else: alone, as another try would
                    return Told(await self._send_parts(channel, row, parts), len(parts))
                return await self._fold(channel, row, others, decided)
            case Send(left):
                if folded:
                    return await self._fold(channel, row, folded, Fold(len(folded) + 1, left))
                if left == 0 and not row.parts:
                    noted = channel.render(with_note(card, LAST), out.chat, out.mention)
                    parts = noted if len(noted) == len(parts) else parts
                return Told(await self._send_parts(channel, row, parts), len(parts))

    def _at_once(self, channel: Channel, decided: Plan, rows: Sequence[OutboxRow], now: datetime) -> Plan:
        """The same; where so many alerts come at once that nobody would read them one by one, they go out together.

        So does what waited because the platform took nothing any more.
        """
        held = len(list(takewhile(lambda each: self._quotas.held(channel, each, now), rows)))
        if held > 1 and isinstance(decided, Send | Fold):
            return Fold(max(held, decided.count if isinstance(decided, Fold) else 0), decided.left)
        alerts, chat = sum(1 for _ in takewhile(_unasked_alert, rows)), rows[0].outgoing.chat
        self._bursts = {one: at for one, at in self._bursts.items() if at > now - GOES_ON}
        if not isinstance(decided, Send | Fold) or alerts <= (1 if chat in self._bursts else BURST):
            return decided
        self._bursts[chat] = now
        return Fold(max(alerts, decided.count if isinstance(decided, Fold) else 0), decided.left)

    async def _decide(
        self, channel: Channel, row: OutboxRow, needs: Sequence[int], rates: tuple[Rate, ...], now: datetime
    ) -> Plan:
        ledger = await self._outbox.ledger(row.outgoing.chat, counted_since(rates, now))
        return plan(needs, budget(rates, channel.caps.window, ledger.told, ledger.opened, now), now)

    async def _taken_along(
        self, channel: Channel, row: OutboxRow, others: Sequence[OutboxRow], decided: Fold
    ) -> list[OutboxRow]:
        """What a message tells besides its own: as much as there is room for, and nobody else tells; kept on disk."""
        cards = [drawn(channel, each.outgoing, self._links) for each in (row, *others)]
        _, count = digest(cards, self._room(channel, decided))
        chosen = list(others[: count - 1])
        if chosen and await self._outbox.fold(row.id, [each.id for each in chosen]) < len(chosen):
            chosen = await self._outbox.folded(row.id)  # all of them, where this was decided before
        return chosen

    def _room(self, channel: Channel, decided: Fold) -> int:
        return channel.caps.max_text - 100 - (len(LAST.encode()) if decided.left == 0 else 0)

    async def _fold(self, channel: Channel, row: OutboxRow, chosen: Sequence[OutboxRow], decided: Fold) -> Told:
        """One message for several. What it tells was decided on disk before: another try tells the same."""
        out = row.outgoing
        cards = [drawn(channel, each.outgoing, self._links) for each in (row, *chosen)]
        card, _ = digest(cards, self._room(channel, decided))
        if decided.left == 0:
            card = with_note(card, LAST)
        once = f"{out.dedupe}:with:{chosen[-1].id}" if chosen else f"{out.dedupe}:whole"
        called = tuple(dict.fromkeys(user for each in (row, *chosen) for user in each.outgoing.mention))
        ref = (await channel.send(out.chat, one_message(channel, replace(out, mention=called), card), once)).ref
        for each in chosen:
            with log_.tracing(each.outgoing.trace):
                log.info("told with another", extra={"channel": channel.name, "row": each.id, "with": row.id})
            self._callbacks.nothing(each.outgoing.trace)  # told here: their callbacks need not wait
            await self._forget(each, from_json(each.outgoing.card))
        log.info("told together", extra={"channel": channel.name, "row": row.id, "others": len(chosen)})
        alone = not chosen or not channel.caps.update  # else nothing that is told later may take the others' place
        return Told(ref if alone else "", row.parts + 1)

    async def _elsewhere(self, channel: Channel, row: OutboxRow, reason: str, *, shut: bool) -> None:
        """The chat may get nothing until its reader writes: another way to him, or somebody who tells him."""
        out, now = row.outgoing, self._clock.now()
        if reason != "human" and isinstance(channel, Noticing):
            what = channel.notice(from_json(out.card), out.chat)
            if what is not None and await self._noticed(channel, row, what):
                return
        rows = [row, *await self._outbox.folded(row.id), *await self._outbox.behind(row, now)]
        reason = reason if channel.caps.window else "mute"
        if await self._desk.hand_over(rows, reason, now, shut=shut):
            log.info("handed over", extra={"channel": channel.name, "reason": reason, "rows": len(rows)})
            return
        await self._outbox.park(row.id, now + PARKED, WAITS_FOR_READER)
        log.info("waits for the reader", extra={"channel": channel.name, "reason": reason, "row": row.id})

    async def _doubted(self, row: OutboxRow, failed: SendFailed) -> None:
        """It may have arrived twice by now, or never: a customer is asked by somebody, others see it again, in a while.

        Where every message counts in a window there is no third try, whoever reads it.
        """
        rows = [row, *await self._outbox.folded(row.id)]
        if await self._desk.hand_over(rows, failed.reason, self._clock.now(), shut=False):
            log.info("handed over", extra={"reason": failed.reason, "row": row.id, "rows": len(rows)})
            return
        again = self._channels[row.outgoing.chat.channel].caps.window is None
        await self._failed(row, SendFailed(failed.reason, failed.code, retry=again, after=DOUBT_WAIT))

    async def _noticed(self, channel: Channel, row: OutboxRow, what: Payload) -> bool:
        out = row.outgoing
        try:
            ref = (await channel.send(out.chat, what, f"{out.dedupe}:notice")).ref
        except SendFailed as failed:
            if failed.retry:
                await self._not_told(channel, row, failed)
                return True
            log.info("no notice", extra={"channel": channel.name, "code": failed.code})
            return False
        await self._outbox.sent(row.id, self._clock.now(), ref, 0)
        return True

    async def _send_parts(self, channel: Channel, row: OutboxRow, parts: tuple[Payload, ...]) -> str:
        ref = ""
        for number, part in enumerate(parts):
            if number >= row.parts:
                ref = (await self._send_part(channel, row.outgoing, part, number)).ref or ref
                if number + 1 < len(parts):
                    await self._outbox.progress(row.id, number + 1, self._clock.now())
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
        policy = self._desk.settings.policy
        young = now - max(out.created_at, out.not_before or out.created_at) < timedelta(minutes=policy.outbox_minutes)
        if failed.retry and (row.attempts < policy.outbox_attempts or young):
            self._desk.metrics.told.labels(out.chat.channel, "retry").inc()
            # That it may have arrived is not forgotten for another error.
            doubted = row.error.startswith(DOUBT) and failed.reason != "doubt"
            words = f"{DOUBT} {failed}" if doubted else str(failed)
            await self._outbox.retry(row.id, now + self._pause(row.attempts, failed.after), words)
            log.warning("answer will be tried again", extra=facts)
            return
        if not out.dedupe.startswith(ALARM):  # before the row is closed: after a crash both are done again
            await self._desk.raise_alarm("outbox.dead", out.trace or row.id, now, f"{out.chat.channel}: {failed.code}")
        await self._outbox.give_up(row.id, str(failed))
        self._desk.metrics.told.labels(out.chat.channel, "dead").inc()
        log.error("answer given up", extra=facts)

    def _pause(self, attempts: int, after: float | None) -> timedelta:
        growing = min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT)
        return timedelta(seconds=max(after or 0.0, growing * self._jitter.uniform(0.8, 1.2)))


def _unasked_alert(row: OutboxRow) -> bool:
    return row.outgoing.key.startswith(ALERT) and not row.outgoing.trace
