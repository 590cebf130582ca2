"""Marks of writing that are no goods and no amounts: of lists, forwarded chats, clocks and idioms."""

import re

from .features import CN_DIGITS
from .series import SERIES
from .signs import signs_of
from .sizes import packed_as
from .spread import EACH_KIND

COUNTING = frozenset("零一二三四五六七八九十百千万两半几廿卅")
MARKS = frozenset(".、):")  # what stands behind the numbers of a list
NUMBERING = frozenset("号次第n")  # one of these is in every NUMBERED
MARKER = re.compile(r"(?m)^\s*(\d{1,2}\s?[.、):](?!\d)|\d{1,2}\.(?=\d+[\u4e00-\u9fffa-z])(?=\d{4}))")
GLUED = re.compile(r"(?m)^\s*(\d{1,3})[.、):](?=\s?\S)|(?<=[\s;,。:])(\d{1,2})(?:[、)]|\.(?!\d))(?=\s?\S)")
SPACED = re.compile(r"(?m)^[ \t]*(\d{1,3})[ \t]+(?=[\u4e00-\u9fff][^\n]*\d)")  # 1 恒力 球阀5只, each on its line
CODED = re.compile(r"(?m)^[ \t]*(\d{1,3})[ \t]+(?=[A-Za-z0-9][^\n]*[ \t]\d)")  # 1 ZXJ-J6PL 300件, as a table has it
CODES = 3  # such lines at least: of two, 1 DN20球阀 may be one of them
NUMBERED = re.compile(  # 序号1 球阀 5只;序号2 …: which line of a paper it is
    r"(?:序号|行号|项次|项号|编号|(?<=[\s;,。:])no)[.:]?\s?\d{1,2}(?=[\s.、):])|(?<![\d一二三四五六七八九十])第[\d一二三四五六七八九十]{1,2}[项行](?=[\s,:、])"
)
STAMP = re.compile(
    r"(?m)^.{0,20}?((?:\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?|\d{1,2}月\d{1,2}日|\d{1,2}[-/]\d{1,2}|昨天|今天|前天|星期.|周.)?\s*"
    r"(?:上午|下午|晚上|凌晨|中午)?\s*(?<!\d)(?:[01]?\d|2[0-4]):[0-5]\d(?::\d{2})?)\s*$"
)
CLOCK = re.compile(r"(?<![\d.:])(?:[01]?\d|2[0-4]):[0-5]\d(?![\d:])")
SPOKEN_OF = re.compile(
    r"[嘞滴哩嘅叻](?<![水油点]滴)(?<=[\u4e00-\u9fffa-z].)(?=\s?[\d一二两三四五六七八九十半几各])"
)  # 蓝嘞五箱: 蓝的五箱
SPOKEN = frozenset("嘞滴哩嘅叻")
FREE = re.compile(r"(?<!要)不(?:要|收|算)[钱费](?![\s]?[吗么嘛?]|的话)")  # 黑的两套不要钱: a gift, nothing is refused
_LETTERS = r"(?:x{0,4}[sml]|[2-9]xl)"
SIZE_LIST = re.compile(rf"(?<![a-z0-9]){_LETTERS}(?:/{_LETTERS})+(?![a-z0-9])")  # M/L/XL各50箱
COUNTED_LATIN = re.compile(r"[一二三四五六七八九](?=[a-z])")
IDIOMS = re.compile(
    r"(?<=[转发推])一[条个段](?:消息|信息|微信|记录|语音)?(?=\s?[:\n])|(?<=[上开建投])一条(?:生产|产|流水)?线(?![缆束材路])|一件代发|一条龙|一站式|一口价|一刀切|一把手|一年到头|一手货源?|[冲搏赌爽火捞赚拼嗨]一把"
)

