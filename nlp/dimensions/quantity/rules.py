"""Quantities: a number with the counter that follows it, or a bare one where a quantity may stand."""

import re
from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from nlp.dimensions.found import Found, stretch
from nlp.dimensions.numeral.patterns import ABOUT, ABOUT_ENDS, AROUND
from nlp.dimensions.numeral.scan import scan
from nlp.dimensions.numeral.value import Atom
from nlp.dimensions.units import COUNTERS, DOZEN, MEASURES, finer, pattern, spoken
from nlp.frozen import frozen
from nlp.signs import signs_of
from nlp.types import Span

__all__ = ["COUNTERS", "DOZEN", "Quantity", "find_quantities"]


@frozen
class Quantity:
    """An amount as spoken.

    `qty` is None for a range, a vague amount and where several `parts` (5箱零3件) were said: then look at those.
    一打 stays 1 打: the caller multiplies with `DOZEN` where the product does not know the counter.
    """

    qty: Decimal | None
    unit: str | None = None
    approx: bool = False
    parts: tuple[tuple[Decimal, str | None], ...] = ()
    each: bool = False  # 各20箱: counts for every product named before it
    low: Decimal | None = None
    high: Decimal | None = None


@frozen
class _Piece:
    start: int
    end: int
    quantity: Quantity
    atom: Atom
    confidence: float


