"""原声: the voice message that a draft or an order was read from, to be listened to."""

from handlers.access import actor
from handlers.context import Context
from handlers.domain.errors import Refused
from handlers.domain.messaging import Message, Tap
from handlers.domain.order import Order
from handlers.domain.party import Role
from handlers.notices import Push, VoiceShown
from handlers.ports import UnitOfWork
from handlers.taps import seen
from handlers.telling import discreetly


async def tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """原声 on a draft's card."""
    return await shown(await seen(tap, ctx, uow), msg, ctx, uow)


async def shown(order: Order, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Who said it, when, what was heard, and a way to the recording; for the speaker alone."""
    if actor(ctx).role is Role.CUSTOMER and order.placed_by != actor(ctx).user:
        raise Refused("button.unknown")
    voices = await uow.inbox.voices(order.source_ids)
    if not voices:
        raise Refused("voice.none")
    last = voices[-1]
    person = await uow.parties.person_at(last.sender)
    notice = VoiceShown(order, last.id, last.text, last.received_at, person.name if person else "")
    return [discreetly(msg, notice, ctx, alone=True)]
