"""Days named by a festival or a solar term: 中秋前, 国庆前3天, 霜降前, 年前."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from nlp.dimensions.date import almanac
from nlp.dimensions.date.value import Core

# Names as typed, with what must or must not follow; the value is the almanac's name.
NAMES = {
    r"元旦": "元旦", r"跨年": "元旦", r"新年(?!快乐|好)": "元旦", r"(?:春节|过年|新春|农历新年|大年初一)(?!快乐|不打烊)": "春节",
    r"年(?=之?前|以前|后)": "春节", r"元宵|正月十五|上元节": "元宵", r"除夕|大年三十|年三十|大年夜|年三十晚": "除夕",
    r"腊八": "腊八", r"小年(?!轻|青)": "小年", r"情人节": "情人节", r"三八(?:妇女)?节|妇女节|女神节|女生节": "妇女节",
    r"植树节": "植树节", r"愚人节": "愚人节", r"清明": "清明", r"五一(?!路|街|广场|村|大道|桥|[0-9])|劳动节|5\.1(?=节|假|放假|劳动)|may day": "劳动节",
    r"五四(?=青年节)|青年节": "青年节", r"护士节": "护士节", r"母亲节": "母亲节", r"父亲节": "父亲节", r"端午|端阳节": "端午",
    r"六一(?!路|街|[0-9])|儿童节|61儿童节": "儿童节", r"(?<![\d.])618(?=大促|之?前|活动|节|到|备)|六一八": "六一八", r"七一建党节|建党节": "建党节",
    r"八一(?=建军节|节|之?前)|建军节": "建军节", r"七夕|乞巧节": "七夕", r"中元节|鬼节|七月半": "中元", r"教师节": "教师节", r"中秋|八月节|月饼节": "中秋",
    r"国庆|十一(?=节|假|长假|黄金周|之?前|放假|以前)|10\.1(?=节|假|放假|长假)": "国庆", r"重阳|老人节": "重阳", r"万圣节?": "万圣节",
    r"双十一|双11|光棍节|双1\s1": "双十一", r"双十二|双12": "双十二", r"感恩节": "感恩节", r"平安夜": "平安夜", r"圣诞|christmas|xmas": "圣诞",
    r"龙抬头|二月二": "龙抬头",
} | {name: name for name in almanac.TERMS if name != "清明"}  # fmt: skip

ORDER = list(NAMES.items())
STARTS = "元跨新春过农大年正上除腊小情三妇女植愚清五劳5m青护母父端六儿61七乞八建中鬼教月国十重老万双光感平圣cx龙二立雨惊谷夏芒暑处白秋寒霜冬"
FESTIVAL = re.compile(
    r"(?:(?P<year>明年|今年|来年|20\d\d年)的?)?"
    rf"(?=[{STARTS}])(?P<name>{'|'.join(f'(?P<f{at}>{words})' for at, (words, _) in enumerate(ORDER))})"
    r"(?:节(?![温气能约省奏日点])|日(?=前|之前|当))?(?:当[天日]|那天|放?(?:小?长假|假期?)|收假|holiday)?"
)
PREFIXED = re.compile(r"[双三二\d跨去今明多几一两四五六七八九十数来近往当]\Z")
HINT = re.compile(
    r"[节年秋旦诞庆]|[清端重冬夏立小大谷雨惊春处白寒霜芒]|七夕|五一|六一|十一|八一|元宵|除夕|腊八|平安夜|双1|618|二月二|七月半|5\.1|10\.1|may|mas"
)


def festival_cores(text: str, today: date) -> Iterator[Core]:
    """Yield the days of festivals and solar terms; 前 means the day before them."""
    if not HINT.search(text):
        return
    for match in FESTIVAL.finditer(text):
        start, end = match.span()
        name = next(ORDER[at][1] for at in range(len(ORDER)) if match[f"f{at}"] is not None)
        words = match["name"]
        left = text[match.start("name") - 1 : match.start("name")]
        if words in ("年", "十一") and PREFIXED.match(left):
            continue
        if words in ("六一", "五一", "八一", "三八") and left.isdigit():
            continue
        year = _year(match["year"], today)
        if year:
            day = before = almanac.festival(name, year)
        else:
            day, before = almanac.next_festival(name, today), almanac.next_festival(name, today, 1)
        yield Core(start, end, day, 0.45, before=before - timedelta(days=1))


def _year(words: str | None, today: date) -> int | None:
    if not words:
        return None
    return int(words[:4]) if words[0].isdigit() else today.year + (words != "今年")
