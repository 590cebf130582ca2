"""A shortage changes after its card went out: whoever cannot see the card change is told the new figure, once."""

import pytest

from bot.clock import SetClock
from config.base import GroupTarget
from config.policy import CHECKS
from config.settings import Settings
from tests.e2e.conftest import DingShop, WecomShop, open_ding_shop, open_wecom_shop
from tests.e2e.test_deadlines import MONDAY, settings

SELLER, KEEPER, BUYER = "u01", "u09", "u12"
GOODS = "ZXJ-J6PL"


def company(database: str, **changed: object) -> Settings:
    """The sample company, told of nothing but what is short."""
    checks = {**CHECKS, "duplicate": "off", "credit": "off"}
    return settings(database, checks=checks, use_safety=False, digest_at="").model_copy(update=changed)


async def orders(running: DingShop | WecomShop, qty: int) -> None:
    await running.says(SELLER, f"台州恒力 J6P左转向节 {qty}件,18号前到")
    await running.says(SELLER, "确认下单")
    await running.shop.waits(seconds=1)


def of_goods(seen: list[str]) -> list[str]:
    """What somebody sees of the product that is short."""
    return [words for words in seen if f"🔴 {GOODS}" in words]


@pytest.mark.parametrize("template", [False, True], ids=["text_only", "in_place"])
async def test_a_new_figure_is_told_once_where_the_card_cannot_follow(database: str, template: bool) -> None:
    async with open_ding_shop(database, "http", template=template, company=company(database)) as running:
        running.shop.clock.set(MONDAY)

        def seen() -> list[str]:
            return of_goods([shown.reads() for shown in running.dingtalk.seen[BUYER]])

        await orders(running, 30)
        await orders(running, 12)
        await orders(running, 5)
        (card,) = seen()
        assert ("缺47件" in card) is template
        await running.shop.waits(minutes=29)
        assert len(seen()) == 1  # he has half an hour of work for it, and most orders come together
        await running.shop.waits(minutes=1)
        assert "缺47件" in seen()[-1]
        assert len(seen()) == (1 if template else 2)
        assert ("数字变了,请按这条来" in seen()[-1]) is not template
        await running.shop.waits(hours=40)
        assert len([words for words in seen() if "数字变了" in words]) == (0 if template else 1)
        await running.says(KEEPER, f"到货 {GOODS} 20")
        for _ in range(3):
            await running.shop.waits(seconds=1)
        await running.shop.waits(hours=20)
        assert "缺43件" in seen()[-1]  # four of the twenty; the rest is the safety stock's
        await orders(running, 3)
        told = len(seen())
        await running.says(SELLER, "撤销")  # before anybody is told
        for _ in range(3):
            await running.shop.waits(seconds=1)
        await running.shop.waits(hours=20)
        assert len(seen()) == told


async def test_the_one_change_that_wecom_allows_and_the_message_after_it(database: str, clock: SetClock) -> None:
    clock.set(MONDAY)
    group = {"warehouse": GroupTarget(channel="wecom", chat="robot:warehouse")}
    async with open_wecom_shop(company(database, notify=group), clock) as running:

        def seen(who: str = BUYER) -> list[str]:
            return of_goods([shown.reads() for shown in running.wecom.seen[who]])

        await orders(running, 30)
        await orders(running, 12)
        assert ["缺42件" in card for card in seen()] == [True]
        await running.shop.waits(minutes=30)
        assert len(seen()) == 1  # his card was changed: nothing is said again
        assert [words.splitlines()[0][-4:] for words in seen("robot:warehouse")] == ["缺30件", "缺42件"]
        assert "数字变了" in seen("robot:warehouse")[-1]
        await orders(running, 5)  # a card is changed once
        await running.shop.waits(hours=16)
        again = "\n".join(seen()[1:])  # a long card goes on in a message of its own
        assert "缺47件" in again
        assert again.count("数字变了") == 1
        assert len(seen("robot:warehouse")) == 3


