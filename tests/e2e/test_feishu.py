"""The main job through Feishu, by callback and over the long connection; never lost, never twice."""

import asyncio
import json
import logging

import pytest

from bot.log import JsonLines
from config.base import GroupTarget
from tests.contract.test_feishu_wire import HARMLESS, HOSTILE
from tests.contract.test_feishu_wire import NOW as HOSTILE_AT
from tests.e2e.conftest import FeishuShop, open_feishu_shop
from tests.e2e.test_orders import NUMBER, SENTENCE
from tests.hostile import SECRET_WORDS

SALES_GROUP = "oc_sales"
SELLER, COLLEAGUE, BUYER, OTHER, STOCK, PLANNER, OPS = "u01", "u02", "u25", "u26", "u09", "u14", "u24"


async def test_an_order_is_taken_confirmed_and_told(feishu_shop: FeishuShop) -> None:
    feishu = feishu_shop.feishu
    said = await feishu_shop.says(SELLER, SENTENCE)
    card = feishu.seen[SELLER][-1]
    assert "300" in card.reads()
    assert card.parent == said
    answer = await feishu_shop.taps(SELLER, "确认下单")
    assert NUMBER in str(answer["card"]), "the acknowledgement brings the receipt"
    assert answer["toast"]["type"] == "success"
    assert feishu.problems == []
    assert NUMBER in card.reads()
    assert len(feishu.seen[SELLER]) == 1, "the pressed card becomes the receipt"
    for user in (STOCK, PLANNER, BUYER):
        assert NUMBER in feishu_shop.last(user), user
    assert not feishu.seen[OTHER]
    await feishu_shop.says(BUYER, "我的货到哪了")
    assert NUMBER in feishu_shop.last(BUYER)
    await feishu_shop.says(OTHER, "我的货到哪了")
    assert NUMBER not in feishu_shop.last(OTHER)


async def test_a_form_in_the_chat_changes_quantity_and_date(feishu_shop: FeishuShop) -> None:
    feishu = feishu_shop.feishu
    await feishu_shop.says(SELLER, SENTENCE)
    card = feishu.seen[SELLER][-1]
    assert card.inputs == {"due": "2026-03-15", "qty_1": "300", "add": ""}
    await feishu_shop.taps(SELLER, "保存修改", form={"qty_1": "280", "due": "2026-03-18"})
    assert card.inputs == {"due": "2026-03-18", "qty_1": "280", "add": ""}
    assert "280件" in card.reads()
    assert "3月18日" in card.reads()
    answer = await feishu_shop.taps(SELLER, "保存修改", form={"qty_1": "很多"})
    assert "看不懂" in feishu_shop.last(SELLER)
    assert "card" not in answer, "the card stays as it is"
    await feishu_shop.taps(SELLER, "确认下单")
    assert NUMBER in card.reads()
    assert "280件" in feishu_shop.last(STOCK)
    assert feishu.problems == []


async def test_a_line_is_added_in_the_chats_form_and_all_of_it_is_confirmed_at_once(feishu_shop: FeishuShop) -> None:
    feishu = feishu_shop.feishu
    await feishu_shop.says(SELLER, SENTENCE)
    card = feishu.seen[SELLER][-1]
    await feishu_shop.taps(SELLER, "保存修改", form={"add": "J6P转向节 20件"})
    assert "确认下单" not in card.buttons, "left or right is asked"
    await feishu_shop.says(SELLER, "右")
    assert "转向节(右)" in feishu_shop.last(SELLER)
    await feishu_shop.taps(SELLER, "保存并确认下单", form={"qty_1": "6"})
    assert NUMBER in feishu_shop.last(SELLER)
    assert "300件 → 6件" in feishu_shop.last(SELLER)
    assert "20件" in feishu_shop.last(STOCK)
    assert feishu.problems == []


