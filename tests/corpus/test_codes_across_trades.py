"""Ways of speaking that two companies with catalogues in codes brought up, said of goods of other trades.

Each way stands with what looks like it and means something else. `?` is a line without a product.
"""

from datetime import date, datetime

import pytest

from nlp import CustomerRecord, Hints, Lexicon, Parse, parse
from nlp.types import Intent
from tests.trades import product

NOW = datetime.fromisoformat("2026-03-04T09:15:00+08:00")

CODED = Lexicon(
    [
        product("WD-PT", "温度探头", "PT100", "PT100;2.5座探头", "支", 盒="20"),
        product("TH003", "数显表头", "TH-003", "表头", "块", 箱="40"),
        product("NB-12", "逆变器", "12V30A", "逆变", "台", 箱="6"),
        product("NB-24", "逆变器", "24V15A", "逆变", "台", 箱="6"),
        product("QG-16", "气缸", "16mm/50mm 标准", "标准缸", "支", 箱="20"),
        product("QG-25", "气缸", "25mm/100mm 标准", "标准缸", "支", 箱="20"),
        product("PG-4", "透明软管", "Φ4mm", "软管", "米", 卷="100"),
        product("PG-6", "透明软管", "Φ6mm", "软管", "米", 卷="100"),
        product("PG-10", "透明软管", "Φ10", "软管", "米", 卷="100"),
        product("ZX-70815", "纸芯", "70815", "70815", "只", 箱="200"),
        product("ZX-70816", "纸芯", "70816", "70816", "只", 箱="200"),
        product("DP-3391AL", "刀盘", "3391AL", "", "片", 盒="10"),
        product("DW-2210-5K", "旋钮", "2210 5K", "2210;小旋钮", "只", 管="40", 盒="800"),
        product("DW-2210-20K", "旋钮", "2210 20K", "2210;小旋钮", "只", 管="40", 盒="800"),
        product("KN-5K", "碳膜片", "5K", "碳膜", "片", 包="100"),
        product("XB105", "密封盖", "XB 红", "XB", "只", 包="250"),
        product("PT-61", "喷头", "61型 蓝标", "蓝标喷头", "只", 盒="50"),
        product("LP-61S", "不锈钢喷头", "S61型 304", "不锈钢LP61", "只", 盒="50"),
        product("LP61", "塑料喷头", "61", "", "只", 盒="50"),
        product("HG-30", "护圈", "30*4.2 耐油", "护圈30*4.2;耐油圈", "只", 包="100"),
        product("HG-45", "护圈", "45*4.2 耐油", "护圈45*4.2;耐油圈", "只", 包="100"),
        product("PZ-R", "贴牌", "3030 红标", "3030红牌;红牌子", "张", 卷="1000"),
        product("PZ-B", "贴牌", "3030 蓝标", "3030蓝牌;蓝牌子", "张", 卷="1000"),
        product("PZ-W", "贴牌", "3030 白标", "3030白牌;白牌子", "张", 卷="1000"),
        product("CG-2A", "接插座", "VL 2孔", "VL 2孔座", "只", 包="1000"),
        product("CG-2B", "接插壳", "VL 2孔", "VL 2孔壳", "只", 包="1000"),
        product("CH-2B", "接插壳", "GN 2孔", "GN 2孔壳", "只", 包="1000"),
        product("WB-18R", "织带", "18号 红", "18号红带", "米", 卷="50"),
        product("WB-18K", "织带", "18号 黑", "18号黑带", "米", 卷="50"),
        product("WB-22K", "织带", "22号 黑", "22号黑带", "米", 卷="50"),
        product("DB-16", "扣电", "BR1632", "1632", "粒", 板="5", 盒="100"),
        product("DB-16H", "扣电", "BR1632 带耳片", "1632带耳", "粒", 盒="100"),
        product("MK-N", "面盖", "5224 不带孔", "盖板", "只", 托盘="60"),
        product("MK-L", "面盖", "6105 带孔", "盖板", "只", 托盘="50"),
        product("SF-3", "三角胶条", "8*8", "三角;胶条", "米", 卷="100"),
        product("SY-7", "四氯绳", "10*10", "四氯", "公斤", 斤="0.5"),
        product("ZD-640", "齿座", "ZD640", "ZD640座子", "套"),
        product("ZD-650", "齿座", "ZD650", "ZD650座子", "套"),
        product("JD-31", "锁套", "JD31", "", "只", 盒="10"),
        product("QD-B", "球头", "TL3", "TL3球头;连接器", "套"),
        product("QD-B4", "球头", "TL4", "TL4球头;连接器", "套"),
        product("QD-D", "球头垫", "TL3 尼龙", "TL3垫", "只", 包="20"),
        product("QD-D4", "球头垫", "TL4 尼龙", "TL4垫", "只", 包="20"),
    ],
    [
        CustomerRecord("C1", "绍兴安源机械有限公司", ("安源",), "绍兴"),
        CustomerRecord("C2", "嘉兴立达电控厂", ("立达",), "嘉兴"),
    ],
)


def _read(text: str) -> Parse:
    return parse(text, Hints(NOW, "sales", chat_kind="direct"), CODED)


