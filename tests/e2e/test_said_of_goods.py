"""What a customer says that came to him is no order; what somebody promised may be for another day."""

import pytest

from tests.e2e.test_orders import BUYER, NUMBER, SELLER, WAREHOUSE, ordered
from tests.shop import Shop


@pytest.mark.parametrize(
    "said",
    [
        "收到了30件",
        "货收到30件",
        "J6P左转向节收到了30件",
        "收到了30件J6P左转向节",
        "今天收到了J6P左转向节 30件",
        "货到了30件",
    ],
)
async def test_a_customer_who_got_some_goods_orders_none(shop: Shop, said: str) -> None:
    await ordered(shop)
    await shop.says(BUYER, said)
    await shop.expects(BUYER, NUMBER, "300件")
    assert not any("待确认订单" in seen.title for seen in await shop.sees(BUYER))


async def test_a_customer_who_got_some_and_wants_more_orders_what_he_wants(shop: Shop) -> None:
    await ordered(shop)
    await shop.says(BUYER, "上次的收到了,J6P左转向节再来300件")
    await shop.expects(BUYER, "待确认订单", "300件")


@pytest.mark.parametrize(
    "said", ["改承诺 1 到3月22日", "承诺1改到3月22日", "修改承诺1 推迟到3月22日", "承诺 1 推到3月22日"]
)
async def test_a_promise_is_for_another_day_and_the_draft_stays_as_it_is(shop: Shop, said: str) -> None:
    await shop.says(SELLER, "记一条:答应博泰3月12日前到")
    await shop.says(SELLER, "台州恒力 J6P左转向节40件")
    await shop.says(SELLER, said)
    await shop.expects(SELLER, "承诺1 的日子已改:后天(周四) → 3月22日(周日)")
    draft = next(seen for seen in reversed(await shop.sees(SELLER)) if "待确认订单" in seen.title)
    assert "3月22日" not in draft.text
    await shop.waits(days=3)
    assert not any("您答应的事" in seen.title for seen in await shop.sees(SELLER))
    await shop.waits(days=8)
    await shop.expects(SELLER, "您答应的事:明天(周日)到日子")
    await shop.says(SELLER, "兑现 1")
    await shop.says(SELLER, "改承诺 1 到3月25日")
    await shop.expects(SELLER, "承诺1已经了结了")


async def test_a_promise_is_moved_by_who_gave_it_to_a_day_that_comes(shop: Shop) -> None:
    await shop.says(SELLER, "记一条:答应博泰3月12日前到")
    await shop.says(WAREHOUSE, "改承诺 1 到3月22日")
    await shop.expects(WAREHOUSE, "没有找到这条承诺")
    await shop.says(SELLER, "改承诺 1 到昨天")
    await shop.expects(SELLER, "没看懂", "改承诺 1 到3月20日")
    await shop.says(SELLER, "我的承诺")
    await shop.expects(SELLER, "3月12日")
