"""微信客服 and an official account on 127.0.0.1, strictly: they check, count, enforce windows, and remember.

async with FakeKf(clock) as kf:
    kf.target = "http://127.0.0.1:8080/hook/wechat_kf"      # our server
    await kf.says("wm_li", "J6P左转向节 300件")               # rings the bell; the words are fetched with kf/sync_msg
    await kf.presses("wm_li", "确认下单")
"""

import json
import re
import xml.etree.ElementTree as ElementTree
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from pydantic import SecretStr
from wechatpy.crypto import WeChatCrypto

from bot.clock import Clock
from config.channels import WechatKfSettings, WechatOaSettings
from tests.fakes.wecom.seal import Account, Callback, document, seal, sign
from tests.fakes.wecom.server import FakeWecom

PLACE = "wkTESTmain01"
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_MSGID = re.compile(r"[0-9A-Za-z_-]{1,32}")


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


class FakeKf(Phones):
    """微信客服 of one corp."""

    def __init__(self, clock: Clock | None = None, account: Account | None = None) -> None:
        super().__init__(clock, account)
        self.history: list[dict[str, Any]] = []
        self.page = 1000
        self.places = [PLACE]
        self.human: set[str] = set()  # customers served by a person: session state 3
        self.untokened_per_minute = 10
        self._untokened: deque[datetime] = deque()
        self._bells: dict[str, datetime] = {}
        self._rung: dict[str, int] = {}
        self._msgids: set[str] = set()
        self._welcomes: dict[str, tuple[str, datetime]] = {}
        self.fetched = 0

    def settings(self) -> WechatKfSettings:  # type: ignore[override]
        return WechatKfSettings(
            enabled=True,
            corp_id=self.account.corp_id,
            open_kfid=PLACE,
            api_base=self.api_base,
            secret=SecretStr(self.account.secret),
            token=SecretStr(self.account.token),
            aes_key=SecretStr(self.account.aes_key),
        )

    # What customers do.

    def text(  # type: ignore[override]
        self, user: str, content: str, *, menu_id: str = "", at: datetime | None = None, place: str = PLACE
    ) -> Callback:
        body = {"content": content} | ({"menu_id": menu_id} if menu_id else {})
        return self.said(user, "text", body, at=at, place=place)

    def cursor_of(self, bell: Callback) -> str:
        """Where what this bell rang for begins."""
        return f"c{self._rung[bell.plain]}"

    def said(  # type: ignore[override]
        self, user: str, kind: str, fields: Mapping[str, Any], *, at: datetime | None = None, place: str = PLACE
    ) -> Callback:
        """A customer says something; returns the bell that rings for it."""
        self._item(user, kind, {kind: dict(fields)}, 3, at, place)
        self.grants[user] = [g for g in self.grants[user] if g.left > 5]
        self.allow(user, 5, hours=48)
        return self.bell(place)

    def happened(self, user: str, event: str, place: str = PLACE, **fields: Any) -> Callback:
        """Something that the system tells."""
        body = {"event_type": event, "open_kfid": place, "external_userid": user, **fields}
        self._item("", "event", {"event": body}, 4, None, place)
        return self.bell(place)

    def enters(self, user: str, place: str = PLACE) -> Callback:
        """A customer opens the chat for the first time."""
        code = self._number("welcome")
        self._welcomes[code] = (user, self.clock.now() + timedelta(seconds=20))
        return self.happened(user, "enter_session", place, scene="qr", scene_param="", welcome_code=code)

    def bell(self, place: str = PLACE) -> Callback:
        """The callback; its token is good for ten minutes."""
        token = self._number("BELL")
        self._bells[token] = self.clock.now() + timedelta(minutes=10)
        head: dict[str, str | int] = {"ToUserName": self.account.corp_id, "CreateTime": self._second()}
        plain = document(**head, MsgType="event", Event="kf_msg_or_event", Token=token, OpenKfId=place)
        self._rung[plain] = len(self.history) - 1
        return self.sealed(plain)

    async def says(self, user: str, content: str, **more: Any) -> list[int]:
        """A customer writes, the bell rings."""
        return await self.deliver(self.text(user, content, **more))

    async def presses(self, user: str, words: str) -> list[int]:
        """A customer presses the newest entry that says so, whatever number stands before it."""
        said, entry = newest(self.screens[user], words)
        return await self.deliver(self.text(user, said, menu_id=entry))

    def _item(
        self, user: str, kind: str, body: Mapping[str, Any], origin: int, at: datetime | None, place: str
    ) -> None:
        sent = int((at or self.clock.now()).timestamp())
        who = {"external_userid": user} if user else {}
        head = {"msgid": self._number("msg"), "open_kfid": place, **who, "send_time": sent, "origin": origin}
        self.history.append({**head, "msgtype": kind, **body})

    # What our side calls.

    async def _post(self, request: web.Request) -> web.StreamResponse:
        known = {
            "kf/sync_msg": self._sync,
            "kf/send_msg": self._send_kf,
            "kf/send_msg_on_event": self._welcome,
            "kf/account/list": self._accounts,
        }
        try:
            body = json.loads(await request.read())
        except ValueError:
            return web.json_response({"errcode": 40058})
        return await self._dispatch(request, known, body)

    def _accounts(self, _: web.Request, __: dict[str, Any]) -> dict[str, Any]:
        found = [{"open_kfid": place, "name": "接单", "manage_privilege": True} for place in self.places]
        return {"errcode": 0, "errmsg": "ok", "account_list": found}

    def _sync(self, _: web.Request, body: dict[str, Any]) -> dict[str, Any]:
        now, place = self.clock.now(), body.get("open_kfid")
        if place not in self.places:
            return self._refuse("", 95000)
        until = self._bells.get(body.get("token", ""))
        if "token" in body and (until is None or until <= now):
            return self._refuse("", 95007)
        if until is None:
            while self._untokened and self._untokened[0] <= now - timedelta(minutes=1):
                self._untokened.popleft()
            if len(self._untokened) >= self.untokened_per_minute:
                return self._refuse("", 45009)
            self._untokened.append(now)
        if not 1 <= body.get("limit", 1000) <= 1000:
            return self._refuse("", 40058)
        start = int(body["cursor"].removeprefix("c")) if body.get("cursor") else 0
        end = min(start + min(self.page, body.get("limit", 1000)), len(self.history))
        items = [item for item in self.history[start:end] if item["open_kfid"] == place]
        self.fetched += len(items)
        more = int(end < len(self.history))
        return {"errcode": 0, "errmsg": "ok", "next_cursor": f"c{end}", "has_more": more, "msg_list": items}

    def _send_kf(self, _: web.Request, body: dict[str, Any]) -> dict[str, Any]:
        user, msgid = body.get("touser", ""), body.get("msgid", "")
        if body.get("open_kfid") not in self.places:
            return self._refuse(user, 95000)
        if not _ID.fullmatch(user) or not _MSGID.fullmatch(msgid):
            return self._refuse(user, 40058)
        if set(body) - {"touser", "open_kfid", "msgid", "msgtype", body.get("msgtype")}:
            return self._refuse(user, 40058)
        if msgid in self._msgids:
            return {"errcode": 0, "errmsg": "ok", "msgid": msgid}
        refused = self._content_refused(body) or (95018 if user in self.human else self._window_refused(user))
        if refused:
            return self._refuse(user, refused)
        self._msgids.add(msgid)
        self._spend(user)
        self.screens[user].append(self._bubble(user, body))
        return {"errcode": 0, "errmsg": "ok", "msgid": msgid}

    def _welcome(self, _: web.Request, body: dict[str, Any]) -> dict[str, Any]:
        user, until = self._welcomes.pop(body.get("code", ""), ("", self.clock.now()))
        refused = 0 if until > self.clock.now() else 40029
        refused = refused or self._content_refused(body)
        if refused:
            return self._refuse(user, refused)
        self.screens[user].append(self._bubble(user, body))
        return {"errcode": 0, "errmsg": "ok", "msgid": body.get("msgid", "")}


