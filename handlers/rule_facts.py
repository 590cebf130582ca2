"""What rules look at: the rule as it is read, and the facts of an order as they stand at one of its events."""

from collections.abc import Collection
from functools import lru_cache

from handlers.access import customer_of
from handlers.context import Context
from handlers.domain.flow import Flow
from handlers.domain.order import Order, OrderEvent
from handlers.domain.rules.facts import Known, facts_of
from handlers.domain.rules.model import Rule, RuleText, Value
from handlers.domain.rules.reading import read_rule
from handlers.domain.rules.vocabulary import vocabulary
from handlers.ports import UnitOfWork


@lru_cache(maxsize=512)
def compiled(text: RuleText, flow: Flow) -> Rule | None:
    """The rule; None where the flow is another one than it was written for. Read once."""
    return read_rule(text, flow)[0]


async def facts_now(
    order: Order, events: list[OrderEvent], roles: dict[str, str], ctx: Context, uow: UnitOfWork
) -> dict[str, Value | None]:
    """The facts of an order, with the events up to the one that counts."""
    await learn_roles({event.actor for event in events} | {order.placed_by or ""}, roles, uow)
    short = any(promised.short > 0 for promised in await uow.stock.promised(order.id))
    known = Known(order, await customer_of(order, uow), events, roles, short, ctx.now, ctx.zone)
    return facts_of(known, vocabulary(ctx.flow))


async def learn_roles(users: Collection[str], roles: dict[str, str], uow: UnitOfWork) -> None:
    """What those who acted do, each asked once."""
    for user in users:
        if user and user not in roles and (person := await uow.parties.person(user)):
            roles[user] = person.role.value
