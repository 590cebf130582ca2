"""加凑单: what a draft is just short of, and what would reach it, through the front door on both databases."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from config.policy import GiftSpec, GiftTier
from handlers.domain.order import Order, OrderId
from storage import import_path
from tests.e2e.test_gifts import gift_shop, held
from tests.e2e.test_money import BOSS, BUYER, KEEPER, SELLER
from tests.shop import Shop

MILK = GiftSpec(
    name="满赠",
    since=date(2026, 3, 1),
    tiers=(GiftTier(from_=Decimal(299), sku="BAG"), GiftTier(from_=Decimal(599), sku="TRY")),
)


async def stocked(shop: Shop, tmp_path: Path, tries: int = 1) -> None:
    """Milk at 20 yuan a carton, eggs at 45 a box of 30, and what is given away."""
    listed = tmp_path / "products.csv"
    listed.write_text(
        "sku,name,unit,packs,price,stock\n"
        "MILK,鲜牛奶,箱,,20,300\nEGG,土鸡蛋,个,盒=30,1.5,900\n"
        f"BAG,保温袋,个,,5,3\nTRY,试吃装,份,,5,{tries}\n"
    )
    await import_path(shop.store, listed)
    await shop.restarts()  # the new words are known at once


async def draft(shop: Shop, number: int = 1) -> Order:
    async with shop.store.read() as uow:
        return await uow.orders.get(OrderId(number))


def sold(order: Order) -> dict[str, Decimal]:
    return {line.sku or "": line.base_qty or Decimal(0) for line in order.lines}


async def test_what_lacks_to_the_next_gift_is_added_by_two_presses(url: str, tmp_path: Path) -> None:
    async with gift_shop(url, MILK) as shop:
        await stocked(shop, tmp_path)
        await shop.says(SELLER, "台州恒力 鲜牛奶 26箱,13号前到")
        card = await shop.expects(SELLER, "520 元", "保温袋 1个(赠)", "距满599还差79元,可得试吃装 1份")
        assert {"加凑单", "不用"} <= set(card.buttons)
        assert "试吃装 1份(赠)" not in card.text
        await shop.taps(SELLER, "加凑单")
        ways = await shop.expects(SELLER, "再加79 元送试吃装 1份", "鲜牛奶 再加4箱(+80 元)", "想加别的,直接说就行")
        assert list(ways.buttons) == ["1 加4箱", "不用"]
        assert sold(await draft(shop)) == {"MILK": 26, "BAG": 1}  # looking changes nothing
        await shop.taps(SELLER, "1 加4箱")
        card = await shop.expects(SELLER, "600 元", "试吃装 1份(赠)")
        assert "加凑单" not in card.buttons  # there is no further tier
        assert sold(await draft(shop)) == {"MILK": 30, "TRY": 1}
        assert (await held(shop, "TRY"), await held(shop, "BAG")) == (1, 0)
        await shop.taps(SELLER, "1 加4箱", card=ways)  # pressed once more: the card is old
        assert sold(await draft(shop)) == {"MILK": 30, "TRY": 1}


async def test_what_the_customer_took_before_is_offered_in_his_own_unit(url: str, tmp_path: Path) -> None:
    async with gift_shop(url, MILK, checks={"duplicate": "off"}) as shop:
        await stocked(shop, tmp_path)
        await shop.says(SELLER, "台州恒力 土鸡蛋 2盒,13号前到")
        await shop.says(SELLER, "确认")
        await shop.says(SELLER, "台州恒力 鲜牛奶 28箱,14号前到")
        await shop.says(SELLER, "加凑单")
        await shop.expects(SELLER, "鲜牛奶 再加2箱(+40 元)", "土鸡蛋 加1盒(+45 元)")
        await shop.says(SELLER, "凑单2")
        await shop.expects(SELLER, "605 元", "土鸡蛋 1盒=30个", "试吃装 1份(赠)")
        assert sold(await draft(shop, 2)) == {"MILK": 28, "EGG": 30, "TRY": 1}


async def test_who_does_not_want_it_is_not_asked_again_for_that_order(url: str, tmp_path: Path) -> None:
    async with gift_shop(url, MILK) as shop:
        await stocked(shop, tmp_path)
        await shop.says(SELLER, "台州恒力 鲜牛奶 26箱,13号前到")
        await shop.taps(SELLER, "不用")
        card = await shop.expects(SELLER, "520 元", "保温袋 1个(赠)")
        assert "还差" not in card.text
        assert not {"加凑单", "不用"} & set(card.buttons)
        await shop.restarts()
        for text in ("数量30", "数量27"):
            await shop.says(SELLER, text)
        card = await shop.expects(SELLER, "540 元")
        assert "加凑单" not in card.buttons
        await shop.says(SELLER, "凑单")
        assert sold(await draft(shop)) == {"MILK": 27, "BAG": 1}
        await shop.says(SELLER, "确认")
        await shop.expects(SELLER, "SO20260310-0001 已建")
        for words in ("凑单1", "不凑单"):
            await shop.says(SELLER, words)
            await shop.expects(SELLER, "这个选择已经没有了")
        await shop.says(SELLER, "台州恒力 鲜牛奶 25箱,20号前到")  # another order is another question
        assert "加凑单" in (await shop.last(SELLER)).buttons


async def test_a_customer_is_asked_without_amounts_and_may_type(url: str, tmp_path: Path) -> None:
    async with gift_shop(url, MILK) as shop:
        await stocked(shop, tmp_path)
        await shop.says(BUYER, "鲜牛奶 26箱,13号前到")
        card = await shop.expects(BUYER, "再添一点就送试吃装 1份")
        assert "元" not in card.text
        await shop.says(BUYER, "加凑单")
        card = await shop.expects(BUYER, "再添一点送试吃装 1份", "鲜牛奶 再加4箱")
        assert "元" not in card.text
        await shop.says(BUYER, "1")
        await shop.expects(BUYER, "试吃装 1份(赠)")
        assert sold(await draft(shop)) == {"MILK": 30, "TRY": 1}


@pytest.mark.parametrize(
    ("order", "tries", "near"),
    [("鲜牛奶 20箱", 1, 20), ("鲜牛奶 26箱", 0, 20), ("鲜牛奶 26箱", 1, 10), ("鲜牛奶 26箱", 1, 0)],
    ids=["far from it", "gift is gone", "settings ask later", "settings never ask"],
)
async def test_nothing_is_asked_where_it_is_far_or_cannot_be_given(
    url: str, tmp_path: Path, order: str, tries: int, near: int
) -> None:
    async with gift_shop(url, MILK, gift_near=near) as shop:
        await stocked(shop, tmp_path, tries)
        await shop.says(SELLER, f"台州恒力 {order},13号前到")
        assert "加凑单" not in (await shop.last(SELLER)).buttons
        await shop.says(SELLER, "加凑单")
        assert len((await draft(shop)).lines) == 2


async def test_what_is_not_there_is_not_offered_and_it_is_said_how_to_add_something_else(
    url: str, tmp_path: Path
) -> None:
    async with gift_shop(url, MILK) as shop:
        await stocked(shop, tmp_path)
        await shop.says(KEEPER, "盘点 MILK 28")
        await shop.says(SELLER, "台州恒力 鲜牛奶 26箱,13号前到")
        await shop.taps(SELLER, "加凑单")
        card = await shop.expects(SELLER, "常订的货里没有刚好够的", "不加,选“不用”")
        assert list(card.buttons) == ["不用"]
        await shop.says(SELLER, "再加 土鸡蛋 2盒")
        await shop.expects(SELLER, "610 元", "试吃装 1份(赠)")
        assert BOSS != SELLER
