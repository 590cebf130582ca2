"""Reads a message in the light of the sender's open drafts: answers, corrections, additions, yes and no."""

import re
from collections.abc import Sequence
from dataclasses import replace

from .changes import DROP_AFTER, dropped_items, unworded
from .choose import Verdict
from .draft_frame import frame, numbered, swap
from .draft_lines import CHANGE, edits_of_item, quantity_line, removal
from .family import mask_of, narrowed
from .grouping import Item
from .leftover import leftover
from .lexicon import NOTHING, Lexicon
from .lines import Binder
from .orders import spoken_customers
from .products import Choice
from .scene import Scene
from .spoken import ASKING, BOTH, agrees_only, drops_all, number_alone, only, says
from .types import DraftHint, Edit, Hints, Intent, Parse, RemoveItem, SetDue, SetItem, SetUrgent

QUESTIONS = {Intent.ASK_PRICE, Intent.ASK_STATUS, Intent.ASK_STOCK, Intent.ADVANCE_ORDER, Intent.REPORT_SHORTAGE}


def in_draft(scene: Scene, items: Sequence[Item], verdict: Verdict, hints: Hints, lexicon: Lexicon) -> Parse | None:
    """The reading where a draft is open (or a short word needs none); None: read the message on its own."""
    if not hints.drafts:
        return _short(scene, hints)
    if any(r.value.kind != "tracking" for r in scene.refs):
        return None
    draft = _meant(scene, hints, lexicon)
    answer = _answer(scene, draft, lexicon) or _yes_or_no(scene, draft, hints, lexicon)
    if answer is not None:
        return answer
    if _own_order(scene, items, verdict, draft):
        return None
    if {verdict.intent, verdict.by_cues} <= QUESTIONS and verdict.confidence >= 0.6:
        return None
    edits = _edits(scene, draft, hints, lexicon)
    if not edits or _chatter(scene, edits):
        return _short(scene, hints) or (None if edits else Parse(Intent.NONE, 0.8, rule="talk beside the draft"))
    return Parse(Intent.EDIT_DRAFT, 0.85, edits=tuple(edits), draft=draft.key, rule="edit of the open draft")


def _short(scene: Scene, hints: Hints) -> Parse | None:
    folded = scene.folded
    if hints.recent_order and not scene.refs and not scene.hits and only(folded, Intent.UNDO):
        return Parse(Intent.UNDO, 0.95, rule="undo")
    if only(folded, Intent.HELP) and (hints.chat_kind == "direct" or len(folded) <= 8):
        return Parse(Intent.HELP, 0.9, rule="help")
    if not hints.drafts and hints.chat_kind == "direct" and agrees_only(folded) >= 0.9 and says(folded, Intent.CONFIRM):
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
    if number is None:
        return None
    if draft.choices and 1 <= number <= len(draft.choices):
        return Parse(Intent.EDIT_DRAFT, 0.95, draft=draft.key, choice=number, rule="choice by number")
    digits = scene.folded.strip().isdigit()
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


def _rest(scene: Scene) -> str:
    """The text without customers and products, as yes and no are judged."""
    chars = list(scene.folded)
    for start, end in [(h.start, h.end) for h in scene.hits] + [(c.start, c.end) for c in scene.customers]:
        for at in range(start, end):
            chars[at] = " "
    return "".join(chars)


def _changes_nothing(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> bool:
    if scene.quantities or any(d.value.day for d in scene.dates) or scene.addresses:
        return False
    return all(any(narrowed(mask_of(x, lexicon), (h,), lexicon) for x in draft.lines) for h in scene.hits) and all(
        draft.customer is None or draft.customer in c.ids for c in scene.customers
    )


def _yes_or_no(scene: Scene, draft: DraftHint, hints: Hints, lexicon: Lexicon) -> Parse | None:
    plain = _rest(scene)
    quiet = _changes_nothing(scene, draft, lexicon)
    sure = agrees_only(plain) if quiet else 0.0
    if sure:
        every = len(hints.drafts) > 1 and BOTH.search(plain) is not None
        return Parse(Intent.CONFIRM, sure, draft=None if every else draft.key, rule="yes")
    if hints.recent_order and not scene.hits and only(scene.folded, Intent.UNDO):
        return Parse(Intent.UNDO, 0.9, rule="undo")
    if not drops_all(plain):
        return None
    about = [h for h in scene.hits if DROP_AFTER.match(scene.folded[h.end : h.end + 14])]
    whole = re.search(r"单(?![价位])|整|全部|都", plain) is not None
    if about and not whole and (len(draft.lines) > 1 or any(not x.sku for x in draft.lines)):
        return None
    if about and not any(narrowed(mask_of(x, lexicon), about, lexicon) for x in draft.lines):
        return None
    if re.search(r"改(?![天日])|换|再加|还是[^不]|只要|就要|其他|其余", plain):
        return None
    every = len(hints.drafts) > 1 and BOTH.search(plain) is not None
    return Parse(Intent.DISCARD, 0.9, draft=None if every else draft.key, rule="takes it all back")


def _own_order(scene: Scene, items: Sequence[Item], verdict: Verdict, draft: DraftHint) -> bool:
    """A complete order for somebody else, or again for this customer by name."""
    counted = [i for i in items if i.quantity is not None and (i.choice.mask or i.unknown) and i.hits]
    if verdict.intent is not Intent.PLACE_ORDER or not counted or not scene.customers:
        return False
    named = spoken_customers(scene, items)
    known = {draft.customer} if draft.customer else set(draft.customer_candidates)
    if not known:
        return False
    return any(not known & set(n.ids) for n in named)


def _edits(scene: Scene, draft: DraftHint, hints: Hints, lexicon: Lexicon) -> list[Edit]:
    edits: list[Edit] = []
    scene, by_number = numbered(scene, draft, lexicon)
    edits += by_number
    gone = dropped_items(scene, lexicon)
    for item in gone:
        edits += removal(item, draft, lexicon, hints)
    lost = {h for item in gone for h in item.hits}
    scene = replace(scene, hits=tuple(h for h in scene.hits if h not in lost))
    swapped, scene = swap(scene, draft, lexicon)
    edits += swapped
    at = 0
    for item in Binder(scene, lexicon).run():
        if item.unknown and not item.hits:
            continue
        window = unworded(scene, at, max(item.end, item.start)) + scene.between(item.end, item.end + 3)
        at = item.end
        edits += edits_of_item(item, window, draft, lexicon, hints)
    edits += frame(scene, draft, lexicon)
    return edits


def _chatter(scene: Scene, edits: Sequence[Edit]) -> bool:
    """Much that nothing explains, and no word of change: talk that happens to hold a date or a number."""
    unexplained = sum(end - start for start, end in leftover(scene, 0, len(scene.folded)))
    if all(isinstance(e, (SetDue, SetUrgent)) for e in edits) and unexplained > 1:
        return not re.search(r"前|到|要|送|交|发|改|期", scene.folded)
    sure = any(isinstance(e, (SetItem, RemoveItem)) and e.line is not None for e in edits)
    if re.search(r"还有[^\d]{0,8}[吧呢]\s*$", scene.folded):
        return True
    if ASKING.search(scene.folded) and not CHANGE.search(scene.folded):
        return True
    return unexplained > (8 if sure else 4) and not re.search(r"改|换|删|去掉|不要|加", scene.folded)
