"""健康度: the index, its three parts with their weights, and why; the margin for finance and managers alone."""

from decimal import Decimal

from cards import goods, press, words
from cards.backing import EARNINGS
from cards.card import Card, Fact, Facts, Lines, Mark, Note
from cards.plain import sentence
from cards.viewer import Viewer
from handlers.domain.health import WEIGHTS, Health, Rated
from handlers.notices import HealthPool, HealthShown

NAMES = {"punctual": "准时", "steady": "改动", "margin": "毛利"}


def may_know_margin(viewer: Viewer) -> bool:
    """Whether the reader may know what is earned."""
    return viewer.staff_direct and viewer.role in EARNINGS


def health_shown(notice: HealthShown, viewer: Viewer) -> Card:
    """The index with its parts."""
    order, health = notice.order, notice.health
    if viewer.outsider:
        return sentence("这个只有我们自己人能看。")
    margin = may_know_margin(viewer)
    index, scores = health.index(margin=margin), health.scores(margin=margin)
    low = index < notice.limit
    title = f"{goods.ref(order)} 健康度 {index}"
    rows = [Fact("客户", name)] if (name := goods.customer(order, viewer)) else []
    rows.append(Fact("货品", goods.short(order)))
    weight = sum((WEIGHTS[one] for one in scores), Decimal(0))
    for name, score in scores.items():
        share = words.number((WEIGHTS[name] * 100 / weight).quantize(Decimal(1)))
        mark: Mark = "red" if score < notice.limit else ""
        rows.append(Fact(f"{NAMES[name]}(占{share}%)", f"{words.number(score)},{_why(name, health)}", mark))
    note = "满分100,越高越好。"
    if margin:
        note = f"满分100,越高越好;低于{notice.limit}进复查池{'(现在就在里面)' if low else ''}。"
        note += "" if "margin" in scores else "有货没填成本或价格,不算毛利。"
    blocks = (Facts(tuple(rows)), Note(note))
    return Card(title, title, blocks, (press.details(order),), tone="warn" if low else "plain")


def _why(name: str, health: Health) -> str:
    """Why a part is as it is."""
    if name == "punctual":
        steps = f"{health.steps}步里{health.slow}步超时" if health.slow else "各步没有超时"
        late = f",比要求晚{health.days}天" if health.days else ""
        return f"{steps}{late}"
    if name == "steady":
        return f"确认后改了{health.changes}次" if health.changes else "确认后没改过"
    less = health.margin or Decimal(0)
    return f"比按价目该赚的少{words.number(less.quantize(Decimal(1)))}%(让价、赠品、插单)" if less > 0 else "没有少赚"


def brief(health: Health, viewer: Viewer) -> str:
    """62(准时60、改动60、毛利66)."""
    margin = may_know_margin(viewer)
    parts = "、".join(f"{NAMES[name]}{words.number(score)}" for name, score in health.scores(margin=margin).items())
    return f"{health.index(margin=margin)}({parts})"


def health_pool(notice: HealthPool, viewer: Viewer) -> Card:
    """The orders that go badly, the worst first."""
    if not may_know_margin(viewer):
        return sentence("复查池只在主管的单聊里看。")
    if not notice.rows:
        text = f"没有健康度低于{notice.limit}的订单。"
        return Card("复查池是空的", text, (Note(text),), tone="ok")
    title = f"复查池 {notice.all}单(健康度低于{notice.limit})"
    rows = tuple(_row(one, viewer) for one in notice.rows)
    buttons = press.listed(viewer, [one.order for one in notice.rows], "details")
    how = Note("看一单的原因:发“单号 健康度”。")
    return Card(title, title, (Lines(rows, numbered=True), how), buttons, tone="warn")


def _row(one: Rated, viewer: Viewer) -> str:
    """SO…0002 宁波博泰汽配 已排产 62(准时60、改动60、毛利66)."""
    order = one.order
    return f"{goods.ref(order)} {words.one_line(order.customer_name, 12)} {order.state} {brief(one.health, viewer)}"
