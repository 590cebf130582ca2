"""`jiedan alerts`: what operators see of deadlines, alerts and ladders."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.commands.exits import Exit
from config import DEMO_FILE
from handlers.domain.alert import Alert, AlertTold, Why
from handlers.domain.order import Deadline, OrderId
from storage import import_path, open_store
from tests.contract.storage_rows import FULL

NOW = datetime(2026, 3, 10, 3, 30, tzinfo=UTC)


@pytest.fixture
def company(tmp_path: Path) -> Path:
    assert main(["init", str(tmp_path / "co")]) == Exit.OK
    return tmp_path / "co"


async def filled(company: Path) -> None:
    store = await open_store(f"sqlite+aiosqlite:///{company}/data/jiedan.sqlite3")
    await store.upgrade()
    async with store.write() as uow:
        order = await uow.orders.add(replace(FULL, state="待审核"))
        await uow.deadlines.open(Deadline(order.id, "state_overdue", NOW, "production"))
        alert = Alert("order:1:x", "state_overdue", "待审核", "production", "usual", NOW, NOW, order.id, level=1)
        stored = await uow.alerts.add(alert)
        assert stored is not None
        await uow.deadlines.open(Deadline(OrderId(0), "alert", NOW, "production", alert_id=stored.id))
        await uow.alerts.tell([AlertTold(stored.id, "role:production", stored.key, "level", 1, NOW)])
        (broken,) = [d for d in await uow.deadlines.standing() if d.order_id]
        await uow.deadlines.put_back(broken, None, "ValueError")
        await uow.commit()
    await store.close()


def test_what_is_late_due_and_told_is_listed(company: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(filled(company))
    capsys.readouterr()
    assert main(["alerts", "list", "--config", str(company)]) == Exit.OK
    assert "SO20260304-0001\t待审核\t第1级\t没人接手\t2026-03-10 11:30:00" in capsys.readouterr().out
    assert main(["alerts", "due", "--config", str(company)]) == Exit.FOUND
    said = capsys.readouterr().out
    assert "提醒 1\talert\tproduction" in said
    assert "SO20260304-0001\tstate_overdue\tproduction\t试过 1 次" in said
    assert "未到期 1 条,处理不了的 1 条" in said
    assert main(["alerts", "why", "1", "--config", str(company)]) == Exit.OK
    assert "第1级\t生产计划群\t轮到这一级" in capsys.readouterr().out
    assert main(["alerts", "why", "2", "--config", str(company)]) == Exit.USAGE
    for which in ("-1", "abc", "٣", "9" * 20):
        assert main(["alerts", "why", which, "--config", str(company)]) == Exit.USAGE
    assert main(["alerts", "why", "--config", str(company)]) == Exit.USAGE


@pytest.mark.parametrize("why", list(Why))
def test_every_reason_why_somebody_was_told_has_its_words(
    company: Path, capsys: pytest.CaptureFixture[str], why: Why
) -> None:
    async def told() -> None:
        await filled(company)
        store = await open_store(f"sqlite+aiosqlite:///{company}/data/jiedan.sqlite3")
        async with store.write() as uow:
            await uow.alerts.tell([AlertTold(1, "user:u1", "alert:1", why.value, 1, NOW)])
            await uow.commit()
        await store.close()

    asyncio.run(told())
    capsys.readouterr()
    assert main(["alerts", "why", "1", "--config", str(company)]) == Exit.OK
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 2
    assert not said[1].endswith(why.value)


def test_nothing_is_late_in_a_new_company(company: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["alerts", "list", "--config", str(company)]) == Exit.OK
    assert "没有未处理的提醒" in capsys.readouterr().out
    assert main(["alerts", "due", "--config", str(company)]) == Exit.OK


def test_a_ladder_is_tried_before_it_is_switched_on(company: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    at = ["--at", "2026-03-09T16:30", "--config", str(company)]
    assert main(["alerts", "simulate", "usual", *at]) == Exit.OK
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [(row[0], row[2]) for row in rows] == [
        ("2026-03-09 16:30:00", "负责的角色"),
        ("2026-03-09 16:50:00", "主管:没有人收得到"),
        ("2026-03-09 17:10:00", "主管:没有人收得到"),
        ("2026-03-10 10:10:00", "主管:没有人收得到"),
        ("2026-03-10 13:10:00", "主管:没有人收得到"),
        ("2026-03-10 16:30:00", "主管:没有人收得到"),
    ]
    assert main(["alerts", "simulate", "nobody", *at]) == Exit.USAGE
    assert main(["alerts", "simulate", "usual", "--at", "morgen", "--config", str(company)]) == Exit.USAGE


AWAY = """
[[policy.away]]
user = "u23"
since = 2026-03-09
until = 2026-03-09
instead = "u24"

[notify]
warehouse = { channel = "wecom", chat = "robot:warehouse" }
"""


def test_a_tried_ladder_names_who_would_be_there_that_day(company: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async def people() -> None:
        store = await open_store(f"sqlite+aiosqlite:///{company}/data/jiedan.sqlite3")
        await store.upgrade()
        await import_path(store, DEMO_FILE.parent / "demo", "console")
        await store.close()

    asyncio.run(people())
    with (company / "company.toml").open("a", encoding="utf-8") as file:
        file.write(AWAY)
    capsys.readouterr()
    at = ["--at", "2026-03-09T17:00", "--config", str(company)]
    assert main(["alerts", "simulate", "usual", "--owner", "production", *at]) == Exit.OK
    told = [line.split("\t")[2] for line in capsys.readouterr().out.splitlines()]
    assert told[0].startswith("生产计划:孙福根、")
    assert told[1] == "主管:方总"  # on Monday he stands in
    assert told[2] == "主管:张厂长、方总"
    assert main(["alerts", "simulate", "short", *at]) == Exit.OK  # whoever it will be
    assert "负责的角色" in capsys.readouterr().out
    assert main(["alerts", "simulate", "short", "--owner", "purchasing", *at]) == Exit.OK
    told = [line.split("\t")[2] for line in capsys.readouterr().out.splitlines()]
    assert told[0].startswith("采购:")
    assert told[1].startswith("仓库:仓库群(@")
    assert main(["alerts", "simulate", "usual", "--owner", "guest", *at]) == Exit.USAGE
