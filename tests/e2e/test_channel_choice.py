"""Who has several accounts is told where he writes; nothing waits in a place that he never used."""

from collections.abc import AsyncIterator

import pytest

from handlers.domain.messaging import UserRef
from handlers.domain.party import Role
from tests.e2e.conftest import OaShop, OpenOa

SELLER, BUYER = "u01", "u25"
ORDER = "J6P左转向节 2件,18号前到"


@pytest.fixture
async def shop(open_oa: OpenOa) -> AsyncIterator[OaShop]:
    """Staff have an account in WeCom and one in the official account, as an import gives them."""
    async with open_oa() as opened:
        async with opened.shop.store.write() as uow:
            for person in await uow.parties.all_people():
                if person.role is not Role.CUSTOMER:
                    await uow.parties.bind(UserRef("wechat_oa", person.user), person.user)
            await uow.commit()
        yield opened


async def waiting(shop: OaShop) -> int:
    """Rows that wait for somebody to write."""
    return int((await shop.shop.store.outbox.counts())["waiting"])


async def ordered(shop: OaShop, goods: str = ORDER) -> None:
    """A customer orders, of which his salesperson hears."""
    await shop.says(BUYER, goods)
    await shop.says(BUYER, "1")


async def test_staff_who_never_wrote_are_told_where_nobody_has_to_write_first(shop: OaShop) -> None:
    await ordered(shop)
    assert "SO20260310-0001" in shop.wecom.seen[SELLER][-1].reads()
    assert not shop.oa.screens[SELLER]
    assert await waiting(shop) == 0


async def test_staff_are_told_where_they_wrote_last_as_long_as_that_is_possible(shop: OaShop) -> None:
    await shop.says(SELLER, "帮助")
    before = len(shop.wecom.seen[SELLER])
    await ordered(shop)
    assert "SO20260310-0001" in shop.oa.last(SELLER)
    assert len(shop.wecom.seen[SELLER]) == before
    await shop.shop.waits(hours=60)
    await ordered(shop, "J6P左转向节 3件,20号前到")
    assert "SO20260312-0001" in shop.wecom.seen[SELLER][-1].reads(), "the official account's window is closed"
    await shop.says(SELLER, "帮助")
    await ordered(shop, "J6P左转向节 4件,20号前到")
    assert "SO20260312-0002" in shop.oa.last(SELLER)
    assert await waiting(shop) == 0


async def test_a_customer_whose_window_is_closed_is_not_looked_for_where_he_never_was(shop: OaShop) -> None:
    async with shop.shop.store.write() as uow:
        await uow.parties.bind(UserRef("wecom", BUYER), BUYER)
        await uow.commit()
    await ordered(shop)
    await shop.shop.waits(hours=60)
    await shop.staff_says("u14", "0001 已排产")
    assert not shop.wecom.seen[BUYER]
    assert any("SO20260310-0001" in one.reads() and "排产" in one.reads() for one in shop.wecom.seen[SELLER])
