"""Every action of every card, in every channel and every way it can be sent there: pressed, a number, or stated words.

A form counts as an action: it is filled in on the card, or its link can be pressed or read.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest

from bot.channels import dingtalk, feishu, wechat_kf, wechat_oa, wecom, wecom_robot
from bot.channels.console.card import payload as console
from bot.labels import by_number, numbered
from cards.build import build
from cards.card import Button, Card, Lines
from handlers.domain.messaging import ChatKind, ChatRef
from tests.unit.cards.gallery import GALLERY
from tests.unit.cards.gallery.company import VIEWERS

URL = "https://bot.example.com/form/k1.words.signature"
A, G = ChatRef("x", "lisi"), ChatRef("x", "cid1", ChatKind.GROUP)

DIRECT: dict[str, Callable[[Card], tuple[Mapping[str, Any], ...]]] = {
    "wecom": lambda card: wecom.card.render(card, A),
    "wecom_robot": wecom_robot.card.render,
    "wechat_kf": wechat_kf.card.render,
    "wechat_oa": lambda card: wechat_oa.card.render(card, menus=False),
    "wechat_oa with menus": lambda card: wechat_oa.card.render(card, menus=True),
    "dingtalk card": lambda card: dingtalk.card.render(card, A, template=True),
    "dingtalk links": lambda card: dingtalk.card.render(card, A, links=True),
    "dingtalk words": lambda card: dingtalk.card.render(card, A),
    "feishu": lambda card: feishu.card.render(card, A),
    "console": lambda card: (console(card),),
}
GROUPS: dict[str, Callable[[Card], tuple[Mapping[str, Any], ...]]] = {
    "wecom": lambda card: wecom.card.render(card, G),
    "wecom_robot": wecom_robot.card.render,
    "dingtalk card": lambda card: dingtalk.card.render(card, G, template=True),
    "dingtalk words": lambda card: dingtalk.card.render(card, G),
    "feishu": lambda card: feishu.card.render(card, G),
    "console": lambda card: (console(card),),
}
ROBOT = ChatRef("x", "robot:warehouse", ChatKind.GROUP)
GROUPS |= {
    "wecom webhook": lambda card: wecom.card.render(card, ROBOT),
    "dingtalk webhook": lambda card: dingtalk.card.render(card, ROBOT),
    "feishu webhook": lambda card: feishu.card.render(card, ROBOT),
}
DEAF = ("wecom", "wecom webhook", "dingtalk webhook", "feishu webhook")
NATIVE = ("dingtalk card", "feishu", "console")


def strings(part: object) -> Iterator[str]:
    """Every text in a payload; what is JSON or an address itself is opened."""
    if isinstance(part, Mapping):
        for value in part.values():
            yield from strings(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from strings(value)
    elif isinstance(part, str):
        yield unquote(part)
        if part.startswith(("{", "[")):
            yield from strings(json.loads(part))


def plain(text: str) -> str:
    """Without the marks of Markdown."""
    return text.replace("&#40;", "(").replace("&#41;", ")").replace("\\", "").replace("*", "").replace("\u2060", "")


def missing(card: Card, payloads: tuple[Mapping[str, Any], ...]) -> list[str]:
    """The buttons that nobody could find."""
    texts = [plain(text) for text in strings(payloads)]
    return [b.label for b in card.buttons if not (b.action in texts or stated(b, card, texts))]


def stated(button: Button, card: Card, texts: list[str]) -> bool:
    number = next((n for n, b in by_number(card).items() if b.action == button.action), "")
    known = (button.reply, numbered(button), number, button.label)
    return any(in_words(reply, button, card, texts) for reply in known if reply)


def in_words(reply: str, button: Button, card: Card, texts: list[str]) -> bool:
    if reply.isdecimal():
        listed = any(isinstance(b, Lines) and b.numbered for b in card.blocks)
        ranges = [m for t in texts for m in re.finditer(r"回复 (\d+)(?:–(\d+))? 选择", t)] if listed else []
        if any(int(m[1]) <= int(reply) <= int(m[2] or m[1]) for m in ranges):
            return True
        label = re.escape(button.label.removeprefix(reply).strip())
        return any(re.search(rf"(?:回复 |选择,|  |“){reply}(?: {label}|”)", t) for t in texts)
    return any(f"“{reply}”" in t or reply == t.rpartition("content=")[2] for t in texts)


def cards(reader: str) -> Iterator[tuple[str, Card]]:
    for name, notice in GALLERY.items():
        card = build(notice, VIEWERS[reader])
        yield name, replace(card, form=replace(card.form, url=URL)) if card.form else card


@pytest.mark.parametrize("reader", ["sales", "customer"])
@pytest.mark.parametrize("channel", DIRECT)
def test_every_action_is_reached_by_one_person(channel: str, reader: str) -> None:
    lost = {}
    for name, card in cards(reader):
        if channel in NATIVE and card.form:
            card = replace(card, form=replace(card.form, url=""))
        payloads = DIRECT[channel](card)
        found = missing(card, payloads)
        if card.form and not any(URL in t or t == card.form.action for t in strings(payloads)):
            found.append("form")
        if found:
            lost[name] = found
    assert not lost


@pytest.mark.parametrize("channel", GROUPS)
def test_every_action_is_reached_in_a_group(channel: str) -> None:
    """Where the group is not heard it is said what to say elsewhere; what only means this card has no words."""
    lost = {}
    for name, card in cards("group"):
        payloads = GROUPS[channel](replace(card, form=None))
        texts = [plain(t) for t in strings(payloads)]
        silent = channel in DEAF
        found = [b.label for b in card.buttons if b.reply and b.reply not in "、".join(texts)] if silent else []
        found += [] if silent else missing(card, payloads)
        if found:
            lost[name] = found
    assert not lost
