"""What somebody hands in with a move: a number, a picture sent with it or just before, the name of who signed."""

from handlers.access import actor
from handlers.context import Context
from handlers.domain.messaging import Message
from handlers.domain.order import Change, Order
from handlers.domain.party import Role
from handlers.domain.payment import PaymentState
from handlers.domain.proof import PATIENCE, pictured, signer
from handlers.ports import UnitOfWork

PHOTO, SIGN = "photo", "sign"  # fields of a Change: the inbox id of a picture, the name of who signed


async def handed_in(
    order: Order, action: str, tracking: str, msg: Message, ctx: Context, uow: UnitOfWork
) -> tuple[str, tuple[Change, ...], str]:
    """Looks for what the move waits for: its kind (empty: nothing was found), how it is kept, and in words."""
    kind = ctx.flow.needs(order, action)
    move = ctx.flow.move(order.state, action)
    name = ctx.flow.deliverable(order.state)
    if kind == "number":
        return (kind if tracking else ""), (), ""  # the number is kept on the order itself
    if kind == SIGN and (who := _signed(msg, ctx)):
        return kind, (Change(SIGN, "", who),), f"{name}:{who}"
    if kind and (picture := await picture_of(order, msg, ctx, uow)):
        return kind, (Change(PHOTO, "", str(picture)),), f"{name}:有照片"
    if kind == PHOTO and move is not None and move.paid and (voucher := await _voucher(order, uow)):
        return kind, (Change(PHOTO, "", str(voucher)),), f"{name}:有照片"
    return "", (), ""


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
