"""A price below the floor is approved for what it gives away: more goods at that price are asked for again."""

from decimal import Decimal
from pathlib import Path

import pytest

from storage import import_path
from tests.e2e.test_money import BOSS, BUYER, KEEPER, SELLER, the_order
from tests.shop import Shop


@pytest.fixture(name="shop")
def _shop(quiet_on_each: Shop) -> Shop:
    return quiet_on_each


async def line(shop: Shop) -> tuple[int, object, bool]:
    """How many of what is ordered at which price, and whether the order waits."""
    order = await the_order(shop)
    return int(order.lines[0].base_qty or 0), order.lines[0].price or Decimal(0), order.held


async def test_a_price_that_was_approved_on_the_draft_is_asked_for_again_for_more_of_it(shop: Shop) -> None:
    await shop.says(KEEPER, "到货 ZXJ-J6PL 400")
    await shop.says(SELLER, "台州恒力 J6P左转向节 4件,单价700,15号前到")
    await shop.says(SELLER, "确认")
    await shop.says(BOSS, "批准 0001 特批")
    assert await line(shop) == (4, 700, False)
    await shop.says(SELLER, "0001 数量改成40")
    await shop.expects(BOSS, "等你批准(价格)", "低于底价731.25", "40件")
    assert await line(shop) == (40, 700, True)
    await shop.says(BOSS, "驳回 0001 太多了")
    await shop.says(SELLER, "0001 数量改成4")
    assert await line(shop) == (4, 700, False)
    await shop.says(SELLER, "0001 数量改成2")
    assert await line(shop) == (2, 700, False)


async def test_so_is_a_price_that_was_agreed_to_later_and_its_floor_is_on_the_card(shop: Shop) -> None:
    await shop.says(KEEPER, "到货 ZXJ-J6PL 400")
    await shop.says(SELLER, "台州恒力 J6P左转向节 4件,15号前到")
    await shop.says(SELLER, "确认")
    await shop.says(SELLER, "0001 单价改成700,老客户")
    asked = await shop.expects(BOSS, "申请改价", "说的价700低于底价731.25,要先批准")
    assert "底价" not in "".join(one.text for one in await shop.sees(BUYER))
    await shop.taps(BOSS, "同意", card=asked)
    assert await line(shop) == (4, 700, False)
    await shop.says(SELLER, "0001 数量改成40")
    await shop.expects(BOSS, "等你批准(价格)", "低于底价731.25", "40件")
    await shop.says(BOSS, "批准 0001 就这一次")
    assert await line(shop) == (40, 700, False)
    await shop.says(SELLER, "0001 单价改成812.5,恢复原价")
    await shop.says(BOSS, "同意 0001")
    await shop.says(SELLER, "0001 数量改成50")
    assert await line(shop) == (50, Decimal("812.5"), False)
    await shop.says(SELLER, "0001 单价改成720,老客户")
    await shop.expects(BOSS, "说的价720低于底价731.25,要先批准")  # what was approved before says nothing of this


async def test_who_moves_an_order_into_another_tier_is_told_the_price(shop: Shop, tmp_path: Path) -> None:
    listed = tmp_path / "prices.csv"
    listed.write_text("customer,sku,price,since,until,qty\n*,ZXJ-J6PL,800,,,50\n", encoding="utf-8")
    await import_path(shop.store, listed)
    await shop.says(KEEPER, "到货 ZXJ-J6PL 400")
    await shop.says(SELLER, "台州恒力 J6P左转向节 40件,15号前到")
    await shop.says(SELLER, "确认")
    await shop.says(SELLER, "0001 数量改成60")
    await shop.expects(SELLER, "40件 → 60件", "812.5元 → 800元")
    for who in (KEEPER, BUYER):
        assert "800" not in "".join(one.text for one in await shop.sees(who))
    await shop.says(SELLER, "0001 数量改成30")
    await shop.expects(SELLER, "60件 → 30件", "800元 → 812.5元")
    assert await line(shop) == (30, Decimal("812.5"), False)
