"""What becomes of an alert, on platforms that change a card in place and on one that cannot: nothing is said twice."""

import pytest

from tests.e2e.conftest import DingShop, open_ding_shop

SELLER, PLANNER, COLLEAGUE = "u01", "u14", "u15"


async def late(running: DingShop) -> None:
    """An order that nobody schedules, four working hours after it was placed."""
    await running.says(SELLER, "台州恒力 J6P左转向节 2件,18号前到")
    await running.says(SELLER, "确认")
    await running.shop.waits(hours=5)


def about(running: DingShop, who: str) -> list[str]:
    """What he sees of it."""
    return [shown.reads() for shown in running.dingtalk.seen[who] if "待审核" in shown.reads()]


@pytest.mark.parametrize("template", [True, False], ids=["in_place", "text_only"])
async def test_others_hear_again_only_of_what_they_must_know(database: str, template: bool) -> None:
    async with open_ding_shop(database, "http", template=template) as running:
        made = running.shop.settings
        running.shop.settings = made.model_copy(update={"notify": {}})
        await running.shop.restarts()
        running.dingtalk.target = f"{running.shop.base}/hook/dingtalk"
        await late(running)
        for who in (PLANNER, COLLEAGUE):
            (first,) = about(running, who)
            assert "待审核已4工作小时" in first
        await running.says(PLANNER, "我来处理")
        (card,) = about(running, COLLEAGUE)
        assert ("孙福根处理中" in card) is template  # where it cannot be changed, that is not worth a message
        await running.says(PLANNER, "0001 已排产")
        await running.shop.waits(seconds=1)
        told = about(running, COLLEAGUE)
        assert len(told) == (1 if template else 2)  # that it is over is
        assert "已解决" in told[-1]
        await running.shop.waits(hours=3)
        assert about(running, COLLEAGUE) == told
