"""Whether a plan can be done: counts goods and hours anew, apart from how plans are made."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from handlers.domain.plans import OUTSIDE, OVERTIME, Plan, Situation
from handlers.domain.promise import Source


def wrong(plan: Plan, found: Situation) -> list[str]:
    """What is not possible about a plan, or not told; empty where it can be done as it says."""
    return [
        *(*_goods(plan, found), *_coming(plan, found), *_hours(plan, found)),
        *(*_days(plan, found), *_told(plan, found)),
    ]


def _goods(plan: Plan, found: Situation) -> list[str]:
    """Nobody gets more from the shelf than lies there for the orders of the plan."""
    there: defaultdict[str, Decimal] = defaultdict(Decimal)
    for sku, supply in found.supplies.items():
        there[sku] += supply.now
    for other in found.others:
        if other.order.id in plan.made:
            for sku, qty in other.held.items():
                there[sku] += qty
    taken: defaultdict[str, Decimal] = defaultdict(Decimal)
    for made in plan.made.values():
        for p in made:
            taken[p.sku] += p.now
    return [f"goods {sku}: {much} of {there[sku]}" for sku, much in taken.items() if much > there[sku]]


def _coming(plan: Plan, found: Situation) -> list[str]:
    """By no day more is counted on of purchases than comes by then and nobody outside the plan waits for."""
    ways = {found.order.id: found.shipping} | {other.order.id: other.shipping for other in found.others}
    supplies = {sku: one for other in found.others for sku, one in other.supplies.items()} | dict(found.supplies)
    theirs: defaultdict[str, Decimal] = defaultdict(Decimal)  # waited for by others, were none of them moved
    for other in found.others:
        if other.order.id in plan.made:
            for p in other.told:
                theirs[p.sku] -= p.short
    bad: list[str] = []
    counted: defaultdict[str, list[tuple[date, Decimal]]] = defaultdict(list)
    for order_id, made in plan.made.items():
        for p in made:
            if p.coming <= 0:
                continue
            dues = [
                one.due
                for one in supplies[p.sku].inbound
                if p.coming_day and ways[order_id].arrival(one.due) <= p.coming_day
            ]
            counted[p.sku].append((max(dues, default=date.min), p.coming))
            if p.source is Source.INBOUND and (p.day != p.coming_day or p.now + p.coming != p.need):
                bad.append(f"order {order_id} line {p.no}: {p.now + p.coming} of {p.need} on {p.day}")
    for sku, uses in counted.items():
        claimed = max(supplies[sku].claimed + theirs[sku], Decimal(0)) if sku in found.supplies else Decimal(0)
        for due, _ in uses:
            there = sum((one.qty for one in supplies[sku].inbound if one.due <= due), Decimal(0)) - claimed
            used = sum((qty for day, qty in uses if day <= due), Decimal(0))
            if used > there:
                bad.append(f"coming {sku} by {due}: {used} of {there}")
    return bad


def _hours(plan: Plan, found: Situation) -> list[str]:
    """No day of a line holds more than it has, with the longer shift where the plan has one."""
    used: defaultdict[tuple[str, date], Decimal] = defaultdict(Decimal)
    for name, days in found.capacity.booked.items():
        for day, load in days.items():
            used[name, day] += load
    for other in found.others:
        if other.order.id in plan.made:
            for one in other.loads:
                used[one.works, one.day] -= one.load
    mine: set[tuple[str, date]] = set()
    for made in plan.made.values():
        for one in (load for p in made for load in p.loads):
            used[one.works, one.day] += one.load
            mine.add((one.works, one.day))
    times = 1 + found.means.more if plan.kind == OVERTIME else Decimal(1)
    room = {works.name: works for works in found.capacity.works}
    return [
        f"hours {name} {day}: {used[name, day]}"
        for name, day in mine
        if used[name, day] > max(room[name].on(day) * times, Decimal(0))
    ]


def _days(plan: Plan, found: Situation) -> list[str]:
    """All that is needed is there, comes or is made, and nothing arrives before it is made."""
    ways = {found.order.id: found.shipping} | {other.order.id: other.shipping for other in found.others}
    each = {works.name: works.each for works in found.capacity.works}
    bad = []
    for order_id, made in plan.made.items():
        for p in made:
            produced = sum((load.load / each[load.works] for load in p.loads), Decimal(0))
            covered = p.now + p.coming + produced
            if p.source is Source.MADE and p.loads and covered != p.need:
                bad.append(f"order {order_id} line {p.no}: {covered} of {p.need}")
            last = max((load.day for load in p.loads), default=None)
            if last is not None and p.day is not None and p.day < ways[order_id].arrival(last):
                bad.append(f"order {order_id} line {p.no}: there before it is made")
    days = [p.day for p in plan.made[found.order.id]]
    ready = None if None in days else max((day for day in days if day is not None), default=None)
    if plan.kind != OUTSIDE and plan.day != ready:
        bad.append(f"day {plan.day}, not {ready}")
    return bad


def _told(plan: Plan, found: Situation) -> list[str]:
    """Who comes later than he was told is named."""
    named = {one.order for one in plan.slips}
    bad = []
    for other in found.others:
        made = plan.made.get(other.order.id)
        if made is None:
            continue
        before, after = [p.day for p in other.told], [p.day for p in made]
        known = None not in before and bool(before)
        later = None in after or max((d for d in after if d), default=date.min) > max(
            (d for d in before if d), default=date.max
        )
        if known and later and other.order.id not in named:
            bad.append(f"order {other.order.id} is not named")
    return bad