async def test_a_stale_press_says_so_and_shows_the_fresh_card(feishu_shop: FeishuShop) -> None:
    feishu = feishu_shop.feishu
    await feishu_shop.says(SELLER, SENTENCE)
    old = feishu.seen[SELLER][-1]
    await feishu_shop.says(SELLER, "数量500")
    answer = await feishu.taps(SELLER, old, "确认下单")
    await feishu_shop.shop.settles()
    assert answer["toast"] == {"type": "warning", "content": "这张卡已过期,请看新卡。"}
    assert "500件" in old.reads()
    assert "SO2026" not in old.reads()
    await feishu.taps(SELLER, old, "确认下单")
    await feishu_shop.shop.settles()
    assert NUMBER in old.reads()


async def test_two_people_press_at_once_and_it_is_ordered_once(feishu_shop: FeishuShop) -> None:
    feishu = feishu_shop.feishu
    await feishu_shop.says(SELLER, SENTENCE)
    card = feishu.seen[SELLER][-1]
    answers = await asyncio.gather(*(feishu.taps(SELLER, card, "确认下单") for _ in range(3)))
    await feishu_shop.shop.settles()
    assert feishu.problems == []
    assert all(isinstance(answer, dict) for answer in answers)
    async with feishu_shop.shop.store.read() as uow:
        assert len(await uow.orders.find(limit=10)) == 1
    assert NUMBER in card.reads()


async def test_in_a_group_only_what_calls_the_bot_is_answered_and_whoever_called_is_called(
    feishu_shop: FeishuShop,
) -> None:
    feishu = feishu_shop.feishu
    feishu.make_group(SALES_GROUP)
    await known_bot(feishu_shop)
    await feishu_shop.says(SELLER, SENTENCE, group=SALES_GROUP)
    assert not feishu.seen[SALES_GROUP]
    said = await feishu_shop.says(SELLER, SENTENCE, group=SALES_GROUP, call=["bot"], thread="omt_1")
    theirs = await feishu_shop.says(
        COLLEAGUE, "济南鲁通 J6P直拉杆 40根,后天到", group=SALES_GROUP, call=["bot"], parent=said
    )
    mine, other = feishu.seen[SALES_GROUP]
    assert (mine.parent, mine.thread, mine.mentions) == (said, "omt_1", [SELLER])
    assert (other.parent, other.mentions) == (theirs, [COLLEAGUE])
    assert "812" not in mine.reads()
    await feishu.taps(COLLEAGUE, mine, "确认下单")
    await feishu_shop.shop.settles()
    refused = feishu.seen[SALES_GROUP][-1]
    assert refused.mentions == [COLLEAGUE]
    assert NUMBER not in mine.reads()
    answer = await feishu.taps(SELLER, mine, "确认下单")
    await feishu_shop.shop.settles()
    assert NUMBER in str(answer["card"])
    assert NUMBER in mine.reads()
    assert feishu.problems == []


async def test_in_a_group_where_everything_is_heard_nobody_need_call_the_bot(database: str) -> None:
    async for running in open_feishu_shop(database, "http", hear_all=(SALES_GROUP,)):
        feishu = running.feishu
        feishu.make_group(SALES_GROUP)
        await known_bot(running)
        await running.says(SELLER, "车停3号门了", group=SALES_GROUP)
        await running.says(SELLER, SENTENCE, group=SALES_GROUP, call=[COLLEAGUE])
        assert not feishu.seen[SALES_GROUP], "chatter, and what is said to somebody else"
        await running.says(SELLER, SENTENCE, group=SALES_GROUP)
        await running.says(COLLEAGUE, "济南鲁通 J6P直拉杆 40根,后天到", group=SALES_GROUP)
        mine, other = feishu.seen[SALES_GROUP]
        assert (mine.mentions, other.mentions) == ([SELLER], [COLLEAGUE])
        assert "812" not in mine.reads()
        feishu.make_group("oc_elsewhere")
        await running.says(SELLER, SENTENCE, group="oc_elsewhere")
        assert not feishu.seen["oc_elsewhere"]
        assert feishu.problems == []


async def known_bot(feishu_shop: FeishuShop) -> None:
    """The bot has asked who it is."""
    async with asyncio.timeout(5):
        while "bot/v3/info" not in feishu_shop.feishu.heads():  # noqa: ASYNC110 nobody could set an event
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)


