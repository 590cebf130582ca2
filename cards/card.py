"""A card: what a person sees, before any platform renders it. At most 12 lines on a phone."""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

Tone = Literal["plain", "ok", "warn", "bad"]
Mark = Literal["", "ok", "amber", "red"]
Style = Literal["primary", "plain", "danger"]


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


class Ref(StrEnum):
    """Names of block kinds in JSON."""

    FACTS = "facts"
    LINES = "lines"
    NOTE = "note"
    QUOTE = "quote"


def to_json(card: Card) -> str:
    """Writes a card so that an old outbox row can always be sent, also after the code changed."""
    return json.dumps(card, ensure_ascii=False, separators=(",", ":"), default=_parts)


def _parts(piece: Card | Block | Fact | Button | Form | Field) -> dict[str, object]:
    """A piece of a card by field: `asdict` would copy all of it, down to the last word."""
    return {name: getattr(piece, name) for name in type(piece).__slots__}


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
