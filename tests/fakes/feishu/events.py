"""What members do, as Feishu tells it: over HTTP, really signed and encrypted, or over the long connection."""

import asyncio
import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.clock import Clock, SystemClock
from tests.fakes.delivery import Delivering
from tests.fakes.feishu import rules
from tests.fakes.feishu.seal import App, encrypt, sealed
from tests.fakes.wecom.seal import Callback

RECEIVE, PRESSED, RECALLED = "im.message.receive_v1", "card.action.trigger", "im.message.recalled_v1"
UPDATED = "im.message.updated_v1"


@dataclass
class Shown:
    """A message in a chat; `card` is what it shows now, after updates."""

    chat: str
    kind: str
    id: str = ""
    text: str = ""
    card: dict[str, Any] = field(default_factory=dict)
    parent: str = ""
    thread: str = ""
    updates: int = 0
    toasts: list[dict[str, str]] = field(default_factory=list)
    sent_at: datetime | None = None
    robot: bool = False

    @property
    def parts(self) -> list[dict[str, Any]]:
        """All elements of the card."""
        found: list[dict[str, Any]] = []

        def walk(part: object) -> None:
            if isinstance(part, dict):
                if "tag" in part:
                    found.append(part)
                for value in part.values():
                    walk(value)
            elif isinstance(part, list):
                for value in part:
                    walk(value)

        walk(self.card)
        return found

    @property
    def buttons(self) -> dict[str, dict[str, Any]]:
        """Label -> button, of those that can be pressed now."""
        return {p["text"]["content"]: p for p in self.parts if p["tag"] == "button"}

    @property
    def inputs(self) -> dict[str, str]:
        """What the form holds before anybody touches it."""
        found = {p["name"]: p.get("default_value", "") for p in self.parts if p["tag"] == "input"}
        return found | {p["name"]: p.get("initial_date", "") for p in self.parts if p["tag"] == "date_picker"}

    @property
    def mentions(self) -> list[str]:
        """Who is called by it."""
        return rules.mentions("\n".join([self.text, *(p["content"] for p in self.parts if p["tag"] == "markdown")]))

    def reads(self) -> str:
        """All the words on it, for a test to search."""
        return self.text or json.dumps(self.card, ensure_ascii=False)


