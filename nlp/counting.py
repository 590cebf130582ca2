"""Tells the numbers that count something from sizes, articles, rides and what one has already."""

import re
from collections.abc import Sequence
from decimal import Decimal

from .dimensions.found import Found, covered, spans, stretch
from .dimensions.quantity.rules import Quantity
from .features import CJK, Kind, fold
from .idle_amounts import heads_list, idle, owed, too_few, unlisted_size
from .lexicon import Lexicon
from .measured import describes
from .products import Hit
from .signs import signs_of
from .types import Span

NAME_END = 6  # characters of a name that no list has, between what it begins with and its amount
REST_OF_NAME = re.compile(r"[\u4e00-\u9fff]*\s?")  # 大漏勺 of 要个不锈钢大漏勺5把
ONLY_LEFT = re.compile(r"(?:(?:只|就|才|仅|快)剩下?|(?:只|就)有)(?:最后|不到)?\s?\Z")
WANTED_THEN = re.compile(
    r"(?:都没有|多点|左右)?了?[啊呀哈]?[\s,。…!]+(?:我们?|麻烦|那)?(?:先|再|赶紧|快|就|还|得|帮我|给我)*(?:要|来|拿|订|发|送|补|备|加)(?:我|货|个)?\s?"
)
SMALL = frozenset(("克", "毫升", "公分", "厘米", "毫米", "寸", "g", "ml", "cm", "mm"))
SUCH = re.compile(r"[\u4e00-\u9fff]{1,3}(?<![要来拿])的?那[种款个]")
OF_NOUN = re.compile(r"(?![的装要来拿各和跟]|[每一二两三四五六七八九十])[\u4e00-\u9fff]{2,6}\s?")
SPELLED_OUT = re.compile(r"[零〇幺一二三四五六七八九]{3,}")  # 七七零一: an article's number, said aloud
CREDIT = re.compile(
    r"(?:额度|授信|账期|信用)[^\s,;。!?、]{0,6}\Z"
)  # 额度调到100万: of money that is lent, not of goods
CREDITED = frozenset("额授账信")  # one of these is in all that is lent
_TO_HAVE = r"(?:[要来拿订买加搞弄捎给]|[^\s,。;!?]{1,2}拉(?=[台个])|给(?:我们?|咱们?))"  # 捎个, 给根, 直接拉台
SOME = re.compile(rf"{_TO_HAVE}[个台只套把件箱包桶条支根卷]")
SOME_SIGN = re.compile("[要来拿订买加搞弄捎给拉我们咱][个台只套把件箱包桶条支根卷]")  # in every SOME
ONE = re.compile(rf"{_TO_HAVE}([个台只套把件箱包桶条支根卷])\s?\Z")
TOGETHER = re.compile(r"儿|(?:走|发|送|运|拉|装|寄|捎|带|配)(?![\u4e00-\u9fff]{0,2}[板料布皮])")
PERSONS = re.compile(r"(?<![欠差给少补送发])[我你他她咱]们\Z")
COMPANY = frozenset(("两个", "三个", "四个", "五个", "几个", "俩", "仨"))
STOP = re.compile(r"[,:;。]")
SHOWN = re.compile(
    r"[^,。;!?\n]{0,8}?的?(?:价|报价|图|照片|视频|资料|说明|链接|参数|合格证|质保书|检测报告|发票|收据|清单|电话|地址)"
)
DONE_TO = re.compile(r"[^,。;!?\n]{0,8}?(?:[去删撤拿减划换改退送发装]掉?[掉了成到为给在]|取消|删除|停)")  # 要把铁锹去掉
_AT_HOME = (  # said of one's own place: not of what we keep (仓库还有)
    r"(?:家|店|柜台?|手|手头|冰箱|货架|屋|厨房|食堂|科室|办公室|我们?这|我们?这边|我这边|车上|工地)[里上头边]?(?:面|边)?[^\s\d,;。!?一两]{0,8}?"
    r"(?:[还现]+(?:有|剩|存|余|压)|剩|剩余|存)[着下得了]?(?:大概|大约|差不多|最后)?"
)
AT_HOME = re.compile(_AT_HOME)
AT_HOME_NOW = re.compile(_AT_HOME + r"\s?\Z")
HAD = frozenset("有剩存余压没")  # one of these is said of whatever one has still
UNUSED = re.compile(r"(?:都|还)?没(?:卖|用|吃|喝|消化|动|拆|走)(?:完|掉|过|呢|\s|,|$)")
DESCRIBES = re.compile(r"\s?(?:的|装)")
ARTICLED = frozenset("要来拿订那是多加再")  # what stands before the 一个 of speech
BAGGED = re.compile(r"[袋包桶瓶罐盒箱听](?:装|的)?(?=[\s,。;)]|\Z)")  # 25公斤袋: what it comes in
PACKED = re.compile(r"[装入](?:的(?!是)|(?=[\s,]?[\d一二两三四五六七八九十半各]))")  # 5片装的2箱, 20支装 3盒
BY_WEIGHT = frozenset(("公斤", "千克", "斤", "克", "升", "毫升", "kg", "g", "l", "ml"))
ORDERED = frozenset("要来拿订")
PERCENT = re.compile(r"点(?!心|[焊胶滴钞烟])")  # 开13个点的发票
AS_MUCH = re.compile(r"的(?:用?量|料)(?=[\s,。;]|就)")  # 两套的量,就7米
BYGONE = re.compile(r"(?:上[周次回批月]|上个?(?:月|礼拜|星期)|昨[天晚]|前[天几]|那[天次])[^,。;!?\n]{0,12}\Z")
CAME = re.compile(  # 上周要的20箱收到了,再来…
    r"[^,。;!?\n]{0,10}?(?:收到|收|到货|到|用|卖|吃|喝|发|送|拿)[完光掉]?了[呀啊哈呢]?\s*[,。;!\n]\s*(?=\S)"
)
AGAIN = re.compile(  # 上次拿了20件轮胎,这次照旧20件
    r"[^,。;!?\n\d]{0,24}[\s,。;!\n]+[^,。;!?\n]{0,4}(?:这[次回]|今[次天]|照旧)[^,。;!?\n\d]{0,6}[\d一二两三四五六七八九十]"
)
_THEN = r"上[周次回批月]|上个?(?:月|礼拜|星期)|昨[天晚]|前[天几]|那[天次]"
HANDED = re.compile(  # 今天给恒力装了20件 …, 上周要的20箱 …
    rf"(?:(?:{_THEN})[^,。;!?\n\d]{{0,12}}[要订买定报下]"
    rf"|(?:{_THEN}|今[天早儿]|上午|早上|中午|刚)[^,。;!?\n\d]{{0,12}}[装送发拉提领拿给收用卖])"
    r"(?:[走去出完到]?[了的过][^,。;!?\n\d]{0,6}\Z|走[^,。;!?\n]{0,14}\Z)|退[了掉回]+\Z"
)
THEN_MORE = re.compile(  # … 左转向节 再要5件: more than what was handed over before
    r"[^,。;!?\n\d]{0,12}(?:(?:不够|退了)[^,。;!?\n]{0,4})?[\s,。;!\n]+[^,。;!?\n\d]{0,4}(?:再|还|另外|又)(?:给|帮)?[我他她们]{0,2}"
    r"[要来拿补加送发订装][^,。;!?\n]{0,10}?[\d一二两三四五六七八九十半]"
)
THEN = frozenset("上昨前那今早中刚退还剩")  # one of these is in every BYGONE, HANDED and LEFT
LEFT = re.compile(r"(?:还有|还剩|剩下?)(?:大概|差不多)?\s?\Z")
ENOUGH = re.compile(  # 还有20件够: what one has, and needs no more
    r"[^\s,。;!?\d]{0,4}?(?:就|也|应该|完全|足)?够(?!不|吗|么|没|嘛|呢|[用卖发][吗么嘛?])(?=[了用卖发吃撑的,。;!\s]|\Z)"
)
TOO_MUCH = re.compile(  # 1万只 分不了那么多 先1200只
    r"[\s,。…]{0,2}(?P<why>[\u4e00-\u9fff]{0,2}[分发拿给要放卖用装凑供做出吃拉送]不[了下完到][\u4e00-\u9fff]{0,4})[\s,。…]*(?:那|就|只|先|改|暂时|还是)*[来要拿发给订送]?\s?[\d一二两三四五六七八九十半]"
)
BROKEN_OFF = re.compile(r"\s?(?:…+|\.{2,})\s?(?:(?:哦|噢|呃|啊)?\s?(?:不对|不是|错了|不)?[\s,]*(?:是|应该是)?)")
OWN = re.compile(r"[^\s,。;!?\d]{1,6}?(?:自备|自带|自理|自购|自己(?:备|带|买|出|弄))")  # 夹一张贺卡他们自备
RESTATED = re.compile(r"\d[*x]\d+[^\s,。;\d]{0,2}(?:就是|也就是|等于|即)\s?\Z")  # 2*50就是一百包
RIDES = ("车", "批", "次", "趟", "单", "柜")
LOADS = ("车", "批")
SENT = re.compile(r"(?:一起|一块|一块儿|全部?|都)?(?:送|拉|装|发|运|走|过[来去]|带[过来去走])(?!的)")  # 28号一车送
RIDE_BEFORE = re.compile(r"(?:最后|头|这|那|上|下|每|前|后|第)\Z")
EVENT = re.compile(r"\s?(?:大促|促销|活动|购物节|狂欢|会员日|店庆|档期|节(?![省约日]))")  # 618大促, 520活动
CALLED_SO = re.compile(
    r"(?:新|老|大|外地|本地)?(?:客户|客人|朋友|单位|公司|厂家|门店)(?!的)"
    r"|(?:[^\s\d,。]{0,3})?叫(?!货|车|来|了|上|他|她|你|我)"
)  # 一个新客户, 一个叫洁美环保的
BOTH_ENDS = re.compile(r"都?(?:是|带|接|开|通)")  # 两头都是母的
EVERY = re.compile(r"每(?:个|家|层|人|间|户|台)?[^\s\d,。;每]{1,5}\Z")  # 每个厂区配两把 共10把: the whole counts
RATE = re.compile(  # 每桌两瓶古8一瓶长城 就是古8六十瓶
    r"每(?:桌|人|台车?|间房?|户|车|套|箱|家店?|个人)[^,。;!?\n每]{2,30}?[\s,]{1,2}(?:就是|也就是|一共|总共|合计|共计|共)"
)
IN_ALL = re.compile(r"[\s,]{0,2}(?:一共|总共|合计|共计|共)(?:是|要)?\s?[\d一二两三四五六七八九十百]")
POWER = re.compile(r"\dw")
PARTED = dict.fromkeys(("车", "批", "次", "趟", "单"), ("", "分", "拼"))
SHARED = re.compile(r"(?<![公平积得几\d一二三四五六七八九十])分(?:送|到|成|给|卸|开)?到?\Z")
PLACE = re.compile(
    r"\s?[\u4e00-\u9fff]{0,3}?(?:点|仓|库|店|地方|地址|工地|地点|位置|站|处|楼|厂|项目|校区|食堂|部门|车间|班组|科室|办公室|宿舍|楼层|组)"
)
PLACES = {"个": PLACE, "家": PLACE, "处": re.compile("")}  # what goods are shared among: 分两个卸货点, 分三处
OVER = re.compile(r"(?:有点|太|好像)?多了[\s,]{0,2}(?=\d|[一二两三四五六七八九十百半])")  # 200支太多了,150支就好
NO_MORE = re.compile(
    r"了[\s,]{0,2}(?=(?:\d+|[一二两三四五六七八九十百半]+)[\u4e00-\u9fff]?(?:就|即|也)?(?:够|可|行|好|成))"
)
VERBS = re.compile(r"的?(?:[也就都再还]{0,2}(?:给我)?[要来拿]个?)?")  # 再一个灰枣也来三十箱
NOT_ONE_LEFT = re.compile(r"(?:都|也)?(?:不剩|没剩|没有了?|没了|不留|没留)(?!货款)")  # 盒子一个不剩, 赶紧送两箱来
BROKEN = re.compile(r"(?:坏|破|碎|裂|烂|压扁|变形|掉色|发霉|漏气)\Z")
BROKEN_AFTER = re.compile(r"(?:都|全|是|有点|已经)?(?:坏|破|碎|裂|烂|压扁|变形|掉色|发霉|漏气)(?:了|的(?=[\s,。;!]))")
BREAKS = frozenset("都全是有已坏破碎裂烂压变掉发漏")
ALL_OVER = re.compile(r"[坏倒湿黑烂红绿亮叫骂哭笑漏糊]了?\Z")  # 灯坏一片
LESSENED = re.compile(r"减(?:掉|少|去)?\s?\Z")
NOT_SO_MUCH = re.compile(r"不是\s?\Z")
RATHER = re.compile(r"(?:的|哦|啊)?[\s,]*(?:而?是|应该是|要的?是?|改[成为])\s?")
ENDS_THERE = re.compile(r"(?:的|哦|啊|哈)?(?:[)]|[\s,。;!](?!(?:而?是|应该是|改))|\Z)")


