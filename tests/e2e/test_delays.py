"""The customer hears of a delay before he asks, once, and only if he wants to: in 微信客服, on the test clock."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert

from storage import tables
from tests.e2e.conftest import KfShop, open_feishu_shop

BUYER, SELLER, KEEPER, PLANNER = "u25", "u01", "u09", "u14"
PROMISED = "SO20260310-0001"


async def ordered(kf_shop: KfShop) -> None:
    """A customer's order for 60 that are there, wanted by Sunday."""
    await kf_shop.staff_says(KEEPER, "到货 ZXJ-J6PL 96")
    await kf_shop.says(BUYER, "J6P左转向节 60件,15号前到")
    await kf_shop.presses(BUYER, "确认下单")
    assert PROMISED in kf_shop.kf.last(BUYER)


async def slips(kf_shop: KfShop) -> None:
    """Fewer are there than the books say: it comes a week late."""
    await kf_shop.staff_says(KEEPER, "盘点 ZXJ-J6PL 40")
    await kf_shop.shop.waits(seconds=1)


def bubbles(kf_shop: KfShop) -> list[str]:
    return [bubble.reads() for bubble in kf_shop.kf.screens[BUYER] if "要比原先说的晚" in bubble.reads()]


def drafted(kf_shop: KfShop) -> list[str]:
    return [seen.reads() for seen in kf_shop.wecom.seen[SELLER] if "交期有变" in seen.reads()]


async def taps(kf_shop: KfShop, label: str) -> None:
    card = next(c for c in reversed(kf_shop.wecom.seen[SELLER]) if label in c.buttons)
    assert await kf_shop.wecom.callback_tap(SELLER, card, label) == [200]
    await kf_shop.shop.settles()


async def state(kf_shop: KfShop) -> str:
    async with kf_shop.shop.store.read() as uow:
        order = await uow.orders.by_number(PROMISED)
        assert order is not None
        slip = await uow.slips.last_of(order.id)
    return slip.state.value if slip else ""


async def test_the_customer_is_told_after_the_salespersons_minutes_once(kf_shop: KfShop) -> None:
    await ordered(kf_shop)
    await slips(kf_shop)
    (card,) = drafted(kf_shop)
    for words in ("台州恒力", "要比原先说的晚", "3月11日", "3月21日", "现在发给客户", "改一下再发", "先不发"):
        assert words in card
    await kf_shop.shop.waits(minutes=4, seconds=58)
    assert bubbles(kf_shop) == []
    await kf_shop.restarts()
    await kf_shop.shop.waits(seconds=2)
    (told,) = bubbles(kf_shop)
    assert "原来3月11日" in told
    assert "现在预计3月21日" in told
    assert "不用通知我" in told
    await kf_shop.restarts()
    await kf_shop.shop.waits(hours=2)
    assert len(bubbles(kf_shop)) == 1
    assert await state(kf_shop) == "sent"
    assert kf_shop.kf.refused == []


async def test_the_salesperson_sends_at_once_or_holds(kf_shop: KfShop) -> None:
    await ordered(kf_shop)
    await slips(kf_shop)
    await taps(kf_shop, "现在发给客户")
    assert len(bubbles(kf_shop)) == 1
    assert "会马上请您转告" in kf_shop.staff_last(SELLER)
    await kf_shop.staff_says(KEEPER, "盘点 ZXJ-J6PL 30")  # worse, but the same day: nothing new to tell
    await kf_shop.shop.waits(minutes=6)
    assert len(bubbles(kf_shop)) == 1


async def test_what_is_held_is_not_sent(kf_shop: KfShop) -> None:
    await ordered(kf_shop)
    await slips(kf_shop)
    await kf_shop.staff_says(SELLER, "先不通知 0001")
    await kf_shop.shop.waits(hours=1)
    assert bubbles(kf_shop) == []
    assert await state(kf_shop) == "held"


