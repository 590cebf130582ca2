"""Sizes, lists, places, days and refusals as they are spoken, in trades that share nothing but the language."""

from decimal import Decimal

import pytest

from nlp import CustomerRecord, Lexicon, parse
from nlp.types import Intent
from tests.trades import SALES, items, product


def _house(key: str, place: str, trade: str) -> CustomerRecord:
    return CustomerRecord(key, f"{place}荣盛{trade}", (f"{place}荣盛",), place)


SHOP = Lexicon(
    [
        product("BL-5", "浮法玻璃", "5mm 透明", "玻璃", "平方"),
        product("BL-8", "浮法玻璃", "8mm 透明", "玻璃", "平方"),
        product("BL-12", "浮法玻璃", "12mm 透明", "玻璃", "平方"),
        product("YKL-3", "亚克力板", "3mm 奶白", "有机板", "张"),
        product("YKL-5", "亚克力板", "5mm 奶白", "有机板", "张"),
        product("SZ-6", "尼龙绳", "6*200 米白", "绳子", "卷"),
        product("SZ-8", "尼龙绳", "8*200 米黄", "绳子", "卷"),
        product("RVV-215", "护套线", "RVV 2*1.5", "软线", "米", 卷="100"),
        product("RVV-325", "护套线", "RVV 3*2.5", "软线", "米", 卷="100"),
        product("BXS-1", "保险丝", "5*20 1A", "保险管", "只", 盒="100"),
        product("JT-2012", "铜弯头", "DN20*1/2", "弯头", "个", 包="20"),
        product("JT-2512", "铜弯头", "DN25*1/2", "弯头", "个", 包="20"),
        product("JT-2534", "铜弯头", "DN25*3/4", "弯头", "个", 包="20"),
        product("JDQ-10", "交流接触器", "2P 25A", "接触器", "只", 箱="20"),
        product("DLQ-25", "小型断路器", "C25", "空开;2P25A空开", "只", 箱="60"),
        product("YG-2", "衣柜", "二门 胡桃", "两门柜", "套"),
        product("YG-3", "衣柜", "三门 胡桃", "", "套"),
        product("XG-20H", "线管", "20mm 红", "", "根", 捆="30"),
        product("XG-20L", "线管", "20mm 蓝", "", "根", 捆="30"),
        product("BLD-3K", "霓虹灯带", "3000K", "霓虹", "米", 卷="50"),
        product("BLD-6K", "霓虹灯带", "6000K", "霓虹", "米", 卷="50"),
        product("YJD-1", "应急灯", "双头", "", "个", 箱="20"),
        product("HC-L", "工夫茶杯", "青瓷", "茶杯", "只", 套="6"),
        product("HC-T", "建水陶壶", "紫陶", "陶壶", "把"),
        product("FT-1", "金駿眉", "特級 250g", "駿眉", "罐", 箱="24"),
        product("YL-75", "酒精", "75% 500ml", "消毒酒精", "瓶", 箱="30"),
        product("PD-8", "镀锌平垫", "M8", "平垫", "个", 袋="25"),
        product("LS-304", "304螺丝", "M8*30", "", "颗"),
        product("XD-25", "洗洁精", "25kg", "洗涤灵", "桶"),
    ],
    [
        CustomerRecord("K1", "兴业五金", ("兴业",), "温州"),
        CustomerRecord("K2", "李孃小吃店", ("李孃",), "成都"),
        CustomerRecord("K3", "禾木第三小学后勤处", ("禾木三小",), "湖州"),
        *(
            _house(f"R{at}", place, trade)
            for at, (place, trade) in enumerate(
                [
                    ("安吉", "茶业"), ("德清", "门窗"), ("长兴", "机电"), ("海宁", "皮革"), ("桐乡", "服饰"),
                    ("嵊州", "厨具"), ("诸暨", "袜业"), ("余姚", "模具"), ("慈溪", "家电"), ("临海", "彩灯"),
                ]
            )
        ),
    ],
)  # fmt: skip


