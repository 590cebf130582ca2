"""Recognises who, what, how many and when in one text, each kind of value masking the weaker ones."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from .clipped import coloured
from .customers import Named, by_place, find_customers, unlisted
from .customers import by_sound as customer_by_sound
from .dimensions.address.rules import find_addresses
from .dimensions.date.rules import find_dates
from .dimensions.found import Found, covered, spans, stretch
from .dimensions.money.rules import Price, find_prices
from .dimensions.order_ref.rules import OrderRef, find_order_refs
from .dimensions.phone.rules import find_phones
from .dimensions.quantity.rules import COUNTERS, Quantity, find_quantities
from .family import family, mask_of
from .features import CN_DIGITS, Kind, Tier, fold
from .lexicon import Lexicon, Mask
from .loose import like_day, loose, neighbours, one_of, settle
from .measured import describes
from .misspelt import misspelt
from .normalize import normalize
from .own_words import own_words
from .packing import packing
from .pairs import amounts_of_pairs
from .price_rows import parted
from .products import Hit
from .scene import Scene
from .series import SERIES
from .sizes import packed_as
from .spread import EACH_KIND
from .times import spaced_times
from .told import find_words
from .types import Hints, Span
from .whereabouts import in_their_town

CREDIT = re.compile(
    r"(?:额度|授信|账期|信用)[^\s,;。!?、]{0,6}\Z"
)  # 额度调到100万: of money that is lent, not of goods
CREDITED = frozenset("额授账信")  # one of these is in all that is lent
FIGURES = re.compile(r"\s*(\d{2,6})(?![\d.*/%-])")
OWN_NUMBER = re.compile(  # #PO0305#: a customer's number of its own order, and of no goods
    r"#?(?<![a-z0-9])(po[#:.\s-]{0,2}(?=[a-z0-9-]*\d{3})[a-z0-9-]{4,16})(?![a-z0-9])#?"
)
MARKS = frozenset(".、):")  # what stands behind the numbers of a list
MARKER = re.compile(r"(?m)^\s*(\d{1,2}\s?[.、):](?!\d)|\d{1,2}\.(?=\d+[\u4e00-\u9fffa-z])(?=\d{4}))")
GLUED = re.compile(r"(?m)^\s*(\d{1,2})[.、):](?=\s?\S)|(?<=[\s;,。])(\d{1,2})(?:[、)]|\.(?!\d))(?=\s?\S)")
SPACED = re.compile(r"(?m)^[ \t]*(\d{1,2})[ \t]+(?=[\u4e00-\u9fff][^\n]*\d)")  # 1 恒力 球阀5只, each on its line
STAMP = re.compile(
    r"(?m)^.{0,20}?((?:\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?|\d{1,2}月\d{1,2}日|\d{1,2}[-/]\d{1,2}|昨天|今天|前天|星期.|周.)?\s*"
    r"(?:上午|下午|晚上|凌晨|中午)?\s*\d{1,2}:\d{2}(?::\d{2})?)\s*$"
)
CALLED = re.compile(r"@\S{1,12}")
CLOCK = re.compile(r"(?<![\d.:])\d{1,2}:\d{2}(?![\d:])")
SOME = re.compile(r"[要来拿订买加搞弄][个台只套把件箱包桶条支根]")
MERE_NUMBER = 0.75  # how sure a tail is that no word like 尾号 or 单 marks as one
OF_THE_ORDER = re.compile(r"\s?(?:的|那|这)")
ONE = re.compile(r"[要来拿订买加搞弄]([个台只套把件箱包桶条支根])\s?\Z")
DONE_TO = re.compile(r"[^,。;!?\n]{0,8}?(?:[去删撤拿减划换改退送发装]掉?[掉了成到为给在]|取消|删除|停)")  # 要把铁锹去掉
COUNTING = frozenset("零一二三四五六七八九十百千万两半几廿卅")
NUMERALS = re.compile(r"[零一二三四五六七八九十百千万两半几廿卅号日月]+")
SPOKEN_OF = re.compile(
    r"[嘞滴哩嘅叻](?<![水油点]滴)(?<=[\u4e00-\u9fffa-z].)(?=\s?[\d一二两三四五六七八九十半几各])"
)  # 蓝嘞五箱: 蓝的五箱
_LETTERS = r"(?:x{0,4}[sml]|[2-9]xl)"
SIZE_LIST = re.compile(rf"(?<![a-z0-9]){_LETTERS}(?:/{_LETTERS})+(?![a-z0-9])")  # M/L/XL各50箱
COUNTED_LATIN = re.compile(r"[一二三四五六七八九](?=[a-z])")
NEUTRAL = "品"
COUNTED = re.compile(r"\d+(?:\.\d+)?(?:{})".format("|".join(sorted(u for u in COUNTERS if len(u) == 1))))
DUE_AFTER = re.compile(
    r"\s*(?:之?前|以前|之?后|以后|到|送|发|交|要货|左右到|下午|上午|早|晚|中午|一早|周|星期|\(周)"
    r"|[\s,。;!~)]*\Z|[,。;\n]"
)
_AT_HOME = (  # said of one's own place: not of what we keep (仓库还有)
    r"(?:家|店|柜台?|手|手头|冰箱|货架|屋|厨房|食堂|科室|办公室|我们?这|我们?这边|我这边|车上|工地)[里上头边]?(?:面|边)?[^\s\d,;。!?一两]{0,8}?"
    r"(?:[还现]+(?:有|剩|存|余|压)|剩|剩余|存)[着下得了]?(?:大概|大约|差不多|最后)?"
)
AT_HOME = re.compile(_AT_HOME)
AT_HOME_NOW = re.compile(_AT_HOME + r"\s?\Z")
HAD = frozenset("有剩存余压没")  # one of these is said of whatever one has still
UNUSED = re.compile(r"(?:都|还)?没(?:卖|用|吃|喝|消化|动|拆|走)(?:完|掉|过|呢|\s|,|$)")
DESCRIBES = re.compile(r"\s?(?:的|装)")
ARTICLED = frozenset("要来拿订那是")  # what stands before the 一个 of speech
BAGGED = re.compile(r"[袋包桶瓶罐盒箱听](?:装|的)?(?=[\s,。;)]|\Z)")  # 25公斤袋: what it comes in
BY_WEIGHT = frozenset(("公斤", "千克", "斤", "克", "升", "毫升", "kg", "g", "l", "ml"))
PERCENT = re.compile(r"点(?!心|[焊胶滴钞烟])")  # 开13个点的发票
AS_MUCH = re.compile(r"的(?:用?量|料)(?=[\s,。;]|就)")  # 两套的量,就7米
BYGONE = re.compile(r"(?:上[周次回批月]|上个?(?:月|礼拜|星期)|昨[天晚]|前[天几]|那[天次])[^,。;!?\n]{0,12}\Z")
CAME = re.compile(  # 上周要的20箱收到了,再来…
    r"[^,。;!?\n]{0,10}?(?:收到|收|到货|到|用|卖|吃|喝|发|送|拿)[完光掉]?了[呀啊哈呢]?\s*[,。;!\n]\s*(?=\S)"
)
OWN = re.compile(r"[^\s,。;!?\d]{1,6}?(?:自备|自带|自理|自购|自己(?:备|带|买|出|弄))")  # 夹一张贺卡他们自备
RESTATED = re.compile(r"\d[*x]\d+[^\s,。;\d]{0,2}(?:就是|也就是|等于|即)\s?\Z")  # 2*50就是一百包
RIDES = ("车", "批", "次", "趟", "单", "柜")
LOADS = ("车", "批")
SENT = re.compile(r"(?:一起|一块|一块儿|全部?|都)?(?:送|拉|装|发|运|走|过[来去]|带[过来去走])(?!的)")  # 28号一车送
RIDE_BEFORE = re.compile(r"(?:最后|头|这|那|上|下|每|前|后|第)\Z")
EVENT = re.compile(r"\s?(?:大促|促销|活动|购物节|狂欢|会员日|店庆|档期|节(?![省约日]))")  # 618大促, 520活动
CALLED_SO = re.compile(r"(?:[^\s\d,。]{0,3})?叫(?!货|车|来|了|上|他|她|你|我)")  # 一个叫洁美环保的
BOTH_ENDS = re.compile(r"都?(?:是|带|接|开|通)")  # 两头都是母的
EVERY = re.compile(r"每(?:个|家|层|人|间|户|台)?[^\s\d,。;每]{1,5}\Z")  # 每个厂区配两把 共10把: the whole counts
IN_ALL = re.compile(r"[\s,]{0,2}(?:一共|总共|合计|共计|共)(?:是|要)?\s?[\d一二两三四五六七八九十百]")
POWER = re.compile(r"\dw")
FEN = re.compile(r"\d+分(?!钱)")
JIAO = re.compile(r"[三四五六八]角\Z")  # 一包 三角带B1400: no price where the catalogue has such corners
PRICED = re.compile(r"价|元|块|[¥$]")
PARTED = dict.fromkeys(("车", "批", "次", "趟", "单"), ("", "分", "拼"))
SIZE_LETTERS = re.compile(r"[0-9]?x{0,3}[sml]|[0-9]xl")
WORD_END = re.compile(r"(?![要来拿订的家那店])[\u4e00-\u9fff]{1,2}\s?(?=\d)")
NOT_ONE_LEFT = re.compile(r"(?:都|也)?(?:不剩|没剩|没有了?|没了|不留|没留)(?!货款)")  # 盒子一个不剩, 赶紧送两箱来
TIMES = ("*", "x")
DIGITS_END = re.compile(r"\d+(?:[\s,、;]|$)")
AFTER_DATE = re.compile(r"\s*(?:之前|以前|前|之后|以后|后|左右|内|以内|之内)")


def prepare(text: str) -> str:
    """Normalised and folded, same length; a Chinese digit before a Latin letter becomes a digit (六CT)."""
    return _prepared(normalize(text))


def _prepared(plain: str) -> str:
    folded = plain.replace("°", "℃").replace("ø", "φ")  # all that `fold` changes of what is normalised
    folded = SPOKEN_OF.sub(lambda m: m[0] if m.string[m.start() - 1] in COUNTING else "的", folded)
    folded = SIZE_LIST.sub(lambda m: m[0].replace("/", "、"), folded) if "/" in folded else folded
    return COUNTED_LATIN.sub(lambda m: str(CN_DIGITS.index(m[0])), folded)


def _listed(plain: str) -> str:
    """The text without the marks of a list, told from decimals: 1.20水管 in a first line, 2、25水管 in a second."""
    marks = [] if MARKS.isdisjoint(plain) else [m.span(m.lastindex or 0) for m in GLUED.finditer(plain)]
    marks = marks or ([m.span(1) for m in SPACED.finditer(plain)] if "\n" in plain else [])
    if len(marks) < 2 or [int(plain[start:end]) for start, end in marks] != list(range(1, len(marks) + 1)):
        return plain
    chars = list(plain)
    for start, end in marks:
        chars[start : end + 1] = " " * (end + 1 - start)
    return "".join(chars)


def _places(hits: Iterable[Hit | Named]) -> int:
    found = 0
    for hit in hits:
        found |= (1 << hit.end) - (1 << hit.start)
    return found


def _outside(hits: Iterable[Hit], masked: int) -> list[Hit]:
    return [h for h in hits if not masked & stretch(h.start, h.end)] if masked else list(hits)


IDIOMS = re.compile(
    r"(?<=[上开建投])一条(?:生产|产|流水)?线(?![缆束材路])|一件代发|一条龙|一站式|一口价|一刀切|一把手|一年到头|一手货源?|[冲搏赌爽火捞赚拼嗨]一把"
)
BROKEN = re.compile(r"(?:坏|破|碎|裂|烂|压扁|变形|掉色|发霉|漏气)\Z")
BROKEN_AFTER = re.compile(r"(?:都|全|是|有点|已经)?(?:坏|破|碎|裂|烂|压扁|变形|掉色|发霉|漏气)(?:了|的(?=[\s,。;!]))")
BREAKS = frozenset("都全是有已坏破碎裂烂压变掉发漏")
ALL_OVER = re.compile(r"[坏倒湿黑烂红绿亮叫骂哭笑漏糊]了?\Z")  # 灯坏一片


def noise(folded: str) -> list[tuple[int, int]]:
    """Numbers that count nothing: the marks of a list, the times and heads of a forwarded chat, the clock."""
    found = [] if MARKS.isdisjoint(folded) else [m.span(1) for m in MARKER.finditer(folded)]
    found.extend(m.span() for m in packed_as(folded))
    found += [m.span() for m in IDIOMS.finditer(folded)] if "一" in folded else []
    found += [m.span() for m in EACH_KIND.finditer(folded)] if "各" in folded or "每" in folded else []
    found += [m.span() for m in SERIES.finditer(folded)] if "全" in folded or "所有" in folded else []
    if ":" in folded:
        found += [m.span(1) for m in STAMP.finditer(folded)]
        found += [m.span() for m in CLOCK.finditer(folded)]
    return found


def staff_spans(folded: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Where our own people are named or called."""
    found = [m.span() for m in CALLED.finditer(folded)] if "@" in folded else []
    return found + [(f.start, f.end) for f in lexicon.customer_index.staff_in(folded)]


