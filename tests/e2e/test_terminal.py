"""The console in a terminal: what is typed arrives, what the bot says is drawn, buttons have numbers."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import suppress

import httpx
import pytest

from bot.channels.console.terminal import Terminal
from tests.e2e.test_orders import BUYER, NUMBER, SALES_GROUP, SELLER, SENTENCE
from tests.shop import PATIENCE, Shop


class Screen(io.StringIO):
    """What stands on the terminal."""

    async def shows(self, *words: str) -> None:
        """Waits until all of these words were written."""
        async with asyncio.timeout(PATIENCE):
            while not all(word in self.getvalue() for word in words):  # noqa: ASYNC110 the terminal only writes
                await asyncio.sleep(0.01)


@pytest.fixture
async def terminal(shop: Shop) -> AsyncIterator[tuple[Terminal, Screen]]:
    """A terminal where 陈海波 sits, listening."""
    screen = Screen()
    async with httpx.AsyncClient(base_url=shop.base, trust_env=False) as http:
        sitting = Terminal(http, screen)
        after = await sitting.start(SELLER)

        async def listen() -> None:
            async for entry in sitting.follow(after):
                sitting.show(entry)

        listening = asyncio.create_task(listen())
        yield sitting, screen
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening


async def test_an_order_is_typed_and_confirmed(terminal: tuple[Terminal, Screen], shop: Shop) -> None:
    sitting, screen = terminal
    await sitting.command(SENTENCE)
    await screen.shows("300件", "[1] 确认下单")
    await sitting.command("/tap 1")
    await screen.shows(NUMBER)
    assert await sitting.command(f"/as {BUYER}")
    await screen.shows(f"{BUYER}(客户)", NUMBER)


async def test_commands_that_cannot_be_done_say_why(terminal: tuple[Terminal, Screen]) -> None:
    sitting, screen = terminal
    for line, words in {
        "/as 某某": "没有“某某”这个人",
        "/in 火星群": "没有“火星群”这个群",
        "/tap 7": "没有这个按钮",
        "/who": SALES_GROUP,
        "/help": "/quit 结束",
        f"/in {SALES_GROUP}": SALES_GROUP,
    }.items():
        assert await sitting.command(line)
        await screen.shows(words)
    assert not await sitting.command("/quit")


async def test_what_others_say_in_a_group_is_heard(terminal: tuple[Terminal, Screen], shop: Shop) -> None:
    sitting, screen = terminal
    await sitting.command(f"/in {SALES_GROUP}")
    await shop.says("林晓燕", "中午一起吃饭", SALES_GROUP)
    await screen.shows("林晓燕: 中午一起吃饭")
