"""Short answers: yes, no, take it back, help; what a message says beyond such words."""

import re
from functools import cache

from .cues import IntentSpec, specs
from .signs import signs_of
from .templates import compile_template, template
from .types import Intent
from .words import PADDING

PUNCTUATION = re.compile(r"[\s,.;:!?~、。…()\[\]\"'*+\-_/\\|@#^&=<>→👌👍🙏✅]+")
NOTHING_ELSE = re.compile(
    r"(?:暂时|目前|也|就|再)?(?:[没无冇]有?|莫得)(?:其他|其它|别的|什么|啥|另外)(?:的|要求|东西|货|产品|要的|需要|补充)*(?:了|啦)?"
    r"|(?:其他|其它|别|另外)的(?:就|都|先)?(?:不要|不用|不加)了?"
)
EMOJI = re.compile(r"[\U0001f000-\U0001ffff\u2600-\u27bf\ufe0f]")
SEALED = re.compile(r"[\s!。~]*(?:[👌🆗✅☑✔]\ufe0f?[\U0001f3fb-\U0001f3ff]?[\s!。~]*)+")  # a yes without a word
ASKING = re.compile(
    r"[?]|(?:[吗么]|(?<![嗯恩])呢)\s*$|(?:对|没错|是|没问题|没写错|没记错|无误)吧\s*$|行不行|可不可以|对不对|好不好|是不是|能不能|要不要|好吗|先别|别急着|不确定|没确认|再确认|确认下(?!单)|确认一下|问一下|问问|等我|稍等|再定|再说|看看"
)
DOUBTING = re.compile(r"[?]|[吗呢]\s*$|要不要|是不是|能不能|可不可以|什么|怎么|别(?:取消|作废|撤|删)")
ASKS = re.compile(
    r"[?]|(?:吗|么|(?<![嗯恩])呢|没|没有|冇|咩|未)[\s~!啊呀哦哈]*$|(?:上班|开门|营业|休息|放假|发货|送货|有货|在家|方便)不[\s~!]*$|多少|几多|几钱|几时|(?<!没)(?<!没有)(?:什么|啥)|(?<!嗯)哪|哪[个种款些家里儿天]|怎么|怎样|如何|多久|几点|是不是|用不用|需不需要|该不该|[换修]不[换修]|有没有|有冇|能不能|会不会|为何"
)
PROPOSES = re.compile(  # a value put as a question: 周一行不行, 10箱可以吗
    r"[,\s]*(?:这样|那样|的话|你看|你们看|看看)?(?:可以|可不可以|行|行不行|得|得唔得|得不得|成|成不成|中|中不中|好|好不好|ok|没问题|能到|能送到?|能不能到|能发|赶得上|来得及|来得切)"
    r"(?:吗|么|嘛|不|吧|没|咩|冇)?\s*[?~!]*\s*$",
    re.IGNORECASE,
)
GREETING = re.compile(  # 你好, 王总好, 早上好啊: its 好 agrees to nothing, that of 老板好的 does
    r"(?:[你您]们?|大家|各位|老师|老板娘?|[\u3400-\u9fff]?[总哥姐叔]|早上?|上午|中午|下午|晚上?)好(?![的了吧嘞滴勒叻哒])[啊呀哈哦呐]*"
)
IDLE = re.compile(  # a 好 or 对 that praises, measures or only begins to speak
    r"(?:真|太|刚)好(?![的了吧])|好(?:说|久|多|几)(?!定)|\A\s*对了[\s,。.~]*\Z"
)
# Words that begin like a yes: 成都的, 行情, 对面. They stand for themselves, whatever is cut out beside them.
WORDS = re.compile(
    r"成(?:都|本|品|员|功|套|型|分|立)|行(?:业|情|李|程|长)|中(?:午|间|秋|国|学|心|山|介|标|途)|对(?:面|方|账|比|接|讲|手)|(?<![么木没莫冒])得(?:闲|空|看|等|问|先)"
)
LATER = re.compile(  # 晚点确认, 老板说行再下: a yes that is still to come
    r"(?:晚[点些上]|明[天早儿]|后天|回头|一会儿?|待会儿?|等会儿?|等下|过会儿?|过两天|改天|下午|到时候?|之后|然后)[^\s,;。!送到发要前]{0,3}(?:确认|确定|下单|定(?![下了])|答复|回复)"
    r"|再(?:下(?!单吧)|定|说|确认|确定|答复)|(?:确认|确定|同意|点头|回话|说了|定了|说行|说可以)(?:之|以)?后"
)
# 好像没问题, 你们确认, 没问题才怪: what sounds like a yes and is none.
HEDGED = re.compile(
    r"[待未没](?:确认|确定)(?!的?[问错])|好像|似乎|大概|也许|可能|估计|恐怕|差不多|应该(?=[没可行对是ok])|你们?(?:来)?(?:确定|确认)|(?:确认|确定)(?:收货|收到|签收|付款|到账|不|过的)|才怪|个[屁鬼头]|得了吧|告诉[你您]|通知[你您]|联系[你您]|[跟和]你们?说|给[你您](?:回|信|消息|答复)|回复?[你您]|\A\s*[嗯恩呃]+\s*(?:\.{2,}|…)|就(?:这|那)么(?:点|贵|便宜|少|慢|久|难)|就这样算了"
)
ADMONISHED = re.compile(  # 行 别发错了, 好 千万莫忘了: beside a yes it changes nothing
    r"(?:可|千万|记得|一定)*(?:别|莫|不要|勿|唔好|甭)(?:再|给我|给我们|又)*(?:[搞弄发送配装拿写整][错混漏少串反](?:货|了|咯|哈|啊|喔|哦|嘞|哒)*|(?:忘记?|耽误|耽搁|误事|误|拖|延误)(?:了|咯|哈|啊|喔|哦|嘞|事|时间)*)(?=[\s,;。!~]|\Z)"
)
COURTESY = re.compile(r"(?:麻烦|请|拜托)[您你帮忙]*确认一?下")  # beside a plain yes it asks nothing
DENIED = re.compile(r"[不没别错无未冇唔甭勿]")
ARRIVED = re.compile(
    r"[货单件][^\s]{0,3}(?:收到|到了|签收)|(?:收到|签收)了?[^\s]{0,2}货"
)  # a report, whatever stands behind it
BOTH = re.compile(r"(?<!第)[两二三四几\d][单批张票份]|都|全部|所有|一起|全")


