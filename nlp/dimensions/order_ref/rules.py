"""Order numbers (SO20260301-0012), tails (尾号0012, 0012那单) and tracking numbers (顺丰SF1420087731256)."""

import re
from collections.abc import Iterator
from typing import Literal

from nlp.dimensions.found import Found, stretch
from nlp.frozen import frozen
from nlp.types import Span


@frozen
class OrderRef:
    """A number that names an order (`no`), its last digits (`tail`) or a consignment (`tracking`), in capitals."""

    kind: Literal["no", "tail", "tracking"]
    number: str
    carrier: str | None = None  # 顺丰, 德邦 … where said


CARRIERS = (
    "顺丰|德邦|中通|圆通|申通|韵达|京东|极兔|邮政|ems|安能|百世|壹米滴答|跨越|天地华宇|中铁|佳吉|信丰|优速|丰网"
    "|菜鸟|宅急送|苏宁|盛丰|远成|新邦"
)
NUMBER = re.compile(r"\d{4}")  # no order or consignment is named by less
LONG = re.compile(r"\d{7}")
NO = re.compile(r"(?<![a-z0-9])so\s?[-:#]?\s?(?P<day>20\d{6}|\d{6})\s?[-—_]\s?(?P<run>\d{3,6})(?!\d)")
# What is said of an order whose last four digits stand before it: 0012 已出库, 0012 数量500.
SOON = r"(?:已经?|也|都|刚|全部|今天|昨天|什么时候|啥时候?|几时|怎么|还没|明天|客户|货|交期|日期|地址)?"
STEPS = (
    r"出库|发货|发了|发走|发(?=[\s,。;!?吗没]|\Z)|到货|签收|收到|料齐|备料|备好|备货|配好|配货|分拣|拣货|拣好|排产|排上|排好|开工|生产|完工|做好|质检|送检|送质检|抽检|"
    r"装袋|装车|装好|审核|过审|退货|付款|款到|收款|到了|送到|送完|送达|出货|取消|作废|撤|删|不要|不做|能|到哪|shipped|delivered|进度|改|数量|换|加|推迟|提前|延|推到|往[后前][拖推延挪]|往[后前]压|拖[到后]|顺延|押后|缓[到后]"
)
TAIL = re.compile(
    r"(?:尾号|单号尾数|后四位|末四位|末尾|尾数|订单号?|单号|单子|编号|#)\s?(?:是|为)?\s?[:#]?\s?(?P<after>\d{4,6})(?![\d.a-z%-])"
    r"|(?<![\d.a-z*/-])(?P<before>\d{4})\s?(?:号|这|那|的)?(?:个|张|票|笔|条)?(?:订单|单子|单(?![价位])|那票|那批)"
    rf"|(?:\A|(?<=[\s,。;:!?、刚才]))(?P<lone>\d{{4}})(?=\s?{SOON}(?:{STEPS}))"
    rf"|(?<=[\u4e00-\u9fff])(?P<named>00\d{{2}})(?=\s?{SOON}(?:{STEPS}))"  # 恒力0044已付款
    r"|(?:取消|作废|撤掉|删掉|查一下|查下|查|进度|状态|到哪了?)\s?(?P<asked>\d{4})(?=[\s,。;!?了吧的]|\Z)"
    r"|\A\s*(?P<only>0\d{3})\s*\Z"
    r"|[那这][张个]?单\s?(?P<that>0\d{3})(?=[\s,。;!?]|\Z)"
    r"|\A\s*(?P<goods>0\d{3})\s(?=[^\s,。;!?]{2,24}?(?:[再多少]?[加减]|改成|改为|改到|加到|减到)\s?[\d一二两三四五六七八九十])"
)
# A number with a nought in front, alone at the head of a message that counts nothing: 0120 面辅料都齐了.
DAY_OF = re.compile(r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
LEAD = re.compile(
    r"\A\s*(?P<lead>0\d{3})(?!\s*(?:之?前|以前|到货|到|送(?!完|达|掉|过了)|交(?!期)|要|发货|[上下]午|早|晚|中午|[-/.*x\d]|[kr欧]))"
    r"(?=\s*[,:]?\s*[\u4e00-\u9fff])"
)
GIVEN = re.compile(
    r"\A\s*(?P<lead>0(?:0\d|\d[6-9])\d)(?=\s*(?:送(?!完|达|掉|过了)|要的))"
)  # neither a day nor a time of one
COUNT = re.compile(
    r"[\d一二两三四五六七八九十百千半](?:\.\d+)?\s?"
    r"(?:个|件|箱|包|盒|袋|瓶|桶|卷|支|条|套|台|盘|米|公斤|斤|吨|打|匹|双|只(?!剩))"
)
PREFIXES = (
    "sf|dpk|dpl|yt|zto|sto|jt|jd[a-z]{0,4}|yd|ems|jx|aneng|ky|ttky|ztky|best|htky|db|sfly|yunda|zjs|ups|dhl|fedex"
    "|lp|cn|ems"
)
TRACKING = re.compile(
    rf"(?:(?P<carrier>{CARRIERS})(?:快递|快运|物流|速运|速递|冷运|冷链|航空)?\s?(?:的?(?:单号|运单号?|快递号))?\s?(?:是|为)?\s?[:#]?\s?)?"
    rf"(?:(?P<label>(?:物流|快递|货运|运)?单号?|运单|快递号|面单)\s?(?:是|为)?\s?[:#]?\s?)?"
    rf"(?<![a-z0-9])(?P<number>(?:{PREFIXES})[-\s]?\d{{8,18}}|(?!po|so|dd|xs|cg|ht|no)[a-z]{{1,4}}\d{{7,18}}|\d{{10,15}})(?![a-z0-9]|[.*-]\d)"
)
KNOWN = re.compile(rf"(?:{PREFIXES})[-\s]?\d{{8,18}}")
MOBILE = re.compile(r"1[3-9]\d{9}")


def find_order_refs(text: str, masked: int = 0) -> list[Found[OrderRef]]:
    """Return order numbers, tails and tracking numbers outside the masked characters, in the order of the text."""
    if not NUMBER.search(text):
        return []
    found: list[Found[OrderRef]] = []
    for one in (*_numbers(text), *_tracking(text), *_tails(text)):
        here = stretch(one.span.start, one.span.end)
        if not masked & here:
            found.append(one)
            masked |= here
    return sorted(found, key=lambda one: one.span.start)


def _numbers(text: str) -> Iterator[Found[OrderRef]]:
    for match in NO.finditer(text):
        yield Found(Span(*match.span()), OrderRef("no", f"SO{match['day']}-{match['run']}"), match[0], 0.99)


def _tails(text: str) -> Iterator[Found[OrderRef]]:
    lead = LEAD.match(text) or GIVEN.match(text)
    if lead and (not DAY_OF.fullmatch(lead["lead"]) or not COUNT.search(text, lead.end())):
        yield Found(Span(*lead.span("lead")), OrderRef("tail", lead["lead"]), lead["lead"], 0.7)
    for match in TAIL.finditer(text):
        kind = match.lastgroup or ""
        confidence = {"after": 0.95, "before": 0.9, "asked": 0.9}.get(kind, 0.75)
        yield Found(Span(*match.span(kind)), OrderRef("tail", match[kind]), match[kind], confidence)


def _tracking(text: str) -> Iterator[Found[OrderRef]]:
    for match in TRACKING.finditer(text) if LONG.search(text) else ():
        number = match["number"]
        said = match["carrier"] or match["label"]
        known = KNOWN.fullmatch(number) is not None
        if not said and (not known or MOBILE.fullmatch(number)):
            continue
        plain = "".join(sign for sign in number if sign.isalnum()).upper()
        where = Span(*match.span("number"))
        yield Found(where, OrderRef("tracking", plain, match["carrier"]), number, 0.97 if said else 0.85)
