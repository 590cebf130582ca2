"""Puts lines, customers and dates together into orders."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from .blocks import DAY, blocks, last_due
from .customers import Named, candidates, place_hits
from .dimensions.date.rules import DateValue
from .dimensions.found import Found
from .dimensions.money.rules import ALL_AT, Price
from .features import Kind, fold
from .foreign import against, headed
from .frozen import frozen
from .grouping import Item
from .items import line_of
from .leftover import blanked
from .lexicon import NOTHING, Lexicon, Mask
from .nicknames import days_by_nickname
from .other_days import of_something_else
from .products import resolve
from .scene import Scene
from .strangers import listed, stranger
from .tables.gridded import alike
from .tidy import SLIP
from .types import Doubt, DueKind, Hints, LineItem, OrderReading, Span
from .whose_price import called_with

URGENT = re.compile(
    r"(?<![不别着没])急(?![诊救刹停件死])|加急|搞快|赶紧|火速|尽快|越快越好|尽早|马上[要发送]|立刻|urgent|asap",
    re.IGNORECASE,
)
HASTE = frozenset("急赶火快尽马立ua")  # one of these is in every urgent word
CALM = re.compile(r"不急|不着急|不用急|别急|不太急")
TERM = re.compile(r"[暑寒雪霜露雨至分春夏秋冬蛰满种]\Z")
OCCASION = re.compile(  # what is to happen on a day, for which the goods are wanted before
    r"(?:晚上?|早上|上午|下午|中午|凌晨|那天)?(?:我们|我这边|店里|公司|客户)?(?:就|正式)?要?"
    r"(?:开抢|开业|开张|开学|开班|开课|开会|开工|开展|开幕|开园|大促|[搞做办有](?:个)?(?:活动|促销|展会|婚礼|酒席)|结婚|搬家|装修|考试|比赛|放假|补班|调休)"
    r"|(?:(?:的|那[场个天]的?)[^,。;:\s\d]{0,3})?(?:婚礼|婚宴|求婚|仪式|典礼|庆典|[晚午寿喜]宴|宴会|生日会|年会|派对|展会|发布会|运动会|酒席|满月酒)(?![价的]?[\d前])"
)
USED = re.compile(r"[^\s,。;!?\d]{0,4}用(?=[\s,。;!的]|\Z)")
OTHER_THING = re.compile(r"(?:[\s,;。、]|到|送|发|要)[\u4e00-\u9fff]{1,4}\Z")  # what is left, by a word of its own
OWED = re.compile(r"[钱款账](?:都|就|等|到)?\Z")
WANTS = re.compile(r"(?:那边|这边)?(?:再|也|先|还)?(?:要|拿|订)(?=[^\s,。;]{0,12}[0-9一二两三四五六七八九十百半])")
FIRST = re.compile(r"先(?:给我|帮我|给)?[来要拿发送订出配装]\s?\Z")  # 先来10条, and by a day said behind it 再来20条
THEN = re.compile(r"(?:之前|以前|前|左右)?[\s,]*(?:你们?|麻烦|给我|帮我)?再(?:给我|帮我)?[来要拿发送订出配装补]")
JOINS, EACH = re.compile(r"\s?[、和跟与及/]\s?[\u4e00-\u9fff]{0,2}"), re.compile(r"[\s,]*(?:各|都|均|分别|每家)")
EITHER = re.compile(r"\s?(?:还是|或者?)(?:是|那个)?\s?")
SETTLED = re.compile(r"\s?(?:的?吧|算了)")
ROW_MARK = re.compile(r"\s*(?:[\d一二三四五六七八九十]{1,2}[、.,):]\s?)?\s*")
PLACE = 3  # characters of what may stand before a name that opens a message
BRAND = 4  # characters: the place with the brand, 南充果城 of 南充果城弱电
HOUSE = 3  # characters of a name that all branches share
MIX_UP = re.compile(
    r"(?:别|不要|勿)(?:再|又)?(?:搞|弄|发|写|送|记|下)?(?:混|错|串)(?:淆|了)?(?:啊|哦|哈)?\s?[:,。!]\s?\Z"
)
NOT_ONE = re.compile(r"(?:可|都|并)?不是(?:同)?一(?:家(?!店)|个(?:客户|公司|单位|人)|回事|码事)")
FOR_USE = re.compile(r"专?用的?(?!于)")
SMALL_TALK = re.compile(  # 今天辛苦了哈, 今天风大 船出不去
    r"(?:真是?|可|实在|太|好|又|要|都)?(?:辛苦|多谢|谢谢|麻烦[你您]|累|忙[死坏得]|风大|下雨|下雪|大雨|大雪|刮风|天气|停电|堵车)"
)
IS_TODAY = re.compile(r"(?:就|都|已经)是")
INSTEAD = re.compile(r"(?:那就|那还是|还是|就改|改成|改到|不如)\s?\Z")
PAYING = re.compile(r"\s+(?:结[账款算]|付款|打款|算账)(?:方式)?(?:走|用|按|打|找|还是|刷|都?是|照)")  # 月底 结账走对公
ASIDE = re.compile(
    r"(?:下单|确认)|报(?:数|数量|给[你您]|过来|上来)?(?=[\s,。;!~]|\Z)|(?:开工|开门|开张|复工|开市|营业)(?:了|啦|大吉)?\s?!|(?:那[天周次批车]的?|的)(?:[单货]子?|订单)?(?:先|都|就|还是|仍然?)?(?:不变|不动|不改|照旧|照常|照原|照送|不管)|\s*(?:快乐|愉快|安康|大吉|吉祥)|\s*(?:一起|再|一并|统一)?(?:结(?:[账款清算]|(?=[\s,。;!)]|\Z))|算[账钱]|清账|对账|付(?:[款清钱](?!款?(?:后|完|了|就|再)*(?:提|自提|拿|拉|发)货?)|(?=[\s,。;!)]|\Z))|打款|给钱)|\s*(?:有|来|的)?[几两三四五六七八九十\d]{1,2}[个张笔]?(?:新)?(?:订?单|客户)(?!前|之前|到)|\s*(?:报单|订单|报货|接龙|了(?!就)|[^\s,。;\d]{1,5}的人?[多少忙](?![来要拿])|有没有(?!问题)|有[吗么嘛]|还有[吗么没]|的\s?[\d一二两三四五六七八九十半]+[箱件盒包袋桶瓶套卷只个支条把根双打板](?!货)|最后一天|再?[说问定聊谈]|给你|给您|(?:再|就|能)?给(?:我们?|咱们?|他们?|客户|这边)?(?:个|一个|句)?(?:准数|准信|准话|准确|确切|回话|回音|回信|答案|消息|信|结果|数)(?!量)|答复|回[复你]|开会|车还|我?再(?:报|下单?|订|要|加|补)(?:单|货)?[吧哈啊]?(?=[\s,。;!]|\Z)|我?再(?![下备来要加拿订送发补追给拉配装带寄出开搞弄整报])|的价)|[^\s,。;]{0,4}(?:发现|看到|盘点|卖[完光断])"
)


CAME = re.compile(r"\s?(?:给我们?)?(?:[送发拉寄拿带运]来的|收到的|[送发拉到]的?(?:那|上)[批车单次])")
AHEAD = re.compile(r"[今明后下]")
USED = re.compile(r"[^\s,。;!?\d到送发]{0,6}?(?<![够管能])(?:要用|用)(?=[\s,。;!]|\Z)")
RUNS_OUT = re.compile(  # 厂里今天就要断顿了: how it stands there, not when the goods are to come
    r"(?:都|就|也|可能|怕是|眼看)?(?:快|要|得|会|已经?)*(?:断(?:货|顿|粮|档|供|料|炊|了)|停(?:工|产|业|摆|机|线)|没(?:货|料|米|得用|法|东西|的[用卖])|用(?:完|光|没)|卖(?:完|光|断)|开不了[工门张]|缺货|不够[用卖])"
)
LIKE_BEFORE = re.compile(  # 别像上次一样拖到15号
    r"(?:像|跟|和|同)(?:上[次回批趟]|上一[次回批]|那次|之前|以前|前几?次|去年)(?:(?!一样\s|不变\s|照旧\s)[^,。;!?\n]){0,8}\Z"
)
TODAYISH = re.compile(r"[今明后]")
TODAY = re.compile(r"今[天日儿早晚]|今儿个")
FEAST = re.compile(  # 今天女神节: what today is, not when anything is wanted
    r"今[天日](?:就?是)?(?![上下中]午|一?[早晚]|傍|白天|凌晨|之?内|以内)[\u4e00-\u9fff]{2,6}(?<![前后内到])"
)
ANY_DAY_LATER = re.compile(
    r"后[,\s]?(?:随便|随时|(?:哪[天日]|几号|什么时候|啥时候|几时)(?:都|也)|都(?:行|可以|成|没问题)|再(?:说|讲|看|定))"
)
LATER = re.compile(r"(?:先|都|也|还|倒|反正)*(?:不急|不着急|不赶)")  # 今天先不急
WEATHER = re.compile(r"[好真太]?(?:冷|热|晒|闷|堵|累|忙|凉快|暖和|下雨|下雪|大雨|刮风|降温|天气)")
FIGURES = re.compile(r"\d+(?:\.\d+)?")
AND = re.compile(r"[和跟与、]")
SIZE_CALLED = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)的?\s?\Z")
NEEDS = re.compile(r"[到送发要前交提拿来出装用给拉取走完寄配备急补开排车]")
SENTENCE = re.compile(r"[,。;!?\n]")
DEGREES = ("度", "℃")
CHATTER = re.compile(r"[\u3400-\u9fff]{2}")


@frozen
class Who:
    """Whom an order is for."""

    id: str | None
    ids: tuple[str, ...] = ()
    words: str = ""
    span: Span | None = None
    reason: str = ""  # why it is doubtful
    sign: str = ""  # how it was found, where that is less than a full name


def of_one_house(one: str | None, two: str, lexicon: Lexicon) -> bool:
    """True for branches of one chain: their names begin alike, and each says which it is."""
    if one is None:
        return False
    return lexicon.label(one)[:HOUSE] == lexicon.label(two)[:HOUSE]


def same_person(named: Sequence[Named]) -> list[Named]:
    """One mention per customer, in the order of the text."""
    seen: list[Named] = []
    for item in named:
        if not any(item.ids == other.ids for other in seen):
            seen.append(item)
    return seen


def _either(one: Named, other: Named, scene: Scene) -> Named:
    """Both of two customers between whom somebody wavers: 老刘还是小刘我忘了."""
    ids = tuple(dict.fromkeys((*one.ids, *other.ids)))
    return replace(one, end=other.end, ids=ids, words=scene.text[one.start : other.end])


def spoken_customers(scene: Scene, items: Sequence[Item]) -> list[Named]:
    """The mentions that count: a slip of the tongue takes the one before back."""
    kept: list[Named] = []
    for item in _without_heading(scene, items):
        if kept:
            gap = scene.between(kept[-1].end, item.start)
            free = not any(kept[-1].end <= i.start < item.start for i in items)
            if EITHER.fullmatch(gap):
                kept[-1] = item if SETTLED.match(scene.folded, item.end) else _either(kept[-1], item, scene)
                continue
            if free and (SLIP.search(gap) or re.fullmatch(r"\s*\?\s*|[\s….,]*是", gap)):
                kept.pop()
        kept.append(item)
    outright = [
        k for k in kept if scene.folded[k.start - 1 : k.start] == "是" and scene.folded[k.end : k.end + 1] == "的"
    ]
    if len(outright) == 1:
        kept = outright  # 一帆和亿帆别搞混,这单是亿帆的
    meant = [k for k in kept if MIX_UP.search(scene.folded, max(0, k.start - 10), k.start)]
    if len(meant) == 1 and any(k.end <= meant[0].start for k in kept):
        kept = [k for k in kept if k.start >= meant[0].start]  # 湘检 湘鉴 别搞混:湘鉴中心
    kept = [k for k in kept if not FOR_USE.match(scene.folded, k.end)] or kept  # 富贵农庄 大排档用的灶
    strong = [k for k in kept if not k.weak]
    if strong:
        kept = [
            k
            for k in kept
            if not k.weak
            or any(set(k.ids) & set(s.ids) for s in strong)
            or _leads(k, items, scene)
            or _wants(k, kept, scene)
            or _headed(k, scene)
            or _heads_row(k, items, scene)
            or _listed(k, kept, scene)
            or _has_goods(k, kept, items, scene)
            or _opens(k, strong, items, scene)
        ]
    return same_person(kept)


def _without_heading(scene: Scene, items: Sequence[Item]) -> list[Named]:
    """Without the customers that are only announced: 恒力和恒丽:恒力 5箱,恒丽 1箱; 恒力、恒丽不是一家!恒丽 5箱."""
    spoken = list(scene.customers)
    if len(spoken) < 2 or not items:
        return spoken
    apart = NOT_ONE.search(scene.folded)
    if apart and any(n.end <= apart.start() for n in spoken) and any(n.start >= apart.end() for n in spoken):
        return [n for n in spoken if n.start >= apart.end()]
    first = min(item.start for item in items)
    again = [n for at, n in enumerate(spoken) if any(n.ids == o.ids for o in spoken[:at])]
    if len({n.ids for n in again}) < 2 or again[0].start >= first:
        return spoken
    return [n for n in spoken if n.start >= again[0].start or not any(n.ids == o.ids for o in again)]


def _listed(named: Named, others: Sequence[Named], scene: Scene) -> bool:
    """True where a single customer stands right behind another: 渝川 宏达 各要一台."""
    before = [o for o in others if o.end <= named.start and set(o.ids).isdisjoint(named.ids)]
    after = next((o for o in others if o.start >= named.end and set(o.ids).isdisjoint(named.ids)), None)
    if named.one and after and JOINS.fullmatch(scene.folded, named.end, after.start):
        return EACH.match(scene.folded, after.end) is not None  # 堰桥万里跟万里达各要10个
    return (
        named.one is not None
        and bool(before)
        and re.fullmatch(r"[\s,、和跟与及/]{1,2}", scene.between(before[-1].end, named.start)) is not None
        and EACH.match(scene.folded, named.end) is not None
    )


def _opens(named: Named, strong: Sequence[Named], items: Sequence[Item], scene: Scene) -> bool:
    """True where a single customer opens the message right before goods, and another one stands before others.

    Nothing but a word, of the place or to whom it goes, may stand before it: 常平华美 5箱,恒力 3箱.
    """
    before = scene.folded[: named.start].strip()
    known = before and any(start < named.start for start, _ in scene.known)
    if named.one is None or len(before) > PLACE or known or not items:
        return False
    own = [i for i in items if 0 <= i.start - named.end <= 1 and i.hits and i.quantity]
    theirs = [s for s in strong if any(0 <= i.start - s.end <= 1 and i.hits and i.quantity for i in items)]
    return bool(own) and any(s.start >= own[0].end and set(s.ids).isdisjoint(named.ids) for s in theirs)


def _has_goods(named: Named, others: Sequence[Named], items: Sequence[Item], scene: Scene) -> bool:
    """True where a single customer is named again right before goods, and another one before others."""
    if sum(named.ids == c.ids for c in scene.customers) < 2:
        return False
    heads = [o for o in others if o.one and any(0 <= i.start - o.end <= 1 and (i.hits or i.quantity) for i in items)]
    return named in heads and len({o.ids for o in heads}) > 1


def _wants(named: Named, others: Sequence[Named], scene: Scene) -> bool:
    """True where somebody is said to want something, apart from another customer: 廖记和老廖…,廖记要20个."""
    return WANTS.match(scene.folded, named.end) is not None and len({k.ids for k in others}) > 1


def _headed(named: Named, scene: Scene) -> bool:
    """True where a single customer heads a list of its own: 天元店:5盒 总部:20盒."""
    return named.one is not None and scene.folded[named.end : named.end + 1] == ":"


def _heads_row(named: Named, items: Sequence[Item], scene: Scene) -> bool:
    """True where a single customer begins a line that holds goods, and another one is named in another line."""
    if named.one is None or "\n" not in scene.signs:
        return False
    start = scene.folded.rfind("\n", 0, named.start) + 1
    end = scene.folded.find("\n", named.end)
    end = len(scene.folded) if end < 0 else end
    if ROW_MARK.fullmatch(scene.folded, start, named.start) is None:
        return False
    others = [c for c in scene.customers if set(c.ids).isdisjoint(named.ids)]
    apart = bool(others) and all(not start <= c.start < end for c in others)
    return apart and any(named.end <= i.start < end for i in items)


def _leads(named: Named, items: Sequence[Item], scene: Scene) -> bool:
    if FOR_USE.match(scene.folded, named.end):
        return False  # 泳衣用的网眼布: what it is for
    return len(named.ids) == 1 and any(i.start >= named.end for i in items) and any(i.end <= named.start for i in items)


def who(named: Named | None, hints: Hints, lexicon: Lexicon) -> Who:
    """The customer of one order: named, else the group's, else the sender's own.

    A mere hint does not speak against the sender's own, unless it names another branch of the same house.
    """
    default = hints.chat_customer or hints.sender_customer
    if named is None:
        return Who(default, sign="default" if default else "", reason="" if default else "missing")
    span = Span(named.start, named.end)
    faint = (named.weak or named.fuzzy) and default is not None and hints.sender_customer is not None
    faint = faint and not (named.one and (named.one == hints.sender_customer or _begins_name(named, lexicon)))
    if faint and default not in named.ids and not any(of_one_house(default, i, lexicon) for i in named.ids):
        return Who(default, sign="overruled")
    if named.one:
        sign = "sound" if named.fuzzy else "weak" if named.weak else ""
        return Who(named.one, (), named.words, span, "sound" if named.fuzzy else "", sign)
    if default in named.ids:
        return Who(default, (), named.words, span, sign="among")
    return Who(None, named.ids, named.words, span, "fuzzy" if named.fuzzy else "ambiguous")


def _begins_name(named: Named, lexicon: Lexicon) -> bool:
    """True for the front of a full name, place and brand, which is no mere hint."""
    words = fold(named.words)
    return not named.fuzzy and len(words) >= BRAND and fold(lexicon.label(named.ids[0])).startswith(words)


def dues(scene: Scene) -> list[Found[DateValue]]:
    """Dates by which goods are wanted, slips taken back."""
    kept: list[Found[DateValue]] = []
    told = _todays(scene)
    money, like = (not scene.signs.isdisjoint(signs) for signs in ("钱款账", "像跟和同"))
    for found in scene.dates:
        if found.value.role not in ("due", "dispatch") or found.value.day is None:
            continue
        if found in told or (CAME.match(scene.folded, found.span.end) and not AHEAD.search(found.words)):
            continue  # 1号送来的台布少2张
        behind = scene.between(found.span.end, found.span.end + 6)
        if (ASIDE.match(behind) and not PAYING.match(behind)) or SMALL_TALK.match(behind):
            continue
        if found.words == "今天" and IS_TODAY.match(scene.folded, found.span.end):
            kept = [k for k in kept if k.value.day != found.value.day]
            continue  # 520前... 哦今天就是520,22号发车
        if money and OWED.search(scene.folded, max(0, found.span.start - 4), found.span.start):
            continue  # 钱月底一起算
        if len(scene.dates) > 1 and (OCCASION.match(scene.folded, found.span.end) or _used_then(found, scene)):
            continue  # 9号前入仓,10号晚上要开抢
        if scene.folded[found.span.end : found.span.end + 1] in ("天", "热", "冷") and TERM.search(found.words):
            continue  # 大暑天懒得出门
        if TODAY.fullmatch(found.words) and LATER.match(scene.folded, found.span.end):
            continue
        if ANY_DAY_LATER.search(scene.folded, found.span.start + 1, found.span.end + 8):
            continue  # 大暑以后随便哪天
        if like and LIKE_BEFORE.search(scene.folded, max(0, found.span.start - 16), found.span.start):
            continue
        if _chatter(found, scene) or (RUNS_OUT.match(scene.folded, found.span.end) and TODAYISH.match(found.words)):
            continue
        if kept and INSTEAD.search(scene.folded, max(0, found.span.start - 4), found.span.start):
            kept.clear()  # 谷雨前… 哦今天就谷雨了 那就五一前
        kept.append(found)
    return kept


def _used_then(found: Found[DateValue], scene: Scene) -> bool:
    """True for the day on which goods are used, where another is told beside it: 4月初打蜡用,3月31号发货."""
    if not USED.match(scene.folded, found.span.end):
        return False
    for other in scene.dates:
        first, last = sorted((found, other), key=lambda d: d.span.start)
        apart = any(first.span.end <= q.span.start < last.span.start for q in scene.quantities)
        if other.value.role in ("due", "dispatch") and other.value.day not in (None, found.value.day) and not apart:
            return USED.match(scene.folded, other.span.end) is None
    return False


def _todays(scene: Scene) -> list[Found[DateValue]]:
    """What today is, told where another day is wanted: the 今天 and the 女神节 of 今天女神节, … 二月二前到."""
    if len({d.value.day for d in scene.dates}) < 2:
        return []
    feasts = [d for d in scene.dates if FEAST.fullmatch(d.words)]
    if feasts:
        return feasts[:1]
    for one, two in pairwise(scene.dates):
        apart = scene.between(one.span.end, two.span.start)
        if not TODAY.fullmatch(one.words) or apart not in ("", "是") or two.words[-1] in "前后到内":
            continue
        rest = [d for d in scene.dates if d not in (one, two)]
        if any(d.value.role in ("due", "dispatch") and d.value.day is not None for d in rest):
            return [one, two]
    return []


def _chatter(found: Found[DateValue], scene: Scene) -> bool:
    """True for a mere 今天 of talk beside the order: 今天真热啊, 恒力要20箱; and for the day of something else."""
    if of_something_else(found, scene):
        return True
    if not TODAY.fullmatch(found.words):
        return False
    ends = [m.start() for m in SENTENCE.finditer(scene.folded)]
    start = max((e + 1 for e in ends if e < found.span.start), default=0)
    end = min((e for e in ends if e >= found.span.end), default=len(scene.folded))
    if start == 0 and end == len(scene.folded):
        return WEATHER.search(scene.folded, found.span.end) is not None and not NEEDS.search(scene.folded)
    if NEEDS.search(scene.folded, start, end):
        return False
    if any(start <= at < end for at in (*(h.start for h in scene.hits), *(c.start for c in scene.customers))):
        return False
    if any(start <= q.span.start < end and q.value.unit not in DEGREES for q in scene.quantities):
        return False
    return CHATTER.search(scene.folded, found.span.end, end) is not None


def _counted_at(item: Item) -> int:
    """Where the amount of a line stands, else where the line begins."""
    return item.quantity.span.start if item.quantity else item.start


def _figures(item: Item, scene: Scene) -> list[str]:
    """The numbers in the words of a line's goods."""
    return FIGURES.findall(scene.between(item.start, _counted_at(item)))


