"""`jiedan doctor` with one thing wrong at a time: it says what, how to mend it, and which file to change."""

from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.channels import REGISTRY
from bot.clock import SetClock
from bot.doctor import examine
from bot.findings import Finding, Level
from config.channels import Channels
from config.settings import Settings
from tests.e2e.test_doctor_calls import changed
from tests.e2e.test_odd_but_valid import World, world
from tests.fakes import FakeWecomRobot
from tests.shop import TUESDAY, demo_settings

__all__ = ["world"]
NOWHERE = "http://127.0.0.1:9"
WRONG = SecretStr("wrong-secret-of-somebody")


async def found(settings: Settings, name: str) -> list[Finding]:
    """What is wrong with this channel."""
    return [f async for f in examine(settings, SetClock(TUESDAY)) if f.about == name and f.level is Level.BAD]


async def the_one(settings: Settings, name: str) -> str:
    """The only finding, as it is printed."""
    (finding,) = await found(settings, name)
    assert WRONG.get_secret_value() not in str(finding)
    return str(finding)


@pytest.mark.parametrize(
    ("name", "fields", "cure", "files"),
    [
        ("wecom", {"secret": WRONG}, "Secret 不对", ".env"),
        ("wecom", {"corp_id": "wwNOBODY"}, "企业 ID 不对", "company.toml 的 [channels.wecom]"),
        ("wecom", {"agent_id": 77}, "AgentId 不对", "company.toml 的 [channels.wecom]"),
        ("wecom", {"secret": SecretStr("")}, "还没有填写", ".env"),
        ("wechat_kf", {"secret": WRONG}, "Secret 不对", ".env"),
        ("wechat_kf", {"corp_id": "wwNOBODY"}, "企业 ID 不对", "company.toml 的 [channels.wechat_kf]"),
        ("wechat_kf", {"open_kfid": ""}, "wkTEST", "company.toml 的 [channels.wechat_kf]"),
        ("wechat_oa", {"secret": WRONG}, "AppSecret 不对", ".env"),
        ("wechat_oa", {"app_id": "wxNOBODY"}, "AppID 不对", "company.toml 的 [channels.wechat_oa]"),
        ("dingtalk", {"secret": WRONG}, "Client Secret 不对", "company.toml 的 [channels.dingtalk]、.env"),
        ("dingtalk", {"robot_code": "nobody"}, "找不到机器人", "company.toml 的 [channels.dingtalk]"),
        ("dingtalk", {"card_template": "no.schema"}, "没有这个卡片模板", "company.toml 的 [channels.dingtalk]"),
        ("feishu", {"secret": WRONG}, "App Secret 不对", ".env"),
        ("feishu", {"app_id": "cli_nobody"}, "App ID 不对", "company.toml 的 [channels.feishu]"),
    ],
    ids=str,
)
async def test_what_was_copied_wrongly_is_named_with_its_file(
    world: World, name: str, fields: dict[str, Any], cure: str, files: str
) -> None:
    said = await the_one(changed(world.shop.settings, name, **fields), name)
    assert cure in said
    assert f"写在公司文件夹的 {files};" in said


@pytest.mark.parametrize(
    ("name", "failure", "path", "cure"),
    [
        ("wecom", 60020, "", "企业可信IP"),
        ("wecom", 48002, "", "没有这个接口的权限"),
        ("wecom", 301002, "", "不是同一个应用"),
        ("wecom", 42001, "", "别的程序也在用同一个应用取"),
        ("wechat_oa", 42001, "", "别的程序也在用同一个应用取"),
        ("feishu", 99991663, "bot/v3/info", "别的程序也在用同一个应用取"),
        ("dingtalk", "InvalidAuthentication", "", "别的程序也在用同一个应用取"),
        ("wechat_kf", 60020, "", "企业可信IP"),
        ("wechat_kf", 60030, "", "授权给这个应用"),
        ("wechat_oa", 40164, "", "IP白名单"),
        ("wechat_oa", 48001, "", "认证"),
        ("dingtalk", "Forbidden.AccessDenied.IpNotInWhiteList", "", "安全设置"),
        ("dingtalk", "Forbidden.AccessDenied.AccessTokenPermissionDenied", "", "权限管理"),
        ("feishu", 99991401, "bot/v3/info", "IP 白名单"),
        ("feishu", 99991672, "bot/v3/info", "权限管理"),
        ("feishu", 99991662, "bot/v3/info", "企业管理后台启用"),
    ],
    ids=str,
)
async def test_what_the_platform_forbids_is_named_with_the_page_that_allows_it(
    world: World, name: str, failure: int | str, path: str, cure: str
) -> None:
    world.fakes[name].fail_next(*[failure] * 5, path=path)
    said = await the_one(world.shop.settings, name)
    assert cure in said
    assert str(failure) in said


