"""One server that plays Feishu on 127.0.0.1, strictly: it checks and refuses like the real one, and remembers.

async with FakeFeishu() as feishu:
    feishu.target = "http://127.0.0.1:8080/hook/feishu"     # our server; or let it open the long connection
    await feishu.says("lisi", "J6P左转向节 300件")
    card = feishu.seen["lisi"][-1]
    await feishu.taps("lisi", card, "确认下单")
    assert "已下单" in card.reads()
"""

import asyncio
import base64
import hashlib
import hmac
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from pydantic import SecretStr

from bot.clock import Clock
from config.channels import FeishuSettings
from tests.fakes.feishu import rules
from tests.fakes.feishu.events import Shown
from tests.fakes.feishu.seal import App
from tests.fakes.feishu.stream import FeishuStream, refused
from tests.fakes.server import Failure
from tests.fakes.wecom.seal import Callback

# A code; or "status:502", "say:{}", "garbage", "hang", "cut" (before), "lost" (after it took effect).
_FORTNIGHT = timedelta(days=14)
_HOUR = timedelta(hours=1)
Serve = Callable[[web.Request, Any], dict[str, Any]]


class FakeFeishu(FeishuStream):
    """The platform, its chats, its events and its long connections."""

    def __init__(self, clock: Clock | None = None, app: App | None = None, mode: str = "http") -> None:
        """`clock` decides about expiry and time stamps, `mode` how events are delivered."""
        super().__init__(clock, app)
        self.mode = mode
        self.seen: dict[str, list[Shown]] = defaultdict(list)  # by user_id, or by the group's chat_id
        self.groups: set[str] = set()
        self.messages: dict[str, Shown] = {}
        self.refusals: list[int] = []  # codes of calls that it refused by itself
        self.gone: set[str] = set()  # recalled messages
        self.records: dict[str, list[tuple[str, dict[str, Any]]]] = {}  # what stands in a record that was forwarded
        self.heard: dict[str, tuple[str, dict[str, Any]]] = {}  # what members said: the sender's open_id, the message
        self.files: dict[tuple[str, str, str], bytes] = {}  # message, key and type -> file
        self.token_seconds = 7200
        self.status = 2
        self.per_chat, self.per_card = rules.Rate(5, 1.0), rules.Rate(5, 1.0)
        self.per_second, self.per_minute = rules.Rate(50, 1.0), rules.Rate(1000, 60.0)
        self.robot_second, self.robot_minute = rules.Rate(5, 1.0), rules.Rate(100, 60.0)
        self._tokens: dict[str, datetime] = {}
        self._uuids: dict[str, tuple[datetime, str]] = {}
        self.directory: dict[str, dict[str, str]] = {"0": {}}  # department -> user_id -> name

    # The server.

    def routed(self) -> web.Application:
        app = web.Application(client_max_size=4 << 20)
        app.router.add_post("/callback/ws/endpoint", self._endpoint)
        app.router.add_get("/ws/v2", self._socket)
        app.router.add_route("*", "/open-apis/{path:.+}", self._call)
        return app

    def settings(self, **changed: Any) -> FeishuSettings:
        """What our side must be configured with."""
        app = self.app
        made = FeishuSettings(
            enabled=True,
            mode="stream" if self.mode == "stream" else "http",
            app_id=app.app_id,
            api_base=self.base,
            secret=SecretStr(app.secret),
            encrypt_key=SecretStr(app.encrypt_key),
            token=SecretStr(app.token),
            robots=SecretStr(f"warehouse={app.robot}:{app.robot_secret}"),
        )
        return made.model_copy(update=changed)

    # Trouble on demand.

    def fail_next(self, *failures: Failure, path: str = "im/") -> None:
        super().fail_next(*failures, path=path)

    def expire_tokens(self) -> None:
        """All tokens are too old."""
        self._tokens = dict.fromkeys(self._tokens, self.clock.now())

    def withdraw_tokens(self) -> None:
        """All tokens are unknown."""
        self._tokens.clear()

    def make_group(self, chat: str) -> None:
        """A group with the bot in it."""
        self.groups.add(chat)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What may never be written anywhere."""
        app = self.app
        return (app.secret, app.encrypt_key, app.token, app.robot, app.robot_secret, *self._tokens, *self._tickets)

    @property
    def known(self) -> rules.Everybody:
        """Who can be mentioned."""
        return rules.Everybody(self.strangers)

    # What members do, however it is delivered.

    async def says(self, user: str, words: str, **how: Any) -> str:
        """Somebody writes; returns the message's id."""
        callback = self.text(user, words, **how)
        await self.hears(callback)
        return str(json.loads(callback.plain)["event"]["message"]["message_id"])

    async def taps(self, user: str, card: Shown, label: str, **how: Any) -> Any:
        """Somebody presses; the card shows what the answer says. Returns the answer, None where there was none."""
        callback = self.tap(user, card, label, **how)
        try:
            async with asyncio.timeout(3):
                body = await self._ask(callback)
        except TimeoutError:
            self.problems.append(200341)
            return None
        wrong = rules.response(body, self.known)
        if wrong:
            self.problems.append(wrong)
        elif body:
            card.toasts += [body["toast"]] if "toast" in body else []
            card.card = body["card"]["data"] if "card" in body else card.card
        return body

    async def hears(self, callback: Callback) -> None:
        """Our side is told of an event, and takes it."""
        if self.mode == "http":
            assert await self.deliver(callback) == [200]
        else:
            assert (await self.push(callback))["code"] == 200

    async def _ask(self, callback: Callback) -> Any:
        if self.mode == "http":
            status, body = await self.post(callback)
            if status != 200:
                self.problems.append(200671)
                return None
            return json.loads(body)
        answer = await self.push(callback)
        if answer["code"] != 200:
            self.problems.append(200671)
            return None
        return json.loads(base64.b64decode(answer["data"])) if answer.get("data") else {}

    # What our side calls.

    async def _call(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        raw = await request.read()
        try:
            body = json.loads(raw) if raw else {}
        except ValueError:
            return refused(9499, "Bad Request")
        self.calls.append((path, body))
        serve = self._route(request.method, path)
        if serve is None:
            return web.Response(status=404, text="404 page not found")
        if "json" not in request.headers.get("Content-Type", "json"):  # lark-oapi sends none with its first request
            return refused(9499, "content type")
        failure = self.next_failure(path)
        if failure is not None:
            return await self._fail(request, failure, lambda: serve(request, body))
        answer = serve(request, body)
        if answer["code"]:
            self.refusals.append(answer["code"])
        return web.Response(body=answer["file"]) if "file" in answer else _json(answer)

    async def sends(self, user: str, kind: str, data: bytes, name: str = "", **how: Any) -> str:
        """Somebody sends a file, a picture or a voice message; returns the message's id."""
        key, field = self.number("file-v3"), "image_key" if kind == "image" else "file_key"
        content = {field: key} | ({"file_name": name} if name else {})
        callback = self.said(user, kind, content, **how)
        number = str(json.loads(callback.plain)["event"]["message"]["message_id"])
        self.files[number, key, "image" if kind == "image" else "file"] = data
        await self.hears(callback)
        return number

    def _resource(self, request: web.Request, _: Any) -> dict[str, Any]:
        """https://open.feishu.cn/document/server-docs/im-v1/message/get-2."""
        parts, kind = request.path.split("/"), request.query.get("type", "")
        if kind not in ("image", "file"):
            return {"code": 234001, "msg": "Invalid request param."}
        data = self.files.get((parts[-3], parts[-1], kind))
        if parts[-3] in self.gone or data is None:
            return {"code": 234003, "msg": "File not in msg."}
        return {"code": 0, "file": data}

    def _route(self, method: str, path: str) -> Serve | None:
        if (method, path) == ("POST", "auth/v3/tenant_access_token/internal"):
            return self._new_token
        if method == "POST" and path.startswith("bot/v2/hook/"):
            return self._robot
        routes: list[tuple[str, str, Serve]] = [
            ("GET", "bot/v3/info", self._info),
            ("GET", "application/v6/scopes", self._scopes),
            ("GET", "contact/v3/departments/0/children", self._departments),
            ("GET", "contact/v3/users/find_by_department", self._members),
            ("GET", r"im/v1/messages/om_[^/]+", self._message),
            ("POST", "im/v1/messages", self._send),
            ("GET", r"im/v1/messages/om_[^/]+/resources/[^/]+", self._resource),
            ("POST", r"im/v1/messages/(?P<id>om_[^/]+)/reply", self._reply),
            ("PATCH", r"im/v1/messages/(?P<id>om_[^/]+)", self._patch),
        ]
        for known, pattern, serve in routes:
            if method == known and re.fullmatch(pattern, path):
                return self._guarded(serve)
        return None

    def _departments(self, request: web.Request, _: Any) -> dict[str, Any]:
        if request.query.get("fetch_child") != "true":
            return {"code": 40002, "msg": "only direct children"}
        found = [{"name": name, "open_department_id": name} for name in self.directory if name != "0"]
        return self._page(request, found)

    def _members(self, request: web.Request, _: Any) -> dict[str, Any]:
        department, kind = request.query.get("department_id", ""), request.query.get("user_id_type", "open_id")
        if department not in self.directory:
            return {"code": 40012, "msg": "department not found"}
        listed = self.directory[department].items()
        return self._page(request, [{"name": name, "open_id": f"ou_{user}", **({kind: user})} for user, name in listed])

    def _page(self, request: web.Request, items: list[dict[str, str]]) -> dict[str, Any]:
        size, start = int(request.query.get("page_size", "10")), int(request.query.get("page_token", "0"))
        if not 1 <= size <= 50:
            return {"code": 40001, "msg": "page_size"}
        more = start + size < len(items)
        token = {"page_token": str(start + size)} if more else {}
        return {"code": 0, "msg": "success", "data": {"has_more": more, "items": items[start : start + size], **token}}

    def _guarded(self, serve: Serve) -> Serve:
        def guarded(request: web.Request, body: Any) -> dict[str, Any]:
            token = request.headers.get("Authorization", "").removeprefix("Bearer ")
            if not token:
                return {"code": 99991661, "msg": "Missing access token for authorization."}
            until = self._tokens.get(token)
            if until is None:
                return {"code": 99991663, "msg": "Invalid access token for authorization."}
            if until <= self.clock.now():
                return {"code": 99991677, "msg": "Authentication token expired"}
            name = serve.__name__  # each interface has limits of its own
            if self.per_second.over(name) or self.per_minute.over(name):
                return {"code": 99991400, "msg": "request trigger frequency limit"}
            return serve(request, body)

        return guarded

    def _new_token(self, _: web.Request, body: dict[str, Any]) -> dict[str, Any]:
        if body.get("app_id") != self.app.app_id:
            return {"code": 10003, "msg": "invalid param"}
        if body.get("app_secret") != self.app.secret:
            return {"code": 10014, "msg": "app secret invalid"}
        now = self.clock.now()
        for value, until in self._tokens.items():  # the same one while it lives half an hour more
            if until - now > timedelta(minutes=30):
                return {"code": 0, "msg": "ok", "tenant_access_token": value, "expire": (until - now).seconds}
        value = f"t-{self.number('g')}"
        self._tokens[value] = now + timedelta(seconds=self.token_seconds)
        return {"code": 0, "msg": "ok", "tenant_access_token": value, "expire": self.token_seconds}

    def _info(self, _: web.Request, __: Any) -> dict[str, Any]:
        bot = {"activate_status": self.status, "app_name": "订单助手", "open_id": self.app.bot, "ip_white_list": []}
        return {"code": 0, "msg": "ok", "bot": bot}

    def _scopes(self, _: web.Request, __: Any) -> dict[str, Any]:
        scopes = [{"scope_name": name, "scope_type": "tenant", "grant_status": 1} for name in sorted(self.scopes)]
        return {"code": 0, "msg": "success", "data": {"scopes": scopes}}

    def _message(self, request: web.Request, _: Any) -> dict[str, Any]:
        """https://open.feishu.cn/document/server-docs/im-v1/message/get."""
        number = request.path.split("/")[-1]
        shown = self.messages.get(number)
        if shown is None:
            return {"code": 230001, "msg": "invalid message_id"}
        direct = shown.chat.startswith("oc_p2p")
        if not {"im:message", "im:message:readonly"} & self.scopes:
            return {"code": 99991672, "msg": "Access denied."}
        if not direct and "im:message.group_msg" not in self.scopes:
            return {"code": 230027, "msg": "Lack of necessary permissions, ext=need scope: im:message.group_msg"}
        if not direct and shown.chat not in self.groups:
            return {"code": 230002, "msg": "The bot can not be outside the group."}
        who, said = self.heard.get(number, ("", {}))
        sender = {"id": who, "id_type": "open_id", "sender_type": "user"}
        if not said:
            sender = {"id": self.app.app_id, "id_type": "app_id", "sender_type": "app"}
        content = said.get("content") or json.dumps(shown.card or {"text": shown.text}, ensure_ascii=False)
        gone = number in self.gone
        item: dict[str, Any] = {
            "message_id": number,
            "msg_type": said.get("message_type", shown.kind),
            "create_time": said.get("create_time", ""),
            "deleted": gone,
            "chat_id": shown.chat,
            "sender": sender,
            "body": {} if gone else {"content": content},
            "mentions": [{**m, "id": m["id"]["open_id"], "id_type": "open_id"} for m in said.get("mentions", [])],
        }
        below = [
            {
                "message_id": f"{number}_{n}",
                "msg_type": kind,
                "upper_message_id": number,
                "sender": {"id": "ou_somebody", "id_type": "open_id", "sender_type": "user"},
                "body": {"content": json.dumps(inner, ensure_ascii=False)},
            }
            for n, (kind, inner) in enumerate(() if gone else self.records.get(number, ()), 1)
        ]
        return {"code": 0, "msg": "success", "data": {"items": [item, *below]}}

    def _send(self, request: web.Request, body: dict[str, Any]) -> dict[str, Any]:
        if set(body) - {"receive_id", "msg_type", "content", "uuid"} or not isinstance(body.get("receive_id"), str):
            return {"code": 230001, "msg": "invalid request parameter"}
        chat = self._chat(request.query.get("receive_id_type", "open_id"), body["receive_id"])
        if isinstance(chat, int):
            return {"code": chat, "msg": "receiver"}
        return self._show(chat, body)

    def _reply(self, request: web.Request, body: dict[str, Any]) -> dict[str, Any]:
        if set(body) - {"msg_type", "content", "uuid", "reply_in_thread"}:
            return {"code": 230001, "msg": "invalid request parameter"}
        number = request.path.split("/")[-2]
        if number in self.gone:
            return {"code": 230011, "msg": "The message is recalled."}
        parent = self.messages.get(number)
        if parent is None:
            return {"code": 230001, "msg": "invalid message_id"}
        return self._show(parent.chat, body, parent)

    def _patch(self, request: web.Request, body: dict[str, Any]) -> dict[str, Any]:
        if set(body) != {"content"}:
            return {"code": 230001, "msg": "invalid request parameter"}
        number = request.path.split("/")[-1]
        shown = self.messages.get(number)
        if shown is None or not shown.card or shown.sent_at is None or shown.robot:
            return {"code": 230001, "msg": "not a card of yours"}
        if number in self.gone:
            return {"code": 230011, "msg": "The message is recalled."}
        if self.clock.now() - shown.sent_at > _FORTNIGHT:
            return {"code": 230031, "msg": "The message is too old to be updated."}
        if self.per_card.over(number):
            return {"code": 230020, "msg": "This operation triggers the frequency limit."}
        code, words = rules.message("interactive", body["content"], self.known)
        if code:
            return {"code": code, "msg": words}
        shown.card = json.loads(body["content"])
        shown.updates += 1
        return {"code": 0, "msg": "success", "data": {}}

    def _chat(self, kind: str, to: str) -> str | int:
        """The chat a message goes to, or a code."""
        if kind == "chat_id":
            if to in self.groups:
                return to
            return to if to.startswith("oc_p2p") else 230002
        prefixes = {"open_id": "ou_", "union_id": "on_", "user_id": ""}
        if kind not in prefixes or not to.startswith(prefixes[kind]):
            return 230001
        if kind == "user_id" and "contact:user.employee_id:readonly" not in self.scopes:
            return 99991672
        user = to.removeprefix(prefixes[kind])
        return 230013 if user in self.strangers else self.direct(user)

    def _show(self, chat: str, body: dict[str, Any], parent: Shown | None = None) -> dict[str, Any]:
        uuid = body.get("uuid", "")
        if len(uuid) > 50:
            return {"code": 230001, "msg": "uuid is too long"}
        earlier = self._uuids.get(uuid) if uuid else None
        if earlier and self.clock.now() - earlier[0] < _HOUR:
            return _sent(self.messages[earlier[1]])
        if not {"im:message", "im:message:send_as_bot"} & self.scopes:
            return {"code": 230027, "msg": "Lack of necessary permissions."}
        code, words = rules.message(body.get("msg_type"), body.get("content"), self.known)
        if code:
            return {"code": code, "msg": words}
        if self.per_chat.over(chat):
            return {"code": 230020, "msg": "This operation triggers the frequency limit."}
        content = json.loads(body["content"])
        shown = Shown(chat, body["msg_type"], self.number("om"), sent_at=self.clock.now())
        shown.text = content["text"] if body["msg_type"] == "text" else ""
        shown.card = {} if body["msg_type"] == "text" else content
        if parent is not None:
            shown.parent, shown.thread = parent.id, parent.thread
        self._keep(shown)
        if uuid:
            self._uuids[uuid] = (self.clock.now(), shown.id)
        return _sent(shown)

    def _keep(self, shown: Shown) -> None:
        self.messages[shown.id] = shown
        user = bytes.fromhex(shown.chat[6:]).decode() if shown.chat.startswith("oc_p2p") else shown.chat
        self.seen[user].append(shown)

    def _robot(self, request: web.Request, body: dict[str, Any]) -> dict[str, Any]:
        hook = request.path.rsplit("/", 1)[-1]
        if hook != self.app.robot:
            return {"code": 19001, "msg": "param invalid: incoming webhook access token invalid"}
        if len(json.dumps(body, ensure_ascii=False).encode()) > 20 * 1024:
            return {"code": 9499, "msg": "Bad Request"}
        wrong = self._check_robot_sign(body)
        if wrong:
            return {"code": wrong, "msg": "sign match fail or timestamp is not within one hour from current time"}
        if self.robot_second.over(hook) or self.robot_minute.over(hook):
            return {"code": 11232, "msg": "frequency limited"}
        if set(body) - {"timestamp", "sign", "msg_type", "content", "card"}:
            return {"code": 9499, "msg": "Bad Request"}
        kind = body.get("msg_type")
        found = body.get("card") if kind == "interactive" else body.get("content")
        content: dict[str, Any] = found if isinstance(found, dict) else {}
        code, words = rules.message(kind, json.dumps(content, ensure_ascii=False), self.known)
        if code:
            return {"code": 9499 if code == 230001 else code, "msg": words}
        if any(p["tag"] == "button" for p in Shown("", "", card=content).parts if kind == "interactive"):
            return {"code": 9499, "msg": "callbacks are not supported"}
        shown = Shown("robot:warehouse", str(kind), self.number("om"), sent_at=self.clock.now(), robot=True)
        shown.text = content["text"] if kind == "text" else ""
        shown.card = content if kind == "interactive" else {}
        self.messages[shown.id] = shown
        self.seen["robot:warehouse"].append(shown)
        return {"code": 0, "msg": "success", "StatusCode": 0, "StatusMessage": "success", "data": {}}

    def _check_robot_sign(self, body: Mapping[str, Any]) -> int:
        stamp, sign = body.get("timestamp"), body.get("sign")
        if not isinstance(stamp, str) or not stamp.isdigit() or not isinstance(sign, str):
            return 19021
        if abs(self.clock.now().timestamp() - int(stamp)) > 3600:
            return 19021
        wanted = hmac.new(f"{stamp}\n{self.app.robot_secret}".encode(), b"", hashlib.sha256).digest()
        return 0 if base64.b64encode(wanted).decode() == sign else 19021

    # What a member's message leaves behind, so that it can be replied to.

    def event(self, kind: str, event: Mapping[str, Any], at: datetime | None = None) -> Callback:
        message = event.get("message")
        if isinstance(message, dict):
            self.messages[message["message_id"]] = Shown(
                message["chat_id"], "member", message["message_id"], thread=message.get("thread_id", "")
            )
            self.heard[message["message_id"]] = (event["sender"]["sender_id"]["open_id"], message)
        return super().event(kind, event, at)

    def recall(self, number: str, chat: str) -> Callback:
        self.gone.add(number)
        return super().recall(number, chat)

    def heads(self, paths: Iterable[str] = ()) -> list[str]:
        """The paths that were called."""
        return [path for path, _ in self.calls]


def _sent(shown: Shown) -> dict[str, Any]:
    data = {"message_id": shown.id, "chat_id": shown.chat, "msg_type": shown.kind, "parent_id": shown.parent}
    return {"code": 0, "msg": "success", "data": data | ({"thread_id": shown.thread} if shown.thread else {})}


def _json(body: dict[str, Any]) -> web.Response:
    return web.json_response(body, status=400 if body["code"] and body["code"] != 10014 else 200)
