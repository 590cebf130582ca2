"""Every platform that people talk to the bot through; how to add one is told in `base.py`.

REGISTRY names them. The console is not among them: it needs the store, not a network, and `bot/app.py` makes it.
"""

from collections.abc import Callable, Mapping

import httpx

from bot.channels import dingtalk, feishu, wechat_kf, wechat_oa, wecom, wecom_robot
from bot.channels.base import Channel
from bot.clock import Clock
from config.settings import Settings

Factory = Callable[[Settings, httpx.AsyncClient, Clock], Channel | None]

REGISTRY: Mapping[str, Factory] = {
    "dingtalk": dingtalk.build,
    "feishu": feishu.build,
    "wecom": wecom.build,
    "wecom_robot": wecom_robot.build,
    "wechat_kf": wechat_kf.build,
    "wechat_oa": wechat_oa.build,
}


def open_channels(settings: Settings, http: httpx.AsyncClient, clock: Clock) -> dict[str, Channel]:
    """The channels that are switched on, by name; raises ValueError where one is configured wrongly."""
    opened = {name: build(settings, http, clock) for name, build in REGISTRY.items()}
    return {name: channel for name, channel in opened.items() if channel}
