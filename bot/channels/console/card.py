"""Card -> what the page and the terminal draw: the card's own JSON, whole."""

import json
from typing import Any

from bot.channels.base import Payload
from cards.card import Card, to_json
from cards.text import to_text


def payload(card: Card, mention: tuple[str, ...] = ()) -> Payload:
    """The card as the page draws it; `text` is the same for readers without buttons."""
    drawn: dict[str, Any] = json.loads(to_json(card))
    return {"card": drawn, "text": to_text(card), "mention": list(mention)}
