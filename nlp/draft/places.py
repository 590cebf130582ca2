"""Lines of a draft, and drafts among several, that are meant by where they stand."""

import re
from dataclasses import replace

from ..scene import Scene
from ..types import DraftHint, Hints

LINE = re.compile(r"第\s?([0-9一二三四五六七八九])\s?(?:行|条|项|款|个(?!月|工作|星期))")
SIDE = re.compile(
    r"(?<![早晚以之如等今天])(?P<most>最)?(?:(?P<first>[前上头])|[后下末])(?:面|边)?[的那这]?一?[个款种样行条项]"
    r"(?!月|星期|礼拜|周|季|工作|单|订|客户|人)"
)
DRAFT = re.compile(  # 第一单, 前面那单, 后一张单
    r"(?<![照按跟和同像早晚马])(?:第\s?(?P<number>[0-9一二三四五六七八九])\s?[张个笔份]?"
    r"|(?P<early>[前上头](?:面|边)?[的那]?一?|最早)[张个笔份]?的?|(?P<late>(?:后[面边]?|下[面边])[的那]?一?|最后)[张个笔份]?的?)"
    r"(?:订单|单子|单)(?![价位独据数])"
)
SOME = re.compile(  # 前两个, 最后三样
    r"(?<![早晚以之如等今天提目])(?:(?P<first>[前头上]面?)|(?:最后|[后末]面?))(?:这|那)?(?P<count>[2-9两俩二三四五六七八九])(?:个|种|款|样|项|行|条)"
    r"(?!月|星期|礼拜|周|季|工作|单|订|客户|人)"
)
HIND = re.compile(r"(?<![早晚以之如等今天])(?:(?P<first>[前上])|[后下])面的(?=[\s,。;!吧就]|\Z)")  # of two lines
AND = re.compile(r"\s*[和跟与及、,]\s*")
NUMERALS = "零一二三四五六七八九"


def placed(folded: str, lines: int) -> list[tuple[int, int, int]]:
    """Lines meant by where they stand: (line, start, end) of 第2行, 前两个, 最后一个, and of two lines 前一个."""
    found = []
    for match in LINE.finditer(folded):
        number = int(match[1]) if match[1].isdecimal() else NUMERALS.index(match[1])
        found.append((number, *match.span()))
    for match in SOME.finditer(folded) if lines > 2 else ():
        count = NUMERALS.find(match["count"].replace("两", "二").replace("俩", "二"))
        count = int(match["count"]) if match["count"].isdecimal() else count
        first = 1 if match["first"] else lines - count + 1
        found += [(number, *match.span()) for number in range(first, first + count)] if count < lines else []
    sides = (*SIDE.finditer(folded), *HIND.finditer(folded)) if lines > 1 else ()
    return found + [
        (1 if m["first"] else lines, *m.span()) for m in sides if m.re is not SIDE or m["most"] or lines == 2
    ]


def together(folded: str, draft: DraftHint) -> list[tuple[int, int, int]]:
    """The same with what is said behind several of them reaching each: 第一个和第三个都改4.

    Of more than two lines 前面那个 is the one before that of which the last message spoke.
    """
    places = placed(folded, len(draft.lines))
    if not places and len(draft.lines) > 2:
        touched = [x.no for x in draft.lines if x.said and x.said == draft.said]
        before = touched[0] - 1 if len(touched) == 1 else 0
        places = [(before, *m.span()) for m in SIDE.finditer(folded) if m["first"] and before > 0]
    ends = {start: end for _, start, end in places}
    for start in sorted(ends, reverse=True):
        joined = AND.match(folded, ends[start])
        if joined is not None and joined.end() in ends:
            ends[start] = ends[joined.end()]
    return [(number, start, ends[start]) for number, start, _ in places]


def of_draft(scene: Scene, hints: Hints) -> tuple[Scene, Hints]:
    """The message without 第一单, and only the draft that is meant by it, where several are open, oldest first."""
    match = DRAFT.search(scene.folded) if len(hints.drafts) > 1 else None
    if match is None or scene.customers:
        return scene, hints
    drafts = sorted(hints.drafts, key=lambda draft: draft.key)
    if match["number"]:
        at = int(match["number"]) if match["number"].isdecimal() else NUMERALS.index(match["number"])
    else:
        at = (1 if match["early"] else 2) if len(drafts) == 2 else 0
    if not 0 < at <= len(drafts):
        return scene, hints
    start, end = match.span()

    def free(span: tuple[int, int]) -> bool:
        return span[1] <= start or end <= span[0]

    plain = f"{scene.folded[:start]}{' ' * (end - start)}{scene.folded[end:]}"
    quantities = tuple(q for q in scene.quantities if free((q.span.start, q.span.end)))
    hits = tuple(h for h in scene.hits if free((h.start, h.end)))
    return replace(scene, folded=plain, quantities=quantities, hits=hits), replace(hints, drafts=(drafts[at - 1],))
