"""Short answers: yes, no, take it back, help; what a message says beyond such words."""

import re
from functools import cache

from .cues import IntentSpec, specs
from .templates import compile_template
from .types import Intent
from .words import PADDING

PUNCTUATION = re.compile(r"[\s,.;:!?~、。…()\[\]\"'*+\-_/\\|@#^&=<>→👌👍🙏✅]+")
EMOJI = re.compile(r"[\U0001f000-\U0001ffff\u2600-\u27bf\ufe0f]")
ASKING = re.compile(
    r"[?]|[吗呢么]\s*$|行不行|可不可以|对不对|好不好|是不是|能不能|要不要|好吗|先别|别急着|不确定|没确认|再确认|确认下(?!单)|确认一下|问一下|问问|等我|稍等|再定|再说|看看"
)
DOUBTING = re.compile(r"[?]|[吗呢]\s*$|要不要|是不是|能不能|可不可以|什么|怎么|别(?:取消|作废|撤|删)")
BOTH = re.compile(r"[两二三四几\d]单|都|全部|所有|一起|全")


@cache
def _spec(intent: Intent) -> IntentSpec:
    return next(spec for spec in specs() if spec.intent is intent)


@cache
def cues(intent: Intent, weight: float) -> re.Pattern[str]:
    """All cues of at least this weight as one pattern, the longest first."""
    say = sorted((s for g in _spec(intent).groups if g.weight >= weight for s in g.say), key=len, reverse=True)
    return re.compile("|".join(compile_template(s).pattern for s in say))


@cache
def _padding() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, PADDING), key=len, reverse=True)))


def bare(folded: str) -> str:
    """The words without punctuation and signs."""
    return PUNCTUATION.sub(" ", EMOJI.sub(" ", folded)).strip()


def beyond(folded: str, intent: Intent) -> str:
    """What a message says beyond the cues of an intent and mere padding."""
    rest = cues(intent, 0).sub(" ", bare(folded))
    return _padding().sub("", rest).replace(" ", "")


def says(folded: str, intent: Intent, weight: float = 3.0) -> bool:
    """True where a cue of at least this weight occurs."""
    return cues(intent, weight).search(folded) is not None


def agrees_only(folded: str) -> float:
    """How surely a message is nothing but a yes: 0 where it is not."""
    words = bare(folded)
    if not words or ASKING.search(folded) or not says(words, Intent.CONFIRM, 0):
        return 0.0
    if re.search(r"不(?:对|行|可以|好|确认|确定|要|用)|没有|没(?:确认|定)|错了|别(?:确认|下)", words):
        return 0.0
    rest = beyond(folded, Intent.CONFIRM)
    if not rest:
        return 0.97
    strong = says(words, Intent.CONFIRM)
    last = re.search(f"(?:{cues(Intent.CONFIRM, 0).pattern})(?:了|吧|哈|啊|的|哦|啦|呀)?$", words)
    if strong and (last or len(rest) <= 2):
        return 0.9 if len(rest) <= 6 else 0.7
    return 0.75 if last and len(rest) <= 2 else 0.0


def drops_all(folded: str) -> bool:
    """True where a message takes back the whole of something."""
    if not says(folded, Intent.DISCARD) or DOUBTING.search(folded):
        return False
    rest = beyond(folded, Intent.DISCARD)
    return (
        "算了" not in folded
        or len(rest) <= 2
        or cues(Intent.DISCARD, 3).sub("", folded.replace("算了", "")) != folded.replace("算了", "")
    )


def only(folded: str, intent: Intent) -> bool:
    """True where a message is about nothing but this."""
    return says(folded, intent) and len(beyond(folded, intent)) <= 4


def number_alone(folded: str) -> int | None:
    """The number where a message is only that: 2, 第2个, 选2."""
    match = re.fullmatch(
        r"\s*(?:第|选|要|就)?\s*([0-9]{1,6}|[一二三四五六七八九])\s*(?:个|号|项|吧|\.|。|那个)?\s*", folded
    )
    if not match:
        return None
    return int(match[1]) if match[1].isdigit() else "零一二三四五六七八九".index(match[1])
