"""How people say the size in a name or a specification: 六分 of 6分, 一匹半 of 1.5匹, 3P of 3匹, 2匹 of 2-3匹."""

import re
from collections.abc import Iterator

DIGITS = "零一二三四五六七八九"
SIZED = re.compile(r"([1-9])(\.5)?([分寸吋匹厘])")  # what nobody counts goods in
FROM = re.compile(r"(?<![0-9.])([1-9](?:\.5)?)[-~到至]\Z")  # where a span of sizes begins


def size_words(size: str, before: str) -> Iterator[str]:
    """Other ways to say a size of one digit, or of one and a half; `before` stands before it in the books."""
    said = SIZED.fullmatch(size)
    if said is None:
        return
    number, half, unit = said.groups()
    if half:
        yield from (f"{count}{unit}半" for count in (number, DIGITS[int(number)]))
    else:
        yield DIGITS[int(number)] + unit
    if unit == "匹":
        yield f"{number}{half or ''}p"
    if first := FROM.search(before):
        yield first[1] + unit
        yield from size_words(first[1] + unit, "")
