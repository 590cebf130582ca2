"""What the tables of a text say, and what else is written once for many amounts: an article, a counter."""

from collections.abc import Sequence
from dataclasses import replace

from ..dimensions.found import Found, covered, stretch
from ..dimensions.quantity.rules import Quantity
from ..frozen import frozen
from ..lexicon import Lexicon
from ..products import Hit
from .cells import Cell
from .grid_rows import cells_of
from .headings import headings
from .one_unit import counted_in, unit_for_all


@frozen
class Tables:
    """The amounts of grids, the words above them, the counter of all bare amounts, and the characters of all that."""

    cells: tuple[Cell, ...]
    heads: tuple[Hit, ...]
    unit: str | None
    taken: int
    idle: tuple[tuple[int, int], ...]  # where the counter of all is said


NONE = Tables((), (), None, 0, ())


def tables_of(text: str, folded: str, hits: Sequence[Hit], lexicon: Lexicon, taken: int) -> Tables:
    """The tables of a text; `hits` are its words, `taken` its characters that mean other things."""
    cells = cells_of(text, folded, hits, lexicon, taken)
    heads = tuple(dict.fromkeys([*headings(folded, hits), *(h for cell in cells for h in cell.named)]))
    unit = unit_for_all(folded, frozenset(lexicon.counters))
    if not (heads or cells or unit):
        return NONE
    own = [(h.start, h.end) for h in heads] + [(s.start, s.end) for cell in cells for s in cell.taken]
    own += [unit[0]] if unit else []
    return Tables(tuple(cells), heads, unit[1] if unit else None, covered(own), (unit[0],) if unit else ())


def put_in(
    tables: Tables, hits: list[Hit], quantities: list[Found[Quantity]]
) -> tuple[list[Hit], list[Found[Quantity]], tuple[Cell, ...]]:
    """The words and the amounts of a text with those of its tables in their place, and the cells of these."""
    if tables.heads:
        hits = [h for h in hits if not tables.taken & stretch(h.start, h.end)]
        hits = sorted([*hits, *tables.heads], key=lambda h: h.start)
        quantities = [q for q in quantities if not tables.taken & stretch(q.span.start, q.span.end)]
        quantities = sorted([*quantities, *(cell.amount for cell in tables.cells)], key=lambda q: q.span.start)
    if tables.unit is None:
        return hits, quantities, tables.cells
    cells = tuple(replace(c, amount=counted_in(tables.unit, c.amount)) for c in tables.cells)
    return hits, [counted_in(tables.unit, q) for q in quantities], cells
