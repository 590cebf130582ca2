"""Cards that are one sentence."""

from cards import press
from cards.card import Card, Note


def offering_help(title: str, text: str, place: int = 0) -> Card:
    """A sentence for a customer, with a button that asks for a person, under the number that a list gave it."""
    return Card(title, text, (Note(text),), (press.human(place=place),))


def asking(text: str) -> Card:
    """A plain sentence that asks for words: the next ones are the answer, whatever a number meant before."""
    return Card("", text, (Note(text),), text_only=True, asks="words")


def sentence(text: str) -> Card:
    """A plain sentence, shown as a text message."""
    return Card("", text, (Note(text),), text_only=True)
