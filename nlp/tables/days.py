"""Amounts by days: a table whose heads are days, and lines that each begin with theirs; every day is its own order.

A message is cut into one text a day, as long as before, in which what stands under the other days is blank.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import field
from decimal import Decimal

from ..frozen import frozen
from ..lexicon import Lexicon
from ..normalize import normalize
from .grid_rows import HEADS, NONE, SUM, pieces_of

_DATE = (
    r"(?:20\d\d[-/.年])?(?:0?[1-9]|1[0-2])(?:[-/月](?:[12]\d|3[01]|0?[1-9])[日号]?|\.(?:0[1-9]|[12]\d|3[01]))(?!\d)"
    r"|(?:[12]\d|3[01]|0?[1-9])[号日]|(?:下下?|这|本)?(?:周|星期|礼拜)[一二三四五六日天]|大?[今明后]天"
)
_WEEKDAY = r"(?:\s?\(?(?:周|星期|礼拜)[一二三四五六日天]\)?)?"
_ROLE = r"(?:之?前)?(?:到货?|交货?|交付|送货?|发货?|要|装|出货)?"
DAY = re.compile(rf"(?P<day>{_DATE}){_WEEKDAY}{_ROLE}")
LINE = re.compile(rf"[ \t]*(?P<day>{_DATE}){_WEEKDAY}{_ROLE}[ \t]?(?P<mark>[:,、|]?)[ \t]*(?=[^\s\d:]|\d)")
BESIDE = re.compile(  # a day that is said outside, of what stands outside
    r"(?<![\d.*/a-z-])(?:20\d\d[-/.年])?(?:0?[1-9]|1[0-2])[/月](?:[12]\d|3[01]|0?[1-9])[日号]?(?![\d*/.-])"
    r"|(?:下下?|这|本)?(?:周|星期|礼拜)[一二三四五六日天]|大?[今明后]天"
)
CLOCK = re.compile(r"\s*(?:上午|下午|晚上|凌晨|中午)?\s*\d{1,2}:\d{2}")
COUNTED = re.compile(r"(?<![a-z\d.*/-])\d{1,6}(?![\d.*/-])|[一二两三四五六七八九十半]\s?[\u4e00-\u9fff]")
AMOUNT = re.compile(r"(?P<n>\d{1,7}(?:\.\d+)?)\s*[\u4e00-\u9fffa-z]{0,3}")
LABEL = re.compile(r"(?:日期|交期|单位|单价|备注|颜色|材质|版本|客户|序号|\s)*")
ENOUGH = 2  # days


@frozen
class ByDay:
    """A message by days."""

    texts: tuple[str, ...]  # one a day, in the order of the message
    rest: str  # without all that stands under a day
    rows: tuple[tuple[int, int], ...]  # where that stands
    wrong: tuple[tuple[int, int], ...] = field(default=())  # rows whose sum does not come out
    table: bool = False


def by_day(text: str, lexicon: Lexicon) -> ByDay | None:
    """The message by days where it has a table or lines of several; None where it has none."""
    if "\n" not in text:
        return None
    plain = normalize(text)
    plain = "".join("|" if own == "\t" else char for own, char in zip(text, plain, strict=True))
    lines = [m.span() for m in re.finditer(r"[^\n]+", plain)]
    return _table(text, plain, lines, lexicon) or _lines(text, plain, lines, lexicon)


def _is_day(words: str, lexicon: Lexicon) -> bool:
    """True for a day that is no size of the catalogue: 1/2 and 3/4 may be both."""
    found = DAY.fullmatch(words)
    return found is not None and lexicon.words.get(found["day"]) is None


def _table(text: str, plain: str, lines: Sequence[tuple[int, int]], lexicon: Lexicon) -> ByDay | None:
    for at, line in enumerate(lines[:-1]):
        heads = pieces_of(plain, *line)
        days = [i for i, head in enumerate(heads) if _is_day(head[0].strip(), lexicon)]
        if len({heads[i][0].strip() for i in days}) < ENOUGH or len(days) != days[-1] - days[0] + 1:
            continue
        behind = heads[days[-1] + 1 :]
        ahead = heads[: days[0]]
        if not all(HEADS.fullmatch(h[0].strip()) or LABEL.fullmatch(h[0]) for h in ahead):
            continue
        if len(behind) > 1 or not all(SUM.fullmatch(h[0].strip()) or LABEL.fullmatch(h[0]) for h in behind):
            continue
        many = len(days) + len(behind)
        rows = list(_rows(plain, lines[at + 1 :], many, behind))
        if not rows:
            continue
        columns, outside = heads[days[0] :], _beside(plain, [line, *(span for span, _ in rows)])
        wrong = tuple(span for span, cells in rows if _comes_out_wrong(cells, len(days), behind))
        texts = []
        for day in range(len(days)):
            gone = outside + [one.span() for i, one in enumerate(columns) if i != day]
            for span, cells in rows:
                bare = NONE.fullmatch(cells[day][0].strip())
                gone += [span] if bare else [cell.span() for i, cell in enumerate(cells) if i != day]
            if any(not NONE.fullmatch(cells[day][0].strip()) for _, cells in rows):
                texts.append(_blank(text, gone))
        spans = tuple(span for span, _ in rows)
        return ByDay(tuple(texts), _blank(text, [line, *spans]), spans, wrong, table=True) if texts else None
    return None


def _rows(
    plain: str, lines: Sequence[tuple[int, int]], many: int, behind: Sequence[re.Match[str]]
) -> Iterator[tuple[tuple[int, int], list[re.Match[str]]]]:
    """The lines below the heads, each with its cells under days and behind them; up to the first that is none."""
    for line in lines:
        cells = pieces_of(plain, *line)
        own = cells[-many:] if len(cells) > many else []
        counted = own[: len(own) - len(behind)]
        if not own or not all(AMOUNT.fullmatch(c[0].strip()) or NONE.fullmatch(c[0].strip()) for c in counted):
            return
        yield line, own


def _comes_out_wrong(cells: Sequence[re.Match[str]], days: int, behind: Sequence[re.Match[str]]) -> bool:
    if not behind or not SUM.fullmatch(behind[0][0].strip()):
        return False
    amounts = [AMOUNT.fullmatch(cell[0].strip()) for cell in cells]
    said = amounts[-1]
    return said is not None and sum(Decimal(a["n"]) for a in amounts[:days] if a) != Decimal(said["n"])


def _lines(text: str, plain: str, lines: Sequence[tuple[int, int]], lexicon: Lexicon) -> ByDay | None:
    found = []
    for start, end in lines:
        line = LINE.match(plain, start, end)
        if line is None or CLOCK.match(plain, line.end("day"), end) or lexicon.words.get(line["day"]) is not None:
            continue
        if COUNTED.search(plain, line.end(), end):
            found.append((line, (start, end)))
    if len({line["day"] for line, _ in found}) < max(ENOUGH, len(found)):
        return None
    texts, outside = [], _beside(plain, [span for _, span in found])
    for line, span in found:
        gone = outside + [other for _, other in found if other != span]
        gone += [line.span("mark")] if line["mark"] else []
        texts.append(_blank(text, gone))
    spans = tuple(span for _, span in found)
    return ByDay(tuple(texts), _blank(text, spans), spans)


def _beside(plain: str, rows: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The days that are said outside of these lines."""
    return [m.span() for m in BESIDE.finditer(plain) if not any(start <= m.start() < end for start, end in rows)]


def _blank(text: str, stretches: Sequence[tuple[int, int]]) -> str:
    """The text with stretches blank; bars and tabs in them stay, so that the columns do."""
    chars = list(text)
    for start, end in stretches:
        chars[start:end] = [char if char in "|\t\n" else " " for char in chars[start:end]]
    return "".join(chars)
