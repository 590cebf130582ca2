"""When the order was placed that somebody speaks of."""

from datetime import date

import pytest

from handlers.domain.placed_when import placed_when

TUESDAY = date(2026, 3, 17)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("上周那单发了吗", "2026-03-09", "2026-03-15"),
        ("上周的货到哪了", "2026-03-09", "2026-03-15"),
        ("上个星期订的转向节到哪了", "2026-03-09", "2026-03-15"),
        ("上上周那批货呢", "2026-03-02", "2026-03-08"),
        ("上周三那单发了没", "2026-03-11", "2026-03-11"),
        ("上周日下的单", "2026-03-15", "2026-03-15"),
        ("昨天下的单发了没", "2026-03-16", "2026-03-16"),
        ("我前天要的货到哪了", "2026-03-15", "2026-03-15"),
        ("今天下的单排了吗", "2026-03-17", "2026-03-17"),
        ("这周订的货发了吗", "2026-03-16", "2026-03-17"),
        ("上个月那单到了没", "2026-02-01", "2026-02-28"),
        ("上上个月订的呢", "2026-01-01", "2026-01-31"),
        ("本月下的单到哪了", "2026-03-01", "2026-03-17"),
        ("3月10号那单发了吗", "2026-03-10", "2026-03-10"),
        ("3月10日下的货呢", "2026-03-10", "2026-03-10"),
        ("12月5号那单", "2025-12-05", "2025-12-05"),
    ],
)
def test_days_gone_by_are_read(text: str, first: str, last: str) -> None:
    assert placed_when(text, TUESDAY) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    [
        "我的货到哪了",
        "今天的货到了吗",
        "今天能到吗",
        "周五能到吗",
        "这周能发吗",
        "上周末",
        "转向节发了没",
        "2月30号那单",
        "本月的货到哪了",
    ],
)
def test_what_says_nothing_of_that_is_not_read(text: str) -> None:
    assert placed_when(text, TUESDAY) is None
