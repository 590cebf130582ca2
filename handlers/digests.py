"""Every working morning: what is late and matters most, and how much of yesterday was dealt with in time."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from handlers import rule_talk
from handlers.access import actor
from handlers.alerts import ladder_of, shown_alert
from handlers.context import Context
from handlers.domain.alert import SHORT, Alert, AlertTold
from handlers.domain.calendar import AHEAD, FAR
from handlers.domain.errors import Refused
from handlers.domain.flow import OVERDUE
from handlers.domain.messaging import ChatKind, ChatRef, Message, Tap, ToChat, ToRole, paused_key
from handlers.domain.order import Deadline, Order, OrderId
from handlers.domain.party import VIP, Role, user_in
from handlers.domain.review import LACK, Seen, field_for, proposal
from handlers.domain.typed import Typed
from handlers.health import health_of, pool
from handlers.limits import calendar_of, hours_of
from handlers.lookup import stand_in
from handlers.notices import Digest, DigestRow, DigestSwitched, Push, Tally, Weekly
from handlers.ports import UnitOfWork
from handlers.telling import answer, discreetly

VERBS = frozenset({"digest", "pause", "resume"})  # what is said of the digests
DIGEST = "digest"  # the kind of deadline that is each morning's
TWICE, LEAST = Decimal(2), Decimal(1000)  # what a VIP's order counts, and yuan that any alert counts at least
NAMED = 2  # people of a role who are named
TALLIES = 3  # of causes, owners, products in the weekly


async def start(ctx: Context, uow: UnitOfWork) -> None:
    """Makes sure that there is a next morning, at the hour of the settings; one that is due already stays due."""
    due = await uow.deadlines.waits(DIGEST)
    if due is None or due > ctx.now:
        await _next(ctx.now, ctx, uow)


async def _next(after: datetime, ctx: Context, uow: UnitOfWork) -> None:
    """The first morning after an instant that is not over yet."""
    if not ctx.policy.digest_at or not ctx.policy.digest_to:
        return
    calendar, at = hours_of(ctx).calendar, time.fromisoformat(ctx.policy.digest_at)
    day = ctx.now.astimezone(ctx.zone).date()
    due = datetime.combine(calendar.next_working(day), at, ctx.zone)
    if due <= after or due < ctx.now:
        due = datetime.combine(calendar.next_working(day + timedelta(days=1)), at, ctx.zone)
    due = due.astimezone(ctx.now.tzinfo)
    await uow.deadlines.open(Deadline(OrderId(0), DIGEST, due, Role.MANAGER.value))


async def morning(deadline: Deadline, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The digest, and the next one; a morning that was slept through is told when the process is back the same day."""
    await _next(deadline.due_at, ctx, uow)
    if not ctx.policy.digest_at:
        return []  # switched off since
    if ctx.now.astimezone(ctx.zone).date() != deadline.due_at.astimezone(ctx.zone).date():
        return []
    day = deadline.due_at.astimezone(ctx.zone).date()
    seen = await _look(deadline.due_at, ctx, uow)
    pushes = await _by_warehouse(day, seen, ctx, uow)
    for role in ctx.policy.digest_to:
        once = f"digest:{day}:{role}"
        notice = await _of_role(role, seen, ctx, uow)
        pushes.append(Push(ToRole(role), notice, key=f"digest:{day}", dedupe=once, topic=DIGEST))
    week = await _week(day, ctx, uow)
    if week is not None:
        pushes += [
            Push(ToRole(role), week, key=f"weekly:{day}", dedupe=f"weekly:{day}:{role}", topic=DIGEST)
            for role in ctx.policy.digest_to
        ]
    return pushes


@dataclass(frozen=True, slots=True)
class _Seen:
    """What there is to tell at an instant."""

    at: datetime
    rows: list[DigestRow]
    yesterday: list[Alert]  # that should be over since the morning before


async def _look(at: datetime, ctx: Context, uow: UnitOfWork) -> _Seen:
    before = _morning_before(at, ctx)
    young = await uow.alerts.since(min(_morning_before(before, ctx), before - timedelta(days=1)))
    yesterday = [a for a in young if before < ladder_of(a, ctx).a_day_old(a) <= at]
    return _Seen(at, await _ranked(ctx, uow), yesterday)


async def _of_role(role: str, seen: _Seen, ctx: Context, uow: UnitOfWork) -> Digest:
    """What a role is told: its own, managers everything and how the orders go."""
    mine = [row for row in seen.rows if role in (Role.MANAGER.value, row.shown.alert.owner)]
    top = await _named(mine[: ctx.policy.digest_top], ctx, uow)
    kept = await _kept(seen.at, ctx, uow)
    folded = await uow.outbox.folded(_morning_before(seen.at, ctx), seen.at)
    notice = Digest(top, len(mine), _in_time(seen.yesterday, ctx), len(seen.yesterday), kept=kept, folded=folded)
    if role != Role.MANAGER.value:
        return notice
    ahead = seen.at.astimezone(ctx.zone).date() + AHEAD
    year = ahead.year if calendar_of(ctx.policy).guessed(ahead) else 0
    low = await pool(ctx, uow)
    return replace(notice, rows=await _rated(top, ctx, uow), pool=len(low), limit=ctx.policy.health_pool, guessed=year)