def _lines(text: str) -> list[tuple[str, str]]:
    """Product and amount of each line."""
    return [(line.sku or "?", f"{(line.base_qty or Decimal()).normalize():f}") for line in items(text, SHOP)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("兴业 玻璃5厘20平方 12厘6平方", [("BL-5", "20"), ("BL-12", "6")]),
        ("兴业 玻璃8个厚的15平方", [("BL-8", "15")]),
        ("兴业要亚克力板3个厚20张,5个厚10张", [("YKL-3", "20"), ("YKL-5", "10")]),
        ("兴业 亚克力板五毫米厚的12张", [("YKL-5", "12")]),
        ("兴业 尼龙绳6的8的各3卷", [("SZ-6", "3"), ("SZ-8", "3")]),
        ("兴业 绳子8的10卷 茶杯20只", [("SZ-8", "10"), ("HC-L", "20")]),
        ("兴业 护套线二乘一点五的要两卷", [("RVV-215", "200")]),
        ("兴业 软线3乘2.5的150米", [("RVV-325", "150")]),
        ("兴业 弯头20*1/2 10包 25*3/4 6包", [("JT-2012", "200"), ("JT-2534", "120")]),
        ("兴业 接触器 2P25A两箱", [("JDQ-10", "40")]),
        ("兴业 衣柜两门的3套 三门的2套", [("YG-2", "3"), ("YG-3", "2")]),
        (
            "兴业\n1、茶杯 10套\n2、20线管红 60捆\n3、20线管蓝 30捆",
            [("HC-L", "60"), ("XG-20H", "1800"), ("XG-20L", "900")],
        ),
        ("兴业 1、茶杯10套 2、20线管红60捆", [("HC-L", "60"), ("XG-20H", "1800")]),
        ("兴业 玻璃5厘300平方、8厘200平方", [("BL-5", "300"), ("BL-8", "200")]),
        ("兴业 陶壶8把?不,6把,茶杯2套", [("HC-T", "6"), ("HC-L", "12")]),
        ("兴业 绳子米白的两卷", [("SZ-6", "2")]),
        ("兴业 酒精5箱 骏眉2箱", [("YL-75", "150"), ("FT-1", "48")]),
        ("兴业 茶杯三百五 陶壶一百二", [("HC-L", "350"), ("HC-T", "120")]),
        ("兴业 护套线要两卷 2*1.5跟3*2.5各一 16号", [("RVV-215", "100"), ("RVV-325", "100")]),
        ("兴业 线管要4捆 红的蓝的各二 明天", [("XG-20H", "60"), ("XG-20L", "60")]),
        ("兴业 线管红的3捆,绿的3捆?绿的没线管 那蓝的3捆", [("XG-20H", "90"), ("XG-20L", "90")]),
        ("兴业 霓虹灯带6卷 用6000K的霓虹灯带", [("BLD-6K", "300")]),
        ("兴业 骏眉5罐 用礼盒装", [("FT-1", "5")]),
        ("兴业 茶杯50只 用青瓷的", [("HC-L", "50")]),
        ("兴业 胶带10卷 明天要", [("?", "0")]),
        ("兴业 拖把要15把 骏眉2箱", [("?", "0"), ("FT-1", "48")]),
    ],
)
def test_sizes_and_lists_are_read_as_they_are_spoken(text: str, wanted: list[tuple[str, str]]) -> None:
    assert parse(text, SALES, SHOP).intent is Intent.PLACE_ORDER
    assert _lines(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("兴业 茶杯 2P25A两箱", "?"),  # a thing and the code of another one: whoever wrote it must be asked
        ("兴业 琉璃瓦各10片 茶杯15只", "HC-L 15"),
        ("兴业要304平垫?没有就镀锌平垫M8 一袋", "PD-8 25"),
        ("兴业 霓虹3000K的,应急灯5个", "YJD-1 5"),
    ],
)
def test_what_is_not_sure_is_no_amount_of_something_else(text: str, wanted: str) -> None:
    lines = _lines(text)
    sku, _, amount = wanted.partition(" ")
    assert any(line[0] == sku and (not amount or line[1] == amount) for line in lines)
    assert all(line[0] in (sku, "?", "BLD-3K") for line in lines)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("李孃要茶杯2套", ["K2"]),
        ("给三小送两把陶壶", ["K3"]),
        ("海宁的荣盛要茶杯2套", ["R3"]),
        ("临海那家荣盛 玻璃5厘10平方", ["R9"]),
    ],
)
def test_customers_of_one_name_are_told_apart_by_their_place(text: str, wanted: list[str]) -> None:
    assert [order.customer for order in parse(text, SALES, SHOP).orders] == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("兴业 茶杯10套 陶壶5把,27到", {"HC-L": "2026-03-27", "HC-T": "2026-03-27"}),
        ("兴业 茶杯10套 陶壶5把 茶杯月底前 陶壶22号", {"HC-L": "2026-03-31", "HC-T": "2026-03-22"}),
        ("兴业 茶杯10套 下午收工前送到", {"HC-L": "2026-03-04"}),
        ("兴业 茶杯10套 周五下午收工前送到", {"HC-L": "2026-03-06"}),
        ("兴业 茶杯10套 钱月底一起算", {"HC-L": ""}),
        ("三八节快乐 兴业要茶杯10套", {"HC-L": ""}),
        ("兴业 chabei10套 mingtian要", {"HC-L": "2026-03-05"}),
    ],
)
def test_days_are_those_of_the_goods(text: str, wanted: dict[str, str]) -> None:
    orders = parse(text, SALES, SHOP).orders
    assert {i.sku: o.due.isoformat() if o.due else "" for o in orders for i in o.items} == wanted


def test_a_name_with_urgent_in_it_is_not_urgent() -> None:
    assert not parse("兴业 应急灯2箱", SALES, SHOP).orders[0].urgent
    assert parse("兴业 应急灯2箱 急用", SALES, SHOP).orders[0].urgent


def test_an_address_keeps_its_own_letters() -> None:
    got = parse("兴业 茶杯10套 送到人民路88号B座北门", SALES, SHOP)
    assert got.orders[0].address == "人民路88号B座北门"
