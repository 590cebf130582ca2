"""A confirmed order that nothing holds: its goods are taken, everybody concerned hears of it."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from handlers import ledger, rush
from handlers.access import doer
from handlers.book import clocks_start, happened, keep
from handlers.checking import Checked, promised_now
from handlers.context import Context
from handlers.domain.compare import compare
from handlers.domain.lines import numbered
from handlers.domain.messaging import Message, ToPerson
from handlers.domain.order import Order, OrderEvent, OrderId
from handlers.domain.party import Role
from handlers.notices import Push
from handlers.ports import UnitOfWork
from handlers.rush import made_way
from handlers.stocking import hold_firmly
from handlers.telling import Told, news

PART, WHOLE = "part", "whole"
HELD, RELEASE = "hold", "release"  # events: a check holds the order, and holds it no longer


async def work_begins(
    order: Order,
    checked: Checked,
    msg: Message | None,
    ctx: Context,
    uow: UnitOfWork,
    *,
    by: str,
    approved: bool = False,
) -> list[Push]:
    """After an approval: goods are taken now, the state's clock starts, and everybody hears what they did not yet.

    `by` asked for it; `approved`: who acts now said yes.
    """
    order, checked, waiting = await made_way(order, checked, msg, ctx, uow)
    stored, rest = await divide(order, checked, msg, ctx, uow)
    await clocks_start(stored, ctx, uow)
    events = await uow.events.of(order.id)
    await uow.events.add(happened(stored, RELEASE, by, ctx))
    change = next((e for e in reversed(events) if e.action == "change"), None)
    placed = Told("confirm", ctx.flow.start, by=stored.confirmed_by or "", approved=approved)
    told = placed
    if _heard(events):
        told = Told("change", changes=change.changes, by=change.actor, approved=approved) if change else Told("change")
    promised = await uow.stock.promised(stored.id)
    pushes = await news(stored, told, ctx, uow, promised=promised)
    pushes += await rush.told(stored, waiting, ctx, uow)
    for other in rest:
        pushes += await news(other, placed, ctx, uow, promised=await uow.stock.promised(other.id))
    asker = await uow.parties.person(by)
    if asker is not None and asker.role is Role.CUSTOMER:
        return pushes
    return [push for push in pushes if push.to != ToPerson(by)]  # who asked was told of the decision


def _heard(events: list[OrderEvent]) -> bool:
    """Whether others know of the order already: it was not held when it was confirmed, or was released since."""
    since = max((place for place, e in enumerate(events) if e.action == "confirm"), default=0)
    later = [e.action for e in events[since + 1 :]]
    return RELEASE in later or later[:1] != [HELD]


async def divide(
    order: Order, checked: Checked, msg: Message | None, ctx: Context, uow: UnitOfWork
) -> tuple[Order, list[Order]]:
    """Takes the goods; 先发现货 makes an order of its own of what is not there yet."""
    short = {p.no: p.short for p in checked.promised}
    parts = divided(order, short) if order.shipping == PART else None
    if parts is None:
        await hold_firmly(order, checked, ctx, uow)
        await ledger.promised(order, checked.promised, ctx, uow)
        return order, []
    first, second = await apart(order, parts, msg, ctx, uow)
    return first, [second]


async def apart(
    order: Order, parts: tuple[Order, Order], msg: Message | None, ctx: Context, uow: UnitOfWork
) -> tuple[Order, Order]:
    """Stores both parts of a confirmed order, the second under a number of its own; each takes its goods, in turn."""
    first, second = parts
    split = happened(first, "split", doer(ctx), ctx, compare(order, first))
    first = await keep(first, split, msg, uow)
    await _taken(first, ctx, uow)
    second = replace(second, number=await number(ctx, uow), findings=(), asked=None)
    second = await keep(second, happened(second, "confirm", doer(ctx), ctx), msg, uow)
    await clocks_start(second, ctx, uow)
    await _taken(second, ctx, uow)
    return first, second


async def _taken(order: Order, ctx: Context, uow: UnitOfWork) -> None:
    """The order takes its goods, and its day is promised."""
    shares, promised = await promised_now(order, ctx, uow)
    await hold_firmly(order, Checked(order, shares, promised, {}), ctx, uow)
    await ledger.promised(order, promised, ctx, uow)


async def number(ctx: Context, uow: UnitOfWork) -> str:
    """The next order number of the shop's day."""
    day = ctx.today
    return ctx.policy.number_format.format(day=day, count=await uow.orders.next_number(day))


def divided(order: Order, short: Mapping[int, Decimal]) -> tuple[Order, Order] | None:
    """What goes first, and an order of its own for what each line is short of; None where all or nothing goes."""
    now, rest = [], []
    for line in order.lines:
        missing = short.get(line.no, Decimal(0))
        if line.base_qty is None or missing <= 0:
            now.append(line)
            continue
        if line.base_qty > missing:
            there = line.base_qty - missing
            now.append(replace(line, qty=there, unit=line.base_unit, base_qty=there))
        rest.append(replace(line, qty=missing, unit=line.base_unit, base_qty=missing))
    if not now or not rest:
        return None
    first = replace(order, lines=numbered(tuple(now)), shipping="")
    second = replace(order, id=OrderId(0), version=0, lines=numbered(tuple(rest)), shipping="", customer_no="")
    return first, second
