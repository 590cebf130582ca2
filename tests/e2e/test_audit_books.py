"""What was changed behind the product's back of goods, promises, offers and an order's remarks is found and named."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, text, update

from bot.commands.exits import Exit
from storage import tables as t
from storage.guards import lowering, raising
from storage.sql import run_all
from tests.e2e.test_audit import Says, do, says
from tests.e2e.test_orders import NUMBER, SELLER, WAREHOUSE, ordered
from tests.shop import Shop

__all__ = ["says"]
SKU = "ZXJ-J6PL"
LINE = f"{NUMBER}\t"
STOCK = f"库存 {SKU}\t"


@pytest.fixture
async def shop(url: str) -> AsyncIterator[Shop]:
    """A running shop with an order that holds goods and waits for more, an arrival, a quote and a promise."""
    async with Shop(url) as running:
        await running.says(WAREHOUSE, f"到货 {SKU} 100")
        await running.says(WAREHOUSE, f"到货 {SKU} 60")
        await ordered(running)
        await running.says(SELLER, "报价 台州恒力 J6P左转向节2件")
        await running.says(SELLER, "记一条:答应博泰3月20日前到")
        await running.expects(SELLER, "承诺已记下", "博泰")
        yield running


def of(table: Any, **values: Any) -> Any:
    return update(table).values(**values)


FIRST = t.orders.c.id == 1
MOVE = {"sku": SKU, "kind": "count", "qty": Decimal(0), "on_hand": Decimal(9), "by": "u01"}
MINE = t.stock.c.sku == SKU


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (of(t.orders, amount=Decimal(1)).where(FIRST), f"{LINE}订单的金额被直接改过:第 "),
        (of(t.orders, remark="白送").where(FIRST), f"{LINE}订单的备注被直接改过:和第 "),
        (of(t.orders, tags=["x"]).where(FIRST), f"{LINE}订单的标签被直接改过:和第 "),
        (of(t.orders, terms="prepaid").where(FIRST), f"{LINE}订单的付款条件被直接改过:第 "),
        (of(t.orders, label=3).where(FIRST), f"{LINE}订单的面单版本被直接改过:第 "),
        (of(t.orders, customer_name="别家").where(FIRST), f"{LINE}订单的客户名称被直接改过:和第 "),
        (
            of(t.orders, entered_at=datetime(2026, 3, 1, tzinfo=UTC)).where(FIRST),
            f"{LINE}订单的进入状态的时间被直接改过:第 ",
        ),
        (of(t.orders, customer_no="PO-1").where(FIRST), f"{LINE}订单的客户单号被直接改过:第 "),
        (of(t.order_lines, label="别的").where(t.order_lines.c.order_id == 1), f"{LINE}第 1 行的品名被直接改过:第 "),
        (of(t.order_lines, qty=Decimal(3)).where(t.order_lines.c.order_id == 1), f"{LINE}第 1 行的数量被直接改过:第 "),
        (of(t.quotations, until=t.quotations.c.at), "报价 2 的有效期被直接改过:第 "),
        (of(t.quotations, state="withdrawn"), "报价 2 的状态被直接改过:第 "),
        (delete(t.quotations), "报价 2 被直接删掉了:第 "),
        (of(t.promises, day=date(2026, 3, 30)), f"{LINE}承诺的第 1 行的交期被直接改过:第 "),
        (of(t.promises, short=Decimal(0)), f"{LINE}承诺的第 1 行的缺的数量被直接改过:第 "),
        (of(t.promises, since=datetime(2026, 3, 1, tzinfo=UTC)), f"{LINE}承诺的第 1 行的排队时间被直接改过:第 "),
        (delete(t.promises), f"{LINE}承诺的第 1 行被直接删掉了:第 "),
        (
            of(t.stock_moves, by="u99").where(t.stock_moves.c.qty == 100),
            f"{STOCK}出入库记录 1 的经手人被直接改过:第 1 条凭据是 ",
        ),
        (
            of(t.stock_moves, qty=Decimal(7)).where(t.stock_moves.c.qty == 60),
            f"{STOCK}出入库记录 2 的数量被直接改过:第 2 条",
        ),
        (delete(t.stock_moves).where(t.stock_moves.c.qty == 60), f"{STOCK}出入库记录 2 被直接删掉了:第 2 条凭据还有"),
        (insert(t.stock_moves).values(MOVE), f"{STOCK}出入库记录 3 是直接加进去的:凭据没有"),
        (of(t.stock, on_hand=Decimal(5000)).where(MINE), f"{STOCK}账面的在库数量被直接改过:第 2 条凭据是 "),
        (of(t.stock, held=Decimal(0)).where(MINE), f"{STOCK}占用合计被直接改过:各张单占用加起来是 "),
        (
            of(t.pledges, words="没答应过").where(t.pledges.c.order_id.is_(None)),
            "这条承诺的原话被直接改过:和第 1 条凭据",
        ),
        (
            of(t.pledges, state="kept").where(t.pledges.c.order_id.is_(None)),
            "这条承诺的状态被直接改过:第 1 条凭据是 open",
        ),
        (delete(t.pledges).where(t.pledges.c.order_id.is_(None)), "这条承诺被直接删掉了:第 1 条凭据还有"),
        (
            of(t.proofs, hash="x").where(t.proofs.c.subject == f"stock:{SKU}", t.proofs.c.seq == 2),
            f"{STOCK}第 2 条凭据内容被改过",
        ),
        (
            delete(t.proofs).where(t.proofs.c.subject == f"stock:{SKU}", t.proofs.c.seq == 1),
            f"{STOCK}第 1 条凭据没有了",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_change_behind_the_back_is_found_and_the_row_named(
    shop: Shop, says: Says, statement: Any, found: str
) -> None:
    assert "没有发现改动" in await says("verify")
    await do(shop, statement)
    await shop.store.upgrade()
    said = await says("verify", code=Exit.FOUND)
    lines = [line for line in said.splitlines() if "\t" in line]
    assert len(lines) == 1, said
    assert found in lines[0], said


async def test_a_hold_that_was_given_to_another_is_found(shop: Shop, says: Says) -> None:
    await do(shop, of(t.stock_holds, qty=Decimal(1)).where(t.stock_holds.c.order_id == 1))
    await shop.store.upgrade()
    said = await says("verify", code=Exit.FOUND)
    assert f"{LINE}占货 {SKU} 的数量被直接改过:第 " in said
    assert f"{STOCK}占用合计被直接改过" in said


async def test_who_computes_a_products_proofs_anew_is_found_by_what_is_kept_outside(
    shop: Shop, says: Says, tmp_path: Path
) -> None:
    base = tmp_path / "anchor.txt"
    await says("anchor", str(base))
    await do(shop, delete(t.proofs).where(t.proofs.c.subject == f"stock:{SKU}"), delete(t.stock_moves))
    await do(shop, of(t.stock, on_hand=Decimal(500), held=t.stock.c.held).where(MINE))
    await do(shop, of(t.products, stock=Decimal(500)).where(t.products.c.sku == SKU))
    await shop.store.upgrade()
    said = await says("verify", "--anchor", str(base), code=Exit.FOUND)
    assert f"{STOCK}第 2 条凭据没有了" in said


async def test_what_stood_before_there_was_proof_begins_with_the_upgrade(shop: Shop, says: Says) -> None:
    async with shop.store.write() as uow:
        dialect = uow.connection.dialect.name
        later = ["DROP INDEX ix_orders_held", "DROP INDEX ix_orders_unpaid", "ALTER TABLE promises DROP COLUMN since"]
        later += ["ALTER TABLE requisitions DROP COLUMN coming", "ALTER TABLE orders DROP COLUMN terms"]
        later += [
            "DROP INDEX ix_alerts_asked",
            "DROP TABLE paces",
            "DROP TABLE proofs",
            "UPDATE alembic_version SET version_num = '0025'",
        ]
        await run_all(uow.connection, [*lowering(dialect), *later])
        await uow.commit()
    await shop.store.upgrade()
    async with shop.store.write() as uow:  # its history says so, which an older one would not
        await uow.connection.execute(of(t.orders, terms="account").where(FIRST))
        await uow.commit()
    assert "没有发现改动" in await says("verify")
    await shop.says(WAREHOUSE, f"到货 {SKU} 7")
    await shop.says(SELLER, "兑现 2")
    assert "没有发现改动" in await says("verify")
    await do(shop, of(t.stock, on_hand=Decimal(5000)).where(MINE))
    assert f"{STOCK}账面的在库数量被直接改过" in await says("verify", code=Exit.FOUND)
    async with shop.store.write() as uow:
        await run_all(uow.connection, raising(dialect))
        await uow.commit()


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)  # the other lets no such value in
@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE orders SET due = 'abc' WHERE id = 1", f"{LINE}订单的交期被直接改过:第 "),
        ("UPDATE orders SET confirmed_at = 'gestern' WHERE id = 1", f"{LINE}订单的确认时间被直接改过:第 "),
        ("UPDATE orders SET tags = '[' WHERE id = 1", f"{LINE}订单的标签被直接改过"),
        ("UPDATE orders SET amount = 'viel' WHERE id = 1", f"{LINE}订单的金额被直接改过:第 "),
        ("UPDATE orders SET paid = 'nan' WHERE id = 1", f"{LINE}订单上的已收或已退合计和明细对不上"),
        ("UPDATE order_lines SET price = 'nan' WHERE order_id = 1", f"{LINE}第 1 行的单价被直接改过:第 "),
        ("UPDATE order_lines SET label = x'ff00' WHERE order_id = 1", f"{LINE}第 1 行的品名被直接改过:第 "),
        ("UPDATE promises SET day = '2026-99-99' WHERE order_id = 1", f"{LINE}承诺的第 1 行的交期被直接改过:第 "),
        ("UPDATE promises SET since = 5 WHERE order_id = 1", f"{LINE}承诺的第 1 行的排队时间被直接改过:第 "),
        ("UPDATE stock_moves SET at = 'abc' WHERE id = 2", f"{STOCK}出入库记录 2 的时间被直接改过:第 2 条凭据是 "),
        ("UPDATE pledges SET due = 'bald' WHERE order_id IS NULL", "这条承诺的交期被直接改过:第 1 条凭据是 "),
    ],
)
async def test_nonsense_in_a_column_is_named_as_tampering(shop: Shop, says: Says, change: str, found: str) -> None:
    await do(shop, text(change))
    said = await says("verify", code=Exit.FOUND)
    assert found in said, said
