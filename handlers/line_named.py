"""Which product of an order somebody means who calls it by its name: 豪沃左转向节 of the lines that are there."""

import re
from collections.abc import Iterable

from handlers.domain.order import Order
from handlers.domain.party import Product
from handlers.ports import UnitOfWork


async def line_named(order: Order, words: str, uow: UnitOfWork) -> Product | None:
    """The one product of the order's lines that the words name; None where none does, or several do."""
    products = await uow.catalogue.products({line.sku for line in order.lines if line.sku and not line.gift})
    return only_named(words, products.values())


def only_named(words: str, products: Iterable[Product]) -> Product | None:
    """The one of these products that the words name; None where none is named, or several are."""
    said = _bare(words)
    found = [one for one in products if said == _bare(one.sku) or _names(said, one)]
    return found[0] if len(found) == 1 else None


def _names(said: str, product: Product) -> bool:
    """Whether a name of the product is in the words, and all that is left of them is in its specification."""
    spec, name = _bare(product.spec), _bare(product.name)
    for word in {name, *map(_bare, product.aliases)}:
        before, found, after = said.partition(word)
        if word and found and _inside(before + after, spec + name):
            return True
    return _inside(said, spec + name) and len(said) > 1


def _inside(rest: str, spec: str) -> bool:
    """Whether every sign of the words stands in the specification, as often as they say it."""
    return all(rest.count(sign) <= spec.count(sign) for sign in set(rest))


def _bare(words: str) -> str:
    return re.sub(r"[\s()()的·*-]", "", words).casefold()
