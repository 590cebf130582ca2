"""What is not for sale: a product below its safety stock stops by itself and comes back by itself, both told once.

Who is told reads it on the product's one alert card, which also says what orders lack of it.
"""

from collections.abc import Collection
from dataclasses import replace

from handlers.access import actor, doer
from handlers.alerts import follow, ladder_of
from handlers.context import Context
from handlers.domain.alert import SHORT, Step, Why
from handlers.domain.errors import Refused
from handlers.domain.messaging import Message, ToPerson, ToRole, ToSelling
from handlers.domain.order import Deadline, OrderId
from handlers.domain.party import Product, Role
from handlers.domain.reserve import Level
from handlers.domain.stop import FLAGGED, STOPPED, UNFLAGGED, Stop, below, may_stop
from handlers.domain.typed import Typed
from handlers.lookup import name_of
from handlers.notices import Push, SaleChanged, SaleFlagged, SaleStops
from handlers.ports import UnitOfWork
from handlers.shortage import alert_of
from handlers.telling import answer

TOLD = (Role.WAREHOUSE, Role.PURCHASING, Role.MANAGER)
MAY = frozenset({Role.PURCHASING, Role.MANAGER})  # who may stop and resume by a word
REASON = 60


async def look(skus: Collection[str], ctx: Context, uow: UnitOfWork, *, fell: bool = True) -> None:
    """Stops what fell below its safety stock (where it may have: `fell`), and lifts what has enough again."""
    if not skus or ctx.policy.checks.get("stop") == "off":
        return
    products = await uow.catalogue.products(skus)
    guarded = {sku: product for sku, product in products.items() if product.safety_stock > 0}
    if not guarded:
        return
    levels, last = await uow.stock.levels(guarded), await uow.stops.last(guarded)
    for sku, product in sorted(guarded.items()):
        level, stop = levels.get(sku), last.get(sku)
        if level is None:
            continue
        if below(product, level):
            if fell and may_stop(stop):
                await _stop(product, level, ctx, uow)
        elif stop is not None and stop.standing and not stop.hand:
            await _lift(replace(stop, lifted_at=ctx.now, lifted_by=doer(ctx), recovered=True), ctx, uow)
        elif stop is not None and not stop.standing and not stop.recovered:
            await uow.stops.save(replace(stop, recovered=True))


async def _stop(product: Product, level: Level, ctx: Context, uow: UnitOfWork) -> None:
    stop = Stop(product.sku, ctx.now, doer(ctx), free=level.free, safety=product.safety_stock)
    stored = await uow.stops.add(stop)
    if stored is None:
        return
    if await uow.alerts.going_on(f"sku:{product.sku}") is None:
        await uow.deadlines.open(*await alert_of(product.sku, product, "低于安全库存", ctx, uow))
    await uow.deadlines.open(_tell(stored, ctx), _flag(stored, ctx))


async def _lift(stop: Stop, ctx: Context, uow: UnitOfWork) -> None:
    """Whoever has the product's card sees it there; where nobody has one, everybody is told."""
    await uow.stops.save(stop)
    await uow.deadlines.open(_flag(stop, ctx))
    alert = await uow.alerts.going_on(f"sku:{stop.sku}")
    if alert is not None and not stop.hand:
        await uow.deadlines.open(Deadline(OrderId(0), SHORT, ctx.now, alert.owner, alert_id=alert.id))
    else:
        await uow.deadlines.open(_tell(stop, ctx))


def _tell(stop: Stop, ctx: Context) -> Deadline:
    return Deadline(OrderId(0), STOPPED, ctx.now, Role.PURCHASING.value, rung=stop.id)


def _flag(stop: Stop, ctx: Context) -> Deadline:
    kind = FLAGGED if stop.standing else UNFLAGGED
    return Deadline(OrderId(0), kind, ctx.now, Role.PURCHASING.value, rung=stop.id)


async def flagged(deadline: Deadline, _: Context, uow: UnitOfWork) -> list[Push]:
    """Tells the systems that sell of a stop, or of its end; each once."""
    stop = await uow.stops.get(deadline.rung)
    product = await uow.catalogue.product(stop.sku) if stop is not None else None
    if stop is None or product is None:
        return []
    on = deadline.kind == UNFLAGGED
    user = stop.lifted_by if on else stop.by
    notice = SaleFlagged(product, stop, await name_of(user, uow), on)
    return [Push(ToSelling(stop.sku), notice, dedupe=f"{deadline.kind}:{stop.id}")]