def _called(
    scene: Scene, items: Sequence[Item], dates: Sequence[Found[DateValue]], lexicon: Lexicon
) -> list[tuple[Item, Found[DateValue] | None]]:
    """Dates behind all goods, each said with a name for some of them: 笔袋2箱 书包10个 笔袋8月1号 书包8月15号."""
    at = max(_counted_at(item) for item in items)
    behind = [when for when in dates if when.span.start >= at]
    named: list[tuple[Found[DateValue], Mask]] = []
    sized: dict[int, list[Item]] = {}
    for when in behind if len({when.value.day for when in behind}) > 1 else dates:
        hits = [h for h in scene.hits if at <= h.start < when.span.start and h.kind is not Kind.NUMBER and not h.lone]
        size = SIZE_CALLED.search(scene.between(at, when.span.start))
        if size and (by_size := [item for item in items if size[1] in _figures(item, scene)]):
            sized[len(named)] = by_size  # 100的10号 125的20号
        said = hits if AND.search(scene.between(at, when.span.start)) else hits[-1:]
        named.append((when, NOTHING.union(*(resolve([hit], lexicon).mask for hit in said))))
        at = when.span.end
    pairs: list[tuple[Item, Found[DateValue] | None]] = []
    for index, (when, mask) in enumerate(named):
        mine = sized.get(index) or [item for item in items if mask.intersect(item.choice.mask)]
        pairs += [(item, when) for item in mine]
        if not mine and mask:
            return []
    told = {id(item) for item, _ in pairs}
    left = [i for i in items if id(i) not in told]
    bare = [when for index, (when, mask) in enumerate(named) if not mask and index not in sized]
    if len(left) == len(bare) == 1 and OTHER_THING.search(scene.folded, 0, bare[0].span.start):
        pairs.append((left[0], bare[0]))  # 焊剂10号到 丝18号到, 其余的18号到
    elif bare:
        return []
    return pairs if len(pairs) == len(items) == len({id(item) for item, _ in pairs}) else []


