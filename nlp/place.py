"""Whether words that stand where a place is asked for can be one."""

import re

from .dimensions.units import COUNTERS
from .normalize import normalize

_SIGN, _LETTER = re.compile(r"[^\W_]"), re.compile(r"[^\W\d_]")
_UNITS = "|".join(sorted(COUNTERS, key=len, reverse=True))
_AMOUNT = re.compile(rf"[\d.,一二两三四五六七八九十百千万半几]+\s?(?:{_UNITS})?")


def names_place(words: str) -> bool:
    """False for a single sign, a number and an amount: x, 12, 300件."""
    plain = normalize(words).strip()
    return len(_SIGN.findall(plain)) > 1 and _LETTER.search(plain) is not None and _AMOUNT.fullmatch(plain) is None
