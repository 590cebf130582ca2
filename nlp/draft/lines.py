"""Finds which line of a draft words are about, and what they make of it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ..changes import MORE
from ..dimensions.found import Found
from ..dimensions.quantity.rules import Quantity
from ..family import family, instead, mask_of, narrowed
from ..features import Kind, Tier, fold
from ..figures import with_number
from ..frozen import frozen
from ..grouping import Item
from ..items import amount, based, line_of
from ..lexicon import NOTHING, Lexicon, Mask, ProductRecord
from ..products import Choice, Hit, resolve
from ..scene import Scene
from ..types import AddItem, Doubt, DraftHint, DraftLine, Edit, Hints, LineItem, RemoveItem, SetItem, Span, Unread
from .kin import cousin, spelt_cousin

CHANGE = re.compile(r"改|换|不对|错|不是|应该|要不(?!要)|算了|还是|只要|是(?![吗])|变|sorry|串|change", re.IGNORECASE)
LESS = re.compile(r"(?<![不至最多缺])(?:减|少|扣|砍|退|去)(?:掉|少|去|要|来|发|拿|送|订|了)?\s*\Z")
WITHIN = re.compile(r"其中(?:的)?|里面(?:的)?")
ALL = re.compile(r"都|全部|统一|每[个样种款]|[两三四几][个样种款]|各|均|分别")
ALSO = re.compile(r"也|再|还(?!是)|另|加")
TOO = re.compile(r"也(?:要|来|拿|订|加|给|上|各|搞|弄|再|得要|一样|同样)(?!是)")
NAMED_TOO = re.compile(  # 39#的也要: what stands before it is another thing
    r"(?P<words>[^\s,。;!?]{1,8}?)(?P<of>的|那个|那种|那款|款)?\s*呢?[\s,?]*也(?:要|来|拿|订|加|给|上|各|搞|弄|再|得要|一样|同样)(?!是)"
)
BACK = re.compile(r"算了|还是|不对|不是|错了|改回|变回|恢复|sorry|更正|纠正", re.IGNORECASE)


@frozen
class Target:
    """A line that words are about, and the products they leave of it."""

    line: DraftLine
    mask: Mask
    changed: bool  # the words do not fit what the line says: a correction, or another product


def as_line(mask: Mask, lexicon: Lexicon) -> LineItem:
    """A line that says only which products it may be."""
    if len(mask) == 1:
        return LineItem(sku=lexicon.products[mask[0]].sku)
    return LineItem(candidates=lexicon.candidates(mask))


def _heads(hits: Sequence[Hit]) -> list[Hit]:
    return [h for h in hits if h.kind is Kind.HEAD and h.tier <= Tier.SUFFIX]


def targets(hits: Sequence[Hit], draft: DraftHint, lexicon: Lexicon) -> list[Target]:
    """The lines the words may be about, best kind of fit only."""
    masks = [mask_of(x, lexicon) for x in draft.lines]
    fits = {mask: narrowed(mask, hits, lexicon) for mask in set(masks)}
    fit = [Target(x, fits[mask], False) for x, mask in zip(draft.lines, masks, strict=True) if fits[mask]]
    if fit:
        return fit
    free = [x for x in draft.lines if not x.sku and not x.candidates]
    heads = _heads(hits)
    if heads:
        same = [x for x in draft.lines if narrowed(mask_of(x, lexicon), heads, lexicon)]
        changed = [Target(x, instead(mask_of(x, lexicon), hits, lexicon).mask, True) for x in same]
    else:
        changed = [Target(x, instead(mask_of(x, lexicon), hits, lexicon).mask, True) for x in draft.lines]
    found = [t for t in changed if t.mask]
    if found:
        return found
    got = resolve(hits, lexicon).mask
    if got and heads:
        kin = [Target(x, got & family(mask_of(x, lexicon), lexicon), True) for x in draft.lines if x not in free]
        if found := [t for t in kin if t.mask]:
            return found
    return [Target(x, got, False) for x in free[:1]] if got else []


def _best(found: list[Target], draft: DraftHint, quantity: bool) -> Target | None:
    if len(found) < 2:
        return found[0] if found else None
    asked = [t for t in found if draft.asked_line == t.line.no and draft.asked in ("product", "quantity")]
    if len(asked) == 1:
        return asked[0]
    open_ = [t for t in found if not t.line.sku]
    if len(open_) == 1:
        return open_[0]
    waiting = [t for t in found if quantity and t.line.qty is None]
    if len(waiting) == 1:
        return waiting[0]
    return found[-1] if found[0].changed and len({t.mask for t in found}) == 1 else None


def less_than_before(item: Item, before: str, draft: DraftHint, lexicon: Lexicon) -> list[Edit]:
    """减5箱, 少来两件, 各减1吨: the amount without this one; where it cannot be told, the words stay unread."""
    said = item.quantity
    if said is None or LESS.search(before) is None:
        return []
    lines = [t.line for t in targets(item.hits, draft, lexicon) if not t.changed] if item.hits else list(draft.lines)
    every = lines if ALL.search(before) else [lines[0] if len(lines) == 1 else None]
    return [less_of(line, said, lexicon) for line in every]


def less_of(line: DraftLine | None, said: Found[Quantity], lexicon: Lexicon) -> Edit:
    """So many fewer of a line; unread where they cannot be told."""
    taken = said.value
    pairs = taken.parts or ((taken.qty, taken.unit),)
    if line is not None and line.qty is not None and all(qty is not None for qty, _ in pairs):
        mask = mask_of(line, lexicon)
        if taken.qty is not None and taken.unit in (None, line.unit):
            left, unit = line.qty - taken.qty, line.unit
        else:
            spoken = [(qty, unit) for qty, unit in pairs if qty is not None]
            whole, part = (based(mask, some, lexicon) for some in ([(line.qty, line.unit)], spoken))
            left = whole - part if whole is not None and part is not None else Decimal(0)
            unit = next((p.unit for p in lexicon.some(mask, 1)), None)
        if left > 0:
            return SetItem(line.no, LineItem(qty=left, unit=unit, spans={"quantity": said.span}))
    return Unread(said.words, said.span)


def rest_of_lines(draft: DraftHint, kept: set[int]) -> list[Edit]:
    """All lines but these go."""
    return [RemoveItem(x.no) for x in reversed(draft.lines) if x.no not in kept]


def part_of_it(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    """其中10件换听装: a part of the one line becomes another product."""
    match = WITHIN.search(scene.folded)
    after = [q for q in scene.quantities if match and 0 <= q.span.start - match.end() <= 2]
    if match is None or not after or len(draft.lines) != 1:
        return [], scene
    line, said = draft.lines[0], after[0]
    hits = [h for h in scene.hits if h.start >= match.end()]
    other = instead(mask_of(line, lexicon), hits, lexicon).mask if hits else NOTHING
    same = said.value.unit in (None, line.unit)
    left = line.qty - said.value.qty if line.qty is not None and said.value.qty is not None and same else Decimal(0)
    rest = replace(scene, quantities=tuple(q for q in scene.quantities if q is not said))
    if not other or left <= 0:
        return [Unread(said.words, said.span)], replace(rest, hits=())
    spans = {"quantity": said.span, "product": Span(hits[0].start, hits[-1].end)}
    more = replace(as_line(other, lexicon), mention=scene.text[hits[0].start : hits[-1].end])
    added = AddItem(replace(more, qty=said.value.qty, unit=line.unit, spans=spans))
    rest = replace(rest, hits=tuple(h for h in scene.hits if h not in hits))
    return [SetItem(line.no, LineItem(qty=left, unit=line.unit, spans={"quantity": said.span})), added], rest


def edits_of_item(item: Item, window: str, draft: DraftHint, lexicon: Lexicon, hints: Hints) -> list[Edit]:
    """What one mention (words, a quantity, or both) changes in the draft."""
    if not item.hits:
        return _quantity_only(item, window, draft, lexicon, hints)
    every = _every_kind(item, window, draft, lexicon, hints)
    if every:
        return every
    found = _meant(item, window, draft, lexicon)
    counted = item.quantity is not None
    if len(found) > 1 and ALL.search(window) and not found[0].changed:
        return [_set(item, t, lexicon, hints) for t in found if counted or t.mask != mask_of(t.line, lexicon)]
    if counted and len(found) > 1 and found[0].changed and ALL.search(window) and ALSO.search(window):
        kinds = [replace(item, choice=Choice(t.mask), torn=False) for t in found if len(t.mask) == 1]
        if len({kind.choice.mask for kind in kinds}) == len(found):
            return [AddItem(line_of(kind, lexicon, hints)) for kind in kinds]  # 4平方的也各来5卷
    best = _best(found, draft, counted)
    if best is not None and (_another_thing(item, best.line, window) or _named_anew(item, best, window, lexicon)):
        return [AddItem(line_of(item, lexicon, hints))]
    more = MORE.search(window) is not None or (best is not None and best.changed and counted and ALSO.search(window))
    if best is not None and not best.changed and not more:
        return [_set(item, best, lexicon, hints)] if counted or best.mask != mask_of(best.line, lexicon) else []
    if best is not None and best.changed and not more and (CHANGE.search(window) or not counted):
        return [_set(item, best, lexicon, hints)]
    if best is not None:
        return [_added(item, best, lexicon, hints)]
    if found and counted and not more:
        return [_of_several(item, found, window, lexicon, hints)]
    named = _named_now(item, draft, lexicon) if not (counted or found) else None
    if named is not None:
        return [_set(item, Target(named, item.choice.mask, True), lexicon, hints)]
    if all(h.lone for h in item.hits):
        return []  # 中 还是5副: no goods are called by a mere 中
    if _heads(item.hits) or item.choice.one:
        return [AddItem(line_of(item, lexicon, hints))] if counted or more else []
    return [AddItem(line_of(item, lexicon, hints))] if counted and more else []


def _added(item: Item, best: Target, lexicon: Lexicon, hints: Hints) -> AddItem:
    """One more line that is like another; marked in J6L转向节 beside a left one of J6P, for which side nobody said."""
    line = line_of(replace(item, choice=Choice(best.mask), torn=False), lexicon, hints)
    if best.changed and _heads(item.hits) and len(item.choice.mask) > len(best.mask):
        line = replace(line, doubts=(*line.doubts, Doubt("product", "fuzzy", line.mention)))
    return AddItem(line)


def _of_several(item: Item, found: Sequence[Target], window: str, lexicon: Lexicon, hints: Hints) -> Edit:
    """An amount of what may be of several lines; 墨绿的也要2件 is one more line, of any relative of theirs."""
    if not found[0].changed or TOO.search(window) is None:
        return SetItem(None, line_of(item, lexicon, hints))
    every = NOTHING
    for target in found:
        every = every | target.mask
    return AddItem(line_of(replace(item, choice=Choice(every), torn=False), lexicon, hints))


def _every_kind(item: Item, window: str, draft: DraftHint, lexicon: Lexicon, hints: Hints) -> list[Edit]:
    """都换青瓷: each line becomes its relative of that kind, where every line has one."""
    if item.quantity is not None or len(draft.lines) < 2 or any(h.naming for h in item.hits):
        return []
    if ALL.search(window) is None or re.search(r"换|改", window) is None:
        return []
    turned = [Target(x, instead(mask_of(x, lexicon), item.hits, lexicon).mask, True) for x in draft.lines]
    if not all(t.mask for t in turned):
        return []
    return [_set(item, t, lexicon, hints) for t in turned if t.mask != mask_of(t.line, lexicon)]


def another(item: Item, before: str, lexicon: Lexicon, hints: Hints) -> list[Edit]:
    """再加10个灭火器 beside a draft: one more line for what no list has, to be asked about by its name."""
    added = item.quantity is not None and len(item.mention) > 1 and MORE.search(before)
    return [AddItem(line_of(item, lexicon, hints))] if added else []


def _meant(item: Item, window: str, draft: DraftHint, lexicon: Lexicon) -> list[Target]:
    """The lines the mention may be about, also as a relative by name, and which it tells apart where it is a change."""
    found = targets(item.hits, draft, lexicon)
    changes, counted = CHANGE.search(window) is not None, item.quantity is not None
    if not found and (counted or changes):
        found = [Target(x, mask, True) for x in draft.lines if (mask := cousin(x, item.hits, lexicon))]
    if changes and all(t.changed for t in found) and (own := _ends_so(item, draft, lexicon)):
        found = [own]
    if len(found) == 1 and not counted and changes and (other := _other_number(item, found[0], lexicon)):
        found = [other]
    return found


def _other_number(item: Item, target: Target, lexicon: Lexicon) -> Target | None:
    """写错了要50的 beside SPF30 50g: the number is meant that tells another one apart, not the one that both have."""
    words = [h.word for h in item.hits]
    mine = mask_of(target.line, lexicon)
    if target.changed or target.mask != mine or len(words) != 1 or not words[0].isdecimal():
        return None
    others = with_number(words[0], family(mine, lexicon), lexicon)
    return Target(target.line, others, True) if len(others) == 1 and not others.intersect(mine) else None


def _ends_so(item: Item, draft: DraftHint, lexicon: Lexicon) -> Target | None:
    """The one line whose thing is called so at the end, though others are called so altogether: 黄油 of 高温黄油."""
    words = [h.word for h in _heads(item.hits)]
    if len(words) != 1 or len(item.hits) != 1:
        return None
    lines = [x for x in draft.lines if x.sku and any(n.endswith(words[0]) for n in _called(x, lexicon))]
    return Target(lines[0], mask_of(lines[0], lexicon), False) if len(lines) == 1 else None


def _called(line: DraftLine, lexicon: Lexicon) -> list[str]:
    products = lexicon.some(mask_of(line, lexicon), 1)
    return [fold(line.mention), *(fold(name) for p in products for name in (p.name, *p.aliases))]


def _named_now(item: Item, draft: DraftHint, lexicon: Lexicon) -> DraftLine | None:
    """The line without an amount that said only what kind of thing it is: 先玉335 behind 要玉米种."""
    names = [fold(product.name) for product in lexicon.some(item.choice.mask, 9)]
    waiting = [x for x in draft.lines if x.qty is None and len(x.mention) > 1]
    kinds = [x for x in waiting if names and all(fold(x.mention) in name for name in names)]
    return kinds[0] if len(kinds) == 1 else None


def _another_thing(item: Item, line: DraftLine, window: str) -> bool:
    """True for 龙牌酱油 一箱 beside a thing that nothing knows and of which 200斤 are wanted already."""
    if item.quantity is None or line.sku or line.candidates or line.qty is None or CHANGE.search(window):
        return False
    said = item.quantity.value
    return said.qty != line.qty or said.unit not in (None, line.unit)


def _named_anew(item: Item, best: Target, window: str, lexicon: Lexicon) -> bool:
    """True for 蒸笼30的也要10只 beside 蒸笼盖30: by itself the name means other goods, the line's only in part."""
    own = item.choice.mask
    if item.quantity is None or best.changed or item.torn or TOO.search(window) is None:
        return False
    return bool(own) and not own.intersect(mask_of(best.line, lexicon)) and bool(_heads(item.hits))


