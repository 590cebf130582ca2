"""The main job through WeCom, really signed and encrypted; never lost, never twice."""

import json
import logging
import re
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.log import JsonLines
from cards.card import Button, Card, to_json
from handlers.domain.messaging import ChatRef
from handlers.ports import Outgoing
from storage.connection import PRAGMAS
from tests.e2e.conftest import WecomShop
from tests.e2e.test_orders import NUMBER, SENTENCE
from tests.hostile import CALLBACKS, SECRET_WORDS
from tests.shop import Shop

SELLER, BUYER, OTHER, STOCK, PLANNER, OPS = "u01", "u25", "u26", "u09", "u14", "u24"


async def test_an_order_is_taken_confirmed_and_told(wecom_shop: WecomShop) -> None:
    await wecom_shop.says(SELLER, SENTENCE)
    card = wecom_shop.wecom.seen[SELLER][-1]
    assert "300" in card.reads()
    await wecom_shop.taps(SELLER, "确认下单")
    assert card.updates == 1, "the pressed card becomes the receipt"
    assert NUMBER in card.reads()
    for user in (STOCK, PLANNER, BUYER):
        assert NUMBER in wecom_shop.last(user), user
    assert not wecom_shop.wecom.seen[OTHER]
    await wecom_shop.says(BUYER, "我的货到哪了")
    assert NUMBER in wecom_shop.last(BUYER)
    await wecom_shop.says(OTHER, "我的货到哪了")
    assert NUMBER not in wecom_shop.last(OTHER)


async def test_the_address_is_verified(wecom_shop: WecomShop) -> None:
    await wecom_shop.wecom.url_check()


async def test_a_stranger_learns_nothing(wecom_shop: WecomShop) -> None:
    await wecom_shop.says("stranger", "台州恒力的货到哪了")
    assert "恒力" not in wecom_shop.last("stranger").replace("台州恒力的货到哪了", "")


async def test_every_callback_three_times_at_once_has_one_effect(wecom_shop: WecomShop) -> None:
    wecom, shop = wecom_shop.wecom, wecom_shop.shop
    said = wecom.text(SELLER, SENTENCE)
    assert await wecom.deliver_at_once([said], times=3) == [200] * 3
    await shop.settles()
    assert len(wecom.seen[SELLER]) == 1
    card = wecom.seen[SELLER][-1]
    pressed = [wecom.tap(SELLER, card, "确认下单") for _ in range(3)]
    assert await wecom.deliver_at_once(pressed, times=3) == [200] * 9
    await shop.settles()
    await shop.waits(hours=24)  # and what is due by then is told
    shown = wecom_shop.shown()
    assert await wecom.deliver_at_once([said, *pressed], times=2) == [200] * 8
    await shop.settles()
    assert wecom_shop.shown() == shown
    async with shop.store.read() as uow:
        assert len(await uow.orders.find(limit=10)) == 1


async def test_a_rush_of_callbacks_is_taken_first_and_handled_to_the_end(wecom_shop: WecomShop) -> None:
    wecom, shop = wecom_shop.wecom, wecom_shop.shop
    people = [f"u{n:02}" for n in range(1, 9)]
    said = [wecom.text(user, f"台州恒力 J6P左转向节 {n}件") for n in range(1, 6) for user in people]
    assert await wecom.deliver_at_once(said, times=2) == [200] * len(said) * 2
    await shop.settles()
    counts = await shop.store.inbox.counts()
    assert counts == {"waiting": 0, "working": 0, "done": len(said), "dead": 0}
    assert all(wecom.seen[user] for user in people)


async def test_what_cannot_be_kept_is_not_acknowledged_and_is_taken_when_it_comes_again(wecom_shop: WecomShop) -> None:
    wecom, shop = wecom_shop.wecom, wecom_shop.shop

    async def rename(table: str, name: str) -> None:
        async with shop.store.write() as uow:
            await uow.connection.execute(text(f"ALTER TABLE {table} RENAME TO {name}"))
            await uow.commit()

    said = [wecom.text(SELLER, SENTENCE), *(wecom.text(user, "帮助") for user in (BUYER, STOCK, PLANNER))]
    await rename("inbox", "gone")
    assert await wecom.deliver_at_once(said, times=3) == [503] * 12
    await rename("gone", "inbox")
    assert sum((await shop.store.inbox.counts()).values()) == 0
    assert await wecom.deliver_at_once(said, times=3) == [200] * 12
    await shop.settles()
    assert (await shop.store.inbox.counts())["done"] == 4
    assert "300" in wecom_shop.last(SELLER)


