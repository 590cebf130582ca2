"""A price list that is pasted or typed: 品名 规格 单价, or rows that end in 5.5, 6, 12.8. It orders nothing."""

import re

from .counting import BY_WEIGHT
from .lexicon import Lexicon
from .scene import Scene

GOODS = re.compile(r"品名|名称|产品|商品|货号|型号|规格|款式|货品|品项|物料")
PRICES = re.compile(r"单价|价格|报价|售价|批发价|零售价|含税价|出厂价|进价|底价|优惠价|活动价|元/|价\(")
AMOUNTS = re.compile(r"数量|箱数|件数|订量|订货|要货|需求|采购量|qty|quantity|合计|小计|金额|下单|要[几多]")
CELLS = re.compile(r"[\s|,、/\t]+")
RULE = re.compile(r"[\s|:\-+=]*\Z")
MEASURES = BY_WEIGHT | {"吨", "米", "平米", "平方", "平方米", "立方", "方"}
FEW = 8  # products of a name that are asked for their counters
COUNTED = re.compile(r"\d\s?(?:[个件箱包盒只支套卷条袋桶瓶台把打片张双付副]|元|块)")
DIGITS = re.compile(r"\d")
RATE = re.compile(r"\s?/")  # 120条/箱 says what a case holds
SURE = 0.9
ENDING = re.compile(r"(?<=[\u4e00-\u9fff)\s])(\d{1,5}(\.\d{1,2})?)\s*\Z")  # a number alone at the end of a row
PRICED = re.compile(r"\d(?:元|块|/[\u4e00-\u9fffa-z]+)?[\s|]*\Z")


def lists_prices(scene: Scene, lexicon: Lexicon) -> bool:
    """True for a list of which every row ends in a price, and in none of them stands how much is wanted."""
    return _headed(scene) or _of_decimals(scene, lexicon)


def _of_decimals(scene: Scene, lexicon: Lexicon) -> bool:
    """True for rows of goods that end in 5.5, 6, 12.8: what is counted comes in no halves."""
    if "." not in scene.signs or "\n" not in scene.signs:
        return False
    start, broken, rows, named = 0, 0, 0, 0
    for line in scene.folded.split("\n"):
        end = start + len(line)
        hits = [h for h in scene.hits if start <= h.start < end]
        number = ENDING.search(line)
        if line.strip():
            if number is None or COUNTED.search(line, 0, number.start()):
                return False
            if any(lexicon.counters_of(h.masks[0], FEW) & MEASURES for h in hits):
                return False  # 牛肉 5.5 is weighed
            rows, broken, named = rows + 1, broken + ("." in number[0]), named + bool(hits)
        start = end + 1
    return rows > 1 and broken * 2 >= rows and named * 2 >= rows


def _headed(scene: Scene) -> bool:
    """True for a heading with goods and prices and no column of amounts, over rows that end in a number each."""
    if "价" not in scene.signs and "元" not in scene.signs:
        return False
    if any(
        q.value.unit and q.confidence >= SURE and not RATE.match(scene.folded, q.span.end) for q in scene.quantities
    ):
        return False
    lines = [line.strip() for line in scene.folded.split("\n") if not RULE.match(line)]
    for at, line in enumerate(lines[:-1]):
        cells = [cell for cell in CELLS.split(line) if cell]
        headed = len(cells) > 1 and all(len(cell) <= 8 for cell in cells) and not any(c.isdecimal() for c in line)
        if headed and GOODS.search(line) and PRICES.search(line):
            rows = lines[at + 1 :]
            priced = sum(PRICED.search(row) is not None for row in rows)
            return not AMOUNTS.search(line) and priced * 2 > len(rows) and not DIGITS.search("".join(lines[:at]))
    return False
