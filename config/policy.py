"""The shape of policy.toml: credit, prices, gifts, capacity, and customers' own terms."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from config.base import Clock, GroupTarget, Model, Span, Weekday
from config.people import CustomerLevel
from config.watching import LADDERS, LadderSpec

Sureness = Annotated[float, Field(ge=0, le=1)]
ReadField = Literal["customer", "product", "quantity", "date", "price"]
Check = Literal[
    "credit", "overdue", "floor", "price", "pack", "least", "minimum", "cutoff", "duplicate", "stock", "gift", "stop"
]


Outcome = Literal["off", "info", "warn", "hold", "block"]
CHECKS: dict[Check, Outcome] = {
    "credit": "hold",
    "overdue": "hold",
    "floor": "hold",
    "price": "warn",
    "pack": "warn",
    "least": "warn",
    "minimum": "warn",
    "cutoff": "warn",
    "duplicate": "warn",
    "stock": "warn",
    "gift": "hold",
    "stop": "warn",
}


Yuan = Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 12)]
Topic = Literal["credit", "price", "other", "payment", "return"]
APPROVERS: dict[Topic, tuple[str, ...]] = {
    "credit": ("finance", "manager"),
    "price": ("manager",),
    "other": ("manager",),
    "payment": ("finance", "manager"),
    "return": ("service", "manager"),
}


Payment = Literal["account", "prepaid", "deposit"]
Balance = Literal["ship", "account"]


class TermsPolicy(Model):
    """What may be agreed otherwise with a level of customers or with one; what is not given is as for everybody."""

    checks: dict[Check, Outcome] = {}
    min_order: Yuan | None = None
    overdue_days: int | None = Field(None, ge=0, le=3650)
    cutoff: Clock | None = None
    delivery_days: int | None = Field(None, ge=0, le=365)
    use_safety: bool | None = None
    payment: Payment | None = None
    deposit: int | None = Field(None, ge=1, le=100)
    balance: Balance | None = None
    return_days: int | None = Field(None, ge=0, le=3650)
    amends_most: Yuan | None = None  # what the contract allows
    pace: int | None = Field(None, ge=1, le=100)  # percent of the usual time for everything with a limit
    ladder: str | None = None  # who hears of what is late, instead of the flow's
    service: str | None = None  # people.user who looks after the customer
    no_delivery: tuple[Weekday, ...] | None = Field(None, max_length=6)


class CustomerPolicy(TermsPolicy):
    """Where one customer is read or checked with other thresholds; what is not given is as for everybody."""

    confirm_below: Sureness | None = None
    ask_below: Sureness | None = None
    confirm_fields: dict[ReadField, Sureness] = {}
    ask_fields: dict[ReadField, Sureness] = {}


Amount = Annotated[Decimal, Field(gt=0, le=Decimal(10) ** 9)]


class AmendsSpec(Model):
    """What a customer may be offered when his goods are stuck; told as "20元" and `what`."""

    name: str = Field(pattern=r"^[A-Z]$")
    yuan: Amount
    what: str = Field(
        min_length=1, max_length=20, pattern=r"^[^\d０-９一二三四五六七八九十百千万%％]+$"
    )  # no second amount


class GiftTier(Model):
    """What an order of at least so many yuan gets."""

    from_: Yuan = Field(alias="from")
    sku: str
    qty: Amount = Decimal(1)  # base units

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class GiftSpec(Model):
    """A campaign that gives something away."""

    name: str = Field(min_length=1, max_length=40)
    since: date | None = None
    until: date | None = None  # the last day
    tiers: tuple[GiftTier, ...] = Field(min_length=1, max_length=20)
    stack: bool = False  # every tier that is reached gives its gift, not only the highest
    per_customer: int = Field(0, ge=0)  # orders of one customer that may get something; 0: all of them
    levels: tuple[CustomerLevel, ...] = ()  # for these customers only
    skus: tuple[str, ...] = ()  # only what is paid for these counts


class AwaySpec(Model):
    """Somebody who is not there: who stands in for him, if anybody."""

    user: str
    since: date
    until: date  # the last day
    instead: str = ""


Much = Annotated[Decimal, Field(gt=0, le=Decimal(10) ** 9)]


class CapacitySpec(Model):
    """A production line and what it can make on a working day: pieces, or hours and the minutes a piece takes."""

    name: str = Field(min_length=1, max_length=40)
    skus: tuple[str, ...] = Field(min_length=1)  # product codes; * stands for anything
    per_day: Much | None = None  # base units
    hours: Annotated[Decimal, Field(gt=0, le=24 * 1000)] | None = None  # of all its machines together
    minutes: Much | None = None  # for one base unit


class OutsideSpec(Model):
    """Somebody else who makes products for us where that is quicker."""

    name: str = Field(min_length=1, max_length=20)
    skus: tuple[str, ...] = Field(min_length=1)  # product codes; * stands for anything
    days: int = Field(ge=0, le=365)  # until he delivers
    percent: Annotated[Decimal, Field(ge=0, le=1000)] = Decimal(0)  # of the line's worth, on top


class RushSpec(Model):
    """What may be done for an order that jumps the queue."""

    overtime_hours: Annotated[Decimal, Field(ge=0, le=16)] = Decimal(0)  # a day can be longer by; 0: not offered
    day_hours: Annotated[Decimal, Field(gt=0, le=24)] = Decimal(8)  # of a usual day
    overtime_cost: Annotated[Decimal, Field(ge=0, le=Decimal(10) ** 9)] = Decimal(0)  # yuan for such a day
    outside: tuple[OutsideSpec, ...] = ()


class Policy(Model):
    """Numbers that decide."""

    undo_minutes: int = Field(5, ge=0, le=1440)
    number_format: str = "SO{day:%Y%m%d}-{count:04d}"
    quote_format: str = "QT{day:%Y%m%d}-{count:04d}"
    quote_days: int = Field(7, ge=1, le=365)  # so long the prices of a quote hold, to the end of the last day
    quote_remind_days: int = Field(1, ge=0, le=30)  # so long before the salesperson is reminded
    status_list: int = Field(5, ge=1, le=10)
    usual_days: int = Field(180, ge=1)
    draft_hours: int = Field(24, ge=1, le=720)  # an older draft is not picked up by talking; its card still works
    confirm_below: float = Field(0.8, ge=0, le=1)  # a field read with less confidence is marked on the card
    ask_below: float = Field(0.5, ge=0, le=1)  # with less than this it is asked
    confirm_fields: dict[ReadField, Sureness] = {}  # a field's own confirm_below
    ask_fields: dict[ReadField, Sureness] = {}  # a field's own ask_below
    customers: dict[str, CustomerPolicy] = {}  # a customer's own thresholds
    outlier_times: int = Field(10, ge=2, le=10_000)  # so many times the customer's usual amount is marked, or its part
    outlier_orders: int = Field(1, ge=1, le=100)  # orders of a product that make an amount usual
    merge_seconds: int = Field(3, ge=0, le=30)  # how long a message that looks unfinished waits for the rest of it
    repeat_days: int = Field(90, ge=1)  # 照上次: an older order is marked
    checks: dict[Check, Outcome] = CHECKS  # what each check does with what it finds
    min_order: Yuan = Decimal(0)  # yuan an order should come to; 0: any amount
    overdue_days: int = Field(0, ge=0, le=3650)  # receivables may be so many days late
    exposure: Literal["signed", "open"] = "signed"  # whether unpaid orders count once they are signed for
    cutoff: Clock = "17:00"  # what is ordered later goes out the next working day; empty: no cut-off
    delivery_days: int = Field(1, ge=0, le=365)  # from dispatch to arrival
    transit_least: int = Field(5, ge=0, le=1000)  # own parcels that make a carrier's time known; 0: never measured
    use_safety: bool = True  # whether safety stock may be sold
    duplicate_days: int = Field(3, ge=0, le=60)  # an order alike within so many days is shown; 0: never
    hold_minutes: int = Field(15, ge=0, le=1440)  # a draft holds its goods so long; 0: not at all
    rush: RushSpec = RushSpec()  # what may be done for an order that jumps the queue
    relabel_fee: Yuan = Decimal(0)  # what another address costs once the label is printed; for who decides on it
    approval_hours: int = Field(24, ge=1, le=720)  # an approval that nobody gives expires
    approvers: dict[Topic, tuple[str, ...]] = APPROVERS
    payment: Payment = "account"  # when an order must be paid
    deposit: int = Field(30, ge=1, le=100)  # percent, where payment is "deposit"
    balance: Balance = "ship"  # the rest of it
    return_days: int = Field(7, ge=0, le=3650)  # from the sign-off; 0: only for a fault
    return_until: Literal["exact", "day"] = "exact"  # to the second, or to the end of the last day
    gifts: tuple[GiftSpec, ...] = ()
    gift_near: int = Field(20, ge=0, le=100)  # percent of a tier that may be missing for 加凑单 to be offered; 0: never
    amends: tuple[AmendsSpec, ...] = Field((), max_length=4)
    amends_most: Yuan = Decimal(0)  # yuan that contracts allow; nothing above it is offered
    rest_days: tuple[Weekday, ...] = Field(("周六", "周日"), max_length=6)  # of every week
    no_delivery: tuple[Weekday, ...] = Field((), max_length=6)  # days on which customers take nothing in
    days_off: tuple[date, ...] = ()  # the company's own holidays
    days_on: tuple[date, ...] = ()  # days it works although the calendar says rest
    levels: dict[CustomerLevel, TermsPolicy] = {}  # a customer level's own terms
    shifts: tuple[Span, ...] = ("08:30-12:00", "13:00-17:30")  # what counts as working time
    away: tuple[AwaySpec, ...] = ()
    capacity: tuple[CapacitySpec, ...] = ()  # production lines; none: what is made is not limited
    ladders: dict[str, LadderSpec] = LADDERS
    digest_at: Clock = "10:00"  # on working days; empty: no digest
    digest_to: tuple[str, ...] = ("manager",)  # roles
    digest_warehouses: dict[str, GroupTarget] = {}  # tag of an order -> the group of the warehouse that it names
    health_pool: int = Field(70, ge=0, le=100)  # orders whose 健康度 is lower are looked at again
    digest_top: int = Field(3, ge=1, le=10)
    answer_minutes: int = Field(10, ge=0, le=480)  # of work, within which a customer's wish for a change is answered
    delay_minutes: int = Field(5, ge=0, le=10)  # a slipped promise: so long the salesperson decides; 0: he tells
    invite_hours: int = Field(72, ge=1, le=720)  # an invitation code is good so long
    code_attempts: int = Field(5, ge=1, le=100)  # wrong codes an account may send within an hour
    inbox_attempts: int = Field(3, ge=1, le=20)
    outbox_attempts: int = Field(8, ge=1, le=50)
    outbox_minutes: int = Field(90, ge=1, le=2880)  # what may be tried again is tried at least so long