def _prices(plain: str, taken: int, lexicon: Lexicon) -> list[Found[Price]]:
    """The prices; 6分一箱 is none where the catalogue has things of 6分."""
    found = find_prices(plain, taken)
    if not found:
        return found
    fen = [(p, m[0]) for p in found if (m := FEN.match(p.words) or JIAO.search(p.words))]
    sizes = [p for p, word in fen if lexicon.words.get(word)]
    return [p for p in found if p not in sizes] if sizes else found


def _follows(folded: str, hit: Hit, span: Span) -> bool:
    return hit.end <= span.start and not folded[hit.end : span.start].strip(" \t")


def _firm(hit: Hit) -> bool:
    """True for words that are no date whatever stands in them: 2号锂基脂, 3月红苹果; 10号, a mere end, may be one."""
    if hit.tier is not Tier.EXACT and like_day(hit.word):
        return False
    if hit.kind is Kind.FEATURE:
        return hit.tier is Tier.EXACT and len(hit.word) > 2
    return hit.naming or (hit.kind is Kind.CODE and len(hit.word) > 2)


def _cut_by_date(named: Named, dates: Sequence[tuple[int, int]]) -> bool:
    """True where a short name shares characters with a date: 后天|顺路 is no 天顺."""
    if named.weak:
        return any(s < named.end and named.start < e for s, e in dates)
    return named.end - named.start < 4 and any(s < named.start < e < named.end for s, e in dates)


