"""What is kept of one person: all of it is given out, and it can be taken away without hurting the history."""

import asyncio
import json

import pytest
from sqlalchemy import func, select, update

from bot.__main__ import main
from bot.app import OFFICE
from bot.commands.exits import Exit
from config import DEMO_FILE
from config.settings import Database
from storage import open_store
from storage import tables as t
from storage.guards import lowering, raising
from storage.sql import run_all
from tests.e2e.test_orders import BUYER, NUMBER, SELLER, ordered
from tests.shop import Shop, demo_settings

WORDS = "恒力的货先发到北门,电话问我就行"


async def everything(url: str) -> str:
    """Every cell of every table."""
    store = await open_store(url)
    try:
        async with store.read() as uow:
            tables = list(t.metadata.tables.values())
            return "\n".join([str(tuple(r)) for one in tables for r in await uow.connection.execute(select(one))])
    finally:
        await store.close()


def command(url: str, monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """`jiedan …` over this database, in a thread of its own: it runs its own loop."""
    monkeypatch.setenv("JIEDAN_DATABASE_URL", url)
    return main([*words, "--config", str(DEMO_FILE)])


async def test_a_person_is_exported_and_erased(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Shop(url) as shop:
        async with shop.store.write() as uow:
            await uow.connection.execute(update(t.people).where(t.people.c.name == BUYER).values(phone_tail="4100"))
            await uow.commit()
        await ordered(shop)
        await shop.says(SELLER, "报价 台州恒力 J6P左转向节300件")
        await shop.says(BUYER, WORDS)
        await shop.says(BUYER, f"{NUMBER[-4:]}到哪了")
    assert await asyncio.to_thread(command, url, monkeypatch, "people", "export", BUYER) == Exit.OK
    out = capsys.readouterr().out
    found = json.loads(out[out.index("{") :])
    assert found["people"][0]["phone_tail"] == "4100"
    assert WORDS in [row["text"] for row in found["inbox"]]
    assert found["accounts"]
    assert found["outbox"]
    assert "陈海波" not in [row.get("name") for row in found["people"]]
    assert await asyncio.to_thread(command, url, monkeypatch, "people", "export", SELLER) == Exit.OK
    out = capsys.readouterr().out
    assert [row["number"] for row in json.loads(out[out.index("{") :])["quotations"]] == ["QT20260310-0001"]
    assert await asyncio.to_thread(command, url, monkeypatch, "people", "erase", BUYER) == Exit.OK
    assert await asyncio.to_thread(command, url, monkeypatch, "audit", "verify") == Exit.OK
    left = await everything(url)
    assert WORDS not in left
    assert BUYER not in left
    assert "'4100'" not in left
    assert NUMBER in left, "the order stays"
    async with Shop(url) as shop:
        await shop.says(SELLER, f"{NUMBER[-4:]}到哪了")
        await shop.expects(SELLER, NUMBER)


NAME, PHONE, ADDRESS, NEW_ADDRESS = "恒力-李采购", "13800004100", "台州市椒江区东环大道88号", "台州市黄岩区澄江路7号"
PERSONAL = (NAME, "李采购", PHONE, ADDRESS, NEW_ADDRESS, "腰不好", "晚上八点以后别打")


async def a_life(shop: Shop) -> None:
    """A customer's contact orders, changes, asks, pays, gives back; everybody reads of it; and all of it is over."""
    async with shop.store.write() as uow:
        await uow.connection.execute(update(t.people).where(t.people.c.name == NAME).values(phone_tail="4100"))
        await uow.commit()
    await shop.says(NAME, f"J6P右转向节 3件,20号前到,送到{ADDRESS},我电话{PHONE},晚上八点以后别打")
    await shop.says(NAME, "确认")
    await shop.says(NAME, f"0001 地址改成{NEW_ADDRESS}")
    await shop.says("陈海波", f"0001 备注 {NAME} 电话{PHONE}")
    await shop.says("陈海波", f"记一条:答应恒力的{NAME}周五前到,打{PHONE}")
    await shop.says("陈海波", "记一条:答应台州恒力李采购周六前回话")
    await shop.says(NAME, "0001 已付 500")
    await shop.says("沈会计", f"驳回 0001 {NAME}没有付")
    await shop.says(NAME, "转人工,我腰不好,货要送到楼上")
    await shop.says(NAME, "0001能不能提前到15号,我腰不好,要找人帮忙")
    way = (("孙福根", "0001 已排产"), ("蔡国平", "0001 已备料"), ("蔡国平", "0001 出库"), (NAME, "0001 收到了"))
    for who, text in way:
        await shop.says(who, text)
    await shop.says(NAME, "0001 有1件想退,我腰不好搬不动")
    await shop.says("张厂长", f"驳回 0001 {NAME}自己弄坏的,{PHONE}打过了")
    await shop.says(NAME, f"J6P左转向节 2件,送到{ADDRESS}")
    await shop.says(NAME, "不要了")
    await shop.says(NAME, f"J6P左转向节300件多少钱?我腰不好,晚上八点以后别打,打{PHONE}")
    await shop.taps("陈海波", "发给客户")


async def test_nothing_personal_is_left_anywhere_and_the_history_is_still_proved(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Shop(url) as shop:
        await a_life(shop)
    before = await everything(url)
    assert [one for one in PERSONAL if one not in before] == [], "all of it was there"
    assert await asyncio.to_thread(command, url, monkeypatch, "people", "erase", NAME) == Exit.OK
    left = await everything(url)
    found = [row for row in left.splitlines() if any(one in row for one in PERSONAL)]
    assert not found, "\n".join(found)
    assert NUMBER in left, "the order stays"
    capsys.readouterr()
    assert await asyncio.to_thread(command, url, monkeypatch, "audit", "verify") == Exit.OK
    assert f"{NUMBER} 第1条的文字按“删除个人资料”抹掉过" in capsys.readouterr().out
    async with Shop(url) as shop:
        await shop.says(SELLER, f"{NUMBER[-4:]} 修改记录")
        await shop.expects(SELLER, "删除个人资料")
        assert (await shop.last(SELLER)).text.count("seq:") == 0


@pytest.mark.parametrize("values", [{"reason": "(已删除)别的话"}, {"actor": "u01"}, {"version": 77}])
async def test_what_was_erased_cannot_be_written_anew(
    url: str, values: dict[str, object], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Shop(url) as shop:
        await a_life(shop)
    assert await asyncio.to_thread(command, url, monkeypatch, "people", "erase", NAME) == Exit.OK
    store = await open_store(url)
    async with store.write() as uow:
        dialect = uow.connection.dialect.name
        await run_all(uow.connection, lowering(dialect))
        mine = t.order_events.c.seq == 1, t.order_events.c.order_id == 1
        await uow.connection.execute(update(t.order_events).where(*mine).values(values))
        await run_all(uow.connection, raising(dialect))
        await uow.commit()
    await store.close()
    capsys.readouterr()
    assert await asyncio.to_thread(command, url, monkeypatch, "audit", "verify") == Exit.FOUND
    assert f"{NUMBER}\t第 1 条内容被改过" in capsys.readouterr().out


async def test_where_goods_still_go_to_is_kept_until_they_are_there(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Shop(url) as shop:
        await shop.says(NAME, f"J6P右转向节 3件,20号前到,送到{ADDRESS}")
        await shop.says(NAME, "确认")
    assert await asyncio.to_thread(command, url, monkeypatch, "people", "erase", NAME) == Exit.OK
    assert "1 张没办完的订单" in capsys.readouterr().out
    left = await everything(url)
    assert NAME not in left
    assert ADDRESS in left


@pytest.mark.parametrize(("days", "left"), [(30, 0), (0, 1)])
async def test_old_messages_are_dropped_where_days_are_given(database: str, days: int, left: int) -> None:
    settings = demo_settings(database, database=Database(url=database, keep_messages_days=days))
    async with Shop(database, settings) as shop:
        await shop.says(SELLER, WORDS)
        shop.clock.move(days=31)
        assert shop._app is not None
        await shop._app[OFFICE].timers.tidy()
        async with shop.store.read() as uow:
            for table in (t.inbox, t.console_messages):
                query = select(func.count()).select_from(table).where(table.c.text == WORDS)
                assert (await uow.connection.execute(query)).scalar_one() == left


def test_days_that_would_let_repeated_messages_in_twice_are_refused() -> None:
    with pytest.raises(ValueError, match="不少于 8"):
        Database(keep_messages_days=3)