async def test_every_event_three_times_at_once_has_one_effect(feishu_shop: FeishuShop) -> None:
    feishu, shop = feishu_shop.feishu, feishu_shop.shop
    said = feishu.text(SELLER, SENTENCE)
    await asyncio.gather(*(feishu.hears(said) for _ in range(3)))
    await feishu.hears(feishu.text(SELLER, SENTENCE, number=json.loads(said.plain)["event"]["message"]["message_id"]))
    await shop.settles()
    assert len(feishu.seen[SELLER]) == 1
    await shop.waits(hours=24)  # and what is due by then is told
    shown = len(feishu.seen[SELLER])
    await feishu.hears(feishu.again(said))
    await shop.settles()
    assert len(feishu.seen[SELLER]) == shown


async def test_what_cannot_be_read_is_kept_and_answered_politely(feishu_shop: FeishuShop) -> None:
    feishu = feishu_shop.feishu
    contents: dict[str, dict[str, object]] = {
        "image": {"image_key": "img_1"},
        "file": {"file_key": "f1", "file_name": "单.xlsx"},
        "audio": {"file_key": "f2", "duration": 2000},
        "sticker": {"file_key": "f3"},
        "hologram": {},
    }
    for number, (kind, content) in enumerate(contents.items(), 1):
        await feishu.hears(feishu.said(SELLER, kind, content))
        await feishu_shop.shop.settles()
        assert len(feishu.seen[SELLER]) == number, kind
    assert (await feishu_shop.shop.store.inbox.counts())["done"] >= len(contents)


async def test_rich_text_is_an_order_too(feishu_shop: FeishuShop) -> None:
    feishu = feishu_shop.feishu
    lines = [[{"tag": "text", "text": "台州恒力 J6P左转向节 300件"}], [{"tag": "text", "text": "15号前到"}]]
    await feishu.hears(feishu.said(SELLER, "post", {"title": "", "content": lines}))
    await feishu_shop.shop.settles()
    assert feishu.seen[SELLER][-1].inputs == {"due": "2026-03-15", "qty_1": "300", "add": ""}


async def test_a_recall_and_housekeeping_are_kept_and_not_answered(feishu_shop: FeishuShop) -> None:
    feishu = feishu_shop.feishu
    said = await feishu_shop.says(SELLER, "在吗")
    shown = len(feishu.seen[SELLER])
    await feishu.hears(feishu.recall(said, feishu.direct(SELLER)))
    await feishu.hears(feishu.event("im.message.message_read_v1", {"reader": {}}))
    await feishu_shop.shop.settles()
    assert len(feishu.seen[SELLER]) == shown
    assert (await feishu_shop.shop.store.inbox.counts())["dead"] == 0


async def test_a_stranger_learns_nothing_but_his_own_id(feishu_shop: FeishuShop) -> None:
    await feishu_shop.says("stranger", "台州恒力的货到哪了")
    assert "stranger" in feishu_shop.last("stranger")
    assert "恒力" not in feishu_shop.last("stranger").replace("台州恒力的货到哪了", "")


@pytest.mark.parametrize(
    ("trouble", "times"),
    [("status:502", 2), ("cut", 2), ("lost", 2), (230020, 2), (99991400, 2), (230049, 2), (99991663, 1), (230099, 1)],
)
async def test_an_answer_that_does_not_go_out_at_first_goes_out_once(
    feishu_shop: FeishuShop, trouble: int | str, times: int
) -> None:
    feishu_shop.feishu.fail_next(*[trouble] * times)
    await feishu_shop.says(SELLER, SENTENCE)
    for _ in range(4):
        await feishu_shop.shop.waits(minutes=12)
    assert len(feishu_shop.feishu.seen[SELLER]) == 1
    assert "300" in feishu_shop.last(SELLER)
    assert (await feishu_shop.shop.store.outbox.counts())["waiting"] == 0


async def test_somebody_out_of_reach_does_not_keep_the_others_waiting(feishu_shop: FeishuShop) -> None:
    feishu_shop.feishu.strangers.add(BUYER)
    await feishu_shop.says(SELLER, SENTENCE)
    await feishu_shop.taps(SELLER, "确认下单")
    assert NUMBER in feishu_shop.last(STOCK)
    assert len(await feishu_shop.shop.store.outbox.dead()) >= 1
    assert feishu_shop.feishu.seen[OPS]


