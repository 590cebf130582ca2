"""One company on two platforms: the same order said by two people, once in WeCom and once in DingTalk."""

from bot.clock import SetClock
from config.channels import Channels, ConsoleSettings
from handlers.domain.messaging import UserRef
from handlers.domain.order import Phase
from tests.e2e.conftest import DingShop, WecomShop
from tests.fakes import FakeDingtalk, FakeWecom
from tests.shop import TUESDAY, Shop, demo_settings, with_policy

CHEN, LIN = "u01", "u02"
NUMBER = "SO20260310-0001"


async def test_the_same_order_from_two_people_on_two_platforms_is_asked_about(url: str) -> None:
    clock = SetClock(TUESDAY)
    async with FakeWecom(clock) as wecom, FakeDingtalk(clock) as dingtalk:
        own = dingtalk.settings(template=True, mode="http")
        channels = Channels(console=ConsoleSettings(enabled=False), wecom=wecom.settings(), dingtalk=own)
        settings = with_policy(demo_settings(url), digest_at="").model_copy(update={"channels": channels})
        async with Shop("", settings, clock) as shop:
            async with shop.store.write() as uow:
                for channel, user in (("wecom", CHEN), ("dingtalk", LIN)):
                    await uow.parties.bind(UserRef(channel, user), user)
                await uow.commit()
            wecom.target, dingtalk.target = f"{shop.base}/hook/wecom", f"{shop.base}/hook/dingtalk"
            first, second = WecomShop(shop, wecom), DingShop(shop, dingtalk, "http")
            await first.says(CHEN, "台州恒力 J6P左转向节 30件,15号前到")
            await first.says(CHEN, "确认")
            assert NUMBER in first.last(CHEN)
            await second.says(LIN, "台州恒力要30个J6P左转向节,16号前到")
            asked = second.last(LIN)
            assert f"和{NUMBER}像是同一单" in asked
            assert f"{NUMBER}:陈海波" in asked
            assert await numbers(shop) == [NUMBER]
            await second.taps(LIN, "合并到0001")
            assert await numbers(shop) == [NUMBER]
            await second.says(LIN, "台州恒力要30个J6P左转向节,16号前到")
            await second.says(LIN, "是新单")
            assert await numbers(shop) == ["SO20260310-0001", "SO20260310-0002"]


async def numbers(shop: Shop) -> list[str]:
    async with shop.store.read() as uow:
        return sorted(one.number or "" for one in await uow.orders.find(phases=(Phase.OPEN,), limit=10))