@pytest.mark.parametrize("name", sorted(REGISTRY))
async def test_without_a_network_the_address_is_asked_for(world: World, name: str) -> None:
    said = await the_one(changed(world.shop.settings, name, api_base=NOWHERE), name)
    assert "连不上接口(连接被拒绝):请检查本机能否访问 127.0.0.1:9、" in said
    assert "防火墙" in said
    assert "写在" not in said  # nothing in the company's folder is wrong


@pytest.mark.parametrize("name", sorted(REGISTRY))
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (web.Response(status=502), "接口暂时不能用(http-502):过几分钟再试"),
        (web.Response(status=302, headers={"Location": "http://127.0.0.1:9/login"}), "(http-302)"),
    ],
    ids=["down", "login"],
)
async def test_whoever_answers_in_the_platforms_place_is_named(
    world: World, name: str, answer: web.Response, words: str
) -> None:
    async def other(_: web.Request) -> web.Response:
        return web.Response(status=answer.status, headers=answer.headers)

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", other)
    async with TestServer(app) as server:
        said = await the_one(changed(world.shop.settings, name, api_base=str(server.make_url("")).rstrip("/")), name)
    assert words in said
    assert "被代理或登录页拦下" in said


@pytest.mark.parametrize(
    ("base", "words"), [("https://nobody.invalid", "找不到这个域名"), ("", "证书不对或过期")], ids=["name", "tls"]
)
async def test_how_far_a_call_came_is_said(world: World, base: str, words: str) -> None:
    tls = world.shop.base.replace("http://", "https://")  # whoever is there speaks no TLS
    said = await the_one(changed(world.shop.settings, "feishu", api_base=base or tls), "feishu")
    assert f"连不上接口({words})" in said


@pytest.mark.parametrize(
    ("fields", "cure", "files"),
    [
        ({"secret": WRONG}, "Secret 不对", ".env"),
        ({"secret": SecretStr("")}, "还没有填写", ".env"),
        ({"bot_id": "aibNOBODY"}, "BotID 不对", "company.toml 的 [channels.wecom_robot]"),
        ({"stream_url": "ws://127.0.0.1:9"}, "连不上接口(连接被拒绝):请检查本机能否访问 127.0.0.1:9", ""),
    ],
    ids=str,
)
async def test_the_robots_long_connection_is_tried(
    database: str, clock: SetClock, fields: dict[str, Any], cure: str, files: str
) -> None:
    async with FakeWecomRobot(clock, "stream") as robot:
        channels = Channels(wecom_robot=robot.settings())
        settings = demo_settings(database).model_copy(update={"channels": channels, "notify": {}})
        assert await found(settings, "wecom_robot") == []
        said = await the_one(changed(settings, "wecom_robot", **fields), "wecom_robot")
    assert cure in said
    assert (f"写在公司文件夹的 {files};" in said) if files else ("写在" not in said)


async def test_an_address_that_was_never_told_is_not_passed_over(world: World) -> None:
    told = [f async for f in examine(world.shop.settings, SetClock(TUESDAY)) if "没有试" in f.words]
    assert [f.level for f in told] == [Level.WARN]
    assert "public_url" in told[0].cure