def _first_and_then(
    scene: Scene, items: Sequence[Item], when: Found[DateValue]
) -> list[tuple[Item, Found[DateValue] | None]]:
    """The day for what is to come by it alone: 先来10条外胎;20号之前再来20条."""
    if not {"先", "再"} <= scene.signs or FIRST.search(scene.folded, 0, _counted_at(items[0])) is None:
        return []
    at = when.span.start
    now, later = [i for i in items if i.end <= at], [i for i in items if i.start > at]
    if not now or not later or len(now) + len(later) < len(items) or THEN.match(scene.folded, when.span.end) is None:
        return []
    return [*((item, None) for item in now), *((item, when) for item in later)]


def dated(
    scene: Scene, items: Sequence[Item], dates: Sequence[Found[DateValue]], lexicon: Lexicon
) -> list[tuple[Item, Found[DateValue] | None]]:
    """Gives each item of one customer its date: dates lead or trail their items."""
    days = {d.value.day for d in dates}
    inner = [
        d for d in dates if any(i.start < d.span.start for i in items) and any(i.start > d.span.start for i in items)
    ]
    if len(days) < 2 or not inner or not items:
        if len(days) > 1 and items and (called := _called(scene, items, dates, lexicon)):
            return called
        if len(days) == 1 and len(items) > 1 and (parted := _first_and_then(scene, items, dates[0])):
            return parted
        chosen = last_due(dates)
        return [(item, chosen) for item in items]
    leading = dates[0].span.start < _counted_at(items[0])
    pairs: list[tuple[Item, Found[DateValue] | None]] = []
    for item in items:
        if leading:
            near = [d for d in dates if d.span.start <= _counted_at(item)]
            pairs.append((item, near[-1] if near else dates[0]))
        else:
            near = [d for d in dates if d.span.start >= item.start]
            pairs.append((item, near[0] if near else dates[-1]))
    return pairs


