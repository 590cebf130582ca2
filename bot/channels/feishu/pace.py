"""How often Feishu may be called: 5 a second for one chat and one card, 50 a second and 1000 a minute for the app."""

import asyncio
from collections.abc import Mapping

from bot.channels.base import SendFailed, Turns
from handlers.domain.pace import Pace, Passed, next_turn, slot, with_turn

LONGEST = 3_000  # milliseconds that are waited for here; what would take longer comes again later
SECOND, MINUTE = 1_100, 61_000  # a little more than Feishu counts: what was sent evenly may arrive unevenly
APP = {"feishu:second": Pace(50, SECOND), "feishu:minute": Pace(1000, MINUTE)}
EACH = Pace(5, SECOND)


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


def of_app(kind: str, key: str) -> dict[str, Pace]:
    """The limits that one call for a chat or card has to keep."""
    return {slot(f"feishu:{kind}", key): EACH, **APP}


async def wait_for_turn(turns: Turns, wanted: Mapping[str, Pace]) -> None:
    """Waits for a turn; raises SendFailed where that would take long."""
    wait = await turns.take(wanted, LONGEST)
    if wait > LONGEST:
        raise SendFailed("rate", "own-limit", retry=True, after=wait / 1000)
    if wait > 0:  # the turn is taken already: those who come later stand behind
        await asyncio.sleep(wait / 1000)
