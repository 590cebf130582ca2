"""One transaction with all repositories; implements `handlers.ports.UnitOfWork`."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self, get_type_hints

from storage.accounts import AccountTable
from storage.alerts import AlertTable
from storage.aliases import AliasTable
from storage.approvals import ApprovalTable
from storage.attempts import AttemptTable
from storage.audit import AuditTable
from storage.catalogue import CatalogueTable
from storage.database import Database
from storage.deadlines import DeadlineTable
from storage.events import EventTable
from storage.inbox_table import InboxTable
from storage.invitations import InvitationTable
from storage.meta import MetaTable
from storage.orders import OrderTable
from storage.outbox_table import OutboxTable
from storage.parcels import ParcelTable
from storage.parties import PartyTable
from storage.payments import PaymentTable, ReturnTable
from storage.personal import PersonalTable
from storage.pledges import PledgeTable
from storage.quotations import QuotationTable
from storage.refunds import RefundTable
from storage.requests import QuietTable, RequestTable, SlipTable
from storage.requisitions import RequisitionTable
from storage.rules import RuleTable
from storage.stock import StockTable
from storage.stops import StopTable
from storage.windows import WindowTable

Wake = Callable[[], None]


class UnitOfWork:
    """Use with `async with`; leaving the block without `commit()` rolls everything back."""

    orders: OrderTable
    events: EventTable
    audit: AuditTable
    attempts: AttemptTable
    deadlines: DeadlineTable
    parties: PartyTable
    invitations: InvitationTable
    catalogue: CatalogueTable
    aliases: AliasTable
    stock: StockTable
    stops: StopTable
    accounts: AccountTable
    payments: PaymentTable
    refunds: RefundTable
    returns: ReturnTable
    quotations: QuotationTable
    approvals: ApprovalTable
    alerts: AlertTable
    requisitions: RequisitionTable
    pledges: PledgeTable
    rules: RuleTable
    parcels: ParcelTable
    requests: RequestTable
    slips: SlipTable
    quiet: QuietTable
    inbox: InboxTable
    outbox: OutboxTable
    meta: MetaTable
    windows: WindowTable
    personal: PersonalTable

    def __init__(self, database: Database, *, write: bool, wake_inbox: Wake, wake_outbox: Wake) -> None:
        """Nothing is open yet; the wakes are called after a commit that gave their workers something to do."""
        self._transaction = database.transaction(write=write)
        self._wake_inbox = wake_inbox
        self._wake_outbox = wake_outbox

    async def __aenter__(self) -> Self:
        """Begins the transaction."""
        connection = await self._transaction.open()
        for name, table in _TABLES.items():
            setattr(self, name, table(connection))
        self.connection = connection
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Rolls back unless committed."""
        await self._transaction.close()

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A part that is undone where it raises, while the unit itself goes on."""
        await self.events.write()
        before, stood = len(self.events.added), self.connection.standing.copy()
        await self.connection.behind.settle()
        try:
            async with self.connection.begin_nested():
                yield
                await self.events.write()
                await self.connection.behind.settle()
        except BaseException:
            self.connection.behind.forget()
            self.connection.standing.back(stood)
            self.events.forget(before)
            self.alerts.forget()
            raise

    def gather(self) -> None:
        """Rows that nobody waits for are written together from now on, at the latest with the commit."""
        self.connection.behind.gather()

    async def commit(self) -> None:
        """Makes everything done in this block lasting and ends the transaction."""
        await self.events.close()
        await self.connection.behind.settle()
        await self._transaction.commit()
        if self.inbox.changed:
            self._wake_inbox()
        if self.outbox.changed:
            self._wake_outbox()


_TABLES = get_type_hints(UnitOfWork)  # the repositories as they are named and typed above
