"""Counters that Chinese salespeople use, and how English and pinyin spellings of them are said in Chinese."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from nlp.either import either
from nlp.types import SCALES

_COUNTERS = """
个 件 只 箱 套 台 盒 包 袋 桶 瓶 罐 条 根 支 枝 片 块 张 卷 盘 捆 扎 把 对 双 副 付 组 打 托 板
吨 斤 克 米 尺 方 升 本 册 份 车 筐 篮 篓 串 尾 匹 朵 束 棵 株 粒 颗 枚 辆 架 艘 顶 床 幅 节 段
筒 管 听 提 壶 坛 缸 盆 碗 盅 杯 碟 笼 屉 令 轴 锭 版 联 帖 剂 柜 垛 摞 叠 沓 吊 座 具 羽 头 帧 匣
公斤 千克 公吨 毫克 厘米 毫米 公分 公尺 平方 平米 平方米 立方 立方米 毫升 公升 英寸 套件 整箱
大箱 小箱 大包 小包 大袋 小袋 大桶 小桶 大盒 小盒 托盘 卡板 集装箱 整托 整车
"""
COUNTERS = frozenset(_COUNTERS.split())
# Measures that a company's goods are rarely counted in, but a bare expression may hold.
MORE_MEASURES = frozenset(
    ["两", "钱", "千米", "公里", "分米", "英尺", "英里", "亩", "公顷", "加仑", "磅", "毫克", "微克", "平方厘米"]
)

# What is written in Latin letters, and the Chinese counter it stands for.
LATIN = {
    "box": "箱", "boxes": "箱", "ctn": "箱", "ctns": "箱", "carton": "箱", "cartons": "箱", "case": "箱", "cases": "箱",
    "pc": "件", "pcs": "件", "piece": "件", "pieces": "件", "ea": "件", "each": "件", "unit": "件", "units": "件",
    "set": "套", "sets": "套", "pair": "对", "pairs": "对", "roll": "卷", "rolls": "卷", "bag": "袋", "bags": "袋",
    "bottle": "瓶", "bottles": "瓶", "can": "罐", "cans": "罐", "drum": "桶", "drums": "桶", "barrel": "桶",
    "barrels": "桶", "pallet": "托", "pallets": "托", "dozen": "打", "doz": "打", "pack": "包", "packs": "包",
    "sheet": "张", "sheets": "张",
    "kg": "公斤", "kgs": "公斤", "g": "克", "ton": "吨", "tons": "吨", "t": "吨", "ml": "毫升", "l": "升", "m": "米",
    "xiang": "箱", "jian": "件", "ge": "个", "tao": "套", "zhi": "只", "he": "盒", "bao": "包", "tai": "台",
    "tong": "桶", "dai": "袋", "ping": "瓶", "jin": "斤", "gongjin": "公斤", "tiao": "条", "gen": "根", "juan": "卷",
    "kun": "捆", "tuo": "托", "fu": "副", "dui": "对", "kuai": "块", "pian": "片", "pi": "匹", "zhang": "张",
}  # fmt: skip

# Measures that mostly describe a product (500克的鱼丸) rather than count it.
_MEASURES = "克 千克 公斤 毫克 厘米 毫米 分米 千米 公分 毫升 升 公升 英寸 英尺 尺 米"
MEASURES = frozenset(_MEASURES.split())

DOZEN = 12


def summed(parts: Sequence[tuple[Decimal, str | None]]) -> tuple[Decimal, str] | None:
    """Return 3斤5两 in the first measure; None where the parts are not measures of one kind."""
    first = parts[0][1]
    for scale in SCALES:
        if first and all(unit in scale for _, unit in parts):
            total = sum((qty * scale[unit] for qty, unit in parts if unit), Decimal(0))
            return total / scale[first], first
    return None


def finer(coarse: str, fine: str) -> bool:
    """Say whether one measure is told more exactly by the other: 3吨500公斤."""
    return any(coarse in scale and 0 < scale.get(fine, 0) < scale[coarse] for scale in SCALES)


@lru_cache(maxsize=64)
def pattern(units: frozenset[str]) -> str:
    """Return a regular expression for one counter, the longest first."""
    chinese = either(unit for unit in units | COUNTERS if unit and not unit.isascii())
    latin = either({unit.lower() for unit in units if unit.isascii() and unit} | LATIN.keys())
    return rf"(?:{chinese}|(?:{latin})(?![a-z0-9]))"


def spoken(unit: str, units: frozenset[str]) -> str:
    """Return the counter in Chinese where it was spelled in Latin letters and the catalogue does not know it so."""
    if unit in units:
        return unit
    listed = next((form for form in (unit.upper(), unit.capitalize()) if form in units), None)
    return listed or LATIN.get(unit, unit)
