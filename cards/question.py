"""The one open question of a draft: how it is asked, and its numbered answers."""

import re
from dataclasses import dataclass

from cards import goods, press, words
from cards.card import Button, Wanted
from cards.limits import BUTTON
from cards.viewer import Viewer
from handlers.domain.order import Asked, Choice, Order, Question

_WANTED: dict[Asked, Wanted] = {Asked.QUANTITY: "number", Asked.DATE: "date"}
SHORT = 8  # a choice of at most this many characters needs no list of its own


@dataclass(frozen=True, slots=True)
class Asking:
    """The open question as it is shown."""

    text: str
    blocks: bool = False  # nothing can be confirmed before it is answered
    listed: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    wanted: Wanted = ""  # what a bare number in the answer is


def ask(order: Order, viewer: Viewer) -> Asking:
    """The draft's question for this viewer; without text where nothing is asked."""
    asked = order.asked
    if asked is None:
        return Asking("")
    choices = asked.choices
    if asked.about is Asked.CUSTOMER and viewer.outsider:
        choices = ()
    shorts = _shorts(choices)
    text = _question(asked, order, choices, shorts)
    folded = any(len(s) > SHORT for s in (c.label for c in choices))
    labels = _labels(shorts) if folded else shorts
    return Asking(
        text,
        asked.about is not Asked.DATE,
        tuple(words.one_line(c.label, 50) for c in choices) if folded else (),
        tuple(press.choose(order, i, s) for i, s in enumerate(labels)),
        _WANTED.get(asked.about, ""),
    )


def _shorts(choices: tuple[Choice, ...]) -> tuple[str, ...]:
    """What tells the choices apart: "转向节(左) 大号" and "转向节(右) 大号" become "左" and "右"."""
    parts = [[p for p in re.split(r"[\s()\uff08\uff09/]+", c.label) if p] for c in choices]
    common = set(parts[0]).intersection(*parts[1:]) if len(parts) > 1 else set()
    out = tuple(" ".join(p for p in own if p not in common) for own in parts)
    return out if all(out) and len(set(out)) == len(out) else tuple(c.label for c in choices)


def _labels(shorts: tuple[str, ...]) -> tuple[str, ...]:
    """What stands on the buttons below a list: number and name, or the number alone where cut names are the same."""
    told = [words.cut(s, BUTTON - len(f"{i} ")) for i, s in enumerate(shorts, start=1)]
    alike = len(set(told)) < len(told)
    return tuple(str(i) if alike else f"{i} {s}" for i, s in enumerate(shorts, start=1))


def _question(asked: Question, order: Order, choices: tuple[Choice, ...], shorts: tuple[str, ...]) -> str:
    line = next((n for n in order.lines if n.no == asked.line), None)
    where = f"第{line.no}行" if line is not None and len(order.lines) > 1 else ""
    said = f"“{words.one_line(line.mention or goods.name(line), 20)}”" if line is not None else ""
    match asked.about:
        case Asked.CUSTOMER:
            return _ask_customer(order, bool(choices))
        case Asked.PRODUCT:
            return _ask_product(where, said, choices, shorts)
        case Asked.QUANTITY:
            return f"{where}{said or '这个产品'}要多少?回复数量,如“200件”。"
        case Asked.DATE:
            return "什么时候要货?回复日期,如“下周三”;没定也可以先确认。"


def _ask_customer(order: Order, choices: bool) -> str:
    said = f"“{words.one_line(order.customer_name, 20)}”" if order.customer_name.strip() else ""
    if choices:
        return f"{said}是哪一家?" if said else "这单是哪一家的?"
    if said and order.customer_candidates:
        return f"{said}是哪一家?请回复客户全称。"
    return f"没找到客户{said},请回复客户全称或简称。" if said else "这单是哪家客户的?请回复客户名。"


def _ask_product(where: str, said: str, choices: tuple[Choice, ...], shorts: tuple[str, ...]) -> str:
    if not choices:
        return f"{where}没找到产品{said},请换个叫法或发编码。" if said else "要什么产品、多少?"
    if len(choices) <= 3 and all(len(s) <= 6 for s in shorts):
        return f"{where}{said or '产品'}可能是{words.join(shorts)},请确认。"
    return f"{where}{said or '产品'}是哪一种?"
