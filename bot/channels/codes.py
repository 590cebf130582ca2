"""What the error codes of a platform mean to us and to an operator: the part that is the same everywhere."""

from collections.abc import Mapping

from bot.channels.base import Reason, SendFailed
from bot.channels.transport import parts_of, trouble
from handlers.domain.quota import Span

REFUSED_TOKEN = "刚取的 access_token 平台不认,多半是别的程序也在用同一个应用取:过几分钟再试,还这样就重置密钥"  # noqa: S105 words

Codes = Mapping[int, tuple[Reason, bool, float | Span | None]]
"""code -> (reason, can trying again help?, seconds to wait or what was counted)"""


def failure(codes: Codes, code: int) -> SendFailed:
    """What to do about a code; an unknown one is refused and left for a person to look at."""
    reason, retry, wait = codes.get(code, ("refused", False, None))
    if isinstance(wait, Span):
        return SendFailed(reason, str(code), retry=retry, span=wait)
    return SendFailed(reason, str(code), retry=retry, after=wait)


def number(failed: SendFailed) -> int:
    """The platform's code; 0, which is none, where we failed before it could say one."""
    return int(failed.code) if failed.code.removeprefix("-").isdecimal() else 0


def cure(platform: str, words: str | None, failed: SendFailed, manual: str, base: str) -> str:
    """What is wrong and how to mend it, in Chinese: `words` where the code is known, else where to look it up.

    `base`: the address that was called.
    """
    if words:
        return f"{platform}:{words}(错误码 {failed.code})"
    host = parts_of(base).netloc or base
    if failed.reason == "network":
        return f"{platform}:连不上接口({trouble(failed.code)}):请检查本机能否访问 {host}、代理和防火墙"
    if failed.reason == "server" or failed.code.startswith("http-"):
        words = f"接口暂时不能用({trouble(failed.code)}):过几分钟再试"
        return f"{platform}:{words};一直这样,看访问 {host} 是不是被代理或登录页拦下了"
    return f"{platform}:接口返回错误码 {failed.code},请按错误码查阅{manual}"
