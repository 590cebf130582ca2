"""One of many words as a pattern that looks at each beginning once, where `a|b|c` tries word after word."""

import re
from collections.abc import Iterable


def either(words: Iterable[str]) -> str:
    """A pattern of one of the words, the longest that fits first; at least one word, and none is empty.

    It matches what the alternatives match that are sorted by length: only words that begin alike can fit in one place,
    and these stand together, in that order.
    """
    begun: dict[str, list[str]] = {}
    for word in sorted(set(words), key=lambda one: (-len(one), one)):
        begun.setdefault(word[0], []).append(word[1:])
    single = "".join(re.escape(sign) for sign, rest in begun.items() if rest == [""])
    longer = [
        re.escape(sign) + (re.escape(rest[0]) if len(rest) == 1 else f"(?:{'|'.join(map(re.escape, rest))})")
        for sign, rest in begun.items()
        if rest != [""]
    ]
    return "|".join([*longer, f"[{single}]"] if single else longer)
