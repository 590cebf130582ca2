"""Prices a piece (单价46.5, 14块一只, 668/只, @290) and sums (共25800元), always in yuan."""

import re
from collections.abc import Iterator
from decimal import Decimal

from nlp.dimensions.found import Found, stretch
from nlp.dimensions.numeral.scan import scan
from nlp.dimensions.numeral.value import Atom
from nlp.dimensions.units import pattern, spoken
from nlp.frozen import frozen
from nlp.signs import signs_of
from nlp.types import Span


@frozen
class Price:
    """An amount in yuan; `unit` is the counter it is a price for, `total` marks a sum for the whole."""

    yuan: Decimal
    unit: str | None = None
    total: bool = False


NO_UNITS: frozenset[str] = frozenset()
UNIT = rf"(?:{pattern(NO_UNITS)}|平(?![板台方米垫头面整均衡安]))"
ALIKE = ("样", "致")  # 价格跟上次一样

PRICED = (
    r"(?:含税|不含税|未税|去税|出厂|到岸|到手|批发|优惠|特|结算|成交|一口|底|拿货|老|原|现|新|零售)?(?:单价|价格|价钱|价位|报价|价)"
    r"(?:都|还)?(?:是|为|给|按|走|在|做|算|到|(?:修?改|调整?|变|换|降|涨|提|减)(?:成|为|到|至))?"
    r"(?:(?:按|照|跟|走|同)?(?:上[次回批趟单]|上一?[次回批趟单]|老价|原价|原来|之前|以前|去年|昨天|平时)(?:[谈讲说定报][好过]?)?的?(?:那个)?(?:价格?)?(?:的|是)?)?"
)
LEADING = re.compile(
    rf"(?P<label>{PRICED}|(?:按照?|算(?:我们?|咱们?|他们?|客户)?|报|price|(?:不?含|未|去)税)|@)\s?[:=]?\s?(?P<sign>[¥￥])?\s?\Z"
)
PER_BEFORE = re.compile(
    rf"(?P<every>[每一])(?P<unit>{UNIT})(?:(?P<paid>现[结款付]|现金价?|到手|实收|含税|不含税|打包)(?:价)?|是|按|算|要|卖)?"
    r"[ :=]?(?P<sign>[¥￥])?\Z"
)
ONCE_COUNTED = 40  # characters before a price of one, within which the count of that counter stands
COUNT_BEFORE = re.compile(rf"(?<![\d.])(?:\d{{1,5}}|[一二两三四五六七八九十百]+)(?P<unit>{UNIT})\Z")
GLUED_PRICE = re.compile(
    rf"(?<![\d.a-z*/-])\d{{1,4}}(?:{UNIT})(?P<price>[1-9]\d{{2,3}}|\d{{1,4}}\.\d{{1,2}})(?=[,。;!\n]|\Z)"
)
CLOSING = re.compile(r"[\d.]\d(?=[,。;!\n]|\Z)")  # what every GLUED_PRICE ends in
UNWORDED = 0.5  # how sure a price is that no word tells
PIECES = 0.84  # how sure one is that is so many 块 behind a count, which may be pieces
LEAST = 50  # a bare number from here on is hardly a size of shoes or clothes
CLOSES = re.compile(r"\s?(?:[,;。!\n吧哈啊]|\Z|\s)")
SIGN = re.compile(r"[¥￥]\s?\Z")
SUM = re.compile(
    r"(?:(?:优惠|便宜|全部|一起)(?:一?[下点])?打包价?|合计|总共|一共|总计|合共|共计|共|总价|总额|总金额|金额|货款|小计|尾款|定金|订金|运费|运输费|到付|预付|欠款|余款|打款|转账|转了?|付了?|付款|收到|押金|满|价税合计|税额|保证金)"
    r"(?:是|为|已?付|了)?\s?[:=]?\s?(?:rmb)?[¥￥]?\s?\Z"
)
COUNTING = re.compile(r"[总一合共小]?[共计](?![价额])|合共")  # sums of pieces as well as of money
BEHIND_COUNT = re.compile(  # 50个 43块, 50双40码的 43块: no more of them where nothing is counted in 块
    rf"[\d一二两三四五六七八九十百千半](?!块)(?:{UNIT})(?:的|[^\s,。;]{{1,6}}的)?[\s,]+\Z"
)
BARGAINED = re.compile(r"\s?(?:行不行|卖不卖|做不做|行[吗不]|卖[吗不]|能卖)")  # 43块行不行
AFTER_COUNT = re.compile(rf"\d(?:{UNIT})\s\Z")  # 57*144 100只 45, once a price was labelled before
ALL_AT = re.compile(r"(?:都|全|统一|一律)(?:是|按|算)\s?\Z")  # 都是20.8一公斤
RATED = re.compile(r"\s?(?:来|去)?(?:算|结算?|开票?|卖)(?:[\s,。;!吧哈啊]|\Z)")  # 三联按950算
CHARGED = re.compile(  # 机油算20.5, no 就算20吧
    r"(?<![就多少共总合量费折上打寸码号])算(?:我们?|咱们?|他们?|客户)?\s?\Z"
)
SPELT = re.compile(r"[零〇一二三四五六七八九幺]{3,}")  # digit by digit: the name of a kind
CLAUSE = frozenset(" ,:;。\n")
CHANGE = re.compile(r"(?:便宜|优惠|降价?|减|涨价?|少|加价?|差|亏|省|让利?|返|补|贵)了?\s?\Z")
DIGIT = "一二两三四五六七八九壹贰叁肆伍陆柒捌玖1-9"
YUAN = re.compile(
    rf"\s?(?:[元圆](?=零?[{DIGIT}][角毛分])|元[整正]?(?!旦|宵|月|通|器|件|素|钢|宝|谷|气|本)|rmb|圆[整正]|圆(?=[\s,。;]|\Z)|yuan|人民币)"
    rf"(?:(?P<mao>[{DIGIT}])[角毛](?:(?P<fen>[{DIGIT}])分)?|零?(?P<cent>[{DIGIT}])分)?[整正]?"
)
KUAI = re.compile(
    r"\s?块(?:零?(?P<cent>[一二两三四五六七八九\d])分|零(?P<odd>[一二两三四五六七八九\d])(?=[\s,。;!?]|\Z)|(?=[^零]|\Z))(?P<mao>[一二两三四五六七八九]|\d(?!\d))?(?P<mark>[毛角](?P<fen>[一二三四五六七八九\d])?分?)?(?P<money>钱)?"
)
MAO = re.compile(
    r"\s?[毛角](?!肚|豆|坯|巾|刷|衣|笋|血|重|利|边|蟹|刺|铁|钢|码|阀|钉|磨)(?P<fen>[一二三四五六七八九\d])?分?(?P<money>钱)?"
)
FEN = re.compile(r"\s?分(?=钱|[一每/])(?P<money>钱)?")
PER = re.compile(rf"\s?(?:(?P<sign>[/每])|一|per|p/)\s?(?P<unit>{UNIT})")
PACKED = re.compile(r"(?:来|去)?(?:装|分|包|打|捆|摆|码|放|排)")  # 按20一箱装 tells the pack
COUNTED = re.compile(rf"\s?(?:{UNIT}|[%折号日点年级寸号位天人]|月(?![底初中末内]))")

