"""Card -> messages of WeCom within its limits; pure.

https://developer.work.weixin.qq.com/document/path/90236. The documented lengths are kept as if they were rules. What
does not fit goes below the title, and what does not fit there follows as text: nothing is lost, nothing refused.
"""

from collections import Counter
from dataclasses import replace
from typing import Any

from bot.channels.base import Payload
from bot.channels.wecom.text import harmless, shorten, split
from bot.channels.wecom.wire import SELECT
from cards.action import Action
from cards.card import Button, Card, Fact, Facts, Note
from cards.text import FILL, LAMP, to_text
from handlers.domain.messaging import ChatKind, ChatRef

TITLE, DESC, SUB, FACTS, KEY, VALUE = 36, 44, 160, 6, 5, 30
BUTTONS, LABEL, OPTIONS, OPTION = 6, 10, 10, 16
_STYLES = {"primary": 1, "plain": 2, "danger": 3}
_MORE = "(后面还有,见下一条)"


def render(card: Card, to: ChatRef, mention: tuple[str, ...] = ()) -> tuple[Payload, ...]:
    """The messages that say it; the first is the card itself, the one an update replaces."""
    if to.kind is ChatKind.GROUP:
        return _for_group(card, mention)
    if card.text_only:
        return _texts(to_text(card))
    if not card.buttons:
        first, *rest = _texts(to_text(card))
        # A text cannot stand where a card stood; where it has to, this card does, if it holds everything.
        standing, more = _card(card)
        return ({**first, "replace": standing}, *rest) if not more and not rest else (first, *rest)
    drawn, more = _card(card)
    return ({"msgtype": "template_card", "template_card": drawn}, *(_texts(more) if more else ()))


def _texts(text: str) -> tuple[dict[str, Any], ...]:
    return tuple({"msgtype": "text", "text": {"content": part}} for part in split(harmless(text)))


def _for_group(card: Card, mention: tuple[str, ...]) -> tuple[Payload, ...]:
    """Group chats take no template cards, and what is said in them does not reach the app."""
    text = to_text(replace(card, buttons=(), form=None))
    if card.buttons:
        text += "\n要处理请私聊我:" + "、".join(b.reply or b.label for b in card.buttons)
    called = "".join(f"<@{user}>" for user in mention)
    parts = split(harmless(text), 2048 - len(called.encode()) - 1) if called else split(harmless(text))
    texts = [f"{called}\n{parts[0]}" if called else parts[0], *parts[1:]]
    return tuple({"msgtype": "text", "text": {"content": part}} for part in texts)


def _card(card: Card) -> tuple[dict[str, Any], str]:
    """The interactive card, and the text that did not fit on it."""
    facts, details = _contents(card)
    controls, unreachable = _controls(card.buttons)
    if len(card.title) > TITLE:
        details = [card.title, *details]
    question = next((b.text for b in reversed(card.blocks) if isinstance(b, Note)), "")
    sub, rest = _fit([*details, *unreachable], question)
    drawn: dict[str, Any] = {
        "card_type": "button_interaction",
        "main_title": {"title": harmless(shorten(card.title or card.summary or "消息", TITLE))},
        "task_id": card.key,
    }
    if not facts and not sub and card.summary not in ("", card.title):
        drawn["main_title"]["desc"] = harmless(shorten(card.summary, DESC))
    if sub:
        drawn["sub_title_text"] = harmless(sub)
    if facts:
        drawn["horizontal_content_list"] = facts
    more = "\n".join([f"{shorten(card.title, TITLE)}(续)", *rest]) if rest else ""
    return {**drawn, **controls, **_jump(card, controls["button_list"])}, more


def _jump(card: Card, buttons: list[dict[str, Any]]) -> dict[str, Any]:
    """The link to the form: one more button where there is room, else the card itself leads there."""
    if card.form is None or not card.form.url:
        return {}
    if len(buttons) >= BUTTONS:
        return {"card_action": {"type": 1, "url": card.form.url}}
    return {"button_list": [*buttons, {"text": FILL, "style": 2, "type": 1, "url": card.form.url}]}


