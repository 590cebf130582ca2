"""The plain one of a family: 五孔 is the 五孔插座 beside a 斜五孔插座 and a 五孔带USB插座, BV2.5 红 no ZR-BV.

A product is the plain one where one of its names is made of nothing but what was said, and of words that all the others
have as well: what their specifications share, or what their names end in.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from .features import CJK, Kind, fold, heads, spec_tokens
from .lexicon import Lexicon, Mask
from .products import Choice, Hit

FIGURES = re.compile(r"\d+(?:\.\d+)?(?=[a-z\u3400-\u9fff]{1,3}\Z)")
MOST = 60  # products that are compared


def plainest(choice: Choice, group: Sequence[Hit], lexicon: Lexicon) -> Choice:
    """The products one of whose names says nothing but what was said of them, marked as plain; the same choice where
    none or all are so.
    """
    mask = choice.mask
    if not 1 < len(mask) <= MOST or any(not h.lone for h in choice.skipped):
        return choice
    said = sorted({h.word for h in (*choice.used, *group) if not h.fuzzy}, key=len, reverse=True)
    if all(h.kind is Kind.NUMBER or h.lone for h in group) and not any(CJK.search(word) for word in said):
        return choice
    some = lexicon.some(mask, MOST)
    own, shared, tokens = _specified(tuple([one.spec for one in some]))
    unsaid = _unsaid(tokens, said)
    told = list(map(unsaid.isdisjoint, own))
    if not any(told):
        return choice
    end = _common_end([fold(name) for name in dict.fromkeys([one.name for one in some])])
    names = [_names(one.name, one.aliases) for one in some]
    different = dict.fromkeys(names)  # most of a family are called alike
    common = frozenset.intersection(*map(frozenset, different))
    written = list(map(" ".join, different))
    called = [
        (at, [name for name in of if name not in common])
        for at, of, all_ in zip(mask, names, told, strict=True)
        if all_
    ]
    found = Mask([at for at, of in called if _says_no_more(of, said, shared, end, written)])
    return choice if not found or found == mask else Choice(found, choice.used, choice.skipped, plain=True)


@lru_cache(maxsize=1024)
def _specified(specs: tuple[str, ...]) -> tuple[tuple[frozenset[str], ...], frozenset[str], frozenset[str]]:
    """What each of some specifications says that not all of them say, what they all say, all that only some say."""
    tokens = [frozenset(spec_tokens(spec)) for spec in specs]
    shared = frozenset.intersection(*tokens)
    own = tuple([of - shared for of in tokens])
    return own, shared, frozenset().union(*own)


def _unsaid(tokens: Iterable[str], said: Sequence[str]) -> set[str]:
    """What specifications tell and nobody said: 六类网线 is as well the 屏蔽 as the 非屏蔽 one."""
    every = "\n".join(tokens)  # most of what was said is in none of them
    found = [word for word in {*said, *(_number(word) or "#" for word in said)} if word in every]
    unheard = [token for token in tokens if not any(word in token for word in found)] if found else tokens
    told = "\n".join(said)
    return {token for token in unheard if token not in told or not said}


def _says_no_more(
    names: Sequence[str], said: Sequence[str], shared: frozenset[str], end: str, written: Sequence[str]
) -> bool:
    """True where one of the names holds nothing but words said, shared by all, or written in all their names."""
    for name in names:
        rest, told = name, False
        for word in said:
            short = word if word in rest else _number(word)
            if short and short in rest:
                rest, told = rest.replace(short, " ", 1), True
        if not told:
            continue
        if end and rest.endswith(end):
            rest = rest[: -len(end)]
        for word in shared:
            rest = rest.replace(word, " ")
        if all(len(word) > 1 and CJK.fullmatch(word) and all(word in one for one in written) for word in rest.split()):
            return True
    return False


@lru_cache(maxsize=8192)
def _names(name: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one.replace(" ", "") for one in heads(name, aliases))


def _number(word: str) -> str:
    """The figures of a measure, which a name may have without its unit or with another one: 4 of 4平方, 63 of 63a."""
    figures = FIGURES.match(word)
    return figures[0] if figures else ""


def _common_end(names: Sequence[str]) -> str:
    """What all the names end in, unless it is the whole of one of them."""
    first = names[0]
    size = 0
    while size < len(first) and all(name.endswith(first[-size - 1 :]) for name in names):
        size += 1
    return first[-size:] if size else ""
