"""Waiting for a turn where a platform limits how often it is called in a second or a minute."""

import asyncio
from collections.abc import Mapping

from bot.channels.base import SendFailed, Turns
from handlers.domain.pace import Pace, Passed, next_turn, with_turn

LONGEST = 3_000  # milliseconds that are waited for here; what would take longer comes again later
SECOND, MINUTE = 1_100, 61_000  # a little more than platforms count: what was sent evenly may arrive unevenly


class OwnTurns:
    """Turns of a process that shares them with no other. Real seconds count, as they do on the other side."""

    def __init__(self) -> None:
        """Nothing has passed."""
        self._passed: dict[str, Passed] = {}

    async def take(self, wanted: Mapping[str, Pace], longest: int) -> int:
        """See `Turns`."""
        now = int(asyncio.get_running_loop().time() * 1000)
        at = max(next_turn(pace, self._passed.get(name, {}), now) for name, pace in wanted.items())
        if at - now <= longest:
            for name, pace in wanted.items():
                self._passed[name] = with_turn(pace, self._passed.get(name, {}), at, now)
        return at - now

    async def tally(self, name: str) -> None:
        """Nobody asks how many there were."""


async def wait_for_turn(turns: Turns, wanted: Mapping[str, Pace]) -> None:
    """Waits for a turn; raises SendFailed where that would take long."""
    wait = await turns.take(wanted, LONGEST)
    if wait > LONGEST:
        raise SendFailed("rate", "own-limit", retry=True, after=wait / 1000)
    if wait > 0:  # the turn is taken already: those who come later stand behind
        await asyncio.sleep(wait / 1000)
