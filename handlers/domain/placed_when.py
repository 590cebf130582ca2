"""上周那单, 昨天下的货: when the order was placed that somebody speaks of, in words of days gone by."""

import re
from datetime import date, timedelta

Days = tuple[date, date]  # the first and the last
_DAYS = {"今天": 0, "今早": 0, "昨天": 1, "昨晚": 1, "前天": 2, "大前天": 3}
_WEEKDAYS = "一二三四五六"
_WHEN = (
    r"(?P<day>大前天|前天|昨天|昨晚|今早|今天)"
    r"|(?P<ups>上+)(?:个)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])?(?![末])"
    r"|(?P<this>这|本)(?:个)?(?:周|星期|礼拜)(?![末一二三四五六日天])"
    r"|(?P<month>上+)个?月(?:份)?|(?P<own>这个|本)月(?:份)?"
    r"|(?P<m>1[0-2]|[1-9])月(?P<d>3[01]|[12]\d|[1-9])[日号]?"
)
_PLACED = (
    r"(?:我们?|咱们?|这边|那边|跟你们?|在你们?(?:这|那)(?:里|边)?|给你们?)*(?:下|订|定|拍|买|要|报|拿)(?:了|过)?的?"
)
_ORDER = r"(?:那|这)?(?:一|几|两|个)?(?:张|个|笔|票|批|些|单)?(?:订单|单子|单|货|东西)?"
_SAID = re.compile(rf"(?:{_WHEN})(?:{_PLACED}(?P<what>{_ORDER})|的?(?P<that>(?:那|这)?{_ORDER}))")


def placed_when(text: str, today: date) -> Days | None:
    """The days on which the order that is meant was placed; None where the words say nothing of that.

    今天 and a day of this month count only of what was placed then (今天下的单): 今天的货 may be what comes today.
    """
    for found in _SAID.finditer(text):
        placed = found["what"] is not None
        if not placed and (not found["that"] or found["day"] in ("今天", "今早") or found["this"] or found["own"]):
            continue
        if (days := _days(found, today)) is not None and days[0] <= today:
            return days
    return None


def only_says_when(text: str) -> bool:
    """Whether the words name an order by its day and say nothing else: 上周那单, 昨天下的单呢."""
    said = re.sub(r"[呢啊呀嘛\s?\uff1f。.]+\Z", "", text.strip())
    found = _SAID.fullmatch(re.sub(r"\A(?:我们?|咱们?)的?", "", said))
    return found is not None and bool(found["what"] or found["that"])


def _days(found: re.Match[str], today: date) -> Days | None:
    if found["day"]:
        day = today - timedelta(days=_DAYS[found["day"]])
        return day, day
    monday = today - timedelta(days=today.weekday())
    if found["ups"]:
        first = monday - timedelta(weeks=len(found["ups"]))
        if found["weekday"] is None:
            return first, first + timedelta(days=6)
        day = first + timedelta(days=(_WEEKDAYS + "日").index(found["weekday"].replace("天", "日")))
        return day, day
    if found["this"]:
        return monday, today
    if found["own"]:
        return today.replace(day=1), today
    if found["month"]:
        last = today.replace(day=1) - timedelta(days=1)
        for _ in found["month"][1:]:
            last = last.replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last
    try:
        day = date(today.year, int(found["m"]), int(found["d"]))
    except ValueError:
        return None
    day = day if day <= today else day.replace(year=today.year - 1) if (day.month, day.day) != (2, 29) else day
    return day, day
