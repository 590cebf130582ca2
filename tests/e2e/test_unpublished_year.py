"""A year whose holidays nobody has published: the operators hear of it once a month, however often the bot starts."""

from datetime import datetime

from bot.clock import SetClock
from handlers.domain.messaging import UserRef
from tests.shop import Shop, demo_settings, with_policy

MANAGER, ACCOUNT = "方总", "u24"


async def told(shop: Shop) -> list[str]:
    return [seen.text for seen in await shop.sees(MANAGER) if "放假调休安排还没有" in seen.text]


async def test_operators_hear_once_a_month_of_a_year_that_is_guessed(database: str) -> None:
    clock = SetClock(datetime.fromisoformat("2026-11-20T09:12:00+08:00"))
    async with Shop("", with_policy(demo_settings(database), digest_at=""), clock) as shop:
        await shop.waits(minutes=1)
        assert len(await told(shop)) == 1
        assert "2027年" in (await told(shop))[0]
        async with shop.store.write() as uow:  # another account of his, used last: another chat, the same news
            await uow.parties.bind(UserRef("console", "pad"), ACCOUNT)
            await uow.parties.seen(UserRef("console", "pad"), clock.now())
            await uow.commit()
        for days in (0, 1, 5):
            await shop.waits(days=days)
            await shop.restarts()
            await shop.waits(minutes=1)
        assert len(await told(shop)) == 1
        assert (await shop.counts()).get("d-pad", 0) == 0
        for days in (10, 0, 5):  # December: once more, where he is now
            await shop.waits(days=days)
            await shop.restarts()
            await shop.waits(minutes=1)
        assert (await shop.counts())["d-pad"] == 1