# Nothing is a price without a word of money or a counter behind it, or a word before it that tells.
NEXT = re.compile(r"\s?(?:[元圆块毛角分/每一]|rmb|yuan|人民币|per|p/)")
TOLD = re.compile(r"[价税@¥￥每一计共额款金费付账转收满算]|打包价?|price")

# What NEXT and TOLD need: without any of these a text holds no price.
MONEY = frozenset("元圆块毛角分/每一价税@¥￥计共额款金费付账转收满算ryp人包")

MAY_IT_BE = re.compile(r"(?:能不能|可不可以|能否)(?:给|做|卖|算|按)?(?:到|我)?\s?\Z")
ASKED = ("能不能", "可不可以", "能否")  # one of these is in it

TENTH, HUNDREDTH = Decimal("0.1"), Decimal("0.01")
NUMERALS = "一二三四五六七八九"
FORMAL = str.maketrans("两壹贰叁肆伍陆柒捌玖", "二一二三四五六七八九")


def find_prices(text: str, masked: int = 0) -> list[Found[Price]]:
    """Return prices and sums outside the masked characters; the span takes in the label and the counter."""
    idle = MONEY.isdisjoint(signs_of(text)) and not any(asked in text for asked in ASKED)
    found = [] if idle else _worded(text, masked)
    taken = masked
    for one in found:
        taken |= stretch(one.span.start, one.span.end)
    return sorted([*found, *_unworded(text, taken)], key=lambda one: one.span.start)


def _unworded(text: str, masked: int) -> Iterator[Found[Price]]:
    """Yield, with little trust, numbers glued to a count that close the clause: 10瓶575, 3件12.5。"""
    for match in GLUED_PRICE.finditer(text) if CLOSING.search(text) else ():
        if not masked & stretch(*match.span("price")):
            start, end = match.span("price")
            yield Found(Span(start, end), Price(Decimal(match["price"])), text[start:end], UNWORDED)


