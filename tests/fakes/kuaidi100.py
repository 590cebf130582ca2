"""快递100 on 127.0.0.1, strictly: it checks signatures and fields, and locks a number that is asked for too often.

async with FakeKuaidi100(clock) as carrier:
    carrier.target = "http://127.0.0.1:8080"                      # our server
    carrier.scan("SF1234567890", "2026-03-11 08:58:00", "到达宁波中转场", state="0")
    await carrier.pushes("SF1234567890")
"""

import hashlib
import json
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from pydantic import SecretStr

from bot.clock import Clock
from config.settings import Kuaidi100Settings
from tests.fakes.server import FakeServer

CUSTOMER, KEY, SALT = "KDTESTCUSTOMER01", "kdTestKey01", "kdTestSalt01-of-sixteen"
LOCKED = timedelta(minutes=30)
WORDS = {  # what it says with a code; 501 means another thing where one subscribes
    "400": "提交的数据不完整",
    "408": "验证码错误",
    "500": "查询无结果,请隔段时间再查",
    "501": "服务器错误",
    "502": "服务器繁忙",
    "503": "验证签名失败",
    "600": "您不是合法的订阅者",
    "601": "POLL:KEY已过期",
    "700": "订阅方的订阅数据存在错误",
    "701": "拒绝订阅的快递公司",
    "702": "识别不到该单号对应的快递公司",
}


def signed(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest().upper()


class FakeKuaidi100(FakeServer):
    """What it knows of parcels, who subscribed, and everything it refused."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self.clock = clock
        self.target = ""
        self.ways: dict[str, list[dict[str, str]]] = defaultdict(list)  # newest first, as it tells them
        self.states: dict[str, str] = {}
        self.asked: dict[str, datetime] = {}
        self.queries: list[str] = []
        self.subscribed: dict[str, str] = {}  # number -> callback address
        self.refused: list[tuple[str, str]] = []
        self.unknown: set[str] = set()  # waybills that no carrier of that name has

    def settings(self, **changed: Any) -> Kuaidi100Settings:
        own = {"enabled": True, "customer": CUSTOMER, "api_base": self.base, "phone": "0001"}
        return Kuaidi100Settings(**own | changed, key=SecretStr(KEY), salt=SecretStr(SALT))

    def routed(self) -> web.Application:
        app = web.Application()
        app.add_routes([web.post("/poll/query.do", self._query), web.post("/poll", self._subscribe)])
        return app

    def scan(self, number: str, at: str, words: str, state: str) -> None:
        """Something happens to a parcel."""
        self.ways[number].insert(0, {"context": words, "time": at, "ftime": at})
        self.states[number] = state

    async def pushes(
        self, number: str, status: str = "polling", *, salt: str = SALT, path: str = "", bare: bool = False
    ) -> tuple[int, Any]:
        """Tells the subscriber; returns the status and what was answered. `bare`: without the waybill."""
        said = {"status": status, "message": "", "autoCheck": "0", "comOld": "", "comNew": ""}
        known = {"message": "快递公司参数异常"} if bare else self._known(number)
        param = json.dumps(said | {"lastResult": known}, ensure_ascii=False)
        asked = urlsplit(self.subscribed[number])
        url = self.target + (path or f"{asked.path}?{asked.query}")
        assert self._session is not None
        form = {"sign": signed(param + salt), "param": param}
        async with self._session.post(url, data=form) as answer:
            body = await answer.text()
            return answer.status, json.loads(body) if answer.status == 200 else body

    def _known(self, number: str) -> dict[str, Any]:
        state = self.states.get(number, "0")
        return {
            "message": "ok",
            "state": state,
            "status": "200",
            "ischeck": "1" if state == "3" else "0",
            "com": "shunfeng",
            "nu": number,
            "data": list(self.ways[number]),
        }

    def _no(self, number: str, code: str, message: str) -> web.Response:
        self.refused.append((number, code))
        return web.json_response({"result": False, "returnCode": code, "message": message})

    async def _query(self, request: web.Request) -> web.StreamResponse:
        failure = self.next_failure(request.path)
        if isinstance(failure, str):
            return await self.suffer(request, failure, lambda: None)
        form = await request.post()
        param = str(form.get("param", ""))
        if failure is not None:
            return self._no("", str(failure), WORDS.get(str(failure), "failed on demand"))
        if form.get("customer") != CUSTOMER or form.get("sign") != signed(param + KEY + CUSTOMER):
            return self._no("", "503", WORDS["503"])
        said = json.loads(param)
        number = said["num"]
        if not said["com"] or said["com"] != said["com"].lower() or not 6 <= len(number) <= 32:
            return self._no(number, "400", WORDS["400"])
        if said["com"] == "shunfeng" and not said.get("phone"):
            return self._no(number, "408", WORDS["408"])
        if number in self.asked and self.clock.now() - self.asked[number] < LOCKED:
            return self._no(number, "503", "单号被锁")
        self.asked[number] = self.clock.now()
        self.queries.append(number)
        if not self.ways[number]:
            return web.json_response({"result": False, "returnCode": "500", "message": WORDS["500"]})
        return web.json_response(self._known(number))

    async def _subscribe(self, request: web.Request) -> web.StreamResponse:
        failure = self.next_failure(request.path)
        if isinstance(failure, str):
            return await self.suffer(request, failure, lambda: None)
        if failure is not None:
            return self._no("", str(failure), WORDS.get(str(failure), "failed on demand"))
        form = await request.post()
        said = json.loads(str(form.get("param", "{}")))
        number = said.get("number", "")
        if form.get("schema") != "json" or said.get("key") != KEY:
            return self._no(number, "600", WORDS["600"])
        about = said["parameters"]
        if not said.get("company") or not about["callbackurl"].startswith("https://") or not about["salt"]:
            return self._no(number, "700", WORDS["700"])
        if number in self.unknown:
            return self._no(number, "702", WORDS["702"])
        if number in self.subscribed:
            return self._no(number, "501", "重复订阅")
        self.subscribed[number] = about["callbackurl"]
        return web.json_response({"result": True, "returnCode": "200", "message": "提交成功"})
