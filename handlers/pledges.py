"""记一条:答应博泰周五前到 — what our people promised is kept, reminded of, and said to be kept or broken."""

import re
from dataclasses import replace
from datetime import date, timedelta

from handlers.access import actor, customer_of
from handlers.context import Context
from handlers.domain.errors import Refused
from handlers.domain.messaging import Message, ToPerson, ToRole
from handlers.domain.order import Deadline, Order, OrderId
from handlers.domain.party import Customer, Role
from handlers.domain.pledge import DUE, SOON, Kept, Pledge
from handlers.domain.typed import Typed
from handlers.limits import morning
from handlers.lookup import names_of
from handlers.notices import PledgeDue, PledgeKept, PledgeRate, Pledges, Push
from handlers.ports import UnitOfWork
from handlers.telling import privately
from nlp.pledge import promised_day

VERBS = frozenset({"pledge", "pledges", "kept", "broken", "unpledge", "repledge", "rate"})
LONGEST = 400  # characters of a promise
_PAYS = re.compile(r"答应|承诺|保证|说好|(?:付|打|结|汇|回)(?:款|清|完|掉|过来)|到[款账]|转账|还(?:清|款)")


async def pledges(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Keeps a promise, lists the promises, or says how one ended."""
    if command.verb == "pledge":
        customer = customer_in(command.about, await uow.parties.all_customers())
        due = promised_day(command.about, ctx.local)
        return [await _record(msg, msg.text.strip(), customer, due, ctx, uow)]
    person = actor(ctx)
    if command.verb == "rate":
        return [await _rate(command.about, ctx, uow)]
    if command.verb == "pledges":
        everybody = person.role is Role.MANAGER
        found = await uow.pledges.of(None if everybody else person.user)
        names = await names_of({one.by for one in found}, uow)
        return [privately(person, Pledges(tuple(found), names))]
    return [await _closed(command, ctx, uow)]


async def from_reason(order: Order, reason: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """老客户,李总答应3月12日前付清: what a customer promised whoever approves is kept, and he is reminded of it."""
    due = promised_day(reason, ctx.local)
    if not _PAYS.search(reason) or due is None:
        return []
    kept = f"{order.number or ''} {reason}".strip()
    return [await _record(msg, kept, await customer_of(order, uow), due, ctx, uow)]


async def _record(
    msg: Message, words: str, customer: Customer | None, due: date | None, ctx: Context, uow: UnitOfWork
) -> Push:
    """Writes a promise of the speaker down; he is reminded the morning before its day and on the day."""
    pledge = Pledge(
        *(actor(ctx).user, ctx.now, words[:LONGEST], msg.id or None, msg.channel, due),
        customer_id=customer.id if customer else None,
        customer_name=customer.name if customer else "",
    )
    return privately(actor(ctx), PledgeKept(await remember(pledge, actor(ctx).role, ctx, uow), fresh=True))


async def remember(pledge: Pledge, role: Role, ctx: Context, uow: UnitOfWork) -> Pledge:
    """Keeps a promise; where it is for a day, its giver is reminded the day before and on it."""
    stored = await uow.pledges.add(pledge)
    await _reminds(stored, role, ctx, uow)
    return stored


async def _reminds(pledge: Pledge, role: Role, ctx: Context, uow: UnitOfWork) -> None:
    if pledge.due is None:
        return
    about = Deadline(OrderId(0), SOON, ctx.now, role.value, rung=pledge.id)
    before = replace(about, due_at=morning(pledge.due - timedelta(days=1), ctx))
    await uow.deadlines.open(replace(about, kind=DUE, due_at=morning(pledge.due, ctx)))
    if before.due_at > ctx.now:
        await uow.deadlines.open(before)


async def _rate(about: str, ctx: Context, uow: UnitOfWork) -> Push:
    """承诺兑现率 2月: a manager's of everybody, other people's own; `about` is a month, or 上 for the last."""
    person, today = actor(ctx), ctx.today
    first = today.replace(day=1)
    if about == "上":
        first = (first - timedelta(days=1)).replace(day=1)
    elif about:
        first = date(today.year - (int(about) > today.month), int(about), 1)
    following = (first + timedelta(days=31)).replace(day=1)
    user = None if person.role is Role.MANAGER else person.user
    found = await uow.pledges.tallies(first, following, today, user)
    names = await names_of({one.by for one in found}, uow)
    return privately(person, PledgeRate(first, tuple(found), names))


def customer_in(words: str, customers: list[Customer]) -> Customer | None:
    """The one customer whose name, or the longest name, stands in the words; None where two are named alike."""
    found = [(len(name), one) for one in customers for name in (one.name, *one.aliases) if name and name in words]
    longest = max((length for length, _ in found), default=0)
    best = {one.id: one for length, one in found if length == longest}
    return next(iter(best.values())) if len(best) == 1 else None


async def _closed(command: Typed, ctx: Context, uow: UnitOfWork) -> Push:
    """兑现 3 / 没兑现 3; without a number where there is one only."""
    person = actor(ctx)
    mine = [one for one in await uow.pledges.of(person.user) if one.state is Kept.OPEN]
    number = int(command.about) if command.about else (mine[0].id if len(mine) == 1 else 0)
    pledge = await uow.pledges.get(number) if number else None
    if pledge is None or pledge.order_id is not None or (pledge.by != person.user and person.role is not Role.MANAGER):
        raise Refused("pledge.unknown")
    if command.verb == "unpledge":
        return await _dropped(pledge, ctx, uow)
    if command.verb == "repledge":
        return await _moved(pledge, command.words, ctx, uow)
    state = Kept.KEPT if command.verb == "kept" else Kept.BROKEN
    closed = replace(pledge, state=state, closed_at=ctx.now, closed_by=person.user)
    if command.words:
        closed = replace(closed, words=f"{pledge.words}({command.words})"[:LONGEST])
    await uow.pledges.save(closed)
    return privately(person, PledgeKept(closed))


async def _dropped(pledge: Pledge, ctx: Context, uow: UnitOfWork) -> Push:
    """取消承诺 3: one that was written down by mistake; never one whose day has come, which is kept or broken."""
    if pledge.state is not Kept.OPEN or (pledge.due is not None and pledge.due <= ctx.today):
        raise Refused("pledge.due", {"编号": str(pledge.id)})
    await uow.pledges.drop(pledge.id)
    return privately(actor(ctx), PledgeKept(pledge, dropped=True))


async def _moved(pledge: Pledge, words: str, ctx: Context, uow: UnitOfWork) -> Push:
    """改承诺 3 到20号: an open one is for another day from now on, and reminded of by that one."""
    due = promised_day(words, ctx.local)
    if pledge.state is not Kept.OPEN:
        raise Refused("pledge.over", {"编号": str(pledge.id)})
    if due is None or due < ctx.today:
        raise Refused("pledge.day", {"编号": str(pledge.id)})
    later = replace(pledge, due=due)
    await uow.pledges.save(later)
    await _reminds(later, actor(ctx).role, ctx, uow)
    return privately(actor(ctx), PledgeKept(later, was=pledge.due, moved=True))


async def remind(deadline: Deadline, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The morning before the day, and the day's own: whoever promised is reminded, unless it is settled.

    Where he left, managers are, who can settle it.
    """
    pledge = await uow.pledges.get(deadline.rung)
    if pledge is None or pledge.state is not Kept.OPEN:
        return []
    days = (pledge.due - ctx.today).days if pledge.due is not None else 0
    if days > (deadline.kind == SOON) or (deadline.kind == SOON and days <= 0):
        return []  # it is for a later day by now; or late: the day's own reminder goes out too
    giver = await uow.parties.person(pledge.by)
    gone = giver is None or not giver.active
    notice = PledgeDue(pledge, giver.name if gone and giver is not None else "")
    to = ToRole(Role.MANAGER.value) if gone else ToPerson(pledge.by)
    return [Push(to, notice, dedupe=f"{deadline.kind}:{pledge.id}:{pledge.due}")]
