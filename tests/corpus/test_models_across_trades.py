"""Models, kinds and lists as people shorten them, said of goods of trades that share nothing but the language.

`?` stands for a line without a product, `!` for one that is doubted.
"""

import pytest

from nlp import CustomerRecord, Lexicon, parse
from nlp.types import Intent
from tests.trades import SALES, items, product

SHOP = Lexicon(
    [
        product("BP-12", "雾化杯", "Vento12", "喷杯", "只", 盒="10"),
        product("BP-12P", "雾化杯", "Vento12Plus", "喷杯", "只", 盒="10"),
        product("BP-12PX", "雾化杯", "Vento12PlusXtra", "喷杯", "只", 盒="10"),
        product("ZT-12", "枪嘴套", "Vento12", "嘴套", "套", 盒="20"),
        product("ZT-12P", "枪嘴套", "Vento12Plus", "嘴套", "套", 盒="20"),
        product("ZT-12PX", "枪嘴套", "Vento12PlusXtra", "嘴套", "套", 盒="20"),
        product("MB-7", "打印墨盒", "Jetta 7 Mini 黑", "墨仓", "个", 箱="40"),
        product("MB-9", "打印墨盒", "Jetta 9 Mini 黑", "墨仓", "个", 箱="40"),
        product("MB-9C", "打印墨盒", "Jetta 9 Mini 彩", "墨仓", "个", 箱="40"),
        product("CD-S", "车灯", "朗骐3 近光", "大灯", "只", 箱="4"),
        product("CD-T", "车灯", "朗骐5 近光", "大灯", "只", 箱="4"),
        product("CD-X", "车灯", "朗骐X 近光", "大灯", "只", 箱="4"),
        product("LQ-3", "滤芯", "朗骐3", "空气格", "个", 箱="50"),
        product("LQ-5", "滤芯", "朗骐5", "空气格", "个", 箱="50"),
        product("LQ-6", "滤芯", "朗骐6", "空气格", "个", 箱="50"),
        product("BX-3", "玻璃雨刮", "朗骐3", "雨刷片", "对", 箱="30"),
        product("BX-5", "玻璃雨刮", "朗骐5", "雨刷片", "对", 箱="30"),
        product("YT-B", "长袖工衣", "棉 藏青色", "工作服", "件", 包="20"),
        product("YT-H", "长袖工衣", "棉 灰色", "工作服", "件", 包="20"),
        product("YT-L", "长袖工衣", "棉 深绿色", "工作服", "件", 包="20"),
        product("XB-15", "免钉胶", "K900 15ml", "K900;强力胶", "支", 盒="10"),
        product("XB-60", "免钉胶", "K900 60ml", "K900;强力胶", "支", 盒="10"),
        product("SK-1", "玻璃刮刀", "通用", "铲刀", "把", 盒="20"),
        product("CZ-EU", "智能插座", "16A 欧规", "16A插", "个", 箱="100"),
        product("CZ-US", "智能插座", "16A 美规", "16A插", "个", 箱="100"),
        product("CZ-20", "大功率插座", "20A 欧规", "20A插", "个", 箱="100"),
        product("DL-R", "橡套电缆", "3芯 国产铜芯", "橡缆", "米", 卷="100"),
        product("DL-J", "橡套电缆", "3芯 进口铜芯", "橡缆", "米", 卷="100"),
        product("DL-Z", "橡套电缆", "3芯 再生铝芯", "橡缆", "米", 卷="100"),
        product("BW-Y", "保温布", "银色单面", "老隔热布", "卷", 托="30"),
        product("BW-X", "保温膜", "银色", "新隔热膜", "卷", 托="30"),
        product("PT-GS", "片头", "钢丝 混装", "刷片头", "包", 箱="100"),
    ],
    [CustomerRecord("C1", "台州恒力机械有限公司", ("恒力",), "台州")],
)


