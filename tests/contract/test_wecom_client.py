"""WeCom's API: tokens, sending, updating, every error; never a secret in any of them."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot.channels.base import SendFailed, WebRequest
from bot.channels.transport import Token
from bot.channels.wecom import Wecom
from bot.clock import SetClock
from cards.card import Button, Card, Note
from handlers.domain.messaging import ChatKind, ChatRef
from tests.contract.conftest import chain
from tests.contract.wecom_cards import CARDS
from tests.fakes import FakeWecom

LISI = ChatRef("wecom", "lisi")
GROUP = ChatRef("wecom", "warehouse1", ChatKind.GROUP)
TEXT = {"msgtype": "text", "text": {"content": "好的"}}
DRAFT = CARDS["draft"]


@pytest.fixture
async def wecom(clock: SetClock) -> AsyncIterator[FakeWecom]:
    async with FakeWecom(clock) as fake:
        fake.make_group("warehouse1")
        yield fake


@pytest.fixture
def channel(wecom: FakeWecom, http: httpx.AsyncClient, clock: SetClock) -> Wecom:
    return Wecom(wecom.settings(), http, clock)


def card(channel: Wecom, what: Card = DRAFT) -> Any:
    return channel.render(what, LISI)[0]


def paths(wecom: FakeWecom) -> list[str]:
    return [path for path, _ in wecom.calls]


async def test_a_text_reaches_its_person(channel: Wecom, wecom: FakeWecom) -> None:
    sent = await channel.send(LISI, TEXT, "row-1")
    assert [shown.text for shown in wecom.seen["lisi"]] == ["好的"]
    assert sent.ref == ""


async def test_every_representative_card_is_taken(channel: Wecom, wecom: FakeWecom, clock: SetClock) -> None:
    for name, what in CARDS.items():
        clock.move(minutes=1)
        for to in (LISI, GROUP):
            for number, payload in enumerate(channel.render(what, to)):
                await channel.send(to, payload, f"{name}-{number}")
    assert len(wecom.seen["lisi"]) > len(CARDS)
    assert len(wecom.groups["warehouse1"]) >= len(CARDS)


async def test_a_card_is_updated_by_the_code_its_sending_gave(channel: Wecom, wecom: FakeWecom) -> None:
    sent = await channel.send(LISI, card(channel), "row-1")
    await channel.update(LISI, sent.ref, card(channel, CARDS["placed_no_buttons"]))
    (shown,) = wecom.seen["lisi"]
    assert "已下单" in shown.reads()
    assert shown.buttons == []


async def test_a_code_works_once_then_the_caller_must_send_anew(channel: Wecom) -> None:
    sent = await channel.send(LISI, card(channel), "row-1")
    await channel.update(LISI, sent.ref, card(channel))
    with pytest.raises(SendFailed, match="60140") as failed:
        await channel.update(LISI, sent.ref, card(channel))
    assert not failed.value.retry


async def test_a_code_dies_after_72_hours(channel: Wecom, clock: SetClock) -> None:
    sent = await channel.send(LISI, card(channel), "row-1")
    clock.move(hours=72)
    with pytest.raises(SendFailed, match="60140"):
        await channel.update(LISI, sent.ref, card(channel))


async def test_a_press_brings_a_new_code(channel: Wecom, wecom: FakeWecom) -> None:
    await channel.send(LISI, card(channel), "row-1")
    (shown,) = wecom.seen["lisi"]
    pressed = wecom.tap("lisi", shown, "确认下单", code="")
    (message,) = channel.receive(WebRequest(pressed.method, pressed.query, pressed.body)).messages
    assert message.tap
    await channel.update(LISI, message.tap.card_ref, card(channel, CARDS["placed_no_buttons"]))
    assert shown.updates == 1


@pytest.mark.parametrize("what", [TEXT, {"msgtype": "text", "text": {"content": "x"}}])
async def test_what_is_no_card_cannot_replace_one(channel: Wecom, wecom: FakeWecom, what: dict[str, Any]) -> None:
    with pytest.raises(SendFailed, match="no-card"):
        await channel.update(LISI, "code", what)
    assert wecom.calls == []


async def test_the_same_row_sent_twice_reaches_the_person_once(channel: Wecom, wecom: FakeWecom) -> None:
    for payload in (TEXT, card(channel)):
        await channel.send(LISI, payload, "row-1")
        await channel.send(LISI, payload, "row-1")
    assert len(wecom.seen["lisi"]) == 2


async def test_an_answer_lost_on_its_way_back_is_not_sent_twice(channel: Wecom, wecom: FakeWecom) -> None:
    wecom.fail_next("lost", path="message/send")
    with pytest.raises(SendFailed) as failed:
        await channel.send(LISI, card(channel), "row-1")
    assert (failed.value.reason, failed.value.retry) == ("network", True)
    await channel.send(LISI, card(channel), "row-1")
    assert len(wecom.seen["lisi"]) == 1


async def test_two_equal_cards_and_texts_that_are_both_meant_arrive(channel: Wecom, wecom: FakeWecom) -> None:
    for payload in (TEXT, card(channel)):
        await channel.send(LISI, payload, "row-1")
        await channel.send(LISI, payload, "row-2")
    assert len(wecom.seen["lisi"]) == 4


async def test_one_token_serves_all_and_is_fetched_once(channel: Wecom, wecom: FakeWecom) -> None:
    await asyncio.gather(*(channel.send(LISI, TEXT, f"row-{n}") for n in range(20)))
    assert paths(wecom).count("gettoken") == 1


async def test_a_token_is_renewed_five_minutes_early(channel: Wecom, wecom: FakeWecom, clock: SetClock) -> None:
    await channel.send(LISI, TEXT, "row-1")
    clock.move(seconds=7200 - 301)
    await channel.send(LISI, TEXT, "row-2")
    assert paths(wecom).count("gettoken") == 1
    clock.move(seconds=2)
    await channel.send(LISI, TEXT, "row-3")
    assert paths(wecom).count("gettoken") == 2


async def test_a_token_that_lives_only_a_minute_is_still_used(
    channel: Wecom, wecom: FakeWecom, clock: SetClock
) -> None:
    wecom.token_seconds = 60
    await channel.send(LISI, TEXT, "row-1")
    await channel.send(LISI, TEXT, "row-2")
    assert paths(wecom).count("gettoken") == 1


@pytest.mark.parametrize("spoil", ["expire_tokens", "withdraw_tokens"])
async def test_a_refused_token_is_fetched_anew_once(channel: Wecom, wecom: FakeWecom, spoil: str) -> None:
    await channel.send(LISI, TEXT, "row-1")
    getattr(wecom, spoil)()
    await asyncio.gather(*(channel.send(LISI, TEXT, f"again-{n}") for n in range(5)))
    assert paths(wecom).count("gettoken") == 2
    assert len(wecom.seen["lisi"]) == 6


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_token_refused_again_gives_up(channel: Wecom, wecom: FakeWecom, code: int) -> None:
    wecom.fail_next(code, code, path="message/send")
    with pytest.raises(SendFailed) as failed:
        await channel.send(LISI, TEXT, "row-1")
    assert (failed.value.reason, failed.value.code, failed.value.retry) == ("auth", str(code), False)
    assert paths(wecom).count("message/send") == 2


@pytest.mark.parametrize(("failure", "seconds"), [(40001, 30), (45009, 60)])
async def test_a_refused_request_for_a_token_is_not_repeated_at_once(
    channel: Wecom, wecom: FakeWecom, clock: SetClock, failure: int, seconds: int
) -> None:
    wecom.fail_next(failure, path="gettoken")
    for number in range(5):
        with pytest.raises(SendFailed, match=str(failure)):
            await channel.send(LISI, TEXT, f"row-{number}")
    assert paths(wecom) == ["gettoken"]
    clock.move(seconds=seconds)
    await channel.send(LISI, TEXT, "row-9")
    assert paths(wecom) == ["gettoken", "gettoken", "message/send"]


async def test_a_busy_platform_is_asked_three_times_more(channel: Wecom, wecom: FakeWecom) -> None:
    wecom.fail_next(-1, -1, -1, path="message/send")
    await channel.send(LISI, TEXT, "row-1")
    assert len(wecom.seen["lisi"]) == 1
    wecom.fail_next(-1, -1, -1, -1, path="message/send")
    with pytest.raises(SendFailed) as failed:
        await channel.send(LISI, TEXT, "row-2")
    assert (failed.value.reason, failed.value.retry) == ("server", True)
    assert paths(wecom).count("message/send") == 8


FAILURES = [
    (-1, 4, ("server", True, 5.0)),
    (6000, 1, ("server", True, 5.0)),
    (45035, 1, ("server", True, 5.0)),
    (45009, 1, ("quota", True, None)),
    (45033, 1, ("rate", True, 60.0)),
    (60020, 1, ("auth", True, 300.0)),
    *((code, 2, ("auth", False, None)) for code in (40001, 40014, 42001)),
    *((code, 1, ("auth", False, None)) for code in (40013, 40056, 48002, 50003)),
    *((code, 1, ("refused", False, None)) for code in (40029, 42022, 40058, 40145, 43012, 45002, 60011, 60140, 81013)),
    *((code, 1, ("refused", False, None)) for code in (42014, *range(42015, 42021), *range(42027, 42052))),
    (99999, 1, ("refused", False, None)),
    ("status:500", 1, ("server", True, None)),
    ("status:502", 1, ("server", True, None)),
    ("status:408", 1, ("server", True, None)),
    ("status:429", 1, ("rate", True, 60.0)),
    ("status:404", 1, ("refused", False, None)),
    ("garbage", 1, ("server", True, None)),
    ("cut", 1, ("network", True, None)),
]


@pytest.mark.parametrize("call", ["send", "update"])
@pytest.mark.parametrize(("failure", "times", "expected"), FAILURES, ids=lambda value: str(value))
async def test_every_error_says_what_to_do_and_tells_no_secret(
    channel: Wecom,
    wecom: FakeWecom,
    caplog: pytest.LogCaptureFixture,
    failure: int | str,
    times: int,
    expected: tuple[str, bool, float | None],
    call: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    wecom.fail_next(*[failure] * times, path="message/")
    with pytest.raises(SendFailed) as failed:
        await (channel.send(LISI, TEXT, "r") if call == "send" else channel.update(LISI, "c", card(channel)))
    assert (failed.value.reason, failed.value.retry, failed.value.after) == expected
    written = "".join(f"{error!r} {error} {vars(error)}" for error in chain(failed.value)) + caplog.text
    assert not [secret for secret in wecom.secrets if secret in written]
    assert "好的" not in written


@pytest.mark.parametrize("failure", [40001, 40013, 45009, "status:500", "garbage", "cut"])
async def test_trouble_with_the_token_tells_no_secret(
    channel: Wecom, wecom: FakeWecom, caplog: pytest.LogCaptureFixture, failure: int | str
) -> None:
    caplog.set_level(logging.DEBUG)
    wecom.fail_next(failure, path="gettoken")
    with pytest.raises(SendFailed) as failed:
        await channel.send(LISI, TEXT, "row-1")
    written = "".join(f"{error!r} {vars(error)}" for error in chain(failed.value)) + caplog.text
    assert not [secret for secret in wecom.secrets if secret in written]


@pytest.mark.parametrize("odd", ["say:[]", "say:null", 'say:{"errcode":"0"}', 'say:{"errcode":null}', "say:"])
@pytest.mark.parametrize("path", ["gettoken", "message/send"])
async def test_an_answer_that_makes_no_sense_is_tried_again_later(
    channel: Wecom, wecom: FakeWecom, odd: str, path: str
) -> None:
    wecom.fail_next(odd, path=path)
    with pytest.raises(SendFailed) as failed:
        await channel.send(LISI, TEXT, "row-1")
    assert (failed.value.reason, failed.value.retry) == ("server", True)


@pytest.mark.parametrize("odd", ["{}", '{"errcode":0,"access_token":""}', '{"access_token":7,"expires_in":7200}'])
async def test_a_token_that_is_none_is_not_used(channel: Wecom, wecom: FakeWecom, odd: str) -> None:
    wecom.fail_next(f"say:{odd}", path="gettoken")
    with pytest.raises(SendFailed, match="token-missing"):
        await channel.send(LISI, TEXT, "row-1")


def test_a_token_does_not_print_itself() -> None:
    assert "abc" not in repr(Token("abc", 7200))


async def test_doctor_names_a_code_that_it_does_not_know(channel: Wecom, wecom: FakeWecom) -> None:
    wecom.fail_next(99999, path="agent/get")
    (finding,) = await channel.check()
    assert "99999" in finding


async def test_doctor_notices_an_app_that_is_switched_off(channel: Wecom, wecom: FakeWecom) -> None:
    wecom.fail_next('say:{"errcode":0,"close":1}', path="agent/get")
    (finding,) = await channel.check()
    assert "停用" in finding


async def test_a_platform_that_does_not_answer_is_given_up_on(wecom: FakeWecom, clock: SetClock) -> None:
    async with httpx.AsyncClient(timeout=0.05) as impatient:
        channel = Wecom(wecom.settings(), impatient, clock)
        wecom.fail_next("hang")
        with pytest.raises(SendFailed, match="timeout") as failed:
            await channel.send(LISI, TEXT, "row-1")
    assert (failed.value.reason, failed.value.retry) == ("network", True)


async def test_a_platform_that_is_not_there_is_a_network_failure(
    wecom: FakeWecom, http: httpx.AsyncClient, clock: SetClock
) -> None:
    nowhere = wecom.settings().model_copy(update={"api_base": "http://127.0.0.1:9/cgi-bin"})
    with pytest.raises(SendFailed) as failed:
        await Wecom(nowhere, http, clock).send(LISI, TEXT, "row-1")
    assert (failed.value.reason, failed.value.retry) == ("network", True)


@pytest.mark.parametrize(("group", "code"), [("invisible", "81013"), ("unlicensed", "unlicenseduser")])
async def test_somebody_who_may_not_be_told_is_a_refusal(
    channel: Wecom, wecom: FakeWecom, group: str, code: str
) -> None:
    getattr(wecom, group).add("lisi")
    with pytest.raises(SendFailed, match=code) as failed:
        await channel.send(LISI, TEXT, "row-1")
    assert (failed.value.reason, failed.value.retry) == ("refused", False)


@pytest.mark.parametrize("who", ["@all", "a|b", "", "李四", "a b", "x" * 65])
async def test_nobody_but_one_person_can_be_written_to(channel: Wecom, wecom: FakeWecom, who: str) -> None:
    with pytest.raises(SendFailed, match="chat-id"):
        await channel.send(ChatRef("wecom", who), TEXT, "row-1")
    with pytest.raises(SendFailed, match="chat-id"):
        await channel.update(ChatRef("wecom", who), "code", card(channel))
    assert wecom.calls == []


async def test_a_group_that_the_app_did_not_make_is_refused(channel: Wecom) -> None:
    with pytest.raises(SendFailed, match="40050"):
        await channel.send(ChatRef("wecom", "othergroup", ChatKind.GROUP), TEXT, "row-1")


async def test_what_the_fake_drops_over_thirty_a_minute_is_within_our_word(channel: Wecom, wecom: FakeWecom) -> None:
    for number in range(channel.caps.per_minute + 1):
        await channel.send(LISI, {"msgtype": "text", "text": {"content": str(number)}}, str(number))
    assert (len(wecom.seen["lisi"]), len(wecom.dropped)) == (30, 1)


async def test_task_ids_are_legal_and_never_repeat_whatever_the_key(channel: Wecom, wecom: FakeWecom) -> None:
    what = replace(DRAFT, key="订单/17 <x>" * 40)
    for number in range(3):
        await channel.send(LISI, card(channel, what), f"row-{number}")
    assert len({shown.task_id for shown in wecom.seen["lisi"]}) == 3


async def test_credentials_that_work_have_no_findings(channel: Wecom) -> None:
    assert await channel.check() == ()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"corp_id": ""}, "企业 ID"),
        ({"agent_id": 0}, "AgentId"),
        ({"secret": SecretStr("")}, "JIEDAN_WECOM_SECRET"),
        ({"secret": SecretStr("wrong")}, "Secret 不对"),
        ({"corp_id": "ww00other"}, "企业 ID 不对"),
        ({"agent_id": 7}, "AgentId 不对"),
        ({"api_base": "http://127.0.0.1:9/cgi-bin"}, "连不上"),
    ],
)
async def test_doctor_says_how_to_mend_it(
    wecom: FakeWecom, http: httpx.AsyncClient, clock: SetClock, changed: dict[str, Any], words: str
) -> None:
    (finding,) = await Wecom(wecom.settings().model_copy(update=changed), http, clock).check()
    assert words in finding


async def test_doctor_names_the_list_of_trusted_addresses(channel: Wecom, wecom: FakeWecom) -> None:
    wecom.allowed = False
    (finding,) = await channel.check()
    assert "企业可信IP" in finding


def test_a_card_without_words_is_still_a_card(channel: Wecom) -> None:
    what = Card("", "", (Note(""),), (Button("好", "ok:::"),))
    assert card(channel, what)["template_card"]["main_title"]["title"]


# Group robots and groups that the app makes.

ROBOT = ChatRef("wecom", "robot:warehouse", ChatKind.GROUP)


async def test_a_group_robot_calls_people_without_a_token(channel: Wecom, wecom: FakeWecom) -> None:
    (payload,) = channel.render(DRAFT, ROBOT, ("zhouku",))
    await channel.send(ROBOT, payload, "row-1")
    (shown,) = wecom.seen["robot:warehouse"]
    assert (shown.mentioned, paths(wecom)) == (["zhouku"], ["webhook/send"])


@pytest.mark.parametrize(("robots", "code"), [("other=abc", "robot-unknown"), ("warehouse=0000", "93000")])
async def test_a_group_robot_that_is_not_known_is_refused(
    wecom: FakeWecom, http: httpx.AsyncClient, clock: SetClock, robots: str, code: str
) -> None:
    settings = wecom.settings().model_copy(update={"robots": SecretStr(robots)})
    with pytest.raises(SendFailed, match=code) as failed:
        await Wecom(settings, http, clock).send(ROBOT, TEXT, "row-1")
    assert (failed.value.reason, failed.value.retry) == ("auth", False)


async def test_no_key_of_a_group_robot_is_written_anywhere(
    channel: Wecom, wecom: FakeWecom, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wecom.fail_next("cut", path="webhook")
    with pytest.raises(SendFailed) as failed:
        await channel.send(ROBOT, TEXT, "row-1")
    assert failed.value.retry
    await channel.send(ROBOT, TEXT, "row-1")
    assert not [secret for secret in wecom.secrets if secret in caplog.text + repr(failed.value)]


async def test_the_app_makes_a_group_and_speaks_in_it(channel: Wecom, wecom: FakeWecom) -> None:
    chat = await channel.make_group("仓库群", ["zhouku", "hecai"], "warehouse2")
    (payload,) = channel.render(DRAFT, to := ChatRef("wecom", chat, ChatKind.GROUP), ("zhouku",))
    await channel.send(to, payload, "row-1")
    assert wecom.groups["warehouse2"][0].mentioned == ["zhouku"]
    other = await channel.make_group("业务群", ["zhouku", "hecai"])
    assert other in wecom.groups


async def test_a_group_needs_the_whole_company_in_sight(channel: Wecom, wecom: FakeWecom) -> None:
    wecom.visible_to_all = False
    with pytest.raises(SendFailed, match="48002"):
        await channel.make_group("仓库群", ["zhouku", "hecai"])