@cache
def _spec(intent: Intent) -> IntentSpec:
    return next(spec for spec in specs() if spec.intent is intent)


@cache
def cues(intent: Intent, weight: float) -> re.Pattern[str]:
    """All cues of at least this weight as one pattern, the longest first."""
    say = sorted(_say(intent, weight), key=len, reverse=True)
    return re.compile("|".join(compile_template(s).pattern for s in say))


def _say(intent: Intent, weight: float) -> list[str]:
    return [s for g in _spec(intent).groups if g.weight >= weight for s in g.say]


@cache
def _needed(intent: Intent, weight: float) -> tuple[frozenset[str] | None, re.Pattern[str]]:
    """Words of which one stands wherever such a cue does, and what they begin with: found much faster than the cues.

    None where a cue needs no word.
    """
    needs = [template(s).needs for s in _say(intent, weight)]
    if not all(needs):
        return None, re.compile("")
    words = [word for first in needs for word in first[0]]
    return frozenset(word[0] for word in words), re.compile("|".join(map(re.escape, words)))


@cache
def _padding() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, PADDING), key=len, reverse=True)))


def bare(folded: str) -> str:
    """The words without punctuation and signs."""
    return PUNCTUATION.sub(" ", EMOJI.sub(" ", folded)).strip()


def beyond(folded: str, intent: Intent) -> str:
    """What a message says beyond the cues of an intent and mere padding."""
    rest = NOTHING_ELSE.sub(" ", cues(intent, 0).sub(" ", bare(folded)))
    return _padding().sub("", rest).replace(" ", "")


def says(folded: str, intent: Intent, weight: float = 3.0) -> bool:
    """True where a cue of at least this weight occurs."""
    return heard(folded, intent, weight) is not None


def heard(folded: str, intent: Intent, weight: float = 3.0) -> re.Match[str] | None:
    """The first cue of at least this weight."""
    signs, needed = _needed(intent, weight)
    if signs is not None and (signs.isdisjoint(signs_of(folded)) or needed.search(folded) is None):
        return None
    return cues(intent, weight).search(folded)


