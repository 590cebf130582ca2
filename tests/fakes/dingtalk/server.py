"""One server that plays DingTalk on 127.0.0.1, strictly: it signs, checks and refuses like the real one, and remembers.

async with FakeDingtalk() as dingtalk:
    dingtalk.target = "http://127.0.0.1:8080/hook/dingtalk"   # our server, for callbacks; without it: the stream
    await dingtalk.says("lisi", "J6P左转向节 300件")
    shown = dingtalk.seen["lisi"][-1]
    await dingtalk.taps("lisi", shown, "确认下单")
"""

import hmac
import json
import random
import re
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from pydantic import SecretStr

from bot.clock import Clock
from config.channels import DingtalkSettings
from tests.fakes.dingtalk import rules
from tests.fakes.dingtalk.callbacks import CARDS, MESSAGES, DingAccount, mac
from tests.fakes.dingtalk.shown import DingShown, of_api, of_hook
from tests.fakes.dingtalk.stream import Body, DingStream, Refusal

# A code of the new API or an errcode of the old one; or "status:502", "say:{}", "garbage", "hang", "cut" (before),
# "lost" (after it took effect).
_MINUTE, _BLOCKED = timedelta(minutes=1), timedelta(minutes=10)
_USER = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.@-]{0,63}")
_STATUS = {"system.error": 500, "system.busy": 500, "InvalidAuthentication": 401}


@dataclass
class _Session:
    chat: str
    until: datetime


