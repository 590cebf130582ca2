"""One server that plays WeCom for a smart robot on 127.0.0.1, strictly: callbacks, addresses, the long connection.

async with FakeWecomRobot(mode="stream") as robot:
    await robot.says("lisi", "J6P左转向节 300件")      # or in a group: group="wrOrders01"
    await robot.taps("lisi", robot.seen["lisi"][-1], "确认下单")
"""

import asyncio
import base64
import json
import random
from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import WSMsgType, web
from pydantic import SecretStr

from bot.clock import Clock
from config.channels import WecomRobotSettings
from storage import Store
from tests.fakes.server import FakeServer
from tests.fakes.wecom import rules
from tests.fakes.wecom.callbacks import Shown
from tests.fakes.wecom.robot_callbacks import Body, RobotAccount, RobotCallbacks
from tests.fakes.wecom.seal import Callback, cipher, pad

# An errcode; or "status:502", "garbage", "hang", "cut" (before), "lost" (after it took effect).
MARKDOWN, STREAM_ID = 20_480, 256  # bytes
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass
class _Stream:
    chat: str
    shown: Shown
    finished: bool


class FakeWecomRobot(FakeServer, RobotCallbacks):
    """The platform, its members' screens, and both ways to reach our side."""

    def __init__(self, clock: Clock | None = None, mode: str = "http", account: RobotAccount | None = None) -> None:
        """`clock` decides about expiry, rates and time stamps."""
        super().__init__(clock, mode, account)
        self.seen: dict[str, list[Shown]] = defaultdict(list)  # by user, or by group
        self.calls: list[tuple[str, Body]] = []
        self.pings = 0
        self.subscribed = 0
        self.subscriptions_per_minute = 20
        self.answers_pings = True
        self.pushed = 0  # over the long connection, each once
        self._cards: dict[str, Shown] = {}
        self._streams: dict[str, _Stream] = {}
        self._sent_at: dict[str, deque[datetime]] = defaultdict(deque)
        self._subscribed_at: deque[datetime] = deque()
        self._files: dict[str, tuple[bytes, datetime]] = {}
        self._line: web.WebSocketResponse | None = None
        self._arrived = asyncio.Event()

    # The server.

    def routed(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/", self._connect)
        app.router.add_get("/cgi-bin/getcallbackip", self._no_token)
        app.router.add_post("/cgi-bin/aibot/response", self._response)
        app.router.add_get("/file/{number}", self._file)
        return app

    def settings(self, **changed: Any) -> WecomRobotSettings:
        """What our side must be configured with; before it listens, an address where nobody is."""
        base = self.base or "http://127.0.0.1:9"
        own = WecomRobotSettings(
            enabled=True,
            mode="http" if self.mode == "http" else "stream",
            bot_id=self.account.bot_id,
            name="接单",
            stream_url=base.replace("http://", "ws://"),
            api_base=f"{base}/cgi-bin",
            secret=SecretStr(self.account.secret),
            token=SecretStr(self.account.token),
            aes_key=SecretStr(self.account.aes_key),
        )
        return own.model_copy(update=changed)

    # Trouble on demand.

    @property
    def secrets(self) -> tuple[str, ...]:
        """What may never be written anywhere."""
        own = self.account
        return (own.secret, own.token, own.aes_key, *(code for code, turn in self._turns.items() if not turn.line))

    async def connected(self) -> None:
        """Waits until our side holds the long connection."""
        async with asyncio.timeout(10):
            while self._line is None:
                self._arrived.clear()
                await self._arrived.wait()

    async def heard(self, store: Store) -> None:
        """Waits until our side has stored what was pushed over the long connection."""
        async with asyncio.timeout(10):
            while sum((await store.inbox.counts()).values()) < self.pushed:  # noqa: ASYNC110 rows are looked at
                await asyncio.sleep(0.005)

    async def hang_up(self) -> None:
        if self._line is not None:
            await self._line.close()

    async def breaks(self) -> None:
        """The connection is gone without a word."""
        line, self._line = self._line, None
        if line is not None and line._req is not None and line._req.transport is not None:
            line._req.transport.abort()
        await asyncio.sleep(0)

    # What people do.

    def file(self, content: bytes, key: str = "") -> str:
        """Puts a file where it can be fetched for five minutes, encrypted; returns the address."""
        self._numbers += 1
        secret = base64.b64decode(cipher(pad(content), key or self.account.aes_key))
        self._files[str(self._numbers)] = (secret, self.clock.now() + timedelta(minutes=5))
        return f"{self.base}/file/{self._numbers}"

    async def says(self, user: str, content: str, **how: Any) -> None:
        """Somebody writes; in a group he calls the robot."""
        words = f"@接单 {content}" if how.get("group") else content
        await self.tell(self.said_body(user, "text", {"content": words}, **how))

    async def sends(self, user: str, kind: str, content: Body, **how: Any) -> None:
        """Somebody sends something else than text."""
        await self.tell(self.said_body(user, kind, content, **how))

    async def taps(self, user: str, shown: Shown, label: str, **how: Any) -> None:
        """Somebody presses a button."""
        await self.tell(self.pressed_body(user, shown, label, **how))

    async def tell(self, body: Body) -> None:
        """Brings it to our side and takes what is answered."""
        if self.mode == "http":
            statuses = await self.deliver(self.sealed(body))
            assert statuses[-1] == 200, statuses
            return
        await self.push(body)

    async def push(self, body: Body) -> str:
        """Sends it over the long connection; returns its request."""
        await self.connected()
        assert self._line is not None
        self._numbers += 1
        request = f"req-{self._numbers}-{random.getrandbits(48):x}"
        turn = self._turns.pop(body.pop("_turn"))
        turn.line = self._line
        self._turns[request] = turn
        body.pop("response_url", None)
        self.pushed += 1
        command = "aibot_event_callback" if body["msgtype"] == "event" else "aibot_msg_callback"
        await self._line.send_json({"cmd": command, "headers": {"req_id": request}, "body": body})
        return request

    async def post(self, callback: Callback, target: str = "") -> tuple[int, str]:
        """One delivery: status and decrypted answer; what it says takes effect."""
        async with asyncio.timeout(5):  # the platform hangs up after five seconds
            status, text = await super().post(callback, target)
        if status != 200 or not text or callback.method == "GET":
            return status, text
        plain = self.opened(json.loads(text), callback.query["nonce"])
        await self._passive(json.loads(callback.plain), json.loads(plain))
        return status, plain

    async def _passive(self, asked: Body, body: Body) -> None:
        """What our side says in the answer to a callback."""
        self.calls.append(("passive", body))
        event = asked.get("event", {}).get("eventtype", "")
        chat = asked.get("chatid") or asked["from"]["userid"]
        if event == "template_card_event":
            assert self._replace(body, asked["event"]["template_card_event"]["task_id"]) == 0, body
            return
        assert event in ("", "enter_chat"), f"{event} takes no answer"
        kinds = ("text", "template_card") if event else ("stream", "template_card", "stream_with_template_card")
        assert body["msgtype"] in kinds, body
        if asked["msgtype"] == "stream":
            assert body["msgtype"] in ("stream", "stream_with_template_card")
        refused = self._show(chat, body)
        assert refused == 0, (refused, body)
        stream = self._streams.get(body.get("stream", {}).get("id", ""))
        if stream is not None and not stream.finished and asked["msgtype"] != "stream":
            await self._poll(asked, stream, body["stream"]["id"])

    async def _poll(self, asked: Body, stream: _Stream, number: str) -> None:
        """Asks for the rest of an answer, for six minutes."""
        until = self.clock.now() + timedelta(minutes=6)
        for _ in range(400):
            await asyncio.sleep(0.02)
            if stream.finished or self.clock.now() >= until:
                return
            body = self._head(asked["from"]["userid"], asked.get("chatid", ""), "stream") | {"stream": {"id": number}}
            body.pop("response_url")
            await self.post(self.sealed(body))
        raise AssertionError("a stream that never ends")

    # What our side calls.

    async def _no_token(self, _: web.Request) -> web.StreamResponse:
        return web.json_response(_error(41001))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        secret, until = self._files.get(request.match_info["number"], (b"", self.clock.now()))
        return web.Response(body=secret) if self.clock.now() < until else web.Response(status=403)

    async def _response(self, request: web.Request) -> web.StreamResponse:
        """The address that a callback brought: one answer within an hour."""
        try:
            body = json.loads(await request.read())
        except ValueError:
            return web.json_response(_error(40058))
        code = request.query.get("response_code", "")
        self.calls.append(("aibot/response", body))
        failure = self.next_failure("aibot/response")
        if isinstance(failure, int):
            return web.json_response(_error(failure))
        if failure:
            return await self.suffer(request, failure, lambda: self._by_address(code, body))
        return web.json_response(_error(self._by_address(code, body)))

    def _by_address(self, code: str, body: Body) -> int:
        turn = self._turns.get(code)
        if turn is None or turn.used or turn.event == "enter_chat" or turn.at + _HOUR <= self.clock.now():
            return 60140
        if body.get("msgtype") not in ("markdown", "template_card"):
            return 40008
        refused = self._show(turn.chat, body)
        turn.used = not refused
        return refused

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        known = False
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            frame = json.loads(message.data)
            assert set(frame) <= {"cmd", "headers", "body"}, frame
            request_id = frame["headers"]["req_id"]
            assert 0 < len(request_id.encode()) <= 256
            if frame["cmd"] == "aibot_subscribe":
                code = self._subscribe(frame["body"])
                await self._reply(socket, request_id, code)
                if not code:
                    known = True
                    await self._take_over(socket)
                continue
            if not known:
                await socket.close()
                break
            if frame["cmd"] == "ping":
                self.pings += 1
                if self.answers_pings:
                    await self._reply(socket, request_id, 0)
                continue
            if await self._serve(socket, frame["cmd"], request_id, frame["body"]):
                break
        if self._line is socket:
            self._line = None
        return socket

    def _subscribe(self, body: Body) -> int:
        now = self.clock.now()
        while self._subscribed_at and self._subscribed_at[0] <= now - _MINUTE:
            self._subscribed_at.popleft()
        if len(self._subscribed_at) >= self.subscriptions_per_minute:
            return 45009
        self._subscribed_at.append(now)
        if body.get("bot_id") != self.account.bot_id:
            return 93019
        return 0 if body.get("secret") == self.account.secret else 853000

    async def _take_over(self, socket: web.WebSocketResponse) -> None:
        """One connection a robot: the old one is told, and ended."""
        old, self._line = self._line, socket
        self.subscribed += 1
        self._arrived.set()
        if old is not None and not old.closed:
            body = {"msgid": self._number("m"), "aibotid": self.account.bot_id, "msgtype": "event"}
            event = {"event": {"eventtype": "disconnected_event"}, "create_time": int(self.clock.now().timestamp())}
            request = {"req_id": self._number("req")}
            await old.send_json({"cmd": "aibot_event_callback", "headers": request, "body": body | event})
            await old.close()

    async def _serve(self, socket: web.WebSocketResponse, command: str, request: str, body: Body) -> bool:
        """Answers a command; True where the connection is to end."""
        self.calls.append((command, body))
        failure = self.next_failure(command)
        if isinstance(failure, int):
            await self._reply(socket, request, failure)
            return False
        if failure == "hang":
            return False
        if failure == "garbage":
            await socket.send_str("<html>")
            return False
        code = 0 if failure == "cut" else self._obey(command, request, body)
        if failure in ("cut", "lost"):
            await self.breaks()
            return True
        await self._reply(socket, request, code)
        return False

    async def _reply(self, socket: web.WebSocketResponse, request: str, code: int) -> None:
        await socket.send_json({"headers": {"req_id": request}, **_error(code)})

    def _obey(self, command: str, request: str, body: Body) -> int:
        turn, now = self._turns.get(request), self.clock.now()
        if command == "aibot_send_msg":
            return self._unprompted(body)
        if turn is None or turn.line is not self._line:
            return 846605
        match command:
            case "aibot_respond_msg":
                if turn.event or turn.at + timedelta(hours=24) <= now:
                    return 846605
                if body.get("msgtype") not in ("stream", "template_card", "markdown"):
                    return 40008
                return self._limited(turn.chat, body)
            case "aibot_respond_welcome_msg":
                if turn.event != "enter_chat" or turn.at + timedelta(seconds=5) <= now or turn.used:
                    return 846605
                turn.used = True
                return self._show(turn.chat, body) if body.get("msgtype") in ("text", "template_card") else 40008
            case "aibot_respond_update_msg":
                if turn.event != "template_card_event" or turn.at + timedelta(seconds=5) <= now:
                    return 846605
                return self._replace(body, turn.task)
        return 40058

    def _unprompted(self, body: Body) -> int:
        if set(body) - {"chatid", "chat_type", "msgtype", "markdown", "template_card"}:
            return 40058
        if body.get("msgtype") not in ("markdown", "template_card"):
            return 40008
        chat = body.get("chatid", "")
        if chat not in self._wrote or body.get("chat_type") not in (1, 2):
            return 81013
        return self._limited(chat, {k: v for k, v in body.items() if k not in ("chatid", "chat_type")})

    def _limited(self, chat: str, body: Body) -> int:
        """30 a minute and 1000 an hour for each chat, answers and news together; a stream's refreshment is none."""
        now, recent = self.clock.now(), self._sent_at[chat]
        while recent and recent[0] <= now - _HOUR:
            recent.popleft()
        if body.get("stream", {}).get("id") in self._streams:
            return self._show(chat, body)
        if len(recent) >= 1000 or sum(at > now - _MINUTE for at in recent) >= 30:
            return 45009
        refused = self._show(chat, body)
        if not refused:
            recent.append(now)
        return refused

    def _show(self, chat: str, body: Body) -> int:
        kind = body["msgtype"]
        if (
            set(body)
            - {"msgtype", kind}
            - ({"stream", "template_card"} if kind == "stream_with_template_card" else set())
        ):
            return 40058
        if "stream" in body and (refused := self._stream(chat, body["stream"])):
            return refused
        if kind in ("markdown", "text"):
            content = body[kind].get("content")
            if not isinstance(content, str) or not content.strip():
                return 44004
            if len(content.encode()) > MARKDOWN:
                return 45002
            self.seen[chat].append(Shown(chat, kind, text=content))
        card = body.get("template_card")
        if card is not None:
            if refused := rules.card(card, room=rules.ROBOT):
                return refused
            if card["task_id"] in self._cards:
                return 42014
            shown = self._cards[card["task_id"]] = Shown(chat, "template_card", card=card, task_id=card["task_id"])
            self.seen[chat].append(shown)
        return 0

    def _stream(self, chat: str, stream: Body) -> int:
        number, content = stream.get("id"), stream.get("content", "")
        if set(stream) - {"id", "finish", "content", "msg_item", "feedback"}:
            return 40058
        if not isinstance(number, str) or not 0 < len(number.encode()) <= STREAM_ID or "msg_item" in stream:
            return 40058
        if len(content.encode()) > MARKDOWN:
            return 45002
        known = self._streams.get(number)
        if known is None:
            if not content.strip():
                return 44004
            shown = Shown(chat, "stream", text=content)
            self.seen[chat].append(shown)
            self._streams[number] = _Stream(chat, shown, bool(stream.get("finish")))
            return 0
        if known.finished:
            return 0 if content == known.shown.text else 846608
        known.shown.text, known.finished = content or known.shown.text, bool(stream.get("finish"))
        return 0

    def _replace(self, body: Body, task: str) -> int:
        if (
            set(body) - {"response_type", "userids", "template_card"}
            or body.get("response_type") != "update_template_card"
        ):
            return 40058
        card = body.get("template_card", {})
        if refused := rules.card(card, update=True, room=rules.ROBOT):
            return refused
        if card["task_id"] != task or task not in self._cards:
            return 42016
        shown = self._cards[task]
        shown.card, shown.updates = card, shown.updates + 1
        return 0


def _error(code: int) -> Body:
    return {"errcode": code, "errmsg": "ok" if not code else f"refused, hint: [{code}]"}
