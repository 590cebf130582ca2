"""Questions the bot may not answer itself go to a person who may."""

from handlers.access import actor, customer_of
from handlers.context import Context
from handlers.domain.messaging import Audience, Message, Tap, ToPerson, ToRole, id_in
from handlers.domain.order import Order
from handlers.domain.party import Customer, Role
from handlers.domain.request import Kind
from handlers.intake import ask
from handlers.lookup import company_of, seller_of
from handlers.notices import Inquiry, PassedOn, Push
from handlers.ports import UnitOfWork
from handlers.taps import seen
from handlers.telling import answer


async def pass_on(
    msg: Message, customer: Customer | None, order: Order | None, ctx: Context, uow: UnitOfWork, words: str = ""
) -> list[Push]:
    """Gives a customer's words to its salesperson (else to customer service) and says so."""
    person = actor(ctx)
    seller = await seller_of(customer, ctx, uow)
    to: Audience = ToPerson(seller.user) if seller else ToRole(Role.SERVICE.value)
    about = (order.number or "") if order else ""
    inquiry = Inquiry(person.name, customer.name if customer else "", words or msg.text, about)
    return [
        answer(msg, PassedOn(seller.name if seller else "", about)),
        Push(to, inquiry),
    ]


async def human_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The button that asks for a person; `value` may hold the id of the message it is about."""
    person = actor(ctx)
    order = await seen(tap, ctx, uow) if tap.order_id else None
    if person.role is Role.CUSTOMER:
        return await ask(Kind.HUMAN, msg, order, ctx, uow, await _words(tap, uow))
    customer = await company_of(person, uow)
    if order and customer is None:
        customer = await customer_of(order, uow)
    return await pass_on(msg, customer, order, ctx, uow, await _words(tap, uow))


async def _words(tap: Tap, uow: UnitOfWork) -> str:
    number = id_in(tap.value) or 0
    return (await uow.inbox.texts([number])).get(number, "")


async def ask_owner_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Sends what somebody wanted changed to the one whose order it is."""
    person = actor(ctx)
    order = await seen(tap, ctx, uow)
    customer = await customer_of(order, uow)
    placer = await uow.parties.person(order.placed_by) if order.placed_by else None
    if placer is None or placer.role is Role.CUSTOMER or not placer.active:
        return await pass_on(msg, customer, order, ctx, uow, await _words(tap, uow))
    inquiry = Inquiry(person.name, order.customer_name, await _words(tap, uow), order.number or "")
    return [answer(msg, PassedOn(placer.name, order.number or "")), Push(ToPerson(placer.user), inquiry)]