async def test_callbacks_are_refused_while_the_file_is_locked_and_taken_afterwards(
    wecom_shop: WecomShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    wecom, shop = wecom_shop.wecom, wecom_shop.shop
    monkeypatch.setattr("storage.inbox_writer.PRAGMAS", PRAGMAS + "PRAGMA busy_timeout = 20;")
    said = [wecom.text(user, "帮助") for user in (SELLER, BUYER, STOCK)]
    file = shop.settings.database.url.removeprefix("sqlite+aiosqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert await wecom.deliver_at_once(said, times=2) == [503] * 6
        other.execute("ROLLBACK")
    assert sum((await shop.store.inbox.counts()).values()) == 0
    assert await wecom.deliver_at_once(said, times=2) == [200] * 6
    await shop.settles()
    assert (await shop.store.inbox.counts())["done"] == 3


async def test_what_finds_the_disk_full_is_refused_and_taken_once_when_there_is_room(
    wecom_shop: WecomShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    wecom, shop = wecom_shop.wecom, wecom_shop.shop
    # SQLite does not let this limit be below the size the file has when the connection is opened.
    monkeypatch.setattr("storage.inbox_writer.PRAGMAS", PRAGMAS + "PRAGMA max_page_count = 1;")
    said = [wecom.text(user, words) for words in ("帮助", "谢谢", "你好") for user in (SELLER, BUYER, STOCK) * 10]
    said.append(wecom.text(SELLER, SENTENCE))
    answers = await wecom.deliver_at_once(said)
    assert set(answers) <= {200, 503}
    assert 503 in answers
    await shop.settles()
    assert sum((await shop.store.inbox.counts()).values()) == answers.count(200)

    monkeypatch.undo()
    assert await wecom.deliver_at_once(said, times=2) == [200] * len(said) * 2
    await shop.settles()
    counts = await shop.store.inbox.counts()
    assert (counts["done"], sum(counts.values())) == (len(said), len(said))
    async with shop.store.read() as uow:
        assert (await uow.connection.execute(text("SELECT count(*) FROM orders"))).scalar_one() == 1


async def test_a_message_that_comes_a_day_late_is_still_read_in_its_time(wecom_shop: WecomShop) -> None:
    wecom, shop = wecom_shop.wecom, wecom_shop.shop
    late = wecom.text(SELLER, SENTENCE, at=shop.clock.now() - timedelta(hours=24))
    assert await wecom.deliver(late) == [200]
    await shop.settles()
    assert "300" in wecom_shop.last(SELLER)


@pytest.mark.parametrize(
    ("trouble", "times"),
    [("status:502", 2), ("garbage", 2), ("cut", 2), ("lost", 2), (-1, 2), (45009, 2), (42001, 1), (40014, 1)],
)
async def test_an_answer_that_does_not_go_out_at_first_goes_out_once(
    wecom_shop: WecomShop, trouble: int | str, times: int
) -> None:
    wecom_shop.wecom.fail_next(*[trouble] * times, path="message/send")
    await wecom_shop.says(SELLER, SENTENCE)
    for _ in range(4):
        await wecom_shop.shop.waits(minutes=12)
    assert len(wecom_shop.wecom.seen[SELLER]) == 1
    assert (await wecom_shop.shop.store.outbox.counts())["waiting"] == 0


async def test_an_answer_that_never_goes_out_becomes_a_dead_letter_that_operators_hear_of(
    wecom_shop: WecomShop,
) -> None:
    shop, wecom = wecom_shop.shop, wecom_shop.wecom
    wecom.fail_next(*["status:500"] * shop.settings.policy.outbox_attempts, path="message/send")
    await wecom_shop.says(SELLER, SENTENCE)
    for _ in range(shop.settings.policy.outbox_attempts):
        await shop.waits(minutes=15)
    assert not wecom.seen[SELLER]
    dead = await shop.store.outbox.dead()
    assert len(dead) == 1
    assert len(wecom.seen[OPS]) == 1
    assert SENTENCE not in wecom_shop.last(OPS)
    await shop.store.outbox.replay()
    await shop.settles()
    assert "300" in wecom_shop.last(SELLER)


async def test_somebody_out_of_reach_does_not_keep_the_others_waiting(wecom_shop: WecomShop) -> None:
    wecom_shop.wecom.invisible.add(BUYER)
    await wecom_shop.says(SELLER, SENTENCE)
    await wecom_shop.taps(SELLER, "确认下单")
    assert NUMBER in wecom_shop.last(STOCK)
    assert NUMBER in wecom_shop.last(SELLER)


async def rename(shop: Shop, table: str, name: str) -> None:
    """Takes a table away, or brings it back."""
    async with shop.store.write() as uow:
        await uow.connection.execute(text(f"ALTER TABLE {table} RENAME TO {name}"))
        await uow.commit()


async def test_what_breaks_inside_ends_in_an_apology_and_an_alarm(
    wecom_shop: WecomShop, caplog: pytest.LogCaptureFixture
) -> None:
    shop = wecom_shop.shop
    await wecom_shop.says(SELLER, SENTENCE)
    await rename(shop, "order_events", "order_events_gone")
    await wecom_shop.says(SELLER, "确认")
    for _ in range(4):
        await shop.waits(seconds=5)
    assert (await shop.store.inbox.counts())["dead"] == 1
    trace = (await shop.store.inbox.dead())[0].message.id
    assert str(trace) in wecom_shop.last(SELLER)
    assert str(trace) in wecom_shop.last(OPS)
    assert not [r for r in caplog.records if "确认" in JsonLines().format(r)]
    await rename(shop, "order_events_gone", "order_events")
    await shop.store.inbox.replay(trace)
    await shop.settles()
    assert NUMBER in wecom_shop.last(SELLER)


async def test_a_restart_loses_nothing(wecom_shop: WecomShop) -> None:
    wecom, shop = wecom_shop.wecom, wecom_shop.shop
    await wecom_shop.says(SELLER, SENTENCE)
    assert await wecom.callback_text(SELLER, "确认") == [200]
    await shop.restarts()
    wecom.target = f"{shop.base}/hook/wecom"
    assert NUMBER in wecom_shop.last(SELLER)
    assert NUMBER in wecom_shop.last(STOCK)
    await wecom_shop.says(SELLER, "撤销")
    assert "确认下单" in wecom_shop.last(SELLER)


async def test_hostile_callbacks_are_refused_and_the_next_message_works(
    wecom_shop: WecomShop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    wecom, shop = wecom_shop.wecom, wecom_shop.shop
    assert len(CALLBACKS) >= 40
    for case in CALLBACKS:
        sent = case.make(wecom.account, int(shop.clock.now().timestamp()))
        answer = await shop.http.request(
            sent.method, "/hook/wecom", params=dict(sent.query), content=sent.body, headers=dict(sent.headers)
        )
        assert (answer.status_code == 200) is not case.refused, (case.name, answer.status_code)
        assert not case.refused or not answer.content or answer.status_code in (405, 413), case.name
        await shop.settles()
    lines = [JsonLines().format(record) for record in caplog.records]
    assert not [line for line in lines if SECRET_WORDS in line]
    for secret in wecom.secrets:
        assert not [line for line in lines if secret in line]
    health = (await shop.http.get("/health")).json()
    assert health["refused"]["wecom"] > 20
    assert (await shop.store.inbox.counts())["dead"] == 0
    await wecom_shop.says(SELLER, SENTENCE)
    assert "300" in wecom_shop.last(SELLER)


async def test_health_and_readiness_are_told(wecom_shop: WecomShop) -> None:
    answer = await wecom_shop.shop.http.get("/ready")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert json.loads((await wecom_shop.shop.http.get("/health")).text)["status"] == "ok"
    assert (await wecom_shop.shop.http.get("/console")).status_code == 404
    assert (await wecom_shop.shop.http.post("/hook/nobody")).status_code == 404


async def test_a_flood_of_news_is_folded_before_wecom_drops_any_of_it(wecom_shop: WecomShop) -> None:
    """The thirty-first message of a minute would be dropped without a word."""
    shop, wecom = wecom_shop.shop, wecom_shop.wecom
    rows = [
        Outgoing(
            ChatRef("wecom", STOCK),
            to_json(Card(f"订单 #{n}# 有变化", f"订单 #{n}# 有变化", buttons=(Button("查进度", f"details:{n}::"),))),
            f"flood-{n}",
            shop.clock.now(),
        )
        for n in range(1, 101)
    ]
    async with shop.store.write() as uow:
        await uow.outbox.put(rows)
        await uow.commit()
    for _ in range(8):
        await shop.settles()
        await shop.waits(seconds=61)
    assert wecom.dropped == []
    told = [int(n) for shown in wecom.seen[STOCK] for n in dict.fromkeys(re.findall(r"#(\d+)#", shown.reads()))]
    assert told == list(range(1, 101))
    assert any("条消息合并" in shown.reads() for shown in wecom.seen[STOCK])
