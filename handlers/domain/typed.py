"""Short commands with a fixed form, read to the letter: 到货 LT-07 300, 批准 0001 老客户, 等齐, 邀请 台州恒力 李工."""

import re
from dataclasses import dataclass
from decimal import Decimal

from handlers.domain.quantity import sane


@dataclass(frozen=True, slots=True)
class Typed:
    """One command: what it does, to what, how much, and further words."""

    verb: str  # receipt | count | holders | grant | deny | ask_again | history | then | _CHOICES' | PEOPLE's
    # picked | label | stopped | missed: of an order's goods and parcel; price; because | remark: words about an order
    # take | pass_on | mute | solve | why | buy: answers to an alert
    about: str = ""
    qty: Decimal | None = None
    words: str = ""
    about_too: str = ""  # picked, price: the product
    unit: str = ""  # price: per what


_GOODS = re.compile(
    r"(?P<verb>到货|收货|入库|盘点)[\s::]+(?P<about>\S.*?)[\s××*xX]+(?P<qty>\d{1,9}(?:\.\d{1,3})?)\s*(?P<unit>\D{0,4})"
)
_NUMBER = r"[A-Za-z]{0,4}\d[\d-]{2,20}"
_HISTORY = re.compile(rf"(?:(?P<about>{_NUMBER})[\s的::]*)?(?:修改|改动|变更|操作)记录(?:[\s::]*(?P<after>{_NUMBER}))?")
_THEN = re.compile(rf"(?P<about>{_NUMBER})(?:[\s在的]+|(?=\D))(?P<words>\S.{{0,14}}?)\s*(?:时候|时)?的?(?:样子|情况)")
_HOLDERS = re.compile(r"(?:谁占了?|占用|库存(?=[\s::]))[\s::]*(?P<about>\S.{0,60}?)[??]?")
_DECISION = re.compile(
    r"(?P<verb>批准|同意|特批|驳回|拒绝|不批)[\s::]*(?P<about>[A-Za-z]{0,4}\d[\d-]{2,20})[\s,,。::]*(?P<words>.*)",
    re.DOTALL,
)
_CHOICES = {
    "先发现货": "part",
    "先发": "part",
    "有多少先发多少": "part",
    "等齐": "whole",
    "等齐再发": "whole",
    "等齐一起发": "whole",
    "换替代品": "swap",
    "用替代品": "swap",
    "合并": "merge",
    "合并到那一单": "merge",
    "是新单": "new",
    "新单": "new",
}
_PICKED = re.compile(
    rf"(?P<about>{_NUMBER})[\s::]*(?:已拣(?:货|好|完|齐)?|拣(?:货|好|完|齐)了?)[\s::]*"
    r"(?:(?P<code>(?=\S*[A-Za-z\u4e00-\u9fff])\S+)[\s*xX×]+)?(?P<qty>\d{1,9}(?:\.\d{1,3})?)?\s*(?P<unit>\D{0,4})"
)
_LABEL = re.compile(rf"(?P<about>{_NUMBER})[\s::]*(?:已打(?:面)?单|打(?:好|完)?(?:面)?单了?|面单已打(?:印)?)")
_PRICE = re.compile(
    rf"(?P<about>{_NUMBER})[\s::的]*(?:(?P<code>(?=\S*[A-Za-z\u4e00-\u9fff])\S+?)[\s的]*)?(?:单价|价格|改价)"
    r"[\s::]*(?:改成|改为|改到|调成|调到|降到|涨到|按|到|为)?[\s::]*(?P<qty>\d{1,9}(?:\.\d{1,4})?)"
    r"\s*(?:元|块)?(?:[\s/每一]*(?P<unit>[\u4e00-\u9fff]{1,2}(?=[\s,,。;;]|$)))?(?:[\s,,。;;]+(?P<words>\S.*))?",
    re.DOTALL,
)
_STOPPED = re.compile(rf"(?P<about>{_NUMBER})[\s::]*(?P<how>已拦下|拦下了|没拦住|拦不住)")
_BECAUSE = re.compile(rf"(?P<about>{_NUMBER})[\s::]*(?:的)?原因(?:是)?[\s::,,]*(?P<words>\S.*)", re.DOTALL)
_REMARK = re.compile(
    rf"(?:备注[\s::]*(?P<about>{_NUMBER})|(?P<first>{_NUMBER})[\s::]*备注)[\s::,,]*(?P<words>\S.*)", re.DOTALL
)
_PEOPLE = re.compile(r"(?P<verb>邀请|绑定|解绑|停用|启用)[\s::]+(?P<about>\S.{0,120})")
PEOPLE = {"邀请": "invite", "绑定": "bind", "解绑": "unbind", "停用": "disable", "启用": "enable"}
_VERBS = {"到货": "receipt", "收货": "receipt", "入库": "receipt", "盘点": "count"}


