"""An alert: something is late or short, who was told, who takes care of it, and what comes next."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from config.watching import LadderSpec, RungSpec
from handlers.domain.messaging import ChatKind, ChatRef
from handlers.domain.order import OrderId
from handlers.domain.party import as_owner
from handlers.domain.worktime import Shift, Term, WorkTime, shift, term

NEXT = "alert"  # the kind of deadline that takes an alert one step on
ALERT = "alert:"  # the key of an alert's cards begins with it
LATE = "alert_late"  # the kind that says that an alert should be over
SHORT = "short"  # the kind that looks at a product that is short; also the rule of its alert
DAY = Term(timedelta(hours=24))
MOVED = "short_moved"  # the kind that tells a figure of a shortage again, where its card could not follow
OVER = "alert_over"  # the kind that tells in the morning what was over in quiet hours
SETTLE = "settle"  # the kind that closes alerts of an order that moved on


class AlertState(StrEnum):
    """Where an alert stands."""

    OPEN = "open"
    TAKEN = "taken"
    MUTED = "muted"
    CLOSED = "closed"


class Why(StrEnum):
    """Why somebody is told."""

    LEVEL = "level"  # it is his level's turn
    AGAIN = "again"  # nobody has answered, not even the last level
    STILL = "still"  # it was taken over, and nothing has come of it
    UNMUTED = "unmuted"  # the silence is over
    GIVEN = "given"  # somebody gave it to him
    LATE = "late"  # it should have been over by now
    CALLED = "called"  # his telephone rang: the call was ordered
    ALONE = "alone"  # nobody of those whose turn it is can be told


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that must be dealt with; unique by subject while it is not closed."""

    subject: str  # what is grouped: the same order and rule, the same product
    rule: str  # a watch of the flow, or "short"
    title: str
    owner: str  # a role, or a person (party.as_owner)
    ladder: str  # a key of policy.ladders
    since: datetime  # when its clock started
    opened_at: datetime
    order_id: OrderId | None = None
    sku: str = ""
    state: AlertState = AlertState.OPEN
    level: int = 0  # 1-based rung that was told last; 0: nobody yet
    reminded: int = 0  # since somebody answered, or the last level was reached
    taken_by: str = ""  # people.user
    taken_at: datetime | None = None
    muted_until: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str = ""  # people.user; empty: it went by itself
    conclusion: str = ""  # while it is not closed: why it is late
    pending: str = ""  # what was asked: solve | pass_on | explain | fix_day | contacted | reroute | recount
    pending_by: str = ""
    pending_at: datetime | None = None
    pending_in: str = ""  # the group where it was asked (`place_of`); empty: where nobody else reads
    id: int = 0

    @property
    def key(self) -> str:
        """What its cards are called."""
        return f"{ALERT}{self.id}"


