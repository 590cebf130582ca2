"""What cards say to our own people beside the order: the stock behind it, the customer's limit, how it pays."""

from handlers.access import customer_of
from handlers.checking import debts_of
from handlers.context import Context
from handlers.domain.backing import Background, Backing, Standing, margin, shelves, taken_in
from handlers.domain.money import worth
from handlers.domain.order import DueKind, Order
from handlers.domain.reserve import NONE, needs
from handlers.limits import terms_for
from handlers.ports import UnitOfWork

LAST = 3  # debts whose payment is told of


async def backing(order: Order, ctx: Context, uow: UnitOfWork) -> Backing:
    """The figures as they stand now; nothing of the limit where none is agreed or nobody checks it."""
    customer = await customer_of(order, uow)
    terms = terms_for(ctx.policy, customer)
    needed = needs(order.lines)
    levels = await uow.stock.levels(needed) if needed else {}
    own = {hold.sku: hold.qty for hold in await uow.stock.of(order.id)}
    products = await uow.catalogue.products(needed) if needed else {}
    standing = None
    if customer is not None and customer.credit_limit > 0 and "credit" in terms.levels:
        debts = await debts_of(order, customer, terms, ctx, uow)
        before = debts.before
        standing = Standing(before, before + max(NONE, worth(order) - debts.settled), customer.credit_limit)
    wanted = order.due if order.due_kind is not DueKind.AFTER else None
    return Backing(
        shelves(order.lines, own, levels, products, use_safety=terms.use_safety),
        standing,
        taken_in(wanted, terms.no_delivery),
    )


async def background(order: Order, uow: UnitOfWork) -> Background:
    """What whoever decides on the order's credit or price should know."""
    paid = await uow.accounts.paid(order.customer_id, LAST) if order.customer_id else ()
    return Background(paid, margin(order, await uow.catalogue.products(needs(order.lines))))
