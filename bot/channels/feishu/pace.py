"""How often Feishu may be called: 5 a second for one chat and one card, 50 a second and 1000 a minute for the app."""

import asyncio
from collections import OrderedDict, deque

from bot.channels.base import SendFailed

LONGEST = 3.0  # seconds that are waited for here; what would take longer comes again later
_REMEMBERED = 4_000  # chats and cards


class Pace:
    """Lets so many pass within a window. Real seconds count, as they do on the other side."""

    def __init__(self, times: int, seconds: float) -> None:
        """At most `times` within `seconds` for each key."""
        self._times = times
        self._seconds = seconds
        self._passed: OrderedDict[str, deque[float]] = OrderedDict()

    async def turn(self, key: str = "") -> None:
        """Waits for a place; raises SendFailed where that would take long."""
        now = asyncio.get_running_loop().time()
        passed = self._passed.setdefault(key, deque())
        self._passed.move_to_end(key)
        if len(self._passed) > _REMEMBERED:
            self._passed.popitem(last=False)
        while passed and passed[0] <= now - self._seconds:
            passed.popleft()
        at = now
        if len(passed) >= self._times:
            at = max(now, passed[-self._times] + self._seconds)
        if at - now > LONGEST:
            raise SendFailed("rate", "own-limit", retry=True, after=at - now)
        passed.append(at)  # taken before the wait, so that those who come later stand behind
        if at > now:
            await asyncio.sleep(at - now)
