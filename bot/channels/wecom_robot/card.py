"""Card -> messages of a smart robot within its limits; pure.

https://developer.work.weixin.qq.com/document/path/101032: the cards of an app, with less room. Words are markdown, and
the same words stand beside it where only plain text is taken.
"""

from typing import Any

from bot.channels.base import Payload
from bot.channels.markdown import BREAK, escaped, marked
from bot.channels.text import split
from bot.channels.wecom.card import Limits, draw
from cards.card import Card
from cards.text import to_text

LIMITS = Limits(title=26, desc=30, sub=112, value=26, option=10, greys=False, links=False)
MAX_BYTES = 6_000  # of one message's words; 20,480 bytes of markdown hold them whatever has to be escaped


def render(card: Card) -> tuple[Payload, ...]:
    """The messages that say it; the first is the card itself, the one an update replaces."""
    if card.text_only:
        return _texts(to_text(card))
    drawn, more = draw(card, LIMITS)
    if card.buttons:
        return ({"msgtype": "template_card", "template_card": drawn}, *(_texts(more) if more else ()))
    first, *rest = _texts(to_text(card), card.title)
    # Words cannot stand where a card stood; where they have to, this card does, if it holds everything.
    return ({**first, "replace": drawn}, *rest) if not more and not rest else (first, *rest)


def _texts(text: str, title: str = "") -> tuple[dict[str, Any], ...]:
    parts = split(text, MAX_BYTES)
    return tuple(_words(part, title if not number else "") for number, part in enumerate(parts))


def _words(text: str, title: str) -> dict[str, Any]:
    head, _, tail = text.partition("\n")
    if title and head == title:
        shown = f"**{escaped(head)}**" + (f"{BREAK}{marked(tail)}" if tail else "")
    else:
        shown = marked(text)
    return {"msgtype": "markdown", "markdown": {"content": shown}, "plain": text}