# What may stand right behind a bare number without making it a measure, a grade, a date or a place.
NOT_BARE = frozenset(
    "号日月年点级寸孔齿度分角元块毛钱折层楼栋区路街弄幢室缸线槽速轮轴步期天周时钟后前米代芯型系排股极相档座阶道类等刻秒季岁届位成倍股行第人名店家公市省县院校班师连司总多几千百万点以厂号版吋克毫微厘丝目伏瓦安赫兆"
)
EACH = re.compile(
    r"(?:各自?|每[种样款个]?(?:规格|颜色|型号|尺码|尺寸|码|色)?|分别|都)(?:要|来|整|搞|弄|发|备|拿|订|给|下|送|报|再来|上|配|装|走|是|加|补)?(?:大概|大约|约|差不多)?\s?\Z"
)
LABEL = re.compile(r"(?:数量|数目|数|件数|qty|quantity|订量|订货量|采购量|需求量)(?:是|为)?\s?[:=]?\s?\Z")
CALL = re.compile(r"(?:[要来订拿买补加发改成到下给配备送剩差缺短少]|还是|左|右|前|后|各)\s?\Z")
DESCRIBED = re.compile(
    r"(?:装|规格|一?袋|一?箱|一?包|一?盒|一?桶|一?瓶)?\s?的?(?:再?[来要给发]|还?要|也?来)?\s?(?=[0-9一二三四五六七八九十两半廿])"
)
DESCRIBING = frozenset("装规一袋箱包盒桶瓶的再来要给发还也0123456789二三四五六七八九十两半廿")  # how DESCRIBED begins
FILLED = re.compile(
    r"装的?(?:那种|那款)?[\s,]{0,2}(?:再|先|也|给我|帮我)?[来要拿订发给上弄]{0,2}\s?(?=[0-9一二三四五六七八九十两半廿])"
)
PACKED = re.compile(r"\s?[*/]\s?(?:\d|[\u4e00-\u9fff])|[长宽高厚深](?:的|\d|\s|$)")  # 3kg*4瓶, 30枚/板, 6米长的
INSIDE = re.compile(rf"[{''.join(sorted(one for one in COUNTERS if len(one) == 1))}]\(\Z")
PER_PACK = re.compile(r"每[箱件盒包袋桶瓶套托板卷捆][是装有]?\s?\Z")  # 每箱24瓶
LISTED = re.compile(r"[).、:](?!\d)")
LAST_MARK = 20  # of a list in a message
ENDS_THERE = re.compile(r"\.(?:\s+[a-z]|\s*\Z)")
NEXT = re.compile(r"\s\d+(?:\.\d+)?\s?(?![号日月])[\u4e00-\u9fff]")  # 80 20号到: a day is no amount
RATIO = re.compile(r".{0,4}?(?<!\d)\d{1,3}:\d{1,4}(?![\d:])")  # 1:100
ENDING = re.compile(  # 6000算, 80就行: what closes a sentence behind a bare number
    r"(?:算|就?(?:好|行|够|可以|得|成)|吧|哈|啊|嘛|啦|咯|呗|先)了?(?:吧|哈|啊|啦)?(?=\s|\Z|[,.;!~。,;!])|(?=而?不是)"
)
BRIDGE = re.compile(r"[零又加和]|外加|\+|另加|再加")
THOSE = re.compile(r"(?:[那这]|原来|原先|之前|上[次回]|[订下报要]了)的?\s?\Z")  # 那25箱 再加5箱: two amounts
LESSER = re.compile(r"\d(?![\d.])|[一二三四五六七八九](?![十百千万])")
LASTING = re.compile(r"个?(?:星期|礼拜|周|月|小时|钟头|天|年)")
REACH = 8
SHARING, COMPARING = frozenset("各每分都"), frozenset("每比翻倍半")  # one of these is in every EACH, every BY_ANOTHER
BY_ANOTHER = re.compile(  # 比上次多50, 翻倍 上次是150, 分三次每次100: how much that makes is not said
    r"(?:每[次批趟车回](?:要|拿|送|发|来)?|比(?:上[次回批单月]|上一?[次回批单]|上个月|平时|以前|之前|去年|往常|原来)的?[多少](?:要|拿|订|来|加|发|下)?"
    r"|(?:翻[一两]?[倍番]|加倍|减半|对半)[^\n。;!?]{0,4}(?:上[次回批单月]|平时|以前|去年)(?:是|要的?|拿的?|订的?|要了|拿了|订了)?)\s?\Z"
)
# A table's column of its own for the counter: | 白莲蓉 | 200 | 桶 |, and the other way round where its heads say so.
CELL = re.compile(r"[ \t]*\|[ \t]*(?P<unit>[^\s|\d]{1,4})[ \t]*(?=\||\n|\Z)")
CELL_BEFORE = re.compile(r"\|[ \t]*(?P<unit>[^\s|\d]{1,4})[ \t]*\|[ \t]*\Z")
UNIT_FIRST = re.compile(r"(?:单位|unit)[^\n|]*\|[^\n]*(?:数量|订量|件数|qty|quantity)")
CELL_REACH = 20
# What makes a counter the first half of a noun: 6204轴承, 20管道, 304板材.
NOUNS = {
    "轴": "承套瓦头颈距芯流", "管": "道材子件接卡钳箍", "板": "材簧", "头": "鱼鲍像盔灯孔", "方": "管钢木形向会协约",
    "升": "降级", "米": "线粉饭醋酒色", "车": "间床架桥灯轮", "座": "椅圈", "节": "能气温油", "组": "合装",
    "床": "单垫", "支": "架撑座重", "条": "码形", "片": "材区", "杯": "垫架", "提": "手货前早醒高供交升", "联": "轴接",
    "双": "面列向层排头支", "吊": "环钩耳装带", "顶": "杆胶", "套": "筒管",
}  # fmt: skip

HALVED = re.compile(r"[跟和与及、/]\s?[\d.一二两三四五六七八九十]+[^\s\d,。;]{0,2}\s?对半")  # 1.6跟2.4对半: no pairs


def find_quantities(text: str, units: Collection[str], masked: int = 0) -> list[Found[Quantity]]:
    """Return the quantities outside the masked characters; bare numbers come without a unit and are less sure."""
    known = frozenset(units)
    pieces: list[_Piece] = []
    for atom in scan(text):
        if masked & stretch(atom.start, atom.end):
            continue
        piece = _piece(text, atom, known, masked)
        if piece is None:
            continue
        if pieces and (merged := _merged(text, pieces[-1], piece)):
            pieces[-1] = merged
        elif not pieces or piece.start >= pieces[-1].end:
            pieces.append(piece)
    return [_found(text, piece) for piece in pieces]


