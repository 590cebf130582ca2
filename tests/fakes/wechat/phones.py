"""What 微信客服 and an official account have in common: screens, menus, windows that close."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from tests.fakes.wecom.seal import Account
from tests.fakes.wecom.server import FakeWecom

ID = re.compile(r"[0-9A-Za-z_-]{1,64}")


@dataclass
class Bubble:
    """A message on a customer's screen."""

    to: str
    kind: str
    text: str = ""
    entries: dict[str, str] = field(default_factory=dict)  # words -> id
    msgid: str = ""
    links: dict[str, str] = field(default_factory=dict)  # words -> address

    def reads(self) -> str:
        """All the words on it."""
        return "\n".join([self.text, *self.entries])


@dataclass
class Grant:
    """What a customer's action allows: kept the platform's way, as a counter that runs down."""

    until: datetime
    left: int


def menu_refused(menu: Mapping[str, Any], kind: str) -> int:
    """https://developer.work.weixin.qq.com/document/path/94677."""
    if len(str(menu.get("head_content", "")).encode()) > 1024 or len(str(menu.get("tail_content", "")).encode()) > 1024:
        return 45002
    items = menu.get("list")
    if not isinstance(items, list) or not 1 <= len(items) <= 10:
        return 95008
    for item in items:
        if kind == "kf" and item.get("type") == "view":
            view = item.get("view", {})
            good = set(item) == {"type", "view"} and set(view) == {"url", "content"} and view["content"].strip()
            if not good or not view["url"].startswith(("http://", "https://")):
                return 40058
            if len(view["url"].encode()) > 2048 or len(view["content"].encode()) > 1024:
                return 45002
            continue
        if kind == "kf" and (set(item) != {"type", "click"} or item["type"] != "click"):
            return 95009
        click = item["click"] if kind == "kf" else item
        if set(click) != {"id", "content"} or not all(isinstance(v, str) and v.strip() for v in click.values()):
            return 40058
        if any(len(v.encode()) > 128 for v in click.values()):
            return 45002
    return 0


def text_refused(text: Mapping[str, Any]) -> int:
    content = text.get("content")
    if not isinstance(content, str) or not content.strip():
        return 44004
    return 45002 if len(content.encode()) > 2048 else 0


class Phones(FakeWecom):
    """What both have in common: customers' screens, windows that close, and everything that was refused."""

    kind = "kf"

    def __init__(self, clock: Clock | None = None, account: Account | None = None) -> None:
        super().__init__(clock, account)
        self.screens: dict[str, list[Bubble]] = defaultdict(list)
        self.grants: dict[str, list[Grant]] = defaultdict(list)
        self.refused: list[tuple[str, int]] = []
        self.down = False  # the whole platform: connections are cut
        self.codes = {"window": 95002, "budget": 95001}

    def next_failure(self, path: str) -> int | str | None:
        return "cut" if self.down else super().next_failure(path)

    def last(self, user: str) -> str:
        """All the words of the newest thing on somebody's screen."""
        return self.screens[user][-1].reads() if self.screens[user] else ""

    def allow(self, user: str, count: int, **length: float) -> None:
        """Somebody did something that lets him be told things."""
        self.grants[user].append(Grant(self.clock.now() + timedelta(**length), count))

    def _window_refused(self, user: str) -> int:
        running = [g for g in self.grants[user] if g.until > self.clock.now()]
        if not running:
            return self.codes["window"]
        return 0 if any(g.left > 0 for g in running) else self.codes["budget"]

    def _spend(self, user: str) -> None:
        for grant in self.grants[user]:
            grant.left -= 1

    def _refuse(self, user: str, code: int) -> dict[str, Any]:
        self.refused.append((user, code))
        return {"errcode": code, "errmsg": f"refused, hint: [{code}]"}

    def _content_refused(self, body: Mapping[str, Any]) -> int:
        kind = body.get("msgtype")
        if kind == "text":
            return text_refused(body.get("text", {}))
        if kind == "msgmenu":
            return menu_refused(body.get("msgmenu", {}), self.kind)
        return 40008

    def _bubble(self, user: str, body: Mapping[str, Any]) -> Bubble:
        menu = body.get("msgmenu", {})
        items = menu.get("list", [])
        clicks = [item.get("click", item) for item in items if "view" not in item]
        views = {item["view"]["content"]: item["view"]["url"] for item in items if "view" in item}
        text = (
            body.get("text", {}).get("content", "") or f"{menu.get('head_content', '')}\n{menu.get('tail_content', '')}"
        )
        entries = {c["content"]: c["id"] for c in clicks}
        return Bubble(user, str(body["msgtype"]), text, entries, str(body.get("msgid", "")), views)


def newest(screen: Sequence[Bubble], words: str) -> tuple[str, str]:
    """The words and the id of the newest entry with these words, with or without a number before them."""
    return next(
        (said, entry)
        for bubble in reversed(screen)
        for said, entry in bubble.entries.items()
        if words in (said, said.partition(" ")[2])
    )
