"""How an order's goods, customer, date and amount are said: shared by all order cards."""

from collections.abc import Collection
from decimal import Decimal

from cards import words
from cards.card import Fact, Mark
from cards.viewer import Viewer
from handlers.domain.alias import Word
from handlers.domain.money import line_total
from handlers.domain.offers import Instead
from handlers.domain.order import Line, Order, Phase

SHOWN = 6  # lines of an order on one card


def name(line: Line) -> str:
    """The product as a person reads it, or the words it came from."""
    return words.one_line(line.label or line.mention or "产品待定", 40)


def how_much(line: Line) -> str:
    """The line's quantity."""
    return words.quantity(line.qty, line.unit, line.base_qty, line.base_unit)


def meaning(word: Word) -> str:
    """A customer's own word and what it stands for: "大肘子 = 控制臂(左)"."""
    return f"{words.one_line(word.words, 20)} = {words.one_line(word.label, 40)}"


def item(line: Line) -> str:
    """One line: "控制臂 8箱=96件"."""
    return f"{name(line)} {how_much(line)}{'(赠)' if line.gift else ''}"


def origin(line: Line) -> str:
    """The order a draft's line was repeated from: "(照 SO20260101-0001)"."""
    return f"(照 {words.one_line(line.origin, 24)})" if line.origin else ""


def instead(one: Instead, viewer: Viewer) -> str:
    """A substitute, how much of it, and what it costs more: "控制臂(加厚) 30件(+120 元)"."""
    dearer = one.dearer if viewer.prices else None
    price = "" if dearer is None else f"({'+' if dearer >= 0 else '-'}{words.money(abs(dearer))})"
    return f"{words.one_line(one.label, 30)} {words.number(one.qty)}{one.unit}{price}"


def short(order: Order) -> str:
    """The goods in half a line: "控制臂 8箱=96件 等3种"."""
    if not order.lines:
        return "货品待定"
    rest = f" 等{len(order.lines)}种" if len(order.lines) > 1 else ""
    return item(order.lines[0]) + rest


def wanted(order: Order, viewer: Viewer) -> str:
    """The date and the hurry: "3月15日(周日)前到,加急"; empty where nothing was said."""
    parts = []
    if order.due is not None:
        parts.append(words.due(order.due, order.due_kind, viewer.now, viewer.zone))
    elif order.due_words.strip():
        parts.append(f"“{words.one_line(order.due_words, 20)}”")
    if order.urgent:
        parts.append("加急")
    return ",".join(parts)


def customer(order: Order, viewer: Viewer, level: str = "") -> str:
    """The customer's name as far as it may be written here; the words of the message where it may not."""
    typed = order.evidence["customer"].words if "customer" in order.evidence else ""
    if order.customer_id is not None and not viewer.may_name(order.customer_id):
        return words.one_line(typed, 40) or "已识别"
    shown = words.one_line(order.customer_name or typed, 40)
    return f"{shown} ({level})" if shown and level and viewer.staff_direct else shown


def line_mark(line: Line) -> tuple[Mark, str]:
    """How far the line may be trusted, and why not."""
    whys = [words.why(d) for d in line.doubts]
    if line.sku is None:
        return "red", _first(whys, "product", line)
    if line.base_qty is None:
        return "red", _first(whys, "quantity", line)
    return ("amber", whys[0]) if whys else ("", "")


def _first(whys: list[str], field: str, line: Line) -> str:
    own = [words.why(d) for d in line.doubts if d.field == field]
    if own or whys:
        return (own or whys)[0]
    if field == "product" and line.mention:
        return words.doubt(field, "ambiguous" if line.candidates else "unknown", line.mention)
    return words.doubt(field, "missing")


def rows(order: Order, viewer: Viewer, first: Collection[int] = (), shown: int = SHOWN) -> tuple[str, ...]:
    """The lines of an order, folded: `first` names line numbers that must be among those shown."""
    wanted_lines = [n for n in order.lines if n.no in first][:shown]
    others = [n for n in order.lines if n not in wanted_lines][: shown - len(wanted_lines)]
    kept = [n for n in order.lines if n in wanted_lines or n in others]
    said = order.phase is Phase.DRAFT  # where a line comes from matters until it is confirmed
    out = [f"{words.circled(n.no)} {item(n)}{origin(n) if said else ''}{_sum(n, viewer)}" for n in kept]
    return (*out, f"…共{len(order.lines)}行") if len(kept) < len(order.lines) else tuple(out)


def _sum(line: Line, viewer: Viewer) -> str:
    total = line_total(line)
    return f" ×{words.amount(_price(line))}" if viewer.prices and total is not None and not line.gift else ""


def _price(line: Line) -> Decimal:
    return line.price if line.price is not None else Decimal(0)


def total(order: Order, viewer: Viewer) -> Fact | None:
    """The amount, for those who may see it: "300×86 = 25,800 元"."""
    sums = [line_total(n) for n in order.lines]
    known = [s for s in sums if s is not None]
    if not viewer.prices:
        return None
    if not [n for n in order.lines if n.price is not None]:
        return _said(order)
    value = words.money(sum(known, Decimal(0)))
    line = order.lines[0]
    if len(order.lines) == 1 and line.base_qty is not None and not line.gift:
        value = f"{words.number(line.base_qty)}×{words.amount(_price(line))} = {value}"
    missing = len(sums) - len(known)
    said = next((n for n in order.lines if n.said_price is not None and not _as_said(n)), None)
    if missing:
        return Fact("金额", value, "amber", f"另有{missing}行没有单价")
    if said is not None and said.said_price is not None:
        kinds = [f.facts.get("kind", "") for f in order.findings if f.code == "price.differs"]
        ours = words.PRICE_OF.get(kinds[0] if kinds else "", "价目表")
        return Fact("金额", value, "amber", f"按{ours}算;消息里说的是{words.amount(said.said_price)}")
    return Fact("金额", value)


def _as_said(line: Line) -> bool:
    """Whether the line costs what somebody said: somebody who may give that price did."""
    if line.price is None or line.said_price is None or line.qty is None or line.base_qty is None:
        return False
    return line.price * line.base_qty == line.said_price * line.qty


def _said(order: Order) -> Fact | None:
    """Where no list price is known yet: the price that somebody said."""
    line = next((n for n in order.lines if n.said_price is not None), None)
    if line is None or line.said_price is None:
        return None
    return Fact("说价", f"{words.amount(line.said_price)} 元/{line.unit or line.base_unit}", "amber", "以价目表为准")


def ref(order: Order) -> str:
    """What the order is called: its number, or what it is."""
    if order.number is None and order.phase is Phase.VOID and order.quote:
        return f"报价单 {order.quote}"
    return order.number or ("草稿" if order.phase is Phase.DRAFT else "订单")


def tail(order: Order) -> str:
    """The digits people say: "0001" of SO20260310-0001; all of a quote's number, others' digits may be the same."""
    if order.number is None:
        return order.quote
    return order.number.rsplit("-", 1)[-1][-8:]
