"""What operators see while the bot works: metrics without anybody's name, the way of one message, requisitions."""

import asyncio
import csv
import json
import logging
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.__main__ import main
from bot.clock import SetClock
from bot.commands.exits import Exit
from bot.log import JsonLines
from storage import tables
from tests.e2e.conftest import WecomShop
from tests.e2e.test_alert_words import BUYER, RIGHT, SELLER, short_of, with_stock
from tests.e2e.test_deadlines import MONDAY, PLANNER, at, placed, settings
from tests.shop import Shop


async def figures(shop: Shop) -> dict[str, float]:
    """The page, by name and labels."""
    answer = await shop.http.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    lines = [line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in lines}


async def command(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """`jiedan …` on the database that the shop works on."""
    company = tmp_path / "co"
    if not company.exists():
        assert await asyncio.to_thread(main, ["init", str(company)]) == Exit.OK
    monkeypatch.setenv("JIEDAN_DATABASE_URL", database)
    return await asyncio.to_thread(main, [*words, "--config", str(company)])


async def test_metrics_count_what_happens_and_name_nobody(database: str) -> None:
    async with Shop(database, settings(database), SetClock(MONDAY)) as shop:
        await placed(shop)
        await at(shop, "2026-03-10T11:30:00")
        await at(shop, "2026-03-10T11:50:00")
        found = await figures(shop)
        assert found['jiedan_messages_total{channel="console",outcome="handled"}'] == 2
        assert found["jiedan_reading_seconds_count"] >= 1
        assert found["jiedan_handling_seconds_count"] == 2
        assert found['jiedan_told_total{channel="console",outcome="sent"}'] >= 5
        assert found["jiedan_deadlines_fired_total"] == 3  # the digest, the order, the second level
        assert found['jiedan_deadlines{state="open"}'] == 3  # the next ones of each
        assert found['jiedan_deadlines{state="overdue"}'] == 0
        assert found['jiedan_alerts{level="2",state="open"}'] == 1
        assert found['jiedan_queue_rows{queue="outbox",state="waiting"}'] == 0
        assert found['jiedan_queue_rows{queue="outbox",state="dead"}'] == 0
        assert found['jiedan_queue_oldest_seconds{queue="outbox"}'] == 0
        assert found["jiedan_database_up"] == 1
        assert found["jiedan_database_errors_total"] == 0
        await shop.taps(PLANNER, "我来处理")
        text = (await shop.http.get("/metrics")).text
        assert 'jiedan_alerts{level="2",state="taken"} 1' in text
        async with shop.store.read() as uow:
            names = {word for one in await uow.parties.all_people() for word in (one.name, one.user)}
        assert not [name for name in (*names, "SO2026", "恒力", "d-u") if f'"{name}' in text]


async def test_the_way_of_a_message_is_followed_by_its_number(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await placed(shop)
    capsys.readouterr()
    assert await command(database, tmp_path, monkeypatch, "trace", "2") == Exit.OK
    said = capsys.readouterr().out
    said = said[said.index("2026-") :]
    assert "2026-03-09 16:30:00\t收到\tconsole 单聊 tap" in said
    assert "\t处理\t处理完,试过 1 次" in said
    assert "\t订单\tSO20260309-0001 confirm 草稿 → 待审核" in said
    assert "\t回给本人\tout-2 console 单聊 已发出" in said
    assert "\t告诉别人\tout-3 console 单聊 已发出" in said
    assert "恒力" not in said
    assert await command(database, tmp_path, monkeypatch, "trace", "out-3") == Exit.OK
    assert capsys.readouterr().out == said
    assert await command(database, tmp_path, monkeypatch, "trace", "77") == Exit.USAGE
    assert await command(database, tmp_path, monkeypatch, "trace", "out-x") == Exit.USAGE


async def test_requisitions_are_exported_once_however_often_they_are_tapped(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Shop(database, with_stock(database), SetClock(MONDAY)) as shop:
        card = await short_of(shop, 30)
        await shop.taps(BUYER, "一键发起采购申请", card=card)
        await shop.taps(BUYER, "一键发起采购申请", card=card)
        await shop.expects(BUYER, "赵丽", "已发起 PR-0001", "不用再发起")
        await shop.says(SELLER, "发起采购")
    capsys.readouterr()
    assert await command(database, tmp_path, monkeypatch, "requisitions", "export") == Exit.OK
    said = capsys.readouterr().out
    head, row = csv.reader(said[said.index("单号") :].splitlines())
    assert dict(zip(head, row, strict=True)) | {"产品": ""} == {
        "单号": "PR-0001",
        "产品编码": RIGHT,
        "产品": "",
        "数量": "46",
        "单位": "件",
        "需求日期": "2026-03-17",
        "发起人": "赵丽",
        "发起时间": "2026-03-09 16:30",
        "提醒编号": "1",
        "供应商": "",
    }
    target = tmp_path / "采购.csv"
    words = ("requisitions", "export", "--since", "2026-03-10", "--to", str(target))
    assert await command(database, tmp_path, monkeypatch, *words) == Exit.OK
    assert target.read_text(encoding="utf-8-sig").count("\n") == 1  # nothing since
    assert await command(database, tmp_path, monkeypatch, "requisitions", "export", "--since", "gestern") == Exit.USAGE


async def test_quotes_are_exported_a_row_a_line(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await shop.says(SELLER, "报价 台州恒力 J6P左转向节300件 J6P右转向节50件")
        await shop.taps(SELLER, "发给客户")
        await shop.taps(SELLER, "转为订单")
        await shop.taps(SELLER, "确认下单")
    capsys.readouterr()
    assert await command(database, tmp_path, monkeypatch, "quotes", "export") == Exit.OK
    said = capsys.readouterr().out
    head, *rows = csv.reader(said[said.index("报价单号") :].splitlines())
    first, second = (dict(zip(head, row, strict=True)) for row in rows)
    assert (first["报价单号"], first["客户编号"], first["业务员"]) == ("QT20260309-0001", "C001", "陈海波")
    assert (first["有效到"], first["订单号"]) == ("2026-03-16 23:59", "SO20260309-0001")
    wanted = ("产品编码", "数量", "单位", "单价", "金额")
    assert [first[name] for name in wanted] == ["ZXJ-J6PL", "300", "件", "812.5", "243750.00"]
    assert [second[name] for name in wanted] == ["ZXJ-J6PR", "50", "件", "823.5", "41175.00"]


async def test_the_log_follows_a_message_from_the_callback_to_the_push_and_names_nobody(
    wecom_shop: WecomShop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    caplog.handler.setFormatter(JsonLines())
    await wecom_shop.says("u01", "台州恒力 J6P左转向节 2件,18号前到,电话13800004100")
    await wecom_shop.taps("u01", "确认下单")
    shop = wecom_shop.shop
    async with shop.store.read() as uow:
        (order,) = await uow.orders.find()
        people = [word for one in await uow.parties.all_people() for word in (one.name, f'"{one.user}"')]
        customers = [customer.name for customer in await uow.parties.all_customers()]
        rows = await uow.connection.execute(select(tables.outbox.c.id, tables.outbox.c.trace, tables.outbox.c.state))
        sent = {row.id: row.trace for row in rows if row.state == "sent"}
    lines = [json.loads(line) for line in caplog.text.splitlines() if line.startswith("{")]
    for message in (1, 2):
        mine = [line for line in lines if line.get("trace") == message]
        steps = [line["what"] for line in mine]
        assert steps[:2] == ["message kept", "message handled"]
        handled = mine[1]
        told = [line for line in mine if line["what"] == "told"]
        assert handled["here"] + handled["elsewhere"] == len([row for row, trace in sent.items() if trace == message])
        assert {line["row"] for line in told} == {row for row, trace in sent.items() if trace == message}
        assert all(line["channel"] == "wecom" and line["attempts"] == 1 for line in told)
    assert {line["intent"] for line in lines if line["what"] == "message handled"} == {"place_order", ""}
    secrets = wecom_shop.wecom.secrets
    logged = re.sub(r"127\.0\.0\.1:\d+", "", caplog.text)  # a port may hold any four digits
    for word in (
        *people,
        *customers,
        *secrets,
        order.number or "",
        "恒力",
        "转向节",
        "13800004100",
        "4100",
        "确认下单",
    ):
        assert word not in logged, word
