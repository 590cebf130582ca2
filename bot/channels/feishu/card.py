"""Card -> payloads of Feishu within its limits; pure.

https://open.feishu.cn/document/feishu-cards/card-json-v2-structure: 30 KB, 200 elements, forms at the root only, names
unique in the card. A payload holds what the channel may need, whichever way it goes out:

- `card`: the card as JSON 2.0; also beside a plain sentence, for where that has to replace a card;
- `text`: the same in words, for plain sentences, and for where Feishu refuses the card;
- `prefer`: which of the two is sent;
- `toast`: what whoever pressed a button sees for a moment.
"""

import re
from dataclasses import replace
from typing import Any

from bot.channels.base import ROBOT, Payload
from bot.channels.feishu.text import MAX_BYTES, escaped, harmless
from bot.channels.json_fields import dumps
from bot.channels.text import shorten, sound, split
from bot.labels import distinct, elsewhere, typed
from cards.card import Block, Button, Card, Fact, Facts, Field, Form, Lines, Note, Quote
from cards.text import FILL, LAMP, to_text
from handlers.domain import forms
from handlers.domain.messaging import ChatKind, ChatRef

SIZE, ELEMENTS = 28_000, 180  # bytes of JSON and elements: a little below 30 KB and 200
ROBOT_SIZE = 18_000  # bytes of what a group robot sends: a little below 20 KB
TITLE, SUMMARY, LABEL, TOAST, WORDS = 120, 200, 60, 60, 6_000  # characters
BUTTONS, ROW, INPUT = 24, 4, 20
_TEMPLATES = {"plain": "blue", "ok": "green", "warn": "orange", "bad": "red"}
_COLOURS = {"ok": "green", "warn": "orange", "bad": "red"}
_STYLES = {"primary": "primary_filled", "plain": "default", "danger": "danger"}
_TOASTS = {"plain": "info", "ok": "success", "warn": "warning", "bad": "error"}


def render(card: Card, to: ChatRef, mention: tuple[str, ...] = ()) -> tuple[Payload, ...]:
    """The messages that say it; the first is the card itself, the one an update replaces."""
    at = list(dict.fromkeys(mention)) if to.kind is ChatKind.GROUP else []
    if to.chat_id.startswith(ROBOT):
        card = _unpressable(card)
    first, *rest = _words(card, robot=to.chat_id.startswith(ROBOT))
    if card.text_only:
        standing = None if rest else _draw(replace(card, buttons=(), form=None), to, [])
        return (_payload("text", first, at, card, standing), *(_payload("text", part, [], card) for part in rest))
    drawn = _draw(card, to, at)
    if drawn is not None:
        return (_payload("card", "\n".join((first, *rest)), at, card, drawn),)
    head = _draw(_summary(card), to, at) or _draw(replace(_summary(card), buttons=(), form=None), to, at)
    texts = tuple(_payload("text", part, [], card) for part in (first, *rest))
    return (_payload("card", first, at, card, head), *texts) if head else texts


def measured(card: Payload) -> tuple[int, int]:
    """Bytes of a card as it is sent, and how many elements it has, counted carefully: everything that has a tag."""
    written = dumps(card)
    # A quotation mark within words is written with a backslash, so this is found in names alone.
    return len(written.encode()), written.count('"tag":')


def mentioned(user: str) -> str:
    """A mention in a card."""
    return f"<at id={user}></at>"


def mentioned_in_text(user: str) -> str:
    """A mention in a text message."""
    return f'<at user_id="{user}"></at>'


def without_mentions(text: str) -> str:
    """The same text, calling nobody. Nothing else in it can look like a mention: see `harmless`."""
    return re.sub(r'<at user_id="[^"]*"></at> ?', "", text)


