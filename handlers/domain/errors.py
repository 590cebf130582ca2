"""The error tree of the business.

AppError            always becomes a notice, never a stack trace in chat
├── Refused         the business says no: illegal move, not your role, locked, nothing to confirm
├── Stale           the card or version is old; carries the fresh order
└── NotFound        no such order, product, customer

ConfigError lives in `config`, ChannelError in `bot.channels.base`.
"""

from collections.abc import Mapping

from handlers.domain.order import Order


class AppError(Exception):
    """`code` is stable and dotted, `facts` are shown to the person, `cure` names what would help."""

    def __init__(self, code: str, facts: Mapping[str, str] | None = None, cure: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.facts = dict(facts or {})
        self.cure = cure


class Refused(AppError):
    """The rules say no; nothing was changed."""


class Stale(AppError):
    """Somebody was faster, or the card is old. `order` is the fresh one where it may be shown."""

    def __init__(self, order: Order | None = None) -> None:
        super().__init__("stale")
        self.order = order


class NotFound(AppError):
    """What was named is not there, or not for this person's eyes: the two look the same from outside."""
