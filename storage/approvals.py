"""Approvals as rows; implements `handlers.ports.Approvals`."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Insert, RowMapping, Select, Update, bindparam, insert, select, update

from handlers.domain.approval import CREDIT, PAID_FIRST, Approval, Verdict
from handlers.domain.order import OrderId
from storage.connection import Connection
from storage.order_rows import findings_in, findings_out
from storage.snapshot import restored, snapshot
from storage.tables import approvals, orders

_OF = select(approvals).where(approvals.c.order_id == bindparam("order")).order_by(approvals.c.id)
_OWN = approvals.c.topic.like("%:%")
_VOID = (
    update(approvals)
    .where(approvals.c.order_id == bindparam("order"), approvals.c.state.in_(bindparam("states", expanding=True)))
    .values(state=Verdict.VOID.value, pending_by="", pending="")
)


class ApprovalTable:
    """Approvals inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def add(self, approval: Approval) -> Approval:
        """Stores a question in place of an open one of its topic, and returns it with its id."""
        same = (approvals.c.order_id == approval.order_id, approvals.c.topic == approval.topic)
        gone = update(approvals).where(*same, approvals.c.state == Verdict.OPEN.value)
        await self._write(gone.values(state=Verdict.VOID.value, pending_by="", pending=""))
        row = {
            "order_id": approval.order_id,
            "topic": approval.topic,
            "roles": list(approval.roles),
            "findings": findings_out(approval.findings),
            "asked_by": approval.asked_by,
            "asked_at": approval.asked_at,
            "expires_at": approval.expires_at,
            "state": approval.state.value,
            "pending_by": approval.pending_by,
            "pending": approval.pending,
            "pending_at": approval.pending_at,
            "wanted": snapshot(approval.wanted),
            "said": approval.said,
        }
        return (await self._write(insert(approvals), row))[0]

    async def get(self, approval_id: int) -> Approval | None:
        """An approval by its id."""
        found = await self._load(select(approvals).where(approvals.c.id == approval_id))
        return found[0] if found else None

    async def of(self, order_id: OrderId) -> list[Approval]:
        """Everything that was asked about an order, oldest first."""
        return await self._load(_OF, {"order": order_id})

    async def decide(
        self, approval_id: int, verdict: Verdict, by: str, at: datetime, reason: str, offered: date | None = None
    ) -> bool:
        """Answers it, with the day that is offered instead; False where somebody was faster, or it is over."""
        statement = update(approvals).where(approvals.c.id == approval_id, approvals.c.state == Verdict.OPEN.value)
        fresh = {
            "state": verdict.value,
            "decided_by": by,
            "decided_at": at,
            "reason": reason,
            "pending_by": "",
            "pending": "",
            "offered": offered,
        }
        return len(await self._write(statement.values(**fresh))) == 1

    async def hand_on(
        self, approval_id: int, roles: Collection[str], by: str = "", offered: date | None = None, reason: str = ""
    ) -> bool:
        """Others are to answer it, with the day that `by` gave meanwhile, or why there is none; False: it is over."""
        statement = update(approvals).where(approvals.c.id == approval_id, approvals.c.state == Verdict.OPEN.value)
        fresh = {"roles": list(roles), "decided_by": by, "offered": offered, "reason": reason}
        fresh |= {"pending_by": "", "pending": ""}
        return len(await self._write(statement.values(**fresh))) == 1

    async def ask_reason(self, approval_id: int, verdict: Verdict, user: str, at: datetime) -> None:
        """Remembers that the next words of this person are the reason of this verdict."""
        await self.forget_reason(user)
        statement = update(approvals).where(approvals.c.id == approval_id, approvals.c.state == Verdict.OPEN.value)
        await self._connection.execute(statement.values(pending_by=user, pending=verdict.value, pending_at=at))

    async def forget_reason(self, user: str) -> None:
        """This person is not asked for a reason any more."""
        statement = update(approvals).where(approvals.c.pending_by == user, approvals.c.state == Verdict.OPEN.value)
        await self._connection.execute(statement.values(pending_by="", pending="", pending_at=None))

    async def awaiting(self, user: str, since: datetime) -> Approval | None:
        """The open approval whose reason this person was asked for, not earlier than `since`."""
        query = select(approvals).where(
            approvals.c.state == Verdict.OPEN.value, approvals.c.pending_by == user, approvals.c.pending_at >= since
        )
        found = await self._load(query.order_by(approvals.c.pending_at.desc()).limit(1))
        return found[0] if found else None

    async def asked_of(self, who: str) -> list[Approval]:
        """Open questions to one person by name, "user:" and his key, oldest first."""
        query = select(approvals).where(approvals.c.state == Verdict.OPEN.value).order_by(approvals.c.id)
        return [one for one in await self._load(query) if who in one.roles]

    async def asked_by(self, user: str) -> list[Approval]:
        """This person's own open requests, oldest first."""
        mine = (approvals.c.asked_by == user, approvals.c.state == Verdict.OPEN.value, _OWN)
        return await self._load(select(approvals).where(*mine).order_by(approvals.c.id))

    async def decided_of(self, user: str, since: datetime) -> list[Approval]:
        """This person's own requests that were decided, taken back, or left to expire since then; oldest first."""
        over = approvals.c.state != Verdict.OPEN.value
        mine = (approvals.c.asked_by == user, over, approvals.c.decided_at >= since, _OWN)
        return await self._load(select(approvals).where(*mine).order_by(approvals.c.id))

    async def unpaid(self, customer_id: str = "") -> list[OrderId]:
        """Orders of a customer, or of all, that are held for what is owed, and not refused for good."""
        first = (approvals.c.state == Verdict.REFUSED.value) & (approvals.c.reason == PAID_FIRST)
        query = select(orders.c.id).join(approvals, approvals.c.order_id == orders.c.id)
        query = query.where(orders.c.held.is_(True), approvals.c.topic == CREDIT)
        query = query.where(first | (approvals.c.state == Verdict.OPEN.value))
        if customer_id:
            query = query.where(orders.c.customer_id == customer_id)
        found = await self._connection.execute(query.distinct().order_by(orders.c.id))
        return [OrderId(one) for one in found.scalars()]

    async def void(self, order_id: OrderId, *, granted: bool = True) -> None:
        """Nothing that was asked about an order counts any more; without `granted` only open questions of a hold."""
        states = [Verdict.OPEN.value, *([Verdict.GRANTED.value] if granted else [])]
        statement = _VOID if granted else _VOID.where(approvals.c.topic.not_like("%:%"))
        await self._write(statement, {"order": order_id, "states": states})

    async def _write(self, statement: Insert | Update, values: dict[str, object] | None = None) -> list[Approval]:
        """Writes, says how the rows stand now, and returns them."""
        rows = (await self._connection.execute(statement.returning(approvals), values or {})).mappings().all()
        for row in rows:
            self._connection.standing.saw_row(approvals, row)
        return [_approval(row) for row in rows]

    async def _load(self, query: Select[Any], values: dict[str, object] | None = None) -> list[Approval]:
        return [_approval(row) for row in (await self._connection.execute(query, values or {})).mappings()]


def _approval(row: RowMapping) -> Approval:
    return Approval(
        order_id=OrderId(row["order_id"]),
        topic=row["topic"],
        roles=tuple(row["roles"]),
        findings=findings_in(row["findings"]),
        asked_by=row["asked_by"],
        asked_at=row["asked_at"],
        expires_at=row["expires_at"],
        state=Verdict(row["state"]),
        decided_by=row["decided_by"],
        decided_at=row["decided_at"],
        reason=row["reason"],
        pending_by=row["pending_by"],
        pending=row["pending"],
        pending_at=row["pending_at"],
        wanted=restored(row["wanted"]),
        said=row["said"],
        offered=row["offered"],
        id=row["id"],
    )
