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
_FILLED = re.compile(
    r"(?:(?:全部|全|都|统一)(?:给我)?(?:按|补足|补成|补齐|凑成?|凑足)|(?:补足|补齐|凑成?|凑足))整[^\s\d](?:算|来|发)?"
)
_PLEASE = r"(?:你好|您好|我)?[\s,]*(?:请|麻烦|拜托|求求)?(?:你们?|您)?(?:以后|今后|往后|后面|暂时|先|都|就)?"
_NO = r"(?:不用|不要|不必|不需要|不想|无需|用不着|别|甭|停止|取消|关闭|关掉|停掉|屏蔽|拒收|退订)"
_NEWS = r"(?:(?:这类|这种|这些|那些|任何|订单|物流|延误|延期|主动)的?)?(?:推送|通知|提醒|消息|短信|信息|订阅)"
_TELL = rf"(?:(?:主动联系|通知|提醒|打扰|骚扰|推送)|发(?:送|来)?(?:了|任何|这么多)?{_NEWS}|推{_NEWS})"
_END = r"(?:我们?)?(?:了|啦|吧|呀|啊|哈|谢谢)*[\s,]*(?:谢谢)?"
_AGAIN = r"(?:再|总是|总|老是|老|一直|天天|继续|这样)*(?:主动)?(?:给|向|跟|往|对)?(?:我们?|我这边|这边)?"
_QUIET = re.compile(
    rf"{_PLEASE}(?:{_NO}{_AGAIN}{_TELL}{_END}"
    rf"|{_NO}(?:再)?(?:收到?|接收|看到?|接到?)?(?:你们的?)?{_NEWS}{_END}"
    rf"|(?:你们的?)?(?:消息|通知|推送|短信)(?:太多|好多|太烦|好烦|太频繁)了?(?:[\s,]*(?:别|不要|不用)(?:再|总|老)*发)?{_END}"
    r"|(?:请)?勿(?:打)?扰|别(?:再)?烦我了?|退订|td)",
    re.IGNORECASE,
)
_HEAR = re.compile(
    rf"{_PLEASE}(?:还是|可以)?(?:要)?(?:恢复|打开|开启|开通|重新|继续|接着|还是要?|可以|正常)(?:订阅)?(?:给我)?"
    rf"(?:发|推|收|接收|开启|打开)?(?:{_NEWS}|提醒){_END}"
)
_DIGEST = r"(?:(?:这|这里|这个群|群里|每天|每日|每周|早上)的?)?(?:日报|周报|早报|晨报)(?:(?:和|、)?周报)?"
_CEASE = r"(?:暂停|停止|停掉|停发|停|关闭|关掉|关|取消|退订|屏蔽)"
_NO_MORE = (
    r"(?:不用|不要|不必|不需要|不想|别)(?:再|老|总)*(?:给我们?|往这里|往群里)?(?:发送|发|推送|推|收到?|看)*(?:了|这个)?"
)
_AGAIN_GO = r"(?:恢复|重新|继续|接着|照常|还是|可以)(?:给我们?)?再?(?:发送?|推送?|开|收)?(?:要发)?"
_ONCE_MORE = rf"(?:{_AGAIN_GO}|打开|开启|重开|开)"
_END_OF = r"(?:一下|一阵子?|几天|的)?(?:了|吧|啦)*"
_PAUSE = re.compile(
    rf"{_PLEASE}(?:{_CEASE}(?:发送?)?|{_NO_MORE}){_DIGEST}{_END_OF}"
    rf"|{_PLEASE}(?:把|将)?{_DIGEST}{_PLEASE}(?:都|给我)?(?:{_CEASE}(?:掉|发)?|{_NO_MORE}){_END_OF}"
)
_RESUME = re.compile(
    rf"{_PLEASE}{_ONCE_MORE}{_DIGEST}{_END_OF}|{_PLEASE}(?:把|将)?{_DIGEST}(?:也|都|给我)?{_ONCE_MORE}{_END_OF}"
)
_TODAY = r"(?:(?:今天|今日|今早|今儿|当天|早上)的?)"
_TO_ME = r"(?:给我们?|我|一?下|来)"
_SEND = rf"(?:可以|该|能|现在|先|马上|就|帮我|{_TO_ME})*(?:发|推|看|出)(?:送|出来|到群里|{_TO_ME})*(?:了|吧|啦)?"
_WHEN = r"(?:怎么)?还?没(?:有)?(?:发|来|收到|看到)|发了(?:吗|没有?)|(?:在)?哪里?|几点发|什么时候(?:发|来|出)"
_NOW = re.compile(
    rf"{_PLEASE}(?:查?看|发|推|要|来|给我)?(?:送|份|{_TO_ME})*{_TODAY}?日报(?:呢|吧|了)?\??"
    rf"|{_PLEASE}(?:把|将)?{_TODAY}日报{_SEND}|{_PLEASE}(?:把|将){_DIGEST}{_SEND}"
    rf"|{_TODAY}?日报(?:{_WHEN}|(?:给我)?(?:发|看){_TO_ME}*一?下)(?:了|啊|呀)?\??"
)
_SWITCHES = (("digest", _NOW), ("pause", _PAUSE), ("resume", _RESUME), ("quiet", _QUIET), ("news", _HEAR))
_SWITCH = 24  # characters of a wish about being told
_CARRIERS = re.compile(r"(?:各?承运商|各家(?:物流|快递)|物流公司)(?:的?(?:准时率|时效|表现|情况))?\??")
_PEOPLE = re.compile(r"(?P<verb>邀请|绑定|解绑|停用|启用)[\s:]+(?P<about>\S.{0,120})")
_INVITED = re.compile(  # 帮我邀请台州恒力的李工; whoever is invited to come and see us is given no account
    r"(?:请|麻烦|帮我?|我想|我要|再)*邀请(?:一?下)?(?:客户|同事)?(?!函|码|[你您]|大家)"
    r"(?P<about>(?!.*(?:参加|参观|一起|加入|[进入]群|吃|来访|来厂|光临))[^,。?!]{2,40})"
)
_CODE_FOR = re.compile(  # 给台州恒力李工发个邀请码, 发个邀请码
    r"(?:请|麻烦|再)*(?:[给帮为](?:客户|同事)?(?P<about>[^,。?!]{1,40}?))??(?:再|重新)?(?:重?发|给|要|生成|开|做|来)?(?:一?个|一下)?新?的?邀请码(?:吧)?"
)
_HIMSELF = ("我", "我们")  # who asks for a code says for whom: one of his own, passed on, would let in another as him
_ACCESS = {"邀请": "invite", "绑定": "bind", "解绑": "unbind", "停用": "disable", "启用": "enable"}


def single(said: str) -> Typed | None:
    """A word that needs no other."""
    verb = _CHOICES.get(said.lower()) or _switch(said)
    verb = "fit_all" if _FILLED.fullmatch(said) else verb
    verb = "carriers" if _CARRIERS.fullmatch(said) else verb
    verb = "unsay" if takes_last_back(said) else verb
    return Typed(verb, words=said[-1].upper() if verb in ("plan", "top_add") else "") if verb else None


def _switch(said: str) -> str | None:
    """Whether somebody wants to be told things unasked ("quiet", "news"), or the digests ("pause", "resume")."""
    if len(said) > _SWITCH:
        return None
    return next((verb for verb, pattern in _SWITCHES if pattern.fullmatch(said)), None)


def access(said: str) -> Typed | None:
    """What is said of somebody's access."""
    if said == "邀请":
        return Typed("invite")
    if found := _PEOPLE.fullmatch(said):
        return Typed(_ACCESS[found["verb"]], " ".join(found["about"].split()))
    if found := _INVITED.fullmatch(said) or _CODE_FOR.fullmatch(said):
        about = " ".join((found["about"] or "").split())
        return Typed("invite", "" if about in _HIMSELF else about)
    return None
