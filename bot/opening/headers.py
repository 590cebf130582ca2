"""Which column of a table holds what, by the words in its first row or two."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

_GOODS = (
    "品名",
    "产品",
    "名称",
    "货品",
    "商品",
    "物料",
    "货名",
    "规格",
    "型号",
    "编码",
    "编号",
    "货号",
    "sku",
    "款号",
    "颜色",
    "花色",
    "色号",
    "尺码",
    "码数",
)
_AMOUNT = (  # the first of these that is there is the one that counts
    "订货数量",
    "采购数量",
    "下单数量",
    "订购数量",
    "需求数量",
    "要货数量",
    "订货量",
    "订量",
    "数量",
    "件数",
    "qty",
    "quantity",
)
_UNIT = ("单位", "unit")
_CUSTOMER = ("客户", "购货单位", "采购单位", "订货单位", "买方")
_DUE = ("交期", "交货日期", "交货时间", "要货日期", "要货时间", "到货日期", "需求日期", "需求时间", "要求到货")
_BESIDE = (  # columns that hold something else, whatever words are in their names
    "序号",
    "行号",
    "价",
    "金额",
    "合计",
    "税",
    "备注",
    "说明",
    "库存",
    "条码",
    "已",
    "未",
    "欠",
    "剩",
    "赠",
    "每",
    "装箱",
    "起订",
    "最小",
    "可用",
    "实发",
    "实收",
    "客户编",
    "客户电话",
    "客户地址",
    "amount",
    "price",
    "total",
    "no.",
)
_SIDES = {"左": "左", "右": "右", "左边": "左", "右边": "右", "左侧": "左", "右侧": "右", "l": "左", "r": "右"}
_LETTERS = re.compile(r"(?:x{0,4}s|m|x{0,5}l|[2-9]xl)码?")
_NUMBERS = re.compile(r"(?:1[0-9]|[2-9])[0-9]码?")
_COUNTED = re.compile(r"(?:订货|采购|下单)?(?:数量|件数|数)$|[(\uff08](?:件|双|条|个|套|只|根)[)\uff09]$")
_LONGEST = 12  # characters of a header's word


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table, counted from 0; `unit`, `customer` and `due` are at most one.

    Where each size or side has a column of amounts, `sizes` says which and how it is called; `amount` is then their
    sum, where that is there. Else it is the one amount.
    """

    goods: tuple[int, ...]
    amount: int | None
    unit: int | None
    customer: int | None
    due: int | None
    sizes: tuple[tuple[int, str], ...] = ()


def header(cells: Sequence[str]) -> Header | None:
    """What stands where, if this row names goods and an amount."""
    words = [_word(cell) for cell in cells]
    named = [place for place, word in enumerate(words) if _names(word)]

    def first(names: Sequence[str]) -> int | None:
        return next((place for name in names for place in named if name in words[place]), None)

    sizes = _sizes(words)
    named = [place for place in named if place not in dict(sizes)]
    customer, due, amount = first(_CUSTOMER), first(_DUE), first(_AMOUNT)
    unit = next((p for p in named if p not in (customer, amount) and any(u in words[p] for u in _UNIT)), None)
    amounts = {place for place in named if any(name in words[place] for name in _AMOUNT)}
    taken = {customer, due, unit, *amounts}
    goods = tuple(place for place in named if place not in taken and any(name in words[place] for name in _GOODS))
    return Header(goods, amount, unit, customer, due, sizes) if goods and (sizes or amount is not None) else None


def _sizes(words: Sequence[str]) -> tuple[tuple[int, str], ...]:
    """The columns that are named by a size or a side, two of them at least, and what that is called in words."""
    bare = {place: _COUNTED.sub("", word) for place, word in enumerate(words)}
    sides = [(place, _SIDES[word]) for place, word in bare.items() if word in _SIDES]
    letters = [
        (place, f"{word.removesuffix('码').upper()}码") for place, word in bare.items() if _LETTERS.fullmatch(word)
    ]
    numbers = [(place, word.removesuffix("码")) for place, word in bare.items() if _NUMBERS.fullmatch(word)]
    if [side for _, side in sides] in (["左", "右"], ["右", "左"]) and len(letters) <= 1:  # L and R are sides
        return tuple(sides)
    if len(letters) > 1:
        return tuple(letters)
    row = [int(number) for _, number in numbers]
    near = all(0 < after - before <= 2 for before, after in pairwise(row))
    marked = all(bare[place].endswith("码") for place, _ in numbers)
    if len(numbers) > 1 and (marked or (len(numbers) > 2 and near)):
        return tuple((place, f"{number}码") for place, number in numbers)
    return ()


def joined(cells: Sequence[str], below: Sequence[str]) -> list[str] | None:
    """The words of a header of two rows, column by column; None where the second row holds something else."""
    words = [_word(cell) for cell in below]
    known = (*_GOODS, *_AMOUNT, *_UNIT, *_CUSTOMER, *_DUE, *_BESIDE, "订货", "采购", "下单")
    if not any(words) or not all(not word or (_short(word) and any(k in word for k in known)) for word in words):
        return None
    found, last = [], ""
    for above, under in zip_longest(cells, below, fillvalue=""):
        last = above or last  # a cell over several columns is written in the first of them
        found.append(last + under if under else above)
    return found


def _word(cell: str) -> str:
    return re.sub(r"[\s:\uff1a*]+", "", cell.lower())


def _short(word: str) -> bool:
    return len(word) <= _LONGEST


def _names(word: str) -> bool:
    return bool(word) and _short(word) and not any(other in word for other in _BESIDE)
