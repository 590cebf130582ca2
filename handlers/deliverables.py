"""What somebody hands in with a move: a number, a picture sent with it or just before, the name of who signed."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.access import actor
from handlers.context import Context
from handlers.domain.flow import PLAIN
from handlers.domain.messaging import Message
from handlers.domain.order import Change, Order, Phase
from handlers.domain.party import Role
from handlers.domain.payment import PaymentState
from handlers.domain.proof import PATIENCE, Need, pictured, signer
from handlers.ports import UnitOfWork
from handlers.required import Wanted, required

PHOTO, SIGN = "photo", "sign"  # fields of a Change: the inbox id of a picture, the name of who signed


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What was found that comes with a move: kinds of deliverables, how they are kept, and in words."""

    kinds: tuple[str, ...] = ()
    kept: tuple[Change, ...] = ()
    words: str = ""


async def needs_of(order: Order, msg: Message, ctx: Context, uow: UnitOfWork) -> tuple[Need, ...]:
    """What the flow and the rules in force want before any of the next steps, and what of it is there already."""
    wanted: dict[tuple[str, str], Need] = {}
    for move in ctx.flow.moves(order.state):
        if move.action in PLAIN or ctx.flow.phase(move.to) is Phase.VOID:
            continue
        kind, name = ctx.flow.spec.state[order.state].deliverable, ctx.flow.deliverable(order.state)
        asked = [Wanted(kind, name, "")] if kind else []
        for one in (*asked, *await required(order, move.action, ctx, uow)):
            there = await _there(one, order, move.action, msg, ctx, uow)
            wanted.setdefault((one.kind, one.name), Need(one.kind, one.name, there, one.rule))
    return tuple(wanted.values())


async def _there(want: Wanted, order: Order, action: str, msg: Message, ctx: Context, uow: UnitOfWork) -> str:
    if want.kind == "number":
        return order.tracking or ""
    found, _, _ = await _one(want.kind, want.name, order, action, "", msg, ctx, uow)
    return "照片" if found else ""


async def handed_in(
    order: Order, action: str, tracking: str, msg: Message, ctx: Context, uow: UnitOfWork, more: Sequence[Wanted] = ()
) -> HandedIn:
    """Looks for what the move waits for, and what rules want `more`."""
    found = HandedIn()
    named = {one.kind: one.name for one in more} | {ctx.flow.needs(order, action): ctx.flow.deliverable(order.state)}
    for kind, name in named.items():
        there, kept, words = await _one(kind, name, order, action, tracking, msg, ctx, uow)
        if there:
            found = HandedIn((*found.kinds, kind), (*found.kept, *kept), found.words or words)
    return found


async def _one(
    kind: str, name: str, order: Order, action: str, tracking: str, msg: Message, ctx: Context, uow: UnitOfWork
) -> tuple[bool, tuple[Change, ...], str]:
    move = ctx.flow.move(order.state, action)
    if kind == "number":
        return bool(tracking or order.tracking), (), ""  # the number is kept on the order itself
    if kind == SIGN and (who := _signed(msg, ctx)):
        return True, (Change(SIGN, "", who),), f"{name}:{who}"
    if kind and (picture := await picture_of(order, msg, ctx, uow)):
        return True, (Change(PHOTO, "", str(picture)),), f"{name}:有照片"
    if kind == PHOTO and move is not None and move.paid and (voucher := await _voucher(order, uow)):
        return True, (Change(PHOTO, "", str(voucher)),), f"{name}:有照片"
    return False, (), ""


async def _voucher(order: Order, uow: UnitOfWork) -> int | None:
    """The voucher of a payment that finance approved."""
    granted = [one for one in await uow.payments.of(order.id) if one.state is PaymentState.GRANTED and one.picture]
    return granted[-1].picture if granted else None


def _signed(msg: Message, ctx: Context) -> str:
    """Who is named; a customer who says himself that the goods are there signs with his own name."""
    person = actor(ctx)
    return signer(msg.text) or (person.name if person.role is Role.CUSTOMER else "")


async def picture_of(order: Order, msg: Message, ctx: Context, uow: UnitOfWork, *, files: bool = False) -> int | None:
    """The inbox id of the picture in this message, else of the sender's newest here that proves no other step yet."""
    if pictured(msg):
        return msg.id
    changes = (change for event in await uow.events.of(order.id) for change in event.changes)
    used = {change.new for change in changes if change.field == PHOTO}
    found = await uow.inbox.pictures(msg.chat, msg.sender, ctx.now - PATIENCE, files=files)
    return next((one for one in found if str(one) not in used), None)