def _payload(prefer: str, text: str, at: list[str], card: Card, drawn: dict[str, Any] | None = None) -> dict[str, Any]:
    called = "".join(f"{mentioned_in_text(user)} " for user in at)
    words = shorten(card.summary or card.title, TOAST) or "好的"
    return {
        "prefer": prefer,
        "text": called + text,
        **({"card": drawn} if drawn else {}),
        "toast": {"type": _TOASTS[card.tone], "content": words},
    }


def _words(card: Card, *, robot: bool) -> tuple[str, ...]:
    return split(harmless(to_text(card, said=typed(card))), ROBOT_SIZE - 2_000 if robot else MAX_BYTES)


def _unpressable(card: Card) -> Card:
    """A group robot hears nothing: what could be pressed is done elsewhere."""
    said = elsewhere(card, "私聊接单机器人回复")
    return replace(card, buttons=(), form=None, blocks=(*card.blocks, *((Note(said),) if said else ())))


def _summary(card: Card) -> Card:
    """What is left of a card that is too big: its line, its question, its buttons. The text follows."""
    question = next((b for b in reversed(card.blocks) if isinstance(b, Note)), None)
    asked = (Note(shorten(question.text, 400), question.tone),) if question else ()
    more = Note("内容较长,全文见下面的文字消息")
    line = Note(shorten(card.summary or card.title or "消息", 400))
    return replace(card, blocks=(line, *asked, more), buttons=card.buttons[:BUTTONS])


def _draw(card: Card, to: ChatRef, at: list[str]) -> dict[str, Any] | None:
    """The card as JSON 2.0, or None where it does not fit."""
    place = "g" if to.kind is ChatKind.GROUP else "d"
    body: list[dict[str, Any]] = [_markdown("".join(mentioned(user) for user in at))] if at else []
    for block in card.blocks:
        words = _block(block)
        if len(words) > WORDS:
            return None
        if words.strip():
            body.append(_markdown(words))
    said = sum([len(one["content"]) for one in body])
    body += _controls(card, place)
    if not body:
        body = [_markdown(escaped(card.summary or card.title) or "…")]
    drawn: dict[str, Any] = {
        "schema": "2.0",
        "config": {"update_multi": True, "summary": {"content": _line(card.summary or card.title, SUMMARY)}},
        "body": {"elements": body},
    }
    if title := _line(card.title, TITLE, ""):
        drawn["header"] = {"title": _plain(title), "template": _TEMPLATES[card.tone]}
    most = ROBOT_SIZE if to.chat_id.startswith(ROBOT) else SIZE
    size, elements = at_most(card, said)
    if size > most or elements > ELEMENTS:
        size, elements = measured(drawn)
    return drawn if size <= most and elements <= ELEMENTS else None


def at_most(card: Card, said: int) -> tuple[int, int]:
    """A bound of what is `measured`, far quicker: `said` is how many characters stand above the controls.

    A character becomes at most six bytes, an entity or an escape; everything else is counted generously.
    """
    fields = card.form.fields if card.form else ()
    words = said + SUMMARY + TITLE + sum([len(b.label) + len(b.reply) + len(b.action) for b in card.buttons])
    words += sum([len(f.name) + len(f.label) + len(f.value) + len(f.hint) for f in fields])
    words += 2 * len(card.form.action) + len(card.form.url) if card.form else 0
    pieces = len(card.blocks) + len(card.buttons) + len(fields) + 8
    return 6 * words + 350 * pieces, 4 * pieces


def _line(text: str, length: int, otherwise: str = "消息") -> str:
    return shorten(text, length) or otherwise


def _plain(text: str) -> dict[str, str]:
    return {"tag": "plain_text", "content": text}


def _markdown(text: str) -> dict[str, str]:
    return {"tag": "markdown", "content": text}


def _block(block: Block) -> str:
    match block:
        case Facts():
            return "\n".join([_fact(row) for row in block.rows])
        case Lines() if block.numbered:
            return "\n".join([f"{n}&#46; {escaped(row)}" for n, row in enumerate(block.rows, 1)])
        case Lines():
            return escaped("\n".join(block.rows))
        case Note():
            colour, words = _COLOURS.get(block.tone, ""), escaped(block.text)
            return f"<font color='{colour}'>{words}</font>" if colour and words.strip() else words
        case Quote():
            return escaped(to_text(Card("", "", (block,))))


