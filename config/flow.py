"""The shape of a flow: an order's states, who moves it on and what that takes."""

from typing import Literal

from pydantic import ConfigDict, Field

from config.base import Model, Task
from config.watching import WatchSpec


class StateSpec(Model):
    """One state of a flow. `within` e.g. "4h working", "30m" (wall clock) or "3d"; empty: no deadline."""

    phase: Literal["draft", "open", "done", "void"]
    owner: str = ""  # role that must act; needed in open states
    within: str = ""
    ladder: str = "usual"  # who hears of it when the time is over
    also: dict[str, Task] = {}  # audience -> what else it gets then
    deliverable: Literal["", "number", "photo", "sign"] = ""  # what must be there before a move leads on
    deliverable_name: str = ""  # what it is called, e.g. 质检报告; empty: its kind


class MoveSpec(Model):
    """One allowed move."""

    action: str  # confirm, cancel, undo, or the flow's own verb in ASCII
    label: str  # the button, in Chinese
    from_: tuple[str, ...] = Field(alias="from")
    to: str
    who: tuple[str, ...]  # roles; "placer" is whoever placed the order, "seller" the customer's own salesperson
    words: tuple[str, ...] = ()  # statuses as read from chat: 审核 排产 备料 生产 质检 出库 运输 签收 退货 付款
    tell: tuple[str, ...] = ()  # roles, "customer", "placer", "seller", "owner" (of the state entered, or left)
    reason: bool = False  # a reason must be given
    paid: Literal["", "terms", "balance", "all"] = ""  # what must have come in: see handlers.domain.payment

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


ChangeField = Literal["qty", "add", "remove", "date", "address", "price", "urgent", "remark"]


class ChangeSpec(Model):
    """What of a confirmed order may be changed, while it is in which states, by whom; the first that fits counts."""

    fields: tuple[ChangeField, ...]
    states: tuple[str, ...]
    who: tuple[str, ...]  # roles, "placer", "seller"
    printed: bool = False  # address: this is for orders whose label is printed
    reason: bool = False  # why must be said
    approve: tuple[str, ...] = ()  # roles, "seller": it is only asked for, and they decide
    late: tuple[str, ...] = ()  # date: who is asked where the goods cannot be there by then


class FlowSpec(Model):
    """A state machine as data: config/flows/<name>.toml."""

    name: str
    title: str
    start: str  # the draft state
    state: dict[str, StateSpec]
    moves: tuple[MoveSpec, ...]
    milestones: tuple[str, ...] = ()  # statuses that are recorded on the order without a change of state
    watches: tuple[WatchSpec, ...] = ()
    changes: tuple[ChangeSpec, ...] = ()  # empty: the placer, seller and managers, as long as it can be cancelled
