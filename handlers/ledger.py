"""The promises that the system gives: the day of each confirmed order, kept or broken by its delivery.

What people promise by word of mouth is in `handlers.pledges`, in the same table.
"""

from dataclasses import replace

from handlers.access import customer_of
from handlers.context import Context
from handlers.domain.order import SYSTEM, DueKind, Order, OrderEvent, Phase
from handlers.domain.party import Role
from handlers.domain.pledge import Kept, Pledge
from handlers.domain.promise import Promise, late, whole
from handlers.domain.returning import SIGNED
from handlers.ports import UnitOfWork


async def promised(order: Order, found: tuple[Promise, ...], ctx: Context, uow: UnitOfWork) -> None:
    """Writes down the day that the customer is told with a confirmation or a change of his; a slip changes nothing."""
    before = await uow.pledges.of_order(order.id)
    wanted = order.due if order.due is not None and order.due_kind is not DueKind.AFTER else None
    day = wanted if wanted is not None and not late(order, found) else whole(found)
    if before is not None and before.state is not Kept.OPEN:
        return
    if day is None:
        if before is not None:
            await uow.pledges.drop(before.id)
        return
    words = f"{order.number or ''} {order.customer_name}".strip()
    if before is not None:
        await uow.pledges.save(replace(before, due=day, words=words))
        return
    pledge = Pledge(
        *(await _seller(order, uow), ctx.now, words, None, order.chat.channel, day),
        customer_id=order.customer_id,
        customer_name=order.customer_name,
        order_id=order.id,
    )
    await uow.pledges.add(pledge)


async def _seller(order: Order, uow: UnitOfWork) -> str:
    """Who answers for it: the customer's salesperson, else whoever of ours placed it."""
    customer = await customer_of(order, uow)
    for user in (customer.owner if customer else None, order.placed_by):
        person = await uow.parties.person(user) if user else None
        if person is not None and person.role is not Role.CUSTOMER:
            return person.user
    return SYSTEM


async def moved(order: Order, event: OrderEvent, ctx: Context, uow: UnitOfWork) -> None:
    """Settles the order's promise where it is delivered, and forgets it where the order is taken back."""
    move = ctx.flow.move(event.from_state, event.action)
    delivered = order.phase is Phase.DONE or (move is not None and SIGNED in move.words)
    if not delivered and order.phase is Phase.OPEN:
        return
    pledge = await uow.pledges.of_order(order.id)
    if pledge is None or pledge.state is not Kept.OPEN:
        return
    if not delivered:
        await uow.pledges.drop(pledge.id)
        return
    in_time = pledge.due is not None and event.at.astimezone(ctx.zone).date() <= pledge.due
    state = Kept.KEPT if in_time else Kept.BROKEN
    await uow.pledges.save(replace(pledge, state=state, closed_at=event.at, closed_by=SYSTEM))
