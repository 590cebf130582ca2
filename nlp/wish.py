"""What is wanted only if something else is not to be had: 20条,要是没货就浴巾5条. It is no part of the order."""

import re
from dataclasses import replace

from .scene import Scene

_NONE = r"(?:没(?:有)?(?:现货|货|库存|了|的)?|缺货|断货|(?:现货|库存|数量|货)?不够)了?"
_THEN = r"(?:就|那就?|则|可以|也可以|再)"
IF = re.compile(
    rf"(?:(?:要是|如果|万一|假如|若是?)[^,。;!?\n\d]{{0,4}}?{_NONE}(?:的话)?[,\s]?{_THEN}?"
    rf"|(?<![有还])(?:{_NONE}的话[,\s]?{_THEN}?|{_NONE}{_THEN}))(?:给我|帮我)?(?:[换用拿来发要订上配改]成?(?!别|其))?"
)
SIGNS = frozenset("没缺断不")  # one of these is in every such condition
ENDS = re.compile(r"[。;!\n…]|[,\s](?=另外|还有|还要|再[来要加拿]|然后|以及)")
COMMA = re.compile(",")


def without_wish(scene: Scene) -> Scene:
    """The message without the goods and amounts that are wanted only if others are not to be had.

    Amounts must stand before the condition: 没有红的就拿黑的20条 is an order for what it names.
    """
    if SIGNS.isdisjoint(scene.signs) or len(scene.quantities) < 1:
        return scene
    first = scene.quantities[0].span.end
    match = IF.search(scene.folded, first)
    if match is None or not any(h.start < match.start() for h in scene.hits):
        return scene
    start, end = match.end(), len(scene.folded)
    if stop := ENDS.search(scene.folded, start):
        end = stop.start()
    goods = [h for h in scene.hits if start <= h.start < end]
    if not goods or scene.between(start, goods[0].start).strip():
        return scene
    if comma := COMMA.search(scene.folded, goods[0].end, end):
        end = comma.start()
    return replace(
        scene,
        hits=tuple(h for h in scene.hits if not start <= h.start < end),
        quantities=tuple(q for q in scene.quantities if not start <= q.span.start < end),
        ignored=(*scene.ignored, (match.start(), end)),
    )
