"""金蝶云星空: the vector of its signed heads, and what the doctor says of the account."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.clock import SystemClock
from bot.doctor import examine
from bot.erp.kingdee_sign import Login, heads, unhidden
from config.settings import Channels, ConsoleSettings, Erp
from tests.fakes.kingdee import FakeKingdee
from tests.shop import demo_settings

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "logistics.json").read_text("utf-8"))


def test_the_heads_are_those_of_the_vector() -> None:
    one = VECTORS["kingdee"]
    login = Login(one["acct_id"], one["user"], one["app_id"], one["app_secret"], one["lcid"], str(one["org"]))
    stamp = str(one["timestamp"])
    assert heads(login, one["url"], stamp, stamp) == one["headers"]
    assert unhidden(one["app_id"].partition("_")[2]) == one["client_secret_decoded"]
    for wrong in ("", "short", "!" * 32):
        with pytest.raises(ValueError, match="AppId"):
            unhidden(wrong)


async def test_the_doctor_tries_it_and_names_the_cure(tmp_path: Path) -> None:
    async with FakeKingdee(SystemClock()) as erp:

        async def found(**changed: Any) -> str:
            settings = demo_settings(
                f"sqlite+aiosqlite:///{tmp_path}/no.sqlite3",
                erp=Erp(kingdee=erp.settings(**changed)),
                channels=Channels(console=ConsoleSettings()),
            )
            return "\n".join([str(one) async for one in examine(settings, SystemClock()) if "kingdee" in str(one)])

        assert "✓" in await found()
        assert "JIEDAN_KINGDEE_SECRET" in await found(secret=SecretStr("wrong"))
        assert "连不上" in await found(url="http://127.0.0.1:9/k3cloud")
