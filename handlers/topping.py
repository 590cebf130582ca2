"""The next tier of a campaign that an order is just short of, and what of the customer's own goods would reach it."""

from decimal import Decimal

from handlers.access import customer_of
from handlers.context import Context
from handlers.domain.finding import Finding
from handlers.domain.gifts import bare
from handlers.domain.order import Line, Order, Phase
from handlers.domain.reserve import NONE, Level
from handlers.domain.topping import Extra, Pick, extras, just_short, unit_of
from handlers.giving import agreed_on
from handlers.limits import terms_for
from handlers.ports import UnitOfWork

PAST = 5  # the customer's last orders: what he took may be taken once more


async def offered(order: Order, ctx: Context, uow: UnitOfWork) -> Finding | None:
    """The tier that a draft is asked about: just missed, and its gift is there."""
    near = just_short(order, ctx.policy.gift_near) if order.phase is Phase.DRAFT else None
    if near is None:
        return None
    sku = near.facts["sku"]
    level = (await uow.stock.levels([sku])).get(sku, Level())
    held = {hold.sku: hold.qty for hold in await uow.stock.of(order.id)} if order.id else {}
    return near if level.free + held.get(sku, NONE) >= Decimal(near.facts["qty"]) else None


async def ways(order: Order, near: Finding, ctx: Context, uow: UnitOfWork) -> tuple[Extra, ...]:
    """More of what is in the order, or of what the customer took lately, that is there, on sale and counts."""
    customer = await customer_of(order, uow)
    campaign = next((one for one in ctx.policy.gifts if one.name == near.facts["campaign"]), None)
    if customer is None or campaign is None:
        return ()
    lines: dict[str, Line] = {}
    own = {line.sku: line for line in bare(order).lines if line.sku and not line.gift}
    past = await uow.orders.find(customers=(customer.id,), phases=(Phase.OPEN, Phase.DONE), limit=PAST)
    for line in (*own.values(), *(line for one in past for line in one.lines if not line.gift)):
        if line.sku and (not campaign.skus or line.sku in campaign.skus):
            lines.setdefault(line.sku, line)
    products, levels = await uow.catalogue.products(lines), await uow.stock.levels(lines)
    rates = await uow.accounts.prices(customer.id, lines, ctx.today)
    stopped, spare = await uow.stops.of(lines), terms_for(ctx.policy, customer).use_safety
    picks = [
        Pick(
            product,
            *unit_of(lines[sku]),
            levels[sku].free - (NONE if spare else product.safety_stock),
            own.get(sku),
        )
        for sku, product in products.items()
        if sku in levels and sku not in stopped
    ]
    return extras(Decimal(near.facts["gap"]), order, picks, rates, agreed_on(order, ctx))
