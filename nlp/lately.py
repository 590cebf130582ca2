"""What the sender spoke of a short while ago: 那单取消, 同一天, 换30mm的来30筒."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from .choose import Verdict
from .customers import Named
from .draft.dropped import OTHERS
from .draft.yes import CLAUSE
from .family import mask_of, narrowed, traits_of
from .features import fold
from .grouping import Item
from .items import amount
from .lexicon import Lexicon
from .products import Hit
from .scene import Scene
from .shift import only_shift, shift_edit
from .spoken import ASKS, DOUBTING, PROPOSES, beyond, cues
from .types import (
    AddItem,
    Doubt,
    DueKind,
    Edit,
    Hints,
    Intent,
    LineItem,
    OrderHint,
    OrderReading,
    Parse,
    Ref,
    RemoveItem,
    SetDue,
    SetItem,
)

SAME_DAY = re.compile(
    r"(?:同|一个|同样)一?(?:个)?(?:天|日)(?:子|期|到|送|发)?(?![\u4e00-\u9fff]*价)|同样?(?:的)?(?:日期|时间|交期|日子)"
    r"|(?:日期|时间|交期|日子|到货)(?:还是)?(?:不变|照旧|一样|同上|不改|不动|照原来|跟刚才|和刚才|照刚才)"
    r"|(?:还是|就|也是|也)(?:那|这|当)(?:一)?[天日]|same (?:day|date)"
)
REVIVES = re.compile(r"还是(?:要|来|订|下|拿)|又要|重新(?:要|来|下|订)|照旧要")
MORE_OF_IT = re.compile(
    r"\s*(?:对了|哦|噢|还有|另外|顺便)?[\s,]*(?:再加|再来|再拿|再订|再添|再搞|再整|再弄|再发|追加|另加|还要|再要|顺便加|补|加(?=[\d一二两三四五六七八九十]))"
)
MORE_THAN_IT = re.compile(
    r"再加|再添|再补|追加|另加|多加|还要加|加多|多[要来拿发订]|[,\s]加(?=[\d一二两三四五六七八九十])"
)
TOGETHER = re.compile(  # 再补20件白啤 一起送: with what was ordered just now
    r"一(?:起|块儿?|道|并|车|趟)(?:给我|帮我)?(?:送|发|走|到|拉|带|寄|装|配|出)|(?:跟|和|同|随|并到|加到|并进|合到|加进|放到)[^,。;]{0,3}(?:刚才|刚刚|上面|前面|上一|那|这)[^,。;]{0,3}[单车批]"
)
THAT = re.compile(
    r"(?:这|那|刚才|刚刚|刚下|上|整|全)(?:的|那|这|一|下的)?(?:个|张|笔|票)?(?:订单|单子|单(?![价位独]))|全部(?=取消|不要|作废|退)"
)
NUMBERED = re.compile(
    r"(?P<size>(?P<number>\d+(?:\.\d+)?)(?:#|号|寸|码|[mc]m|ml|kg|g|l|公分|厘米|毫米|毫升|公斤|克|斤)?)的(?:那个|那种)?"
)
SENT = re.compile(r"\s?(?:早上|上午|中午|下午|晚上)?(?:再|才|之?前|到货?|就)?(?:送|到|发|要|给|拿|来)")
NOT_SENT = re.compile(r"(?:别|不要|不用|不必|莫|唔使)(?:再|先)?(?:送|发|做|备|排|装|生产|安排)|停[了掉下一]")
ANYTHING = re.compile(r"(?s).+")
TURNED_INTO = re.compile(r"(?:改|变|换|加|减|调|降|升)(?:成|为|到|至)\s*\Z")
THAT_ONE = re.compile(r"(?:这|那)(?:个|款|种|边|条|批)")


def leaned(scene: Scene, hints: Hints, lexicon: Lexicon) -> tuple[Hit, ...]:
    """Words that may be left out because the order that was just taken back had them, or that there is more of.

    再来10包7号的 right after an order of one thing means that thing.
    """
    last = _replaced(hints)
    if last is None and hints.orders and not hints.drafts and MORE_OF_IT.match(scene.folded):
        last = hints.orders[0] if len(hints.orders[0].lines) == 1 else None
    if last is None:
        return ()
    found: list[Hit] = []
    for line in last.lines[:1]:
        for product in lexicon.some(mask_of(line, lexicon), 1):
            found += traits_of(product, lexicon)
    return tuple(found)


def _replaced(hints: Hints) -> OrderHint | None:
    """The order that a new one may take the place of."""
    if hints.drafts or not hints.orders or hints.orders[0].standing:
        return None
    return hints.orders[0]


def instead_of_cancelled(verdict: Verdict, items: Sequence[Item], scene: Scene, hints: Hints) -> Verdict:
    """Goods and amounts right after a cancellation are the order in its place, though 日期不变 sounds like a change."""
    if _replaced(hints) is None or scene.refs:
        return verdict
    if not any(i.quantity is not None and i.choice.mask and not i.unknown for i in items):
        return verdict
    leans = SAME_DAY.search(scene.folded) is not None or any(i.inherited for i in items)
    if verdict.intent is not Intent.CHANGE_ORDER and not (verdict.intent is Intent.NONE and leans):
        return verdict
    return replace(verdict, intent=Intent.PLACE_ORDER, rule="in the place of the order taken back")


def added(parse: Parse, scene: Scene, hints: Hints) -> Parse:
    """More of what the order just confirmed holds, or what goes along, is a change of it: 等下 再加5箱五粮春."""
    if parse.intent is not Intent.PLACE_ORDER or len(parse.orders) != 1 or hints.drafts or scene.refs:
        return parse
    last, new = next(iter(hints.orders), None), parse.orders[0]
    if last is None or not last.standing or last.number is None or new.due is not None or new.address:
        return parse
    named = {new.customer} if new.customer else {c.key for c in new.customer_candidates}
    if (named or new.customer_words) and last.customer not in named:
        return parse
    held = {line.sku for line in last.lines if line.sku}
    together = TOGETHER.search(scene.folded) is not None and not ASKS.search(scene.folded)
    told = all(item.sku is not None and item.qty is not None for item in new.items)
    if not new.items or not told or MORE_THAN_IT.search(scene.folded) is None:
        return parse
    if not together and not all(item.sku in held for item in new.items):
        return parse
    changes = tuple(AddItem(item) for item in new.items)
    return Parse(Intent.CHANGE_ORDER, 0.9, ref=Ref(no=last.number), changes=changes, rule="more of the order just made")


def of_the_last(parse: Parse, scene: Scene, hints: Hints) -> Parse:
    """A change that names no order is one of the order just confirmed, and its words mean what that one has."""
    last = next(iter(hints.orders), None)
    if parse.intent is not Intent.CHANGE_ORDER or parse.ref != Ref() or hints.drafts or scene.customers:
        return parse
    if last is None or not last.standing or last.number is None or hints.chat_kind != "direct":
        return parse
    held = [line.sku for line in last.lines if line.sku]
    changes = tuple(_held(edit, held) for edit in parse.changes)
    return replace(parse, ref=Ref(no=last.number), changes=changes) if changes != parse.changes else parse


def _held(edit: Edit, held: Sequence[str]) -> Edit:
    if not isinstance(edit, (AddItem, SetItem, RemoveItem)) or edit.item is None or edit.item.sku is not None:
        return edit
    fit = [c.key for c in edit.item.candidates if c.key in held]
    if len(fit) != 1:
        return edit
    doubts = tuple(d for d in edit.item.doubts if d.field != "product")
    return replace(edit, item=replace(edit.item, sku=fit[0], candidates=(), base_qty=None, doubts=doubts))


def redated(scene: Scene, hints: Hints) -> Parse | None:
    """The just confirmed order that is pointed at and wanted on another day: 刚才那单后天送吧 明天店里装修."""
    standing = [o for o in hints.orders if o.standing and o.number]
    if len(standing) != 1 or hints.chat_kind != "direct" or scene.refs or scene.hits or scene.quantities:
        return None
    points = THAT.search(scene.folded)
    days = [d for d in scene.dates if d.value.day and d.value.role in ("due", "dispatch")]
    sent = [d for d in days if points and d.span.start >= points.end() and SENT.match(scene.folded, d.span.end)]
    if len(sent) != 1 or ASKS.search(PROPOSES.sub("", scene.folded)) or scene.customers:
        return None
    when = sent[0]
    kind = DueKind(when.value.kind) if when.value.kind else None
    change = SetDue(when.value.day, kind, when.words, when.span)
    return Parse(
        Intent.CHANGE_ORDER,
        0.85,
        ref=Ref(no=standing[0].number),
        changes=(change,),
        rule="the order spoken of just now",
    )


def recounted(scene: Scene, hints: Hints, lexicon: Lexicon) -> Parse | None:
    """The only thing just ordered in another amount, whatever reason stands before it: 她又来电话 改成14扎."""
    standing = [o for o in hints.orders if o.standing and o.number]
    if len(standing) != 1 or len(standing[0].lines) != 1 or hints.chat_kind != "direct" or len(scene.quantities) != 1:
        return None
    said, line = scene.quantities[0], standing[0].lines[0]
    if scene.refs or scene.hits or scene.customers or scene.dates or scene.prices or line.sku is None:
        return None
    told = TURNED_INTO.search(scene.folded, 0, said.span.start)
    if told is None or ASKS.search(scene.folded) or beyond(scene.folded[said.span.end :], Intent.CONFIRM):
        return None
    before = [c[0] for c in CLAUSE.finditer(scene.folded, 0, told.start())]
    listed = {u for p in lexicon.some(mask_of(line, lexicon), 1) for u in (None, p.unit, *p.packs)}
    if said.value.qty is None or said.value.unit not in listed or not all(OTHERS.match(words) for words in before):
        return None
    qty, unit, base = amount(said, mask_of(line, lexicon), lexicon)
    item = LineItem(sku=line.sku, qty=qty, unit=unit, base_qty=base, spans={"quantity": said.span})
    changes = (SetItem(None, item),)
    return Parse(
        Intent.CHANGE_ORDER, 0.85, ref=Ref(no=standing[0].number), changes=changes, rule="another amount of it"
    )


def cancelled(scene: Scene, hints: Hints, lexicon: Lexicon) -> Parse | None:
    """The just confirmed order that a message takes back by pointing at it: 学校改款了 这单取消."""
    standing = [o for o in hints.orders if o.standing and o.number]
    if (
        not standing
        or scene.refs
        or any(q.value.unit is not None for q in scene.quantities)
        or DOUBTING.search(scene.folded)
    ):
        return None
    for clause in _dropping(scene.folded):
        if scene.quantities and not NUMBERED.match(clause[0]):
            continue
        start, end = clause.span()
        hits = [h for h in scene.hits if start <= h.start and h.end <= end]
        named = [c for c in scene.customers if start <= c.start and c.end <= end]
        plain = _without(clause[0], start, [(h.start, h.end) for h in hits] + [(c.start, c.end) for c in named])
        points = THAT.search(plain) is not None
        only = standing[0] if len(standing) == 1 and hints.chat_kind == "direct" else None
        if only is not None and not (hits or named) and _given_up(clause[0], scene):
            return Parse(Intent.CANCEL_ORDER, 0.85, ref=Ref(no=only.number), rule="the only thing just ordered")
        if only is not None and _by_number(clause[0], only, lexicon):
            return Parse(Intent.CANCEL_ORDER, 0.85, ref=Ref(no=only.number), rule="the only thing just ordered")
        if hits and not points and only is not None and len(only.lines) > 1 and set(hits) == set(scene.hits):
            gone = _line_gone(only, hits, lexicon) if _means(only, hits, _ids(named), lexicon) else None
            if gone is not None:
                return gone
        if not points and not (hits and THAT_ONE.search(plain)):
            continue
        if len(beyond(THAT_ONE.sub(" ", THAT.sub(" ", plain)), Intent.DISCARD)) > 4:
            continue
        found = [o for o in standing if _means(o, hits, _ids(named), lexicon)]
        if found and not points and len(found[0].lines) > 1:
            return _line_gone(found[0], hits, lexicon)
        if found and (hits or named or len(found) == 1):
            return Parse(Intent.CANCEL_ORDER, 0.9, ref=Ref(no=found[0].number), rule="the order spoken of just now")
    return None


def _ids(named: Sequence[Named]) -> list[str]:
    return [i for one in named for i in one.ids]


def _line_gone(order: OrderHint, hits: Sequence[Hit], lexicon: Lexicon) -> Parse | None:
    """三牛那个不要了, said of an order of several things: that line goes, where it can be told."""
    gone = [line for line in order.lines if narrowed(mask_of(line, lexicon), hits, lexicon)]
    if len(gone) != 1 or gone[0].sku is None:
        return None
    change = RemoveItem(None, LineItem(sku=gone[0].sku, mention=gone[0].mention))
    return Parse(Intent.CHANGE_ORDER, 0.85, ref=Ref(no=order.number), changes=(change,), rule="one line of it goes")


def _dropping(folded: str) -> list[re.Match[str]]:
    """The clauses that take something back; a bare 取消 together with the one before it: 那单先别送了,取消."""
    clauses = list(CLAUSE.finditer(folded))
    found = [c for c in clauses if cues(Intent.DISCARD, 3).search(c[0])]
    for one, two in pairwise(clauses):
        bare = two in found and one not in found and not beyond(two[0], Intent.DISCARD)
        both = ANYTHING.match(folded, one.start(), two.end()) if bare and NOT_SENT.search(one[0]) else None
        found += [both] if both else []
    return found


def _given_up(clause: str, scene: Scene) -> bool:
    """True for 取消 beside the reason why: 客户说先停了 取消."""
    rest = scene.folded.replace(clause, " ", 1)
    return not beyond(clause, Intent.DISCARD) and any(OTHERS.match(c[0]) for c in CLAUSE.finditer(rest))


def _by_number(clause: str, order: OrderHint, lexicon: Lexicon) -> bool:
    """True for 45的取消 where 45 is a word of the one thing that was ordered."""
    match = NUMBERED.match(clause)
    if match is None or len(order.lines) != 1 or len(beyond(clause[match.end() :], Intent.DISCARD)) > 2:
        return False
    mask = mask_of(order.lines[0], lexicon)
    words = (match["size"], match["number"])
    return any(entry.masks[2].intersect(mask) for word in words if (entry := lexicon.words.get(word)) is not None)


def put_off(scene: Scene, hints: Hints) -> Parse | None:
    """The just confirmed order that is wanted earlier or later: 往后延三天. It is the only thing that can be meant."""
    standing = [o for o in hints.orders if o.standing and o.number]
    by = shift_edit(scene) if standing else None
    if by is None or not only_shift(scene, by):
        return None
    return Parse(
        Intent.CHANGE_ORDER, 0.8, ref=Ref(no=standing[0].number), changes=(by,), rule="the order spoken of just now"
    )


def _means(order: OrderHint, hits: Sequence[Hit], customers: Sequence[str], lexicon: Lexicon) -> bool:
    if customers and order.customer not in customers:
        return False
    return not hits or any(narrowed(mask_of(x, lexicon), hits, lexicon) for x in order.lines)


def _without(words: str, start: int, spans: Sequence[tuple[int, int]]) -> str:
    chars = list(words)
    for left, right in spans:
        for at in range(left - start, right - start):
            chars[at] = " "
    return "".join(chars)


def completed(parse: Parse, scene: Scene, hints: Hints, lexicon: Lexicon) -> Parse:
    """An order with what it takes over from the one before: its day, and after a cancellation its customer."""
    if parse.intent is not Intent.PLACE_ORDER or not (hints.drafts or hints.orders):
        return parse
    parse = replace(parse, orders=tuple(_told_apart(one, hints, lexicon) for one in parse.orders))
    same = SAME_DAY.search(scene.folded) is not None
    days = [x.due for x in hints.drafts] + [x.due for x in hints.orders]
    day = next((due for due in days if due), None) if same else None
    last = _replaced(hints)
    if last is not None and REVIVES.search(scene.folded) and _same_goods(parse, last):
        day, same = last.due, True
    orders = tuple(_completed(one, day, last, same=same) for one in parse.orders)
    if hints.orders and hints.orders[0].standing and not hints.drafts and MORE_OF_IT.match(scene.folded):
        orders = tuple(_for(one, hints.orders[0].customer) for one in orders)
    return parse if orders == parse.orders else replace(parse, orders=orders)


def _told_apart(one: OrderReading, hints: Hints, lexicon: Lexicon) -> OrderReading:
    """The order for whom it is written, where the other it sounds like was just written otherwise: 米兰 beside 米蓝."""
    keys = [c.key for c in one.customer_candidates]
    if one.customer is not None or not any(d.customer in keys for d in hints.drafts):
        return one
    words = fold(one.customer_words)
    known = [(key, lexicon.customers.get(key)) for key in keys]
    written = [key for key, c in known if c is not None and any(words in fold(n) for n in (c.name, *c.aliases))]
    if len(written) != 1 or any(d.customer == written[0] for d in hints.drafts):
        return one
    doubts = tuple(d for d in one.doubts if d.field != "customer")
    return replace(
        one, customer=written[0], customer_candidates=(), doubts=(*doubts, Doubt("customer", "sound", words))
    )


def _same_goods(parse: Parse, last: OrderHint) -> bool:
    said = {item.sku for one in parse.orders for item in one.items}
    return bool(said) and said <= {line.sku for line in last.lines}


def _for(one: OrderReading, customer: str | None) -> OrderReading:
    """The order for the customer of the one just confirmed, where it names nobody."""
    nobody = one.customer is None and not one.customer_candidates and not one.customer_words
    return replace(one, customer=customer) if nobody else one


def _completed(one: OrderReading, day: date | None, last: OrderHint | None, *, same: bool) -> OrderReading:
    if one.due is None and not one.due_words and day is not None:
        one = replace(one, due=day)
    nobody = one.customer is None and not one.customer_candidates and not one.customer_words
    follows = same or any("inherited" in item.signs.get("product", {}) for item in one.items)
    if last is not None and last.customer and nobody and follows:
        one = replace(one, customer=last.customer)
    return one
