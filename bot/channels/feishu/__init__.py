"""飞书, a self-built app with a bot: events in by callback or over a long connection, cards with forms out.

`seal.py` signature and encryption, `wire.py` event -> Message, `frames.py` and `stream.py` the long connection,
`card.py` and `text.py` Card -> payload, `errors.py` codes and their cures, `pace.py` rates, `client.py` calls with a
token, `press.py` answers to pressed buttons, `channel.py` joins them.
"""

import httpx

from bot.channels.feishu.channel import Feishu
from bot.clock import Clock
from config.settings import Settings

__all__ = ["Feishu", "build"]


def build(settings: Settings, http: httpx.AsyncClient, clock: Clock) -> Feishu | None:
    """The channel, or None where it is switched off."""
    feishu = settings.channels.feishu
    return Feishu(feishu, http, clock) if feishu.enabled else None