@lru_cache(maxsize=64)
def _counter(units: frozenset[str]) -> re.Pattern[str]:
    return re.compile(
        rf"(?:\s?|[ \t]+(?={pattern(units)}(?:\s|\Z)))(?P<unit>{pattern(units)})(?P<half>半"
        rf"(?![{''.join(sorted(u for u in units | COUNTERS if len(u) == 1 and not u.isascii()))}]))?"
    )


def _piece(text: str, atom: Atom, units: frozenset[str], masked: int) -> _Piece | None:
    if kilo := _kilo(text, atom, units):
        return kilo
    if atom.glued or atom.percent or (atom.start and text[atom.start - 1] == "第"):
        return None
    number = atom.number
    if "千米" in units and not atom.chinese and number.value and text.startswith("千米", atom.end - 1):
        atom = replace(atom, end=atom.end - 1, number=replace(number, value=number.value / 1000))
        number = atom.number
    match = _counter(units).match(text, atom.end)
    if match is not None and (masked & stretch(*match.span("unit")) or not _counts(text, match, atom, units)):
        match = None
    if text[atom.end - 1] in "俩仨" and LASTING.match(text, atom.end):
        return None
    if text[atom.end - 1] in "俩仨" and (match is None or match["unit"] == "个"):
        return _Piece(atom.start, atom.end, Quantity(number.value), atom, 0.9)
    if match is None:
        bare = _bare(text, atom)
        return _of_column(text, bare, units) if bare is not None and "|" in text else bare
    end, value, approx = match.end(), number.value, number.approx
    if match["half"] and value is not None:
        value += Decimal("0.5")
    unit = spoken(match["unit"], units)
    if value is not None and not masked & stretch(end, end + 1) and (lesser := _lesser(text, end, unit)):
        value, end = value + lesser, end + 1
    if tail := AROUND.match(text, end):
        approx, end = True, tail.end()
    quantity = Quantity(value, unit, approx, low=number.low, high=number.high)
    return _Piece(atom.start, end, quantity, atom, _sureness(text, atom, unit, end))


def _kilo(text: str, atom: Atom, units: frozenset[str]) -> _Piece | None:
    """Read 5K as five of the counter K, where the catalogue counts in thousands so."""
    if text[atom.end - 1] != "k":
        return None
    listed = next((unit for unit in ("K", "k") if unit in units), None)
    value = atom.number.value
    if listed is None or value is None or atom.chinese:
        return None
    left, right = text[atom.start - 1 : atom.start] if atom.start else "", text[atom.end : atom.end + 1]
    if (left.isascii() and left.isalnum()) or (left in ("*", "/", "-", ".") and left) or right.isalnum():
        return None
    return _Piece(atom.start, atom.end, Quantity(value / 1000, listed, atom.number.approx), atom, 0.9)


def _counts(text: str, match: re.Match[str], atom: Atom, units: frozenset[str]) -> bool:
    """False where the counter begins another word: 三角带, 四件套, 500 个人."""
    after = text[match.end() : match.end() + 1]
    if after and after in NOUNS.get(match["unit"], ""):
        return False
    if match["unit"] == "只" and after and after in "剩有够能差缺":  # 打底裤130只剩8条
        return False
    if match["unit"] == "件" and after == "套" and atom.end == match.start("unit"):
        return False
    if (
        match["unit"] == "两"
        and not match["half"]
        and after
        and (after in COUNTERS or after in units or after in "零一二三四五六七八九十百千万")
    ):
        return False
    if match["unit"] == "对" and match["half"] and HALVED.search(text, max(0, atom.start - 8), match.end()):
        return False
    if match["unit"] == "个" and text.startswith(("小时", "工作", "星期", "礼拜"), match.end()):
        return False
    if match["unit"] == "个" and text.startswith(("月底", "月末", "月初"), match.end()):
        return True  # 65管牙60个月底前
    if match["unit"] in ("个", "把") and after and after in "月星礼工小人":
        return after in "小工"
    return not (match["unit"] == "张" and text[match.end() : match.end() + 1] in ("总", "姐", "哥", "工"))


