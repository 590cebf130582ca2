"""How thick a thing of the list is: the word for it that no list writes and every size of one holds."""

import re
from collections.abc import Iterator
from decimal import Decimal

IN_MM = {
    "": Decimal(1), "mm": Decimal(1), "毫米": Decimal(1), "厘": Decimal(1), "个": Decimal(1), "cm": Decimal(10),
    "厘米": Decimal(10), "公分": Decimal(10), "丝": Decimal("0.01"), "道": Decimal("0.01"), "m": Decimal(1000),
    "米": Decimal(1000),
}  # fmt: skip
UNITS = "mm|cm|毫米|厘米|公分|厘|丝|道"
PIECE = re.compile(rf"[a-z]?([0-9]+(?:\.[0-9]+)?)({UNITS}|m|米)?")
NAMED = re.compile(rf"(?:厚度?:?)([0-9]+(?:\.[0-9]+)?)({UNITS})?|([0-9]+(?:\.[0-9]+)?)({UNITS})?厚")
THREAD = re.compile(r"[mg][0-9]")  # M8*30 is as long as it says, and has no thickness
THICKEST = 300  # millimetres
MARK = "厚="  # how such a word begins; no text holds it


def thickness(number: str, unit: str) -> str:
    """The word for so thick: 厚=1.5 of 1.50 in millimetres, of 0.15 in centimetres."""
    value = Decimal(number) * IN_MM[unit]
    return f"{MARK}{value.normalize():f}"


def thick_words(token: str) -> Iterator[str]:
    """How thick what a folded token of a specification tells of is: its least number, 1.0*1219*2438 and 50*50*1.0."""
    if not any(sign.isdecimal() for sign in token):
        return
    if "厚" in token:
        if named := NAMED.search(token):
            yield thickness(named[1] or named[3], (named[2] or named[4]) or "")
        return
    if THREAD.match(token):
        return
    pieces = [m for piece in re.split(r"[*+/]", token.lstrip("φ")) if (m := PIECE.fullmatch(piece))]
    if len(pieces) < 2:
        if pieces and token[0].isdecimal() and pieces[0][2] in IN_MM and pieces[0][2] not in ("m", "米"):
            yield thickness(pieces[0][1], pieces[0][2])
        return
    all_in = pieces[-1][2] if pieces[-1][2] in ("cm", "厘米", "公分") else ""
    sizes = [Decimal(m[1]) * IN_MM[m[2] or all_in] for m in pieces]
    least = min(sizes)
    if 0 < least <= THICKEST:
        yield thickness(str(least), "")
        if all_in:
            yield thickness(pieces[sizes.index(least)][1], "")
