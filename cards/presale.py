"""Goods on their way: what is offered for what is short of a draft, and what was accepted."""

from cards import words
from cards.card import Note
from cards.viewer import Viewer
from handlers.domain.offers import Presale
from handlers.domain.order import Order

NAMED = 3  # lines on one card


def offered(offer: Presale, viewer: Viewer, *, named: bool) -> str:
    """在途 300件,3月16日(周一)到货; of a part also how much of what is short; a customer reads the day only."""
    day = words.day(offer.day if viewer.outsider else offer.due, viewer.now, viewer.zone)
    line = words.circled(offer.line) if named else ""
    if viewer.outsider:
        part = f"其中{words.number(offer.part)}{offer.unit}" if offer.part is not None else ""
        return f"{line}{part}{day}能到"
    figures = f" {words.number(offer.qty)}{offer.unit}," if viewer.staff_direct else ","
    part = f",只够缺的{words.number(offer.part)}{offer.unit}" if offer.part is not None and viewer.staff_direct else ""
    return f"{line}在途{figures}{day}到货{part}"


def taken(order: Order, viewer: Viewer) -> tuple[Note, ...]:
    """已接受预售,3月17日(周二)到: the last day, and where it is for a part, of which line."""
    lines = [line for line in order.lines if line.presale and line.presale_day is not None]
    days = [line.presale_day for line in lines if line.presale_day is not None]
    if not days:
        return ()
    parts = "、".join(
        f"{words.circled(line.no) if len(order.lines) > 1 else ''}{words.number(line.presale_qty)}{line.base_unit}"
        for line in lines
        if line.presale_qty is not None
    )
    rest = f"(其中只有一部分在途:{parts},其余按交期)" if parts else ""
    return (Note(f"已接受预售,{words.day(max(days), viewer.now, viewer.zone)}到{rest}。"),)
