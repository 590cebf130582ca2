"""`jiedan doctor` calls the address of callbacks as each platform would, through whatever stands before it."""

from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.clock import SetClock
from bot.doctor import examine
from bot.findings import Finding, Level
from config.settings import Settings
from tests.e2e.test_odd_but_valid import World, world
from tests.shop import TUESDAY

__all__ = ["world"]
CALLED = ("wecom", "wecom_robot", "wechat_kf", "wechat_oa", "dingtalk", "feishu")


async def calls(settings: Settings, base: str) -> dict[str, Finding]:
    """What the doctor found at each address."""
    settings = changed(settings, "dingtalk", public_url="")  # its own comes before the general one
    web_ = settings.web.model_copy(update={"public_url": base})
    found = [f async for f in examine(settings.model_copy(update={"web": web_}), SetClock(TUESDAY))]
    return {name: f for f in found for name in CALLED if f"{base}/hook/{name} " in f.words}


def changed(settings: Settings, name: str, **fields: Any) -> Settings:
    own = getattr(settings.channels, name).model_copy(update=fields)
    return settings.model_copy(update={"channels": settings.channels.model_copy(update={name: own})})


async def test_every_address_is_proved_with_its_keys_and_nothing_is_left_behind(world: World) -> None:
    found = await calls(world.shop.settings, world.shop.base)
    assert {name: f.level for name, f in found.items()} == dict.fromkeys(CALLED, Level.OK)
    assert all("密钥对得上" in f.words for f in found.values())
    assert await world.heard() == []


@pytest.mark.parametrize("name", CALLED)
async def test_keys_that_the_running_process_does_not_have_are_noticed(world: World, name: str) -> None:
    key = "secret" if name == "dingtalk" else "token"
    found = await calls(changed(world.shop.settings, name, **{key: SecretStr("another")}), world.shop.base)
    assert found.pop(name).level is Level.BAD
    assert {f.level for f in found.values()} == {Level.OK}


async def test_a_long_connection_has_no_address(world: World) -> None:
    settings = world.shop.settings
    for name in ("dingtalk", "feishu", "wecom_robot"):
        settings = changed(settings, name, mode="stream")
    assert set(await calls(settings, world.shop.base)) == {"wecom", "wechat_kf", "wechat_oa"}


@pytest.mark.parametrize(
    ("status", "level", "words"),
    [
        (200, Level.BAD, "答的不是接单"),
        (301, Level.BAD, "跳转到别处"),
        (404, Level.WARN, "404"),
        (502, Level.WARN, "502"),
    ],
)
async def test_what_stands_before_it_may_lead_elsewhere(world: World, status: int, level: Level, words: str) -> None:
    async def other(_: web.Request) -> web.Response:
        return web.Response(status=status, text="hello", headers={"Location": "https://other.invalid/"})

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", other)
    async with TestServer(app) as server:
        found = await calls(world.shop.settings, str(server.make_url("")).rstrip("/"))
    assert set(found) == set(CALLED)
    assert all(f.level is level and words in f.words and f.cure for f in found.values())


async def test_nobody_at_the_address_is_said(world: World) -> None:
    found = await calls(world.shop.settings, "http://127.0.0.1:9")
    assert {f.level for f in found.values()} == {Level.WARN}
    assert all("jiedan serve" in f.cure for f in found.values())
