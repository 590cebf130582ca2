"""What several parts of the configuration are made of; each is frozen, and strict about its keys."""

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """Frozen, and unknown keys are errors: a typing mistake must not be silently ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class GroupTarget(Model):
    """A group chat that hears what a role must hear."""

    channel: str
    chat: str


Clock = Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")]
Weekday = Literal["周一", "周二", "周三", "周四", "周五", "周六", "周日"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
Term = Annotated[str, Field(pattern=r"^[1-9]\d{0,3}([mh]( working)?|d)$")]  # 30m, 4h, 3d: wall clock; 4h working
Span = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")]
Task = Literal["buy", "shortage", "explain"]  # a to-do, what is short, words for the customer
