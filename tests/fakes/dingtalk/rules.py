"""What DingTalk refuses, and with which code. Documented lengths are rules here.

https://open.dingtalk.com/document/development/chatbots-send-one-on-one-chat-messages-in-batches
https://open.dingtalk.com/document/development/create-and-deliver-cards
https://open.dingtalk.com/document/development/form-variables
"""

import json
import re
from collections.abc import Mapping
from typing import Any

OK = ""
TEMPLATE = "11111111-2222-3333-4444-555555555555.schema"
# What the template of docs/channels/dingtalk.md consumes; a variable it does not know is a mistake of ours.
VARIABLES = {"title", "summary", "tone", "body", "body2", "body3", "buttons", "has_buttons", "form", "has_form"}
VARIABLES |= {"submit", "question"}
TYPES = {"TEXT", "TEXT_AREA", "NUMBER", "SELECT", "MULTI_SELECT", "DATE", "TIME", "DATETIME", "CHECKBOX", "SWITCH"}
_URL = re.compile(r"(https?|dtmd|dingtalk)://\S+")


def message(key: object, param: object) -> str:
    """msgKey and msgParam of the message API."""
    if not key:
        return "invalidParameter.msgKey.empty"
    if not isinstance(param, str):
        return "invalidParameter.msgParam.invalid"
    if len(param.encode()) > 15_000:
        return "invalidParameter.msgParam.tooLong"
    try:
        body = json.loads(param)
    except ValueError:
        return "invalidParameter.msgParam.invalid"
    if not isinstance(body, dict) or not all(isinstance(v, str) for v in body.values()):
        return "invalidParameter.msgParam.invalid"
    if key == "sampleText":
        return _only(body, {"content"}) or (OK if _words(body["content"], 5_000) else "miss.param.contentOfText")
    if key == "sampleMarkdown":
        return _only(body, {"title", "text"}) or _titled(body, "markdown")
    found = re.fullmatch(r"sampleActionCard([2-5]?)", str(key))
    if not found:
        return "invalidParameter.msgKey.invalid"
    return _action_card(body, int(found[1] or 1))


def _action_card(body: Mapping[str, Any], count: int) -> str:
    pairs = [("singleTitle", "singleURL")]
    if count > 1:
        pairs = [(f"actionTitle{n}", f"actionURL{n}") for n in range(1, count + 1)]
    refused = _only(body, {"title", "text", *(name for pair in pairs for name in pair)}) or _titled(body, "actionCard")
    if refused:
        return refused
    for title, url in pairs:
        if not _words(body.get(title), 20):
            return "miss.param.actionCardTobtnsTotitle"
        if not _address(body.get(url)):
            return "miss.param.actionCardTobtnsToactionUrl"
    return OK


def _titled(body: Mapping[str, Any], kind: str) -> str:
    if not _words(body.get("title"), 64):
        return f"miss.param.{kind}Totitle"
    return OK if _words(body.get("text"), 5_000) else f"miss.param.{kind}Totext"


def hook(body: Mapping[str, Any]) -> int:
    """What a session's address and a group robot take."""
    kind = body.get("msgtype")
    if kind not in ("text", "markdown", "actionCard"):
        return 400105
    if set(body) - {"msgtype", kind, "at", "msgUuid"} or not isinstance(body.get(kind), dict):
        return 40035
    inner = body[kind]
    if len(json.dumps(body, ensure_ascii=False).encode()) > 20_000:
        return 34016
    if kind == "text":
        return 0 if set(inner) == {"content"} and _words(inner["content"], 5_000) else 40035
    if not _words(inner.get("title"), 64) or not _words(inner.get("text"), 5_000):
        return 40035
    if kind == "actionCard":
        if inner.get("btnOrientation") not in ("0", "1"):
            return 40035
        buttons = inner.get("btns") or [{"title": inner.get("singleTitle"), "actionURL": inner.get("singleURL")}]
        if not all(_words(b.get("title"), 20) and _address(b.get("actionURL")) for b in buttons):
            return 34016
    return _at(body.get("at", {}), str(inner.get("content", inner.get("text"))))


def _at(at: Mapping[str, Any], words: str) -> int:
    users = at.get("atUserIds", [])
    if set(at) - {"atUserIds", "atMobiles", "isAtAll"} or len(users) > 50 or at.get("isAtAll"):
        return 40035
    return 0 if all(f"@{user}" in words for user in users) else 40035


