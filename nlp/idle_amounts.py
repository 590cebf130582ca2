"""Numbers that count no goods: how many sorts, what broke the last time, 顶一顶."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal

from .dimensions.found import Found
from .dimensions.quantity.rules import COUNTERS, Quantity
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
NEW_ORDER = re.compile(  # 追加一张新单: how many orders, and no goods
    r"(?:新的?|大|小|急|加急|补|补充|散|单独的?|另外的?|独立的?|正式的?)?(?:订|货)?单子?(?=[\s,:。;!哈啊吧呢呗嘛]|\Z)"
)
COMES_TO = re.compile(  # 改半箱就是12: how many that makes, said again
    rf"[\d一二两三四五六七八九十百半](?:{'|'.join(sorted(u for u in COUNTERS if len(u) == 1))})(?:也?就是|等于|合)\Z"
)
PEOPLE = re.compile(  # 两个刘姐都要: customers, and no goods
    r"[\u4e00-\u9fff]{0,2}?(?:姐|哥|嫂|姨|叔|伯|总|老板|师傅|老师|经理|客户|客人)(?:都|各|分别|一起|也)(?!有)"
)
OPENED = re.compile(r"[袋箱包桶件]?拆(?:开|散|零|分)?的")  # 要25kg袋拆的: what it is taken out of
GUESTS = re.compile(
    r"有(?:一?[个位家])?(?:客人|顾客|食客|老客)[^\s,。;!?\d]{0,2}[定订](?:了|的)?\Z"
)  # why goods are wanted
PAPERS = frozenset("张个笔份票")
FOLLOWS = re.compile(r"(?:\A|[\s,。;!])(?:我|我也|也)?跟\Z")  # 跟一个 5. 老周 3箱: one more of those who order
IN_THE_ROW = re.compile(r"[\s,:。!]|\Z")
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
    if said.unit in PAPERS and (form := NEW_ORDER.match(folded, end)):
        return not any(h.start < form.end() and end < h.end for h in hits)
    if said.unit == "个" and said.qty == 1 and IN_THE_ROW.match(folded, end):
        return FOLLOWS.search(folded, max(0, start - 4), start) is not None
    if said.unit in ("个", "位") and PEOPLE.match(folded, end):
        return True
    if OPENED.match(folded, end) or GUESTS.search(folded, max(0, start - 10), start):
        return True
    if COMES_TO.search(folded, max(0, start - 8), start):
        return True
    spoilt = SPOILT.match(folded, end) if "了" in folded else None
    return spoilt is not None and HAD.search(folded, max(0, start - 10), start) is not None


OWED = re.compile(r"欠(?:我们?|咱们?|他们?|客户|的|了|着|那|下)*\Z")  # 上次欠我的一台也莫忘了
IN_MIND = re.compile(r"(?:的|货)?[也都,\s]*(?:(?:别|不要|不能)(?:再)?(?:忘|漏|落)|记得|一起|一并|一块|顺便)")
# Counters that rather tell a size where nobody lists them.
SIZED = frozenset(("匹", "平方", "平", "孔", "芯", "口", "层", "门", "抽", "头", "位", "目", "股", "联"))
TOO_FEW = re.compile(  # and nothing that says how many more
    r"(?:根本|还是|可能|怕是|肯定|都|就|也)?不够(?:[用卖吃喝烧分发装做使])?(?![用卖吃喝烧分发装做使]?(?:的话|了?[\s,]*(?:就|那)?(?:再|另外|还要)?[加补添]))"
)
HEADS_LIST = re.compile(r"一(?:套|批|份|单|组)\Z")
OPENS, ONE_ORDER = re.compile(r"[订下报录开加插添]\Z"), re.compile(r"[一1]\s?[个单笔张条]\Z")  # 插队订一个:垫片5箱


def heads_list(found: Found[Quantity], counted: Sequence[Found[Quantity]], folded: str) -> bool:
    """True for the 一套 of 配一套:扳手2把 钳子1把, where all that it is made of has an amount of its own.

    So it is for an order that is opened with its number: 再订一个:垫片5箱.
    """
    if folded[found.span.end : found.span.end + 1] != ":" or any(q.span.end <= found.span.start for q in counted):
        return False
    if ONE_ORDER.match(found.words) and OPENS.search(folded, max(0, found.span.start - 1), found.span.start):
        return any(q.span.start > found.span.end for q in counted)
    return HEADS_LIST.match(found.words) is not None and sum(q.span.start > found.span.end for q in counted) > 1


def unlisted_size(
    found: Found[Quantity], counted: Sequence[Found[Quantity]], hits: Sequence[Hit], lexicon: Lexicon
) -> bool:
    """True for a size glued to a name beside the amount, as the list writes sizes and counts nothing: 一台8匹压缩机."""
    unit = found.value.unit
    if unit not in SIZED or unit in lexicon.units or not found.words[0].isdecimal():
        return False
    end, named = found.span.end, False
    while after := next((h for h in hits if h.start == end and not h.lone), None):
        end, named = after.end, named or after.naming
    if not named:
        return False
    if not any(q.value.unit and (q.span.end == found.span.start or q.span.start == end) for q in counted):
        return False
    return any(lexicon.words.get(f"{number}{unit}") is not None for number in range(1, 10))


def without_names(found: list[Found[Quantity]], lexicon: Lexicon) -> list[Found[Quantity]]:
    """The amounts without what the list has as a name, in a counter that it sells nothing by: 三联 of 三联5 四联3."""
    if not any(q.value.unit in SIZED for q in found):
        return found
    starts = {q.span.start for q in found}
    return [
        q
        for q in found
        if not (
            q.value.unit in SIZED
            and q.value.unit not in lexicon.units
            and (q.span.end in starts or any(o.value.unit in lexicon.units for o in found))
            and lexicon.words.get(q.words) is not None
        )
    ]


def owed(found: Found[Quantity], folded: str) -> bool:
    """True for what is still to come of an order before, put in mind beside what is ordered now."""
    if "欠" not in folded or OWED.search(folded, max(0, found.span.start - 8), found.span.start) is None:
        return False
    return IN_MIND.match(folded, found.span.end) is not None


def too_few(found: Found[Quantity], amounts: Sequence[Found[Quantity]], folded: str) -> re.Match[str] | None:
    """How it is said that so many are too few, where another amount is: 改8袋吧 5袋不够烧; None where it is not."""
    if not any(q is not found and q.value.unit == found.value.unit for q in amounts):
        return None
    return TOO_FEW.match(folded, found.span.end)


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
