"""A small company that sells building materials: a third trade, known to no rule."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from nlp import CustomerRecord, Hints, Lexicon, Parse, PersonRecord, parse
from nlp.types import DraftHint, DraftLine
from tests.trades import NOW, product

PRODUCTS = (
    product("TTZ-600-H", "通体砖", "600*600 灰", "地砖", "片", 箱="4", 托="160"),
    product("TTZ-600-B", "通体砖", "600*600 白", "地砖", "片", 箱="4", 托="160"),
    product("TTZ-800-B", "通体砖", "800*800 白", "地砖", "片", 箱="3"),
    product("SN-425", "水泥", "P.O42.5 50kg", "普硅水泥;42.5水泥", "袋", 吨="20"),
    product("SN-325", "水泥", "P.C32.5 50kg", "砌筑水泥;32.5水泥", "袋", 吨="20"),
    product("RJQ-N18", "乳胶漆", "内墙 18L", "涂料;墙漆", "桶", 托="33"),
    product("RJQ-W18", "乳胶漆", "外墙 18L", "涂料;墙漆", "桶", 托="33"),
    product("PZ-M8-80", "膨胀螺栓", "M8*80", "膨胀螺丝;拉爆", "套", 盒="50", 箱="400"),
    product("PZ-M10-100", "膨胀螺栓", "M10*100", "膨胀螺丝;拉爆", "套", 盒="25", 箱="200"),
    product("HY-L", "合页(左)", "304不锈钢", "铰链;左合页", "只", 盒="10"),
    product("HY-R", "合页(右)", "304不锈钢", "铰链;右合页", "只", 盒="10"),
    product("SGB-P", "石膏板", "9.5mm 普通", "纸面石膏板", "张", 托="80"),
    product("SGB-F", "石膏板", "9.5mm 防潮", "纸面石膏板", "张", 托="80"),
    product("PPR-20L", "PPR管", "20*2.8 冷水", "水管", "米", 根="4"),
    product("PPR-25R", "PPR管", "25*3.5 热水", "水管", "米", 根="4"),
    product("WJ-94", "瓷砖胶", "强力型 20kg", "瓷砖粘结剂", "袋", 公斤="0.05"),
)
CUSTOMERS = (
    CustomerRecord("B01", "杭州宏图装饰工程有限公司", ("宏图装饰", "杭州宏图"), "浙江"),
    CustomerRecord("B02", "苏州宏图建材商行", ("苏州宏图",), "江苏"),
    CustomerRecord("B03", "老周五金店", ("老周五金", "老周"), "浙江"),
    CustomerRecord("B04", "锦绣家园项目部", ("锦绣家园",), "浙江"),
    CustomerRecord("B05", "宁波联拓贸易有限公司", ("联拓", "宁波联拓"), "浙江"),
)
PEOPLE = (PersonRecord("s1", "钱小芳", "sales"), PersonRecord("c1", "老周", "customer", "B03"))
LEXICON = Lexicon(PRODUCTS, CUSTOMERS, PEOPLE, {"B04": {"小蓝桶": "RJQ-N18"}})

DRAFT = DraftHint(
    key=7,
    customer="B03",
    customer_candidates=(),
    lines=(DraftLine(1, "RJQ-N18", (), "乳胶漆内墙", Decimal(20), "桶"),),
    due=None,
)


def hints(case: Mapping[str, Any] | None = None, **more: Any) -> Hints:
    """Hints as an example of an intent file states them: role, chat, chat_customer, draft, recent."""
    said = {**(case or {}), **more}
    role = str(said.get("role", "sales"))
    return Hints(
        now=NOW,
        role=role,
        sender_customer="B03" if role == "customer" else None,
        chat_kind=str(said.get("chat", "direct")),
        chat_customer="B03" if said.get("chat_customer") else None,
        drafts=tuple(said["drafts"]) if "drafts" in said else (DRAFT,) if said.get("draft") else (),
        orders=tuple(said.get("orders", ())),
        recent_order=bool(said.get("recent")),
    )


def read(text: str, **case: Any) -> Parse:
    """One reading in this company."""
    return parse(text, hints(case), LEXICON)
