"""What reading needs to know besides the words: asked before every parse."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from handlers.access import group_customer
from handlers.context import Context
from handlers.domain.messaging import ABOUT, Message
from handlers.domain.order import Line, Order, Phase
from handlers.domain.party import Role
from handlers.limits import calendar_of, limits_for
from handlers.ports import UnitOfWork
from nlp.types import DraftHint, DraftLine, Hints, OrderHint, Parse

INSTEAD = re.compile(r"[换改替]")  # what comes in the place of something: of what was taken out, maybe
LATELY = timedelta(hours=3)  # how long 那单 and 同一天 may mean an order that is no draft any more


async def hints_for(msg: Message, ctx: Context, uow: UnitOfWork) -> Hints:
    """The sender's role, customer and open drafts here, and how sure a field must be.

    What the customer usually takes is asked once, when the draft is stored: see `handlers/drafts.py`.
    """
    now = ctx.local
    home = await group_customer(msg.chat, uow)
    person = ctx.actor
    works = calendar_of(ctx.policy).works
    if person is None:
        return Hints(now=now, chat_kind=msg.chat.kind.value, chat_customer=home, works=works)
    drafts = await open_drafts(msg, ctx, uow)
    shared = None if drafts else await _of_the_house(msg, ctx, uow)
    limits, limits_of = limits_for(ctx.policy)
    undo_since = ctx.now - timedelta(minutes=ctx.policy.undo_minutes)
    return Hints(
        now=now,
        role=person.role.value,
        sender_customer=person.customer_id,
        chat_kind=msg.chat.kind.value,
        chat_customer=home,
        drafts=await _hints_of(drafts, msg, uow),
        house=next(iter(await _hints_of([shared], msg, uow)), None) if shared else None,
        joined=shared is not None and any(event.actor == person.user for event in await uow.events.of(shared.id)),
        orders=tuple(order_hint(o) for o in await uow.orders.lately(person.user, msg.chat, ctx.now - LATELY)),
        recent_order=await uow.orders.last_confirmed(person.user, msg.chat, undo_since) is not None,
        limits=limits,
        limits_of=limits_of,
        works=works,
    )


async def open_drafts(msg: Message, ctx: Context, uow: UnitOfWork) -> list[Order]:
    """The speaker's drafts in this chat that are young enough to be talked about, latest touched first.

    Where the card of an order is quoted, only that one.
    """
    if ctx.actor is None:
        return []
    oldest = _oldest(ctx)
    found = [d for d in await uow.orders.drafts(msg.chat, ctx.actor.user) if d.touched_at >= oldest]
    return [d for d in found if msg.media.get(ABOUT, str(d.id)) == str(d.id)]


async def drafts_spoken_of(msg: Message, parse: Parse, ctx: Context, uow: UnitOfWork) -> list[Order]:
    """The drafts that a reading may mean: the speaker's, or the colleague's that it was read in the light of."""
    own = await open_drafts(msg, ctx, uow)
    if own or parse.draft is None:
        return own
    shared = await _of_the_house(msg, ctx, uow)
    return [shared] if shared is not None and shared.id == parse.draft else []


async def _of_the_house(msg: Message, ctx: Context, uow: UnitOfWork) -> Order | None:
    """The one draft that is open in the group of the speaker's own house; none where there are several."""
    person = ctx.actor
    home = await group_customer(msg.chat, uow)
    if person is None or person.role is not Role.CUSTOMER or home is None or home != person.customer_id:
        return None
    found = [d for d in await uow.orders.drafts_of_house(msg.chat, home) if d.touched_at >= _oldest(ctx)]
    return found[0] if len(found) == 1 else None


def _oldest(ctx: Context) -> datetime:
    return ctx.now - timedelta(hours=ctx.policy.draft_hours)


async def _hints_of(drafts: Sequence[Order], msg: Message, uow: UnitOfWork) -> tuple[DraftHint, ...]:
    """The drafts; where the message may put something in the place of another, with what the last one lost."""
    hints = tuple(draft_hint(d) for d in drafts)
    if not hints or INSTEAD.search(msg.text) is None:
        return hints
    events = await uow.events.of(drafts[0].id)
    before = events[-1].before if events else None
    if before is None or len(before.lines) <= len(drafts[0].lines):
        return hints
    kept = {(line.sku, line.mention, line.gift) for line in drafts[0].lines}
    gone = [line for line in before.lines if (line.sku, line.mention, line.gift) not in kept]
    return (replace(hints[0], dropped=_as_hints(gone)), *hints[1:])


def draft_hint(order: Order) -> DraftHint:
    """A draft as the reader needs it."""
    asked = order.asked
    return DraftHint(
        key=order.id,
        customer=order.customer_id,
        customer_candidates=order.customer_candidates,
        lines=_as_hints(order.lines),
        due=order.due,
        asked=asked.about.value if asked else None,
        asked_line=asked.line if asked else None,
        choices=tuple(c.key for c in asked.choices) if asked else (),
        said=order.source_ids[-1] if order.source_ids else 0,
        due_kind=order.due_kind,
    )


def order_hint(order: Order) -> OrderHint:
    """An order that was a draft a short while ago."""
    standing = order.phase is Phase.OPEN
    return OrderHint(order.number if standing else None, order.customer_id, _as_hints(order.lines), order.due, standing)


def _as_hints(lines: Sequence[Line]) -> tuple[DraftLine, ...]:
    return tuple(
        DraftLine(
            x.no,
            x.sku,
            x.candidates,
            x.mention,
            x.qty,
            x.unit,
            max((e.message_id for e in x.evidence.values()), default=0),
        )
        for x in lines
    )
