"""Of goods: what came in or was counted, who holds it, what is not for sale."""

import re
from decimal import Decimal

from handlers.domain.quantity import sane
from handlers.domain.typed.command import MORE, Typed, first

_BOOKED = re.compile(
    r"(?P<verb>到货|收货|入库|盘点)[\s:]+(?P<about>\S.*?)[\s×*xX]+(?P<qty>-?\d{1,30}(?:\.\d{1,9})?)\s*(?P<unit>\D{0,4})"
)
_BOOKS = {"到货": "receipt", "收货": "receipt", "入库": "receipt", "盘点": "count"}
_PRODUCT = r"[\s:]+(?P<about>[A-Za-z0-9][A-Za-z0-9-]{1,30}|\S{2,20})"
_SALE = (
    ("stops", re.compile(r"(?:停售|暂停销售)(?:清单|列表|的货|有哪些|了哪些)?\??")),
    ("stop", re.compile(rf"(?:停售|暂停销售){_PRODUCT}{MORE}", re.DOTALL)),
    ("resale", re.compile(rf"(?:恢复销售|恢复售卖){_PRODUCT}{MORE}", re.DOTALL)),
)
_ASKS = frozenset("吗么嘛呢没")  # 停售 LT-07 吗: nobody's reason
_HELD = (("holders", re.compile(r"(?:谁占了?|占用|库存(?=[\s:]))[\s:]*(?P<about>\S.{0,60}?)\??")),)


def booked(said: str) -> Typed | None:
    """What came in, or what a count found: nothing only there. `qty` is None where it can be no such amount."""
    found = _BOOKED.fullmatch(said)
    if found is None:
        return None
    qty = Decimal(found["qty"])
    good = qty if found["verb"] == "盘点" and qty == 0 else sane(qty)
    unit = found["unit"].strip()
    return Typed(_BOOKS[found["verb"]], found["about"].strip(), good, unit)


def sale(said: str) -> Typed | None:
    """A product that is not to be sold, or is again; or which are not."""
    found = first(_SALE, said)
    return None if found is not None and found.words.strip("? ") in _ASKS else found


def held(said: str) -> Typed | None:
    """Who holds a product."""
    return first(_HELD, said)
