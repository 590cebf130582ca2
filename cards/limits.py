"""Makes every card fit: no control characters, one-line fields, bounded lengths. The last step of `build`."""

from collections.abc import Sequence
from dataclasses import replace

from cards.card import Block, Button, Card, Fact, Facts, Form, Lines, Note, Quote
from cards.press import DANGER
from cards.words import clean, cut, one_line

TITLE, SUMMARY, LABEL, VALUE, HINT, ROW, NOTE, QUOTE, BUTTON = 36, 100, 8, 120, 60, 90, 400, 400, 10
ROWS = 12  # rows of one block; builders fold long orders far below this
BUTTONS = 10
FIELDS, FIELD = 12, 40  # inputs of a form, characters of a label
_WAY_OUT = DANGER | {"deny"}
_SPARE = frozenset({"evidence", "why", "mute", "unmute"})  # what explains or postpones can wait until somebody types it


def fit(card: Card) -> Card:
    """Returns the card within its limits; what a builder wrote sensibly is not touched."""
    return replace(
        card,
        title=one_line(card.title, TITLE),
        summary=one_line(card.summary, SUMMARY) or "您有一条新消息",
        blocks=tuple(_block(b) for b in card.blocks),
        buttons=tuple(_button(b) for b in pressable(card.buttons, BUTTONS)),
        form=_form(card.form),
    )


def pressable(buttons: Sequence[Button], most: int) -> tuple[Button, ...]:
    """Those that are drawn where there is room for `most`, in their order: the main step and the way out always."""

    def rank(place: int) -> tuple[int, int]:
        verb, _, _ = buttons[place].action.partition(":")
        return (0 if place == 0 or verb in _WAY_OUT else 2 if verb in _SPARE else 1, place)

    return tuple(buttons[place] for place in sorted(sorted(range(len(buttons)), key=rank)[:most]))


def _block(block: Block) -> Block:
    match block:
        case Facts():
            return Facts(tuple(_fact(r) for r in block.rows[:ROWS]))
        case Lines():
            return replace(block, rows=tuple(one_line(r, ROW) for r in block.rows[:ROWS]))
        case Note():
            return replace(block, text=cut(clean(block.text).strip(), NOTE))
        case Quote():
            return _quote(block)


def _fact(fact: Fact) -> Fact:
    label, value, note = one_line(fact.label, LABEL), one_line(fact.value, VALUE), one_line(fact.note, HINT)
    same = (label, value, note) == (fact.label, fact.value, fact.note)
    return fact if same else replace(fact, label=label, value=value, note=note)


def _button(button: Button) -> Button:
    label, reply = one_line(button.label, BUTTON), one_line(button.reply, 40)
    return button if (label, reply) == (button.label, button.reply) else replace(button, label=label, reply=reply)


def _form(form: Form | None) -> Form | None:
    if form is None or not form.fields:
        return None
    fields = tuple(replace(f, label=one_line(f.label, FIELD)) for f in form.fields[:FIELDS])
    return replace(form, fields=fields, submit=one_line(form.submit, BUTTON), confirm=one_line(form.confirm, BUTTON))


def _quote(quote: Quote) -> Quote:
    """Cuts a long quotation to a window around its first mark; marks that fall outside are dropped."""
    start = 0
    if len(quote.text) > QUOTE and quote.marks:
        start = max(min(a for a, _ in quote.marks) - 40, 0)
    text = quote.text[start : start + QUOTE]
    marks = tuple((max(a - start, 0), min(b - start, len(text))) for a, b in quote.marks)
    # Control characters become spaces one for one, so that the marks stay where they are.
    shown = "".join(c if clean(c) else " " for c in text)
    return Quote(shown, one_line(quote.who, 30), tuple((a, b) for a, b in marks if a < b))
