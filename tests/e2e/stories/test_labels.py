"""Story U9: the address changes after the label is printed."""

from decimal import Decimal
from pathlib import Path

from tests.e2e.stories.conftest import CHEN, SUN, ZHOU, story
from tests.shop import Shop


async def test_u9_after_the_label_the_address_needs_a_yes_and_the_old_label_stops_the_parcel(tmp_path: Path) -> None:
    async with Shop("", story(tmp_path, relabel_fee=Decimal(12))) as shop:
        await shop.says(CHEN, "博泰 转向节左 300件 3月15日前到")
        await shop.says(CHEN, "确认")
        await shop.says(SUN, "0001 已排产")
        await shop.says("黄区域", "0001 已打面单")
        await shop.expects("黄区域", "面单 v1 已打印,地址已锁定")
        await shop.says("冯客服", "SO20260310-0001 收货地址改成 宁波鄞州区潘火路88号")
        await shop.says("冯客服", "客户仓库搬了")
        asked = await shop.expects(CHEN, "申请改地址", "客户仓库搬了", "运费:+12 元")
        await shop.taps(CHEN, "同意", card=asked)
        await shop.expects("黄区域", "换面单 v2", "发“0001 已打单”再出库")
        await shop.says(ZHOU, "0001 出库 顺丰SF1234567890")
        await shop.expects(ZHOU, "先别发", "v2 面单", "旧面单已作废")
        await shop.says(ZHOU, "SO20260310-0001 v1")
        await shop.expects(ZHOU, "🛑 停!SO20260310-0001 不能用这张面单", "v1(作废)", "潘火路88号")
        await shop.says(CHEN, "扫面单 0001 v1")
        await shop.expects(CHEN, "由仓库、物流或客服登记")
        async with shop.store.read() as uow:
            order = await uow.orders.by_number("SO20260310-0001")
            assert order is not None
            assert (order.state, order.tracking) == ("已排产", None)
            assert any(event.reason == "扫到旧面单 v1,已拦下" for event in await uow.events.of(order.id))
        await shop.says(ZHOU, "0001 已打单")
        await shop.expects(ZHOU, "面单 v2 已打印")
        await shop.says(ZHOU, "扫面单 0001 v2")
        await shop.expects(ZHOU, "面单 v2 没错")
        await shop.says(ZHOU, "0001 出库 顺丰SF1234567890")
        await shop.expects(ZHOU, "已出库")
