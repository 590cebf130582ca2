"""An official account on 127.0.0.1, strictly: it checks, counts, enforces windows, and remembers."""

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from pydantic import SecretStr
from wechatpy.crypto import WeChatCrypto

from bot.clock import Clock
from config.channels import WechatOaSettings
from tests.fakes.wechat.phones import ID, Bubble, Phones, newest, text_refused
from tests.fakes.wecom.seal import Account, Callback, document, seal, sign


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
        if set(body) - {"touser", "msgtype", body.get("msgtype")} or not ID.fullmatch(user):
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
