"""What is told to be still open of goods that are ordered: 漆5桶,光度再定. The order stands, its goods are open."""

import re
from dataclasses import replace

from .scene import Scene

_KIND = (
    r"(?:颜色|花色|花型|色号|色系|光度|光泽|亮度|大小|尺寸|尺码|码数|规格|型号|款式|款型|口味|味道|左右|方向|长度|长短|厚度|厚薄|宽度|粗细"
    r"|瓦数|功率|度数|浓度|材质|品牌|牌子|什么(?:颜?色|型号|规格|款|码|味|牌子)|哪[款种]"
    r"|[几多][瓦寸号升码克厘大长宽厚粗米斤](?:的|瓦的)?)"
)
_WHO = r"(?:客户|客人|老板|业主|人家|对方|他们?|她们?|我们?)?(?:自己)?(?:都|也|那边)?"
_OPEN = (
    rf"(?:{_WHO}(?:还|暂时?|尚)?(?:没有?|未|不)(?:定|说|讲|选|确定|想好|报|写|提|给)(?:好|清楚?|明白?|下来|过|到|我)?"
    r"|(?:要?等|待)[^,。;!?\n\d]{0,8}?再?(?:定|说|确认|选|报)|(?:回头|晚点|到时候?|之后|后面|稍后|我?问了)?再(?:定|说|确认|选|报|补|告诉你)"
    r"|待定|待确认|另定|没想好)"
)
OPEN = re.compile(
    rf"[,\s,(]*(?:{_KIND}(?:的话)?\s?{_OPEN}|{_WHO}(?:还)?(?:没有?|未)(?:说|讲|写|问)(?:清楚?)?(?:是|要)?{_KIND}的?"
    rf"|[^,。;!?\n\s]{{1,6}}还是[^,。;!?\n\s]{{1,6}}?(?:还|都)?(?:没有?|未)(?:说清?楚?|定下?来?|讲清?)"
    rf"|{_WHO}还?没(?:有)?(?:想好|定)(?=[,\s]*先[报下录开记排备]))(?:了|呢|啊|哈)?(?=[\s,。;!)]|\Z)\)?"
)
SIGNS = frozenset("没未不再待另")  # one of these is in every such remark


def decided(scene: Scene) -> Scene:
    """The message without what it tells to be open of the goods and amounts named before."""
    if SIGNS.isdisjoint(scene.signs) or not scene.quantities or not scene.hits:
        return scene
    match = OPEN.search(scene.folded, min(scene.quantities[0].span.end, scene.hits[0].end))
    if match is None or scene.quantities[0].span.start > match.start():
        return scene
    start, end = match.span()
    return replace(
        scene,
        folded=f"{scene.folded[:start]}{' ' * (end - start)}{scene.folded[end:]}",
        hits=tuple(h for h in scene.hits if not start <= h.start < end),
        quantities=tuple(q for q in scene.quantities if not start <= q.span.start < end),
        ignored=(*scene.ignored, (start, end)),
    )
