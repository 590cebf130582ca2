"""What Feishu refuses, and with which code: https://open.feishu.cn/document/server-docs/im-v1/message/create and
https://open.feishu.cn/document/feishu-cards/card-json-v2-structure. Unknown properties are errors.
"""

import asyncio
import json
import re
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

OK = 0
Verdict = tuple[int, str]
GOOD: Verdict = (OK, "")
_AT = re.compile(r"<at\b([^>]*)>", re.IGNORECASE)
_CARD_AT = re.compile(r"<at\s+id=([0-9A-Za-z_@.-]+)>")
_TEXT_AT = re.compile(r'<at\s+user_id="([0-9A-Za-z_@.-]+)">')
_TEMPLATES = {"blue", "wathet", "turquoise", "green", "yellow", "orange", "red", "carmine", "violet", "purple"}
_TEMPLATES |= {"indigo", "grey", "default"}
_BUTTONS = {"default", "primary", "danger", "text", "primary_text", "danger_text", "primary_filled", "danger_filled"}


class Bad(Exception):
    """A card that is not taken."""


def message(kind: object, content: object, known: Collection[str]) -> Verdict:
    """A message: its type and its content, a JSON string. `known` are the people that can be mentioned."""
    if kind not in ("text", "interactive"):
        return 230001, "invalid msg_type"
    if not isinstance(content, str):
        return 230001, "content is not a string"
    limit = 150 * 1024 if kind == "text" else 30 * 1024
    if len(content.encode()) > limit:
        return 230025, "The length of the message content reaches its limit."
    try:
        data = json.loads(content)
    except ValueError:
        return 230001, "content is not a string in json format"
    if not isinstance(data, dict):
        return 230001, "content is not an object"
    return text(data, known) if kind == "text" else card(data, known)


def text(data: Mapping[str, Any], known: Collection[str]) -> Verdict:
    """A text message."""
    words = data.get("text")
    if set(data) != {"text"} or not isinstance(words, str) or not words.strip():
        return 230001, "text is empty"
    for found in _AT.finditer(words):
        exact = _TEXT_AT.fullmatch(found[0])
        if not exact or exact[1] not in known:
            return 230001, "invalid at user"
    return GOOD


def mentions(content: str) -> list[str]:
    """Who is mentioned in a card or a text."""
    return [*_CARD_AT.findall(content), *_TEXT_AT.findall(content)]


def card(data: Mapping[str, Any], known: Collection[str]) -> Verdict:
    """A card, JSON 2.0."""
    try:
        _card(data, known)
    except Bad as bad:
        return 230099, f"Failed to create card content, ext=ErrCode: 200621; ErrMsg: {bad}"
    return GOOD


def _card(data: Mapping[str, Any], known: Collection[str]) -> None:
    _keys(data, {"schema", "body"}, {"config", "header", "card_link"})
    if data["schema"] != "2.0":
        raise Bad("schema")
    _config(data.get("config", {}))
    if "header" in data:
        _header(data["header"])
    _keys(data["body"], {"elements"}, {"direction", "padding", "vertical_spacing", "horizontal_spacing"})
    names: list[str] = []
    elements = data["body"]["elements"]
    if not isinstance(elements, list) or not elements:
        raise Bad("elements")
    for element in elements:
        _element(element, known, names, form=False, depth=1)
    if len(set(names)) < len(names):
        raise Bad("name is not unique")
    if _count(data) > 200:
        raise Bad("300305 too many elements")


def _config(config: Any) -> None:
    _keys(config, set(), {"update_multi", "width_mode", "enable_forward", "summary", "style", "locales"})
    if config.get("update_multi") is not True:
        raise Bad("update_multi must be true")
    if "summary" in config:
        _keys(config["summary"], {"content"}, {"i18n_content"})


def _header(header: Any) -> None:
    _keys(header, {"title"}, {"subtitle", "template", "icon", "text_tag_list", "padding"})
    _plain(header["title"])
    if header.get("template", "default") not in _TEMPLATES:
        raise Bad("template")


