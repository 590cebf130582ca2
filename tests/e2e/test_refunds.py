"""Money that goes back, through the front door, on both databases: by words and card, never more than came in."""

import asyncio

import pytest

from tests.e2e.test_money import BOSS, BUYER, FINANCE, KEEPER, NUMBER, SELLER, money_shop, ordered, the_order
from tests.e2e.test_returns import delivered
from tests.shop import Shop


async def kept(shop: Shop) -> str:
    """What the order itself says that came in and was not given back."""
    async with shop.store.read() as uow:
        today = shop.clock.now().date()
        debts = await uow.accounts.debts("C001", (await the_order(shop)).id, today, today)
        refunds = await uow.refunds.of((await the_order(shop)).id)
        assert (await uow.audit.check()).damages == ()
    return f"{debts.open_orders} {[str(one.amount) for one in refunds if one.undone_at is None]}"


async def test_what_is_too_much_after_a_return_goes_back_with_one_tap_and_comes_back_with_another(url: str) -> None:
    async with money_shop(url) as shop:
        await delivered(shop)
        await shop.says(FINANCE, "0001 收款 8125")
        await shop.says(BUYER, "0001 有2件想退")
        await shop.taps(BOSS, "通过")
        await shop.says(KEEPER, "收到退货 0001")
        await shop.expects(FINANCE, "应退:1,625 元")
        await shop.taps(FINANCE, "登记退款")
        told = await shop.expects(FINANCE, f"{NUMBER} 已退款", "1,625 元", "退货", "未收:0 元", "已扣退款1,625")
        assert "撤销退款" in told.buttons
        await shop.expects(SELLER, "已退款", "1,625 元")
        await shop.taps(FINANCE, "登记退款", settle=True)  # the old card: it is not so any more
        assert await kept(shop) == "0 ['1625']"
        await shop.says(FINANCE, "0001 收款")
        await shop.expects(FINANCE, "退款1,625 元 退货", "已收款")
        await shop.taps(FINANCE, "撤销退款", card=told)
        (undone,) = [one for one in await shop.sees(FINANCE) if "退款已撤销" in one.text]  # the card itself is so now
        assert "应退:1,625 元" in undone.text
        assert "撤销退款" not in undone.buttons
        assert await kept(shop) == "0 []"
        await shop.says(SELLER, "0001 修改记录")
        await shop.expects(SELLER, "撤销退款", "沈会计")


async def test_words_give_back_with_a_reason_and_never_more_than_came_in(url: str) -> None:
    async with money_shop(url) as shop:
        await ordered(shop)
        await shop.says(FINANCE, "0001 退款 100 多付")
        await shop.expects(FINANCE, "只收到0元")
        await shop.says(FINANCE, "0001 收款 9000")
        for said, answer in (
            ("0001 退款", "请写明退多少和原因"),
            ("0001 退款 875", "退款要说原因"),
            ("0001 退款 -5 多付", "请写明退多少"),
            ("0001 退款 0 多付", "请写明退多少"),
            ("0001 退款 9000.01 多付", "只收到9000元"),
        ):
            await shop.says(FINANCE, said)
            await shop.expects(FINANCE, answer)
        for who in (SELLER, KEEPER):
            await shop.says(who, "0001 退款 875 客户多付")
            await shop.expects(who, "退款由财务登记")
        await shop.says(BUYER, "0001 退款 875 我们多付了")  # a wish: nothing is booked
        assert (await kept(shop)).endswith("[]")
        await shop.says(FINANCE, "0001 退款 875 客户多付")
        await shop.expects(FINANCE, "已退款", "875 元", "客户多付", "未收:0 元")
        assert await kept(shop) == "0 ['875']"
        await shop.says(SELLER, "撤销退款 0001")
        await shop.expects(SELLER, "退款由财务登记")
        await shop.says(FINANCE, "撤销退款 0001")
        await shop.says(FINANCE, "撤销退款 0001")
        await shop.expects(FINANCE, "没有可撤销的退款")
        await shop.says(FINANCE, "0001 退款 八百七十五 客户多付")
        await shop.waits(minutes=6)
        await shop.says(FINANCE, "撤销退款 0001")
        await shop.expects(FINANCE, "不能撤销", "收款 875")


async def test_what_came_for_a_cancelled_order_goes_back_once_however_often_it_is_pressed(url: str) -> None:
    async with money_shop(url) as shop:
        await ordered(shop)
        await shop.says(FINANCE, "0001 收款 5000")
        await shop.says(SELLER, "取消订单0001,客户不要了")
        card = await shop.expects(FINANCE, "应退:5,000 元")
        await asyncio.gather(*(shop.taps(who, "登记退款", card=card, settle=False) for who in (FINANCE, FINANCE)))
        await shop.settles()
        await shop.says(FINANCE, "0001 退款 1 再退一元")
        await shop.expects(FINANCE, "只收到0元")
        assert await kept(shop) == "0 ['5000']"


@pytest.mark.parametrize("words", ["0001 已退款 875 客户多付", "0001退款875元,客户多付", "0001 退款了¥875 客户多付"])
async def test_a_refund_is_read_however_it_is_written(url: str, words: str) -> None:
    async with money_shop(url) as shop:
        await ordered(shop)
        await shop.says(FINANCE, "0001 收款 9000")
        await shop.says(FINANCE, words)
        await shop.expects(FINANCE, "已退款", "875 元", "客户多付")
