"""微信客服 on 127.0.0.1, strictly: it checks, counts, enforces windows, and remembers.

async with FakeKf(clock) as kf:
    kf.target = "http://127.0.0.1:8080/hook/wechat_kf"      # our server
    await kf.says("wm_li", "J6P左转向节 300件")               # rings the bell; the words are fetched with kf/sync_msg
    await kf.presses("wm_li", "确认下单")
"""

import json
import re
from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from pydantic import SecretStr

from bot.clock import Clock
from config.channels import WechatKfSettings
from tests.fakes.wechat.phones import ID, Phones, newest
from tests.fakes.wecom.seal import Account, Callback, document

PLACE = "wkTESTmain01"
_MSGID = re.compile(r"[0-9A-Za-z_-]{1,32}")


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
        if not ID.fullmatch(user) or not _MSGID.fullmatch(msgid):
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
