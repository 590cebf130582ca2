"""DingTalk's error codes: what to do, and how a person mends it.

New addresses answer with a status and `{"code": "send.too.fast"}`, old ones with 200 and `{"errcode": 410100}`; a
blocked source address gets `{"status": 1111}`. https://open.dingtalk.com/document/development/server-api-error-codes-1
"""

from collections.abc import Mapping
from typing import Any

from bot.channels import codes
from bot.channels.base import Reason, SendFailed
from handlers.domain.quota import Span

MINUTE = 60.0
Verdict = tuple[Reason, bool, float | Span | None]  # reason, can trying again help?, seconds or what was counted

_RATE: Verdict = ("rate", True, MINUTE)
_SERVER: Verdict = ("server", True, 5.0)
_DOUBT: Verdict = ("doubt", True, None)
_AUTH: Verdict = ("auth", False, None)
_REFUSED: Verdict = ("refused", False, None)
_LISTED: Verdict = ("auth", True, 5 * MINUTE)  # the operator adds the address, and what waited goes out

TOKEN_CODES = frozenset(  # worth one fresh access token
    {"InvalidAuthentication", "invalidParameter.token.invalid", "unauthorized", "40014", "42001", "http-401"}
)
ALREADY_THERE = "param.cardAlreadyExist"

_CODES: dict[str, Verdict] = {
    **dict.fromkeys(("send.byToken.tooFast", "send.too.fast", "too.many.group", "too.many.people"), _RATE),
    **dict.fromkeys(("request.too.fast", "flow-controlled", "90002", "90018", "130101"), _RATE),
    **dict.fromkeys(("system.error", "system.busy", "send.ding.exception", "-1"), _SERVER),
    **dict.fromkeys(("ServiceUnavailable", "systemError", "InternalError", "system.updateCallbackFailed"), _SERVER),
    "unknown.send.result": _DOUBT,  # DingTalk itself cannot say whether the message went out
    **dict.fromkeys(("ip.not.match", "Forbidden.AccessDenied.IpNotInWhiteList", "60020"), _LISTED),
    **dict.fromkeys(("invalidClientIdOrSecret", "invalidParameter.token.invalid", "token.notExisted"), _AUTH),
    **dict.fromkeys(
        ("InvalidAuthentication", "unauthorized", "unauthorized.client", "auth.error", "auth.failed"), _AUTH
    ),
    **dict.fromkeys(("template.not.existed", "template.stopped", "bot.stopped", "send.forbidden"), _AUTH),
    **dict.fromkeys(("bot.forbidden.sendMessage", "chatbotId.notAllow.sendOTO", "resource.unavailable"), _AUTH),
    **dict.fromkeys(("resource.not.found", "param.templateNotExist", "param.templateUnpublished"), _AUTH),
    **dict.fromkeys(("sign.not.match", "keywords.not.match", "apiPermissionDenied"), _AUTH),
    **dict.fromkeys(("40001", "40014", "42001", "400101", "400102", "400106", "310000", "88", "60011"), _AUTH),
    **dict.fromkeys(("Forbidden.AccessDenied.ApiCountLimitForOrg", "90020"), ("quota", True, Span.MONTH)),
    "410100": ("rate", True, 10 * MINUTE),  # a group robot over 20 a minute is blocked for ten minutes
}
_BEGINNINGS: tuple[tuple[str, Verdict], ...] = (
    ("Forbidden.AccessDenied.Qps", ("rate", True, 5.0)),
    ("Forbidden.AccessDenied.Qpm", _RATE),
    ("Forbidden.AccessDenied", _AUTH),
    ("Throttling", _RATE),
    ("invalidParameter.robotCode", _AUTH),
)

