"""Rows of a table as a person would write them: one line a row, the goods first, then how many."""

import re
from collections.abc import Iterable, Sequence

MAX_ROWS, MAX_CELLS, MAX_CELL = 500, 40, 200

_GOODS = ("品名", "产品", "名称", "货品", "商品", "物料", "货名", "规格", "型号", "编码", "编号", "货号", "sku", "款号")
_AMOUNT = (
    "订货数量",
    "采购数量",
    "下单数量",
    "订购数量",
    "需求数量",
    "数量",
    "订货量",
    "订量",
    "件数",
    "qty",
    "quantity",
)
_UNIT = ("单位", "unit")
_BESIDE = (
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
    "amount",
    "price",
    "total",
    "no.",
)


def written(rows: Iterable[Sequence[str]]) -> str:
    """The rows as lines of text. Below a header only goods, amount and unit are kept: 序号 is no amount."""
    lines: list[str] = []
    header: dict[str, list[int]] = {}
    for row in rows:
        cells = [" ".join(cell.split())[:MAX_CELL] for cell in row[:MAX_CELLS]]
        if not any(cells):
            header = {}
            continue
        if found := _header(cells):
            header = found
            continue
        lines.append(_line(cells, header) if header else " ".join(cell for cell in cells if cell))
        if len(lines) >= MAX_ROWS:
            break
    return "\n".join(line for line in lines if line)


def _header(cells: Sequence[str]) -> dict[str, list[int]]:
    """Where goods, amount and unit stand, if this row names them."""
    found: dict[str, list[int]] = {"goods": [], "amount": [], "unit": []}
    for place, cell in enumerate(cells):
        word = re.sub(r"[\s:\uff1a*]+", "", cell.lower())
        if not word or len(word) > 12 or any(other in word for other in _BESIDE):
            continue
        if any(name in word for name in _AMOUNT):
            found["amount"].append(place)
        elif any(name in word for name in _UNIT):
            found["unit"].append(place)
        elif any(name in word for name in _GOODS):
            found["goods"].append(place)
    return found if found["goods"] and found["amount"] else {}


def _line(cells: Sequence[str], header: dict[str, list[int]]) -> str:
    def at(name: str, most: int = MAX_CELLS) -> list[str]:
        return [cells[place] for place in header[name][:most] if place < len(cells) and cells[place]]

    goods, amount = at("goods"), at("amount", 1)
    if not goods or goods[0] in ("合计", "总计", "小计"):
        outside = [cell for cell in cells if cell]  # below the table: 客户:…, 交期:…
        return " ".join(outside) if len(outside) < 3 and not amount else ""
    return " ".join([*goods, "".join([*amount, *at("unit", 1)])]).strip()
