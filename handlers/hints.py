"""What reading needs to know besides the words: asked before every parse."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handlers.access import group_customer
from handlers.context import Context
from handlers.domain.messaging import Message
from handlers.domain.order import Line, Order, Phase
from handlers.domain.party import Role
from handlers.limits import calendar_of, limits_for
from handlers.ports import UnitOfWork
from nlp.types import DraftHint, DraftLine, Hints, OrderHint

INSTEAD = re.compile(r"[换改替]")  # what comes in the place of something: of what was taken out, maybe
ONE_MORE = re.compile(  # speaks of an order that is being made: more for it, a change of it, or the yes to it
    r"再(?:来|加|要|拿|补|添|搞|整|订|追)|补充|追加|加上|另外|一起|一齐|一并|一道|同埋|还(?:要|得|差|缺|需|加|少)|也(?:要|得|来|拿|订|加|改)"
    r"|[改换](?:成|为|到|做)|[加减]到|不要了|去掉|拿掉|确认|下单|提交|下吧|走单|落单"
)
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
    limits, limits_of = limits_for(ctx.policy)
    undo_since = ctx.now - timedelta(minutes=ctx.policy.undo_minutes)
    return Hints(
        now=now,
        role=person.role.value,
        sender_customer=person.customer_id,
        chat_kind=msg.chat.kind.value,
        chat_customer=home,
        drafts=await _hints_of(drafts, msg, uow),
        orders=tuple(order_hint(o) for o in await uow.orders.lately(person.user, msg.chat, ctx.now - LATELY)),
        recent_order=await uow.orders.last_confirmed(person.user, msg.chat, undo_since) is not None,
        limits=limits,
        limits_of=limits_of,
        works=works,
    )


async def open_drafts(msg: Message, ctx: Context, uow: UnitOfWork) -> list[Order]:
    """The drafts in this chat that the speaker may mean and that are young enough, latest touched first: his own.

    Who has none and speaks of one all the same (也要两箱, 改成5箱, 确认) in the group of his own house means the
    draft that is open there, where it is the only one; a new order of his stays apart from a colleague's.
    """
    person = ctx.actor
    if person is None:
        return []
    oldest = ctx.now - timedelta(hours=ctx.policy.draft_hours)
    own = [d for d in await uow.orders.drafts(msg.chat, person.user) if d.touched_at >= oldest]
    if own or person.role is not Role.CUSTOMER or ONE_MORE.search(msg.text) is None:
        return own
    home = await group_customer(msg.chat, uow)
    if home is None or home != person.customer_id:
        return []
    shared = [d for d in await uow.orders.drafts_of_house(msg.chat, home) if d.touched_at >= oldest]
    return shared if len(shared) == 1 else []


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
