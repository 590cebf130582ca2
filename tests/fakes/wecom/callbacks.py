"""The other direction of the fake WeCom: callbacks, really signed and encrypted, posted to our server."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.clock import Clock, SystemClock
from tests.fakes.delivery import Delivering
from tests.fakes.wecom.seal import Account, Callback, document, element, encrypt, query, seal


@dataclass
class Shown:
    """A message on somebody's screen; `card` is what it shows now, after updates."""

    to: str
    kind: str
    text: str = ""
    card: dict[str, Any] = field(default_factory=dict)
    task_id: str = ""
    updates: int = 0
    mentioned: list[str] = field(default_factory=list)

    @property
    def buttons(self) -> list[str]:
        """Labels that can be pressed now."""
        return [] if "replace_text" in self.card else [b["text"] for b in self.card.get("button_list", [])]

    @property
    def options(self) -> list[str]:
        """Labels of the drop-down."""
        return [o["text"] for o in self.card.get("button_selection", {}).get("option_list", [])]

    def reads(self) -> str:
        """All the words on it, for a test to search."""
        return self.text or json.dumps(self.card, ensure_ascii=False)


class Callbacks(Delivering):
    """What members do, as WeCom tells it to the app's address."""

    def __init__(self, clock: Clock | None = None, account: Account | None = None) -> None:
        """`clock` makes the time stamps."""
        self.account = account or Account()
        self.clock: Clock = clock or SystemClock()
        self._numbers = 0

    def text(self, user: str, content: str, *, msgid: int | None = None, at: datetime | None = None) -> Callback:
        """A text message."""
        return self.said(user, "text", {"Content": content}, msgid=msgid, at=at)

    def said(
        self,
        user: str,
        kind: str,
        fields: Mapping[str, str | int],
        *,
        msgid: int | None = None,
        at: datetime | None = None,
    ) -> Callback:
        """A message of any kind."""
        self._numbers += 1
        number = 7_400_000_000_000_000_000 + self._numbers if msgid is None else msgid
        tail: dict[str, str | int] = {"MsgId": number, "AgentID": self.account.agent_id}
        return self.sealed(document(**self._head(user, kind, at), **fields, **tail))

    def event(
        self, user: str, name: str, fields: Mapping[str, str | int] | None = None, *, at: datetime | None = None
    ) -> Callback:
        """An event; without a user where that is empty."""
        head = self._head(user, "event", at)
        if not user:
            head.pop("FromUserName")
        agent: dict[str, str | int] = {"AgentID": self.account.agent_id} if user else {}
        return self.sealed(document(**head, Event=name, **(fields or {}), **agent))

    def tap(
        self, user: str, card: Shown, label: str, *, option: str = "", at: datetime | None = None, code: str = ""
    ) -> Callback:
        """A pressed button, as it is labelled now; `option` is the drop-down's label, else its first one."""
        assert "replace_text" not in card.card, "the buttons of this card are grey"
        key = next(b["key"] for b in card.card["button_list"] if b["text"] == label)
        head = self._head(user, "event", at)
        inner = document(
            **head,
            Event="template_card_event",
            EventKey=key,
            TaskId=card.task_id,
            CardType="button_interaction",
            ResponseCode=code or self._new_code(card),
            AgentID=self.account.agent_id,
        )
        return self.sealed(inner.removesuffix("</xml>") + self._selected(card, option) + "</xml>")

    def _selected(self, card: Shown, option: str) -> str:
        choice = card.card.get("button_selection")
        if not choice:
            return ""
        chosen = next(o["id"] for o in choice["option_list"] if option in ("", o["text"]))
        options = f"<OptionIds>{element('OptionId', chosen)}</OptionIds>"
        item = f"<SelectedItem>{element('QuestionKey', choice['question_key'])}{options}</SelectedItem>"
        return f"<SelectedItems>{item}</SelectedItems>"

    def check_request(self, echo: str = "5927782489442352469") -> Callback:
        """The GET that verifies our address."""
        secret = encrypt(echo, self.account)
        return Callback("GET", {**query(self.account, secret, self._second()), "echostr": secret}, plain=echo)

    def sealed(self, plain: str) -> Callback:
        """Any document, well signed and encrypted."""
        return seal(plain, self.account, self._second())

    def again(self, callback: Callback) -> Callback:
        """The same once more, as a retry: sealed anew."""
        return self.sealed(callback.plain)

    def _head(self, user: str, kind: str, at: datetime | None) -> dict[str, str | int]:
        created = int((at or self.clock.now()).timestamp())
        return {"ToUserName": self.account.corp_id, "FromUserName": user, "CreateTime": created, "MsgType": kind}

    def _second(self) -> int:
        return int(self.clock.now().timestamp())

    async def callback_text(
        self, user: str, content: str, *, msgid: int | None = None, at: datetime | None = None
    ) -> list[int]:
        """Somebody writes."""
        return await self.deliver(self.text(user, content, msgid=msgid, at=at))

    async def callback_tap(self, user: str, card: Shown, label: str, *, option: str = "") -> list[int]:
        """Somebody presses."""
        return await self.deliver(self.tap(user, card, label, option=option))

    async def url_check(self, echo: str = "5927782489442352469") -> str:
        """The administrator presses 保存; raises AssertionError where our side does not prove itself."""
        status, body = await self.post(self.check_request(echo))
        assert (status, body) == (200, echo)
        return body

    def _new_code(self, shown: Shown) -> str:
        """A response_code; the server remembers what it stands for."""
        return self._number("code")

    def _number(self, prefix: str) -> str:
        self._numbers += 1
        return f"{prefix}-{self._numbers}-{random.getrandbits(48):x}"
