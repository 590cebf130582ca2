"""One message in several pieces: read together, waited for only where it is worth it, lost by no crash."""

import asyncio
import signal
from pathlib import Path

import httpx
import pytest

from handlers.domain.messaging import ChatRef
from handlers.domain.order import Order
from storage import open_store
from tests.e2e.conftest import OpenOa, WecomShop
from tests.e2e.test_crash import READY, Server, drained
from tests.shop import Shop, demo_settings, with_policy

SELLER, COLLEAGUE, GROUP = "陈海波", "林晓燕", "销售一部下单群"
PIECES = ("台州恒力", "J6P左转向节", "300件,15号前到")


async def says(shop: Shop, *pieces: str, who: str = SELLER, group: str = "", gap: float = 1) -> None:
    """Somebody says something in pieces, so many seconds apart; the wait for more is not over afterwards."""
    for place, piece in enumerate(pieces):
        if place:
            shop.clock.move(seconds=gap)
        await shop.says(who, piece, group, settle=False)
        await shop.settles(pieces=True)


async def drafts(shop: Shop, user: str = "u01") -> list[Order]:
    async with shop.store.read() as uow:
        return await uow.orders.drafts(ChatRef("console", f"d-{user}"), user)


async def test_three_pieces_are_one_order_on_one_card(shop: Shop) -> None:
    await says(shop, *PIECES)
    cards = await shop.sees(SELLER)
    assert len(cards) == 1, "the last piece makes it complete: nothing is waited for any more"
    assert all(words in cards[0].text for words in ("台州恒力", "J6P", "300", "3月15日"))
    assert (await shop.store.inbox.counts())["done"] == 3
    (draft,) = await drafts(shop)
    texts = dict(zip(draft.source_ids, PIECES, strict=True))
    marked = [*draft.evidence.values(), *draft.lines[0].evidence.values()]
    assert {e.message_id for e in marked} == set(texts), "each field is shown where it was said"
    assert all(texts[e.message_id][e.start : e.end] == e.words for e in marked)
    await shop.taps(SELLER, "依据")
    await shop.expects(SELLER, "【台州恒力】", "【J6P左转向节】", "【300件】", "【15号前】")


async def test_what_is_added_later_revises_the_same_draft(shop: Shop) -> None:
    await says(shop, "台州恒力 J6P左转向节", "300件", "J6P右转向节也要50件", "15号前到", gap=2)
    cards = [card for card in await shop.sees(SELLER) if not card.gone]
    assert len(cards) == 1
    assert all(words in cards[0].text for words in ("300", "50", "3月15日"))
    assert len(await drafts(shop)) == 1
    await shop.taps(SELLER, "确认下单")
    assert not await drafts(shop)


@pytest.mark.parametrize(
    "words",
    [
        "台州恒力 J6P左转向节 300件",
        "台州恒力的货到哪了",
        "J6P左转向节还有货吗",
        "帮助",
        "照上次再来一单",
        "在吗",
        "发转向节300件给顺达",
        "记一条:答应台州恒力周五前把样品送到",
    ],
)
async def test_what_is_complete_never_waits(shop: Shop, words: str) -> None:
    await says(shop, words)
    assert (await shop.store.inbox.counts())["waiting"] == 0
    assert await shop.sees(SELLER)


async def test_answers_and_buttons_for_an_open_draft_never_wait(shop: Shop) -> None:
    await shop.says(SELLER, "J6P左转向节 300件")
    for words in ("台州恒力", "数量改500", "15号前到", "确认"):
        await says(shop, words)
        assert (await shop.store.inbox.counts())["waiting"] == 0, words
    await shop.expects(SELLER, "500")


@pytest.mark.parametrize("words", ["台州恒力 J6P左转向节", "J6P左转向节 300件", "台州恒力 J6P左转向节 300件,还有"])
async def test_what_is_unfinished_is_answered_when_the_window_is_over(shop: Shop, words: str) -> None:
    await says(shop, words)
    assert not await shop.sees(SELLER)
    shop.clock.move(seconds=2)
    await shop.settles(pieces=True)
    assert not await shop.sees(SELLER)
    shop.clock.move(seconds=1)
    shop.store.inbox.wake()
    await shop.settles(pieces=True)
    assert len(await shop.sees(SELLER)) == 1


async def test_every_piece_opens_the_window_anew_but_not_for_ever(shop: Shop) -> None:
    await says(shop, "台州恒力", *["J6P左转向节"] * 8, gap=2)
    counts = await shop.store.inbox.counts()
    assert counts["done"] >= 6


