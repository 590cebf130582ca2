"""The main job through a WeCom smart robot, by callback and over the long connection."""

import asyncio
import logging

import pytest
from sqlalchemy import text

from bot.log import JsonLines
from cards.card import Card, to_json
from handlers.domain.messaging import ChatKind, ChatRef, Message, MessageKind, UserRef
from handlers.ports import Outgoing
from tests.e2e.conftest import RobotShop, open_robot_shop
from tests.e2e.test_orders import NUMBER, SENTENCE

SELLER, COLLEAGUE, BUYER, OTHER, STOCK, PLANNER = "u01", "u02", "u25", "u26", "u09", "u14"
GROUP = "wrOrders01"


async def all_write_once(running: RobotShop) -> None:
    """A robot may tell people things only after they wrote to it."""
    for user in (STOCK, PLANNER, BUYER):
        await running.says(user, "帮助")


async def test_an_order_is_taken_confirmed_and_told(robot_shop: RobotShop) -> None:
    robot = robot_shop.robot
    await all_write_once(robot_shop)
    await robot_shop.says(SELLER, SENTENCE)
    card = robot.seen[SELLER][-1]
    assert "300" in card.reads()
    await robot_shop.taps(SELLER, "确认下单")
    assert card.updates == 1, "the pressed card becomes the receipt"
    assert NUMBER in card.reads()
    for user in (STOCK, PLANNER, BUYER):
        assert NUMBER in robot_shop.last(user), user
    assert not robot.seen[OTHER]
    await robot_shop.says(BUYER, "我的货到哪了")
    assert NUMBER in robot_shop.last(BUYER)
    await robot_shop.says(OTHER, "我的货到哪了")
    assert NUMBER not in robot_shop.last(OTHER)


async def test_a_draft_is_corrected_by_talking_and_confirmed_by_typing(robot_shop: RobotShop) -> None:
    await robot_shop.says(SELLER, SENTENCE)
    await robot_shop.says(SELLER, "数量500")
    assert "500" in robot_shop.last(SELLER)
    await robot_shop.says(SELLER, "确认")
    assert NUMBER in robot_shop.last(SELLER)


async def test_a_choice_is_pressed_as_the_document_names_it_either_way(robot_shop: RobotShop) -> None:
    await robot_shop.says(SELLER, "台州恒力 J6P转向节 300件,15号前到")
    shown = robot_shop.robot.seen[SELLER][-1]
    assert shown.options or shown.buttons
    label = "就选这个" if shown.options else shown.buttons[0]
    await robot_shop.taps(SELLER, label, sample=False)
    assert shown.updates == 1


async def test_what_only_answers_a_press_leaves_the_card_as_it_is(robot_shop: RobotShop) -> None:
    await robot_shop.says(SELLER, SENTENCE)
    card = robot_shop.robot.seen[SELLER][-1]
    before = card.buttons
    await robot_shop.taps(SELLER, "依据")
    assert (card.updates, card.buttons) == (0, before)
    assert "转向节" in robot_shop.last(SELLER)
    assert len(robot_shop.robot.seen[SELLER]) == 2
    await robot_shop.taps(SELLER, "确认下单")
    assert card.updates == 1


async def test_an_old_card_is_answered_with_the_fresh_one(robot_shop: RobotShop) -> None:
    await robot_shop.says(SELLER, SENTENCE)
    old = robot_shop.robot.seen[SELLER][-1]
    await robot_shop.says(SELLER, "数量500")
    await robot_shop.robot.taps(SELLER, old, "确认下单")
    await robot_shop.settles()
    assert "500" in old.reads()
    async with robot_shop.shop.store.read() as uow:
        assert await uow.orders.find(limit=10) == [], "an old card confirms nothing"


async def test_somebody_who_never_wrote_is_told_once_he_does(robot_shop: RobotShop) -> None:
    await robot_shop.says(SELLER, SENTENCE)
    await robot_shop.taps(SELLER, "确认下单")
    assert not robot_shop.robot.seen[STOCK]
    assert (await robot_shop.shop.store.outbox.counts())["dead"] == 0
    await robot_shop.says(STOCK, "在吗")
    await robot_shop.shop.waits(seconds=1)
    assert any(NUMBER in shown.reads() for shown in robot_shop.robot.seen[STOCK])
    assert not [shown for shown in robot_shop.robot.seen[STOCK] if "正在处理" in shown.reads()], (
        "nobody was kept waiting"
    )


