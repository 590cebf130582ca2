"""Days that are told for something else than the goods: 周一开工!…, 今天爆单了 …, … 年前都不用再送了."""

import re

from .dimensions.date.rules import DateValue
from .dimensions.found import Found
from .scene import Scene

DENYING = frozenset("不别莫甭勿")  # one of these is in every NOT_THEN
EVENT = re.compile(  # what that day is or was like, told on its own: 周一开工!, 明天跨年 …, 今天爆单了 …
    r"(?:要|就|又|都|全|正式|我们|我家|店里|公司|厂里|客户|老板)*"
    r"(?:跨年|开工|复工|开业|开张|开市|开学|开班|开园|开盘|试营业|爆单|爆满|满[房座员]|客满|搬家|搬店|停业|过节|团建|年会|大促"
    r"|生意[很好太特别真]*[好火旺差淡]|(?:客人?|人|单子?)[很好太特别真]*多)"
    r"(?:了|啦|哒|咯|喽|嘞|哈|啊|呀|大吉|咧)*(?=[\s,。;!?~]|\Z)"
)
NEEDED_THEN = re.compile(r"别[太再]?[晚误迟]|耽误|赶(?![紧快])|来[得不]及|等着|要用|(?<![目眼])前(?![天台面])")
NOT_THEN = re.compile(  # 年前都不用再送了
    r"(?:都|就|也|先|暂时|我们?|这边)*(?:不用|不要|不必|不需要|别|莫|甭|勿)(?:再|给我们?|过来|急着)*(?:送|发|来|拿|补|进|配)(?:货|了|来|过来)*(?:了|哒|啦|哈|啊|的)?(?=[\s,。;!?]|\Z)"
)


def of_something_else(found: Found[DateValue], scene: Scene) -> bool:
    """True for the day of an event told beside goods that are not said to be wanted for it, and for one of no goods."""
    end = found.span.end
    event = scene.quantities and (EVENT.match(scene.folded, end) or found.words == "跨年")
    if event and not NEEDED_THEN.search(scene.folded, end):
        return True
    return not DENYING.isdisjoint(scene.signs) and NOT_THEN.match(scene.folded, end) is not None
