"""企业微信, a self-built app: messages in by callback, template cards out.

`wire.py` callback -> Message, `card.py` and `text.py` Card -> payload, `errors.py` codes and their cures,
`client.py` calls with a token, `channel.py` joins them.
"""

import httpx

from bot.channels.wecom.channel import Wecom
from bot.clock import Clock
from config.settings import Settings

__all__ = ["Wecom", "build"]


def build(settings: Settings, http: httpx.AsyncClient, clock: Clock) -> Wecom | None:
    """The channel, or None where it is switched off; raises ValueError where a key is malformed."""
    wecom = settings.channels.wecom
    return Wecom(wecom, http, clock) if wecom.enabled else None
