"""The state machine of an order: data from config/flows, checked when it is made, and the only judge of moves."""

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from config.flow import FlowSpec, MoveSpec
from config.watching import WatchSpec
from handlers.domain.errors import Refused
from handlers.domain.flow_check import Flaw, problems
from handlers.domain.matrix import one_of
from handlers.domain.order import Deadline, Order, OrderEvent, Phase
from handlers.domain.party import Customer, Person
from handlers.domain.worktime import Term, WorkTime, term

Move = MoveSpec
Watch = WatchSpec
ENTERED, TRACKED = "state", "tracking"  # what starts a watch's clock, besides milestones
OVERDUE = "state_overdue"  # the kind of deadline that `within` makes
DELIVERABLES = {"number": "运单号", "photo": "照片", "sign": "签收人"}  # kinds, and what they are called by themselves
LEFT_FIRST = {"运输": "出库"}  # what is on its way has left the house before, where a flow tells the two apart
PLAIN = frozenset({"confirm", "undo", "discard", "cancel"})  # moves every flow has: they have their own buttons


class FlowError(Exception):
    """A flow file that does not hold; `problems` are its flaws with place and cure."""

    def __init__(self, name: str, found: tuple[Flaw, ...]) -> None:
        super().__init__(f"流程 {name}: " + ";".join(map(str, found)))
        self.name = name
        self.problems = found