def _set(item: Item, target: Target, lexicon: Lexicon, hints: Hints) -> SetItem:
    line = line_of(replace(item, choice=Choice(target.mask), torn=False, unknown=False), lexicon, hints)
    if item.quantity is None:
        doubts = tuple(d for d in line.doubts if d.field != "quantity")
        line = replace(line, doubts=doubts)
    if target.line.sku and line.sku == target.line.sku and not target.changed:
        line = replace(line, sku=None, candidates=(), mention="")
    return SetItem(target.line.no, line)


def quantity_line(item: Item, mask: Mask, lexicon: Lexicon) -> LineItem:
    """A line that says only how many."""
    qty, unit, base = amount(item.quantity, mask, lexicon)
    said = item.quantity
    doubts: tuple[Doubt, ...] = ()
    if said and said.value.approx:
        doubts = (Doubt("quantity", "approx", said.words),)
    elif qty is None and base is None:
        doubts = (Doubt("quantity", "ambiguous", said.words if said else ""),)
    return LineItem(
        qty=qty,
        unit=unit,
        base_qty=base,
        spans={"quantity": said.span} if said else {},
        confidence=0.95,
        doubts=doubts,
    )


def _quantity_only(item: Item, window: str, draft: DraftHint, lexicon: Lexicon, hints: Hints) -> list[Edit]:
    del hints
    if item.quantity is None:
        return []
    lines = draft.lines
    other = _named_too(item, window, draft, lexicon)
    if other is not None:
        return [other]
    if _coded_otherwise(window, draft, lexicon):
        return [Unread(item.quantity.words, item.quantity.span)]  # 66W还是要的 3盒: not of what the draft holds
    if ALL.search(window) and len(lines) > 1:
        counted = [(x, quantity_line(item, mask_of(x, lexicon), lexicon)) for x in lines]
        if MORE.search(window):
            return [more_of(x, line) for x, line in counted]
        return [SetItem(x.no, line) for x, line in counted]
    chosen: DraftLine | None = None
    if len(lines) == 1:
        chosen = lines[0]
    elif draft.asked == "quantity" and draft.asked_line:
        chosen = next((x for x in lines if x.no == draft.asked_line), None)
    if chosen is None:
        waiting = [x for x in lines if x.qty is None]
        chosen = waiting[0] if len(waiting) == 1 else None
    if chosen is None and BACK.search(window):
        touched = [x for x in lines if x.said and x.said == draft.said]
        chosen = touched[0] if len(touched) == 1 else None  # 算了 还是50盘: what the last message spoke of
    line = quantity_line(item, mask_of(chosen, lexicon) if chosen else NOTHING, lexicon)
    if MORE.search(window):
        return [AddItem(replace(line, sku=chosen.sku if chosen else None))] if chosen else []
    return [SetItem(chosen.no if chosen else None, line)]


