"""Prices by amount and by day, and what comes on top of an order: through the front door, on both databases."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from config.policy import GiftSpec, GiftTier
from storage import import_path
from tests.e2e.test_money import (
    BOSS,
    BUYER,
    COLLEAGUE,
    KEEPER,
    NUMBER,
    SELLER,
    STOCK_GROUP,
    money_shop,
    the_order,
)
from tests.e2e.test_returns import delivered, on_hand
from tests.shop import Shop, demo_settings, with_policy


async def test_tiers_and_promotions_come_from_the_file_and_follow_the_amount(url: str, tmp_path: Path) -> None:
    listed = tmp_path / "prices.csv"
    listed.write_text(
        "customer,sku,price,since,until,qty\n"
        "*,ZXJ-J6PL,800,,,50\n"
        "*,ZXJ-J6PL,780,,,100\n"
        "*,ZXJ-J6PL,790,2026-03-11,2026-03-12,\n"
        ",ZXJ-J6PL,1,,,\n"
        "*,ZXJ-J6PL,700,2026-03-12,2026-03-11,\n"
    )
    async with money_shop(url) as shop:
        (report,) = await import_path(shop.store, listed)
        assert (report.added, [bad.line for bad in report.bad]) == (3, [5, 6])
        await shop.says(KEEPER, "到货 ZXJ-J6PL 400")
        await shop.says(SELLER, "J6P左转向节多少钱")
        await shop.expects(SELLER, "812.50 元/件", "满50件 800", "满100件 780")
        await shop.says(SELLER, "台州恒力 J6P左转向节 60件,单价750,15号前到")
        await shop.expects(SELLER, "48,000 元", "按阶梯价算")
        await shop.says(SELLER, "数量120")
        await shop.expects(SELLER, "93,600 元")
        await shop.says(SELLER, "确认")
        await shop.says(SELLER, "0001 数量改成40")  # the tier is not reached any more
        assert [line.price for line in (await the_order(shop)).lines] == [Decimal("812.5")]
        await shop.says(SELLER, "0001 数量改成60")
        assert [line.price for line in (await the_order(shop)).lines] == [Decimal(800)]
        await shop.waits(days=1)
        await shop.says(SELLER, "0001 数量改成45")  # what was agreed on Tuesday knows nothing of Wednesday's promotion
        assert [line.price for line in (await the_order(shop)).lines] == [Decimal("812.5")]
        await shop.says(COLLEAGUE, "温州恒力 J6P左转向节 10件,15号前到")
        await shop.expects(COLLEAGUE, "7,900 元")


MARCH = GiftSpec(
    name="三月满赠",
    since=date(2026, 3, 1),
    until=date(2026, 3, 31),
    per_customer=1,
    tiers=(GiftTier(from_=Decimal(5000), sku="LHL-J6"), GiftTier(from_=Decimal(9000), sku="ZC-TRY")),
)


async def gift_products(shop: Shop, tmp_path: Path) -> None:
    """Two things that are given away, of which there are three and one."""
    listed = tmp_path / "products.csv"
    listed.write_text("sku,name,unit,price,stock\nLHL-J6,保温袋,个,20,3\nZC-TRY,试吃装,份,10,1\n")
    await import_path(shop.store, listed)


def gift_shop(url: str, *campaigns: GiftSpec, **changed: Any) -> Shop:
    return Shop(url, with_policy(demo_settings(url), gifts=campaigns, digest_at="", **changed))


async def held(shop: Shop, sku: str) -> int:
    async with shop.store.read() as uow:
        return int((await uow.stock.levels([sku]))[sku].held)


async def test_a_reached_tier_gives_its_gift_and_the_next_one_says_what_it_takes(url: str, tmp_path: Path) -> None:
    async with gift_shop(url, MARCH) as shop:
        await gift_products(shop, tmp_path)
        await shop.says(KEEPER, "到货 ZXJ-J6PL 400")
        await shop.says(SELLER, "台州恒力 J6P左转向节 10件,13号前到")
        await shop.expects(SELLER, "8,125 元", "保温袋 1个(赠)", "距满9000还差875元,可得试吃装 1份")
        assert "试吃装 1份(赠)" not in (await shop.last(SELLER)).text
        assert await held(shop, "LHL-J6") == 1
        await shop.says(SELLER, "数量4")
        assert "(赠)" not in (await shop.last(SELLER)).text
        assert await held(shop, "LHL-J6") == 0
        await shop.says(SELLER, "数量12")
        await shop.expects(SELLER, "试吃装 1份(赠)")
        assert "保温袋 1个(赠)" not in (await shop.last(SELLER)).text  # the highest tier only
        await shop.says(SELLER, "确认")
        await shop.expects(KEEPER, "试吃装 1份(赠)", group=STOCK_GROUP)
        await shop.expects(BUYER, "试吃装 1份(赠)")
        assert await held(shop, "ZC-TRY") == 1
        assert "还差" not in "".join(one.text for one in await shop.sees(BUYER))
        await shop.says(SELLER, "0001 数量改成8")  # below the tier: given back before it leaves
        await shop.expects(SELLER, NUMBER, "去掉", "试吃装", "增加", "保温袋")
        assert (await held(shop, "ZC-TRY"), await held(shop, "LHL-J6")) == (0, 1)
        await shop.says(SELLER, "0001 数量改成2")
        assert [line.sku for line in (await the_order(shop)).lines] == ["ZXJ-J6PL"]
        await shop.says(SELLER, "0001 数量改成10")
        await shop.says(SELLER, "台州恒力 J6P左转向节 20件,18号前到")  # once a customer
        await shop.expects(SELLER, "三月满赠:这位客户的次数已用完")
        assert "(赠)" not in (await shop.last(SELLER)).text
        await shop.says(COLLEAGUE, "温州恒力 J6P左转向节 20件,18号前到")
        await shop.expects(COLLEAGUE, "试吃装 1份(赠)")
        await shop.says(COLLEAGUE, "取消")
        await shop.waits(days=25)
        await shop.says(COLLEAGUE, "温州恒力 J6P左转向节 20件,18号前到")
        assert "(赠)" not in (await shop.last(COLLEAGUE)).text  # the campaign is over


async def test_a_gift_in_the_box_is_put_back_before_the_order_gets_too_small_for_it(url: str, tmp_path: Path) -> None:
    async with gift_shop(url, MARCH) as shop:
        await gift_products(shop, tmp_path)
        await shop.says(KEEPER, "到货 ZXJ-J6PL 400")
        await shop.says(SELLER, "台州恒力 J6P左转向节 12件,13号前到")
        await shop.says(SELLER, "确认")
        await shop.says(KEEPER, "0001 已拣 ZC-TRY 1")
        await shop.says(SELLER, "0001 数量改成13")
        assert [int(line.picked) for line in (await the_order(shop)).lines] == [0, 1]
        await shop.says(SELLER, "0001 数量改成2")
        await shop.expects(SELLER, "试吃装已拣1份")
        assert [int(line.base_qty or 0) for line in (await the_order(shop)).lines] == [13, 1]
        await shop.says(KEEPER, "0001 已拣 ZC-TRY 0")
        await shop.says(SELLER, "0001 数量改成2")
        assert [(line.sku, int(line.base_qty or 0)) for line in (await the_order(shop)).lines] == [("ZXJ-J6PL", 2)]


async def test_a_gift_that_ran_out_is_told_before_anything_is_confirmed(url: str, tmp_path: Path) -> None:
    async with gift_shop(url, MARCH) as shop:
        await gift_products(shop, tmp_path)
        await shop.says(KEEPER, "到货 ZXJ-J6PL 400")
        await shop.says(SELLER, "台州恒力 J6P左转向节 20件,13号前到")
        await shop.expects(SELLER, "试吃装 1份(赠)")
        await shop.says(COLLEAGUE, "温州恒力 J6P左转向节 20件,18号前到")
        await shop.expects(COLLEAGUE, "三月满赠:试吃装已送完")
        await shop.waits(minutes=16)  # what the first draft held is free again
        await shop.says(COLLEAGUE, "19号前到")
        await shop.says(COLLEAGUE, "确认")
        await shop.says(SELLER, "确认")
        await shop.expects(SELLER, "刚有变化", "试吃装已送完")
        await shop.says(SELLER, "确认")
        await shop.expects(SELLER, "已建")
        assert [one.gift for one in (await the_order(shop)).lines] == [False, True]


@pytest.fixture
async def shop_of(url: str) -> AsyncIterator[Shop]:
    async with Shop(url) as running:
        yield running


async def test_a_gift_that_is_only_said_waits_for_who_sets_prices(shop_of: Shop) -> None:
    shop = shop_of
    await shop.says(KEEPER, "到货 ZXJ-J6PL 400")
    await shop.says(BUYER, "J6P左转向节 10件,再送2件J6P右转向节,15号前到")
    await shop.says(BUYER, "确认")
    async with shop.store.read() as uow:
        (order,) = await uow.orders.find(customers=["C001"])
    assert [line.gift for line in order.lines] == [False, True]
    assert order.held
    await shop.expects(BOSS, "消息里说的赠品", "批准")


async def test_goods_that_go_back_take_their_gift_along(url: str, tmp_path: Path) -> None:
    async with gift_shop(url, MARCH) as shop:
        await gift_products(shop, tmp_path)
        await delivered(shop)
        assert await on_hand(shop, "LHL-J6") == 2
        await shop.says(SELLER, "0001 退5件 客户多订了")
        await shop.expects(SELLER, "退货申请已登记", "5件", "保温袋 1个")
        await shop.expects(BOSS, "不到满赠,要收回保温袋 1个")
        await shop.says(BOSS, "通过 0001")
        await shop.says(KEEPER, "收到退货 0001 缺赠品")
        await shop.expects(KEEPER, "没退回:保温袋 1个")
        assert await on_hand(shop, "LHL-J6") == 2
        await shop.expects(SELLER, "退货已入库", "4,042.50 元(已扣没退回的赠品)")
        await shop.says(SELLER, "0001 全退")
        await shop.expects(SELLER, "退货申请已登记", "5件")
        await shop.says(BOSS, "通过 0001")
        await shop.says(KEEPER, "0001 退货已入库")
        assert await on_hand(shop, "ZXJ-J6PL") == 404
        await shop.says(SELLER, "0001 退1件")
        await shop.expects(SELLER, "没有可以退的货了")


async def test_only_what_is_named_and_was_bought_goes_back(url: str, tmp_path: Path) -> None:
    async with gift_shop(url, MARCH) as shop:
        await gift_products(shop, tmp_path)
        await delivered(shop)
        for words in ("退保温袋", "保温袋不想要了,退掉"):
            await shop.says(BUYER, f"0001 {words}")
            await shop.expects(BUYER, "保温袋是赠品,不单独退")
        for words in ("螺旋弹簧退掉", "ZXJ-TLL退掉"):
            await shop.says(BUYER, f"0001 {words}")
            await shop.expects(BUYER, "要退哪种、多少?")
        await shop.says(BUYER, "0001 退两件")
        await shop.expects(BUYER, "退货申请已登记", "转向节(左) 解放J6P 2件")
        for words in ("通过 0001 3件", "通过 0001 就收一件"):
            await shop.says(BOSS, words)
            await shop.expects(BOSS, "申请退的是", "2件,还没批")
        await shop.says(BOSS, "通过 0001 两件都收")
        await shop.expects(BOSS, "退货已批准")
        await shop.says(BUYER, "0001 再退9件")
        await shop.expects(BUYER, "最多还能退8件")
