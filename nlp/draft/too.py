"""Another thing as well, without an amount of its own: 42码也照这个数来, 43的也要. Nothing gives way to it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ..lexicon import NOTHING, Lexicon, Mask
from ..products import Hit, resolve
from ..scene import Scene
from ..spoken import ASKS
from ..types import AddItem, DraftHint, DraftLine, Edit, Span, Unread
from .lines import as_line, targets

KIND = r"(?:码|号|寸|色|款|的|那个|那种|那款|这个|这种)*"
AS_MANY = re.compile(  # 也照这个数来, 同样来一份, 也是这么多
    KIND + r"[\s,]*(?:也|都|就)?(?:是|要|来|拿|给我|给|按|照|跟着?|再)*"
    r"(?:一样|同样|照样|[这那]个数|[这那]么多|[这那]么些|一个数|同样多|相同|同等数量|同数)"
    r"(?:的|数量|多|来|要|拿|下|订|搞|弄|上|个|一份|一样)*[吧哈啊了哦咯嘛]*(?=[\s,。;!]|\Z)"
)
BEFORE = re.compile(r"(?:.*[\s,。;!])?(?:那|还有|另外|对了|[哦噢嗯好]|再|就|我们?|帮我|给我|把)*", re.DOTALL)
BETWEEN = re.compile(KIND + r"[\s,、和跟与及]*" + KIND)
TOO = re.compile(KIND + r"也(?:要|来|拿|订|加|给我|上|搞|弄)(?:点|些|一些|一点|上)?[吧哈啊了哦咯嘛]*(?=[\s,。;!]|\Z)")


def as_well(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    """The new lines; as many as the line before where that is said, else their amounts are still to be told."""
    if not scene.hits or (scene.quantities and not _spurious(scene)) or ASKS.search(scene.folded):
        return [], scene
    last = scene.hits[-1]
    many = AS_MANY.match(scene.folded, last.end)
    told = many or TOO.match(scene.folded, last.end)
    if told is None or any(not t.changed for t in targets(scene.hits, draft, lexicon)):
        return [], scene
    masks = _masks(scene.hits, draft, lexicon)
    if not masks:
        return [], scene
    rest = replace(scene, hits=(), quantities=(), ignored=(*scene.ignored, (scene.hits[0].start, told.end())))
    if not _all_known(scene):
        span = Span(0, told.end())
        return [Unread(scene.text[: told.end()], span)], rest  # S和L也一样, and S is nothing that we know
    line = _measure(draft) if many else None
    span = Span(scene.hits[0].start, told.end())
    words = scene.text[scene.hits[0].start : last.end]
    edits: list[Edit] = []
    for mask in masks:
        item = replace(as_line(mask, lexicon), mention=words, spans={"product": span})
        if line is not None and all(line.unit in (None, p.unit, *p.packs) for p in lexicon.some(mask, 9)):
            item = replace(item, qty=line.qty, unit=line.unit)
        edits.append(AddItem(item))
    return edits, rest


def _all_known(scene: Scene) -> bool:
    """True where nothing else is named before the words and between them."""
    ends = [0, *(h.end for h in scene.hits)]
    gaps = [scene.folded[end : hit.start] for end, hit in zip(ends, scene.hits, strict=False)]
    return BEFORE.fullmatch(gaps[0]) is not None and all(BETWEEN.fullmatch(gap) for gap in gaps[1:])


def _spurious(scene: Scene) -> bool:
    """True where all that is counted is the 一 of 一样 and 一份."""
    return all(scene.between(q.span.start, q.span.end).startswith("一") for q in scene.quantities)


def _masks(hits: Sequence[Hit], draft: DraftHint, lexicon: Lexicon) -> list[Mask]:
    """What is wanted: each word its own thing where each tells one apart (42和43), else all together one."""
    alone = [_mask([hit], draft, lexicon) for hit in hits]
    if len(hits) > 1 and all(len(mask) == 1 for mask in alone) and len(set(alone)) == len(alone):
        return alone
    mask = _mask(hits, draft, lexicon)
    return [mask] if mask else []


def _mask(hits: Sequence[Hit], draft: DraftHint, lexicon: Lexicon) -> Mask:
    found = NOTHING
    for target in targets(hits, draft, lexicon):
        found = found | target.mask
    return found or (resolve(hits, lexicon).mask if any(h.naming for h in hits) else NOTHING)


def _measure(draft: DraftHint) -> DraftLine | None:
    """The line that 这个数 means: what was spoken of last, or any where all are of one amount."""
    counted = [x for x in draft.lines if x.qty is not None]
    if len({(x.qty, x.unit) for x in counted}) == 1:
        return counted[0]
    newest = [x for x in counted if x.said and x.said == max(y.said for y in counted)]
    return newest[0] if len(newest) == 1 else None
