"""One draft delivered on several days: 分两批 10箱20号 10箱30号, 螺栓20号 螺母30号."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from .dimensions.date.rules import DateValue
from .dimensions.found import Found
from .dimensions.quantity.rules import Quantity
from .draft.lines import quantity_line, targets
from .draft.places import placed
from .family import mask_of, narrowed
from .grouping import Item
from .lexicon import NOTHING, Lexicon
from .orders import dues
from .products import Choice
from .scene import Scene
from .shift import shift_edit, shifted
from .spoken import ASKS, PROPOSES
from .types import DraftHint, DraftLine, DueKind, Intent, LineItem, OrderReading, Parse, Span

PARTED = re.compile(
    r"分(?:开|别|成|为)?[两二三四五六2-6]?(?:批|次|趟|车|单|个?日期|天)|分(?:开|批)(?:送|发|到|交)?|[前先后]\s?\d+(?![\d.号日月天点:])|一半|剩|其余|余下"
)
HALF = re.compile(r"(?:各|另)?一半|half")
REST = re.compile(r"(?:剩下?|剩余|其余|余下|余|其它|其他|后面)的?(?:全部|都)?|the rest")
FIRST = re.compile(  # a part of it first, and the rest later
    r"先(?:送|发|到|交|走|拉|出|配)[^。;!?\n]{0,14}(?:剩|其余|余下|后面|另外|欠)[^。;!?\n]{0,4}(?!.{0,6}(?:不要|算了|取消|再说|作罢))"
    r"|(?:剩|其余|余下)[^。;!?\n]{0,6}(?:不急|后(?:面)?(?:再)?[送发补]|等通知|以后|随后|晚点|慢慢)"
)
NO_HURRY = re.compile(r"的?(?:就|也|那边|倒|先|可以)*(?:不急|不着急|不赶|照旧|不变|不动)")  # 盘子明天要 碗不急
OTHERWISE = re.compile(r"不要|别要|取消|删|去掉|换|[加再另]|还要|都|全部|统一|一起|价|确认")  # more is said than a day
ROUND = ("批", "次", "趟", "车", "单", "天")


def delivered(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> Parse | None:
    """The orders that several days make of one draft; None where the message does not part it."""
    dates = [d for d in dues(scene) if d.value.day is not None] or _later(scene, draft)
    if not dates or not draft.lines:
        return _unsure(scene, draft)
    alone = len(draft.lines) == 1 and not _foreign(scene, draft.lines[0], lexicon)
    if len({d.value.day for d in dates}) < 2:
        one = _two_parts if alone else _some_lines
        return one(scene, draft, dates[-1], lexicon) or _unsure(scene, draft)
    if alone:
        return _amounts(scene, draft, draft.lines[0], dates, lexicon) or _unsure(scene, draft)
    return _by_product(scene, draft, dates, lexicon) or _unsure(scene, draft)


def _unsure(scene: Scene, draft: DraftHint) -> Parse | None:
    """5箱先送 剩下的等通知, 茶杯2箱先送 剩下的下周 beside other goods: in parts, and nobody can say in which."""
    first = FIRST.search(scene.folded)
    if first is None or not scene.quantities or ASKS.search(PROPOSES.sub("", scene.folded)):
        return None
    return Parse(Intent.EDIT_DRAFT, 0.5, draft=draft.key, rule="parts that do not add up")


def _later(scene: Scene, draft: DraftHint) -> list[Found[DateValue]]:
    """右的晚两天, where more than one thing is wanted by a known day: the day that is meant."""
    by = shift_edit(scene) if draft.due is not None and len(draft.lines) > 1 and scene.hits else None
    day = shifted(draft.due, by) if by is not None and draft.due is not None else None
    return [Found(by.span, DateValue(day), by.words, 0.9)] if by is not None and by.span is not None and day else []


def _foreign(scene: Scene, line: DraftLine, lexicon: Lexicon) -> bool:
    hits = [h for h in scene.hits if not h.lone]
    return bool(hits) and not narrowed(mask_of(line, lexicon), hits, lexicon)


def _amounts(
    scene: Scene, draft: DraftHint, line: DraftLine, dates: Sequence[Found[DateValue]], lexicon: Lexicon
) -> Parse | None:
    counted = [q for q in scene.quantities if q.value.unit not in ROUND]
    parts = _parts(scene, counted, line)
    told = PARTED.search(scene.folded) is not None
    if len(parts) == 1 and (parts[0][1] == "half" or (counted[:1] and counted[0].value.each)):
        parts = [parts[0]] * len(dates)
    if len(parts) != len(dates):
        return Parse(Intent.EDIT_DRAFT, 0.5, draft=draft.key, rule="parts that do not add up") if told else None
    spoken = [_line(part, line, lexicon) for _, part in zip(dates, parts, strict=True)]
    rest = _left(spoken, parts, line)
    amounts = [rest if part[1] == "rest" else one for one, part in zip(spoken, parts, strict=True)]
    if any(a is None or a.qty is None or a.qty <= 0 for a in amounts):
        return Parse(Intent.EDIT_DRAFT, 0.5, draft=draft.key, rule="parts that do not add up") if told else None
    made = [a for a in amounts if a is not None]
    if not told and sum(a.qty or Decimal(0) for a in made) != line.qty:
        return None
    return _orders(draft, [([one], when) for one, when in zip(made, dates, strict=True)])


def _two_parts(scene: Scene, draft: DraftHint, when: Found[DateValue], lexicon: Lexicon) -> Parse | None:
    """先送10桶 剩下的周六送: one part with a day of its own, the other as the draft was."""
    line = draft.lines[0]
    counted = [q for q in scene.quantities if q.value.unit not in ROUND]
    where = sorted(
        [q.span.start for q in counted] + [m.start() for p in (HALF, REST) for m in p.finditer(scene.folded)]
    )
    parts = _parts(scene, counted, line)
    if len(parts) != 2 or not any(word == "rest" for _, word in parts) or when.value.day == draft.due:
        return None
    spoken = [_line(part, line, lexicon) for part in parts]
    rest = _left(spoken, parts, line)
    amounts = [rest if part[1] == "rest" else one for one, part in zip(spoken, parts, strict=True)]
    made = [a for a in amounts if a is not None and a.qty is not None and a.qty > 0]
    if len(made) != 2:
        return Parse(Intent.EDIT_DRAFT, 0.5, draft=draft.key, rule="parts that do not add up")
    own = int(when.span.start > where[1]) if when.span.end > where[1] else 0
    return _orders(draft, [([one], when if at == own else None) for at, one in enumerate(made)])


Part = tuple[Found[Quantity] | None, str]  # an amount, or "half" or "rest"


def _parts(scene: Scene, counted: Sequence[Found[Quantity]], line: DraftLine) -> list[Part]:
    """The amounts in the order of the text."""
    found: list[tuple[int, Part]] = [(q.span.start, (q, "")) for q in counted]
    for word, pattern in (("half", HALF), ("rest", REST)):
        if line.qty is not None:
            found += [
                (m.start(), (None, word))
                for m in pattern.finditer(scene.folded)
                if not any(0 <= q.span.start - m.end() <= 2 for q in counted)  # 剩下的10箱 is an amount
            ]
    return [part for _, part in sorted(found, key=lambda pair: pair[0])]


def _line(part: Part, line: DraftLine, lexicon: Lexicon) -> LineItem | None:
    quantity, word = part
    mask = mask_of(line, lexicon)
    product = LineItem(
        sku=line.sku, candidates=() if line.sku else lexicon.candidates(mask) if mask else (), mention=line.mention
    )
    if quantity is not None:
        item = Item(quantity.span.start, quantity.span.end, (), Choice(NOTHING), quantity)
        said = quantity_line(item, mask, lexicon)
        unit = said.unit or line.unit
        base = said.base_qty if said.unit else None
        return replace(product, qty=said.qty, unit=unit, base_qty=base, spans=said.spans, doubts=said.doubts)
    if word == "half" and line.qty is not None:
        return replace(product, qty=line.qty / 2, unit=line.unit)
    return replace(product, qty=None, unit=line.unit)


def _left(spoken: Sequence[LineItem | None], parts: Sequence[Part], line: DraftLine) -> LineItem | None:
    """What 剩下的 comes to, where the rest is counted as the line is."""
    others = [one for one, part in zip(spoken, parts, strict=True) if part[1] != "rest"]
    first = spoken[0]
    if first is None or line.qty is None or any(o is None or o.qty is None or o.unit != line.unit for o in others):
        return None
    gone = sum((o.qty for o in others if o and o.qty is not None), Decimal(0))
    return replace(first, qty=line.qty - gone, unit=line.unit, base_qty=None, spans={}, doubts=())


def _by_product(scene: Scene, draft: DraftHint, dates: Sequence[Found[DateValue]], lexicon: Lexicon) -> Parse | None:
    """Days that stand with the products of a draft with several lines."""
    days: dict[int, Found[DateValue]] = {}
    at = 0
    for when in dates:
        hits = [h for h in scene.hits if at <= h.start < when.span.start]
        at = when.span.end
        fit = [x for x in draft.lines if hits and narrowed(mask_of(x, lexicon), hits, lexicon)]
        if len(fit) != 1 or any(at > q.span.start > when.span.start for q in scene.quantities):
            return None
        days[fit[0].no] = when
    groups: dict[date | None, tuple[list[LineItem], Found[DateValue] | None]] = {}
    for line in draft.lines:
        day = days.get(line.no)
        key = day.value.day if day else draft.due
        groups.setdefault(key, ([], day))[0].append(_whole(line, lexicon))
    if len(groups) < 2 or scene.quantities:
        return None
    return _orders(draft, list(groups.values()))


def _some_lines(scene: Scene, draft: DraftHint, when: Found[DateValue], lexicon: Lexicon) -> Parse | None:
    """左的改到18号: a day of its own for some of the lines, and nothing else said of them."""
    if scene.quantities or scene.addresses or scene.customers or when.value.day == draft.due:
        return None
    if OTHERWISE.search(scene.folded) or ASKS.search(PROPOSES.sub("", scene.folded)):
        return None
    hits = [h for h in scene.hits if not NO_HURRY.match(scene.folded, h.end)]
    meant = [t for t in targets(hits, draft, lexicon) if not t.changed] if hits else []
    numbers = {t.line.no for t in meant if t.mask == mask_of(t.line, lexicon)}
    numbers |= {no for no, _, _ in placed(scene.folded, len(draft.lines))}
    if len(numbers) < len({t.line.no for t in meant}) or not 0 < len(numbers) < len(draft.lines):
        return None
    parts = ([x for x in draft.lines if x.no in numbers], [x for x in draft.lines if x.no not in numbers])
    lines = [[_whole(line, lexicon) for line in part] for part in parts]
    return _orders(draft, [(lines[0], when), (lines[1], None)])


def _whole(line: DraftLine, lexicon: Lexicon) -> LineItem:
    mask = mask_of(line, lexicon)
    keys = () if line.sku or not mask else lexicon.candidates(mask)
    return LineItem(sku=line.sku, candidates=keys, mention=line.mention, qty=line.qty, unit=line.unit)


def _orders(draft: DraftHint, parts: Sequence[tuple[list[LineItem], Found[DateValue] | None]]) -> Parse:
    orders = tuple(
        OrderReading(
            customer=draft.customer,
            due=when.value.day if when else draft.due,
            due_kind=DueKind(when.value.kind) if when and when.value.kind else None,
            due_words=when.words if when else "",
            items=tuple(items),
            spans={"due": Span(when.span.start, when.span.end)} if when else {},
        )
        for items, when in parts
    )
    return Parse(Intent.PLACE_ORDER, 0.9, orders=orders, draft=draft.key, rule="several deliveries")
