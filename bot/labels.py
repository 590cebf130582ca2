"""A button is pressed by typing its label too, if nothing else is to be typed for it: there may be nothing to press.

An entry of a list is chosen by its number as long as the list is the newest thing that was said, and so is a button
where a chat shows its buttons as numbers. Words about an
entry of a list of alerts ("处理 1", "静音2小时 2") mean the newest such list.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count

from cards.action import unpack
from cards.card import Button, Card, Lines, from_json
from cards.text import Said
from handlers.answering import VERBS
from handlers.domain.messaging import POINTED, Message, MessageKind, Tap
from handlers.domain.typed import read

LABELS_LIVE = timedelta(hours=24)
LOOK_BACK = 3  # cards; several may have been told in one message
LIST_BACK = 30  # cards among which the list is looked for whose entry is named
_PLACES = frozenset("123456789")
_LONGEST = 10  # characters of a label, see cards.limits


def is_label(text: str) -> bool:
    """Whether this could be a button's label at all."""
    return 0 < len(text.strip()) <= _LONGEST


def numbered(button: Button) -> str:
    """The number of an entry of a list, "2 0007"; empty where the number is an answer that is read as such."""
    number, blank, _ = button.label.partition(" ")
    return number if blank and number.isdecimal() and not button.reply.isdecimal() else ""


def distinct(card: Card) -> tuple[Button, ...]:
    """Each action once."""
    return tuple({button.action: button for button in card.buttons}.values())


def by_number(card: Card) -> dict[str, Button]:
    """Every button by a number that may be typed; none where a number has another meaning: a list's, or an amount."""
    buttons = distinct(card)
    taken = {b.reply: b for b in buttons if b.reply.isdecimal()}
    listed = any(isinstance(block, Lines) and block.numbered for block in card.blocks)
    if not taken or listed or any(map(numbered, buttons)):
        return {}
    free = (str(n) for n in count(1) if str(n) not in taken)
    return {b.reply if b.reply in taken else next(free): b for b in buttons}


def typed(card: Card, *, numbers: bool = False) -> Said:
    """What may be typed for every button, or with `numbers` a number where it has a meaning here."""
    known = {b.action: number for number, b in by_number(card).items()} if numbers else {}
    return [(known.get(b.action) or numbered(b) or b.reply or b.label, b.label) for b in distinct(card)]


def elsewhere(card: Card, where: str) -> str:
    """What may be said in another place, by a card that is shown where nobody is heard; empty where nothing may."""
    said = dict.fromkeys(b.reply for b in card.buttons if b.reply)
    return f"要处理请{where}:" + "、".join(said) if said else ""


def points(text: str) -> str:
    """The number of the alert in a list that the words are about; empty where they are about no such number."""
    command = read(text)
    return command.about if command and command.verb in VERBS and command.about in _PLACES else ""


def pointed(msg: Message, cards: Sequence[str]) -> Message:
    """The message with the alert that its number means in the newest of these cards that lists some."""
    number = points(msg.text)
    for card in map(from_json, cards):
        listed = {place: unpack(button.action).value for button in card.buttons if (place := points(button.reply))}
        if listed:
            return replace(msg, media={**msg.media, POINTED: listed[number]}) if number in listed else msg
    return msg


def pressed(msg: Message, cards: Sequence[str], *, numbers: bool = False) -> Message:
    """The message as a tap, where its words are the label of a button on one of these cards, newest first.

    With `numbers` the buttons of the newest card that has some are known by theirs.
    """
    words = msg.text.strip()
    shown = [from_json(card) for card in cards]
    newest = next((card for card in shown if card.buttons), None) if numbers else None
    meant = by_number(newest).get(words) if newest else None
    for position, card in enumerate(shown):
        for button in card.buttons:
            listed = position == 0 and numbered(button) == words
            if button is meant or listed or (button.label == words and not button.reply):
                action = unpack(button.action)
                tap = Tap(action.verb, action.order_id, action.version, action.value)
                return replace(msg, kind=MessageKind.TAP, tap=tap)
    return msg