@dataclass(frozen=True, slots=True)
class AlertTold:
    """Who was told of an alert, and on which card."""

    alert_id: int
    to: str  # user:u14 or role:production (its group)
    key: str
    why: str  # a `Why`
    level: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """An alert after something happened to it, who is told why, and when to look again (None: never)."""

    alert: Alert
    told: tuple[tuple[str, Why], ...] = ()  # audiences of a rung, or "user:" and a person
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs and waits of a ladder, on the shop's hours."""

    spec: LadderSpec
    hours: WorkTime

    def open(self, alert: Alert, now: datetime) -> Step:
        """A new alert: the first level is told, or nobody before the quiet hours are over."""
        return self.due(replace(alert, level=0, reminded=0), now)

    def due(self, alert: Alert, now: datetime) -> Step:
        """The time of its next step has come; in quiet hours nobody is told and it comes later."""
        if alert.state is AlertState.CLOSED:
            return Step(alert)
        awake = self._heard_at(alert, now)
        if awake > now:
            return Step(alert, next_at=awake)
        return self._on(alert, now)

    def late(self, alert: Alert, now: datetime, heard: datetime | None = None) -> Step:
        """It should have been over by now: the last level hears of it, and whoever took it over, once.

        Where that level's patience is counted in working time, it hears of it while somebody is at work; never before
        its own turn. `heard`: when it was told last; where it was late by then, there is nothing to add.
        """
        if alert.state is AlertState.CLOSED:
            return Step(alert)
        if alert.state is AlertState.OPEN and alert.level < len(self.spec.rungs):
            wait = term(self.spec.rungs[max(alert.level, 1) - 1].wait)
            return Step(alert, next_at=self._heard_at(alert, self.hours.after(now, wait)))
        if alert.state is AlertState.OPEN and heard is not None and heard >= self.late_at(alert):
            return Step(alert)
        silent = alert.muted_until if alert.state is AlertState.MUTED else None
        later = max(now, silent or now)
        if self._at_work:
            later = self.hours.next_work(later)
        later = self.awake(later)
        if later > now:
            return Step(alert, next_at=later)
        taker = ((as_owner(alert.taken_by), Why.LATE),) if alert.taken_by else ()
        return Step(alert, (*taker, *self._top(Why.LATE)))

    def late_at(self, alert: Alert) -> datetime:
        """When it should be over."""
        return self._after(alert, term(self.spec.close))

    def a_day_old(self, alert: Alert) -> datetime:
        """When it has been there for a day, within which it should be over: for the digests."""
        return self._after(alert, DAY)

    def in_time(self, alert: Alert) -> bool:
        """Whether it was over within a day."""
        return alert.closed_at is not None and alert.closed_at <= self.a_day_old(alert)

    def _after(self, alert: Alert, span: Term) -> datetime:
        """When it has been there so long; at work, days of rest are left out of the clock's time too."""
        if self._at_work and not span.working:
            return self.hours.over_days(alert.opened_at, span.span)
        return self.hours.after(alert.opened_at, span)

    @property
    def _at_work(self) -> bool:
        """Whether the last level's patience is counted in working time."""
        return term(self.spec.rungs[-1].wait).working

    def take(self, alert: Alert, by: str, now: datetime) -> Step:
        """Somebody deals with it."""
        taken = replace(
            answered(alert), state=AlertState.TAKEN, taken_by=by, taken_at=now, reminded=0, muted_until=None
        )
        return self._wait(taken, now, self.spec.progress)

    def fix(self, alert: Alert, by: str, day: date, now: datetime) -> Step:
        """Somebody deals with it by the end of a day: nothing is asked before the next one."""
        over = datetime.combine(day + timedelta(days=1), time(), self.hours.zone).astimezone(now.tzinfo)
        step = self.take(alert, by, now)
        return replace(step, next_at=self.awake(self.hours.after(over, term(self.spec.progress))))

    def give(self, alert: Alert, to: str, now: datetime) -> Step:
        """Somebody gives it to somebody else, who has not said anything yet but is the one from now on."""
        step = self.take(alert, to, now)
        return replace(step, told=((as_owner(to), Why.GIVEN),))

    def mute(self, alert: Alert, until: datetime) -> Step:
        """Nobody hears of it until then, nor before somebody is at work again."""
        muted = replace(answered(alert), state=AlertState.MUTED, muted_until=until)
        return Step(muted, next_at=self.heard_again(muted))

    def unmute(self, alert: Alert, now: datetime) -> Step:
        """The silence ends before its time: whoever ends it knows, so that nobody is told anew."""
        return replace(self._unmuted(alert, now), told=()) if alert.state is AlertState.MUTED else Step(alert)

    def heard_again(self, alert: Alert) -> datetime | None:
        """When somebody is told after a silence: its end, or the next time at which somebody is at work and awake."""
        if alert.state is not AlertState.MUTED or alert.muted_until is None:
            return None
        return self.awake(self.at_work(alert, alert.muted_until))

    def close(self, alert: Alert, by: str, conclusion: str, now: datetime) -> Step:
        """It is over; whoever is just writing what somebody else wrote first is told so when he is done."""
        over = alert if alert.pending and alert.pending_by != by else answered(alert)
        over = replace(over, state=AlertState.CLOSED, closed_by=by, closed_at=now, conclusion=conclusion)
        return Step(over)

    def at_work(self, alert: Alert, at: datetime) -> datetime:
        """This instant, or the next one at which somebody is at work.

        Where the last level's patience is counted by the clock, or the next level is told at any hour, this instant.
        """
        urgent = alert.state is AlertState.OPEN and self._next(alert).urgent
        return self.hours.next_work(at) if self._at_work and not urgent else at

    def awake(self, at: datetime) -> datetime:
        """This instant, or the end of the quiet hours that it falls into."""
        if not self.spec.quiet:
            return at
        begin, end = shift(self.spec.quiet)
        local = at.astimezone(self.hours.zone)
        if not _within(local.time(), (begin, end)):
            return at
        day = local.date() + timedelta(days=1 if end <= local.time() else 0)
        return datetime.combine(day, end, self.hours.zone).astimezone(at.tzinfo)

    def _heard_at(self, alert: Alert, at: datetime) -> datetime:
        """This instant where the next to be told of an alert nobody answered are told at night too; else `awake`."""
        if alert.state is not AlertState.OPEN:
            return self.awake(at)
        return at if self._next(alert).urgent else self.awake(at)

    def _next(self, alert: Alert) -> RungSpec:
        return self.spec.rungs[min(alert.level, len(self.spec.rungs) - 1)]

    def _on(self, alert: Alert, now: datetime) -> Step:
        if alert.state is AlertState.MUTED:
            if alert.muted_until is not None and alert.muted_until > now:
                return Step(alert, next_at=self.heard_again(alert))
            return self._unmuted(alert, now)
        if alert.state is AlertState.TAKEN:
            return self._no_progress(alert, now)
        if alert.level < len(self.spec.rungs):
            return self._up(alert, now)
        if alert.reminded >= self.spec.times:
            return Step(alert)
        again = replace(alert, reminded=alert.reminded + 1)
        return self._wait(again, now, self.spec.repeat, self._top(Why.AGAIN))

    def _up(self, alert: Alert, now: datetime) -> Step:
        rung = self.spec.rungs[alert.level]
        higher = replace(alert, level=alert.level + 1, reminded=0)
        return self._wait(higher, now, rung.wait, tuple((to, Why.LEVEL) for to in rung.to))

    def _no_progress(self, alert: Alert, now: datetime) -> Step:
        """Whoever took it is reminded; from the second time on the next level hears of it too."""
        if alert.reminded >= self.spec.times:
            return Step(alert)
        told: tuple[tuple[str, Why], ...] = ((as_owner(alert.taken_by), Why.STILL),)
        again = replace(alert, reminded=alert.reminded + 1)
        if alert.reminded and alert.level < len(self.spec.rungs):
            told += tuple((to, Why.STILL) for to in self.spec.rungs[alert.level].to)
            again = replace(again, level=alert.level + 1)
        return self._wait(again, now, self.spec.progress, told)

    def _unmuted(self, alert: Alert, now: datetime) -> Step:
        if alert.taken_by:
            back = replace(alert, state=AlertState.TAKEN, muted_until=None)
            return self._wait(back, now, self.spec.progress, ((as_owner(alert.taken_by), Why.UNMUTED),))
        back = replace(alert, state=AlertState.OPEN, muted_until=None, level=max(alert.level, 1))
        rung = self.spec.rungs[min(back.level, len(self.spec.rungs)) - 1]
        return self._wait(back, now, rung.wait, tuple((to, Why.UNMUTED) for to in rung.to))

    def _top(self, why: Why) -> tuple[tuple[str, Why], ...]:
        return tuple((to, why) for to in self.spec.rungs[-1].to)

    def _wait(self, alert: Alert, now: datetime, wait: str, told: tuple[tuple[str, Why], ...] = ()) -> Step:
        return Step(alert, told, self._heard_at(alert, self.hours.after(now, term(wait))))


def answered(alert: Alert) -> Alert:
    """Nothing is asked of anybody."""
    return replace(alert, pending="", pending_by="", pending_at=None, pending_in="")


def asking(alert: Alert, what: str, by: str, now: datetime, chat: ChatRef) -> Alert:
    """Somebody's next words, in this chat or where nobody else reads, are what was asked of him."""
    return replace(alert, pending=what, pending_by=by, pending_at=now, pending_in=place_of(chat))


def place_of(chat: ChatRef) -> str:
    """A group as it is kept; empty for a direct chat: all of one person are one."""
    return f"{chat.channel}:{chat.chat_id}" if chat.kind is ChatKind.GROUP else ""


def _within(at: time, hours: Shift) -> bool:
    begin, end = hours
    return begin <= at < end if begin < end else at >= begin or at < end
