"""Counters that stand before their numbers: 32号油 大桶6 小桶20, 洗洁精 桶5 箱3."""

import re
from functools import lru_cache

from .dimensions.units import MEASURES
from .either import either
from .features import Kind, Tier, fold
from .lexicon import Lexicon

DIGIT = re.compile(r"\d")
NUMBERED = frozenset("0123456789一二两三四五六七八九十百千半几第每各")


def counters_behind(plain: str, lexicon: Lexicon) -> str:
    """The text with each such counter behind its number; every other character keeps its place.

    A counter of one sign is only one before its number where it stands alone and another follows it.
    """
    if DIGIT.search(plain) is None:
        return plain
    row, pair = _patterns(lexicon.units)
    names: set[int] | None = None
    for match in row.finditer(plain):
        pairs = list(pair.finditer(match[0]))
        first = pairs[0]["unit"]
        if plain[match.start() - 1 : match.start()] in NUMBERED and match.start():
            continue
        apart = match.start() == 0 or plain[match.start() - 1] in " \n,、:"
        if len(first) < 2 and not (apart and len(pairs) > 1):
            continue
        names = _ends_of_names(plain, lexicon) if names is None else names
        if match.start() + len(first) not in names:
            turned = pair.sub(lambda m: f"{m['number']}{m['unit']}{m['gap']}", match[0])
            plain = f"{plain[: match.start()]}{turned}{plain[match.end() :]}"
    return plain


@lru_cache(maxsize=64)
def _patterns(units: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    one = either(u for u in units - MEASURES if not u.isascii()) or r"(?!)"
    pair = rf"(?P<unit>{one})(?P<gap>\s?)(?P<number>\d+)(?![\d.*/-])"
    plain = rf"(?:{one})\s?\d+(?![\d.*/-])"
    return re.compile(rf"{plain}(?:[ ,、/]{{0,2}}{plain})*(?=[\s,。;!、]|\Z)"), re.compile(pair)


def _ends_of_names(plain: str, lexicon: Lexicon) -> set[int]:
    """Where things end as they are called in full: a counter that ends there is part of the name, 餐洗大桶6."""
    found = ((word.end, lexicon.words[word.word]) for word in lexicon.words.find(fold(plain)))
    return {end for end, entry in found if entry.kind is Kind.HEAD and entry.tier is Tier.EXACT}
