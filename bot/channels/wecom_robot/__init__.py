"""企业微信智能机器人: people write to it alone or call it in a group; it answers with streams and template cards.

`wire.py` JSON -> Message, `card.py` Card -> payload, `stream.py` the long connection, `client.py` the addresses that
callbacks bring, and files, `errors.py` codes and their cures, `channel.py` joins them.
"""

import httpx

from bot.channels.wecom_robot.channel import WecomRobot
from bot.clock import Clock
from config.settings import Settings

__all__ = ["WecomRobot", "build"]


def build(settings: Settings, http: httpx.AsyncClient, clock: Clock) -> WecomRobot | None:
    """The channel, or None where it is switched off; raises ValueError where a key is malformed."""
    robot = settings.channels.wecom_robot
    return WecomRobot(robot, http, clock) if robot.enabled else None
