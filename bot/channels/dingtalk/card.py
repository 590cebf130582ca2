"""Card -> payloads of DingTalk; pure.

A payload holds what the channel may need, whichever way it goes out:

- `message`: text, markdown or actionCard in one shape for session webhooks, group robots and the message API;
- `card`: the variables of the interactive card, where a template is configured (docs/channels/dingtalk.md tells how
  it is made); no variable is longer than 1 KB;
- `prefer`: which of the two is sent; what cannot be sent as a card is sent as a message;
- `at`: whom to mention in a group.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from bot.channels.base import ROBOT, Payload
from bot.channels.dingtalk.text import MAX_BYTES, fill
from bot.channels.json_fields import dumps, quoted
from bot.channels.markdown import BREAK, escaped, marked
from bot.channels.text import cut, shorten, split
from bot.labels import distinct, elsewhere, numbered, typed
from cards.card import Card, Field, Form, Note
from cards.limits import pressable
from cards.text import FILL, contents, hint, to_text
from handlers.domain import forms
from handlers.domain.messaging import ChatKind, ChatRef

VALUE = 1_024  # bytes of one variable, https://open.dingtalk.com/document/development/create-and-deliver-cards
BODIES = ("body", "body2", "body3")
TITLE, LABEL, URL = 64, 20, 500  # characters: titles, buttons and addresses of an actionCard (errcode 34016)
LINKS = 5  # buttons of an actionCard
_KINDS = {"number": "NUMBER", "date": "DATE", "text": "TEXT"}
_STYLES = {"primary": "blue", "plain": "gray", "danger": "red"}
_SAVE = "save"
_SAY = "dtmd://dingtalkclient/sendMessage?content="


def render(
    card: Card, to: ChatRef, mention: tuple[str, ...] = (), *, template: bool = False, links: bool = False
) -> tuple[Payload, ...]:
    """The messages that say it; the first is the card itself, the one an update replaces."""
    group = to.kind is ChatKind.GROUP
    at = list(dict.fromkeys(mention)) if group else []
    if card.text_only:
        parts = split(to_text(card), MAX_BYTES)
        return tuple(_payload(_plain(part), at if not n else []) for n, part in enumerate(parts))
    body = "\n".join(contents(card))
    known = {line: escaped(line) for line in body.split("\n")}
    words = split(_words(card, body, to, numbers=not template and not group), MAX_BYTES - 200)
    first, *rest = [_markdown(card, part, known, headed=not n) for n, part in enumerate(words)]
    if links and not group and not rest and (pressed := _links(card)):
        first = {**first, "msgtype": "actionCard", "buttons": pressed}
    more = [_payload(message, []) for message in rest]
    if not template:
        return (_payload(first, at), *more)
    drawn, left = _card(card, [known[line] for line in body.split("\n")])
    if not card.buttons and not card.form:
        # Nothing to press: a message says it as well, and mentions people. Where a card stood, the card replaces it.
        return (_payload(first, at, {} if left else drawn), *more)
    follow = (
        [_payload(_markdown(card, part, {}, headed=False), []) for part in split("\n".join(left), MAX_BYTES)]
        if left
        else []
    )
    return ({**_payload(first, at, drawn), "prefer": "card"}, *follow)


def _payload(message: dict[str, Any], at: list[str], drawn: dict[str, str] | None = None) -> dict[str, Any]:
    return {"prefer": "message", "message": message, "at": at, **({"card": drawn} if drawn else {})}


def _plain(text: str) -> dict[str, Any]:
    return {"msgtype": "text", "text": text}


def _words(card: Card, body: str, to: ChatRef, *, numbers: bool) -> str:
    """The card in words, with what may be typed instead of pressing; a group's webhook hears nothing."""
    if to.chat_id.startswith(ROBOT):
        said = elsewhere(card, "私聊接单机器人回复")
        return body + (f"\n{said}" if said else "")
    asked = hint(card, typed(card, numbers=numbers))
    return "\n".join([body, *asked] if body else asked) + (
        "\n(在群里回复请先 @ 我)" if card.buttons and to.kind is ChatKind.GROUP else ""
    )


def _markdown(card: Card, text: str, known: Mapping[str, str], *, headed: bool) -> dict[str, Any]:
    title = shorten(card.title or card.summary or "消息", TITLE)
    head, _, tail = text.partition("\n")
    if headed and card.title and head == card.title:
        shown = f"### {escaped(head)}" + (f"\n\n{marked(tail, known)}" if tail else "")
    else:
        shown = marked(text, known)
    return {"msgtype": "markdown", "title": title, "text": shown}


def _links(card: Card) -> list[dict[str, str]]:
    """Buttons that say in somebody's name what he could have typed."""
    found = []
    for button in pressable(card.buttons, LINKS):
        url = _SAY + quote(button.reply or numbered(button) or button.label, safe="")
        if len(url) <= URL:
            found.append({"title": shorten(button.label, LABEL) or "确定", "url": url})
    return found