def read_orders(scene: Scene, items: Sequence[Item], lexicon: Lexicon, hints: Hints) -> tuple[OrderReading, ...]:
    """The orders of one message."""
    named = spoken_customers(scene, items)
    dates = dues(scene)
    prices = _prices(scene, items)
    orders: list[OrderReading] = []
    parts = blocks(scene, items, named)
    shared = len(parts) > 1 and all(b[1] == parts[0][1] for b in parts)
    heading = _heading(named, dates) if len(parts) > 1 else []
    pieces = parts if shared else list(_apart(parts, scene, hints))
    for one, mine, start, end in pieces:
        own = [d for d in dates if start <= d.span.start < end and d not in heading]
        if shared or (len(parts) > 1 and parts[0][2:] == parts[1][2:]):
            own = _placed(one, dates, scene, lexicon) or days_by_nickname(one, named, dates, scene) or own
        elif len(pieces) > 1 and not own:
            own = dates
        groups: dict[date | None, tuple[list[Item], Found[DateValue] | None]] = {}
        for item, when in dated(scene, mine, own, lexicon):
            groups.setdefault(when.value.day if when else None, ([], when))[0].append(item)
        if not groups:
            chosen = last_due(own)
            groups[chosen.value.day if chosen else None] = ([], chosen)
        whom = (
            Who(None, (), scene.text[one.start : one.end], one, "unknown")
            if isinstance(one, Span)
            else _whom(scene, one, mine, hints, lexicon)
        )
        for lines, when in groups.values():
            made = [_line(i, prices, lexicon, hints) for i in lines]
            orders.append(_order(scene, whom, made, when, lexicon))
    return _one_day_for_all(orders, [d for d in dates if d not in heading])


