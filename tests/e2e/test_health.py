"""健康度 of an order and 复查池, in the stories' own company."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.stories.conftest import CHEN, LIN, SUN, WANG, WU, ZHENG, ZHOU, at, story
from tests.shop import Shop


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """Two orders; one of them stood too long, was changed three times and sold for less."""
    async with Shop("", story(tmp_path, digest_at="10:00")) as running:
        for who, text in (
            (CHEN, "博泰 ZJ-2041 100件 3月25日前到"),
            (CHEN, "确认"),
            (LIN, "台州鑫源 KQ-118 24件 3月25日前到"),
            (LIN, "确认"),
        ):
            await running.says(who, text)
        yield running


async def goes_badly(shop: Shop) -> None:
    await at(shop, "2026-03-11T11:00:00")
    for who, text in (
        (SUN, "0001 已排产"),
        (SUN, "0002 已排产"),
        (CHEN, "0001 数量改成110"),
        (CHEN, "0001 数量改成120"),
        (CHEN, "0001 数量改成100"),
        (CHEN, "0001 单价改成80,老客户"),
        (ZHENG, "同意 0001"),
    ):
        await shop.says(who, text)


def words(seen: Any) -> str:
    return str(seen.text)


async def test_an_order_says_how_well_it_goes_and_why(shop: Shop) -> None:
    await shop.says(ZHENG, "0001 健康度")
    await shop.expects(
        ZHENG,
        "SO20260310-0001 健康度 100",
        "准时(占40%):100,各步没有超时",
        "改动(占30%):100,确认后没改过",
        "毛利(占30%):100,没有少赚",
        "满分100,越高越好;低于70进复查池。",
    )
    await shop.says(ZHENG, "0001 到哪了")
    assert "健康度" not in words(await shop.last(ZHENG))
    await goes_badly(shop)
    await shop.says(WU, "健康度 0001")
    await shop.expects(
        WU,
        "SO20260310-0001 健康度 29",
        "准时(占40%):0,1步里1步超时",
        "改动(占30%):20,确认后改了4次",
        "毛利(占30%):77,比按价目该赚的少23%(让价、赠品、插单)",
        "低于70进复查池(现在就在里面)",
    )
    await shop.says(ZHENG, "0001 到哪了")
    await shop.expects(ZHENG, "健康度:29(准时0、改动20、毛利77)")


async def test_the_margin_is_for_those_who_may_know_it_and_customers_read_nothing(shop: Shop) -> None:
    await goes_badly(shop)
    for who in (CHEN, SUN, ZHOU):
        await shop.says(who, "0001 健康度")
        card = await shop.expects(who, "健康度 9", "准时(占57%):0", "改动(占43%):20")
        assert "毛利" not in card.text
        assert "少赚" not in card.text
        assert "23%" not in card.text
    await shop.says(WANG, "0001 健康度")
    await shop.says(WANG, "0001 到哪了")
    assert not [seen for seen in await shop.sees(WANG) if "健康度" in seen.text]


async def test_orders_that_go_badly_are_in_the_pool_and_in_the_manager_s_morning(shop: Shop) -> None:
    await shop.says(ZHENG, "复查池")
    await shop.expects(ZHENG, "没有健康度低于70的订单")
    await goes_badly(shop)
    await shop.says(LIN, "复查池")
    await shop.expects(LIN, "复查池由主管看")
    await shop.says(ZHENG, "复查池")
    card = await shop.expects(ZHENG, "复查池 2单(健康度低于70)", "1. SO20260310-0001", "29(准时0、改动20、毛利77)")
    assert "2. SO20260310-0002" in card.text
    await shop.says(ZHENG, "1")
    await shop.expects(ZHENG, "SO20260310-0001 已排产")
    await at(shop, "2026-03-16T10:00:00")
    (morning,) = [seen for seen in await shop.sees(ZHENG) if "今日要紧的" in seen.title][-1:]
    assert "健康度低于70的有2单,发“复查池”看" in morning.text
    assert "健康度29" in morning.text
