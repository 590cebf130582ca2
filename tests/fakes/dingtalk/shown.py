"""What stands on a screen of the fake DingTalk."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote


@dataclass
class DingShown:
    """A message on a screen; `card` holds the variables it shows now, after updates."""

    chat: str
    kind: str
    text: str = ""
    title: str = ""
    links: dict[str, str] = field(default_factory=dict)  # label -> what a press says in one's name
    at: list[str] = field(default_factory=list)
    card: dict[str, str] = field(default_factory=dict)
    track: str = ""
    callback: str = ""
    updates: int = 0
    way: str = ""  # session, api, card, robot

    @property
    def buttons(self) -> dict[str, str]:
        """Label -> packed action of what can be pressed now."""
        return {b["text"]: b["action"] for b in json.loads(self.card.get("buttons", "[]"))}

    @property
    def fields(self) -> dict[str, Any]:
        """The form's inputs with what is filled in."""
        found = json.loads(self.card.get("form", '{"fields":[]}'))["fields"]
        return {f["name"]: f.get("defaultValue", "") for f in found}

    def reads(self) -> str:
        """All the words on it, for a test to search."""
        return "\n".join([self.title, self.text, *self.card.values()])


def of_api(key: str, param: dict[str, str]) -> DingShown:
    """What a message sent with the interface looks like."""
    if key == "sampleText":
        return DingShown("", "text", param["content"], way="api")
    labels = {param[n]: _speaks(param[n.replace("Title", "URL")]) for n in param if "Title" in n}
    return DingShown("", "markdown", param["text"], param["title"], labels, way="api")


def of_hook(body: dict[str, Any], way: str) -> DingShown:
    """What a message posted to a hook looks like."""
    inner, at = body[body["msgtype"]], body.get("at", {}).get("atUserIds", [])
    if body["msgtype"] == "text":
        return DingShown("", "text", inner["content"], at=at, way=way)
    buttons = inner.get("btns") or [{"title": inner.get("singleTitle", ""), "actionURL": inner.get("singleURL", "")}]
    links = {b["title"]: _speaks(b["actionURL"]) for b in buttons if b["title"]}
    return DingShown("", body["msgtype"], inner["text"], inner["title"], links, at, way=way)


def _speaks(url: str) -> str:
    return unquote(url.removeprefix("dtmd://dingtalkclient/sendMessage?content="))