def _one_day_for_all(orders: Sequence[OrderReading], dates: Sequence[Found[DateValue]]) -> tuple[OrderReading, ...]:
    """The orders, their day doubted where several customers got one of several days that are told for them."""
    several = len({d.value.day for d in dates}) > 1 and len({order.customer_words for order in orders}) > 1
    if not several or len({order.due for order in orders}) > 1:
        return tuple(orders)
    return tuple(replace(o, doubts=(*o.doubts, Doubt("date", "ambiguous", o.due_words))) for o in orders)


def _apart(
    parts: Sequence[tuple[Named | None, list[Item], int, int]], scene: Scene, hints: Hints
) -> Iterator[tuple[Named | Span | None, list[Item], int, int]]:
    """The parts of a message, with what is under a name that no list has taken out of the part before it."""
    strange = listed(scene, [item for _, mine, _, _ in parts for item in mine])
    for one, mine, start, end in parts:
        theirs = [(name, [i for i in mine if name.end <= i.start < last], last) for name, last in strange]
        own = [item for item in mine if not any(item in taken for _, taken, _ in theirs)]
        ahead = [i for i in own if one and i.end <= one.start and own[-1].start >= one.end]
        if one and ahead and (name := next(headed(one, own, scene, hints), None)):
            yield Span(*name), ahead, start, one.start  # 民德小学 笔记本5包;明德中学 资料册2箱
            own, start = [i for i in own if i not in ahead], one.start
        if own or not mine:
            yield one, own, start, end
        yield from ((name, taken, name.start, last) for name, taken, last in theirs if taken)


