"""What every channel promises, whatever its platform: run for each entry of REGISTRY."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels import REGISTRY, open_channels
from bot.channels.base import Channel, Forged, Pulling, Received, SendFailed, WebRequest
from bot.clock import SetClock
from config.channels import Channels
from config.settings import Settings
from handlers.domain.messaging import ChatRef, MessageKind
from tests.contract.wecom_cards import CARDS
from tests.fakes import FakeDingtalk, FakeFeishu, FakeKf, FakeOa, FakeWecom, FakeWecomRobot
from tests.fakes.wecom.seal import Callback
from tests.hostile import SECRET_WORDS

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 12, 2, 3, tzinfo=UTC)


@dataclass
class Case:
    """A channel on its fake platform."""

    channel: Channel
    platform: Any

    async def receive(self, callback: Callback) -> Received:
        """What came in by this callback; what a bell announced is fetched."""
        got = self.channel.receive(WebRequest(callback.method, callback.query, callback.body, callback.headers))
        if got.bell is None or not isinstance(self.channel, Pulling):
            return got
        pulled = await self.channel.pull(got.bell, self.platform.cursor_of(callback), None)
        return replace(got, messages=tuple(message for message, _ in pulled.page[:1]))


async def wecom(clock: SetClock) -> AsyncIterator[tuple[Settings, FakeWecom]]:
    async with FakeWecom(clock) as fake:
        yield Settings(channels=Channels(wecom=fake.settings())), fake


async def wechat_kf(clock: SetClock) -> AsyncIterator[tuple[Settings, FakeKf]]:
    async with FakeKf(clock) as fake:
        fake.allow("lisi", 1000, hours=48)
        yield Settings(channels=Channels(wechat_kf=fake.settings())), fake


async def wechat_oa(clock: SetClock) -> AsyncIterator[tuple[Settings, FakeOa]]:
    async with FakeOa(clock) as fake:
        fake.allow("lisi", 1000, hours=48)
        yield Settings(channels=Channels(wechat_oa=fake.settings(menus=True))), fake


async def dingtalk(clock: SetClock) -> AsyncIterator[tuple[Settings, FakeDingtalk]]:
    async with FakeDingtalk(clock) as fake:
        yield Settings(channels=Channels(dingtalk=fake.settings())), fake


async def feishu(clock: SetClock) -> AsyncIterator[tuple[Settings, FakeFeishu]]:
    async with FakeFeishu(clock) as fake:
        yield Settings(channels=Channels(feishu=fake.settings())), fake


async def wecom_robot(clock: SetClock) -> AsyncIterator[tuple[Settings, FakeWecomRobot]]:
    async with FakeWecomRobot(clock) as fake:
        yield Settings(channels=Channels(wecom_robot=fake.settings())), fake


FAKES: Mapping[str, Callable[[SetClock], AsyncIterator[tuple[Settings, Any]]]] = {
    "dingtalk": dingtalk,
    "feishu": feishu,
    "wecom": wecom,
    "wecom_robot": wecom_robot,
    "wechat_kf": wechat_kf,
    "wechat_oa": wechat_oa,
}


def backwards(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value[::-1] for name, value in values.items()}


@pytest.fixture(params=sorted(REGISTRY))
async def case(request: pytest.FixtureRequest) -> AsyncIterator[Case]:
    clock = SetClock(NOW)
    async for settings, fake in FAKES[request.param](clock):
        async with httpx.AsyncClient() as http:
            opened = Case(open_channels(settings, http, clock)[request.param], fake)
            if isinstance(fake, FakeWecomRobot):
                for number in range(80):  # each allows one answer
                    await opened.receive(fake.text("lisi", f"第{number}句"))
            yield opened


def test_every_channel_has_its_folder_its_fixtures_and_its_page() -> None:
    for name in REGISTRY:
        folder = ROOT / "bot" / "channels" / name
        assert all((folder / f"{part}.py").exists() for part in ("wire", "card", "client"))
        assert list((ROOT / "tests" / "fixtures" / name).iterdir())
        assert (ROOT / "docs" / "channels" / f"{name}.md").exists()
        assert name in FAKES


async def test_a_channel_that_is_switched_off_is_not_opened() -> None:
    async with httpx.AsyncClient() as http:
        assert open_channels(Settings(), http, SetClock(NOW)) == {}


async def test_a_valid_callback_is_a_message_of_this_channel(case: Case) -> None:
    (said,) = (await case.receive(case.platform.text("lisi", "J6P左转向节 300件"))).messages
    assert (said.channel, said.chat.channel, said.sender.channel) == (case.channel.name,) * 3
    assert (said.kind, said.text, said.id) == (MessageKind.TEXT, "J6P左转向节 300件", 0)
    assert said.received_at == NOW


async def test_a_replay_and_a_retry_keep_their_identity(case: Case) -> None:
    first = case.platform.text("lisi", "300件")
    ids = {(await case.receive(c)).messages[0].external_id for c in (first, first, case.platform.again(first))}
    other = (await case.receive(case.platform.text("lisi", "300件"))).messages[0].external_id
    assert len(ids) == 1
    assert other not in ids


async def test_an_old_callback_is_still_somebodys_message(case: Case) -> None:
    old = case.platform.text("lisi", "300件", at=NOW - timedelta(hours=24))
    (said,) = (await case.receive(old)).messages
    assert said.sent_at == NOW - timedelta(hours=24)


async def test_an_unknown_kind_is_not_swallowed(case: Case) -> None:
    (said,) = (await case.receive(case.platform.said("lisi", "hologram", {}))).messages
    assert said.kind is MessageKind.OTHER


@pytest.mark.parametrize(
    "spoil",
    [
        lambda c: replace(c, query=backwards(c.query), headers=backwards(c.headers)),
        lambda c: replace(c, query={}, headers={}),
        lambda c: replace(c, body=c.body[:-40]),
        lambda c: replace(c, body=b""),
        lambda c: replace(c, method="DELETE"),
    ],
    ids=["wrong signature", "unsigned", "truncated", "empty", "wrong method"],
)
async def test_a_spoilt_callback_is_forged_and_repeats_nothing_of_it(
    case: Case, spoil: Callable[[Callback], Callback]
) -> None:
    with pytest.raises(Forged) as refused:
        await case.receive(spoil(case.platform.text("lisi", SECRET_WORDS)))
    assert SECRET_WORDS not in repr(refused.value)


@pytest.mark.parametrize("name", CARDS)
async def test_every_card_can_be_sent(case: Case, name: str) -> None:
    to = ChatRef(case.channel.name, "lisi")
    for number, payload in enumerate(case.channel.render(CARDS[name], to)):
        await case.channel.send(to, payload, f"{name}-{number}")


@pytest.mark.parametrize(
    ("failure", "reason", "retry"),
    [("status:503", "server", True), ("garbage", "server", True), ("cut", "network", True)],
)
async def test_trouble_below_the_platforms_codes_may_be_tried_again(
    case: Case, failure: str, reason: str, retry: bool
) -> None:
    to = ChatRef(case.channel.name, "lisi")
    case.platform.fail_next(failure)
    with pytest.raises(SendFailed) as failed:
        await case.channel.send(to, case.channel.render(CARDS["sentence"], to)[0], "row-1")
    unkeyed = case.channel.name == "dingtalk"  # it knows no repetition: what may have arrived is in doubt
    assert (failed.value.reason, failed.value.retry) == ("doubt" if unkeyed else reason, retry)
    assert not [secret for secret in case.platform.secrets if secret in repr(failed.value)]


async def test_working_credentials_have_no_findings(case: Case) -> None:
    assert await case.channel.check() == ()
