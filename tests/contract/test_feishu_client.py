"""Feishu's API: tokens, sending, replying, updating, rates, every error; never a secret in any of them."""

import asyncio
import json
import logging
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot.channels.base import Answering, Listening, Replying, SendFailed, WebRequest
from bot.channels.feishu import Feishu
from bot.channels.feishu.errors import _CODES, _CURES, cure, failure
from bot.channels.turns import LONGEST, OwnTurns, wait_for_turn
from bot.clock import SetClock
from cards.card import Card, Lines, Note
from handlers.domain.messaging import ChatKind, ChatRef
from handlers.domain.pace import Pace
from storage import Store, open_store
from tests.contract.conftest import chain
from tests.contract.wecom_cards import CARDS
from tests.fakes import FakeFeishu
from tests.fakes.feishu.rules import Rate

LISI = ChatRef("feishu", "lisi")
GROUP = ChatRef("feishu", "oc_warehouse1", ChatKind.GROUP)
ROBOT = ChatRef("feishu", "robot:warehouse", ChatKind.GROUP)
DRAFT, SENTENCE = CARDS["draft"], CARDS["sentence"]


@pytest.fixture
async def feishu(clock: SetClock) -> AsyncIterator[FakeFeishu]:
    async with FakeFeishu(clock) as fake:
        fake.make_group("oc_warehouse1")
        yield fake


@pytest.fixture
def channel(feishu: FakeFeishu, http: httpx.AsyncClient, clock: SetClock) -> Feishu:
    return Feishu(feishu.settings(), http, clock)


def card(channel: Feishu, what: Card = DRAFT, to: ChatRef = LISI) -> Any:
    return channel.render(what, to)[0]


def test_it_is_every_kind_of_channel_that_the_others_ask_for(channel: Feishu) -> None:
    assert isinstance(channel, Listening)
    assert isinstance(channel, Answering)
    assert isinstance(channel, Replying)


async def test_a_sentence_and_a_card_reach_their_person(channel: Feishu, feishu: FakeFeishu) -> None:
    assert (await channel.send(LISI, card(channel, SENTENCE), "row-1")).ref == ""
    sent = await channel.send(LISI, card(channel), "row-2")
    text, shown = feishu.seen["lisi"]
    assert (text.text, shown.id) == ("好的,不客气。", sent.ref)
    assert "确认下单" in shown.buttons


@pytest.mark.parametrize(("who", "kind"), [("lisi", "user_id"), ("ou_lisi", "open_id"), ("on_lisi", "union_id")])
async def test_a_person_is_reached_by_any_of_his_ids(channel: Feishu, feishu: FakeFeishu, who: str, kind: str) -> None:
    await channel.send(ChatRef("feishu", who), card(channel, SENTENCE), "row-1")
    assert len(feishu.seen["lisi"]) == 1
    assert feishu.calls[-1][1]["receive_id"] == who


async def test_a_group_is_told_and_its_people_are_called(channel: Feishu, feishu: FakeFeishu) -> None:
    for what in (DRAFT, SENTENCE):
        (payload,) = channel.render(what, GROUP, ("lisi", "ou_wangwu"))
        await channel.send(GROUP, payload, what.title)
    assert [shown.mentions for shown in feishu.seen["oc_warehouse1"]] == [["lisi", "ou_wangwu"]] * 2


async def test_an_answer_hangs_below_what_it_answers_and_in_its_thread(channel: Feishu, feishu: FakeFeishu) -> None:
    feishu.text("lisi", "300件", group="oc_warehouse1", number="om_q", thread="omt_1")
    sent = await channel.reply(GROUP, "om_q", card(channel), "row-1")
    (shown,) = feishu.seen["oc_warehouse1"]
    assert (shown.parent, shown.thread, shown.id) == ("om_q", "omt_1", sent.ref)


@pytest.mark.parametrize("code", [230011, 230019, 230050, 230054, 230071, 230072, 230110, 230111])
async def test_an_answer_to_what_is_gone_goes_to_the_chat(channel: Feishu, feishu: FakeFeishu, code: int) -> None:
    feishu.text("lisi", "300件", number="om_q")
    feishu.fail_next(code, path="im/v1/messages/om_q/reply")
    await channel.reply(LISI, "om_q", card(channel), "row-1")
    (shown,) = feishu.seen["lisi"]
    assert shown.parent == ""


