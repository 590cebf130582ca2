"""What a rule is: as an operator wrote it, and as it is carried out."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

NAME = 20  # characters of a rule's name
ACTOR = "rule:"  # the actor of what a rule does: rule:<name>:<version>
Value = str | bool | Decimal | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule in the operator's own words. `when`: one of these happens; `then`: all of these are done."""

    name: str
    when: tuple[str, ...]
    then: tuple[str, ...]
    cond: str = ""  # empty: always
    note: str = ""


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """A rule as it was written at some time. It may only be enabled after it was tried."""

    text: RuleText
    version: int  # 1, 2, 3… per name
    by: str  # people.user, or empty: from the command line or a file
    at: datetime
    source: str = ""  # the file it came from; empty: from a chat
    tried_at: datetime | None = None
    tried_by: str = ""
    hits: int = 0  # orders it would have hit when it was tried

    @property
    def name(self) -> str:
        """The rule's name."""
        return self.text.name

    @property
    def actor(self) -> str:
        """Who did it, in the events of an order."""
        return f"{ACTOR}{self.name}:{self.version}"


@dataclass(frozen=True, slots=True)
class Switch:
    """Since when which version of a rule is in force; `version` 0: none. `undoes`: the switch that this takes back."""

    name: str
    version: int
    by: str
    at: datetime
    undoes: int | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Trigger:
    """What a rule waits for."""

    kind: str  # confirm enter leave given field note passed refused tag untag overdue short change
    about: str = ""  # the state, deliverable, field, milestone, role or tag; empty: any
    states: tuple[str, ...] = ()  # given: the states whose deliverable it is
    words: str = ""  # as written


@dataclass(frozen=True, slots=True)
class Compare:
    """One comparison of a fact."""

    fact: str
    op: str  # = != > >= < <= has lacks in
    value: Value


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    of: "Condition"


@dataclass(frozen=True, slots=True)
class Every:
    """All of these."""

    of: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of these."""

    of: "tuple[Condition, ...]"


Condition = Compare | Not | Every | Some


@dataclass(frozen=True, slots=True)
class Move:
    """Brings the order into a state, where the flow allows it."""

    state: str


@dataclass(frozen=True, slots=True)
class Notify:
    """Tells somebody; `to`: roles, owner, seller, placer, or names of people and groups with @ before them."""

    to: tuple[str, ...]
    text: str  # with {facts}


@dataclass(frozen=True, slots=True)
class Tag:
    """Puts a tag on the order, or takes it off."""

    word: str
    on: bool = True


@dataclass(frozen=True, slots=True)
class Hurry:
    """Makes the order urgent, or no more."""

    on: bool = True


@dataclass(frozen=True, slots=True)
class Ask:
    """Holds the order until somebody of a role approves it."""

    role: str
    reason: str


@dataclass(frozen=True, slots=True)
class Require:
    """Lets an order leave the state only with a deliverable; `kind` as the flow's: number, photo, sign."""

    kind: str
    name: str  # what it is called: 质检单


Action = Move | Notify | Tag | Hurry | Ask | Require


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that was read and holds together."""

    text: RuleText
    triggers: tuple[Trigger, ...]
    condition: Condition | None
    actions: tuple[Action, ...] = field(default=())


def said(actor: str) -> str:
    """How the actor of an event is called where it is a rule: 规则“大单”第2版; empty where it is none."""
    rule = rule_of(actor)
    return f"规则“{rule[0]}”第{rule[1]}版" if rule else ""


def rule_of(actor: str) -> tuple[str, int] | None:
    """Name and version of the rule that acted; None where it was no rule."""
    found = re.fullmatch(rf"{ACTOR}(.+):(\d+)", actor)
    return (found[1], int(found[2])) if found else None
