"""What is told until somebody has dealt with it, and the digests of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from config.policy import AmendsSpec
from handlers.domain.alert import Alert, AlertTold, Why
from handlers.domain.amends import Voice
from handlers.domain.buying import Shortage
from handlers.domain.health import Health
from handlers.domain.order import Order
from handlers.domain.promise import Promise
from handlers.domain.rules.model import RuleText
from handlers.domain.transit import Record
from handlers.notices.people import Asking


@dataclass(frozen=True, slots=True)
class CarrierSilent:
    """The carrier has said nothing for too long: for the customer, who was promised to hear of it."""

    order: Order
    since: datetime


@dataclass(frozen=True, slots=True)
class Stall:
    """A parcel that is stuck: since when it is under way, and the day that the carrier gave meanwhile."""

    under_way: timedelta
    day: date | None = None
    at: datetime | None = None  # of the newest scan; None: there was none
    scan: str = ""


@dataclass(frozen=True, slots=True)
class AlertShown:
    """Something is late or short: how it stands, for everybody who was told; the same card all along."""

    alert: Alert
    order: Order | None
    elapsed: timedelta  # since its clock started, until now or until it was over
    working: bool  # whether that is working time
    told: tuple[AlertTold, ...] = ()
    names: dict[str, str] = field(default_factory=dict)  # people.user -> name
    why: Why | None = None  # why the reader is told just now; None: his card only follows
    shortage: Shortage | None = None  # where it is about a product
    asking: Asking | None = None  # where a customer asked for something
    stall: Stall | None = None  # where it is about a parcel
    unheard: Mapping[str, timedelta] = field(default_factory=dict)  # of lower levels: as told -> how long he had
    also: tuple[str, ...] = ()  # titles of what else is late about the same order, and was answered with it
    rings_at: datetime | None = None  # while it is silent: when somebody is told again


@dataclass(frozen=True, slots=True)
class StallScript:
    """Words for the customer whose parcel is stuck, with what may be offered, for whoever talks to him."""

    order: Order
    since: datetime | None  # the last news of it; None: nobody hears of it
    schemes: tuple[AmendsSpec, ...] = ()
    voice: Voice = Voice.POLITE


@dataclass(frozen=True, slots=True)
class ScriptCopied:
    """The words alone, to be passed on as they are."""

    order: Order
    since: datetime | None
    scheme: AmendsSpec | None = None
    voice: Voice = Voice.POLITE


@dataclass(frozen=True, slots=True)
class CarrierRecords:
    """How carriers did lately, by where they went."""

    records: tuple[Record, ...]
    days: int  # how far back


@dataclass(frozen=True, slots=True)
class ArrivalMoved:
    """The carrier was asked and gave a day: for the customer."""

    order: Order
    day: date


@dataclass(frozen=True, slots=True)
class AlertCall:
    """The same as it is read out on the telephone: facts of the order, nothing else."""

    shown: AlertShown


@dataclass(frozen=True, slots=True)
class DigestRow:
    """One problem of the morning. `score` is hours since the alert × yuan × 2 for a VIP."""

    shown: AlertShown
    score: Decimal
    amount: Decimal  # what the order, or all that wait for the product, comes to; 0: no price, or no order
    hours: Decimal  # since the alert
    yuan: Decimal  # what the amount counts as: never below a least
    vip: bool = False
    people: tuple[str, ...] = ()  # names of those of the role that has to, where nobody took it
    health: Health | None = None  # how well its order goes


@dataclass(frozen=True, slots=True)
class Digest:
    """The morning's worst problems, how many there are, and how many of yesterday's were closed within a day."""

    rows: tuple[DigestRow, ...]
    all: int
    closed: int
    of: int
    warehouse: str = ""  # whose orders these are; empty: a role's
    folded: int = 0  # since then: what was told together with another, where a platform lets us say no more
    pool: int = 0  # for managers: orders that go badly
    limit: int = 0  # whose index is below this
    guessed: int = 0  # a year that is reckoned with already, and of which nobody has published the holidays
    kept: tuple[int, int] = (0, 0)  # since the morning before: moves of orders that came in time, of how many


@dataclass(frozen=True, slots=True)
class Tally:
    """How many alerts share a cause, an owner or a product, and how many of them are not over."""

    name: str
    count: int
    open: int


@dataclass(frozen=True, slots=True)
class Weekly:
    """The alerts of the last week, counted three ways, the most first."""

    since: date  # a Monday
    until: date  # the last day that counts
    all: int
    closed: int
    in_time: int  # closed within a day
    causes: tuple[Tally, ...] = ()
    owners: tuple[Tally, ...] = ()  # by role
    products: tuple[Tally, ...] = ()  # by code
    rules: tuple[RuleText, ...] = ()  # that would say in time what happened most: one may be written with a tap


@dataclass(frozen=True, slots=True)
class DigestSwitched:
    """Whether this chat gets the digests from now on."""

    paused: bool


@dataclass(frozen=True, slots=True)
class AlertTask:
    """What somebody does about a late order besides the one who is late."""

    order: Order
    what: str  # buy | shortage | explain
    title: str
    promised: tuple[Promise, ...] = ()
    others: tuple[tuple[str, str], ...] = ()  # who else got something to do because of it, and what


@dataclass(frozen=True, slots=True)
class AlertAsked:
    """An answer to an alert needs words: the person's next ones."""

    shown: AlertShown
    what: str  # solve | pass_on | explain | recount | contacted | reroute
    unknown: str = ""  # what was said and will not do: a name that nobody has, a nod
    why: str = ""  # why it will not do, of a name that somebody has: left | away | several


@dataclass(frozen=True, slots=True)
class AlertList:
    """Several alerts that an answer may mean."""

    alerts: tuple[AlertShown, ...]
    verb: str = "take"  # the answer: take | pass_on | mute | solve
    words: str = ""  # that came with it: a conclusion
    left: int = 0  # how many more there are, which are not named
    minutes: int = 0  # mute: for how long; 0: for as long as usual
    said_in: int = 0  # the message that holds it: who picks one need not say it again


@dataclass(frozen=True, slots=True)
class AlertWhy:
    """Why somebody was told of an alert, and who else was, when."""

    shown: AlertShown
    first: tuple[str, ...]  # audiences of the first level
    rank: DigestRow | None = None  # where it stands in the morning's digest, as things are now


@dataclass(frozen=True, slots=True)
class OpsAlarm:
    """For the people who run the bot: something needs a look."""

    code: str
    trace: int = 0
    words: str = ""
