"""原声: the voice message that a draft or an order was read from, to be listened to."""

from collections.abc import Sequence

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
    return [await _told(order, voices[-1], msg, ctx, uow)]


async def said(drafts: Sequence[Order], msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """原声: of the draft that was spoken, else the speaker's own last voice message here, read or not."""
    for draft in drafts:
        if await uow.inbox.voices(draft.source_ids):
            return await shown(draft, msg, ctx, uow)
    voice = await uow.inbox.last_voice(msg.chat, msg.sender)
    if voice is None:
        raise Refused("voice.never")
    return [await _told(None, voice, msg, ctx, uow)]


async def _told(order: Order | None, voice: Message, msg: Message, ctx: Context, uow: UnitOfWork) -> Push:
    person = await uow.parties.person_at(voice.sender)
    notice = VoiceShown(order, voice.id, voice.text, voice.received_at, person.name if person else "")
    return discreetly(msg, notice, ctx, alone=True)