def _lesser(text: str, end: int, unit: str) -> Decimal | None:
    """Return the tenth in 1吨2 or 三斤二."""
    if unit not in ("吨", "斤", "米", "公斤") or not (match := LESSER.match(text, end)):
        return None
    after = text[match.end() : match.end() + 1]
    if after and (after in COUNTERS or after == "两" or (after.isalnum() and after.isascii())):
        return None
    digit = "一二三四五六七八九".find(match[0]) + 1
    return Decimal(digit or int(match[0])) / 10


def _sureness(text: str, atom: Atom, unit: str, end: int) -> float:
    if atom.product:
        return 0.6
    after = text[end : end + 1]
    if (after in DESCRIBING or after.isspace() or after.isdecimal()) and (match := DESCRIBED.match(text, end)):
        described = (match.end() > end and "的" in match[0]) or "装" in match[0] or unit in MEASURES
        if described and not text[match.end() : match.end() + 1].isspace():
            return 0.2
    if text.startswith("装", end) and FILLED.match(text, end):
        return 0.2  # 50支装的,拿十盒
    if text.startswith(")", end) and INSIDE.search(text, max(0, atom.start - 2), atom.start):
        return 0.2  # 1箱(12瓶)
    if PACKED.match(text, end) or ("每" in text and PER_PACK.search(text, max(0, atom.start - 4), atom.start)):
        return 0.2
    if text.startswith(("的", "装", "每"), end):
        return 0.5
    return 0.5 if unit in ("克", "毫升", "毫米", "厘米") else 0.95


def _marks(text: str, atom: Atom) -> bool:
    """True for the mark of a list, 2. of 2. 球阀; false for what ends a sentence: power bank 60. Need …."""
    if LISTED.match(text, atom.end) is None:
        return False
    before = text[: atom.start].rstrip(" \t")[-1:]
    if text[atom.end] in "、:" and atom.number.value is not None and atom.number.value > LAST_MARK:
        return False  # 壶盖黑 6000、把手黑 6000
    if atom.number.value is None or text[atom.end] != "." or not before.isalnum():
        return True
    ended = before.isalpha() and ENDS_THERE.match(text, atom.end) is not None
    return atom.number.value <= LAST_MARK and not ended


def _bare(text: str, atom: Atom) -> _Piece | None:
    if atom.dashed or atom.product or (text[atom.start] == "0" and text[atom.start + 1 : atom.start + 2].isdecimal()):
        return None
    if atom.number.value is None and not atom.number.high:
        return None
    left, right = text[atom.start - 1 : atom.start] if atom.start else "", text[atom.end : atom.end + 1]
    if RATIO.match(text, max(0, atom.start - 4)) and not atom.chinese:
        return None
    if (right in NOT_BARE and right) or left == "第" or (not left.strip() and _marks(text, atom)):
        return None
    labelled = LABEL.search(text, max(0, atom.start - REACH), atom.start)
    end = atom.end
    right = "" if not atom.chinese and ENDING.match(text, end) else right
    if right in ("x", "*") and right and not text[end + 1 : end + 2].isalnum():
        return _Piece(atom.start, end + 1, Quantity(atom.number.value, approx=atom.number.approx), atom, 0.8)
    short = atom.end - atom.start == 1 and text[atom.start] not in "十廿卅卌"
    each = not right.isalnum() and EACH.search(text, max(0, atom.start - REACH), atom.start) is not None  # 各一
    if atom.chinese and (short or right.isalpha()) and not (labelled or each):
        return None
    confidence = 0.9 if labelled else 0.7 if each else _bare_sureness(text, atom, left, right)
    number = atom.number
    quantity = Quantity(number.value, approx=number.approx, low=number.low, high=number.high)
    return _Piece(atom.start, end, quantity, atom, confidence)


