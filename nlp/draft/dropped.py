"""Goods that are not wanted after all, told by a part of their name that is no word of the list: 糖不要了."""

import re

from ..family import mask_of
from ..features import fold
from ..lexicon import Lexicon
from ..scene import Scene
from ..types import DraftHint, DraftLine, Edit, RemoveItem, Span, Unread

DROPPED = re.compile(
    r"(?:\A|(?<=[\s,。;!]))(?P<what>[\u4e00-\u9fff]{1,4}?)(?:的|那个|那种|那款|那样)?(?:就|先|都|也|还是)*"
    r"(?:不要|不用|去掉|取消|删掉|拿掉|撤掉)了?(?=[\s,。;!吧啊哈]|\Z)"
)
NO_GOODS = re.compile(
    r"[全都这那其别剩后前上下刚第两几每我你他客暂算现目今明昨真确实估已突又决觉想货单票改换催送了太贵够有没先]"
    r"|东西|草稿|日期|地址|发票|价|可能|时间|先生|女士|小姐"
)
OTHERS = re.compile(
    r"(?:他|她|他们|她们|东家|房东|老公|老婆|家里人?|爸|妈|财务|经理|主任|厨师|大厨|上面|总部|客户|客人|那边|对方|老板|老板娘|工地|学校|厂里|公司|人家|师傅|业主|甲方|领导|店里|家里|仓库|司机|车间)"
)


def dropped_by_part(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> list[Edit]:
    """The one line whose name has the word that is not wanted; unread where it fits none or several of several."""
    if "不" not in scene.folded and "掉" not in scene.folded and "取" not in scene.folded:
        return []
    found: list[Edit] = []
    for said in DROPPED.finditer(scene.folded):
        start, end = said.span("what")
        about_goods = not (NO_GOODS.search(said["what"]) or OTHERS.match(said["what"]))
        if not about_goods or any(s < end and start < e for s, e in scene.known):
            continue
        lines = [x for x in draft.lines if _called(x, said["what"], lexicon)]
        span = Span(start, said.end())
        if len(lines) == len(draft.lines) == 1:
            continue  # all of it
        alone = len(lines) == 1
        found.append(RemoveItem(lines[0].no) if alone else Unread(scene.text[start : said.end()], span))
    return found


def _called(line: DraftLine, word: str, lexicon: Lexicon) -> bool:
    named = [name for p in lexicon.some(mask_of(line, lexicon), 20) for name in (p.name, *p.aliases)]
    return any(word in fold(name) for name in (line.mention, *named))
