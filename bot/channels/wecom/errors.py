"""WeCom's error codes: what to do, and how a person mends it.

https://developer.work.weixin.qq.com/document/path/90313
"""

from bot.channels import codes
from bot.channels.base import SendFailed

MINUTE = 60.0

_CODES: codes.Codes = {
    -1: ("server", True, 5.0),
    6000: ("server", True, 5.0),  # two callers changed the same data
    45035: ("server", True, 5.0),
    45009: ("quota", True, None),  # of a minute, an hour or a day: that is not said
    45033: ("rate", True, MINUTE),
    60020: ("auth", True, 5 * MINUTE),  # the operator adds the address, and what waited goes out
    **dict.fromkeys((40001, 40013, 40014, 40056, 40091, 41001, 42001), ("auth", False, None)),
    **dict.fromkeys((48001, 48002, 48004, 48006, 50003, 60031, 301002), ("auth", False, None)),
    **dict.fromkeys((40003, 40031, 40032, 46004, 60011, 60021, 60111, 81013), ("refused", False, None)),  # nobody there
    **dict.fromkeys((40008, 40033, 40035, 40058, 40063, 44004, 45002), ("refused", False, None)),  # our request
    **dict.fromkeys((40007, 40029, 40145, 42022, 50001), ("refused", False, None)),  # media, OAuth
    **dict.fromkeys((43012, 60140), ("refused", False, None)),  # cards
    **dict.fromkeys((42014, *range(42015, 42021), *range(42027, 42052)), ("refused", False, None)),  # card fields
    **dict.fromkeys((40050, 49008), ("refused", False, None)),  # group chats
    93000: ("auth", False, None),  # a group robot's key
}

CURES = {
    40001: "Secret 不对:请到管理后台的应用详情重新复制 Secret,填入 JIEDAN_WECOM_SECRET",
    40091: "Secret 不对,可能是别家企业的:请重新复制本应用的 Secret,填入 JIEDAN_WECOM_SECRET",
    40013: "企业 ID 不对:请到管理后台「我的企业」最下方复制企业 ID,填入 corp_id",
    **dict.fromkeys((40014, 42001), codes.REFUSED_TOKEN),
    40056: "AgentId 不对:请到应用详情复制 AgentId,填入 agent_id",
    45009: "接口调用次数到了上限:请稍后再试,当天的上限要到明天才恢复",
    45033: "接口并发太高:请稍后再试",
    48002: "应用没有这个接口的权限:请在管理后台检查应用的权限",
    50003: "应用已停用:请在管理后台重新启用",
    60011: "收件人不在应用的可见范围内:请在应用详情里调整可见范围",
    60020: "本机出口 IP 不在白名单里:请在应用详情「企业可信IP」里加上本机的公网 IP",
    60031: "应用被禁止调用接口:请在管理后台检查应用状态",
    93000: "群机器人的 key 不对,或机器人已被移出群:请到群里重新复制 Webhook 地址,填入 JIEDAN_WECOM_ROBOTS",
    301002: "Secret 和 AgentId 不是同一个应用的:请到这个应用的详情里重新复制,分别填 JIEDAN_WECOM_SECRET 和 agent_id",
    -1: "企业微信正忙:请稍后再试",
}


def failure(code: int) -> SendFailed:
    """What to do about a code; an unknown one is refused and left for a person to look at."""
    return codes.failure(_CODES, code)


def cure(failed: SendFailed, base: str) -> str:
    """The same for an operator: what is wrong and how to mend it, in Chinese."""
    return codes.cure("企业微信", CURES.get(codes.number(failed)), failed, "企业微信开发者文档", base)