VOICE = re.compile(  # [转文字] 那个要两箱, (语音): how the message came about
    r"(?:(?<=\n)|\A)\s*[\[(](?:微信)?(?:语音)?(?:消息|留言)?(?:转|识别)?(?:成|为)?(?:文字|文本|写)?[\s:]*(?:\d{1,3}[\"秒's]*)?[\])](?<=[字本写音息言\d\"秒'].)"
)
PLACED = re.compile(  # 地址改成1, 地址:12: where the goods go, however little it says
    r"地址\s?(?:换|改|变更?)?(?:成|到|为|至|是|:)?\s?([\d.]+(?:\s[\d.]+(?=\Z|[\s,。;!]))*|[一二两三四五六七八九十百千]+)"
    r"\s?[箱件个只台套条包桶袋盒]?(?=\Z|[\s,。;!])"
)
HOW_MANY = re.compile(  # 先订3种:…, 再添一个:…: how many there are in the list that follows
    r"[\d一二两三四五六七八九十]+[种样款](?:货|产品|东西|商品|规格|型号)?(?=\s?:)|(?<=[加添补])一[个项](?=\s?:)"
)


def folded_of(plain: str) -> str:
    """A normalised text folded, same length; a Chinese digit before a Latin letter becomes a digit (六CT)."""
    folded = plain.replace("°", "℃").replace("ø", "φ")  # all that `fold` changes of what is normalised
    if not SPOKEN.isdisjoint(signs_of(folded)):
        folded = SPOKEN_OF.sub(lambda m: m[0] if m.string[m.start() - 1] in COUNTING else "的", folded)
    folded = FREE.sub(" 送的", folded) if "钱" in folded or "费" in folded else folded
    folded = SIZE_LIST.sub(lambda m: m[0].replace("/", "、"), folded) if "/" in folded else folded
    return COUNTED_LATIN.sub(lambda m: str(CN_DIGITS.index(m[0])), folded)


def without_marks(plain: str) -> str:
    """The text without the marks of a list, told from decimals: 1.20水管 in a first line, 2、25水管 in a second."""
    marks = [] if MARKS.isdisjoint(signs_of(plain)) else [m.span(m.lastindex or 0) for m in GLUED.finditer(plain)]
    marks = marks or ([m.span(1) for m in SPACED.finditer(plain)] if "\n" in plain else [])
    if len(marks) < 2 and plain.count("\n") >= CODES - 1:
        coded = [m.span(1) for m in CODED.finditer(plain)]
        marks = coded if len(coded) >= CODES else marks
    if len(marks) < 2 or [int(plain[start:end]) for start, end in marks] != list(range(1, len(marks) + 1)):
        return plain
    chars = list(plain)
    for start, end in marks:
        chars[start : end + 1] = " " * (end + 1 - start)
    return "".join(chars)


OFFERED = re.compile(  # DN25~DN100我要DN40、DN65两种: what there is, of which some is wanted
    r"(?<![a-z0-9])[a-z]{1,3}\d+\s?(?:~|-|至|到)\s?[a-z]{1,3}\d+(?:都有的?话?|的|里面?|之间|以内|这些|中)?[\s,]?"
    r"(?:我们?|只|就|其中)?(?=要[a-z]{1,3}\d)"
)

OFFERING = frozenset("~-至到")  # one of these is in every OFFERED


def noise(folded: str) -> list[tuple[int, int]]:
    """Numbers that count nothing: the marks of a list, the times and heads of a forwarded chat, the clock."""
    found = [] if MARKS.isdisjoint(signs_of(folded)) else [m.span(1) for m in MARKER.finditer(folded)]
    found += [m.span() for m in NUMBERED.finditer(folded)] if not NUMBERING.isdisjoint(signs_of(folded)) else []
    found.extend(m.span() for m in packed_as(folded))
    found += [m.span() for m in IDIOMS.finditer(folded)] if "一" in folded else []
    found += [m.span() for m in EACH_KIND.finditer(folded)] if "各" in folded or "每" in folded else []
    found += [m.span() for m in SERIES.finditer(folded)] if "全" in folded or "所有" in folded else []
    if "要" in folded and not OFFERING.isdisjoint(signs_of(folded)):
        found += [m.span() for m in OFFERED.finditer(folded)]
    if "地址" in folded:
        found += [m.span(1) for m in PLACED.finditer(folded)]
    if "[" in folded or "(" in folded:
        found += [m.span() for m in VOICE.finditer(folded)]
    if ":" in folded:
        found += [m.span(1) for m in STAMP.finditer(folded)]
        found += [m.span() for m in CLOCK.finditer(folded)]
        found += [m.span() for m in HOW_MANY.finditer(folded)]
    return found
