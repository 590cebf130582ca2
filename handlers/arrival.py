"""Goods came in: those who wait get them by priority, and everybody concerned reads in one message who got what."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from handlers.access import actor
from handlers.book import happened, hold_still
from handlers.context import Context
from handlers.domain.errors import Refused
from handlers.domain.messaging import Message, ToPerson, ToRole
from handlers.domain.offers import Allotted
from handlers.domain.order import Change, Deadline
from handlers.domain.party import Product, Role
from handlers.domain.promise import RECHECK, whole
from handlers.domain.quantity import plain
from handlers.domain.reserve import NONE, HoldKind, Receipt
from handlers.line_named import only_named
from handlers.lookup import name_of, order_there, sellers_of
from handlers.notices import GoodsAllotted, Push, StockChanged
from handlers.ports import UnitOfWork
from handlers.shortage import later, missing_of, stock_moved
from handlers.slips import promise_slipped
from handlers.stocking import Taken, promise_again, take_now
from handlers.stops import look
from handlers.telling import answer

AT_ONCE = 60  # orders served before the answer; the timer goes on with the rest, in the same order
MANY = 1_000
BOOKED = timedelta(days=7)  # after which what came in is not taken back: a count says what is there


async def arrived(
    product: Product, qty: Decimal, msg: Message, ctx: Context, uow: UnitOfWork, *, again: bool
) -> list[Push]:
    """Books what came in and shares it out: who was promised it, then a VIP before A, B and C, by the day, by age.

    As much of the same once a day; more where it is said to have come `again`.
    """
    known = await uow.stock.waiting([product.sku], limit=AT_ONCE)
    await hold_still(known, uow, (product.sku,))
    if not again:
        await _refuse_twice(product, qty, ctx, uow)
    await uow.stock.receive(product.sku, qty, ctx.now, actor(ctx).user)
    waiting = await uow.stock.waiting([product.sku], limit=MANY)
    first = next((place for place, one in enumerate(waiting) if one not in known), len(known))  # who came meanwhile
    allotted: list[Allotted] = []
    slips: list[Push] = []
    for one in waiting[:first]:
        if (taken := await take_now(one, ctx, uow)) is not None:
            allotted.append(await _served(taken, product, ctx, uow))
            slips += await promise_slipped(taken.order, taken.before, taken.after, ctx, uow) or []
    await later(waiting[first:], ctx, uow)
    await stock_moved(product.sku, ctx, uow)
    await look([product.sku], ctx, uow, fell=False)
    level = (await uow.stock.levels([product.sku]))[product.sku]
    key = f"arrival:{msg.id}"
    rest = len(waiting[first:])
    booked = StockChanged(product, "receipt", qty, level, rest, allotted=tuple(allotted))
    if not allotted:
        return [answer(msg, booked)]
    everything = GoodsAllotted(product, qty, tuple(allotted), rest)
    pushes = [answer(msg, booked, key=key), Push(ToRole(Role.WAREHOUSE.value), everything, key=key)]
    return [*pushes, *await _sellers(product, qty, allotted, key, ctx, uow), *slips]


async def _refuse_twice(product: Product, qty: Decimal, ctx: Context, uow: UnitOfWork) -> None:
    """Raises Refused where as much of it was booked today: two people count the same pallet."""
    today = ctx.local.replace(hour=0, minute=0, second=0, microsecond=0)
    same = [one.at for one in await uow.stock.came(today, product.sku) if one.qty == qty]
    if same:
        amount, at = plain(qty), f"{same[-1].astimezone(ctx.zone):%H:%M}"
        said = {"编码": product.sku, "数量": amount, "单位": product.unit, "时刻": at}
        raise Refused("goods.again", said)


async def came_in(words: str, ctx: Context, uow: UnitOfWork) -> Product | None:
    """The one product of those booked as come in these days that the words name, by code or name."""
    came = await uow.stock.came(ctx.now - BOOKED)
    return only_named(words, (await uow.catalogue.products({one.sku for one in came})).values())


async def unbooked(
    product: Product | None, qty: Decimal | None, msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    """What was booked by mistake is gone again: of a product the last of these days, else the speaker's last of today.

    Who had got of it waits again and is promised anew; what was picked or has left the house is not given back.
    """
    person = actor(ctx)
    since = ctx.now - BOOKED if product else ctx.local.replace(hour=0, minute=0, second=0, microsecond=0)
    found = await uow.stock.came(since, product.sku if product else None)
    mine = [one for one in found if qty in (None, one.qty) and (product or one.by == person.user)]
    if not mine:
        raise Refused("goods.unbooked")
    last = mine[-1]
    known = product or await uow.catalogue.product(last.sku)
    if known is None:
        raise Refused("goods.unknown", {"编码": last.sku})
    holds = await uow.stock.holders(known.sku)
    await hold_still([one.order_id for one in holds], uow, (known.sku,))
    if last not in await uow.stock.came(since, known.sku):  # somebody was faster
        raise Refused("goods.unbooked")
    await _refuse_gone(last, known, ctx, uow)
    safety = NONE if ctx.policy.use_safety else known.safety_stock
    shrunk = await uow.stock.unreceive(known.sku, last.qty, ctx.now, person.user, safety)
    pushes: list[Push] = []
    lost: list[Allotted] = []
    for one in shrunk:
        order = await order_there(one.order_id, uow)
        if order is None or one.kind is not HoldKind.FIRM:
            continue
        await uow.events.add(happened(order, "promise", person.user, ctx, (Change("receipt", plain(last.qty), ""),)))
        pushes += await promise_again(Deadline(order.id, RECHECK, ctx.now, ""), ctx, uow)
        promised = await uow.stock.promised(order.id)
        lost.append(Allotted(order, -one.qty, missing_of(promised, known.sku), known.unit, promised))
    await later(await uow.stock.waiting([known.sku], limit=MANY), ctx, uow)
    await stock_moved(known.sku, ctx, uow)
    await look([known.sku], ctx, uow)
    level = (await uow.stock.levels([known.sku]))[known.sku]
    by = await name_of(last.by, uow)
    told = StockChanged(known, "unreceipt", last.qty, level, allotted=tuple(lost), booked=last, by=by)
    return [answer(msg, told), *pushes]


async def _refuse_gone(last: Receipt, product: Product, ctx: Context, uow: UnitOfWork) -> None:
    """Raises Refused where goods of it have left the house, or are picked for orders."""
    level = (await uow.stock.levels([product.sku]))[product.sku]
    said = {"编码": product.sku, "数量": plain(last.qty), "单位": product.unit, "现库存": plain(level.on_hand)}
    said |= {"时刻": f"{last.at.astimezone(ctx.zone):%m-%d %H:%M}"}
    if level.on_hand < last.qty:
        raise Refused("goods.shipped", said)
    picked = Decimal(0)
    numbers: list[str] = []
    for hold in await uow.stock.holders(product.sku):
        order = await order_there(hold.order_id, uow)
        lines = order.lines if order is not None else ()
        taken = sum((line.picked for line in lines if line.sku == product.sku), Decimal(0))
        if order is not None and taken > 0:
            picked, numbers = picked + taken, [*numbers, order.number or ""]
    if level.on_hand - last.qty < picked:
        raise Refused("goods.picked", said | {"单号": "、".join(numbers[:3])})


async def _served(taken: Taken, product: Product, ctx: Context, uow: UnitOfWork) -> Allotted:
    """What an order got; that, or another day, is an event of it."""
    order, sku = taken.order, product.sku
    got = missing_of(taken.before, sku) - missing_of(taken.after, sku)
    moved = whole(taken.before) != whole(taken.after)
    if got <= 0 and not moved:
        return Allotted(order, Decimal(0), missing_of(taken.after, sku), product.unit, taken.after)
    await uow.events.add(happened(order, "promise", actor(ctx).user, ctx))
    return Allotted(order, max(got, Decimal(0)), missing_of(taken.after, sku), product.unit, taken.after, moved)


async def _sellers(
    product: Product, qty: Decimal, allotted: Sequence[Allotted], key: str, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    """One message for each salesperson of whose orders one got something or has another day, of all his own.

    None for whoever booked the goods, who reads them all.
    """
    theirs: defaultdict[str, list[Allotted]] = defaultdict(list)
    for one in allotted:
        for user in await sellers_of(one.order, ctx, uow):
            theirs[user].append(one)
    return [
        Push(ToPerson(user), GoodsAllotted(product, qty, tuple(mine)), key=key)
        for user, mine in theirs.items()
        if user != actor(ctx).user and any(one.got > 0 or one.moved for one in mine)
    ]
