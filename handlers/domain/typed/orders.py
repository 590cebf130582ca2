"""Of one order: what was picked, its label, its price, its tags, words about it, its past."""

import re
from decimal import Decimal

from handlers.domain.typed.command import NUMBER, Typed, about, first, words
from nlp.spelt import number

_PICKED = re.compile(
    rf"(?P<about>{NUMBER})[\s:]*(?:已拣(?:货|好|完|齐)?|拣(?:货|好|完|齐)了?)[\s:]*"
    r"(?:(?P<code>(?=\S*[A-Za-z\u4e00-\u9fff])\S+)[\s*xX×]+)?(?P<qty>-?\d{1,9}(?:\.\d{1,3})?|[一二两三四五六七八九十百千半几]{1,8})?\s*(?P<unit>\D{0,4})"
)
_SCANNED = re.compile(  # a label as a scanner types it, or in words: 扫面单 0001 v1
    rf"(?:扫码?|核对?|验|查)(?:面单|标签)?[\s:]*(?P<about>{NUMBER})[\s,-]*(?:面单|标签)?[\s-]*v(?P<version>\d{{1,2}})"
    rf"|(?P<before>[A-Za-z]{{0,4}}\d{{6,8}}-\d{{3,6}})[\s-]+v(?P<v>\d{{1,2}})",
    re.IGNORECASE,
)
_PRICE = re.compile(  # without a number only of what is to become another price
    rf"(?:(?P<about>{NUMBER})[\s:的]*|(?:把|请|麻烦|帮我|这单|那单|这张单?|那张单?|上一?单|刚才(?:这|那)[单张])*"
    r"(?=\D*?(?:[改调降涨][成为到]|改价)))(?:(?P<code>(?=\S*[A-Za-z\u4e00-\u9fff])\S+?)[\s的]*)?(?:单价|价格|改价)"
    r"[\s:]*(?:改成|改为|改到|调成|调为|调到|降到|降为|涨到|涨为|按|到|为)?[\s:]*(?P<qty>-?\d{1,15}(?:\.\d{1,9})?)"
    r"\s*(?:元|块)?(?:[\s/每一]*(?P<unit>[\u4e00-\u9fff]{1,2}(?=[\s,。;]|$)))?(?:[\s,。;]+(?P<words>\S.*))?",
    re.DOTALL,
)
_LATE = re.compile(  # 0001 要延误1天,设备故障: that its goods come later than they are promised
    rf"(?P<about>{NUMBER})[\s:的]*(?:这单|那单|订单)?(?:还|又|再|要|会|得|可能|估计|预计|恐怕|大概|应该)*"
    r"(?:延误|延迟|延期|晚|迟|拖)(?:到货|发货|交货|出货|到|发|交)?[\s约大概]*(?P<qty>\d{1,2}|[一二两三四五六七八九十])[天日]"
    r"(?:[\s,。:;]+(?P<words>\S.*))?",
    re.DOTALL,
)
_NOT_LATE = re.compile(
    rf"(?P<about>{NUMBER})[\s:的]*(?:这单|那单|订单)?(?:不会?|没有?|取消)(?:延误|延迟|延期|晚到?|迟到?|拖)了?"
    r"(?:[\s,。:;]+(?P<words>\S.*))?",
    re.DOTALL,
)
_INVOICE = re.compile(  # 0001 开票, 开票 0001; with words: that it was made
    rf"(?P<about>{NUMBER})[\s:的]*(?:这单|这张单|那单|订单)?(?:(?P<words>已经?开(?:好|具)?了?发?票了?|开(?:好|完|过)?了?发?票了"
    r"|发?票已?经?开(?:好|出|具)*了?)|(?:要|请|申请|麻烦|帮忙|帮我|需要)*开(?:一?张|个)?(?:增值税|电子)?[专普]?(?:用|通)?发?票吧?)"
    rf"|(?:请|申请|麻烦|帮忙|帮我)*开[专普]?发?票[\s:]*(?P<after>{NUMBER})"
)
NOBODY_S = Decimal(-1)  # the amount of 已拣 几件: not said so that it could be kept
_DAYS = {word: Decimal(number) for number, word in enumerate("一二三四五六七八九十", 1)} | {"两": Decimal(2)}
_NTH = r"第\s?(?P<{}>\d{{1,2}}|[一二两三四五六七八九十])\s?[行项条]"
_GONE = r"(?:删掉|删了|删除|删|去掉|划掉|拿掉|取消|不要)[了吧]{0,2}"
_LINE = re.compile(  # 0001 第2行删掉: that line, never the whole order
    rf"(?P<about>{NUMBER})[\s,的:]*(?:[把将]\s?)?(?:{_NTH.format('first')}[\s,]*(?:也|都|就|的)?{_GONE}"
    rf"|{_GONE}\s?{_NTH.format('last')})"
)
_KEPT = (
    ("label", re.compile(rf"(?P<about>{NUMBER})[\s:]*(?:已打(?:面)?单|打(?:好|完)?(?:面)?单了?|面单已打(?:印)?)")),
    ("stopped", re.compile(rf"(?P<about>{NUMBER})[\s:]*(?:已拦下|拦下了)")),
    ("missed", re.compile(rf"(?P<about>{NUMBER})[\s:]*(?:没拦住|拦不住)")),
    ("reason", re.compile(rf"(?P<about>{NUMBER})[\s:]*(?:的)?原因(?:是)?[\s:,]*(?P<words>\S.*)", re.DOTALL)),
    (
        "remark",
        re.compile(
            rf"(?:备注[\s:]*(?P<about>{NUMBER})|(?P<before>{NUMBER})[\s:]*备注)[\s:,]*(?P<words>\S.*)", re.DOTALL
        ),
    ),
)
_LOOK = r"(?:请|麻烦|帮我|再)*(?:看看|看一?下|查看|查一?下|查)?\s*"
_PAST = (
    ("pool", re.compile(r"(?:订单)?复查池|健康度(?:低的(?:订?单)?)?")),
    (
        "health",
        re.compile(rf"(?P<about>{NUMBER})[\s的:]*健康(?:度|分|指数)?|健康(?:度|分|指数)[\s:]*(?P<after>{NUMBER})"),
    ),
    (
        "history",
        re.compile(
            rf"{_LOOK}(?:(?P<about>{NUMBER})[\s的:]*)?(?:修改|改动|变更|操作)(?:记录|历史)(?:[\s:]*(?P<after>{NUMBER}))?"
        ),
    ),
    (
        "history",
        re.compile(
            rf"{_LOOK}(?P<about>{NUMBER})[\s的:]*(?:这单|这张单)?(?:都|被)?(?:(?:谁|什么时候)?改[过了]?(?:什么|啥|哪些|几次)"
            r"|(?:是|都)?谁改[的过了]|有(?:什么|哪些)(?:改动|变更|修改))(?:地方|东西|内容)?[了的呢]?\??"
        ),
    ),
    (
        "then",
        re.compile(
            rf"{_LOOK}(?P<about>{NUMBER})(?:[\s在的]+|(?=\D))(?P<words>\S.{{0,14}}?)\s*"
            r"(?:(?:时候|时)?的?(?:样子|情况)|(?:的时候|时)?是?(?:什么|啥|怎么?)(?:个)?样(?:子|的)?[?]?)"
        ),
    ),
)
_HURRY = re.compile(  # 0001 加急, 0001 帮忙加急一下, 0001 不用加急了; no 能加急吗, which is a question
    rf"(?P<about>{NUMBER})[\s,的:]*(?:(?:这|那)?(?:张|个)?(?:订单|单子?)[\s,]*)?(?:请|麻烦|帮我们?|帮忙|给我们?|要|得|需要|先|设为|改成|改为|标|安排|申请)*"
    rf"(?P<off>(?:取消|撤销|不用|不要|不必|不需要|不|别)再?)?加急(?:一下|处理|生产|安排|发货|发|做|单)*(?:了|吧|哈|啊|哦)?(?:[\s,]*谢谢)?"
)


