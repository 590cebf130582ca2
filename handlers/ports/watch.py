"""What is promised, late, short or under way."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from handlers.domain.alert import Alert, AlertTold
from handlers.domain.attempt import Attempt
from handlers.domain.order import OrderId
from handlers.domain.pledge import Pledge, Tally
from handlers.domain.rules.model import RuleVersion, Switch
from handlers.domain.slip import Slip
from handlers.domain.tracking import Parcel, Report, Scan
from handlers.domain.transit import Journey


class Pledges(Protocol):
    """What people promised."""

    async def add(self, pledge: Pledge) -> Pledge:
        """Stores it and returns it with its id."""
        ...

    async def get(self, number: int) -> Pledge | None:
        """One by its id; nobody else changes it before this transaction ends."""
        ...

    async def save(self, pledge: Pledge) -> None:
        """Writes how it stands."""
        ...

    async def of(self, user: str | None, limit: int = 50) -> list[Pledge]:
        """Somebody's own promises, or everybody's: open ones by day, then broken ones, the newest first."""
        ...

    async def of_order(self, order_id: OrderId) -> Pledge | None:
        """The promise of an order's day; nobody else changes it before this transaction ends."""
        ...

    async def drop(self, number: int) -> None:
        """Takes one out that counts no more."""
        ...

    async def tallies(self, since: date, until: date, today: date, user: str | None) -> list[Tally]:
        """Who kept how many of the promises for days from `since` to before `until`; of one person, or everybody."""
        ...


class Alerts(Protocol):
    """What is late or short, and who was told."""

    async def expect(self, subjects: Collection[str]) -> None:
        """Reads in one go what `add` will have to know of these subjects; what they are about is kept already."""
        ...

    async def add(self, alert: Alert) -> Alert | None:
        """Stores a new one and returns it with its id; None where one of the same subject goes on."""
        ...

    async def get(self, alert_id: int) -> Alert | None:
        """An alert by its id; nobody else changes it before this transaction ends."""
        ...

    async def keep(self, alert_ids: Collection[int]) -> None:
        """Nobody else changes these before this transaction ends; kept in one order by everybody."""
        ...

    async def save(self, alert: Alert) -> None:
        """Writes what became of it."""
        ...

    async def going_on(self, subject: str) -> Alert | None:
        """The alert of a subject that is not closed."""
        ...

    async def all_going_on(self, subjects: Collection[str]) -> dict[str, Alert]:
        """Subject -> its alert that is not closed, for those that have one."""
        ...

    async def open(self, limit: int = 100) -> list[Alert]:
        """Alerts that are not closed, oldest first."""
        ...

    async def since(self, at: datetime) -> list[Alert]:
        """Alerts that were opened since then, oldest first."""
        ...

    async def of_rule(self, rule: str) -> list[Alert]:
        """The alerts of a rule that are not closed, oldest first."""
        ...

    async def standing(self, order_id: OrderId) -> list[Alert]:
        """The alerts of an order that are not closed, oldest first."""
        ...

    async def of(self, order_id: OrderId) -> list[Alert]:
        """All alerts of an order, oldest first."""
        ...

    async def told_to(self, audiences: Sequence[str], limit: int = 100) -> list[Alert]:
        """Alerts that one of these was told of and that are not closed, told last first."""
        ...

    async def last_told(self, audiences: Sequence[str], since: datetime) -> Alert | None:
        """The alert that one of these was told of last, not earlier than `since`, closed or not."""
        ...

    async def pending(self, user: str, since: datetime) -> Alert | None:
        """The alert about which this person was asked for words, not earlier than `since`."""
        ...

    async def asked_in_vain(self, user: str, since: datetime) -> Alert | None:
        """The alert that is over, about which this person was asked for words that nobody needs any more."""
        ...

    async def tell(self, told: Sequence[AlertTold]) -> None:
        """Remembers who is told."""
        ...

    async def told(self, alert_id: int) -> list[AlertTold]:
        """Who was told of an alert, oldest first."""
        ...

    async def told_of(self, alert_ids: Collection[int]) -> dict[int, list[AlertTold]]:
        """The same of several; those of which nobody was told have an empty list."""
        ...


class Rules(Protocol):
    """Operators' rules: what was written, and what counts."""

    async def lock(self) -> None:
        """Whoever changes rules waits here for whoever else does."""
        ...

    async def add(self, made: RuleVersion) -> RuleVersion:
        """Stores a rule as the next version of its name and returns it; the last one where nothing is different."""
        ...

    async def get(self, name: str, version: int = 0) -> RuleVersion | None:
        """A version of a rule; 0: the newest."""
        ...

    async def newest(self) -> list[RuleVersion]:
        """The newest version of every rule, by name."""
        ...

    async def versions(self, name: str) -> list[RuleVersion]:
        """Every version of a rule, oldest first."""
        ...

    async def tried(self, name: str, version: int, by: str, at: datetime, hits: int) -> None:
        """Remembers that a version was tried, and on how many orders."""
        ...

    async def in_force(self) -> list[RuleVersion]:
        """What counts now, by name."""
        ...

    async def switch(self, switch: Switch) -> Switch:
        """From now on this version counts, or none; returns it with its id."""
        ...

    async def switches(self, name: str = "", limit: int = 200) -> list[Switch]:
        """What was switched (of one rule), the latest first."""
        ...


class Parcels(Protocol):
    """Waybills and what carriers say of them."""

    async def follow(self, parcel: Parcel) -> None:
        """An order has this waybill from now on; one that is known already stays as it is."""
        ...

    async def numbered(self, number: str) -> list[Parcel]:
        """The parcels with this waybill: several orders may travel together."""
        ...

    async def of(self, order_id: OrderId) -> list[Parcel]:
        """An order's waybills, by number."""
        ...

    async def arrived(self, parcel: Parcel) -> None:
        """Its journey is over: when it was signed for, and how long nothing was heard of it."""
        ...

    async def journeys(self, since: datetime, province: str, limit: int = 300) -> list[Journey]:
        """Parcels to a province that were signed for since then, the newest first."""
        ...

    async def all_journeys(self, since: datetime, limit: int = 5_000) -> list[tuple[str, Journey]]:
        """All parcels that were signed for since then, the newest first, each with the province it went to."""
        ...

    async def heard(self, report: Report, now: datetime) -> bool:
        """Keeps a report's scans; False where they hold nothing new. What a whole history lacks now is dropped."""
        ...

    async def scans(self, number: str) -> list[Scan]:
        """What is known of a waybill's way, oldest first."""
        ...

    async def stands(self, parcel: Parcel) -> None:
        """Writes how a parcel stands."""
        ...


class Attempts(Protocol):
    """The security log."""

    async def add(self, attempt: Attempt) -> None:
        """Appends it; a second one of the same kind in the same message is the first."""
        ...


class Slips(Protocol):
    """Promises that slipped and of which the customer is to be told."""

    async def add(self, slip: Slip) -> Slip:
        """Stores it and returns it with its id."""
        ...

    async def save(self, slip: Slip) -> None:
        """Writes what became of it."""
        ...

    async def get(self, slip_id: int) -> Slip | None:
        """A slip by its id; nobody else changes it before this transaction ends."""
        ...

    async def open_of(self, order_id: OrderId) -> Slip | None:
        """The order's slip that nobody was told of yet."""
        ...

    async def pending(self, owner: str, since: datetime) -> Slip | None:
        """The open slip for which this person was asked for words, not earlier than `since`."""
        ...
