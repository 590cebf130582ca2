"""A customer's draft that may be an order once more: its salesperson decides, or asks the customer."""

from dataclasses import replace

from handlers.access import actor
from handlers.choices import choose
from handlers.confirm import confirm_order
from handlers.context import Context
from handlers.domain.errors import Refused
from handlers.domain.messaging import Message, Tap, ToChat
from handlers.domain.order import Order, Phase
from handlers.domain.party import Role
from handlers.domain.typed import Typed
from handlers.drafts import own_draft
from handlers.instead import twin_of
from handlers.notices import DoubleAsked, DraftDoubtful, Push
from handlers.ports import UnitOfWork
from handlers.telling import answer

MOST = 50  # drafts that are looked through


async def ask_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """问客户: who wrote the draft is asked whether it is the order that there is, or another one."""
    return await ask(await own_draft(tap, ctx, uow), msg, ctx, uow)


async def said(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """是同一单, 是新单, 问客户 from a salesperson: the one draft of his customers that it can mean; else None."""
    person = actor(ctx)
    if person.role is Role.CUSTOMER or command.verb not in ("merge", "new", "ask_customer"):
        return None
    mine = [one.id for one in await uow.parties.all_customers() if person.acts_for(one.owner)]
    drafts = await uow.orders.find(customers=mine, phases=(Phase.DRAFT,), limit=MOST)
    doubles = [one for one in drafts if any(f.code.startswith("duplicate.") for f in one.findings)]
    if len(doubles) != 1:
        return None
    if command.verb == "merge":
        return await choose(doubles[0], command.verb, "", msg, ctx, uow)
    if command.verb == "new":
        return await confirm_order(doubles[0], msg, ctx, uow)
    return await ask(doubles[0], msg, ctx, uow)


async def ask(draft: Order, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The question to the customer, once for every version of the draft; raises Refused where there is none to ask."""
    person = actor(ctx)
    placer = await uow.parties.person(draft.placed_by) if draft.placed_by else None
    twin, twin_by = await twin_of(draft, uow)
    if person.role is Role.CUSTOMER or placer is None or placer.role is not Role.CUSTOMER or twin is None:
        raise Refused("choice.gone")
    shown = replace(draft, asked=None)
    once = f"double:{draft.id}:{draft.version}"
    return [
        answer(msg, DraftDoubtful(shown, placer.name, twin, twin_by, asked=True), key=draft.key),
        Push(ToChat(draft.chat), DoubleAsked(shown, twin), key=draft.key, dedupe=once, urgent=True),
    ]