async def test_an_answer_to_a_recalled_message_goes_to_the_chat_once(channel: Feishu, feishu: FakeFeishu) -> None:
    feishu.text("lisi", "300件", number="om_q")
    feishu.recall("om_q", feishu.direct("lisi"))
    for _ in range(2):
        await channel.reply(LISI, "om_q", card(channel), "row-1")
    assert len(feishu.seen["lisi"]) == 1


@pytest.mark.parametrize("quoted", ["ev_7", "", "om_1/../x", "om_1?x"])
async def test_an_answer_to_what_is_no_message_goes_to_the_chat(
    channel: Feishu, feishu: FakeFeishu, quoted: str
) -> None:
    await channel.reply(LISI, quoted, card(channel, SENTENCE), "row-1")
    assert feishu.heads()[-1] == "im/v1/messages"


async def test_a_card_is_updated_where_it_stands_for_a_fortnight(
    channel: Feishu, feishu: FakeFeishu, clock: SetClock
) -> None:
    sent = await channel.send(LISI, card(channel), "row-1")
    again = await channel.update(LISI, sent.ref, card(channel, CARDS["placed_no_buttons"]))
    (shown,) = feishu.seen["lisi"]
    assert (again.ref, shown.updates, shown.buttons) == (sent.ref, 1, {})
    await channel.update(LISI, sent.ref, card(channel, SENTENCE))
    assert "不客气" in shown.reads()
    clock.move(days=14, seconds=1)
    with pytest.raises(SendFailed, match="230031") as failed:
        await channel.update(LISI, sent.ref, card(channel))
    assert not failed.value.retry


@pytest.mark.parametrize("ref", ["", "ev_1", "om_1/reply", "x"])
async def test_what_is_no_card_is_not_updated(channel: Feishu, feishu: FakeFeishu, ref: str) -> None:
    with pytest.raises(SendFailed, match="no-card"):
        await channel.update(LISI, ref, card(channel))
    with pytest.raises(SendFailed, match="no-card"):
        await channel.update(LISI, "om_1", {"prefer": "text", "text": "x"})
    assert feishu.calls == []


async def test_the_same_row_sent_twice_reaches_the_person_once(channel: Feishu, feishu: FakeFeishu) -> None:
    for payload in (card(channel, SENTENCE), card(channel)):
        first = await channel.send(LISI, payload, f"row-{payload['prefer']}")
        second = await channel.send(LISI, payload, f"row-{payload['prefer']}")
        assert first == second
    assert len(feishu.seen["lisi"]) == 2
    assert all(len(body["uuid"]) <= 50 for path, body in feishu.calls if path == "im/v1/messages")


async def test_an_answer_lost_on_its_way_back_is_not_sent_twice(channel: Feishu, feishu: FakeFeishu) -> None:
    feishu.fail_next("lost")
    with pytest.raises(SendFailed) as failed:
        await channel.send(LISI, card(channel), "row-1")
    assert (failed.value.reason, failed.value.retry) == ("network", True)
    await channel.send(LISI, card(channel), "row-1")
    assert len(feishu.seen["lisi"]) == 1


@pytest.mark.parametrize("code", [230099, 230025, 230001])
async def test_a_card_that_is_refused_is_said_in_words(channel: Feishu, feishu: FakeFeishu, code: int) -> None:
    feishu.fail_next(code)
    sent = await channel.send(LISI, card(channel), "row-1")
    (shown,) = feishu.seen["lisi"]
    assert sent.ref == ""
    assert "待确认订单" in shown.text
    assert "回复 1 确认下单" in shown.text


async def test_a_person_who_cannot_be_mentioned_does_not_cost_the_message(channel: Feishu, feishu: FakeFeishu) -> None:
    feishu.strangers.add("gone")
    for what in (DRAFT, SENTENCE):
        await channel.send(GROUP, channel.render(what, GROUP, ("gone",))[0], what.title)
    assert [shown.mentions for shown in feishu.seen["oc_warehouse1"]] == [[], []]
    assert "待确认订单" in feishu.seen["oc_warehouse1"][0].text


# Tokens.


async def test_one_token_serves_all_and_is_fetched_once(channel: Feishu, feishu: FakeFeishu) -> None:
    people = [ChatRef("feishu", f"p{n}") for n in range(20)]
    await asyncio.gather(*(channel.send(p, card(channel, SENTENCE), p.chat_id) for p in people))
    assert feishu.heads().count("auth/v3/tenant_access_token/internal") == 1


