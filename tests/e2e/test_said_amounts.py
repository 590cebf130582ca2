"""Amounts in words: what is booked is what was said, of money and of goods, on both databases."""

from decimal import Decimal

import pytest

from tests.e2e.test_money import BUYER, FINANCE, KEEPER, NUMBER, SELLER, deposit, money_shop, ordered, paid, the_order
from tests.e2e.test_returns import delivered, on_hand
from tests.shop import Shop

__all__ = ["deposit"]  # a fixture


async def wishes(shop: Shop) -> list[tuple[str, str, int]]:
    """(state, SKU, pieces) of what is given back of the order, oldest first."""
    order = await the_order(shop)
    async with shop.store.read() as uow:
        return [
            (wish.state.value, one.sku, int(one.qty)) for wish in await uow.returns.of(order.id) for one in wish.goods
        ]


@pytest.mark.parametrize(
    ("words", "much"),
    [
        ("0001 收款两千", "2000"),
        ("0001 客户付了两千三百块", "2300"),
        ("0001 已收1万3", "13000"),
        ("0001 已付 1.2万", "12000"),
        ("0001 到账 5k", "5000"),
    ],
)
async def test_an_amount_in_words_is_booked_as_it_was_said(deposit: Shop, words: str, much: str) -> None:
    await ordered(deposit)
    await deposit.says(FINANCE, words)
    await deposit.expects(FINANCE, NUMBER, f"已收:{Decimal(much):,} 元")
    assert await paid(deposit) == Decimal(much)


@pytest.mark.parametrize(
    "words",
    [
        "0001 已付一半",
        "0001 收到两千定金",
        "0001 付款还差三千",
        "0001 已付三成",
        "0001 定金到了",
        "0001 付款付了十几万",
    ],
)
async def test_a_part_of_unknown_size_is_never_all_of_it(deposit: Shop, words: str) -> None:
    await ordered(deposit)
    await deposit.says(FINANCE, words)
    await deposit.expects(FINANCE, "还没记账")
    await deposit.says(SELLER, words)
    assert await paid(deposit) == 0
    async with deposit.store.read() as uow:
        assert await uow.payments.of((await the_order(deposit)).id) == []
    await deposit.says(FINANCE, "0001 款到了")
    await deposit.expects(FINANCE, "已收 8,125 元", "未收:0 元")


async def test_of_two_claims_the_one_is_approved_whose_amount_is_said(deposit: Shop) -> None:
    shop = deposit
    await ordered(shop)
    await shop.says(BUYER, "0001 已付 5000")
    await shop.says(BUYER, "0001 已付 3000")
    await shop.says(FINANCE, "通过 0001")
    await shop.expects(FINANCE, NUMBER, "有2件在等你定")
    await shop.says(FINANCE, "通过 0001 4000")
    await shop.expects(FINANCE, "有2件在等你定")
    assert await paid(shop) == 0
    await shop.says(FINANCE, "通过 0001 五千")
    await shop.expects(FINANCE, "已收:5,000 元", "待核对:3,000 元")
    await shop.says(FINANCE, "驳回 0001 银行没有这笔")  # the only one that is left
    async with shop.store.read() as uow:
        found = await uow.payments.of((await the_order(shop)).id)
    assert [(one.claimed, one.received, one.state.value) for one in found] == [
        (Decimal(5000), Decimal(5000), "granted"),
        (Decimal(3000), None, "refused"),
    ]


@pytest.mark.parametrize("words", ["通过 0001 只到了一半", "通过 0001 还差一千", "通过 0001 客户说有2000元下周付"])
async def test_an_approval_that_speaks_of_another_amount_is_asked_for_it(deposit: Shop, words: str) -> None:
    await ordered(deposit)
    await deposit.says(SELLER, "0001 已付 3000")
    await deposit.says(FINANCE, words)
    await deposit.expects(FINANCE, "通过 0001 5000元")
    assert await paid(deposit) == 0
    await deposit.says(FINANCE, "通过 0001 1万3")
    assert await paid(deposit) == Decimal(13_000)


@pytest.mark.parametrize("words", ["通过 0001 3月12日已到账", "通过 0001 两笔都到了", "通过 0001 流水号88321"])
async def test_days_counts_and_slips_are_no_other_amount(deposit: Shop, words: str) -> None:
    await ordered(deposit)
    await deposit.says(SELLER, "0001 已付 3000")
    await deposit.says(FINANCE, words)
    assert await paid(deposit) == Decimal(3000)


@pytest.mark.parametrize(
    ("words", "pieces"),
    [("0001 有两件想退", 2), ("0001 坏的三件全退", 3), ("0001 想退一箱", 2), ("0001 退1箱零1件", 3), ("0001 全退", 10)],
)
async def test_as_many_go_back_as_was_said(url: str, words: str, pieces: int) -> None:
    async with money_shop(url) as shop:
        await delivered(shop)
        await shop.says(BUYER, words)
        await shop.expects(BUYER, "退货申请已登记", f"{pieces}件")
        assert await wishes(shop) == [("open", "ZXJ-J6PL", pieces)]


@pytest.mark.parametrize(
    "words", ["0001 有几件想退", "0001 退一半", "0001 有-2件想退", "0001 有半件想退", "0001 退2托"]
)
async def test_what_nobody_can_count_is_asked_and_never_all(url: str, words: str) -> None:
    async with money_shop(url) as shop:
        await delivered(shop)
        await shop.says(BUYER, words)
        assert await wishes(shop) == []
        assert "退货申请已登记" not in (await shop.last(BUYER)).text


async def test_of_two_goods_the_named_one_goes_back_and_of_two_wishes_the_counted_one(url: str) -> None:
    async with money_shop(url) as shop:
        await shop.says(SELLER, "台州恒力 J6L左转向节 10件 豪沃左转向节 20件,15号前到")
        await shop.says(SELLER, "确认")
        for who, text in (
            (KEEPER, "0001 出库"),
            ("孙福根", "0001 已排产"),
            (KEEPER, "0001 出库"),
            (BUYER, "0001 收到了"),
        ):
            await shop.says(who, text)
        await shop.says(BUYER, "0001 左转向节有两件想退")
        await shop.expects(BUYER, "要退哪种")
        await shop.says(BUYER, "0001 豪沃的有十二件想退")
        await shop.says(BUYER, "0001 J6L有两件想退")
        assert await wishes(shop) == [("open", "ZXJ-HWL", 12), ("open", "ZXJ-J6LL", 2)]
        await shop.says("客服小美", "同意 0001")
        await shop.expects("客服小美", "有2件在等你定")
        await shop.says("客服小美", "通过 0001 12件")
        await shop.expects("客服小美", "退货已批准", "退货:转向节(左) 重汽豪沃 12件")
        before = await on_hand(shop, "ZXJ-HWL")
        await shop.says(KEEPER, "收到退货 0001 三件")
        await shop.expects(KEEPER, "对不上")
        assert await on_hand(shop, "ZXJ-HWL") == before
        await shop.says(KEEPER, "收到退货 0001 十二件")
        assert await on_hand(shop, "ZXJ-HWL") == before + 12
        assert await wishes(shop) == [("received", "ZXJ-HWL", 12), ("open", "ZXJ-J6LL", 2)]
