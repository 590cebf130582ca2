"""A button is pressed by typing its label too, if nothing else is to be typed for it: there may be nothing to press.

An entry of a list is chosen by its number as long as the list is the newest thing that was said. Where a chat shows
buttons as numbers, a number means the newest card that offers some, or it is asked which card is meant. Words about an
entry of a list of alerts ("处理 1", "静音2小时 2") mean the newest such list; an answer that quotes an alert's
card means that alert.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count

from cards.action import unpack
from cards.card import Button, Card, Lines, from_json
from cards.text import Said
from handlers.answering import VERBS
from handlers.domain.alert import ALERT
from handlers.domain.messaging import POINTED, UNSURE, Message, MessageKind, Tap
from handlers.domain.typed import read

# Verbs of buttons that decide something: a card with one of them asks its reader.
ASKING = frozenset({"confirm", "choose", "new", "part", "whole", "swap", "presale", "merge", "ask_customer", "fit"}) | {
    "fit_all",
    *("plan", "part_first", "grant", "deny", "paid_first", "ask_again", "offer", "coordinate", "assure", "stopped"),
    *("missed", "flawed", "slip_send", "slip_edit", "slip_hold", "buy", "instead", "recount", "contacted", "reroute"),
    *("to_service", "take", "pass_on", "explain", "fix_day", "mute", "unmute", "solve", "ask_owner"),
}
TELLING = frozenset({"details", "evidence", "why", "heard", "quotes", "human", "plans", "discard"})
LABELS_LIVE = timedelta(hours=24)
LOOK_BACK = 6  # cards; several may have been told in one message
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
    """The buttons of a card that asks something, by the number that may be typed.

    None where a number has another meaning: a list's, or an amount. What takes something back, refuses a customer or
    moves an order on has none, so that a number said twice does nothing; nor has what drops a draft while a day is
    asked for, which "3" may mean as well.
    """
    buttons = distinct(card)
    verbs = [b.action.partition(":")[0] for b in buttons]
    listed = any(isinstance(block, Lines) and block.numbered for block in card.blocks)
    if listed or card.asks == "number" or not ASKING.intersection(verbs) or any(map(numbered, buttons)):
        return {}
    taken = {b.reply: b for b in buttons if b.reply.isdecimal()}
    known = (ASKING | TELLING) - ({"discard"} if card.asks == "date" else set())
    free = (str(n) for n in count(1) if str(n) not in taken)
    return {
        b.reply if b.reply in taken else next(free): b
        for b, verb in zip(buttons, verbs, strict=True)
        if b.reply in taken or verb in known
    }


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


def unnamed(text: str) -> bool:
    """Whether the words answer an alert without saying which."""
    command = read(text)
    return command is not None and command.verb in VERBS and not command.about


def quoting(msg: Message, cards: Sequence[str]) -> Message:
    """The message with the alert that the quoted message was the card of; `cards` are those that this one told."""
    keys = {card.key for card in map(from_json, cards) if card.key.startswith(ALERT)}
    numbers = {key.removeprefix(ALERT).partition(":")[0] for key in keys}
    return replace(msg, media={**msg.media, POINTED: numbers.pop()}) if len(numbers) == 1 else msg


def pointed(msg: Message, cards: Sequence[str]) -> Message:
    """The message with the alert that its number means in the newest of these cards that lists some."""
    number = points(msg.text)
    for card in map(from_json, cards):
        listed = {place: unpack(button.action).value for button in card.buttons if (place := points(button.reply))}
        if listed:
            return replace(msg, media={**msg.media, POINTED: listed[number]}) if number in listed else msg
    return msg


def own_lists(cards: Sequence[str], others: Collection[str]) -> list[str]:
    """These cards without the lists among `others`: somebody else in the group asked for them."""
    return [card for card in cards if card not in others or not any(map(_entry, from_json(card).buttons))]


def _entry(button: Button) -> str:
    return numbered(button) or points(button.reply)


def pressed(msg: Message, cards: Sequence[str]) -> Message:
    """The message as a tap, where its words are the label of a button on one of these cards, newest first."""
    words = msg.text.strip()
    for position, card in enumerate(map(from_json, cards)):
        for button in card.buttons:
            listed = position == 0 and numbered(button) == words
            if listed or (button.label == words and not button.reply):
                return _tap(msg, button)
    return msg


def chosen(msg: Message, cards: Sequence[str], fresh: Sequence[str]) -> Message:
    """The message as a tap, where it is a number that one of these cards, newest first, offers.

    `fresh` are those that were shown since the speaker last said something. Where several of them, about different
    things, offer the number, or one gives it another meaning than an earlier one about the same thing, or only an older
    card than the newest that offers any has it, it is not guessed (UNSURE). Nothing older than a card that asks for
    words is meant.
    """
    number, shown = msg.text.strip(), [from_json(card) for card in cards]
    if shown and (entry := next((b for b in shown[0].buttons if numbered(b) == number), None)):
        return _tap(msg, entry)
    new = {card.key or card.title: card for card in map(from_json, reversed(fresh))}
    offers = _offering(number, reversed(new.values()))
    changed = len(offers) == 1 and any(
        button.label != offers[0][1].label
        for card, button in _offering(number, map(from_json, fresh))
        if (card.key or card.title) == (offers[0][0].key or offers[0][0].title)
    )
    if (len(offers) > 1 or changed) and not (shown and shown[0].asks in ("words", "number")):
        return _unsure(msg, offers)
    for position, card in enumerate(shown):
        if card.asks in ("words", "number") or _answers(number, card):
            return msg
        if offered := by_number(card):
            if number in offered:
                return _tap(msg, offered[number])
            older = () if card.asks else _offering(number, _standing(shown)[position:])
            return _unsure(msg, older) if older else msg
    return msg


def _answers(number: str, card: Card) -> bool:
    """Whether the number is an entry of the question that this card asks: it is read as words are."""
    return not by_number(card) and any(button.reply == number for button in card.buttons)


Offer = tuple[Card, Button]


def _offering(number: str, cards: Iterable[Card]) -> list[Offer]:
    return [(card, button) for card in cards if (button := by_number(card).get(number))]


def _standing(shown: Sequence[Card]) -> list[Card]:
    """These cards, newest first, until one asks for words; where a newer one took its place, a card offers nothing."""
    known: set[str] = set()
    found = []
    for card in shown:
        if card.asks in ("words", "number"):
            break
        about = card.key or card.title
        found.append(replace(card, buttons=()) if about in known else card)
        known.add(about)
    return found


def _unsure(msg: Message, offers: Iterable[Offer]) -> Message:
    lines = [(_plain(card.title or card.summary), _plain(b.label), b.action) for card, b in offers]
    return replace(msg, media={**msg.media, UNSURE: "\n".join(map("\t".join, lines))})


def _plain(text: str) -> str:
    return " ".join(text.split())


def _tap(msg: Message, button: Button) -> Message:
    action = unpack(button.action)
    tap = Tap(action.verb, action.order_id, action.version, action.value)
    return replace(msg, kind=MessageKind.TAP, tap=tap)
