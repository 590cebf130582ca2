"""The calls of 微信客服 and what their codes mean.

https://developer.work.weixin.qq.com/document/path/90313 for the codes; those from 95000 on are its own.
"""

import httpx

from bot.channels import codes
from bot.channels.base import SendFailed
from bot.channels.wecom import client, errors
from bot.clock import Clock
from config.channels import WechatKfSettings

_CODES: codes.Codes = {
    95001: ("budget", False, None),  # more than five since the customer wrote
    95002: ("window", False, None),  # more than 48 hours since then
    95013: ("window", False, None),  # the session has ended
    95018: ("human", False, None),  # a person serves the customer: the API may not speak
    95007: ("refused", False, None),  # the bell's token is old
    **dict.fromkeys((95000, 95004, 95011, 95012, 95017), ("auth", False, None)),
    **dict.fromkeys((95008, 95009, 95010, 95014, 95016), ("refused", False, None)),
}

_CURES = {
    95000: "客服帐号 ID 不对:请核对 open_kfid(wk 开头),jiedan doctor 会列出能用的帐号",
    95004: "客服帐号不存在:请核对 open_kfid,jiedan doctor 会列出能用的帐号",
    95011: "微信客服正由企业微信管理:请用管理后台「微信客服 → 可调用接口的应用」里那个应用的 Secret",
    95012: "还没有在企业微信里启用微信客服:请到管理后台「微信客服」启用",
    95017: "接口功能没有打开:请到管理后台「微信客服 → 通过 API 管理微信客服帐号」里打开并授权",
    48002: "没有微信客服的接口权限:请在「微信客服 → 通过 API 管理」里把这个应用加为可调用接口的应用",
    60030: "没有微信客服的接口权限:请在「微信客服 → 通过 API 管理」里把客服帐号授权给这个应用",
    40001: "Secret 不对:请重新复制微信客服的 Secret,填入 JIEDAN_WECHAT_KF_SECRET",
}


def failure(code: int) -> SendFailed:
    """What to do about a code."""
    return codes.failure(_CODES, code) if code in _CODES else errors.failure(code)


def cure(failed: SendFailed, base: str) -> str:
    """The same for an operator, in Chinese."""
    code = codes.number(failed)
    return codes.cure("微信客服", _CURES.get(code) or errors.CURES.get(code), failed, "企业微信开发者文档", base)


class Api(client.Api):
    """Calls with one shared token."""

    def __init__(self, settings: WechatKfSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        """Opens nothing; the first call fetches the token."""
        super().__init__(settings, http, clock, failure)