def _follows(folded: str, hit: Hit, span: Span) -> bool:
    return hit.end <= span.start and folded[hit.end : span.start].strip(" \t") in ("", "的")


def _at_home(folded: str, start: int, end: int) -> bool:
    """True for what one has still: 家里还有5盒, 店里剩3箱没卖完."""
    if HAD.isdisjoint(signs_of(folded)):
        return False
    return AT_HOME_NOW.search(folded, max(0, start - 18), start) is not None or UNUSED.match(folded, end) is not None


def _bygone(folded: str, start: int, end: int) -> bool:
    """True for what was had or handed over before, where what is wanted now is said too, and for what is left."""
    if THEN.isdisjoint(signs_of(folded)):
        return False
    if LEFT.search(folded, max(0, start - 6), start) and ENOUGH.match(folded, end):
        return True
    if BYGONE.search(folded, max(0, start - 16), start) and (CAME.match(folded, end) or AGAIN.match(folded, end)):
        return True
    return THEN_MORE.match(folded, end) is not None and HANDED.search(folded, max(0, start - 30), start) is not None


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


def _to_places(unit: str, folded: str, start: int, end: int) -> bool:
    """True for how many places the goods are shared among: 分两个卸货点, 分到三个店."""
    place = PLACES.get(unit) if "分" in folded else None
    if place is None or place.match(folded, end) is None:
        return False
    return SHARED.search(folded, max(0, start - 4), start) is not None


