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

LINES = 500  # inputs for quantities, as many as a list may have; an order with more is changed in words


@dataclass(frozen=True, slots=True)
class Question:
    """The draft's open question and its answers, in the order of their places; without answers it is only shown."""

    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the order; a line that is neither goods nor words has no quantity, the only line no box."""

    label: str
    quantity: Field | None
    drop: Field | None  # the box that takes it away


@dataclass(frozen=True, slots=True)
class OrderForm:
    """What can be filled in."""

    rows: tuple[Row, ...]
    more: Field
    due: Field
    address: Field
    question: Question | None


def order_form(order: Order, viewer: Viewer) -> OrderForm:
    """The inputs, prefilled with what the draft holds now."""
    several = len(order.lines) > 1
    rows = tuple(_row(line, several=several) for line in order.lines[:LINES])
    asking = ask(order, viewer)
    answers = asking.listed or tuple(button.label for button in asking.buttons)
    return OrderForm(
        rows,
        another(),
        Field(forms.DUE, "要货日期", order.due.isoformat() if order.due else "", "date"),
        Field(forms.ADDRESS, "送货地址", words.one_line(order.address or "", 120)),
        Question(asking.text, answers) if answers else None,
    )


def _row(line: Line, *, several: bool) -> Row:
    label = _label(line, several=several)
    amount = "" if line.qty is None else plain(line.qty)
    quantity = Field(forms.quantity(line.no), label, amount, "number", required=line.qty is not None)
    drop = Field(forms.drop(line.no), f"删除这一行:{label}") if several else None
    return Row(label, quantity if line.sku or line.mention else None, drop)


def _label(line: Line, *, several: bool) -> str:
    place = f"{words.circled(line.no)} " if several else ""
    return f"{place}{goods.name(line)}({line.unit or line.base_unit or '数量'})"
