"""What a bare expression comes to without any company's files: a due day, numbers, quantities."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from .dimensions.address.rules import find_addresses
from .dimensions.date.rules import DateValue, find_dates
from .dimensions.found import Found, covered, spans
from .dimensions.money.rules import Price, find_prices
from .dimensions.numeral.reading import DIGIT, UNIT
from .dimensions.numeral.rules import find_numbers
from .dimensions.order_ref.rules import find_order_refs
from .dimensions.phone.rules import find_phones
from .dimensions.quantity.rules import Quantity, find_quantities
from .dimensions.units import COUNTERS, DOZEN, MORE_MEASURES, summed
from .frozen import frozen
from .normalize import normalize

# A day written with nothing but numerals (3.15, 廿二) may as well be an amount.
NUMERIC = re.compile(r"\d{1,2}\.\d{1,2}|[廿卅][一二三四五六七八九]?")
# A month and a day in four digits, with nothing else: 0315.
PACKED = re.compile(r"0[1-9](?:0[1-9]|[12]\d|3[01])")
TIME = re.compile(
    r"(?<![\d.])\d{1,2}:\d{2}(?::\d{2})?(?![\d:])"
    r"|(?<![\d.一二三四五六七八九十百千])(?:[01]?\d|2[0-4]|十[一二三四五六七八九]?|二十[一二三四]?|[零一二两三四五六七八九])"
    r"(?:[点时](?![零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖\d]|心|差|候)|点(?:[一二三四五]?十[一二三四五六七八九]?|[0-5]?\d)分?|点[一三]刻)"
    r"(?:[半钟整]|(?:\d{1,2}|[零一二三四五六七八九十]{1,3})秒)?"
)
# Numerals that were typed with spaces between them, and nothing else: 三千 八百 九十六 万.
SPACED = re.compile(r"[\d.\s点分之又余多几零〇一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟]+")
SCALE = frozenset("十百千万亿拾佰仟")
# A day typed with spaces, and nothing else: 2026 04 15.
APART = re.compile(r"(20[2-4]\d) (1[0-2]|0?[1-9]) (3[01]|[12]\d|0?[1-9])")
CURRENCY = re.compile(
    r"(?<=[\d十百千万亿二两三四五六七八九])\s?(?:美[元金]|日[元圆]|欧元|英镑|[港澳台][币元]|usd|eur|hkd)(?![a-z])"
)
METRES = re.compile(
    r"(?<=[\d十百千万一二两三四五六七八九半])\s?(英?[吋呎])|(?<=\d)\s?(cc|cm|mm|km|mg|lbs?|ft|feet|foot|inch(?:es)?|in|sqm|m2|㎡)(?![a-z0-9²])"
)
CHINESE = {
    "cc": "毫升", "吋": "英寸", "英吋": "英寸", "呎": "英尺", "英呎": "英尺", "cm": "厘米",
    "mm": "毫米", "km": "公里", "mg": "毫克", "lb": "磅", "lbs": "磅", "ft": "英尺", "feet": "英尺",
    "foot": "英尺", "inch": "英寸", "inches": "英寸", "in": "英寸", "sqm": "平方米", "m2": "平方米", "㎡": "平方米",
}  # fmt: skip
BELOW = re.compile(r"\A-\s?(?=[\d,.]+[kw万亿千百]*\Z)")  # -35, alone
UNITS = COUNTERS | MORE_MEASURES
LIKELY = 0.2
SURE = 0.8
MEANT = 0.3


@frozen
class Amount:
    """A quantity as spoken; `unit` is None where no counter was said."""

    qty: Decimal
    unit: str | None


@frozen
class Values:
    """The values of one text, numbers and quantities in the order of the text."""

    due: date | None
    numbers: tuple[Decimal, ...]
    quantities: tuple[Amount, ...]


def read_values(text: str, now: datetime) -> Values:
    """Read the values of a text; vague amounts and ranges give none."""
    plain = METRES.sub(lambda found: CHINESE[found[1] or found[2]], _closed(normalize(text).strip()))
    plain = CURRENCY.sub("元", BELOW.sub("负", plain))
    if day := APART.fullmatch(plain):
        plain = "-".join(day.groups())
    lone = PACKED.fullmatch(plain) is not None
    taken = [] if lone else spans(find_order_refs(plain))
    taken += spans(find_phones(plain))
    taken += spans(one for one in find_addresses(plain, covered(taken)) if one.confidence >= SURE)
    dates = find_dates(plain + "到" * lone, now, covered(taken))
    taken += spans(dates) + [one.span() for one in TIME.finditer(plain)]
    costs = find_prices(plain, covered(taken))
    taken += spans(costs)
    found = find_quantities(plain, UNITS, covered(taken))
    return Values(
        _due(dates),
        _numbers(plain, dates, taken, costs, found),
        tuple(amount for one in found for amount in _amounts(one)),
    )


def _numbers(
    text: str,
    dates: Sequence[Found[DateValue]],
    taken: Sequence[tuple[int, int]],
    costs: Sequence[Found[Price]],
    counted: Sequence[Found[Quantity]],
) -> tuple[Decimal, ...]:
    """Return sums of money, what quantities come to, and the numbers that stand alone."""
    values = [(one.span.start, one.value.yuan) for one in costs]
    known = [one for one in counted if one.value.unit or one.value.parts]
    values += [(one.span.start, value) for one in known for value in _counts(one.value)]
    unsure = spans(one for one in dates if one.confidence < SURE and NUMERIC.fullmatch(one.words))
    hidden = covered([place for place in taken if place not in unsure] + spans(known))
    values += [(one.span.start, value) for one in find_numbers(text, hidden) if (value := one.value.value) is not None]
    return tuple(value for _, value in sorted(values, key=lambda pair: pair[0]))


def _counts(quantity: Quantity) -> list[Decimal]:
    if quantity.parts:
        total = summed(quantity.parts)
        return [total[0]] if total else [qty for qty, _ in quantity.parts]
    if quantity.qty is None:
        return []
    return [quantity.qty * (DOZEN if quantity.unit == "打" else 1)]


def _closed(text: str) -> str:
    """Return a lone numeral without the spaces in it; other texts, and several numerals, as they are."""
    if " " not in text or not SPACED.fullmatch(text):
        return text
    first, *others = text.split()
    joined = first
    for chunk in others:
        last, sign = joined[-1], chunk[0]
        size = UNIT[chunk[1]] if len(chunk) > 1 and chunk[1] in UNIT else 1
        follows = last in SCALE and (sign in DIGIT or sign.isdecimal()) and size < UNIT[last]
        if not (follows or sign in SCALE or sign in "点分之又余多几" or last in "点分之又余多几"):
            return text
        joined += chunk
    return joined


def _due(dates: Sequence[Found[DateValue]]) -> date | None:
    """Return the day that was meant: of several the last, as of a correction, unless it is much less likely."""
    meant = [one for one in dates if one.value.role in ("due", "dispatch") and one.value.day]
    meant = [one for one in meant if one.confidence >= LIKELY]
    best = max((one.confidence for one in meant), default=0.0)
    return next((one.value.day for one in reversed(meant) if one.confidence >= best - 0.3), None)


def _amounts(found: Found[Quantity]) -> list[Amount]:
    value = found.value
    if value.parts:
        total = summed(value.parts)
        return [Amount(*total)] if total else [Amount(qty, unit) for qty, unit in value.parts]
    if value.qty is None or found.confidence < (MEANT if value.unit else 0.5):
        return []
    return [Amount(value.qty, value.unit)]