def _measures(folded: str, start: int, hits: Sequence[Hit]) -> bool:
    """True for what tells a measure of the goods, 高度2米; but in 梦6+高度2件 the word before ends the name."""
    return describes(folded, start) and not any(hit.end == start and hit.naming for hit in hits)


def _counts(found: Found[Quantity], folded: str, hits: Sequence[Hit]) -> bool:
    """False for descriptions (500克的), numbers that hardly count anything, and 第2箱, 下张单, 这两车, 分三批."""
    said, start, end = found.value, found.span.start, found.span.end
    if said.qty is None and not said.parts and said.high is None and said.low is None:
        return False
    before = folded[start - 1 : start]
    if before == "第" or _broken(said, folded, start, end) or _measures(folded, start, hits):
        return False
    if not said.unit:
        if EVENT.match(folded, end) or SPELLED_OUT.fullmatch(found.words.strip()):
            return False
        if folded[end : end + 1] == "的" and any(0 < h.start - end < 3 and h.naming for h in hits):
            return False  # 8的胶管: a size before its name
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
    if (
        _to_places(said.unit, folded, start, end)
        or _at_home(folded, start, end)
        or OWN.match(folded, end)
        or _restated(folded, start)
    ):
        return False
    if (said.unit == "个" and PERCENT.match(folded, end)) or AS_MUCH.match(folded, end):
        return False
    if PACKED.match(folded, end) or (said.unit in BY_WEIGHT and BAGGED.match(folded, end)):
        return False
    if said.unit in RIDES and _rides(said.unit, folded, start, end):
        return False
    if _of_speech(found, folded):
        return False
    return found.confidence >= 0.3 or not DESCRIBES.match(folded, end)


