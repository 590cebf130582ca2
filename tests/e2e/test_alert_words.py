"""Alerts answered in words by their number in the list that was shown last: everywhere, nothing to press needed."""

from bot.clock import SetClock
from handlers.domain.alert import Alert
from tests.e2e.test_deadlines import MANAGER, MONDAY, PLANNER, alerts, at, placed, settings
from tests.shop import Shop

GOODS = ("J6P左转向节", "J6P直拉杆", "J6P横拉杆")


async def three_late(shop: Shop) -> None:
    for goods in GOODS:
        await placed(shop, goods)
    await at(shop, "2026-03-10T11:30:00")
    assert len(await alerts(shop, PLANNER)) == 3


async def standing(shop: Shop) -> list[Alert]:
    async with shop.store.read() as uow:
        return [alert for n in (1, 2, 3) if (alert := await uow.alerts.get(n))]


async def test_the_answer_names_its_place_in_the_list(database: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await three_late(shop)
        await shop.says(PLANNER, "我来处理")
        listed = await shop.expects(PLANNER, "有3件提醒", "1. SO20260309-0003", "3. SO20260309-0001")
        assert set(listed.buttons) == {"1 0003", "2 0002", "3 0001"}
        await shop.says(PLANNER, "1 我来处理")
        await shop.expects(PLANNER, "0003", "孙福根处理中")
        await shop.says(PLANNER, "静音2小时 2")
        await shop.expects(PLANNER, "0002", "静音到今天 13:30")
        await shop.says(PLANNER, "转给@张厂长 3")
        await shop.expects(PLANNER, "0001", "张厂长处理中")
        await shop.says(PLANNER, "已解决 2 换了一家,2 车都到了")
        await shop.expects(PLANNER, "🟢", "0002", "换了一家,2 车都到了")
        found = await standing(shop)
        assert [alert.state.value for alert in found] == ["taken", "closed", "taken"]
        assert [alert.taken_by for alert in found] == ["u23", "", "u14"]


async def test_the_digest_is_worked_off_by_number_and_wants_a_conclusion(database: str) -> None:
    async with Shop(database, settings(database, digest_at="11:40"), SetClock(MONDAY)) as shop:
        await three_late(shop)
        await at(shop, "2026-03-10T11:40:00")
        card = await shop.expects(MANAGER, "今日要紧的3件", "1. SO20260309-")
        assert [label for label in card.buttons if "处理" in label] == ["处理 1", "处理 2", "处理 3"]
        first = card.text.split("1. ")[1].split(" ")[0]
        await shop.says(MANAGER, "处理 1")
        await shop.expects(MANAGER, first, "结论是什么")
        await shop.says(MANAGER, "华盛改空运3/14到,费用我方,已告知客户")
        await shop.expects(MANAGER, "🟢", first, "华盛改空运3/14到,费用我方,已告知客户", "张厂长")
        await shop.taps(MANAGER, "处理 2", card=card)
        await shop.expects(MANAGER, "结论是什么")
        await shop.says(MANAGER, "算了")
        await shop.says(MANAGER, "处理3 客户不要了")
        await shop.expects(MANAGER, "🟢", "客户不要了")
        assert sorted(alert.state.value for alert in await standing(shop)) == ["closed", "closed", "open"]


async def test_a_number_without_a_list_gets_the_list(database: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await three_late(shop)
        await shop.says(PLANNER, "处理 2")
        await shop.expects(PLANNER, "有3件提醒", "“已解决 1”")
        await shop.says(PLANNER, "处理 2 排好了")
        await shop.expects(PLANNER, "🟢", "0002", "排好了")
        await shop.says(PLANNER, "0001 我来处理")
        await shop.expects(PLANNER, "0001", "孙福根处理中")
        await shop.says(
            PLANNER, "已解决 2 车都到了"
        )  # no such place any more: the words are the conclusion of one of two
        await shop.expects(PLANNER, "提醒")
