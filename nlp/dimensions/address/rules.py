"""Delivery addresses: a street, a named warehouse, park, parking lot or district after 送到, 发到, 地址, 改送 …"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from nlp.dimensions.found import Found, stretch
from nlp.either import either
from nlp.types import Span

# What a place's name may end in, and what it must not be made of.
PLACE = (
    r"(?:物流园|物流城|产业园|工业园|科技园|开发区|工业区|经开区|高新区|保税区|厂区|园区|小区|校区|库区|港区|汽配城|商贸城|批发城|建材城|五金城|商城|新城|菜市场|批发市场|农贸市场|市场|菜场"
    r"|代收点|自提点|提货点|配送点|中转站|中转仓|分拨中心|配送中心|物流中心|货运站|货运部|专线|服务区|收费站|高速口|路口|停车场|停车点|堆场|货场|码头|寄存处|寄存点|收发室|传达室|卸货平台|卸货区|卸货口|月台|仓库|冷库|分仓|总仓|中心仓|云仓|仓|"
    r"库房|[一二三四五六七八九十东西南北老新]库"
    r"|工厂|分厂|总厂|[一二三四五六七八九十东西南北老新]厂|加工厂|车间|基地|工地|项目部|大厦|广场|写字楼|酒店|饭店|医院|学校|食堂|门店|分店|总店|旗舰店|门市部?|档口|店铺|公司|超市|门口"
    r"|(?:[a-z东西南北]区)?\d{1,4}(?:-\d{1,4})*(?:#(?:门|楼|库|仓|院|栋|车间)|号门|号楼|号库|号仓|号院|号店?铺|号档口?|号摊位?|号(?!到|之?前(?!台)|以前)|弄|栋|幢|座|楼|层|室|单元|铺|档)|[一二三四五六七八九十]{1,3}(?:号门|号楼|"
    r"号库|号仓|号院|号|栋|幢|楼|单元)"
    r"|[a-z]\d{0,3}(?:栋|幢|座|区|库|仓|馆)|大院|[东西南北正后前侧大]门(?:口)?|(?:[东西南北前后左右旁侧]|对面)\d{1,4}米|大道|大街|路|街道|街|巷|胡同|镇|乡|村|社区|县|新区|区|市|港|机场|粮站|加油站|供销社|卫生院|幼儿园|村委会?|养老院|派出所|火车站|东站|西站|南站|北站|车站|高铁站)"
)
BODY = r"[\u4e00-\u9fffa-z0-9()#·\-]"
# No name of a place has these in it.
BREAK = (
    r"(?!给我|我[们这]|你[们这]|他[们那]|她|的|要|吧|吗|呢|了|谢|就行|就可以|之前|以前|前(?=[送到发出要交]|\Z|[\s,])|单(?!元)|货[到款]|明天|后天|今天|下周|本周|这周|"
    r"周[一二三四五六日]|[初月]底|各)"
)
INSIDE = re.compile(  # 88号后勤楼, 21号城南二部, 328号B1后厨: what lies behind the number of the house
    r"(?:[a-zA-Z]\d{0,2})?(?:(?!给|要|就|吧|送|发|收|之前|前|明|今|后天|下|周|上午|联系|电话)[\u4e00-\u9fff]){1,8}?[楼部科室库房处院店馆厅站所厨](?=[\s,。;!)]|\Z)"
)
NAME = re.compile(rf"(?:{BREAK}{BODY}){{1,30}}+")
TAIL = re.compile(
    rf"{PLACE}(?:[大正侧前后东西南北]门(?![口岗])|[大正侧前后东西南北]?门[口岗卫](?=[\s,。;!)]|\Z))?(?:\([^()\n]{{1,12}}\))?"
)
ROOM = re.compile(r"[a-z]?\d{2,4}(?:室|房|办公室)?(?=[\s,。;!)]|\Z)")  # 1号楼308

VERB = re.compile(
    r"(?i:address)[a-z ]{0,12}[:=]\s?"
    r"|(?=[收送到交发配卸地改寄运拉投快物派直放入进一必务要])(?:(?:收货|送货|到货|交货|发货|配送|卸货)?(?:地址|地点)\s?(?:(?:换|改|变更?)(?:成|到|为|至)?去?|是|为|在|写)?|(?:收货|送货|交货|卸货)(?:地)?(?:改(?:到|成|为|至)?|"
    r"换成|换到|到|在|送到|:)|(?<![再另外])改送到?|改发到?|改寄到?|改到(?![货\d])"
    r"|(?:送|发|寄|运|拉|配送|配|投|快递|物流|派)(?:货|去)?(?:到|至|往|去)|(?:直送|直发|卸到|卸在|放到|放在|入|进|拉到|交到)|(?<![一-鿿])送[:]?|"
    r"(?<=[\s前天午晚早上后,。])(?:送|到)|送到?|(?:一定|必须|务必)?要?到)\s?[:=]?\s?"
)
NOT_NAMED = re.compile(
    r"(?:头[一两]?[次批车]|先(?=\d|[今明后下]|[一二三四五六七八九十])|剩|第[一二三]|厂里|厂门|店门|就|店里|家里|库里|仓里|公司(?:\Z|[\s,。里])|我|你|他|她|咱|这|那|哪|货|来|时|底|厂(?:\Z|[\s,。;!]|就)|店(?:\Z|[\s,。])|"
    r"库(?:\Z|[\s,。])|仓(?:\Z|[\s,。库])|门口|楼下|现场|原来|老地方|客户|各|每|齐|位|付|期|账|月|年|下|上|周|明|今|后|前|去年|春节|国庆|中秋|端午|"
    r"[0-9一二三四五六七八九十两半]+(?:号(?![路库仓楼门线])|日|月|年|点|箱|件|个|只|台|套|条|包|桶|袋|盒|斤|公斤|吨|打))"
)
RECEIVER = re.compile(r"(?:收货人|收件人|联系人|电话)[^\d\n]{0,8}1\d{10}[\s,;]+")  # 收货人老魏13900000000 粮站西50米
STREETS = re.compile(r"[路街道巷弄线][\u4e00-\u9fff]{0,8}[库地区店口\d]|胡同")
WORKS = re.compile(r"[仓厂库园场点]")
STRONG = re.compile(r"址|地点|改|[送发寄运拉配](?:货|去)?[到至往去]|收货|卸|直")


@cache
def places() -> frozenset[str]:
    """Return the names of provinces, cities and well-known districts."""
    return frozenset(files("nlp.dimensions.address").joinpath("places.txt").read_text("utf-8").split())


@cache
def _city() -> re.Pattern[str]:
    return re.compile(rf"(?:{either(places())})[省市县区]?")


@cache
def _named() -> re.Pattern[str]:
    """A town with its works or warehouse, said without any verb: 苏州工厂, 广州仓."""
    return re.compile(
        rf"{_city().pattern}(?:{_city().pattern})?{BODY[:-1]}]{{0,6}}?(?:[一二三四五六七八九十东西南北]?(?:号仓|号库)|工厂|厂区|分厂|"
        rf"[一二三四五六]厂|仓库|冷库|分仓|总仓|仓|物流园|停车场|代收点|自提点)(?![储的里要])"
    )


@cache
def _province() -> re.Pattern[str]:
    """The beginning of a full address: 浙江省台州市, 杭州市余杭区."""
    return re.compile(rf"{_city().pattern[:-7]}(?:省|市|自治区)(?=[^\s,。]{{2,12}}?[市区县镇路街])")


HOUSE = re.compile(  # 八一路延长线18号: a street and its number, which is no day
    r"(?<![^\s,。;:!])(?![^\s,。;]{0,8}(?:要|发|送|给|订|到))[\u4e00-\u9fff]{2,10}?(?:路|街|大道|巷|胡同|弄|延长线|支路)\d{1,5}(?:-\d{1,4})?号"
    r"(?!前|之前|以前|到|送|发|要|交|左右|线)(?:[\u4e00-\u9fffa-z0-9]{1,10}?(?:楼|栋|室|库|院|店|仓库|工地|厂|旁|对面))?(?=收|[\s,。;!]|\Z)"
)


@cache
def _street() -> re.Pattern[str]:
    """A town, a street of it and the warehouse there, said without any verb: 荆州沙市区江津东路老仓库."""
    return re.compile(
        rf"(?<![^\s,。;:!]){_city().pattern}(?:[\u4e00-\u9fff]{{1,5}}[区县镇])?[\u4e00-\u9fff]{{1,6}}(?:路|街|大道|巷)"
        r"[\u4e00-\u9fffa-z0-9]{0,8}?(?:仓库|冷库|库房|工地|厂区|门店|档口|\d{1,4}号)(?=收|[\s,。;!]|\Z)"
    )


def find_addresses(text: str, masked: int = 0) -> list[Found[str]]:
    """Return addresses outside the masked characters; take the original's characters of the span to show them."""
    found: list[Found[str]] = []
    for start, end, confidence in (*_after_verbs(text), *_without_verb(text)):
        here = stretch(start, end)
        if masked & here:
            continue
        masked |= here
        found.append(Found(Span(start, end), text[start:end], text[start:end], confidence))
    return sorted(found, key=lambda one: one.span.start)