async def test_in_a_group_each_has_his_own_draft_and_buttons_work(robot_shop: RobotShop) -> None:
    robot = robot_shop.robot
    await robot_shop.says(SELLER, SENTENCE, group=GROUP)
    mine = robot.seen[GROUP][-1]
    await robot_shop.says(COLLEAGUE, "济南鲁通 J6P直拉杆 40根,后天到", group=GROUP)
    assert "40" in robot_shop.last(GROUP)
    await robot.taps(SELLER, mine, "确认下单")
    await robot_shop.settles()
    assert NUMBER in mine.reads()
    assert "元" not in "".join(shown.reads() for shown in robot.seen[GROUP])
    await robot_shop.says(COLLEAGUE, "确认", group=GROUP)
    assert "40" in robot_shop.last(GROUP)
    async with robot_shop.shop.store.read() as uow:
        assert len(await uow.orders.find(limit=10)) == 2


async def test_a_quoted_message_is_what_is_meant(robot_shop: RobotShop) -> None:
    quote = {"msgtype": "text", "text": {"content": SENTENCE}}
    await robot_shop.says(SELLER, "下单", group=GROUP, quote=quote)
    assert "300" in robot_shop.last(GROUP)


async def test_a_card_says_where_the_rest_of_it_stands(robot_shop: RobotShop) -> None:
    await robot_shop.says(SELLER, "台州恒力 J6P左转向节 300件,J6P右转向节 50件,15号前到")
    words, card = (shown.reads() for shown in robot_shop.robot.seen[SELLER][-2:])
    if robot_shop.robot.mode == "stream":  # a message after the other
        words, card = card, words
    assert "待确认订单(续)" in words
    where = "见下一条" if robot_shop.robot.mode == "stream" else "其余的在上面"
    assert where in card


async def test_what_was_spoken_is_read_as_it_was_heard(robot_shop: RobotShop) -> None:
    await robot_shop.robot.sends(SELLER, "voice", {"content": SENTENCE})
    await robot_shop.settles()
    assert "300" in robot_shop.last(SELLER)


@pytest.mark.parametrize("kind", ["image", "file", "video"])
async def test_files_are_kept_and_answered(robot_shop: RobotShop, kind: str) -> None:
    await robot_shop.robot.sends(SELLER, kind, {"url": robot_shop.robot.file(b"x" * 90)})
    await robot_shop.settles()
    assert "已保存" in robot_shop.last(SELLER)


async def test_whoever_comes_in_is_greeted(robot_shop: RobotShop) -> None:
    await robot_shop.robot.tell(robot_shop.robot.entered_body(SELLER))
    await robot_shop.settles()
    (shown,) = robot_shop.robot.seen[SELLER]
    assert shown.kind in ("text", "template_card")


async def test_an_opinion_is_kept_and_not_answered(robot_shop: RobotShop) -> None:
    await robot_shop.says(SELLER, "帮助")
    await robot_shop.robot.tell(robot_shop.robot.opinion_body(SELLER, 2, "不对"))
    await robot_shop.settles()
    assert len(robot_shop.robot.seen[SELLER]) == 1
    assert (await robot_shop.shop.store.inbox.counts())["done"] == 2


async def test_a_stranger_learns_nothing(robot_shop: RobotShop) -> None:
    await robot_shop.says("stranger", "台州恒力的货到哪了")
    assert "恒力" not in robot_shop.last("stranger").replace("台州恒力的货到哪了", "")


