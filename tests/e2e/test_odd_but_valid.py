"""Requests that a platform, or a gateway before us, may well write otherwise: each is understood all the same."""

import gzip
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest
from sqlalchemy import select
from yarl import URL

from bot.clock import SetClock
from config.channels import Channels, ConsoleSettings
from storage.tables import inbox
from tests.fakes import FakeDingtalk, FakeFeishu, FakeKf, FakeOa, FakeWecom, FakeWecomRobot
from tests.fakes.wecom.seal import Callback, document
from tests.shop import TUESDAY, Shop, demo_settings

USER, WORDS = "u01", "台州恒力 J6P左转向节 {}件"
Odd = Callable[[Callback], Callback]


class World:
    """A shop that every platform calls."""

    def __init__(self, shop: Shop, fakes: Mapping[str, Any]) -> None:
        self.shop, self.fakes = shop, fakes
        self.http = aiohttp.ClientSession()

    async def sends(self, channel: str, call: Callback, tail: str = "", **more: Any) -> tuple[int, str]:
        """One request, its query written letter by letter as `call` has it."""
        query = "&".join(f"{quote(k, safe='')}={quote(v, safe='')}" for k, v in call.query.items())
        url = URL(f"{self.shop.base}/hook/{channel}{tail}?{query}", encoded=True)
        request = {"data": call.body, "headers": dict(call.headers)} | more
        async with self.http.request(call.method, url, **request) as answer:
            return answer.status, await answer.text()

    async def heard(self) -> list[str]:
        """Every text that came in."""
        await self.shop.settles()
        async with self.shop.store.read() as uow:
            return list((await uow.connection.execute(select(inbox.c.text).order_by(inbox.c.id))).scalars())


@pytest.fixture
async def world(database: str, clock: SetClock) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        makers = {
            "wecom": FakeWecom(clock),
            "wecom_robot": FakeWecomRobot(clock, "http"),
            "wechat_kf": FakeKf(clock),
            "wechat_oa": FakeOa(clock),
            "dingtalk": FakeDingtalk(clock),
            "feishu": FakeFeishu(clock, mode="http"),
        }
        fakes: dict[str, Any] = {name: await stack.enter_async_context(fake) for name, fake in makers.items()}
        own = {name: fake.settings() for name, fake in fakes.items()}
        own["dingtalk"] = fakes["dingtalk"].settings(mode="http")
        channels = Channels(console=ConsoleSettings(enabled=False), **own)
        settings = demo_settings(database).model_copy(update={"channels": channels, "notify": {}})
        running = World(await stack.enter_async_context(Shop(database, settings, clock)), fakes)
        yield running
        await running.http.close()


def other_order(call: Callback) -> Callback:
    """The query the other way round, with something in it that nobody knows."""
    return replace(call, query={"utm_source": "a+b c", **dict(reversed(list(call.query.items())))})


def charset(call: Callback) -> Callback:
    kind = call.headers.get("Content-Type", "application/json").partition(";")[0]
    return replace(call, headers={**call.headers, "Content-Type": f'{kind}; charset="UTF-8"; boundary=x'})


def no_kind(call: Callback) -> Callback:
    return replace(call, headers={**call.headers, "Content-Type": "application/octet-stream"})


def heads(call: Callback) -> Callback:
    """Heads in another spelling, and those that gateways add."""
    odd = {name.swapcase(): value for name, value in call.headers.items()}
    return replace(call, headers={**odd, "X-Forwarded-For": "2001:db8::1", "Forwarded": 'for="[2001:db8::1]"'})


def zipped(call: Callback) -> Callback:
    return replace(call, body=gzip.compress(call.body), headers={**call.headers, "Content-Encoding": "gzip"})


ODD: tuple[Odd, ...] = (other_order, charset, no_kind, heads, zipped)


@pytest.mark.parametrize("channel", ["wecom", "wecom_robot", "wechat_oa", "dingtalk", "feishu", "wechat_kf"])
async def test_the_same_request_written_otherwise(world: World, channel: str) -> None:
    fake = world.fakes[channel]
    wanted = []
    for number, odd in enumerate(ODD, 1):
        wanted.append(WORDS.format(number))
        status, _ = await world.sends(channel, odd(fake.text(USER, wanted[-1])))
        assert status == 200, odd.__name__
    wanted.append(WORDS.format(99))
    assert (await world.sends(channel, fake.text(USER, wanted[-1]), tail="/"))[0] == 200
    wanted.append(WORDS.format(100))
    chunks = fake.text(USER, wanted[-1])

    async def slowly() -> AsyncIterator[bytes]:
        for at in range(0, len(chunks.body), 100):
            yield chunks.body[at : at + 100]

    assert (await world.sends(channel, chunks, data=slowly()))[0] == 200
    assert await world.heard() == wanted


async def test_a_host_in_brackets_is_a_host(world: World) -> None:
    call = world.fakes["wecom"].text(USER, WORDS.format(1))
    assert (await world.sends("wecom", replace(call, headers={**call.headers, "Host": "[::1]:8080"})))[0] == 200
    assert await world.heard() == [WORDS.format(1)]


