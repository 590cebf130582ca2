"""A counter said once for all bare amounts: 男灰40-41 2 … 单位都是件, 都是箱, 数量(箱)."""

import re
from dataclasses import replace
from functools import lru_cache

from ..dimensions.found import Found
from ..dimensions.quantity.rules import Quantity
from ..dimensions.units import pattern
from ..signs import signs_of

SIGNS = ("单位", "都", "全", "均", "一律", "统一", "数量(")
BEGUN = frozenset(sign[0] for sign in SIGNS)
ENDS = r"(?:为单位|计|算|数|的)?(?:[啊哦哈呀吧]|的)?(?=[\s,。;!)\]|]|\Z)"


@lru_cache(maxsize=16)
def _said(units: frozenset[str]) -> re.Pattern[str]:
    unit = pattern(units)
    return re.compile(
        r"[(]?(?:计数|计量|数量)?单位[ \t]?(?:都|全部?|均|一律|统一)?(?:[:是为按用]|是按)?"
        rf"[ \t]?(?P<a>{unit}){ENDS}[)]?"
        rf"|(?<![\u4e00-\u9fff])(?:以上|上面|数量|这些)?"
        rf"(?:都|全部?|均|一律|统一)(?:是|为|按|论|以)(?P<b>{unit}){ENDS}"
        rf"|(?:数量|订量|订货量)[(](?:单位:?)?(?P<c>{unit})[)]"
    )


def unit_for_all(folded: str, counters: frozenset[str]) -> tuple[tuple[int, int], str] | None:
    """Where a counter for all amounts is said, and which; None where there is none or more than one."""
    if BEGUN.isdisjoint(signs_of(folded)) or not any(sign in folded for sign in SIGNS):
        return None
    found = list(_said(counters).finditer(folded))
    if len({one[one.lastgroup or 0] for one in found}) != 1:
        return None
    return found[-1].span(), found[-1][found[-1].lastgroup or 0]


def counted_in(unit: str, found: Found[Quantity]) -> Found[Quantity]:
    """The amount, in this counter where it was said in none."""
    said = found.value
    bare = said.unit is None and not said.parts and said.qty is not None
    return replace(found, value=replace(said, unit=unit)) if bare else found