async def test_a_piece_after_the_window_is_a_message_of_its_own(shop: Shop) -> None:
    await says(shop, "台州恒力 J6P左转向节", "台州恒力 J6P右转向节 50件", gap=5)
    assert len([card for card in await shop.sees(SELLER) if not card.gone]) == 1
    (draft,) = await drafts(shop)
    assert [line.qty for line in draft.lines] == [None, 50]


@pytest.mark.parametrize("command", ["台州恒力的货到哪了", "帮助", "我答应的事"])
async def test_a_command_sends_the_pieces_before_it_ahead(shop: Shop, command: str) -> None:
    await says(shop, "台州恒力 J6P左转向节", command)
    cards = await shop.sees(SELLER)
    assert len(cards) == 2
    assert "J6P" in cards[0].text
    assert "数量" in cards[0].text


async def test_two_people_in_a_group_are_never_mixed_and_never_wait_for_each_other(shop: Shop) -> None:
    await says(shop, "台州恒力 J6P左转向节", group=GROUP)
    await says(shop, "台州恒力 J6P右转向节 50件,15号前到", who=COLLEAGUE, group=GROUP)
    assert (await shop.store.inbox.counts())["waiting"] == 1
    (card,) = await shop.sees(SELLER, GROUP)
    assert "右" in card.text
    assert "左" not in card.text
    await says(shop, "300件", group=GROUP)
    mine = await shop.expects(SELLER, "左", "300", group=GROUP)
    assert "右" not in mine.text


async def test_with_no_window_nothing_waits(database: str) -> None:
    async with Shop(database, with_policy(demo_settings(database), merge_seconds=0)) as shop:
        await says(shop, "台州恒力 J6P左转向节")
        assert len(await shop.sees(SELLER)) == 1


async def test_a_restart_inside_the_window_keeps_the_pieces(shop: Shop) -> None:
    await says(shop, "台州恒力", "J6P左转向节")
    await shop._close()
    await shop._open()
    shop.clock.move(seconds=1)
    await says(shop, "300件")
    assert len(await shop.sees(SELLER)) == 1
    await shop.expects(SELLER, "台州恒力", "300")


async def test_a_process_killed_inside_the_window_loses_and_doubles_nothing(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/killed.sqlite3"
    said = [{"user": "u01", "chat": "d-u01", "client_id": f"p{n}", "text": text} for n, text in enumerate(PIECES)]
    for killed_after in (1, 2):
        server = Server(url, merge_seconds=30)
        async with server, httpx.AsyncClient(base_url=server.base, timeout=READY, trust_env=False) as http:
            for body in said[:killed_after]:
                (await http.post("/console/say", json=body)).raise_for_status()
            await asyncio.sleep(0.2)
            await server.end(signal.SIGKILL)
    server = Server(url, merge_seconds=30)
    async with server, httpx.AsyncClient(base_url=server.base, timeout=READY, trust_env=False) as http:
        for body in said:
            (await http.post("/console/say", json=body)).raise_for_status()
        store = await open_store(url)
        try:
            async with asyncio.timeout(READY):
                while not await drained(store):  # noqa: ASYNC110 another process does the work
                    await asyncio.sleep(0.1)
            async with store.read() as uow:
                found = await uow.orders.drafts(ChatRef("console", "d-u01"), "u01")
            counts = await store.inbox.counts()
        finally:
            await store.close()
    assert counts == {"waiting": 0, "working": 0, "done": 3, "dead": 0}
    assert len(found) == 1
    assert len(found[0].source_ids) == len(PIECES)


async def test_pieces_arrive_signed_and_repeated(wecom_shop: WecomShop) -> None:
    wecom, shop = wecom_shop.wecom, wecom_shop.shop
    for piece in PIECES:
        body = wecom.text("u01", piece)
        assert await wecom.deliver_at_once([body], times=3) == [200] * 3
        await shop.settles(pieces=True)
        shop.clock.move(seconds=1)
    assert len(wecom.seen["u01"]) == 1
    assert "300" in wecom_shop.last("u01")


async def test_the_last_piece_is_answered_in_the_answer_to_its_callback(open_oa: OpenOa) -> None:
    async with open_oa() as shop:
        waiting = asyncio.create_task(shop.oa.says("u25", "J6P左转向节"))
        async with asyncio.timeout(10):
            while not (await shop.shop.store.inbox.counts())["waiting"]:  # noqa: ASYNC110 rows are looked at
                await asyncio.sleep(0.01)
            assert "300" in await shop.oa.says("u25", "300件,15号前到")
            assert await waiting == ""
