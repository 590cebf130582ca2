"""What a carrier has to be, and what it hands on."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bot.channels.base import WebRequest
from handlers.domain.tracking import Parcel, Report


@dataclass(frozen=True, slots=True)
class Heard:
    """What a callback holds, the answer once it is kept, and what else it means."""

    report: Report | None
    reply: bytes
    content_type: str = "application/json"
    once: str = ""  # a second callback with this key does nothing, and is refused
    again: bytes = b""  # how a second one is answered, where the carrier must not hear a refusal
    over: str = ""  # the waybill of which the carrier pushes no more, although it has not arrived


@runtime_checkable
class Asked(Protocol):
    """A carrier that is asked for a waybill."""

    name: str
    minutes: int  # between two questions for the same waybill

    def knows(self, parcel: Parcel) -> bool:
        """Whether it can be asked for this one."""
        ...

    async def query(self, parcel: Parcel) -> Report | None:
        """What it knows; None: nothing yet. Raises SendFailed."""
        ...

    async def subscribe(self, parcel: Parcel) -> bool:
        """Asks to be told; False where that is not wanted. Raises SendFailed."""
        ...


@runtime_checkable
class Calling(Protocol):
    """A carrier that calls us."""

    name: str
    path: str  # below /track/

    def receive(self, request: WebRequest) -> Heard:
        """Verifies and reads a callback; raises Forged."""
        ...


Carrier = Asked | Calling
