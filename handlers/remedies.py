"""What can be done about a product that is short besides buying it: a substitute, or a new count."""

import re
from decimal import Decimal

from handlers.access import actor, customer_of
from handlers.asked import ask
from handlers.audiences import person_of
from handlers.context import Context
from handlers.domain.alert import SHORT, Alert, AlertState, answered
from handlers.domain.errors import Refused
from handlers.domain.matrix import allows
from handlers.domain.messaging import Message, Tap, ToPerson, id_in
from handlers.domain.offers import Swap
from handlers.domain.order import Order
from handlers.domain.party import Person, Product, Role
from handlers.domain.quantity import base
from handlers.domain.typed import Typed
from handlers.instead import substitutes
from handlers.notices import Push, StockChanged, SwapOffered, SwapsAsked
from handlers.ports import UnitOfWork
from handlers.shortage import shortage
from handlers.stocking import look_again
from handlers.stops import look
from handlers.telling import answer

KEEPERS = frozenset({Role.WAREHOUSE, Role.PURCHASING, Role.MANAGER})  # who may say what is there
RECOUNT = "recount"  # what somebody was asked for: how much there really is
ASKED = 200  # waiting orders whose salespeople are asked at once
_COUNT = re.compile(r"\D{0,4}?(?P<qty>\d{1,9}(?:\.\d{1,3})?)\s*(?P<unit>[^\d\s.]{0,4})")


async def tap(msg: Message, pressed: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """用替代品, 盘点不符; `value` is the alert's id."""
    alert = await uow.alerts.get(id_in(pressed.value) or 0)
    if alert is None or actor(ctx).role is Role.CUSTOMER:
        raise Refused("button.unknown")
    return await _do(pressed.action, alert, "", msg, ctx, uow)


async def said(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """The same in words; None where no such product is short."""
    alert = await uow.alerts.going_on(f"sku:{command.about.upper()}")
    return None if alert is None else await _do(command.verb, alert, command.words, msg, ctx, uow)


def must_keep(ctx: Context) -> None:
    """Raises Refused where the speaker is none of those who say what is there."""
    if actor(ctx).role not in KEEPERS:
        raise Refused("goods.role", cure="roles:" + ",".join(sorted(role.value for role in KEEPERS)))


async def _do(verb: str, alert: Alert, words: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    must_keep(ctx)
    if alert.rule != SHORT or alert.state is AlertState.CLOSED:
        raise Refused("choice.gone")
    return await (_instead(alert, msg, ctx, uow) if verb == "instead" else recount(alert, words, msg, ctx, uow))


async def _instead(alert: Alert, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Asks the salesperson of every order that waits and that a substitute could fill: it is his word to his customer.

    Whether enough is still there is looked at again when he agrees.
    """
    found = await shortage(alert, ctx, uow)
    if found is None:
        raise Refused("choice.gone")
    person = actor(ctx)
    asked: list[Swap] = []
    pushes: list[Push] = []
    turn = [wait.order_id for wait in found.waits[:ASKED]]
    await uow.orders.expect(turn)
    for order in [await uow.orders.get(one) for one in turn]:
        options = await substitutes(order, await uow.stock.promised(order.id), ctx, uow)
        option = next((one for one in options if order.lines[one.line - 1].sku == alert.sku), None)
        seller = await person_of("seller", order, uow)
        if option is None or seller is None or not await _may_swap(order, seller, ctx, uow):
            continue
        asked.append(Swap(order, option, seller.name))
        once = f"swap:{order.id}:{order.version}:{seller.user}"
        offer = SwapOffered(order, option, person.name)
        pushes.append(Push(ToPerson(seller.user), offer, key=f"swap:{order.id}", dedupe=once))
    return [answer(msg, SwapsAsked(found.product, tuple(asked), len(found.waits))), *pushes]


async def _may_swap(order: Order, seller: Person, ctx: Context, uow: UnitOfWork) -> bool:
    return allows(ctx.flow.spec, order, ("add", "remove"), seller, await customer_of(order, uow))


async def recount(alert: Alert, words: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Books what is really there; asks for it where `words` do not say it."""
    product = await uow.catalogue.product(alert.sku)
    if product is None:
        raise Refused("choice.gone")
    match = _COUNT.fullmatch(words)
    unit = match["unit"] if match else ""
    if match is None or (unit and unit != product.unit and unit not in product.packs):
        return await ask(RECOUNT, alert, words, msg, ctx, uow)
    await uow.alerts.save(answered(alert))
    return [await counted(product, base(product, Decimal(match["qty"]), unit or None), msg, ctx, uow)]


async def counted(product: Product, qty: Decimal, msg: Message, ctx: Context, uow: UnitOfWork) -> Push:
    """What is really there, in base units; whoever waits or lost some is promised anew."""
    shrunk = await uow.stock.count(product.sku, qty, ctx.now, actor(ctx).user)
    waiting = len(await uow.stock.waiting([product.sku]))
    await look_again(product.sku, shrunk, ctx, uow)
    await look([product.sku], ctx, uow)
    level = (await uow.stock.levels([product.sku]))[product.sku]
    return answer(msg, StockChanged(product, "count", qty, level, waiting, len(shrunk)))
