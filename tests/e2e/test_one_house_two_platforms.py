"""Two people of one customer, one in WeChat and one in Feishu: the house's orders are both people's, once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.clock import SetClock
from config.channels import Channels, ConsoleSettings
from handlers.domain.messaging import UserRef
from handlers.domain.order import Phase
from handlers.domain.party import Person, Role
from tests.e2e.conftest import FeishuShop, KfShop
from tests.fakes import FakeFeishu, FakeKf, FakeWecom
from tests.shop import Shop, demo_settings, with_policy

LI, ZHAO, CHEN = "u25", "u99", "u01"  # two buyers of one house, and its salesperson
NUMBER = "SO20260310-0001"


@dataclass
class House:
    """The shop, and where each of the three writes."""

    shop: Shop
    wechat: KfShop
    feishu: FeishuShop

    def li(self) -> str:
        """All that the buyer in WeChat reads of the newest."""
        return self.wechat.kf.seen[LI][-1].reads()


@pytest.fixture
async def house(url: str, clock: SetClock) -> AsyncIterator[House]:
    """The sample company; its first customer has a buyer in WeChat and one in Feishu."""
    async with FakeKf(clock) as kf, FakeWecom(clock) as wecom, FakeFeishu(clock, mode="http") as feishu:
        channels = Channels(
            console=ConsoleSettings(enabled=False),
            wecom=wecom.settings(),
            wechat_kf=kf.settings(),
            feishu=feishu.settings(),
        )
        settings = with_policy(demo_settings(url), digest_at="")
        async with Shop("", settings.model_copy(update={"channels": channels, "notify": {}}), clock) as shop:
            await shop.binds("wecom", "wechat_kf")
            async with shop.store.write() as uow:
                await uow.parties.unbind([UserRef("feishu", one.user) for one in await uow.parties.all_people()])
                await uow.parties.add(Person(ZHAO, "恒力-赵工", Role.CUSTOMER, "C001"))
                await uow.parties.bind(UserRef("feishu", ZHAO), ZHAO)
                await uow.commit()
            made = KfShop(shop, kf, wecom)
            made.aim()
            feishu.target = f"{shop.base}/hook/feishu"
            yield House(shop, made, FeishuShop(shop, feishu))


async def numbers(shop: Shop) -> list[str]:
    async with shop.store.read() as uow:
        return sorted(one.number or "" for one in await uow.orders.find(phases=(Phase.OPEN,), limit=10))


async def test_what_one_of_them_orders_the_other_reads_and_does_not_order_again_unasked(house: House) -> None:
    await house.wechat.says(LI, "我们要J6P左转向节10件,25号前到")
    await house.feishu.says(ZHAO, "确认")  # nobody confirms what only another has in front of him
    assert await numbers(house.shop) == []
    await house.wechat.says(LI, "确认")
    assert await numbers(house.shop) == [NUMBER]
    await house.feishu.says(ZHAO, "0001 到哪了")
    told = house.feishu.last(ZHAO)
    assert NUMBER in told
    assert "待审核" in told
    assert "812" not in told
    await house.feishu.says(ZHAO, "我们要10件J6P左转向节,25号前到")
    assert f"和您的订单{NUMBER}像是同一单" in house.feishu.last(ZHAO)
    await house.feishu.taps(ZHAO, "合并到0001")
    assert await numbers(house.shop) == [NUMBER], house.feishu.last(ZHAO)


async def test_each_reads_where_he_writes_and_a_wish_of_the_one_is_answered_to_him(house: House) -> None:
    await house.wechat.says(LI, "我们要J6P左转向节10件,25号前到")
    await house.wechat.says(LI, "确认")
    before = len(house.wechat.kf.seen[LI])
    await house.feishu.says(ZHAO, "0001 加急")
    assert "已收到加急申请" in house.feishu.last(ZHAO)
    assert NUMBER in house.wechat.staff_last(CHEN)
    await house.wechat.staff_says(CHEN, "已解决 RQ-0001 后天就发")
    assert "后天就发" in house.feishu.last(ZHAO)
    assert len(house.wechat.kf.seen[LI]) == before
    await house.feishu.says(ZHAO, "0001 不要了,取消")
    assert "已转给陈海波" in house.feishu.last(ZHAO)
    assert await numbers(house.shop) == [NUMBER]  # a customer's cancellation is for our people to do
