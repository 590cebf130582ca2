"""Amounts that say what the goods are to be like and count none: 直径1公分以上, 每节莫超过一斤半, 每件50支."""

import re

from .dimensions.found import Found
from .dimensions.quantity.rules import Quantity
from .signs import signs_of

MEASURE = (
    r"直径|半径|外径|内径|口径|孔径|线径|管径|杆径|长度|宽度|高度|厚度|深度|壁厚|板厚|间距|周长|粗细|身高|腰围|胸围|净重|毛重|单重"
    r"|浓度|含量|糖度|甜度|度数|温度|湿度|误差|公差|偏差"
)
LIMIT = (
    r"(?:别|莫|不要|不能|不得|不可|勿|不)?(?:超过|多于|大于|高于|低于|少于|小于)|不超|至少|最少|最多|起码|控制在|保证在"
)
ABOUT = r"(?:大概|大约|差不多|约|要|都要|在|是|为|到|得)?[\s:]?"
SPOKEN = re.compile(rf"(?:{MEASURE})(?:{ABOUT}|(?:要|都|得|也)?(?:{LIMIT}){ABOUT})\Z")
APIECE = re.compile(
    rf"(?:每|单)(?!次|天|日|月|周|年|家|店|人|户|趟|批|车)[一-鿿]{{1,2}}(?:都|重|的?重量|长|宽|要)?(?:{LIMIT}){ABOUT}\Z"
)
PACKED = re.compile(r"每(?P<pack>[件箱包盒捆袋托扎板筐排组])(?:里面?|内)?(?:装|有|是|为|才|就|都|放|=|:)?\s?\Z")
IN_PACK = re.compile(r"[\d一二两三四五六七八九十百千半.]+\s?(?P<unit>[\u4e00-\u9fff])")
LONGEST = 18  # characters before an amount that are looked at
SIGNS = frozenset("径度厚距长细高围重量差每单")  # one of these is in every one of them


LENGTHS = frozenset({"米", "公分", "厘米", "毫米", "m", "cm", "mm"})
SO_LONG = re.compile(r"(?:长|宽|高|厚|粗|深)(?=[\s,。;的]|\Z)")


def without_lengths(found: list[Found[Quantity]], folded: str) -> list[Found[Quantity]]:
    """The amounts without 2米长 where something else is counted beside it: it tells the goods then."""
    if len(found) < 2:
        return found
    left = [q for q in found if q.value.unit not in LENGTHS or SO_LONG.match(folded, q.span.end) is None]
    return left or found


def describes(folded: str, start: int) -> bool:
    """True where the words right before an amount make it a measure of the goods, as a limit or outright."""
    at = max(0, start - LONGEST)
    if SIGNS.isdisjoint(signs_of(folded)) or SIGNS.isdisjoint(folded[at:start]):
        return False
    packed = PACKED.search(folded, at, start)
    within = IN_PACK.match(folded, start) if packed is not None else None
    if packed is not None and within is not None and within["unit"] != packed["pack"]:
        return True
    return SPOKEN.search(folded, at, start) is not None or APIECE.search(folded, at, start) is not None
