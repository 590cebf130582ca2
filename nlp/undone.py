"""Whether a step is only spoken of: 还没出库, 明天出库, 签收不了 report nothing that was done."""

import re

from nlp.status import STATUSES

_PATTERNS = {status: re.compile(pattern) for status, pattern in STATUSES}
_CLAUSE = re.compile(r"[,\uff0c。;\uff1b!\uff01?\uff1f\n]")
_DONE = re.compile(r"已|刚|才(?!能)|终于|但|不过|还是")
_NOT_YET = re.compile(
    r"没(?!问题|关系|事|错)|未|不|别|勿|甭|莫|无法|暂缓|推迟|延期|准备|打算|计划(?!员)|预计|争取|需要|如果|要是|等(?!级|质?检)|待(?!质?检)|谁|哪|怎么"
    r"|明天|明早|明晚|明日|后天|下周|下个?月|晚点|晚些|稍后|一会儿?|待会|再(?=[^,\uff0c。]{0,2}\Z)"
)
_NEVER = re.compile(
    r"\s*了?(?:不了|不成|不上|不到|失败|(?:单|表|报告|记录)[^,\uff0c。;]{0,4}(?:发我|发给我|给我|发一?下|看看|在哪|呢)|没有?\s*\Z|没有?[?\uff1f]|吗|么|嘛|[?\uff1f])"
)
_OF_ITSELF = frozenset({"退货"})  # 不肯收 is what it says


def only_spoken_of(text: str, status: str) -> bool:
    """Whether words with a status say that it is not reached: negated, planned, or asked for."""
    pattern = _PATTERNS.get(status)
    found = pattern.search(text) if pattern is not None else None
    if found is None:
        return False
    begins = max((cut.end() for cut in _CLAUSE.finditer(text, 0, found.start())), default=0)
    before = text[begins : found.start()]
    done = max((mark.end() for mark in _DONE.finditer(before)), default=0)
    said = before[done:] + ("" if status in _OF_ITSELF else found[0])
    return _NOT_YET.search(said) is not None or _NEVER.match(text, found.end()) is not None