def _after_verbs(text: str) -> Iterator[tuple[int, int, float]]:
    at = 0
    while match := VERB.search(text, at):
        at = match.end()
        if NOT_NAMED.match(text, at):
            continue
        end, sure = _place(text, at)
        strong = STRONG.search(match[0]) is not None
        if end and (sure or strong):
            yield at, end, 0.95 if sure and strong else 0.8
            at = end


def _place(text: str, start: int) -> tuple[int, bool]:
    """Return where the name of a place that begins here ends (0: none), and whether its last word tells."""
    match = NAME.match(text, start)
    if match is None:
        return 0, False
    end = 0
    for tail in TAIL.finditer(text, start, match.end()):
        if tail.end() - start >= 3 and tail.start() > start:
            end = tail.end()
    if end:
        inside = INSIDE.match(text, end) if text[end - 1] == "号" else None
        if text[end - 1] in "楼栋幢座元层":
            inside = ROOM.match(text, end)
        return (inside.end() if inside else end), True
    town = _city().match(text, start, match.end())
    if town is None:
        return 0, False
    more = _city().match(text, town.end(), match.end())
    return (more or town).end(), False


def _without_verb(text: str) -> Iterator[tuple[int, int, float]]:
    for match in RECEIVER.finditer(text) if "人" in text or "电话" in text else ():
        end, sure = _place(text, match.end())
        if sure:
            yield match.end(), end, 0.8
    for match in _province().finditer(text) if "省" in text or "市" in text or "自治区" in text else ():
        end, sure = _place(text, match.start())
        if sure and end > match.end():
            yield match.start(), end, 0.8
    if STREETS.search(text):
        for pattern in (HOUSE, _street()):
            yield from ((*match.span(), 0.6) for match in pattern.finditer(text))
    for match in _named().finditer(text) if WORKS.search(text) else ():
        yield match.start(), match.end(), 0.6