def _sizes(folded: str, start: int, end: int) -> bool:
    """False where what looks like a day stands as one: at the end, before 前 or 到, behind its month."""
    return DUE_AFTER.match(folded, end) is None and folded[start - 1 : start] != "月"


def _at_home(folded: str, start: int, end: int) -> bool:
    """True for what one has still: 家里还有5盒, 店里剩3箱没卖完."""
    if HAD.isdisjoint(folded):
        return False
    return AT_HOME_NOW.search(folded, max(0, start - 18), start) is not None or UNUSED.match(folded, end) is not None


def _restated(folded: str, start: int) -> bool:
    """True for what a size comes to: 2*50就是一百包."""
    return ("*" in folded or "x" in folded) and RESTATED.search(folded, max(0, start - 14), start) is not None


def _broken(said: Quantity, folded: str, start: int, end: int) -> bool:
    """True for what went wrong: 上次坏了3口, 有两箱漏了, 灯坏一片."""
    if folded[start - 1 : start] in ("了", "掉") and BROKEN.search(folded, max(0, start - 4), start - 1):
        return True
    if folded[end : end + 1] in BREAKS and BROKEN_AFTER.match(folded, end):
        return True
    return said.unit == "片" and said.qty == 1 and ALL_OVER.search(folded, max(0, start - 2), start) is not None


