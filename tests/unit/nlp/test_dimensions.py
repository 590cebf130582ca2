"""What holds for all readers: masks, spans, doubt, hostile input. The values themselves are in the corpora."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from nlp import almanac
from nlp.dimensions.address.rules import find_addresses
from nlp.dimensions.date.rules import DateValue, find_dates
from nlp.dimensions.found import Found, covered, spans, stretch
from nlp.dimensions.money.rules import find_prices
from nlp.dimensions.numeral.rules import find_numbers
from nlp.dimensions.order_ref.rules import find_order_refs
from nlp.dimensions.phone.rules import find_phones
from nlp.dimensions.quantity.rules import DOZEN, Quantity, find_quantities
from nlp.normalize import normalize
from nlp.types import DueKind
from nlp.values import read_values

NOW = datetime(2026, 3, 10, 9, tzinfo=ZoneInfo("Asia/Shanghai"))

Reader = Callable[[str, int], Sequence[Found[Any]]]
READERS: dict[str, Reader] = {
    "numeral": find_numbers,
    "quantity": lambda text, masked: find_quantities(text, {"箱", "件"}, masked),
    "date": lambda text, masked: find_dates(text, NOW, masked),
    "money": find_prices,
    "phone": lambda text, masked: find_phones(text),
    "order_ref": find_order_refs,
    "address": find_addresses,
}
MASKABLE = ["numeral", "quantity", "date", "money", "order_ref", "address"]

RICH = (
    "SO20260301-0012 恒力要转向节左右各20箱,单价46.5元,15号前送到玉环厂区,电话13812345678,"
    "另加300+200件,中秋前再来三箱半,顺丰SF1420087731256"
)
HOSTILE = [
    "9" * 20_000,
    "一" * 20_000,
    "十" * 20_000,
    "1+" * 10_000,
    "1,234" * 4_000,
    "送到" * 10_000,
    "送到" + "路" * 19_000,
    "3月" * 10_000,
    "周一" * 10_000,
    "1/2 " * 5_000,
    "前" * 20_000,
    "下" * 20_000,
    "各" * 20_000,
    "a" * 20_000,
    " " * 20_000,
    "月底" * 10_000,
    "1-" * 10_000,
    "15号到" * 5_000,
    "分之" * 10_000,
    "1分之" * 6_000,
    "一 " * 10_000,
    "3·" * 10_000,
    "农历" * 10_000,
    "2026-" * 4_000,
    "(" * 20_000,
    "半" * 20_000,
    "春节" * 10_000,
    "1.1." * 5_000,
    "三" * 20_000 + "号",
    "单号" * 10_000,
    "so20260101-" * 1_800,
    "\n" * 20_000,
    "12:30 " * 3_000,
    "必须" * 10_000,
    "几" * 20_000,
    "北京" * 10_000,
    "15号 前一天 " * 2_500,
    "5箱零" * 6_000,
    "的" * 20_000,
    "15号" + "必须一定" * 5_000,
    "1*" * 10_000,
    "明天" * 10_000,
    "单价" * 10_000,
    "9" * 400,
    "‮🧨" * 9_000,
    "'; DROP TABLE orders; --{{7*7}}${x}" * 400,
]


@pytest.mark.parametrize("name", READERS)
def test_words_are_what_stands_at_the_span(name: str) -> None:
    text = normalize(RICH)
    found = READERS[name](text, 0)
    assert found
    for one in found:
        assert text[one.span.start : one.span.end] == one.words
        assert 0 < one.confidence <= 1


@pytest.mark.parametrize("name", READERS)
def test_values_come_in_the_order_of_the_text_and_do_not_overlap(name: str) -> None:
    where = [one.span for one in READERS[name](normalize(RICH), 0)]
    assert all(left.end <= right.start for left, right in pairwise(where))


@pytest.mark.parametrize("name", MASKABLE)
def test_masked_places_give_nothing(name: str) -> None:
    text = normalize(RICH)
    assert READERS[name](text, covered([(0, len(text))])) == []


@pytest.mark.parametrize("name", MASKABLE)
def test_masking_one_value_leaves_the_others(name: str) -> None:
    text = normalize(RICH)
    first, *rest = READERS[name](text, 0)
    assert [one.value for one in READERS[name](text, covered(spans([first])))] == [one.value for one in rest]


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: f"{text[:6]!r} {len(text)}")
def test_hostile_text_is_read_to_its_end(name: str, text: str) -> None:
    READERS[name](normalize(text), 0)


def test_no_amount_is_longer_than_fifteen_digits() -> None:
    assert find_numbers("9" * 400) == []
    assert find_quantities("9" * 400 + "件", {"件"}) == []


def test_a_touching_mask_is_not_an_overlap() -> None:
    masked = covered([(2, 4), (4, 6), (9, 9)])
    assert [at for at in range(8) if masked & stretch(at, at + 1)] == [2, 3, 4, 5]
    assert masked & stretch(0, 10)


def test_product_specification_is_no_quantity_when_masked() -> None:
    text = normalize("鲍鱼8头 500只")
    found = find_quantities(text, {"只", "头"}, covered([(0, 4)]))
    assert [one.value for one in found] == [Quantity(Decimal(500), "只")]


def test_bare_number_is_less_sure_than_one_with_a_counter() -> None:
    bare, counted = find_quantities("转向节 300 刹车片20套", {"套"})
    assert bare.value.unit is None
    assert bare.confidence < counted.confidence


def test_range_keeps_its_bounds_and_has_no_amount() -> None:
    (found,) = find_quantities("200到300件", {"件"})
    assert (found.value.qty, found.value.low, found.value.high) == (None, Decimal(200), Decimal(300))


def test_catalogue_counter_is_known_besides_the_common_ones() -> None:
    (found,) = find_quantities("两坨", {"坨"})
    assert (found.value.qty, found.value.unit) == (Decimal(2), "坨")
    assert find_quantities("两坨", set()) == []


def test_dozen_is_left_to_the_caller() -> None:
    (found,) = find_quantities("一打手套", {"双"})
    assert (found.value.qty, found.value.unit) == (Decimal(1), "打")
    assert DOZEN == 12


def test_unclear_date_is_less_sure_than_one_with_its_words() -> None:
    (plain,) = find_dates("3.15", NOW)
    (sure,) = find_dates("3.15前到", NOW)
    assert plain.confidence < 0.75 < sure.confidence


def test_day_follows_the_zone_of_now() -> None:
    late = datetime(2026, 3, 10, 23, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert find_dates("明天", late)[0].value == DateValue(date(2026, 3, 11), DueKind.ON)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 14), True),  # Saturday, made up for the spring festival
        (date(2026, 2, 17), False),
        (date(2026, 10, 10), True),
        (date(2027, 2, 5), False),  # no published calendar: the eve of the spring festival
        (date(2027, 2, 10), True),
        (date(2027, 10, 2), False),
        (date(2030, 5, 1), False),
        (date(2030, 5, 6), True),
        (date(2003, 6, 7), False),
    ],
)
def test_working_days_follow_the_published_calendar_and_else_the_statutory_days(day: date, works: bool) -> None:
    assert almanac.is_workday(day) is works


@pytest.mark.parametrize("year", range(2024, 2036))
def test_every_festival_and_term_of_a_year_has_its_day(year: int) -> None:
    for name in (*almanac.SOLAR_DAYS, *almanac.LUNAR_DAYS, *almanac.WEEKDAY_DAYS, *almanac.TERMS):
        assert almanac.festival(name, year).year in (year, year + 1)
    days = [almanac.festival(name, year) for name in almanac.TERMS]
    assert days == sorted(days)


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 2, 28), date(2026, 12, 31), date(2028, 2, 29)])
def test_dates_ahead_never_lie_in_the_past(today: date) -> None:
    now = datetime(today.year, today.month, today.day, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
    words = (
        "15号 31号 2月29日 月底 月中 下旬 周三 周日 中秋前 春节前 腊月廿三 三天后 "
        "一个月内 3个工作日内 年底 6月中 冬至前 明后天"
    )
    for text in words.split():
        (found,) = find_dates(text, now)
        assert found.value.day is not None
        assert found.value.day >= today, text


@pytest.mark.parametrize(
    ("text", "year", "guessed"),
    [
        ("3个工作日内", 2026, False),
        ("3个工作日内", 2090, True),
        ("清明后第一个工作日", 2090, True),
        ("4月最后一个工作日", 2090, True),
        ("三天内", 2090, False),
    ],
)
def test_working_days_of_a_year_without_a_published_calendar_are_a_guess(text: str, year: int, guessed: bool) -> None:
    (found,) = find_dates(text, NOW.replace(year=year))
    assert found.value.day is not None
    assert found.value.day.weekday() < 5 or not guessed
    assert found.value.guessed is guessed


@pytest.mark.parametrize("text", [*HOSTILE, RICH])
def test_bare_expressions_of_any_kind_are_survived(text: str) -> None:
    values = read_values(text[:8000], NOW)
    assert all(number.is_finite() for number in values.numbers)


@pytest.mark.parametrize(
    "text",
    [
        "双十一备货",
        "圣诞活动用",
        "端午福利",
        "中秋节做活动",
        "国庆促销用的",
        "端午带崽出去",
        "明天院感检查",
        "周五仓库盘点",
    ],
)
def test_what_goods_are_for_is_no_day_that_they_are_wanted(text: str) -> None:
    now = datetime(2026, 3, 10, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert not [d for d in find_dates(text, now) if d.value.role == "due" and d.confidence >= 0.5]


@pytest.mark.parametrize("text", ["中秋前到", "国庆要用", "端午送到", "双十一前", "明天检查前送到"])
def test_a_feast_may_be_the_day(text: str) -> None:
    now = datetime(2026, 3, 10, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert [d for d in find_dates(text, now) if d.value.role == "due" and d.value.day]


@pytest.mark.parametrize(
    ("text", "due", "numbers", "quantities"),
    [
        ("2026 04 15", "2026-04-15", [], []),
        ("2026 5 3", "2026-05-03", [], []),
        ("20 04 15", None, [20, 4, 15], [(20, None), (15, None)]),
        ("十美元", None, [10], []),
        ("25欧元一件", None, [25], []),
        ("10日元", None, [10], []),
        ("10日到", "2026-03-10", [], []),
        ("美元", None, [], []),
        ("250cc", None, [250], [(250, "毫升")]),
        ("四吋", None, [4], [(4, "英寸")]),
        ("8呎", None, [8], [(8, "英尺")]),
        ("十 余 万", None, [], []),
        ("一百零几万", None, [], []),
        ("两百大几", None, [], []),
        ("a dozen", None, [12], [(1, "打")]),
        ("双份", None, [2], [(2, "份")]),
        ("十箱八箱", None, [], []),
        ("最近一个周五", "2026-03-13", [], []),
        ("27年3月5号", "2027-03-05", [], []),
        ("二七年三月五号", "2027-03-05", [], []),
        ("去年中秋", None, [], []),
    ],
)
def test_bare_expressions_come_to_what_they_say(
    text: str, due: str | None, numbers: list[int], quantities: list[tuple[float, str | None]]
) -> None:
    values = read_values(text, datetime(2026, 3, 10, 9, tzinfo=ZoneInfo("Asia/Shanghai")))
    assert (values.due.isoformat() if values.due else None) == due
    assert [float(one) for one in values.numbers] == numbers
    assert [(float(one.qty), one.unit) for one in values.quantities] == quantities
