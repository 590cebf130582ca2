"""What a customer asked for: who asked, with what went before it, and the one answer that goes back."""

from dataclasses import replace

from handlers.context import Context
from handlers.domain.alert import Alert
from handlers.domain.messaging import ToChat
from handlers.domain.order import Order
from handlers.domain.party import Role
from handlers.domain.request import RULE, id_of
from handlers.notices import Asking, Push, RequestAnswered
from handlers.ports import UnitOfWork

BEFORE = 4  # messages that are shown with a wish


async def asking(alert: Alert, uow: UnitOfWork) -> Asking | None:
    """The request behind an alert, for its card."""
    number = id_of(alert.subject) if alert.rule == RULE else None
    request = await uow.requests.get(number) if number is not None else None
    if request is None:
        return None
    asker = await uow.parties.person(request.user)
    customer = await uow.parties.customer(request.customer_id) if request.customer_id else None
    said = await uow.inbox.said(request.chat, request.at, BEFORE)
    ours = asker is not None and asker.role is not Role.CUSTOMER
    return Asking(request, asker.name if asker else "", customer.name if customer else "", tuple(said), ours)


async def answered(alert: Alert, order: Order | None, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Its alert is closed with a conclusion: whoever asked hears it, once."""
    found = await asking(alert, uow)
    if found is None or found.request.closed_at is not None:
        return []
    request = replace(found.request, closed_at=ctx.now, outcome=alert.conclusion)
    await uow.requests.save(request)
    once = f"{request.subject}:answered"
    return [Push(ToChat(request.chat), RequestAnswered(request, order), dedupe=once, urgent=True)]
