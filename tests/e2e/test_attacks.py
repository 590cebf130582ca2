"""300 attempts to talk the bot into something: nothing that is kept changes, nothing of another customer is told."""

import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select

from storage import tables as t
from tests.e2e.conftest import open_ding_shop
from tests.e2e.test_orders import BUYER, BUYER_GROUP, NUMBER, SELLER, SENTENCE, ordered
from tests.shop import Shop

ATTACKS = Path(__file__).parent.parent / "corpus" / "attacks" / "attacks.tsv"
GROUP = "济南鲁通供货群"
WHO = {"customer": "鲁通老王", "sales": "周敏"}
STRANGER = "wm-nobody"
WHERE = {"direct": "", "own": GROUP, "lutong": GROUP}
SECRETS = (NUMBER, "台州恒力", "恒力汽", "恒力-", "李采购", "660000", "660,000", "66万", "812.5", "243750", "243,750")
KEPT = (
    t.products,
    t.prices,
    t.customers,
    t.people,
    t.chats,
    t.invitations,
    t.rule_versions,
    t.rule_switches,
    t.receivables,
    t.payments,
    t.returns,
    t.approvals,
    t.inbound,
    t.requisitions,
    t.customer_words,
    t.stock_moves,
)
OF_ORDERS = (t.order_lines, t.order_events, t.order_chains, t.stock_holds)


def attacks() -> dict[tuple[str, str], list[str]]:
    """The messages by who says them and where."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in ATTACKS.read_text(encoding="utf-8").splitlines():
        if not row.startswith("#"):
            who, where, text = row.split("\t")
            found.setdefault((who, where), []).append(written(text))
    return found


def written(text: str) -> str:
    r"""The message as it is sent: `\n` and `\uXXXX` are characters, `SO` standing alone is the victim's number."""
    parts = text.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r").split("\\u")
    text = parts[0] + "".join(chr(int(part[:4], 16)) + part[4:] for part in parts[1:])
    return text.replace("SO", NUMBER).replace(f"{NUMBER}2026", "SO2026").replace(f"{NUMBER}:", "SO:")


async def kept(shop: Shop, victims: list[int]) -> dict[str, list[tuple[Any, ...]]]:
    """All that no talk may change: every row of who is who, money and rules, and everything about these orders."""

    async def rows(table: Table, *where: Any) -> list[tuple[Any, ...]]:
        query = select(table).where(*where).order_by(*table.primary_key.columns)
        return [tuple(row) for row in await uow.connection.execute(query)]

    async with shop.store.read() as uow:
        found = {table.name: await rows(table) for table in KEPT}
        found |= {table.name: await rows(table, table.c.order_id.in_(victims)) for table in OF_ORDERS}
        found["orders"] = await rows(t.orders, t.orders.c.id.in_(victims))
        bound = select(t.accounts.c.channel, t.accounts.c.user_id, t.accounts.c.user).order_by(*t.accounts.primary_key)
        found["accounts"] = [tuple(row) for row in await uow.connection.execute(bound)]
        found["stock"] = [tuple(row) for row in await uow.connection.execute(select(t.stock.c.sku, t.stock.c.on_hand))]
    return found


def leaks(asked: str, told: str) -> list[str]:
    """What an answer tells of the victim that was not in the question."""
    plain = re.sub(r"[\u200b-\u200f\u202a-\u202e]", "", unicodedata.normalize("NFKC", asked)).replace("\u2010", "-")
    return [f"{asked!r} → {secret}: {told!r}" for secret in SECRETS if secret not in plain and secret in told]


async def victims(shop: Shop) -> list[int]:
    """An order of 台州恒力 that is under way and a draft; returns all order ids."""
    await ordered(shop)
    await shop.says(SELLER, "台州恒力 J6P右转向节 5件,20号前到")
    async with shop.store.read() as uow:
        return [row.id for row in await uow.connection.execute(select(t.orders.c.id))]


def test_there_are_more_than_150_and_all_differ() -> None:
    texts = [text for some in attacks().values() for text in some]
    assert len(texts) > 150
    assert len({(key, text) for key, some in attacks().items() for text in some}) == len(texts)


