"""The other direction of the fake DingTalk: what people do, as signed callbacks or as frames of the stream."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock, SystemClock
from tests.fakes.delivery import Delivering
from tests.fakes.dingtalk.shown import DingShown
from tests.fakes.wecom.seal import Callback

GROUP = "cidOrderGroup0001=="
MESSAGES = "/v1.0/im/bot/messages/get"
CARDS = "/v1.0/card/instances/callback"


@dataclass(frozen=True)
class DingAccount:
    """A company, its app and its secrets; all invented."""

    corp_id: str = "dingcorp00000001"
    client_id: str = "dingclient000001"
    secret: str = "client-secret-of-the-fake-app-0123456789abcdefghijklmnopqrstuv"
    bot: str = "$:LWCP_v1:$fakebot"


class DingCallbacks(Delivering):
    """What members do, as DingTalk tells it."""

    def __init__(self, clock: Clock | None = None, account: DingAccount | None = None) -> None:
        """`clock` makes the time stamps."""
        self.account = account or DingAccount()
        self.clock: Clock = clock or SystemClock()
        self.base = ""
        self.card_secret = ""  # as registered
        self._numbers = 0
        self.session_until: timedelta = timedelta(minutes=90)

    # Bodies.

    def said_body(
        self,
        user: str,
        kind: str,
        content: Mapping[str, Any],
        *,
        group: str = "",
        msg_id: str = "",
        at: datetime | None = None,
        called: bool = True,
        **changed: Any,
    ) -> dict[str, Any]:
        """A message of any kind; `user` empty is somebody outside the company."""
        self._numbers += 1
        now = self.clock.now()
        body: dict[str, Any] = {
            "conversationId": group or f"cid-{user or 'outside'}",
            "conversationType": "2" if group else "1",
            "chatbotCorpId": self.account.corp_id,
            "chatbotUserId": self.account.bot,
            "msgId": msg_id or f"msg{self._numbers:06d}==",
            "senderNick": f"{user or '外人'}的名字",
            "isAdmin": False,
            "senderStaffId": user,
            "senderId": f"$:LWCP_v1:${user or 'outsider'}",
            "sessionWebhook": f"{self.base}/robot/sendBySession?session={self.session_for(group or user)}",
            "sessionWebhookExpiredTime": _ms(now + self.session_until),
            "createAt": _ms(at or now),
            "senderCorpId": self.account.corp_id if user else "",
            "robotCode": self.account.client_id,
            "msgtype": kind,
        }
        if group:
            users = [{"dingtalkId": self.account.bot}] if called else [{"dingtalkId": "$:LWCP_v1:$x", "staffId": "x"}]
            body |= {"conversationTitle": "订单群", "isInAtList": called, "atUsers": users}
        inner = {"text": dict(content)} if kind == "text" else {"content": dict(content)}
        whole = body | inner | changed
        return {name: value for name, value in whole.items() if value is not None}

    def session_for(self, chat: str) -> str:
        """The session id that answers in a chat; the server knows what it stands for."""
        return "none"

    def pressed_body(self, user: str, shown: DingShown, label: str) -> dict[str, Any]:
        """A pressed button of a card, as it is labelled now."""
        return self.card_body(user, shown.track, ["press"], {"action": shown.buttons[label]})

    def filled_body(self, user: str, shown: DingShown, **values: Any) -> dict[str, Any]:
        """A submitted form: what was prefilled and what somebody changed."""
        return self.card_body(user, shown.track, ["submit"], {"form": shown.fields | values})

    def card_body(self, user: str, track: str, ids: list[str], params: Mapping[str, Any]) -> dict[str, Any]:
        """Any callback of a card."""
        content = json.dumps({"cardPrivateData": {"actionIds": ids, "params": dict(params)}}, ensure_ascii=False)
        corp = self.account.corp_id
        return {"type": "actionCallback", "outTrackId": track, "corpId": corp, "userId": user, "content": content}

    # As HTTP.

    def text(self, user: str, content: str, *, at: datetime | None = None, **more: Any) -> Callback:
        """A text message by HTTP."""
        return self.signed(self.said_body(user, "text", {"content": content}, at=at, **more))

    def said(self, user: str, kind: str, fields: Mapping[str, Any]) -> Callback:
        """A message of any kind by HTTP."""
        return self.signed(self.said_body(user, kind, fields))

    def signed(self, body: Mapping[str, Any] | bytes) -> Callback:
        """A robot callback, signed now."""
        stamp = str(_ms(self.clock.now()))
        raw = body if isinstance(body, bytes) else json.dumps(dict(body), ensure_ascii=False).encode()
        key = self.account.secret
        headers = {"Content-Type": "application/json; charset=utf-8", "timestamp": stamp}
        return Callback("POST", {}, raw, headers=headers | {"sign": mac(key, f"{stamp}\n{key}")})

    def signed_card(self, body: Mapping[str, Any]) -> Callback:
        """A card callback, signed now with the secret that was registered."""
        stamp = str(_ms(self.clock.now()))
        headers = {
            "Content-Type": "application/json",
            "x-ddpaas-signature-timestamp": stamp,
            "x-ddpaas-signature": mac(self.card_secret, stamp),
        }
        return Callback("POST", {}, json.dumps(dict(body), ensure_ascii=False).encode(), headers=headers)

    def again(self, callback: Callback) -> Callback:
        """The same once more, as a retry: signed anew."""
        return replace(callback, headers=self.signed(callback.body).headers)

    # As frames.

    def frame(
        self, topic: str, body: Mapping[str, Any], kind: str = "CALLBACK", message_id: str = ""
    ) -> dict[str, Any]:
        """A frame of the stream."""
        self._numbers += 1
        headers = {
            "appId": "app-fake",
            "connectionId": "conn-fake",
            "contentType": "application/json",
            "messageId": message_id or f"frame-{self._numbers}",
            "time": str(_ms(self.clock.now())),
            "topic": topic,
        }
        data = json.dumps(dict(body), ensure_ascii=False)
        return {"specVersion": "1.0", "type": kind, "headers": headers, "data": data}


def mac(key: str, words: str) -> str:
    """HMAC-SHA256 in base64, written apart from the product's own."""
    return base64.b64encode(hmac.digest(key.encode(), words.encode(), hashlib.sha256)).decode()


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
