"""Which gifts an order gets now: campaigns of the day it was agreed on, what the customer had, what there is."""

from collections.abc import Iterable
from datetime import date

from handlers.context import Context
from handlers.domain.gifts import Gifts, bare, gifts, given_skus, standing, sums
from handlers.domain.order import Line, Order
from handlers.domain.party import Customer
from handlers.domain.pricing import amounts
from handlers.domain.reserve import NONE, needs
from handlers.ports import UnitOfWork


def agreed_on(order: Order, ctx: Context) -> date:
    """The shop's day whose prices and campaigns count for an order."""
    return (order.confirmed_at or ctx.now).astimezone(ctx.zone).date()


def touched(lines: Iterable[Line], ctx: Context) -> set[str]:
    """Every product that must be locked for these lines: theirs, and what campaigns may give."""
    return {*needs(lines), *given_skus(ctx.policy.gifts)}


async def gifts_for(order: Order, customer: Customer | None, ctx: Context, uow: UnitOfWork) -> Gifts:
    """What campaigns give for the order's own lines; the products must be locked already."""
    if customer is None or not ctx.policy.gifts:
        return Gifts()
    campaigns = standing(ctx.policy.gifts, agreed_on(order, ctx), customer)
    if not campaigns:
        return Gifts()
    skus, own = given_skus(campaigns), bare(order)
    levels = await uow.stock.levels(skus)
    held = {hold.sku: hold.qty for hold in await uow.stock.of(order.id)} if order.id else {}
    wanted = amounts(own.lines)
    free = {sku: level.free + held.get(sku, NONE) - wanted.get(sku, NONE) for sku, level in levels.items()}
    limited = [one.name for one in campaigns if one.per_customer]
    had = await uow.orders.gifted(customer.id, limited, order.id) if limited else {}
    return gifts(sums(own.lines), campaigns, had, free)