def _worded(text: str, masked: int) -> list[Found[Price]]:
    """Return the prices that a word of money or a counter tells."""
    found: list[Found[Price]] = []
    floor = 0
    for atom in scan(text):
        if atom.start < floor or atom.number.value is None or atom.product or masked & stretch(atom.start, atom.end):
            continue
        price = _price(text, atom, atom.number.value, floor)
        if price is None and found and found[-1].confidence > 0.9:
            price = _repeated(text, atom, atom.number.value, floor)
        if price:
            floor = price.span.end
            found.append(price)
    return found


def _repeated(text: str, atom: Atom, amount: Decimal, floor: int) -> Found[Price] | None:
    """Read the bare number behind a count, or behind a price, as a price in a list whose first price had its label."""
    loose = atom.glued or atom.chinese or text[atom.end : atom.end + 1] not in ("", ",", ";", "。", "\n", "、", " ")
    listed = text[floor : atom.start].strip() in ("、", "/")  # 实价28、18
    if loose or not (
        listed
        or (
            text[atom.end : atom.end + 1] not in ("、", " ")
            and AFTER_COUNT.search(text, max(0, atom.start - 6), atom.start)
        )
    ):
        return None
    return Found(Span(atom.start, atom.end), Price(amount), text[atom.start : atom.end], 0.6)


def _price(text: str, atom: Atom, amount: Decimal, floor: int) -> Found[Price] | None:
    before = max(floor, atom.start - 10)
    asked = MAY_IT_BE.search(text, before, atom.start)
    if not (asked or NEXT.match(text, atom.end) or TOLD.search(text, before, atom.start)):
        return None
    if CHANGE.search(text, before, atom.start) or text.startswith(ALIKE, atom.end):
        return None
    label = LEADING.search(text, before, atom.start)
    each = None if _told(label) else PER_BEFORE.search(text, before, atom.start)
    total = SUM.search(text, before, atom.start)
    sign = SIGN.search(text, before, atom.start)
    yuan, end, sure = _money(text, atom.end, amount)
    per = PER.match(text, end)
    if atom.glued and not (end == atom.end and per and per["sign"] == "/"):
        return None
    said = end > atom.end  # a word of money stands behind the number
    if not (sure or sign or (said and (label or each or per or total))):
        told = _told(label) or (total and not COUNTING.match(total[0]))
        told = told or (each and (each["every"] == "每" or _of_one(text, atom, each)))
        slashed = per is not None and (per["sign"] == "/" or _same_counter(text, atom, per)) and not said
        rated = label is not None and per is not None and not said and not PACKED.match(text, per.end())  # 按180一件
        told = told or (label is not None and label["label"][0] == "按" and RATED.match(text, end) is not None)
        charged = CLOSES.match(text, end) and (asked or CHARGED.search(text, before, atom.start))
        charged = charged if not said or asked else None
        apart = label is not None and "价" in label["label"] and text[end : end + 1] == " "  # 单价6.2 台历另发
        behind = CLOSES.match(text, end) and BEHIND_COUNT.search(text[floor : atom.start])
        if said and text[end - 1] == "块" and (behind or BARGAINED.match(text, end)):
            return Found(Span(atom.start, end), Price(yuan), text[atom.start : end], PIECES)
        if (said and not charged) or not (
            slashed or rated or charged or (told and (per or apart or not COUNTED.match(text, end)))
        ):
            return None
    marks = [one.start() for one in (label, each, sign) if one]
    unit = per["unit"] if per else each["unit"] if each else None
    end = per.end() if per else end
    start = min(marks, default=atom.start)
    price = Price(yuan, spoken(unit, NO_UNITS) if unit else None, total=bool(total) and not unit)
    charged_for = asked or (label is not None and label["label"][0] == "算")
    faint = charged_for and not (said or per or amount % 1)  # 弯的算55
    confidence = 0.7 if faint else 0.95 if label or each or (per and said) else 0.9 if total or sign else 0.7
    return Found(Span(start, end), price, text[start:end], confidence)


def _same_counter(text: str, atom: Atom, per: re.Match[str]) -> bool:
    """Say whether the number stands behind a count of the counter it is a price for: 12瓶 现款,2150一瓶."""
    if per["sign"] is not None or SPELT.fullmatch(text, atom.start, atom.end) or _of_kinds(text, atom, per):
        return False
    if ALL_AT.search(text, max(0, atom.start - 4), atom.start):
        return CLOSES.match(text, per.end()) is not None and _counted_before(text, per["unit"], atom.start)
    if text[atom.start - 1 : atom.start] not in CLAUSE:
        return _right_behind(text, atom, per)
    return _counted_before(text, per["unit"], atom.start)


