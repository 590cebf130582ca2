"""What comes in the place of what the draft holds: another size by its number, other goods, another customer."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from ..customers import candidates
from ..family import family, instead, mask_of, narrowed
from ..features import Kind, Tier, fold
from ..figures import with_number
from ..grouping import Item
from ..lexicon import NOTHING, Lexicon, Mask
from ..products import Choice, Hit, resolve
from ..scene import Scene
from ..spoken import ADMONISHED, ASKS
from ..types import AddItem, BringBack, DraftHint, DraftLine, Edit, LineItem, SetCustomer, SetItem, Span, Unread
from .kin import cousin, numbered_cousin
from .lines import as_line, quantity_line
from .scene import number_hit

SIZE = (
    r"(?P<{0}>\d{{1,5}}(?:\.\d{{1,3}})?)\s?(?:#|号|寸|码|度|分|升|[cmk]?m|ml|kg|g|l|公分|厘米|毫米|毫升|公斤|克|斤|米)?"
)
SIZES = re.compile(
    r"(?<![a-z\d./月*×x-])(?:"
    + SIZE.format("old")
    + r"(?:的|那个|那种|那款|,|\s){0,3}(?:改|换|变|→|->|=>)(?:成|为|到|要|做|用|个)?\s*"
    + SIZE.format("new")
    + r"(?:的|那种|那个|吧|哈|了|啊|就行){0,3}(?![\d.]|\s?[*×x\u4e00-\u9fff])"
    + r"|不(?:是|要)\s*"
    + SIZE.format("past")
    + r"的?[\s,]*(?:而?是|要|应该是)\s*"
    + SIZE.format("now")
    + r"(?:的|吧|哈|啊){0,2}(?![\d.]|\s?[*×x\u4e00-\u9fff])"
    + r"|(?<!不)(?:是|要)\s*"
    + SIZE.format("right")
    + r"的?[\s,]*(?:而)?不(?:是|要)\s*"
    + SIZE.format("wrong")
    + r"(?:的|吧|哈|啊){0,2}(?![\d.]|\s?[*×x\u4e00-\u9fff])"
    + r")"
)
NOT_THAT = re.compile(
    r"[\s,](?:not|instead of|rather than|不是|而不是)\s*(?P<old>\d{1,5}(?:\.\d{1,3})?)(?![\d.]|\s?[\u4e00-\u9fff])"
)
TAKEN = re.compile(r"换(?:成|为|个|用)?\s*(?P<new>\d{2,6})(?:的|那个|那种|吧|哈|了|啊)*\s*\Z")
OTHERWISE = re.compile(  # what stands right before the goods that are meant instead
    r"(?:换成|换为|换个|换|改成|改为|改要|变成)(?:的是)?\s*\Z"
    r"|(?:sorry|oops|不好意思|抱歉|[说写打发搞弄看报]错了?|错了|不对|口误|更正|[哦噢喔]不|我是说|i mean|no)[\s,.。!~…]*"
    r"(?:我?(?:应该|应|其实|是说|意思)?(?:要的)?是|要|应该要|it'?s|should be|actually)?\s*\Z"
    r"|(?:应该|其实|本来|要的|想要的|说的)是(?:要)?\s*\Z"
)
WRONG = re.compile(r"[说写打发搞弄看报]?错了?|不对")  # 西米不对 是珍珠: what stands before it gives way
BACK = re.compile(
    r"(?:还是|又|就|都)?(?:留着|留下|别删|不删|恢复(?!通知|日报|销售)|保留)(?:了|吧|它)*|又要了|还是(?:要|来|加|发)(?:了|上|吧)?(?=\s|[,。!;]|\Z)"
    r"|(?:改|变|换|调|退)回(?:来|去|原来的?|原样|之前的?|刚才的?|上一版)|还原|还是(?:按|照)?(?:原来|之前|原先|刚才|前面)(?:的|那样|那个)+"
    r"|(?:按|照)(?:原来|之前|原先)的(?:来|吧|就行)?|刚才(?:的)?(?:改动|修改|那个改动)(?:不算|取消|作废)|(?:刚才|刚刚)(?:改|说)的(?:不算|作废|取消|别算)"
    r"|(?:撤回|撤销|撤掉|退回|回到)(?:到|了)?(?:上一步|上一条|上一句|上一个|上步|(?:刚才|刚刚)(?:的)?(?:那步|那条|那句|那下|改动|修改)|(?:刚才|刚刚)(?:加|改|说)的)"
    r"|不改了[,\s]*(?:还是)?(?:按|照)(?:原来|之前)"
)
WISHED = re.compile(r"[要换用拿来]\s*\Z")
KIND = "某"
OF_A_KIND = re.compile(  # what may stand around the one kind that everything is to be of
    r"(?:[\s,。!]|[哦噢啊诶哎]|不对|[搞弄写打看说]?错了?|不是这[个种款])*(?:都|全部?|我?们?|说的|应该|其实)*(?:是|要|拿|来|用|换成?|改成?)?(?:的是)?"
    + f"{KIND}+"
    + r"(?:色|的|那[种款]|才对|吧|哈|啊|了|哦|[\s,。!])*"
)
DENIED_THAT = re.compile(r"(?:而)?不是\s*\Z|(?<=的)[\s,]+不要\s*\Z")
NOT_WANTED = re.compile(r"(?:不要|莫要|别要|不用)\s*\Z")
BUT_WANTED = re.compile(
    r"[#号寸码度分升米克斤]?(?:的|那个|那种|款)?了?[\s,]*(?:就|还是|都)?(?:要|来|拿|换|用|改)(?:成|为)?\s*"
)
ENDS = re.compile(r"(?:的|那个|那种|款)?[吧哈啊了哦]?\s*(?:$|[\s,。;!])")
MOST = 8  # customers that a part of a name may leave
OTHER_PARTY = re.compile(
    r"(?:不是|不要|别给)(?:给)?(?P<past>[\u4e00-\u9fff]{2,6}?)的?(?:那家|那边)?[\s,]*(?:而|应该|应)?是(?:给)?(?P<now>[\u4e00-\u9fff]{2,6}?)(?:的|那家|那边|吧|哈|啊|要的?)*\s*(?=$|[,。;!?\s])"
    r"|(?P<old>[\u4e00-\u9fff]{2,6}?)(?:改|换)(?:成|为)?(?P<new>[\u4e00-\u9fff]{2,6}?)(?:的|吧|哈|啊|要的?)*\s*(?=$|[,。;!?\s])"
)


def sized(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> Scene:
    """The message where numbers that name another size are no amounts and no days: 7.0的换成6.5, 5号改8号."""
    for match in SIZES.finditer(scene.folded):
        pairs = (("old", "new"), ("past", "now"), ("wrong", "right"))
        old, new = next(pair for pair in pairs if match[pair[0]])
        if match[old] == match[new]:
            continue
        held = [x for x in draft.lines if _said_by(x, match[old], lexicon)]
        day = draft.due is not None and "号" in match[0] and str(draft.due.day) == match[old]
        amount = held[0].qty if len(held) == 1 else None
        if len(held) != 1 or day or (amount is not None and amount == Decimal(match[old])):
            continue
        mask = mask_of(held[0], lexicon)
        other = with_number(match[new], family(mask, lexicon), lexicon) or numbered_cousin(held[0], match[new], lexicon)
        if not other:
            continue
        both = ((old, mask), (new, other))
        hits = [number_hit(Span(match.start(name), match.end(name)), match[name], fit, lexicon) for name, fit in both]
        scene = _cleared(scene, match.start(), match.end(), hits)
    for match in NOT_THAT.finditer(scene.folded):
        if any(_said_by(x, match["old"], lexicon) for x in draft.lines):
            scene = _cleared(scene, match.start(), match.end(), ())
            scene = replace(scene, ignored=(*scene.ignored, match.span()))
    taken = TAKEN.search(scene.folded)
    entry = lexicon.words.get(taken["new"]) if taken else None
    if taken and entry is not None and entry.masks[0] and not any(h.end > taken.start() for h in scene.hits):
        mask = entry.masks[0]
        hit = number_hit(Span(taken.start("new"), taken.end("new")), taken["new"], mask, lexicon)
        scene = _cleared(scene, taken.start("new"), taken.end("new"), [hit])
    return scene


def _said_by(line: DraftLine, number: str, lexicon: Lexicon) -> bool:
    return bool(line.sku) and bool(with_number(number, mask_of(line, lexicon), lexicon))


def _cleared(scene: Scene, start: int, end: int, hits: Sequence[Hit]) -> Scene:
    """The scene where a stretch holds these words and nothing else."""

    def free(at: int, to: int) -> bool:
        return to <= start or end <= at

    kept = [h for h in scene.hits if free(h.start, h.end)]
    return replace(
        scene,
        hits=tuple(sorted([*kept, *hits], key=lambda h: h.start)),
        quantities=tuple(q for q in scene.quantities if free(q.span.start, q.span.end)),
        dates=tuple(d for d in scene.dates if free(d.span.start, d.span.end)),
        refs=tuple(r for r in scene.refs if free(r.span.start, r.span.end)),
        prices=tuple(p for p in scene.prices if free(p.span.start, p.span.end)),
    )


def replaced(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    """换成冰条灯串, sorry 是橱柜灯: other goods in the place of the one line that can be meant, as many as before."""
    taken = TAKEN.search(scene.folded)
    naming = [h for h in scene.hits if h.naming or (taken is not None and h.start == taken.start("new"))]
    starts = [_begins(h, scene) for h in naming]
    at, told = next(((start, m) for start in starts if (m := OTHERWISE.search(scene.folded[:start]))), (0, None))
    if told is None:
        return [], scene
    new = [h for h in scene.hits if h.start >= at]
    if draft.dropped and told[0].lstrip()[:1] in ("换", "改", "变"):
        return _in_place_of_dropped(scene, draft, new, lexicon)
    if any(narrowed(mask_of(x, lexicon), new, lexicon) for x in draft.lines):
        return [], scene
    past = [h for h in scene.hits if h.end <= told.start()]
    if past and (WRONG.match(told[0]) is None or any(q.span.start < at for q in scene.quantities)):
        return [], scene
    called = [x for x in draft.lines if narrowed(mask_of(x, lexicon), past, lexicon)] if past else []
    line = (called[0] if len(called) == 1 else None) if past else _meant(draft, new, lexicon)
    if line is None:
        return [], scene
    got = instead(mask_of(line, lexicon), new, lexicon).mask or _nearest(line, new, lexicon)
    if not got:
        return [], scene
    span = Span(new[0].start, new[-1].end)
    later = [q for q in scene.quantities if q.span.start >= span.end][:1]
    if later and told[0].strip() == "换" and not got.intersect(family(mask_of(line, lexicon), lexicon)):
        return [], scene  # 换薯格4箱: it may as well stand for what was taken out before
    item = as_line(got, lexicon)
    if later:
        counted = quantity_line(Item(span.start, later[0].span.end, (), Choice(got), later[0]), got, lexicon)
        item = replace(counted, sku=item.sku, candidates=item.candidates)
    item = replace(item, mention=scene.text[span.start : span.end], spans={**item.spans, "product": span})
    rest = replace(
        scene,
        hits=tuple(h for h in scene.hits if h not in new and h not in past),
        quantities=tuple(q for q in scene.quantities if q not in later),
    )
    return [SetItem(line.no, item)], rest


def _in_place_of_dropped(
    scene: Scene, draft: DraftHint, new: Sequence[Hit], lexicon: Lexicon
) -> tuple[list[Edit], Scene]:
    """换成白牛二, right after something was taken out: one more line, as many as that was unless told."""
    past = [h for h in scene.hits if h.start < new[0].start]
    if past and not any(narrowed(mask_of(x, lexicon), past, lexicon) for x in draft.dropped):
        return [], scene
    kin = [x for x in draft.dropped if instead(mask_of(x, lexicon), new, lexicon).mask]
    called = [x for x in draft.dropped if past and narrowed(mask_of(x, lexicon), past, lexicon)]
    gone = next((some[0] for some in (called, draft.dropped, kin) if len(some) == 1), None)
    got = (instead(mask_of(gone, lexicon), new, lexicon).mask if gone else NOTHING) or resolve(new, lexicon).mask
    if not got:
        return [], scene
    span = Span(new[0].start, new[-1].end)
    later = [q for q in scene.quantities if q.span.start >= span.end][:1]
    item = as_line(got, lexicon)
    if later:
        counted = quantity_line(Item(span.start, later[0].span.end, (), Choice(got), later[0]), got, lexicon)
        item = replace(counted, sku=item.sku, candidates=item.candidates)
    elif gone is not None and all(gone.unit in (None, p.unit, *p.packs) for p in lexicon.some(got, 9)):
        item = replace(item, qty=gone.qty, unit=gone.unit)
    item = replace(item, mention=scene.text[span.start : span.end], spans={**item.spans, "product": span})
    rest = replace(
        scene,
        hits=tuple(h for h in scene.hits if h not in new and h not in past),
        quantities=tuple(q for q in scene.quantities if q not in later),
    )
    return [AddItem(item)], rest


def _nearest(line: DraftLine, new: Sequence[Hit], lexicon: Lexicon) -> Mask:
    """What the words name, of that only what is like the line in all else: 有刺的 beside 伊势尼无刺3号."""
    named = resolve(new, lexicon).mask
    return cousin(line, new, lexicon) & named or named


def other_kind(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> list[Edit]:
    """有刺的 莫搞反了, 都要黑色: nothing but a kind that no line is of and that each of them is had in."""
    if not scene.hits or scene.quantities or scene.dates or scene.customers or ASKS.search(scene.folded):
        return []
    if any(hit.kind is Kind.HEAD and hit.tier is Tier.EXACT for hit in scene.hits):
        return []  # 螺鲤: other goods, be they in the same packs
    words = scene.folded
    for hit in scene.hits:
        words = words[: hit.start] + KIND * (hit.end - hit.start) + words[hit.end :]
    if not OF_A_KIND.fullmatch(ADMONISHED.sub(" ", words)):
        return []
    edits: list[Edit] = []
    span = Span(scene.hits[0].start, scene.hits[-1].end)
    for line in draft.lines:
        if line.sku is None or narrowed(mask_of(line, lexicon), scene.hits, lexicon):
            return []
        got = instead(mask_of(line, lexicon), scene.hits, lexicon).mask or cousin(line, scene.hits, lexicon)
        if not got or (len(got) > 1 and len(draft.lines) > 1):
            return []
        item = replace(as_line(got, lexicon), mention=scene.text[span.start : span.end], spans={"product": span})
        edits.append(SetItem(line.no, item))
    return edits


def wished(scene: Scene) -> bool:
    """Whether words of goods are left, and no amount, beside what takes the only line out: 要自锁的 普通那个不要了."""
    return bool(scene.hits) and not scene.quantities and WISHED.search(scene.folded, 0, scene.hits[0].start) is not None


def kind_instead(scene: Scene, line: DraftLine, lexicon: Lexicon) -> list[Edit]:
    """The line as the kind that is wanted in its place; unread where it has no such relative."""
    span = Span(scene.hits[0].start, scene.hits[-1].end)
    words = scene.text[span.start : span.end]
    got = instead(mask_of(line, lexicon), scene.hits, lexicon).mask or cousin(line, scene.hits, lexicon)
    if not got:
        return [Unread(words, span)]
    return [SetItem(line.no, replace(as_line(got, lexicon), mention=words, spans={"product": span}))]


def not_that(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    """柚木的 不是胡桃, 碗不要5寸 要4.5的: what is denied is what a line holds, the other words are a relative of it."""
    denied = [h for h in scene.hits if DENIED_THAT.search(scene.folded[: h.start]) and ENDS.match(scene.folded, h.end)]
    denied = denied or _given_up(scene)
    rest = [h for h in scene.hits if h not in denied]
    held = [x for x in draft.lines if denied and narrowed(mask_of(x, lexicon), denied, lexicon)]
    if len(held) != 1 or not rest or scene.quantities or ASKS.search(scene.folded):
        return [], scene
    if any(narrowed(mask_of(x, lexicon), rest, lexicon) for x in draft.lines):
        return [], scene
    got = instead(mask_of(held[0], lexicon), rest, lexicon).mask or cousin(held[0], rest, lexicon)
    if not got:
        return [], scene
    span = Span(rest[0].start, rest[-1].end)
    item = replace(as_line(got, lexicon), mention=scene.text[span.start : span.end], spans={"product": span})
    return [SetItem(held[0].no, item)], replace(scene, hits=())


def _given_up(scene: Scene) -> list[Hit]:
    """The word of a kind that is not wanted, right before the one that is: the 5寸 of 碗不要5寸 要4.5的."""
    for one, two in pairwise(scene.hits):
        if one.naming or not NOT_WANTED.search(scene.folded, 0, one.start):
            continue
        if BUT_WANTED.fullmatch(scene.folded, one.end, two.start):
            return [one]
    return []


def _begins(hit: Hit, scene: Scene) -> int:
    """Where the words begin that end in this one: 防潮 of 防潮石膏板."""
    start = hit.start
    while before := next((h for h in scene.hits if h.end == start), None):
        start = before.start
    return start


def _meant(draft: DraftHint, new: Sequence[Hit], lexicon: Lexicon) -> DraftLine | None:
    """The line that gives way: the only one, the only relative, or what the last message spoke of."""
    if len(draft.lines) == 1:
        return draft.lines[0]
    kin = [x for x in draft.lines if instead(mask_of(x, lexicon), new, lexicon).mask]
    if len(kin) == 1:
        return kin[0]
    touched = [x for x in draft.lines if x.said and x.said == draft.said]
    return touched[0] if len(touched) == 1 and not kin else None


def other_customer(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> SetCustomer | None:
    """不是海夏 是海峡: a part of the customer's name gives way to a part of somebody else's."""
    if draft.customer is None:
        return None
    match = OTHER_PARTY.search(scene.folded)
    if match is None:
        return None
    old, new = ("past", "now") if match["past"] else ("old", "new")
    own = next((c for c in lexicon.customers.packed if c.id == draft.customer), None)
    if own is None or not _called(own.name, own.aliases, match[old]) or _called(own.name, own.aliases, match[new]):
        return None
    ids = [c.id for c in lexicon.customers.packed if _called(c.name, c.aliases, match[new])]
    if not 0 < len(ids) <= MOST:
        return None
    span = Span(*match.span(new))
    several = candidates(ids, lexicon) if len(ids) > 1 else ()
    return SetCustomer(ids[0] if len(ids) == 1 else None, several, scene.text[span.start : span.end], span)


def _called(name: str, aliases: Sequence[str], words: str) -> bool:
    return any(words in fold(one) for one in (name, *aliases))


def brought_back(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    """还是留着吧 改3台, 浴霸还是要, 改回来: what the draft no longer has; words of what it has are no such wish."""
    match = BACK.search(scene.folded)
    if match is None or ASKS.search(scene.folded) or len(scene.quantities) > 1:
        return [], scene
    if any(narrowed(mask_of(x, lexicon), scene.hits, lexicon) for x in draft.lines if scene.hits):
        return [], scene
    choice = resolve(scene.hits, lexicon) if scene.hits else None
    said = scene.quantities[0] if scene.quantities else None
    item = as_line(choice.mask, lexicon) if choice is not None and choice.mask else LineItem()
    if said is not None:
        counted = quantity_line(Item(match.start(), match.end(), (), Choice(NOTHING), said), NOTHING, lexicon)
        item = replace(counted, base_qty=None, sku=item.sku, candidates=item.candidates)
    span = Span(match.start(), max(match.end(), said.span.end if said else 0))
    return [BringBack(item, span)], replace(scene, hits=(), quantities=(), ignored=(*scene.ignored, match.span()))