def _counts(found: Found[Quantity], folded: str, hits: Sequence[Hit]) -> bool:
    """False for descriptions (500克的), numbers that hardly count anything, and 第2箱, 下张单, 这两车, 分三批."""
    said, start, end = found.value, found.span.start, found.span.end
    if said.qty is None and not said.parts and said.high is None and said.low is None:
        return False
    before = folded[start - 1 : start]
    if before == "第" or _broken(said, folded, start, end) or describes(folded, start):
        return False
    if not said.unit:
        if EVENT.match(folded, end):
            return False
        return found.confidence >= 0.35 or (
            found.confidence >= 0.25 and any(_follows(folded, hit, found.span) for hit in hits)
        )
    about = {"头": BOTH_ENDS, "个": CALLED_SO}.get(said.unit)
    if about is not None and about.match(folded, end):
        return False
    if "每" in folded and EVERY.search(folded, max(0, start - 12), start) and IN_ALL.match(folded, end):
        return False
    if before in PARTED.get(said.unit, ()):  # 两车水泥 counts, 两车送 does not
        return not before and said.unit in LOADS and any(0 <= hit.start - end <= 2 for hit in hits)
    if _at_home(folded, start, end) or OWN.match(folded, end) or _restated(folded, start):
        return False
    if (said.unit == "个" and PERCENT.match(folded, end)) or AS_MUCH.match(folded, end):
        return False
    if "了" in folded and CAME.match(folded, end) and BYGONE.search(folded, max(0, start - 16), start):
        return False
    if said.unit in BY_WEIGHT and BAGGED.match(folded, end):
        return False
    if said.unit in RIDES and _rides(said.unit, folded, start, end):
        return False
    if said.unit == "张" and before in ("下", "开", "补"):
        return False
    return found.confidence >= 0.3 or not DESCRIBES.match(folded, end)