async def told(deadline: Deadline, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Tells of a stop, or of its end, whom it concerns; in quiet hours later."""
    stop = await uow.stops.get(deadline.rung)
    product = await uow.catalogue.product(stop.sku) if stop is not None else None
    if stop is None or product is None:
        return []
    alert = await uow.alerts.going_on(f"sku:{stop.sku}")
    if stop.standing and not stop.hand:
        if alert is None:
            return []  # somebody closed it meanwhile: he knows
        later = ladder_of(alert, ctx).awake(ctx.now)
        if later > ctx.now:
            await uow.deadlines.open(replace(deadline, due_at=later, state="open"))
            return []
        heard = {await _role(one.to, uow) for one in await uow.alerts.told(alert.id)} | {alert.owner}
        step = Step(alert, tuple((role.value, Why.LEVEL) for role in TOLD if role.value not in heard))
        return await follow(step, ctx, uow, timed=False)
    user = stop.by if stop.standing else stop.lifted_by
    spoke = user if (stop.hand if stop.standing else stop.lifted_why) else ""  # he has his answer
    notice = SaleChanged(product, stop, await name_of(user, uow))
    once = f"stop:{stop.id}:{'on' if stop.standing else 'off'}"
    pushes: list[Push] = []
    for role in TOLD:
        if role.value in ctx.grouped:
            pushes.append(Push(ToRole(role.value), notice, dedupe=f"{once}:{role.value}"))
            continue
        people = [one.user for one in await uow.parties.with_role(role) if one.user != spoke]
        pushes += [Push(ToPerson(one), notice, dedupe=f"{once}:{one}") for one in people]
    return pushes


async def _role(to: str, uow: UnitOfWork) -> str:
    """The role of somebody who was told: role:warehouse, user:u14."""
    kind, _, name = to.partition(":")
    person = await uow.parties.person(name) if kind == "user" else None
    return name if kind == "role" else person.role.value if person is not None else ""


async def said(command: Typed, product: Product | None, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """停售 LT-07 模具在修, 恢复销售 LT-07 修好了; 停售清单 for everybody inside."""
    if command.verb == "stops":
        standing = await uow.stops.standing()
        return [answer(msg, SaleStops(tuple(standing), await uow.catalogue.products({s.sku for s in standing})))]
    person = actor(ctx)
    if person.role not in MAY:
        raise Refused("stop.role")
    if product is None:
        raise Refused("stop.product")
    reason = command.words.strip()[:REASON]
    if not reason:
        raise Refused("stop.reason", {"说法": "停售" if command.verb == "stop" else "恢复销售", "编码": product.sku})
    await uow.stock.lock([product.sku])
    stop = (await uow.stops.last([product.sku])).get(product.sku)
    level = (await uow.stock.levels([product.sku]))[product.sku]
    if command.verb == "stop":
        return await _by_hand(product, level, stop, reason, msg, ctx, uow)
    if stop is None or not stop.standing:
        raise Refused("stop.none", {"货品": product.label})
    over = replace(
        stop, lifted_at=ctx.now, lifted_by=person.user, lifted_why=reason, recovered=not below(product, level)
    )
    await _lift(over, ctx, uow)
    return [answer(msg, SaleChanged(product, over, person.name))]


async def _by_hand(
    product: Product, level: Level, before: Stop | None, reason: str, msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    """A stop that goes on until somebody lifts it; one that came by itself ends in it."""
    person = actor(ctx)
    if before is not None and before.standing and before.hand:
        return [answer(msg, SaleChanged(product, before, await name_of(before.by, uow), again=True))]
    if before is not None and before.standing:
        await uow.stops.save(replace(before, lifted_at=ctx.now, lifted_by=person.user, lifted_why=reason))
    stop = Stop(product.sku, ctx.now, person.user, reason, hand=True, free=level.free, safety=product.safety_stock)
    stored = await uow.stops.add(stop)
    if stored is None:
        raise RuntimeError("a stop stands although its product is locked")
    await uow.deadlines.open(_tell(stored, ctx), _flag(stored, ctx))
    return [answer(msg, SaleChanged(product, stored, person.name))]
