"""Whether words that stand where a place is asked for can be one."""

import re

from .dimensions.units import COUNTERS
from .normalize import normalize

_FIELD = r"(?:送货|收货|收件)?地址"
_NAMED = re.compile(rf"(?:^|[\s,;。]){_FIELD}\s*(?:改?[为成]|:)\s*([^\s,;。]+)|^{_FIELD}\s*([a-z0-9]+)$")
_SIGN, _LETTER = re.compile(r"[^\W_]"), re.compile(r"[^\W\d_]")
_UNITS = "|".join(sorted(COUNTERS, key=len, reverse=True))
_AMOUNT = re.compile(rf"[\d.,一二两三四五六七八九十百千万半几]+\s?(?:{_UNITS})?")


def names_place(words: str) -> bool:
    """False for a single sign, a number and an amount: x, 12, 300件."""
    plain = normalize(words).strip()
    return len(_SIGN.findall(plain)) > 1 and _LETTER.search(plain) is not None and _AMOUNT.fullmatch(plain) is None


def no_place(text: str) -> str:
    """What is said to be the address and is no place: the "x" of 送货地址:x; empty where there is none."""
    said = (found[1] or found[2] for found in _NAMED.finditer(normalize(text)))
    return next((words for words in said if not names_place(words)), "")