async def asked(_command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """今天的日报: as it is now, for whoever gets it in the morning; others hear who does, and when."""
    seen = await _look(ctx.now, ctx, uow)
    for tag, group in ctx.policy.digest_warehouses.items():
        if (group.channel, group.chat) == (msg.chat.channel, msg.chat.chat_id):
            return [answer(msg, await _of_warehouse(tag, seen, ctx, uow))]
    here = [role for role in ctx.roles_in(msg.chat) if role in ctx.policy.digest_to]
    role = here[0] if here else actor(ctx).role.value
    if role not in ctx.policy.digest_to:
        to = ",".join(dict.fromkeys((*ctx.policy.digest_to, Role.MANAGER.value)))
        when = f"每个工作日{ctx.policy.digest_at}" if ctx.policy.digest_at else ""
        raise Refused("digest.role", {"时候": when}, cure=f"roles:{to}")
    alone = msg.chat.kind is ChatKind.GROUP and not here
    return [discreetly(msg, await _of_role(role, seen, ctx, uow), ctx, alone=alone)]


async def _kept(at: datetime, ctx: Context, uow: UnitOfWork) -> tuple[int, int]:
    """Since the morning before: how many orders moved on within the time of their state, of how many that should."""
    states = [name for name, state in ctx.flow.spec.state.items() if state.within]
    return await uow.events.kept(states, OVERDUE, _morning_before(at, ctx), at)


def _morning_before(at: datetime, ctx: Context) -> datetime:
    """The same hour of the last working day."""
    day = at.astimezone(ctx.zone).date()
    return at - (day - _worked_before(day, ctx))


def _worked_before(day: date, ctx: Context) -> date:
    """The last working day before this one."""
    works = hours_of(ctx).calendar.works
    return next(before for before in (day - timedelta(days=n) for n in range(1, FAR)) if works(before))


async def _by_warehouse(day: date, seen: _Seen, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Each warehouse's own group hears of the orders with its tag."""
    pushes = []
    for tag, group in ctx.policy.digest_warehouses.items():
        to = ToChat(ChatRef(group.channel, group.chat, ChatKind.GROUP))
        once = f"digest:{day}:at:{tag}"
        notice = await _of_warehouse(tag, seen, ctx, uow)
        pushes.append(Push(to, notice, key=once, dedupe=once, topic=DIGEST))
    return pushes


async def _of_warehouse(tag: str, seen: _Seen, ctx: Context, uow: UnitOfWork) -> Digest:
    """What is told of the orders with a warehouse's tag."""
    about = {alert.id: alert.order_id for alert in seen.yesterday if alert.order_id is not None}
    await uow.orders.expect(set(about.values()))
    past = [a for a in seen.yesterday if a.id in about and tag in (await uow.orders.get(about[a.id])).tags]
    mine = [row for row in seen.rows if row.shown.order is not None and tag in row.shown.order.tags]
    top = await _named(mine[: ctx.policy.digest_top], ctx, uow)
    return Digest(top, len(mine), _in_time(past, ctx), len(past), tag)


def _in_time(alerts: list[Alert], ctx: Context) -> int:
    return sum(ladder_of(alert, ctx).in_time(alert) for alert in alerts)


async def switch(paused: bool, msg: Message, uow: UnitOfWork) -> list[Push]:
    """暂停日报, 恢复日报: about the chat it is said in."""
    await uow.meta.set(paused_key(DIGEST, msg.chat), "paused" if paused else "")
    return [answer(msg, DigestSwitched(paused))]


async def _week(day: date, ctx: Context, uow: UnitOfWork) -> Weekly | None:
    """The alerts since the week of the last working day; None unless this is the first working day of its week."""
    last = _worked_before(day, ctx)
    monday, since = day - timedelta(days=day.weekday()), last - timedelta(days=last.weekday())
    if since == monday:
        return None
    return await review(since, monday, ctx, uow)


async def review(since: date, monday: date, ctx: Context, uow: UnitOfWork) -> Weekly:
    """The alerts from one day to before another, counted three ways, and what may be learned from them."""
    begin, end = (datetime.combine(one, time(), ctx.zone).astimezone(ctx.now.tzinfo) for one in (since, monday))
    found = [alert for alert in await uow.alerts.since(begin) if alert.opened_at < end]
    await uow.orders.expect({alert.order_id for alert in found if alert.order_id is not None})
    causes: dict[str, list[Alert]] = {}
    owners: dict[str, list[Alert]] = {}
    products: dict[str, list[Alert]] = {}
    for alert in found:
        causes.setdefault(LACK if alert.rule == SHORT else alert.title, []).append(alert)
        owners.setdefault(alert.owner, []).append(alert)
        order = await uow.orders.get(alert.order_id) if alert.order_id is not None else None
        for sku in {alert.sku} if alert.sku else {line.sku for line in order.lines if line.sku} if order else ():
            products.setdefault(sku, []).append(alert)
    closed = [alert for alert in found if alert.closed_at is not None]
    why, who, what = (_tallies(groups) for groups in (causes, owners, products))
    seen = [Seen(one.name, one.count) for one in why] + [Seen(one.name, one.count, product=True) for one in what[:1]]
    rules = tuple(rule for one in seen if (rule := proposal(one, ctx.flow)) is not None)
    rules += tuple(rule for one in seen if (rule := field_for(one, ctx.flow)) is not None)
    in_time = _in_time(closed, ctx)
    return Weekly(since, monday - timedelta(days=1), len(found), len(closed), in_time, why, who, what, rules)


async def rule_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """立规则 1: writes the rule that a week's finding proposes; it is tried and put in force like any other.

    `value` is the week's first day, the day after its last, and the 0-based place of the rule.
    """
    if actor(ctx).role is not Role.MANAGER:
        raise Refused("rule.role", cure="roles:manager")
    found = _RULE.fullmatch(tap.value)
    if found is None:
        raise Refused("button.unknown")
    week = await review(date.fromisoformat(found[1]), date.fromisoformat(found[2]), ctx, uow)
    if int(found[3]) >= len(week.rules):
        raise Refused("choice.gone")
    notice = await rule_talk.keep(week.rules[int(found[3])], ctx, uow)
    return [discreetly(msg, notice, ctx, alone=msg.chat.kind is ChatKind.GROUP)]


_RULE = re.compile(r"(\d{4}-\d\d-\d\d)_(\d{4}-\d\d-\d\d)_(\d)")


def _tallies(groups: dict[str, list[Alert]]) -> tuple[Tally, ...]:
    counted = [
        Tally(name, len(alerts), sum(alert.closed_at is None for alert in alerts)) for name, alerts in groups.items()
    ]
    return tuple(sorted(counted, key=lambda tally: (-tally.count, tally.name))[:TALLIES])


async def _ranked(ctx: Context, uow: UnitOfWork) -> list[DigestRow]:
    """Hours late × yuan × 2 for a VIP, the most first."""
    alerts = await uow.alerts.open(1_000)
    ids = {alert.order_id for alert in alerts if alert.order_id is not None}
    await uow.orders.expect(ids)
    orders = {order_id: await uow.orders.get(order_id) for order_id in ids}
    told = await uow.alerts.told_of([alert.id for alert in alerts])
    rows = [await scored(one, orders.get(one.order_id or OrderId(0)), told[one.id], ctx, uow) for one in alerts]
    return sorted(rows, key=lambda row: (-row.score, row.shown.alert.id))


async def scored(alert: Alert, order: Order | None, told: list[AlertTold], ctx: Context, uow: UnitOfWork) -> DigestRow:
    """An alert of this order (or of none) with what ranks it now."""
    shown = await shown_alert(alert, order, told, ctx, uow)
    waits = shown.shortage.waits if shown.shortage is not None else ()
    theirs = {order.customer_id} if order is not None else {wait.customer_id for wait in waits}
    amount = await uow.orders.amount([order.id] if order is not None else [wait.order_id for wait in waits])
    vip = await _vip({one for one in theirs if one is not None}, uow)
    late = Decimal(int((ctx.now - alert.opened_at).total_seconds())) / 3600
    yuan = max(amount, LEAST)
    return DigestRow(shown, late * yuan * (TWICE if vip else 1), amount, late, yuan, vip)


async def _named(rows: Sequence[DigestRow], ctx: Context, uow: UnitOfWork) -> tuple[DigestRow, ...]:
    """The rows with the names of those who are there of the role that has to, where nobody took it and they are few."""
    found = []
    for row in rows:
        alert = row.shown.alert
        if not alert.taken_by and not user_in(alert.owner):
            there = [await stand_in(one, ctx, uow) for one in await uow.parties.with_role(Role(alert.owner))]
            names = tuple(dict.fromkeys(one.name for one in there if one is not None))
            row = replace(row, people=names if len(names) <= NAMED else ())
        found.append(row)
    return tuple(found)


async def _rated(rows: Sequence[DigestRow], ctx: Context, uow: UnitOfWork) -> tuple[DigestRow, ...]:
    """The rows with how well their orders go."""
    return tuple(
        [
            replace(row, health=await health_of(row.shown.order, await uow.events.of(row.shown.order.id), ctx, uow))
            if row.shown.order is not None
            else row
            for row in rows
        ]
    )


async def _vip(customers: Collection[str], uow: UnitOfWork) -> bool:
    found = [await uow.parties.customer(one) for one in customers]
    return any(customer is not None and customer.level == VIP for customer in found)
