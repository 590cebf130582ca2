"""What WeCom refuses, and with which errcode: https://developer.work.weixin.qq.com/document/path/90236 and 94888.

Documented recommendations (characters) are treated as rules, so that a card that passes here looks right everywhere.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OK = 0


@dataclass(frozen=True)
class Room:
    """Characters that a card's parts may have, and whether it may hold a grey button's words."""

    title: int = 36
    desc: int = 44
    sub: int = 160
    value: int = 30
    option: int = 16
    greys: bool = True


APP = Room()
ROBOT = Room(26, 30, 112, 26, 10, greys=False)  # https://developer.work.weixin.qq.com/document/path/101032
USER = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.@-]{0,63}")
TASK_ID = re.compile(r"[0-9A-Za-z_@-]{1,128}")


def text(body: Mapping[str, Any], *, group: bool = False) -> int:
    """A text message; in a group it may call people."""
    content, called = body.get("content"), body.get("mentioned_list", [])
    if set(body) - ({"content", "mentioned_list"} if group else {"content"}):
        return 40058
    if not isinstance(called, list) or not all(_is(USER, user) for user in called):
        return 40058
    if not isinstance(content, str) or not content.strip():
        return 44004
    return 45002 if len(content.encode()) > 2048 else OK


def card(body: Mapping[str, Any], *, update: bool = False, room: Room = APP) -> int:
    """A template card to be sent, or the one that replaces another."""
    if body.get("card_type") != "button_interaction":
        return 42031
    allowed = {"card_type", "source", "main_title", "sub_title_text", "horizontal_content_list", "card_action"}
    allowed |= {"button_selection", "button_list"} | ({"replace_text"} if update and room.greys else {"task_id"})
    if set(body) - allowed:
        return 40058
    if (not update or not room.greys) and not _is(TASK_ID, body.get("task_id")):
        return 42014
    checks = (_title(body, room), _facts(body, room), _selection(body, room), _buttons(body, room), _action(body))
    return next((code for code in checks if code), OK)


def _title(body: Mapping[str, Any], room: Room) -> int:
    title = body.get("main_title")
    if not isinstance(title, dict) or not _text(title.get("title"), room.title):
        return 40058
    if "desc" in title and not _text(title["desc"], room.desc):
        return 40058
    return 40058 if "sub_title_text" in body and not _text(body["sub_title_text"], room.sub) else OK


def _facts(body: Mapping[str, Any], room: Room) -> int:
    rows = body.get("horizontal_content_list", [])
    if not isinstance(rows, list) or len(rows) > 6:
        return 42035
    for row in rows:
        if not _text(row.get("keyname"), 5):
            return 42027
        if not _text(row.get("value"), room.value) or set(row) - {"keyname", "value"}:
            return 40058
    return OK


def _selection(body: Mapping[str, Any], room: Room) -> int:
    if "button_selection" not in body:
        return OK
    choice = body["button_selection"]
    options = choice.get("option_list")
    if not _bytes(choice.get("question_key"), 1024):
        return 42043
    if not isinstance(options, list) or not 1 <= len(options) <= 10:
        return 42037
    ids = [option.get("id") for option in options]
    if not all(_bytes(i, 128) for i in ids) or len(set(ids)) < len(ids):
        return 42040
    return OK if all(_text(option.get("text"), room.option) for option in options) else 42041


def _buttons(body: Mapping[str, Any], room: Room) -> int:
    buttons = body.get("button_list")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 6:
        return 42038
    if not all(_text(button.get("text"), 10) for button in buttons):
        return 42038
    links = [button for button in buttons if button.get("type", 0) == 1]
    if any(not room.greys or not _url(button.get("url")) for button in links):
        return 40058
    keys = [button.get("key") for button in buttons if button not in links]
    if not all(_bytes(key, 1024) for key in keys):
        return 42039
    if len(set(keys)) < len(keys):
        return 42051
    return OK if all(button.get("style", 1) in (1, 2, 3, 4) for button in buttons) else 40058


def _action(body: Mapping[str, Any]) -> int:
    """Where a touch of the card itself leads."""
    action = body.get("card_action", {"type": 0})
    return OK if action.get("type") == 0 or (action.get("type") == 1 and _url(action.get("url"))) else 42035


def _url(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("https://", "http://")) and len(value.encode()) <= 1024


def _is(shape: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and shape.fullmatch(value) is not None


def _text(value: object, characters: int) -> bool:
    return isinstance(value, str) and value.strip() != "" and len(value) <= characters


def _bytes(value: object, count: int) -> bool:
    return isinstance(value, str) and 0 < len(value.encode()) <= count
