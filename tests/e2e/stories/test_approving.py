"""Story U2: credit is asked for, given with a reason, and the reason is a promise."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import delete

from handlers.domain.pledge import Kept
from storage import tables as t
from storage.importing import import_path
from tests.e2e.stories.conftest import LI, LIN, STORE, SUN, WU, ZHOU
from tests.shop import Shop


async def test_u2_the_approver_knows_how_the_customer_pays_and_his_reason_is_a_promise(shop: Shop) -> None:
    await shop.says(LIN, "温州顺达那边要控制臂五箱")
    await shop.says(LIN, "再加轮毂轴承两百套")
    await shop.says(LIN, "控制臂改成8箱吧 下周三到")
    await shop.expects(LIN, "8箱=96件 ×45(原5箱)", "3月18日(周三)到", "16,720 元", "②缺80套", "超12,920 元", "+240 元")
    await shop.says(LIN, "1")
    asked = await shop.expects(WU, "近3次平均迟6天", "本单18%", "超12,920 元", "已逾期8天", "林晓提交")
    assert list(asked.buttons)[:3] == ["批准", "回款后放行", "驳回"]
    for who, group in ((LIN, ""), (LI, ""), (ZHOU, STORE)):
        seen = "".join(one.text for one in await shop.sees(who, group))
        assert "毛利" not in seen
        assert "平均迟" not in seen
    async with shop.store.read() as uow:
        order = await uow.orders.by_number("SO20260310-0001")
        assert order is not None
        assert await uow.stock.of(order.id) == []
    await shop.taps(WU, "批准")
    await shop.expects(WU, "原因")
    await shop.says(WU, "老客户,李总答应3月12日前付清逾期")
    assert any("承诺已记下" in one.text and "温州顺达" in one.text for one in await shop.sees(WU))
    await shop.expects(LIN, "已批准", "李总答应3月12日前付清逾期")
    async with shop.store.read() as uow:
        (pledge,) = await uow.pledges.of("wu")
        assert (pledge.due, pledge.customer_id, pledge.state) == (date(2026, 3, 12), "C02", Kept.OPEN)
        assert "李总答应" in pledge.words
    await shop.waits(hours=23, minutes=50)
    await shop.expects(WU, "您答应的事:明天", "兑现 1")
    await shop.waits(days=1)
    await shop.expects(WU, "您答应的事:今天")


async def test_u2_released_once_paid_is_refused_for_now_and_goes_through_when_the_debt_is_gone(shop: Shop) -> None:
    await shop.says(LIN, "温州顺达 控制臂 2箱 下周三到")
    await shop.taps(LIN, "提交审批")
    await shop.taps(WU, "回款后放行")
    card = await shop.expects(LIN, "被驳回", "先回款,款到后再放行")
    async with shop.store.write() as uow:
        await uow.connection.execute(delete(t.receivables).where(t.receivables.c.customer_id == "C02"))
        await uow.commit()
    await shop.taps(LIN, "重新申请", card=card)
    await shop.expects(LIN, "SO20260310-0001", "已建")


async def test_u2_released_once_paid_goes_through_by_itself_when_the_money_is_imported(
    shop: Shop, tmp_path: Path
) -> None:
    await shop.says(LIN, "温州顺达 控制臂 2箱 下周三到")
    await shop.taps(LIN, "提交审批")
    await shop.taps(WU, "回款后放行")
    file = tmp_path / "receivables.csv"
    file.write_text("customer,number,amount,due\nC01,A1,120000,2026-04-30\nC02,B2,12800,2026-03-02\n", "utf-8")
    await import_path(shop.store, file)
    await shop.waits(seconds=2)
    await shop.expects(LIN, "被驳回")  # a part is still overdue
    file.write_text("customer,number,amount,due\nC01,A1,120000,2026-04-30\n", "utf-8")
    await import_path(shop.store, file)
    await shop.waits(seconds=2)
    assert any("款到了,按“回款后放行”自动放行" in one.text for one in await shop.sees(LIN))
    assert any("款到了" in one.text for one in await shop.sees(WU))
    assert any("新订单 SO20260310-0001" in one.text for one in await shop.sees(SUN))
    async with shop.store.read() as uow:
        order = await uow.orders.by_number("SO20260310-0001")
        assert order is not None
        assert not order.held
        assert [hold.qty for hold in await uow.stock.of(order.id)] == [Decimal(24)]
