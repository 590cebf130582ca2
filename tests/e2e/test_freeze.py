"""A customer who owes too much is frozen; once the money is there, everything that waited for it goes on by itself."""

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import update

from storage import import_path
from storage import tables as t
from tests.e2e.test_money import BOSS, BUYER, FINANCE, KEEPER, SELLER, STOCK_GROUP
from tests.shop import Shop, demo_settings, with_policy

OTHER = "何静"  # of finance, too


@pytest.fixture(name="shop")
def _shop(quiet_on_each: Shop) -> Shop:
    return quiet_on_each


async def owes(shop: Shop, folder: Path, *rows: str) -> None:
    """The list of what customers owe is imported anew."""
    listed = folder / "receivables.csv"
    listed.write_text("customer,number,amount,due,paid\n" + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    await import_path(shop.store, listed)


async def held(shop: Shop) -> dict[str, bool]:
    """The end of each order's number -> whether it waits."""
    async with shop.store.read() as uow:
        return {(one.number or "")[-4:]: one.held for one in await uow.orders.find(customers=["C001"])}


async def three_frozen(shop: Shop, folder: Path) -> None:
    """Three orders of one customer: the third is refused until the money is there, two nobody answered yet."""
    await owes(shop, folder, "C001,F-1,1000,2026-03-01,")
    await shop.says(KEEPER, "到货 ZXJ-J6PL 400")
    for who, what in ((SELLER, "J6P左转向节 10件"), (SELLER, "J6P左转向节 40件"), (BUYER, "J6P左转向节 90件")):
        await shop.says(who, f"台州恒力 {what},15号前到")
        await shop.says(who, "确认")
    await shop.says(FINANCE, "回款后放行 0003")
    assert await held(shop) == {"0001": True, "0002": True, "0003": True}


async def test_all_that_waits_goes_on_once_the_money_is_imported_and_everybody_hears_of_each(
    shop: Shop, tmp_path: Path
) -> None:
    await three_frozen(shop, tmp_path)
    await owes(shop, tmp_path, "C001,F-1,400,2026-03-01,")
    await shop.waits(seconds=2)
    assert await held(shop) == {"0001": True, "0002": True, "0003": True}  # a part is still overdue
    await owes(shop, tmp_path, "C001,F-1,1000,2026-03-01,2026-03-10")
    await shop.waits(seconds=2)
    assert await held(shop) == {"0001": False, "0002": False, "0003": False}
    for tail in ("0001", "0002", "0003"):
        for who in (SELLER, FINANCE, OTHER, BOSS):
            told = [one.text for one in await shop.sees(who) if f"SO20260310-{tail} 已批准" in one.text]
            assert len(told) == 1
            assert ("按“回款后放行”自动放行" if tail == "0003" else "款到了,自动放行") in told[0]
        new = f"新订单 SO20260310-{tail}"
        assert len([one for one in await shop.sees(KEEPER, STOCK_GROUP) if new in one.text]) == 1
        known = [one.text for one in await shop.sees(BUYER) if f"SO20260310-{tail} 已确认" in one.text]
        assert len(known) == 1
    await shop.says(BOSS, "批准 0001 老客户")
    await shop.expects(BOSS, "那次申请不算了")
    await shop.says(SELLER, "0003 修改记录")
    await shop.expects(SELLER, "系统 批准(款到了,自动放行)")


async def test_money_that_finance_books_makes_room_under_the_limit(shop: Shop, tmp_path: Path) -> None:
    await owes(shop, tmp_path, "C001,F-1,655000,2026-06-01,")
    await shop.says(KEEPER, "到货 ZXJ-J6PL 400")
    for qty in (4, 6):
        await shop.says(SELLER, f"台州恒力 J6P左转向节 {qty}件,15号前到")
        await shop.says(SELLER, "确认")
    assert await held(shop) == {"0001": False, "0002": True}
    await shop.says(SELLER, "0001 已付 3250")  # a claim frees nobody
    await shop.waits(seconds=2)
    assert await held(shop) == {"0001": False, "0002": True}
    await shop.says(FINANCE, "通过 0001")
    await shop.waits(seconds=2)
    assert await held(shop) == {"0001": False, "0002": False}


async def test_what_was_refused_for_good_or_changed_meanwhile_stays_so(shop: Shop, tmp_path: Path) -> None:
    await three_frozen(shop, tmp_path)
    await shop.says(FINANCE, "驳回 0001 不再供货")
    await shop.says(SELLER, "取消订单0002,客户不要了")
    await owes(shop, tmp_path, "C001,F-1,1000,2026-03-01,2026-03-10")
    await shop.waits(seconds=2)
    assert (await held(shop))["0001"]
    async with shop.store.read() as uow:
        (gone,) = await uow.orders.by_tail("0002")
    assert gone.state == "已取消"


async def signed(shop: Shop, tail: str) -> None:
    """An order goes all the way."""
    for who, said in (
        ("孙福根", "已排产"),
        (KEEPER, "已备料"),
        (KEEPER, "出库 顺丰SF1234567890"),
        (SELLER, "已签收"),
    ):
        await shop.says(who, f"{tail} {said}")
    async with shop.store.read() as uow:
        (order,) = await uow.orders.by_tail(tail)
    assert order.state == "已签收"


async def placed(shop: Shop, qty: int) -> None:
    await shop.says(SELLER, f"台州恒力 J6P左转向节 {qty}件,25号前到")
    await shop.says(SELLER, "确认")


async def owing(shop: Shop) -> str:
    await shop.says(FINANCE, "台州恒力还欠多少钱")
    return (await shop.last(FINANCE)).text


async def test_what_was_signed_for_counts_until_it_is_paid(shop: Shop) -> None:
    await shop.says(KEEPER, "到货 ZXJ-J6PL 2000")
    await placed(shop, 800)
    before = await owing(shop)
    assert "650,000 元" in before
    await signed(shop, "0001")
    after = await owing(shop)
    assert "已签收没付清:650,000 元" in after
    assert "还可用10,000 元" in after
    await placed(shop, 20)
    assert (await held(shop))["0002"]
    await shop.says(FINANCE, "收款 0001 640000")
    await shop.waits(seconds=2)
    assert not (await held(shop))["0002"]
    assert "已签收没付清:10,000 元" in await owing(shop)
    await shop.says(FINANCE, "收款 0001 10000")
    assert "已签收" not in await owing(shop)


async def test_receivables_take_the_place_of_what_was_signed_for_and_nothing_counts_twice(
    shop: Shop, tmp_path: Path
) -> None:
    await shop.says(KEEPER, "到货 ZXJ-J6PL 2000")
    await placed(shop, 80)
    await signed(shop, "0001")
    assert "合计:65,000 元" in await owing(shop)
    await owes(shop, tmp_path, "C001,F-77,65000,2026-06-01,")  # billed under a number of its own
    assert "合计:65,000 元" in await owing(shop)
    await shop.waits(hours=1)
    await placed(shop, 8)
    await signed(shop, "0002")
    assert "合计:71,500 元" in await owing(shop)  # later than the list
    await owes(shop, tmp_path, "C001,F-77,65000,2026-06-01,")  # the same list once more says nothing new
    assert "合计:71,500 元" in await owing(shop)
    await owes(shop, tmp_path, "C001,F-77,65000,2026-06-01,2026-03-10", "C001,F-78,6500,2026-06-01,")
    assert "合计:6,500 元" in await owing(shop)


async def test_a_receivable_of_an_order_s_own_number_stands_for_it_as_far_as_it_goes(
    shop: Shop, tmp_path: Path
) -> None:
    await shop.says(KEEPER, "到货 ZXJ-J6PL 2000")
    await placed(shop, 80)
    await owes(shop, tmp_path, "C001,so20260310-0001,25000,2026-06-01,")  # billed before it was delivered, in part
    text = await owing(shop)
    assert "合计:65,000 元" in text
    assert "应收款:25,000 元" in text
    await shop.waits(hours=1)
    await signed(shop, "0001")
    assert "合计:65,000 元" in await owing(shop)
    await owes(shop, tmp_path, "C001,so20260310-0001,65000,2026-06-01,")
    assert "合计:65,000 元" in await owing(shop)


async def test_a_company_may_count_on_its_list_alone(url: str) -> None:
    settings = with_policy(demo_settings(url), exposure="open", digest_at="")
    async with Shop(url, settings) as shop:
        await shop.says(KEEPER, "到货 ZXJ-J6PL 2000")
        await placed(shop, 80)
        assert "合计:65,000 元" in await owing(shop)
        await signed(shop, "0001")
        assert "没有欠款" in await owing(shop)


async def limited(shop: Shop, limit: int) -> None:
    async with shop.store.write() as uow:
        await uow.connection.execute(
            update(t.customers).where(t.customers.c.id == "C001").values(credit_limit=Decimal(limit))
        )
        await uow.commit()


async def test_what_waits_for_approval_holds_no_other_order_up_and_is_weighed_anew_when_it_is_approved(
    shop: Shop,
) -> None:
    await limited(shop, 30_000)
    await shop.says(KEEPER, "到货 ZXJ-J6PL 2000")
    await placed(shop, 40)  # 32,500 yuan
    await placed(shop, 38)  # 30,875 yuan, none of which is added to the first
    await placed(shop, 10)
    assert await held(shop) == {"0001": True, "0002": True, "0003": False}
    assert "超875 元" in (await shop.sees(FINANCE))[-1].text
    text = await owing(shop)
    assert "进行中的订单:未收8,125 元" in text
    assert "等批准的单:63,375 元,批准了才算" in text
    assert "SO20260310-0001 等批准,未收32,500 元" in text
    await shop.says(FINANCE, "批准 0001 老客户")
    await shop.expects(SELLER, "现在的数比批的时候多了,按新的数再批一次才会安排。")
    assert "连本单40,625 元" in (await shop.sees(FINANCE))[-1].text
    await shop.says(FINANCE, "批准 0001 老客户")
    assert await held(shop) == {"0001": False, "0002": True, "0003": False}
    await shop.says(FINANCE, "批准 0002 老客户")
    assert "连本单71,500 元" in (await shop.sees(FINANCE))[-1].text
    assert await held(shop) == {"0001": False, "0002": True, "0003": False}


async def test_an_order_that_a_change_holds_still_counts_with_the_goods_it_keeps(shop: Shop) -> None:
    await limited(shop, 30_000)
    await shop.says(KEEPER, "到货 ZXJ-J6PL 2000")
    await placed(shop, 30)
    await shop.says(SELLER, "0001 改成40件")
    assert await held(shop) == {"0001": True}
    await placed(shop, 20)
    assert await held(shop) == {"0001": True, "0002": True}