async def test_a_token_is_renewed_before_it_dies(channel: Feishu, feishu: FakeFeishu, clock: SetClock) -> None:
    await channel.send(LISI, card(channel, SENTENCE), "row-1")
    clock.move(seconds=7200 - 301)
    await channel.send(LISI, card(channel, SENTENCE), "row-2")
    assert feishu.heads().count("auth/v3/tenant_access_token/internal") == 1
    clock.move(seconds=2)
    await channel.send(LISI, card(channel, SENTENCE), "row-3")
    assert feishu.heads().count("auth/v3/tenant_access_token/internal") == 2


@pytest.mark.parametrize("spoil", ["expire_tokens", "withdraw_tokens"])
async def test_a_refused_token_is_fetched_anew_once(channel: Feishu, feishu: FakeFeishu, spoil: str) -> None:
    await channel.send(LISI, card(channel, SENTENCE), "row-1")
    getattr(feishu, spoil)()
    people = [ChatRef("feishu", f"p{n}") for n in range(5)]
    await asyncio.gather(*(channel.send(p, card(channel, SENTENCE), p.chat_id) for p in people))
    assert feishu.heads().count("auth/v3/tenant_access_token/internal") == 2


@pytest.mark.parametrize("odd", ["{}", '{"code":0,"tenant_access_token":""}', '{"code":0,"tenant_access_token":7}'])
async def test_a_token_that_is_none_is_not_used(channel: Feishu, feishu: FakeFeishu, odd: str) -> None:
    feishu.fail_next(f"say:{odd}", path="auth/")
    with pytest.raises(SendFailed) as failed:
        await channel.send(LISI, card(channel, SENTENCE), "row-1")
    assert (failed.value.reason, failed.value.retry) == ("server", True)


# Errors.

TOKEN = (99991661, 99991663, 99991664, 99991665, 99991668, 99991671, 99991677)
FAILURES = [
    *((code, 2, ("auth", False, None)) for code in TOKEN),
    *((code, 1, ("auth", False, None)) for code in (99991672, 99991679, 230006, 230027, 99991543, 99991662)),
    (99991401, 1, ("auth", True, 300.0)),
    (99991400, 1, ("rate", True, 60.0)),
    (230020, 1, ("rate", True, 1.0)),
    (230049, 1, ("server", True, 1.0)),
    *((code, 1, ("refused", False, None)) for code in (230002, 230013, 230018, 230022, 230028, 230029, 230035)),
    *((code, 1, ("refused", False, None)) for code in (230031, 230038, 230053, 230075, 232009)),
    (987654321, 1, ("refused", False, None)),
    ("status:500", 1, ("server", True, None)),
    ("status:502", 1, ("server", True, None)),
    ("status:408", 1, ("server", True, None)),
    ("status:429", 1, ("rate", True, 60.0)),
    ("status:404", 1, ("refused", False, None)),
    ("garbage", 1, ("server", True, None)),
    ("cut", 1, ("network", True, None)),
    *((f"say:{odd}", 1, ("server", True, None)) for odd in ("[]", "null", '{"code":"0"}', "{}", '{"code":true}', "")),
]