def _card(card: Card, lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """The variables, all of them always, so that an update leaves nothing old; and the lines that did not fit."""
    buttons, unreachable = _buttons(card)
    if card.title and lines[0] == escaped(card.title):
        lines = lines[1:]
    lines = [piece for line in [*lines, *unreachable] for piece in _pieces(line)]
    if card.form and card.form.url:  # more lines than the form in the card holds
        lines = [*lines, f"[{FILL}]({card.form.url})"]
    question = next((b.text for b in reversed(card.blocks) if isinstance(b, Note)), "")
    boxes, left = fill(lines, VALUE, len(BODIES))
    if left:
        boxes, left = _with_hint(lines, question)
    form = _form(card.form)
    shown = {name: boxes[n] if n < len(boxes) else "" for n, name in enumerate(BODIES)}
    return {
        "title": cut(shorten(card.title or card.summary or "消息", TITLE), VALUE),
        "summary": cut(shorten(card.summary or card.title or "消息", 100), VALUE),
        "tone": card.tone,
        **shown,
        "buttons": buttons,
        "has_buttons": "true" if buttons != "[]" else "false",
        "form": form,
        "has_form": "true" if form != '{"fields":[]}' else "false",
        "submit": card.form.submit if card.form else "",
        "question": cut(escaped(question), VALUE) if left and question else "",
    }, left


def _with_hint(lines: list[str], question: str) -> tuple[list[str], list[str]]:
    """Where the card is too small its last line says so."""
    hint = "(后面还有,见下一条)"
    room = VALUE - len(hint.encode()) - len(BREAK)
    boxes, left = fill(lines, room, len(BODIES))
    return [*boxes[:-1], f"{boxes[-1]}{BREAK}{hint}"] if boxes else [hint], [n for n in left if n != question]


def _pieces(line: str) -> list[str]:
    if len(line) < VALUE // 4 and line.isprintable() and line.strip() not in ("", "…"):
        return [line]  # the usual: no character takes more than four bytes
    return [piece for piece in split(line, VALUE, 99) if piece.strip() != "…"]


def _buttons(card: Card) -> tuple[str, list[str]]:
    """As JSON within 1 KB, and lines for those that can only be typed."""
    drawn, size = [], 1  # the bracket; each button brings a comma or the other bracket
    lines: list[str] = []
    for button in distinct(card):
        label, colour = shorten(button.label, LABEL) or "确定", _STYLES[button.style]
        one = f'{{"text":{quoted(label)},"action":{quoted(button.action)},"color":"{colour}"}}'
        more = len(one.encode()) + 1
        if size + more <= VALUE:
            drawn.append(one)
            size += more
        else:
            label = " ".join(button.label.split()) or "确定"
            lines.append(escaped(f"回复“{button.reply or button.label}”:{label}"))
    return f"[{','.join(drawn)}]", lines


def _form(form: Form | None) -> str:
    """The form component's variable, with as many inputs as fit 1 KB; the rest is said in words.

    https://open.dingtalk.com/document/development/form-variables
    """
    if form is None:
        return _inputs([])
    action = f'{{"name":"action","type":"TEXT","label":"-","hidden":true,"defaultValue":{quoted(form.action)}}}'
    then = [_then(form)] if form.confirm else []
    kept = list(form.fields)
    drawn = [_field(field) for field in kept]
    while kept:
        written = _inputs([action, *drawn, *then])
        if len(written.encode()) <= VALUE:
            return written
        amounts = [n for n, field in enumerate(kept) if field.kind == "number"]
        dropped = amounts[-1] if amounts else -1
        del kept[dropped], drawn[dropped]
    return _inputs([])


def _inputs(written: list[str]) -> str:
    return f'{{"fields":[{",".join(written)}]}}'


def _then(form: Form) -> str:
    """What follows the saving: the form component has one button only, so it is chosen above it."""
    options = [{"value": _SAVE, "text": form.submit}, {"value": forms.CONFIRM, "text": form.confirm}]
    chosen = {"index": 0, "value": _SAVE}
    return dumps({"name": forms.THEN, "label": "提交后", "type": "SELECT", "options": options, "defaultValue": chosen})


def _field(field: Field) -> str:
    parts = [f'{{"name":{quoted(field.name)},"label":{quoted(field.label)},"type":"{_KINDS[field.kind]}"']
    if field.value:
        number = field.kind == "number" and field.value.isdecimal() and len(field.value) < 16
        parts.append(f'"defaultValue":{int(field.value) if number else quoted(field.value)}')
    if field.required:
        parts.append('"required":true')
    if field.hint:
        parts.append(f'"placeholder":{quoted(field.hint)}')
    return ",".join(parts) + "}"
