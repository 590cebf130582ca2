"""Tables of article, size and amount without heads, and those whose heads are sizes: one line a product."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from ..dimensions.found import Found
from ..dimensions.quantity.rules import Quantity
from ..grouping import has_head
from ..lexicon import NOTHING, Lexicon, Mask
from ..products import Hit
from ..types import Span
from .cells import Cell
from .grids import FAINT, HEADED, SIZE, SURE, are_sizes, counter, of_size, paired, product_of

SUM = re.compile(r"合计|小计|总数|总计|共计|总")
HEADS = re.compile(
    r"[货款型图编品料]号|零件号?|物料|品名|名称|产品|商品|规格|[尺号]码|码数|码|款式?|颜色|sku|型号/?规格"
)
AMOUNTS = re.compile(r"数量?|数目|[双件箱套个]数|订[货购]?量|需求量?|qty")
NONE = re.compile(r"[-/0无×x*]|没有|")
NAMED = re.compile(rf"(?m)^[ \t|]*(?P<name>[^\n|]*?[^\s|])[ \t|]+(?P<size>{SIZE})(?=[ \t|])")
UNDER = re.compile(rf"(?m)^[ \t|]*(?P<size>{SIZE})[ \t]?(?=[ \t|:])[ \t|:]*(?=\d)")
BESIDE = re.compile(r"\S+")
BETWEEN = re.compile(r"[^|]+")
SIZED = re.compile(SIZE)
ENOUGH = 2  # rows or columns that make a table

_Row = tuple[tuple[Hit, ...], Mask, re.Match[str], re.Match[str]]  # the product, its size, its amount


def cells_of(text: str, folded: str, hits: Sequence[Hit], lexicon: Lexicon, taken: int) -> list[Cell]:
    """The amounts of all grids of a text, in rows and in pairs; `taken` means other things."""
    found: list[Cell] = []
    if "\n" in folded:
        laid = (
            folded if "\t" not in text else "".join("|" if a == "\t" else b for a, b in zip(text, folded, strict=True))
        )
        found = _under_sizes(laid, hits, lexicon, taken)
        found = found or _in_rows(laid, hits, lexicon, taken)
    for cell in found:
        for span in cell.taken:
            taken |= (1 << span.end) - (1 << span.start)
    return [*found, *paired(folded, hits, lexicon, taken)]


@lru_cache(maxsize=16)
def _amount(units: frozenset[str]) -> re.Pattern[str]:
    return re.compile(
        rf"[ \t|]*(?P<n>\d{{1,6}}(?:\.5)?)[ \t]*[|]?[ \t]*(?P<unit>{counter(units)})?[ \t|]*(?=\n|\Z|[,;。])"
    )


def _in_rows(laid: str, hits: Sequence[Hit], lexicon: Lexicon, taken: int) -> list[Cell]:
    """801  41  20双, each on its line, or 41  20双 under the article."""
    rows: list[_Row] = []
    for line in re.finditer(r"[^\n]+", laid):
        if taken & ((1 << line.end()) - (1 << line.start())):
            continue
        rows += _row(line, laid, hits, rows, lexicon)
    sizes = [of_size(size["size"], base, lexicon) for _, base, size, _ in rows]
    if sum(map(bool, sizes)) < ENOUGH or sum(map(bool, sizes)) * 2 <= len(sizes):
        return []
    if all(amount["unit"] and has_head(named) for named, _, _, amount in rows):
        return []
    found = []
    for (named, _, size, amount), mask in zip(rows, sizes, strict=True):
        span = Span(*size.span("size"))
        stretch = Span(span.start, amount.end())
        found.append(Cell(named, span, mask, _said(amount, laid), (stretch,)))
    return found


def _row(
    line: re.Match[str], laid: str, hits: Sequence[Hit], before: Sequence[_Row], lexicon: Lexicon
) -> Iterator[_Row]:
    amounts = _amount(frozenset(lexicon.counters))
    named = NAMED.match(laid, line.start(), line.end())
    amount = amounts.match(laid, named.end()) if named else None
    if named and amount and amount.end() >= line.end():
        own = [h for h in hits if named.start("name") <= h.start and h.end <= named.end("name")]
        words, base = product_of(own, (), laid, lexicon)
        if base and own[-1].end >= named.end("name"):
            yield words, base, named, amount
            return
    size = UNDER.match(laid, line.start(), line.end())
    amount = amounts.match(laid, size.end()) if size else None
    if size is None or amount is None or amount.end() < line.end():
        return
    if (
        before
        and not laid[before[-1][3].end() : line.start()].strip()
        and UNDER.match(laid, _line(before[-1][2], laid))
    ):
        yield before[-1][0], before[-1][1], size, amount
        return
    ahead = [h for h in hits if h.end <= line.start()]
    if ahead and HEADED.fullmatch(laid, ahead[-1].end, line.start()):
        words, base = product_of(ahead, (), laid, lexicon)
        if base:
            yield words, base, size, amount


def _line(match: re.Match[str], laid: str) -> int:
    """Where the line of a match begins."""
    return laid.rfind("\n", 0, match.start("size")) + 1


def _said(amount: re.Match[str], laid: str, confidence: float = SURE) -> Found[Quantity]:
    end = max(amount.end("n"), amount.end("unit"))
    words = laid[amount.start("n") : end]
    return Found(Span(amount.start("n"), end), Quantity(Decimal(amount["n"]), amount["unit"]), words, confidence)


def _under_sizes(laid: str, hits: Sequence[Hit], lexicon: Lexicon, taken: int) -> list[Cell]:
    """A table whose heads are sizes: 货号 39 40 41, and 801 2 5 8 below; what is bare or - is not wanted."""
    lines = [m.span() for m in re.finditer(r"[^\n]+", laid)]
    for at, (start, end) in enumerate(lines[:-1]):
        heads = pieces_of(laid, start, end)
        while heads and HEADS.fullmatch(heads[0][0].strip()):
            heads.pop(0)
        total = bool(heads) and SUM.fullmatch(heads[-1][0].strip()) is not None
        columns = heads[:-1] if total else heads
        if len(columns) < ENOUGH or not all(SIZED.fullmatch(one[0].strip()) for one in columns):
            continue
        found: list[Cell] = []
        for row in lines[at + 1 :]:
            if taken & ((1 << row[1]) - (1 << row[0])):
                break
            cells = _counted(laid, (start, end), columns, row, total, hits, lexicon)
            if not cells:
                break
            found += cells
        if found:
            return found
    return []


def pieces_of(laid: str, start: int, end: int) -> list[re.Match[str]]:
    """The cells of a line, between bars where it has some, else between blanks."""
    if "|" not in laid[start:end]:
        return list(BESIDE.finditer(laid, start, end))
    first = start + (
        len(laid[start:end]) - len(laid[start:end].lstrip(" |")) if laid[start:end].lstrip()[:1] == "|" else 0
    )
    last = start + len(laid[start:end].rstrip())
    last -= laid[last - 1] == "|"
    return list(re.compile(r"[^|]+|(?<=\|)(?=\|)").finditer(laid, first, last))


def _counted(
    laid: str,
    head: tuple[int, int],
    columns: Sequence[re.Match[str]],
    row: tuple[int, int],
    total: bool,
    hits: Sequence[Hit],
    lexicon: Lexicon,
) -> list[Cell]:
    """The cells of one row under the sizes; empty where it is none."""
    pieces = pieces_of(laid, *row)
    many = len(columns) + total
    if len(pieces) <= many:
        return []
    own = pieces[-many:]
    amounts = [
        re.fullmatch(rf"\s*(?P<n>\d{{1,6}})\s*(?P<unit>{counter(frozenset(lexicon.counters))})?\s*", p[0]) for p in own
    ]
    if not all(amount or NONE.fullmatch(piece[0].strip()) for amount, piece in zip(amounts, own, strict=True)):
        return []
    name = laid[row[0] : own[0].start()].strip(" |")
    before = head[0] if AMOUNTS.fullmatch(name) else own[0].start()
    since = 0 if AMOUNTS.fullmatch(name) else row[0]
    words, base = product_of([h for h in hits if since <= h.start and h.end <= before], (), laid, lexicon)
    sizes = [of_size(column[0].strip(), base, lexicon) if base else NOTHING for column in columns]
    if not are_sizes(sizes):
        return []
    counted = [Decimal(amount["n"]) if amount else Decimal(0) for amount in amounts]
    wrong = total and amounts[-1] is not None and sum(counted[:-1]) != counted[-1]
    taken = (Span(*head), Span(*row))
    found = []
    for column, mask, piece, amount in zip(columns, sizes, own, amounts, strict=False):
        if amount is None or not int(amount["n"]):
            continue
        start = piece.start() + amount.start("n")
        end = piece.start() + max(amount.end("n"), amount.end("unit"))
        said = Quantity(Decimal(amount["n"]), amount["unit"])
        quantity = Found(Span(start, end), said, laid[start:end], FAINT if wrong else SURE)
        found.append(Cell(words, Span(*_stripped(column)), mask, quantity, taken))
    return found


def _stripped(piece: re.Match[str]) -> tuple[int, int]:
    """Where what is written in a cell stands."""
    start = piece.start() + len(piece[0]) - len(piece[0].lstrip())
    return start, start + len(piece[0].strip())
