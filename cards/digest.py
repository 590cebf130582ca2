"""Several cards told in one message, where a platform lets us say no more: each in a line, the newest in full."""

from collections.abc import Sequence
from dataclasses import replace

from cards.card import Card, Lines, Note
from cards.delay import OPT_OUT
from cards.text import to_text
from cards.words import one_line
from handlers.domain.alert import ALERT

BY_NUMBER = "请按单号回复,例如“0012 我来处理”;回复“我来处理”会列出来。"
LINE = 100  # characters of a card that is only mentioned


def digest(cards: Sequence[Card], max_bytes: int) -> tuple[Card, int]:
    """The oldest cards, as many as fit into a text of this size, as one; and how many they are (at least one)."""
    for count in range(len(cards), 1, -1):
        for full in (True, False):
            made = _together(cards[:count], full=full)
            if len(to_text(made).encode()) <= max_bytes:
                return made, count
    return cards[0], 1


def with_note(card: Card, words: str) -> Card:
    """The card with one more sentence at its end."""
    return replace(card, blocks=(*card.blocks, Note(words)))


def for_others(card: Card) -> str:
    """What the card says, for somebody who passes it on: nothing to press, nothing to type, nothing to opt out of."""
    return to_text(replace(card, buttons=())).removesuffix(OPT_OUT).rstrip()


def _together(cards: Sequence[Card], *, full: bool) -> Card:
    newest = cards[-1]
    lines = tuple(f"· {one_line(card.summary, LINE)}" for card in (cards[:-1] if full else cards))
    rest = (Note(newest.title), *newest.blocks) if newest.title else newest.blocks
    several = any(card.key.startswith(ALERT) for card in cards[:-1])  # whose answer would take the others' place
    return Card(
        title=f"📬 {len(cards)} 条消息合并成一条",
        summary=f"{len(cards)} 条消息:{newest.summary}",
        blocks=(Lines(lines), *(rest if full else ()), *((Note(BY_NUMBER),) if several else ())),
        buttons=() if several else newest.buttons,
        key=newest.key,
    )
