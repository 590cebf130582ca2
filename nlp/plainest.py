"""The plain one of a family, which is called just so, where the others add something to its name."""

import re
from collections.abc import Sequence

CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
LETTERS = re.compile(r"(?<![a-z0-9-])[a-z]{2,}")


def plain_name(names: Sequence[str], said: str) -> str | None:
    """Of folded names the one that is meant by words, also folded, that add nothing to it.

    五孔插座 beside 斜五孔插座 and 五孔带USB插座; BV铜芯硬线 beside ZR-BV阻燃硬线.
    """
    if len(set(names)) < 2:
        return None
    shortest = min(names, key=len)
    if _called(shortest, said) and all(_adds(name, shortest, said) for name in set(names) if name != shortest):
        return shortest
    return _plain_code(names, said)


def _called(name: str, said: str) -> bool:
    """Say whether the words hold the front of the name; its end alone, 轴承 of 轮毂轴承, names the whole family."""
    return not name[:2].isascii() and name[:2] in said


def _adds(name: str, plain: str, said: str) -> bool:
    """Say whether a name is the plain one with more in it, none of which was said."""
    rest = list(name)
    at = len(rest)
    for char in reversed(plain):
        at = next((i for i in range(at - 1, -1, -1) if rest[i] == char), -1)
        if at < 0:
            return False
        del rest[at]
    return bool(rest) and set(rest).isdisjoint(said)


def _plain_code(names: Sequence[str], said: str) -> str | None:
    letters = {found.group() for found in LETTERS.finditer(said)}
    codes = {name: found.group() for name in set(names) if (found := CODE.match(name))}
    plain = [name for name, code in codes.items() if code in letters]
    if len(plain) != 1 or len(codes) < len(set(names)):
        return None
    tail = f"-{codes[plain[0]]}"
    return plain[0] if all(code.endswith(tail) for name, code in codes.items() if name != plain[0]) else None
