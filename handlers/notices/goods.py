"""What is told about goods: stock, prices, shortages and what could go instead."""

from dataclasses import dataclass, field
from decimal import Decimal

from handlers.domain.alert import Alert
from handlers.domain.buying import Requisition, Shortage
from handlers.domain.offers import Allotted, Holder, Instead, Swap
from handlers.domain.order import Order
from handlers.domain.party import Product
from handlers.domain.pricing import Rate
from handlers.domain.promise import Inbound
from handlers.domain.reserve import Level, Receipt
from handlers.domain.stop import Stop


@dataclass(frozen=True, slots=True)
class StockInfo:
    """Stock of products; a customer sees only whether it is in stock."""

    products: tuple[Product, ...]
    words: str = ""
    levels: dict[str, Level] = field(default_factory=dict)  # by SKU
    holders: tuple[Holder, ...] = ()  # of the one product that was asked for
    inbound: tuple[Inbound, ...] = ()


@dataclass(frozen=True, slots=True)
class PriceInfo:
    """List prices; only for staff in a direct chat."""

    products: tuple[Product, ...]
    words: str = ""
    rates: tuple[Rate, ...] = ()  # by amount and of promotions, as they hold today for everybody


@dataclass(frozen=True, slots=True)
class StockChanged:
    """Goods came in, or were counted."""

    product: Product
    what: str  # receipt | unreceipt | count
    qty: Decimal
    level: Level
    waiting: int = 0  # orders that wait for it
    shrunk: int = 0  # orders that hold less now
    allotted: tuple[Allotted, ...] = ()  # who got of it what, by priority; unreceipt: who has less of it now
    booked: Receipt | None = None  # unreceipt: what was taken back
    by: str = ""  # unreceipt: name of who had booked it


@dataclass(frozen=True, slots=True)
class SaleChanged:
    """A product is not for sale from now on, or is again."""

    product: Product
    stop: Stop
    by: str = ""  # name; empty: by itself
    again: bool = False  # it was not for sale before


@dataclass(frozen=True, slots=True)
class SaleFlagged:
    """The same for the systems that sell: read by a machine."""

    product: Product
    stop: Stop
    by: str = ""  # name; empty: by itself
    on: bool = False  # it is for sale again


@dataclass(frozen=True, slots=True)
class SaleStops:
    """Everything that is not for sale."""

    stops: tuple[Stop, ...]
    products: dict[str, Product] = field(default_factory=dict)  # by SKU


@dataclass(frozen=True, slots=True)
class ShortNow:
    """Everything that orders wait for, for who keeps or buys goods."""

    found: tuple[Shortage, ...]
    products: int  # how many there are in all


@dataclass(frozen=True, slots=True)
class GoodsAllotted:
    """Goods came in: which orders got them, for the warehouse all, for a salesperson his own."""

    product: Product
    qty: Decimal  # that came in
    allotted: tuple[Allotted, ...]
    waiting: int = 0  # orders that are looked at in a moment


@dataclass(frozen=True, slots=True)
class PickChanged:
    """The pick list of a confirmed order is another one: what to put in and take out, for the warehouse."""

    order: Order
    before: Order
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LabelTodo:
    """The address changed after the label was printed: stop the parcel, print the new one."""

    order: Order
    old: str  # address
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LabelWrong:
    """A label was scanned that is not the order's any more: the parcel must not leave."""

    order: Order
    version: int  # of the scanned one


@dataclass(frozen=True, slots=True)
class ShortageReported:
    """Staff reported something short; for purchasing and as the answer."""

    products: tuple[Product, ...]
    qty: str
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class Requested:
    """A purchase requisition was made, or is there already."""

    requisition: Requisition
    product: Product
    by: str  # name
    shortage: Shortage  # as it was when this was said
    again: bool = False


@dataclass(frozen=True, slots=True)
class RequisitionShown:
    """A purchase requisition and what has come of it."""

    requisition: Requisition
    product: Product
    by: str  # name
    alert: Alert  # that it was made for: over once nobody waits any more
    shortage: Shortage | None  # None: it is over


@dataclass(frozen=True, slots=True)
class RequisitionPassed:
    """A purchase requisition for the system that buys."""

    requisition: Requisition
    product: Product
    by: str  # name
    orders: tuple[str, ...]  # numbers of those that wait for it


@dataclass(frozen=True, slots=True)
class SwapOffered:
    """A substitute is there for what a confirmed order waits for: its salesperson decides."""

    order: Order
    option: Instead
    by: str  # who proposes it


@dataclass(frozen=True, slots=True)
class SwapChoices:
    """What could go instead of what a confirmed order lacks: for whoever asked."""

    order: Order
    options: tuple[Instead, ...]


@dataclass(frozen=True, slots=True)
class SwapsAsked:
    """Which orders a substitute was proposed for."""

    product: Product
    asked: tuple[Swap, ...]
    waiting: int  # orders that wait for the product
