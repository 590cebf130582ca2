"""Feishu's error codes: what to do, and how a person mends it.

https://open.feishu.cn/document/server-docs/im-v1/message/create and .../reply, /patch; the general ones
https://open.feishu.cn/document/server-docs/getting-started/server-error-codes; group robots
https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
"""

from typing import Any

from bot.channels import codes
from bot.channels.base import SendFailed
from handlers.domain.quota import Span

_SECOND, _MINUTE = 1.0, 60.0

_CODES: codes.Codes = {
    # the app and its token
    **dict.fromkeys((10003, 10012, 10013, 10014, 10015, 10038, 99991543), ("auth", False, None)),
    **dict.fromkeys((99991661, 99991663, 99991664, 99991665, 99991668, 99991671, 99991677), ("auth", False, None)),
    **dict.fromkeys((99991672, 99991676, 99991679, 230006, 230027), ("auth", False, None)),
    99991662: ("auth", False, None),  # the app is not in use
    99991401: ("auth", True, 5 * _MINUTE),  # our address is not on the list: the operator adds it, what waited goes out
    # too often
    99991400: ("rate", True, _MINUTE),
    99991403: ("quota", True, Span.MONTH),  # the month's calls are used up
    230020: ("rate", True, _SECOND),
    11232: ("rate", True, _MINUTE),  # group robots
    11233: ("rate", True, _MINUTE),
    # not now
    230049: ("server", True, _SECOND),
    **dict.fromkeys((99991402, 190005, 230098, 1500, 1551, 2200, 10019, 1), ("server", True, 5.0)),
    1000040343: ("server", True, 5.0),  # long connection
    1000040350: ("rate", True, 2 * _MINUTE),  # 50 connections are open
    1000040344: ("auth", False, None),
    514: ("auth", False, None),
    403: ("auth", False, None),
    # not to this person or chat
    **dict.fromkeys((230002, 230013, 230018, 230019, 230029, 230034, 230035, 230038), ("refused", False, None)),
    **dict.fromkeys((230050, 230053, 230075, 232009), ("refused", False, None)),
    # not this
    **dict.fromkeys((230001, 230011, 230015, 230017, 230022, 230025, 230028, 230031, 230054), ("refused", False, None)),
    **dict.fromkeys((230055, 230071, 230072, 230099, 230110, 230111), ("refused", False, None)),
    **dict.fromkeys((200340, 200621, 200830, 300305, 9499, 99992402), ("refused", False, None)),
    # group robots
    **dict.fromkeys((19001, 19021, 19022, 19024), ("auth", False, None)),
}

TOKEN_CODES = frozenset({"99991661", "99991663", "99991664", "99991665", "99991668", "99991671", "99991677"})
CONTENT_CODES = frozenset({"230001", "230025", "230099", "200621", "200830", "300305"})
"""What it holds is refused, a mention of somebody who is gone for example: put more simply it may be taken."""
REPLY_CODES = frozenset({"230011", "230019", "230050", "230054", "230071", "230072", "230110", "230111"})
"""The message to reply to is gone or takes no replies: the answer goes to the chat instead."""

_SECRET = "到开发者后台(open.feishu.cn/app)该应用的「凭证与基础信息」页重新复制"  # noqa: S105 words, no secret
_CURES = {
    10003: f"App ID 不对:{_SECRET},填入 app_id",
    10012: f"App ID 不对:{_SECRET},填入 app_id",
    10014: f"App Secret 不对:{_SECRET},填入 JIEDAN_FEISHU_SECRET",
    99991543: f"App ID 或 App Secret 不对:{_SECRET}",
    **dict.fromkeys(map(int, TOKEN_CODES), codes.REFUSED_TOKEN),
    99991400: "接口调用太频繁:请等一分钟再试",
    99991403: "这个月的接口调用次数用完了:请在管理后台看用量,升级版本或等下月1号",
    99991401: "本机出口 IP 不在白名单里:请在该应用的「安全设置 → IP 白名单」里加上本机的公网 IP",
    99991662: "应用没有启用:请在企业管理后台启用",
    99991672: "应用缺少权限:请在「权限管理」里开通,然后在「版本管理与发布」里发布新版本",
    230002: "机器人不在这个群里:请在群设置 → 群机器人里添加",
    230006: "应用没有启用机器人能力:请在「添加应用能力」里添加机器人,并发布新版本",
    230013: "这个人不在应用的可用范围里(或已离职):请在「版本管理与发布」里调整可用范围并发布",
    230018: "群设置不允许机器人发言:请群主调整「谁可以发言」",
    230022: "内容含敏感词,飞书不让发",
    230027: "应用没有发消息的权限:请在「权限管理」里开通 im:message:send_as_bot,并发布新版本",
    230028: "内容没有通过数据防泄漏检查(例如明文电话号码):请联系飞书管理员调整规则",
    230029: "这个人已经离职",
    230053: "这个人屏蔽了机器人",
    19021: "群机器人的签名密钥不对,或本机时钟不准:请核对 JIEDAN_FEISHU_ROBOTS",
    19022: "群机器人设了 IP 白名单:请在群机器人的安全设置里加上本机的公网 IP",
    19024: "群机器人设了关键词:请改用签名校验",
    514: f"长连接被拒绝:App ID 或 App Secret 不对,{_SECRET}",
    403: "长连接被拒绝:只有企业自建应用可以用长连接,请检查应用是否启用",
    1000040344: f"长连接缺少凭证:{_SECRET}",
    1000040350: "长连接已经有 50 个:请关掉多余的进程",
}


def verdict(status: int, answer: dict[str, Any] | None) -> SendFailed | None:
    """What a reply means; None where it was taken."""
    code = answer.get("code", answer.get("StatusCode")) if answer is not None else None
    if isinstance(code, int) and not isinstance(code, bool):
        if code in _CODES or (code and 200 <= status < 500 and status not in (408, 429)):
            return failure(code)
        if code == 0 and 200 <= status < 300:
            return None
    if status == 429:
        return SendFailed("rate", "http-429", retry=True, after=_MINUTE)
    if status == 408 or status >= 500:
        return SendFailed("server", f"http-{status}", retry=True)
    if not 200 <= status < 300:
        return SendFailed("refused", f"http-{status}", retry=False)
    return SendFailed("server", "json", retry=True)


def failure(code: int) -> SendFailed:
    """What to do about a code; an unknown one is refused and left for a person to look at."""
    return codes.failure(_CODES, code)


def cure(failed: SendFailed, base: str) -> str:
    """The same for an operator: what is wrong and how to mend it, in Chinese."""
    return codes.cure("飞书", _CURES.get(codes.number(failed)), failed, "飞书开放平台文档", base)