def _rides(unit: str, folded: str, start: int, end: int) -> bool:
    """True for a ride and no amount: the 一车 of 28号一车送, the 车 of 最后一车."""
    sent = unit in LOADS and SENT.match(folded, end) is not None
    return sent or RIDE_BEFORE.search(folded, max(0, start - 2), start) is not None


def without_numerals(plain: str, hits: Iterable[Hit]) -> str:
    """The text with the numerals of names out of the way, so that 普五一箱 is one case and no holiday."""
    if COUNTING.isdisjoint(plain):
        return plain
    chars = list(plain)
    for hit in hits:
        if hit.kind is Kind.FEATURE or hit.tier is not Tier.EXACT:
            continue
        if not COUNTING.isdisjoint(hit.word) and not hit.lone and not NUMERALS.fullmatch(hit.word):
            for at in range(hit.start, hit.end):
                if chars[at] in COUNTING:
                    chars[at] = NEUTRAL
    return "".join(chars)


def _cut(plain: str, hits: Sequence[Hit]) -> str:
    """The text with the last letter of a measure out of the way of the amount behind it: 10cm5卷, CRG912*5支."""
    for hit in hits:
        if plain[hit.end : hit.end + 1] in TIMES and not loose(hit) and COUNTED.match(plain, hit.end + 1):
            plain = f"{plain[: hit.end]} {plain[hit.end + 1 :]}"
            continue
        last, end = hit.word[-1], hit.end
        if last.isascii() and (last.isalpha() or last == "#") and plain[end : end + 1].isdecimal():
            sized = SIZE_LETTERS.fullmatch(hit.word) and DIGITS_END.match(plain, end)
            if sized or COUNTED.match(plain, end):
                plain = plain[: end - 1] + NEUTRAL + plain[end:]
    return plain


def implied(folded: str, hits: Sequence[Hit], known: Sequence[Found[Quantity]]) -> list[Found[Quantity]]:
    """The one that 要个马达 leaves unsaid."""
    if not SOME.search(folded):
        return []
    found = []
    counted = covered(spans(known))
    for hit in hits:
        match = ONE.search(folded, max(0, hit.start - 3), hit.start)
        if match and match[1] == "把" and DONE_TO.match(folded, hit.end):
            continue
        if match and not counted & stretch(*match.span(1)) and not _counted_behind(hit, hits, known, folded):
            found.append(Found(Span(*match.span(1)), Quantity(Decimal(1), match[1]), match[1], 0.8))
    return found


def _counted_behind(hit: Hit, hits: Sequence[Hit], known: Sequence[Found[Quantity]], folded: str) -> bool:
    """True where the amount follows and is of nothing else: 加个110ml的 1盒."""
    end = max((h.end for h in hits if h.start <= hit.end + 1 and h.start >= hit.start), default=hit.end)
    behind = next((q for q in known if 0 <= q.span.start - end <= 3 and q.value.unit), None)
    if behind is None or folded[end : behind.span.start].strip(" 的"):
        return False
    return not any(0 <= h.start - behind.span.end <= 1 and h.naming for h in hits)


def _goes_with(hit: Hit, after: Hit | None) -> bool:
    """True for a piece of a name right before a size of the same goods: 五常 of 五常大米 in 五常5kg."""
    if after is None or hit.lone or hit.end != after.start or loose(hit):
        return False
    return loose(after) and len(after.word) > 1 and hit.masks[2].intersect(after.masks[2])


def _with(slips: Sequence[Hit], hits: list[Hit]) -> list[Hit]:
    """The hits with misspelt names in the place of the pieces that they cover."""
    return sorted([*_outside(hits, _places(slips)), *slips], key=lambda h: h.start) if slips else hits


def _mere_article(found: Found[Quantity], folded: str, hits: Sequence[Hit], amounts: Sequence[Found[Quantity]]) -> bool:
    """True for the 一个 of speech, where what it stands before has an amount of its own: 再要一个香菇二十件."""
    if found.words != "一个" or folded[found.span.start - 1 : found.span.start] not in ARTICLED:
        return False
    end = found.span.end
    for hit in hits:
        end = hit.end if hit.start == end else end
    counted = next((q for q in amounts if q.value.unit and q.span.start == end > found.span.end), None)
    return counted is not None and not any(h.start == counted.span.end for h in hits)


def _graded(found: Found[Quantity], hits: Sequence[Hit], lexicon: Lexicon) -> bool:
    """True for a number that the catalogue has, right before a name that has it not: no amount, the 304 of 304平垫."""
    return (
        found.value.unit is None
        and found.words.isdecimal()
        and len(found.words) > 2
        and any(h.start == found.span.end and h.naming for h in hits)
        and lexicon.words.get(found.words) is not None
    )


