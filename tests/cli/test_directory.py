"""Binding by the platform's own directory: the command, against a platform that answers like the real one."""

import asyncio
from pathlib import Path

import httpx
import pytest

from bot.__main__ import main
from bot.channels import open_channels
from bot.channels.base import Listing, Member, SendFailed
from bot.clock import SystemClock
from bot.commands.exits import Exit
from config.channels import Channels
from config.settings import Settings
from handlers.domain.messaging import UserRef
from storage import open_store
from tests.fakes import FakeDingtalk, FakeFeishu, FakeWecom

PEOPLE = """user,name,role,customer
chen,陈海波,sales,
lin,林晓燕,sales,
cai,蔡国平,warehouse,
wang1,王强,sales,
wang2,王强,warehouse,
gone,走了的,sales,
"""


async def members_of(name: str, settings: Settings) -> tuple[Member, ...]:
    async with httpx.AsyncClient(trust_env=False) as http:
        channel = open_channels(settings, http, SystemClock())[name]
        assert isinstance(channel, Listing)
        return await channel.members()


def crowd(count: int) -> dict[str, str]:
    return {f"u{n:03}": f"人{n}" for n in range(count)}


async def test_wecom_lists_every_department_once() -> None:
    async with FakeWecom() as wecom:
        wecom.directory = {1: crowd(3), 7: {"u001": "人1", "x": "新人"}}
        found = await members_of("wecom", Settings(channels=Channels(wecom=wecom.settings())))
    assert {(m.user_id, m.name) for m in found} == {*crowd(3).items(), ("x", "新人")}
    assert len(found) == 4


async def test_dingtalk_lists_every_page_of_every_department() -> None:
    async with FakeDingtalk() as dingtalk:
        dingtalk.directory = {1: crowd(230), 5: {"u001": "人1", "x": "新人"}}
        found = await members_of("dingtalk", Settings(channels=Channels(dingtalk=dingtalk.settings())))
    assert len(found) == 231


async def test_feishu_lists_every_page_of_every_department() -> None:
    async with FakeFeishu() as feishu:
        feishu.directory = {"0": crowd(120), "od-1": {"x": "新人"}}
        found = await members_of("feishu", Settings(channels=Channels(feishu=feishu.settings())))
    assert len(found) == 121
    assert Member("x", "新人") in found


async def test_who_is_not_allowed_is_told() -> None:
    async with FakeWecom() as wecom:
        wecom.fail_next(60011, path="department")
        with pytest.raises(SendFailed):
            await members_of("wecom", Settings(channels=Channels(wecom=wecom.settings())))


async def test_staff_are_bound_by_a_name_that_is_one_persons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with FakeWecom() as wecom:
        own = wecom.settings()
        for key in ("secret", "token", "aes_key"):
            monkeypatch.setenv(f"JIEDAN_WECOM_{key.upper()}", getattr(own, key).get_secret_value())
        lines = ["enabled = true", f'corp_id = "{own.corp_id}"', f"agent_id = {own.agent_id}"]
        toml = "\n".join(["[channels.wecom]", *lines, f'api_base = "{own.api_base}"'])
        (tmp_path / "company.toml").write_text(toml, encoding="utf-8")
        (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
        wecom.directory = {
            1: {"ChenHaiBo": "陈海波", "cai": "老蔡", "WQ": "王强"},
            2: {"LX": "林晓燕", "LX2": "林晓燕"},
        }
        config = ["--config", str(tmp_path)]

        async def says(*words: str, code: Exit = Exit.OK) -> str:
            assert await asyncio.to_thread(main, [*words, *config]) == code
            out = capsys.readouterr()
            return str(out.out + out.err)

        await says("import", str(tmp_path), "--channel", "console")
        looked = await says("people", "directory", "wecom")
        for line in (
            "chen\t陈海波\t可以绑定(姓名相同)\tChenHaiBo",
            "cai\t蔡国平\t可以绑定(编号相同)\tcai",
            "lin\t林晓燕\t有同名的人,请用 bind 指定\t",
            "wang1\t王强\t有同名的人,请用 bind 指定\t",
            "gone\t走了的\t通讯录里没有\t",
        ):
            assert line in looked
        assert "现在绑定" in await says("people", "directory", "wecom", "--bind")
        again = await says("people", "directory", "wecom", "--bind")
        assert "现在绑定" not in again
        assert "chen\t陈海波\t已绑定\tChenHaiBo" in again
        await says("people", "bind", "走了的", "LX", "--channel", "wecom")
        wecom.directory = {1: {"LX": "林晓燕"}}
        moved = await says("people", "directory", "wecom", "--bind")
        assert "lin\t林晓燕\t账号已经绑给别人\tLX" in moved
        assert "没有给姓名" not in moved
        wecom.directory = {1: {"lin": "", "x": ""}}
        nameless = await says("people", "directory", "wecom")
        assert "没有给姓名,只能对编号" in nameless
        assert "lin\t林晓燕\t可以绑定(编号相同)\tlin" in nameless
        assert "chen\t陈海波\t绑定的账号不在通讯录里(离职了请停用)\tChenHaiBo" in moved
        assert "没有打开" in await says("people", "directory", "wechat_kf", code=Exit.USAGE)
        wecom.fail_next(60011, path="department")
        assert "权限" in await says("people", "directory", "wecom", code=Exit.UNREACHABLE)
        wecom.fail_next(*[60020] * 4)
        assert "企业可信IP" in await says("people", "directory", "wecom", code=Exit.UNREACHABLE)
    store = await open_store(f"sqlite+aiosqlite:///{tmp_path}/data/jiedan.sqlite3")
    async with store.read() as uow:
        found = {a: await uow.parties.person_at(UserRef("wecom", a)) for a in ("ChenHaiBo", "cai", "LX", "WQ")}
    await store.close()
    assert {a: p and p.user for a, p in found.items()} == {"ChenHaiBo": "chen", "cai": "cai", "LX": "gone", "WQ": None}