_MONTH = "这个月的接口调用次数用完了:请到开发者后台「资源管理」看用量,升级版本(马上生效)或等下月1号"
_CURES: tuple[tuple[str, str], ...] = (
    ("Forbidden.AccessDenied.ApiCountLimitForOrg", _MONTH),
    ("90020", _MONTH),
    (
        "invalidClientIdOrSecret",
        "Client ID 或 Client Secret 不对:到开发者后台「凭证与基础信息」重新复制,"
        "分别填 client_id 和 JIEDAN_DINGTALK_SECRET",
    ),
    *((code, codes.REFUSED_TOKEN) for code in sorted(TOKEN_CODES)),
    ("40001", "Client Secret 不对:到开发者后台「凭证与基础信息」重新复制,填入 JIEDAN_DINGTALK_SECRET"),
    ("invalidParameter.robotCode", "机器人编码不对:到开发者后台该应用的「机器人」页复制 RobotCode,填入 robot_code"),
    ("resource.not.found", "找不到机器人:核对 robot_code,并确认应用已添加「机器人」能力"),
    ("template.", "机器人已停用或不存在:到开发者后台该应用的「机器人」页启用并发布"),
    ("bot.", "机器人已停用或被禁言:到开发者后台该应用的「机器人」页启用并发布"),
    ("chatbotId.notAllow.sendOTO", "机器人还不能主动发单聊:到开发者后台「版本管理与发布」发布应用"),
    (
        "Forbidden.AccessDenied.AccessTokenPermissionDenied",
        "应用缺少接口权限:到开发者后台「权限管理」申请 企业内机器人发送消息权限、Card.Instance.Write",
    ),
    ("Forbidden.AccessDenied.IpNotInWhiteList", "本机出口 IP 不在白名单里:到开发者后台「安全设置」加上,或清空白名单"),
    ("60020", "本机出口 IP 不在白名单里:到开发者后台「安全设置」加上,或清空白名单"),
    ("60011", "应用缺少接口权限:到开发者后台「权限管理」申请,再发布新版本"),
    ("ip.not.match", "本机出口 IP 不在机器人的白名单里:到机器人的安全设置里加上"),
    ("Forbidden.AccessDenied.Q", "接口调用太频繁:请稍后再试"),
    ("param.templateNotExist", "没有这个卡片模板:到卡片平台复制模板 ID,填入 card_template"),
    ("param.templateUnpublished", "卡片模板还没有发布:到卡片平台点发布"),
    ("400101", "群机器人的 access_token 不对:到群设置的机器人里重新复制,填入 JIEDAN_DINGTALK_ROBOTS"),
    ("400102", "群机器人已停用:到群设置里启用"),
    ("400106", "群机器人已不在群里:到群设置里重新添加"),
    ("310000", "群机器人的安全设置没有通过:用「加签」,把 SEC 开头的密钥填入 JIEDAN_DINGTALK_ROBOTS"),
    ("blocked", "调用太频繁,本机 IP 被钉钉封禁 5 分钟:请等五分钟再试"),
)


def failure(code: str) -> SendFailed:
    """What to do about a code; an unknown one is refused and left for a person to look at."""
    verdict = _CODES.get(code) or next((v for start, v in _BEGINNINGS if code.startswith(start)), _REFUSED)
    reason, retry, wait = verdict
    if isinstance(wait, Span):
        return SendFailed(reason, code, retry=retry, span=wait)
    return SendFailed(reason, code, retry=retry, after=wait)


def verdict(status: int, answer: Mapping[str, Any] | None) -> SendFailed | None:
    """What a whole answer means; None where it took effect."""
    if answer is not None and (answer.get("status") == 1111 or answer.get("punish")):
        wait = answer.get("wait")
        minutes = wait if isinstance(wait, int) and 0 < wait <= 60 else 5
        return SendFailed("quota", "blocked", retry=True, after=minutes * MINUTE)
    code = _code(answer or {})
    if code:
        known = failure(code)
        if known.reason == "refused" and (status >= 500 or status == 429):
            return _by_status(status)
        return known
    if answer is None and status == 403:  # a page of the gateway's: a blocked address gets that, too
        return SendFailed("quota", "http-403", retry=True, after=5 * MINUTE)
    if answer is None and 200 <= status < 300:
        return SendFailed("server", "json", retry=True)
    return _by_status(status)


def _code(answer: Mapping[str, Any]) -> str:
    for name in ("code", "errcode"):
        value = answer.get(name)
        if isinstance(value, int | str) and not isinstance(value, bool) and str(value) not in ("", "0", "ok"):
            return str(value)[:80]
    return "success=false" if answer.get("success") is False else ""


def _by_status(status: int) -> SendFailed | None:
    if 200 <= status < 300:
        return None
    if status == 429:
        return SendFailed("rate", "http-429", retry=True, after=MINUTE)
    if status == 408 or status >= 500:
        return SendFailed("server", f"http-{status}", retry=True)
    return SendFailed("auth" if status in (401, 403) else "refused", f"http-{status}", retry=False)


def cure(failed: SendFailed, base: str) -> str:
    """The same for an operator: what is wrong and how to mend it, in Chinese."""
    words = next((words for start, words in _CURES if failed.code.startswith(start)), "")
    return codes.cure("钉钉", words, failed, "钉钉开放平台文档", base)