@pytest.mark.parametrize("call", ["send", "reply", "update"])
@pytest.mark.parametrize(("trouble", "times", "expected"), FAILURES, ids=str)
async def test_every_error_says_what_to_do_and_tells_no_secret(
    channel: Feishu,
    feishu: FakeFeishu,
    caplog: pytest.LogCaptureFixture,
    trouble: int | str,
    times: int,
    expected: tuple[str, bool, float | None],
    call: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    feishu.fail_next(*[trouble] * times)
    with pytest.raises(SendFailed) as failed:
        await {
            "send": lambda: channel.send(LISI, card(channel), "r"),
            "reply": lambda: channel.reply(LISI, "om_1", card(channel), "r"),
            "update": lambda: channel.update(LISI, "om_1", card(channel)),
        }[call]()
    assert (failed.value.reason, failed.value.retry, failed.value.after) == expected
    written = "".join(f"{error!r} {error} {vars(error)}" for error in chain(failed.value)) + caplog.text
    assert not [secret for secret in feishu.secrets if secret in written]
    assert "台州恒力" not in written


@pytest.mark.parametrize("trouble", [10003, 10014, 99991400, "status:500", "garbage", "cut"])
async def test_trouble_with_the_token_tells_no_secret(
    channel: Feishu, feishu: FakeFeishu, caplog: pytest.LogCaptureFixture, trouble: int | str
) -> None:
    caplog.set_level(logging.DEBUG)
    feishu.fail_next(trouble, path="auth/")
    with pytest.raises(SendFailed) as failed:
        await channel.send(LISI, card(channel, SENTENCE), "row-1")
    written = "".join(f"{error!r} {vars(error)}" for error in chain(failed.value)) + caplog.text
    assert not [secret for secret in feishu.secrets if secret in written]


async def test_a_platform_that_does_not_answer_is_given_up_on(feishu: FakeFeishu, clock: SetClock) -> None:
    async with httpx.AsyncClient(timeout=0.05) as impatient:
        feishu.fail_next("hang")
        with pytest.raises(SendFailed, match="timeout"):
            await Feishu(feishu.settings(), impatient, clock).send(LISI, {"prefer": "text", "text": "x"}, "row-1")


@pytest.mark.parametrize("code", sorted(_CODES))
def test_every_known_code_has_words_for_the_operator(code: int) -> None:
    words = cure(failure(code), "https://open.feishu.cn")
    assert words.startswith("飞书:")
    assert code in _CURES or str(code) in words


def test_every_cure_belongs_to_a_known_code() -> None:
    assert set(_CURES) <= set(_CODES)


@pytest.mark.parametrize("who", ["@all all", "a/b", "", "李四", "x" * 65])
async def test_nobody_but_one_person_or_group_can_be_written_to(channel: Feishu, feishu: FakeFeishu, who: str) -> None:
    for kind in ChatKind:
        with pytest.raises(SendFailed, match="chat-id"):
            await channel.send(ChatRef("feishu", who, kind), card(channel), "row-1")
    assert feishu.calls == []


async def test_a_group_without_the_bot_and_a_person_out_of_range_are_refused(
    channel: Feishu, feishu: FakeFeishu
) -> None:
    feishu.strangers.add("fremd")
    with pytest.raises(SendFailed, match="230002"):
        await channel.send(ChatRef("feishu", "oc_other", ChatKind.GROUP), card(channel), "row-1")
    with pytest.raises(SendFailed, match="230013"):
        await channel.send(ChatRef("feishu", "fremd"), card(channel), "row-2")


# Rates.


async def test_a_chat_and_a_card_are_not_told_more_than_five_times_a_second(
    channel: Feishu, feishu: FakeFeishu
) -> None:
    sent = await channel.send(LISI, card(channel), "row-0")
    before = asyncio.get_running_loop().time()
    await asyncio.gather(*(channel.send(LISI, card(channel, SENTENCE), f"row-{n}") for n in range(1, 7)))
    await asyncio.gather(*(channel.update(LISI, sent.ref, card(channel)) for _ in range(7)))
    assert len(feishu.seen["lisi"]) == 7
    assert asyncio.get_running_loop().time() - before > 1


async def test_without_our_own_pace_the_platform_refuses(feishu: FakeFeishu) -> None:
    rate = Rate(5, 1.0)
    assert [rate.over("x") for _ in range(6)] == [False] * 5 + [True]


async def test_where_waiting_would_take_long_it_is_left_for_later() -> None:
    turns, pace = OwnTurns(), Pace(2, 10_000)
    for _ in range(2):
        await wait_for_turn(turns, {"a": pace})
    for _ in range(2):  # what is left for later has taken no turn
        with pytest.raises(SendFailed, match="own-limit") as failed:
            await wait_for_turn(turns, {"a": pace})
        assert failed.value.after is not None
        assert LONGEST < failed.value.after * 1000 < 11_000
    await wait_for_turn(turns, {"b": pace})


async def test_turns_are_spread_over_the_windows() -> None:
    turns, pace = OwnTurns(), Pace(3, 60)
    start = asyncio.get_running_loop().time()
    await asyncio.gather(*(wait_for_turn(turns, {"": pace}) for _ in range(9)))
    assert 0.09 < asyncio.get_running_loop().time() - start < 1


@pytest.mark.parametrize("store_url", ["sqlite file", "postgresql"], indirect=True)
async def test_two_processes_on_one_database_keep_the_rates_together(
    feishu: FakeFeishu, http: httpx.AsyncClient, clock: SetClock, store: Store, store_url: str
) -> None:
    """Each alone would be within the limits of the chat, of the card, of the group robot and of the app."""
    other = await open_store(store_url)
    try:
        both = [Feishu(feishu.settings(), http, clock) for _ in range(2)]
        for channel, shared in zip(both, (store, other), strict=True):
            channel.share(shared.paces)
        sent = await both[0].send(LISI, card(both[0]), "row-0")
        people = [ChatRef("feishu", f"u{n:02}") for n in range(50)]
        each = [(LISI, 8), (ROBOT, 6), *((user, 1) for user in people)]
        sends = [
            both[n % 2].send(to, card(both[0], SENTENCE, to), f"{to.chat_id}-{n}")
            for to, many in each
            for n in range(many)
        ]
        updates = [both[n % 2].update(LISI, sent.ref, card(both[0])) for n in range(8)]
        await asyncio.gather(*sends, *updates)
        assert len(feishu.seen["lisi"]) == 9
    finally:
        await other.close()


# Group robots.


async def test_a_group_robot_signs_calls_people_and_sends_cards_and_words(
    channel: Feishu, feishu: FakeFeishu, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for what in (DRAFT, SENTENCE):
        (payload,) = channel.render(what, ROBOT, ("ou_lisi",))
        assert (await channel.send(ROBOT, payload, what.title)).ref == ""
    shown, text = feishu.seen["robot:warehouse"]
    assert shown.mentions == text.mentions == ["ou_lisi"]
    assert not shown.buttons
    assert "/hook/***" in caplog.text
    assert feishu.app.robot not in caplog.text


async def test_every_card_fits_a_group_robot(channel: Feishu, feishu: FakeFeishu) -> None:
    feishu.robot_second = Rate(1000, 1.0)
    long = Card("长", "长", (Lines(tuple("货" * 80 for _ in range(150))),))
    for what in (*list(CARDS.values())[:4], long):
        for payload in channel.render(what, ROBOT, ("ou_lisi",)):
            await channel.send(ROBOT, payload, "x")
    assert len(feishu.seen["robot:warehouse"]) > 5


@pytest.mark.parametrize(
    ("robots", "code"),
    [("other=5f0e2a1c-1111:x", "robot-unknown"), ("warehouse=wrong-hook:x", "19001"), ("warehouse={}:bad", "19021")],
)
async def test_a_group_robot_that_is_not_right_says_what_is_wrong(
    feishu: FakeFeishu, http: httpx.AsyncClient, clock: SetClock, robots: str, code: str
) -> None:
    wrong = feishu.settings(robots=SecretStr(robots.format(feishu.app.robot)))
    channel = Feishu(wrong, http, clock)
    with pytest.raises(SendFailed, match=code) as failed:
        await channel.send(ROBOT, card(channel, SENTENCE, ROBOT), "row-1")
    assert (failed.value.reason, failed.value.retry) == ("auth", False)


@pytest.mark.parametrize(
    ("code", "expected"), [(11232, ("rate", True)), (19022, ("auth", False)), (9499, ("refused", False))]
)
async def test_a_group_robots_errors_say_what_to_do(
    channel: Feishu, feishu: FakeFeishu, code: int, expected: tuple[str, bool]
) -> None:
    feishu.fail_next(code, path="bot/v2/hook")
    with pytest.raises(SendFailed) as failed:
        await channel.send(ROBOT, card(channel, SENTENCE, ROBOT), "row-1")
    assert (failed.value.reason, failed.value.retry) == expected


async def test_a_robots_clock_must_be_right(channel: Feishu, feishu: FakeFeishu, clock: SetClock) -> None:
    feishu.clock = SetClock(datetime(2026, 3, 12, 4, 3, tzinfo=UTC))
    with pytest.raises(SendFailed, match="19021"):
        await channel.send(ROBOT, card(channel, SENTENCE, ROBOT), "row-1")


# Pressed buttons.


async def test_a_press_is_acknowledged_with_what_became_of_the_card(channel: Feishu, feishu: FakeFeishu) -> None:
    await channel.send(LISI, card(channel), "row-1")
    (shown,) = feishu.seen["lisi"]
    pressed = feishu.tap("lisi", shown, "确认下单")
    got = channel.receive(WebRequest("POST", {}, pressed.body, pressed.headers))

    async def keep() -> None:
        asyncio.get_running_loop().create_task(
            channel.update(LISI, shown.id, card(channel, CARDS["placed_no_buttons"]))
        )

    body = json.loads(await channel.answer(got, keep))
    assert "已下单" in json.dumps(body["card"], ensure_ascii=False)
    assert body["toast"]["type"] == "info"


async def test_a_press_that_is_answered_elsewhere_is_acknowledged_with_nothing(
    channel: Feishu, feishu: FakeFeishu
) -> None:
    await channel.send(LISI, card(channel), "row-1")
    pressed = feishu.tap("lisi", feishu.seen["lisi"][0], "依据")
    got = channel.receive(WebRequest("POST", {}, pressed.body, pressed.headers))

    async def keep() -> None:
        asyncio.get_running_loop().create_task(channel.send(LISI, card(channel, SENTENCE), "row-2"))

    assert await channel.answer(got, keep) == b"{}"


async def test_a_press_that_comes_to_nothing_is_acknowledged_in_time(
    channel: Feishu, feishu: FakeFeishu, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.feishu.press.PATIENCE", 0.05)
    await channel.send(LISI, card(channel), "row-1")
    pressed = feishu.tap("lisi", feishu.seen["lisi"][0], "确认下单")
    got = channel.receive(WebRequest("POST", {}, pressed.body, pressed.headers))

    async def keep() -> None:
        return None

    assert await channel.answer(got, keep) == b"{}"
    await channel.update(LISI, feishu.seen["lisi"][0].id, card(channel))
    assert feishu.seen["lisi"][0].updates == 1


async def test_what_cannot_be_kept_is_not_acknowledged(channel: Feishu, feishu: FakeFeishu) -> None:
    said = feishu.text("lisi", "300件")
    got = channel.receive(WebRequest("POST", {}, said.body, said.headers))

    async def broken() -> None:
        raise OSError(os.strerror(28))

    with pytest.raises(OSError, match="No space"):
        await channel.answer(got, broken)


# Doctor.


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"app_id": ""}, "App ID"),
        ({"secret": SecretStr("")}, "JIEDAN_FEISHU_SECRET"),
        ({"secret": SecretStr("wrong")}, "App Secret 不对"),
        ({"app_id": "cli_other"}, "App ID 不对"),
        ({"api_base": "http://127.0.0.1:9"}, "连不上"),
    ],
)
async def test_doctor_says_how_to_mend_it(
    feishu: FakeFeishu, http: httpx.AsyncClient, clock: SetClock, changed: dict[str, Any], words: str
) -> None:
    (finding,) = await Feishu(feishu.settings(**changed), http, clock).check()
    assert words in finding