def card(body: Mapping[str, Any]) -> str:
    """createAndDeliver."""
    track, template = body.get("outTrackId"), body.get("cardTemplateId")
    if not isinstance(track, str) or not track:
        return "param.outTrackIdEmpty"
    if len(track) > 100 or not template:
        return "param.cardTemplateIdEmpty" if not template else "param.invalid"
    if template != TEMPLATE:
        return "param.templateNotExist"
    if body.get("callbackType") not in ("STREAM", "HTTP"):
        return "param.invalid"
    if body["callbackType"] == "HTTP" and not body.get("callbackRouteKey"):
        return "param.invalid"
    space = body.get("openSpaceId", "")
    found = re.fullmatch(r"dtv1\.card//(IM_GROUP|IM_ROBOT)\.(\S+)", str(space))
    if not found:
        return "param.openSpaceIdInvalid" if space else "param.openSpaceIdEmpty"
    where = "imGroup" if found[1] == "IM_GROUP" else "imRobot"
    if not isinstance(body.get(f"{where}OpenSpaceModel", {}).get("supportForward"), bool):
        return "param.openSpaceModelInvalid"
    if not body.get(f"{where}OpenDeliverModel", {}).get("robotCode"):
        return "param.openDeliverModelEmpty"
    if not all(isinstance(v, str) and v for v in body[f"{where}OpenDeliverModel"].get("atUserIds", {}).values()):
        return "param.openDeliverModelError"
    return variables(body.get("cardData"))


def variables(data: object) -> str:
    """cardData: only texts, none longer than 1 KB, arrays and objects as JSON."""
    params = data.get("cardParamMap") if isinstance(data, dict) else None
    if not isinstance(params, dict):
        return "param.cardPublicDataEmpty"
    for name, value in params.items():
        if not isinstance(value, str) or len(name.encode()) > 100 or len(value.encode()) > 1_024:
            return "param.invalid"
    if set(params) != VARIABLES or params["tone"] not in ("plain", "ok", "warn", "bad") or not params["title"].strip():
        return "param.invalid"
    try:
        return _buttons(json.loads(params["buttons"])) or _form(json.loads(params["form"]))
    except (ValueError, KeyError, TypeError, IndexError):
        return "param.invalid"


def _buttons(buttons: list[dict[str, str]]) -> str:
    actions = [b["action"] for b in buttons]
    good = all(set(b) == {"text", "action", "color"} and _words(b["text"], 20) for b in buttons)
    return OK if good and len(set(actions)) == len(actions) <= 14 else "param.invalid"


def _form(form: dict[str, Any]) -> str:
    names = [field["name"] for field in form["fields"]]
    known = {"name", "type", "label", "hidden", "defaultValue", "required", "requiredMsg", "readOnly", "placeholder"}
    known |= {"options"}
    for field in form["fields"]:
        if set(field) - known or field["type"] not in TYPES or not _words(field["label"], 60):
            return "param.invalid"
        if field["type"] == "DATE" and not re.fullmatch(
            r"\d{4}-\d{2}-\d{2}", str(field.get("defaultValue", "2026-01-01"))
        ):
            return "param.invalid"
        if not _chosen(field) or not isinstance(field.get("placeholder", ""), str):
            return "param.invalid"
    return OK if len(set(names)) == len(names) else "param.invalid"


def _chosen(field: Mapping[str, Any]) -> bool:
    """A drop-down has options, each with a value of its own, and is prefilled with one of them."""
    options = field.get("options", [])
    if field["type"] not in ("SELECT", "MULTI_SELECT"):
        return not options
    values = [one["value"] for one in options]
    good = all(set(one) == {"value", "text"} and _words(one["text"], 30) and one["value"] for one in options)
    if not options or not good or len(set(values)) != len(values):
        return False
    chosen = field.get("defaultValue")
    if field["type"] == "MULTI_SELECT" or chosen is None:
        return True
    return set(chosen) == {"index", "value"} and values[chosen["index"]] == chosen["value"]


def _only(body: Mapping[str, Any], names: set[str]) -> str:
    return OK if set(body) == names else "invalidParameter.param.invalid"


def _words(value: object, characters: int) -> bool:
    return isinstance(value, str) and value.strip() != "" and len(value) <= characters


def _address(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 500 and _URL.fullmatch(value) is not None
