"""Invitations: a code that makes one account known, once and for a while; and accounts that nobody knows yet.

A code is twelve signs that nobody confuses, in groups of four: K7MP-3QXA-9RTW. Only its hash is kept.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from handlers.domain.messaging import ChatRef, UserRef
from handlers.domain.party import Role

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O 1 I L
GROUPS, LENGTH = 3, 4
_GROUP = f"[{SIGNS}]{{{LENGTH}}}"
_CODE = rf"({_GROUP})[\s-]*({_GROUP})[\s-]*({_GROUP})(?![0-9A-Z])"
_NAMED = re.compile(rf"邀请码[\s::是]*{_CODE}")
_BARE = re.compile(rf"\W*{_CODE}\W*")


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who is meant: a person we have (`user`), or one who is made when the code is used."""

    name: str
    role: Role
    made_by: str  # people.user, or "" for the command line
    made_at: datetime
    expires_at: datetime
    user: str | None = None
    customer_id: str | None = None  # where the role is customer
    id: int = 0


@dataclass(frozen=True, slots=True)
class Stranger:
    """An account that wrote and that nobody is bound to."""

    ref: UserRef
    chat: ChatRef
    last_seen: datetime


def code_in(text: str, *, named: bool = False) -> str | None:
    """The code that a message brings, as it was made; with `named` only where the message calls it one."""
    plain = unicodedata.normalize("NFKC", text[:400]).upper().replace("–", "-").replace("—", "-")
    found = _NAMED.search(plain) or (None if named else _BARE.fullmatch(plain))
    return "-".join(found.groups()) if found else None
