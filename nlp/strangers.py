"""A customer by a name that no list has: 给宁波永达下一单, 宁波永达 轴承 5箱. It is asked about, not passed over."""

import re
from collections.abc import Sequence

from .customers import place_hits, unlisted
from .grouping import Item
from .leftover import leftover
from .lexicon import Lexicon
from .scene import Scene
from .segment import is_word
from .types import Hints, Span

_FOR = re.compile(
    r"(?:给|帮|替)(?P<name>[\u4e00-\u9fffa-z]{2,12}?)(?:那边|这边|他们)?(?:再)?(?:下|开|录|报|做|建|订)(?:上|个)?"
    r"(?:一|1|个|张|笔|份|下)?(?:个|张|笔|份)?(?:订单|单子|单(?![价位独子据]))"
)
NOBODY = re.compile(
    r"(?:我|你|您|他|她|它|咱|俺|那|这|先|再|个|一|两).*|(?:大家|老?客人|新?客户|对方|老板|人家|公司|厂里|店里|仓库|门店)"
)
_LEAD = re.compile(r"[\s,。;:!]*(?:再|另外|还有|新单|下单|订单|补单|新增|加单|[一二三四五\d]+[、.])?[\s,。;:!]*")
_BREAK = re.compile(r"[\s,:;。]|要|订|的|来|拿|下单|报")
_ENDS = re.compile(r"[\n;。]")
_PART = re.compile(r"[^\n;。]+")
_NUMBER = re.compile(r"\s*(?:[(]?\d{1,2}[)]?[.、:)]?(?=[\s\u4e00-\u9fff])|[-*·•])?\s*")
_SHORTEST, _LONGEST, _NAME = 3, 12, 2  # characters of the whole, and behind the place


def stranger(scene: Scene, hints: Hints, lexicon: Lexicon) -> tuple[str, Span] | None:
    """The name, as written, under which a seller orders for somebody that is in no list; None where all are known.

    Only a seller names customers of his own accord, and only what stands where a name stands counts: behind 给 before
    下单, or at the start and beginning with a place that customers have.
    """
    new = unlisted(scene.folded, lexicon)
    if new:
        span = Span(new[0], new[1])
    elif scene.customers or hints.role in (None, "customer"):
        return None
    else:
        found = _for(scene) or (None if hints.chat_customer else _at_the_start(scene, lexicon))
        if found is None:
            return None
        span = found
    return scene.text[span.start : span.end], span


def _for(scene: Scene) -> Span | None:
    match = _FOR.search(scene.folded)
    if match is None or NOBODY.fullmatch(match["name"]):
        return None
    start, end = match.span("name")
    return None if any(h.naming and h.start < end and start < h.end for h in scene.hits) else Span(start, end)


def _at_the_start(scene: Scene, lexicon: Lexicon) -> Span | None:
    lead = _LEAD.match(scene.folded)
    start = lead.end() if lead else 0
    stop = _BREAK.search(scene.folded, start)
    end = stop.start() if stop else len(scene.folded)
    name = scene.folded[start:end]
    if not _SHORTEST <= end - start <= _LONGEST or not re.fullmatch(r"[\u4e00-\u9fff]+", name):
        return None
    places = [p.end for p, _ in place_hits(name, lexicon) if p.start == 0 and p.end < len(name)]
    if not places or len(name) - max(places) < _NAME:
        return None
    behind = start + max(places)
    return Span(start, end) if leftover(scene, behind, end) == [(behind, end)] else None


def listed(scene: Scene, items: Sequence[Item]) -> list[tuple[Span, int]]:
    """Names that no list has at the heads of a list of customers, and where what is said under them ends.

    老唐:切割片3箱;新汤:百叶片1箱. They stand as the known names of the same list do: before the same sign.
    """
    if not scene.customers or not _ENDS.search(scene.folded):
        return []
    parts = [match.span() for match in _PART.finditer(scene.folded)]
    parts = [(start, end) for start, end in parts if any(start <= item.start < end for item in items)]
    known = {c.start: scene.folded[c.end : c.end + 1] for c in scene.customers}
    signs = {sign for start, _ in parts if (sign := known.get(_begin(scene, start), "")) in (":", " ", ",")}
    found = []
    for start, end in parts if signs else []:
        begin = _begin(scene, start)
        if any(start <= c.start < end for c in scene.customers):
            continue
        runs = leftover(scene, begin, end)
        if runs and runs[0][0] == begin and scene.folded[runs[0][1] : runs[0][1] + 1] in signs:
            name = scene.folded[slice(*runs[0])]
            if len(name) <= _LONGEST and not is_word(name):
                found.append((Span(*runs[0]), end))
    return found


def _begin(scene: Scene, start: int) -> int:
    """Where the words of a part begin, behind its number."""
    number = _NUMBER.match(scene.folded, start)
    return number.end() if number else start
