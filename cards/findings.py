"""How the findings of the checks are said, and to whom: money to those who may see it, figures of stock to staff."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from cards import goods, plans, words
from cards.card import Note
from cards.viewer import Viewer
from handlers.domain.finding import Finding, Level
from handlers.domain.order import Order
from handlers.domain.party import Role

SHOWN = 3  # findings on one card; the gravest come first
ORDER = {Level.BLOCK: 0, Level.HOLD: 1, Level.WARN: 2, Level.INFO: 3}
AFTER = {Level.BLOCK: ",改好才能下单", Level.HOLD: ",要先批准"}
ASKED = frozenset({"payment", "return", "quote"})  # requests of their own: they hold no order
WISHED = "按贵司协议价算,您说的价由业务员确认"
KEEP_FLOOR = frozenset({Role.FINANCE, Role.MANAGER})


def notes(order: Order, viewer: Viewer, *, shown: int = SHOWN) -> tuple[Note, ...]:
    """One sentence a finding, the gravest first, folded."""
    said = [(f, text) for f in sorted(order.findings, key=lambda f: ORDER[f.level]) if (text := say(f, viewer))]
    rows = [Note(text, "plain" if f.level is Level.INFO else "warn") for f, text in said[:shown]]
    return (*rows, Note(f"还有{len(said) - shown}处要看一下")) if len(said) > shown else tuple(rows)


def held_by(order: Order, viewer: Viewer) -> tuple[Note, ...]:
    """What an order that waits for approval waits for; nothing for a customer."""
    return notes(replace(order, findings=order.holding), viewer) if order.held and not viewer.outsider else ()


def say(finding: Finding, viewer: Viewer) -> str:
    """A finding in one sentence; empty where the reader need not or may not know."""
    family = finding.code.split(".")[0]
    text = _SAYINGS[family](finding, viewer)
    if not text:
        return ""
    by = finding.facts.get("by")
    if by and not viewer.outsider:
        return f"{text},{words.one_line(by, 20)}已批准"
    if family in ASKED:
        return text
    return text + (AFTER.get(finding.level, "") if not viewer.outsider or finding.level is Level.BLOCK else "")


def _money(text: str) -> str:
    return words.money(Decimal(text))


def _credit(finding: Finding, viewer: Viewer) -> str:
    if viewer.outsider:
        return ""
    facts = finding.facts
    if not viewer.prices:
        return "信用要核对"
    total, limit, over = _money(facts["total"]), _money(facts["limit"]), _money(facts["over"])
    return f"信用:未结{_money(facts['before'])},连本单{total},额度{limit},超{over}"


def _overdue(finding: Finding, viewer: Viewer) -> str:
    if viewer.outsider:
        return ""
    if not viewer.prices:
        return "货款要核对"
    return f"逾期货款{_money(finding.facts['overdue'])},最早的已逾期{finding.facts['days']}天"


def _floor(finding: Finding, viewer: Viewer) -> str:
    label = words.one_line(finding.facts["label"], 20)
    if viewer.outsider:
        return f"{label}{WISHED}"
    if not viewer.prices:
        return f"{label}的价要核对"
    said = words.amount(Decimal(finding.facts["said"]))
    least = words.amount(Decimal(finding.facts["floor"])) if viewer.role in KEEP_FLOOR else ""
    return f"{label}说的价{said}低于底价{least}"


def _price(finding: Finding, viewer: Viewer) -> str:
    label = words.one_line(finding.facts["label"], 20)
    if finding.code == "price.moved":
        old, new = (words.amount(Decimal(finding.facts[name])) for name in ("old", "new"))
        return f"{label}的价格刚从{old}变为{new}" if viewer.prices else f"{label}的价格刚变了"
    if viewer.outsider and finding.code != "price.none":
        return f"{label}{WISHED}"
    if not viewer.prices:
        return ""
    if finding.code == "price.none":
        return f"{label}还没有价格"
    ours, said = (words.amount(Decimal(finding.facts[name])) for name in ("list", "said"))
    return f"{label}按{words.PRICE_OF.get(finding.facts.get('kind', ''), '价目表')}{ours}算,说的是{said}"


def _stock(finding: Finding, viewer: Viewer) -> str:
    if finding.level not in (Level.HOLD, Level.BLOCK):
        return ""  # the promise says it
    label = words.one_line(finding.facts["label"], 20)
    return f"{label}缺{finding.facts['short']}{finding.facts['unit']}" if viewer.staff_direct else f"{label}现货不够"


def _stop(finding: Finding, viewer: Viewer) -> str:
    facts = finding.facts
    label = words.one_line(facts["label"], 20)
    if viewer.outsider:
        return f"{label}暂停销售,业务员会和您确认"
    if finding.code == "stop.hand":
        return f"已暂停销售:{label}({words.one_line(facts['why'], 30)})"
    unit = facts["unit"]
    much = f"(停售时可用{facts['free']}{unit},安全{facts['safety']}{unit})" if viewer.staff_direct else ""
    return f"低于安全库存,已暂停销售:{label}{much}"


def _cutoff(finding: Finding, viewer: Viewer) -> str:
    if finding.code == "cutoff.far":
        meant = words.day(date.fromisoformat(finding.facts["due"]), viewer.now, viewer.zone)
        return f"“{words.one_line(finding.facts['words'], 20)}”今年已经过了,按{meant}算,请核对"
    first = words.day(date.fromisoformat(finding.facts["first"]), viewer.now, viewer.zone)
    if finding.facts.get("cutoff"):
        return f"已过今天{finding.facts['cutoff']}的截单时间,最早{first}到"
    due = words.day(date.fromisoformat(finding.facts["due"]), viewer.now, viewer.zone)
    return f"{due}到不了,有现货也要{first}才到"


def _least(finding: Finding, _: Viewer) -> str:
    facts = finding.facts
    return f"{words.one_line(facts['label'], 20)}最少订{facts['least']}{facts['unit']}"


def _pack(finding: Finding, _: Viewer) -> str:
    facts = finding.facts
    if finding.code == "pack.piece":
        less = f"{facts['down_qty']}{facts['unit']}"
        return f"{facts['qty']}{facts['unit']}不是整数:{facts['up_qty']}{facts['unit']}" + (
            f" 或 {less}" if facts["down_qty"] != "0" else ""
        )
    unit, pack = facts["unit"], facts["pack"]
    head = f"{facts['qty']}{unit}不是整{pack}({facts['factor']}{unit}/{pack}):"
    both = f"{facts['up']}{pack}={facts['up_qty']}{unit}"
    return head + both + (f" 或 {facts['down']}{pack}={facts['down_qty']}{unit}" if facts["down"] != "0" else "")


def _minimum(finding: Finding, viewer: Viewer) -> str:
    if not viewer.prices:
        return "还不到起订金额"
    total, least, gap = (_money(finding.facts[name]) for name in ("total", "least", "gap"))
    return f"合计{total},不到起订的{least},还差{gap}"


def _duplicate(finding: Finding, viewer: Viewer) -> str:
    number = finding.facts.get("number", "")
    if finding.facts.get("no"):
        return f"客户单号{words.one_line(finding.facts['no'], 30)}已经有{number}这张单"
    return f"和{'您的订单' if viewer.outsider else ''}{number}像是同一单"


def _gift(finding: Finding, viewer: Viewer) -> str:
    facts, kind = finding.facts, finding.code.split(".")[1]
    label = words.one_line(facts.get("label", ""), 20)
    much = f"{label} {facts.get('qty', '')}{facts.get('unit', '')}"
    if kind == "said":
        return f"消息里说的赠品:{much}"
    if viewer.outsider or kind == "left":
        return ""
    if kind == "used":
        return f"{facts['campaign']}:这位客户的次数已用完"
    if kind == "gone":
        return f"{facts['campaign']}:{label}已送完"
    return f"距满{facts['from']}还差{facts['gap']}元,可得{much}" if viewer.prices else ""


def _return(finding: Finding, viewer: Viewer) -> str:
    if viewer.outsider:
        return ""
    facts = finding.facts
    signed, until = (
        words.moment(datetime.fromisoformat(facts[name]), viewer.now, viewer.zone) for name in ("signed", "until")
    )
    text = f"退货:{words.one_line(facts['goods'], 60)};{signed}签收,退货期到{until}"
    text += ",质量问题" if facts.get("flawed") else ""
    text += f",值{_money(facts['worth'])}" if viewer.prices else ""
    return text + (f";不到满赠,要收回{words.one_line(facts['gifts'], 40)}" if facts.get("gifts") else "")


def _payment(finding: Finding, viewer: Viewer) -> str:
    if viewer.outsider:
        return ""
    said, voucher = finding.facts.get("amount"), "有凭证" if finding.facts.get("voucher") else "没有凭证"
    much = words.money(Decimal(said)) if said and viewer.prices else "金额要看凭证" if not said else "一笔款"
    return f"报的付款:{much},{voucher}"


def _quote(finding: Finding, viewer: Viewer) -> str:
    """A price of its own that somebody wants to offer; on a draft, that the offered prices do not count."""
    facts = finding.facts
    if finding.code == "quote.over":
        until = datetime.fromisoformat(facts["until"])
        why = f"{words.moment(until, viewer.now, viewer.zone)}过期" if until < viewer.now else "不适用这张单"
        return f"报价单{facts['key']}已{why},按现在的价算"
    label = words.one_line(facts["label"], 20)
    if finding.code == "quote.less":
        return f"{label}不到报价的{words.number(Decimal(facts['from']))}{facts['unit']},按现在的价算"
    if not viewer.prices:
        return "" if viewer.outsider else f"{label}的价要核对"
    said, ours = (words.amount(Decimal(facts[name])) for name in ("said", "list"))
    least = f"底价{words.amount(Decimal(facts['floor']))}" if viewer.role in KEEP_FLOOR and "floor" in facts else "底价"
    return f"{label}想报{said},我们的价{ours}" + (f",低于{least}" if "floor" in facts else "")


def _rule(finding: Finding, viewer: Viewer) -> str:
    if viewer.outsider:
        return ""
    return f"规则“{words.one_line(finding.facts['key'], 20)}”:{words.one_line(finding.facts['why'], 60)}"


def _rush(finding: Finding, viewer: Viewer) -> str:
    return "" if viewer.outsider else plans.said(finding, viewer)


_SAYINGS = {
    "rush": _rush,
    "payment": _payment,
    "gift": _gift,
    "return": _return,
    "quote": _quote,
    "rule": _rule,
    "credit": _credit,
    "overdue": _overdue,
    "floor": _floor,
    "price": _price,
    "stock": _stock,
    "stop": _stop,
    "cutoff": _cutoff,
    "least": _least,
    "pack": _pack,
    "minimum": _minimum,
    "duplicate": _duplicate,
}


def beside(twin: Order, by: str, viewer: Viewer) -> str:
    """The other order of a double, in one line: who, when, what."""
    at = words.moment(twin.confirmed_at or twin.touched_at, viewer.now, viewer.zone)
    who = f"{words.one_line(by, 20)} " if by and not viewer.outsider else ""
    when = goods.wanted(twin, viewer)
    return f"{goods.ref(twin)}:{who}{at} {goods.short(twin)}{f',{when}' if when else ''},{twin.state}"
