"""Of goods: what came in or was counted, who holds it, what is not for sale."""

import re
from dataclasses import replace
from decimal import Decimal

from handlers.domain.quantity import sane
from handlers.domain.typed.command import MORE, NUMBER, Typed, first

_QTY = r"(?P<qty>-?\d{1,30}(?:\.\d{1,9})?)\s*"
_TIMES = r"(?:\s*[×*]\s*|\s+(?:[xX]\s*)?|(?<=[\d\u4e00-\u9fff])[xX](?=\d))"  # LT-07 × 300, LT-07x300; never LT-07X 300
_AGAIN = r"(?:[\s,]*(?P<again>第[二三四五六七八九十\d]+批|(?:又|另|再)一批))?"
_BOOKED = re.compile(
    rf"(?P<verb>到货|收货|入库|盘点)[\s:]+(?P<about>\S.*?){_TIMES}{_QTY}(?P<unit>[^\d\s,第又另再]{{0,4}}){_AGAIN}"
)
_BOOKS = {"到货": "receipt", "收货": "receipt", "入库": "receipt", "盘点": "count"}
_NOT_GOODS = r"(?![我你他她]|退货|货?款|定金|订金|尾款|余款|全款|预付|钱|凭证|水单|发票)"
_LATELY = r"(?:今天|今早|早上|上午|下午|刚刚?|刚才|已经?|都|\s)*"
_CAME = (  # in other words: LT-07到了300, 到了一批货,LT-07 300套
    re.compile(
        rf"{_LATELY}(?!{NUMBER}[\s的,]*(?:已经?|又|都)?(?:到|收|入|来|送))(?P<about>\S.{{0,60}}?)[\s,:]*{_LATELY}(?P<twice>又)?"
        rf"(?:到货了?|到了|收到了?|入库了?|来了|送到了?)(?:一批)?货?[\s,:]*{_QTY}(?P<unit>[^\d\s,?了吗没第又另再]{{0,4}})了?{_AGAIN}"
    ),
    re.compile(
        rf"{_LATELY}(?P<twice>又)?(?:到货了?|收货了?|入库了?|到了|来了|收到了?)(?:一批)?货?[\s,:]*+{_NOT_GOODS}"
        rf"(?P<about>\S.{{0,60}}?){_TIMES}{_QTY}(?P<unit>[^\d\s,?了吗没第又另再]{{0,4}})了?{_AGAIN}"
    ),
    re.compile(  # 收到了30件左转向节
        rf"{_LATELY}(?P<twice>又)?(?:到货了|收货了|到了|来了|收到了|收到(?=\d))\s*{_QTY}(?P<unit>[件箱盒套只个台包袋桶瓶根条付副对吨斤]|公斤|kg)"
        rf"(?:的|\s)*{_NOT_GOODS}(?P<about>[^\s,\d].{{1,60}}?)了?{_AGAIN}"
    ),
)
_PRODUCT = r"[\s:]+(?P<about>[A-Za-z0-9][A-Za-z0-9-]{1,30}|\S{2,20})"
_SALE = (
    ("stops", re.compile(r"(?:停售|暂停销售)(?:清单|列表|的货|有哪些|了哪些)?\??")),
    ("stop", re.compile(rf"(?:停售|暂停销售){_PRODUCT}{MORE}", re.DOTALL)),
    ("resale", re.compile(rf"(?:恢复销售|恢复售卖){_PRODUCT}{MORE}", re.DOTALL)),
)
_ASKS = frozenset("吗么嘛呢没")  # 停售 LT-07 吗: nobody's reason
_LAST = r"(?:(?:刚才|刚刚|刚|上一?[条笔次批]|最后一?[条笔次批]|今天|那一?[条笔批次])(?:我)?(?:记|登记|录)?的?)*"
_WRONG = r"(?:(?:记|录|登记?|写|报|弄|搞|填|输|打)错|不对)"
_DROP = r"(?:撤销|撤回|撤掉|取消|作废|冲销|冲掉|退掉)(?:一下|掉)?"
_CAME_IN = r"(?:到货|入库|收货)(?:记录|登记|数量?)?"
_OF = r"(?P<about>(?!吧|了|掉)(?:(?!自己|[他她我你]|客户|人家|别家)[^,。;!?\n]){1,40}?)[\s,的]*"
_MUCH = rf"(?:[\s:,]*{_QTY}(?P<unit>[^\d\s,]{{0,4}}))?"
_UNBOOKED = (  # 撤销到货 LT-07 300, LT-07到货记错了
    re.compile(
        rf"(?:请|麻烦|帮我|把)*{_DROP}{_LAST}{_CAME_IN}"
        rf"(?:[\s:,]+(?P<about>\S.*?)(?:{_TIMES}{_QTY}(?P<unit>[^\d\s,]{{0,4}}))?)?了?"
    ),
    re.compile(
        rf"{_LAST}(?P<about>\S.{{0,40}}?)??[\s,的]*{_LAST}{_CAME_IN}(?:是|好像|我)*{_WRONG}了?"
        rf"(?:[\s,]*(?:请|帮我|麻烦)*{_DROP}(?:吧|掉)?)?"
    ),
)
_UNBOOKED_OF = (  # 撤销LT-07的到货300, 把LT-07的到货撤销: goods stand between, so they must be some that came in
    re.compile(rf"(?:请|麻烦|帮我)*{_DROP}[\s:]*{_LAST}{_OF}{_LAST}{_CAME_IN}{_MUCH}了?"),
    re.compile(
        rf"(?:请|麻烦|帮我|把)*{_LAST}{_OF}{_LAST}{_CAME_IN}{_MUCH}[\s,]*(?:请|帮我|麻烦|给)*{_DROP}(?:了|吧|掉)*"
    ),
)
_LACKING = re.compile(
    r"(?:(?:看看|看一?下|查一?下|列一?下|发我?|给我)[\s,]*)?(?:(?:缺料|缺货|欠料|短缺)(?:的)?(?:清单|列表|汇总|一览|总表|情况)"
    r"|(?:现在|目前|今天|眼下|当前|仓库|我们)*(?:一共|总共|都|还)*(?:缺|短|欠)(?:了|着)?(?:哪些|什么|啥|几样|几种)(?:料|货|东西|产品|物料)*(?:了|呢)?"
    r"|(?:现在|目前|今天|当前)?(?:有)?(?:哪些|什么)(?:料|货|产品|东西|物料)(?:现在|还|都|在)*(?:缺|短缺|缺货|缺料|不够)(?:了|着|的)?)[?呢]?"
)
_HELD = (("holders", re.compile(r"(?:谁占用?[着了]*|占用|库存(?=[\s:]))[\s:]*(?P<about>\S.{0,60}?)\??")),)
_HELD_BY = (
    (
        "holders",
        re.compile(
            r"(?P<about>\S.{0,60}?)[\s,的]*(?:都|现在|是)*被?(?:谁|哪些单子?|哪几张单|什么单)(?:都|给)?"
            r"(?:占用|占|锁|压)[着了掉住]*[呢的啊呀]?\??"
        ),
    ),
)


