"""What a customer owes: told to those who may see money and to them alone, never in a group, never to another one."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import insert

from storage import tables as t
from tests.e2e.test_orders import NUMBER, SENTENCE, ordered
from tests.shop import Shop

SELLER, MONEY, BOSS, SERVICE, KEEPER = "陈海波", "沈会计", "张厂长", "客服小美", "蔡国平"
BUYER, OTHER, OURS, THEIRS = "恒力-李采购", "鲁通老王", "销售一部下单群", "恒力-台州恒力对接群"
OWED = "243,750"


@pytest.fixture(name="shop")
def _shop(shop_on_each: Shop) -> Shop:
    return shop_on_each


@pytest.mark.parametrize(
    ("who", "said"),
    [
        (SELLER, "台州恒力还欠多少钱"),
        (MONEY, "台州恒力应收"),
        (BOSS, "查一下台州恒力有没有逾期"),
        (SERVICE, "台州恒力额度还剩多少"),
        (SELLER, "恒力汽配还有多少钱没付?"),
        (MONEY, "台州恒力欠我们多少货款"),
        (BOSS, "台州恒力还能赊多少"),
        (MONEY, "这个月台州恒力的欠款情况"),
    ],
)
async def test_it_is_told_to_who_may_know(shop: Shop, who: str, said: str) -> None:
    await ordered(shop, SENTENCE)
    await shop.says(who, said)
    await shop.expects(who, "台州恒力汽车配件有限公司 的账", OWED, NUMBER, "660,000 元,还可用416,250 元")


async def test_money_that_came_and_bills_that_are_late_count(shop: Shop) -> None:
    await ordered(shop, SENTENCE)
    await shop.says(MONEY, "收款 0001 43750")
    async with shop.store.write() as uow:
        bill = {"customer_id": "C001", "number": "F-1", "amount": Decimal(1000), "due": date(2026, 3, 1)}
        await uow.connection.execute(insert(t.receivables).values(**bill))
        await uow.commit()
    await shop.says(MONEY, "台州恒力还欠多少")
    await shop.expects(MONEY, "合计:201,000 元", "未收200,000 元", "应收款:1,000 元", "逾期:1,000 元,最久9天")
    await shop.says(MONEY, "0001 还欠多少")
    await shop.expects(MONEY, "未收:200,000 元")


async def test_several_of_a_name_are_all_told(shop: Shop) -> None:
    await ordered(shop, SENTENCE)
    await shop.says(SELLER, "恒力还欠多少钱")
    await shop.expects(SELLER, "台州恒力汽车配件有限公司:欠243,750 元", "温州恒力机械制造有限公司:没有欠款")


@pytest.mark.parametrize("group", ["", OURS, THEIRS])
async def test_in_a_group_it_is_told_to_the_one_who_asked(shop: Shop, group: str) -> None:
    await ordered(shop, SENTENCE)
    before = len(await shop.sees(SELLER, group)) if group else 0
    await shop.says(SELLER, "台州恒力还欠多少钱", group)
    await shop.expects(SELLER, OWED)
    if group:
        assert len(await shop.sees(SELLER, group)) == before


@pytest.mark.parametrize(
    ("who", "group", "said"),
    [
        (BUYER, "", "我还欠你们多少钱"),
        (BUYER, "", "济南鲁通还欠多少钱"),
        (OTHER, "", "台州恒力还欠多少钱"),
        (BUYER, THEIRS, "台州恒力还欠多少钱"),
        (KEEPER, "", "台州恒力还欠多少钱"),
        (KEEPER, OURS, "台州恒力还欠多少钱"),
    ],
)
async def test_nobody_else_reads_an_amount(shop: Shop, who: str, group: str, said: str) -> None:
    await ordered(shop, SENTENCE)
    await shop.says(who, said, group)
    told = await shop.expects(who, "对账的事", group=group)
    assert not any(secret in told.text for secret in ("元", "额度", "逾期", OWED, "鲁通"))


async def test_what_names_no_customer_is_no_such_question(shop: Shop) -> None:
    await shop.says(SELLER, "转向节差多少钱")
    assert "的账" not in (await shop.last(SELLER)).text