def _ordered(text: str) -> str:
    return " ".join(
        f"{o.customer or ''}:" + " ".join(f"{x.sku or '?'}={x.qty}{x.unit or ''}" for x in o.items)
        for o in _read(text).orders
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("安源 16/50的标准缸2箱", "C1:QG-16=2箱"),
        ("安源 气缸25/100的6支 16/50的4支", "C1:QG-25=6支 QG-16=4支"),
        ("安源 逆变器12伏30安的 5台", "C1:NB-12=5台"),
        ("安源 软管Φ6 两卷", "C1:PG-6=2卷"),
        ("安源 软管10mm的 30米", "C1:PG-10=30米"),
        ("安源 软管Φ8 两卷", "C1:?=2卷"),
    ],
)
def test_sizes_without_their_units_or_their_signs(text: str, lines: str) -> None:
    assert _ordered(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("安源 70815 70816 各20只", "C1:ZX-70815=20只 ZX-70816=20只"),
        ("老吴啊,70815给我拿五十只", ":ZX-70815=50只"),
        ("安源 2210 20K 10管", "C1:DW-2210-20K=10管"),
        ("安源 2210 5K的来一管", "C1:DW-2210-5K=1管"),
        ("安源 TH003 6块,接插座VL 2孔座 1包", "C1:TH003=6块 CG-2A=1包"),
        ("安源 XB 105 4包", "C1:XB105=4包"),
        ("安源 XB 红 4包", "C1:XB105=4包"),
        ("安源 不锈钢LP61六只,LP61 十只", "C1:LP-61S=6只 LP61=10只"),
    ],
)
def test_numbers_that_name_goods_are_no_amounts(text: str, lines: str) -> None:
    assert _ordered(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("安源 护圈30*4.2 一包 45*4.2 一包", "C1:HG-30=1包 HG-45=1包"),
        ("安源 护圈30*4.2 45*4.2各5包", "C1:HG-30=5包 HG-45=5包"),
        ("安源 护圈30*4.2 一包 60*4.2 一包", "C1:HG-30=1包 ?=1包"),
        ("安源 3030白2卷 3030红1卷", "C1:PZ-W=2卷 PZ-R=1卷"),
        ("安源 3030白牌2卷 3030红蓝各4卷", "C1:PZ-W=2卷 PZ-R=4卷 PZ-B=4卷"),
        ("安源 红牌子3030的三卷 蓝的两卷", "C1:PZ-R=3卷 PZ-B=2卷"),
        ("安源 VL 2孔座10包 2孔壳10包", "C1:CG-2A=10包 CG-2B=10包"),
        ("安源 18号红带6卷 黑带8卷 22号黑带2卷", "C1:WB-18R=6卷 WB-18K=8卷 WB-22K=2卷"),
    ],
)
def test_what_the_goods_before_are_called_holds_for_what_follows(text: str, lines: str) -> None:
    assert _ordered(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("安源 BR1632不带耳的五板", "C1:DB-16=5板"),
        ("安源 BR1632带耳的一盒", "C1:DB-16H=1盒"),
        ("安源 面盖带孔的6托盘 不带孔的10托盘", "C1:MK-L=6托盘 MK-N=10托盘"),
    ],
)
def test_what_goods_have_not(text: str, lines: str) -> None:
    assert _ordered(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("安源 齿座ZD640 一套 三角胶条2卷", "C1:ZD-640=1套 SF-3=2卷"),
        ("安源 再来十斤四氯的", "C1:SY-7=10斤"),
        ("安源 十斤四的四氯绳", "C1:SY-7=10.4斤"),
        ("料场新上一条线,安源要70815一只", "C1:ZX-70815=1只"),
        ("安源要ZD640座子4套、JD31锁套... 不对,是ZD650的4套,锁套JD31四只", "C1:ZD-650=4套 JD-31=4只"),
        ("安源要ZD640座子4套、ZD650的4套", "C1:ZD-640=4套 ZD-650=4套"),
    ],
)
def test_what_only_looks_like_an_amount_a_price_or_another_line(text: str, lines: str) -> None:
    assert _ordered(text) == lines


def test_two_names_glued_that_share_a_code_are_doubted() -> None:
    (order,) = _read("安源 连接器球头垫 TL3 TL4各30个").orders
    assert any(d.field == "product" for line in order.items for d in line.doubts)


def test_each_of_two_customers_gets_the_day_behind_its_goods() -> None:
    read = _read("安源 立达两家:绍兴安源 70815 20只 19号;嘉兴立达 70816 20只 22号")
    assert [(o.customer, o.due) for o in read.orders] == [("C1", date(2026, 3, 19)), ("C2", date(2026, 3, 22))]


def test_what_today_is_is_no_day_to_deliver() -> None:
    (order,) = _read("安源 70815 20只 38节前... 哦今天就是三八,22号发车").orders
    assert order.due == date(2026, 3, 22)


def test_goods_are_asked_after_by_the_digits_of_their_code() -> None:
    ref = _read("我的3391到了没").ref
    assert ref is not None
    assert ref.sku == "DP-3391AL"
    assert _read("0102 shipped yet?").intent is Intent.ASK_STATUS
