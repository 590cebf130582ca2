"""What a message quotes: what we were told before where the platform only names it, or an order by its card."""

import re
from collections.abc import Sequence
from dataclasses import replace

from cards.card import Facts, Lines, from_json
from handlers.context import Context
from handlers.domain.messaging import ABOUT, QUOTE, SAID, Message, MessageKind
from handlers.domain.order import Order, OrderId, Phase
from handlers.hints import open_drafts
from handlers.lookup import order_there
from nlp.types import Intent, Parse
from storage import Store

_ORDER = "order:"  # how the key of an order's card begins
_NUMBER = re.compile(r"(?<![0-9A-Za-z])[A-Z]{2}\d{8}-\d{3,6}(?!\d)")
_ELSE = frozenset({Intent.REPEAT_LAST, Intent.ASK_STOCK, Intent.ASK_PRICE, Intent.CONFIRM, Intent.HELP})
_MORE = re.compile(r"\s*(?:再|另外|还要?)*加")
READABLE = frozenset({MessageKind.TEXT, MessageKind.VOICE, MessageKind.FILE, MessageKind.IMAGE})


async def said_before(msg: Message, ctx: Context, store: Store) -> Message:
    """The message with what it quotes in its place, or why that cannot be seen.

    As it was where a draft is open: it may be the draft's card that is quoted.
    """
    async with store.read() as uow:
        said = (await uow.inbox.versions(msg.channel, msg.quoted_id or ""))[-1:]
        drafts = await open_drafts(msg, ctx, uow)
    if said and said[0].chat == msg.chat and said[0].kind in READABLE:
        return replace(msg, kind=said[0].kind, text=said[0].text, media={**msg.media, **said[0].media})
    if drafts or msg.media.get("quoted"):
        return msg
    return replace(msg, kind=MessageKind.OTHER, media={**msg.media, "type": QUOTE})


def like(words: str, cards: Sequence[str]) -> list[str]:
    """The one of these cards (JSON, newest first) of an order whose words are quoted, most of them; none where none is.

    A platform that does not name what is quoted hands over its words, as far as it showed them.
    """
    said, best, found = _plain(words), 0, list[str]()
    for told in cards:
        card = from_json(told)
        if not card.key.startswith(_ORDER) or _plain(card.title) not in said:
            continue
        parts = {_plain(fact.value) for block in card.blocks if isinstance(block, Facts) for fact in block.rows}
        parts |= {_plain(row) for block in card.blocks if isinstance(block, Lines) for row in block.rows}
        there = sum(part in said for part in parts if len(part) > 1)
        if there > max(best, 1, len(parts) // 2 - 1):
            best, found = there, [told]
    return found


def _plain(words: str) -> str:
    return "".join(ch for ch in words if ch.isalnum())


async def order_quoted(msg: Message, cards: Sequence[str], store: Store) -> Order | None:
    """The order that is quoted: `cards` (JSON) are what the platform names; where it names none, the words tell."""
    keys = {card.key for card in map(from_json, cards)}
    orders = {key.removeprefix(_ORDER) for key in keys if key.startswith(_ORDER)}
    numbers = set(_NUMBER.findall(msg.media.get("quoted", "")))
    async with store.read() as uow:
        if len(orders) == 1:
            return await order_there(OrderId(int(orders.pop())), uow)
        return await uow.orders.by_number(numbers.pop()) if not cards and len(numbers) == 1 else None


def about(msg: Message, order: Order) -> Message:
    """The message as one about this order."""
    return replace(msg, media={**msg.media, ABOUT: str(order.id)})


def _anew(parse: Parse, text: str) -> bool:
    """Whether the words order goods, or ask about some, rather than speak of an order that stands."""
    if parse.intent is Intent.PLACE_ORDER:
        return any(order.items for order in parse.orders) and _MORE.match(text) is None
    return parse.intent in _ELSE


def naming(msg: Message, order: Order, parse: Parse | None) -> Message:
    """The same with the order's number before its words, unless it orders anew or names an order itself.

    `parse` is how it reads without any draft.
    """
    taken = msg.media.get(SAID, "")
    if order.phase is Phase.DRAFT or not order.number:
        return replace(about(msg, order), text=taken or msg.text)
    if taken:  # it is ordered already
        return replace(about(msg, order), text=order.number)
    named = parse is not None and parse.ref is not None and (parse.ref.no or parse.ref.no_tail)
    if named or order.number in msg.text or (parse is not None and _anew(parse, msg.text)):
        return msg
    return replace(about(msg, order), text=f"{order.number} {msg.text}")
