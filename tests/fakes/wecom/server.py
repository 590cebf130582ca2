"""One server that plays WeCom on 127.0.0.1, strictly: it checks and refuses like the real one, and remembers.

async with FakeWecom() as wecom:
    wecom.target = "http://127.0.0.1:8080/hook/wecom"     # our server
    await wecom.callback_text("lisi", "J6P左转向节 300件")
    card = wecom.seen["lisi"][-1]
    await wecom.callback_tap("lisi", card, "确认下单")
    assert card.card["replace_text"] == "已处理"
"""

import json
import random
import re
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from aiohttp import web
from pydantic import SecretStr

from bot.clock import Clock
from config.channels import WecomSettings
from tests.fakes.server import FakeServer
from tests.fakes.wecom import rules
from tests.fakes.wecom.callbacks import Callbacks, Shown
from tests.fakes.wecom.seal import Account

_MINUTE = timedelta(minutes=1)
_USER = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.@-]{0,63}")


@dataclass
class _Code:
    shown: Shown
    until: datetime
    used: bool = False


class FakeWecom(FakeServer, Callbacks):
    """The platform, its members' screens and its callbacks."""

    def __init__(self, clock: Clock | None = None, account: Account | None = None) -> None:
        """`clock` decides about expiry, rates and time stamps."""
        super().__init__(clock, account)
        self.seen: dict[str, list[Shown]] = defaultdict(list)
        self.groups: dict[str, list[Shown]] = {}
        self.dropped: list[Shown] = []  # over 30 a minute: gone without a word
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.invisible: set[str] = set()  # members outside the app's visible range
        self.unlicensed: set[str] = set()
        self.allowed = True  # our address is on the list of trusted ones
        self.callback_configured = True
        self.media: dict[str, tuple[bytes, datetime]] = {}  # kept for three days
        self.token_seconds = 7200
        self.tokens_per_minute = 60
        self._tokens: dict[str, datetime] = {}
        self._fetched: deque[datetime] = deque()
        self._codes: dict[str, _Code] = {}
        self._task_ids: set[str] = set()
        self._requests: dict[str, datetime] = {}  # for enable_duplicate_check
        self._sent_at: dict[str, deque[datetime]] = defaultdict(deque)
        self.robots = {
            "warehouse": "693a91f6-7abc-4bc4-97a0-0ec2d1f5aaaa",
            "plain": "693a91f6-7abc-4bc4-97a0-0ec2d1f5bbbb",
        }
        self.robot_refusals = 0
        self.per_day = 0  # messages of the app to single people, 0: as many as it likes
        self.day_refusals = 0
        self._today: tuple[str, int] = ("", 0)
        self.visible_to_all = True  # the app's visible range is the root department
        self.directory: dict[int, dict[str, str]] = {1: {}}  # department -> userid -> name, as far as the app may see
        self.trusted = ""  # the domain that pages may come back to
        self._openers: dict[str, tuple[str, datetime]] = {}

    # The server.

    def routed(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/connect/oauth2/authorize", self._authorize)
        app.router.add_get("/cgi-bin/gettoken", self._gettoken)
        app.router.add_get("/cgi-bin/{path:.+}", self._get)
        app.router.add_post("/cgi-bin/{path:.+}", self._post)
        return app

    @property
    def api_base(self) -> str:
        """The address of the interfaces."""
        return f"{self.base}/cgi-bin"

    def settings(self) -> WecomSettings:
        """What our side must be configured with."""
        return WecomSettings(
            enabled=True,
            corp_id=self.account.corp_id,
            agent_id=self.account.agent_id,
            api_base=self.api_base,
            secret=SecretStr(self.account.secret),
            token=SecretStr(self.account.token),
            aes_key=SecretStr(self.account.aes_key),
            robots=SecretStr(" ".join(f"{name}={key}" for name, key in self.robots.items())),
        )

    # Trouble on demand.

    def expire_tokens(self) -> None:
        """All tokens are too old: 42001."""
        self._tokens = dict.fromkeys(self._tokens, self.clock.now())

    def withdraw_tokens(self) -> None:
        """All tokens are unknown: 40014."""
        self._tokens.clear()

    def make_group(self, chat_id: str) -> None:
        """A group chat that this app created."""
        self.groups[chat_id] = []

    @property
    def secrets(self) -> tuple[str, ...]:
        """What may never be written anywhere: the app's secrets and all access tokens."""
        own = self.account
        return (own.secret, own.token, own.aes_key, *self._tokens, *self.robots.values())

    # Pages that members open inside the app.

    async def _authorize(self, request: web.Request) -> web.StreamResponse:
        """https://developer.work.weixin.qq.com/document/path/91022; the cookie stands for the app's own login."""
        asked, member = request.query, request.cookies.get("member", "")
        known = (asked.get("appid"), asked.get("response_type"), asked.get("scope"), asked.get("agentid"))
        back = urlsplit(asked.get("redirect_uri", ""))
        if known != (self.account.corp_id, "code", "snsapi_base", str(self.account.agent_id)) or not member:
            return web.Response(status=400, text="请在企业微信客户端打开链接")
        if back.netloc != self.trusted or not re.fullmatch(r"[0-9A-Za-z]{0,128}", asked.get("state", "")):
            return web.Response(status=400, text="redirect_uri 与配置的授权完成回调域名不一致")
        code = self._number("opener")
        self._openers[code] = (member, self.clock.now() + timedelta(minutes=5))
        answered = urlencode([*parse_qsl(back.query), ("code", code), ("state", asked.get("state", ""))])
        return web.Response(status=302, headers={"Location": urlunsplit(back._replace(query=answered))})

    def _departments(self, _: web.Request, __: dict[str, Any]) -> dict[str, Any]:
        found = [{"id": number, "parentid": 1, "order": 1} for number in self.directory]
        return {"errcode": 0, "errmsg": "ok", "department_id": found}

    def _members(self, request: web.Request, _: dict[str, Any]) -> dict[str, Any]:
        number = request.query.get("department_id", "")
        if not number.isdecimal() or int(number) not in self.directory:
            return _error(60011)
        listed = self.directory[int(number)]
        found = [{"userid": user, "name": name, "department": [int(number)]} for user, name in listed.items()]
        return {"errcode": 0, "errmsg": "ok", "userlist": found}

    def _userinfo(self, request: web.Request, _: dict[str, Any]) -> dict[str, Any]:
        """https://developer.work.weixin.qq.com/document/path/91023."""
        member, until = self._openers.pop(request.query.get("code", ""), ("", self.clock.now()))
        if until <= self.clock.now():
            return _error(40029)
        if member.startswith("wm"):
            return {"errcode": 0, "errmsg": "ok", "openid": "o-x", "external_userid": member}
        return {"errcode": 0, "errmsg": "ok", "userid": member, "user_ticket": "ticket"}

    # What our side calls.

    async def _gettoken(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, "gettoken", {}, self._new_token)

    def _new_token(self, request: web.Request, _: dict[str, Any]) -> dict[str, Any]:
        now = self.clock.now()
        while self._fetched and self._fetched[0] <= now - _MINUTE:
            self._fetched.popleft()
        if len(self._fetched) >= self.tokens_per_minute:
            return _error(45009)
        self._fetched.append(now)
        if request.query.get("corpid") != self.account.corp_id:
            return _error(40013)
        if request.query.get("corpsecret") != self.account.secret:
            return _error(40001)
        self._numbers += 1
        value = f"access-token-{self._numbers}-{random.getrandbits(64):x}"
        self._tokens[value] = now + timedelta(seconds=self.token_seconds)
        return {"errcode": 0, "errmsg": "ok", "access_token": value, "expires_in": self.token_seconds}

    def upload(self, data: bytes) -> str:
        """Somebody's phone has sent a file; returns its media id."""
        number = self._number("MEDIA")
        self.media[number] = (data, self.clock.now() + timedelta(days=3))
        return number

    async def _media(self, request: web.Request) -> web.StreamResponse:
        """https://developer.work.weixin.qq.com/document/path/90254: the file, or JSON that says what is wrong."""
        self.calls.append(("media/get", {}))
        failure = self.next_failure("media/get")
        data, until = self.media.get(request.query.get("media_id", ""), (b"", self.clock.now()))
        refused = failure if isinstance(failure, int) else self._check_token(request.query.get("access_token", ""))
        refused = refused or (40007 if until <= self.clock.now() else 0)
        if refused or set(request.query) != {"access_token", "media_id"}:
            return web.json_response(_error(refused or 40058))
        headers = {"Content-Disposition": 'attachment; filename="MEDIA_ID.jpg"'}
        return web.Response(body=data, content_type="application/octet-stream", headers=headers)

    async def _get(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["path"] == "media/get":
            return await self._media(request)
        known: dict[str, Callable[[web.Request, dict[str, Any]], dict[str, Any]]] = {
            "getcallbackip": lambda *_: {"errcode": 0, "errmsg": "ok", "ip_list": ["127.0.0.1"]},
            "agent/get": self._agent,
            "auth/getuserinfo": self._userinfo,
            "department/simplelist": self._departments,
            "user/simplelist": self._members,
        }
        return await self._dispatch(request, known, {})

    async def _post(self, request: web.Request) -> web.StreamResponse:
        known: dict[str, Callable[[web.Request, dict[str, Any]], dict[str, Any]]] = {
            "message/send": self._send,
            "appchat/send": self._send_group,
            "appchat/create": self._create_group,
            "webhook/send": self._webhook,
            "message/update_template_card": self._update,
        }
        try:
            body = json.loads(await request.read())
        except ValueError:
            return web.json_response(_error(40058, "Warning: wrong json format. "))
        return await self._dispatch(request, known, body)

    async def _dispatch(
        self,
        request: web.Request,
        known: Mapping[str, Callable[[web.Request, dict[str, Any]], dict[str, Any]]],
        body: dict[str, Any],
    ) -> web.StreamResponse:
        path = request.match_info["path"]
        if path not in known:
            return web.json_response(_error(404), status=404)

        def guarded(request: web.Request, body: dict[str, Any]) -> dict[str, Any]:
            free = path.startswith("webhook/")  # the robot's key is all it asks for
            refused = 0 if free else self._check_token(request.query.get("access_token", ""))
            return _error(refused) if refused else known[path](request, body)

        return await self._answer(request, path, body, guarded)

    async def _answer(
        self,
        request: web.Request,
        path: str,
        body: dict[str, Any],
        serve: Callable[[web.Request, dict[str, Any]], dict[str, Any]],
    ) -> web.StreamResponse:
        self.calls.append((path, body))
        failure = self.next_failure(path)
        if isinstance(failure, int):
            return web.json_response(_error(failure))
        if failure:
            return await self.suffer(request, failure, lambda: serve(request, body))
        return web.json_response(serve(request, body))

    def _check_token(self, token: str) -> int:
        if not token:
            return 41001
        if not self.allowed:
            return 60020
        until = self._tokens.get(token)
        if until is None:
            return 40014
        return 42001 if until <= self.clock.now() else 0

    def _agent(self, request: web.Request, _: dict[str, Any]) -> dict[str, Any]:
        if request.query.get("agentid") != str(self.account.agent_id):
            return _error(40056)
        return {"errcode": 0, "errmsg": "ok", "agentid": self.account.agent_id, "name": "接单", "close": 0}

    def _send(self, _: web.Request, body: dict[str, Any]) -> dict[str, Any]:
        refused = self._check_send(body)
        if refused:
            return _error(refused)
        if not self._known(body) and self._over_the_day():
            return _error(45009)
        if self._repeated(body):
            return {"errcode": 0, "errmsg": "ok", "msgid": "repeated"}
        users = body["touser"].split("|")
        left_out = [u.lower() for u in users if u in self.invisible]
        if len(left_out) == len(users):
            return _error(81013)
        answer = {"errcode": 0, "errmsg": "ok", "msgid": self._number("msg")}
        if left_out:
            answer["invaliduser"] = "|".join(left_out)
        unlicensed = [u.lower() for u in users if u in self.unlicensed]
        if unlicensed:
            answer["unlicenseduser"] = "|".join(unlicensed)
        for user in users:
            if user.lower() not in (*left_out, *unlicensed):
                answer.update(self._show(user, body))
        return answer

    def _over_the_day(self) -> bool:
        """https://developer.work.weixin.qq.com/document/path/90312: 200 messages a day for each account."""
        day = f"{self.clock.now().astimezone(ZoneInfo('Asia/Shanghai')):%Y%m%d}"
        used = self._today[1] if self._today[0] == day else 0
        over = 0 < self.per_day <= used
        self.day_refusals += over
        self._today = (day, used if over else used + 1)
        return over

    def _check_send(self, body: dict[str, Any]) -> int:
        allowed = {"touser", "agentid", "msgtype", "enable_duplicate_check", "duplicate_check_interval", "safe"}
        kind = body.get("msgtype")
        if kind not in ("text", "template_card"):
            return 40008
        if body.get("agentid") != self.account.agent_id:
            return 40056
        users = body.get("touser")
        if not isinstance(users, str) or not all(_USER.fullmatch(u) for u in users.split("|")):
            return 40031
        if set(body) - allowed - {kind} or not isinstance(body.get(kind), dict):
            return 40058
        if not 1 <= body.get("duplicate_check_interval", 1800) <= 14_400:
            return 40058
        if kind == "text":
            return rules.text(body["text"])
        if not self.callback_configured:
            return 43012
        refused = rules.card(body["template_card"])
        return refused or (42014 if self._task_taken(body) else 0)

    def _task_taken(self, body: dict[str, Any]) -> bool:
        return body["template_card"]["task_id"] in self._task_ids and not self._known(body)

    def _known(self, body: dict[str, Any]) -> bool:
        until = self._requests.get(json.dumps(body, sort_keys=True))
        return until is not None and self.clock.now() < until

    def _repeated(self, body: dict[str, Any]) -> bool:
        if not body.get("enable_duplicate_check"):
            return False
        if self._known(body):
            return True
        interval = timedelta(seconds=body.get("duplicate_check_interval", 1800))
        self._requests[json.dumps(body, sort_keys=True)] = self.clock.now() + interval
        return False

    def _show(self, user: str, body: dict[str, Any]) -> dict[str, str]:
        """Puts it on somebody's screen, unless this would be the 31st within a minute."""
        kind = body["msgtype"]
        shown = Shown(user, kind, text=body.get("text", {}).get("content", ""), card=body.get("template_card", {}))
        answer: dict[str, str] = {}
        if kind == "template_card":
            shown.task_id = shown.card["task_id"]
            self._task_ids.add(shown.task_id)
            answer = {"response_code": self._new_code(shown)}
        now, recent = self.clock.now(), self._sent_at[user]
        while recent and recent[0] <= now - _MINUTE:
            recent.popleft()
        if len(recent) >= 30:
            self.dropped.append(shown)
            return answer
        recent.append(now)
        self.seen[user].append(shown)
        return answer

    def _send_group(self, _: web.Request, body: dict[str, Any]) -> dict[str, Any]:
        chat = body.get("chatid")
        if chat not in self.groups:
            return _error(40050)
        if not self.visible_to_all:
            return _error(48002)
        if set(body) - {"chatid", "msgtype", "text", "safe"}:
            return _error(40058)
        return self._say_in_group(f"{chat}", body, self.groups[chat])

    def _say_in_group(self, chat: str, body: dict[str, Any], screen: list[Shown]) -> dict[str, Any]:
        if body.get("msgtype") != "text":
            return _error(40008)
        said = body.get("text", {})
        refused = rules.text(said, group=True)
        if refused:
            return _error(refused)
        screen.append(Shown(chat, "text", text=said["content"], mentioned=said.get("mentioned_list", [])))
        return _error(0, "ok")

    def _create_group(self, _: web.Request, body: dict[str, Any]) -> dict[str, Any]:
        """https://developer.work.weixin.qq.com/document/path/90245."""
        if set(body) - {"name", "owner", "userlist", "chatid"}:
            return _error(40058)
        if not self.visible_to_all:
            return _error(48002)
        members, chat = body.get("userlist", []), body.get("chatid") or self._number("wr").replace("-", "")[:32]
        if not 2 <= len(set(members)) <= 2000 or not all(_USER.fullmatch(m) for m in members):
            return _error(40031)
        if body.get("owner", members[0]) not in members or not re.fullmatch(r"[0-9A-Za-z]{1,32}", chat):
            return _error(40058)
        if chat in self.groups:
            return _error(86216)
        self.groups[chat] = []
        return {"errcode": 0, "errmsg": "ok", "chatid": chat}

    def _webhook(self, request: web.Request, body: dict[str, Any]) -> dict[str, Any]:
        """A group robot: 20 messages a minute for each key, https://developer.work.weixin.qq.com/document/path/99110."""
        name = next((n for n, key in self.robots.items() if key == request.query.get("key")), "")
        if not name:
            return _error(93000)
        if set(body) - {"msgtype", "text"}:
            return _error(40058)
        now, recent = self.clock.now(), self._sent_at[f"robot:{name}"]
        while recent and recent[0] <= now - _MINUTE:
            recent.popleft()
        if len(recent) >= 20:
            self.robot_refusals += 1
            return _error(45009)
        answer = self._say_in_group(f"robot:{name}", body, self.seen[f"robot:{name}"])
        if not answer["errcode"]:
            recent.append(now)
        return answer

    def _update(self, _: web.Request, body: dict[str, Any]) -> dict[str, Any]:
        if set(body) - {"userids", "agentid", "response_code", "template_card", "button", "atall"}:
            return _error(40058)
        if body.get("agentid") != self.account.agent_id:
            return _error(42015)
        code = self._codes.get(body.get("response_code", ""))
        if code is None or code.used or code.until <= self.clock.now():
            return _error(60140)
        users = body.get("userids", [])
        if not users and not body.get("atall"):
            return _error(40063)
        card = body.get("template_card")
        if not isinstance(card, dict):
            return _error(40058)
        refused = rules.card(card, update=True)
        if refused:
            return _error(refused)
        code.used = True
        if code.shown.to not in users:
            return {"errcode": 0, "errmsg": "ok", "invaliduser": [u.lower() for u in users]}
        code.shown.card = card
        code.shown.updates += 1
        return {"errcode": 0, "errmsg": "ok"}

    def _new_code(self, shown: Shown) -> str:
        value = super()._new_code(shown)
        self._codes[value] = _Code(shown, self.clock.now() + timedelta(hours=72))
        return value


def _error(code: int, words: str = "") -> dict[str, Any]:
    return {"errcode": code, "errmsg": words or f"refused, hint: [{code}]"}