class FakeDingtalk(DingStream):
    """The platform, its members' screens, its callbacks and its stream."""

    spared = "oauth2/accessToken"

    def __init__(self, clock: Clock | None = None, account: DingAccount | None = None) -> None:
        """`clock` decides about expiry, rates and time stamps."""
        super().__init__(clock, account)
        self.seen: dict[str, list[DingShown]] = defaultdict(list)  # by user, or by conversation
        self.cards: dict[str, DingShown] = {}
        self.calls: list[tuple[str, Body]] = []
        self.groups = {"cidOrderGroup0001==", "cidStock0001=="}
        self.gone: set[str] = set()  # userids that are not in the company
        self.slowed: set[str] = set()  # userids that get too much
        self.robots = {"warehouse": ("f" * 32, "SEC" + "0" * 61), "plain": ("e" * 32, "")}
        self.files: dict[str, bytes] = {}  # download code -> file
        self.addresses: dict[str, bytes] = {}  # temporary addresses, each good for one download
        self.robot_refusals = 0
        self.directory: dict[int, dict[str, str]] = {1: {}}  # department -> userid -> name; all below the company
        self.permitted = True  # the app may call the card interfaces
        self.token_seconds = 7200
        self.routes: dict[str, str] = {}
        self._tokens: dict[str, datetime] = {}
        self._sessions: dict[str, _Session] = {}
        self._robot_sent: dict[str, deque[datetime]] = defaultdict(deque)
        self._blocked: dict[str, datetime] = {}
        self._uuids: set[str] = set()

    # The server.

    def routed(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/v1.0/{path:.+}", self._new_api)
        app.router.add_post("/topapi/{path:.+}", self._old_api)
        app.router.add_post("/robot/send", self._robot_send)
        app.router.add_post("/robot/sendBySession", self._session_send)
        app.router.add_get("/connect", self._connect)
        app.router.add_get("/files/{name}", self._file)
        return app

    def settings(self, *, template: bool = True, mode: str = "http") -> DingtalkSettings:
        """What our side must be configured with."""
        listed = " ".join(f"{n}={t}" + (f":{s}" if s else "") for n, (t, s) in self.robots.items())
        return DingtalkSettings(
            enabled=True,
            mode="stream" if mode == "stream" else "http",
            client_id=self.account.client_id,
            corp_id=self.account.corp_id,
            card_template=rules.TEMPLATE if template else "",
            public_url="https://bot.example.invalid" if mode == "http" else "",
            api_base=self.base,
            oapi_base=self.base,
            secret=SecretStr(self.account.secret),
            robots=SecretStr(listed),
        )

    # Trouble on demand.

    def expire_tokens(self) -> None:
        """All tokens are too old."""
        self._tokens = dict.fromkeys(self._tokens, self.clock.now())

    def end_sessions(self) -> None:
        """All session webhooks are over, whatever was said about them."""
        self._sessions.clear()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What may never be written anywhere."""
        robots = [part for pair in self.robots.values() for part in pair if part]
        return (
            self.account.secret,
            *self._tokens,
            *self._tickets,
            *self._sessions,
            *robots,
            *filter(None, [self.card_secret]),
        )

    def shown(self) -> int:
        """How many messages there are on all screens together."""
        return sum(len(screen) for screen in self.seen.values())

    def session_for(self, chat: str) -> str:
        """A session that answers in a chat."""
        number = f"session-{random.getrandbits(64):x}"
        self._sessions[number] = _Session(chat, self.clock.now() + self.session_until)
        return number

    # People.

    async def says(self, user: str, content: str, **more: Any) -> None:
        """Somebody writes; returns when our side has taken it."""
        await self.tell(MESSAGES, self.said_body(user, "text", {"content": content}, **more))

    async def sends(self, user: str, kind: str, content: Body, **more: Any) -> None:
        """Somebody sends something else than text."""
        await self.tell(MESSAGES, self.said_body(user, kind, content, **more))

    async def taps(self, user: str, shown: DingShown, label: str) -> None:
        """Somebody presses a card's button, or a link that speaks in his name."""
        if label in shown.links:
            await self.says(user, shown.links[label])
        else:
            await self.tell(CARDS, self.pressed_body(user, shown, label))

    async def fills(self, user: str, shown: DingShown, **values: Any) -> None:
        """Somebody changes a card's form and submits it."""
        await self.tell(CARDS, self.filled_body(user, shown, **values))

    async def tell(self, topic: str, body: Body) -> None:
        """Brings it to our side, by callback or over the stream, and asserts that it was taken."""
        if self.target:
            callback = self.signed(body) if topic == MESSAGES else self.signed_card(body)
            status, answer = await self.post(callback)
            assert status == 200, status
            assert isinstance(json.loads(answer), dict)
            return
        ack = await self.push(self.frame(topic, body))
        assert ack["code"] == 200, ack

    # What our side calls.

    def upload(self, data: bytes) -> str:
        """Somebody has sent a file; returns its download code."""
        code = f"code-{random.getrandbits(64):x}"
        self.files[code] = data
        return code

    def _download(self, body: Body) -> Body:
        if set(body) != {"downloadCode", "robotCode"} or body["robotCode"] != self.account.client_id:
            raise Refusal("invalidParameter.robotCode")
        if body["downloadCode"] not in self.files:
            raise Refusal("unknownError.downloadCode")
        name = f"{random.getrandbits(64):x}"
        self.addresses[name] = self.files[body["downloadCode"]]
        return {"downloadUrl": f"{self.base}/files/{name}"}

    async def _file(self, request: web.Request) -> web.StreamResponse:
        assert "x-acs-dingtalk-access-token" not in request.headers, "the storage is not DingTalk: no token there"
        data = self.addresses.pop(request.match_info["name"], None)
        return web.Response(status=403) if data is None else web.Response(body=data)

    async def _new_api(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        known: dict[tuple[str, str], Callable[[Body], Body]] = {
            ("POST", "oauth2/accessToken"): self._new_token,
            ("POST", "gateway/connections/open"): self._open,
            ("POST", "robot/oToMessages/batchSend"): self._one_to_one,
            ("POST", "robot/groupMessages/send"): self._to_group,
            ("POST", "robot/plugins/query"): self._robot_query,
            ("POST", "robot/messageFiles/download"): self._download,
            ("POST", "card/instances"): self._create,
            ("POST", "card/instances/createAndDeliver"): self._create_and_deliver,
            ("POST", "card/instances/deliver"): self._deliver,
            ("PUT", "card/instances"): self._update,
            ("POST", "card/callbacks/register"): self._register,
        }
        serve = known.get((request.method, path))
        if serve is None:
            return _new_error("InvalidAction.NotFound", 404)
        try:
            body = json.loads(await request.read())
        except ValueError:
            body = {}
        free = path in ("oauth2/accessToken", "gateway/connections/open")
        refused = "" if free else self._check_token(request.headers.get("x-acs-dingtalk-access-token", ""))

        def answer() -> web.StreamResponse:
            if refused:
                return _new_error(refused)
            if path.startswith("card/") and not self.permitted:
                return _new_error("Forbidden.AccessDenied.AccessTokenPermissionDenied", 403)
            try:
                return web.json_response(serve(body))
            except Refusal as no:
                return _new_error(no.code)

        return await self._answer(request, path, body, answer, old=False)

    async def _answer(
        self, request: web.Request, path: str, body: Body, serve: Callable[[], web.StreamResponse], *, old: bool
    ) -> web.StreamResponse:
        self.calls.append((path, body))
        failure = self.next_failure(path)
        if failure is None:
            return serve()
        text = str(failure)
        if text in ("hang", "cut", "lost", "garbage") or text.startswith(("say:", "status:")):
            return await self.suffer(request, text, serve)
        if text == "blocked":
            return web.json_response({"status": 1111, "wait": 5, "source": "x5", "punish": "deny"})
        if text.startswith("after:"):  # it took effect, and the answer says something else
            serve()
            return _new_error(text.removeprefix("after:"))
        if text.startswith("halfway:"):
            serve()
            if body.get("outTrackId") in self.cards:
                self._unshow(body["outTrackId"])
            return _new_error(text.removeprefix("halfway:"))
        return web.json_response({"errcode": failure, "errmsg": "refused"}) if old else _new_error(text)

    def _unshow(self, track: str) -> None:
        for screen in self.seen.values():
            screen[:] = [shown for shown in screen if shown.track != track]

    def _check_token(self, token: str) -> str:
        until = self._tokens.get(token)
        return "" if until is not None and until > self.clock.now() else "InvalidAuthentication"

    def _new_token(self, body: Body) -> Body:
        if (body.get("appKey"), body.get("appSecret")) != (self.account.client_id, self.account.secret):
            raise Refusal("invalidClientIdOrSecret")
        value = f"token-{random.getrandbits(64):x}"
        self._tokens[value] = self.clock.now() + timedelta(seconds=self.token_seconds)
        return {"accessToken": value, "expireIn": self.token_seconds}

    def _check_robot(self, body: Body) -> None:
        if not body.get("robotCode"):
            raise Refusal("invalidParameter.robotCode.empty")
        if body["robotCode"] != self.account.client_id:
            raise Refusal("invalidParameter.robotCode.notExsit")

    def _one_to_one(self, body: Body) -> Body:
        self._check_robot(body)
        users = body.get("userIds")
        if not isinstance(users, list) or not users:
            raise Refusal("invalidParameter.userIds.empty")
        if len(users) > 20:
            raise Refusal("invalidParameter.userIds.overMax")
        if refused := rules.message(body.get("msgKey"), body.get("msgParam")):
            raise Refusal(refused)
        invalid = [u for u in users if u in self.gone or not _USER.fullmatch(u)]
        slow = [u for u in users if u in self.slowed]
        for user in users:
            if user not in (*invalid, *slow):
                self._show(user, of_api(body["msgKey"], json.loads(body["msgParam"])))
        return {"processQueryKey": "q", "invalidStaffIdList": invalid, "flowControlledStaffIdList": slow}

    def _to_group(self, body: Body) -> Body:
        self._check_robot(body)
        chat = body.get("openConversationId")
        if not chat:
            raise Refusal("miss.openConversationId")
        if chat not in self.groups:
            raise Refusal("invalid.openConversationId")
        if refused := rules.message(body.get("msgKey"), body.get("msgParam")):
            raise Refusal(refused)
        self._show(chat, of_api(body["msgKey"], json.loads(body["msgParam"])))
        return {"processQueryKey": "q"}

    def _robot_query(self, body: Body) -> Body:
        if body.get("robotCode") != self.account.client_id:
            raise Refusal("resource.not.found")
        return {"pluginInfoList": []}

    def _create(self, body: Body) -> Body:
        if body.get("cardTemplateId") != rules.TEMPLATE:
            raise Refusal("param.templateNotExist")
        if refused := rules.variables(body.get("cardData")):
            raise Refusal(refused)
        track = body["outTrackId"]
        if track in self.cards:
            raise Refusal("param.cardAlreadyExist")
        self.cards[track] = DingShown("", "card", card=dict(body["cardData"]["cardParamMap"]), track=track, way="card")
        return {"success": True, "result": track}

    def _create_and_deliver(self, body: Body) -> Body:
        if refused := rules.card(body):
            raise Refusal(refused)
        track = body["outTrackId"]
        if track in self.cards:
            raise Refusal("param.cardAlreadyExist")
        if body["callbackType"] == "HTTP" and body["callbackRouteKey"] not in self.routes:
            raise Refusal("param.invalid")
        shown = DingShown("", "card", card=dict(body["cardData"]["cardParamMap"]), track=track, way="card")
        self.cards[track] = shown
        return self._deliver(body)

    def _deliver(self, body: Body) -> Body:
        shown = self.cards.get(body.get("outTrackId", ""))
        if shown is None:
            raise Refusal("param.cardNotExist")
        where, _, chat = body["openSpaceId"].removeprefix("dtv1.card//").partition(".")
        model = body.get("imGroupOpenDeliverModel" if where == "IM_GROUP" else "imRobotOpenDeliverModel", {})
        good = chat in self.groups if where == "IM_GROUP" else chat not in self.gone and bool(_USER.fullmatch(chat))
        # The vendor's SDK names the robot in groups only.
        if model.get("robotCode", "" if where == "IM_GROUP" else self.account.client_id) != self.account.client_id:
            good = False
        if good:
            shown.chat, shown.at = chat, list(model.get("atUserIds", {}))
            self.seen[chat].append(shown)
        result = {"spaceType": where, "spaceId": chat, "success": good, "errorMsg": "" if good else "no such chat"}
        return {"success": True, "result": {"outTrackId": shown.track, "deliverResults": [result]}}

    def _update(self, body: Body) -> Body:
        shown = self.cards.get(body.get("outTrackId", ""))
        if shown is None:
            raise Refusal("param.cardNotExist")
        if refused := rules.variables(body.get("cardData")):
            raise Refusal(refused)
        if not body.get("cardUpdateOptions", {}).get("updateCardDataByKey"):
            shown.card = {}
        shown.card |= body["cardData"]["cardParamMap"]
        shown.updates += 1
        return {"success": True, "result": True}

    def _register(self, body: Body) -> Body:
        if not body.get("callbackRouteKey"):
            raise Refusal("param.callbackRouteKeyEmpty")
        if not str(body.get("callbackUrl", "")).startswith("https://"):
            raise Refusal("param.callbackUrlEmpty")
        if body["callbackRouteKey"] in self.routes and not body.get("forceUpdate"):
            raise Refusal("param.callbackRouteKeyExist")
        self.routes[body["callbackRouteKey"]] = body["callbackUrl"]
        self.card_secret = body["apiSecret"]
        return {"success": True, "result": {"callbackUrl": body["callbackUrl"], "apiSecret": body["apiSecret"]}}

    async def _session_send(self, request: web.Request) -> web.StreamResponse:
        body = json.loads(await request.read())

        def serve() -> web.StreamResponse:
            session = self._sessions.get(request.query.get("session", ""))
            if session is None or session.until <= self.clock.now():
                return web.json_response({"errcode": 300001, "errmsg": "session expired"})
            if refused := rules.hook(body):
                return web.json_response({"errcode": refused, "errmsg": "refused"})
            self._show(session.chat, of_hook(body, "session"))
            return web.json_response({"errcode": 0, "errmsg": "ok"})

        return await self._answer(request, "robot/sendBySession", body, serve, old=True)

    async def _old_api(self, request: web.Request) -> web.StreamResponse:
        path, body = request.match_info["path"], json.loads(await request.read())
        serve = lambda: web.json_response(self._directory(path, request.query.get("access_token", ""), body))  # noqa: E731
        return await self._answer(request, f"topapi/{path}", body, serve, old=True)

    def _directory(self, path: str, token: str, body: Body) -> Body:
        if self._check_token(token):
            return {"errcode": 40014, "errmsg": "不合法的access_token"}
        department = body.get("dept_id")
        if department not in self.directory:
            return {"errcode": 60003, "errmsg": "部门不存在"}
        if path == "v2/department/listsubid":
            below = [number for number in self.directory if number != 1] if department == 1 else []
            return {"errcode": 0, "errmsg": "ok", "result": {"dept_id_list": below}}
        if path != "user/listsimple" or not 1 <= body.get("size", 0) <= 100 or not isinstance(body.get("cursor"), int):
            return {"errcode": 400002, "errmsg": "无效的参数"}
        people = list(self.directory[department].items())
        start, end = body["cursor"], body["cursor"] + body["size"]
        found = [{"userid": user, "name": name} for user, name in people[start:end]]
        more = {"has_more": True, "next_cursor": end} if end < len(people) else {"has_more": False}
        return {"errcode": 0, "errmsg": "ok", "result": {"list": found, **more}}

    async def _robot_send(self, request: web.Request) -> web.StreamResponse:
        body = json.loads(await request.read())
        query = request.query
        name = next((n for n, (token, _) in self.robots.items() if token == query.get("access_token")), "")
        serve = lambda: web.json_response(self._robot_answer(name, dict(query), body))  # noqa: E731
        return await self._answer(request, "robot/send", body, serve, old=True)

    def _robot_answer(self, name: str, query: dict[str, str], body: Body) -> Body:
        if not name:
            return {"errcode": 400101, "errmsg": "token is not exist"}
        secret, now = self.robots[name][1], self.clock.now()
        if secret:
            stamp = query.get("timestamp", "0")
            late = abs(int(now.timestamp() * 1000) - int(stamp)) > 3_600_000
            if late or not hmac.compare_digest(mac(secret, f"{stamp}\n{secret}"), query.get("sign", "")):
                return {"errcode": 310000, "errmsg": "sign not match"}
        if self._blocked.get(name, now) > now:
            self.robot_refusals += 1
            return {"errcode": 410100, "errmsg": "send too fast"}
        recent = self._robot_sent[name]
        while recent and recent[0] <= now - _MINUTE:
            recent.popleft()
        if len(recent) >= 20:
            self._blocked[name] = now + _BLOCKED
            self.robot_refusals += 1
            return {"errcode": 410100, "errmsg": "send too fast"}
        if refused := rules.hook(body):
            return {"errcode": refused, "errmsg": "refused"}
        recent.append(now)
        once = f"{name}:{body.get('msgUuid', random.random())}"
        if once not in self._uuids:
            self._uuids.add(once)
            self._show(f"robot:{name}", of_hook(body, "robot"))
        return {"errcode": 0, "errmsg": "ok"}

    def _show(self, chat: str, shown: DingShown) -> None:
        shown.chat = chat
        self.seen[chat].append(shown)


def _new_error(code: str, status: int | None = None) -> web.Response:
    found = status or _STATUS.get(code) or (403 if code.startswith("Forbidden.") else 400)
    return web.json_response({"code": code, "message": "refused", "requestid": "R-1"}, status=found)