def _heading(named: Sequence[Named], dates: Sequence[Found[DateValue]]) -> list[Found[DateValue]]:
    """A week or month above a list of several customers, where a day is said too: 本周补货 … 周六前送."""
    first = min((n.start for n in named), default=0)
    above = [d for d in dates if d.span.end <= first and not DAY.search(d.words)]
    return above if any(DAY.search(d.words) for d in dates) else []


def _placed(
    one: Named | Span | None, dates: list[Found[DateValue]], scene: Scene, lexicon: Lexicon
) -> list[Found[DateValue]]:
    """Dates said with the customer's place: 西安的6月8号 昆明的6月12号."""
    if not isinstance(one, Named):
        return []
    places = [p for p in place_hits(scene.folded, lexicon) if not p[0].overlaps(one.start, one.end)]
    again = [c for c in scene.customers if set(c.ids) & set(one.ids)]
    return [
        d
        for d in dates
        if any(0 <= d.span.start - c.end <= 2 for c in again)
        or any(
            0 <= d.span.start - p.end <= 3 and any(lexicon.customer_in(i, there) for i in one.ids)
            for p, there in places
        )
    ]


def _whom(scene: Scene, one: Named | None, items: Sequence[Item], hints: Hints, lexicon: Lexicon) -> Who:
    new = stranger(scene, hints, lexicon)
    if new and (one is None or one.weak or one.fuzzy or (one.start < new[1].end and new[1].start < one.end)):
        return Who(None, (), *new, "unknown")
    found = who(one, hints, lexicon)
    if not found.id or found.reason:
        return found
    reason, words = against(one, items, scene, hints, lexicon)
    return replace(found, reason=reason, words=words) if reason else found


