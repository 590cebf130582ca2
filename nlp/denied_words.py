"""A word that the goods have not, which stands for those of the same name without it: 六类水晶头不带屏蔽的."""

import re
from dataclasses import replace

from .features import Kind, Tier, heads
from .lexicon import MOST, NOTHING, Lexicon, Mask
from .products import Hit
from .signs import signs_of

SIGNS = frozenset("不非没无")  # one of these is in every denial
DENYING = re.compile(r"(?:不[带含]|没带|(?<![要对得有来是好可行买能])[不非]|无|(?P<wish>(?<!要)不[要是]))\Z")
CHOSEN = re.compile(r"[要用拿][^,。;\s]{1,6}的\Z")  # 要M的不要L的 says which of two goes
OF_A_KIND = re.compile(r"\s?(?:功能|型|款)?(?:的(?!话)|那[种款个]|[款型]|\))")  # what a mere 不要 needs behind the word


def denied_words(hits: list[Hit], folded: str, lexicon: Lexicon) -> list[Hit]:
    """The words, each denied one with its 不带 and standing for what is called the same and has it not.

    A denied word of which there is no counterpart is left out: then nothing tells.
    """
    if SIGNS.isdisjoint(signs_of(folded)):
        return hits
    found: list[Hit] = []
    for hit in hits:
        said = None if _whole(hit) else DENYING.search(folded, max(0, hit.start - 3), hit.start)
        if said is None or any(h.end > said.start() for h in found[-1:]):
            found.append(hit)
        elif said["wish"] is None or _of_a_kind(folded, said.start(), hit.end):
            others = _without(hit, lexicon)
            word = folded[said.start() : hit.end]
            if others:
                masks = (NOTHING, NOTHING, others)
                found.append(
                    replace(hit, start=said.start(), word=word, kind=Kind.FEATURE, tier=Tier.PART, masks=masks)
                )
        else:
            found.append(hit)
    return found


def _of_a_kind(folded: str, start: int, end: int) -> bool:
    """True where a mere 不要 tells the kind that is wanted, and nothing before it said which that is."""
    return OF_A_KIND.match(folded, end) is not None and CHOSEN.search(folded, max(0, start - 8), start) is None


def _whole(hit: Hit) -> bool:
    """True for what names goods by itself, for a number, and for the 带孔 that lists deny themselves."""
    return (
        hit.kind is Kind.NUMBER or len(hit.word) < 2 or hit.fuzzy or hit.head or hit.word[0] in "带含有加配0123456789"
    )


def _without(hit: Hit, lexicon: Lexicon) -> Mask:
    """The products that are called like one that has the word, and have it not."""
    having = hit.masks[2]
    if len(having) > MOST:
        return NOTHING
    names = {heads(product.name, ())[0] for product in lexicon.some(having, MOST)}
    others = NOTHING
    for name in names:
        entry = lexicon.words.get(name)
        if entry is not None:
            others |= entry.masks[0]
    return others - having
