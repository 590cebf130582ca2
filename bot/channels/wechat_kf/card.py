"""Card -> messages of 微信客服 within its limits; pure.

https://developer.work.weixin.qq.com/document/path/94677: texts of 2048 bytes, menus with 1024 bytes above and below
and at most ten entries to press, 128 bytes each.
"""

from bot.channels.base import Payload
from bot.channels.wechat_text import menu, texts
from cards.card import Card


def render(card: Card) -> tuple[Payload, ...]:
    """A menu where there is something to press, else text."""
    return menu(card) if card.buttons else texts(card)
