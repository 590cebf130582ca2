"""Messages in pieces: which one waits for the rest of it, and which belongs to what was said just before.

Waiting costs time, so it must be worth it. A message waits only where it is text, by somebody who may order, and
- it is an order that lacks what one cannot order without: whose it is, which goods, or how many; or
- it ends as somebody ends who goes on (、 : 还有); or
- it is nothing but a customer's name, goods, an amount or a day, which says nothing by itself.
What is complete, asks, commands, confirms, answers a question of the open draft, or is a button never waits.
"""

import re
from dataclasses import replace

from handlers.context import Context
from handlers.domain.messaging import HEARD, READ, Message, MessageKind, Piece
from handlers.domain.signs import half_width
from handlers.domain.typed import read
from nlp.types import Intent, LineItem, OrderReading, Parse

MANY = 20  # pieces of one message at most
_GOES_ON = re.compile(r"(?:[,、:和]|还有|另外|以及)\s*$")
_ORDERS = frozenset({Intent.PLACE_ORDER, Intent.EDIT_DRAFT})


def may_be_piece(msg: Message, ctx: Context) -> bool:
    """Whether it can be one of several at all: text to us, no command, no answer, by somebody who may order."""
    said = msg.kind is MessageKind.TEXT and msg.to_me and not msg.quoted_id and read(msg.text) is None
    return said and bool(ctx.policy.merge_seconds) and ctx.actor is not None and ctx.flow.may_place(ctx.actor.role)


def unfinished(msg: Message, parse: Parse) -> bool:
    """Whether it is worth waiting a little for the rest."""
    if msg.media.get(READ, HEARD) != HEARD:
        return False  # nobody sends half a file
    goes_on = _GOES_ON.search(half_width(msg.text)) is not None
    if parse.intent is Intent.NONE:
        return parse.fragment
    if parse.intent is not Intent.PLACE_ORDER or parse.repeat is not None:
        return False
    return goes_on or any(_lacks(reading, parse) for reading in parse.orders)


def joined(pieces: list[Message]) -> Message:
    """One message of several: the last one, with the words of all of them, a line each."""
    marks: list[Piece] = []
    at = 0
    for one in pieces:
        marks.append(Piece(one.id, at, at + len(one.text)))
        at += len(one.text) + 1
    return replace(pieces[-1], text="\n".join(one.text for one in pieces), pieces=tuple(marks))


def belong_together(before: Parse, alone: Parse, whole: Parse) -> bool:
    """Whether a message goes on with what was said before: read as one they say all that each says, and ask no more."""
    parts = (before, alone)
    if whole.intent is Intent.NONE or any(one.intent not in (Intent.NONE, Intent.PLACE_ORDER) for one in parts):
        return all(one.intent is Intent.NONE for one in (*parts, whole))
    return whole.intent in _ORDERS and all(_holds(whole, one) for one in parts if one.intent is not Intent.NONE)


def _lacks(reading: OrderReading, parse: Parse) -> bool:
    named = reading.customer or reading.customer_candidates or reading.customer_words
    if "customer" in parse.ask and not named:
        return True
    return not reading.items or any(item.qty is None and item.base_qty is None for item in reading.items)


def _holds(whole: Parse, part: Parse) -> bool:
    if len(whole.orders) != len(part.orders) or not set(whole.ask) <= set(part.ask):
        return False
    pairs = zip(part.orders, whole.orders, strict=True)
    return all(
        (one.customer is None or one.customer == all_.customer)
        and (one.due is None or one.due == all_.due)
        and all(any(_same(item, other) for other in all_.items) for item in one.items)
        for one, all_ in pairs
    )


def _same(item: LineItem, other: LineItem) -> bool:
    goods = other.sku in ({item.sku} if item.sku else {c.key for c in item.candidates}) or item.sku == other.sku
    return goods and (item.qty is None or item.qty == other.qty)
