"""微信客服: customers in plain WeChat. A bell rings, messages are fetched with a cursor, answers are texts and menus.

`wire.py` bell and pages -> Message, `card.py` Card -> payload, `client.py` calls and codes, `channel.py` joins them.
"""

import httpx

from bot.channels.wechat_kf.channel import WechatKf
from bot.clock import Clock
from config.settings import Settings

__all__ = ["WechatKf", "build"]


def build(settings: Settings, http: httpx.AsyncClient, clock: Clock) -> WechatKf | None:
    """The channel, or None where it is switched off; raises ValueError where a key is malformed."""
    own = settings.channels.wechat_kf
    return WechatKf(own, http, clock) if own.enabled else None
