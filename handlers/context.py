"""What a handler knows besides the message: made once per message or tick."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from config.settings import Policy
from handlers.domain.flow import Flow
from handlers.domain.party import Person


@dataclass(frozen=True, slots=True)
class Context:
    """`now` is an aware UTC instant, taken once; `actor` is None where nobody is bound to the account."""

    now: datetime
    zone: ZoneInfo  # the shop's zone: "tomorrow" and order numbers are computed in it
    actor: Person | None
    policy: Policy
    flow: Flow
    grouped: frozenset[str] = frozenset()  # roles that are told things in a group
    has_erp: bool = False  # confirmed orders are told to one

    @property
    def local(self) -> datetime:
        """Now, in the shop's zone."""
        return self.now.astimezone(self.zone)

    @property
    def today(self) -> date:
        """The shop's day."""
        return self.local.date()