def _of_speech(found: Found[Quantity], folded: str) -> bool:
    """True for 开张单, 一块儿捎过去, 你们三个, 再给他们下一个 减压栓10个 and 还有一个,柜子大的1个."""
    before, end = folded[found.span.start - 1 : found.span.start], found.span.end
    if found.value.unit == "张" and before in ("下", "开", "补"):
        return True
    if found.words in COMPANY and PERSONS.search(folded, max(0, found.span.start - 3), found.span.start):
        return True  # 你们三个先把滴灌带铺好
    if found.words == "一块":
        return TOGETHER.match(folded, end) is not None
    return found.words == "一个" and (
        before == "下" or (before in ("有", "说") and STOP.match(folded, end) is not None)
    )


def _rides(unit: str, folded: str, start: int, end: int) -> bool:
    """True for a ride and no amount: the 一车 of 28号一车送 and of 再来一车:水泥5吨, the 车 of 最后一车."""
    sent = unit in LOADS and (folded[end : end + 1] == ":" or SENT.match(folded, end) is not None)
    return sent or RIDE_BEFORE.search(folded, max(0, start - 2), start) is not None


def implied(folded: str, hits: Sequence[Hit], known: Sequence[Found[Quantity]]) -> list[Found[Quantity]]:
    """The one that 要个马达 leaves unsaid."""
    if not (SOME_SIGN.search(folded) and SOME.search(folded)):
        return []
    found = []
    counted = covered(spans(known))
    for hit in hits:
        match = ONE.search(folded, max(0, hit.start - 5), hit.start)
        if match and match[1] == "把" and DONE_TO.match(folded, hit.end):
            continue
        if match and match[0][0] == "给" and SHOWN.match(folded, hit.end):
            continue  # 给个球阀的价
        if match and not counted & stretch(*match.span(1)) and not _counted_behind(hit, hits, known, folded):
            found.append(Found(Span(*match.span(1)), Quantity(Decimal(1), match[1]), match[1], 0.8))
    return found