def _element(element: Any, known: Collection[str], names: list[str], *, form: bool, depth: int) -> None:
    if depth > 6:  # five levels of nesting below the root
        raise Bad("nesting")
    tag = element.get("tag") if isinstance(element, dict) else None
    check = ELEMENTS.get(str(tag))
    if check is None:
        raise Bad(f"unknown tag {tag}")
    if "element_id" in element and not re.fullmatch(r"[A-Za-z][0-9A-Za-z_]{0,19}", str(element["element_id"])):
        raise Bad("element_id")
    check(element, known, names, form, depth)


def _markdown(element: Any, known: Collection[str], _names: list[str], _form: bool, _depth: int) -> None:
    _keys(element, {"tag", "content"}, {"text_align", "text_size", "margin", "icon", "element_id"})
    words = element["content"]
    if not isinstance(words, str) or not words.strip():
        raise Bad("content is empty")
    for found in _AT.finditer(words):
        exact = _CARD_AT.fullmatch(found[0])
        if not exact or exact[1] not in known:
            raise Bad("100290 There is an invalid user resource(at/person) in your card")
    if words.count("<font") != words.count("</font>"):
        raise Bad("font is not closed")
    rest = re.sub(r"</?at[^>]*>|</?font[^>]*>", "", words)
    if re.search(r"<[a-zA-Z/]|\]\(|!\[", rest):
        raise Bad("markup that nobody of us writes")


def _columns(element: Any, known: Collection[str], names: list[str], form: bool, depth: int) -> None:
    _keys(element, {"tag", "columns"}, {"flex_mode", "horizontal_spacing", "horizontal_align", "margin", "element_id"})
    if element.get("flex_mode", "none") not in ("none", "stretch", "flow", "bisect", "trisect"):
        raise Bad("flex_mode")
    if not element["columns"]:
        raise Bad("columns")
    for column in element["columns"]:
        _keys(column, {"tag", "elements"}, {"width", "weight", "vertical_align", "padding", "vertical_spacing"})
        if column["tag"] != "column" or column.get("width", "auto") not in ("auto", "weighted"):
            raise Bad("column")
        for inner in column["elements"]:
            if inner.get("tag") == "form":
                raise Bad("form below the root")
            _element(inner, known, names, form=form, depth=depth + 2)


def _button(element: Any, _known: Collection[str], names: list[str], form: bool, _depth: int) -> None:
    optional = {"type", "size", "width", "disabled", "confirm", "behaviors", "margin", "element_id", "hover_tips"}
    optional |= {"name", "form_action_type", "required"} if form else set()
    _keys(element, {"tag", "text"}, optional)
    _plain(element["text"], 100)
    if element.get("type", "default") not in _BUTTONS:
        raise Bad("type")
    if form:
        _name(element, names)
        if element.get("form_action_type", "submit") not in ("submit", "reset"):
            raise Bad("form_action_type")
    for behaviour in element.get("behaviors", []):
        _keys(behaviour, {"type"}, {"value", "default_url"})
        if behaviour["type"] not in ("callback", "open_url", "form_action"):
            raise Bad("behavior")
        if behaviour["type"] == "callback" and not isinstance(behaviour.get("value"), dict):
            raise Bad("value is not an object")
        if behaviour["type"] == "open_url" and not str(behaviour.get("default_url", "")).startswith("https://"):
            raise Bad("default_url")


def _form(element: Any, known: Collection[str], names: list[str], form: bool, depth: int) -> None:
    _keys(element, {"tag", "name", "elements"}, {"direction", "vertical_spacing", "margin", "element_id"})
    if form or depth != 1:
        raise Bad("form below the root")
    _name(element, names)
    for inner in element["elements"]:
        if inner.get("tag") in ("form", "table"):
            raise Bad("form or table in a form")
        _element(inner, known, names, form=True, depth=depth + 1)
    submits = [e for e in element["elements"] if e.get("form_action_type") == "submit"]
    if not submits:
        raise Bad("no submit button")