class Flow:
    """A checked state machine. It never changes an order, it returns new ones."""

    def __init__(self, spec: FlowSpec) -> None:
        """Takes a flow file's content; raises FlowError with everything that is wrong with it."""
        found = problems(spec)
        if found:
            raise FlowError(spec.name, found)
        self.spec = spec
        self.name = spec.name
        self.title = spec.title
        self.start = spec.start
        self.milestones = spec.milestones

    def phase(self, state: str) -> Phase:
        """The phase of a state; a word that is no state of this flow any more counts as open."""
        known = self.spec.state.get(state)
        return Phase(known.phase) if known else Phase.OPEN

    def owner(self, state: str) -> str | None:
        """The role that must act in this state."""
        known = self.spec.state.get(state)
        return known.owner or None if known else None

    def label(self, action: str) -> str:
        """What the button of an action is called."""
        return next((m.label for m in self.spec.moves if m.action == action), action)

    def has(self, action: str) -> bool:
        """Whether any state knows this action."""
        return any(m.action == action for m in self.spec.moves)

    def move(self, state: str, action: str) -> Move | None:
        """The move an action makes in a state."""
        return next((m for m in self.spec.moves if m.action == action and state in m.from_), None)

    def moves(self, state: str) -> tuple[Move, ...]:
        """Every move out of a state, as the file lists them."""
        return tuple(m for m in self.spec.moves if state in m.from_)

    def next_actions(self, state: str, role: str) -> tuple[str, ...]:
        """The flow's own actions that somebody of this role may take in a state."""
        return tuple(m.action for m in self.moves(state) if m.action not in PLAIN and role in m.who)

    def allowed(self, order: Order, person: Person, customer: Customer | None) -> list[Move]:
        """The moves this person may make now."""
        return [m for m in self.moves(order.state) if may(m, order, person, customer)]

    def next_moves(self, order: Order, person: Person, customer: Customer | None) -> tuple[str, ...]:
        """The flow's own actions that this person may take now by his role."""
        allowed = {m.action for m in self.allowed(order, person, customer)}
        return tuple(a for a in self.next_actions(order.state, person.role) if a in allowed)

    def may_place(self, role: str) -> bool:
        """Whether people of this role may place orders."""
        confirm = self.move(self.start, "confirm")
        return confirm is not None and role in confirm.who

    def status_move(self, order: Order, status: str) -> Move | None:
        """The move that a status read from chat (出库, 签收 …) means in the order's state."""
        for said in (status, LEFT_FIRST.get(status)):
            if found := next((m for m in self.moves(order.state) if said in m.words), None):
                return found
        return None

    def named(self, said: str, state: str) -> Move | None:
        """The move that is called so, by its button, by the state it leads to, or by either in another order of words.

        Out of `state` where one of that name leads out of it, else any: it is refused with what is possible.
        """
        sign = _sign(said)
        found = [m for m in self.spec.moves if m.action not in PLAIN and sign in (_sign(m.label), _sign(m.to))]
        return next((m for m in found if state in m.from_), found[0] if sign and found else None)

    def goes_on(self, status: str) -> bool:
        """Whether a finished order can still take this status, e.g. 退货."""
        return any(status in m.words for m in self.spec.moves if Phase.DONE in map(self.phase, m.from_))

    def needs(self, order: Order, action: str) -> str:
        """The kind of deliverable (number, photo, sign) that this move waits for; empty: none, or it is there."""
        state, move = self.spec.state.get(order.state), self.move(order.state, action)
        if state is None or move is None or action in PLAIN or self.phase(move.to) is Phase.VOID:
            return ""
        return "" if state.deliverable == "number" and order.tracking else state.deliverable

    @property
    def pictures(self) -> bool:
        """Whether some state waits for a picture, or takes one as a sign-off."""
        return any(state.deliverable in ("photo", "sign") for state in self.spec.state.values())

    def deliverable(self, state: str) -> str:
        """What a state must hand on, in words; empty: nothing."""
        known = self.spec.state.get(state)
        return known.deliverable_name or DELIVERABLES.get(known.deliverable, "") if known else ""

    def reached(self, order: Order, status: str) -> bool:
        """Whether the order is already where this status would have brought it."""
        return any(status in m.words and m.to == order.state for m in self.spec.moves)

    def watches(self, state: str) -> tuple[Watch, ...]:
        """What must happen in time while an order is in a state; that it leaves the state comes first."""
        known = self.spec.state.get(state)
        if known is None:
            return ()
        others = tuple(w for w in self.spec.watches if state in w.states)
        if not known.within:
            return others
        own = Watch(
            name=OVERDUE,
            title=state,
            states=(state,),
            within=known.within,
            owner=known.owner,
            ladder=known.ladder,
            also=known.also,
        )
        return (own, *others)

    def watch(self, state: str, kind: str) -> Watch | None:
        """The watch of a kind of deadline, where it counts in this state."""
        return next((w for w in self.watches(state) if w.name == kind), None)

    def watched(self, kind: str) -> bool:
        """Whether deadlines of this kind are watches of this flow."""
        return kind == OVERDUE or any(w.name == kind for w in self.spec.watches)

    def titled(self, kind: str) -> str:
        """What a kind of deadline is called: a watch by its title, any other by its kind."""
        return next((w.title for w in self.spec.watches if w.name == kind), kind)

    def deadlines(
        self,
        order: Order,
        since: str,
        at: datetime,
        hours: WorkTime,
        before: str = "",
        pace: int = 100,
        travels: timedelta = timedelta(),
    ) -> list[Deadline]:
        """What must be done by when, now that something started its clock; nothing anew where `before` had it too.

        `pace`: the customer's percentage of the usual time. `travels`: how long goods were measured to be under way;
        a watch that follows the measure comes no sooner.
        """
        return [
            Deadline(order.id, w.name, hours.after(at, longest(term(w.within).at(pace), w, travels)), w.owner)
            for w in self.watches(order.state)
            if w.since == since and (since != ENTERED or before not in w.states)
        ]

    def within(self, state: str) -> Term | None:
        """How long an order may stay in a state."""
        known = self.spec.state.get(state)
        return term(known.within) if known and known.within else None

    def apply(
        self,
        order: Order,
        action: str,
        person: Person,
        customer: Customer | None,
        now: datetime,
        *,
        reason: str = "",
        given: Collection[str] = (),
    ) -> tuple[Order, OrderEvent]:
        """Makes a move and says what happened; raises Refused with what this person can do instead, or what lacks.

        `given`: kinds of deliverables that are handed in with it.
        """
        possible = self.allowed(order, person, customer)
        move = self.move(order.state, action)
        if move is None:
            if order.phase is not Phase.VOID and any(
                one.action == action and one.to == order.state for one in self.spec.moves
            ):
                raise Refused("flow.done", self._facts(order, action, possible))
            raise Refused("flow.action", self._facts(order, action, possible))
        if move not in possible:
            raise Refused("flow.role", self._facts(order, action, possible), cure="roles:" + ",".join(move.who))
        if move.reason and not reason.strip():
            raise Refused("flow.reason", self._facts(order, action, possible))
        kind = self.needs(order, action)
        if kind and kind not in given:
            lacks = {"缺": self.deliverable(order.state), "说法": move.words[0] if move.words else move.label}
            raise Refused(f"flow.{kind}", self._facts(order, action, possible) | lacks)
        moved = replace(
            order,
            state=move.to,
            phase=self.phase(move.to),
            owner=self.owner(move.to),
            entered_at=now,
            touched_at=now,
        )
        event = OrderEvent(order.id, now, person.user, action, order.state, move.to, reason.strip())
        return moved, event

    def _facts(self, order: Order, action: str, possible: list[Move]) -> dict[str, str]:
        facts = {"单号": order.number or "", "现在": order.state, "动作": self.label(action)}
        facts["可以"] = "、".join(m.label for m in possible)
        onwards = next((m for m in self.moves(order.state) if m.action not in PLAIN), None)
        if onwards is not None and onwards not in possible:
            facts["下一步"], facts["下一步归"] = onwards.label, ",".join(onwards.who)
        return {name: value for name, value in facts.items() if value}


def longest(span: Term, watch: Watch, travels: timedelta) -> Term:
    """How long a watch waits: as long as goods are usually under way, where it follows that and it is longer."""
    return Term(max(span.span, travels)) if watch.measured and not span.working else span


def _sign(words: str) -> str:
    """A name's signs without 已 and 了, in one order: 库存锁定, 锁定库存 and 已锁定库存 are the same."""
    return "".join(sorted(re.sub(r"已经?|了|好|[\s,。!]", "", words)))


def may(move: Move, order: Order, person: Person, customer: Customer | None) -> bool:
    """Whether this person may make this move of this order; a customer's people only for their own company."""
    return one_of(move.who, order, person, customer)
