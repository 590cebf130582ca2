"""Reads a message in the light of the sender's open drafts: answers, corrections, additions, yes and no."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ..blocks import DAY
from ..changes import dropped_items, unworded
from ..choose import STAFF, Verdict
from ..counting import AT_HOME
from ..customers import Named
from ..deliveries import delivered
from ..family import instead, mask_of, narrowed
from ..features import fold
from ..grouping import Item
from ..lately import cancelled, put_off, recounted, redated
from ..lexicon import NOTHING, Lexicon
from ..lines import read_lines
from ..orders import dues, read_orders, spoken_customers
from ..products import Choice, Hit, resolve
from ..scene import Scene
from ..spoken import ASKS, BOTH, PROPOSES, agrees_only, greets_only, number_alone, only, says
from ..strangers import stranger
from ..types import (
    AddItem,
    DraftHint,
    Edit,
    Hints,
    Intent,
    LineItem,
    Parse,
    RemoveItem,
    SetAddress,
    SetCustomer,
    SetDue,
    SetItem,
    SetUrgent,
    Span,
    Unread,
)
from .all_but import amount_for_all_but
from .apart import apart
from .asked import described, measured, picked
from .branch import branch, with_branch
from .denied import denied
from .dropped import dropped_by_part
from .factor import by_factor
from .first import answer_ends
from .frame import exchanged, frame, in_place_of, numbered, same_day, swap, turned_round
from .instead import brought_back, kind_instead, not_that, other_customer, other_kind, replaced, sized, wished
from .kept import only_these
from .kin import alike, cousin
from .lines import (
    CHANGE,
    another,
    as_line,
    edits_of_item,
    less_than_before,
    part_of_it,
    quantity_line,
    removal,
    targets,
)
from .moved import moved
from .numbered_halves import numbered_halves
from .pieces import pieces
from .places import of_draft
from .prices import priced, with_prices
from .rest import NEAR, TURNS, chatter, left_over, unexplained, unplaced
from .said import without_bygone
from .same import same_for_another
from .scene import in_light_of, within, without_count, without_musing
from .tidy import HALF, halves, split_up, two_of_one, without_losses
from .too import as_well
from .turns import turns
from .verbs import without_verbs
from .yes import agreement, changes_nothing, restates, taken_back, unknown_dropped

GIVEN = re.compile(r"(?:送|赠|搭)\s*\Z")
PRESENT_ASKED = re.compile(r"(?:送|搭)[我咱]们?[^,。;!?\n]{1,14}(?<![好行成要])不[\s~!啊呀哦]*\Z")  # 送我两个锅架不
LISTS = re.compile(r"的(?:所有|全部)?(?:单子?|订单)\W*\Z")  # 我今天的单
MORE_MARKS = ("加", "添", "多", "补")
SETTLES = re.compile(  # 63那个改成6台, with what is added still to come
    r"(?:改|换|变|调|加|减|降)(?:成|到|为|至)\s*[\d一二两三四五六七八九十百千万半.]+\s?[^\d\s,。;]{0,2}[\s,。;吧了]*\Z"
)
MORE_BEHIND = re.compile(r"(?<=[\s,。;吧了])(?:顺便再|再|另外?|还|也|顺便)(?:给我|帮我)?(?:加|要|来|拿|添|订)")
EXCHANGED = re.compile(r"(?<![不没别莫未用要修更])(?:换|改(?![天日期口]))")
OTHERWISE = re.compile(r"换|改(?![天日期口])|不要|不用|去掉|取消|删|拿掉|[加减](?!急|厚|大)|错|翻倍")
CANCELS = re.compile(r"取消|作废|不要了|退单|退掉")  # 取消刚才那单 客户反悔: no step of the bot's is to be undone
LEFT = re.compile(
    r"(?:的|那个|那种|这个)*(?:那边|家里|库里|店里|仓库|手上)?(?:还|都|已经|又)*(?:有|剩|够)(?!人)(?:货|的是|着|很多|不少|好多|一些|几\S|了)?(?=[\s,。;!]|\Z)"
)
ENDED = re.compile(r"的?(?:那种|那款)?[吧哈啊了]?(?=[\s,。;!]|\Z)")
ORDERING = ("sales", "customer")
FEWER = re.compile(r"的?少(?:要|拿|来|订)?\s?[\d一二两三四五六七八九十半]{1,5}\s?[^\d\s,。;]{0,2}[\s,。;吧了]*\Z")
AMOUNT_AHEAD = re.compile(r"(?:\s|那|就|还是|要|来|拿|算了|哎|嗯)*")
AMOUNT_DONE = re.compile(r"\s*(?:吧|好了|就行|就够|够了|算了)(?:了|吧)?(?=[\s,。;!])")
OF_WHOM = re.compile(r"(?:[这那此](?:个|张|份|笔)?单?|单子?|订单)(?:其实|应该|要)?是(?:给|帮|替)?\s*\Z")
SIZE_MARK = re.compile(r"\d\s*[号#]")
DATED = re.compile(r"\d\s*[号日]\s*\Z")
QUESTIONS = {Intent.ASK_PRICE, Intent.ASK_STATUS, Intent.ASK_STOCK, Intent.ADVANCE_ORDER, Intent.REPORT_SHORTAGE}


def in_draft(scene: Scene, items: Sequence[Item], verdict: Verdict, hints: Hints, lexicon: Lexicon) -> Parse | None:
    """The reading where a draft is open (or a short word needs none); None: read the message on its own."""
    if not (hints.drafts or hints.orders):
        return _short(scene, hints)
    if not hints.drafts:
        gone = cancelled(scene, hints, lexicon) if CANCELS.search(scene.folded) else None
        return (
            gone
            or _short(scene, hints)
            or cancelled(scene, hints, lexicon)
            or put_off(scene, hints)
            or redated(scene, hints)
            or recounted(scene, hints, lexicon)
        )
    if greets_only(scene.folded):
        return None
    said = without_bygone(without_musing(scene))
    if said.folded != scene.folded and verdict.intent in QUESTIONS:
        verdict = replace(verdict, intent=Intent.NONE, by_cues=Intent.NONE)  # the question is answered by its asker
    if verdict.intent is Intent.REPORT_SHORTAGE and hints.role in ORDERING and FEWER.search(scene.folded):
        verdict = replace(verdict, intent=Intent.NONE, by_cues=Intent.NONE)  # 草莓的少2箱: of what is being ordered
    scene = said
    return apart(scene, hints, lexicon, _edits) or _of_one(scene, items, verdict, hints, lexicon)


def _of_one(scene: Scene, items: Sequence[Item], verdict: Verdict, hints: Hints, lexicon: Lexicon) -> Parse | None:
    """The reading where the message is about one of the open drafts, or about all of them at once."""
    scene, hints = of_draft(scene, hints)
    draft = _meant(scene, hints, lexicon)
    plain = without_verbs(without_count(scene, len(hints.drafts)), lexicon)
    seen = sized(in_light_of(plain, draft.lines, lexicon), draft, lexicon)
    if any(r.value.kind != "tracking" for r in seen.refs):
        return None
    answer = _answer(seen, draft, lexicon) or _undone(seen, hints) or _present_asked(seen)
    if answer is not None:
        return answer
    if _own_order(seen, items, verdict, draft, hints, lexicon):
        return None
    of_branch = with_branch(scene, draft, lexicon)
    if of_branch is not None:
        orders = read_orders(of_branch, read_lines(of_branch, lexicon), lexicon, hints)
        return Parse(Intent.PLACE_ORDER, 0.9, orders=orders, rule="an order of another branch")
    another = same_for_another(seen, draft, hints, lexicon)
    if another is not None:
        return another
    gone = taken_back(seen, draft, hints, lexicon)
    if gone is not None:
        return gone
    if _elsewhere(seen, verdict, hints):
        return None
    parted = delivered(seen, draft, lexicon)
    if parted is not None:
        return parted
    edits = tuple(_edits(seen, draft, hints, lexicon))
    told = described(seen, draft, lexicon) if not edits or _still_open(edits) else None
    if told is not None:
        return Parse(Intent.EDIT_DRAFT, 0.85, edits=(told,), draft=draft.key, rule="described as asked for")
    less = any(isinstance(e, RemoveItem) for e in edits) or _of_some(seen, draft, lexicon)
    less = less or (not edits and EXCHANGED.search(seen.folded) is not None)  # 换小一号的 行: a wish that nothing took
    sure = 0.0 if less else agreement(seen, draft, lexicon)  # what is left of it is shown once more
    if sure:
        return _agreed(seen, draft, hints, lexicon, edits, sure)
    if edits and not chatter(seen, edits, draft):
        edits = (*edits, *left_over(seen, draft, edits, lexicon))
        key = None if _of_every(seen, edits, hints) else draft.key
        return Parse(Intent.EDIT_DRAFT, 0.85, edits=edits, draft=key, rule="edit of the open draft")
    if (
        unplaced(seen, draft, hints, lexicon)
        or (edits and _dated(seen, hints))
        or _half_a_yes(seen, draft, hints, lexicon)
    ):
        return Parse(Intent.EDIT_DRAFT, 0.5, draft=draft.key, rule="a value that nothing explains")
    if not edits and hints.chat_kind == "direct" and (same := _said_again(seen, draft, lexicon)):
        return Parse(Intent.EDIT_DRAFT, 0.8, edits=same, draft=draft.key, rule="what the draft holds already")
    return _short(seen, hints) or (Parse(Intent.NONE, 0.8, rule="talk beside the draft") if edits else None)


def _still_open(edits: Sequence[Edit]) -> bool:
    """True where all that was understood leaves several products possible."""
    return len(edits) == 1 and isinstance(edits[0], SetItem) and len(edits[0].item.candidates) > 1


def _agreed(
    scene: Scene, draft: DraftHint, hints: Hints, lexicon: Lexicon, edits: tuple[Edit, ...], sure: float
) -> Parse:
    """A yes; what it says beside is done first, and where that cannot be placed the yes does not count."""
    haste = tuple(e for e in edits if isinstance(e, SetUrgent))
    if changes_nothing(scene, draft, lexicon) and haste:
        return Parse(Intent.CONFIRM, sure, edits=haste, draft=draft.key, rule="yes, and soon")
    if changes_nothing(scene, draft, lexicon):
        together = draft.said != 0 and all(d.said == draft.said for d in hints.drafts) and not scene.customers
        every = len(hints.drafts) > 1 and (together or BOTH.search(scene.folded) is not None)
        return Parse(Intent.CONFIRM, sure, draft=None if every else draft.key, rule="yes")
    edits = (*edits, *left_over(scene, draft, edits, lexicon))
    return Parse(Intent.CONFIRM, sure, edits=edits, draft=draft.key, rule="yes with values")


def _of_every(scene: Scene, edits: Sequence[Edit], hints: Hints) -> bool:
    """True for 都8号 where several drafts are open: the day, the place or the haste of each."""
    whole = all(isinstance(e, (SetDue, SetUrgent, SetAddress)) for e in edits)
    said = whole and len(hints.drafts) > 1 and BOTH.search(scene.folded) is not None
    return said and not scene.hits and not scene.customers


def _of_some(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> bool:
    """True where the words are about some lines only: 左的就行 is no yes to all that was shown."""
    if scene.quantities or not scene.hits:
        return False
    meant = [t for t in targets(scene.hits, draft, lexicon) if not t.changed]
    return 0 < len(meant) < len(draft.lines) and all(t.mask == mask_of(t.line, lexicon) for t in meant)


def _said_again(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[Edit, ...]:
    """明天送到 where the draft is for tomorrow: the day as it is, so that the card is shown as the answer."""
    days = dues(scene)
    if not days or ASKS.search(scene.folded) or unexplained(scene) > 2 or not restates(scene, draft, lexicon):
        return ()
    return (SetDue(draft.due, draft.due_kind, days[0].words, days[0].span),)


def _half_a_yes(scene: Scene, draft: DraftHint, hints: Hints, lexicon: Lexicon) -> bool:
    """左的没问题, said to the bot alone: what about the rest?"""
    direct = hints.chat_kind == "direct" and _of_some(scene, draft, lexicon)
    return direct and agreement(scene, draft, lexicon) > 0


def _present_asked(scene: Scene) -> Parse | None:
    """送我两个锅架不: whether something would be given, which is no wish that the draft hold it."""
    if PRESENT_ASKED.search(scene.folded):
        return Parse(Intent.NONE, 0.8, rule="whether something would be given, asked beside the draft")
    return None


def _undone(scene: Scene, hints: Hints) -> Parse | None:
    if hints.recent_order and not scene.hits and only(scene.folded, Intent.UNDO):
        return Parse(Intent.UNDO, 0.9, rule="undo")
    return None


def _elsewhere(scene: Scene, verdict: Verdict, hints: Hints) -> bool:
    """A question or report that leaves the draft alone; a day or amount put as a question is a proposal."""
    if not {verdict.intent, verdict.by_cues} <= QUESTIONS or verdict.confidence < 0.6:
        return False
    if agrees_only(scene.folded) >= 0.9:
        return False  # 好了没了 就这样定: asks nothing
    if any(OF_WHOM.search(scene.folded, 0, one.start) for one in scene.customers):
        return False  # 看岔了 这单是江畔的
    valued = bool(scene.quantities) or any(d.value.day for d in dues(scene))
    if verdict.intent is Intent.ADVANCE_ORDER:
        return not valued or hints.role in STAFF
    if verdict.intent is Intent.ASK_STATUS:
        asks = ASKS.search(PROPOSES.sub("", scene.folded)) or LISTS.search(scene.folded)
        return not valued or asks is not None
    return verdict.intent is not Intent.ASK_STOCK or ASKS.search(PROPOSES.sub("", scene.folded)) is not None


def _dated(scene: Scene, hints: Hints) -> bool:
    """True where a day of the calendar is said to the bot alone: it may well be meant, whatever stands around it."""
    days = [d for d in dues(scene) if DAY.search(d.words) and not NEAR.search(d.words)]
    return bool(days) and hints.chat_kind == "direct" and ASKS.search(scene.folded) is None


def _short(scene: Scene, hints: Hints) -> Parse | None:
    folded = scene.folded
    if hints.recent_order and not scene.refs and not scene.hits and only(folded, Intent.UNDO):
        return Parse(Intent.UNDO, 0.95, rule="undo")
    if only(folded, Intent.HELP) and (hints.chat_kind == "direct" or len(folded) <= 8):
        return Parse(Intent.HELP, 0.9, rule="help")
    if not hints.drafts and hints.chat_kind == "direct" and says(folded, Intent.CONFIRM) and agrees_only(folded) >= 0.9:
        return Parse(Intent.CONFIRM, 0.4, rule="a yes with nothing to confirm")
    return None


def _meant(scene: Scene, hints: Hints, lexicon: Lexicon) -> DraftHint:
    """The draft that the message names by customer or product, else the one touched last."""
    for named in scene.customers:
        for draft in hints.drafts:
            if draft.customer in named.ids:
                return draft
    if len(hints.drafts) > 1 and scene.hits:
        for draft in hints.drafts:
            if any(narrowed(mask_of(x, lexicon), scene.hits, lexicon) for x in draft.lines):
                return draft
    return hints.drafts[0]


def _answer(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> Parse | None:
    """A bare number: a choice, an amount, or the 1 that means yes."""
    number = number_alone(scene.folded)
    if number is not None and not draft.choices and DATED.search(scene.folded) and _waits_for_day(scene, draft):
        return None  # 1号, where all but the day is known
    if number is None:
        told = measured(scene, draft, lexicon)
        return Parse(Intent.EDIT_DRAFT, 0.9, edits=(told,), draft=draft.key, rule="size asked for") if told else None
    if (size := _size_asked(scene, draft, lexicon)) is not None:
        return Parse(Intent.EDIT_DRAFT, 0.9, edits=(size,), draft=draft.key, rule="size asked for")
    if draft.choices and 1 <= number <= len(draft.choices):
        return Parse(Intent.EDIT_DRAFT, 0.95, draft=draft.key, choice=number, rule="choice by number")
    digits = scene.folded.strip().isdecimal()
    named = picked(scene, draft, lexicon) if digits and draft.asked != "quantity" else None
    if named is not None:
        return Parse(Intent.EDIT_DRAFT, 0.9, edits=(named,), draft=draft.key, rule="number of the product asked for")
    waiting = [x for x in draft.lines if x.qty is None]
    if (draft.asked == "quantity" or waiting) and digits and scene.quantities:
        item = Item(0, len(scene.folded), (), Choice(NOTHING), scene.quantities[0])
        no = draft.asked_line if draft.asked == "quantity" and draft.asked_line else waiting[0].no if waiting else None
        line = next((x for x in draft.lines if x.no == no), None)
        edit = SetItem(no, quantity_line(item, mask_of(line, lexicon) if line else NOTHING, lexicon))
        return Parse(Intent.EDIT_DRAFT, 0.9, edits=(edit,), draft=draft.key, rule="amount asked for")
    if number == 1:
        return Parse(Intent.CONFIRM, 0.9, draft=draft.key, rule="1 is yes")
    if draft.asked == "quantity" or not digits or not scene.quantities:
        return None
    if len(draft.lines) == 1 and number > 1 and draft.asked not in ("date", "customer"):
        item = Item(0, len(scene.folded), (), Choice(NOTHING), scene.quantities[0])
        line_edit = SetItem(draft.lines[0].no, quantity_line(item, mask_of(draft.lines[0], lexicon), lexicon))
        return Parse(Intent.EDIT_DRAFT, 0.6, edits=(line_edit,), draft=draft.key, rule="bare amount")
    return None


def _size_asked(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> SetItem | None:
    """2号 or 4# where one of the choices is called so: no place in the list of them."""
    line = next((x for x in draft.lines if x.no == draft.asked_line and x.sku is None and len(x.candidates) > 1), None)
    if line is None or not scene.hits or SIZE_MARK.search(scene.folded) is None:
        return None
    mask = mask_of(line, lexicon)
    left = narrowed(mask, scene.hits, lexicon)
    if not left or len(left) == len(mask):
        return None
    span = Span(scene.hits[0].start, scene.hits[-1].end)
    return SetItem(line.no, replace(as_line(left, lexicon), spans={"product": span}))