async def test_what_is_asked_for_is_of_the_moment_and_the_pressed_card_follows(database: str, clock: SetClock) -> None:
    clock.set(MONDAY)
    async with open_wecom_shop(company(database), clock) as running:
        for qty in (30, 12, 5):
            await orders(running, qty)
        assert "缺42件" in running.last(BUYER)
        await running.taps(BUYER, "一键发起采购申请")
        assert "64件" in running.last(BUYER)
        assert "现在缺47件" in running.last(BUYER)
        card = running.wecom.seen[BUYER][-2]
        assert "缺47件" in card.reads()
        assert "PR-0001 64件" in card.reads()
        assert "一键发起采购申请" not in card.buttons


async def test_what_is_short_beyond_the_requisition_is_said(database: str, clock: SetClock) -> None:
    clock.set(MONDAY)
    async with open_wecom_shop(company(database), clock) as running:
        await orders(running, 47)
        await running.taps(BUYER, "一键发起采购申请")
        await orders(running, 30)
        await running.shop.waits(hours=16)
        assert "PR-0001 64件,还不够,再缺30件" in running.last(BUYER)
        await running.says(BUYER, f"发起采购申请 {GOODS}")
        assert "已发起 PR-0001" in running.last(BUYER)
        assert "后来又多缺30件,请在这张申请上追加" in running.last(BUYER)


async def test_whoever_took_it_over_is_told_alone_and_nobody_in_a_silence(database: str, clock: SetClock) -> None:
    clock.set(MONDAY)
    async with open_wecom_shop(company(database), clock) as running:
        await orders(running, 30)
        await orders(running, 12)
        await running.taps(BUYER, "我来处理")
        others = {who: len(of_goods([one.reads() for one in seen])) for who, seen in running.wecom.seen.items()}
        await orders(running, 5)
        await running.shop.waits(minutes=30)
        now = {who: len(of_goods([one.reads() for one in seen])) for who, seen in running.wecom.seen.items()}
        assert now.pop(BUYER) > others.pop(BUYER)
        assert now == others
        await running.says(BUYER, f"静音2小时 {GOODS}")
        told = running.shown()
        await orders(running, 1)
        assert running.shown() > told
        told = len(of_goods([one.reads() for one in running.wecom.seen[BUYER]]))
        await running.shop.waits(minutes=60)
        assert len(of_goods([one.reads() for one in running.wecom.seen[BUYER]])) == told


async def test_twelve_orders_are_one_card_that_fits_a_phone_as_does_what_came(database: str, clock: SetClock) -> None:
    clock.set(MONDAY)
    group = {"warehouse": GroupTarget(channel="wecom", chat="robot:warehouse")}
    async with open_wecom_shop(company(database, notify=group), clock) as running:
        for qty in range(30, 42):
            await orders(running, qty)
        await running.shop.waits(minutes=31)  # the manager's turn, and the new figure's
        screen = [shown.reads() for shown in running.wecom.seen["robot:warehouse"]]
        newest = of_goods(screen)[-1].splitlines()
        assert len(newest) <= 12
        assert "…共12单" in newest
        assert sum("缺3" in line for line in newest[1:]) >= 3  # the first that wait are named
        await running.taps(BUYER, "一键发起采购申请")
        await running.says(KEEPER, f"到货 {GOODS} 300")
        await running.shop.waits(seconds=1)
        booked = running.last(KEEPER).splitlines()
        assert "齐料了" in running.last(KEEPER)
        assert "还缺" in running.last(KEEPER)
        assert len(booked) <= 12
        await running.says(KEEPER, f"到货 {GOODS} 300 第二批")
        for _ in range(3):
            await running.shop.waits(seconds=1)
        assert "PR-0001 关闭" in "\n".join(shown.reads() for shown in running.wecom.seen["robot:warehouse"][-3:])
        assert all(len(shown.reads().splitlines()) <= 12 for shown in running.wecom.seen["robot:warehouse"])
