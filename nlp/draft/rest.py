"""What of a message no edit of the draft takes up: values that are lost, and talk that happens to hold some."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ..blocks import DAY
from ..deliveries import ROUND
from ..family import family, mask_of, narrowed
from ..leftover import leftover
from ..lexicon import Lexicon
from ..orders import dues
from ..scene import Scene
from ..shift import beside, only_shift, shift_edit
from ..spoken import ASKING, ASKS, PROPOSES, beyond, cues, says
from ..types import (
    AddItem,
    BringBack,
    DraftHint,
    Edit,
    Hints,
    Intent,
    RemoveItem,
    SetAddress,
    SetCustomer,
    SetDue,
    SetItem,
    SetUrgent,
    ShiftDue,
    Span,
    Unread,
)
from .instead import OTHER_PARTY
from .lines import CHANGE

NEAR = re.compile(r"[今明昨]|后天|当天")
TURNS = re.compile(
    r"不对|不是|错了|搞错|弄错|说错|写错|打错|(?:改|换)(?:成|为|一?下|个)?[^天日]|还是[^不会没]|要不[^要然]"
)
LONGEST_TURN = 14  # characters of what is said to be otherwise
REMOVED = re.compile(r"(?:不要|不用|取消|去掉|删)了?[\s,。;]")
GONE = re.compile(  # something of it is not wanted, and nobody knows what
    r"(?:不要|莫要|唔要|勿要|拿掉|去掉|删掉|划掉|撤掉|不用|唔使|[别莫](?:进|要|拿|搞|配))(?:了|哒|咯|喽|啦|嘞|嘛|吧|哈|先|住)*(?=[\s,。;!~]|\Z)"
)
CORRECTS = re.compile(
    r"\s*(?:哦|啊|诶|哎|呃)?[\s,]*(?:不对|不是|[说写打记搞弄看]错了?|错了)[\s,。!]*(?:[\d一二三四五六七八九十下周礼后]|是)"
)
CARRIED = re.compile(
    r"前|到|要|送|交|发|改|期|给|用|拿|[拉提取装](?:货|走|[\s,。;!吧]|\Z)|自[提取]"
)  # a day for the goods
WISHED = re.compile(  # 要22年的, 一样的数量, 蓝的跟红的调一下: something is wanted of what the draft holds; no papers
    r"(?:\A|(?<=[\s,。;!]))(?:那|就|都|我们?|客户|他们?|还是|这次|给我)*(?:要|换|拿|来|是|用)(?![^\s,。;!?]{0,8}(?:票|收据|合同|回执|报告|证))[^\s,。;!?]{1,8}的(?:那[种款个])?(?:[\s,。;!吧哈啊哦]|\Z)"
    r"|一样(?!的?[啊吗哈])|同样|对调|调(?:一下|过来|换|个)|送的|免费|[多少]要|的那[种款](?:[\s,。;!吧哈啊哦]|\Z)"
)
AS_EVER = re.compile(r"老地方|老地址|老样子|老规矩|照旧|照常")  # 地址还是老地方: nothing is to be otherwise
LONGEST_WISH = 16  # characters of a message that is nothing but one
LONGEST_REASON = 6  # characters beside a corrected day that say why


def left_over(scene: Scene, draft: DraftHint, edits: Sequence[Edit], lexicon: Lexicon) -> list[Edit]:
    """Amounts, days, names and products of the message that no edit takes up and that the draft does not hold."""
    spans = [s for e in edits for s in _spans(e)]
    values: list[tuple[int, int]] = [
        (q.span.start, q.span.end)
        for q in scene.quantities
        if (q.value.unit and q.value.unit not in ROUND) or q.confidence >= 0.7
    ]
    days = [d for d in dues(scene) if d.value.day != draft.due]
    if days and not any(isinstance(e, SetDue) for e in edits):
        values += [(d.span.start, d.span.end) for d in days]
    behind = {q.span.end for q in scene.quantities}  # 盘子再加20个10寸的: a size behind an amount
    taken = [lexicon.mask_of([key]) for e in edits if isinstance(e, (SetItem, AddItem)) and (key := e.item.sku)]
    values += [
        (h.start, h.end)
        for h in scene.hits
        if (h.naming or (h.start in behind and not h.lone and not any(m <= h.masks[2] for m in taken)))
        and not any(narrowed(mask_of(x, lexicon), (h,), lexicon) for x in draft.lines)
    ]
    values += [(d.span.start, d.span.end) for d in scene.dates if d.value.role == "never"]
    lost = [v for v in values if not any(s.start < v[1] and v[0] < s.end for s in spans)]
    return [Unread(scene.text[start:end], Span(start, end)) for start, end in lost]


def _spans(edit: Edit) -> list[Span]:
    match edit:
        case SetItem(item=item) | AddItem(item=item):
            return list(item.spans.values())
        case RemoveItem(item=item):
            return list(item.spans.values()) if item else []
        case (
            SetCustomer(span=span)
            | SetDue(span=span)
            | ShiftDue(span=span)
            | SetAddress(span=span)
            | SetUrgent(span=span)
        ):
            return [span] if span else []
        case Unread(span=span) | BringBack(span=span):
            return [span] if span else []


def unplaced(scene: Scene, draft: DraftHint, hints: Hints, lexicon: Lexicon) -> bool:
    """True where the message holds an amount, a product or a customer that a draft could mean and nothing took."""
    if ASKS.search(scene.folded) or (AS_EVER.search(scene.folded) and not scene.quantities and not scene.hits):
        return False
    if hints.chat_kind == "direct" and any(d.value.role == "never" for d in scene.dates):
        return True
    listed = {
        u
        for line in draft.lines
        for product in lexicon.some(family(mask_of(line, lexicon), lexicon), 60)
        for u in (product.unit, *product.packs)
    }
    if any(q.value.unit in listed for q in scene.quantities if q.value.unit):
        return True
    if CORRECTS.match(scene.folded) and len(scene.folded) <= LONGEST_TURN:
        return True  # 不对 是40的, and nobody knows which that is
    if GONE.search(scene.folded) and any(
        narrowed(mask_of(x, lexicon), (h,), lexicon) for h in scene.hits for x in draft.lines
    ):
        return True
    if hints.chat_kind == "group":
        return False
    if (TURNS.search(scene.folded) or says(scene.folded, Intent.DISCARD)) and len(scene.folded) <= LONGEST_TURN:
        return True  # 算了还是大的: something is to be otherwise, and nobody knows what
    if len(scene.folded) <= LONGEST_WISH and WISHED.search(scene.folded):
        return True
    counted = any(q.value.unit for q in scene.quantities)
    return counted and (len(scene.folded) <= 16 or bool(scene.hits))


def chatter(scene: Scene, edits: Sequence[Edit], draft: DraftHint) -> bool:
    """Much that nothing explains, and no word of change: talk that happens to hold a date or a number."""
    by = shift_edit(scene)
    if by is not None and only_shift(scene, by):
        return False
    if any(isinstance(e, SetCustomer) for e in edits) and OTHER_PARTY.match(scene.folded):
        return False
    past = [d.span.start for d in scene.dates if d.value.role == "past"]
    if past and not CHANGE.search(scene.folded) and not _taken_out_before(min(past), scene, edits):
        return True  # 昨天到的那批有两罐漏了
    scene = beside(scene, by)
    rest = unexplained(scene)
    if all(isinstance(e, (SetDue, SetUrgent)) for e in edits) and rest > 1:
        if ASKS.search(PROPOSES.sub("", scene.folded)):
            return True
        if re.search(
            r"前|到|要|送|交|发|改|期|给|用|拿|[来去]?[拉提取装](?:货|走|$|[\s,。;!吧])|自[提取]", scene.folded
        ):
            return False
        if draft.due is not None and CORRECTS.match(scene.folded) and rest <= LONGEST_REASON:
            return False  # 不对 20号船才靠
        days = [d for d in dues(scene) if DAY.search(d.words) and not NEAR.search(d.words)]
        return not days or rest > (4 if draft.due is None else 2)
    sure = any(isinstance(e, (SetItem, RemoveItem)) and e.line is not None for e in edits)
    if re.search(r"还有[^\d]{0,8}[吧呢]\s*$", scene.folded):
        return True
    if ASKING.search(PROPOSES.sub("", scene.folded)) and not CHANGE.search(scene.folded):
        return True
    return rest > (8 if sure else 4) and not re.search(r"改|换|删|去掉|不要|加", scene.folded)


def _taken_out_before(at: int, scene: Scene, edits: Sequence[Edit]) -> bool:
    """True where a line is taken out first, and the past is the reason: 机滤不要了,上次的还没用完."""
    gone = any(isinstance(e, RemoveItem) and e.line is not None for e in edits)
    return gone and REMOVED.search(scene.folded, 0, at) is not None


def unexplained(scene: Scene) -> int:
    """How many characters neither a value nor a yes nor a no nor padding accounts for."""
    yes = [m.span() for m in cues(Intent.CONFIRM, 2).finditer(scene.folded)]
    known = replace(scene, ignored=(*scene.ignored, *yes))
    return sum(
        len(beyond(scene.between(start, end), Intent.DISCARD)) for start, end in leftover(known, 0, len(scene.folded))
    )
