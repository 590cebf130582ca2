"""What warehouse and shipping record of an order besides its state: picked goods, labels, stopped parcels."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from handlers.access import actor, may_see
from handlers.book import happened, keep, not_over
from handlers.context import Context
from handlers.domain.errors import Refused
from handlers.domain.messaging import Message, Tap, ToPerson
from handlers.domain.order import Change, Line, Order, Phase
from handlers.domain.party import Product, Role
from handlers.domain.quantity import base, parted, plain
from handlers.domain.review import SHIPPED
from handlers.domain.typed import Typed
from handlers.line_named import line_named
from handlers.lookup import orders_numbered, sellers_of
from handlers.notices import LabelWrong, Noted, Push
from handlers.ports import UnitOfWork
from handlers.taps import seen
from handlers.telling import answer

PICKERS = frozenset({Role.WAREHOUSE, Role.MANAGER})
PRINTERS = frozenset({Role.WAREHOUSE, Role.LOGISTICS, Role.SERVICE, Role.MANAGER})
DONE = {"stopped": "旧面单的包裹已拦下", "missed": "旧面单的包裹没拦住"}


async def by_number(tail: str, ctx: Context, uow: UnitOfWork) -> Order | None:
    """The one order with this number, or these last digits, that is going on and may be seen."""
    mine = [
        order for order in await orders_numbered(tail, uow) if order.phase is Phase.OPEN and may_see(order, actor(ctx))
    ]
    return mine[0] if len(mine) == 1 else None


async def said(
    command: Typed, product: Product | None, msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push] | None:
    """0012 已拣 200, 0012 拣完, 0012 已打单; None where nobody can say which order, or it is not this person's job."""
    allowed = PICKERS if command.verb == "picked" else PRINTERS
    order = await by_number(command.about, ctx, uow)
    if actor(ctx).role not in allowed:
        return None
    if order is None:
        await _not_cancelled(command.about, uow)
        return None
    if order.held:
        raise Refused("order.held", {"单号": order.number or ""})
    if command.verb == "label":
        return await _label(order, msg, ctx, uow)
    if command.verb == "scan":
        return await _scanned(order, int(command.qty or 0), msg, ctx, uow)
    return await _picked(order, command, product, msg, ctx, uow)


async def _not_cancelled(about: str, uow: UnitOfWork) -> None:
    """Raises Refused where the one order of this number is cancelled."""
    found = await orders_numbered(about, uow)
    if len(found) == 1:
        not_over(found[0])


