"""What is told about operators' rules."""

from dataclasses import dataclass
from datetime import datetime

from handlers.domain.order import Order, OrderEvent
from handlers.domain.rules.model import RuleVersion


@dataclass(frozen=True, slots=True)
class RuleNews:
    """What an operators' rule tells somebody, or what it did."""

    order: Order
    rule: str  # 规则“大单”第2版
    text: str = ""
    discreet: str = ""  # the text without amounts and customer levels
    did: tuple[str, ...] = ()  # for whom something happened with: what the rule did, in words


@dataclass(frozen=True, slots=True)
class RuleList:
    """The rules: of each the newest version, the version in force (0: none), and further words."""

    rules: tuple[tuple[RuleVersion, int], ...]
    done: str = ""  # what was just done, in words
    wrong: tuple[str, ...] = ()  # what is wrong with what was just written


@dataclass(frozen=True, slots=True)
class RuleTried:
    """What a version would have hit in the last days; `before` says whether it was in force already."""

    rule: RuleVersion
    hits: tuple[tuple[Order, datetime, str], ...]  # order as it stood, when, what had happened
    days: int
    looked: int  # orders that were looked at
    full: bool = True  # False: there were more than are looked at
    stuck: int = 0  # of the hits: where the flow does not allow the rule's move


@dataclass(frozen=True, slots=True)
class Because:
    """Why an order is where it is: its last move, and the rule that made it."""

    order: Order
    event: OrderEvent | None
    by: str  # name
    rule: RuleVersion | None = None
