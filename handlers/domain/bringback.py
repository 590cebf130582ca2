"""What was just taken out of a draft, or altered in it, stands there again: 还是留着吧, 改回来."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from handlers.domain.lines import says_product, skus
from handlers.domain.order import Line, Order
from nlp.types import AddItem, BringBack, Candidate, Edit, LineItem, RemoveItem, SetCustomer, SetDue, SetItem, Unread


def resolved(edits: Iterable[Edit], now: Order, before: Sequence[Order]) -> tuple[Edit, ...]:
    """The edits with every wish to bring back spelt out; `before`: the draft as it was, the newest first."""
    done: list[Edit] = []
    for one in edits:
        done += _spelt_out(one, now, before) if isinstance(one, BringBack) else [one]
    return tuple(done)


def _spelt_out(one: BringBack, now: Order, before: Sequence[Order]) -> list[Edit]:
    unread: list[Edit] = [Unread("", one.span)]
    for was in before:
        gone = [line for line in was.lines if not any(_same(line, kept) for kept in now.lines)]
        if says_product(one.item):
            gone = [line for line in gone if line.sku in skus(one.item)]
        if len(gone) > 1 and one.item.qty is not None:
            return unread
        if gone and (len(was.lines) > len(now.lines) or says_product(one.item)):
            return [AddItem(_as_before(line, one.item)) for line in gone]
        if not says_product(one.item) and one.item.qty is None and (back := _turned_back(now, was)):
            return back
    return unread


def _same(one: Line, other: Line) -> bool:
    return (one.sku or one.mention, one.gift) == (other.sku or other.mention, other.gift)


def _as_before(line: Line, said: LineItem) -> LineItem:
    counted = said.qty is not None
    return LineItem(
        sku=line.sku,
        candidates=tuple(Candidate(sku, sku, 0) for sku in line.candidates),
        mention=line.mention,
        qty=said.qty if counted else line.qty,
        unit=(said.unit or line.unit) if counted else line.unit,
        gift=line.gift,
    )


def _turned_back(now: Order, was: Order) -> list[Edit]:
    """What makes the draft what it was: for goods, amounts, day and customer."""
    edits: list[Edit] = []
    for line in now.lines:
        old = next((x for x in was.lines if x.no == line.no), None)
        if old is None:
            edits.append(RemoveItem(line.no))
        elif (old.sku, old.qty, old.unit) != (line.sku, line.qty, line.unit) and old.qty is not None:
            item = _as_before(old, LineItem())
            edits.append(SetItem(line.no, item if old.sku != line.sku else replace(item, sku=None, mention="")))
    if was.due is not None and was.due != now.due:
        edits.append(SetDue(was.due, was.due_kind, was.due_words))
    if was.customer_id is not None and was.customer_id != now.customer_id:
        edits.append(SetCustomer(was.customer_id, words=was.customer_name))
    return edits
