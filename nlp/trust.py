"""How probably a value was read rightly: a logistic map from what was noticed while reading it.

Reading leaves *signs* at every field (`fuzzy`, `weak`, `bare` …, each 0..1). `calibration.toml` holds for every field
a bias and for every sign a weight that is never positive: a sign can only lower the probability, so the map is
monotone. `python -m nlp.calibrate WORLD…` fits it on annotated messages of several companies together; nothing in it
belongs to one company.
"""

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from .leftover import leftover
from .scene import Scene
from .types import Intent, LineItem, OrderReading, Parse, Signs

FIELDS = ("customer", "product", "quantity", "date", "price")
UNREAD = 12  # characters that nothing explains, from which on the sign is full
CLOSE = 5  # times the chance of another intent
HEDGED = re.compile(
    r"上个?月|上周|上次|上回|昨天|前天|去年|当时|以前|之前(?!到|送|要|发|交)|如果|要是|假如|例如|比如|举例|不是|先不|先别|别"
    r"|吗|[?]|听说|他们|人家|每次|一般|平时|通常|规定|起订|多少|记得|还以为|说是"
)  # an order spoken of as past, asked about, supposed, given as an example or a rule
Values = Mapping[str, float]


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    """Field -> bias and weights, as fitted."""
    text = files("nlp").joinpath("calibration.toml").read_text(encoding="utf-8")
    found: dict[str, dict[str, float]] = tomllib.loads(text)
    return found


def probability(field: str, signs: Values, table: Mapping[str, Mapping[str, float]] | None = None) -> float:
    """The probability that a value read with these signs is right."""
    row = (table or weights()).get(field, {})
    lower = 0.0
    for name, much in signs.items():
        lower += row.get(name, -1.0) * much
    total = row.get("bias", 3.0) + lower
    if not -30.0 <= total <= 30.0:
        total = 30.0 if total > 0 else -30.0
    return round(1 / (1 + math.exp(-total)), 4)


def message_signs(parse: Parse, scene: Scene) -> Values:
    """What makes every field of a message less sure: words nobody understood, an intent that was close."""
    unread = sum(end - start for start, end in leftover(scene, 0, len(scene.folded)))
    found = {"close": min((1 - parse.confidence) * CLOSE, 1.0), "unread": min(unread / UNREAD, 1.0)}
    if parse.intent is Intent.PLACE_ORDER and HEDGED.search(scene.folded):
        found["hedged"] = 1.0
    if parse.intent is Intent.NONE and (scene.refs or scene.quantities or any(h.naming for h in scene.hits)):
        found["quiet"] = 1.0
    if len(parse.orders) > 1:
        found["orders"] = 1.0
    if sum(len(order.items) for order in parse.orders) > 3:
        found["lines"] = 1.0
    return {name: round(much, 3) for name, much in found.items() if much > 0.001}


def whole_signs(intent: float, orders: Sequence[OrderReading], items: Sequence[LineItem], what: Intent) -> Values:
    """The signs of a whole message: the doubts of all its fields together, and what stayed open."""
    sure = [intent, *(p for order in orders for p in order.trust.values())]
    lines = [*items, *(line for order in orders for line in order.items)]
    sure += [p for line in lines for p in line.trust.values()]
    doubt = -sum(math.log(max(p, 0.01)) for p in sure)
    found = {"doubt": min(doubt, 4.0)}
    if what is Intent.PLACE_ORDER and any(line.sku is None for line in lines):
        found["open"] = 1.0
    if what not in (Intent.PLACE_ORDER, Intent.NONE):
        found["other"] = 1.0
    return found


def of_order(order: OrderReading, common: Values) -> dict[str, float]:
    """How probably the customer and the date of an order are right, where it says them."""
    return _trust({"customer": order.customer, "date": order.due}, order.signs, common)


def of_line(line: LineItem, common: Values) -> dict[str, float]:
    """How probably the fields of a line are right that say something."""
    amount = line.base_qty if line.base_qty is not None else line.qty
    return _trust({"product": line.sku, "quantity": amount, "price": line.price}, line.signs, common)


def _trust(said: Mapping[str, object], signs: Signs, common: Values) -> dict[str, float]:
    return {
        field: probability(field, merged(signs.get(field, {}), common))
        for field, value in said.items()
        if value is not None
    }


def merged(own: Values, common: Values) -> Values:
    """A field's own signs with those of its message."""
    return {**common, **own}