def _of_kinds(text: str, atom: Atom, per: re.Match[str]) -> bool:
    """Say whether one of each of two numbers is counted, which are names of kinds: 6020 一托 7220 一托."""
    if text[per.end() - len(per["unit"]) - 1] != "一":
        return False
    digits = atom.end - atom.start
    kind = rf"(?<![\d.])\d{{{digits}}}的?\s?一{per['unit']}[\s,、和跟]*\Z"
    return digits > 2 and re.search(kind, text[max(0, atom.start - digits - 8) : atom.start]) is not None


def _right_behind(text: str, atom: Atom, per: re.Match[str]) -> bool:
    """Say whether what one costs stands glued to so many of them: 20只128一只, and no size, 5双41一双."""
    before = COUNT_BEFORE.search(text, max(0, atom.start - 10), atom.start)
    if before is None or before["unit"] != per["unit"] or atom.chinese or CLOSES.match(text, per.end()) is None:
        return False
    return atom.number.value is not None and (atom.number.value >= LEAST or atom.number.value % 1 != 0)


def _of_one(text: str, atom: Atom, each: re.Match[str]) -> bool:
    """Say whether a number that closes its clause is what one costs, so many being counted before: 50只 一只46.

    Where sizes follow their counts (5双41 一双42) it is none.
    """
    if text[each.start() - 1 : each.start()] not in CLAUSE or text[atom.start] == "半":
        return False
    if each["paid"]:
        return CLOSES.match(text, atom.end) is not None  # 两台ZR72,一台现结1850
    return CLOSES.match(text, atom.end) is not None and _counted_before(text, each["unit"], each.start())


def _counted_before(text: str, unit: str, at: int) -> bool:
    """Say whether so many of this counter were said shortly before, with no size of its own behind them."""
    before = text[max(0, at - ONCE_COUNTED) : at]
    return re.search(rf"[\d一二两三四五六七八九十百千万半]{unit}(?!\s?[\da-z])", f"{before}。") is not None


def _told(label: re.Match[str] | None) -> bool:
    """Say whether the label alone makes a bare number a price."""
    return label is not None and ("价" in label["label"] or "税" in label["label"] or label["label"] in ("@", "price"))


def _money(text: str, end: int, amount: Decimal) -> tuple[Decimal, int, bool]:
    """Return the amount in yuan, where its words end, and whether they can mean nothing but money."""
    if match := YUAN.match(text, end):
        tail = TENTH * _digit(match["mao"]) if match["mao"] else Decimal(0)
        cents = match["fen"] or match["cent"]
        return amount + tail + (HUNDREDTH * _digit(cents) if cents else 0), match.end(), True
    if match := KUAI.match(text, end):
        mao, fen = match["mao"], match["fen"]
        if cents := match["cent"] or match["odd"]:  # 三块四分, 三块零四
            return amount + HUNDREDTH * _digit(cents), match.end(), True
        if mao and not match["mark"] and text[match.end() : match.end() + 1].isalnum() and not match["money"]:
            if PER.match(text, match.start("mao")):  # 14块一只
                return amount, match.start("mao"), False
            if COUNTED.match(text, match.end()):
                return amount, match.start("mao"), False
        if fen and PER.match(text, match.start("fen")):  # 一块两毛一个
            return amount + TENTH * _digit(mao), match.start("fen"), True
        value = amount + (TENTH * _digit(mao) if mao else 0) + (HUNDREDTH * _digit(fen) if fen else 0)
        whole = bool(mao) and not text[match.end() : match.end() + 1].isalnum()  # 3块5
        return value, match.end(), whole or bool(match["money"] or match["mark"])
    if match := MAO.match(text, end):
        if match["fen"] and PER.match(text, match.start("fen")):
            return amount * TENTH, match.start("fen"), False
        value = amount * TENTH + (HUNDREDTH * _digit(match["fen"]) if match["fen"] else 0)
        alone = text[match.end() - 1] in "毛分" or (match["fen"] and "毛" in match[0])
        after = text[match.end() : match.end() + 1]
        plainly = bool(alone) and (not after.isalnum() or after in "吧哈啊呢")  # 八毛, 两毛五, 两角五分
        return value, match.end(), bool(match["money"]) or plainly
    if match := FEN.match(text, end):
        return amount * HUNDREDTH, match.end(), bool(match["money"])
    return amount, end, False


def _digit(sign: str) -> int:
    return int(sign) if sign.isdecimal() else NUMERALS.find(sign.translate(FORMAL)) + 1
