"""Days counted from today: 明天, 下周三, 三天后, 3个工作日内, 周末."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta

from nlp import almanac
from nlp.dimensions.date.english_words import english_cores
from nlp.dimensions.date.value import Core
from nlp.dimensions.date.words import (
    COUNT,
    FIRST,
    ONE,
    WEEKDAYS,
    add_months,
    last_of,
    months_ahead,
    number,
)
from nlp.signs import signs_of
from nlp.types import DueKind

WORKING_DAY = (  # said of today where no day stands before it
    r"(?<![天日号一二三四五六末午上早晚前后都就是每平])(?:上午|中午|下午|傍晚|晚上)"
    r"(?:收工|下班|打烊|关门|收摊|收市|天黑|午饭|晚饭|饭点|开餐)(?=之?前)"
)
NEAR = re.compile(
    r"(?=[大明今本后昨前次隔翌第上中下傍晚])(?:大大后[天日]|大后[天日]|大前[天日]|(?<!昆)明后两?[天日]|今明两?[天日]|(?<![昆透光文证说声黎聪三发照阐表])明(?:[天日早晚晨]|儿个?)|今[天日早晚晨夜](?!头条)|今儿个?|本日"
    r"|(?<![之以先])后(?:[天日]|儿个?)(?!性)|后早|昨(?:[天日晚夜早]|儿个?)|(?<![提之以])前(?:天(?!数)|晚|儿个?)|(?<!先)(?:次日|隔天|翌日|第二天)"
    r"|(?<![昆透光文证说声黎聪])明(?=上午|下午|中午)"
    rf"|{WORKING_DAY})"
)
LATEST = {"上": 11, "中": 12, "下": 17, "傍": 18, "晚": 21}  # o'clock until which such a part of today is ahead
DAY_PART = re.compile(
    r"(?<![天日号一二三四五六末午上早晚前后都就是每平的])(?:上午|中午|下午|傍晚|晚上)"
    r"(?:[一二两三四五六七八九十\d]{1,2}点(?:半|钟)?(?:之?前|左右)?)?\s?"
    r"(?:(?<=前)(?=[\s,。!]|\Z)|(?=(?:就|急着?|得|必须|马上|帮我|给我|麻烦|过?来(?:仓库|厂里?|店里?)?(?=[拿拉提取]))?(?:要(?!是|不)|急?用|送|装|发|带|拿|提|捎|派|拉|取|到(?=[\s,。!]|\Z|货)|自提"
    r"|[让叫][^\s,。]{1,4}[来去送捎带拉提取]|[我他她](?:们|自己)?(?:过?[来去])(?:拿|拉|提|取))"
    r"(?![^\s,。;!?]{0,2}(?:[的了完]|过(?![去来]))|[^,。;!\n]{0,6}(?:没|吗|么|嘛|不\?|\?))))"
)
STEPS = {
    "本": 0,
    "大大后": 4,
    "大后": 3,
    "明后": 2,
    "今明": 1,
    "明": 1,
    "今": 0,
    "后": 2,
    "昨": -1,
    "前": -2,
    "大前": -3,
}

WEEK = re.compile(
    r"(?:(?<=统一)|(?<![每逢隔\d一二三四五六七八九十两半几]))(?:(?P<rel>(?:下{1,4}|上{1,2}|本|这)个?|[上这]一个?|下一|(?<![这本每上下首初多单某])次)|(?:离得?)?最近的?一?个?|(?P<coming>下一个)|)"
    rf"(?:(?P<pair>双休日)|(?:周|星期|礼拜)(?:(?:的?(?:周|星期|礼拜))?(?P<d>[一二三四五六日天末])(?:[、和或]?(?:周|星期|礼拜)?(?P<to>[二三四五六日天])(?![十百千万两半天气]|[{FIRST}]))?(?![人起鲜])"
    r"|(?P<digit>[1-7])(?=\s|[,。;!?)]|\Z|[前之以到发送要交出上下早晚中])|(?P<whole>之内|以内|内|里|末)?))"
)
NEXT_WORKDAY = re.compile(
    r"(?:(?P<step>下{1,2}一?个?|次一?个?)|(?P<rel>本|这个?|下个?)(?:周|星期|礼拜)的?(?:(?P<last>最后一?个?)|第一个))工作日"
)
SPAN = re.compile(
    rf"(?=[再过未接今半俩仨\s\d一二两三四五六七八九十])(?<![第.\d])(?<!最后)(?<!提前)(?P<over>再?过|再|未来的?|接下来的?|今后)?\s?(?P<n>{COUNT}|半)(?:(?:到|至|-|~)(?P<n2>{COUNT}))?个?(?P<half>半)?"
    r"(?P<unit>工作日|自然日|天|日|周|星期|礼拜|月|年|小时|钟头|h)(?P<tail>半)?(?:时间)?"
    r"(?P<mark>之内|以内|内|之后|以后|过后|后|之前|以前|前|里|(?:就|能|必须|要|得)?(?=到货|送到|交货|发货|发出))?"
)
# The signs without which there can be no such day; most messages are spared the patterns.
NEAR_SIGNS = frozenset("今明后昨前次隔翌第本")
WEEK_SIGNS = frozenset("周星礼双")
SPAN_SIGNS = frozenset("天日周星礼月年时钟h")
MONTH_SIGNS = frozenset("月年前上")
LATIN_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz")
LAST = re.compile(
    r"(?:上个?月|去年|前年|上上?一?个?(?:星期|周|礼拜)(?![一二三四五六日天])|前几天|前两天|前些天|前阵子|上次|上回)(?![底初中末旬]|\d{1,2}[号日])"
)
NEXT_MONTH = re.compile(
    r"(?P<rel>下{1,2}个?|本|这个?|次)月份?(?=就?要?(?:到货|到|交货|交付|交|前|之前|以前|发货|送|用))"
)


def relative_cores(text: str, now: datetime) -> Iterator[Core]:
    """Yield days counted from now."""
    today = now.date()
    signs = signs_of(text)
    if not signs.isdisjoint(NEAR_SIGNS):
        yield from _near(text, today)
    if not signs.isdisjoint(WEEK_SIGNS):
        yield from _weeks(text, today)
    if not signs.isdisjoint(SPAN_SIGNS):
        yield from _spans(text, now)
    yield from _months(text, today, signs)
    if len(signs & LATIN_SIGNS) > 2:
        yield from english_cores(text, today)


def part_of_today(text: str, now: datetime, gone: Sequence[int] = ()) -> Core | None:
    """Today, where a part of it that is still ahead is said, and no other day to come is: 下午四点前送, 晚上来拉.

    `gone`: where the past days of the text end; a part right behind one is its own, 昨天 下午送的.
    """
    for match in DAY_PART.finditer(text) if "午" in text or "晚" in text else ():
        ahead = not any(end <= match.start() and not text[end : match.start()].strip(" ,的") for end in gone)
        if ahead and now.hour < LATEST[match[0][0]]:
            return Core(match.start(), match.start() + 2, now.date(), 0.6)
    return None


def _months(text: str, today: date, signs: frozenset[str]) -> Iterator[Core]:
    if signs.isdisjoint(MONTH_SIGNS):
        return
    for match in LAST.finditer(text):
        yield Core(*match.span(), None, 0.8, past=True)
    for match in NEXT_MONTH.finditer(text) if "月" in text else ():
        ahead = months_ahead(match["rel"])
        end = last_of(today.year, today.month + ahead)
        yield Core(*match.span(), end, 0.6, before=last_of(today.year, today.month + ahead - 1) if ahead > 0 else None)


def _near(text: str, today: date) -> Iterator[Core]:
    for match in NEAR.finditer(text):
        words = match[0]
        if text[match.start() - 2 : match.start()] in ("月的", "年的", "周的"):  # 下个月的今天
            continue
        if words in ("次日", "隔天", "翌日", "第二天"):
            yield Core(*match.span(), today + ONE, 0.5)
            continue
        step = next((STEPS[stem] for stem in STEPS if words.startswith(stem)), 0)  # 收工前 is today
        end = match.end()
        yield Core(match.start(), end, today + timedelta(days=step), 0.8, past=step < 0)


def _weeks(text: str, today: date) -> Iterator[Core]:
    monday = today - timedelta(days=today.weekday())
    for match in WEEK.finditer(text):
        sign = "末" if match["pair"] else match["d"] or match["digit"]
        rel = match["rel"] or ("下" if match["coming"] and sign is None else None)
        ahead = timedelta(weeks=months_ahead(rel)) if rel else timedelta()
        past = bool(rel and rel.startswith("上"))
        if sign is None:
            if rel and not past and not (match["whole"] is None and text[match.end() : match.end() + 1] in _NAMES):
                inside = match["whole"] is not None
                day = monday + ahead + timedelta(days=6)
                before = monday + ahead - ONE if ahead else None
                kind = DueKind.BY if inside and match["whole"] != "末" else DueKind.ON
                yield Core(*match.span(), day, 0.75 if inside else 0.45, kind, before=before)
            elif not rel and match["whole"] in ("内", "之内", "以内"):
                yield Core(*match.span(), monday + timedelta(days=6), 0.7, DueKind.BY)
            continue
        end = match.end()
        at = WEEKDAYS[sign]
        if match["to"]:
            if WEEKDAYS[match["to"]] > at:
                at = WEEKDAYS[match["to"]]
            else:
                end = match.start("to")
        day = monday + ahead + timedelta(days=at)
        if not rel and (day < today or (match["coming"] and day == today)):
            day += timedelta(weeks=1)
        yield Core(match.start(), end, day, 0.8, past=past)


_NAMES = frozenset("期转年岁边总姐哥工师老经")


def _spans(text: str, now: datetime) -> Iterator[Core]:
    for match in NEXT_WORKDAY.finditer(text) if "工作日" in text else ():
        if match["step"]:
            there = almanac.workdays_after(now.date(), 2 if match["step"].startswith("下下") else 1)
        else:
            monday = now.date() - timedelta(days=now.weekday() - 7 * months_ahead(match["rel"]))
            last = match["last"] is not None
            there = almanac.workdays_before(monday + 7 * ONE, 1) if last else almanac.workdays_after(monday - ONE, 1)
        yield Core(*match.span(), there, 0.8, guessed=not almanac.published(there.year))
    for match in SPAN.finditer(text):
        unit, mark = match["unit"], match["mark"]
        over = match["over"] not in (None, "再")
        if mark is None and not over and unit != "工作日":
            continue
        if (unit == "月" and not _months_said(match)) or (
            unit == "日" and mark not in ("内", "之内", "以内", "后", "之后")
        ):
            continue
        if mark == "后" and text[match.end() : match.end() + 1] in ("桥", "轮", "轴", "杠", "天"):
            continue
        if mark == "前" and (unit == "年" or text[match.end() : match.end() + 1] in ("桥", "轮", "轴", "杠")):
            continue
        back = mark in ("前", "之前", "以前")
        day = None if back else _ahead(match, now)
        kind = DueKind.BY if mark in ("内", "之内", "以内", "里") or (unit == "工作日" and mark is None) else DueKind.ON
        if day or back:
            guessed = unit == "工作日" and day is not None and not almanac.published(day.year)
            yield Core(*match.span(), day, 0.85 if mark else 0.7, kind, past=back, guessed=guessed)


def _months_said(match: re.Match[str]) -> bool:
    return "个" in match[0] or match["n"] in ("半", "两", "俩", "仨")


def _ahead(match: re.Match[str], now: datetime) -> date | None:
    today, unit = now.date(), match["unit"]
    half = bool(match["half"] or match["tail"])
    if match["n"] == "半":
        sizes = {"月": 15, "年": 182, "天": 0, "日": 0}
        days = sizes.get(unit)
        if unit == "年":
            return add_months(today, 6)
        return today if days == 0 or unit in ("小时", "钟头") else today + timedelta(days=days) if days else None
    count = number(match["n2"] or match["n"])
    steps: dict[str, Callable[[], date]] = {
        "工作日": lambda: almanac.workdays_after(today, count),
        "月": lambda: add_months(today, count) + timedelta(days=15 * half),
        "年": lambda: add_months(today, 12 * min(count, 99) + 6 * half),
    }
    if unit in steps:
        return steps[unit]()
    if unit in ("小时", "钟头", "h"):
        return (now + timedelta(hours=count)).date()
    size = 7 if unit in ("周", "星期", "礼拜") else 1
    return today + timedelta(days=count * size + (4 if half and size == 7 else 0))
