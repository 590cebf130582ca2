"""Who leaves reads and does nothing any more, also where a long connection stays open: at once, in every chat."""

from collections.abc import Awaitable, Callable, Mapping, Sized
from dataclasses import dataclass

from tests.e2e.conftest import open_ding_shop, open_feishu_shop, open_robot_shop
from tests.e2e.test_orders import NUMBER, SENTENCE
from tests.shop import Shop

SELLER, MANAGER, STOCK = "u01", "u23", "u09"
UNKNOWN, AGAIN = "还没有开通", "台州恒力 J6P左转向节 5件,15号前到"
"""What a stranger is told, and what he would order."""


@dataclass
class Door:
    """One platform over its long connection."""

    shop: Shop
    says: Callable[[str, str], Awaitable[object]]
    taps: Callable[[str, str], Awaitable[object]]
    last: Callable[[str], str]
    screens: Mapping[str, Sized]


async def leaves(door: Door) -> None:
    """An order is drafted, its salesperson leaves, and tries everything he could do before."""
    await door.says(SELLER, SENTENCE)
    await door.says(SELLER, "确认")
    assert NUMBER in door.last(SELLER)
    await door.says(SELLER, AGAIN)
    await door.says(MANAGER, "停用 陈海波")
    assert "停用" in door.last(MANAGER)
    await door.taps(SELLER, "确认下单")
    async with door.shop.store.read() as uow:
        assert not await uow.orders.by_number(NUMBER.replace("0001", "0002"))
    for words in (f"{NUMBER} 到哪了", "确认", f"{NUMBER} 改成500件", AGAIN, "帮助"):
        await door.says(SELLER, words)
        assert UNKNOWN in door.last(SELLER), words
    shown = len(door.screens[SELLER])
    await door.says(STOCK, f"{NUMBER} 拣完")
    await door.says(MANAGER, f"取消 {NUMBER}")
    await door.says(MANAGER, "客户不要了")
    await door.shop.waits(minutes=1)
    assert len(door.screens[SELLER]) == shown, "nothing is pushed to who left"
    await door.says(MANAGER, "启用 陈海波")
    await door.says(SELLER, f"{NUMBER} 到哪了")
    assert NUMBER in door.last(SELLER)


async def test_over_the_stream_of_dingtalk(database: str) -> None:
    async with open_ding_shop(database, "stream") as found:
        await leaves(Door(found.shop, found.says, found.taps, found.last, found.dingtalk.seen))


async def test_over_the_long_connection_of_feishu(database: str) -> None:
    async for found in open_feishu_shop(database, "stream"):
        await leaves(Door(found.shop, found.says, found.taps, found.last, found.feishu.seen))


async def test_over_the_socket_of_the_wecom_robot(database: str) -> None:
    async with open_robot_shop(database, "stream") as found:
        await leaves(Door(found.shop, found.says, found.taps, found.last, found.robot.seen))