async def _picked(
    before: Order, command: Typed, product: Product | None, msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    """So much of a product lies in the box now, of everything where no amount is said; 0: it was put back."""
    if ctx.flow.reached(before, SHIPPED):
        raise Refused("hands.late", {"单号": before.number or ""})
    if command.about_too and product is None:
        product = await line_named(before, command.about_too, uow)
    lines = [line for line in before.lines if product is None or line.sku == product.sku]
    number = {"单号": before.number or ""}
    if (command.about_too and product is None) or not lines or (command.qty is not None and len(lines) > 1):
        raise Refused("pick.which", number)
    if command.qty is not None and command.qty < 0:
        raise Refused("pick.amount", number)
    if command.qty is None:
        done = {line.no: line.base_qty or Decimal(0) for line in lines}
    else:
        known = await uow.catalogue.product(lines[0].sku or "")
        qty = base(known, command.qty, command.words or None) if known else command.qty
        if qty is None or qty > (lines[0].base_qty or 0):
            facts = {"货品": lines[0].label, "要": f"{plain(lines[0].base_qty or Decimal(0))}{lines[0].base_unit}"}
            raise Refused("pick.over", number | facts)
        if parted(qty, lines[0].base_unit):
            raise Refused("goods.whole", {"编码": lines[0].label, "单位": lines[0].base_unit})
        done = {lines[0].no: qty}
    await _must_be_there(before, done, uow)
    after = tuple(replace(line, picked=done.get(line.no, line.picked)) for line in before.lines)
    words = "、".join(_words(line) for line in after if line.no in done)
    changes = tuple(
        Change("picked", plain(old.picked), plain(new.picked))
        for old, new in zip(before.lines, after, strict=True)
        if old.picked != new.picked
    )
    event = replace(happened(before, "note", actor(ctx).user, ctx, changes), reason=f"已拣 {words}"[:200])
    order = await keep(replace(before, lines=after, touched_at=ctx.now), event, msg, uow)
    return [answer(msg, Noted(order, f"已拣 {words}"), key=order.key)]


async def _must_be_there(order: Order, done: Mapping[int, Decimal], uow: UnitOfWork) -> None:
    """Raises Refused where more would lie in the box than the books have for the order."""
    short = {one.no: one.short for one in await uow.stock.promised(order.id)}
    for line in order.lines:
        lacks, picked = short.get(line.no, Decimal(0)), done.get(line.no, Decimal(0))
        there = (line.base_qty or Decimal(0)) - lacks
        if lacks > 0 and picked > max(there, line.picked):
            facts = {"货品": line.label, "编码": line.sku or ""}
            facts |= {"占": f"{plain(there)}{line.base_unit}", "缺": f"{plain(lacks)}{line.base_unit}"}
            raise Refused("pick.short", {"单号": order.number or ""} | facts)


def _words(line: Line) -> str:
    return f"{line.label} {plain(line.picked)}{line.base_unit}"


async def _label(before: Order, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The label is printed: from now on its address changes by application only."""
    label = max(before.label, 1)
    noted, order = f"面单 v{label} 已打印", before
    if not await printed(before, uow):
        changes = (Change("label", "", "1"),) if not before.label else ()
        event = replace(happened(before, "note", actor(ctx).user, ctx, changes), reason=noted)
        order = await keep(replace(before, label=label, touched_at=ctx.now), event, msg, uow)
    return [answer(msg, Noted(order, f"{noted},地址已锁定"), key=order.key)]


async def printed(order: Order, uow: UnitOfWork) -> bool:
    """Whether the label as it is to be now was printed."""
    noted = f"面单 v{order.label} 已打印"
    return order.label > 0 and any(event.reason == noted for event in await uow.events.of(order.id))


async def old_label(order: Order, uow: UnitOfWork) -> Refused | None:
    """Why goods must not leave yet: the address was changed and the parcel has the old label still."""
    if order.label < 2 or await printed(order, uow):
        return None
    return Refused("label.old", {"单号": order.number or "", "新": f"v{order.label}"})


async def _scanned(before: Order, version: int, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Somebody holds a label against the order: an old one stops, and is written down."""
    if not before.label:
        raise Refused("label.unprinted", {"单号": before.number or ""})
    if version == before.label:
        return [answer(msg, Noted(before, f"面单 v{version} 没错,可以发"), key=before.key)]
    event = replace(happened(before, "note", actor(ctx).user, ctx), reason=f"扫到旧面单 v{version},已拦下")
    await keep(replace(before, touched_at=ctx.now), event, msg, uow)
    return [answer(msg, LabelWrong(before, version), key=f"{before.key}:label")]


async def stopped_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Whether the parcel with the old label was stopped; the salesperson hears of it."""
    before = await seen(tap, ctx, uow)
    if actor(ctx).role not in PRINTERS:
        raise Refused("button.unknown")
    return await _stopped(before, DONE[tap.action], msg, ctx, uow)


async def stopped(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """0012 已拦下, 0012 没拦住: the same in words."""
    order = await by_number(command.about, ctx, uow)
    if order is None or actor(ctx).role not in PRINTERS or order.label < 2:
        return None
    return await _stopped(order, DONE[command.verb], msg, ctx, uow)


async def _stopped(before: Order, words: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    event = replace(happened(before, "note", actor(ctx).user, ctx), reason=words)
    order = await keep(replace(before, touched_at=ctx.now), event, msg, uow)
    told = [Push(ToPerson(user), Noted(order, words)) for user in await sellers_of(order, ctx, uow)]
    return [answer(msg, Noted(order, words), key=f"{order.key}:label"), *told]
