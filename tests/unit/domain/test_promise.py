"""When the goods can be there: never more than is available, always with the reason."""

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from handlers.domain.calendar import Calendar
from handlers.domain.order import Line
from handlers.domain.promise import Inbound, Promise, Shipping, Source, Supply, promises, whole
from handlers.domain.reserve import Level, may_hold, shares
from handlers.domain.typed import Typed, read
from nlp.almanac import is_workday

D = Decimal
NOW = datetime(2026, 3, 10, 9, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
SHIPPING = Shipping(NOW, cutoff=time(17))


def coming(*rows: tuple[int, int]) -> tuple[Inbound, ...]:
    return tuple(Inbound(f"P{n}", "A", D(qty), date(2026, 3, day)) for n, (qty, day) in enumerate(rows))


def promised(need: int, supply: Supply) -> Promise:
    line = Line(1, "A", "甲", base_qty=D(need), base_unit="件")
    return promises([line], {"A": supply}, SHIPPING)[0]


@pytest.mark.parametrize(
    ("need", "supply", "short", "source", "day"),
    [
        (10, Supply(D(10)), 0, Source.STOCK, "2026-03-11"),
        (10, Supply(D(4), coming((6, 12))), 6, Source.INBOUND, "2026-03-13"),
        (10, Supply(D(4), coming((5, 12), (1, 20))), 6, Source.INBOUND, "2026-03-21"),
        (10, Supply(D(4), coming((6, 12)), claimed=D(1), lead_days=10), 6, Source.LEAD, "2026-03-21"),
        (10, Supply(D(4), coming((6, 12), (9, 25)), claimed=D(6)), 6, Source.INBOUND, "2026-03-26"),
        (10, Supply(D(0), (), lead_days=4), 10, Source.LEAD, "2026-03-17"),  # ready on a Saturday, leaves on Monday
        (10, Supply(D(4), coming((5, 30)), lead_days=3), 6, Source.LEAD, "2026-03-31"),
        (10, Supply(D(4)), 6, Source.UNKNOWN, None),
        (10, Supply(D(0), coming((10, 2))), 10, Source.INBOUND, "2026-03-11"),  # late already: from today on
    ],
)
def test_where_the_last_piece_comes_from(
    need: int, supply: Supply, short: int, source: Source, day: str | None
) -> None:
    found = promised(need, supply)
    assert (found.short, found.source, found.day) == (D(short), source, date.fromisoformat(day) if day else None)


def test_lines_of_one_product_share_what_there_is() -> None:
    lines = [Line(n, "A", "甲", base_qty=D(6)) for n in (1, 2, 3)]
    found = promises(lines, {"A": Supply(D(8), coming((5, 12)), D(0), 5)}, SHIPPING)
    assert [(p.short, p.source) for p in found] == [
        (D(0), Source.STOCK),
        (D(4), Source.INBOUND),
        (D(6), Source.LEAD),
    ]
    assert whole(found) == found[2].day
    assert whole([*found, promised(1, Supply())]) is None


def test_never_more_is_promised_than_there_will_be() -> None:
    rng = random.Random(37)
    for _ in range(3000):
        lines = [Line(n, "A", base_qty=D(rng.randint(1, 40))) for n in range(1, rng.randint(2, 5))]
        rows = coming(*((rng.randint(0, 30), rng.randint(11, 28)) for _ in range(rng.randint(0, 4))))
        now, claimed = D(rng.randint(0, 40)), D(rng.randint(0, 30))
        found = promises(lines, {"A": Supply(now, rows, claimed)}, SHIPPING)
        assert sum(p.now for p in found) <= now
        later = sum(p.short for p in found if p.source is Source.INBOUND)
        assert later <= max(D(0), sum((r.qty for r in rows), D(0)) - claimed)


def test_after_the_cut_off_it_leaves_the_next_working_day() -> None:
    late = Shipping(NOW.replace(hour=17, minute=0), cutoff=time(17), delivery_days=2)
    assert late.first == date(2026, 3, 13)
    friday = Shipping(NOW.replace(day=13, hour=18), cutoff=time(17))
    assert friday.first == date(2026, 3, 17)


def test_the_company_s_own_days_go_before_the_calendar() -> None:
    calendar = Calendar(frozenset({date(2026, 3, 10)}), frozenset({date(2026, 3, 14)}))
    assert [calendar.works(date(2026, 3, day)) for day in (10, 11, 14, 15)] == [False, True, True, False]
    assert calendar.next_working(date(2026, 3, 10)) == date(2026, 3, 11)
    assert Calendar().works(date(2046, 3, 12))  # a Monday of a year nobody has published
    assert not Calendar().works(date(2046, 10, 1))  # a Monday too, and the feast is the law's
    days = [date(2025, 1, 1) + timedelta(days=n) for n in range(730)]
    assert [day for day in days if Calendar().works(day) is not is_workday(day)] == []
    six = Calendar(rest=frozenset({6}))
    assert [six.works(date(2026, 3, day)) for day in (13, 14, 15)] == [True, True, False]
    assert not six.works(date(2026, 2, 21))  # a Saturday of the spring festival
    assert six.works(date(2026, 2, 28))  # a Saturday that makes up for it
    never = Calendar(frozenset(date(2026, 3, 1) + timedelta(days=n) for n in range(800)))
    assert never.next_working(date(2026, 3, 10)) == date(2026, 3, 10)


def test_goods_do_not_arrive_on_a_day_on_which_nobody_takes_them_in() -> None:
    friday = Shipping(NOW.replace(day=13), delivery_days=2, no_delivery=frozenset({6, 0}))
    assert friday.first == date(2026, 3, 17)


@pytest.mark.parametrize(
    ("need", "own", "level", "safety", "expected"),
    [(5, 0, (10, 0), 0, 5), (5, 0, (10, 8), 0, 2), (5, 3, (10, 10), 0, 3), (5, 0, (10, 0), 8, 2), (5, 4, (4, 4), 9, 4)],
)
def test_what_an_order_may_hold(need: int, own: int, level: tuple[int, int], safety: int, expected: int) -> None:
    assert may_hold(D(need), D(own), Level(D(level[0]), D(level[1])), D(safety)) == expected
    assert shares({"X": D(1)}, {}, {}, {}) == {}


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("到货 LT-07 300", Typed("receipt", "LT-07", D(300))),
        ("收货:LT-07 2箱", Typed("receipt", "LT-07", D(2), unit="箱")),
        ("盘点 LT-07 0", Typed("count", "LT-07", D(0))),
        ("到货 LT-07 0", Typed("receipt", "LT-07")),  # heard, so that it can be refused
        ("货到了吗", None),
        ("谁占了 LT-07?", Typed("holders", "LT-07")),
        ("批准 0012 老客户,周五付清。", Typed("grant", "0012", words="老客户,周五付清")),
        ("驳回0012", Typed("deny", "0012")),
        ("批准了吗", None),
        ("重新申请 0012", Typed("ask_again", "0012")),
        ("等齐!", Typed("whole")),
        ("先发现货", Typed("part")),
        ("先发现货给恒力", None),
    ],
)
def test_commands_are_read_to_the_letter(text: str, command: Typed | None) -> None:
    assert read(text) == command