async def test_a_restart_loses_nothing(feishu_shop: FeishuShop) -> None:
    feishu, shop = feishu_shop.feishu, feishu_shop.shop
    await feishu_shop.says(SELLER, SENTENCE)
    await feishu.says(SELLER, "确认")
    await feishu.hang_up()
    await shop.restarts()
    feishu.target = f"{shop.base}/hook/feishu"
    assert NUMBER in feishu_shop.last(SELLER)
    await feishu_shop.says(SELLER, "撤销")
    assert "确认下单" in feishu_shop.last(SELLER)


async def test_a_press_long_after_says_what_is_and_the_buttons_can_be_typed(feishu_shop: FeishuShop) -> None:
    feishu, shop = feishu_shop.feishu, feishu_shop.shop
    await feishu_shop.says(SELLER, SENTENCE)
    card = feishu.seen[SELLER][-1]
    await feishu_shop.says(SELLER, "1")
    assert NUMBER in feishu_shop.last(SELLER)
    await shop.waits(hours=80)
    await feishu.taps(SELLER, card, "确认下单")
    await shop.settles()
    async with shop.store.read() as uow:
        assert len(await uow.orders.find(limit=10)) == 1
    assert feishu.problems == []


async def test_the_address_is_verified(database: str) -> None:
    async for running in open_feishu_shop(database, "http"):
        await running.feishu.url_check()


async def test_hostile_callbacks_are_refused_and_the_next_message_works(
    database: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async for running in open_feishu_shop(database, "http"):
        running.shop.clock.set(HOSTILE_AT)
        for name, callback in (*HOSTILE.items(), *HARMLESS.items()):
            answer = await running.shop.http.request(
                callback.method,
                "/hook/feishu",
                content=callback.body,
                headers=[(name.encode(), value.encode()) for name, value in callback.headers.items()],
            )
            assert (answer.status_code == 200) is (name in HARMLESS), (name, answer.status_code)
            assert answer.status_code in (200, 405, 413) or not answer.content, name
        await running.shop.settles()
        lines = [JsonLines().format(record) for record in caplog.records]
        assert not [line for line in lines if SECRET_WORDS in line]
        for secret in running.feishu.secrets:
            assert not [line for line in lines if secret in line], secret
        assert (await running.shop.http.get("/health")).json()["refused"]["feishu"] > 20
        assert (await running.shop.store.inbox.counts())["dead"] == 0
        await running.says(SELLER, SENTENCE)
        assert "300" in running.last(SELLER)


async def test_fifty_messages_at_once_are_acknowledged_quickly_and_none_is_lost(feishu_shop: FeishuShop) -> None:
    feishu, took = feishu_shop.feishu, []

    async def say(number: int) -> None:
        started = asyncio.get_running_loop().time()
        await feishu.hears(feishu.text(f"stranger{number % 25}", f"第{number}句,300件"))
        took.append(asyncio.get_running_loop().time() - started)

    await asyncio.gather(*(say(number) for number in range(50)))
    await feishu_shop.shop.settles()
    assert (await feishu_shop.shop.store.inbox.counts())["done"] >= 50
    assert sum(len(feishu.seen[f"stranger{n}"]) for n in range(25)) == 50
    assert sorted(took)[-3] < 3


async def test_over_the_long_connection_the_hook_takes_nothing(database: str) -> None:
    async for running in open_feishu_shop(database, "stream"):
        status, _ = await running.feishu.post(running.feishu.text(SELLER, SENTENCE))
        assert status == 401


async def test_a_role_is_told_by_a_group_robot(database: str) -> None:
    notify = {"warehouse": GroupTarget(channel="feishu", chat="robot:warehouse")}
    async for running in open_feishu_shop(database, "http", notify=notify):
        await running.says(SELLER, SENTENCE)
        await running.taps(SELLER, "确认下单")
        (told,) = running.feishu.seen["robot:warehouse"]
        assert NUMBER in told.reads()
        assert not told.buttons
