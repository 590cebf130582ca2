"""A card: what a person sees, before any platform renders it. At most 12 lines on a phone."""

import json
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Any, Literal

Tone = Literal["plain", "ok", "warn", "bad"]
Mark = Literal["", "ok", "amber", "red"]
Style = Literal["primary", "plain", "danger"]
Wanted = Literal["", "words", "number", "date"]
PHONE = 12  # lines of text, title and hint among them, that a person sees without scrolling


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled value; `mark` says how far it may be trusted, `note` why not."""

    label: str
    value: str
    mark: Mark = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Labelled values."""

    rows: tuple[Fact, ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Lines:
    """A numbered or plain list of short lines."""

    rows: tuple[str, ...]
    numbered: bool = False
    kind: Literal["lines"] = "lines"


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence: a question, a warning, a hint."""

    text: str
    tone: Tone = "plain"
    kind: Literal["note"] = "note"


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's own words; `marks` are [start, end) character stretches to highlight."""

    text: str
    who: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    kind: Literal["quote"] = "quote"


Block = Facts | Lines | Note | Quote


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press. `action` is a packed `cards.action.Action`. `reply` is what a person may type instead."""

    label: str
    action: str
    style: Style = "plain"
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One prefilled input. `name` is one of `handlers.domain.forms`; a date is written 2026-03-18."""

    name: str
    label: str
    value: str = ""
    kind: Literal["number", "date", "text"] = "text"
    required: bool = False
    hint: str = ""  # what stands in it while it is empty


@dataclass(frozen=True, slots=True)
class Form:
    """Inputs that are edited in the chat and submitted together, where the channel can (`Capabilities.form`).

    What a form does can always be said in words too; a channel without forms shows the link, where there is one.
    """

    action: str  # packed; the values come back beside it as `Tap.form`
    fields: tuple[Field, ...]
    submit: str = "保存修改"
    confirm: str = ""  # the second way to submit, which also confirms (`forms.THEN`); empty: there is none
    reader: str = ""  # people.user of the one person who reads the card: a link to the form is his alone
    url: str = ""  # where the same form is filled in in a browser; made when the card is sent, never kept


@dataclass(frozen=True, slots=True)
class Card:
    """What a person sees. `summary` is one line, always: notification text and last resort."""

    title: str
    summary: str
    blocks: tuple[Block, ...] = ()
    buttons: tuple[Button, ...] = ()
    tone: Tone = "plain"
    key: str = ""
    text_only: bool = False  # a plain sentence: render as a text message, not as a card
    form: Form | None = None
    voice: str = ""  # inbox id of a voice message and who may listen to it: "17:u01"; its link is made when it is sent
    asks: Wanted = ""  # what the reader's next words are taken for: "words" are an answer whatever they are


class Ref(StrEnum):
    """Names of block kinds in JSON."""

    FACTS = "facts"
    LINES = "lines"
    NOTE = "note"
    QUOTE = "quote"


def to_json(card: Card) -> str:
    """Writes a card so that an old outbox row can always be sent, also after the code changed."""
    return _written(to_data(card))


def to_data(card: Card) -> dict[str, Any]:
    """What `to_json` writes, as dictionaries and lists of its own."""
    data = _parts(card)
    data["blocks"] = [_block_data(block) for block in card.blocks]
    data["buttons"] = [_parts(button) for button in card.buttons]
    if card.form is not None:
        data["form"] = _parts(card.form)
        data["form"]["fields"] = [_parts(field) for field in card.form.fields]
    return data


def _block_data(block: Block) -> dict[str, Any]:
    data = _parts(block)
    match block:
        case Facts():
            data["rows"] = [_parts(row) for row in block.rows]
        case Lines():
            data["rows"] = list(block.rows)
        case Quote():
            data["marks"] = [list(mark) for mark in block.marks]
    return data


# Made once: names and values of each kind of piece, and what writes them. `asdict` would copy down to the last word.
_FIELDS = {
    kind: (kind.__slots__, attrgetter(*kind.__slots__))
    for kind in (Fact, Facts, Lines, Note, Quote, Button, Field, Form, Card)
}
_written = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def _parts(piece: Card | Block | Fact | Button | Form | Field) -> dict[str, Any]:
    names, values = _FIELDS[type(piece)]
    return dict(zip(names, values(piece), strict=True))


def from_json(text: str) -> Card:
    """Reads what `to_json` wrote; raises ValueError for anything else."""
    try:
        raw = json.loads(text)
        return Card(
            title=raw["title"],
            summary=raw["summary"],
            blocks=tuple(_block(b) for b in raw["blocks"]),
            buttons=tuple(Button(**b) for b in raw["buttons"]),
            tone=raw["tone"],
            key=raw["key"],
            text_only=raw["text_only"],
            form=_form(raw.get("form")),  # older rows have none
            voice=raw.get("voice", ""),
            asks=raw.get("asks", ""),
        )
    except (KeyError, TypeError) as wrong:
        raise ValueError(f"not a card: {wrong}") from wrong


def _form(raw: dict[str, Any] | None) -> Form | None:
    if raw is None:
        return None
    fields = tuple(Field(**f) for f in raw["fields"])
    return Form(raw["action"], fields, raw["submit"], raw.get("confirm", ""), raw.get("reader", ""), raw.get("url", ""))


def _block(raw: dict[str, Any]) -> Block:
    match raw["kind"]:
        case Ref.FACTS:
            return Facts(tuple(Fact(**r) for r in raw["rows"]))
        case Ref.LINES:
            return Lines(tuple(raw["rows"]), raw["numbered"])
        case Ref.NOTE:
            return Note(raw["text"], raw["tone"])
        case Ref.QUOTE:
            return Quote(raw["text"], raw["who"], tuple((a, b) for a, b in raw["marks"]))
    raise ValueError(f"unknown block {raw['kind']!r}")
