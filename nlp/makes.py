"""Makes of goods that are also called like a customer: 格力遥控器 said by somebody who is not of 长江格力."""

from collections.abc import Iterable, Sequence

from .customers import Named
from .features import fold
from .lexicon import Lexicon
from .products import Hit
from .types import Hints

OF_MAKE = frozenset(("", "的", "牌", "牌的"))
NEAR = 2  # characters between the make and the thing: its name may be misspelt
MOST = 40  # products that are looked at
LONGEST = 3  # characters of a make


def is_make(named: Named, folded: str, hits: Iterable[Hit], hints: Hints, lexicon: Lexicon) -> bool:
    """True for a customer's short name by which goods are called that stand right behind it, or are in the draft.

    Only where it is known who orders, and it is another one.
    """
    own = hints.chat_customer or hints.sender_customer
    if not named.weak or own is None or own in named.ids or len(named.words) > LONGEST:
        return False
    said = fold(named.words)
    for hit in hits:
        gap = hit.start - named.end
        near = hit.naming and 0 <= gap <= NEAR and (gap == 1 or folded[named.end : hit.start] in OF_MAKE)
        if near and any(fold(one.name).startswith(said) for one in lexicon.some(hit.masks[2], MOST)):
            return True
    return any(_called(said, [line.sku for line in draft.lines], lexicon) for draft in hints.drafts)


def _called(said: str, skus: Sequence[str | None], lexicon: Lexicon) -> bool:
    """True where the name of one of these products begins so."""
    products = (lexicon.products.get(sku) for sku in skus if sku)
    return any(one is not None and fold(one.name).startswith(said) for one in products)