async def test_own_words_go_out_but_no_date_that_nobody_promised(kf_shop: KfShop) -> None:
    await ordered(kf_shop)
    await slips(kf_shop)
    await kf_shop.shop.waits(minutes=4)
    await taps(kf_shop, "改一下再发")
    assert "请直接回复" in kf_shop.staff_last(SELLER)
    await kf_shop.shop.waits(minutes=2)  # he is writing
    assert bubbles(kf_shop) == []
    await kf_shop.staff_says(SELLER, "李工,这批要到3月19号,给您补200块")
    assert "不是SO20260310-0001里的数字" in kf_shop.staff_last(SELLER)
    await kf_shop.staff_says(SELLER, "李工抱歉,60件要比原先说的晚,3月21日到")
    assert "李工抱歉" in kf_shop.staff_last(SELLER)
    await kf_shop.shop.waits(minutes=5)
    (told,) = bubbles(kf_shop)
    assert told.startswith("李工抱歉,60件要比原先说的晚,3月21日到")


async def test_what_comes_in_time_after_all_is_not_told(kf_shop: KfShop) -> None:
    await ordered(kf_shop)
    await slips(kf_shop)
    await kf_shop.staff_says(KEEPER, "到货 ZXJ-J6PL 60")
    await kf_shop.shop.waits(minutes=10)
    assert bubbles(kf_shop) == []
    assert await state(kf_shop) == "over"


async def test_who_wants_to_hear_nothing_hears_nothing_until_he_says_so(kf_shop: KfShop) -> None:
    await ordered(kf_shop)
    await kf_shop.says(BUYER, "不用通知我")
    assert "恢复通知" in kf_shop.kf.last(BUYER)
    shown = len(kf_shop.kf.screens[BUYER])
    await slips(kf_shop)
    await kf_shop.shop.waits(minutes=6)
    assert await state(kf_shop) == "quiet"
    assert "客户说过不用通知" in kf_shop.staff_last(SELLER)
    await kf_shop.staff_says(PLANNER, "0001 已排产")
    await kf_shop.staff_says(KEEPER, "0001 已备料")
    await kf_shop.staff_says(KEEPER, "0001 出库 顺丰SF1234567890")
    assert len(kf_shop.kf.screens[BUYER]) == shown
    await kf_shop.says(BUYER, "我的货到哪了")
    assert PROMISED in kf_shop.kf.last(BUYER)
    await kf_shop.says(BUYER, "恢复通知")
    shown = len(kf_shop.kf.screens[BUYER])
    await kf_shop.staff_says(KEEPER, "0001 已签收")
    assert len(kf_shop.kf.screens[BUYER]) == shown + 1


@pytest.mark.parametrize("hours", [49])
async def test_where_the_window_is_closed_the_salesperson_gets_the_words(kf_shop: KfShop, hours: int) -> None:
    await ordered(kf_shop)
    await kf_shop.shop.waits(hours=hours)
    await slips(kf_shop)
    shown = len(kf_shop.kf.screens[BUYER])
    await kf_shop.shop.waits(minutes=5, seconds=2)
    assert len(kf_shop.kf.screens[BUYER]) == shown
    handed = kf_shop.staff_last(SELLER)
    assert "请转告" in handed
    assert "要比原先说的晚" in handed
    assert kf_shop.kf.refused == []
    await kf_shop.shop.waits(**{"seconds": timedelta(hours=1).total_seconds()})
    assert len(kf_shop.kf.screens[BUYER]) == shown


async def test_where_nobody_of_the_customer_has_an_account_his_group_is_told(database: str) -> None:
    async for shop in open_feishu_shop(database, "http", notify={}):
        shop.feishu.make_group("oc_customer")
        async with shop.shop.store.write() as uow:
            await uow.connection.execute(delete(tables.accounts).where(tables.accounts.c.user == BUYER))
            group = {"channel": "feishu", "chat_id": "oc_customer", "kind": "group", "name": "恒力群"}
            await uow.connection.execute(insert(tables.chats).values(**group, customer_id="C001"))
            await uow.commit()
        await shop.says(KEEPER, "到货 ZXJ-J6PL 96")
        await shop.says(SELLER, "台州恒力 J6P左转向节 60件,15号前到")
        await shop.says(SELLER, "确认")
        await shop.says(KEEPER, "盘点 ZXJ-J6PL 40")
        await shop.shop.waits(seconds=1)
        await shop.shop.waits(minutes=5, seconds=2)
        assert "现在预计3月21日(周六)到" in shop.last("oc_customer")
        assert "发给客户" in shop.last(SELLER)
