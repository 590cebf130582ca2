"""Whose order is spoken of, by no more than how a customer's name begins: 德力那单 of 德力电器厂, 聚贤那批货 of two."""

import re

from .customers import MOST_SHARED, TOWARDS, Named, place_hits
from .dimensions.found import stretch
from .features import CJK, fold
from .lexicon import Lexicon
from .segment import is_word

THAT_ORDER = re.compile(
    r"(?:那边|这边|家|那家)?(?:的[那这]|[那这])(?:[一几]?[单批票车笔柜]|[一几]?个(?:订?单|货)|[一几]?张(?:订?单)?|[一几]?次的?[货单])"
)


def whose_order(folded: str, lexicon: Lexicon, masked: int) -> list[Named]:
    """The customers whose name begins with the word before 那单, where none is named outright; else none.

    `masked` are the stretches that are spoken for.
    """
    if "那" not in folded and "这" not in folded:
        return []
    for place, there in place_hits(folded, lexicon):
        before = folded[place.start - 1 : place.start]
        if masked & stretch(place.start, place.end) or not THAT_ORDER.match(folded, place.end):
            continue
        if (CJK.match(before) and before not in TOWARDS) or len(there) > MOST_SHARED * 2:
            continue
        ids = tuple(
            key for key in lexicon.customer_index.ids(there) if _begins(place.word, key, lexicon)
        )  # no town of somebody else's
        if 0 < len(ids) <= MOST_SHARED and not (len(ids) > 1 and is_word(place.word)):
            return [Named(place.start, place.end, ids, folded[place.start : place.end], weak=True)]
    return []


def _begins(word: str, customer: str, lexicon: Lexicon) -> bool:
    known = lexicon.customers.get(customer)
    names = (known.name, *known.aliases) if known else ()
    return any(fold(name).startswith(word) for name in names)
