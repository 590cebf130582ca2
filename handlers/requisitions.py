"""What is bought because it is short: one purchase requisition a product, and how it stands."""

from collections.abc import Collection
from decimal import Decimal

from handlers.access import actor
from handlers.alerts import own_key, shown_alert
from handlers.context import Context
from handlers.domain.alert import SHORT, Alert, AlertState
from handlers.domain.buying import Requisition, advice
from handlers.domain.errors import Refused
from handlers.domain.messaging import Message, Tap, ToChat, ToPurchasing, id_in
from handlers.domain.order import Deadline, OrderId
from handlers.domain.party import Role
from handlers.domain.typed import Typed
from handlers.lookup import name_of
from handlers.notices import Push, Requested, RequisitionPassed, RequisitionShown, ShortNow
from handlers.ports import UnitOfWork
from handlers.shortage import short_now, shortage
from handlers.telling import answer, privately

SHOWN = 8  # products that are named when it is unclear which is meant
BUYERS = frozenset({Role.PURCHASING, Role.WAREHOUSE, Role.MANAGER})
SEE = BUYERS | {Role.PRODUCTION}  # what is short of everything, and for whom
LISTED = 5  # products in the list


async def requisitions_for(skus: Collection[str], uow: UnitOfWork) -> tuple[Requisition, ...]:
    """What was asked to be bought of these products, where they are short now."""
    alerts = [one for one in await uow.alerts.of_rule(SHORT) if one.sku in skus] if skus else []
    found = [await uow.requisitions.of_alert(one.id) for one in alerts]
    return tuple(one for one in found if one is not None)


async def buy_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """一键发起采购申请: once; a second tap shows the one that is there."""
    person = actor(ctx)
    alert = await uow.alerts.get(id_in(tap.value) or 0)
    if alert is None or person.role is Role.CUSTOMER:
        raise Refused("button.unknown")
    return await _buy(alert, msg, ctx, uow)


async def buy(about: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The same in words: `about` is the product's code, or what was said for it; empty where one only is short."""
    found = [one for one in await uow.alerts.of_rule(SHORT) if one.state is not AlertState.CLOSED]
    said = about.casefold()
    meant = [one for one in found if not said or one.sku.casefold() in said.split()]
    meant = meant or [one for one in found if said in one.title.casefold()]  # it begins with what the product is called
    if not meant and about and not await uow.catalogue.products([about]):
        raise Refused("requisition.goods", {"货品": about})
    if not meant:
        raise Refused("requisition.none")
    if len(meant) > 1:
        raise Refused("requisition.which", {"缺的货": "、".join(one.sku for one in meant[:SHOWN])})
    alert = await uow.alerts.get(meant[0].id)
    return [] if alert is None else await _buy(alert, msg, ctx, uow)


async def _buy(alert: Alert, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    person = actor(ctx)
    if person.role not in BUYERS:
        raise Refused("requisition.role", cure="roles:" + ",".join(sorted(role.value for role in BUYERS)))
    found = await shortage(alert, ctx, uow)
    if found is None:
        raise Refused("button.unknown")
    if found.requisition is None and alert.state is not AlertState.CLOSED:
        qty = advice(found)
        if qty <= 0:
            raise Refused("requisition.none")
        coming = sum((one.qty for one in found.inbound), Decimal(0))
        wanted = Requisition(
            *(alert.sku, qty, found.product.unit, found.needed_by, person.user, ctx.now, alert.id), coming=coming
        )
        stored = await uow.requisitions.add(wanted)
        await uow.deadlines.open(Deadline(OrderId(0), SHORT, ctx.now, alert.owner, alert_id=alert.id))
        orders = tuple(wait.number for wait in found.waits)
        wish = RequisitionPassed(stored, found.product, person.name, orders)
        passed = Push(ToPurchasing(stored.number), wish, dedupe=f"requisition:{stored.number}")
        made = Requested(stored, found.product, person.name, found)
        return [answer(msg, made), await _followed(alert, msg, ctx, uow), passed]
    if found.requisition is None:
        raise Refused("requisition.none")
    by = await name_of(found.requisition.by, uow)
    there = Requested(found.requisition, found.product, by, found, again=True)
    return [answer(msg, there), await _followed(alert, msg, ctx, uow)]


async def _followed(alert: Alert, msg: Message, ctx: Context, uow: UnitOfWork) -> Push:
    """The card that was pressed says how it stands now, where the platform can change it."""
    told = await uow.alerts.told(alert.id)
    key = own_key(told, actor(ctx)) or alert.key
    return Push(ToChat(msg.chat), await shown_alert(alert, None, told, ctx, uow), key=key, renews="only")


async def shown_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """查看: a requisition as it stands; `value` is its id."""
    found = await uow.requisitions.get(id_in(tap.value) or 0)
    if found is None or actor(ctx).role is Role.CUSTOMER:
        raise Refused("button.unknown")
    return [answer(msg, await _shown(found, ctx, uow))]


async def said(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The same in words: 采购申请 PR-0007, or 7."""
    number = id_in(command.about.upper().removeprefix("PR").lstrip("-"))
    found = await uow.requisitions.get(number or 0)
    if found is None:
        raise Refused("requisition.unknown", {"申请号": command.about.upper()})
    return [answer(msg, await _shown(found, ctx, uow))]


async def _shown(found: Requisition, ctx: Context, uow: UnitOfWork) -> RequisitionShown:
    product, alert = await uow.catalogue.product(found.sku), await uow.alerts.get(found.alert_id)
    if product is None or alert is None:
        raise Refused("button.unknown")
    going_on = await uow.alerts.going_on(f"sku:{found.sku}") if alert.state is AlertState.CLOSED else alert
    short = await shortage(going_on, ctx, uow) if going_on is not None else None
    if short is not None and (short.requisition is None or short.requisition.id != found.id):
        short = None  # another one goes on
    return RequisitionShown(found, product, await name_of(found.by, uow), alert, short)


async def lacking(_command: Typed, _msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """缺料清单: everything that orders wait for now, to who keeps or buys goods, and in private."""
    person = actor(ctx)
    if person.role not in SEE:
        raise Refused("short.role", cure="roles:" + ",".join(sorted(role.value for role in SEE)))
    skus = await uow.stock.missing()
    found = await short_now(skus[:LISTED], ctx, uow)
    return [privately(person, ShortNow(found, len(skus)))]
