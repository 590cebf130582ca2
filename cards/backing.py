"""What stands behind a draft, for our own people only: 库存 and 信用."""

from cards import words
from cards.card import Fact
from cards.viewer import Viewer
from handlers.domain.backing import Backing, Shelf
from handlers.domain.order import Order

NAMED = 2  # products of a long order that are named one by one


def stock(backing: Backing, viewer: Viewer) -> tuple[Fact, ...]:
    """可用360→占用后60件; of a long order only what goes into the safety stock."""
    if not viewer.staff_direct or not backing.shelves:
        return ()
    low = [shelf for shelf in backing.shelves if shelf.low]
    if len(backing.shelves) == 1:
        text = _shelf(backing.shelves[0])
    elif low:
        text = "、".join(f"{words.circled(shelf.no)}{_shelf(shelf)}" for shelf in low[:NAMED])
        text += f"等{len(low)}种" if len(low) > NAMED else ""
    else:
        return ()
    return (Fact("库存", text, "amber", "低于安全库存") if low else Fact("库存", text),)


def _shelf(shelf: Shelf) -> str:
    text = f"可用{words.number(shelf.free)}→占用后{words.number(shelf.after)}{shelf.unit}"
    if shelf.low:
        return f"{text}(安全{words.number(shelf.safety)})"
    return f"{text}(另留安全{words.number(shelf.safety)})" if shelf.kept and shelf.safety > 0 else text


def credit(order: Order, backing: Backing, viewer: Viewer) -> tuple[Fact, ...]:
    """120,000→145,800,额度300,000 元; where the limit does not do, the finding says so."""
    standing = backing.standing
    if not viewer.prices or standing is None or any(f.code == "credit.over" for f in order.findings):
        return ()
    if standing.total > standing.limit or standing.total <= standing.before:
        return ()
    before, total = words.amount(standing.before), words.amount(standing.total)
    return (Fact("信用", f"{before}→{total},额度{words.money(standing.limit)}"),)
