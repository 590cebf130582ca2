"""Edits of a draft that are not a plain mention: lines by number, swaps, customer, date, address."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice, pairwise

from ..changes import MORE, MOST_SWAPS, SWAP, address_edit, due_edit
from ..customers import Named, candidates, place_hits
from ..dimensions.found import Found
from ..dimensions.quantity.rules import Quantity
from ..family import instead, mask_of, narrowed
from ..grouping import Item
from ..lately import SAME_DAY
from ..lexicon import NOTHING, Lexicon
from ..orders import CALM, URGENT, of_one_house, spoken_customers
from ..products import Choice, resolve
from ..scene import Scene
from ..shift import shift_edit, shifted
from ..spoken import ASKS
from ..types import (
    AddItem,
    DraftHint,
    DraftLine,
    Edit,
    Hints,
    LineItem,
    RemoveItem,
    SetCustomer,
    SetDue,
    SetItem,
    SetUrgent,
    Span,
    Unread,
)
from .kin import cousin
from .lines import LESS, as_line, less_of, more_of, quantity_line
from .places import together

TURNED = re.compile(SWAP.pattern + r"|改(?![天日到期单数口一])")
PLACED = re.compile(  # 108-25的不要 换成109-25: what goes and what comes in its place, as many as before
    r"(?:的|那个|那种|那款|这个)*(?:都|就|先)?(?:不要|不用|取消|删掉|去掉|拿掉|撤掉)了?[\s,。]*(?:给我|帮我|都|就|直接|全)*(?:换|改)(?:成|为|个|用|要|发|拿|做)?(?:的是)?\s*"
)
EXCHANGE = re.compile(r"\s*(?:太[多少]了?)?[\s,]*(?:改|换|变|减|降|调|加|增|升|→|->|=>)(?:成|为|到|至|回|作|做)?\s*")


WAS = re.compile(
    r"(?<![\d.])(?P<qty>\d+(?:\.\d+)?)\s?[^\d\s]?(?:的|那个|那行|那种|那款|那批)*" + EXCHANGE.pattern + r"\Z"
)
REVERSED = re.compile(
    r"(?:对调|互换|对换|调换|[写说打搞弄报填]反|反了|反过来|换过来|调过来|(?:数量)?(?:互相)?换一下(?:数量)?)"
)

NUMBER = re.compile(r"\d{1,5}(?:\.\d+)?")
THEY_TOO = re.compile(
    r"(?:那边|那家|他们|家|店)?(?:的话)?也(?:要|来|拿|订|下|是|一样|得)"
)  # no other customer: one more
PLACE_BEFORE = re.compile(r"(?:送|发|拉|运|寄|卸|放|搬)(?:货|去|过去)?(?:到|至|在|去|往|进)\s*\Z")
PLACE_BEHIND = re.compile(r"[\u4e00-\u9fff]{0,3}?(?:[楼库区栋幢层厅室门院场馆路街]|仓库|车间|大厦|园区)")
TURNED_TO = re.compile(r"(?:改|换|不是|是|给|帮|替|客户)(?:成|为|给)?\s*\Z")
GOES = re.compile(r"[^,;。\n]{0,4}(?:删|去掉|不要|取消|拿掉|不用|算了|免了)")  # behind the line that goes
GOING = re.compile(r"(?:删掉|删除|删了|删|去掉|去除|不要|取消|拿掉|撤掉)(?:了|那个|那|这个|这)?\s*\Z")  # before it


def numbered(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[Scene, list[Edit]]:
    """第2行删掉, 删掉第2行, 第一行改成30箱."""
    edits: list[Edit] = []
    used: list[Found[Quantity]] = []
    for number, start, end in together(scene.folded, draft):
        line = next((x for x in draft.lines if x.no == number), None)
        if line is None:
            continue
        rest = scene.folded[end : end + 12]
        kept = tuple(q for q in scene.quantities if q.span.end <= start or end <= q.span.start)  # 前一个 counts nothing
        scene = replace(scene, quantities=kept)
        near = [q for q in scene.quantities if 0 <= q.span.start - end <= 10]
        if GOES.match(rest) or GOING.search(scene.folded[:start]):
            edits.append(RemoveItem(number))
        elif near:
            edits.append(_placed_amount(line, near[0], scene.folded[end : near[0].span.start], lexicon))
            used.append(near[0])
        else:
            after = [h for h in scene.hits if 0 <= h.start - end <= 10]
            got = instead(mask_of(line, lexicon), after, lexicon).mask if after else NOTHING
            if got:
                edits.append(SetItem(number, as_line(got, lexicon)))
                scene = replace(scene, hits=tuple(h for h in scene.hits if h not in after))
    return replace(scene, quantities=tuple(q for q in scene.quantities if q not in used)), edits


def _placed_amount(line: DraftLine, said: Found[Quantity], before: str, lexicon: Lexicon) -> Edit:
    """The amount of a line called by its place, so many more (前面那个加5盒) or so many fewer of it (第二个减2包)."""
    if LESS.search(before):
        return less_of(line, said, lexicon)
    item = Item(said.span.start, said.span.end, (), Choice(NOTHING), said)
    counted = quantity_line(item, mask_of(line, lexicon), lexicon)
    return more_of(line, counted) if MORE.search(f"{before}{said.words}") else SetItem(line.no, counted)


def swap(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    """雪域换金牧, 牛肋条改新西兰的: the words before name the line, those after what it becomes."""
    for match in islice(TURNED.finditer(scene.folded), MOST_SWAPS):
        old = [h for h in scene.hits if h.end <= match.start()]
        new = [h for h in scene.hits if h.start >= match.end()]
        if not old or not new or any(match.end() <= q.span.start < new[0].start for q in scene.quantities):
            continue
        fit = [x for x in draft.lines if narrowed(mask_of(x, lexicon), old, lexicon)]
        got = instead(mask_of(fit[0], lexicon), new, lexicon).mask if len(fit) == 1 else NOTHING
        if not got and all(NUMBER.fullmatch(h.word) for h in new):
            continue  # BR31改成20吧: so many, whatever else comes in 20
        if len(fit) == 1 and not got and any(h.naming for h in new):
            got = resolve(new, lexicon).mask  # 可乐换雪碧: no relative, but another product
        elif len(fit) == 1 and not got and (other := resolve(new, lexicon)).one and not other.skipped:
            got = other.mask  # 风帆换成瓦尔塔启停: called by pieces of its name
        elif len(fit) == 1 and not got:
            got = cousin(fit[0], new, lexicon)
        if got:
            later = [q for q in scene.quantities if q.span.start >= new[-1].end]
            line = as_line(got, lexicon)
            more: list[Edit] = []
            if later:
                item = Item(match.start(), later[0].span.end, (), Choice(got), later[0])
                counted = quantity_line(item, got, lexicon)
                if line.sku and MORE.search(scene.between(new[-1].end, later[0].span.start)):
                    more = [AddItem(replace(counted, sku=line.sku))]  # 换成500的 再加2箱
                else:
                    line = replace(counted, sku=line.sku, candidates=line.candidates)
            span = Span(new[0].start, new[-1].end)
            line = replace(line, mention=scene.text[span.start : span.end], spans={**line.spans, "product": span})
            used = {*old, *new}
            left = replace(
                scene,
                hits=tuple(h for h in scene.hits if h not in used),
                quantities=tuple(q for q in scene.quantities if q not in later[:1]),
            )
            return [SetItem(fit[0].no, line), *more], left
    return [], scene


def in_place_of(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    """The line of the goods that go becomes what is named behind; none where that is another line of the draft."""
    match = PLACED.search(scene.folded)
    new = [h for h in scene.hits if match and h.start == match.end()]
    old = [h for h in scene.hits if match and h.end == match.start()]
    if match is None or not new or not old:
        return [], scene
    behind = [h for h in scene.hits if h.start >= match.end()]
    if any(narrowed(mask_of(x, lexicon), behind, lexicon) for x in draft.lines):
        return [], scene
    return swap(scene, draft, lexicon)


def exchanged(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    """5卷改8卷: the amount before says which line, the one behind what it becomes."""
    edits: list[Edit] = []
    for old, new in pairwise(scene.quantities):
        if old.value.qty is None or EXCHANGE.fullmatch(scene.between(old.span.end, new.span.start)) is None:
            continue
        named = [h for h in scene.hits if h.end <= old.span.start and old.span.start - h.end <= 6]
        held = [
            x
            for x in draft.lines
            if x.qty == old.value.qty
            and old.value.unit in (None, x.unit)
            and (not named or narrowed(mask_of(x, lexicon), named, lexicon))
        ]
        if len(held) != 1:
            continue
        item = Item(old.span.start, new.span.end, (), Choice(NOTHING), new)
        line = quantity_line(item, mask_of(held[0], lexicon), lexicon)
        edits.append(SetItem(held[0].no, replace(line, spans={"quantity": Span(old.span.start, new.span.end)})))
        scene = replace(
            scene,
            hits=tuple(h for h in scene.hits if h not in named),
            quantities=tuple(q for q in scene.quantities if q not in (old, new)),
        )
    for new in scene.quantities:
        was = WAS.search(scene.folded, max(0, new.span.start - 16), new.span.start)
        held = [x for x in draft.lines if was is not None and x.qty == Decimal(was["qty"])]
        if was is None or len(held) != 1 or any(h.start < was.end() and was.start() < h.end for h in scene.hits):
            continue
        line = quantity_line(
            Item(was.start(), new.span.end, (), Choice(NOTHING), new), mask_of(held[0], lexicon), lexicon
        )
        edits.append(SetItem(held[0].no, replace(line, spans={"quantity": Span(was.start(), new.span.end)})))
        scene = replace(scene, quantities=tuple(q for q in scene.quantities if q is not new))
    return edits, scene


def turned_round(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    """两个对调, 左右写反了: the amounts of the two lines change places."""
    match = REVERSED.search(scene.folded)
    lines = draft.lines
    if match is None or len(lines) != 2 or any(x.qty is None for x in lines) or ASKS.search(scene.folded):
        return [], scene
    if any(q.value.unit and q.value.unit != "个" for q in scene.quantities) or any(
        not any(narrowed(mask_of(x, lexicon), (h,), lexicon) for x in lines) for h in scene.hits
    ):
        return [], scene
    span = {"quantity": Span(min([match.start(), *(q.span.start for q in scene.quantities)]), match.end())}
    pairs = ((lines[0], lines[1]), (lines[1], lines[0]))
    edits: list[Edit] = [SetItem(x.no, LineItem(qty=y.qty, unit=y.unit, spans=span)) for x, y in pairs]
    return edits, replace(scene, hits=(), quantities=(), ignored=(*scene.ignored, match.span()))


def frame(scene: Scene, draft: DraftHint, hints: Hints, lexicon: Lexicon) -> list[Edit]:
    """Customer, date, address and haste."""
    edits: list[Edit] = []
    customer = _customer(scene, draft, hints, lexicon)
    if customer is not None:
        edits.append(customer)
    due, address = due_edit(scene), address_edit(scene)
    if due is not None and due.due != draft.due:
        edits.append(due)
    by = shift_edit(scene)
    if by is not None and by.span is not None:
        day = shifted(draft.due, by) if draft.due else None
        edits.append(SetDue(day, draft.due_kind, by.words, by.span) if day else Unread(by.words, by.span))
    if address is not None:
        edits.append(address)
    if URGENT.search(CALM.sub("", scene.folded)):
        edits.append(SetUrgent())
    return edits


def same_day(scene: Scene, draft: DraftHint, hints: Hints, edits: Sequence[Edit]) -> list[Edit]:
    """同一天: the day of the order spoken of before."""
    match = SAME_DAY.search(scene.folded)
    if match is None or draft.due is not None or any(isinstance(e, SetDue) for e in edits):
        return []
    others = [d.due for d in hints.drafts if d.key != draft.key] + [o.due for o in hints.orders]
    day = next((d for d in others if d), None)
    return [SetDue(day, None, match[0], Span(*match.span()))] if day else []


def _faint(named: Named, scene: Scene, draft: DraftHint, hints: Hints, lexicon: Lexicon) -> bool:
    """True where a part of somebody's name speaks of something else: 送到实训楼, 不锈钢管的 as an answer."""
    if not (named.weak or named.fuzzy) or draft.customer is None or draft.customer in named.ids:
        return False
    if hints.sender_customer and not any(of_one_house(draft.customer, i, lexicon) for i in named.ids):
        return True
    if PLACE_BEFORE.search(scene.folded, 0, named.start) and PLACE_BEHIND.match(scene.folded, named.end):
        return True
    return draft.asked == "product" and len(named.ids) > 1 and TURNED_TO.search(scene.folded, 0, named.start) is None


