"""A draft as a form in a browser: every line, the date, the address, and the answers to the open question."""

from dataclasses import dataclass

from cards import goods, words
from cards.card import Field
from cards.press import another
from cards.question import ask
from cards.viewer import Viewer
from handlers.domain import forms
from handlers.domain.order import Line, Order
from handlers.domain.quantity import plain

LINES = 100  # inputs for quantities; an order with more is changed in words


@dataclass(frozen=True, slots=True)
class Question:
    """The draft's open question and its answers, in the order of their places; without answers it is only shown."""

    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderForm:
    """What can be filled in."""

    quantities: tuple[Field, ...]
    drops: tuple[Field, ...]  # a box for each line; none where there is only one
    more: Field
    due: Field
    address: Field
    question: Question | None


def order_form(order: Order, viewer: Viewer) -> OrderForm:
    """The inputs, prefilled with what the draft holds now."""
    several = len(order.lines) > 1
    quantities = tuple(
        Field(
            forms.quantity(line.no),
            _label(line, several=several),
            "" if line.qty is None else plain(line.qty),
            "number",
            required=line.qty is not None,
        )
        for line in order.lines[:LINES]
        if line.sku or line.mention
    )
    drops = (
        tuple(
            Field(forms.drop(line.no), f"删除这一行:{_label(line, several=True)}", "") for line in order.lines[:LINES]
        )
        if several
        else ()
    )
    asking = ask(order, viewer)
    answers = asking.listed or tuple(button.label for button in asking.buttons)
    return OrderForm(
        quantities,
        drops,
        another(),
        Field(forms.DUE, "要货日期", order.due.isoformat() if order.due else "", "date"),
        Field(forms.ADDRESS, "送货地址", words.one_line(order.address or "", 120)),
        Question(asking.text, answers) if answers else None,
    )


def _label(line: Line, *, several: bool) -> str:
    place = f"{words.circled(line.no)} " if several else ""
    return f"{place}{goods.name(line)}({line.unit or line.base_unit or '数量'})"
