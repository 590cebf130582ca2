"""A part of one line that becomes more of another: 可乐少要5箱 加到雪碧上, 左的拿10件给右的."""

import re
from dataclasses import replace

from ..family import instead, mask_of
from ..items import amount
from ..lexicon import Lexicon
from ..products import resolve
from ..scene import Scene
from ..spoken import ASKS
from ..types import AddItem, DraftHint, Edit, LineItem, SetItem, Span, Unread
from .lines import as_line, targets

FROM = re.compile(r"(?:减|少|扣|砍|退|去|匀|分|拿|挪|移|抽|拨|里|的)(?:掉|少|去|出|要|来|发|拿|送|订|了)?\s*\Z")
TO = re.compile(
    r"[\s,]*(?:出来|下来|过来|过去)?[\s,]*(?:都|就|再|全|也)?(?:加|挪|移|匀|转|并|调|补|放|换|改|算|摊|分|给)(?:到|给|成|进|去|在|为|至)?"
    r"\s*(?:了)?\s*"
)


def moved(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    """Both sides of it, and the scene without them; what does not add up stays unread."""
    if len(scene.quantities) != 1 or ASKS.search(scene.folded):
        return [], scene
    said = scene.quantities[0]
    before = [h for h in scene.hits if h.end <= said.span.start]
    after = [h for h in scene.hits if h.start >= said.span.end]
    if not before or not after or said.value.qty is None or said.value.each:
        return [], scene
    if FROM.search(scene.between(before[-1].end, said.span.start)) is None:
        return [], scene
    if TO.fullmatch(scene.between(said.span.end, after[0].start)) is None:
        return [], scene
    fit = [t.line for t in targets(before, draft, lexicon) if not t.changed]
    onto = [t.line for t in targets(after, draft, lexicon) if not t.changed]
    line = fit[0] if len(fit) == 1 else None
    if line is None or line.qty is None or (len(onto) == 1 and onto[0].no == line.no):
        return [], scene
    rest = line.qty - said.value.qty
    if rest == 0:
        return [], scene  # 左的20只换成右的: the whole line
    left = replace(scene, quantities=(), hits=tuple(h for h in scene.hits if h not in (*before, *after)))
    if len(onto) == 1:
        mask = mask_of(onto[0], lexicon)
    else:
        mask = instead(mask_of(line, lexicon), after, lexicon).mask or resolve(after, lexicon).mask
    qty, unit, base = amount(said, mask, lexicon)
    listed = {u for p in lexicon.some(mask, 20) for u in (p.unit, *p.packs)}
    if said.value.unit not in (None, line.unit) or rest < 0 or not mask or (unit is not None and unit not in listed):
        return [Unread(scene.text[said.span.start : after[-1].end], Span(said.span.start, after[-1].end))], left
    spans = {"product": Span(after[0].start, after[-1].end), "quantity": said.span}
    mention = scene.text[after[0].start : after[-1].end]
    added = replace(as_line(mask, lexicon), mention=mention, qty=qty, unit=unit, base_qty=base, spans=spans)
    return [SetItem(line.no, LineItem(qty=rest, unit=line.unit, spans={"quantity": said.span})), AddItem(added)], left
