"""Numbers that count no goods: how many sorts, what broke the last time, 顶一顶."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal

from .dimensions.found import Found
from .dimensions.quantity.rules import Quantity
from .lexicon import Lexicon
from .products import Hit
from .signs import signs_of
from .types import Span

SORTS = re.compile(  # 两个度数都来, 三个颜色各5箱
    r"(?:度数|颜色|规格|尺寸|尺码|型号|款式|口味|味道|品种|版本|牌子|品牌|种类|系列|档次|等级|价位|花色|码数?(?!头))(?![:\d])"
)
SPOILT = re.compile(  # 上回有三双右脚裂了
    r"[^\s,。;!?\d]{0,5}(?:坏|破|碎|裂|烂|漏|断|开胶|开线|掉底|变形|发霉|生锈|磨穿|少件|缺角)了(?=[\s,。;!]|\Z)"
)
HAD = re.compile(r"(?:上[次回批趟]|上个?(?:月|礼拜|星期)|之前|前[天几]|昨天|里面?|其中)[^\s,。;!?\d]{0,4}有\s?\Z")
RUNS_OUT = re.compile(  # 店里红茶见底,小种一级5斤: how it stands there, before what is wanted
    r"(?:店里?|家里?|仓里|库里|柜上|手上|货架|我这|我们这|这边)(?:边|头|上)?的?(?P<goods>[^\s,。;!?]{1,8}?)"
    r"(?:都|也|已经|快要?|就要)*(?:见底|快?没|不多|告急|断货|卖[完光空]|用[完光]|缺货)了?(?=[\s,。;!])"
)
RUNNING_OUT = frozenset("底没不告断卖用缺")  # one of these is in every RUNS_OUT
TWO_OF = re.compile(r"(\d{3,6})两\Z")


def running_out(folded: str, hits: Sequence[Hit], quantities: Sequence[Found[Quantity]]) -> list[tuple[int, int]]:
    """Stretches of goods that run out, where other goods with their own amounts are wanted behind them."""
    gone = []
    for match in RUNS_OUT.finditer(folded) if quantities and not RUNNING_OUT.isdisjoint(signs_of(folded)) else ():
        after = [h for h in hits if h.start >= match.end()]
        counted = next((q.span.start for q in quantities if q.span.start >= match.end()), 0)
        if after and after[0].naming and after[0].start < counted:
            gone.append(match.span("goods"))
    return gone


def idle(found: Found[Quantity], folded: str, hits: Sequence[Hit]) -> bool:
    """True for a number that counts no goods."""
    said, start, end = found.value, found.span.start, found.span.end
    if said.unit == "个" and SORTS.match(folded, end):
        return True
    if found.words == "一顶" and folded[start - 1 : start] == "顶" and not any(h.end == start for h in hits):
        return True  # 顶一顶
    spoilt = SPOILT.match(folded, end) if "了" in folded else None
    return spoilt is not None and HAD.search(folded, max(0, start - 10), start) is not None


def two_of(
    found: Sequence[Found[Quantity]], folded: str, counters: Collection[str], lexicon: Lexicon
) -> list[Found[Quantity]]:
    """The amounts, with 8582两饼 read as two 饼 of what the list calls 8582."""
    if "两" not in folded:
        return list(found)
    read = []
    for one in found:
        code = TWO_OF.fullmatch(one.words)
        unit = folded[one.span.end : one.span.end + 1]
        if code and unit in counters and lexicon.words.get(code[1]) is not None:
            start, end = one.span.end - 1, one.span.end + 1
            one = replace(one, span=Span(start, end), value=Quantity(Decimal(2), unit), words=folded[start:end])
        read.append(one)
    return read
