"""Colours each with its own bare amount: 红20蓝20黄10 双色20, 红2 蓝2 双1. No number there is of a product."""

import re

from .dimensions.found import covered
from .lexicon import Lexicon
from .products import Hit
from .signs import signs_of
from .words import COLOURS

_TOLD = f"(?:[{''.join(sorted(COLOURS - {'米'}))}]{{1,2}}|双|花|左|右|男|女)色?"
TOLD = (COLOURS - {"米"}) | frozenset("双花左右男女")  # one of these is in every pair
_PAIR = rf"{_TOLD}(?:的|要)?\s?(?:\d{{1,4}})(?![\d.*/%-])"
RUN = re.compile(rf"(?<![a-z\d\u4e00-\u9fff]){_PAIR}(?:[\s,、]{{0,2}}{_PAIR})+|{_PAIR}(?:[\s,、]{{0,2}}{_PAIR}){{2,}}")
SIZES = re.compile(r"[\s,、]{0,2}(?:各|都|每|均|码|号|寸|mm|cm|\d)")  # 黑40白42各2双, 黑40 白42 2双
NUMBER = re.compile(r"\d+")
SHORT = re.compile(r"双(?=\d)")  # the 双 of 双色, no pair: 蓝2双1


def amounts_of_pairs(folded: str, lexicon: Lexicon) -> tuple[int, list[Hit]]:
    """The characters of such amounts, and each 双 there that is short for 双色 and no counter."""
    numbers = 0
    shorts: list[Hit] = []
    if TOLD.isdisjoint(signs_of(folded)):
        return numbers, shorts
    both = lexicon.words.get("双色")
    for run in RUN.finditer(folded):
        if SIZES.match(folded, run.end()):
            continue
        numbers |= covered([match.span() for match in NUMBER.finditer(folded, *run.span())])
        if both is not None:
            found = SHORT.finditer(folded, *run.span())
            shorts += [Hit(*match.span(), "双色", both.kind, both.tier, both.masks) for match in found]
    return numbers, shorts
