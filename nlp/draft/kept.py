"""Some lines of several that alone are wanted: 只要第一个, 就要左的, 前两个就行, 除了右的都要."""

import re
from collections.abc import Iterator
from dataclasses import replace

from ..family import mask_of
from ..lexicon import Lexicon
from ..scene import Scene
from ..spoken import ASKS
from ..types import DraftHint, Edit, LineItem, RemoveItem, SetItem, Span, Unread
from .all_but import kept_by
from .lines import rest_of_lines, targets
from .places import placed

START = re.compile(r"(?:\A|(?<=[\s,。;!]))(?=\S)")
ALONE = re.compile(
    r"(?:那|嗯|哦|好|行|这次|今天|我们?|麻烦|算了|还是|先|也)*"
    r"(?P<alone>(?:先|就)?[只就光单仅净](?:要|留|发|下|拿|来|订|定|买|送|保留)?(?:下|个)?|保留|留下?)?\s?"
)
JOINS = re.compile(r"(?:[\s和跟与及、,]|还有|的|那|这|个|种|款|样|项|行|条|色|边)+")
DONE = re.compile(r"\s?(?P<done>就[行好]了?|就够了?|就可以了?|即可|就得了)?[吧了哈啊呗先哦嘛]*(?=[\s,。;!]|\Z)")
FIRM = re.compile(
    r"(?P<before>(?:就|光|单|仅|先)?只(?:要|留|保留|订|拿|下|发)|光要|单要|保留)|(?:的|边|款)(?:就行|就够|就可以)了?"
)
EXCEPT = re.compile(
    r"除了?[^,。;]{1,16}?(?:之外|以外|外)?[\s,]*(?:(?:其他|其它|其余|剩下|余下|别)(?:的|几样|几个|几种|那些)*)?(?:都|全部?)"
    r"(?:给我|帮我|先|照)?(?:(?P<want>[要来拿订留发下送]|保留)|可以|行|ok|对|好|没问题|没错|确认|确定)(?:了|吧|哈|啊)*(?=[\s,。;!]|\Z)"
)


def only_these(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    """The lines that go because only others are wanted, and the message without the words that say so.

    Unread where the words leave open which lines stay: 只要第五个 of three, 除了右的都可以.
    """
    if ASKS.search(scene.folded):
        return [], scene
    if len(draft.lines) == 1:
        return _all_there_is(scene, draft, lexicon)
    if (but := EXCEPT.search(scene.folded)) is not None:
        gone = kept_by(scene, draft, lexicon) or set()
        known = but["want"] is not None and 0 < len(gone) < len(draft.lines)
        span = Span(*but.span())
        edits: list[Edit] = [RemoveItem(x.no) for x in reversed(draft.lines) if x.no in gone]
        return (edits if known else [Unread(scene.text[span.start : span.end], span)]), _without(scene, *but.span())
    for start, end in _selections(scene, draft, lexicon):
        kept = _lines(scene, start, end, draft, lexicon)
        words = Unread(scene.text[start:end], Span(start, end))
        if kept is None or len(kept) == len(draft.lines):
            continue
        return (rest_of_lines(draft, kept) if kept else [words]), _without(scene, start, end)
    return _others_gone(scene, draft, lexicon), scene


def _all_there_is(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    """光要水带, once the rest is out: the one line as it is."""
    line = draft.lines[0]
    for start, end in _selections(scene, draft, lexicon):
        if line.qty is not None and _lines(scene, start, end, draft, lexicon) == {line.no}:
            item = LineItem(qty=line.qty, unit=line.unit, spans={"quantity": Span(start, end)})
            return [SetItem(line.no, item)], _without(scene, start, end)
    return [], scene


def _selections(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Stretches that hold nothing but 只要 or 就行 and what is chosen."""
    places = {start: end for _, start, end in _places(scene, draft)}
    words = {h.start: h.end for h in scene.hits if any(not t.changed for t in targets((h,), draft, lexicon))}
    for begin in START.finditer(scene.folded):
        alone = ALONE.match(scene.folded, begin.start())
        at = first = alone.end() if alone else begin.start()
        chosen = end = first
        while True:
            at = places.get(at) or words.get(at) or at
            if at == end:
                joined = JOINS.match(scene.folded, at)
                if joined is None or chosen == first:
                    break
                at = joined.end()
                if at not in places and at not in words:
                    end = at if scene.folded[end:at].strip(" ,、") else end
                    break
            else:
                chosen = at
            end = at
        done = DONE.match(scene.folded, end)
        if chosen > first and done is not None and ((alone and alone["alone"]) or done["done"]):
            yield begin.start(), done.end()


def _places(scene: Scene, draft: DraftHint) -> list[tuple[int, int, int]]:
    """Lines called by their place; none where a choice among products is asked for, which has places of its own."""
    return [] if draft.asked == "product" or draft.choices else placed(scene.folded, len(draft.lines))


def _lines(scene: Scene, start: int, end: int, draft: DraftHint, lexicon: Lexicon) -> set[int] | None:
    """The lines that a stretch means as they stand, none where a place is none of theirs; None if it settles one."""
    said = [h for h in scene.hits if start <= h.start and h.end <= end]
    places = [no for no, at, _ in _places(scene, draft) if start <= at < end]
    if any(no > len(draft.lines) for no in places):
        return set()
    kept = set(places)
    for hit in said:
        meant = [t for t in targets((hit,), draft, lexicon) if not t.changed]
        whole = {t.line.no for t in meant if t.mask == mask_of(t.line, lexicon)}
        if len(whole) < len(meant):
            return None
        kept |= whole
    together = [t for t in targets(said, draft, lexicon) if not t.changed] if len(said) > 1 else []
    return {t.line.no for t in together} if together and not places else kept


def _others_gone(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> list[Edit]:
    """只要左的 右的还有: the lines that the words behind do not mean go, where they mean some as they stand."""
    match = FIRM.search(scene.folded)
    if match is None or (scene.quantities and not match["before"]):
        return []
    after = match.end() if match["before"] else 0
    said = [h for h in scene.hits if h.start >= after]
    meant = [t for t in targets(said, draft, lexicon) if not t.changed] if said else []
    kept = {t.line.no for t in meant if t.mask == mask_of(t.line, lexicon)}
    kept |= {number for number, start, _ in _places(scene, draft) if start >= after}
    if not kept or len(kept) < len(meant) or len(kept) >= len(draft.lines):
        return []
    return rest_of_lines(draft, kept)


def _without(scene: Scene, start: int, end: int) -> Scene:
    def free(at: int, to: int) -> bool:
        return to <= start or end <= at

    return replace(
        scene,
        folded=f"{scene.folded[:start]}{' ' * (end - start)}{scene.folded[end:]}",
        hits=tuple(h for h in scene.hits if free(h.start, h.end)),
        quantities=tuple(q for q in scene.quantities if free(q.span.start, q.span.end)),
        ignored=(*scene.ignored, (start, end)),
    )
