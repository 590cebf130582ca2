"""Puts messages that came in pieces together: what waits is a row that waits, so no stop and no crash loses it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.context import Context
from handlers.domain.messaging import Message
from handlers.pieces import MANY, belong_together, joined, may_be_piece, unfinished
from nlp.types import Parse
from storage import Store

LONGEST = 4  # windows that the first piece waits at most, however many follow it
ROUNDED = timedelta(seconds=1)  # platforms tell whole seconds

Read = Callable[[Message], Awaitable[Parse | None]]


@dataclass(frozen=True, slots=True)
class Whole:
    """What is to be handled now: a message, alone or of several pieces, as it was read."""

    msg: Message
    parse: Parse | None


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing is to be handled now: these rows wait, until then or (None) for the pieces that go first."""

    rows: tuple[int, ...]
    until: datetime | None


async def gather(msg: Message, waiting: list[Message], ctx: Context, store: Store, read: Read) -> Whole | Later:
    """Decides what becomes of a message that was just taken; what has to wait is put back before this returns.

    `waiting`: the sender's pieces in this chat that wait for more, `msg` among them once it did.
    """
    if any(piece.id == msg.id for piece in waiting):  # its time has come, and with it that of all of them
        whole = joined(waiting) if len(waiting) > 1 else msg
        return Whole(whole, await read(whole))
    alone = await read(msg)
    if alone is None or not may_be_piece(msg, ctx):
        return await _after(waiting, msg, ctx, store) if waiting else Whole(msg, alone)
    if not waiting:
        return await _waits([msg], ctx, store) if unfinished(msg, alone) else Whole(msg, alone)
    window = timedelta(seconds=ctx.policy.merge_seconds)
    before = await read(joined(waiting))
    pieces = [*waiting, msg]
    whole = joined(pieces)
    parse = await read(whole)
    late = msg.sent_at - waiting[-1].sent_at > window + ROUNDED
    if late or before is None or parse is None or not belong_together(before, alone, parse):
        return await _after(waiting, msg, ctx, store)
    over = len(pieces) >= MANY or ctx.now - waiting[0].received_at >= window * LONGEST
    return Whole(whole, parse) if over or not unfinished(whole, parse) else await _waits(pieces, ctx, store)


async def _waits(pieces: list[Message], ctx: Context, store: Store) -> Later:
    rows = tuple(piece.id for piece in pieces)
    until = ctx.now + timedelta(seconds=ctx.policy.merge_seconds)
    async with store.write() as uow:
        await uow.inbox.put_off(rows, until)
        await uow.commit()
    return Later(rows, until)


async def _after(waiting: list[Message], msg: Message, ctx: Context, store: Store) -> Later:
    """What waited goes first, now; this message comes after it."""
    async with store.write() as uow:
        await uow.inbox.put_off([piece.id for piece in waiting], ctx.now)
        await uow.inbox.put_off([msg.id], None)
        await uow.commit()
    return Later((msg.id,), None)