def ungreeted(folded: str) -> str:
    """The text with blanks for greetings and what else only sounds like a yes, and as long as before."""
    return WORDS.sub(_placeheld, IDLE.sub(_blank, GREETING.sub(_blank, folded)))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _placeheld(found: re.Match[str]) -> str:
    return "某" * len(found[0])


def greets_only(folded: str) -> bool:
    """True for a greeting and nothing else."""
    return GREETING.search(folded) is not None and not bare(GREETING.sub(" ", folded))


# 好 发, 行 装车吧: behind a yes the word that sets it going; not 好 装车了, which reports.
GO = re.compile(
    r"(?<=[\s,。!、])(?:那就|那|就|你们?|麻烦|请|安排)*(?:(?:发|走|送|备)(?:货|单)?(?:吧|了|啦|啊|哈|呗|嘛)?"
    r"|(?:装车|装货|发车|配货|出库|出货|排产|排单|安排|落单|开单|录单|报单|[送发拉寄]过?来|做|弄|整|搞|录|排)(?:吧|啊|哈|呗|嘛|噻|咯)?)[\s。!~]*\Z"
)
CODED = re.compile(r"(?=[\d+/=_]*[a-z])[a-z\d+/=_]{12}")  # a stretch of a code or of another language: not a mere yes


def agrees_only(folded: str) -> float:
    """How surely a message is nothing but a yes: 0 where it is not."""
    plain = ADMONISHED.sub(" ", ungreeted(folded))
    if says(uncourted := COURTESY.sub(" ", plain), Intent.CONFIRM):
        plain = uncourted
    folded = GO.sub(" ", plain)
    if not says(bare(folded), Intent.CONFIRM, 0):
        folded = plain  # 不加了 你安排吧: what sets it going is all the yes there is
    words = bare(folded)
    if not words or ASKING.search(folded) or ASKS.search(folded) or not says(words, Intent.CONFIRM, 0):
        return 0.0
    if HEDGED.search(folded) or LATER.search(folded):
        return 0.0
    rest = beyond(folded, Intent.CONFIRM)
    if (
        DENIED.search(rest)
        or ARRIVED.search(rest)
        or re.search(r"(?:不|没|别|未|勿)(?:确认|确定|下单|提交|定了|同意)", words)
    ):
        return 0.0
    if not rest:
        return 0.97
    if re.search(r"[改换变]", rest) or CODED.search(rest):
        return 0.0
    strong = says(words, Intent.CONFIRM)
    last = re.search(f"(?:{cues(Intent.CONFIRM, 0).pattern})(?:了|吧|哈|啊|的|哦|啦|呀)?$", words)
    if strong and (last or len(rest) <= 2):
        return 0.9 if len(rest) <= 6 else 0.7
    return 0.75 if last and len(rest) <= 2 and yes_word(words) else 0.0


def yes_spans(folded: str) -> list[tuple[int, int]]:
    """Where a yes stands: plain ones anywhere, short ones only as a clause of their own."""
    folded = ungreeted(folded)
    found = [m.span() for m in cues(Intent.CONFIRM, 2).finditer(folded)]
    return found + [m.span() for m in re.finditer(r"[^\s,;。!?~、]+", folded) if yes_word(m[0])]


def yes_word(words: str) -> bool:
    """True where a yes stands by itself: 好 and 可以, but not the end of 改成."""
    yes = re.compile(f"(?:(?:{cues(Intent.CONFIRM, 0).pattern})(?:了|吧|哈|啊|的|哦|啦|呀|先)?)+")
    return any(yes.fullmatch(_padding().sub("", word)) or yes.fullmatch(word) for word in bare(words).split())


WANTED_ALL = re.compile(r"算了[^,。;!?\n]{0,6}?(?:都|也|全|还是|一起)(?<!不)要(?!不)")  # 算了两样都要


def drops_all(folded: str) -> bool:
    """True where a message takes back the whole of something."""
    if not says(folded, Intent.DISCARD) or DOUBTING.search(folded) or WANTED_ALL.search(folded):
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
        r"\s*(?:(?:对的?|好的?|是的?|嗯+|行|可以|ok|没错)[\s,。!]+)?(?:第|选|要|就)?\s*([0-9]{1,6}|[一二三四五六七八九])\s*(?:个|号|项|种|样|款|家|吧|\.|。|那个)?\s*",
        folded,
    )
    if not match:
        return None
    return int(match[1]) if match[1].isdecimal() else "零一二三四五六七八九".index(match[1])
