"""Products told apart by a number in what the list says of them."""

import re
from collections.abc import Sequence

from .features import fold
from .lexicon import Lexicon, Mask

MOST_KIN = 60  # relatives of a line whose names are looked at


def labelled(mask: Mask, lexicon: Lexicon) -> list[tuple[int, str]]:
    """Positions of products with all that the list says of them; no more than `MOST_KIN`."""
    found = []
    for at in mask:
        product = lexicon.products[at]
        found.append((at, fold(" ".join((product.name, product.spec, *product.aliases)))))
        if len(found) >= MOST_KIN:
            break
    return found


def of_number(number: str, labels: Sequence[tuple[int, str]]) -> Mask:
    """The products whose label has this number by itself."""
    token = re.compile(rf"(?<![\d.]){re.escape(number)}(?![\d.])")
    counts = [(at, len(token.findall(label))) for at, label in labels]
    least = min((count for _, count in counts), default=0)  # what all have tells none apart: the 50g of SPF50 50g
    most = [at for at, count in counts if count > least]
    return Mask(most if most and least else (at for at, count in counts if count))


def with_number(number: str, mask: Mask, lexicon: Lexicon) -> Mask:
    """The products of the mask that have this number by itself in what the list says of them."""
    return of_number(number, labelled(mask, lexicon))