def _counted_behind(hit: Hit, hits: Sequence[Hit], known: Sequence[Found[Quantity]], folded: str) -> bool:
    """True where the amount follows and is of nothing else: 加个110ml的 1盒."""
    end = max((h.end for h in hits if h.start <= hit.end + 1 and h.start >= hit.start), default=hit.end)
    behind = next((q for q in known if 0 <= q.span.start - end <= NAME_END and q.value.unit), None)
    if behind is None or not REST_OF_NAME.fullmatch(folded, end, behind.span.start):
        return False
    after = next((h for h in hits if h.start >= behind.span.end), None)
    if after is None or after.start - behind.span.end > 1 or not after.naming:
        return True
    return folded[behind.span.end] == " " and any(q.span.start >= after.end for q in known)  # 小冰箱两台 衣架20个


def _what_is_left(found: Found[Quantity], counted: Sequence[Found[Quantity]], folded: str) -> bool:
    """True for what is left of a thing, said before how many are wanted: 刷子只剩一个了…先要30只."""
    if not (found.value.unit and ONLY_LEFT.search(folded, max(0, found.span.start - 8), found.span.start)):
        return False
    wanted = WANTED_THEN.match(folded, found.span.end)
    return wanted is not None and any(q.span.start == wanted.end() for q in counted)


