"""Amounts that are not wanted after all, said of an open draft: 不要300条了."""

import re
from dataclasses import replace

from ..lexicon import Lexicon
from ..scene import Scene
from ..types import DraftHint, Edit, LineItem, RemoveItem, Unread
from .lines import targets

NOT = re.compile(r"(?<!要)不要\s?\Z")
THAT_ONE = re.compile(  # 3箱那个不要了: a line is called by its amount
    r"的?(?:那|这)(?:个|行|种|款|条|样|批|箱)?(?:就|先|都|也)*(?:不要|不用|取消|删|去掉|拿掉|撤)了?"
)
AFTER_ALL = re.compile(r"[^\s,。;!?\d]{0,6}?了(?=[\s,。;!~]|\Z)")


def denied(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> tuple[list[Edit], Scene]:
    """The lines of which all that was wanted is not wanted any more, and the message without those amounts.

    Another amount than the draft has stays unread: what is to be left of it, nobody said.
    """
    if len(scene.quantities) != 1:
        return [], scene
    said, folded = scene.quantities[0], scene.folded
    if not scene.hits and THAT_ONE.match(folded, said.span.end):
        held = [x for x in draft.lines if x.qty == said.value.qty and said.value.unit in (None, x.unit)]
        if len(held) == 1 and len(draft.lines) > 1:
            gone = RemoveItem(held[0].no, LineItem(spans={"quantity": said.span}))
            return [gone], replace(scene, quantities=())
    before = NOT.search(folded, max(0, said.span.start - 4), said.span.start)
    if before is None or AFTER_ALL.match(folded, said.span.end) is None:
        return [], scene
    lines = [t.line for t in targets(scene.hits, draft, lexicon) if not t.changed] if scene.hits else list(draft.lines)
    same = [x for x in lines if x.qty == said.value.qty and said.value.unit in (None, x.unit)]
    left = replace(scene, quantities=(), hits=())
    if len(same) == 1:
        return [RemoveItem(same[0].no, LineItem(spans={"quantity": said.span}))], left
    return [Unread(said.words, said.span)], left