@pytest.mark.parametrize("channel", ["wecom", "wechat_kf", "wecom_robot", "wechat_oa", "feishu"])
async def test_the_check_of_the_address_written_otherwise(world: World, channel: str) -> None:
    call = world.fakes[channel].check_request()
    for odd, tail in ((other_order, ""), (heads, "/"), (lambda c: c, "")):
        status, body = await world.sends(channel, odd(call), tail)
        assert status == 200
        wanted = json.dumps({"challenge": "ch-test-001"}, separators=(",", ":")) if channel == "feishu" else call.plain
        assert body == (wanted or call.query.get("echostr"))
    if channel in ("wecom", "wechat_kf", "wecom_robot"):
        sealed = call.query["echostr"]
        bare = "&".join(f"{k}={v}" for k, v in call.query.items())  # "+" left as it is: it arrives as a blank
        url = URL(f"{world.shop.base}/hook/{channel}?{bare}", encoded=True)
        async with world.http.get(url) as answer:
            assert (answer.status, await answer.text()) == (200, call.plain), sealed


@pytest.mark.parametrize("channel", ["wecom", "wecom_robot", "wechat_kf", "wechat_oa", "dingtalk", "feishu"])
async def test_probes_are_answered_and_keep_nothing(world: World, channel: str) -> None:
    for method in ("HEAD", "GET", "OPTIONS", "PUT"):
        async with world.http.request(method, f"{world.shop.base}/hook/{channel}") as answer:
            wanted = 401 if method == "GET" and channel not in ("dingtalk", "feishu") else 405
            assert (answer.status, await answer.text()) in ((wanted, ""), (405, "405: Method Not Allowed")), method
    assert not await world.heard()


XML = {
    "declared": '<?xml version="1.0" encoding="UTF-8"?>\n<!-- a gateway -->\n{}',
    "marked": "\ufeff{}",
    "spread": "\n  {}\n",
}


@pytest.mark.parametrize("how", [*XML, "bare", "attributes", "more", "blanks"])
@pytest.mark.parametrize("channel", ["wecom", "wechat_oa"])
async def test_xml_written_otherwise(world: World, channel: str, how: str) -> None:
    fake = world.fakes[channel]
    words = "J6P左转向节 <3> 300件 & 更多"
    fields = {"ToUserName": fake.account.corp_id, "FromUserName": USER, "CreateTime": int(TUESDAY.timestamp())}
    plain = document(**fields, MsgType="text", Content=words, MsgId=7_400_000_000_000_000_001)
    if channel == "wechat_oa":
        plain = fake.text(USER, words).plain
    match how:
        case "bare":
            plain = f"<Content>{words.replace('&', '&amp;').replace('<', '&lt;')}</Content>".join(
                (plain.partition("<Content>")[0], plain.partition("</Content>")[2])
            )
            assert "CDATA[J6P" not in plain
        case "attributes":
            plain = plain.replace("<Content>", '<Content xml:lang="zh" n="1">').replace("<xml>", '<xml v="2">')
        case "more":
            plain = plain.replace("</xml>", "<New><Deep><Deeper>1</Deeper></Deep></New><Empty/><Empty/></xml>")
        case "blanks":
            plain = plain.replace("<![CDATA[", "\n    <![CDATA[").replace("]]>", "]]>\n  ")
        case _:
            plain = XML[how].format(plain)
    call = fake.sealed(plain)
    outer = call.body.decode().replace("<![CDATA[", "").replace("]]>", "") if how == "bare" else call.body.decode()
    outer = outer.replace("<xml>", '<xml v="2">') if how == "attributes" else outer
    outer = outer.replace("</xml>", "<New/><New>2</New></xml>") if how == "more" else outer
    outer = XML[how].format(outer) if how in XML else outer
    assert (await world.sends(channel, replace(call, body=outer.encode())))[0] == 200
    assert await world.heard() == [words]


async def test_json_with_more_in_it(world: World) -> None:
    ding, robot, feishu = (world.fakes[name] for name in ("dingtalk", "wecom_robot", "feishu"))
    more: dict[str, Any] = {"new": {"deep": [1, {"x": None}]}, "robotCode": "normal", "版本": 2.5}
    said = ding.said_body(USER, "text", {"content": "第1句", "more": True}, **more)
    spaced = json.dumps(said, indent=4, ensure_ascii=True).encode()
    assert (await world.sends("dingtalk", replace(ding.signed(said), body=b"\xef\xbb\xbf" + spaced + b"\n")))[0] == 200
    body = robot.said_body(USER, "text", {"content": "第2句", "more": True}) | {"new": [{}]}
    call = robot.sealed("\ufeff" + json.dumps(body, indent=2))
    outer = json.dumps({"new": 1, **json.loads(call.body), "timestamp": 5}, indent=2)
    assert (await world.sends("wecom_robot", replace(call, body=outer.encode())))[0] == 200
    data = json.loads(feishu.text(USER, "第3句").plain)
    data["event"]["message"] |= {"new": {"x": [None]}, "user_agent": "x"}
    data["header"]["new"] = 1
    assert (await world.sends("feishu", feishu.sealed({"new": True, **data})))[0] == 200
    assert await world.heard() == ["第1句", "第2句", "第3句"]


async def test_an_official_account_that_speaks_json(world: World) -> None:
    oa = world.fakes["wechat_oa"]
    said = {"ToUserName": oa.gh, "FromUserName": USER, "CreateTime": int(TUESDAY.timestamp()), "MsgType": "text"}
    oa.allow(USER, 5, hours=48)
    call = oa.sealed(json.dumps({**said, "Content": "在吗", "MsgId": 7_400_000_000_000_000_001, "new": {}}))
    sealed = {"ToUserName": oa.gh, "Encrypt": call.body.decode().partition("<Encrypt><![CDATA[")[2].partition("]")[0]}
    call = replace(call, body=json.dumps(sealed).encode(), headers={"Content-Type": "application/json"})
    assert await world.sends("wechat_oa", call) == (200, "success")
    assert await world.heard() == ["在吗"]
    assert [bubble.kind for bubble in oa.screens[USER]] == ["text"], "told by a message of its own"
