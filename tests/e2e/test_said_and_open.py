"""Orders of which a part is open or cannot be, as they come over the wire: the card says what has to be settled."""

import pytest

from handlers.domain.messaging import ChatRef
from tests.e2e.conftest import WecomShop

SELLER = "u01"


async def _draft(shop: WecomShop) -> tuple[object, list[tuple[str | None, object]]]:
    async with shop.shop.store.read() as uow:
        (found,) = await uow.orders.drafts(ChatRef("wecom", SELLER), SELLER)
    return found.due, [(line.sku, line.qty) for line in found.lines]


@pytest.mark.parametrize("day", ["2月30日", "11月31号"])
async def test_a_day_that_no_calendar_has_is_asked_for(wecom_shop: WecomShop, day: str) -> None:
    await wecom_shop.says(SELLER, f"台州恒力 J6P左转向节 300件,{day}到")
    assert await _draft(wecom_shop) == (None, [("ZXJ-J6PL", 300)])
    assert f"日历上没有“{day}" in wecom_shop.last(SELLER)


async def test_a_kind_that_is_open_is_asked_for(wecom_shop: WecomShop) -> None:
    await wecom_shop.says(SELLER, "台州恒力 J6P转向节 20件,左右还没定")
    assert await _draft(wecom_shop) == (None, [(None, 20)])
    assert "有几种" in wecom_shop.last(SELLER)


async def test_what_is_wanted_only_instead_is_shown_and_not_ordered(wecom_shop: WecomShop) -> None:
    await wecom_shop.says(SELLER, "台州恒力 J6P左转向节 20件,要是没货就J6P右转向节5件")
    assert await _draft(wecom_shop) == (None, [("ZXJ-J6PL", 20)])
    assert "还提到" in wecom_shop.last(SELLER)
