"""Invitations and strangers as rows; implements `handlers.ports.Invitations`. The only maker of codes."""

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, RowMapping, and_, bindparam, case, delete, or_, select, update
from sqlalchemy import insert as plain_insert

from handlers.domain.invitation import GROUPS, LENGTH, SIGNS, Invitation, Proof, Stranger
from handlers.domain.messaging import ChatRef, UserRef
from handlers.domain.party import Role
from storage.connection import Connection
from storage.sql import insert
from storage.tables import accounts, invitations, people, strangers

_OPEN = (invitations.c.used_at.is_(None), invitations.c.void_at.is_(None))
_USE = (
    update(invitations)
    .where(invitations.c.code_hash == bindparam("hash"), invitations.c.expires_at > bindparam("now"), *_OPEN)
    .values(used_at=bindparam("now"), used_channel=bindparam("here"), used_account=bindparam("who"))
    .returning(invitations)
)
_COUNTED: dict[Proof, tuple[ColumnElement[int], ColumnElement[datetime | None]]] = {
    "code": (strangers.c.failures, strangers.c.failing_since),
    "claim": (strangers.c.claims, strangers.c.claiming_since),
}


class InvitationTable:
    """Invitations and strangers inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Works on an open transaction."""
        self._connection = connection

    async def make(self, invitation: Invitation) -> tuple[Invitation, str]:
        """Stores an invitation; returns it with its id, and its code, which is told this once."""
        code = "-".join("".join(secrets.choice(SIGNS) for _ in range(LENGTH)) for _ in range(GROUPS))
        row = {
            "code_hash": _hash(code),
            "user": invitation.user,
            "name": invitation.name,
            "role": invitation.role.value,
            "customer_id": invitation.customer_id,
            "made_by": invitation.made_by,
            "made_at": invitation.made_at,
            "expires_at": invitation.expires_at,
        }
        number = (await self._connection.execute(plain_insert(invitations).returning(invitations.c.id), row)).scalar()
        return replace(invitation, id=int(number or 0)), code

    async def use(self, code: str, ref: UserRef, now: datetime) -> Invitation | None:
        """Takes a code that is good and was never used; only one who asks gets it."""
        wanted = {"hash": _hash(code), "now": now, "here": ref.channel, "who": ref.user_id}
        found = (await self._connection.execute(_USE, wanted)).mappings().first()
        return None if found is None else _invitation(found)

    async def void(self, user: str, at: datetime) -> None:
        """Open codes for this person, and those he made, count no longer."""
        mine = or_(invitations.c.user == user, invitations.c.made_by == user)
        await self._connection.execute(update(invitations).where(mine, *_OPEN).values(void_at=at))

    async def is_open(self, code: str, at: datetime) -> bool:
        """Whether somebody could still be let in by this code."""
        meant = (invitations.c.code_hash == _hash(code), invitations.c.expires_at > at, *_OPEN)
        return (await self._connection.execute(select(invitations.c.id).where(*meant))).first() is not None

    async def spoil(self, code: str, at: datetime) -> Invitation | None:
        """An open code counts no longer; None where there is no such code."""
        meant = (invitations.c.code_hash == _hash(code), invitations.c.expires_at > at, *_OPEN)
        statement = update(invitations).where(*meant).values(void_at=at).returning(invitations)
        found = (await self._connection.execute(statement)).mappings().first()
        return None if found is None else _invitation(found)

    async def met(self, ref: UserRef, chat: ChatRef, at: datetime) -> None:
        """Remembers that an account wrote that nobody is bound to, and where it is answered."""
        row = {"channel": ref.channel, "user_id": ref.user_id, "chat_id": chat.chat_id}
        statement = insert(self._connection, strangers).values(**row, first_seen=at, last_seen=at)
        fresh = {"chat_id": statement.excluded.chat_id, "last_seen": statement.excluded.last_seen}
        same = [strangers.c.channel, strangers.c.user_id]
        await self._connection.execute(statement.on_conflict_do_update(index_elements=same, set_=fresh))

    async def failures(self, ref: UserRef, since: datetime, proof: Proof = "code") -> int:
        """How many wrong codes, or wrong claims, the account brought in the span that began after `since`."""
        count, began = _COUNTED[proof]
        query = select(count).where(*_at(ref), began > since)
        return int((await self._connection.execute(query)).scalar() or 0)

    async def failed(self, ref: UserRef, at: datetime, span: timedelta, proof: Proof = "code") -> None:
        """Counts a wrong code, or a wrong claim; a span that is over begins anew."""
        count, began = _COUNTED[proof]
        running = and_(began.is_not(None), began > at - span)
        counted = {count.name: case((running, count + 1), else_=1), began.name: case((running, began), else_=at)}
        await self._connection.execute(update(strangers).where(*_at(ref)).values(**counted))

    async def strangers(self, account: str | None = None, limit: int = 50) -> list[Stranger]:
        """Accounts (of this id) that wrote and that no active person is bound to, latest first."""
        known = (
            select(accounts.c.user_id)
            .join(people, people.c.user == accounts.c.user)
            .where(people.c.active, accounts.c.channel == strangers.c.channel)
            .where(accounts.c.user_id == strangers.c.user_id)
        )
        query = select(strangers).where(~known.exists()).order_by(strangers.c.last_seen.desc()).limit(limit)
        if account is not None:
            query = query.where(strangers.c.user_id == account)
        return [_stranger(row) for row in (await self._connection.execute(query)).mappings()]

    async def forget(self, ref: UserRef) -> None:
        """The account is no stranger any more."""
        await self._connection.execute(delete(strangers).where(*_at(ref)))


def _at(ref: UserRef) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return strangers.c.channel == ref.channel, strangers.c.user_id == ref.user_id


def _hash(code: str) -> str:
    """Twelve of thirty-one signs are too many to be tried within a code's life: a plain hash hides them."""
    return hashlib.sha256(f"jiedan invitation {code}".encode()).hexdigest()


def _invitation(row: RowMapping) -> Invitation:
    return Invitation(
        name=row["name"],
        role=Role(row["role"]),
        made_by=row["made_by"],
        made_at=row["made_at"],
        expires_at=row["expires_at"],
        user=row["user"],
        customer_id=row["customer_id"],
        id=row["id"],
    )


def _stranger(row: RowMapping) -> Stranger:
    chat = ChatRef(row["channel"], row["chat_id"])
    return Stranger(UserRef(row["channel"], row["user_id"]), chat, row["last_seen"])
