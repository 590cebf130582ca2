"""The calls of an official account and what their codes mean.

https://developers.weixin.qq.com/doc/offiaccount/Getting_Started/Global_Return_Code.html
"""

from typing import Any

import httpx

from bot.channels import codes
from bot.channels.base import SendFailed
from bot.channels.wechat_api import Ask, WechatApi
from bot.clock import Clock
from config.channels import WechatOaSettings
from handlers.domain.quota import Span

_MINUTE = 60.0

_CODES: codes.Codes = {
    -1: ("server", True, 5.0),
    45009: ("quota", True, Span.DAY),  # the day's calls are used up
    45011: ("quota", True, _MINUTE),  # the minute's
    40164: ("auth", True, 5 * _MINUTE),  # the operator adds the address, and what waited goes out
    45015: ("window", False, None),
    45047: ("budget", False, None),
    **dict.fromkeys((43004, 43019, 43101), ("window", False, None)),  # does not follow, or refuses this message
    **dict.fromkeys((40001, 40013, 40014, 40125, 41001, 41002, 41004, 42001), ("auth", False, None)),
    **dict.fromkeys((48001, 48004, 50002), ("auth", False, None)),
    **dict.fromkeys((40003, 40008, 40037, 44004, 45002, 45008, 47001, 47003), ("refused", False, None)),
}

_CURES = {
    -1: "微信正忙:请稍后再试",
    40001: "AppSecret 不对:请到「设置与开发 → 基本配置」重置并复制,填入 JIEDAN_WECHAT_OA_SECRET",
    40125: "AppSecret 不对:请到「设置与开发 → 基本配置」重置并复制,填入 JIEDAN_WECHAT_OA_SECRET",
    40013: "AppID 不对:请到「设置与开发 → 基本配置」复制开发者 ID,填入 app_id",
    **dict.fromkeys((40014, 42001), codes.REFUSED_TOKEN),
    40164: "本机出口 IP 不在白名单里:请在「设置与开发 → 基本配置 → IP白名单」里加上本机的公网 IP",
    40037: "模板 ID 不对:请核对 template_id",
    45009: "今天的接口调用次数用完了:明天会自动恢复",
    48001: "这个号没有客服消息的权限(要认证):请认证,或在配置里写 messages = false",
    48004: "接口被封:请登录公众平台查看通知",
    50002: "号被限制:请登录公众平台查看通知",
}


def failure(code: int) -> SendFailed:
    """What to do about a code; an unknown one is refused and left for a person to look at."""
    return codes.failure(_CODES, code)


def cure(failed: SendFailed, base: str) -> str:
    """The same for an operator: what is wrong and how to mend it, in Chinese."""
    return codes.cure("公众号", _CURES.get(codes.number(failed)), failed, "公众号开发者文档", base)


class Api(WechatApi):
    """Calls with one shared token, got the stable way: other programs of the account keep theirs."""

    def __init__(self, settings: WechatOaSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        """Opens nothing; the first call fetches the token."""

        async def fetch(ask: Ask) -> dict[str, Any]:
            body = {
                "grant_type": "client_credential",
                "appid": settings.app_id,
                "secret": settings.secret.get_secret_value(),
                "force_refresh": False,
            }
            return await ask("POST", "cgi-bin/stable_token", {}, body)

        super().__init__(settings.api_base, http, clock, fetch, failure)
