"""What the error codes of a platform mean to us and to an operator: the part that is the same everywhere."""

from collections.abc import Mapping

from bot.channels.base import Reason, SendFailed
from handlers.domain.quota import Span

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


def cure(platform: str, words: str | None, failed: SendFailed, manual: str, address: str = "api_base 的地址") -> str:
    """What is wrong and how to mend it, in Chinese: `words` where the code is known, else where to look it up."""
    if words:
        return f"{platform}:{words}(错误码 {failed.code})"
    if failed.reason in ("network", "server"):
        return f"{platform}:连不上接口({failed.code}):请检查本机能否访问 {address}、代理和防火墙"
    return f"{platform}:接口返回错误码 {failed.code},请按错误码查阅{manual}"
