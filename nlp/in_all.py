"""A sum said behind its parts: 防雷器1盒5个 共15个. It is no amount of what follows."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from .dimensions.found import Found
from .dimensions.quantity.rules import Quantity
from .grouping import Item
from .items import amount
from .lexicon import Lexicon


def told_in_all(items: Sequence[Item], quantity: Found[Quantity], lexicon: Lexicon) -> list[Item] | None:
    """The lines with the sum in the place of its parts, which are the last lines of one product; None where they do
    not add up to it. A single amount keeps its own counter: 2盒 共200个.
    """
    mask = items[-1].choice.mask
    parts = list(takewhile(lambda i: i.choice.mask == mask and i.quantity is not None, reversed(items)))
    amounts = [amount(part.quantity, mask, lexicon)[2] for part in parts]
    whole = amount(quantity, mask, lexicon)[2]
    if not mask or whole is None or None in amounts or sum(filter(None, amounts)) != whole:
        return None
    if len(parts) == 1:
        return list(items)
    first = parts[-1]
    return [*items[: -len(parts)], replace(first, end=quantity.span.end, quantity=quantity)]
