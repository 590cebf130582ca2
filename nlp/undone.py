"""Whether a step was taken, or is only spoken of: 还没出库, 明天出库, 出库要等老板同意 report nothing that was done."""

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
_WEIGHTY = frozenset({"出库", "运输", "签收", "付款"})  # what moves goods or money is carried out on plain words only
_HEARD = re.compile(
    r"应该|好像|似乎|可能|也许|听说|据说|以为|估计|大概|大约|是否|是不是|有没有|能否|可否|马上|立[即刻]|即将|尽快|赶紧|赶快"
    r"|抓紧|正在|取消|拒|误|弄错|搞错|催|什么时候|何时|几时|几点"
)
_WANTED = re.compile(
    r"说|问|答应|承诺|保证|希望|想|要|让|叫|请|安排|可以|能|允许|同意|批准|通知|部分|一半|先|快(?![递运件])|将|周[一二三四五六日天]|礼拜|星期|\d\s*[号日点]"
)
_WISHED = re.compile(r"说|让|拒绝|请|叫|想|要|答应|同意")  # inside the status itself: 客户说签收了
_LATER = re.compile(r"中午|下午|傍晚|今晚|晚上|晚间")
_HOW_MANY = re.compile(
    r"(?:\d|[一二两三四五六七八九十百几半])\s*[件个箱套只台辆部包袋盒桶卷米吨支把副对双批车]|多少|[一二三四五六七八九]\s*成|%"
)
_ENDS = re.compile(
    r"(?:今[早天日]|昨[天晚]|上午|早上|刚刚?|已经?)*[了完毕好成功过的掉清齐讫妥到账货款发走车啦咯哈噢哦嘞字收~.]*(?:(?:客户|对方|本人|门卫|前台|司机|物流|快递)?(?:代?收|代?签)?了?)"
    r"(?:[在由从往走到给][^\s要等]{1,12}|人[^是谁哪什\s]{1,10}|[\u4e00-\u9fff]{0,6}[a-z]{0,6}[\da-z-]{6,}|\d{1,2}[::]\d{2})?",
    re.IGNORECASE,
)
_ASKED = re.compile(r"[?\uff1f]|(?:吗|么|嘛|吧|呢)[\s。!\uff01]*\Z|谁|哪里|几点|什么时候")
_STOPS = re.compile(r"[\s,\uff0c。;\uff1b!\uff01、(\uff08]")
_OF_ITSELF = frozenset({"退货"})  # 不肯收 is what it says


def only_spoken_of(text: str, status: str) -> bool:
    """Whether words with a status say that it is not reached: negated, planned, or asked for."""
    found = _word(text, status)
    if found is None:
        return False
    _, asserted = _before(text, found)
    said = asserted + ("" if status in _OF_ITSELF else found[0])
    return _NOT_YET.search(said) is not None or _NEVER.match(text, found.end()) is not None


def plainly_reached(text: str, status: str, tracking: str = "") -> bool:
    """Whether words with a status report no more and no less than that it is reached.

    出库了, 已签收 门卫代签 and 出库 顺丰SF123 do; 今晚出库, 出库5件, 出库单打了, 应该签收了 may mean that it is
    not, or not all of it. Of a step that moves neither goods nor money a doubt is what was heard or is about to be.
    """
    found = _word(text, status)
    if found is None:
        return True
    before, asserted = _before(text, found)
    if _HEARD.search(before):
        return False
    if status not in _WEIGHTY:
        return True
    rest = text[found.end() :]
    stop = _STOPS.search(rest)
    after = rest[: stop.start()] if stop else rest
    reached = after[:1] in ("了", "完", "好") or found[0][-1] in "了完好"
    if _WISHED.search(found[0]) or (status == "付款" and "发" in after):
        return False
    if _WANTED.search(asserted) or (_LATER.search(asserted) and not reached):
        return False
    if _HOW_MANY.search(asserted + " " + after) or _ASKED.search(rest):
        return False
    return bool(tracking) or _ENDS.fullmatch(after) is not None


def _word(text: str, status: str) -> re.Match[str] | None:
    """Where the status is said; a waybill makes 出库 of 明天出库 顺丰SF123 a 运输 that has no word of its own."""
    patterns = [_PATTERNS[one] for one in (status, "出库" if status == "运输" else "") if one in _PATTERNS]
    return next((found for pattern in patterns if (found := pattern.search(text))), None)


def _before(text: str, found: re.Match[str]) -> tuple[str, str]:
    """The words of the clause before a status, and of them what no 已 or 刚 has made true."""
    begins = max((cut.end() for cut in _CLAUSE.finditer(text, 0, found.start())), default=0)
    before = text[begins : found.start()]
    done = max((mark.end() for mark in _DONE.finditer(before)), default=0)
    return before, before[done:]