def _fact(row: Fact) -> str:
    note = f"({row.note})" if row.note else ""
    label = f"**{escaped(row.label)}** " if row.label.strip() else ""
    value = f"{row.value or '—'}{LAMP[row.mark]}{note}"
    return label + escaped(" ".join(value.split()))


def _controls(card: Card, place: str) -> list[dict[str, Any]]:
    """The buttons in rows, a line for what can only be typed, and the form."""
    buttons = distinct(card)
    drawn, said = buttons[:BUTTONS], buttons[BUTTONS:]
    found: list[dict[str, Any]] = []
    for start in range(0, len(drawn), ROW):
        columns = [_column(b, place) for b in drawn[start : start + ROW]]
        found.append({"tag": "column_set", "flex_mode": "flow", "horizontal_spacing": "8px", "columns": columns})
    found += [_markdown(escaped(f"回复“{b.reply or b.label}”:{b.label}")) for b in said]
    if card.form and card.form.url:
        found.append(_link(FILL, card.form.url))
    # Below the buttons: who has nothing to change confirms without scrolling.
    return [*found, _form(card.form, place)] if card.form and card.form.fields else found


def _column(button: Button, place: str) -> dict[str, Any]:
    drawn = {
        "tag": "button",
        "text": {"tag": "plain_text", "content": shorten(button.label, LABEL) or "确定"},
        "type": _STYLES[button.style],
        "behaviors": [{"type": "callback", "value": {"action": button.action, "at": place}}],
    }
    return {"tag": "column", "width": "auto", "elements": [drawn]}


def _link(label: str, url: str) -> dict[str, Any]:
    """Where more lines than a form in the chat holds are changed."""
    go = {"type": "open_url", "default_url": url}
    return {"tag": "button", "text": _plain(label), "type": "default", "behaviors": [go]}


def _callback(action: str, place: str) -> dict[str, Any]:
    return {"type": "callback", "value": {"action": action, "at": place}}


def _form(form: Form, place: str) -> dict[str, Any]:
    """https://open.feishu.cn/document/feishu-cards/card-json-v2-components/containers/form-container."""
    inputs = [drawn for field in form.fields for drawn in _field(field)]
    submits = [_submit("submit", form.submit or "提交", _callback(form.action, place))]
    if form.confirm:
        then = _callback(form.action, place)
        then["value"][forms.THEN] = forms.CONFIRM
        submits.append(_submit("submit_then", form.confirm, then))
    return {"tag": "form", "name": "edit", "elements": [*inputs, *submits]}


def _submit(name: str, label: str, callback: dict[str, Any]) -> dict[str, Any]:
    return {
        "tag": "button",
        "name": name,
        "text": _plain(shorten(label, LABEL)),
        "type": "default",
        "form_action_type": "submit",
        "behaviors": [callback],
    }


def _field(field: Field) -> list[dict[str, Any]]:
    """One prefilled input; there is none for numbers, so what is typed is checked when it comes back."""
    label = shorten(field.label, LABEL)
    if field.kind == "date":
        picker: dict[str, Any] = {"tag": "date_picker", "name": field.name, "placeholder": _plain("请选择日期")}
        picker |= {"initial_date": sound(field.value)} if field.value else {}
        return [_markdown(escaped(label)), picker | ({"required": True} if field.required else {})]
    box: dict[str, Any] = {
        "tag": "input",
        "name": field.name,
        "label": _plain(label or field.name),
        "label_position": "left",
        "placeholder": _plain(shorten(field.hint, LABEL) or "请输入"),
        "default_value": sound(field.value)[: INPUT if field.kind == "number" else 200],
        "max_length": INPUT if field.kind == "number" else 200,
    }
    return [box | ({"required": True} if field.required else {})]
