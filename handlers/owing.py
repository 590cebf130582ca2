"""What a customer owes: 恒力还欠多少钱. Told to those who may see money, and to them alone."""

from collections.abc import Iterable

from handlers.access import actor
from handlers.backing import LAST
from handlers.checking import owed_by
from handlers.context import Context
from handlers.domain.backing import Background
from handlers.domain.errors import Refused
from handlers.domain.messaging import ChatKind, Message
from handlers.domain.order import OrderId, Phase
from handlers.domain.party import Customer, Role
from handlers.domain.typed import Typed
from handlers.limits import terms_for
from handlers.locate import locate
from handlers.lookup import company_of, seller_of
from handlers.notices import CustomersOwe, Owing, Push
from handlers.payments import CLAIMANTS, account_of
from handlers.ports import UnitOfWork
from handlers.telling import answer, discreetly
from nlp.types import Ref

MOST = 5  # customers whose names fit the words
NONE = OrderId(0)  # no order is left out of what is owed


async def said(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """恒力还欠多少钱, 台州恒力应收, 恒力额度还剩多少; None where the words name no customer of ours.

    Raises Refused for whoever may not see money; a customer hears whom to ask, whoever he asked about.
    """
    person = actor(ctx)
    if person.role is Role.CUSTOMER:
        seller = await seller_of(await company_of(person, uow), ctx, uow)
        return [answer(msg, CustomersOwe((), seller.name if seller else ""))]
    meant = called(command.words, await uow.parties.all_customers())
    if not meant:
        return None
    if person.role not in CLAIMANTS:
        raise Refused("owing.role")
    if len(meant) > MOST:
        raise Refused("owing.many", {"写的": command.words, "家数": str(len(meant))})
    rows = tuple([await _owing(one, msg, ctx, uow, alone=len(meant) == 1) for one in meant])
    return [discreetly(msg, CustomersOwe(rows), ctx, alone=msg.chat.kind is ChatKind.GROUP)]


def called(words: str, customers: Iterable[Customer]) -> list[Customer]:
    """The customers of this very name, else those whose names hold the words, in the order of their names."""
    known = sorted(customers, key=lambda one: one.name)
    exact = [one for one in known if words in (one.name, *one.aliases)]
    return exact or [one for one in known if any(words in name for name in (one.name, *one.aliases))]


async def _owing(customer: Customer, msg: Message, ctx: Context, uow: UnitOfWork, *, alone: bool) -> Owing:
    debts = await owed_by(customer, NONE, terms_for(ctx.policy, customer), ctx, uow)
    if not alone:
        return Owing(customer, debts)
    found = await locate(Ref(customer=customer.id), msg, ctx, uow, phases=(Phase.OPEN, Phase.DONE))
    opens = [(order, (await account_of(order, uow)).open) for order in found.orders]
    unpaid = tuple((order, left) for order, left in opens if left is None or left > 0)
    return Owing(customer, debts, unpaid, found.more, Background(await uow.accounts.paid(customer.id, LAST)))
