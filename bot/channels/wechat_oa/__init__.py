"""公众号: an official account. Callbacks plain or encrypted, answers in the callback's own answer where they are quick.

`wire.py` callback -> Message and answer -> XML, `card.py` Card -> payload, `client.py` calls and codes,
`channel.py` joins them.
"""

import httpx

from bot.channels.wechat_oa.channel import WechatOa
from bot.clock import Clock
from config.settings import Settings

__all__ = ["WechatOa", "build"]


def build(settings: Settings, http: httpx.AsyncClient, clock: Clock) -> WechatOa | None:
    """The channel, or None where it is switched off; raises ValueError where a key is malformed."""
    own = settings.channels.wechat_oa
    return WechatOa(own, http, clock) if own.enabled else None