def _of_column(text: str, piece: _Piece, units: frozenset[str]) -> _Piece:
    """The amount with the counter that stands in the next cell of its row, or in the one before it."""
    before = UNIT_FIRST.search(text) is not None
    cell = (
        CELL_BEFORE.search(text, max(0, piece.start - CELL_REACH), piece.start)
        if before
        else CELL.match(text, piece.end)
    )
    if cell is None or re.fullmatch(pattern(units), cell["unit"]) is None:
        return piece
    end = piece.end if before else cell.end("unit")
    unit = spoken(cell["unit"], units)
    return replace(piece, end=end, quantity=replace(piece.quantity, unit=unit), confidence=0.95)


def _bare_sureness(text: str, atom: Atom, left: str, right: str) -> float:
    called = CALL.search(text, max(0, atom.start - 3), atom.start) is not None
    large = atom.chinese and atom.number.value is not None and atom.number.value >= 100
    if right == "的" or atom.number.value is None or (NEXT.match(text, atom.end) and not large):
        return 0.3
    if called:
        return 0.7
    if right.isalpha():
        return 0.3
    return 0.5 if not left.isalnum() else 0.4


def _merged(text: str, first: _Piece, second: _Piece) -> _Piece | None:
    """Join 5箱零3件, 300件+200件 and 5箱到8箱."""
    between = text[first.end : second.start]
    one, two = first.quantity, second.quantity
    if len(between) > 3 or one.qty is None or two.qty is None or one.unit is None or two.unit is None:
        return None
    where = replace(second, start=first.start, atom=first.atom, confidence=min(first.confidence, second.confidence))
    if between in ("到", "至", "-", "~") and one.unit == two.unit and one.qty < two.qty:
        return replace(where, quantity=Quantity(None, one.unit, low=one.qty, high=two.qty))
    if not between and one.unit == two.unit and _loosely(text, first, second):
        low, high = sorted((one.qty, two.qty))
        return replace(where, quantity=Quantity(None, one.unit, low=low, high=high))
    if not (BRIDGE.fullmatch(between.strip()) or (not between and finer(one.unit, two.unit))):
        return None
    if one.unit == two.unit and between.strip() == "和":
        return None  # 10毫升和20毫升各5盒: two sizes
    if "加" in between and THOSE.search(text, max(0, first.start - 4), first.start):
        return None
    if one.unit == two.unit:
        return replace(where, quantity=replace(one, qty=one.qty + two.qty))
    parts = (*(one.parts or ((one.qty, one.unit),)), (two.qty, two.unit))
    sure = first.confidence if between.strip() else where.confidence  # 零 says that 5公斤 is no size of what follows
    return replace(where, quantity=Quantity(None, None, one.approx or two.approx, parts), confidence=sure)


def _loosely(text: str, first: _Piece, second: _Piece) -> bool:
    """Say whether two amounts in words that stand together are one, said loosely: 十箱八箱, 三个五个."""
    worded = first.atom.chinese and second.atom.chinese and text[first.end - 1] != "半"
    return worded and not EACH.search(text, max(0, first.start - REACH), first.start)


def _found(text: str, piece: _Piece) -> Found[Quantity]:
    start, quantity = piece.start, piece.quantity
    if text[start - 1 : start] in ("*", "x") and start:
        start -= 1
    if not SHARING.isdisjoint(signs_of(text)) and EACH.search(text, max(0, start - REACH), start):
        quantity = replace(quantity, each=True)
    if quantity.qty is None:
        return Found(Span(start, piece.end), quantity, text[start : piece.end], piece.confidence)
    if text[start - 1 : start] in ABOUT_ENDS and ABOUT.search(text, max(0, start - 6), start):
        quantity = replace(quantity, approx=True)
    if not COMPARING.isdisjoint(signs_of(text)) and BY_ANOTHER.search(text, max(0, start - 2 * REACH), start):
        quantity = replace(quantity, qty=None)
    return Found(Span(start, piece.end), quantity, text[start : piece.end], piece.confidence)