_TAIL = r"(?:[\s::]*(?P<about>(?=[A-Za-z-]{0,12}\d)[A-Za-z0-9][A-Za-z0-9-]{2,24}))?"  # an order, a product code
_ANSWERS = (
    ("take", re.compile(rf"(?:我来处理|我来跟进?|我处理|我来){_TAIL}")),
    ("pass_on", re.compile(rf"转给[\s@::]*(?P<words>[\u4e00-\u9fff·]{{1,12}}|[A-Za-z.]{{2,20}}(?![-\w]))?{_TAIL}")),
    ("mute", re.compile(rf"静音[\s::]*(?P<count>\d{{1,3}})?\s*(?P<unit>小时|分钟|h|min)?{_TAIL}")),
    ("solve", re.compile(rf"(?:已解决|解决了|已经解决){_TAIL}(?:[\s,,。::]+(?P<words>.+))?", re.DOTALL)),
    ("buy", re.compile(r"(?:一键)?(?:发起采购(?:申请)?|采购申请)(?P<about>)")),
    ("why", re.compile(rf"为(?:什么|啥|何)(?:要)?(?:提醒|通知|找|发给)我{_TAIL}[??]?")),
)


def _answer(said: str) -> Typed | None:
    """An answer to an alert; `qty` is minutes."""
    for verb, pattern in _ANSWERS:
        if found := pattern.fullmatch(said):
            parts = found.groupdict()
            count = parts.get("count")
            minutes = None if count is None else Decimal(count) * (1 if parts["unit"] in ("分钟", "min") else 60)
            return Typed(verb, parts["about"] or "", minutes, (parts.get("words") or "").strip())
    return None


def _of_order(said: str) -> Typed | None:
    """What is recorded of an order, or wished: picked goods, its label, a price, a remark, a reason."""
    if found := _PICKED.fullmatch(said):
        amount = Decimal(found["qty"]) if found["qty"] else None
        if amount is None and found["code"] is None and found["unit"]:
            return None
        return Typed("picked", found["about"], amount, found["unit"].strip(), found["code"] or "")
    if found := _LABEL.fullmatch(said):
        return Typed("label", found["about"])
    if found := _PRICE.fullmatch(said):
        words = (found["words"] or "").strip()
        return Typed("price", found["about"], Decimal(found["qty"]), words, found["code"] or "", found["unit"] or "")
    if found := _STOPPED.fullmatch(said):
        return Typed("missed" if found["how"] in ("没拦住", "拦不住") else "stopped", found["about"])
    if found := _BECAUSE.fullmatch(said):
        return Typed("because", found["about"], words=found["words"].strip())
    if found := _REMARK.fullmatch(said):
        return Typed("remark", found["about"] or found["first"], words=found["words"].strip())
    return None


def read(text: str) -> Typed | None:
    """The command, or None for everything else."""
    said = re.sub(r"[。!!\s]+\Z", "", text.strip()[:400])
    if said in _CHOICES:
        return Typed(_CHOICES[said])
    if found := _PEOPLE.fullmatch(said):
        return Typed(PEOPLE[found["verb"]], " ".join(found["about"].split()))
    if found := _GOODS.fullmatch(said):
        qty = Decimal(found["qty"])
        good = qty if found["verb"] == "盘点" and qty == 0 else sane(qty)
        return (
            None if good is None else Typed(_VERBS[found["verb"]], found["about"].strip(), good, found["unit"].strip())
        )
    if about := _of_order(said):
        return about
    if found := _DECISION.fullmatch(said):
        verb = "grant" if found["verb"] in ("批准", "同意", "特批") else "deny"
        return Typed(verb, found["about"], words=found["words"].strip())
    if found := re.fullmatch(r"重新申请[\s::]*(?P<about>[A-Za-z]{0,4}\d[\d-]{2,20})", said):
        return Typed("ask_again", found["about"])
    if found := _HISTORY.fullmatch(said):
        return Typed("history", found["about"] or found["after"] or "")
    if found := _THEN.fullmatch(said):
        return Typed("then", found["about"], words=found["words"])
    if found := _HOLDERS.fullmatch(said):
        return Typed("holders", found["about"])
    return _answer(said)