def _said(text: str) -> str:
    lines = items(text, SHOP)
    doubted = [any(d.field == "product" for d in line.doubts) for line in lines]
    return " ".join(
        f"{'!' if line.sku and doubt else ''}{line.sku or '?'}={line.qty}"
        for line, doubt in zip(lines, doubted, strict=True)
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 V12P的雾化杯30只", "BP-12P=30"),
        ("恒力 雾化杯12PX 30只 12 plus 10只", "BP-12PX=30 BP-12P=10"),
        ("恒力 喷杯12的5只 12plus的6只 12plus xtra的7只", "BP-12=5 BP-12P=6 BP-12PX=7"),
        ("恒力 Vento12Plus喷杯5盒 12的嘴套8盒", "BP-12P=5 ZT-12=8"),
        ("恒力 墨仓J9M彩的5个 Jetta7mini 3个", "MB-9C=5 MB-7=3"),
        ("恒力 朗骐X大灯2只", "CD-X=2"),
    ],
)
def test_a_model_is_shortened_as_its_own_letters_allow(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 雾化杯12S 10只", "?=10"),
        ("恒力 雾化杯Vento12lite 10只", "?=10"),
        ("恒力 朗骐6大灯10只", "?=10"),
        ("恒力 朗骐3 5 6大灯各10只", "CD-S=10 CD-T=10 ?=10"),
    ],
)
def test_a_model_that_no_list_has_is_no_other_one(text: str, lines: str) -> None:
    assert _said(text).replace("!", "") == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 喷杯12/12Plus/12PlusXtra 各30", "BP-12=30 BP-12P=30 BP-12PX=30"),
        ("恒力 喷杯12、12Plus各3盒", "BP-12=3 BP-12P=3"),
        ("恒力 大灯近光:3 5 X 各20只", "CD-S=20 CD-T=20 CD-X=20"),
        ("恒力 朗骐3 5大灯各10只", "CD-S=10 CD-T=10"),
        ("恒力 长袖工衣各色10件 藏青灰", "YT-B=10 YT-H=10"),
        ("恒力 长袖工衣三色各一包", "YT-B=1 YT-H=1 YT-L=1"),
        ("恒力 长袖工衣各色10件", "YT-B=10 YT-H=10 YT-L=10"),
        ("恒力 12全系喷杯各20只", "BP-12=20 BP-12P=20 BP-12PX=20"),
        ("恒力 喷杯各20只(12、12Plus、12PlusXtra)", "BP-12=20 BP-12P=20 BP-12PX=20"),
    ],
)
def test_one_amount_is_for_each_of_a_list(text: str, lines: str) -> None:
    assert _said(text) == lines


def test_a_number_of_kinds_that_does_not_fit_is_asked_about() -> None:
    assert _said("恒力 长袖工衣两色各一包") == "?=1"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 Vento12Plus喷杯2盒 嘴套3盒", "BP-12P=2 ZT-12P=3"),
        ("恒力 朗骐3大灯 滤芯 各2箱 雨刷片1箱", "CD-S=2 LQ-3=2 BX-3=1"),
        ("恒力 朗骐5的滤芯10个灯2只", "LQ-5=10 CD-T=2"),
        ("恒力 K900四支 就要六十毫升的 再拿五把铲刀", "XB-60=4 SK-1=5"),
        ("恒力 不要15ml的免钉胶,要60ml的 3支", "XB-60=3"),
        ("恒力 工作服藏青120 灰80;铲刀50", "YT-B=120 YT-H=80 SK-1=50"),
    ],
)
def test_what_was_said_once_holds_for_the_next(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 橡缆国铜3卷", "DL-R=3"),
        ("恒力 橡缆再铝的3卷", "DL-Z=3"),
        ("恒力 隔热老布两卷", "BW-Y=2"),
        ("恒力 16A EU plug插座10箱,US的6箱", "CZ-EU=10 CZ-US=6"),
        ("恒力 16A欧规插10个", "CZ-EU=10"),
        ("恒力 Vento12的杯30只", "BP-12=30"),
    ],
)
def test_words_of_the_books_said_short_or_turned_round(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 喷杯12的50只 混装一箱发", "BP-12=50"),
        ("恒力 喷杯12的2万只,分两箱一托你们自己配", "BP-12=20000"),
        ("恒力 Need 500 sets of nozzles… 嘴套12 300套 12Plus 200套", "ZT-12=300 ZT-12P=200"),
        ("#PO0305# 恒力 喷杯12/12Plus 各300pcs", "BP-12=300 BP-12P=300"),
        ("恒力 嘴套12 100, 喷杯12 60. Need before friday", "ZT-12=100 BP-12=60"),
        ("恒力 喷杯12的装两箱", "BP-12=2"),
    ],
)
def test_packing_and_headings_order_nothing_and_no_amount_is_lost(text: str, lines: str) -> None:
    assert _said(text) == lines


def test_a_whole_series_is_asked_for_its_price() -> None:
    read = parse("Vento12全系喷杯什么价", SALES, SHOP)
    assert read.intent is Intent.ASK_PRICE
    assert {line.sku or c.key for line in read.items for c in line.candidates} == {"BP-12", "BP-12P", "BP-12PX"}
