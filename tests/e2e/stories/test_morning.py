"""Story U12: what was urgent this morning, worked off with a conclusion."""

from pathlib import Path

from config.base import GroupTarget
from tests.e2e.stories.conftest import CHEN, HE, LIN, SUN, at, story
from tests.shop import Shop

MORNING = "华东销售群"


async def test_u12_the_morning_s_three_in_the_group_worked_off_with_a_conclusion(tmp_path: Path) -> None:
    made = story(tmp_path, digest_at="10:00")
    group = GroupTarget(channel="console", chat="g-sales")
    made = made.model_copy(update={"notify": {**made.notify, "manager": group}})
    async with Shop("", made) as shop:
        for who, text in (
            (CHEN, "博泰 ZJ-2041 20件 3月19日前到"),
            (LIN, "台州鑫源 LT-07 680套 3月20日前到"),
            (LIN, "台州鑫源 ZJ-2042 2件 3月20日前到"),
        ):
            await shop.says(who, text)
            await shop.says(who, "确认")
        await at(shop, "2026-03-12T09:59:59")
        assert not [seen for seen in await shop.sees(LIN, MORNING) if "要紧的" in seen.title]
        await at(shop, "2026-03-12T10:00:00")
        card = await shop.expects(LIN, "今日要紧的", group=MORNING)
        first = card.text.split("1. ")[1].split("\n")[0]
        assert first.startswith("LT-07 轮毂轴承 缺料已")
        assert "采购 何采" in first
        assert "元" not in card.text.split("排序")[0]  # a group with salespeople reads no amounts
        await shop.says(HE, "处理 1 华盛改空运3/14到,费用我方,已告知客户", MORNING)
        await shop.expects(HE, "🟢", "LT-07", "华盛改空运3/14到,费用我方,已告知客户", group=MORNING)
        async with shop.store.read() as uow:
            closed = [one for n in range(1, 6) if (one := await uow.alerts.get(n)) and one.closed_by == "he"]
        assert [one.conclusion for one in closed] == ["华盛改空运3/14到,费用我方,已告知客户"]
        await shop.says(SUN, "SO20260310-0001 已排产")
        await shop.says(LIN, "台州鑫源 KQ-118 12件 3月23日前到")
        await shop.says(LIN, "确认")
        await shop.says(SUN, "SO20260312-0001 已排产")
        await at(shop, "2026-03-13T10:00:00")
        await shop.expects(
            LIN, "前一个工作日的提醒 24 小时内处理完", "状态更新及时率 50%(上次日报以来 1/2 单次没超时)", group=MORNING
        )
        count = len([seen for seen in await shop.sees(LIN, MORNING) if "要紧的" in seen.title])
        await at(shop, "2026-03-15T10:00:00")  # a Sunday
        assert len([seen for seen in await shop.sees(LIN, MORNING) if "要紧的" in seen.title]) == count
