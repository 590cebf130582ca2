"""How many messages a chat may still get, and what follows: send, fold several into one, wait, or let a person tell.

Platforms limit what may be said to one chat in a minute or an hour, and some let a business speak only for a while
after the customer did. What goes beyond is refused, dropped without a word, or gets the account blocked; so nothing
is sent before it was asked here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal


class WindowKind(StrEnum):
    """What a chat's reader did last, as far as it matters to what he may be told."""

    SAID = "said"  # wrote something: the long window
    ACTED = "acted"  # opened, followed, scanned: a short one
    HUMAN = "human"  # is being served by a person: the bot may not speak


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` messages in any `seconds`."""

    count: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one action of the reader allows: `count` messages within `seconds` after it."""

    count: int
    seconds: int


Allowances = Mapping[WindowKind, Allowance]
Told = Sequence[tuple[datetime, int]]  # when, how many messages; oldest first


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a chat was told lately, and what its reader did to be told more."""

    told: tuple[tuple[datetime, int], ...] = ()  # when, how many messages; oldest first
    opened: Mapping[str, datetime] = field(default_factory=dict)  # kind of window -> since when


@dataclass(frozen=True, slots=True)
class Reach:
    """How much a customer may still be told before he writes again: `until` is None where his window is closed."""

    left: int = 0
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """An allowance that is running."""

    until: datetime
    left: int


@dataclass(frozen=True, slots=True)
class Budget:
    """What a chat may get. `grants` is None where the platform asks for no window."""

    rates: tuple[Rate, ...] = ()
    told: tuple[tuple[datetime, int], ...] = ()
    grants: tuple[Grant, ...] | None = None
    human: bool = False


@dataclass(frozen=True, slots=True)
class Send:
    """The oldest goes out as it is. `left` is what the window allows after it, None where there is no window."""

    left: int | None = None


@dataclass(frozen=True, slots=True)
class Fold:
    """The oldest `count` go out together as one message."""

    count: int
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Defer:
    """Nothing may go out before then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class HandOver:
    """The platform would refuse it until the reader writes again: somebody else has to tell."""

    reason: Literal["window", "budget", "human"]


Plan = Send | Fold | Defer | HandOver
MARGIN = timedelta(minutes=1)  # a window is taken to end a little earlier: clocks differ, and sending takes time


def budget(
    rates: tuple[Rate, ...], allowances: Allowances | None, told: Told, opened: Mapping[str, datetime], now: datetime
) -> Budget:
    """What a chat may get now: `told` since the oldest thing that counts, `opened` the reader's last actions."""
    if allowances is None:
        return Budget(rates, tuple(told))
    grants = tuple(
        grant
        for kind, allowance in allowances.items()
        if kind in opened and (grant := _grant(allowance, opened[kind], told)).until > now
    )
    return Budget(rates, tuple(told), grants, WindowKind.HUMAN in opened)


def reach(allowances: Allowances, ledger: Ledger, now: datetime) -> Reach:
    """What is left of a chat's windows; nothing while a person serves its reader."""
    has = budget((), allowances, ledger.told, ledger.opened, now)
    if has.human or not has.grants:
        return Reach()
    best = max(has.grants, key=lambda grant: (grant.left, grant.until))
    return Reach(max(best.left, 0), best.until)


def counted_since(rates: tuple[Rate, ...], now: datetime) -> datetime:
    """Since when messages count for the rates."""
    return now - timedelta(seconds=max((rate.seconds for rate in rates), default=0))


def plan(needs: Sequence[int], has: Budget, now: datetime) -> Plan:
    """What to do about the things that wait in a chat, oldest first; `needs` is how many messages each one takes."""
    if has.human:
        return HandOver("human")
    window = _window_room(has)
    if window is not None and window <= 0:
        return HandOver("budget" if has.grants else "window")
    room = [rate.count - _within(rate, has.told, now) for rate in has.rates]
    if room and min(room) <= 0:
        return _later(has, now)
    free = min([*room, *([window] if window is not None else [])], default=sum(needs))
    if sum(needs) <= free:
        return Send(None if window is None else window - needs[0])
    left = None if window is None else window - 1
    for count in range(1, len(needs) + 1):
        if 1 + sum(needs[count:]) <= free:
            return Fold(count, left)
    return Fold(len(needs), left)


def _grant(allowance: Allowance, opened: datetime, told: Told) -> Grant:
    length = timedelta(seconds=allowance.seconds)
    used = sum(count for at, count in told if at >= opened)
    return Grant(opened + length - min(MARGIN, length // 4), allowance.count - used)


def _window_room(has: Budget) -> int | None:
    return None if has.grants is None else max((grant.left for grant in has.grants), default=0)


def _within(rate: Rate, told: Told, now: datetime) -> int:
    return sum(count for at, count in told if at > now - timedelta(seconds=rate.seconds))


def _later(has: Budget, now: datetime) -> Plan:
    """When enough of what went out is old enough; a window that ends before is as good as closed."""
    until = max(_free_at(rate, has.told, now) for rate in has.rates)
    if has.grants is not None and all(grant.until <= until or grant.left <= 0 for grant in has.grants):
        return HandOver("window")
    return Defer(until)


def _free_at(rate: Rate, told: Told, now: datetime) -> datetime:
    over = _within(rate, told, now) - rate.count
    for at, count in sorted(told):
        if at <= now - timedelta(seconds=rate.seconds):
            continue
        if over < 0:
            break
        over -= count
        if over < 0:
            return at + timedelta(seconds=rate.seconds)
    return now
