"""Days named by a festival or a solar term: 中秋前, 国庆前3天, 霜降前, 年前."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files

from nlp import almanac
from nlp.dimensions.date.value import Core
from nlp.dimensions.date.words import GONE, THAT_YEAR, year_of

# Names as typed, with what must or must not follow; the value is the almanac's name.
# A line holds the almanac's name and a pattern of how it is typed, with what must or must not follow.
_LINES = files("nlp.dimensions.date").joinpath("festivals.txt").read_text("utf-8").splitlines()
NAMES = [(words, name) for name, words in (line.split(" ", 1) for line in _LINES)]
CALLED_SO = "(?!要|的|家|那边|他|她|又|想|需)"  # 小满要四箱: somebody of that name
NAMES += [(name if name == "冬至" else name + CALLED_SO, name) for name in almanac.TERMS if name != "清明"]
STARTS = (
    "元跨新春过农大年正上除腊小情三妇女植愚清五劳5m青护母父端六儿61七乞八建中鬼教"
    "月国十重老万双光感平圣cx龙二立雨惊谷夏芒暑处白秋寒霜冬"
)
FESTIVAL = re.compile(
    rf"(?=[{STARTS}明今来去前后本次1-4])(?:(?P<year>{THAT_YEAR})的?)?"
    rf"(?=[{STARTS}])(?P<name>{'|'.join(f'(?P<f{at}>{words})' for at, (words, _) in enumerate(NAMES))})"
    r"(?:节(?![温气能约省奏日点])|日(?=前|之前|当))?(?:当[天日]|那天|放?(?:小?长假|假期?)|黄金周|收假|holiday)?"
)
PREFIXED = re.compile(r"[双三二\d跨去今明多几一两四五六七八九十数来近往当]\Z")
HOLIDAY = re.compile(
    r"(?<![环季时情调细章关音小春中元重端明夕秋庆旦宵阳夏冬国动童师亲年日人])节(?=[前后](?:就|要|必|一定|务|能|到|送|发|交|全|给|再|[\s,。]|\Z))"
)
NEAR = timedelta(days=35)
HINT = re.compile(
    r"(?=[节年秋旦诞庆腊清端重冬夏立小大谷雨惊春处白寒霜芒七五六十八元除平双二651m])"
    r"(?:[节年秋旦诞庆]|[腊清端重冬夏立小大谷雨惊春处白寒霜芒]|七夕|五一|六一|十一|八一|元宵|除夕|腊八|平安夜|双[1十]|618|520|二月二|七月半|5\.1|10\.1|may|mas)"
)


def festival_cores(text: str, today: date) -> Iterator[Core]:
    """Yield the days of festivals and solar terms; 前 means the day before them."""
    if not HINT.search(text):
        return
    if "节" in text:
        yield from _nearest(text, today)
    for match in FESTIVAL.finditer(text):
        start, end = match.span()
        name = next(NAMES[at][1] for at in range(len(NAMES)) if match[f"f{at}"] is not None)
        words = match["name"]
        left = text[max(0, match.start("name") - 3) : match.start("name")].rstrip()[-1:]
        if words in ("年", "十一") and PREFIXED.match(left):
            continue
        if words in ("六一", "五一", "八一", "三八") and left.isdecimal():
            continue
        year = year_of(match["year"], today)
        if year:
            day = before = almanac.festival(name, year)
        else:
            day, before = almanac.next_festival(name, today), almanac.next_festival(name, today, 1)
        yield Core(start, end, day, 0.45, past=match["year"] in GONE, before=before - timedelta(days=1), feast=True)


def _nearest(text: str, today: date) -> Iterator[Core]:
    """Read 节前 and 节后 where one public holiday is near enough to be meant."""
    for match in HOLIDAY.finditer(text):
        day = min(almanac.next_festival(name, today, 1) for name in almanac.STATUTORY)
        if day - today <= NEAR:
            yield Core(*match.span(), day, 0.4, before=day - timedelta(days=1))