def _measures_a_noun(
    found: Found[Quantity], counted: Sequence[Found[Quantity]], folded: str, hits: Sequence[Hit], lexicon: Lexicon
) -> bool:
    """True for a measure in which no goods are counted and that belongs to a noun: 40公分餐垫20张, 6克膏的那种.

    A weight is one only where it stands by itself: in 五花肉500克牛腩块2斤 it counts what stands before it.
    """
    start, end = found.span.start, found.span.end
    if found.value.unit not in SMALL or found.value.unit in lexicon.units:
        return False
    if SUCH.match(folded, end):
        return True
    before = len(folded[:start].rstrip(" "))
    named = CJK.match(folded[start - 1 : start]) or any(h.end == before for h in hits)
    noun = None if named and found.value.unit in BY_WEIGHT else OF_NOUN.match(folded, end)
    return noun is not None and any(q.value.unit and q.span.start == noun.end() for q in counted)


def _mere_article(found: Found[Quantity], folded: str, hits: Sequence[Hit], amounts: Sequence[Found[Quantity]]) -> bool:
    """True for the 一个 of speech, where what it stands before has an amount of its own: 再要一个香菇二十件."""
    if found.words != "一个" or folded[found.span.start - 1 : found.span.start] not in ARTICLED:
        return False
    end = found.span.end
    for hit in hits:
        end = hit.end if hit.start == end else end
    counted = next((q for q in amounts if q.value.unit and q.span.start >= end > found.span.end), None)
    if counted is not None and VERBS.fullmatch(folded, end, counted.span.start) is None:
        return False  # 加一个香皂25克的两箱
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


def _before_an_amount(found: Found[Quantity], counted: Sequence[Found[Quantity]], folded: str) -> bool:
    """True for a number with a verb and the amount right behind it, a price or a size: 24的2280要12瓶."""
    end = found.span.end
    if found.value.unit is not None or folded[end : end + 1] not in ORDERED:
        return False
    return any(q.value.unit and q.span.start == end + 1 for q in counted)


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


def _not_denied(found: list[Found[Quantity]], folded: str, hits: Sequence[Hit]) -> list[Found[Quantity]]:
    """Without the first of 不是一万二是一千二 and of 从5箱加到8箱, and without the size of 不是40,是50克."""
    if len(found) < 2:
        return found
    after = [*found[1:], None]
    left = [one for one, two in zip(found, after, strict=False) if two is None or not _denied(one, two, folded)]
    return [one for one in left if one is left[0] or not _denied_alone(one, folded, hits)]


def _denied_alone(found: Found[Quantity], folded: str, hits: Sequence[Hit]) -> bool:
    """True for the 400 of 200的10箱(不是400), and for a size with another one in its place: 不是40,是50克."""
    if NOT_SO_MUCH.search(folded, max(0, found.span.start - 3), found.span.start) is None:
        return False
    if ENDS_THERE.match(folded, found.span.end):
        return True
    rather = RATHER.match(folded, found.span.end) if found.value.unit is None else None
    return rather is not None and any(h.start == rather.end() and h.word[0].isdecimal() for h in hits)


def _denied(one: Found[Quantity], two: Found[Quantity], folded: str) -> bool:
    before, gap = folded[: one.span.start], folded[one.span.end : two.span.start]
    if one.value.unit == two.value.unit and re.fullmatch(r"[\s.…]+不是[\s,.…]+", gap):
        return True  # 一打 不是 两打
    if re.search(r"不是\s*\Z", before):
        return re.fullmatch(r"[\s,]*(?:而?是|应该是|改成?)[^,。;\n]{0,16}", gap) is not None  # 不是14包 是0.014的 3包
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


