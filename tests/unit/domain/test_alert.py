"""The ladder against a second, independent account of it, and its corners one by one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from config.watching import LADDERS, LadderSpec, RungSpec
from handlers.domain.alert import Alert, AlertState, Ladder, Step, Why
from handlers.domain.worktime import WorkTime, shift
from tests.unit.domain.ladder_spec import Spec

START = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
HOURS = WorkTime(ZONE, (shift("08:30-12:00"), shift("13:00-17:30")))
ALERT = Alert("order:1:late", "late", "备料中", "warehouse", "usual", START, START)
MINUTES = 400

acts = st.tuples(
    st.integers(0, MINUTES - 1),
    st.sampled_from(["take", "give", "mute", "close"]),
    st.sampled_from(["a", "b"]),
    st.integers(1, 120),
)


def minute(number: int) -> datetime:
    return START + timedelta(minutes=number)


@given(
    st.lists(st.integers(1, 60), min_size=1, max_size=4),
    st.integers(1, 60),
    st.integers(1, 90),
    st.integers(0, 4),
    st.lists(acts, max_size=6),
)
def test_the_ladder_does_what_is_said_of_it(
    waits: list[int], progress: int, repeat: int, times: int, done: list[tuple[int, str, str, int]]
) -> None:
    names = [f"level{n}" for n in range(len(waits))]
    spec = Spec(list(zip(names, waits, strict=True)), progress, repeat, times)
    rungs = tuple(RungSpec(to=(n,), wait=f"{w}m") for n, w in spec.rungs)
    own = LadderSpec(rungs=rungs, progress=f"{progress}m", repeat=f"{repeat}m", times=times)
    ladder = Ladder(own, WorkTime(ZONE, ()))
    step = ladder.open(ALERT, START)
    told = [(0, to, why.value) for to, why in step.told]
    alert, look = step.alert, step.next_at
    for now in range(MINUTES):
        spec.minute(now)
        if now and look is not None and look <= minute(now):
            step = ladder.due(alert, minute(now))
            alert, look = step.alert, step.next_at
            told += [(now, to, why.value) for to, why in step.told]
        for at, what, who, span in done:
            if at == now and alert.state is not AlertState.CLOSED:
                spec.does(what, who, span, now)
                step = did(ladder, alert, what, who, span, now)
                alert, look = step.alert, step.next_at
                told += [(now, to, why.value) for to, why in step.told]
    assert told == spec.told
    assert (alert.level, alert.state.value) == (spec.level, spec.mode)


def did(ladder: Ladder, alert: Alert, what: str, who: str, span: int, now: int) -> Step:
    if what == "take":
        return ladder.take(alert, who, minute(now))
    if what == "give":
        return ladder.give(alert, who, minute(now))
    if what == "mute":
        return ladder.mute(alert, minute(now + span))
    return ladder.close(alert, who, "好了", minute(now))


def test_nobody_is_told_in_quiet_hours() -> None:
    ladder = Ladder(LADDERS["anytime"], HOURS)
    night = datetime(2026, 3, 10, 22, 30, tzinfo=ZONE).astimezone(UTC)
    morning = datetime(2026, 3, 11, 8, 0, tzinfo=ZONE)
    step = ladder.open(ALERT, night)
    assert (step.told, step.next_at, step.alert.level) == ((), morning, 0)
    again = ladder.due(step.alert, morning.astimezone(UTC))
    assert again.told == (("owner", Why.LEVEL),)
    early = datetime(2026, 3, 11, 3, 0, tzinfo=ZONE).astimezone(UTC)
    assert ladder.awake(early) == morning
    assert ladder.awake(datetime(2026, 3, 11, 8, 0, tzinfo=ZONE)) == morning
    assert ladder.mute(ALERT, night).next_at == morning


def test_quiet_hours_at_noon_end_the_same_day() -> None:
    ladder = Ladder(LADDERS["usual"].model_copy(update={"quiet": "12:00-13:00"}), HOURS)
    noon = datetime(2026, 3, 10, 12, 10, tzinfo=ZONE).astimezone(UTC)
    assert ladder.awake(noon) == datetime(2026, 3, 10, 13, 0, tzinfo=ZONE)


def test_what_should_be_over_is_said_once_to_the_last_level_and_to_whoever_took_it() -> None:
    ladder = Ladder(LADDERS["usual"], HOURS)
    late = ladder.late_at(ALERT)
    assert late == START + timedelta(hours=24)
    assert ladder.late(replace(ALERT, level=2), late).told == (("manager", Why.LATE),)
    first = ladder.late(replace(ALERT, level=1), late)  # the manager's own turn comes before
    assert (first.told, first.next_at) == ((), late + timedelta(minutes=20))
    heard = replace(ALERT, level=2)
    assert ladder.late(heard, late + timedelta(minutes=20), heard=late) == Step(heard)
    taken = ladder.take(ALERT, "u1", START).alert
    assert ladder.late(taken, late).told == (("user:u1", Why.LATE), ("manager", Why.LATE))
    muted = ladder.mute(taken, late + timedelta(hours=1)).alert
    assert (ladder.late(muted, late).told, ladder.late(muted, late).next_at) == ((), late + timedelta(hours=1))
    closed = ladder.close(taken, "u1", "好了", late).alert
    assert ladder.late(closed, late) == Step(closed)
    assert ladder.due(closed, late) == Step(closed)


def test_a_look_that_comes_too_early_in_silence_changes_nothing() -> None:
    ladder = Ladder(LADDERS["usual"], HOURS)
    muted = ladder.mute(ALERT, START + timedelta(hours=2)).alert
    assert ladder.due(muted, START + timedelta(hours=1)) == Step(muted, next_at=START + timedelta(hours=2))


def test_what_is_counted_in_working_time_waits_for_it_unless_the_next_level_is_urgent() -> None:
    friday, monday = datetime(2026, 3, 13, 17, 0, tzinfo=ZONE), datetime(2026, 3, 16, 8, 30, tzinfo=ZONE)
    rest = datetime(2026, 3, 14, 11, 0, tzinfo=ZONE)
    usual = Ladder(LADDERS["usual"], HOURS)
    assert usual.at_work(ALERT, rest) == monday
    assert usual.at_work(ALERT, friday) == friday
    assert usual.mute(ALERT, friday + timedelta(hours=2)).next_at == monday
    assert Ladder(LADDERS["anytime"], HOURS).at_work(ALERT, rest) == rest
    rungs = (RungSpec(to=("owner",), wait="20m working", urgent=True), RungSpec(to=("manager",), wait="20m working"))
    urgent = Ladder(LADDERS["usual"].model_copy(update={"rungs": rungs}), HOURS)
    assert urgent.at_work(ALERT, rest) == rest
    assert urgent.at_work(replace(ALERT, level=1), rest) == monday
