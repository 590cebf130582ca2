"""Where nothing can be pressed, a button is pressed by typing its label, if nothing else is to be typed for it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from cards.action import unpack
from cards.card import from_json
from handlers.domain.messaging import Message, MessageKind, Tap

LABELS_LIVE = timedelta(hours=24)
LOOK_BACK = 3  # cards; several may have been told in one message
_LONGEST = 10  # characters of a label, see cards.limits


def is_label(text: str) -> bool:
    """Whether this could be a button's label at all."""
    return 0 < len(text.strip()) <= _LONGEST


def pressed(msg: Message, cards: Sequence[str]) -> Message:
    """The message as a tap, where its words are the label of a button on one of these cards, newest first."""
    words = msg.text.strip()
    for card in map(from_json, cards):
        for button in card.buttons:
            if button.label == words and not button.reply:
                action = unpack(button.action)
                tap = Tap(action.verb, action.order_id, action.version, action.value)
                return replace(msg, kind=MessageKind.TAP, tap=tap)
    return msg