def _grades(found: Found[Quantity], hits: Sequence[Hit], counted: Sequence[Found[Quantity]], folded: str) -> bool:
    """True for a size that no list has, glued to a name before the amount: the 7 of 松紧带7黑 20卷, 浴室柜75要6套."""
    if found.value.unit is not None or not found.words[-1].isdecimal():
        return False
    if not any(h.end == found.span.start and h.kind is Kind.HEAD and h.naming for h in hits):
        return False
    end = found.span.end
    while after := next((h for h in hits if h.start == end and (h.kind is not Kind.HEAD or h.lone)), None):
        end = after.end
    end += folded[end : end + 1] in ("要", "的")
    return end > found.span.end and any(q.value.unit and 0 <= q.span.start - end <= 2 for q in counted)


def _watts(found: Found[Quantity], hits: Sequence[Hit], lexicon: Lexicon) -> bool:
    """True for a power glued to a name that others of its kind have: 净化灯72W is no 720000."""
    if found.value.unit is not None or found.words[-1] not in "wW":
        return False
    named = [h for h in hits if h.end == found.span.start and h.kind is Kind.HEAD and h.naming]
    return any(POWER.search(fold(one.spec)) for h in named for one in lexicon.some(h.masks[2], 40))


def _of_goods(found: Found[OrderRef], folded: str, lexicon: Lexicon) -> bool:
    """True for a product's own number before 那单 or alone: 6204的单子, 6204改5个, where the list has bearings 6204."""
    entry = lexicon.words.get(found.value.number) if found.value.kind == "tail" else None
    if entry is None:
        return False
    start = max(0, found.span.start - 8)
    named = (lexicon.words[m.word] for m in lexicon.words.find(folded[start : found.span.start]))
    if any(one.masks[2].intersect(entry.masks[2]) for one in named if one.kind is not Kind.NUMBER):
        return True  # 超威7220单作废
    if found.confidence > MERE_NUMBER and not OF_THE_ORDER.match(folded, found.span.end):
        return False
    return entry.tier is Tier.EXACT and len(entry.masks[0]) > 0


def _as_written(found: Found[str], text: str) -> Found[str]:
    """An address in its own letters."""
    written = text[found.span.start : found.span.end]
    return replace(found, value=written) if len(written) == len(found.value) else found


def _not_denied(found: list[Found[Quantity]], folded: str) -> list[Found[Quantity]]:
    """Without the first of 不是一万二是一千二 and of 从5箱加到8箱."""
    if len(found) < 2:
        return found
    after = [*found[1:], None]
    left = [one for one, two in zip(found, after, strict=False) if two is None or not _denied(one, two, folded)]
    return [one for one in left if one is left[0] or not _denied_alone(one, folded)]


LESSENED = re.compile(r"减(?:掉|少|去)?\s?\Z")
NOT_SO_MUCH = re.compile(r"不是\s?\Z")
ENDS_THERE = re.compile(r"(?:的|哦|啊|哈)?(?:[)]|[\s,。;!](?!(?:而?是|应该是|改))|\Z)")


def _denied_alone(found: Found[Quantity], folded: str) -> bool:
    """True for the 400 of 200的10箱(不是400)."""
    before = NOT_SO_MUCH.search(folded, max(0, found.span.start - 3), found.span.start)
    return before is not None and ENDS_THERE.match(folded, found.span.end) is not None


def _denied(one: Found[Quantity], two: Found[Quantity], folded: str) -> bool:
    before, gap = folded[: one.span.start], folded[one.span.end : two.span.start]
    if one.value.unit == two.value.unit and re.fullmatch(r"[\s.…]+不是[\s,.…]+", gap):
        return True  # 一打 不是 两打
    if re.search(r"不是\s*\Z", before):
        return re.fullmatch(r"[\s,]*(?:而?是|应该是|改成?)\s*", gap) is not None
    if one.value.unit == two.value.unit and re.fullmatch(r"\s*(?:给我|帮我)?[加减降增缩][少加]?[到成为至]\s*", gap):
        return True  # 台历200本减到150本
    if (
        one.value.unit == two.value.unit
        and LESSENED.search(before)
        and re.fullmatch(r"[\s,]*(?:就|只|共|总共)?要\s*", gap)
    ):
        return True  # 减两桶,要8桶
    return (
        re.search(r"[从由]\s*\Z", before) is not None
        and re.fullmatch(r"\s*[加减改调降增提变]?[到成为至]\s*", gap) is not None
    )


