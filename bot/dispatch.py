"""The way of one message: read what is known, read the words, decide and tell in one transaction."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.deliver import Cause, deliver
from bot.handover import HANDED, handed_over, note_windows, undelivered
from bot.labels import LABELS_LIVE, LOOK_BACK, is_label, pressed
from bot.lexicon import LexiconCache
from cards.card import from_json
from cards.digest import for_others
from config.settings import Settings
from handlers.context import Context
from handlers.domain.flow import Flow
from handlers.domain.messaging import Message, MessageKind, ToChat, ToPerson
from handlers.domain.order import Deadline
from handlers.hints import hints_for
from handlers.notices import OpsAlarm, Push, Sorry
from handlers.ports import UnitOfWork
from handlers.respond import on_deadline, respond
from nlp import parse
from nlp.types import Parse
from storage import OutboxRow, Store

log = logging.getLogger(__name__)

SECONDS = 10  # a message that takes longer is given up and tried again
MAX_READ = 8000  # characters; what is longer is no order that a person could check on a card


@dataclass(frozen=True, slots=True)
class Desk:
    """What handling needs, made once at start."""

    store: Store
    settings: Settings
    flow: Flow
    lexicon: LexiconCache
    channels: frozenset[str]  # names of the platforms that are switched on
    typed: frozenset[str] = frozenset()  # those where a button's label may be typed

    @property
    def zone(self) -> ZoneInfo:
        """The shop's zone."""
        return ZoneInfo(self.settings.company.timezone)

    async def handle(self, msg: Message, now: datetime) -> int:
        """Handles one stored message to the end; raises what went wrong, and then nothing has happened.

        Returns how many answers go to the message's own chat.
        """
        async with asyncio.timeout(SECONDS):
            msg = await self._typed(msg, now)
            parse_ = await self._read(msg, now)
            async with self.store.write() as uow:
                await uow.parties.seen(msg.sender, now)
                await note_windows(msg, uow)
                ctx = await self._context(msg, uow, now)
                pushes = await respond(msg, parse_, ctx, uow)
                pushes += await undelivered(msg, uow)
                here = await self._tell(pushes, Cause(now, msg, ctx.actor), uow)
                await uow.inbox.done(msg.id)
                await uow.commit()
            if uow.aliases.changed:
                self.lexicon.forget()
        return here

    async def miss(self, deadlines: Sequence[Deadline], uow: UnitOfWork, now: datetime) -> None:
        """Tells those concerned about deadlines that were just claimed in this transaction."""
        ctx = Context(now, self.zone, None, self.settings.policy, self.flow)
        for deadline in deadlines:
            await self._tell(await on_deadline(deadline, ctx, uow), Cause(now), uow)

    async def apologise(self, msg: Message, now: datetime) -> None:
        """Ends a message that cannot be handled: a short apology with its trace, and a card for the operators."""
        async with asyncio.timeout(SECONDS), self.store.write() as uow:
            await note_windows(msg, uow)
            pushes = [Push(ToChat(msg.chat), Sorry(msg.id), dedupe=f"sorry:{msg.id}", reply=True)]
            await self._tell(pushes, Cause(now, msg), uow)
            await self._tell(self.alarm("inbox.dead", msg.id), Cause(now), uow)
            await uow.commit()

    async def raise_alarm(self, code: str, trace: int, now: datetime, words: str = "") -> None:
        """Tells the operators, once for a code and trace."""
        async with asyncio.timeout(SECONDS), self.store.write() as uow:
            await self._tell(self.alarm(code, trace, words), Cause(now), uow)
            await uow.commit()

    def alarm(self, code: str, trace: int, words: str = "") -> list[Push]:
        """One push for each operator of the settings."""
        notice = OpsAlarm(code, trace, words)
        return [Push(ToPerson(user), notice, dedupe=f"ops:{code}:{trace}:{user}") for user in self.settings.ops]

    async def _read(self, msg: Message, now: datetime) -> Parse | None:
        if msg.kind is not MessageKind.TEXT:
            return None
        async with self.store.read() as uow:
            hints = await hints_for(msg, await self._context(msg, uow, now), uow)
        return parse(msg.text[:MAX_READ], hints, await self.lexicon.current(now))

    async def _context(self, msg: Message, uow: UnitOfWork, now: datetime) -> Context:
        actor = await uow.parties.person_at(msg.sender)
        return Context(now, self.zone, actor, self.settings.policy, self.flow)

    async def hand_over(self, rows: Sequence[OutboxRow], reason: str, now: datetime, *, shut: bool) -> bool:
        """Gives what these rows of one chat would say to somebody who can; False where there is nobody.

        `shut`: the platform said that the window is closed, whatever we believed.
        """
        chat = rows[0].outgoing.chat
        own = [row for row in rows if not row.outgoing.dedupe.startswith(HANDED)]
        async with asyncio.timeout(SECONDS), self.store.write() as uow:
            if shut:
                await uow.windows.close(chat)
            texts = [for_others(from_json(row.outgoing.card)) for row in own]
            once = f"{HANDED}{rows[0].id}:{rows[-1].id}"
            for push in await handed_over(chat, texts, reason, once, uow) if len(own) == len(rows) else ():
                told = await deliver([push], Cause(now), uow, self.settings, self.channels)
                if told:
                    await uow.outbox.put(told)
                    await uow.outbox.close([row.id for row in rows], now, f"handed over: {reason}")
                    await uow.commit()
                    return True
            if shut:
                await uow.commit()
        return False

    async def _typed(self, msg: Message, now: datetime) -> Message:
        if msg.kind is not MessageKind.TEXT or msg.channel not in self.typed or not is_label(msg.text):
            return msg
        async with self.store.read() as uow:
            cards = await uow.outbox.last_told(msg.chat, now - LABELS_LIVE, LOOK_BACK)
        return pressed(msg, cards)

    async def _tell(self, pushes: Sequence[Push], cause: Cause, uow: UnitOfWork) -> int:
        rows = await deliver(pushes, cause, uow, self.settings, self.channels)
        await uow.outbox.put(rows)
        return sum(cause.msg is not None and row.chat == cause.msg.chat for row in rows)
