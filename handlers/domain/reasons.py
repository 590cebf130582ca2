"""Why somebody wants something, where the same message says so."""

import re
from collections.abc import Iterable

_SAID = re.compile(r"(?:原因|理由)(?:是|为)?[\s:\uff1a,\uff0c]*(?P<why>.+)|(?:因为|由于)(?P<cause>.+)", re.DOTALL)
_PART = re.compile(r"[^\s,\uff0c。;\uff1b!\uff01、~]+")
_CANCEL = re.compile(r"取消|撤单|退单|撤销|撤回|作废|不做了|不要了|停掉|删掉|删了|cancel", re.IGNORECASE)
_NUMBER = re.compile(r"[A-Za-z]{0,4}\d[\d-]{2,20}")
_DECIDED = re.compile(  # 客户说取消这单: somebody else wants it so
    r"(?:客户|客人|对方|他们|她们|人家|甲方|业主|老板|[\u4e00-\u9fff][总哥姐])"
    r"(?:那边|这边|又|刚|临时|突然|自己|现在|今天|来电|说|要|要求|想|让|通知|决定)*(?:把|这单|那单|单子|它|都|全|先)*\Z"
)
_HAPPENED = re.compile(  # 威王来电话,那单作废: what came about is why, however few words say it
    r"来了?个?(?:电话?|消息|信)|打了?来?个?电话|[黄崩]了|谈崩|没谈拢|反悔|变卦|改主意|[没不]批"
)
_POLITE = re.compile(
    r"不好意思|对不起|抱歉|麻烦|辛苦|谢谢|谢了|拜托|[你您]好|[你您]|请|帮忙?|给?我们?|哎呀?|等一?下|那个|这个|刚[才刚下]?|昨天|今天|上午|下午"
    r"|[那这整全上][一]?[单张个笔]|订单|单子|直接|可以|先|都|全部?|再|把|的|掉|一下|sorry|thanks?|thx|please|pls|ok|[吧了啊哦啦呀哈呢嘛好行]",
    re.IGNORECASE,
)
LONGEST = 200


def reason_in(text: str) -> str:
    """What follows 原因 or 因为; empty where neither is said."""
    found = _SAID.search(text)
    return ((found["why"] or found["cause"] or "").strip(" 。,;\uff0c\uff1b") if found else "")[:LONGEST]


def reason_to_cancel(text: str, names: Iterable[str] = ()) -> str:
    """The same, else what the message says more than what is to be cancelled: `names` only say which order."""
    known = set("".join(names).lower())
    parts = [(found.span(), _says_more(found[0], known), _command(found[0], known)) for found in _PART.finditer(text)]
    if why := reason_in(text):
        return why
    if not any(more for _, more, _ in parts):
        return ""
    while not parts[0][1] and parts[0][2]:
        parts.pop(0)
    while not parts[-1][1] and parts[-1][2]:
        parts.pop()
    return text[parts[0][0][0] : parts[-1][0][1]][:LONGEST]


def _command(part: str, known: set[str]) -> bool:
    """Whether this only says what is to be done with which order: 取消, 0012, 麻烦了."""
    return all(c.lower() in known for c in _POLITE.sub("", _NUMBER.sub("", _CANCEL.sub("", part))))


def _says_more(part: str, known: set[str]) -> bool:
    behind = _CANCEL.search(part)
    if behind is not None:
        return _DECIDED.search(part[: behind.start()]) is not None
    if _HAPPENED.search(part):
        return True
    rest = _POLITE.sub("", _NUMBER.sub("", part))
    return len([c for c in rest if c.lower() not in known]) > 2
