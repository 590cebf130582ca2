"""快递100: the vectors, and what every code of it means to us."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from pydantic import SecretStr

from bot.carriers.base import Heard
from bot.carriers.kuaidi100 import Kuaidi100, signed
from bot.channels.base import Forged, SendFailed, WebRequest
from bot.clock import SystemClock
from bot.doctor import examine
from config.channels import Channels, ConsoleSettings
from config.settings import Carriers, Kuaidi100Settings
from handlers.domain.order import OrderId
from handlers.domain.tracking import Parcel, Status
from tests.fakes.kuaidi100 import FakeKuaidi100
from tests.shop import demo_settings

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "logistics.json").read_text("utf-8"))["kuaidi100"]
PARCEL = Parcel(OrderId(1), "SF1234567890", "shunfeng")


def carrier(http: httpx.AsyncClient, settings: Kuaidi100Settings) -> Kuaidi100:
    return Kuaidi100(settings, "https://bot.example.invalid", http)


@pytest.mark.parametrize("vector", VECTORS["query"], ids=lambda v: v["id"])
def test_a_question_is_signed_as_its_vector_says(vector: dict[str, str]) -> None:
    assert signed(vector["param"], vector["key"], vector["customer"]) == vector["sign"]


@pytest.mark.parametrize("vector", VECTORS["push"], ids=lambda v: v["id"])
async def test_a_push_is_taken_or_refused_as_its_vector_says(vector: dict[str, str]) -> None:
    settings = Kuaidi100Settings(enabled=True, push=True, salt=SecretStr("kdTestSalt01"))
    body = urlencode({"sign": vector["sign"], "param": vector["param"]}).encode()
    async with httpx.AsyncClient() as http:
        own = carrier(http, settings)

        def receive() -> Heard:
            return own.receive(WebRequest("POST", {}, body, {}))

        if vector["expect"] == "reject":
            with pytest.raises(Forged) as refused:
                receive()
            assert refused.value.reason == "signature"
            return
        heard = receive()
    assert heard.report is not None
    assert (heard.report.number, heard.report.status) == ("SF0000000000001", Status.SIGNED)
    assert json.loads(heard.reply) == {"result": True, "returnCode": "200", "message": "成功"}


@pytest.mark.parametrize(
    ("code", "reason", "retry"),
    [
        (400, "refused", False),
        (408, "refused", False),
        (500, "", False),  # nothing is known yet
        (501, "server", True),
        (502, "server", True),
        (503, "auth", False),
        (600, "auth", False),
        (601, "auth", False),
        ("status:502", "server", True),
        ("garbage", "server", True),
        ("cut", "network", True),
    ],
)
async def test_every_answer_to_a_question_is_understood(code: Any, reason: str, retry: bool) -> None:
    async with FakeKuaidi100(SystemClock()) as fake, httpx.AsyncClient() as http:
        fake.fail_next(code)
        own = carrier(http, fake.settings())
        if not reason:
            assert await own.query(PARCEL) is None
            return
        with pytest.raises(SendFailed) as failed:
            await own.query(PARCEL)
    assert (failed.value.reason, failed.value.retry) == (reason, retry)


@pytest.mark.parametrize(
    ("code", "reason"), [(500, "server"), (600, "auth"), (601, "auth"), (700, "refused"), (701, "refused")]
)
async def test_every_answer_to_a_subscription_is_understood(code: int, reason: str) -> None:
    async with FakeKuaidi100(SystemClock()) as fake, httpx.AsyncClient() as http:
        fake.fail_next(code)
        own = carrier(http, fake.settings(push=True))
        with pytest.raises(SendFailed) as failed:
            await own.subscribe(PARCEL)
        assert failed.value.reason == reason
        assert await own.subscribe(PARCEL)
        assert await own.subscribe(PARCEL)  # 501: it is subscribed already


async def found(fake: FakeKuaidi100, tmp_path: Path, **changed: Any) -> list[str]:
    settings = demo_settings(
        f"sqlite+aiosqlite:///{tmp_path}/no.sqlite3",
        carriers=Carriers(kuaidi100=fake.settings(**changed)),
        channels=Channels(console=ConsoleSettings()),
    )
    return [str(one) async for one in examine(settings, SystemClock()) if "kuaidi100" in str(one)]


async def test_the_doctor_asks_once_and_names_what_is_wrong_with_the_account(tmp_path: Path) -> None:
    async with FakeKuaidi100(SystemClock()) as fake:
        (fine,) = await found(fake, tmp_path)
        assert "✓" in fine
        assert "账号可用" in fine
        assert len(fake.queries) == 1
        for wrong, cure in (
            ({"customer": "ANOTHER"}, "JIEDAN_KUAIDI100_KEY"),
            ({"api_base": "http://127.0.0.1:9"}, "连不上"),
        ):
            said = await found(fake, tmp_path, **wrong)
            assert any("✗" in line and cure in line for line in said)
        fake.fail_next(601)
        assert any("续费" in line for line in await found(fake, tmp_path))
        assert any("顺丰的单不会查" in line for line in await found(fake, tmp_path, phone=""))
