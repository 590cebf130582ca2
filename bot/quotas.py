"""Whether a platform takes anything more for now, from all our chats together: by what we counted, and what it said.

What has to wait for that is deferred, not tried: nothing is refused that we could know of, and no attempt is lost.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.channels.base import Channel, SendFailed
from handlers.domain.messaging import ChatKind
from handlers.domain.quota import Quota, Span, calls_of, wait
from handlers.ports import Outgoing
from storage.outbox import OutboxQueue, OutboxRow
from storage.paces import Paces

_COUNTED = timedelta(minutes=1)  # a count is believed so long while there is much left: other processes send, too
_SHARE = 10  # and while we sent no more than one in so many of what was left: there are fewer processes than that
_ANSWER = timedelta(seconds=2)
USED_UP = "a quota is used up"  # `last_error` of what was put back for it

Alarm = Callable[[str, str, str], Awaitable[None]]
"""code, words, and what makes it another alarm than the one before"""


@dataclass(slots=True)
class _Count:
    since: datetime
    used: int
    at: datetime
    until: int  # it is counted anew when we sent so many


@dataclass(slots=True)
class _Closed:
    """A platform that refused: how often in a row, since when, until when nothing is sent, and when that was said."""

    times: int
    since: datetime
    until: datetime
    at: datetime


class Quotas:
    """One for all channels of a process."""

    def __init__(self, outbox: OutboxQueue, calls: Paces, worker: str, alarm: Alarm, zone: ZoneInfo) -> None:
        """`alarm` tells the operators, in times of `zone`; `worker` is how our rows are claimed."""
        self._outbox = outbox
        self._calls = calls
        self._worker = worker
        self._alarm = alarm
        self._zone = zone
        self._said: set[tuple[str, str]] = set()
        self._opens: dict[str, datetime] = {}  # when what had to wait might go out again
        self._counts: dict[tuple[str, Quota], _Count] = {}
        self._flying: dict[str, int] = defaultdict(int)
        self._closed: dict[str, _Closed] = {}
        self._lock = asyncio.Lock()

    async def enter(self, channel: Channel, out: Outgoing, now: datetime, *, urgent: bool) -> datetime | None:
        """When this may be tried, None for now: then `leave` has to be called when it was."""
        name = channel.name
        async with self._lock:
            closed = self._closed.get(name)
            if closed is not None and now < closed.until:
                return self._later(name, closed.until)
            if closed is not None and self._flying[name]:
                return self._later(name, now + _ANSWER)  # one tries whether it takes something again
            for quota in channel.caps.quotas:
                if quota.direct and out.chat.kind is not ChatKind.DIRECT:
                    continue
                used = await self._used(name, quota, now) + self._flying[name]
                if quota.full(used, urgent=urgent):
                    await self._say("quota.full", name, quota, used, now)
                    return self._later(name, _looked_at(quota.span, now))
                if quota.scarce(used) and quota.span in (Span.DAY, Span.MONTH):
                    await self._say("quota.near", name, quota, used, now)
            self._flying[name] += 1
        return None

    def leave(self, channel: Channel, messages: int, entered: datetime) -> None:
        """It was tried, since `entered`; `messages` were taken."""
        self._flying[channel.name] -= 1
        closed = self._closed.get(channel.name)
        if messages and closed is not None and entered >= closed.until:
            del self._closed[channel.name]
        for (name, _), count in self._counts.items():
            if name == channel.name:
                count.used += messages

    def held(self, channel: Channel, row: OutboxRow, now: datetime) -> bool:
        """Whether this was there already before the platform took something again."""
        out, opened = row.outgoing, self._opens.get(channel.name)
        if opened is None and row.error == USED_UP:  # before this process began
            opened = self._opens[channel.name] = now
        return opened is not None and max(out.created_at, out.not_before or out.created_at) < opened <= now

    async def refused(self, name: str, failed: SendFailed, now: datetime) -> datetime:
        """The platform said that it takes no more for now; returns when it may be tried again."""
        closed = self._closed.get(name)
        if closed is not None and now < closed.until:
            return self._later(name, closed.until)  # several were under way
        again = closed is not None and now - closed.until <= closed.until - closed.at  # else that one was over
        times, since = (closed.times + 1, closed.since) if closed and again else (1, now)
        if failed.span is not None:
            span, until = failed.span, _looked_at(failed.span, now)
        elif failed.after is not None:
            span, until = Span.MINUTE, now + timedelta(seconds=failed.after)
        else:
            span, until = wait(times, since, now)
        self._closed[name] = _Closed(times, since, until, now)
        words = f"{name} {failed.code},{until.astimezone(self._zone):%m-%d %H:%M}再试"
        await self._tell("quota.full", name, span, now, words)
        return self._later(name, until)

    def _later(self, name: str, until: datetime) -> datetime:
        self._opens[name] = until
        return until

    async def _used(self, name: str, quota: Quota, now: datetime) -> int:
        since, known = quota.span.began(now), self._counts.get((name, quota))
        fresh = known is not None and known.since == since and now - known.at <= _COUNTED
        if known is None or not fresh or known.used >= known.until:
            month = quota.calls and quota.span is Span.MONTH
            used = await self._calls.tallied(calls_of(name, now)) if month else 0
            if not quota.assumed:
                used = max(used, await self._outbox.used(name, since, calls=quota.calls, direct=quota.direct))
            until = used + (quota.count if quota.assumed else max(quota.count - used, 0)) // _SHARE
            known = self._counts[name, quota] = _Count(since, used, now, until)
            if quota.scarce(used) and not quota.assumed:  # what others are about to send counts as sent
                known.until, known.used = used, used + await self._outbox.flying(name, self._worker, now)
        return known.used

    async def _say(self, code: str, name: str, quota: Quota, used: int, now: datetime) -> None:
        ends = quota.span.ends(now).astimezone(self._zone)
        what = "已调用{}次,上限{}次" if quota.calls and quota.span is Span.MONTH else "已发{}条,上限{}条"
        counted = what.format(used, quota.count) + (
            "(免费版的,买了更高的版本请写 calls_per_month)" if quota.assumed else ""
        )
        await self._tell(code, name, quota.span, now, f"{name} {counted},{ends:%m-%d %H:%M}重新计")

    async def _tell(self, code: str, name: str, span: Span, now: datetime, words: str) -> None:
        """Once for each stretch; a minute is over before anybody reads it."""
        about = f"{name}:{span}:{span.began(now):%m%d%H}"
        if span is not Span.MINUTE and (code, about) not in self._said:
            self._said.add((code, about))
            await self._alarm(code, words, about)


def _looked_at(span: Span, now: datetime) -> datetime:
    """When the next one begins, or the next day: who runs the bot may have bought more."""
    return min(span.ends(now), Span.DAY.ends(now))