def unbooked(said: str) -> Typed | None:
    """What came in was booked by mistake; `about` is empty for the last that the speaker booked."""
    plain = next((match for way in _UNBOOKED if (match := way.fullmatch(said))), None)
    found = plain or next((match for way in _UNBOOKED_OF if (match := way.fullmatch(said))), None)
    if found is None or re.fullmatch(NUMBER, found["about"] or ""):
        return None
    parts = found.groupdict()
    qty = sane(Decimal(parts["qty"])) if parts.get("qty") else None
    unit = (parts.get("unit") or "").strip()
    return Typed("unreceipt", (found["about"] or "").strip(), qty, unit=unit, loose=plain is None)


def booked(said: str) -> Typed | None:
    """What came in, or what a count found: nothing only there. `qty` is None where it can be no such amount."""
    found = _BOOKED.fullmatch(said)
    if found is None:
        return _came(said)
    qty = Decimal(found["qty"])
    good = qty if found["verb"] == "盘点" and qty == 0 else sane(qty)
    return Typed(_BOOKS[found["verb"]], found["about"].strip(), good, found["again"] or "", unit=found["unit"].strip())


def _came(said: str) -> Typed | None:
    """LT-07到了300: whether `about` is goods and nothing else, the catalogue says."""
    found = None if re.search("单|退", said) else next((match for way in _CAME if (match := way.fullmatch(said))), None)
    if found is None:
        return None
    again = found["again"] or found["twice"] or ""
    return Typed("receipt", found["about"].strip(), sane(Decimal(found["qty"])), again, unit=found["unit"], loose=True)


def sale(said: str) -> Typed | None:
    """A product that is not to be sold, or is again; or which are not."""
    found = first(_SALE, said)
    return None if found is not None and found.words.strip("? ") in _ASKS else found


def held(said: str) -> Typed | None:
    """Who holds a product; or what is short of all of them."""
    if _LACKING.fullmatch(said):
        return Typed("lacking")
    found = first(_HELD, said)
    if found is not None:
        return replace(found, loose=said.startswith("谁") and not found.about.isascii())
    return replace(found, loose=True) if (found := first(_HELD_BY, said)) else None