def _line(item: Item, prices: Mapping[int, Found[Price]], lexicon: Lexicon, hints: Hints) -> LineItem:
    price = prices.get(id(item))
    if price is None:
        return line_of(item, lexicon, hints)
    return line_of(item, lexicon, hints, price.value.yuan, price.span, price_faint=price.confidence < 0.8)


def _prices(scene: Scene, items: Sequence[Item]) -> dict[int, Found[Price]]:
    """Each price to the item it follows; one that stands before the only item, to that."""
    given: dict[int, Found[Price]] = {}
    each = [found for found in scene.prices if not found.value.total]
    if len(each) == len(items) > 1 and each[0].span.start >= max(map(_counted_at, items)):
        given = {id(item): found for item, found in zip(items, each, strict=True)}  # 10支…, 20支… 实价28、18
    for found in scene.prices:
        if found.value.total:
            continue
        before = [i for i in items if i.start < found.span.start]
        if not before and len(items) == 1 and not scene.between(found.span.end, items[0].start).count(","):
            before = list(items)  # 按1元一件给我下20件鱼丸
        if before:
            every = ALL_AT.search(scene.folded, max(0, found.span.start - 4), found.span.start)
            own = called_with(found, before, scene)
            for one in before[::-1] if every else (own, *alike(own, scene.cells, items)):
                given.setdefault(id(one), found)
    for item in items:
        if item.price and item.price.value.qty is not None:
            listed = item.price
            given[id(item)] = Found(listed.span, Price(item.price.value.qty), listed.words, listed.confidence)
    return given


