"""What handlers need from the store, and nothing more. `storage` implements it; `bot` joins the two.

Every method runs inside one transaction that is open from `async with` to `commit()`; leaving the block without
`commit()` rolls everything back.
"""

from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Protocol, Self

from handlers.ports.goods import Catalogue, Requisitions, Stock, Stops
from handlers.ports.messages import Inbox, Meta, OutboxWrite, Outgoing
from handlers.ports.money import Accounts, Payments, Quotations, Refunds, Returns
from handlers.ports.orders import Approvals, Deadlines, Events, Orders, Requests
from handlers.ports.parties import Aliases, Invitations, Parties, Quiet
from handlers.ports.watch import Alerts, Attempts, Parcels, Pledges, Rules, Slips


class UnitOfWork(Protocol):
    """One transaction."""

    @property
    def meta(self) -> Meta:
        """Small facts by name."""
        ...

    @property
    def orders(self) -> Orders:
        """Orders and their lines."""
        ...

    @property
    def events(self) -> Events:
        """The append-only history."""
        ...

    @property
    def deadlines(self) -> Deadlines:
        """Promises about time."""
        ...

    @property
    def parties(self) -> Parties:
        """People, customers, chats."""
        ...

    @property
    def invitations(self) -> Invitations:
        """Codes that make somebody known, and accounts that nobody knows."""
        ...

    @property
    def catalogue(self) -> Catalogue:
        """Products."""
        ...

    @property
    def aliases(self) -> Aliases:
        """Customers' own words for products."""
        ...

    @property
    def stock(self) -> Stock:
        """What is there, who holds it, what was promised."""
        ...

    @property
    def stops(self) -> Stops:
        """Products that are not for sale."""
        ...

    @property
    def accounts(self) -> Accounts:
        """Money."""
        ...

    @property
    def payments(self) -> Payments:
        """What was paid of orders."""
        ...

    @property
    def refunds(self) -> Refunds:
        """Money that went back to customers."""
        ...

    @property
    def returns(self) -> Returns:
        """Goods that customers give back."""
        ...

    @property
    def quotations(self) -> Quotations:
        """Prices that were offered."""
        ...

    @property
    def approvals(self) -> Approvals:
        """Decisions about orders that a check holds."""
        ...

    @property
    def alerts(self) -> Alerts:
        """What is late or short, and who was told."""
        ...

    @property
    def requisitions(self) -> Requisitions:
        """Wishes to buy."""
        ...

    @property
    def pledges(self) -> Pledges:
        """What people promised."""
        ...

    @property
    def rules(self) -> Rules:
        """Operators' rules."""
        ...

    @property
    def parcels(self) -> Parcels:
        """Waybills and what carriers say of them."""
        ...

    @property
    def requests(self) -> Requests:
        """What customers asked for that a person must decide on."""
        ...

    @property
    def attempts(self) -> Attempts:
        """The security log."""
        ...

    @property
    def slips(self) -> Slips:
        """Promises that slipped."""
        ...

    @property
    def quiet(self) -> Quiet:
        """People who want to be told nothing but answers."""
        ...

    @property
    def inbox(self) -> Inbox:
        """Messages that came in."""
        ...

    @property
    def outbox(self) -> OutboxWrite:
        """Things to be told."""
        ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def savepoint(self) -> AbstractAsyncContextManager[None]:
        """A part that is undone where it raises, while the unit itself goes on: a refusal leaves nothing behind."""
        ...

    async def commit(self) -> None:
        """Makes everything done in this block lasting."""
        ...


__all__ = [
    "Accounts",
    "Alerts",
    "Aliases",
    "Approvals",
    "Attempts",
    "Catalogue",
    "Deadlines",
    "Events",
    "Inbox",
    "Invitations",
    "Meta",
    "Orders",
    "OutboxWrite",
    "Outgoing",
    "Parcels",
    "Parties",
    "Payments",
    "Pledges",
    "Quiet",
    "Quotations",
    "Requests",
    "Requisitions",
    "Returns",
    "Rules",
    "Slips",
    "Stock",
    "Stops",
    "UnitOfWork",
]
