"""Invitations: a code that makes one account known, once and for a while; and accounts that nobody knows yet.

Whoever has no code may prove himself by what only a customer's own people know together: the end of the telephone
number we have of them, and the number of one of their orders.

A code is twelve signs that nobody confuses, in groups of four: K7MP-3QXA-9RTW. Only its hash is kept.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from handlers.domain.messaging import ChatRef, UserRef
from handlers.domain.party import Role

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O 1 I L
GROUPS, LENGTH = 3, 4
Proof = Literal["code", "claim"]  # what a stranger may bring
_GROUP = f"[{SIGNS}]{{{LENGTH}}}"
_CODE = rf"({_GROUP})[\s-]*({_GROUP})[\s-]*({_GROUP})(?![0-9A-Z])"
_NAMED = re.compile(rf"邀请码[\s:是]*{_CODE}")
_WORD = re.compile(r"[0-9A-Z][0-9A-Z_/-]*")
_PHONE = re.compile(r"1[0-9]{10}|[0-9]{4}")
_ORDER = re.compile(r"(?=.*[0-9]).{6,40}")
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


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says to prove who he is."""

    phone_tail: str  # four digits
    number: str  # of a sales order


def claim_in(text: str) -> Claim | None:
    """One telephone number (or its last four digits) and one order number, whatever stands around them."""
    said = _WORD.findall(unicodedata.normalize("NFKC", text[:100]).upper())
    phones = [word for word in said if _PHONE.fullmatch(word)]
    numbers = [word for word in said if _ORDER.fullmatch(word) and word not in phones]
    return Claim(phones[0][-4:], numbers[0]) if len(phones) == len(numbers) == 1 else None


def code_in(text: str, *, named: bool = False) -> str | None:
    """The code that a message brings, as it was made; with `named` only where the message calls it one."""
    plain = unicodedata.normalize("NFKC", text[:400]).upper().replace("–", "-").replace("—", "-")
    found = _NAMED.search(plain) or (None if named else _BARE.fullmatch(plain))
    return "-".join(found.groups()) if found else None
