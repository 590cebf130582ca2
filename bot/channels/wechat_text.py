"""Cards as text and clickable menus, for 微信客服 and official accounts; pure.

A menu's entry comes back as a message with the entry's id, so the id is the packed action. What does not fit a menu
is typed: every button has words that press it, its `reply` or else its label.
"""

from dataclasses import replace
from typing import Any

from bot.channels.base import Payload
from bot.channels.text import split
from bot.labels import by_number, distinct, typed
from cards.card import Button, Card
from cards.text import FILL, to_text

MAX_TEXT = 2048  # bytes of a text message
HEAD = 1024  # bytes above and below a menu's entries
ENTRIES = 10
ENTRY = 128  # bytes of an entry's words and of its id


def texts(card: Card, text: str = "") -> tuple[Payload, ...]:
    """The card as numbered text: one message or a few."""
    return tuple(_text(part) for part in split(text or to_text(card, said=typed(card, numbers=True)), MAX_TEXT))


def squeezed(card: Card, max_bytes: int = MAX_TEXT) -> Payload:
    """The card as one text; what does not fit is cut at a line's end, and the text says so."""
    return _text(to_text(card, max_bytes, typed(card, numbers=True)) or "…")


def menu(card: Card, kind: str = "kf") -> tuple[Payload, ...]:
    """The card with its buttons as entries; long contents stand in texts of their own before it."""
    buttons = distinct(card)
    if not buttons or card.text_only:
        return texts(card)
    link = (
        _view(card) if kind == "kf" else []
    )  # an official account's menu knows no links: there it stands in the words
    offered = [b for b in buttons if len(b.action.encode()) <= ENTRY][: ENTRIES - len(link)]
    rest = tuple(replace(b, reply=b.reply or b.label) for b in buttons if b not in offered)
    body = to_text(replace(card, buttons=(), form=None if link else card.form)).strip()
    numbers = {b.action: number for number, b in by_number(card).items()}
    tail = (
        ("也可以回复数字,或直接打字说" if numbers else "也可以直接打字说")
        if not rest
        else "或回复" + "".join(f"“{b.reply}”" for b in rest)
    )
    before: tuple[Payload, ...] = ()
    if len(body.encode()) > HEAD:
        if all(b.reply for b in buttons):
            whole = texts(card)
            if len(whole) == 1:
                return whole  # one message with words to type is worth more than two
        before, body = texts(card, body), (card.title or card.summary)
    entries = [_entry(b, number, kind, numbers.get(b.action, "")) for number, b in enumerate(offered, 1)] + link
    drawn = {"head_content": _clip(body or card.summary, HEAD), "list": entries, "tail_content": _clip(tail, HEAD)}
    return (*before, {"msgtype": "msgmenu", "msgmenu": drawn})


def _view(card: Card) -> list[dict[str, Any]]:
    """The link to the form, as an entry that opens it."""
    url = card.form.url if card.form else ""
    return [{"type": "view", "view": {"url": url, "content": FILL}}] if url else []


def _entry(button: Button, place: int, kind: str, number: str) -> dict[str, Any]:
    """The words come back as if the reader had said them; where a number may be typed for it, it stands before them."""
    label = " ".join(button.label.split()) or f"第{place}项"
    words = _clip(f"{number} {label}".strip(), ENTRY)
    if kind == "oa":
        return {"id": button.action, "content": words}
    return {"type": "click", "click": {"id": button.action, "content": words}}


def _text(text: str) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": text}}


def _clip(text: str, size: int) -> str:
    raw = text.encode()
    return text if len(raw) <= size else raw[: size - 3].decode(errors="ignore") + "…"
