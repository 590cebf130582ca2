"""Who may change what of a confirmed order, and while it is in which state: the flow's matrix, the only judge."""

from collections.abc import Collection
from dataclasses import dataclass

from config.flow import ChangeField, ChangeSpec, FlowSpec
from handlers.domain.errors import Refused
from handlers.domain.gifts import bare
from handlers.domain.order import Line, Order
from handlers.domain.party import Customer, Person, Role
from handlers.domain.quantity import plain

FIELDS = {
    "qty": "数量",
    "add": "加货",
    "remove": "减货",
    "date": "交期",
    "address": "地址",
    "price": "价格",
    "urgent": "加急",
    "remark": "备注",
}
USUAL: tuple[ChangeField, ...] = ("qty", "add", "remove", "date", "address", "urgent", "remark")
WORK = frozenset({"qty", "add", "remove"})  # what changes the pick list


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the matrix says of a change as a whole."""

    fields: frozenset[str]
    reason: bool = False
    approve: tuple[str, ...] = ()  # who decides; empty: it is done at once
    late: tuple[str, ...] = ()  # who is asked about a day that cannot be kept


def one_of(who: Collection[str], order: Order, person: Person, customer: Customer | None) -> bool:
    """Whether somebody is meant by roles, "placer" and "seller"; a customer's people only for their own company."""
    if not person.active or (person.role is Role.CUSTOMER and order.customer_id != person.customer_id):
        return False
    if person.role in who or ("placer" in who and person.acts_for(order.placed_by, order.confirmed_by)):
        return True
    return "seller" in who and customer is not None and person.acts_for(customer.owner)


def rows(spec: FlowSpec) -> tuple[ChangeSpec, ...]:
    """The matrix; a flow that says nothing lets an order be changed as long as it can be cancelled."""
    if spec.changes:
        return spec.changes
    states = tuple(state for move in spec.moves if move.action == "cancel" for state in move.from_)
    return (ChangeSpec(fields=USUAL, states=states, who=("placer", "seller", "manager")),)


def fields_of(before: Order, after: Order) -> frozenset[str]:
    """Which fields two versions of an order differ in; gifts follow from the others."""
    found = {
        "date": before.due != after.due or before.due_kind != after.due_kind,
        "address": before.address != after.address,
        "urgent": before.urgent != after.urgent,
        "remark": before.remark != after.remark,
    }
    pairs = matched(bare(before), bare(after))
    found["add"] = any(old is None for old, _ in pairs)
    found["remove"] = any(new is None for _, new in pairs)
    kept = [(old, new) for old, new in pairs if old is not None and new is not None]
    found["qty"] = any(old.base_qty != new.base_qty for old, new in kept)
    found["price"] = any(old.said_price != new.said_price for old, new in kept)  # a tier's follows from the amount
    return frozenset(name for name, differs in found.items() if differs)


def matched(before: Order, after: Order) -> list[tuple[Line | None, Line | None]]:
    """Lines of the same product in two versions of an order; None where one of them has none."""
    left = list(after.lines)
    found: list[tuple[Line | None, Line | None]] = []
    for old in before.lines:
        new = next((x for x in left if x.sku == old.sku and x.gift == old.gift), None)
        if new is not None:
            left.remove(new)
        found.append((old, new))
    return [*found, *((None, new) for new in left)]


def concerned(spec: FlowSpec, order: Order, person: Person, customer: Customer | None) -> bool:
    """Whether somebody may change anything of the order in some state."""
    return any(one_of(row.who, order, person, customer) for row in rows(spec))


def allows(spec: FlowSpec, order: Order, fields: Collection[str], person: Person, customer: Customer | None) -> bool:
    """Whether somebody may change all of these fields of the order as it stands, be it after somebody's consent."""
    return all(
        any(_holds(row, field, order) and one_of(row.who, order, person, customer) for row in rows(spec))
        for field in fields
    )


def judge(
    spec: FlowSpec, order: Order, fields: frozenset[str], person: Person, customer: Customer | None
) -> Ruling | None:
    """What holds for a change of these fields; None where it is not this person's to make, raises Refused else."""
    reason = False
    approve: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    for field in (name for name in FIELDS if name in fields):
        here = [row for row in rows(spec) if _holds(row, field, order)]
        if not here:
            raise _locked(spec, order, field, person, customer)
        row = next((row for row in here if one_of(row.who, order, person, customer)), None)
        if row is None:
            return None
        reason = reason or row.reason
        approve = approve or row.approve
        late = late or row.late
    return Ruling(fields, reason, approve, late)


def _holds(row: ChangeSpec, field: str, order: Order) -> bool:
    if field not in row.fields or order.state not in row.states:
        return False
    return field != "address" or row.printed or not order.printed


def _locked(spec: FlowSpec, order: Order, field: str, person: Person, customer: Customer | None) -> Refused:
    """Why not, and what else of the order this person may still change."""
    facts = {"单号": order.number or "", "现在": order.state}
    still = [
        label
        for name, label in FIELDS.items()
        if any(_holds(row, name, order) and one_of(row.who, order, person, customer) for row in rows(spec))
    ]
    if not still:
        return Refused("order.locked", facts)
    why = "change.printed" if field == "address" and order.printed else "change.field"
    return Refused(why, facts | {"项": FIELDS[field], "可以": "、".join(still)})


def picked(before: Order, after: Order) -> Refused | None:
    """Why a change is not possible that takes away what lies in the box already."""
    for old, new in matched(before, after):
        if old is None or old.picked <= 0:
            continue
        if new is None or (new.base_qty or 0) < old.picked:
            facts = {"单号": before.number or "", "货品": old.label, "已拣": f"{plain(old.picked)}{old.base_unit}"}
            return Refused("change.picked", facts | {"编码": old.sku or ""})
    return None