def work(said: str) -> Typed | None:
    """What is recorded of an order, or wished: picked goods, its label, a price, a remark, a reason."""
    if found := _PICKED.fullmatch(said):
        if not found["qty"] and found["code"] is None and found["unit"]:
            return None
        amount = number(found["qty"]) if found["qty"] else None
        unread = bool(found["qty"]) and (amount is None or amount < 0 or found["qty"].endswith("半"))
        return Typed(
            "picked", found["about"], NOBODY_S if unread else amount, found["unit"].strip(), found["code"] or ""
        )
    if found := _SCANNED.fullmatch(said):
        return Typed("scan", about(found), Decimal(found["version"] or found["v"]))
    if found := _PRICE.fullmatch(said):
        return Typed(
            "price", about(found), Decimal(found["qty"]), words(found), found["code"] or "", found["unit"] or ""
        )
    if found := _LINE.fullmatch(said):
        place = found["first"] or found["last"]
        return Typed("drop_line", found["about"], _DAYS.get(place) or Decimal(place))
    if found := _HURRY.fullmatch(said):
        return Typed("urgent", about(found), words="off" if found["off"] else "")
    if found := _LATE.fullmatch(said):
        days = _DAYS.get(found["qty"]) or Decimal(found["qty"])
        return Typed("delayed", found["about"], days, words(found))
    if found := _NOT_LATE.fullmatch(said):
        return Typed("delayed", found["about"], Decimal(0), words(found))
    if found := _INVOICE.fullmatch(said):
        return Typed("invoice", about(found), words=words(found))
    return first(_KEPT, said)


def past(said: str) -> Typed | None:
    """What became of an order, and how it was at the end of a day."""
    return first(_PAST, said)
