"""A promised day: where it comes from, who keeps it, and how that is counted."""

from datetime import date
from pathlib import Path

from handlers.domain.order import OrderId
from storage.importing import import_path
from tests.e2e.stories.conftest import CHEN, LI, LIN, SUN, WANG, ZHENG, ZHOU
from tests.shop import Shop


async def test_u8_a_day_that_the_workshop_gives_is_its_promise_and_the_customer_s(shop: Shop) -> None:
    await shop.says(CHEN, "博泰 转向节左 400件 3月25日到")
    await shop.says(CHEN, "确认")
    await shop.says(WANG, "0001 能不能提前到3月13日")
    await shop.expects(WANG, "已收到您对 SO20260310-0001 的改期申请")
    await shop.taps(CHEN, "找孙计划协调")
    await shop.expects(SUN, "按现有货和计划来不及,要你定", "现货360/400件")
    await shop.says(SUN, "0001 改到3月12日")
    await shop.says(SUN, "0001 改到3月16日")  # he thinks better of it before anybody was promised anything
    await shop.expects(CHEN, "可行:最快3月16日(周一)")
    await shop.taps(CHEN, "答应客户")
    async with shop.store.read() as uow:
        mine = await uow.pledges.of("sun")
        theirs = await uow.pledges.of_order(OrderId(1))
    assert [(one.due, one.customer_id) for one in mine] == [(date(2026, 3, 16), "C01")]
    assert theirs is not None
    assert (theirs.due, theirs.by) == (date(2026, 3, 16), "chen")
    async with shop.store.read() as uow:
        assert (await uow.orders.get(OrderId(1))).agreed == date(2026, 3, 16)  # the plan alone would not keep it
    assert any("3月16日" in one.text for one in await shop.sees(WANG))


async def test_the_day_of_an_order_is_kept_or_broken_by_its_delivery_and_counted(shop: Shop) -> None:
    for text in ("博泰 控制臂 24件 3月12日到", "博泰 控制臂 12件 3月12日到", "博泰 控制臂 36件 3月12日到"):
        await shop.says(CHEN, text)
        await shop.says(CHEN, "确认")
    await shop.says(CHEN, "取消 0003 客户不要了")
    for number in ("0001", "0002"):
        await shop.says(SUN, f"{number} 已排产")
        await shop.says(ZHOU, f"{number} 出库 顺丰SF123456789{number[-1]}")
    await shop.says(CHEN, "承诺")
    await shop.expects(CHEN, "没有记着的承诺")  # orders are not among one's own words
    await shop.says("黄区域", "0001 已签收")
    await shop.waits(days=3)
    await shop.says(ZHENG, "承诺兑现率")
    await shop.expects(ZHENG, "2026年3月承诺兑现率 50%", "陈锋 兑现1条,没兑现0条,过期未了结1条")
    await shop.says("黄区域", "0002 已签收")
    await shop.says(CHEN, "3月承诺兑现率")
    await shop.expects(CHEN, "陈锋 兑现1条,没兑现1条,兑现率50%")
    await shop.says(LIN, "承诺兑现率")
    await shop.expects(LIN, "还没有到日子的承诺")
    await shop.says(ZHENG, "承诺兑现率 上月")
    await shop.expects(ZHENG, "2026年2月还没有到日子的承诺")
    await shop.says(LI, "承诺兑现率")
    assert not any("兑现" in one.text for one in await shop.sees(LI))
    async with shop.store.read() as uow:
        assert [await uow.pledges.of_order(OrderId(number)) is None for number in (1, 2, 3)] == [False, False, True]


async def test_what_lines_make_on_single_days_comes_from_a_file_and_moves_the_promise(
    shop: Shop, tmp_path: Path
) -> None:
    file = tmp_path / "capacity.csv"
    file.write_text(
        "name,skus,per_day,hours,minutes,day\n压铸线,ZJ-*,100,,,\n压铸线,,0,,,2026-03-20\n"
        "总装线,KQ-118,,8,2,\n总装线,,5,,,2026-03-20\n喷漆线,,5,,,2026-03-20\n机加线,X,5,8,,\n机加线,,,8,,\n",
        encoding="utf-8",
    )
    (report,) = await import_path(shop.store, file)
    assert report.added == 3
    assert [(bad.line, bad.column, bad.problem) for bad in report.bad] == [
        (5, "per_day", "产线「总装线」平常是按 hours 写的"),
        (6, "name", "没有产线「喷漆线」平常一天的行"),
        (7, "per_day", "per_day 和 hours 都填了"),
        (8, "skus", "没有填"),
    ]
    (again,) = await import_path(shop.store, file)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 3)
    await shop.says(CHEN, "博泰 转向节左 400件")
    await shop.expects(CHEN, "缺40件,3月20日产能已满,3月21日可做")
    await shop.says(CHEN, "确认")
    file.write_text("name,skus,per_day,hours,minutes,day\n压铸线,ZJ-*,100,,,\n", encoding="utf-8")
    await import_path(shop.store, file)
    await shop.waits(seconds=2)
    async with shop.store.read() as uow:
        (promise,) = await uow.stock.promised(OrderId(1))
    assert promise.made == date(2026, 3, 20)
