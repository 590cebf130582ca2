"""Things with the same word elsewhere in their name: 标签60*40 is the 铜版纸标签 and the 热敏标签纸 of that size.

The word alone ends just one of the names, but who says it may mean either, where all else that is said fits both.
"""

from collections.abc import Sequence

from .features import CJK, Kind, Tier, fold
from .lexicon import Lexicon, Mask
from .products import Choice, Hit

MOST = 12  # products of one size
MOST_ENDING = 200  # things whose names end alike
SHORTEST = 4  # characters of a word that may leave one out


def called_alike(choice: Choice, group: Sequence[Hit], lexicon: Lexicon) -> Choice:
    """The one thing whose name ends so, and those in the very same size that have the word or its signs in theirs."""
    if not choice.one or choice.skipped:
        return choice
    if len(group) == 1:
        return _begun_alike(choice, group[0], lexicon)
    heads = [h for h in group if h.kind is Kind.HEAD]
    sizes = [h for h in group if h.kind is not Kind.HEAD]
    if len(heads) != 1 or heads[0].tier is not Tier.SUFFIX or not CJK.fullmatch(heads[0].word) or heads[0].fuzzy:
        return choice
    if not sizes or not all("*" in h.word and h.tier is Tier.EXACT for h in sizes):
        return choice
    mask = sizes[0].masks[0]
    for hit in sizes[1:]:
        mask = mask & hit.masks[0]
    if not len(mask) <= MOST:
        return choice
    own = lexicon.products[choice.mask[0]]
    word = heads[0].word
    alike = [
        at for at in mask if lexicon.products[at].unit == own.unit and _said(word, fold(lexicon.products[at].name))
    ]
    return Choice(choice.mask | Mask(alike), choice.used, choice.skipped)


def _begun_alike(choice: Choice, hit: Hit, lexicon: Lexicon) -> Choice:
    """The one thing and all whose names begin and end as the word does, where its own name has more between too.

    一次性筷 ends a by-name of the 一次性竹筷, and fits the 一次性圆筷 as well.
    """
    word = hit.word
    if hit.kind is not Kind.HEAD or hit.tier is not Tier.SUFFIX or hit.fuzzy or not CJK.fullmatch(word):
        return choice
    if len(word) < SHORTEST or not _around(word, fold(lexicon.products[choice.mask[0]].name)):
        return choice
    ending = lexicon.words.ending(word[-1])
    if len(ending) > MOST_ENDING:
        return choice
    alike = [at for at in ending if _around(word, fold(lexicon.products[at].name))]
    return Choice(choice.mask | Mask(alike), choice.used, choice.skipped)


def _around(word: str, name: str) -> bool:
    """True where a name has the word with a character or two more before its last one."""
    at = name.find(word[:-1])
    return at >= 0 and word[-1] in name[at + len(word) : at + len(word) + 2] and word not in name


def _said(word: str, name: str) -> bool:
    return word in name or (len(word) > 2 and set(word) <= set(name) and any(p in name for p in (word[:2], word[-2:])))