def _named_too(item: Item, window: str, draft: DraftHint, lexicon: Lexicon) -> Edit | None:
    """39#的也要5打: a relative of a line by words that no list has; unread where nothing is called so."""
    said = NAMED_TOO.search(window)
    if said is None or item.quantity is None:
        return None
    masks = [mask for x in draft.lines if (mask := spelt_cousin(x, said["words"], lexicon))]
    if masks and all(mask == masks[0] for mask in masks):
        counted = quantity_line(item, masks[0], lexicon)
        found = as_line(masks[0], lexicon)
        return AddItem(replace(counted, sku=found.sku, candidates=found.candidates, mention=said["words"]))
    text = said["words"]
    if any(text in n for x in draft.lines for p in lexicon.some(mask_of(x, lexicon), 9) for n in _texts_of(p)):
        return None
    known = said["of"] is None and not re.search(r"[0-9a-z#]", said["words"])
    return None if known else Unread(item.quantity.words, item.quantity.span)


def _coded_otherwise(window: str, draft: DraftHint, lexicon: Lexicon) -> bool:
    """True where a measure or code stands before the amount that none of the lines has."""
    codes = re.findall(r"(?<![a-z\d])\d+(?:\.\d+)?(?:mah|ml|kg|[wvagl#寸])(?![a-z])", window)
    held = [n for x in draft.lines for p in lexicon.some(mask_of(x, lexicon), 9) for n in _texts_of(p)] if codes else []
    return bool(held) and not any(code in n for code in codes for n in held)


