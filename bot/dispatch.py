"""The way of one message: read what is known, read the words, decide and tell in one transaction."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.attachments import Attachments
from bot.channels.quotes import takes_it
from bot.deliver import Cause, Platforms, deliver
from bot.handover import HANDED, handed_over, note_windows, undelivered
from bot.labels import (
    LABELS_LIVE,
    LIST_BACK,
    LOOK_BACK,
    chosen,
    is_label,
    own_lists,
    pointed,
    points,
    pressed,
    quoting,
    unnamed,
)
from bot.lexicon import LexiconCache
from bot.metrics import Metrics
from bot.pieces import Later, Whole, gather
from bot.quoted import about, like, naming, order_quoted, said_before
from bot.reading import read
from bot.rule_files import TOLD, fresh, mark, take_in, unfit
from cards.card import from_json
from cards.digest import for_others
from config.settings import Settings
from handlers.alerts import subject_of
from handlers.calls import rang, wanted
from handlers.context import Context
from handlers.digests import start
from handlers.domain.budget import Allowances
from handlers.domain.calendar import AHEAD
from handlers.domain.flow import Flow
from handlers.domain.forms import added, named
from handlers.domain.messaging import (
    READ,
    RECORD,
    UNREAD,
    ChatKind,
    ChatRef,
    Message,
    MessageKind,
    ToChat,
    ToPerson,
    lives_key,
)
from handlers.domain.order import Deadline, Order
from handlers.domain.party import Person, Role
from handlers.domain.tracking import Report
from handlers.filling import words_of
from handlers.hints import hints_for
from handlers.limits import calendar_of
from handlers.lookup import speaker
from handlers.notices import OpsAlarm, Push, RecalledLater, Sorry
from handlers.pictures import doubted, needs_picture, orders_goods
from handlers.ports import Outgoing, UnitOfWork
from handlers.quotations import as_order
from handlers.recall import compared, drafts_of, emptied, recall
from handlers.respond import on_deadline, respond
from handlers.rewatching import look
from handlers.tracking import heard
from nlp.types import Parse
from storage import HANDED_OVER, OutboxRow, Store, anew

log = logging.getLogger(__name__)

OPENED = frozenset({MessageKind.VOICE, MessageKind.FILE, MessageKind.IMAGE})
SOON = timedelta(seconds=1)
GAVE_UP = timedelta(minutes=31)  # 快递100 takes no earlier subscription after it gave up
GUESSED = "calendar.guessed"  # name under which stands the month when the operators heard of it last
SECONDS = 10  # a message that takes longer is given up and tried again


@dataclass(frozen=True, slots=True)
class Handled:
    """What was handled, in one piece or several, as what, and how many answers go to its own chat and to others."""

    msg: Message
    here: int
    intent: str = ""
    elsewhere: int = 0


@dataclass(frozen=True, slots=True)
class Desk:
    """What handling needs, made once at start."""

    store: Store
    settings: Settings
    flow: Flow
    lexicon: LexiconCache
    channels: frozenset[str]  # names of the platforms that are switched on
    numbered: frozenset[str] = frozenset()  # of these, those that show a card's buttons as numbers
    attachments: Attachments | None = None
    metrics: Metrics = field(default_factory=Metrics)
    windows: Mapping[str, Allowances] = field(default_factory=dict)  # of the platforms that have any

    @property
    def platforms(self) -> Platforms:
        """The platforms that are switched on, with what may be said there."""
        return {name: self.windows.get(name) for name in self.channels}

    @property
    def zone(self) -> ZoneInfo:
        """The shop's zone."""
        return self.settings.company.zone

    def context(self, now: datetime, actor: Person | None = None) -> Context:
        """What a handler knows besides the message; without `actor` nobody speaks."""
        own = self.settings
        grouped = {role: ChatRef(to.channel, to.chat, ChatKind.GROUP) for role, to in own.notify.items()}
        has_erp = own.erp.kingdee.enabled
        return Context(now, self.zone, actor, own.policy, self.flow, grouped, has_erp, self.windows, own.ops)

    async def handle(self, msg: Message, now: datetime) -> Handled | Later:
        """Handles one stored message to the end; raises what went wrong, and then nothing has happened.

        One that looks unfinished is put back to wait for the rest of it (`handlers/pieces.py` says when).
        """
        return await self._decided(await self._opened(msg, now), now)

    @anew
    async def _decided(self, msg: Message, now: datetime) -> Handled | Later:
        async with asyncio.timeout(SECONDS):
            if msg.kind in (MessageKind.RECALL, MessageKind.EDIT):
                return await self._taken_back(msg, now)
            msg = await self._typed(msg, now)
            found = await self._gathered(msg, now)
            if isinstance(found, Later):
                return found
            msg, parse_ = found.msg, found.parse
            async with self.store.write() as uow:
                uow.parties.remember()
                await uow.parties.seen(msg.sender, now)
                await note_windows(msg, uow)
                ctx = await self._context(msg, uow, now)
                pushes = await respond(msg, parse_, ctx, uow)
                pushes += await undelivered(msg, uow)
                here, elsewhere = await self._tell(pushes, Cause(now, msg, ctx.actor), uow)
                for row in msg.ids:
                    await uow.inbox.done(row)
                await uow.commit()
            if uow.aliases.changed:
                self.lexicon.forget()
        return Handled(msg, here, parse_.intent.value if parse_ is not None else "", elsewhere)

    async def _taken_back(self, msg: Message, now: datetime) -> Handled | Later:
        """A message was recalled or edited: by whom and where is known from that message, if we ever had it."""
        lexicon = await self.lexicon.current(now)
        async with self.store.write() as uow:
            versions = await uow.inbox.versions(msg.channel, msg.quoted_id or "")
            said = versions[0] if versions else None
            fresh = said is not None and await uow.inbox.withdraw(said.id)
            if fresh is None:  # it is just being handled: after that
                await uow.inbox.put_off([msg.id], now + SOON)
                await uow.commit()
                return Later((msg.id,), now + SOON)
            if said is not None:
                msg = replace(msg, chat=said.chat, sender=said.sender, to_me=said.to_me or msg.to_me)
            if msg.kind is MessageKind.EDIT and msg.quoted_id:
                msg = replace(msg, external_id=msg.quoted_id)  # the answer hangs below the edited message
            ctx = await self._context(msg, uow, now)
            befores, pushes = await drafts_of(versions, uow), list[Push]()
            if not fresh and ctx.actor is not None:
                pushes = await recall(versions, msg, ctx, uow)
            settled = any(isinstance(push.notice, RecalledLater) for push in pushes)
            if msg.kind is MessageKind.EDIT and not settled:
                new = replace(msg, kind=MessageKind.TEXT, quoted_id=None)
                text, hints = as_order(new.text, await hints_for(new, ctx, uow))
                parse_ = await read(text, hints, lexicon)
                told = compared(await respond(new, parse_, ctx, uow), befores)
                pushes = told + await emptied(pushes, msg, ctx, uow)
            here, elsewhere = await self._tell(pushes, Cause(now, msg, ctx.actor), uow)
            await uow.inbox.done(msg.id)
            await uow.commit()
        return Handled(msg, here, msg.kind.value, elsewhere)

    async def miss(self, deadlines: Sequence[Deadline], uow: UnitOfWork, now: datetime) -> None:
        """Tells those concerned about deadlines that were just claimed in this transaction."""
        ctx = self.context(now)
        uow.parties.remember()
        about = {deadline.order_id for deadline in deadlines if deadline.order_id}
        await uow.orders.expect(about)
        await uow.events.expect(about)
        late = [one for one in deadlines if one.order_id and self.flow.watched(one.kind)]
        await uow.alerts.expect({subject_of(one.order_id, one.kind) for one in late})
        rows: list[Outgoing] = []
        for deadline in deadlines:
            pushes = await on_deadline(deadline, ctx, uow)
            rows += await deliver(pushes, Cause(now, deadline=deadline.id), uow, self.settings, self.platforms)
        await uow.outbox.put(rows)

    @anew
    async def hears(self, report: Report | None, now: datetime, *, once: str = "", over: str = "") -> bool:
        """Takes a carrier's report in; False where this callback was heard before. `over`: asked for anew."""
        async with asyncio.timeout(SECONDS), self.store.write() as uow:
            if once and not await uow.parcels.once(once, now):
                return False
            if report is not None:
                await self._tell(await heard(report, self.context(now), uow), Cause(now), uow)
            if over:
                await uow.parcels.unsubscribed(over, now + GAVE_UP)
            await uow.commit()
        return True

    @anew
    async def rang(self, out: Outgoing, now: datetime) -> None:
        """The telephone rings: the alert's cards say so from now on."""
        async with asyncio.timeout(SECONDS), self.store.write() as uow:
            ctx = self.context(now)
            await self._tell(await rang(out.key, out.chat.chat_id, ctx, uow), Cause(now), uow)
            await uow.commit()

    @anew
    async def still_called(self, row: OutboxRow, now: datetime) -> bool:
        """Whether a call that was ordered is still wanted; else it is over."""
        async with asyncio.timeout(SECONDS), self.store.write() as uow:
            if await wanted(row.outgoing.key, self.context(now), uow):
                return True
            await uow.outbox.close([row.id], now, "not wanted any more")
            await uow.commit()
        return False

    @anew
    async def begin(self, now: datetime) -> None:
        """What must always be waited for is waited for."""
        async with asyncio.timeout(SECONDS), self.store.write() as uow:
            await start(self.context(now), uow)
            await look(self.context(now), uow)
            await uow.commit()

    @anew
    async def look_at_rules(self, now: datetime) -> None:
        """Takes in the rule files; operators and managers hear once of what is wrong, once when all is right again."""
        ctx = self.context(now)
        async with asyncio.timeout(SECONDS), self.store.write() as uow:
            found = await take_in(self.settings.rules, ctx, uow)
            problems = [str(replace(one, file=Path(one.file).name)) for one in found]  # a chat cuts long paths off
            misfits = await unfit(ctx, uow)
            bosses = [one.user for one in await uow.parties.with_role(Role.MANAGER) if one.active]
            if (news := await fresh(problems, uow)) is not None:
                words = "\n".join(problems[:3]) + (f"\n…共{len(problems)}处" if len(problems) > 3 else "")
                code = "rules.wrong" if problems else "rules.right"
                if any(await self._tell(await self._alarm(code, 0, uow, words, news, bosses), Cause(now), uow)):
                    await uow.meta.set(TOLD, news)
            if misfits:
                told = await self._alarm("rules.unfit", mark(misfits), uow, "、".join(misfits), also=bosses)
                await self._tell(told, Cause(now), uow)
            await uow.commit()
        for problem in problems:
            log.warning("a rule file does not hold", extra={"problem": problem})

    @anew
    async def apologise(self, msg: Message, now: datetime) -> None:
        """Ends a message that cannot be handled: a short apology with its trace, and a card for the operators."""
        async with asyncio.timeout(SECONDS), self.store.write() as uow:
            await note_windows(msg, uow)
            pushes = [Push(ToChat(msg.chat), Sorry(msg.id), dedupe=f"sorry:{msg.id}", reply=True)]
            await self._tell(pushes, Cause(now, msg), uow)
            await self._tell(await self._alarm("inbox.dead", msg.id, uow), Cause(now), uow)
            await uow.commit()

    @anew
    async def raise_alarm(self, code: str, trace: int, now: datetime, words: str = "", life: str = "") -> None:
        """Tells the operators, once for a code and trace; once again after what it was about got another `life`."""
        async with asyncio.timeout(SECONDS), self.store.write() as uow:
            await self._tell(await self._alarm(code, trace, uow, words, life), Cause(now), uow)
            await uow.commit()

    @anew
    async def look_at_calendar(self, now: datetime) -> None:
        """The operators hear once a month that days of work which are reckoned with already are a guess."""
        today = now.astimezone(self.zone).date()
        ahead, month = today + AHEAD, f"{today:%Y%m}"
        if not calendar_of(self.settings.policy).guessed(ahead):
            return
        async with asyncio.timeout(SECONDS), self.store.write() as uow:
            if await uow.meta.get(GUESSED) == month:
                return
            alarm = await self._alarm("calendar.guessed", int(month), uow, f"{ahead.year}年")
            if any(await self._tell(alarm, Cause(now), uow)):
                await uow.meta.set(GUESSED, month)
            await uow.commit()

    @anew
    async def put_back(self, deadline: Deadline, again: datetime | None, error: str, now: datetime) -> None:
        """A deadline that failed waits for another try; None: it is given up, and the operators hear of it with that.

        Each of its ends is told: it has another due time, whether it was revived or opened anew. A morning's digest
        that is given up takes no other morning's with it.
        """
        async with asyncio.timeout(SECONDS), self.store.write() as uow:
            await uow.deadlines.put_back(deadline, again, error)
            if again is None:
                life, about = f"{int(deadline.due_at.timestamp())}", self.flow.titled(deadline.kind)
                await self._tell(await self._alarm("deadline.dead", deadline.id, uow, about, life), Cause(now), uow)
                await start(self.context(now), uow)
            await uow.commit()

    async def _alarm(
        self, code: str, trace: int, uow: UnitOfWork, words: str = "", life: str = "", also: Sequence[str] = ()
    ) -> list[Push]:
        """One push for each operator of the settings, and for others, once in a life of what it is about."""
        life = life or await uow.meta.get(lives_key(code, trace)) or ""
        notice, once = OpsAlarm(code, trace, words), f"ops:{code}:{trace}:" + (f"{life}:" if life else "")
        return [
            Push(ToPerson(user), notice, dedupe=f"{once}{user}") for user in dict.fromkeys((*self.settings.ops, *also))
        ]

    async def _opened(self, msg: Message, now: datetime) -> Message:
        """Voice, a file, a picture, what is quoted as text, kept before it is handled.

        Only of people who may order, spoken to us.
        """
        text = msg.kind is MessageKind.TEXT and READ not in msg.media
        captioned, quotes = text and "pictures" in msg.media, text and bool(msg.quoted_id) and takes_it(msg.text)
        record = msg.kind is MessageKind.OTHER and msg.media.get("type") == RECORD
        if not (captioned or quotes or record or msg.kind in OPENED) or not msg.to_me or self.attachments is None:
            return msg
        async with self.store.read() as uow:
            ctx = await self._context(msg, uow, now)
        if ctx.actor is None or not ctx.flow.may_place(ctx.actor.role):
            return msg
        found = await self.attachments.quoted(msg) if quotes else msg
        if quotes and found is msg:
            found = await said_before(msg, ctx, self.store)
        if record:
            found = await self.attachments.record(msg)
        elif captioned:
            found = await self._captioned(msg, now, self.attachments)
        elif found.kind in OPENED:
            found = await self.attachments.read(found)
        if found.kind is MessageKind.TEXT and found.text != msg.text:
            async with self.store.write() as uow:
                await uow.inbox.read_as(found)
                await uow.commit()
        return found

    async def _captioned(self, msg: Message, now: datetime, attachments: Attachments) -> Message:
        """Words with a picture: where they order nothing themselves, what stands in the picture is read behind them."""
        if not needs_picture(msg, await self._read(msg, now)):
            return msg
        found = await attachments.read(replace(msg, kind=MessageKind.IMAGE))
        if found.kind is not MessageKind.TEXT:
            return replace(msg, media=found.media)
        whole = replace(found, text=f"{msg.text}\n{found.text}")
        parse_ = await self._read(whole, now)
        return whole if parse_ and orders_goods(parse_) else replace(msg, media={**msg.media, UNREAD: "no_order"})

    async def _gathered(self, msg: Message, now: datetime) -> Whole | Later:
        async with self.store.read() as uow:
            ctx = await self._context(msg, uow, now)
            waiting = await uow.inbox.pieces(msg)

        async def read_piece(what: Message) -> Parse | None:
            return await self._read(what, now)

        return await gather(msg, waiting, ctx, self.store, read_piece)

    async def _read(self, msg: Message, now: datetime) -> Parse | None:
        if msg.kind is not MessageKind.TEXT and not (msg.tap and added(msg.tap.form)):
            return None
        async with self.store.read() as uow:
            ctx = await self._context(msg, uow, now)
            line = await words_of(msg, ctx, uow) if msg.tap else None
            text, hints = (line.alone, line.hints) if line else as_order(msg.text, await hints_for(msg, ctx, uow))
        if msg.tap and line is None:
            return None
        lexicon = await self.lexicon.current(now)
        with self.metrics.reading.time():
            found = await read(text, hints, lexicon)
            if line and found and not any(map(named, found.orders)):
                found = await read(line.behind, hints, lexicon)
        return doubted(found) if found and msg.media.get(READ) == "picture" else found

    async def _context(self, msg: Message, uow: UnitOfWork, now: datetime) -> Context:
        person = await uow.parties.person_at(msg.sender)
        ctx = self.context(now, person)
        return ctx if person is None else replace(ctx, actor=await speaker(person, ctx, uow))

    @anew
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
                told = await deliver([push], Cause(now), uow, self.settings, self.platforms)
                if told:
                    await uow.outbox.put(told)
                    await uow.outbox.close([row.id for row in rows], now, f"{HANDED_OVER}: {reason}")
                    await uow.commit()
                    return True
            if shut:
                await uow.commit()
        return False

    async def _typed(self, msg: Message, now: datetime) -> Message:
        if msg.kind is not MessageKind.TEXT:
            return msg
        since = now - LABELS_LIVE
        direct = msg.chat.kind is ChatKind.DIRECT
        if points(msg.text):
            async with self.store.read() as uow:
                others = [] if direct else await uow.outbox.told_others(msg.chat, msg.sender, since, LIST_BACK)
                return pointed(msg, own_lists(await uow.outbox.last_told(msg.chat, since, LIST_BACK), others))
        if msg.quoted_id or "quoted" in msg.media:
            async with self.store.read() as uow:
                found = await uow.outbox.by_ref(msg.chat, msg.quoted_id or "")
                words = msg.media.get("quoted", "")
                told = await uow.outbox.last_told(msg.chat, since, LIST_BACK) if words and not found else []
            cards = found[1] if found else like(words, told)
            if unnamed(msg.text):
                return quoting(msg, cards)
            if is_label(msg.text) and (tap := pressed(msg, cards)).kind is MessageKind.TAP:
                return tap
            if (order := await order_quoted(msg, cards, self.store)) is not None:
                return await self._naming(msg, order, now)
        if not is_label(msg.text):
            return msg
        by_number = msg.channel in self.numbered and direct and msg.text.strip().isdecimal()
        async with self.store.read() as uow:
            told = await uow.outbox.last_told(msg.chat, since, LOOK_BACK)
            others = [] if direct else await uow.outbox.told_others(msg.chat, msg.sender, since, LOOK_BACK)
            spoke = await uow.parties.last_seen(msg.sender) if by_number else None
            fresh = await uow.outbox.told_after(msg.chat, max(spoke or since, since), LIST_BACK) if by_number else []
        return chosen(msg, told, fresh) if by_number else pressed(msg, own_lists(told, others))

    async def _naming(self, msg: Message, order: Order, now: datetime) -> Message:
        named = naming(msg, order, await self._read(about(msg, order), now))
        if named.text != msg.text:
            async with self.store.write() as uow:
                await uow.inbox.read_as(named)
                await uow.commit()
        return named

    async def _tell(self, pushes: Sequence[Push], cause: Cause, uow: UnitOfWork) -> tuple[int, int]:
        rows = await deliver(pushes, cause, uow, self.settings, self.platforms)
        await uow.outbox.put(rows)
        here = sum(cause.msg is not None and row.chat == cause.msg.chat for row in rows)
        return here, len(rows) - here
