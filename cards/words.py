"""How dates, quantities, money, roles and doubts are said in Chinese."""

import re
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from handlers.domain.order import Doubt

WEEKDAYS = "一二三四五六日"
NEAR = {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}
ROLES = {
    "sales": "业务员",
    "customer": "客户",
    "warehouse": "仓库",
    "purchasing": "采购",
    "production": "生产计划",
    "finance": "财务",
    "logistics": "物流",
    "service": "客服",
    "manager": "主管",
    "placer": "下单人",
    "seller": "业务员",
}
MONEY = frozenset({"price", "paid", "returned"})  # fields of a Change that only some may read
PRICE_OF = {"quote": "报价单", "contract": "合同价", "promotion": "促销价", "tier": "阶梯价"}
FIELDS = {
    "customer": "客户",
    "date": "要求",
    "address": "地址",
    "price": "价格",
    "urgent": "加急",
    "number": "单号",
    "quote": "报价单",
    "tracking": "运单",
    "eta": "承运商答复到货",
    "remark": "备注",
    "presale": "预售",
    "label": "面单",
    "picked": "已拣",
    "paid": "已收",
    "returned": "退货",
    "tag": "标签",
    "approval": "要求审批",
    "photo": "照片",
    "sign": "签收人",
    "rush": "插单",
    "delayed": "延误到",
    "receipt": "到货撤销",
}
LABELS = {
    "confirm": "确认下单",
    "schedule": "排产",
    "prepare": "备料",
    "ship": "出库",
    "sign": "签收",
    "undo": "撤销",
    "discard": "取消",
    "cancel": "取消订单",
    "change": "修改",
    "edit": "修改",
    "recall": "撤回消息",
    "reworded": "修改消息",
    "draft": "开单",
    "note": "记录",
    "overdue": "超时提醒",
    "solve": "结束提醒",
    "erase": "删除个人资料",
    "approve": "批准",
    "reject": "驳回",
    "expire": "审批过期",
    "split": "拆出缺货",
    "quote": "报价",
    "quote_change": "改报价",
    "quote_again": "重新报价",
    "quote_send": "发报价给客户",
    "quote_drop": "撤回报价",
    "quote_turn": "报价转订单",
    "ask_back": "申请退货",
    "unask_back": "撤回退货申请",
    "grant_back": "同意退货",
    "deny_back": "不同意退货",
    "take_back": "退货入库",
    "claim": "报付款",
    "paid": "核对收款",
    "unpaid": "付款没核对上",
    "refund": "退款",
    "unrefund": "撤销退款",
    "reverse": "撤销收款",
    "hold": "等批准",
    "mark": "标记",
    "rule_refused": "没有执行",
}
_UNSEEN = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def clean(text: str) -> str:
    """Takes out control characters and direction marks that could bend a card; keeps line ends and tabs."""
    return _UNSEEN.sub("", text)


def one_line(text: str, limit: int) -> str:
    """One line of at most `limit` characters."""
    if len(text) <= limit and text.isprintable() and "  " not in text and text.strip() == text:
        return text  # most are
    return cut(" ".join(clean(text).split()), limit)


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, the last one an ellipsis where something was left out."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def circled(number: int) -> str:
    """① to ⑳, then "21."."""
    return _CIRCLES[number - 1] if 1 <= number <= len(_CIRCLES) else f"{number}."


def number(value: Decimal) -> str:
    """Trims trailing zeros and groups thousands: 150000.000 -> 150,000."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount(value: Decimal) -> str:
    """An amount of money without its unit: fen only where there are any, rounded half up."""
    text = f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP):,f}" if abs(value) < Decimal(10) ** 20 else number(value)
    return text.removesuffix(".00")


def money(value: Decimal) -> str:
    """25800 -> "25,800 元"."""
    return f"{amount(value)} 元"


def quantity(
    qty: Decimal | None, unit: str | None, base_qty: Decimal | None, base_unit: str, *, unknown: str = "数量待定"
) -> str:
    """As spoken, with what it comes to: "8箱=96件"; only the base unit where both say the same."""
    if qty is None and base_qty is None:
        return unknown
    if qty is None or (base_qty is not None and qty == base_qty):
        return f"{number(base_qty if base_qty is not None else Decimal(0))}{base_unit or unit or ''}"
    said = f"{number(qty)}{unit or base_unit}"
    return said if base_qty is None else f"{said}={number(base_qty)}{base_unit}"


def day(value: date, now: datetime, zone: ZoneInfo) -> str:
    """A calendar day as people say it: "明天(周三)", "3月15日(周日)", "2027年1月3日(周日)"."""
    today = now.astimezone(zone).date()
    weekday = f"(周{WEEKDAYS[value.weekday()]})"
    near = NEAR.get((value - today).days)
    if near:
        return near + weekday
    year = "" if value.year == today.year else f"{value.year}年"
    return f"{year}{value.month}月{value.day}日{weekday}"


def due(value: date, kind: str | None, now: datetime, zone: ZoneInfo) -> str:
    """When the goods are wanted: "3月15日(周日)前到". `kind` is a DueKind: by, on, after."""
    ending = {"by": "前到", "after": "以后到"}.get(kind or "on", "到")
    return day(value, now, zone) + ending


def moment(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """An instant in the shop's time: "今天 09:20", "3月10日 09:20"."""
    local = at.astimezone(zone)
    today = now.astimezone(zone).date()
    name = NEAR.get((local.date() - today).days)
    if name is None:
        year = "" if local.year == today.year else f"{local.year}年"
        name = f"{year}{local.month}月{local.day}日"
    return f"{name} {local:%H:%M}"