async def test_a_flood_of_news_is_folded_within_the_limits(database: str) -> None:
    async with open_robot_shop(database, "stream") as running:
        await running.says(STOCK, "帮助")
        before, now = len(running.robot.seen[STOCK]), running.shop.clock.now()
        card = [to_json(Card(f"订单 #{n}# 有变化", f"订单 #{n}# 有变化")) for n in range(100)]
        rows = [Outgoing(ChatRef("wecom_robot", STOCK), one, f"flood-{n}", now) for n, one in enumerate(card)]
        async with running.shop.store.write() as uow:
            await uow.outbox.put(rows)
            await uow.commit()
        await running.shop.settles()
        for _ in range(3):
            await running.shop.waits(seconds=61)
        told = "".join(shown.reads() for shown in running.robot.seen[STOCK][before:])
        assert all(f"#{n}#" in told for n in range(100))
        assert not [body for path, body in running.robot.calls if path == "aibot_send_msg" and "45009" in str(body)]


# By callback.


async def test_the_address_is_verified(database: str) -> None:
    async with open_robot_shop(database, "http") as running:
        assert await running.robot.post(running.robot.check_request()) == (200, "5927782489442352469")


async def test_every_callback_three_times_at_once_has_one_effect(database: str) -> None:
    async with open_robot_shop(database, "http") as running:
        robot = running.robot
        await running.says(BUYER, "帮助")
        said = robot.text(SELLER, SENTENCE)
        assert await robot.deliver_at_once([said], times=3) == [200] * 3
        await running.shop.settles()
        assert len(robot.seen[SELLER]) == 1
        pressed = robot.sealed(robot.pressed_body(SELLER, robot.seen[SELLER][-1], "确认下单"))
        assert await robot.deliver_at_once([pressed], times=3) == [200] * 3
        await running.shop.settles()
        await running.shop.waits(hours=24)  # and what is due by then is told
        shown = len(robot.seen[SELLER])
        assert await robot.deliver_at_once([said, pressed], times=2) == [200] * 4
        await running.shop.settles()
        assert len(robot.seen[SELLER]) == shown
        async with running.shop.store.read() as uow:
            assert len(await uow.orders.find(limit=10)) == 1


async def test_what_is_told_later_goes_through_the_address_once_and_then_waits(database: str) -> None:
    async with open_robot_shop(database, "http") as running:
        robot, shop = running.robot, running.shop
        await running.says(STOCK, "帮助")
        for number in range(3):
            await push(running, STOCK, f"#{number}#")
        await shop.settles()
        (told,) = robot.seen[STOCK][1:]
        assert "#0#" in told.reads(), "one address, one message"
        shop.clock.move(seconds=2)
        await running.says(STOCK, "在吗")
        await shop.waits(seconds=1)
        everything = "".join(shown.reads() for shown in robot.seen[STOCK])
        assert all(f"#{number}#" in everything for number in range(3))
        assert (await shop.store.outbox.counts())["dead"] == 0


async def test_an_address_is_good_for_an_hour(database: str) -> None:
    async with open_robot_shop(database, "http") as running:
        await running.says(STOCK, "帮助")
        running.shop.clock.move(minutes=61)
        await push(running, STOCK, "#1#")
        await running.shop.settles()
        assert len(running.robot.seen[STOCK]) == 1
        assert not [path for path, _ in running.robot.calls if path == "aibot/response"]


async def test_an_answer_that_takes_longer_is_shown_where_it_was_promised(database: str) -> None:
    async with open_robot_shop(database, "http") as running:
        robot, store = running.robot, running.shop.store
        held = await hold(running, SELLER)
        telling = asyncio.create_task(robot.says(SELLER, SENTENCE))
        async with asyncio.timeout(10):
            while not robot.seen[SELLER]:  # noqa: ASYNC110 a screen is looked at
                await asyncio.sleep(0.05)
        (promised,) = robot.seen[SELLER]
        assert "正在处理" in promised.reads()
        async with store.write() as uow:
            await uow.inbox.done(held)
            await uow.commit()
        store.inbox.wake()
        await telling
        await running.shop.settles()
        assert "处理好了" in promised.reads()
        assert "300" in running.last(SELLER)
        assert len(robot.seen[SELLER]) == 2, "the promise and the card"
        assert not [path for path, _ in robot.calls if path == "aibot/response"]


