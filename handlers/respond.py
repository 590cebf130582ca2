"""The one way in: what came in goes to its handler, and whatever the rules say no to becomes a notice."""

from collections.abc import Sequence

from handlers import attempts
from handlers.access import customer_of, keep_private
from handlers.alerts import watch_over
from handlers.context import Context
from handlers.domain.errors import AppError, NotFound, Refused, Stale
from handlers.domain.messaging import UNSURE, ChatKind, Message, MessageKind, ToChat, ToPerson
from handlers.domain.order import Deadline, Phase
from handlers.domain.party import Person
from handlers.erp import booked
from handlers.fallback import may_say, not_ordered, not_text, spared, unanswered
from handlers.notices import NoOrders, Push, RefusedNotice, StaleNotice, ToldAlone, WhichMeant
from handlers.people import read_by_all, stranger
from handlers.placing import RELEASE
from handlers.ports import UnitOfWork
from handlers.progress import move_tap
from handlers.ruling import follow
from handlers.table import DEADLINES, FORMS, INTENTS, TAPS
from handlers.telling import answer
from handlers.typed import typed
from nlp.types import Parse


async def respond(msg: Message, parse: Parse | None, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Handles one message or tap inside the caller's transaction and returns what is to be told."""
    if told := await read_by_all(msg, ctx, uow):
        return told
    if ctx.actor is None:
        pushes = await spared(await stranger(msg, parse, ctx, uow), msg, ctx, uow)
        await attempts.note(msg, pushes, ctx, uow)
        return pushes
    if not msg.to_me:
        return []
    try:
        async with uow.savepoint():
            pushes = await follow(await _answer(msg, parse, ctx, uow), msg, ctx, uow)
            pushes += await booked(ctx, uow)
    except Stale as stale:
        pushes = [answer(msg, await _stale(stale, uow))]
    except NotFound as missing:
        pushes = [answer(msg, NoOrders(missing.facts.get("words", "")))]
    except AppError as refused:
        about = msg.id if refused.about is not None else 0
        notice = RefusedNotice(refused.code, refused.facts, refused.cure, refused.about, about)
        pushes = [answer(msg, notice)]
    await attempts.note(msg, pushes, ctx, uow)
    pushes = await spared(pushes, msg, ctx, uow)
    pushes += _elsewhere(pushes, msg, ctx.actor)  # not of what is kept private now: whose order there is tells too
    return await keep_private(pushes, msg, ctx, uow)


def _elsewhere(pushes: Sequence[Push], msg: Message, person: Person) -> list[Push]:
    """A word to the group where somebody called us and everything that answers him goes to himself alone."""
    asked = msg.kind is MessageKind.TEXT and msg.called and msg.chat.kind is ChatKind.GROUP
    alone = ToPerson(person.user) in [push.to for push in pushes]
    here = ToChat(msg.chat) in [push.to for push in pushes]
    return [answer(msg, ToldAlone())] if asked and alone and not here else []


async def on_deadline(deadline: Deadline, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Handles one deadline whose time has come; `ctx.actor` is None."""
    handler = DEADLINES.get(deadline.kind) or (watch_over if ctx.flow.watched(deadline.kind) else None)
    before = len(uow.events.added)
    pushes = await handler(deadline, ctx, uow) if handler else []
    pushes = await follow(pushes, None, ctx, uow, since=before)
    return pushes + await booked(ctx, uow, since=before)


async def _answer(msg: Message, parse: Parse | None, ctx: Context, uow: UnitOfWork) -> list[Push]:
    if msg.kind is MessageKind.TAP and msg.tap is not None:
        if (filled := FORMS.get(msg.tap.action)) is not None:
            return await filled(msg, msg.tap, parse, ctx, uow)
        handler = TAPS.get(msg.tap.action)
        if handler is None and not ctx.flow.has(msg.tap.action):
            raise Refused("button.unknown")
        return await (handler or move_tap)(msg, msg.tap, ctx, uow)
    if msg.kind is MessageKind.TEXT and parse is not None:
        if UNSURE in msg.media:
            meant = [line.split("\t") for line in msg.media[UNSURE].split("\n")]
            return [answer(msg, WhichMeant(msg.text.strip(), tuple((a, b, c) for a, b, c in meant)))]
        if not may_say(msg, parse):
            return not_ordered(msg, ctx)
        served = await typed(msg, parse, ctx, uow)
        if served is not None:
            return served
        return await INTENTS[parse.intent](msg, parse, ctx, uow) or unanswered(msg, parse)
    return not_text(msg, ctx)


async def _stale(stale: Stale, uow: UnitOfWork) -> StaleNotice:
    order = stale.order
    if order is None:
        return StaleNotice(None)
    by = ""
    if order.phase is not Phase.DRAFT:
        events = await uow.events.of(order.id)
        did = next((event for event in reversed(events) if event.action != RELEASE), None)
        last = await uow.parties.person(did.actor) if did else None
        by = last.name if last else ""
    return StaleNotice(order, by, await customer_of(order, uow))