def _contents(card: Card) -> tuple[list[dict[str, str]], list[str]]:
    """Labelled values that fit the list of six, and everything else as lines."""
    facts: list[dict[str, str]] = []
    details: list[str] = []
    for block in card.blocks:
        if not isinstance(block, Facts):
            details += to_text(Card("", "", (block,))).split("\n")
            continue
        for row in block.rows:
            value = _value(row)
            if len(facts) < FACTS and row.label.strip() and len(row.label) <= KEY and len(value) <= VALUE:
                facts.append({"keyname": row.label, "value": harmless(value)})
            else:
                details.append(f"{row.label}:{value}" if row.label else value)
    return facts, details


def _value(row: Fact) -> str:
    note = f"({row.note})" if row.note else ""
    return " ".join(f"{row.value or '—'}{LAMP[row.mark]}{note}".split())


def _fit(lines: list[str], question: str) -> tuple[str, list[str]]:
    """As many lines as fit, the question always among them, and the rest."""
    whole = "\n".join(lines)
    if len(whole) <= SUB:
        return whole, []
    asked = shorten(question, SUB // 2)
    room = SUB - len(_MORE) - 1 - (len(asked) + 1 if asked else 0)
    shown: list[str] = []
    for line in lines:
        if sum(map(len, shown)) + len(shown) + len(line) > room:
            break
        shown.append(line)
    rest = lines[len(shown) :]
    if asked and question not in shown:
        rest = [line for line in rest if line != asked]
        shown.append(asked)
    return "\n".join([*shown, _MORE] if rest else shown), rest


def _controls(buttons: tuple[Button, ...]) -> tuple[dict[str, Any], list[str]]:
    """Buttons, or a drop-down beside them where they are many or long; and lines for what only text can reach."""
    distinct = list({b.action: replace(b, label=" ".join(b.label.split()) or "确定") for b in buttons}.values())
    if not distinct:
        seen = {"text": "已处理", "style": 2, "key": Action("seen").pack()}
        return {"button_list": [seen], "replace_text": "已处理"}, []
    if len(distinct) <= BUTTONS and all(len(b.label) <= LABEL for b in distinct):
        return {"button_list": [_button(b) for b in distinct]}, []
    numbers = {b.action: n for n, b in enumerate(distinct, 1)}
    chosen = _choices(distinct)
    others = [b for b in distinct if b not in chosen]
    pressed = others[: BUTTONS - 1] if chosen else others[:BUTTONS]
    offered = chosen[:OPTIONS]
    long = [b for b in offered if len(b.label) > OPTION] or [b for b in pressed if len(b.label) > LABEL]
    lines = [f"{numbers[b.action]}. {b.label}" for b in (offered or pressed)] if long else []
    lines += [f"回复“{b.reply or numbers[b.action]}”:{b.label}" for b in distinct if b not in (*offered, *pressed)]
    controls: dict[str, Any] = {"button_list": [_button(b) for b in pressed]}
    if offered:
        options = [{"id": b.action, "text": _option(b, numbers[b.action])} for b in offered]
        controls["button_selection"] = {"question_key": "choice", "title": "请选择", "option_list": options}
        submit = {"text": "就选这个", "style": 1, "key": Action(SELECT).pack()}
        controls["button_list"].insert(0, submit)
    return controls, lines


def _choices(buttons: list[Button]) -> list[Button]:
    """The buttons that do the same with different values: those of the commonest verb, if there are two."""
    verb, count = Counter(b.action.split(":")[0] for b in buttons).most_common(1)[0]
    return [b for b in buttons if b.action.split(":")[0] == verb] if count > 1 else []


def _option(button: Button, number: int) -> str:
    return button.label if len(button.label) <= OPTION else shorten(f"{number}. {button.label}", OPTION)


def _button(button: Button) -> dict[str, Any]:
    return {"text": shorten(button.label, LABEL), "style": _STYLES[button.style], "key": button.action}
