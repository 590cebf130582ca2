"""Card -> messages of WeCom within its limits; pure.

https://developer.work.weixin.qq.com/document/path/90236. The documented lengths are kept as if they were rules. What
does not fit goes below the title, and what does not fit there follows as text: nothing is lost, nothing refused.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.base import ROBOT, Payload
from bot.channels.text import shorten, split
from bot.channels.wecom.text import MAX_BYTES, harmless
from bot.channels.wecom.wire import SELECT
from bot.labels import elsewhere
from cards.action import Action
from cards.card import Button, Card, Fact, Facts, Note
from cards.limits import pressable
from cards.text import FILL, LAMP, lines, to_text
from handlers.domain.messaging import ChatKind, ChatRef

FACTS, KEY, BUTTONS, LABEL, OPTIONS = 6, 5, 6, 10, 10
_STYLES = {"primary": 1, "plain": 2, "danger": 3}


@dataclass(frozen=True, slots=True)
class Limits:
    """Characters of a card's parts; an app may use more of them than a smart robot."""

    title: int = 36
    desc: int = 44
    sub: int = 160
    value: int = 30
    option: int = 16
    greys: bool = True  # a card that replaces another may say what its grey button reads
    links: bool = True  # a button may lead to a page


APP = Limits()
_ASKS = re.compile(r"[?\uff1f]")
MORE = "(后面还有,见下一条)"


def render(card: Card, to: ChatRef, mention: tuple[str, ...] = ()) -> tuple[Payload, ...]:
    """The messages that say it; the first is the card itself, the one an update replaces."""
    if to.kind is ChatKind.GROUP:
        return _for_group(card, to, mention)
    if card.text_only:
        return _texts(to_text(card))
    if not card.buttons:
        first, *rest = _texts(to_text(card))
        # A text cannot stand where a card stood; where it has to, this card does, if it holds everything.
        standing, more = draw(card)
        return ({**first, "replace": standing}, *rest) if not more and not rest else (first, *rest)
    drawn, more = draw(card)
    return ({"msgtype": "template_card", "template_card": drawn}, *(_texts(more) if more else ()))


def _texts(text: str) -> tuple[dict[str, Any], ...]:
    return tuple({"msgtype": "text", "text": {"content": part}} for part in split(harmless(text), MAX_BYTES))


def _for_group(card: Card, to: ChatRef, mention: tuple[str, ...]) -> tuple[Payload, ...]:
    """Group chats take no template cards, and what is said in them does not reach the app."""
    text = to_text(replace(card, buttons=(), form=None))
    if said := elsewhere(card, "到接单应用里回复" if to.chat_id.startswith(ROBOT) else "私聊我"):
        text += f"\n{said}"
    first, *rest = _texts(text)
    called = {"mentioned_list": list(dict.fromkeys(mention))} if mention else {}
    return ({**first, "text": {**first["text"], **called}}, *rest)


def draw(card: Card, limits: Limits = APP) -> tuple[dict[str, Any], str]:
    """The interactive card, and the text that did not fit on it."""
    controls, unreachable = _controls(card.buttons, limits)
    buttons, linked = _link(card, controls["button_list"], limits)
    facts, details = _contents(card, limits, FACTS - len(linked))
    if len(card.title) > limits.title:
        details = [card.title, *details]
    notes = [block.text for block in card.blocks if isinstance(block, Note)]
    question = next((text for text in reversed(notes) if _ASKS.search(text)), notes[-1] if notes else "")
    sub, rest = _fit([*details, *unreachable], question, limits.sub)
    drawn: dict[str, Any] = {
        "card_type": "button_interaction",
        "main_title": {"title": harmless(shorten(card.title or card.summary or "消息", limits.title))},
        "task_id": card.key,
    }
    if not facts and not sub and card.summary not in ("", card.title):
        drawn["main_title"]["desc"] = harmless(shorten(card.summary, limits.desc))
    if sub:
        drawn["sub_title_text"] = harmless(sub)
    if facts or linked:
        drawn["horizontal_content_list"] = [*facts, *linked]
    more = "\n".join([f"{shorten(card.title, limits.title)}(续)", *rest]) if rest else ""
    return {**drawn, **controls, "button_list": buttons}, more


