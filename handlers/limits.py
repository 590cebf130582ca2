"""The thresholds of the policy as the reader and the checks need them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from config.base import WEEKDAYS, Weekday
from config.policy import CHECKS, CustomerPolicy, Policy, ReadField, TermsPolicy
from handlers.context import Context
from handlers.domain.calendar import Calendar
from handlers.domain.capacity import Works
from handlers.domain.finding import Level
from handlers.domain.party import Customer
from handlers.domain.plans import Means, Outside
from handlers.domain.terms import Terms
from handlers.domain.worktime import WorkTime, shift
from nlp.types import Limits

MORNING = time(9)
NO_OWN = CustomerPolicy()  # what most customers have


def limits_for(policy: Policy) -> tuple[Limits, Mapping[str, Limits]]:
    """For everybody, and for the customers that have their own."""
    return _limits(policy, NO_OWN), {key: _limits(policy, own) for key, own in policy.customers.items()}


def _limits(policy: Policy, own: CustomerPolicy) -> Limits:
    mark = policy.confirm_below if own.confirm_below is None else own.confirm_below
    ask = policy.ask_below if own.ask_below is None else own.ask_below
    mine, fields = own.confirm_below is None, own.ask_below is None
    return Limits(
        {"": mark, **_plain(policy.confirm_fields if mine else {}), **_plain(own.confirm_fields)},
        {"": ask, **_plain(policy.ask_fields if fields else {}), **_plain(own.ask_fields)},
    )


def _plain(limits: Mapping[ReadField, float]) -> dict[str, float]:
    return {str(field): limit for field, limit in limits.items()}


def terms_for(policy: Policy, customer: Customer | None) -> Terms:
    """What is agreed with a customer: its own terms before its level's before everybody's."""
    own: list[TermsPolicy] = []
    if customer is not None:
        by_level = {str(level): terms for level, terms in policy.levels.items()}
        own = [t for t in (by_level.get(customer.level), policy.customers.get(customer.id)) if t is not None]
    checks = {**CHECKS, **policy.checks}
    cutoff, min_order, overdue_days = policy.cutoff, policy.min_order, policy.overdue_days
    delivery_days, use_safety = policy.delivery_days, policy.use_safety
    return_days, amends_most = policy.return_days, policy.amends_most
    pace, ladder, service = 100, "", ""
    no_delivery = policy.no_delivery
    payment, deposit, balance = policy.payment, policy.deposit, policy.balance
    for terms in own:
        checks = {**checks, **terms.checks}
        cutoff = cutoff if terms.cutoff is None else terms.cutoff
        min_order = min_order if terms.min_order is None else terms.min_order
        overdue_days = overdue_days if terms.overdue_days is None else terms.overdue_days
        delivery_days = delivery_days if terms.delivery_days is None else terms.delivery_days
        use_safety = use_safety if terms.use_safety is None else terms.use_safety
        no_delivery = no_delivery if terms.no_delivery is None else terms.no_delivery
        payment, deposit = terms.payment or payment, terms.deposit or deposit
        balance = terms.balance or balance
        pace, ladder, service = terms.pace or pace, terms.ladder or ladder, terms.service or service
        amends_most = amends_most if terms.amends_most is None else terms.amends_most
        return_days = return_days if terms.return_days is None else terms.return_days
    return Terms(
        {name: Level(outcome) for name, outcome in checks.items() if outcome != "off"},
        min_order,
        overdue_days,
        time.fromisoformat(cutoff) if cutoff else None,
        delivery_days,
        use_safety,
        policy.duplicate_days,
        payment,
        deposit,
        balance,
        return_days,
        policy.return_until,
        pace,
        ladder,
        amends_most,
        service,
        weekdays(no_delivery),
    )


def works_of(policy: Policy) -> tuple[Works, ...]:
    """The production lines: counted in pieces, or in minutes where a line has hours a day."""
    return tuple(
        Works(one.name, one.skus, one.per_day)
        if one.per_day is not None
        else Works(one.name, one.skus, (one.hours or Decimal(0)) * 60, one.minutes or Decimal(1))
        for one in policy.capacity
    )


def means_of(policy: Policy) -> Means:
    """What may be done for an order that jumps the queue."""
    rush = policy.rush
    others = tuple(Outside(one.name, one.skus, one.days, one.percent) for one in rush.outside)
    return Means(rush.overtime_hours / rush.day_hours, rush.overtime_hours, rush.overtime_cost, others)


def hours_of(ctx: Context) -> WorkTime:
    """When people are at work."""
    return hours_by(ctx.policy, ctx.zone)


def hours_by(policy: Policy, zone: ZoneInfo) -> WorkTime:
    """When people are at work, by the company's shifts and holidays."""
    return _hours(zone, policy.shifts, calendar_of(policy))


@lru_cache
def _hours(zone: ZoneInfo, shifts: tuple[str, ...], calendar: Calendar) -> WorkTime:
    """Made once for equal ones: every deadline asks for it several times."""
    return WorkTime(zone, tuple(sorted(shift(one) for one in shifts)), calendar)


def morning(day: date, ctx: Context) -> datetime:
    """When people are reminded on a day."""
    return datetime.combine(day, MORNING, ctx.zone).astimezone(UTC)


def calendar_of(policy: Policy) -> Calendar:
    """The working days, with what the company decided otherwise."""
    return _calendar(policy.days_off, policy.days_on, policy.rest_days)


@lru_cache
def _calendar(off: tuple[date, ...], on: tuple[date, ...], rest: tuple[Weekday, ...]) -> Calendar:
    return Calendar(frozenset(off), frozenset(on), weekdays(rest))


def weekdays(names: Iterable[Weekday]) -> frozenset[int]:
    """Days of the week by their Chinese names, Monday is 0."""
    return frozenset(WEEKDAYS.index(name) for name in names)