def _input(element: Any, _known: Collection[str], names: list[str], form: bool, _depth: int) -> None:
    optional = {
        "label",
        "label_position",
        "placeholder",
        "default_value",
        "max_length",
        "input_type",
        "width",
        "margin",
    }
    _keys(element, {"tag", "name"}, optional | {"rows", "element_id"} | ({"required"} if form else set()))
    _name(element, names)
    most = element.get("max_length", 1000)
    if not isinstance(most, int) or not 1 <= most <= 1000:
        raise Bad("max_length")
    if len(element.get("default_value", "")) > most:
        raise Bad("default_value is longer than max_length")
    for label in ("label", "placeholder"):
        if label in element:
            _plain(element[label], 100)
    if element.get("input_type", "text") not in ("text", "multiline_text", "password"):
        raise Bad("input_type")


def _date(element: Any, _known: Collection[str], names: list[str], form: bool, _depth: int) -> None:
    optional = {"placeholder", "initial_date", "width", "disabled", "behaviors", "confirm", "margin", "element_id"}
    _keys(element, {"tag", "name"}, optional | ({"required"} if form else set()))
    _name(element, names)
    if "initial_date" in element:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(element["initial_date"])):
            raise Bad("initial_date")
        try:
            date.fromisoformat(element["initial_date"])
        except ValueError:
            raise Bad("initial_date") from None
    elif "placeholder" not in element:
        raise Bad("placeholder")


def _name(element: Any, names: list[str]) -> None:
    name = element.get("name")
    if not isinstance(name, str) or not name:
        raise Bad("200530 name is empty")
    names.append(name)


def _plain(part: Any, most: int = 1000) -> None:
    _keys(part, {"tag", "content"}, {"i18n"})
    if part["tag"] != "plain_text" or not isinstance(part["content"], str) or not part["content"].strip():
        raise Bad("plain_text")
    if len(part["content"]) > most:
        raise Bad("plain_text is too long")


def _keys(part: Any, needed: set[str], allowed: set[str]) -> None:
    if not isinstance(part, dict):
        raise Bad("not an object")
    if needed - set(part):
        raise Bad(f"{sorted(needed - set(part))} is missing")
    if set(part) - needed - allowed:
        raise Bad(f"unknown property {sorted(set(part) - needed - allowed)}")


def _count(part: object) -> int:
    if isinstance(part, dict):
        return ("tag" in part) + sum(_count(value) for value in part.values())
    return sum(_count(value) for value in part) if isinstance(part, list) else 0


ELEMENTS: Mapping[str, Callable[[Any, Collection[str], list[str], bool, int], None]] = {
    "markdown": _markdown,
    "column_set": _columns,
    "button": _button,
    "form": _form,
    "input": _input,
    "date_picker": _date,
}


def response(body: Any, known: Collection[str]) -> int:
    """What was answered to a pressed button: 0, or the code that the person sees."""
    if not isinstance(body, dict) or set(body) - {"toast", "card"}:
        return 200672
    toast = body.get("toast")
    if toast is not None:
        if not isinstance(toast, dict) or set(toast) - {"type", "content", "i18n"}:
            return 200672
        if toast.get("type") not in ("info", "success", "error", "warning") or not toast.get("content"):
            return 200672
    shown = body.get("card")
    if shown is None:
        return OK
    if not isinstance(shown, dict) or set(shown) != {"type", "data"} or shown["type"] != "raw":
        return 200672
    if shown["data"].get("schema") != "2.0":
        return 200830
    if len(json.dumps(shown["data"], ensure_ascii=False).encode()) > 30 * 1024 + 2000:
        return 200673
    return 200673 if card(shown["data"], known)[0] else OK


class Rate:
    """At most so many within a window; real seconds."""

    def __init__(self, times: int, seconds: float) -> None:
        self.times = times
        self.seconds = seconds
        self._passed: dict[str, deque[float]] = defaultdict(deque)

    def over(self, key: str = "") -> bool:
        """Counts one more; True where that is too many."""
        now, passed = asyncio.get_running_loop().time(), self._passed[key]
        while passed and passed[0] <= now - self.seconds:
            passed.popleft()
        if len(passed) >= self.times:
            return True
        passed.append(now)
        return False


class Everybody:
    """Every id that looks like a member's, but for some."""

    def __init__(self, strangers: set[str]) -> None:
        self._strangers = strangers

    def __contains__(self, who: object) -> bool:
        return isinstance(who, str) and re.sub(r"^o[un]_", "", who) not in {*self._strangers, "all", ""}

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return 1
