"""Products, stock, and what is to be bought."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from handlers.domain.buying import Requisition, Waits
from handlers.domain.capacity import Load, Works
from handlers.domain.order import OrderId
from handlers.domain.party import Product
from handlers.domain.promise import Inbound, Promise
from handlers.domain.reserve import NONE, Hold, HoldKind, Level, Receipt
from handlers.domain.stop import Stop


class Catalogue(Protocol):
    """Products."""

    async def product(self, sku: str) -> Product | None:
        """A product by SKU."""
        ...

    async def products(self, skus: Collection[str]) -> dict[str, Product]:
        """Products by SKU; unknown ones are left out."""
        ...


class Promises(Protocol):
    """What was promised to orders, who waits for it, and what the production lines are booked with."""

    async def claimed(self, skus: Collection[str], order_id: OrderId, kept: Collection[str] = ()) -> dict[str, Decimal]:
        """How much other confirmed orders wait for of products, each before this one.

        Of the `kept`, which it was promised already, only orders that were confirmed earlier, and those that count on
        a delivery while it does not: whoever comes later takes nothing of what it was promised.
        """
        ...

    async def works(self) -> tuple[Works, ...]:
        """The production lines of capacity.csv, by name."""
        ...

    async def booked(self, works: Collection[str], since: date, order_id: OrderId) -> dict[str, dict[date, Decimal]]:
        """Line -> day -> what other orders' promises take of it; nobody else books on these lines meanwhile."""
        ...

    async def loads(self, order_ids: Collection[OrderId]) -> dict[OrderId, tuple[Load, ...]]:
        """What each of these orders takes of the lines."""
        ...

    async def promise(self, order_id: OrderId, found: Sequence[Promise], at: datetime | None = None) -> set[str]:
        """Keeps what an order was promised, instead of what was promised before.

        Its turn is that of its first promise; for more than that, the one that it has `at` this time.
        Returns the production lines of which it takes less on some day than before.
        """
        ...

    async def made_on(self, works: Collection[str], without: OrderId, limit: int = 200) -> list[OrderId]:
        """Other orders that wait for something made on these lines, in the order of `waiting`."""
        ...

    async def promised(self, order_id: OrderId) -> tuple[Promise, ...]:
        """What an order was promised last."""
        ...

    async def waits_for(self, sku: str) -> bool:
        """Whether an order waits for a product."""
        ...

    async def missing(self) -> list[str]:
        """Products that orders wait for, what was waited for longest first."""
        ...

    async def lacking(self, sku: str) -> tuple[Waits, ...]:
        """Every order that waits for a product and how much of it lacks, in the order of `waiting`; no whole orders."""
        ...

    async def waiting(self, skus: Collection[str], limit: int = 1_000) -> list[OrderId]:
        """Orders that wait for one of these products, in the order in which they are served.

        First who was promised a delivery, by that day; then by customer level, by the day it is wanted, by age.
        """
        ...


class Stock(Promises, Protocol):
    """What is there, who holds it, what is on its way, and what was promised of all that."""

    async def levels(self, skus: Collection[str]) -> dict[str, Level]:
        """What is there of products; unknown ones are left out."""
        ...

    async def lock(self, skus: Collection[str]) -> None:
        """Keeps these products for this transaction, in one order for everybody; call it before `levels` and `hold`."""
        ...

    async def lock_for(self, order_ids: Collection[OrderId], more: Collection[str] = ()) -> None:
        """Keeps every product that these orders need, hold or were promised, and `more`, as `lock` does."""
        ...

    async def hold(
        self,
        order_id: OrderId,
        shares: Mapping[str, Decimal],
        kind: HoldKind,
        at: datetime,
        until: datetime | None = None,
    ) -> set[str]:
        """Makes the order's holds exactly these; returns the products of which it holds less than before."""
        ...

    async def release(self, order_id: OrderId) -> set[str]:
        """The order holds nothing any more; returns the products that it held."""
        ...

    async def of(self, order_id: OrderId) -> list[Hold]:
        """What an order holds."""
        ...

    async def holders(self, sku: str) -> list[Hold]:
        """Who holds a product, firm holds first, oldest first."""
        ...

    async def issue(
        self, order_id: OrderId, needed: Mapping[str, Decimal], at: datetime, by: str
    ) -> dict[str, Decimal]:
        """Goods leave the house for an order: its holds first, then what is free; returns what the books lack."""
        ...

    async def receive(self, sku: str, qty: Decimal, at: datetime, by: str) -> Level:
        """Goods come into the house; what was on its way of them is less by as much, the earliest delivery first."""
        ...

    async def receipts(self, sku: str, since: datetime) -> list[tuple[datetime, Decimal]]:
        """What came in of a product since then, and when, oldest first; not what came back from customers."""
        ...

    async def came(self, since: datetime, sku: str | None = None) -> list[Receipt]:
        """What was booked as come in since then and not taken back, oldest first; of one product or all."""
        ...

    async def unreceive(self, sku: str, qty: Decimal, at: datetime, by: str, safety: Decimal = NONE) -> list[Hold]:
        """Goods were booked as come in that did not: the newest holds shrink, what was on its way is so again.

        Of what is left, as much as `safety` is nobody's, but that no order gives back more than came, nor what was
        picked for it. Returns how much which orders hold less of it. The caller sees to it that there is as much.
        """
        ...

    async def take_back(self, order_id: OrderId, sku: str, qty: Decimal, at: datetime, by: str) -> Level:
        """Goods of an order come back: what is on its way is no less for that."""
        ...

    async def count(self, sku: str, qty: Decimal, at: datetime | None, by: str) -> list[Hold]:
        """What is really there. Where that is less than what is held, the newest holds shrink; returns them."""
        ...

    async def inbound(self, skus: Collection[str]) -> dict[str, tuple[Inbound, ...]]:
        """What is on its way of products, soonest first."""
        ...


class Stops(Protocol):
    """Products that are not for sale."""

    async def add(self, stop: Stop) -> Stop | None:
        """Stores it and returns it with its id; None where one of the product stands."""
        ...

    async def get(self, number: int) -> Stop | None:
        """One by its id."""
        ...

    async def save(self, stop: Stop) -> None:
        """Writes how it ended."""
        ...

    async def of(self, skus: Collection[str]) -> dict[str, Stop]:
        """The stops that stand, by SKU."""
        ...

    async def last(self, skus: Collection[str]) -> dict[str, Stop]:
        """The newest stop of each product, whether it stands or not."""
        ...

    async def standing(self, limit: int = 100) -> list[Stop]:
        """Every stop that stands, oldest first."""
        ...


class Requisitions(Protocol):
    """Wishes to buy."""

    async def add(self, wanted: Requisition) -> Requisition:
        """Stores it and returns it with its number; the one that is there where the alert has one."""
        ...

    async def left_open(self, sku: str, since: datetime) -> list[Requisition]:
        """A product's since then whose alert somebody closed, although it had not gone by itself; oldest first."""
        ...

    async def of_alert(self, alert_id: int) -> Requisition | None:
        """The requisition that an alert led to."""
        ...

    async def get(self, requisition_id: int) -> Requisition | None:
        """A requisition by its id."""
        ...
