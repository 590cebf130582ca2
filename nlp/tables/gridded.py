"""The lines of an order that stand in a grid of sizes and amounts."""

from collections.abc import Sequence

from ..dimensions.found import Found
from ..dimensions.quantity.rules import Quantity
from ..grouping import Item
from ..products import Choice, Hit
from .cells import Cell


def beside(
    cells: Sequence[Cell], hits: Sequence[Hit], quantities: Sequence[Found[Quantity]]
) -> tuple[list[Hit], list[Found[Quantity]]]:
    """The words and the amounts that stand in no grid."""
    named = {h for cell in cells for h in cell.named}
    amounts = {cell.amount.span for cell in cells}
    return [h for h in hits if h not in named], [q for q in quantities if q.span not in amounts]


def items_of(cells: Sequence[Cell], wanted: Sequence[Hit], text: str) -> list[Item]:
    """A line for each amount of a grid, but for those of a product that is refused: 不要801 39*2 40*5了."""
    found = []
    for cell in cells:
        if any(hit not in wanted for hit in cell.named):
            continue
        start, end = cell.size.start, cell.amount.span.end
        start = start if text.find("\n", start, end) < 0 else cell.amount.span.start
        item = Item(start, end, cell.named, Choice(cell.mask, cell.named), cell.amount)
        item.product, item.unknown = (cell.size.start, cell.size.end), not cell.mask
        item.mention = f"{' '.join(h.word for h in cell.named)} {text[cell.size.start : cell.size.end]}"
        found.append(item)
    return found


def with_cells(items: Sequence[Item], cells: Sequence[Item]) -> list[Item]:
    """The lines with those of a grid in their place."""
    return sorted([*items, *cells], key=lambda item: item.start) if cells else list(items)


def alike(item: Item, cells: Sequence[Cell], items: Sequence[Item]) -> list[Item]:
    """The other lines of the grid that a line stands in: what is said of it behind the grid is said of all."""
    named = {cell.amount.span: cell.named for cell in cells}
    own = named.get(item.quantity.span) if item.quantity else None
    return [one for one in items if own and one is not item and one.quantity and named.get(one.quantity.span) == own]
