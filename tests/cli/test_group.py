"""`jiedan group` against the platform: the group is there, something was said in it, and the next step is printed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.fakes import FakeWecom


@pytest.fixture
async def wecom() -> AsyncIterator[FakeWecom]:
    async with FakeWecom() as fake:
        yield fake


@pytest.fixture
def company(wecom: FakeWecom, tmp_path: Path) -> Path:
    own = wecom.account
    (tmp_path / "company.toml").write_text(
        f'[channels.wecom]\nenabled = true\ncorp_id = "{own.corp_id}"\nagent_id = {own.agent_id}\n'
        f'api_base = "{wecom.api_base}"\n',
        encoding="utf-8",
    )
    (tmp_path / ".env").write_text(
        f"JIEDAN_WECOM_SECRET={own.secret}\nJIEDAN_WECOM_TOKEN={own.token}\nJIEDAN_WECOM_AES_KEY={own.aes_key}\n",
        encoding="utf-8",
    )
    return tmp_path


async def run(company: Path, *words: str) -> int:
    return await asyncio.to_thread(main, ["group", *words, "--config", str(company)])


async def test_a_group_is_made_and_spoken_in(
    wecom: FakeWecom, company: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run(company, "仓库群", "ZhouKu", "HeCai", "ZhouKu", "--id", "warehouse1") == 0
    assert len(wecom.groups["warehouse1"]) == 1
    path, body = next(call for call in wecom.calls if call[0] == "appchat/create")
    assert (path, body["owner"], body["userlist"]) == ("appchat/create", "ZhouKu", ["ZhouKu", "HeCai"])
    out = capsys.readouterr().out
    assert 'warehouse = { channel = "wecom", chat = "warehouse1" }' in out
    assert "\nwarehouse1,group,仓库群,,wecom\n" in out
    assert not [secret for secret in wecom.secrets if secret in out]


async def test_what_the_platform_refuses_is_told_with_its_cure(
    wecom: FakeWecom, company: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wecom.visible_to_all = False
    assert await run(company, "仓库群", "ZhouKu", "HeCai") == 3
    assert "48002" in capsys.readouterr().err
