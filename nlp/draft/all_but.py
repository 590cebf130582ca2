"""One amount for all lines but some: 全部改3箱 贡丸除外, 除了大红袍都改40, 红的5箱 其他都3箱."""

import re
from dataclasses import replace

from ..changes import MORE
from ..dimensions.found import Found
from ..dimensions.quantity.rules import Quantity
from ..family import mask_of, narrowed
from ..features import fold
from ..grouping import Item
from ..lexicon import NOTHING, Lexicon
from ..products import Choice
from ..scene import Scene
from ..spoken import ASKS
from ..types import DraftHint, DraftLine, Edit, SetItem, Unread
from .lines import LESS, less_of, more_of, quantity_line
from .places import placed

EVERY = r"(?:全部?|都|统一|一律|统统|各|每[样个种款])"
REST = r"(?:其他|其它|其余|剩下|余下|别)(?:的|几样|几个|几种|那些)*"
KEEPS = (
    r"(?:除外|不算|(?:就|都|先|还|也)?(?:不[动变改]了?|别动|不用[改动变]|不要[改动变]|照旧|保持(?:不变|原样)?|原样"
    r"|还是原来的?))"
)
BUT = re.compile(rf"除了?(?P<kept>[^,。;]{{1,16}}?)(?:之外|以外|外)?[\s,]*(?:{REST})?{EVERY}")
KEPT_BEHIND = re.compile(rf"[^,。;]{{0,4}}?[\s,(]+(?P<kept>[^,。;\s(]{{1,12}}?){KEEPS}")
KEPT_BEFORE = re.compile(rf"(?P<kept>[^,。;\s]{{1,12}}?){KEEPS}[\s,]*(?:{REST}|剩)?{EVERY}")
OTHERS = re.compile(rf"{REST}{EVERY}?")
ALL = re.compile(EVERY)
GAP = re.compile(
    r"(?:[\s,]|都|全部?|各|统一|一律|统统|给我|帮我|就|再|改|换|变|调|加|添|多|减|少|要|来|拿|按|算|做|弄|搞|成|为|到|至|掉|订|上)*"
)


def amount_for_all_but(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    """The lines that take the amount, and the message without it; unread where nobody can say which lines stay."""
    if len(draft.lines) < 2 or not scene.quantities or ASKS.search(scene.folded):
        return [], scene
    for said in scene.quantities:
        found = _but(scene, said, draft, lexicon)
        if found is None:
            continue
        kept, start, end = found
        if not 0 < len(kept) < len(draft.lines):
            edits: list[Edit] = [Unread(said.words, said.span)]
        else:
            gap = scene.between(start, said.span.start)
            edits = [_counted(x, said, gap, lexicon) for x in draft.lines if x.no not in kept]
        return edits, _without(scene, said, start, end)
    return [], scene


def kept_by(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> set[int] | None:
    """The lines that 除了…都 leaves out; None where it is not said."""
    match = BUT.search(scene.folded)
    return lines_named(scene, *match.span("kept"), draft, lexicon) if match is not None else None


def _but(scene: Scene, said: Found[Quantity], draft: DraftHint, lexicon: Lexicon) -> tuple[set[int], int, int] | None:
    """The lines that stay as they are, and the stretch that says so; None where the amount is of no such kind."""
    folded = scene.folded
    for pattern in (BUT, KEPT_BEFORE):
        match = pattern.search(folded, 0, said.span.start)
        if match is not None and GAP.fullmatch(folded, match.end(), said.span.start):
            return lines_named(scene, *match.span("kept"), draft, lexicon), match.start(), said.span.end
    behind = KEPT_BEHIND.match(folded, said.span.end)
    every = [m for m in ALL.finditer(folded, 0, said.span.start) if GAP.fullmatch(folded, m.end(), said.span.start)]
    if behind is not None and every:
        return lines_named(scene, *behind.span("kept"), draft, lexicon), every[0].start(), behind.end()
    rest = [m for m in OTHERS.finditer(folded, 0, said.span.start) if GAP.fullmatch(folded, m.end(), said.span.start)]
    if not rest:
        return None
    start = rest[0].start()
    kept = lines_named(scene, 0, start, draft, lexicon)
    if not kept and not any(q.span.end <= start for q in scene.quantities):
        kept = {x.no for x in draft.lines if x.said and x.said == draft.said}
    return kept, start, said.span.end


def lines_named(scene: Scene, start: int, end: int, draft: DraftHint, lexicon: Lexicon) -> set[int]:
    """The lines that the words of a stretch name, each word by itself or all together, or by their place."""
    hits = [h for h in scene.hits if start <= h.start and h.end <= end]
    numbers = {no for no, at, _ in placed(scene.folded, len(draft.lines)) if start <= at < end}
    for line in draft.lines:
        mask = mask_of(line, lexicon)
        known = bool(line.sku or line.candidates)
        called = len(line.mention) > 1 and fold(line.mention) in scene.folded[start:end]
        if (known and hits and narrowed(mask, hits, lexicon)) or (not known and called):
            numbers.add(line.no)
    if numbers or len(hits) < 2:
        return numbers
    each = [{x.no for x in draft.lines if narrowed(mask_of(x, lexicon), (h,), lexicon)} for h in hits]
    return set().union(*each) if all(each) else set()


def _counted(line: DraftLine, said: Found[Quantity], gap: str, lexicon: Lexicon) -> Edit:
    if LESS.search(gap):
        return less_of(line, said, lexicon)
    item = Item(said.span.start, said.span.end, (), Choice(NOTHING), said)
    counted = quantity_line(item, mask_of(line, lexicon), lexicon)
    return more_of(line, counted) if MORE.search(f"{gap}{said.words}") else SetItem(line.no, counted)


def _without(scene: Scene, said: Found[Quantity], start: int, end: int) -> Scene:
    def free(at: int, to: int) -> bool:
        return to <= start or end <= at

    return replace(
        scene,
        folded=f"{scene.folded[:start]}{' ' * (end - start)}{scene.folded[end:]}",
        hits=tuple(h for h in scene.hits if free(h.start, h.end)),
        quantities=tuple(q for q in scene.quantities if q is not said),
        ignored=(*scene.ignored, (start, end)),
    )
