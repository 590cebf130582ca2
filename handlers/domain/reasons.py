"""Why somebody wants something, where the same message says so."""

import re
from collections.abc import Iterable

_SAID = re.compile(r"(?:原因|理由)(?:是|为)?[\s:\uff1a,\uff0c]*(?P<why>.+)|(?:因为|由于)(?P<cause>.+)", re.DOTALL)
_PARTS = re.compile(r"[\s,\uff0c。;\uff1b!\uff01、~]+")
_CANCEL = re.compile(r"取消|撤单|退单|撤销|撤回|作废|不做了|不要了|停掉|删掉|删了|cancel", re.IGNORECASE)
_NUMBER = re.compile(r"[A-Za-z]{0,4}\d[\d-]{2,20}")
_DECIDED = re.compile(  # 客户说取消这单: somebody else wants it so
    r"(?:客户|客人|对方|他们|她们|人家|甲方|业主|老板|[\u4e00-\u9fff][总哥姐])"
    r"(?:那边|这边|又|刚|临时|突然|自己|现在|今天|来电|说|要|要求|想|让|通知|决定)*(?:把|这单|那单|单子|它|都|全|先)*\Z"
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
    """The same, else the message where it says more than what is to be cancelled: `names` only say which order."""
    known = set("".join(names).lower())
    told = any(_says_more(part, known) for part in _PARTS.split(text))
    return reason_in(text) or (text.strip()[:LONGEST] if told else "")


def _says_more(part: str, known: set[str]) -> bool:
    behind = _CANCEL.search(part)
    if behind is not None:
        return _DECIDED.search(part[: behind.start()]) is not None
    rest = _POLITE.sub("", _NUMBER.sub("", part))
    return len([c for c in rest if c.lower() not in known]) > 2
