"""What stands behind an order, for our own people only: 库存 and 信用, and what helps to decide on it."""

from cards import words
from cards.card import Block, Fact, Facts
from cards.viewer import Viewer
from handlers.domain.backing import Background, Backing, Shelf
from handlers.domain.order import Order
from handlers.domain.party import Role

EARNINGS = frozenset({Role.FINANCE, Role.MANAGER})  # who may know what is earned
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


def background(known: Background, viewer: Viewer) -> tuple[Block, ...]:
    """近3次付款平均迟6天; 毛利18%, for finance and managers."""
    rows: list[Fact] = []
    if viewer.prices and known.late is not None:
        late = f"平均迟{known.late}天" if known.late > 0 else "按时" if known.late == 0 else f"平均提前{-known.late}天"
        rows.append(Fact("付款", f"近{len(known.paid)}次{late}"))
    if viewer.staff_direct and viewer.role in EARNINGS and known.margin is not None:
        rows.append(Fact("毛利", f"本单{words.number(known.margin)}%"))
    return (Facts(tuple(rows)),) if rows else ()
