"""The gift that a draft is just short of: whether it is asked about here, and what would reach it."""

from decimal import Decimal

from cards import press, words
from cards.card import Card, Lines, Note
from cards.viewer import Viewer
from handlers.domain.finding import Finding
from handlers.domain.topping import Extra
from handlers.notices import TopUpShown


def asked(viewer: Viewer) -> bool:
    """Our own people are asked, and a customer's employee alone; not a group where others of the trade read along."""
    return not viewer.outsider or (viewer.is_customer and viewer.direct)


def nearly(near: Finding) -> str:
    """Without amounts, for those who may not see them."""
    return f"再添一点就送{_gift(near)}。"


def _gift(near: Finding) -> str:
    facts = near.facts
    return f"{words.one_line(facts['label'], 20)} {facts['qty']}{facts['unit']}"


def top_up_shown(notice: TopUpShown, viewer: Viewer) -> Card:
    """One numbered row and one button a way, and how to say another one."""
    order, near = notice.order, notice.near
    gap = words.money(Decimal(near.facts["gap"]))
    title = f"再加{gap}送{_gift(near)}" if viewer.prices else f"再添一点送{_gift(near)}"
    said = "想加别的,直接说就行;不加,选“不用”。"
    if not notice.ways:
        said = "常订的货里没有刚好够的。要加什么,直接说就行;不加,选“不用”。"
    rows = tuple(_way(one, viewer) for one in notice.ways)
    listed = (Lines(rows, numbered=True),) if rows else ()
    buttons = tuple(press.top_add(order, place, one) for place, one in enumerate(notice.ways))
    return Card(title, title, (*listed, Note(said)), (*buttons, press.top_leave(order)))


def _way(way: Extra, viewer: Viewer) -> str:
    """控制臂 再加12件(+540 元)."""
    more = f"{words.number(way.qty)}{way.unit}"
    price = f"(+{words.money(way.cost)})" if viewer.prices else ""
    return f"{words.one_line(way.label, 30)} {'再加' if way.line is not None else '加'}{more}{price}"