def _is_place(found: Found[str], lexicon: Lexicon) -> bool:
    """False for a customer called like a place, where no word sends anything there: 滨海冷库:手套100双."""
    return found.confidence >= 0.7 or (
        found.confidence >= 0.5 and not lexicon.customer_index.get(fold(found.words)).ids
    )


def _own_figures(folded: str, hints: Hints, lexicon: Lexicon) -> tuple[int, int] | None:
    """The number that a message opens with, where the customer's own name begins so: 365:机滤20个, of 365养车."""
    match = FIGURES.match(folded)
    known = lexicon.customers.get(hints.chat_customer or hints.sender_customer or "") if match else None
    if match is None or known is None:
        return None
    number, after = match[1], folded[match.end(1) : match.end(1) + 1]
    rest = [fold(one)[len(number) :] for one in (known.name, *known.aliases) if fold(one).startswith(number)]
    named = any(one and not one[0].isdecimal() and one[0] != after for one in rest)
    return match.span(1) if named else None


def see(text: str, hints: Hints, lexicon: Lexicon) -> Scene:
    """Recognises every kind of value once, each masking the ones that are weaker.

    Names misspelt are looked for only where the first look leaves words over.
    """
    scene = _look(text, hints, lexicon)
    slips = misspelt(scene, lexicon)
    return _look(text, hints, lexicon, slips) if slips else scene


def _counted_as_goods(named: Named, quantities: Sequence[Found[Quantity]], hits: Sequence[Hit], folded: str) -> bool:
    """True for a hint at customers that begins a word of which so many are wanted: the 妈妈 of 二段6箱,妈妈粉10箱."""
    behind = WORD_END.match(folded, named.end)
    if behind is None or not any(q.span.start == behind.end() for q in quantities):
        return False
    counted_before = any(q.span.end <= named.start for q in quantities)
    return counted_before and not any(h.start < behind.end() and named.end <= h.start for h in hits)


def _no_days(hits: Sequence[Hit], folded: str, lexicon: Lexicon, context: Sequence[Mask]) -> tuple[int, int]:
    """The characters of names, which are no day whatever stands in them, and of sizes that only look like days."""
    firm = sized = 0
    for at, hit in enumerate(hits):
        if one_of(hits, at, folded, lexicon) if loose(hit) else _firm(hit):
            firm |= stretch(hit.start, hit.end)
        if like_day(hit.word) and _sizes(folded, hit.start, hit.end):
            sized |= stretch(hit.start, hit.end) if any(neighbours(hits, at, folded, lexicon, context)) else 0
    return firm, sized


def _with_after(dates: Iterable[tuple[int, int]], folded: str) -> int:
    """The characters of days with 前, 之后, 左右 behind them."""
    found = 0
    for start, end in dates:
        after = AFTER_DATE.match(folded[end : end + 3])
        found |= stretch(start, end + len(after[0]) if after else end)
    return found


def _spoken_of(hints: Hints, lexicon: Lexicon) -> list[Mask]:
    """The goods of the open drafts, else of the order that was dropped last, each with its family."""
    spoken_of = hints.drafts[:2] or [o for o in hints.orders[:1] if not o.standing]
    return [family(mask_of(line, lexicon), lexicon) for one in spoken_of for line in one.lines[:20]]


def _counting(
    found: Sequence[Found[Quantity]], folded: str, hits: Sequence[Hit], lexicon: Lexicon
) -> list[Found[Quantity]]:
    """The amounts that count something; no sizes, no articles, no credit."""
    counted = _not_denied([q for q in found if _counts(q, folded, hits)], folded)
    if "一" in folded and len(counted) > 1:
        counted = [q for q in counted if not (q.words.startswith("一") and NOT_ONE_LEFT.match(folded, q.span.end))]
    left = []
    for q in counted:
        graded = q.value.unit is None and (
            _graded(q, hits, lexicon) or _grades(q, hits, counted, folded) or _watts(q, hits, lexicon)
        )
        if not graded:
            left.append(q)
    if "一个" in folded:
        left = [q for q in left if not _mere_article(q, folded, hits, left)]
    return left if CREDITED.isdisjoint(folded) else [q for q in left if not CREDIT.search(folded, 0, q.span.start)]


def _without(plain: str, shorts: Iterable[Hit]) -> str:
    """The text with what would be a counter and is a colour out of the way."""
    for hit in shorts:
        plain = f"{plain[: hit.start]}{NEUTRAL}{plain[hit.end :]}"
    return plain


