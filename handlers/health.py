"""健康度 of an order and 复查池, the orders that go badly: for our own people."""

from handlers.access import actor, customer_of, may_see
from handlers.checking import quotes
from handlers.context import Context
from handlers.domain.errors import Refused
from handlers.domain.gifts import bare
from handlers.domain.health import Health, Rated, changes, days_late, missing_margin, spent_on, steps
from handlers.domain.messaging import Message
from handlers.domain.order import DueKind, Order, OrderEvent, Phase
from handlers.domain.party import Role
from handlers.domain.promise import whole
from handlers.domain.reserve import needs
from handlers.domain.typed import Typed
from handlers.giving import agreed_on
from handlers.lookup import orders_numbered
from handlers.notices import HealthPool, HealthShown, NoOrders, Push
from handlers.ports import UnitOfWork
from handlers.telling import answer

SHOWN = 10  # orders of the pool on one card
LOOKED_AT = 100  # orders to which most happened; an order to which nothing happened is in no pool
HURTS = ("change", "overdue", "promise")  # what costs points; the margin alone never takes an order below 70


async def health_of(order: Order, events: list[OrderEvent], ctx: Context, uow: UnitOfWork) -> Health:
    """How the order goes as things stand now."""
    limited = [name for name, state in ctx.flow.spec.state.items() if state.within]
    all_, slow = steps(events, limited)
    there = whole(await uow.stock.promised(order.id)) if order.phase is Phase.OPEN else None
    if order.phase is Phase.DONE:
        moves = [e.at for e in events if e.from_state != e.to_state and e.to_state == order.state]
        there = moves[-1].astimezone(ctx.zone).date() if moves else None
    wanted = None if order.due_kind is DueKind.AFTER else order.due
    products = await uow.catalogue.products(needs(order.lines))
    day = agreed_on(order, ctx)
    rates = await uow.accounts.prices(order.customer_id or "", products, day) if products else ()
    book = {sku: quote.price for sku, quote in quotes(bare(order).lines, products, rates, day).items()}
    margin = missing_margin(order.lines, products, book, spent_on(order.findings))
    return Health(all_, slow, days_late(wanted, there), changes(events), margin)


async def pool(ctx: Context, uow: UnitOfWork) -> list[Rated]:
    """Open orders below the limit of the settings, the worst first."""
    ids = await uow.events.marked(HURTS, LOOKED_AT)
    await uow.orders.expect(ids)
    found = []
    for order_id in ids:
        order = await uow.orders.get(order_id)
        rated = Rated(order, await health_of(order, await uow.events.of(order_id), ctx, uow))
        if rated.health.index(margin=True) < ctx.policy.health_pool:
            found.append(rated)
    return sorted(found, key=lambda one: (one.health.index(margin=True), one.order.id))


async def said(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """0012 健康度, and 复查池 for managers; None for words that name no order of ours."""
    if command.verb == "pool":
        if actor(ctx).role is not Role.MANAGER:
            raise Refused("pool.role", cure="roles:manager")
        found = await pool(ctx, uow)
        return [answer(msg, HealthPool(tuple(found[:SHOWN]), len(found), ctx.policy.health_pool))]
    orders = [one for one in await orders_numbered(command.about, uow) if may_see(one, actor(ctx))]
    if not orders:
        return [answer(msg, NoOrders(command.about))]
    order = orders[0]
    health = await health_of(order, await uow.events.of(order.id), ctx, uow)
    return [answer(msg, HealthShown(order, await customer_of(order, uow), health, ctx.policy.health_pool))]