def _waits_for_day(scene: Scene, draft: DraftHint) -> bool:
    known = all(x.sku and x.qty is not None for x in draft.lines)
    return draft.due is None and bool(draft.customer) and known and any(d.value.day for d in scene.dates)


def _own_order(
    scene: Scene, items: Sequence[Item], verdict: Verdict, draft: DraftHint, hints: Hints, lexicon: Lexicon
) -> bool:
    """A complete order for somebody else, or again for this customer by name."""
    counted = [i for i in items if i.quantity is not None and (i.choice.mask or i.unknown) and i.hits]
    if verdict.intent is not Intent.PLACE_ORDER or not counted:
        return False
    if not scene.customers:
        return bool(draft.customer) and stranger(scene, hints, lexicon) is not None
    named = spoken_customers(scene, items)
    known = {draft.customer} if draft.customer else set(draft.customer_candidates)
    if not known:
        return False
    return any(not known & set(n.ids) or _of_another(n, draft, lexicon) for n in named)


def _of_another(named: Named, draft: DraftHint, lexicon: Lexicon) -> bool:
    """True where another customer is written so and the draft's only sounds so: 米兰 beside 米蓝."""
    if len(named.ids) < 2 or draft.customer is None:
        return False
    written = [i for i in named.ids if any(fold(named.words) in fold(name) for name in _names(i, lexicon))]
    return bool(written) and draft.customer not in written