def lasting(span: timedelta) -> str:
    """How long: "5分钟", "3小时", "1天2小时"."""
    minutes = max(int(span.total_seconds()) // 60, 0)
    if minutes < 60:
        return f"{minutes}分钟"
    if minutes < 24 * 60:
        return f"{minutes // 60}小时"
    days, rest = divmod(minutes // 60, 24)
    return f"{days}天{rest}小时" if rest and days < 7 else f"{days}天"


def role(name: str | None) -> str:
    """A role as people say it."""
    return ROLES.get(name or "", name or "")


def field(name: str) -> str:
    """A field of an order as people say it; "line:2" is "第2行"."""
    head, _, number_ = name.partition(":")
    if head == "line" and number_.isdigit():
        return f"第{number_}行"
    return FIELDS.get(head, head)


def join(names: tuple[str, ...]) -> str:
    """Alternatives in a sentence: "左或右", "左、中或右"."""
    return "或".join(("、".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


_DOUBTS: dict[tuple[str, str], str] = {
    ("customer", "fuzzy"): "{words}与客户名不完全一致,请核对",
    ("customer", "ambiguous"): "{words}有几家,请选一家",
    ("customer", "unknown"): "没找到客户{words}",
    ("customer", "missing"): "还没说客户",
    ("intent", "unsure"): "这句不一定是要下单,请核对",
    ("intent", "unread"): "{words}没看懂,订单没有按它改",
    ("customer", "sound"): "客户是按发音猜的({words}),请核对",
    ("customer", "unsure"): "客户{words}把握不大,请核对",
    ("customer", "unused"): "还提到{words},没有记单,请核对",
    ("customer", "guess"): "客户{words}只是猜的,请确认",
    ("product", "sound"): "{words}是按发音猜的,请核对",
    ("product", "shape"): "{words}可能有错别字,是猜的,请核对",
    ("product", "own_word"): "{words}按客户自己的叫法认的,请核对",
    ("product", "plain"): "{words}也有别的几种,请核对",
    ("product", "unsure"): "{words}把握不大,请核对",
    ("product", "guess"): "{words}只是猜的,请确认是哪种",
    ("product", "old"): "上一单已是{0}天前的,请核对",
    ("product", "gone"): "{words}已不在产品表,请换一种",
    ("product", "repeat"): "客户定了就带出上一单的货",
    ("product", "no_last"): "这位客户还没有可以照的上一单,请说要什么",
    ("quantity", "no_pack"): "没登记{words}是多少,先按{0}算的,请核对",
    ("quantity", "absurd"): "这个数量不像真的,请再说一遍",
    ("quantity", "rounded"): "折算后取整了,请核对",
    ("quantity", "much"): "比平时多{0}倍(平时约{1}),请核对",
    ("quantity", "little"): "只有平时的1/{0}(平时约{1}),请核对",
    ("quantity", "unit"): "平时约{1},会不会是{0}?请核对单位",
    ("quantity", "unsure"): "数量把握不大,请核对",
    ("quantity", "guess"): "{words}数量没把握,请再说一遍",
    ("date", "month"): "{words}先按最近的一天算;要的是{0}的话,请回“改成{0}”",
    ("date", "rest"): "这天休息,不是工作日,请核对",
    ("date", "unsure"): "{words}是哪天把握不大,请核对",
    ("date", "guess"): "{words}没把握,请再说一遍日期",
    ("price", "unsure"): "价格把握不大,请核对",
    ("product", "fuzzy"): "{words}与品名不完全一致,请核对",
    ("product", "ambiguous"): "{words}有几种,请选一种",
    ("product", "usual"): "{words}按常订的选,请核对",
    ("product", "unknown"): "没找到产品{words}",
    ("product", "missing"): "还没说产品",
    ("product", "unused"): "还提到{words},没有记上,请核对",
    ("quantity", "approx"): "数量是约数({words}),请核对",
    ("quantity", "ambiguous"): "{words}说不准,请核对",
    ("quantity", "unknown"): "{words}换算不了,请说基本单位",
    ("quantity", "missing"): "还没说数量",
    ("quantity", "unused"): "还提到{words},没有记上,请核对",
    ("date", "past"): "{words}已经过了,请核对",
    ("date", "impossible"): "日历上没有{words},请再说一遍日期",
    ("date", "approx"): "说的是{words},请核对",
    ("date", "ambiguous"): "{words}说不准是哪天,请核对",
    ("date", "unknown"): "{words}没看懂",
    ("date", "missing"): "还没说日期",
    ("date", "calendar"): "{words}:那年的放假安排还不知道,只按周末算的,请核对",
}
_REASONS = {
    "fuzzy": "按{words}认的,请核对",
    "sound": "按发音猜的,请核对",
    "shape": "可能有错别字,是猜的,请核对",
    "unsure": "把握不大,请核对",
    "guess": "只是猜的,请确认",
    "approx": "说的是{words},请核对",
    "past": "{words}已经过了,请核对",
    "usual": "按常订的选,请核对",
    "ambiguous": "{words}有几种可能,请核对",
    "unknown": "{words}没看懂",
    "missing": "还没说",
    "self_corrected": "中途改过口,请核对",
    "picture": "从图片认的,请核对",
}


def why(of: Doubt) -> str:
    """Why a field should be looked at, in words."""
    return doubt(of.field, of.reason, of.words, of.facts)


def doubt(field: str, reason: str, said: str = "", facts: tuple[str, ...] = ()) -> str:
    """Why a field should be looked at, in words; `reason` is the code of a Doubt."""
    pattern = _DOUBTS.get(("date" if field == "due" else field, reason)) or _REASONS.get(reason, "请核对")
    given = (*(one_line(fact, 20) for fact in facts), "", "")
    text = pattern.format(*given, words=f"“{one_line(said, 20)}”" if said.strip() else "")
    return text.replace("()", "").strip()
