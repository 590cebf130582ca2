"""Card -> what the page and the terminal draw: the card's own JSON, whole."""

from bot.channels.base import Payload
from cards.card import Card, to_data
from cards.text import to_text


def payload(card: Card, mention: tuple[str, ...] = ()) -> Payload:
    """The card as the page draws it; `text` is the same for readers without buttons."""
    return {"card": to_data(card), "text": to_text(card), "mention": list(mention)}
