"""A smart robot's error codes, beside those of WeCom's apps: what to do, and how a person mends it.

The document names none of them; those here were reported for the vendor's own client.
"""

from bot.channels import codes
from bot.channels.base import SendFailed
from bot.channels.wecom import errors as app

SPENT = frozenset({"60140"})  # the address that a callback brought was used, or is too old
TAKEN = "42014"  # the card's task_id: ours are well formed, so this card is there already

_AUTH = {93019, 853000}
_OFTEN = 45009
_CURES = {
    "93019": "BotID 不对:请到该机器人的“API 模式”设置里重新复制 BotID,填入 bot_id",
    "853000": "Secret 不对:请到该机器人的“API 模式 → 长连接”设置里重新复制 Secret,填入 JIEDAN_WECOM_ROBOT_SECRET",
    "45009": "连接或发送太频繁:请等一分钟再试",
    "kicked": "另一个程序用同一个机器人建立了长连接:一个机器人只能有一个连接,请停掉多余的",
}


def failure(code: int) -> SendFailed:
    """What to do about a code."""
    if code == _OFTEN:  # this chat, or this connection: there is no count for all
        return SendFailed("rate", str(code), retry=True, after=app.MINUTE)
    return SendFailed("auth", str(code), retry=False) if code in _AUTH else app.failure(code)


def cure(failed: SendFailed, base: str) -> str:
    """The same for an operator, in Chinese. `base`: the address that was called."""
    return codes.cure("智能机器人", _CURES.get(failed.code), failed, "企业微信开发者文档", base)
