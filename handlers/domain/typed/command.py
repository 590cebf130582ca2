"""What a typed command is, and what the patterns of all of them share."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Typed:
    """One command: what it does, to what, how much, and further words."""

    verb: str  # the tables and readers of this package say which there are
    about: str = ""
    qty: Decimal | None = None  # of money in yuan
    words: str = ""
    about_too: str = ""  # picked, price: the product
    unit: str = ""  # price: per what; script: the scheme; receipt, count: of what
    own: bool = False  # 通过: of a request of its own, not of what holds an order; mute: the speaker deals with it
    loose: bool = False  # receipt: in words of one's own, so that all of `about` must be goods


Way = tuple[str, re.Pattern[str]]  # a verb, and one way to say it
NUMBER = r"[A-Za-z]{0,4}\d[\d-]{2,20}"  # an order's, or the end of it
MORE = r"(?:[\s,。:;、!]+(?P<words>\S.*))?"  # further words behind what a command is about
_ABOUT = ("about", "before", "after")  # groups: a pattern may name what it is about in several places


def about(found: re.Match[str]) -> str:
    """What a command is about, wherever its pattern has it; empty where it is not said."""
    parts = found.groupdict()
    return next((parts[name].strip() for name in _ABOUT if parts.get(name)), "")


def words(found: re.Match[str]) -> str:
    """The further words; empty where there are none."""
    parts = found.groupdict()
    return (parts.get("words") or parts.get("rest") or "").strip()


def first(ways: Iterable[Way], said: str) -> Typed | None:
    """The first way in which all that was said can be read."""
    for verb, pattern in ways:
        if found := pattern.fullmatch(said):
            return Typed(verb, about(found), words=words(found))
    return None