def _look(text: str, hints: Hints, lexicon: Lexicon, slips: Sequence[Hit] = ()) -> Scene:
    plain = parted(_listed(normalize(text)), lexicon)
    if "*" in plain:
        plain = spaced_times(plain)
    folded = _prepared(plain)
    idle = noise(folded)
    if "po" in folded:
        idle += [m.span() for m in OWN_NUMBER.finditer(folded) if not lexicon.words.get(m[1])]
    refs, phones = find_order_refs(plain), find_phones(plain)
    refs = [r for r in refs if not _of_goods(r, folded, lexicon)] if refs else refs
    taken = covered([*spans(refs), *spans(phones), *idle]) if refs or phones or idle else 0
    if fresh := unlisted(folded, taken):  # a new customer's name holds no products
        taken |= stretch(*fresh[:2])
        idle.append(fresh[:2])
    if figures := _own_figures(folded, hints, lexicon):
        taken |= stretch(*figures)
        idle.append(figures)
    addresses = find_addresses(plain, taken)
    if addresses:
        addresses = [_as_written(a, text) for a in addresses if _is_place(a, lexicon)]
        taken |= covered(spans(addresses))
    context = _spoken_of(hints, lexicon) if hints.drafts or hints.orders else []
    paired, shorts = amounts_of_pairs(folded, lexicon)
    plain, slips = _without(plain, shorts), [*slips, *shorts]
    hits = _with(slips, find_words(folded, lexicon, taken | paired))
    customers = in_their_town(find_customers(folded, lexicon, hits, taken), folded, lexicon, taken)
    if any(c.weak or c.end - c.start < 4 for c in customers) and (early := spans(find_dates(plain, hints.now, taken))):
        customers = [c for c in customers if not _cut_by_date(c, early)]
    named = _places(customers)
    if named and named & _places(hits):
        hits = _with(slips, find_words(folded, lexicon, taken | named | paired))  # 海之味|小龙虾, not 海之|味小龙虾
    if lexicon.customer_aliases:
        hits = own_words(folded, hits, customers, hints, lexicon)
    hits = coloured(_outside(hits, named), lexicon)
    taken |= named
    firm, sized = _no_days(hits, folded, lexicon, context)
    shown = without_numerals(plain, hits)
    said = _prices(plain, taken | firm, lexicon)
    labelled = covered([s for s in spans(said) if PRICED.search(folded, max(0, s[0] - 3), s[1] + 1)]) if said else 0
    dates = find_dates(shown, hints.now, taken | firm | sized | labelled)
    when = _with_after(spans(dates), folded) if dates else 0
    hits = _outside(hits, when)
    prices = _prices(plain, taken | when | firm, lexicon) if said and when & covered(spans(said)) else said
    cost = covered(spans(prices)) if prices else 0
    hits = [h for h in hits if not (cost & stretch(h.start, h.end) and loose(h))] if cost else hits
    taken |= when | cost
    first = taken | _places([h for h in hits if not loose(h)])
    rough = find_quantities(shown, lexicon.counters, first)
    hits = settle(hits, folded, rough, lexicon, context)
    fixed = taken | _places(hits)
    cut = _cut(shown, hits)
    again = rough if cut == shown and fixed == first else find_quantities(cut, lexicon.counters, fixed)
    quantities = _counting(again, folded, hits, lexicon) if again else []
    if packed := packing(folded, quantities, hits) if quantities else []:
        idle += packed
        hits = _outside(hits, covered(packed))
        quantities = [q for q in quantities if not any(s <= q.span.start < e for s, e in packed)]
    if ones := implied(folded, hits, quantities):
        quantities = sorted([*quantities, *ones], key=lambda q: q.span.start)
    customers = [c for c in customers if not (c.weak and c.start and _counted_as_goods(c, quantities, hits, folded))]
    if not customers:
        sure = (h for h, after in zip(hits, [*hits[1:], None], strict=False) if h.naming or _goes_with(h, after))
        spoken = taken | _places(sure) | covered(spans(quantities))
        heard = customer_by_sound(folded, lexicon, spoken)
        if heard is None and not hints.chat_customer and hints.role != "customer":
            heard = by_place(folded, lexicon, spoken)
        if heard:
            customers = [heard]
            hits = _outside(hits, _places(customers))
    return Scene(
        text,
        folded,
        tuple(hits),
        tuple(customers),
        tuple(dates),
        tuple(quantities),
        tuple(prices),
        tuple(addresses),
        tuple(refs),
        tuple(idle + staff_spans(folded, lexicon)),
    )