def _customer(scene: Scene, draft: DraftHint, hints: Hints, lexicon: Lexicon) -> SetCustomer | Unread | None:
    named = [n for n in spoken_customers(scene, []) if not _faint(n, scene, draft, hints, lexicon)]
    if named:
        last = named[-1]
        if draft.customer and draft.customer not in last.ids and (too := THEY_TOO.match(scene.folded, last.end)):
            return Unread(scene.text[last.start : too.end()], Span(last.start, too.end()))
        ids = last.ids
        if draft.customer is None and (fit := tuple(i for i in ids if i in draft.customer_candidates)):
            ids = fit
        if draft.customer in ids:
            return None
        span = Span(last.start, last.end)
        return SetCustomer(
            ids[0] if len(ids) == 1 else None, candidates(ids, lexicon) if len(ids) > 1 else (), last.words, span
        )
    if draft.customer is None and draft.customer_candidates:
        for place, there in place_hits(scene.folded, lexicon):
            ids = tuple(i for i in draft.customer_candidates if lexicon.customer_in(i, there))
            if 0 < len(ids) < len(draft.customer_candidates):
                words = scene.text[place.start : place.end]
                one = ids[0] if len(ids) == 1 else None
                return SetCustomer(one, () if one else candidates(ids, lexicon), words, Span(place.start, place.end))
    return None
