"""Story U16: goods that go back, and the last second in which they may."""

from decimal import Decimal

from handlers.domain.order import OrderId
from tests.e2e.stories.conftest import CHEN, SUN, WANG, ZHOU
from tests.shop import Shop


async def signed_on_saturday(shop: Shop) -> None:
    """博泰's 300 pieces, signed for on 3月14日 at 16:40."""
    for who, text in (
        (CHEN, "博泰发300件转向节左,3月15日前到"),
        (CHEN, "确认"),
        (SUN, "0001 已排产"),
        (ZHOU, "0001 出库 顺丰SF1234567890"),
    ):
        await shop.says(who, text)
    await shop.waits(days=4, hours=7, minutes=28)
    await shop.says("黄区域", "0001 已签收")


async def test_u16_what_nobody_signed_for_has_no_window_yet(shop: Shop) -> None:
    await shop.says(CHEN, "博泰 控制臂 12件 3月25日到")
    await shop.says(CHEN, "确认")
    await shop.says(WANG, "0001 有2件想退")
    await shop.expects(WANG, "还没签收", "从签收那一刻起算")
    await shop.says(CHEN, "取消 0001 客户不要了")
    async with shop.store.read() as uow:
        assert await uow.returns.of(OrderId(1)) == []


async def test_u16_the_window_closes_with_its_last_second(shop: Shop) -> None:
    await signed_on_saturday(shop)
    await shop.waits(days=7)
    await shop.says(WANG, "0001 有20件想退")  # 16:40:00
    await shop.expects(WANG, "退货申请已登记", "3月14日 16:40签收,退货期到今天 16:40")
    await shop.waits(seconds=1)
    await shop.says(WANG, "0001 有10件想退")  # 16:40:01
    await shop.expects(WANG, "7天无理由退货到今天 16:40,刚过")
    await shop.waits(hours=16, minutes=20)
    await shop.says(WANG, "0001 有10件想退")
    late = await shop.expects(WANG, "3月14日 16:40签收", "7天无理由退货到昨天 16:40", "已超16小时", "质量通道,请拍照")
    assert list(late.buttons) == ["质量问题", "找陈锋"]
    await shop.taps(WANG, "找陈锋", card=late)
    await shop.expects(WANG, "陈锋")
    await shop.expects(CHEN, "王丽")
    await shop.taps(WANG, "质量问题", card=late)
    await shop.expects(WANG, "退货申请已登记", "10件")
    async with shop.store.read() as uow:
        assert [(one.flawed, one.goods[0].qty) for one in await uow.returns.of(OrderId(1))] == [
            (False, Decimal(20)),
            (True, Decimal(10)),
        ]
