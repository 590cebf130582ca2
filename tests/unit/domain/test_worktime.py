"""Working time: shifts, nights, holidays and make-up days, daylight saving."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.domain.calendar import Calendar
from handlers.domain.worktime import Term, WorkTime, shift, term

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = WorkTime(SHANGHAI, (shift("08:30-12:00"), shift("13:00-17:30")))
NIGHT = WorkTime(SHANGHAI, (shift("22:00-06:00"),))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "words", "due"),
    [
        ("2026-03-09 16:30", "4h working", "2026-03-10 11:30"),  # the breaker of the acceptance story
        ("2026-03-10 11:52:10", "30m working", "2026-03-10 13:22:10"),  # over lunch
        ("2026-03-09 08:30", "3h working", "2026-03-09 11:30"),
        ("2026-03-09 08:30", "210m working", "2026-03-09 12:00"),  # the end of a shift, not the start of the next
        ("2026-03-09 20:30", "1h working", "2026-03-10 09:30"),
        ("2026-03-13 17:00", "1h working", "2026-03-16 09:00"),  # over a weekend
        ("2026-04-03 17:00", "1h working", "2026-04-07 09:00"),  # 清明: 4 to 6 April 2026
        ("2026-02-13 17:00", "1h working", "2026-02-14 09:00"),  # 14 February 2026 makes up for 春节
        ("2026-12-31 17:00", "48h", "2027-01-02 17:00"),
        ("2026-03-09 16:30", "3d", "2026-03-12 16:30"),
    ],
)
def test_terms_end_where_people_would_say(start: str, words: str, due: str) -> None:
    assert DAY.after(at(start), term(words)) == at(due)


def test_a_night_shift_belongs_to_the_day_it_begins() -> None:
    assert NIGHT.after(at("2026-03-14 02:00"), term("3h working")) == at("2026-03-14 05:00")  # Friday's shift
    assert NIGHT.after(at("2026-03-14 05:00"), term("2h working")) == at("2026-03-16 23:00")
    assert NIGHT.works(at("2026-03-14 05:59"))
    assert not NIGHT.works(at("2026-03-14 06:00"))


def test_the_companys_own_days_count() -> None:
    off = WorkTime(SHANGHAI, DAY.shifts, Calendar(off=frozenset({date(2026, 3, 10)}), on=frozenset({date(2026, 3, 8)})))
    assert off.after(at("2026-03-09 17:00"), term("1h working")) == at("2026-03-11 09:00")
    assert off.works(at("2026-03-08 09:00"))


def test_a_night_on_which_clocks_change_is_as_long_as_it_is() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    night = WorkTime(berlin, (shift("22:00-06:00"),), Calendar(on=frozenset({date(2026, 3, 28)})))
    start = datetime(2026, 3, 28, 22, tzinfo=berlin)
    assert night.between(start, datetime(2026, 3, 29, 6, tzinfo=berlin)) == timedelta(hours=7)


def test_the_hours_of_the_acceptance_story() -> None:
    gone = DAY.between(at("2026-03-09 16:30"), at("2026-03-10 13:41"))
    assert abs(gone - timedelta(hours=5.2)) < timedelta(minutes=6)
    assert DAY.between(at("2026-03-10 13:41"), at("2026-03-09 16:30")) == timedelta()


def test_without_shifts_or_working_days_the_wall_clock_counts() -> None:
    none = WorkTime(SHANGHAI, ())
    assert none.after(at("2026-03-09 16:30"), term("4h working")) == at("2026-03-09 20:30")
    never = Calendar(off=frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(4000)))
    shut = WorkTime(SHANGHAI, DAY.shifts, never)
    assert shut.after(at("2026-03-09 16:30"), term("4h working")) == at("2026-03-09 20:30")
    assert not shut.works(at("2026-03-09 16:30"))


@pytest.mark.parametrize("text", ["4 days", "0h", "3d working", "h", "12345m", ""])
def test_what_is_no_term_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a term"):
        term(text)


@pytest.mark.parametrize("text", ["08:30", "08:30-08:30", "8-9-10", ""])
def test_what_is_no_shift_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"shift|isoformat|unpack"):
        shift(text)


@given(
    st.integers(0, 1000 * 24 * 60),
    st.integers(1, 60 * 60),
    st.sampled_from([DAY, NIGHT]),
)
def test_as_much_time_goes_by_as_was_asked_for(start: int, minutes: int, hours: WorkTime) -> None:
    begin = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=start)
    due = hours.after(begin, Term(timedelta(minutes=minutes), working=True))
    assert hours.between(begin, due) == timedelta(minutes=minutes)
    assert hours.between(begin, due - timedelta(seconds=1)) < timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("now", "work"),
    [
        ("2026-03-13 16:30", "2026-03-13 16:30"),
        ("2026-03-13 17:30", "2026-03-16 08:30"),
        ("2026-03-14 16:30", "2026-03-16 08:30"),  # a Saturday
        ("2026-02-14 09:00", "2026-02-14 09:00"),  # a Saturday that makes up for 春节
        ("2026-02-17 09:00", "2026-02-24 08:30"),  # 春节 2026: 15 to 23 February
    ],
)
def test_the_next_hour_of_work(now: str, work: str) -> None:
    assert DAY.next_work(at(now)) == at(work)
