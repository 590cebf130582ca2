"""Days named by the calendar: 2026年2月6日, 3月15, 下月10号, 15号, 3.15, 月底, 下旬."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from nlp import almanac
from nlp.dimensions.date.lunar_words import lunar_cores
from nlp.dimensions.date.value import Core
from nlp.dimensions.date.words import (
    DAY,
    FIRST,
    GONE,
    MONTH,
    ONE,
    REL,
    THAT_YEAR,
    WEEKDAYS,
    YEAR,
    in_month,
    last_of,
    months_ahead,
    next_day,
    next_month_day,
    number,
    year_of,
)
from nlp.dimensions.numeral.reading import DIGIT
from nlp.dimensions.units import COUNTERS, LATIN
from nlp.signs import signs_of
from nlp.types import DueKind

# A day without 号 or 日 may not run into a number, a specification or a counter.
OPEN = rf"(?![\d.a-z%/*°]|[十百千万两半]|[{FIRST}]|\s?[{FIRST}](?=[\s,。]))"
ALONE = r"(?![\da-z]|-\d|\.\d)"
PLACES = "一二三四五六七八九零〇"

FULL = re.compile(
    rf"(?=[\d一二零〇])(?<![\d.a-z/*])(?<![^日号年]-)(?<![农阴旧]历)(?:20\d\d(?P<from>[-/.])\d\d?(?P=from)\d\d?-)?(?:(?P<y>(?:19|20)\d\d|(?<!\d)\d\d(?=\s?年)|[一二][九零〇][{PLACES}]{{2}}|(?<![{PLACES}十百千])[零〇二][{PLACES}](?=年))\s?(?:年[,的]?|"
    rf"[-/.])\s?(?P<m>{MONTH})\s?(?:月份?的?|[-/.])\s?"
    rf"(?P<d>{DAY})(?!\d)(?:[号日]|{ALONE})|(?:(?P<packed>20[2-4]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))"
    rf"|(?P<short>2[4-9])(?P<by>[-/.])(?P<m2>1[0-2]|0?[1-9])(?P=by)(?P<d2>3[01]|[12]\d|0?[1-9])){ALONE})"
)
MONTH_DAY = re.compile(
    rf"(?<![\d.a-z/*φ])(?<![^日号月]-){YEAR}(?:阳历|公历|新历)?(?P<m>{MONTH}|(?<![十百千万块])元)月份?的?\s?(?P<d>{DAY})(?:\s?[号日](?!线|库|仓|楼|门店|本)|{OPEN})"
)
REL_DAY = re.compile(rf"(?P<rel>{REL})月份?的?(?P<d>{DAY})(?:[号日]|{OPEN}(?=之?前|以前|到|送|交|要|发|[\s,。;!]|\Z))")
PLAIN_DAY = re.compile(
    rf"(?=[\d一二三四五六七八九十廿卅])(?<![\d.a-z/*φ第尾#°月路街道弄幢栋型区])(?<![a-z][0-9]-)(?<![a-z]-)(?!(?<=[大小])[一两二三]号)(?P<d>{DAY})\s?(?P<n>[号日])"
    r"(?![线库楼门仓厂机位台桥铺院栋柜房轴杆件箱钢料色码球座炉馆店街路弄井车泵板电膜布纸油脂胶配样模具]|本(?!月)|游|元|锅|站|地块|园|标|期|冷[库藏冻]|食堂|宿舍|教学|公寓|病[区房]|卸货|车间|货[架位台场]|码头|窗(?![帘户花])|桌(?!布)|展[厅位])"
)
TO_PLACE = re.compile(r"(?:[送运发拉卸放搬寄]到|[送运发]至)\s?\Z")  # 送到2号船坞: what is numbered is a place
NAMED_NEXT = re.compile(
    r"(?![前后之以上下中晚早凌傍就要也都给我你他她咱的左右吧哈啊呢行可好到送发交或和])[\u4e00-\u9fff]{2}"
)
LAST_DAY = re.compile(rf"(?<=[\s,;。])(?P<d>{DAY})(?=(?:之?前)?(?:到|到货|送到|送|要货)[\s。!~]*\Z)")  # 5箱, 27到
LABELLED_DAY = re.compile(  # 日期改16, 交期:20
    rf"(?:日期|交期|货期|交货期|交货日|到货日|送货日)(?:是|为|定在?|写|(?:[改换变调推]|提前|延)(?:成|到|为|在|至)?)?[\s:]?(?P<d>{DAY})(?=\Z|[\s,。;!?)]|[吧了哈啊呀])"
)
NTH_WEEKDAY = re.compile(
    rf"(?:(?P<rel>{REL})月份?的?|(?:(?P<year>{THAT_YEAR})的?)?(?P<m>(?<![\d.a-z]){MONTH}|(?<![十百千万块美欧日])元)月份?的?|(?:月底)?(?=最后一?个工作日))"
    r"(?:第?(?P<n>(?<=第)[一二三四五1-5])个?|最后一?个?)"
    r"(?:(?:周|星期|礼拜)(?P<d>[一二三四五六日天末])|(?P<work>工作日)|(?P<week>周|星期|礼拜)(?=[前内之以到送交发要里\s,。;!?]|\Z))"
)
PART = re.compile(
    rf"(?:(?P<rel>{REL})月份?的?|(?:(?P<year>{THAT_YEAR})的?)?(?<![\d.a-z])(?P<m>{MONTH})月份?的?|(?<![个半年正腊冬])|(?<=\d个)(?=月[底末初]))"
    r"(?P<part>月?[底末尾]|初(?![一二三四五六七八九十级次步])|上旬|中旬|下旬|月[初头](?![一二三四五六七八九十])|月中旬?|中旬?(?![国间介心学午秋部午餐通号药档小])|之内|以内|内|头|的?第一天|的?最后一天)"
)
YEAR_END = re.compile(
    rf"(?:(?P<rel>{THAT_YEAR})(?=年|[底末内])|(?P<y>(?<!\d)(?:20)?(?:2[4-9]|3\d))(?=年[底末尾终]))?(?P<part>年底|年末|年尾|年内|年终(?!总结|表彰|奖|大会|会议|晚会|盘点|大促|清仓|考|汇报|聚|答谢|尾牙)|(?<![\d一二两三四五六七八九十百几半])年中(?![国华文东等])|底|末|(?<=20[2-4]\d年)内)"
)
QUARTER = re.compile(r"(?P<rel>本|这个?|下个?)?(?:季度|季)(?:末|底|内)|(?P<q>[一二三四1-4])季度(?:末|底|内)")
# A counter behind a space: 1.9 m, 2.5 箱.
AMOUNT = rf"\s(?:{'|'.join(LATIN)})(?![a-z0-9])|\s(?:{'|'.join(sorted(COUNTERS))})(?=[\s,。;]|\Z)"
NUMERIC = re.compile(
    r"(?=\d)(?<![\d.a-z/*φ+~-])(?<!\d:)(?:(?:1[0-2]|0?[1-9])[./](?:3[01]|[12]\d|0?[1-9])\s?[-~]\s?)?(?:(?P<m>1[0-2]|"
    r"0?[1-9])(?P<by>[./·-])(?P<d>3[01]|[12]\d|0?[1-9])|(?P<packed>(?:0[1-9]|"
    r"1[0-2])(?:0[1-9]|[12]\d|3[01])))"
    rf"(?![\da-z/*%+~:-]|\.(?!\s|\Z)|{AMOUNT}|的|[号日]?(?:[级寸吋度孔齿]))"
)

# The day first: 31/3/2026, and 20/3 where nothing else is said or a word of time follows. Two that fit are none.
DAY_FIRST = re.compile(
    r"(?=\d)(?:(?<![\d.a-z/*φ+~-])(?<!\d:)(?P<one>3[01]|[12]\d|0?[1-9])(?P<by>[./-])(?P<two>3[01]|[12]\d|0?[1-9])(?P=by)(?P<y>20[2-4]\d)(?![\d.a-z%/*-])"
    r"|(?:\A|(?<=[\s,。;]))(?P<d>3[01]|2\d|1[3-9])/(?P<m>1[0-2]|0?[1-9])(?=\s?(?:之?前|以前|到货|送到|到(?![\d一-龥])|交货|发货|要货)|(?<=\A\d\d/\d)\Z|(?<=\A\d\d/\d\d)\Z))"
)

SET_AS_DAY = re.compile(r"\s?(?:之?前|以前|到|送|交|要货|发)|[\s,。;!)]|\Z")
DIGITS = re.compile(r"\d(?:\s?[-/.·]\s?\d|\d{3}|\s?年)")  # days written in digits have at least these

PART_SIGNS = frozenset("底末尾初旬中内头")  # one of these is in every PART, or 一天
LUNAR_SIGNS = re.compile(r"[农阴旧正腊冬初廿]|年二十|([二三五六七九])月\1")  # one of these is in every lunar day
LUNAR = frozenset("农阴旧正腊冬初廿年月")  # one of these in every LUNAR_SIGNS

COUNTED = re.compile(rf"[\d一二两三四五六七八九十百半]\s?[{''.join(sorted(one for one in COUNTERS if len(one) == 1))}]")
LONG, SOON = timedelta(days=240), timedelta(days=75)  # how far a day without its year is hardly meant, and well may be
PARTS = {"上旬": 10, "中旬": 20, "中": 15, "初": 5, "头": 5, "月初": 5, "月头": 5, "月中": 15, "月中旬": 20}


def calendar_cores(text: str, today: date) -> Iterator[Core]:
    """Yield days named by numbers, months and their parts."""
    digits = DIGITS.search(text) is not None
    if digits or "年" in text:
        yield from _full(text)
    if "月" in text:
        yield from _month_days(text, today)
        yield from _rel_days(text, today)
    if "最后" in text or ("第" in text and "月" in text):
        yield from _weekdays_of_months(text, today)
    if "号" in text or "日" in text:
        yield from _plain_days(text, today)
    if "期" in text or "货日" in text:
        yield from _labelled_days(LABELLED_DAY, text, today)
    end = text[-12:]
    if "到" in end or "送" in end or "要货" in end:
        yield from _labelled_days(LAST_DAY, end, today, max(0, len(text) - 12))
    if ("月" in text or "旬" in text) and ("一天" in text or not PART_SIGNS.isdisjoint(signs_of(text))):
        yield from _parts(text, today)
    if "年" in text or "季" in text:
        yield from _ends(text, today)
    if not LUNAR.isdisjoint(signs_of(text)) and LUNAR_SIGNS.search(text):
        yield from lunar_cores(text, today)
    if digits:
        yield from _numeric(text, today)
        yield from _day_first(text, today)


def _weekdays_of_months(text: str, today: date) -> Iterator[Core]:
    for match in NTH_WEEKDAY.finditer(text):
        if match["m"]:
            month, year = number(match["m"]), year_of(match["year"], today)
            first = in_month(year or today.year + (month < today.month), month, 1)
        else:
            first = in_month(today.year, today.month + months_ahead(match["rel"] or "本"), 1)
        found = _nth(match, first) if first else None
        if found:
            guessed = match["work"] is not None and not almanac.published(found.year)
            past = match["year"] in GONE or (match["rel"] or "").startswith("上")
            yield Core(*match.span(), found, 0.9, past=past, guessed=guessed)


def _nth(match: re.Match[str], first: date) -> date | None:
    """Return the second Friday, the last working day or the Sunday of a week of the month that begins with a day.

    The first week of a month is the one of its first Monday.
    """
    which = "一二三四五".find(match["n"]) + 1 or int(match["n"]) if match["n"] else 0
    end = last_of(first.year, first.month)
    if match["work"]:
        return almanac.workdays_after(first - ONE, which) if which else almanac.workdays_before(end + ONE, 1)
    if match["week"]:
        monday = in_month(first.year, first.month, 1 - first.weekday() % -7 + 7 * (which - 1)) if which else None
        return monday + 6 * ONE if monday else None if which else end
    at = WEEKDAYS[match["d"]]
    if not which:
        return end - timedelta(days=(end.weekday() - at) % 7)
    return in_month(first.year, first.month, 1 + (at - first.weekday()) % 7 + 7 * (which - 1))


def _full(text: str) -> Iterator[Core]:
    for match in FULL.finditer(text):
        if packed := match["packed"]:
            year, month, day = int(packed[:4]), int(packed[4:6]), int(packed[6:])
        elif short := match["short"]:
            year, month, day = 2000 + int(short), int(match["m2"]), int(match["d2"])
        else:
            words = match["y"]
            digits = words if words.isdecimal() else "".join(str(DIGIT[sign]) for sign in words)
            year = int(digits) if len(digits) == 4 else 2000 + int(digits)
            month, day = number(match["m"]), number(match["d"])
        found = in_month(year, month, day) if 1 <= month <= 12 else None
        base = 0.6 if match["packed"] or match["short"] else 0.9
        # A day that does not exist must hide its parts: 2026年2月29日.
        yield Core(*match.span(), found, base, never=found is None)


def _month_days(text: str, today: date) -> Iterator[Core]:
    for match in MONTH_DAY.finditer(text):
        month, day, year = number(match["m"]), number(match["d"]), year_of(match["rel"], today)
        found = in_month(year, month, day) if year else next_month_day(month, day, today)
        marked = text[match.end() - 1] in "号日"
        if not marked and match[0].endswith("八月十五") and (match["d"], match["m"]) == ("十五", "八"):
            feast = almanac.festival("中秋", year) if year else almanac.next_festival("中秋", today)
            yield Core(*match.span(), feast, 0.7, past=match["rel"] in GONE)
        elif not marked and not year and (moon := _sooner_by_the_moon(match["m"], match["d"], found, today)):
            yield Core(*match.span(), moon, 0.7)
        elif found:
            yield Core(*match.span(), found, 0.8 if marked else 0.7, past=match["rel"] in GONE)
        elif marked or SET_AS_DAY.match(text, match.end()):
            yield Core(*match.span(), None, 0.8, never=True)


def _closes(text: str, start: int, end: int) -> bool:
    """True for four digits alone at the end of what was counted: 浴帽6包 0918."""
    alone = start > 0 and text[start - 1] in " \n,。;" and not text[end:].strip(" 。!~")
    return alone and COUNTED.search(text, 0, start) is not None


def _sooner_by_the_moon(month: str, day: str, found: date | None, today: date) -> date | None:
    """The lunar day of 八月十四 where the solar one is long gone: nobody orders for in eleven months that way."""
    if month.isdecimal() or day.isdecimal() or found is None or found - today < LONG:
        return None
    moon = almanac.next_lunar(number(month), number(day), today)
    return moon if moon - today < SOON else None


def _rel_days(text: str, today: date) -> Iterator[Core]:
    for match in REL_DAY.finditer(text):
        ahead = months_ahead(match["rel"])
        found = in_month(today.year, today.month + ahead, number(match["d"]))
        yield Core(*match.span(), found, 0.85, past=ahead < 0, never=found is None)


def _labelled_days(pattern: re.Pattern[str], text: str, today: date, offset: int = 0) -> Iterator[Core]:
    for match in pattern.finditer(text):
        found = next_day(number(match["d"]), today)
        if found:
            yield Core(match.start("d") + offset, match.end("d") + offset, found, 0.8)


def _plain_days(text: str, today: date) -> Iterator[Core]:
    for match in PLAIN_DAY.finditer(text):
        if NAMED_NEXT.match(text, match.end()) and TO_PLACE.search(text, max(0, match.start() - 3), match.start()):
            continue
        day = number(match["d"])
        found = next_day(day, today)
        if found and not (match["n"] == "日" and match["d"] in "一二三四五六七八九"):
            yield Core(*match.span(), found, 0.7, numeral=day)


def _parts(text: str, today: date) -> Iterator[Core]:
    for match in PART.finditer(text):
        rel, part = match["rel"], match["part"]
        if not (
            rel
            or match["m"]
            or part in ("月底", "月末", "月尾", "月头", "月初", "月中", "月中旬", "上旬", "中旬", "下旬")
        ):
            if not (part in ("内", "之内", "以内") and text[match.start() - 1 : match.start()] == "月"):
                continue
            if not re.search(
                r"(?:\A|[^0-9一二三四五六七八九十两个半年])月\Z", text[max(0, match.start() - 2) : match.start()]
            ):
                continue
            yield Core(match.start() - 1, match.end(), last_of(today.year, today.month), 0.9, DueKind.BY)
            continue
        found = _part_day(match, today)
        kind = DueKind.BY if part.endswith("内") else DueKind.ON
        past = match["year"] in GONE or (rel or "").startswith("上")
        yield Core(*match.span(), found, 0.8, kind, past=past)


def _part_day(match: re.Match[str], today: date) -> date:
    rel, part, month = match["rel"], match["part"].removeprefix("的"), match["m"]
    day = 1 if part == "第一天" else PARTS.get(part)
    if rel:
        base = (today.year, today.month + months_ahead(rel))
    elif month:
        year = year_of(match["year"], today)
        base = (year or today.year, number(month))
        if not year and (in_month(*base, day) if day else last_of(*base)) < today:  # type: ignore[operator]
            base = (today.year + 1, number(month))
    else:
        base = (today.year, today.month)
        if day and day < today.day:
            base = (today.year, today.month + 1)
    end = last_of(*base)
    return end.replace(day=day) if day else end


def _ends(text: str, today: date) -> Iterator[Core]:
    for match in YEAR_END.finditer(text):
        part, rel = match["part"], match["rel"]
        if not rel and part in ("底", "末"):
            continue
        year = year_of(rel or match["y"], today) or today.year
        found = date(year, 6, 30) if part == "年中" else date(year, 12, 31)
        yield Core(*match.span(), found, 0.7, DueKind.BY if part.endswith("内") else DueKind.ON, past=rel in GONE)
    for match in QUARTER.finditer(text):
        quarter = "一二三四".find(match["q"]) + 1 or int(match["q"]) if match["q"] else (today.month + 2) // 3
        quarter += bool(match["rel"] and match["rel"].startswith("下"))
        end = last_of(today.year, quarter * 3)
        yield Core(*match.span(), end if end >= today else last_of(today.year + 1, quarter * 3), 0.7)


def _day_first(text: str, today: date) -> Iterator[Core]:
    for match in DAY_FIRST.finditer(text):
        if match["d"]:
            found = next_month_day(int(match["m"]), int(match["d"]), today)
        else:
            one, two = sorted((int(match["one"]), int(match["two"])))
            found = in_month(int(match["y"]), one, two) if one <= 12 < two or one == two else None
        if found:
            yield Core(*match.span(), found, 0.6)


def _numeric(text: str, today: date) -> Iterator[Core]:
    for match in NUMERIC.finditer(text):
        packed = match["packed"]
        month, day = (int(packed[:2]), int(packed[2:])) if packed else (int(match["m"]), int(match["d"]))
        found = next_month_day(month, day, today)
        if found is None:
            continue
        start, end = match.span()
        if text[end : end + 1] in ("号", "日") and not packed:
            if match["by"] == "-":  # 12-14号: two days
                continue
            end += 1
        free = (start == 0 or text[start - 1] in " \n,。;:!?、()") and (
            end == len(text) or text[end] in " \n,。;!?、()"
        )
        last = packed is not None and _closes(text, start, end)
        base = 0.6 if last or (free and not packed and match["by"] != "-") else 0.3
        yield Core(start, end, found, base, doubled=not last and not (free and not packed))