def _texts_of(product: ProductRecord) -> tuple[str, ...]:
    return (fold(product.name), fold(product.spec), *map(fold, product.aliases))


def more_of(line: DraftLine, said: LineItem) -> Edit:
    """So many more of a line, also where its product is still open; unread where the counters differ."""
    if line.sku:
        return AddItem(replace(said, sku=line.sku))
    if line.qty is None or said.qty is None or said.unit not in (None, line.unit):
        return Unread("", said.spans.get("quantity"))
    return SetItem(line.no, replace(said, qty=line.qty + said.qty, unit=line.unit, base_qty=None))


def removal(item: Item, draft: DraftHint, lexicon: Lexicon, hints: Hints) -> list[Edit]:
    """The line that goes; where the line still has other products, only these remain."""
    found = [t for t in targets(item.hits, draft, lexicon) if not t.changed]
    if not found:
        return []
    if len(found) == 1:
        whole = mask_of(found[0].line, lexicon)
        rest = whole - found[0].mask
        if rest and not found[0].line.sku:
            return [SetItem(found[0].line.no, as_line(rest, lexicon))]
        return [RemoveItem(found[0].line.no, line_of(item, lexicon, hints))]
    if all(not (mask_of(t.line, lexicon) - t.mask) for t in found) and len(found) > 1:
        return [RemoveItem(t.line.no, line_of(item, lexicon, hints)) for t in reversed(found)]
    return []
