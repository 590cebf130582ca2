"""Checks, stock and promises through the front door, on both databases."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from config.policy import CustomerPolicy
from storage import import_path
from storage import tables as t
from tests.e2e.conftest import shop_on_each
from tests.shop import Shop, demo_settings, with_policy

SELLER, COLLEAGUE, BUYER, KEEPER, FINANCE, BOSS, PLANNER = (
    "陈海波",
    "林晓燕",
    "恒力-李采购",
    "蔡国平",
    "沈会计",
    "张厂长",
    "孙福根",
)
STOCK_GROUP = "仓库发货群"
NUMBER = "SO20260310-0001"


shop = shop_on_each


def policy(url: str, **changed: Any) -> Shop:
    """A shop with other rules."""
    return Shop(url, with_policy(demo_settings(url), **changed))


async def limit(shop: Shop, yuan: int) -> None:
    async with shop.store.write() as uow:
        where = t.customers.c.id == "C001"
        await uow.connection.execute(update(t.customers).where(where).values(credit_limit=Decimal(yuan)))
        await uow.commit()


async def level(shop: Shop, sku: str) -> tuple[int, int]:
    async with shop.store.read() as uow:
        found = (await uow.stock.levels([sku]))[sku]
    return int(found.on_hand), int(found.held)


async def receives(shop: Shop, sku: str, qty: int) -> None:
    await shop.says(KEEPER, f"到货 {sku} {qty}")
    await shop.expects(KEEPER, "到货已入账")


async def test_over_the_limit_waits_for_finance_and_is_decided_once(shop: Shop) -> None:
    await limit(shop, 20_000)
    await receives(shop, "ZXJ-J6PL", 400)
    await shop.says(SELLER, "台州恒力 J6P左转向节 40件,15号前到")
    await shop.expects(SELLER, "额度20,000 元", "要先批准")
    await shop.taps(SELLER, "提交审批")
    await shop.expects(SELLER, NUMBER, "等批准")
    assert not await shop.sees(KEEPER, STOCK_GROUP)
    assert not await shop.sees(BUYER)
    assert await level(shop, "ZXJ-J6PL") == (404, 0)  # nothing is kept before it is approved
    await shop.says(PLANNER, "0001 已排产")
    await shop.expects(PLANNER, "等批准")
    await shop.expects(FINANCE, NUMBER, "台州恒力", "批准")
    await shop.taps(FINANCE, "批准")
    await shop.expects(FINANCE, "原因")
    await shop.says(FINANCE, "老客户,周五前付清")
    await shop.expects(FINANCE, "已批准", "老客户,周五前付清")
    await shop.expects(SELLER, NUMBER, "已批准", "沈会计", "老客户")
    await shop.expects(KEEPER, NUMBER, "40件", group=STOCK_GROUP)
    await shop.expects(BUYER, NUMBER)
    assert await level(shop, "ZXJ-J6PL") == (404, 40)
    await shop.says(BOSS, "驳回 0001 不行")
    assert "驳回" not in (await shop.last(SELLER)).text
    seen = len(await shop.sees(SELLER))
    await shop.restarts()
    assert len(await shop.sees(SELLER)) == seen


async def test_refused_with_a_reason_can_be_changed_and_goes_on(shop: Shop) -> None:
    await limit(shop, 20_000)
    await receives(shop, "ZXJ-J6PL", 400)
    await shop.says(SELLER, "台州恒力 J6P左转向节 40件,15号前到")
    await shop.says(SELLER, "确认")
    await shop.says(FINANCE, "驳回 0001 先付清上月的")
    await shop.expects(SELLER, "被驳回", "先付清上月的", "重新申请")
    await shop.says(SELLER, "0001 数量改成20")
    await shop.expects(KEEPER, NUMBER, "20件", group=STOCK_GROUP)
    assert await level(shop, "ZXJ-J6PL") == (404, 20)
    await shop.says(SELLER, "0001 数量改成60")
    await shop.expects(SELLER, "批准前先不安排")
    await shop.expects(FINANCE, NUMBER, "等你批准")
    assert await level(shop, "ZXJ-J6PL") == (404, 20)


async def test_an_approval_that_nobody_gives_expires_and_can_be_asked_again(shop: Shop) -> None:
    await limit(shop, 20_000)
    await shop.says(SELLER, "台州恒力 J6P左转向节 40件,15号前到")
    await shop.says(SELLER, "确认")
    await shop.waits(hours=25)
    await shop.expects(SELLER, "没人批,已过期")
    await shop.expects(FINANCE, "没人批,已过期")
    await shop.taps(SELLER, "重新申请")
    await shop.says(FINANCE, "批准 0001 可以")
    await shop.expects(SELLER, NUMBER, "已批准")


async def test_only_who_may_decides(shop: Shop) -> None:
    await limit(shop, 20_000)
    await shop.says(SELLER, "台州恒力 J6P左转向节 40件,15号前到")
    await shop.says(SELLER, "确认")
    await shop.says(SELLER, "批准 0001 我自己批")
    await shop.says(BUYER, "批准 0001 快点")
    async with shop.store.read() as uow:
        order = await uow.orders.by_tail("0001")
        assert order[0].held
    assert "信用" not in "".join(seen.text for seen in await shop.sees(BUYER))


async def test_a_customer_hears_nothing_of_credit_and_everything_once_it_is_approved(shop: Shop) -> None:
    await limit(shop, 20_000)
    await receives(shop, "ZXJ-J6PL", 400)
    await shop.says(BUYER, "J6P左转向节 40件,15号前到")
    assert "审批" not in (await shop.expects(BUYER, "40件")).text
    await shop.says(BUYER, "确认")
    await shop.expects(BUYER, NUMBER, "已收到", "核对")
    await shop.says(FINANCE, "批准 0001 可以")
    await shop.expects(BUYER, NUMBER, "已确认")
    told = "".join(seen.text for seen in await shop.sees(BUYER))
    assert not [word for word in ("信用", "额度", "批准", "沈会计") if word in told]
    await shop.expects(SELLER, NUMBER)


async def test_a_customer_s_wish_to_merge_goes_to_the_salesperson(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力 J6P左转向节 30件,15号前到")
    await shop.says(SELLER, "确认")
    await shop.says(BUYER, "J6P左转向节 34件,15号前到")
    await shop.says(BUYER, "合并")
    await shop.expects(BUYER, "已转给陈海波")
    await shop.expects(SELLER, "并到已有的订单")


async def test_overdue_money_holds(shop: Shop) -> None:
    async with shop.store.write() as uow:
        row = {"customer_id": "C001", "number": "F1", "amount": Decimal(12800), "due": date(2026, 3, 2)}
        await uow.connection.execute(insert(t.receivables), row)
        await uow.commit()
    await shop.says(SELLER, "台州恒力 J6P左转向节 2件,15号前到")
    await shop.expects(SELLER, "逾期货款12,800 元", "已逾期8天")


async def test_a_price_below_the_floor_is_the_manager_s_to_give(shop: Shop) -> None:
    await receives(shop, "ZXJ-J6PL", 100)
    await shop.says(SELLER, "台州恒力 J6P左转向节 10件,单价700,15号前到")
    await shop.expects(SELLER, "8,125 元", "低于底价", "要先批准")
    await shop.says(SELLER, "确认")
    assert not await shop.sees(FINANCE)
    await shop.expects(BOSS, "700", "底价731.25")
    async with shop.store.read() as uow:
        assert [line.price for order in await uow.orders.by_tail("0001") for line in order.lines] == [Decimal("812.5")]
    await shop.says(BOSS, "批准 0001 清库存")
    async with shop.store.read() as uow:
        assert [line.price for order in await uow.orders.by_tail("0001") for line in order.lines] == [Decimal(700)]
    await shop.expects(SELLER, "7,000 元", "已批准")


async def test_a_verdict_that_comes_too_late_is_told_what_became_and_the_card_says_the_price_given(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力 J6L右转向节 4件,单价500,20号前到")
    await shop.says(SELLER, "确认")
    await shop.expects(SELLER, "4×704 = 2,816 元", "按价目表算;消息里说的是500")
    await shop.says(BOSS, "批准 0001 老客户")
    told = await shop.expects(SELLER, "已批准", "4×500 = 2,000 元")
    assert "价目表" not in told.text, "the price is what was said"
    await shop.says("方总", "驳回 0001 太低")
    await shop.expects("方总", f"{NUMBER} 已经由张厂长批准(03-10 09:12)")
    await shop.says(FINANCE, "批准 0001 行")
    await shop.expects(FINANCE, "没有在等你批的事")
    await shop.says(SELLER, "0001 修改记录")
    await shop.expects(SELLER, "价格:704 → 500")
    assert "500.0000" not in (await shop.last(SELLER)).text
    await shop.says(SELLER, "台州恒力 J6L左转向节 4件,单价400,20号前到")
    await shop.says(SELLER, "确认")
    await shop.says(SELLER, "取消 0002 客户不要了")
    await shop.says(BOSS, "批准 0002 行")
    await shop.expects(BOSS, "SO20260310-0002 改过或取消了")


async def test_a_contract_s_price_goes_before_the_price_list(shop: Shop) -> None:
    async with shop.store.write() as uow:
        row = {"customer_id": "C001", "sku": "ZXJ-J6PL", "price": Decimal(790), "since": date(2026, 1, 1)}
        await uow.connection.execute(insert(t.prices), row)
        await uow.commit()
    await shop.says(SELLER, "台州恒力 J6P左转向节 10件,单价800,15号前到")
    await shop.expects(SELLER, "7,900 元", "按合同价算")
    await shop.says(COLLEAGUE, "温州恒力 J6P左转向节 10件,15号前到")
    await shop.expects(COLLEAGUE, "8,125 元")


async def test_the_same_order_from_a_colleague_is_shown_and_can_be_merged(shop: Shop) -> None:
    await receives(shop, "ZXJ-J6PL", 400)
    await shop.says(SELLER, "台州恒力 J6P左转向节 30件,15号前到")
    await shop.says(SELLER, "确认")
    await shop.says(BUYER, "J6P左转向节 32件,15号前到")
    await shop.expects(BUYER, "您的订单SO20260310-0001像是同一单")
    await shop.says(BOSS, "台州恒力 J6P左转向节 32件,16号前到")
    await shop.expects(BOSS, NUMBER, "像是同一单", "陈海波", "30件")
    await shop.says(BOSS, "合并")
    await shop.expects(BOSS, "已改", "30件 → 32件")
    async with shop.store.read() as uow:
        assert len(await uow.orders.find(limit=10)) == 1
    assert await level(shop, "ZXJ-J6PL") == (404, 32 + 32)  # the buyer's draft keeps its own for a while
    await shop.says(BUYER, "是新单")
    await shop.expects(BUYER, "SO20260310-0002")


async def test_a_double_that_came_up_since_the_card_is_seen_before_it_is_ordered(shop: Shop) -> None:
    await receives(shop, "ZXJ-J6PL", 400)
    await shop.says(SELLER, "台州恒力 J6P左转向节 30件,15号前到")
    await shop.says(BOSS, "台州恒力 J6P左转向节 30件,15号前到")
    await shop.says(BOSS, "确认")
    await shop.says(SELLER, "确认")
    await shop.expects(SELLER, "刚有变化", "像是同一单", NUMBER)
    await shop.says(SELLER, "确认")
    await shop.expects(SELLER, "SO20260310-0002")


async def test_the_customer_s_own_number_twice_is_a_double(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力 J6P左转向节 30件,15号前到,采购单号HL-260311")
    await shop.says(SELLER, "确认")
    await shop.waits(hours=24 * 20)
    await shop.says(SELLER, "台州恒力 J6P右转向节 2件,采购单号 HL-260311")
    await shop.expects(SELLER, "HL-260311", NUMBER)


async def test_stock_is_held_for_a_draft_and_let_go(shop: Shop) -> None:
    await receives(shop, "ZXJ-J6PL", 96)  # 100 there, 20 of them safety
    await shop.says(SELLER, "台州恒力 J6P左转向节 30件,15号前到")
    await shop.expects(SELLER, "现货,可按时到", "货留到09:27")
    assert await level(shop, "ZXJ-J6PL") == (100, 30)
    await shop.says(KEEPER, "库存 ZXJ-J6PL")
    await shop.expects(KEEPER, "占用30,可用70", "草稿 陈海波", "占30件")
    await shop.waits(minutes=16)
    assert await level(shop, "ZXJ-J6PL") == (100, 0)
    await shop.says(SELLER, "确认")
    await shop.expects(SELLER, NUMBER)
    assert await level(shop, "ZXJ-J6PL") == (100, 30)
    await shop.says(KEEPER, "谁占了 ZXJ-J6PL")
    await shop.expects(KEEPER, NUMBER, "占30件")
    await shop.says(SELLER, "撤销")
    assert await level(shop, "ZXJ-J6PL") == (100, 30)  # a draft again: kept softly
    await shop.says(SELLER, "取消")
    assert await level(shop, "ZXJ-J6PL") == (100, 0)


async def test_what_ships_leaves_the_stock(shop: Shop) -> None:
    await receives(shop, "ZXJ-J6PL", 96)
    await shop.says(SELLER, "台州恒力 J6P左转向节 30件,15号前到")
    await shop.says(SELLER, "确认")
    await shop.says(PLANNER, "0001 已排产")
    await shop.says(KEEPER, "0001 出库 顺丰SF1234567890")
    assert await level(shop, "ZXJ-J6PL") == (70, 0)


async def test_a_shortage_is_told_with_its_date_and_the_warehouse_hears_once(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力 J6P左转向节 300件,15号前到")
    await shop.expects(SELLER, "缺300件,最早3月21日(周六)")
    await shop.says(SELLER, "确认")
    told = [seen.text for seen in await shop.sees(KEEPER, STOCK_GROUP)]
    assert sum("现货不够:缺300件" in text for text in told) == 1
    await receives(shop, "ZXJ-J6PL", 400)
    await shop.waits(seconds=1)
    await shop.expects(SELLER, NUMBER, "齐料了", "分到300件", "现货,可按时到")
    assert await level(shop, "ZXJ-J6PL") == (404, 300)
    seen = len(await shop.sees(SELLER))
    await receives(shop, "ZXJ-J6PL", 10)
    await shop.waits(seconds=1)
    assert len(await shop.sees(SELLER)) == seen  # the date is the same: nothing is said


async def lacking(shop: Shop, tail: str) -> tuple[int, ...]:
    async with shop.store.read() as uow:
        (order,) = await uow.orders.by_tail(tail)
        return tuple(int(promise.short) for promise in await uow.stock.promised(order.id))


async def two_orders(shop: Shop) -> None:
    """Two orders that hold all that is there: 60 and 20, of 100 with 20 kept in reserve."""
    await receives(shop, "ZXJ-J6PL", 96)
    for who, qty in ((SELLER, 60), (COLLEAGUE, 20)):
        customer = "台州恒力" if who == SELLER else "温州恒力"
        await shop.says(who, f"{customer} J6P左转向节 {qty}件,15号前到")
        await shop.expects(who, "现货,可按时到")
        await shop.says(who, "确认")
    assert (await lacking(shop, "0001"), await lacking(shop, "0002")) == ((0,), (0,))


async def test_an_order_that_loses_its_goods_to_a_count_is_promised_anew_and_told(shop: Shop) -> None:
    await two_orders(shop)
    first = len(await shop.sees(SELLER))
    await shop.says(KEEPER, "盘点 ZXJ-J6PL 70")
    await shop.expects(KEEPER, "盘点已入账", "1张单少占了货,正在重新算交期")
    await shop.waits(seconds=1)
    assert (await lacking(shop, "0001"), await lacking(shop, "0002")) == ((0,), (10,))
    await shop.expects(COLLEAGUE, "SO20260310-0002", "交期有变", "缺10件", "转发给客户")
    assert len(await shop.sees(SELLER)) == first  # it kept what it held
    told = len(await shop.sees(COLLEAGUE))
    await shop.waits(hours=1)
    assert len(await shop.sees(COLLEAGUE)) == told
    await receives(shop, "ZXJ-J6PL", 60)
    await shop.waits(seconds=1)
    assert (await lacking(shop, "0002"), await level(shop, "ZXJ-J6PL")) == ((0,), (130, 80))
    await shop.expects(COLLEAGUE, "SO20260310-0002", "齐料了", "现货,可按时到")


async def test_goods_that_lack_are_told_though_more_of_them_come_in_time(shop: Shop) -> None:
    await two_orders(shop)
    async with shop.store.write() as uow:
        row = {"number": "PO-1", "sku": "ZXJ-J6PL", "qty": Decimal(120), "ordered": Decimal(120)}
        await uow.connection.execute(insert(t.inbound), {**row, "due": date(2026, 3, 10)})
        await uow.commit()
    await shop.says(KEEPER, "盘点 ZXJ-J6PL 70")
    await shop.waits(seconds=1)
    await shop.expects(COLLEAGUE, "SO20260310-0002", "货不够了", "缺10件")


async def test_an_order_that_loses_its_goods_to_a_new_price_list_is_promised_anew(shop: Shop, tmp_path: Path) -> None:
    await two_orders(shop)
    columns, *rows = (Path(shop.settings.world) / "products.csv").read_text(encoding="utf-8-sig").splitlines()
    row = next(row for row in rows if row.startswith("ZXJ-J6PL,")).split(",")
    row[columns.split(",").index("stock")] = "70"
    file = tmp_path / "products.csv"
    file.write_text("\n".join((columns, ",".join(row))) + "\n", encoding="utf-8")
    await import_path(shop.store, file, "console")
    assert await level(shop, "ZXJ-J6PL") == (70, 70)
    await shop.waits(seconds=1)
    assert (await lacking(shop, "0001"), await lacking(shop, "0002")) == ((0,), (10,))
    await shop.expects(COLLEAGUE, "SO20260310-0002", "交期有变", "缺10件")


async def test_what_is_on_its_way_is_promised_once(shop: Shop) -> None:
    async with shop.store.write() as uow:
        row = {"number": "PO-1", "sku": "ZXJ-J6PL", "qty": Decimal(120), "ordered": Decimal(120)}
        await uow.connection.execute(insert(t.inbound), {**row, "due": date(2026, 3, 12)})
        await uow.commit()
    await shop.says(SELLER, "台州恒力 J6P左转向节 100件,20号前到")
    await shop.expects(SELLER, "缺100件,可按时到")
    await shop.says(SELLER, "确认")
    await shop.says(COLLEAGUE, "温州恒力 J6P左转向节 50件,15号前到")
    await shop.expects(COLLEAGUE, "缺50件,最早3月21日(周六)")


async def test_a_customer_whose_goods_come_later_than_wanted_hears_both_days(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力 J6P左转向节 30件,15号前到")
    await shop.says(SELLER, "确认")
    later = "要求3月15日(周日)前到,目前最早3月21日(周六)到"
    await shop.expects(SELLER, NUMBER, f"可以转发给客户:\n您好,您的订单 {NUMBER} 已确认:", later)
    await shop.expects("恒力-李采购", "订单已确认,到货比要求晚", f"请注意:{later},有变化马上告诉您")
    await shop.says(SELLER, "0001 数量改成40")
    await shop.expects("恒力-李采购", "订单有改动,到货比要求晚", later)
    await receives(shop, "ZXJ-J6PL", 100)
    await shop.says(SELLER, "台州恒力 J6P左转向节 10件,20号前到")
    await shop.says(SELLER, "确认")
    assert "比要求晚" not in (await shop.expects("恒力-李采购", "订单已确认", "0002")).text


async def test_what_is_there_goes_first_and_the_rest_follows(shop: Shop) -> None:
    await receives(shop, "ZXJ-J6PL", 136)  # 120 to sell
    await shop.says(SELLER, "台州恒力 J6P左转向节 200件,15号前到")
    await shop.expects(SELLER, "缺80件")
    await shop.taps(SELLER, "先发现货")
    await shop.taps(SELLER, "确认下单")
    await shop.expects(SELLER, NUMBER, "120件", "80件", "SO20260310-0002")
    async with shop.store.read() as uow:
        found = {o.number: [line.base_qty for line in o.lines] for o in await uow.orders.find(limit=5)}
    assert found == {NUMBER: [120], "SO20260310-0002": [80]}
    assert await level(shop, "ZXJ-J6PL") == (140, 120)


async def test_a_substitute_fills_what_is_missing(shop: Shop) -> None:
    await receives(shop, "ZXJ-J6PR", 16)  # one to sell; the J6L one is its substitute
    await shop.says(SELLER, "台州恒力 J6P右转向节 21件,15号前到")
    await shop.expects(SELLER, "缺20件", "缺的可换转向节(右) 解放J6L 20件(-2,390 元)")
    await shop.says(SELLER, "换替代品")
    card = await shop.expects(SELLER, "解放J6L", "20件", "1件", "现货,可按时到")
    await shop.taps(SELLER, "是新单,下单" if "是新单,下单" in card.buttons else "确认下单")
    assert await level(shop, "ZXJ-J6LR") == (54, 20)


async def test_substitutes_of_a_confirmed_order_are_shown_with_what_they_cost_and_one_is_taken(shop: Shop) -> None:
    await receives(shop, "ZXJ-J6PR", 16)  # one to sell
    await shop.says(SELLER, "台州恒力 J6P右转向节 21件,15号前到")
    await shop.says(SELLER, "确认")
    await shop.waits(minutes=6)
    for words in ("0001 换替代品", "换替代品 0001", "0001缺的那个换成豪沃的"):
        await shop.says(SELLER, words)
        card = await shop.expects(SELLER, NUMBER, "可换1:转向节(右) 解放J6L 20件(-2,390 元)", "可换2", "还没有换")
        assert list(card.buttons)[:2] == ["换第1种", "换第2种"]
    await shop.says(SELLER, "0001缺的那个换成转向节J6L")
    card = await shop.expects(SELLER, "可换:转向节(右) 解放J6L 20件(-2,390 元)")
    async with shop.store.read() as uow:
        (order,) = await uow.orders.by_tail("0001")
    assert [line.sku for line in order.lines] == ["ZXJ-J6PR"]
    await shop.says(COLLEAGUE, "换替代品 0001 ZXJ-J6LR")
    await shop.expects(COLLEAGUE, "陈海波的单")  # who may change it is the matrix' to say
    await shop.taps(SELLER, "换替代品", card=card)
    await shop.expects(SELLER, f"{NUMBER} 已改", "增加:转向节(右) 解放J6L 20件", "现货,可按时到")
    assert await level(shop, "ZXJ-J6LR") == (54, 20)
    await shop.says(SELLER, "0001 换替代品")
    await shop.expects(SELLER, "现在不缺货")


async def test_part_of_a_pack_is_shown_and_mended_with_one_tap(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力 J6P左转向节 45件,15号前到")
    await shop.expects(SELLER, "45件不是整箱(2件/箱):23箱=46件 或 22箱=44件")
    await shop.taps(SELLER, "23箱=46")
    assert "不是整箱" not in (await shop.expects(SELLER, "46件")).text


async def test_parts_of_several_packs_are_filled_up_with_one_tap_or_in_words(shop: Shop) -> None:
    said = "台州恒力 J6P左转向节 45件,J6P右转向节 21件,16号前到"
    await shop.says(SELLER, said)
    card = await shop.expects(SELLER, "23箱=46件 或 22箱=44件", "11箱=22件 或 10箱=20件")
    assert "全部补足整箱" in card.buttons
    await shop.taps(SELLER, "全部补足整箱")
    assert "不是整箱" not in (await shop.expects(SELLER, "46件", "22件")).text
    await shop.says(SELLER, "取消")
    await shop.says(SELLER, said)
    await shop.says(SELLER, "全部按整箱")
    assert "不是整箱" not in (await shop.expects(SELLER, "46件", "22件")).text
    await shop.says(SELLER, "第2行改成21件")
    card = await shop.expects(SELLER, "21件不是整箱")
    assert {"②11箱=22", "②10箱=20"} <= set(card.buttons)
    await shop.taps(SELLER, "②10箱=20")
    assert "不是整箱" not in (await shop.expects(SELLER, "46件", "20件")).text


@pytest.mark.parametrize(("least", "stops"), [("warn", False), ("block", True)])
async def test_less_than_the_least_amount_is_shown_and_stops_an_order_where_it_is_to(
    url: str, least: str, stops: bool
) -> None:
    async with policy(url, checks={"least": least}) as shop:
        async with shop.store.write() as uow:
            few = update(t.products).where(t.products.c.sku == "ZXJ-J6PL").values(min_qty=Decimal(20))
            await uow.connection.execute(few)
            await uow.commit()
        await shop.says(SELLER, "台州恒力 J6P左转向节 10件,16号前到")
        card = await shop.expects(SELLER, "最少订20件")
        assert ("确认下单" in card.buttons) is not stops
        await shop.says(SELLER, "确认")
        async with shop.store.read() as uow:
            assert bool(await uow.orders.by_tail("0001")) is not stops
        await shop.says(SELLER, "数量20" if stops else "0001 数量改成20")
        await shop.says(SELLER, "确认")
        await shop.says(SELLER, "0001 数量改成12")
        card = await shop.expects(SELLER, "最少订20件", *(() if stops else ("20件 → 12件",)))
        await shop.says(SELLER, "0001 改成18号到")
        assert "最少订" not in (await shop.last(SELLER)).text  # that is known


async def test_after_the_cut_off_tomorrow_is_too_soon(url: str) -> None:
    checks = {"cutoff": "block", "minimum": "block"}
    async with policy(url, checks=checks, min_order=Decimal(2000), cutoff="17:00") as shop:
        await receives(shop, "ZXJ-J6PL", 100)
        await shop.waits(hours=9)  # 18:12 on Tuesday
        await shop.says(SELLER, "台州恒力 J6P左转向节 10件,明天到")
        card = await shop.expects(SELLER, "已过今天17:00的截单时间,最早后天(周四)到", "改好才能下单")
        assert not [label for label in card.buttons if "下单" in label]
        await shop.says(SELLER, "确认")
        await shop.expects(SELLER, "改好才能下单")
        await shop.says(SELLER, "改成后天到,数量2")
        await shop.expects(SELLER, "不到起订的2,000 元")
        await shop.says(SELLER, "数量4")
        await shop.says(SELLER, "确认")
        await shop.expects(SELLER, "SO20260310-0001")
        await shop.says(SELLER, "0001 数量改成2")
        await shop.expects(SELLER, "这样改不行", "起订")


async def test_loading_the_price_list_again_leaves_what_is_held(shop: Shop) -> None:
    await receives(shop, "ZXJ-J6PL", 96)
    await shop.says(SELLER, "台州恒力 J6P左转向节 30件,15号前到")
    await shop.says(SELLER, "确认")

    await import_path(shop.store, Path(shop.settings.world), "console")
    assert await level(shop, "ZXJ-J6PL") == (100, 30)
    async with shop.store.read() as uow:
        moves = (await uow.connection.execute(select(t.stock_moves.c.kind))).scalars().all()
    assert moves == ["receipt"]


async def test_a_six_day_week_and_a_customer_who_is_closed_on_sundays(url: str) -> None:
    closed = CustomerPolicy(no_delivery=("周日",))
    async with policy(url, rest_days=("周日",), customers={"C001": closed}) as shop:
        await shop.waits(days=4)  # a Saturday
        await shop.says(SELLER, "台州恒力 J6P直拉杆 40根,后天到")
        await shop.expects(SELLER, "后天(周一)到", "现货,可按时到")
        await shop.says(SELLER, "改成明天到")
        await shop.expects(SELLER, "明天(周日)到", "这天休息", "现货,最早后天(周一)到")
        await shop.says(SELLER, "改成下周六到")
        draft = await shop.expects(SELLER, "3月21日(周六)到", "可按时到")
        assert "休息" not in draft.text
