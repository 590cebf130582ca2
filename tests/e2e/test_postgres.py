"""The same shop on PostgreSQL."""

import asyncio
import re
from collections.abc import AsyncIterator

import asyncpg
import pytest

from bot import web
from tests.conftest import Postgres
from tests.e2e.test_forms import PUBLIC, with_forms
from tests.e2e.test_orders import BUYER, SELLER, SENTENCE, STOCK_GROUP, WAREHOUSE
from tests.shop import Shop, demo_settings


@pytest.fixture
async def shop(postgres: Postgres) -> AsyncIterator[Shop]:
    """A running shop."""
    async with Shop(await postgres.emptied_url()) as running:
        yield running


async def test_the_main_job(shop: Shop) -> None:
    await shop.says(SELLER, SENTENCE)
    card = await shop.last(SELLER)
    await asyncio.gather(*(shop.taps(SELLER, "确认下单", card=card, settle=False) for _ in range(3)))
    await shop.settles()
    number = re.search(r"SO20260310-\d{4}", (await shop.expects(BUYER, "300件")).text)
    assert number
    assert len(await shop.sees(WAREHOUSE, STOCK_GROUP)) == 1
    await shop.restarts()
    await shop.says(BUYER, "我的货到哪了")
    await shop.expects(BUYER, number[0], "待审核")


async def test_many_people_at_once(shop: Shop) -> None:
    people = ["陈海波", "林晓燕", "王建军", "周敏", "徐志强", "金美玲"]
    said = {who: f"台州恒力 J6P左转向节 {2**n}件,15号前到" for n, who in enumerate(people, 1)}  # no two alike
    await asyncio.gather(*(shop.says(who, text, settle=False) for who, text in said.items()))
    await shop.settles()
    await asyncio.gather(*(shop.says(who, "确认", settle=False) for who in people))
    await shop.settles()
    await asyncio.gather(*(shop.says(who, "确认", settle=False) for who in people))  # less may be there by now: seen
    await shop.settles()
    async with shop.store.read() as uow:
        orders = await uow.orders.find(limit=100)
    assert sorted(o.number or "" for o in orders) == [f"SO20260310-{n:04d}" for n in range(1, len(people) + 1)]


async def test_a_form_is_opened_and_sent_twice(postgres: Postgres) -> None:
    url = await postgres.emptied_url()
    async with Shop(url, with_forms(demo_settings(url))) as shop:
        await shop.says(SELLER, SENTENCE)
        link = (await shop.last(SELLER)).card["form"]["url"].removeprefix(PUBLIC)
        page = await shop.http.get(link)
        assert page.status_code == 200
        proof = re.search(r'name="proof" value="([^"]+)"', page.text)
        assert proof
        sent = {"proof": proof[1], "qty_1": "280"}
        answers = await asyncio.gather(*(shop.http.post(link, data=sent) for _ in range(5)))
        assert all("已保存" in answer.text for answer in answers)
        await shop.settles()
        await shop.expects(SELLER, "280")
        assert len([seen for seen in await shop.sees(SELLER) if "280" in seen.text]) == 1


async def test_a_database_that_does_not_answer_is_not_ready(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (await shop.http.get("/ready")).status_code == 200
    monkeypatch.setattr(web, "READY_SECONDS", 0.2)
    other = await asyncpg.connect(shop.settings.database.url.replace("+asyncpg", ""))
    async with other.transaction():
        await other.execute("LOCK TABLE meta IN ACCESS EXCLUSIVE MODE")
        answer = await shop.http.get("/ready")
        assert (answer.status_code, answer.json()["status"]) == (503, "no database")
    await other.close()
    monkeypatch.undo()
    assert (await shop.http.get("/ready")).status_code == 200
