"""What a handler knows besides the message: made once per message or tick."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from config.policy import Policy
from handlers.domain.budget import Allowances
from handlers.domain.flow import Flow
from handlers.domain.messaging import ChatRef
from handlers.domain.party import Person


@dataclass(frozen=True, slots=True)
class Context:
    """`now` is an aware UTC instant, taken once; `actor` is None where nobody is bound to the account."""

    now: datetime
    zone: ZoneInfo  # the shop's zone: "tomorrow" and order numbers are computed in it
    actor: Person | None
    policy: Policy
    flow: Flow
    grouped: Mapping[str, ChatRef] = field(default_factory=dict)  # roles that are told things in a group, and in which
    has_erp: bool = False  # confirmed orders are told to one
    windows: Mapping[str, Allowances] = field(default_factory=dict)  # platforms that tell a customer only so much
    ops: tuple[str, ...] = ()  # people.user who run the bot: told where nobody else is there to be

    def roles_in(self, chat: ChatRef) -> tuple[str, ...]:
        """The roles that are told things in this group."""
        return tuple(role for role, group in self.grouped.items() if group == chat)

    @property
    def local(self) -> datetime:
        """Now, in the shop's zone."""
        return self.now.astimezone(self.zone)

    @property
    def today(self) -> date:
        """The shop's day."""
        return self.local.date()