def unwanted(
    found: Sequence[Found[Quantity]], folded: str, hits: Sequence[Hit], lexicon: Lexicon
) -> list[tuple[int, int]]:
    """Stretches with amounts that were had before, are left, or are taken back: known, and wanted by nobody."""
    gone = [(q.span.start, q.span.end) for q in found if _bygone(folded, q.span.start, q.span.end)]
    rates = [m.span() for m in RATE.finditer(folded)] if "每" in folded else []
    gone += [span for span in rates if any(q.span.start >= span[1] for q in found)]
    if len(found) > 1:
        gone += [(q.span.start, q.span.end) for q in found if owed(q, folded)]
        gone += [(q.span.start, m.end()) for q in found if (m := too_few(q, found, folded))]
        gone += [(q.span.start, m.end("why")) for q in found if (m := TOO_MUCH.match(folded, q.span.end))]
        gone += [(q.span.start, m.end()) for q in found if (m := OVER.match(folded, q.span.end))]
        gone += [(q.span.start - 1, m.end()) for q in found if (m := _forbidden(q, folded))]
        gone += [(q.span.start, q.span.end) for q in found if _said_anew(q, found, folded, hits, lexicon)]
    return gone


def _forbidden(found: Found[Quantity], folded: str) -> re.Match[str] | None:
    """What closes an amount that is taken back for another: the 了 of 别20盒了 15盒够."""
    return NO_MORE.match(folded, found.span.end) if folded[found.span.start - 1 : found.span.start] == "别" else None


def _said_anew(
    one: Found[Quantity], found: Sequence[Found[Quantity]], folded: str, hits: Sequence[Hit], lexicon: Lexicon
) -> bool:
    """True for a number that breaks off before the size that is meant: 110…不 120公斤的1台, 50管…51的3套."""
    broken = BROKEN_OFF.match(folded, one.span.end)
    size = next((h for h in hits if broken and h.start == broken.end() and h.word[0].isdecimal()), None)
    if size is None or not any(q.span.start >= size.end for q in found):
        return False
    listed = lexicon.counters_of(size.masks[2], 60) if one.value.unit else frozenset()
    return one.value.unit not in listed


def counting(
    found: Sequence[Found[Quantity]], folded: str, hits: Sequence[Hit], lexicon: Lexicon
) -> list[Found[Quantity]]:
    """The amounts that count something; no sizes, no articles, no credit."""
    counted = [q for q in found if _counts(q, folded, hits) and not idle(q, folded, hits)]
    counted = _not_denied(counted, folded, hits)
    if len(counted) > 1:
        counted = [q for q in counted if not _what_is_left(q, counted, folded)]
    counted = [q for q in counted if not _measures_a_noun(q, counted, folded, hits, lexicon)]
    counted = [q for q in counted if not unlisted_size(q, counted, hits, lexicon)]
    if "一" in folded and len(counted) > 1:
        counted = [q for q in counted if not (q.words.startswith("一") and NOT_ONE_LEFT.match(folded, q.span.end))]
    left = []
    for q in counted:
        graded = q.value.unit is None and (
            _graded(q, hits, lexicon) or _grades(q, hits, counted, folded) or _watts(q, hits, lexicon)
        )
        if not graded and not _before_an_amount(q, counted, folded):
            left.append(q)
    if ":" in folded:
        left = [q for q in left if not heads_list(q, left, folded)]
    if "一个" in folded:
        left = [q for q in left if not _mere_article(q, folded, hits, left)]
    credited = not CREDITED.isdisjoint(signs_of(folded))
    return [q for q in left if not CREDIT.search(folded, 0, q.span.start)] if credited else left
