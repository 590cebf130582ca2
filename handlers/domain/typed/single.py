"""What stands for itself: an answer to a card, a switch, who may come in."""

import re

from handlers.domain.takeback import takes_last_back
from handlers.domain.typed.command import Typed

_CHOICES = {
    "先发现货": "part",
    "先发": "part",
    "有多少先发多少": "part",
    "等齐": "whole",
    "等齐再发": "whole",
    "等齐一起发": "whole",
    "换替代品": "swap",
    "用替代品": "swap",
    "接受预售": "presale",
    "合并": "merge",
    "合并到那一单": "merge",
    "是同一单": "merge",
    "同一单": "merge",
    "是新单": "new",
    "加凑单": "top_up",
    "凑单": "top_up",
    "凑单1": "top_add",
    "凑单2": "top_add",
    "凑单3": "top_add",
    "不凑单": "top_leave",
    "不用凑单": "top_leave",
    "插单评估": "plans",
    "评估插单": "plans",
    "选a": "plan",
    "选b": "plan",
    "选c": "plan",
    "问客户": "ask_customer",
    "问一下客户": "ask_customer",
    "问问客户": "ask_customer",
    "新单": "new",
    "原声": "heard",
    "听原声": "heard",
}
_DIGESTS = {"暂停日报": "pause", "恢复日报": "resume"}
_NEWS = {"不用通知我": "quiet", "别通知我": "quiet", "不要通知我": "quiet", "恢复通知": "news", "继续通知我": "news"}
_CARRIERS = re.compile(r"(?:各?承运商|各家(?:物流|快递)|物流公司)(?:的?(?:准时率|时效|表现|情况))?\??")
_PEOPLE = re.compile(r"(?P<verb>邀请|绑定|解绑|停用|启用)[\s:]+(?P<about>\S.{0,120})")
_ACCESS = {"邀请": "invite", "绑定": "bind", "解绑": "unbind", "停用": "disable", "启用": "enable"}


def single(said: str) -> Typed | None:
    """A word that needs no other."""
    verb = _CHOICES.get(said.lower()) or _DIGESTS.get(said) or _NEWS.get(said)
    verb = "carriers" if _CARRIERS.fullmatch(said) else verb
    verb = "unsay" if takes_last_back(said) else verb
    return Typed(verb, words=said[-1].upper() if verb in ("plan", "top_add") else "") if verb else None


def access(said: str) -> Typed | None:
    """What is said of somebody's access."""
    if found := _PEOPLE.fullmatch(said):
        return Typed(_ACCESS[found["verb"]], " ".join(found["about"].split()))
    return None
