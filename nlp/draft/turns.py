"""Turns of speech about a draft as a whole: all but these, all anew, another unit, as many as that, no day yet."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace

from ..family import mask_of, narrowed
from ..lexicon import Lexicon
from ..scene import Scene
from ..spoken import ASKS
from ..types import DraftHint, DraftLine, Edit, LineItem, SetDue, SetItem, Span
from .lines import rest_of_lines

BUT = re.compile(
    r"除了?(?P<kept>[^,。;]{1,16}?)(?:之外|以外|外)?[\s,]*(?:其他|其它|其余|别|剩下)?的?(?:就|全|统统)?(?:都|全部)(?:先)?(?:不要|不用|取消|去掉|删|拿掉|撤)"
)
KEPT = re.compile(  # 黑的留着 其他都不要
    r"(?:\A|(?<=[\s,。;]))(?:就)?(?P<kept>[^,。;\s]{1,12}?)(?:留着|要|照发|照要|留下|保留|还要|就行|就好|就够了?|留)(?:就行|就好)?[\s,]*(?:其他|其它|其余|别|剩下|余下)的?(?:就|全|统统)?(?:都|全部)?(?:先)?(?:不要|不用|取消|去掉|删|拿掉|撤)"
)
ANEW = re.compile(
    r"\A[\s,]*(?:重来|重新(?:来|下|发|报|写|搞)(?:一[下遍份])?|重[下报写发]|从头来"
    r"|(?:上面|前面|刚才|刚刚|之前)(?:的|那个|那些|那条|那份|说的|发的|报的)*(?:都|全|统统)?(?:不算|作废|不要了|取消|删了|别算|忽略|错了)(?:了|吧)?)"
    r"(?:哈|啊|吧|,|\s|:|。)+"
)
LAST = re.compile(
    r"(?:刚才|刚刚|刚|后面|后来|最后|新)(?:加|添|补|说|要|报)的(?:那个|那些|那几样|那两样|那种|那行)?(?:就|都|先|也|还是)?"
    r"(?:不要|不用|取消|删|去掉|拿掉|算了|撤)"
)
AS_MANY = re.compile(
    r"(?:跟|和|同|与|照)(?P<like>[^,。;]{1,12}?)(?:一样多|的?数量一样|数量相同|的?一样数量|等量|同样多)|(?:跟|和|同|与)(?P<same>[^,。;]{1,12}?)一样(?=\s|$|[,。])"
)
SAME_NUMBER = re.compile(
    r"(?:数量|也|都|就|要|跟上面|和上面|[\s,])*(?:一样|同样|相同)(?:的?数量|多)?(?:的|就行|就好|吧|哈|啊|哦|[\s。!])*"
)
NO_DAY = re.compile(
    r"(?:日期|时间|交期|日子|到货日?)(?:就|先|还|暂时|都|的话|可以)*(?:不[定写填限要]|没定|待定|未定|去掉|删掉|删了|取消|空着|另外?通知|再说)"
)
NOT_THEN = re.compile(
    r"(?P<old>\d{1,2})[号日]?(?:不行|太早|太晚|太赶|来不及|不方便|没人|不在|赶不上|不收货)了?[\s,]*"
    r"(?:就|改|换|要不|还是)*(?:成|到)?(?P<new>\d{1,2})[号日]?(?:吧|哈|可以|行|呢)*\s*\Z"
)
ENDS = r"(?:的|吧|哈|啊|了|哦)*\s*(?=$|[,。;!]|\s)"


def turns(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    """What such a turn changes, and the message without its words."""
    if ASKS.search(scene.folded) or not draft.lines:
        return [], scene
    for look in (_all_but, _anew, _last, _as_many, _same_number, _other_unit, _no_day, _other_day):
        edits, rest = look(scene, draft, lexicon)
        if edits:
            return edits, rest
    return [], scene


def all_but(folded: str) -> bool:
    """True for 除了可乐都不要了: it takes not everything back."""
    return BUT.search(folded) is not None or KEPT.search(folded) is not None


def _without(scene: Scene, start: int, end: int) -> Scene:
    def free(at: int, to: int) -> bool:
        return to <= start or end <= at

    return replace(
        scene,
        hits=tuple(h for h in scene.hits if free(h.start, h.end)),
        quantities=tuple(q for q in scene.quantities if free(q.span.start, q.span.end)),
        ignored=(*scene.ignored, (start, end)),
    )


def _said_between(scene: Scene, start: int, end: int, lines: Sequence[DraftLine], lexicon: Lexicon) -> list[DraftLine]:
    """The lines that the words of a stretch name."""
    hits = [h for h in scene.hits if start <= h.start and h.end <= end]
    return [x for x in lines if hits and narrowed(mask_of(x, lexicon), hits, lexicon)]


def _all_but(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    match = BUT.search(scene.folded) or KEPT.search(scene.folded)
    kept = _said_between(scene, *match.span("kept"), draft.lines, lexicon) if match else []
    if match is None or not 0 < len(kept) < len(draft.lines):
        return [], scene
    return rest_of_lines(draft, {x.no for x in kept}), _without(scene, *match.span())


def _anew(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    del lexicon
    match = ANEW.match(scene.folded)
    counted = [q for q in scene.quantities if match and q.span.start >= match.end()]
    if match is None or not counted or not any(h.start >= match.end() and h.naming for h in scene.hits):
        return [], scene
    return rest_of_lines(draft, set()), _without(scene, *match.span())


def _last(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    del lexicon
    match = LAST.search(scene.folded)
    touched = {x.no for x in draft.lines if x.said and x.said == draft.said}
    if match is None or scene.hits or scene.quantities or not 0 < len(touched) < len(draft.lines):
        return [], scene
    kept = {x.no for x in draft.lines} - touched
    return rest_of_lines(draft, kept), _without(scene, *match.span())


def _as_many(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    match = AS_MANY.search(scene.folded)
    if match is None or scene.quantities:
        return [], scene
    like = _said_between(scene, *match.span("like" if match["like"] else "same"), draft.lines, lexicon)
    meant = _said_between(scene, 0, match.start(), draft.lines, lexicon)
    if len(like) != 1 or not meant or like[0] in meant or like[0].qty is None:
        return [], scene
    item = LineItem(qty=like[0].qty, unit=like[0].unit, spans={"quantity": Span(*match.span())})
    start = min([match.start(), *(h.start for h in scene.hits)])
    return [SetItem(x.no, item) for x in meant], _without(scene, start, match.end())


def _same_number(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    """一样的数量, said of the lines that have no amount yet where all others have one and the same."""
    del lexicon
    waiting = [x for x in draft.lines if x.qty is None]
    known = {(x.qty, x.unit) for x in draft.lines if x.qty is not None}
    if not waiting or len(known) != 1 or not SAME_NUMBER.fullmatch(scene.folded):
        return [], scene
    qty, unit = known.pop()
    span = Span(0, len(scene.folded))
    item = LineItem(qty=qty, unit=unit, spans={"quantity": span})
    return [SetItem(x.no, item) for x in waiting], _without(scene, span.start, span.end)


def _other_unit(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    """不是箱 是托, 单位改成箱, 按托: the amount stays."""
    if scene.quantities:
        return [], scene
    named = _said_between(scene, 0, len(scene.folded), draft.lines, lexicon)
    for line in named or draft.lines:
        listed = sorted(
            dict.fromkeys(u for p in lexicon.some(mask_of(line, lexicon), 3) for u in (p.unit, *p.packs)), key=len
        )
        if line.qty is None or line.unit is None or (len(draft.lines) > 1 and not named and "都" not in scene.folded):
            continue
        units = "|".join(map(re.escape, reversed(listed)))
        was = rf"(?:不是|不要)?{re.escape(line.unit)}(?:的)?[\s,]*(?:(?:应该|而)?是|要|改|换)(?:成|为)?"
        wrong = r"单位(?:[写说打搞]?错了?)?[\s,]*(?:应该)?(?:是|改|换)(?:成|为)?"
        turn = rf"{wrong}|{was}|都?(?:改成|换成|改为|换)"
        match = re.search(rf"(?:{turn})\s*(?P<unit>{units}){ENDS}", scene.folded)
        if (
            match is not None
            and match["unit"] != line.unit
            and not any(h.start < match.end("unit") and match.start("unit") < h.end for h in scene.hits)
        ):
            item = LineItem(qty=line.qty, unit=match["unit"], spans={"quantity": Span(*match.span())})
            meant = named or (draft.lines if "都" in scene.folded else (line,))
            return [SetItem(x.no, replace(item, qty=x.qty)) for x in meant if x.qty], _without(scene, *match.span())
    return [], scene


def _no_day(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    del lexicon
    match = NO_DAY.search(scene.folded)
    if match is None or draft.due is None or scene.dates:
        return [], scene
    return [SetDue(None, None, match[0], Span(*match.span()))], _without(scene, *match.span())


def _other_day(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    """15不行 17吧: bare numbers, of which the first is the day that stands."""
    del lexicon
    match = NOT_THEN.search(scene.folded)
    if match is None or draft.due is None or draft.due.day != int(match["old"]):
        return [], scene
    day = int(match["new"])
    if not 1 <= day <= monthrange(draft.due.year, draft.due.month)[1]:
        return [], scene
    due = draft.due.replace(day=day)
    return [SetDue(due, draft.due_kind, match[0], Span(*match.span()))], replace(
        _without(scene, *match.span()), dates=()
    )
