"""Everything recognised in one text, before it is put together: who, what, how many, when."""

from dataclasses import field

from .customers import Named
from .dimensions.date.rules import DateValue
from .dimensions.found import Found
from .dimensions.money.rules import Price
from .dimensions.order_ref.rules import OrderRef
from .dimensions.quantity.rules import Quantity
from .frozen import frozen
from .products import Hit
from .signs import signs_of
from .tables.cells import Cell


@frozen
class Scene:
    """A text and what stands where in it; all stretches index the original text."""

    text: str
    folded: str
    hits: tuple[Hit, ...]
    customers: tuple[Named, ...]
    dates: tuple[Found[DateValue], ...]
    quantities: tuple[Found[Quantity], ...]
    prices: tuple[Found[Price], ...]
    addresses: tuple[Found[str], ...]
    refs: tuple[Found[OrderRef], ...]
    ignored: tuple[tuple[int, int], ...] = ()  # stretches that say nothing: list marks, time stamps, our own people
    cells: tuple[Cell, ...] = ()  # the amounts of grids of sizes
    known: tuple[tuple[int, int], ...] = field(init=False, compare=False, repr=False)  # all that is recognised
    signs: frozenset[str] = field(init=False, compare=False, repr=False)  # of the text: what a cue needs may be missing

    def __post_init__(self) -> None:
        """Collects where something stands, and every character that occurs."""
        known = [(h.start, h.end) for h in self.hits]
        known += [(c.start, c.end) for c in self.customers]
        found = (*self.dates, *self.quantities, *self.prices, *self.addresses, *self.refs)
        known += [(f.span.start, f.span.end) for f in found]
        self.known = (*known, *self.ignored)  # type: ignore[misc]
        self.signs = signs_of(self.folded)  # type: ignore[misc]

    def between(self, start: int, end: int) -> str:
        """The folded text of a stretch."""
        return self.folded[start:end]