def _names(key: str, lexicon: Lexicon) -> list[str]:
    one = lexicon.customers.get(key)
    return [one.name, *one.aliases] if one is not None else []


def _edits(scene: Scene, draft: DraftHint, hints: Hints, lexicon: Lexicon) -> list[Edit]:
    """What is to be otherwise; an amount that is changed, and goods added behind it, are read one by one."""
    more = next((m for m in MORE_BEHIND.finditer(scene.folded) if _parts(scene, m.start())), None)
    cut = more.start() if more else _next_line(scene, draft, lexicon) or answer_ends(scene, draft)
    if cut is None:
        return _edits_of(scene, draft, hints, lexicon)
    one, two = within(scene, 0, cut), within(scene, cut, len(scene.folded))
    behind = _edits_of if more else _edits
    return [*_edits_of(one, draft, hints, lexicon), *behind(two, draft, hints, lexicon)]


def _next_line(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> int | None:
    """Where the second begins of several lines that are each to be otherwise: 草帽改黑的 手套不要了 围巾加5条."""
    turns = [m.start() for m in OTHERWISE.finditer(scene.folded)]
    names = [h.start for h in scene.hits if h.naming and _starts(scene, h) and _holds_it(h, draft, lexicon)]
    for first, second in pairwise(names):
        after = next((at for at in names if at > second), len(scene.folded))
        if any(first < at < second for at in turns) and any(second < at < after for at in turns):
            return second
    return None


def _starts(scene: Scene, hit: Hit) -> bool:
    return hit.start == 0 or scene.folded[hit.start - 1] in " ,。;\n"


def _holds_it(hit: Hit, draft: DraftHint, lexicon: Lexicon) -> bool:
    return any(not t.changed for t in targets((hit,), draft, lexicon))


def _parts(scene: Scene, at: int) -> bool:
    """True in 改成20包吧 再加XL 10包, where 再 begins: before it an amount by itself, behind it goods and theirs."""
    counted = any(q.span.end <= at for q in scene.quantities) and any(q.span.start >= at for q in scene.quantities)
    named = any(h.start < at for h in scene.hits)
    done = SETTLES.search(scene.folded, 0, at) if named else CHANGE.search(scene.folded, 0, at)
    return counted and any(h.start >= at for h in scene.hits) and done is not None


def _edits_of(scene: Scene, draft: DraftHint, hints: Hints, lexicon: Lexicon) -> list[Edit]:
    if whole := other_kind(scene, draft, lexicon):
        return whole
    edits: list[Edit] = []
    back, scene = brought_back(scene, draft, lexicon)
    edits += back
    gone_amounts, scene = denied(scene, draft, lexicon)
    edits += gone_amounts
    cut, scene = pieces(scene, draft, lexicon)
    edits += cut
    parted, scene = numbered_halves(scene, draft, lexicon)
    edits += parted
    prices, scene, of_others = priced(scene, draft, lexicon)
    edits += prices
    both, scene = moved(scene, draft, lexicon)
    edits += both
    shared_out, scene = amount_for_all_but(scene, draft, lexicon)
    edits += shared_out
    turned, scene = turns(scene, draft, lexicon)
    edits += turned
    alone, scene = only_these(scene, draft, lexicon) if not turned else ([], scene)
    edits += alone
    contrast, scene = not_that(scene, draft, lexicon)
    edits += contrast
    round_, scene = turned_round(scene, draft, lexicon)
    edits += round_
    scene, by_number = numbered(scene, draft, lexicon)
    edits += by_number
    edits += [RemoveItem(line.no) for line in reversed(unknown_dropped(scene, draft))]
    placed, scene = in_place_of(scene, draft, lexicon)
    edits += placed
    gone = dropped_items(scene, lexicon)
    for item in gone:
        edits += removal(item, draft, lexicon, hints)
    if not edits and not gone:
        edits += dropped_by_part(scene, draft, lexicon)
    lost = {h for item in gone for h in item.hits}
    words = {h.word for h in lost}  # 32的还有,不要32的: there is some, so none is wanted
    lost |= {h for h in scene.hits if h.word in words and LEFT.match(scene.folded, h.end)}
    scene = replace(scene, hits=tuple(h for h in scene.hits if h not in lost))
    turned, scene = exchanged(scene, draft, lexicon)
    edits += turned
    swapped, scene = swap(scene, draft, lexicon)
    edits += swapped
    other, scene = replaced(scene, draft, lexicon) if not (gone or swapped) else ([], scene)
    edits += other
    too, scene = as_well(scene, draft, lexicon) if not (gone or swapped or other) else ([], scene)
    edits += too
    times, scene = by_factor(scene, draft, lexicon)
    edits += times
    shared, scene = part_of_it(scene, draft, lexicon)
    edits += shared
    at = 0
    for item in _with_words_behind(read_lines(scene, lexicon), scene, draft, lexicon):
        if item.unknown and not item.hits and not _amount_alone(item, scene):
            edits += another(item, scene.between(at, item.start), lexicon, hints)
            continue
        start = item.quantity.span.start if item.quantity else item.start
        given = _given(item, scene, draft, lexicon)
        if given is not None:
            edits.append(given)
            at = item.end
            continue
        less = less_than_before(item, scene.between(max(0, start - 4), start), draft, lexicon)
        if less:
            edits += less
            at = item.end
            continue
        had = [m.end() for m in AT_HOME.finditer(scene.folded, at, max(at, item.end))]
        behind = scene.between(item.end, item.end + 4)
        behind = behind[:3] if behind[3:] in MORE_MARKS else behind  # the fourth only tells 加急 from 加
        window = unworded(_unjoined(scene, item), had[-1] if had else at, max(item.end, item.start)) + behind
        at = item.end
        told = _another_of_new(item, edits, lexicon)
        edits = told if told is not None else [*edits, *edits_of_item(item, window, draft, lexicon, hints)]
    edits = alike(scene, _told_behind(scene, edits, lexicon), draft, lexicon)
    edits += frame(scene, draft, hints, lexicon)
    whom = other_customer(scene, draft, lexicon) or branch(scene, draft, lexicon)
    if whom is not None and not any(isinstance(e, SetCustomer) for e in edits):
        edits.append(whom)
    edits = [_emptied(e) for e in edits]
    edits = with_prices(halves(edits, draft) if HALF.search(scene.folded) else edits, of_others, scene)
    edits = without_losses(split_up(two_of_one(edits, scene.folded)) + same_day(scene, draft, hints, edits))
    removed = [e for e in edits if isinstance(e, RemoveItem)]
    if len(removed) == len(edits) == len(draft.lines) == 1 and wished(scene):
        return kind_instead(scene, draft.lines[0], lexicon)
    if len(removed) == len(edits) == len(draft.lines) and TURNS.search(scene.folded):
        return [Unread(scene.text, Span(0, len(scene.text)))]  # 不要脱脂了 还是普通的: nothing would be left
    return edits


def _amount_alone(item: Item, scene: Scene) -> bool:
    """True in 4盒吧 省得老跑: an amount that is all that is wanted, and behind it why."""
    said = item.quantity
    if said is None or AMOUNT_AHEAD.fullmatch(scene.folded, 0, said.span.start) is None:
        return False
    return AMOUNT_DONE.match(scene.folded, said.span.end) is not None


def _with_words_behind(items: Sequence[Item], scene: Scene, draft: DraftHint, lexicon: Lexicon) -> list[Item]:
    """来5件男的, 盘子再加20个10寸的: what stands right behind the amount tells which, like what stands before it."""
    used = {h for item in items for h in item.hits}
    found: list[Item] = []
    for item in items:
        at = item.quantity.span.end if item.quantity and item.hits else -1
        behind: list[Hit] = []
        for hit in scene.hits:
            if hit.start == at and hit not in used and not hit.naming:
                behind, at = [*behind, hit], hit.end
        hits = (*item.hits, *behind)
        told = bool(behind) and ENDED.match(scene.folded, at) is not None
        told = told and bool(targets(hits, draft, lexicon) or any(cousin(x, hits, lexicon) for x in draft.lines))
        more = replace(item, hits=hits, end=at, choice=resolve(hits, lexicon), torn=False) if told else item
        found.append(more)
    return found


def _unjoined(scene: Scene, item: Item) -> Scene:
    """The message without the words that join an amount in two counters: the 外加 of 4捆外加6根 adds no goods."""
    said = item.quantity
    if said is None or not said.value.parts:
        return scene
    start, end = said.span.start, said.span.end
    return replace(scene, folded=f"{scene.folded[:start]}{' ' * (end - start)}{scene.folded[end:]}")


def _told_behind(scene: Scene, edits: list[Edit], lexicon: Lexicon) -> list[Edit]:
    """The edits where words behind the last amount say which of the new goods: 双杆也加20个 枪灰."""
    last = edits[-1] if edits else None
    if not isinstance(last, AddItem) or last.item.sku or not last.item.candidates or not scene.quantities:
        return edits
    behind = [h for h in scene.hits if h.start >= scene.quantities[-1].span.end]
    left = narrowed(lexicon.mask_of([c.key for c in last.item.candidates]), behind, lexicon) if behind else NOTHING
    if not left or len(left) == len(last.item.candidates):
        return edits
    said = as_line(left, lexicon)
    return [*edits[:-1], AddItem(replace(last.item, sku=said.sku, candidates=said.candidates))]


def _another_of_new(item: Item, edits: Sequence[Edit], lexicon: Lexicon) -> list[Edit] | None:
    """The edits with a second one of the new goods that share one amount: the blue of 4平方的红蓝也各来5卷."""
    last = edits[-1] if edits else None
    if item.quantity is None or not isinstance(last, AddItem) or not last.item.sku or any(h.naming for h in item.hits):
        return None
    if last.item.spans.get("quantity") != item.quantity.span or not item.hits:
        return None
    other = instead(lexicon.mask_of([last.item.sku]), item.hits, lexicon).mask
    return [*edits, AddItem(replace(last.item, sku=lexicon.products[other[0]].sku))] if len(other) == 1 else None


def _emptied(edit: Edit) -> Edit:
    """A line of which none are wanted is taken out: 左的改成0."""
    none = isinstance(edit, SetItem) and edit.line is not None and edit.item.qty == 0
    return RemoveItem(edit.line, edit.item) if none and isinstance(edit, SetItem) else edit


def _given(item: Item, scene: Scene, draft: DraftHint, lexicon: Lexicon) -> Edit | None:
    """送2件: a present of the one thing spoken of, or, where 送 may as well mean to bring, nothing that is sure."""
    said = item.quantity
    if said is None:
        return None
    lines = [t.line for t in targets(item.hits, draft, lexicon) if not t.changed] if item.hits else draft.lines
    if len(lines) != 1:
        return None
    if not item.gift and not GIVEN.search(scene.between(max(0, said.span.start - 3), said.span.start)):
        return None
    line = lines[0]
    if re.search(r"赠|免费|[白另多再加搭]送", scene.between(max(0, said.span.start - 4), said.span.end + 3)):
        spans = {"quantity": said.span}
        return AddItem(LineItem(sku=line.sku, qty=said.value.qty, unit=said.value.unit, gift=True, spans=spans))
    if line.qty is not None and said.value.qty is not None and said.value.qty * 2 < line.qty:
        return Unread(said.words, said.span)
    return None
