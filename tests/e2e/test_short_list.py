"""Everything that is short, asked for by those who keep and buy goods; nobody else reads it."""

import pytest

from tests.e2e.test_money import BOSS
from tests.e2e.test_orders import BUYER, BUYER_GROUP, NUMBER, SELLER, WAREHOUSE, ordered
from tests.shop import Shop

BUYS = "赵丽"


@pytest.mark.parametrize("said", ["缺料清单", "现在都缺什么", "都缺哪些货?", "缺什么料", "看看缺货清单", "哪些料不够"])
async def test_what_is_short_is_listed_with_who_waits_and_what_comes(shop: Shop, said: str) -> None:
    await shop.says(WAREHOUSE, said)
    await shop.expects(WAREHOUSE, "什么都不缺")
    await ordered(shop)
    await shop.waits(seconds=5)
    for who in (WAREHOUSE, BUYS, BOSS):
        await shop.says(who, said)
        await shop.expects(who, "现在缺料 1种", "ZXJ-J6PL", "缺300件", NUMBER, "恒力", "起等", "要3月15日")


async def test_only_those_who_keep_or_buy_goods_read_what_is_short(shop: Shop) -> None:
    await ordered(shop)
    for who, group in ((BUYER, ""), (BUYER, BUYER_GROUP)):
        await shop.says(who, "缺料清单" if not group else "@订单助手 缺料清单", group=group)
        assert not any("现在缺料" in seen.title for seen in await shop.sees(who, group))
    await shop.says(SELLER, "缺料清单")
    await shop.expects(SELLER, "仓库、采购、生产和主管")
