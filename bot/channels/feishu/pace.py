"""How often Feishu may be called: 5 a second for one chat and one card, 50 a second and 1000 a minute for the app."""

from bot.channels.turns import MINUTE, SECOND
from handlers.domain.pace import Pace, slot

APP = {"feishu:second": Pace(50, SECOND), "feishu:minute": Pace(1000, MINUTE)}
EACH = Pace(5, SECOND)


def of_app(kind: str, key: str) -> dict[str, Pace]:
    """The limits that one call for a chat or card has to keep."""
    return {slot(f"feishu:{kind}", key): EACH, **APP}
