"""Prices said in a row behind the goods: 单价按138和171, 单价402(57)、640(89), 单价都是4350一吨."""

import re
from collections.abc import Sequence
from decimal import Decimal

from .dimensions.found import Found
from .dimensions.quantity.rules import Quantity
from .features import trimmed
from .grouping import Item
from .lexicon import Lexicon
from .scene import Scene
from .types import Span

LABEL = re.compile(r"(?:单价|价格|价钱|报价)(?:就|要|我们)?(?:分别|各|依次)?(?:是|为|按|走|算|做)?[\s:]?(?=[\d¥])")
NAMED = re.compile(r"(?:单价|价格|价钱|报价)(?:是|为|按|走|算)?[\s:]?(?=[\u4e00-\u9fffa-z])")
COSTS = re.compile(r"[\s:是]?(?P<n>\d+(?:\.\d+)?)(?:元|块钱?)?(?=[\s,。;!]|\Z)")
ONE = re.compile(r"¥?(?P<n>\d+(?:\.\d+)?)(?:元|块)?(?!\d|[一每个只件箱套]|/(?!\d))(?:\((?P<of>[^()]{1,8})\))?")
GOES_ON = re.compile(r"\s?[、,和跟与及/]\s?|\s")
FOR_ALL = re.compile(r"价(?:格|钱)?(?:都|均|全部?|一律)")
ALL_AT = re.compile(r"(?:都|均|全部?|一律|统一)(?:是|按|走|算|照|为)?\s?\Z")  # 都按280一副
BY_SIZE = re.compile(r"(?:单价|价格|价钱|报价)[\s:]?(?=\d+(?:\.\d+)?的\s?\d)")
OF_ONE_SIZE = re.compile(r"(?P<of>\d+(?:\.\d+)?)的\s?(?P<n>\d+(?:\.\d+)?)(?:块(?P<jiao>\d)?钱?|元)[\s,、;]{0,2}")
GROUP = re.compile(r",\d{3}")  # one of these is in every GROUPED
GROUPED = re.compile(r"(?<![\d.,])\d{1,3},(\d{3})(?![\d.])")
OF_SIZE = re.compile(r"的\s?[\d一二两三四五六七八九十]")


def priced_in_rows(items: list[Item], scene: Scene) -> list[Item]:
    """The lines with the prices of a row, each to its own, and without what was taken for an amount there."""
    for found in scene.prices:
        if FOR_ALL.search(found.words) or ALL_AT.search(scene.folded, max(0, found.span.start - 4), found.span.start):
            said = Quantity(found.value.yuan, found.value.unit)
            for item in (i for i in items if i.quantity and i.end <= found.span.start):
                if found.value.unit and item.quantity and item.quantity.value.unit not in (None, found.value.unit):
                    continue  # 5副, and 28一盒
                item.price = Found(found.span, said, found.words, found.confidence)
    if "价" not in scene.signs:
        return items
    items = _priced_by_size(_priced_apiece(items, scene), scene)
    label = LABEL.search(scene.folded)
    row = _row(scene, label.end()) if label else []
    if not label or len(row) < 2:
        return items
    within = [i for i in items if label.start() <= i.start < row[-1].end()]
    before = [i for i in items if i.quantity and i.end <= label.start()]
    if any(i.quantity is None or i.quantity.value.unit for i in within):
        return items
    pairs = _pairs(row, before)
    for item, one in pairs:
        said = Quantity(Decimal(one["n"]), None)
        item.price = Found(Span(one.start("n"), one.end("n")), said, one["n"], 0.9)
    return [i for i in items if not pairs or i not in within]


def _priced_apiece(items: list[Item], scene: Scene) -> list[Item]:
    """The lines without those that only tell what one case of something ordered before costs: 单价航空杯一箱105."""
    label = NAMED.search(scene.folded)
    if label is None:
        return items
    kept: list[Item] = []
    for item in items:
        said = item.quantity.value if item.quantity else None
        cost = COSTS.match(scene.folded, item.quantity.span.end) if item.quantity else None
        same = [k for k in kept if k.quantity and k.end <= label.start() and k.choice.mask == item.choice.mask]
        if item.start < label.end() or said is None or said.qty != 1 or said.unit is None or not cost or len(same) != 1:
            kept.append(item)
        elif same[0].quantity and same[0].quantity.value.unit == said.unit:
            price = Quantity(Decimal(cost["n"]), None)
            same[0].price = Found(Span(cost.start("n"), cost.end("n")), price, cost["n"], 0.9)
        else:
            same[0].torn = True  # what it costs is said of another counter
    return kept


def _priced_by_size(items: list[Item], scene: Scene) -> list[Item]:
    """The lines with what each size costs, said behind them all: 5.0 10支 6.8 20支,价钱5.0的8块,6.8的12块5."""
    label = BY_SIZE.search(scene.folded)
    at, priced = label.end() if label else 0, []
    while label and (one := OF_ONE_SIZE.match(scene.folded, at)):
        sizes = {one["of"], trimmed(one["of"])}
        of = [i for i in items if i.end <= label.start() and any(h.word in sizes for h in (*i.choice.used, *i.hits))]
        if len(of) != 1:
            return items
        priced.append((of[0], one))
        at = one.end()
    if label is None or not priced:
        return items
    for item, one in priced:
        yuan = Decimal(f"{one['n']}.{one['jiao']}" if one["jiao"] else one["n"])
        item.price = Found(Span(one.start("n"), one.end("n")), Quantity(yuan, None), one["n"], 0.9)
    return [i for i in items if not label.start() <= i.start < at]


def _row(scene: Scene, at: int) -> list[re.Match[str]]:
    row = []
    while one := ONE.match(scene.folded, at):
        row.append(one)
        more = GOES_ON.match(scene.folded, one.end())
        if more is None:
            break
        at = more.end()
    return row


def _pairs(row: Sequence[re.Match[str]], items: Sequence[Item]) -> list[tuple[Item, re.Match[str]]]:
    """Each price with the line that its bracket names; without brackets in the order said, where it comes out even."""
    if all(one["of"] for one in row):
        named = [(one, [i for i in items if any(h.word == one["of"] for h in i.hits)]) for one in row]
        return [(found[0], one) for one, found in named if len(found) == 1]
    return list(zip(items, row, strict=True)) if len(items) == len(row) else []


def parted(plain: str, lexicon: Lexicon) -> str:
    """The text with a comma that only seems to group thousands made a stop: 单价272,304镜面1.2, where 304 is a word."""
    for match in GROUPED.finditer(plain) if GROUP.search(plain) else ():
        at = match.start(1)
        known = lexicon.words.find(plain[at : at + 12].partition("\n")[0])  # what stands in the next row is its own
        longer = any(m.start == 0 and m.end > 3 for m in known)
        beside = any(m.start == 0 and m.end == 3 for m in known) and any(
            m.start - 3 in (0, 1) and m.start >= 3 and m.end - m.start > 1 for m in known
        )
        told = any(m.start == 0 and m.end == 3 for m in known) and OF_SIZE.match(plain, at + 3)
        if longer or beside or told:
            plain = f"{plain[: at - 1]};{plain[at:]}"
    return plain