async def hold(running: RobotShop, user: str) -> int:
    """Somebody else has an earlier message of this chat in hand."""
    store, now = running.shop.store, running.shop.clock.now()
    chat, sender = ChatRef("wecom_robot", user), UserRef("wecom_robot", user)
    for number in range(100):
        earlier = Message(0, "wecom_robot", f"earlier-{number}", chat, sender, MessageKind.SILENT, now, now)
        await store.inbox.put(earlier, "")
        if taken := await store.inbox.claim(now, "another process", 1):
            return taken[0].id
        await running.shop.settles()
    raise AssertionError("always too late")


@pytest.mark.parametrize("trouble", ["cut", "lost", "status:502", "garbage", -1])
async def test_an_answer_through_an_address_arrives_once_whatever_happens(database: str, trouble: str | int) -> None:
    async with open_robot_shop(database, "http") as running:
        await running.says(STOCK, "帮助")
        running.robot.fail_next(trouble, path="aibot/response")
        await push(running, STOCK, "#1#")
        for _ in range(3):
            await running.shop.waits(minutes=1)
        assert len([shown for shown in running.robot.seen[STOCK] if "#1#" in shown.reads()]) == 1
        assert (await running.shop.store.outbox.counts())["dead"] == 0


async def test_no_secret_is_written_anywhere(database: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with open_robot_shop(database, "http") as running:
        await running.says(SELLER, SENTENCE)
        await push(running, SELLER, "#1#")
        await running.shop.settles()
        lines = "".join(JsonLines().format(record) for record in caplog.records)
        assert not [secret for secret in running.robot.secrets if secret in lines]
        async with running.shop.store.read() as uow:
            kept = "".join(str(row) for row in (await uow.connection.execute(text("SELECT * FROM inbox"))).all())
        assert "response_code" not in kept


# Over the long connection.


async def test_over_the_long_connection_the_hook_takes_nothing(database: str) -> None:
    async with open_robot_shop(database, "stream") as running:
        sealed = running.robot.sealed({"msgid": "m1", "msgtype": "text", "from": {"userid": SELLER}})
        assert (await running.robot.post(sealed))[0] == 401


async def test_a_broken_connection_is_opened_again_and_nothing_is_told_twice(database: str) -> None:
    async with open_robot_shop(database, "stream") as running:
        await running.says(SELLER, SENTENCE)
        await running.robot.breaks()
        await running.robot.connected()
        await running.taps(SELLER, "确认下单")
        assert NUMBER in running.last(SELLER)
        assert running.robot.subscribed == 2


async def test_an_answer_that_was_lost_on_its_way_is_shown_once(database: str) -> None:
    async with open_robot_shop(database, "stream") as running:
        running.robot.fail_next("lost", path="aibot_respond_msg")
        await running.says(SELLER, SENTENCE)
        await running.robot.connected()
        await running.shop.waits(minutes=1)
        assert len(running.robot.seen[SELLER]) == 1
        assert (await running.shop.store.outbox.counts())["dead"] == 0


async def test_what_cannot_be_stored_is_stored_when_it_can(database: str) -> None:
    async with open_robot_shop(database, "stream") as running:
        store = running.shop.store
        async with store.write() as uow:
            await uow.connection.execute(text("ALTER TABLE inbox RENAME TO gone"))
            await uow.commit()
        await running.robot.says(SELLER, SENTENCE)
        await asyncio.sleep(0.2)
        async with store.write() as uow:
            await uow.connection.execute(text("ALTER TABLE gone RENAME TO inbox"))
            await uow.commit()
        await running.settles()
        assert "300" in running.last(SELLER)


async def test_a_restart_takes_the_connection_over(database: str) -> None:
    async with open_robot_shop(database, "stream") as running:
        await running.says(SELLER, SENTENCE)
        await running.shop.restarts()
        await running.robot.connected()
        await running.says(SELLER, "确认")
        assert NUMBER in running.last(SELLER)


async def push(running: RobotShop, user: str, words: str) -> None:
    """News that answers nobody."""
    row = Outgoing(
        ChatRef("wecom_robot", user, ChatKind.DIRECT),
        to_json(Card(words, words)),
        f"news-{words}",
        running.shop.clock.now(),
    )
    async with running.shop.store.write() as uow:
        await uow.outbox.put([row])
        await uow.commit()