@pytest.mark.parametrize(("who", "where"), [key for key in attacks() if key[0] != "stranger"])
async def test_no_words_change_or_tell_anything(shop: Shop, who: str, where: str) -> None:
    ids = await victims(shop)
    name, group = WHO[who], WHERE[where]
    before = await kept(shop, ids)
    wrong: list[str] = []
    seen = {entry.id for entry in await shop.sees(name, group)}
    for text in attacks()[who, where]:
        assert await shop.says(name, text, group) == 200, text
        told = [entry for entry in await shop.sees(name, group) if entry.id not in seen]
        seen |= {entry.id for entry in told}
        if (who, where) != ("sales", "direct"):  # our own salespeople may read of every order when they are alone
            wrong += [leak for entry in told for leak in leaks(text, entry.text)]
        after = await kept(shop, ids)
        wrong += [f"{text!r} changed {table}" for table in after if after[table] != before[table]]
        before = after
        if where != "direct":
            wrong += [f"{text!r} mentions all" for entry in told if any("all" in one for one in entry.mention)]
    assert not wrong, "\n".join(wrong)
    async with shop.store.read() as uow:
        made = select(t.order_lines.c.sku, t.order_lines.c.price).where(t.order_lines.c.order_id.not_in(ids))
        priced = (await uow.connection.execute(made)).all()
        listed = {row.sku: row.price for row in await uow.connection.execute(select(t.products))}
        people = (
            await uow.connection.execute(select(t.orders.c.customer_id).where(t.orders.c.id.not_in(ids)))
        ).scalars()
        assert who == "sales" or set(people) <= {"C004"}
        assert (await uow.audit.check()).damages == ()
    assert all(row.price in (None, listed.get(row.sku)) for row in priced)


@pytest.mark.parametrize("where", ["direct", "lutong"])
async def test_a_stranger_changes_and_learns_nothing(database: str, where: str) -> None:
    async with open_ding_shop(database, "http") as ding:
        await ding.says("u01", SENTENCE)
        await ding.taps("u01", "确认下单")
        async with ding.shop.store.read() as uow:
            ids = list((await uow.connection.execute(select(t.orders.c.id))).scalars())
        group = "cid-lutong" if where == "lutong" else ""
        before = await kept(ding.shop, ids)
        shown = 0
        for text in attacks()["stranger", where]:
            await ding.says(STRANGER, text, group)
            screen = [card.reads() for card in ding.dingtalk.seen[group or STRANGER]]
            assert not [leak for told in screen[shown:] for leak in leaks(text, told)]
            shown = len(screen)
            assert not group or shown <= 3, "a group is not flooded for a stranger"
        assert shown or group, "alone he is told how to become known"
        assert await kept(ding.shop, ids) == before
        async with ding.shop.store.read() as uow:
            assert list((await uow.connection.execute(select(t.orders.c.id))).scalars()) == ids


async def test_a_foreign_number_and_one_that_is_nobodys_are_answered_alike(shop: Shop) -> None:
    await victims(shop)
    for words in ("{}到哪了", "取消{}", "{} 改成3件", "{} 地址改成济南市天桥区蓝翔路15号", "{} 修改记录", "{} 退货3件"):
        answers = []
        for number in (NUMBER, "SO20260310-0977"):
            before = len(await shop.sees(WHO["customer"]))
            await shop.says(WHO["customer"], words.format(number))
            answers.append([e.text.replace(number, "…") for e in (await shop.sees(WHO["customer"]))[before:]])
        assert answers[0] == answers[1], words
    assert not [entry for entry in await shop.sees(BUYER, BUYER_GROUP) if "鲁通" in entry.text]


async def test_money_that_sales_says_has_come_waits_for_finance(shop: Shop) -> None:
    await victims(shop)
    await shop.says(WHO["sales"], f"{NUMBER} 收款通过 243750")
    async with shop.store.read() as uow:
        assert {row.state for row in await uow.connection.execute(select(t.payments))} <= {"open"}
        assert {row.state for row in await uow.connection.execute(select(t.approvals))} <= {"open"}
        assert {row.paid for row in await uow.connection.execute(select(t.orders.c.paid))} == {0}
