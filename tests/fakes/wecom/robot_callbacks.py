"""The other direction of the fake smart robot: what people do, as signed callbacks or as bodies for the connection."""

import base64
import json
import random
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.clock import Clock, SystemClock
from tests.fakes.delivery import Delivering
from tests.fakes.wecom.callbacks import Shown
from tests.fakes.wecom.seal import Account, Callback, encrypt, query, sign

Body = dict[str, Any]


@dataclass
class Turn:
    """Something a person did, and how it may be answered."""

    chat: str
    user: str
    event: str
    at: datetime
    task: str = ""
    used: bool = False
    line: object = None


@dataclass(frozen=True)
class RobotAccount(Account):
    """The robot and its secrets; all invented."""

    bot_id: str = "aibFAKEROBOT0001"
    secret: str = "s3cret-of-the-long-connection-0123456789abc"


class RobotCallbacks(Delivering):
    """What members do, as WeCom tells it to a robot."""

    base = ""

    def __init__(self, clock: Clock | None = None, mode: str = "http", account: RobotAccount | None = None) -> None:
        """`clock` makes the time stamps, `mode` is how it is brought to our side."""
        self.account = account or RobotAccount()
        self.clock: Clock = clock or SystemClock()
        self.mode = mode
        self._turns: dict[str, Turn] = {}  # by response code, or by request
        self._wrote: set[str] = set()
        self._numbers = 0

    def text(self, user: str, content: str, **how: Any) -> Callback:
        """A text message."""
        return self.said(user, "text", {"content": content}, **how)

    def said(self, user: str, kind: str, content: Body, *, at: datetime | None = None, **how: Any) -> Callback:
        """A message of any kind."""
        return self.sealed(self.said_body(user, kind, content, **how), at)

    def said_body(self, user: str, kind: str, content: Body, *, group: str = "", quote: Body | None = None) -> Body:
        """The message itself."""
        body = self._head(user, group, kind) | {kind: content}
        return body | ({"quote": quote} if quote else {})

    def entered_body(self, user: str) -> Body:
        """Somebody opens the chat for the first time today."""
        return self._event(user, "", "enter_chat", {})

    def pressed_body(self, user: str, shown: Shown, label: str, *, option: str = "", sample: bool = True) -> Body:
        """A pressed button; `sample`: named as in the document's samples, else as in its table."""
        key = next(b["key"] for b in shown.card["button_list"] if b["text"] == label)
        inner: Body = {"card_type": "button_interaction", "event_key": key, "task_id": shown.task_id}
        if not sample:
            inner = {"cardtype": "button_interaction", "eventkey": key, "task_id": shown.task_id}
        choice = shown.card.get("button_selection")
        if choice:
            chosen = next(o["id"] for o in choice["option_list"] if option in ("", o["text"]))
            ids = {"option_ids": {"option_id": [chosen]}} if sample else {"optionids": {"optionid": [chosen]}}
            inner["selected_items"] = {"selected_item": [{"question_key": choice["question_key"], **ids}]}
        group = "" if shown.to == user else shown.to
        return self._event(user, group, "template_card_event", inner, task=shown.task_id)

    def opinion_body(self, user: str, kind: int, words: str = "") -> Body:
        """Somebody says whether an answer was right."""
        return self._event(user, "", "feedback_event", {"id": "F1", "type": kind, "content": words})

    def sealed(self, body: Body | str, at: datetime | None = None) -> Callback:
        """Any body, well signed and encrypted, without a receiver."""
        plain = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        secret = encrypt(plain, self.account, receiver="")
        second = int((at or self.clock.now()).timestamp())
        envelope = json.dumps({"encrypt": secret}).encode()
        return Callback(
            "POST", query(self.account, secret, second), envelope, plain, {"Content-Type": "application/json"}
        )

    def again(self, callback: Callback) -> Callback:
        """The same once more, as a retry: sealed anew."""
        return self.sealed(callback.plain)

    def check_request(self, echo: str = "5927782489442352469") -> Callback:
        """The GET that verifies our address."""
        secret = encrypt(echo, self.account, receiver="")
        second = int(self.clock.now().timestamp())
        return Callback("GET", {**query(self.account, secret, second), "echostr": secret}, plain=echo)

    def attempts(self, callback: Callback) -> int:
        """Card events come once."""
        return 1 if json.loads(callback.plain).get("msgtype") == "event" else super().attempts(callback)

    def opened(self, sealed: Body, nonce: str) -> str:
        """An answer to a callback, checked as the platform does."""
        assert set(sealed) == {"encrypt", "msgsignature", "timestamp", "nonce"}, sealed
        assert isinstance(sealed["timestamp"], int)
        assert sealed["nonce"] == nonce, "the nonce is the callback's own"
        stamp, secret = str(sealed["timestamp"]), sealed["encrypt"]
        assert sealed["msgsignature"] == sign(self.account.token, stamp, nonce, secret)
        key = base64.b64decode(self.account.aes_key + "=")
        box = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        plain = box.update(base64.b64decode(secret)) + box.finalize()
        framed = plain[: -plain[-1]]
        size = int.from_bytes(framed[16:20], "big")
        assert framed[20 + size :] == b"", "a robot's callbacks have no receiver"
        return framed[20 : 20 + size].decode()

    def _head(self, user: str, group: str, kind: str, event: str = "", task: str = "") -> Body:
        """What every callback has in common; the turn behind it is remembered."""
        code = f"rc{random.getrandbits(96):x}"
        self._turns[code] = Turn(group or user, user, event, self.clock.now(), task)
        if kind != "event":
            self._wrote.add(group or user)
        chat: Body = {"chatid": group, "chattype": "group"} if group else {"chattype": "single"}
        url = f"{self.base}/cgi-bin/aibot/response?response_code={code}"
        head = {
            "msgid": self._number("CAIQ"),
            "aibotid": self.account.bot_id,
            "from": {"userid": user},
            "msgtype": kind,
        }
        return chat | head | {"response_url": url} | ({"_turn": code} if self.mode == "stream" else {})

    def _event(self, user: str, group: str, name: str, inner: Body, task: str = "") -> Body:
        event = {"eventtype": name} | ({name: inner} if inner else {})
        body = self._head(user, group, "event", name, task)
        if name != "template_card_event":
            body.pop("response_url")
        return body | {"create_time": int(self.clock.now().timestamp()), "event": event}

    def _number(self, prefix: str) -> str:
        self._numbers += 1
        return f"{prefix}{self._numbers}/{random.getrandbits(64):x}+="
