"""Grids of sizes and amounts behind one product: 801 39/2 40/5, 802 41*15 42*20, 801:38-1箱 39-2箱, M4:100 M5:200.

What stands left is a size only where the product before it is had in it, and only where two such pairs stand in a
row. A specification (500ml*20), a day (3/15) and a span of sizes (40-43) stay what they are.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from ..dimensions.found import Found
from ..dimensions.quantity.rules import Quantity
from ..either import either
from ..features import Kind, Tier, fold
from ..grouping import groups, has_head, settled
from ..lexicon import NOTHING, Lexicon, Mask
from ..loose import loose
from ..products import Choice, Hit
from ..signs import signs_of
from ..types import Span
from .cells import Cell

SIGNS = frozenset("/*:=-x的码号寸")  # one of these is in every pair
SURE, FAINT = 0.95, 0.35  # how sure an amount is: read, and to be asked about
MOST = 400  # products of one name that are looked at
LETTERS = r"x{0,4}[sml]|[2-9]xl|均码"
IN_LETTERS = frozenset("sml均")  # one of these is in all of them
SIZE = rf"(?:[a-z]{{0,3}}\d{{1,4}}(?:\.\d{{1,2}})?(?:码|号|寸|#|度|瓦|平方|mm|cm|ml|kg|[glvwamp])?|(?:{LETTERS})码?)"
BEHIND = r"(?![\d.*/~-]|\s?[到至]\s?\d|[来多几]|(?:码|号|日|月|年|点|寸|度|折|元|块|周|天|ml|mm|cm|kg|[glvw](?![a-z])))"
GOES_ON = re.compile(r"\s*(?:[,、;+]|和|跟|还有|外加|再加)?\s*")
HEADED = re.compile(
    r"[\s,:、的]*(?:(?:(?:\d{1,2}[月./])?\d{1,2}[号日]?(?:之?前|到货?|发货?|要)|[今明后]天(?:发|到|要)?|尺码|码数|码子|尺寸|规格|分码|配码|明细|数量|如下|要|来|订|拿|补|发|先|再|再来|各码|分别)[\s,:]*)*"
)
EACH = re.compile(r"[\s,、的]{0,3}(?:各|都|每|均|一样|一码)[^\s,。;]{0,4}?\s?[\d一二两三四五六七八九十半几]")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
FIGURES = re.compile(r"(?<![a-z0-9])[2-9]xl(?![a-z])|[a-z]*\d+(?:\.\d+)?|[a-z]+|[\u4e00-\u9fff]{2,}")
PARTS = re.compile(r"([a-z]*)(\d+(?:\.\d+)?)(.*)")
MEASURED = re.compile(r"(?:ml|kg|[gl])\Z")
DAY = re.compile(r"(?:0?[1-9]|1[0-2])[/.-](?:0?[1-9]|[12]\d|3[01])\Z")
SPANNING = frozenset("/-")
NEAR = frozenset(" -的")
AND = re.compile(r"\s?[和跟与及、/&+]\s?")


@lru_cache(maxsize=16)
def counter(units: frozenset[str]) -> str:
    """A pattern for one counter, the longest first; L and M are sizes here, and no litres and metres."""
    return either(one for one in units if not one.isascii())


@lru_cache(maxsize=16)
def _pair(units: frozenset[str]) -> re.Pattern[str]:
    sign = r"\s?[/*:=-]\s?|(?<=\d)x(?=\d)|\s?的\s?|(?<=[码号寸])\s?"
    return re.compile(
        rf"(?<![a-z\d.*/~-])(?P<size>{SIZE})(?P<sign>{sign})(?P<n>\d{{1,5}}(?:\.5)?)\s?"
        rf"(?:(?P<unit>{counter(units)})(?![\u4e00-\u9fff]){BEHIND}"
        rf"|(?P<glued>{counter(units)})(?=[和跟还外再送发要共]|\d+(?:\.\d+)?的)|{BEHIND})"  # 8的20支|10的10支
        rf"|(?<![a-z\d])(?P<letter>(?:{LETTERS})码?)\s?(?P<m>\d{{1,5}})\s?(?P<of>{counter(units)})?(?![\u4e00-\u9fff]){BEHIND}"
    )


def paired(folded: str, hits: Sequence[Hit], lexicon: Lexicon, taken: int) -> list[Cell]:
    """The amounts of all grids of a folded text; `hits` are its words, `taken` means other things."""
    signs = signs_of(folded)
    if SIGNS.isdisjoint(signs) and IN_LETTERS.isdisjoint(signs):
        return []
    found: list[Cell] = []
    for run in _runs(folded, lexicon, taken):
        cells = _grid(run, folded, hits, found, lexicon)
        found = _summed(folded, cells, found, lexicon)
    return found


def _summed(folded: str, cells: list[Cell], before: list[Cell], lexicon: Lexicon) -> list[Cell]:
    """The cells with their sum where it is said behind them, 共5双; they are doubtful where it does not come out."""
    said = _sum_behind(frozenset(lexicon.counters)).match(folded, cells[-1].amount.span.end) if cells else None
    if said is None or any(cell.amount.value.unit not in (None, said["unit"]) for cell in cells):
        return [*before, *cells]
    amounts = [cell.amount.value.qty or Decimal(0) for cell in (*before, *cells)]
    right = Decimal(said["n"]) in (sum(amounts), sum(amounts[len(before) :]))
    total = Span(*said.span("n"))
    return [
        *before,
        *(
            replace(
                cell,
                taken=(*cell.taken, total),
                amount=cell.amount if right else replace(cell.amount, confidence=FAINT),
            )
            for cell in cells
        ),
    ]


@lru_cache(maxsize=16)
def _sum_behind(units: frozenset[str]) -> re.Pattern[str]:
    return re.compile(
        rf"[\s,;。]{{0,3}}(?:一共|总共|共计|合计|总计|总数|共)(?:是|为)?[\s:]?(?P<n>\d{{1,6}})\s?(?P<unit>{counter(units)})?(?![\d.*/-])"
    )


def _runs(folded: str, lexicon: Lexicon, taken: int) -> Iterator[list[re.Match[str]]]:
    """Pairs that stand in a row."""
    run: list[re.Match[str]] = []
    at = 0
    pairs = _pair(frozenset(lexicon.counters))
    while (found := pairs.search(folded, at)) is not None:
        at = found.end()
        if taken >> found.start() & 1 or taken >> (found.end() - 1) & 1:
            continue
        if run and GOES_ON.fullmatch(folded, run[-1].end(), found.start()) is None:
            yield run
            run = []
        run.append(found)
    yield run


def _grid(
    run: list[re.Match[str]], folded: str, hits: Sequence[Hit], before: Sequence[Cell], lexicon: Lexicon
) -> list[Cell]:
    """The cells of one row of pairs; empty where they are none of a product."""
    if len(run) < 2 or EACH.match(folded, run[-1].end()):
        return []
    total, named, base = _named(run[0].start(), folded, hits, before, lexicon)
    if not base:
        return []
    sizes = [of_size(_size(pair), base, lexicon) for pair in run]
    while run and not sizes[-1] and DAY.match(run[-1][0]):
        run, sizes = run[:-1], sizes[:-1]
    while run and not sizes[0] and DAY.match(run[0][0]):
        run, sizes = run[1:], sizes[1:]
    if not are_sizes(sizes) or _spans(run, base, lexicon) or _specified(run, sizes, base, lexicon):
        return []
    if all(spoken(pair) for pair in run) and has_head(named):
        return []  # 水表15的40只 20的20只: every amount stands with its size as it is spoken
    amounts = [Decimal(pair["n"] or pair["m"]) for pair in run]
    units = [pair["unit"] or pair["glued"] or pair["of"] for pair in run]
    shared = units[-1] if units[-1] and not any(units[:-1]) else None  # 39/2 40/5 41/8双
    doubtful = total is not None and total.value != sum(amounts)
    doubtful = doubtful or (shared is not None and any(shared != p.unit for p in lexicon.some(base, MOST)))
    cells = []
    for pair, mask, amount, unit in zip(run, sizes, amounts, units, strict=True):
        start, end = pair.span("n" if pair["n"] else "m")
        end = max(end, pair.end("unit"), pair.end("glued"), pair.end("of"))
        said = Found(Span(start, end), Quantity(amount, unit or shared), folded[start:end], FAINT if doubtful else SURE)
        size = Span(*pair.span("size" if pair["size"] else "letter"))
        cells.append(Cell(named, size, mask, said, (Span(size.start, end), *([total.span] if total else []))))
    return cells


def spoken(pair: re.Match[str]) -> bool:
    """True for a size and an amount with its counter, with no mark between them."""
    return bool(pair["unit"] or pair["glued"] or pair["of"]) and (pair["sign"] or "").strip() in ("", "的")


def _size(pair: re.Match[str]) -> str:
    return pair["size"] or pair["letter"]


def _named(
    start: int, folded: str, hits: Sequence[Hit], before: Sequence[Cell], lexicon: Lexicon
) -> tuple[Found[Decimal] | None, tuple[Hit, ...], Mask]:
    """The sum that is said before a grid, if any, and the product before it: its words and what they mean."""
    ahead = [h for h in hits if h.end <= start]
    at, total = start, None
    if (said := _sum(frozenset(lexicon.counters)).search(folded, 0, start)) and any(
        h.end <= said.start() for h in ahead
    ):
        at, total = said.start(), Found(Span(*said.span("n")), Decimal(said["n"]), said["n"], 1.0)
        ahead = [h for h in ahead if h.end <= at]
    if not ahead or HEADED.fullmatch(folded, ahead[-1].end, at) is None:
        return None, (), NOTHING
    floor = max((cell.amount.span.end for cell in before), default=0)
    named, mask = product_of([h for h in ahead if h.start >= floor], before, folded, lexicon)
    return total, named, mask


def product_of(
    hits: Sequence[Hit], before: Sequence[Cell], folded: str, lexicon: Lexicon
) -> tuple[tuple[Hit, ...], Mask]:
    """The product that the last words of some mean, glued or with a blank between; articles of one name may be loose.

    Words without a name of their own go with the name of the grid before them: 38*2 of 白色 behind one of 红色.
    """
    group: list[Hit] = []
    for hit in reversed(hits):
        if group and (group[0].start - hit.end > 1 or not NEAR.issuperset(folded[hit.end : group[0].start])):
            break
        group.insert(0, hit)
    group = groups(group, lexicon, each=False)[-1] if group else []
    listed = [h for h in hits if group and h.end < group[0].start]
    if listed and AND.fullmatch(folded, listed[-1].end, group[0].start):
        first, second = product_of(listed, before, folded, lexicon), product_of(group, before, folded, lexicon)
        return (*first[0], *second[0]), first[1] | second[1]  # 801和802 42*6 43*2: of which one is not said
    context = tuple(dict.fromkeys(h for cell in before for h in cell.named))
    choice, _, torn = settled(group, context, lexicon) if group else (Choice(NOTHING), False, False)
    if torn or not 1 < len(choice.mask) <= MOST:
        return (), NOTHING
    if not (has_head(group) or has_head(choice.used) or any(not loose(h) for h in group)):
        article = any(h.tier is Tier.EXACT and h.kind is Kind.CODE for h in group)
        if not article or len({one.name for one in lexicon.some(choice.mask, MOST)}) > 1:
            return (), NOTHING
    return tuple(group), choice.mask


@lru_cache(maxsize=16)
def _sum(units: frozenset[str]) -> re.Pattern[str]:
    return re.compile(
        rf"(?:一共|总共|共计|合计|共|来|要)?\s?(?<!\d)(?P<n>\d{{1,5}})\s?(?:{counter(units)})[\s,:、]*(?:其中|分别)?(?:是|为)?[\s,:]*\Z"
    )


def are_sizes(sizes: Sequence[Mask]) -> bool:
    """True where at least two of them, and more than half, are had, and each is another product."""
    had = [mask for mask in sizes if mask]
    if len(had) < 2 or len(had) * 2 <= len(sizes):
        return False
    return sum(len(mask) for mask in had) == len(NOTHING.union(*had))


@lru_cache(maxsize=8192)
def _told(name: str, spec: str) -> Counter[str]:
    return Counter(FIGURES.findall(fold(f"{name} {spec}")))


def of_size(size: str, base: Mask, lexicon: Lexicon) -> Mask:
    """The products of a family that have a size by which they are told apart; all where it tells none apart."""
    products = lexicon.some(base, MOST)
    told = [_told(one.name, one.spec) for one in products]
    shared = told[0].copy()
    for one in told[1:]:
        shared &= one
    parts = PARTS.fullmatch(size)
    word = size.removesuffix("码") if parts is None else ""
    found = []
    for at, words in zip(base, told, strict=True):
        own = words - shared
        if (word and word in own) or (parts is not None and _has(parts, own)):
            found.append(at)
    if parts is not None and len(found) > 1:  # 39码 rather than an assortment of 39-44
        within = re.compile(rf"(?<![\d.])(?:{parts[2]}-\d|\d+-{parts[2]}(?![\d.]))")
        found = [at for at in found if not within.search(fold(lexicon.products[at].spec))] or found
    if parts is not None and parts[3] and len(found) > 1:
        whole = [at for at in found if size in fold(lexicon.products[at].spec)]
        found = whole or found
    return Mask(found)


def _has(size: re.Match[str], words: Counter[str]) -> bool:
    """True where a size of letters, a number and a unit stands in a description; letters may be left out (DN)."""
    front, number, _ = size.groups()
    if front:
        return front + number in words
    return any(word.lstrip("abcdefghijklmnopqrstuvwxyz") == number for word in words)


def _spans(run: Sequence[re.Match[str]], base: Mask, lexicon: Lexicon) -> bool:
    """True for spans of sizes, 39-40 41-42, and for lists of them, 39/40 41/42."""
    if any(pair["sign"] is None or pair["sign"].strip() not in SPANNING or pair["unit"] for pair in run[:-1]):
        return False
    if run[-1]["sign"] is None or run[-1]["sign"].strip() not in SPANNING:
        return False
    if any(pair["unit"] for pair in run) and run[-1]["sign"].strip() == "/":
        return False
    ends = [(NUMBER.search(pair["size"]), pair["n"]) for pair in run]
    return all(low and Decimal(n) > Decimal(low[0]) and of_size(n, base, lexicon) for low, n in ends)


def _specified(run: Sequence[re.Match[str]], sizes: Sequence[Mask], base: Mask, lexicon: Lexicon) -> bool:
    """True for what the list writes so itself, 20*30 or 500ml*24, and for a measure with what a case of it holds."""
    books = [(fold(f"{one.name} {one.spec} {' '.join(one.aliases)}"), one) for one in lexicon.some(base, MOST)]
    for pair, mask in zip(run, sizes, strict=True):
        if pair["sign"] is None:
            continue
        whole = re.compile(
            rf"(?<![\da-z.]){re.escape(pair['size'])}{re.escape(pair['sign'].strip())}{pair['n']}(?![\d.])"
        )
        if pair["sign"].strip() and any(whole.search(book) for book, _ in books):
            return True
        if pair["sign"].strip() != "*" or not MEASURED.search(pair["size"]):
            continue
        if any(Decimal(pair["n"]) in one.packs.values() for one in lexicon.some(mask or base, MOST)):
            return True
    return False