class FakeOa(Phones):
    """An official account; `mode` is plain or safe."""

    kind = "oa"

    def __init__(self, clock: Clock | None = None, mode: str = "safe", account: Account | None = None) -> None:
        oa = Account("wx00testoa000001", 0, "s3cret-of-the-account-0123456789ab", "oaTestToken01")
        super().__init__(clock, account or oa)
        self.mode = mode
        self.codes = {"window": 45015, "budget": 45047}
        self.certified = True
        self.templates = {"TPL1"}
        self.templated: list[dict[str, Any]] = []
        self.template_fails = 0
        self.gh = "gh_test0001"
        self.passive: list[str] = []  # bodies of answers to callbacks, opened

    def settings(self, **changed: Any) -> WechatOaSettings:  # type: ignore[override]
        return WechatOaSettings(
            **{
                "enabled": True,
                "app_id": self.account.corp_id,
                "account": self.gh,
                "mode": self.mode,
                "api_base": self.api_base.removesuffix("/cgi-bin"),
                "secret": SecretStr(self.account.secret),
                "token": SecretStr(self.account.token),
                "aes_key": SecretStr(self.account.aes_key if self.mode == "safe" else ""),
                **changed,
            }
        )

    # What followers do.

    def text(
        self, user: str, content: str, *, menu_id: str = "", msgid: int | None = None, at: datetime | None = None
    ) -> Callback:
        more = {"bizmsgmenuid": menu_id} if menu_id else {}
        return self.said(user, "text", {"Content": content, **more}, msgid=msgid, at=at)

    def said(
        self,
        user: str,
        kind: str,
        fields: Mapping[str, str | int],
        *,
        msgid: int | None = None,
        at: datetime | None = None,
    ) -> Callback:
        if "bizmsgmenuid" not in fields:
            self.grants[user] = []
            self.allow(user, 5, hours=48)
        self._numbers += 1
        number = 7_400_000_000_000_000_000 + self._numbers if msgid is None else msgid
        return self.sealed(document(**self._about(user, kind, at), **fields, MsgId=number))

    def event(
        self, user: str, name: str, fields: Mapping[str, str | int] | None = None, *, at: datetime | None = None
    ) -> Callback:
        if name in ("CLICK", "subscribe", "SCAN"):
            self.allow(user, 3, minutes=1)
        if name == "unsubscribe":
            self.grants[user] = []
        return self.sealed(document(**self._about(user, "event", at), Event=name, **(fields or {})))

    def _about(self, user: str, kind: str, at: datetime | None) -> dict[str, str | int]:
        created = int((at or self.clock.now()).timestamp())
        return {"ToUserName": self.gh, "FromUserName": user, "CreateTime": created, "MsgType": kind}

    def sealed(self, plain: str) -> Callback:
        if self.mode == "plain":
            return Callback("POST", self._signed(), plain.encode(), plain)
        sealed = seal(plain, self.account, self._second())
        query = {**sealed.query, "encrypt_type": "aes", **self._signed(sealed.query["nonce"])}
        return Callback("POST", query, sealed.body, plain)

    def check_request(self, echo: str = "5927782489442352469") -> Callback:
        return Callback("GET", {**self._signed(), "echostr": echo}, plain=echo)

    def _signed(self, nonce: str = "") -> dict[str, str]:
        nonce = nonce or self._number("n")
        second = str(self._second())
        return {"signature": sign(self.account.token, second, nonce, ""), "timestamp": second, "nonce": nonce}

    async def says(self, user: str, content: str, **more: Any) -> str:
        """A follower writes; returns what the answer to the callback showed him, or nothing."""
        return await self.delivers(user, self.text(user, content, **more))

    async def presses(self, user: str, words: str) -> str:
        """A follower presses the newest entry that says so, whatever number stands before it."""
        said, entry = newest(self.screens[user], words)
        return await self.says(user, said, menu_id=entry)

    async def delivers(self, user: str, callback: Callback) -> str:
        """One delivery; the answer is shown as the platform shows it."""
        status, body = await self.post(callback)
        assert status == 200
        if body in ("", "success"):
            return ""
        inner = self.opened(body)
        root = ElementTree.fromstring(inner)
        assert root.findtext("ToUserName") == user
        assert root.findtext("FromUserName") == self.gh
        assert root.findtext("MsgType") == "text"
        text = root.findtext("Content") or ""
        assert text_refused({"content": text}) == 0
        self.passive.append(inner)
        self.screens[user].append(Bubble(user, "passive", text))
        return text

    def opened(self, body: str) -> str:
        """An answer as wechatpy, a stranger to our side, reads it."""
        if self.mode == "plain":
            return body
        outer = ElementTree.fromstring(body)
        reader = WeChatCrypto(self.account.token, self.account.aes_key, self.account.corp_id)
        signature, stamp, nonce = (outer.findtext(n) or "" for n in ("MsgSignature", "TimeStamp", "Nonce"))
        opened: str | bytes = reader.decrypt_message(body, signature, stamp, nonce)
        return opened.decode() if isinstance(opened, bytes) else opened

    # What our side calls.

    async def _post(self, request: web.Request) -> web.StreamResponse:
        known = {
            "message/custom/send": self._custom,
            "message/template/send": self._template,
            "message/subscribe/bizsend": self._template,
        }
        body = json.loads(await request.read())
        if request.match_info["path"] == "stable_token":
            return await self._answer(request, "stable_token", body, self._stable)
        return await self._dispatch(request, known, body)

    async def _get(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["path"] == "media/get":
            return await self._media(request)
        found = [{"template_id": t} for t in sorted(self.templates)]
        known: dict[str, Callable[..., dict[str, Any]]] = {
            "get_api_domain_ip": lambda *_: {"ip_list": ["127.0.0.1"]},
            "template/get_all_private_template": lambda *_: {"template_list": found},
        }
        return await self._dispatch(request, known, {})

    def _check_token(self, token: str) -> int:
        refused = super()._check_token(token)
        return 40164 if refused == 60020 else refused

    def _stable(self, _: web.Request, body: dict[str, Any]) -> dict[str, Any]:
        if body.get("grant_type") != "client_credential" or body.get("appid") != self.account.corp_id:
            return {"errcode": 40013, "errmsg": "invalid appid"}
        if body.get("secret") != self.account.secret:
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        value = self._number("stable")
        self._tokens[value] = self.clock.now() + timedelta(seconds=self.token_seconds)
        return {"access_token": value, "expires_in": self.token_seconds}

    def _custom(self, _: web.Request, body: dict[str, Any]) -> dict[str, Any]:
        user = body.get("touser", "")
        if set(body) - {"touser", "msgtype", body.get("msgtype")} or not _ID.fullmatch(user):
            return self._refuse(user, 40003)
        refused = 0 if self.certified else 48001
        refused = refused or self._content_refused(body) or self._window_refused(user)
        if refused:
            return self._refuse(user, refused)
        self._spend(user)
        self.screens[user].append(self._bubble(user, body))
        return {"errcode": 0, "errmsg": "ok"}

    def _template(self, _: web.Request, body: dict[str, Any]) -> dict[str, Any]:
        if body.get("template_id") not in self.templates:
            return self._refuse(body.get("touser", ""), 40037)
        if self.template_fails:
            return self._refuse(body.get("touser", ""), self.template_fails)
        for name, field_ in body.get("data", {}).items():
            if not str(field_.get("value", "")).strip() or (name.startswith("thing") and len(field_["value"]) > 20):
                return self._refuse(body.get("touser", ""), 47003)
        self.templated.append(body)
        return {"errcode": 0, "errmsg": "ok", "msgid": len(self.templated)}
