"""What a message says only of how it was: 改到18号送 原来写的17, 20箱 刚才打成200了. It is no wish."""

import re
from dataclasses import replace

from ..scene import Scene
from .frame import EXCHANGE

NUMBER = r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百千半]+)"
WAS = re.compile(
    r"(?:原来|原先|之前|本来|刚才|刚刚|上面|前面|上次|早上|昨天)(?:的|那个)?(?:是|我|你们?|他|手快|手误|不小心|都|就|单子[上里])*"
    rf"(?:[写说报填定订下打输发记弄搞]|是)(?:的|了|成|错|作)*(?:是|成)?\s*{NUMBER}\s?(?:[号日]|[^\s\d,。;!?]{{0,2}})"
)
MISWRITTEN = re.compile(
    rf"(?:[写说报填打输发记弄搞看听](?:错)?(?:成|作)|(?:错|误)[写打填](?:成|作)?|当成)了?\s*{NUMBER}\s?(?:[号日]|[^\s\d,。;!?]{{0,2}})"
)


def without_bygone(scene: Scene) -> Scene:
    """The message without an amount or a day that was written before, where another one stands beside it."""
    for pattern in (WAS, MISWRITTEN):
        for match in pattern.finditer(scene.folded):
            start, end = match.span()
            values = [q.span for q in scene.quantities] + [d.span for d in scene.dates]
            inside = [v for v in values if start <= v.start < end]
            end = max([end, *(v.end for v in inside)])
            others = [v for v in values if v not in inside and (v.end <= start or end <= v.start)]
            if not inside or not others or EXCHANGE.match(scene.folded, end):
                continue
            scene = replace(
                scene,
                quantities=tuple(q for q in scene.quantities if q.span not in inside),
                dates=tuple(d for d in scene.dates if d.span not in inside),
                ignored=(*scene.ignored, (start, end)),
            )
    return scene
