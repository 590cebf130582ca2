"""The `*` between a size and how many are wanted of it: L*60箱, 金像低筋25kg*3袋. It is written as a space then."""

import re

_CLOTHES = re.compile(r"(?i)(?<![a-z0-9*./-])((?:x{0,4}[sml]|[2-9]xl|nb)\s?)\*(?=\s?\d{1,5}(?![\d.*/-]))")  # L*60箱
_COUNTERS = "袋桶箱包瓶件盒罐支听壶卷块条板组套"
_PACKED = re.compile(
    r"(?i)(\d(?:kg|g|ml|l|公斤|千克|克|毫升|升|斤)\s?)\*"
    rf"(?=\s?\d{{1,4}}[{_COUNTERS}](?:[,。;、\n]|\s*\Z|\s+(?![\d一二两三四五六七八九十半])))"
)
_COUNTED = re.compile(rf"[\d一二两三四五六七八九十半]\s?[{_COUNTERS}]")


def spaced_times(plain: str) -> str:
    """The text, as long as before; 500g*20袋 of a line that counts otherwise stays the size that it is."""
    plain = _CLOTHES.sub(lambda match: match[1] + " ", plain)
    return _PACKED.sub(_unless_counted, plain)


def _unless_counted(match: re.Match[str]) -> str:
    before = match.string[match.string.rfind("\n", 0, match.start()) + 1 : match.start()]
    other = _COUNTED.search(re.split(r"[,。;、]", before)[-1])
    return match[0] if other else match[1] + " "
