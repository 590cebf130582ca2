"""钉钉, an enterprise robot: messages in by callback or over a long connection, interactive cards or markdown out.

`wire.py` JSON -> Message, `frames.py` and `stream.py` the long connection, `card.py` and `text.py` Card -> payload,
`sign.py` signatures, `track.py` card numbers, `errors.py` codes and their cures, `client.py` calls with a token,
`channel.py` joins them.
"""

import httpx

from bot.channels.dingtalk.channel import Dingtalk
from bot.clock import Clock
from config.settings import Settings

__all__ = ["Dingtalk", "build"]


def build(settings: Settings, http: httpx.AsyncClient, clock: Clock) -> Dingtalk | None:
    """The channel, or None where it is switched off."""
    dingtalk = settings.channels.dingtalk
    return Dingtalk(dingtalk, http, clock) if dingtalk.enabled else None
