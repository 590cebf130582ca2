"""Card -> messages of an official account within its limits; pure.

Customer-service messages: https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Service_Center_messages.html
Template messages: https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Template_Message_Interface.html
The lengths of a template's fields are not told there; those of mini-program subscriptions are kept.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.channels.base import Payload
from bot.channels.wechat_text import menu, squeezed, texts
from cards.card import Card

_LENGTHS = {"thing": 20, "phrase": 5, "character_string": 32, "name": 10, "const": 20}
_NUMBER = re.compile(r"[A-Za-z]{1,8}\d[\w-]{3,}", re.ASCII)
CUT = "…"
_SHANGHAI = ZoneInfo("Asia/Shanghai")  # the platform's


def render(card: Card, *, menus: bool) -> tuple[Payload, ...]:
    """A menu where there is something to press and the account may send menus, else numbered text."""
    return menu(card, "oa") if menus and card.buttons else texts(card)


def inline(card: Card, *, menus: bool, alone: bool) -> Payload | None:
    """The one text that an answer to a callback may hold. `alone`: there is no other way, so it is cut to fit."""
    if alone:
        return squeezed(card)
    if menus and card.buttons and not card.text_only:
        return None
    whole = texts(card)
    return whole[0] if len(whole) == 1 else None


def template(card: Card, template_id: str, fields: Mapping[str, str], now: datetime) -> dict[str, Any] | None:
    """The fields of a template message or subscription; None where a sentence fits into none of them as a whole."""
    found = _NUMBER.search(f"{card.title} {card.summary}")
    number, summary = found[0] if found else "-", card.summary
    if not card.title and "number" in fields.values():
        summary = summary.removeprefix(number)  # a field of its own says it
    values = {
        "title": card.title or summary,
        "summary": summary,
        "number": number,
        "time": f"{now.astimezone(_SHANGHAI):%Y-%m-%d %H:%M}",
    }
    data = {name: {"value": _fit(name, values[what])} for name, what in fields.items()}
    said = [data[name]["value"] for name, what in fields.items() if what in ("title", "summary")]
    if not card.title and said and all(value.endswith(CUT) for value in said):
        return None  # the beginning of a sentence tells nothing
    return {"template_id": template_id, "data": data}


def _fit(name: str, value: str) -> str:
    limit = _LENGTHS.get(name.rstrip("0123456789"), 200)
    text = " ".join(value.split()) or "-"
    if name.startswith("character_string"):
        text = re.sub(r"[^\x21-\x7e]", "", text) or "-"
    return text if len(text) <= limit else text[: limit - 1] + CUT
