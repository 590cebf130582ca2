"""Answers by callback that were not ready in time: the platform comes back and asks for the rest.

https://developer.work.weixin.qq.com/document/path/100719: a stream that is not finished is asked for again and again,
for six minutes after the message. What is shown at last replaces what stood there.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock

WAITING = "正在处理,请稍等…"
LATER = "还没有处理完,有结果会另外告诉你。"
PATIENCE = 4.0  # seconds until an answer that is not asked for goes another way
_AT_LAST = timedelta(minutes=5)  # then the stream is ended: a minute before the platform stops to ask
_REMEMBERED = 1_000


@dataclass(eq=False, slots=True)
class _Stream:
    """One unfinished answer."""

    chat_id: str
    message: str
    until: datetime
    body: Mapping[str, Any] | None = None
    taken: asyncio.Event = field(default_factory=asyncio.Event)


class Pending:
    """All answers that the platform may ask for, by the name of their stream."""

    def __init__(self, clock: Clock) -> None:
        """None yet."""
        self._clock = clock
        self._streams: OrderedDict[str, _Stream] = OrderedDict()

    def begin(self, chat_id: str, message: str, name: str) -> dict[str, Any]:
        """Something to show in this chat until the answer to this message is ready."""
        self._streams[name] = _Stream(chat_id, message, self._clock.now() + _AT_LAST)
        if len(self._streams) > _REMEMBERED:
            self._streams.popitem(last=False)
        return stream(name, WAITING, finish=False)

    def rest(self, name: str) -> dict[str, Any]:
        """What the platform is told when it asks: the answer, or that it is still to come."""
        known = self._streams.get(name)
        if known is not None and known.body is not None:
            known.taken.set()
            return {**known.body, "stream": {**known.body["stream"], "id": name}}
        if known is not None and self._clock.now() < known.until:
            return stream(name, WAITING, finish=False)
        self._streams.pop(name, None)
        return stream(name, LATER)

    async def finish(self, chat_id: str, message: str, body: Mapping[str, Any]) -> bool:
        """Lets a stream of this chat end with `body`, that of this message if there is one.

        False where there is none, or nobody asks for it any more.
        """
        waiting = [s for s in self._streams.values() if s.chat_id == chat_id and s.body is None]
        known = next((s for s in waiting if s.message == message), waiting[0] if waiting else None)
        if known is None:
            return False
        known.body = body
        try:
            async with asyncio.timeout(PATIENCE):
                await known.taken.wait()
        except TimeoutError:
            known.body = stream("", LATER)
            return False
        return True


def stream(name: str, content: str, *, finish: bool = True) -> dict[str, Any]:
    """Words as a stream, which is how the answer to a callback says them."""
    return {"msgtype": "stream", "stream": {"id": name, "finish": finish, "content": content}}