def _order(
    scene: Scene, whom: Who, lines: list[LineItem], when: Found[DateValue] | None, lexicon: Lexicon
) -> OrderReading:
    spans, signs = {}, {}
    if whom.span:
        spans["customer"] = whom.span
    if whom.sign:
        signs["customer"] = {whom.sign: 1.0}
    if when:
        spans["due"] = when.span
        signs["date"] = _date_signs(when, scene)
    doubts = [Doubt("customer", whom.reason, whom.words)] if whom.reason else []
    if when and when.value.guessed:
        doubts.append(Doubt("date", "calendar", when.words))
    never = next((d for d in scene.dates if d.value.role == "never"), None) if when is None else None
    if never:
        doubts.append(Doubt("date", "impossible", never.words))
    address = scene.addresses[0] if scene.addresses else None
    if address:
        spans["address"] = address.span
    return OrderReading(
        customer=whom.id,
        customer_candidates=candidates(whom.ids, lexicon) if whom.id is None else (),
        customer_words=whom.words,
        due=when.value.day if when else None,
        due_kind=DueKind(when.value.kind) if when and when.value.kind else None,
        due_words=when.words if when else "",
        items=tuple(lines),
        urgent=not HASTE.isdisjoint(scene.signs) and URGENT.search(CALM.sub("", _beside_names(scene))) is not None,
        address=address.value if address else None,
        spans=spans,
        doubts=tuple(doubts),
        signs=signs,
    )


def _beside_names(scene: Scene) -> str:
    """The text without the names of goods: 应急灯 is nothing urgent."""
    return blanked(scene.folded, [(h.start, h.end) for h in scene.hits]) if "急" in scene.folded else scene.folded


def _date_signs(when: Found[DateValue], scene: Scene) -> dict[str, float]:
    """What speaks against a date having been read rightly."""
    found = {}
    if when.confidence < 0.95:
        found["faint"] = round(1 - when.confidence, 3)
    if len({d.value.day for d in scene.dates if d.value.day is not None}) > 1:
        found["several"] = 1.0
    return found
