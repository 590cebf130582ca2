"""为什么不能确认: what a draft still needs, or which approval an order waits for."""

from handlers import changes
from handlers.context import Context
from handlers.domain.messaging import Message
from handlers.domain.typed import Typed
from handlers.drafts import show
from handlers.hints import open_drafts
from handlers.locate import meant, which
from handlers.notices import Push
from handlers.ports import UnitOfWork
from handlers.selfservice import progress
from handlers.telling import answer, discreetly


async def said(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """The order that is named, else the open draft with all that is against it, else the speaker's last order.

    None where there is nothing that could wait.
    """
    if command.about:
        found = await meant(command.about, msg, ctx, uow)
        one = len(found.orders) == 1
        told = await progress(found.orders[0], msg, ctx, uow) if one else which(found)
        return [discreetly(msg, told, ctx, alone=found.private)]
    if drafts := await open_drafts(msg, ctx, uow):
        return [await show(drafts[0], msg, ctx, uow)]
    last = await changes.last_own(msg, ctx, uow)
    return None if last is None else [answer(msg, await progress(last, msg, ctx, uow))]
