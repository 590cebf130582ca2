"""Sending through DingTalk: every way out, tokens, limits, every error; never a secret in any of them."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot.channels.base import SendFailed, WebRequest
from bot.channels.dingtalk import Dingtalk
from bot.clock import SetClock
from cards.card import Card
from handlers.domain.messaging import ChatKind, ChatRef
from handlers.domain.quota import calls_of
from storage import Store, open_store
from tests.contract.conftest import chain
from tests.contract.wecom_cards import CARDS
from tests.fakes import DingShown, FakeDingtalk
from tests.fakes.dingtalk.callbacks import GROUP

LISI = ChatRef("dingtalk", "lisi")
ORDERS = ChatRef("dingtalk", GROUP, ChatKind.GROUP)
ROBOT = ChatRef("dingtalk", "robot:warehouse", ChatKind.GROUP)
DRAFT, SENTENCE, PLACED = CARDS["draft"], CARDS["sentence"], CARDS["placed_no_buttons"]


@pytest.fixture
async def dingtalk(clock: SetClock) -> AsyncIterator[FakeDingtalk]:
    async with FakeDingtalk(clock) as fake:
        yield fake


@pytest.fixture
def channel(dingtalk: FakeDingtalk, http: httpx.AsyncClient, clock: SetClock) -> Dingtalk:
    return Dingtalk(dingtalk.settings(), http, clock)


@pytest.fixture
def plain(dingtalk: FakeDingtalk, http: httpx.AsyncClient, clock: SetClock) -> Dingtalk:
    """Without a card template."""
    return Dingtalk(dingtalk.settings(template=False), http, clock)


async def told(
    channel: Dingtalk, card: Card = SENTENCE, to: ChatRef = LISI, row: str = "row-1", mention: tuple[str, ...] = ()
) -> str:
    """Sends a whole card; returns the reference of its first message."""
    refs = []
    for number, payload in enumerate(channel.render(card, to, mention)):
        refs.append((await channel.send(to, payload, f"{row}:{number}")).ref)
    return refs[0]


async def hears(channel: Dingtalk, dingtalk: FakeDingtalk, user: str = "lisi", group: str = "") -> None:
    """Somebody has written, so the chat can be answered directly."""
    callback = dingtalk.text(user, "好", group=group)
    channel.receive(WebRequest(callback.method, callback.query, callback.body, callback.headers))


def paths(dingtalk: FakeDingtalk) -> list[str]:
    return [path for path, _ in dingtalk.calls]


def last(dingtalk: FakeDingtalk, chat: str = "lisi") -> DingShown:
    return dingtalk.seen[chat][-1]


# Ways out.


async def test_a_person_is_told_one_to_one(channel: Dingtalk, dingtalk: FakeDingtalk) -> None:
    await told(channel)
    assert (last(dingtalk).text, last(dingtalk).way) == ("好的,不客气。", "api")


async def test_a_chat_that_just_spoke_is_answered_through_its_session(
    channel: Dingtalk, dingtalk: FakeDingtalk
) -> None:
    await hears(channel, dingtalk)
    await told(channel)
    assert last(dingtalk).way == "session"
    assert "oauth2/accessToken" not in paths(dingtalk)


async def test_a_session_that_is_over_is_not_used(channel: Dingtalk, dingtalk: FakeDingtalk, clock: SetClock) -> None:
    await hears(channel, dingtalk)
    clock.move(minutes=89, seconds=1)
    await told(channel)
    assert last(dingtalk).way == "api"
    assert "robot/sendBySession" not in paths(dingtalk)


async def test_a_session_that_is_refused_is_left_for_the_api(channel: Dingtalk, dingtalk: FakeDingtalk) -> None:
    await hears(channel, dingtalk)
    dingtalk.end_sessions()
    await told(channel)
    await told(channel, row="row-2")
    assert [shown.way for shown in dingtalk.seen["lisi"]] == ["api", "api"]
    assert paths(dingtalk).count("robot/sendBySession") == 1


async def test_a_group_is_answered_with_a_real_mention(plain: Dingtalk, dingtalk: FakeDingtalk) -> None:
    await hears(plain, dingtalk, group=GROUP)
    await told(plain, DRAFT, ORDERS, mention=("lisi",))
    shown = last(dingtalk, GROUP)
    assert (shown.at, shown.way) == (["lisi"], "session")
    assert "@lisi" in shown.text


async def test_a_card_in_a_group_mentions_by_name(channel: Dingtalk, dingtalk: FakeDingtalk) -> None:
    await hears(channel, dingtalk, group=GROUP)
    await told(channel, DRAFT, ORDERS, mention=("lisi",))
    assert (last(dingtalk, GROUP).way, last(dingtalk, GROUP).at) == ("card", ["lisi"])
    body = next(body for path, body in dingtalk.calls if path.endswith("createAndDeliver"))
    assert body["imGroupOpenDeliverModel"]["atUserIds"] == {"lisi": "lisi的名字"}


async def test_without_a_session_a_card_carries_the_mention(channel: Dingtalk, dingtalk: FakeDingtalk) -> None:
    await told(channel, PLACED, ORDERS, mention=("lisi",))
    assert (last(dingtalk, GROUP).way, last(dingtalk, GROUP).at) == ("card", ["lisi"])


async def test_a_group_without_session_and_template_is_told_by_the_api(plain: Dingtalk, dingtalk: FakeDingtalk) -> None:
    await told(plain, DRAFT, ORDERS, mention=("lisi",))
    assert last(dingtalk, GROUP).way == "api"


async def test_somebody_from_outside_is_answered_while_he_is_there(
    channel: Dingtalk, dingtalk: FakeDingtalk, clock: SetClock
) -> None:
    outside = ChatRef("dingtalk", "$:LWCP_v1:$outsider")
    await hears(channel, dingtalk, user="")
    await told(channel, DRAFT, outside)
    assert [shown.way for shown in dingtalk.seen[""]] == ["session"]
    clock.move(hours=2)
    with pytest.raises(SendFailed, match="no-session") as failed:
        await told(channel, SENTENCE, outside)
    assert (failed.value.reason, failed.value.retry) == ("window", False)


async def test_every_representative_card_arrives_by_every_way(
    channel: Dingtalk, plain: Dingtalk, dingtalk: FakeDingtalk, clock: SetClock
) -> None:
    for number, (name, card) in enumerate(CARDS.items()):
        clock.move(minutes=1)
        for to in (LISI, ORDERS, ROBOT):
            for way in (channel, plain):
                await told(way, card, to, f"{name}-{number}-{way is plain}", ("lisi",))
    assert {shown.way for screen in dingtalk.seen.values() for shown in screen} == {"api", "card", "robot"}


# Group robots.


async def test_a_group_robot_signs_and_mentions(channel: Dingtalk, dingtalk: FakeDingtalk) -> None:
    await told(channel, DRAFT, ROBOT, mention=("u09",))
    assert (last(dingtalk, "robot:warehouse").at, last(dingtalk, "robot:warehouse").way) == (["u09"], "robot")
    await told(channel, DRAFT, ChatRef("dingtalk", "robot:plain", ChatKind.GROUP))
    assert dingtalk.seen["robot:plain"]


async def test_a_group_robot_shows_a_repeated_row_once(channel: Dingtalk, dingtalk: FakeDingtalk) -> None:
    dingtalk.fail_next("lost", path="robot/send")
    with pytest.raises(SendFailed):
        await told(channel, SENTENCE, ROBOT)
    await told(channel, SENTENCE, ROBOT)
    assert len(dingtalk.seen["robot:warehouse"]) == 1


async def test_an_unknown_group_robot_is_refused(channel: Dingtalk, dingtalk: FakeDingtalk) -> None:
    with pytest.raises(SendFailed, match="robot-unknown"):
        await told(channel, SENTENCE, ChatRef("dingtalk", "robot:nobody", ChatKind.GROUP))
    assert dingtalk.calls == []


# Cards.


async def test_a_draft_is_a_card_and_is_updated_in_place(channel: Dingtalk, dingtalk: FakeDingtalk) -> None:
    ref = await told(channel, DRAFT)
    assert list(last(dingtalk).buttons) == ["确认下单", "取消", "依据"]
    await channel.update(LISI, ref, channel.render(PLACED, LISI)[0])
    assert (last(dingtalk).updates, last(dingtalk).buttons) == (1, {})
    assert "已下单" in last(dingtalk).reads()
    await channel.update(LISI, ref, channel.render(DRAFT, LISI)[0])
    assert last(dingtalk).updates == 2


@pytest.mark.parametrize(("ref", "card"), [("", PLACED), ("RC1", PLACED), ("jd-0", SENTENCE)])
async def test_what_is_no_card_cannot_be_updated(
    channel: Dingtalk, dingtalk: FakeDingtalk, ref: str, card: Card
) -> None:
    with pytest.raises(SendFailed, match="no-card") as failed:
        await channel.update(LISI, ref, channel.render(card, LISI)[0])
    assert not failed.value.retry
    assert dingtalk.calls == []


async def test_a_card_of_another_chat_is_not_touched(channel: Dingtalk) -> None:
    ref = await told(channel, DRAFT, ORDERS)
    with pytest.raises(SendFailed, match="other-chat"):
        await channel.update(LISI, ref, channel.render(PLACED, LISI)[0])


async def test_an_answer_lost_on_its_way_back_is_not_shown_twice(channel: Dingtalk, dingtalk: FakeDingtalk) -> None:
    dingtalk.fail_next("lost", path="card/instances/createAndDeliver")
    with pytest.raises(SendFailed) as failed:
        await told(channel, DRAFT)
    assert (failed.value.reason, failed.value.retry) == ("network", True)
    assert (await told(channel, DRAFT)).startswith("jd-")
    assert len(dingtalk.seen["lisi"]) == 1


async def test_a_card_that_was_created_and_not_delivered_is_delivered(
    channel: Dingtalk, dingtalk: FakeDingtalk
) -> None:
    dingtalk.fail_next("halfway:system.busy", path="card/instances/createAndDeliver")
    with pytest.raises(SendFailed, match="system"):
        await told(channel, DRAFT)
    assert not dingtalk.seen["lisi"]
    await told(channel, DRAFT)
    assert len(dingtalk.seen["lisi"]) == 1


async def test_two_equal_cards_that_are_both_meant_arrive(channel: Dingtalk, dingtalk: FakeDingtalk) -> None:
    await told(channel, DRAFT)
    await told(channel, DRAFT, row="row-2")
    assert len({shown.track for shown in dingtalk.seen["lisi"]}) == 2


@pytest.mark.parametrize("code", ["param.templateUnpublished", "param.contentUnsafe", "Forbidden.AccessDenied.X"])
async def test_a_card_that_cannot_be_is_a_message(channel: Dingtalk, dingtalk: FakeDingtalk, code: str) -> None:
    dingtalk.fail_next(code, path="card/instances/createAndDeliver")
    await told(channel, DRAFT)
    assert last(dingtalk).way == "api"
    assert "回复" in last(dingtalk).text


async def test_the_address_of_presses_is_registered_once(channel: Dingtalk, dingtalk: FakeDingtalk) -> None:
    await told(channel, DRAFT)
    await told(channel, DRAFT, row="row-2")
    assert paths(dingtalk).count("card/callbacks/register") == 1
    assert dingtalk.routes == {"jiedan": "https://bot.example.invalid/hook/dingtalk"}


async def test_over_the_stream_nothing_is_registered(
    dingtalk: FakeDingtalk, http: httpx.AsyncClient, clock: SetClock
) -> None:
    await told(Dingtalk(dingtalk.settings(mode="stream"), http, clock), DRAFT)
    assert dingtalk.routes == {}
    assert dingtalk.calls[-1][1]["callbackType"] == "STREAM"


async def test_what_the_channel_can_do_depends_on_the_template(channel: Dingtalk, plain: Dingtalk) -> None:
    assert (channel.caps.form, channel.caps.update) == (True, True)
    assert (plain.caps.form, plain.caps.update) == (False, False)


# Tokens.


async def test_one_token_serves_all_and_is_fetched_once(channel: Dingtalk, dingtalk: FakeDingtalk) -> None:
    await asyncio.gather(*(told(channel, row=f"row-{n}") for n in range(20)))
    assert paths(dingtalk).count("oauth2/accessToken") == 1


async def test_a_token_is_renewed_five_minutes_early(
    channel: Dingtalk, dingtalk: FakeDingtalk, clock: SetClock
) -> None:
    await told(channel)
    clock.move(seconds=7200 - 301)
    await told(channel, row="row-2")
    assert paths(dingtalk).count("oauth2/accessToken") == 1
    clock.move(seconds=2)
    await told(channel, row="row-3")
    assert paths(dingtalk).count("oauth2/accessToken") == 2


async def test_a_refused_token_is_fetched_anew_once(channel: Dingtalk, dingtalk: FakeDingtalk) -> None:
    await told(channel)
    dingtalk.expire_tokens()
    await asyncio.gather(*(told(channel, row=f"again-{n}") for n in range(5)))
    assert paths(dingtalk).count("oauth2/accessToken") == 2
    assert len(dingtalk.seen["lisi"]) == 6


async def test_a_token_refused_again_gives_up(channel: Dingtalk, dingtalk: FakeDingtalk) -> None:
    dingtalk.fail_next("InvalidAuthentication", "InvalidAuthentication", path="robot/")
    with pytest.raises(SendFailed, match="InvalidAuthentication") as failed:
        await told(channel)
    assert (failed.value.reason, failed.value.retry) == ("auth", False)
    assert paths(dingtalk).count("robot/oToMessages/batchSend") == 2


async def test_a_wrong_secret_is_not_tried_again_at_once(
    dingtalk: FakeDingtalk, http: httpx.AsyncClient, clock: SetClock
) -> None:
    channel = Dingtalk(dingtalk.settings().model_copy(update={"secret": SecretStr("wrong")}), http, clock)
    for number in range(4):
        with pytest.raises(SendFailed, match="invalidClientIdOrSecret"):
            await told(channel, row=f"row-{number}")
    assert paths(dingtalk) == ["oauth2/accessToken"]


@pytest.mark.parametrize("store_url", ["sqlite file", "postgresql"], indirect=True)
async def test_two_processes_on_one_database_keep_to_what_the_edition_allows_in_a_second(
    dingtalk: FakeDingtalk, http: httpx.AsyncClient, clock: SetClock, store: Store, store_url: str
) -> None:
    """Each alone would have its turns within the time that is waited for, all of them together have not."""
    settings = dingtalk.settings(template=False).model_copy(update={"calls_per_second": 1})
    other = await open_store(store_url)
    try:
        both = [Dingtalk(settings, http, clock) for _ in range(2)]
        for channel, shared in zip(both, (store, other), strict=True):
            channel.share(shared.paces)
        sends = [told(both[n % 2], to=ChatRef("dingtalk", f"u{n}"), row=f"row-{n}") for n in range(6)]
        late = [one for one in await asyncio.gather(*sends, return_exceptions=True) if isinstance(one, SendFailed)]
        assert late
        assert {one.code for one in late} == {"own-limit"}
        assert dingtalk.shown() == 6 - len(late)
        counted = await store.paces.tallied(calls_of("dingtalk", clock.now()))
        assert counted == 6 - len(late), "fetching a token is none"
    finally:
        await other.close()


# Errors.

NEW: list[tuple[str, tuple[str, bool, float | None]]] = [
    *((code, ("rate", True, 60.0)) for code in ("send.too.fast", "send.byToken.tooFast", "too.many.people")),
    *((code, ("rate", True, 60.0)) for code in ("too.many.group", "90002", "Throttling.Api", "status:429")),
    ("Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", ("rate", True, 5.0)),
    ("Forbidden.AccessDenied.QpmLimitForAppkeyAndApi", ("rate", True, 60.0)),
    ("blocked", ("quota", True, 300.0)),
    ("Forbidden.AccessDenied.ApiCountLimitForOrg", ("quota", True, None)),
    *((code, ("server", True, 5.0)) for code in ("system.error", "system.busy", "-1")),
    ("unknown.send.result", ("doubt", True, None)),
    *((code, ("server", True, None)) for code in ("status:500", "status:502", "status:408", "garbage")),
    ("cut", ("network", True, None)),
    *((code, ("auth", True, 300.0)) for code in ("ip.not.match", "Forbidden.AccessDenied.IpNotInWhiteList")),
    *((f"invalidParameter.robotCode.{end}", ("auth", False, None)) for end in ("empty", "auth", "notExsit", "invalid")),
    *((code, ("auth", False, None)) for code in ("template.not.existed", "template.stopped", "bot.stopped")),
    *((code, ("auth", False, None)) for code in ("send.forbidden", "bot.forbidden.sendMessage", "auth.error")),
    *((code, ("auth", False, None)) for code in ("chatbotId.notAllow.sendOTO", "resource.not.found")),
    ("status:403", ("quota", True, 300.0)),
    ("Forbidden.AccessDenied.AccessTokenPermissionDenied", ("auth", False, None)),
    *((f"contain.{end}", ("refused", False, None)) for end in ("unsafe.url", "notAllowed.text", "notAllowed.content")),
    *((f"invalidParameter.{end}", ("refused", False, None)) for end in ("msgParam.tooLong", "msgKey.invalid")),
    *((code, ("refused", False, None)) for code in ("miss.param.markdownTotext", "group.disbanded", "status:404")),
    *((code, ("refused", False, None)) for code in ("staffId.notExisted", "robot.oto.notExist", "something.new")),
]
OLD: list[tuple[int | str, tuple[str, bool, float | None]]] = [
    (410100, ("rate", True, 600.0)),
    (90020, ("quota", True, None)),
    (-1, ("server", True, 5.0)),
    *((code, ("auth", False, None)) for code in (310000, 400101, 400102, 400106)),
    *((code, ("refused", False, None)) for code in (400013, 400105, 40035, 430101, 430102, 430103, 430104, 99999)),
    ("status:502", ("server", True, None)),
    ("garbage", ("server", True, None)),
    ("cut", ("network", True, None)),
]
UNANSWERED = ("status:500", "status:502", "status:408", "garbage", "cut")


@pytest.mark.parametrize(("failure", "expected"), NEW, ids=lambda value: str(value))
@pytest.mark.parametrize("way", ["message", "update"])
async def test_every_error_says_what_to_do_and_tells_no_secret(
    channel: Dingtalk,
    dingtalk: FakeDingtalk,
    caplog: pytest.LogCaptureFixture,
    failure: str,
    expected: tuple[str, bool, float | None],
    way: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    ref = await told(channel, DRAFT)
    dingtalk.fail_next(*[failure] * 2, path="robot/" if way == "message" else "card/instances")
    with pytest.raises(SendFailed) as failed:
        await (told(channel) if way == "message" else channel.update(LISI, ref, channel.render(DRAFT, LISI)[0]))
    if way == "message" and failure in UNANSWERED:  # it may have arrived, and would be shown again
        expected = ("doubt", True, None)
    check(failed.value, expected, dingtalk, caplog)


@pytest.mark.parametrize(("failure", "expected"), OLD, ids=lambda value: str(value))
async def test_every_error_of_a_group_robot_says_what_to_do(
    channel: Dingtalk,
    dingtalk: FakeDingtalk,
    caplog: pytest.LogCaptureFixture,
    failure: int | str,
    expected: tuple[str, bool, float | None],
) -> None:
    caplog.set_level(logging.DEBUG)
    dingtalk.fail_next(failure, path="robot/send")
    with pytest.raises(SendFailed) as failed:
        await told(channel, SENTENCE, ROBOT)
    check(failed.value, expected, dingtalk, caplog)


@pytest.mark.parametrize("failure", ["status:502", "garbage", "cut", 410100])
async def test_trouble_with_a_session_is_tried_again_and_not_sent_by_another_way(
    channel: Dingtalk, dingtalk: FakeDingtalk, caplog: pytest.LogCaptureFixture, failure: int | str
) -> None:
    caplog.set_level(logging.DEBUG)
    await hears(channel, dingtalk)
    dingtalk.fail_next(failure, path="robot/sendBySession")
    with pytest.raises(SendFailed) as failed:
        await told(channel)
    assert failed.value.retry
    check(failed.value, (failed.value.reason, True, failed.value.after), dingtalk, caplog)


def check(
    failed: SendFailed,
    expected: tuple[str, bool, float | None],
    dingtalk: FakeDingtalk,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert (failed.reason, failed.retry, failed.after) == expected
    written = "".join(f"{error!r} {error} {vars(error)}" for error in chain(failed)) + caplog.text
    assert not [secret for secret in dingtalk.secrets if secret in written]
    assert "好的" not in written


@pytest.mark.parametrize("odd", ["say:[]", "say:null", "say:", 'say:{"accessToken":7,"expireIn":7200}', "say:{}"])
async def test_a_token_that_is_none_is_not_used(channel: Dingtalk, dingtalk: FakeDingtalk, odd: str) -> None:
    dingtalk.fail_next(odd, path="oauth2")
    with pytest.raises(SendFailed) as failed:
        await told(channel)
    assert (failed.value.reason, failed.value.retry) == ("server", True)


@pytest.mark.parametrize(
    ("group", "code", "retry"), [("gone", "invalid-staff", False), ("slowed", "flow-controlled", True)]
)
async def test_somebody_who_was_not_reached_is_a_failure(
    channel: Dingtalk, dingtalk: FakeDingtalk, group: str, code: str, retry: bool
) -> None:
    getattr(dingtalk, group).add("lisi")
    with pytest.raises(SendFailed, match=code) as failed:
        await told(channel)
    assert failed.value.retry is retry


async def test_a_card_that_reached_nobody_is_tried_as_a_message(channel: Dingtalk, dingtalk: FakeDingtalk) -> None:
    dingtalk.gone.add("lisi")
    with pytest.raises(SendFailed, match="invalid-staff"):
        await told(channel, DRAFT)


# The doctor.


async def test_credentials_that_work_have_no_findings(channel: Dingtalk, dingtalk: FakeDingtalk) -> None:
    assert await channel.check() == ()
    assert not dingtalk.seen, "nobody is disturbed"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"client_id": ""}, "Client ID"),
        ({"secret": SecretStr("")}, "JIEDAN_DINGTALK_SECRET"),
        ({"secret": SecretStr("wrong")}, "Client Secret 不对"),
        ({"robot_code": "dingother"}, "robot_code"),
        ({"card_template": "no.schema"}, "模板"),
        ({"public_url": "http://x"}, "param.callbackUrlEmpty"),
        ({"api_base": "http://127.0.0.1:9"}, "连不上"),
    ],
)
async def test_doctor_says_how_to_mend_it(
    dingtalk: FakeDingtalk, http: httpx.AsyncClient, clock: SetClock, changed: dict[str, Any], words: str
) -> None:
    (finding,) = await Dingtalk(dingtalk.settings().model_copy(update=changed), http, clock).check()
    assert words in finding


async def test_doctor_tries_the_stream_and_the_right_to_send_cards(
    dingtalk: FakeDingtalk, http: httpx.AsyncClient, clock: SetClock
) -> None:
    channel = Dingtalk(dingtalk.settings(mode="stream"), http, clock)
    dingtalk.permitted = False
    (finding,) = await channel.check()
    assert "Card.Instance.Write" in finding
    dingtalk.stream_allowed = False
    assert "权限" in (await channel.check())[0]