class Events(Delivering):
    """The platform's half that speaks to us."""

    def __init__(self, clock: Clock | None = None, app: App | None = None) -> None:
        """`clock` makes the time stamps."""
        self.app = app or App()
        self.clock: Clock = clock or SystemClock()
        self.scopes = {"im:message:send_as_bot", "im:message.p2p_msg:readonly", "im:message.group_at_msg:readonly"}
        self.scopes |= {"contact:user.employee_id:readonly", "im:message:readonly"}
        self.strangers: set[str] = set()  # outside the app's available range
        self.problems: list[int] = []  # codes that people saw after pressing a button
        self.names: dict[str, str] = {}
        self._numbers = 0

    # Events.

    def text(
        self,
        user: str,
        words: str,
        *,
        group: str = "",
        call: Iterable[str] = (),
        at: datetime | None = None,
        number: str = "",
        parent: str = "",
        thread: str = "",
    ) -> Callback:
        """A text message; `call` are mentioned in front of it, "bot" among them."""
        called = list(call)
        keys = "".join(f"@_user_{n} " for n in range(1, len(called) + 1))
        return self.said(
            user,
            "text",
            {"text": keys + words},
            group=group,
            call=called,
            at=at,
            number=number,
            parent=parent,
            thread=thread,
        )

    def said(
        self,
        user: str,
        kind: str,
        content: Mapping[str, Any],
        *,
        group: str = "",
        call: Iterable[str] = (),
        at: datetime | None = None,
        number: str = "",
        parent: str = "",
        thread: str = "",
        sender_type: str = "user",
    ) -> Callback:
        """A message of any kind."""
        created = self._milliseconds(at)
        message: dict[str, Any] = {
            "message_id": number or self.number("om"),
            "create_time": created,
            "update_time": created,
            "chat_id": group or self.direct(user),
            "chat_type": "group" if group else "p2p",
            "message_type": kind,
            "content": json.dumps(content, ensure_ascii=False),
        }
        if parent:
            message |= {"root_id": parent, "parent_id": parent}
        if thread:
            message["thread_id"] = thread
        if mentions := [self.mention(n, who) for n, who in enumerate(call, 1)]:
            message["mentions"] = mentions
        sender = {"sender_id": self.ids(user), "sender_type": sender_type, "tenant_key": self.app.tenant}
        return self.event(RECEIVE, {"sender": sender, "message": message}, at)

    def tap(
        self, user: str, card: Shown, label: str, *, form: Mapping[str, str] | None = None, at: datetime | None = None
    ) -> Callback:
        """A pressed button, as it is labelled now; `form` is what was typed over the prefilled values."""
        button = card.buttons[label]
        action: dict[str, Any] = {
            "tag": "button",
            "value": next(b["value"] for b in button["behaviors"] if b["type"] == "callback"),
            "timezone": "Asia/Shanghai",
        }
        if button.get("form_action_type") == "submit":
            dates = {p["name"] for p in card.parts if p["tag"] == "date_picker"}
            filled = card.inputs | dict(form or {})
            values = {k: f"{v} +0800" if k in dates and v else v for k, v in filled.items() if v or k not in dates}
            action |= {"name": button["name"], "form_value": values}
        return self.pressed(user, card, action, at)

    def pressed(self, user: str, card: Shown, action: Mapping[str, Any], at: datetime | None = None) -> Callback:
        """Any action on a card."""
        return self.event(
            PRESSED,
            {
                "operator": {"tenant_key": self.app.tenant, **self.ids(user)},
                "token": self.number("c"),
                "action": dict(action),
                "host": "im_message",
                "context": {"open_message_id": card.id, "open_chat_id": card.chat},
            },
            at,
        )

    def recall(self, number: str, chat: str) -> Callback:
        """Somebody takes a message back."""
        event = {"message_id": number, "chat_id": chat, "recall_time": self._milliseconds(None)}
        return self.event(RECALLED, event | {"recall_type": "message_owner"})

    def edit(self, number: str, user: str, words: str, **how: Any) -> Callback:
        """Somebody edits a message: the whole message in its new wording."""
        sent = self.text(user, words, number=number, **how)
        body = json.loads(sent.plain)["event"]
        body["message"]["update_time"] = self._milliseconds(None)
        return self.event(UPDATED, body)

    def event(self, kind: str, event: Mapping[str, Any], at: datetime | None = None) -> Callback:
        """Any event, schema 2.0."""
        header = {
            "event_id": self.number("ev"),
            "token": self.app.token,
            "create_time": self._milliseconds(at),
            "event_type": kind,
            "tenant_key": self.app.tenant,
            "app_id": self.app.app_id,
        }
        return self.sealed({"schema": "2.0", "header": header, "event": event})

    def check_request(self, challenge: str = "ch-test-001", token: str | None = None) -> Callback:
        """What verifies our address: encrypted, not signed."""
        plain = {
            "challenge": challenge,
            "token": self.app.token if token is None else token,
            "type": "url_verification",
        }
        body = json.dumps({"encrypt": encrypt(json.dumps(plain), self.app.encrypt_key)}).encode()
        return Callback("POST", {}, body, json.dumps(plain), {"Content-Type": "application/json"})

    def sealed(self, data: Mapping[str, Any]) -> Callback:
        """Any event, well signed and encrypted."""
        return sealed(json.dumps(data, ensure_ascii=False), self.app, self._second(), self.number("n"))

    def again(self, callback: Callback) -> Callback:
        """The same once more, as a retry: sealed anew."""
        return sealed(callback.plain, self.app, self._second(), self.number("n"))

    # Who is who.

    def ids(self, user: str) -> dict[str, str]:
        """Somebody's ids, the user_id only for those who may read it."""
        if user == "bot":
            return {"open_id": self.app.bot, "union_id": "on_bot", "user_id": ""}
        found = {"open_id": f"ou_{user}", "union_id": f"on_{user}"}
        return found | ({"user_id": user} if "contact:user.employee_id:readonly" in self.scopes else {})

    def direct(self, user: str) -> str:
        """The chat of somebody with the bot."""
        return f"oc_p2p{user.encode().hex()}"

    def mention(self, number: int, who: str) -> dict[str, Any]:
        """One of `mentions`."""
        kind = "bot" if who in ("bot", "otherbot") else "user"
        name = "订单助手" if who == "bot" else self.names.get(who, who)
        return {
            "key": f"@_user_{number}",
            "id": self.ids(who),
            "mentioned_type": kind,
            "name": name,
            "tenant_key": self.app.tenant,
        }

    def number(self, prefix: str) -> str:
        """A new id."""
        self._numbers += 1
        return f"{prefix}_{self._numbers}{random.getrandbits(48):x}"

    def _milliseconds(self, at: datetime | None) -> str:
        return str(int((at or self.clock.now()).timestamp() * 1000))

    def _second(self) -> int:
        return int(self.clock.now().timestamp())

    def attempts(self, callback: Callback) -> int:
        """Feishu tries four times more."""
        return 5

    async def url_check(self, challenge: str = "ch-test-001") -> None:
        """The administrator saves the address; raises AssertionError where our side does not prove itself."""
        async with asyncio.timeout(1):
            status, body = await self.post(self.check_request(challenge))
        assert (status, json.loads(body)) == (200, {"challenge": challenge})
