"""Lines of a draft that are meant by where they stand."""

import re

LINE = re.compile(r"第\s?([0-9一二三四五六七八九])\s?(?:行|条|项|款|个(?!月|工作|星期))")
SIDE = re.compile(
    r"(?<![早晚以之如等今天])(?P<most>最)?(?:(?P<first>[前上头])|[后下末])(?:面|边)?[的那这]?一?[个款种样行条项]"
    r"(?!月|星期|礼拜|周|季|工作|单|订|客户|人)"
)
NUMERALS = "零一二三四五六七八九"


def placed(folded: str, lines: int) -> list[tuple[int, int, int]]:
    """Lines meant by where they stand: (line, start, end) of 第2行, 最后一个, and of two lines 前一个 and 后面那个."""
    found = []
    for match in LINE.finditer(folded):
        number = int(match[1]) if match[1].isdigit() else NUMERALS.index(match[1])
        found.append((number, *match.span()))
    sides = SIDE.finditer(folded) if lines > 1 else ()
    return found + [(1 if m["first"] else lines, *m.span()) for m in sides if m["most"] or lines == 2]