@pytest.mark.parametrize("mode", ["http", "stream"])
async def test_credentials_that_work_have_no_findings(
    feishu: FakeFeishu, http: httpx.AsyncClient, clock: SetClock, mode: str
) -> None:
    assert await Feishu(feishu.settings(mode=mode), http, clock).check() == ()
    assert ("endpoint" in feishu.heads()) is (mode == "stream")


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("send_as_bot", "发消息"),
        ("p2p", "单聊"),
        ("group_at", "@"),
        ("message:readonly", "被引用"),
        ("employee", "user_id"),
    ],
)
async def test_doctor_names_every_scope_that_is_missing(
    channel: Feishu, feishu: FakeFeishu, missing: str, words: str
) -> None:
    feishu.scopes = {scope for scope in feishu.scopes if missing not in scope}
    (finding,) = await channel.check()
    assert words in finding
    assert "权限管理" in finding


async def test_doctor_asks_for_the_scope_of_hearing_everything_only_where_it_is_wanted(
    feishu: FakeFeishu, http: httpx.AsyncClient, clock: SetClock
) -> None:
    channel = Feishu(feishu.settings(hear_all=("oc_1",)), http, clock)
    (finding,) = await channel.check()
    assert "im:message.group_msg" in finding
    feishu.scopes |= {"im:message.group_msg"}
    assert await channel.check() == ()


async def test_doctor_lives_without_the_list_of_scopes(channel: Feishu, feishu: FakeFeishu) -> None:
    feishu.fail_next(99991672, path="application/v6/scopes")
    assert await channel.check() == ()
    feishu.fail_next('say:{"code":0,"data":{}}', path="application/v6/scopes")
    assert await channel.check() == ()


async def test_doctor_notices_an_app_that_is_not_in_use(channel: Feishu, feishu: FakeFeishu) -> None:
    feishu.status = 0
    (finding,) = await channel.check()
    assert "还没有启用" in finding


async def test_doctor_notices_a_long_connection_that_is_refused(
    feishu: FakeFeishu, http: httpx.AsyncClient, clock: SetClock
) -> None:
    feishu.fail_next('say:{"code":1000040350,"msg":"x"}', path="endpoint")
    (finding,) = await Feishu(feishu.settings(mode="stream"), http, clock).check()
    assert "50" in finding


def test_notes_without_words_are_still_a_card(channel: Feishu) -> None:
    assert card(channel, Card("", "", (Note(""),)))["card"]["body"]["elements"]