def _link(
    card: Card, buttons: list[dict[str, Any]], limits: Limits
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The buttons with the link to the form among them where there is room; else a row of the list that is pressed."""
    if card.form is None or not card.form.url:
        return buttons, []
    if len(buttons) >= BUTTONS or not limits.links:
        return buttons, [{"keyname": "要改", "value": FILL, "type": 1, "url": card.form.url}]
    return [*buttons, {"text": FILL, "style": 2, "type": 1, "url": card.form.url}], []


def _contents(card: Card, limits: Limits, most: int) -> tuple[list[dict[str, Any]], list[str]]:
    """Labelled values that fit the list of `most`, and everything else as lines."""
    facts: list[dict[str, Any]] = []
    details: list[str] = []
    for block in card.blocks:
        if not isinstance(block, Facts):
            details += "\n".join(lines(block)).split("\n")
            continue
        for row in block.rows:
            value = _value(row)
            if len(facts) < most and row.label.strip() and len(row.label) <= KEY and len(value) <= limits.value:
                facts.append({"keyname": row.label, "value": harmless(value)})
            else:
                details.append(f"{row.label}:{value}" if row.label else value)
    return facts, details


def _value(row: Fact) -> str:
    note = f"({row.note})" if row.note else ""
    return " ".join(f"{row.value or '—'}{LAMP[row.mark]}{note}".split())


def _fit(lines: list[str], question: str, size: int) -> tuple[str, list[str]]:
    """As many lines as fit, the question always among them, and the rest."""
    whole = "\n".join(lines)
    if len(whole) <= size:
        return whole, []
    asked = shorten(question, size // 2)
    room = size - len(MORE) - 1 - (len(asked) + 1 if asked else 0)
    shown: list[str] = []
    for line in lines:
        if sum(map(len, shown)) + len(shown) + len(line) > room:
            break
        shown.append(line)
    rest = lines[len(shown) :]
    if asked and question not in shown:
        rest = [line for line in rest if line != asked]
        shown.append(asked)
    return "\n".join([*shown, MORE] if rest else shown), rest


def _controls(buttons: tuple[Button, ...], limits: Limits) -> tuple[dict[str, Any], list[str]]:
    """Buttons, or a drop-down beside them where they are many or long; and lines for what only text can reach."""
    distinct = list({b.action: _named(b) for b in buttons}.values())
    if not distinct:
        seen = {"text": "已处理", "style": 2, "key": Action("seen").pack()}
        return {"button_list": [seen], **({"replace_text": "已处理"} if limits.greys else {})}, []
    if len(distinct) <= BUTTONS and all(len(b.label) <= LABEL for b in distinct):
        return {"button_list": [_button(b) for b in distinct]}, []
    numbers = {b.action: n for n, b in enumerate(distinct, 1)}
    chosen, others = _choices(distinct)
    pressed = pressable(others, BUTTONS - 1 if chosen else BUTTONS)
    offered = chosen[:OPTIONS]
    long = any(len(b.label) > limits.option for b in offered) or any(len(b.label) > LABEL for b in pressed)
    said = [f"{numbers[b.action]}. {b.label}" for b in (offered or pressed)] if long else []
    reached = {b.action for b in (*offered, *pressed)}
    said += [_typed(b) for b in distinct if b.action not in reached]
    controls: dict[str, Any] = {"button_list": [_button(b) for b in pressed]}
    if offered:
        options = [{"id": b.action, "text": _option(b, numbers[b.action], limits.option)} for b in offered]
        controls["button_selection"] = {"question_key": "choice", "title": "请选择", "option_list": options}
        submit = {"text": "就选这个", "style": 1, "key": Action(SELECT).pack()}
        controls["button_list"].insert(0, submit)
    return controls, said


def _named(button: Button) -> Button:
    """The button with a label of one line."""
    label = " ".join(button.label.split()) or "确定"
    return button if label == button.label else replace(button, label=label)


def _typed(button: Button) -> str:
    """What is typed instead of pressing it; its label stands beside it only where that says more."""
    words = button.reply or button.label
    return f"也可回复“{words}”" if words.startswith(button.label) else f"也可回复“{words}”:{button.label}"


def _choices(buttons: list[Button]) -> tuple[list[Button], list[Button]]:
    """The buttons that do the same with different values, those of the commonest verb if there are two; the others."""
    verbs = [b.action.partition(":")[0] for b in buttons]
    verb = max(verbs, key=verbs.count)
    if verbs.count(verb) < 2:
        return [], buttons
    same = [b for b, its in zip(buttons, verbs, strict=True) if its == verb]
    return same, [b for b, its in zip(buttons, verbs, strict=True) if its != verb]


def _option(button: Button, number: int, size: int) -> str:
    return button.label if len(button.label) <= size else shorten(f"{number}. {button.label}", size)


def _button(button: Button) -> dict[str, Any]:
    return {"text": shorten(button.label, LABEL), "style": _STYLES[button.style], "key": button.action}


def task_id(card: Mapping[str, Any], once: str) -> str:
    """Never used twice by this app: what the card is about, and this sending of it."""
    readable = re.sub(r"[^0-9A-Za-z_@-]", "-", str(card.get("task_id", "")))[:60] or "card"
    return f"{readable}@{once[:32]}"
