"""One amount of a grid: how many are wanted of a product in one of its sizes."""

from ..dimensions.found import Found
from ..dimensions.quantity.rules import Quantity
from ..frozen import frozen
from ..lexicon import Mask
from ..products import Hit
from ..types import Span


@frozen
class Cell:
    """What a pair like the 41*20 of 802 40*10 41*20 says; stretches index the original text."""

    named: tuple[Hit, ...]  # the words of the product, which stand before the pairs or above them
    size: Span
    mask: Mask  # the products of the size; empty where there are none
    amount: Found[Quantity]
    taken: tuple[Span, ...]  # all that is explained by it: the pair, the sum of the grid, the heads of a table
