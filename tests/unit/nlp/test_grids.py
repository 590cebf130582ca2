"""Grids of sizes, tables without heads, tables of days and of slashes, as a few trades write them."""

from datetime import date

import pytest

from nlp import CustomerRecord, Lexicon, parse
from nlp.types import Intent
from tests.trades import SALES, product, said

UNIFORMS = Lexicon(
    [
        *(
            product(f"TX-{c}{s}", "圆领T恤", f"短袖 {colour} {s}码", "T恤", "件", 箱="50")
            for c, colour in (("B", "白色"), ("H", "黑色"))
            for s in ("S", "M", "L", "XL")
        ),
        *(product(f"KZ-{n}", "工装裤", f"6105 斜纹 {n}码", "6105;工装裤6105", "条", 箱="30") for n in range(28, 37)),
        *(product(f"KZ2-{n}", "工装裤", f"6108 弹力 {n}码", "6108;工装裤6108", "条", 箱="30") for n in range(28, 37)),
        product("KZ-PM", "工装裤", "6105 斜纹 配码28-36", "6105", "箱"),
        *(product(f"ZL-{n}", "足球训练鞋", f"TF 碎钉 {n}码", "碎钉鞋", "双", 箱="12") for n in range(35, 40)),
        product("ST-1", "线手套", "600克", "", "打", 包="10"),
    ],
    [CustomerRecord("K1", "恒达工装行", ("恒达",), "常州"), CustomerRecord("K2", "顺意校服店", ("顺意",), "常州")],
)

HARDWARE = Lexicon(
    [
        *(product(f"LM-{n}", "六角螺母", f"M{n} 镀锌", "", "斤", 箱="50") for n in (4, 5, 6, 8)),
        *(product(f"QF-{n}", "黄铜球阀", f"DN{n}", "铜球阀", "只", 箱="40") for n in (15, 20, 25)),
        *(product(f"SF-{i}", "丝口闸阀", s, "闸阀", "只", 箱="20") for i, s in enumerate(("1/2寸", "3/4寸", "1寸"))),
        *(
            product(f"HY-{m}", "免洗护手液", f"{m}ml", "护手液", "瓶", 箱=f)
            for m, f in ((100, "60"), (300, "24"), (500, "20"))
        ),
        product("GB-11-01", "水泵端盖", "SB11-01 铸铁", "", "只", 箱="10"),
        product("GB-11-02", "水泵叶轮", "SB11-02 黄铜", "", "只", 箱="10"),
        product("GB-12-L", "减速机侧盖(左)", "JS12-5L", "左侧盖", "只"),
        product("GB-12-R", "减速机侧盖(右)", "JS12-5R", "右侧盖", "只"),
    ],
    [
        CustomerRecord("K1", "宏泰机电公司", ("宏泰",), "无锡"),
        CustomerRecord("K2", "江南水暖行", ("江南水暖",), "无锡"),
    ],
)


def read(text: str, shop: Lexicon) -> str:
    return said(parse(text, SALES, shop), units=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("恒达 6105 30/2 31/5 32/8 明天发", "K1:KZ-30=2 KZ-31=5 KZ-32=8"),
        ("恒达 工装裤6105 30*2 31*5,32*8 3/15到", "K1:KZ-30=2 KZ-31=5 KZ-32=8"),
        ("恒达 工装裤6105:30-2箱 31-5箱 32-1箱", "K1:KZ-30=2箱 KZ-31=5箱 KZ-32=1箱"),
        ("恒达 碎钉鞋35/20 36/30 37/30 11月3号", "K1:ZL-35=20 ZL-36=30 ZL-37=30"),
        ("恒达 碎钉鞋 35:20 36:30", "K1:ZL-35=20 ZL-36=30"),
        ("恒达 碎钉鞋 35=20,36=30", "K1:ZL-35=20 ZL-36=30"),
        ("恒达 碎钉鞋 35的20 36的30", "K1:ZL-35=20 ZL-36=30"),
        ("恒达 6105 30码20条 31码10条 6108 30码5条 31码6条", "K1:KZ-30=20条 KZ-31=10条 KZ2-30=5条 KZ2-31=6条"),
        ("恒达 6105 30*2 31*2 线手套5打", "K1:KZ-30=2 KZ-31=2 ST-1=5打"),
        ("恒达 线手套5打 6105 30*2 31*2", "K1:ST-1=5打 KZ-30=2 KZ-31=2"),
        ("恒达 碎钉鞋 35码10双 36码5双 37码15双", "K1:ZL-35=10双 ZL-36=5双 ZL-37=15双"),
        ("顺意 白色T恤 S*5 M*10 L*3", "K2:TX-BS=5 TX-BM=10 TX-BL=3"),
        ("顺意 白色T恤 S/5 M/10 XL/3", "K2:TX-BS=5 TX-BM=10 TX-BXL=3"),
        ("顺意 白色T恤 S:5件 M:10件", "K2:TX-BS=5件 TX-BM=10件"),
        ("恒达\n6105\n30*2\n31*3\n6108\n30*4\n31*5", "K1:KZ-30=2 KZ-31=3 KZ2-30=4 KZ2-31=5"),
        ("恒达 碎钉鞋来50双 35的20 36的30", "K1:ZL-35=20 ZL-36=30"),
        ("恒达 碎钉鞋 35*20 36*30 一共50双", "K1:ZL-35=20 ZL-36=30"),
        ("宏泰 六角螺母 M4:100 M5:200", "K1:LM-4=100 LM-5=200"),
        ("宏泰 六角螺母M4*3箱 M6*2箱", "K1:LM-4=3箱 LM-6=2箱"),
        ("江南水暖 铜球阀 15*40 20*60 25*20", "K2:QF-15=40 QF-20=60 QF-25=20"),
        ("江南水暖 铜球阀 DN15:2箱 DN20:3箱", "K2:QF-15=2箱 QF-20=3箱"),
    ],
)
def test_pairs_behind_a_product(text: str, expected: str) -> None:
    assert read(text, UNIFORMS if expected not in HARDWARE_SAID else HARDWARE) == expected


HARDWARE_SAID = {
    "K1:LM-4=100 LM-5=200",
    "K1:LM-4=3箱 LM-6=2箱",
    "K2:QF-15=40 QF-20=60 QF-25=20",
    "K2:QF-15=2箱 QF-20=3箱",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("江南水暖 护手液500ml*20的来3箱", "K2:HY-500=3箱"),
        ("江南水暖 护手液500ml*20 300ml*24各3箱", "K2:?=3箱 ?=3箱"),
        ("江南水暖 铜球阀DN15 20只 3/15到", "K2:QF-15=20只"),
        ("江南水暖 闸阀 1/2寸20只 3/4寸10只", "K2:SF-0=20只 SF-1=10只"),
        ("恒达 碎钉鞋35码20双 3/15", "K1:ZL-35=20双"),
    ],
)
def test_what_is_no_grid(text: str, expected: str) -> None:
    assert read(text, UNIFORMS if "碎钉鞋" in text else HARDWARE) == expected


def test_what_is_not_had_is_asked_about() -> None:
    order = parse("恒达 碎钉鞋 35*20 36*30 46*5", SALES, UNIFORMS).orders[0]
    assert [(line.sku, str(line.qty)) for line in order.items] == [("ZL-35", "20"), ("ZL-36", "30"), (None, "5")]
    assert order.items[2].doubts[0].reason == "unknown"


@pytest.mark.parametrize("text", ["恒达 碎钉鞋来60双 35的20 36的30", "恒达 碎钉鞋 35*20 36*30 共60双"])
def test_a_sum_that_does_not_come_out_is_asked_about(text: str) -> None:
    reading = parse(text, SALES, UNIFORMS)
    assert said(reading) == "K1:ZL-35=20 ZL-36=30"
    assert "quantity" in reading.ask


def test_of_two_articles_none_is_taken() -> None:
    lines = parse("恒达 6105和6108 30*2 31*3", SALES, UNIFORMS).orders[0].items
    assert [line.sku for line in lines] == [None, None]
    assert [sorted(one.key for one in line.candidates) for line in lines] == [["KZ-30", "KZ2-30"], ["KZ-31", "KZ2-31"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "恒达\n6105  30  20条\n6105  31  30条\n6108  31  10条\n线手套 4打",
            "K1:KZ-30=20条 KZ-31=30条 KZ2-31=10条 ST-1=4打",
        ),
        ("恒达\n6105|30|20\n6108|31|30", "K1:KZ-30=20 KZ2-31=30"),
        ("恒达\n6105\t30\t20\n6108\t31\t30", "K1:KZ-30=20 KZ2-31=30"),
        ("恒达 6105\n30 20条\n31 30条\n6108\n30 5条\n31 6条", "K1:KZ-30=20条 KZ-31=30条 KZ2-30=5条 KZ2-31=6条"),
        ("恒达\n货号 30 31 32 合计\n6105 2 5 8 15\n6108 0 3 - 3", "K1:KZ-30=2 KZ-31=5 KZ-32=8 KZ2-31=3"),
        (
            "恒达\n| 货号 | 30 | 31 | 32 |\n| 6105 | 2 | | 8 |\n| 工装裤6108 | | 3 | 4 |",
            "K1:KZ-30=2 KZ-32=8 KZ2-31=3 KZ2-32=4",
        ),
        ("恒达\n货号\t30\t31\t32\n6105\t2\t\t8\n6108\t\t3\t4", "K1:KZ-30=2 KZ-32=8 KZ2-31=3 KZ2-32=4"),
        ("恒达 碎钉鞋\n尺码 35 36 37\n数量 20 30 30", "K1:ZL-35=20 ZL-36=30 ZL-37=30"),
        ("顺意 T恤\n颜色 S M L\n白色 2 5 8\n黑色 1 2 3", "K2:TX-BS=2 TX-BM=5 TX-BL=8 TX-HS=1 TX-HM=2 TX-HL=3"),
        ("顺意 T恤\n白色S 2\n白色M 3\n单位都是箱", "K2:TX-BS=2箱 TX-BM=3箱"),
        ("恒达 6105 30/2 31/3 都是箱", "K1:KZ-30=2箱 KZ-31=3箱"),
        ("恒达\n货号 尺码 数量(箱)\n6105 30 2\n6108 31 3", "K1:KZ-30=2箱 KZ2-31=3箱"),
        ("恒达 线手套 4 碎钉鞋35码 20 单位:包", "K1:ST-1=4包 ZL-35=20包"),
    ],
)
def test_rows_of_a_table(text: str, expected: str) -> None:
    assert read(text, UNIFORMS) == expected


def test_a_row_whose_sum_does_not_come_out_is_asked_about() -> None:
    reading = parse("恒达\n货号 30 31 合计\n6105 2 5 7\n6108 1 3 5", SALES, UNIFORMS)
    doubted = [[doubt.field for doubt in line.doubts] for line in reading.orders[0].items]
    assert doubted == [[], [], ["quantity"], ["quantity"]]


def by_days(text: str) -> dict[date | None, str]:
    reading = parse(text, SALES, HARDWARE)
    assert reading.intent is Intent.PLACE_ORDER
    return {o.due: " ".join(f"{line.sku or '?'}={line.qty}" for line in o.items) for o in reading.orders}


@pytest.mark.parametrize(
    "text",
    [
        "宏泰6月交付计划\n| 图号 | 6/8 | 6/15 |\n| SB11-01 | 600 | 400 |\n| SB11-02 | 100 | 100 |",
        "宏泰\n图号 6/8 6/15 合计\nSB11-01 600 400 1000\nSB11-02 100 100 200",
        "宏泰\n图号\t6月8日\t6月15日\nSB11-01\t600\t400\nSB11-02\t100\t100",
        "宏泰\n6/8 SB11-01 600 SB11-02 100\n6/15 SB11-01 400 SB11-02 100",
        "宏泰\n6月8日: SB11-01 600 SB11-02 100\n6月15日: SB11-01 400 SB11-02 100",
    ],
)
def test_each_day_is_an_order(text: str) -> None:
    assert by_days(text) == {
        date(2026, 6, 8): "GB-11-01=600 GB-11-02=100",
        date(2026, 6, 15): "GB-11-01=400 GB-11-02=100",
    }


def test_a_bare_cell_is_not_wanted_that_day() -> None:
    read = by_days("宏泰\n| 图号 | 6/8 | 6/15 |\n| SB11-01 | | 400 |\n| SB11-02 | 100 | - |")
    assert read == {date(2026, 6, 8): "GB-11-02=100", date(2026, 6, 15): "GB-11-01=400"}


def test_lines_of_days_below_their_product() -> None:
    for heading in ("JS12侧盖排程", "JS12侧盖", "JS12侧盖交货计划:"):
        read = by_days(f"宏泰 {heading}\n12/5 左400 右400\n12/9 左240 右240")
        assert read == {date(2026, 12, 5): "GB-12-L=400 GB-12-R=400", date(2026, 12, 9): "GB-12-L=240 GB-12-R=240"}


def test_what_stands_beside_a_table_of_days_has_its_own() -> None:
    read = by_days("宏泰\n| 图号 | 6/8 | 6/15 |\n| SB11-01 | 600 | 400 |\n另外铜球阀DN15 20只 6/20要")
    assert read == {date(2026, 6, 8): "GB-11-01=600", date(2026, 6, 15): "GB-11-01=400", date(2026, 6, 20): "QF-15=20"}


def test_a_sum_by_days_that_does_not_come_out_is_asked_about() -> None:
    reading = parse("宏泰\n图号 6/8 6/15 合计\nSB11-01 600 400 1100", SALES, HARDWARE)
    assert [line.qty for order in reading.orders for line in order.items] == [600, 400]
    assert "quantity" in reading.ask


def test_sizes_that_look_like_days_are_none() -> None:
    read = by_days("宏泰\n| 品名 | 1/2 | 3/4 |\n| 闸阀 | 20 | 30 |\n明天要")
    assert not {date(2027, 1, 2), date(2026, 3, 4), date(2027, 3, 4)} & read.keys()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "宏泰\n品名/规格/数量\n护手液/500ml/6箱\n护手液/100ml/3箱\n水泵叶轮//2箱\n4月3日前",
            "K1:HY-500=6箱 HY-100=3箱 GB-11-02=2箱",
        ),
        ("宏泰\n名称/数量\n水泵端盖/20只\n水泵叶轮/30只", "K1:GB-11-01=20只 GB-11-02=30只"),
        ("宏泰\n品名/规格/数量\n闸阀/1/2寸/20只\n闸阀/1寸/5只", "K1:SF-0=20只 SF-2=5只"),
    ],
)
def test_columns_parted_by_slashes(text: str, expected: str) -> None:
    assert read(text, HARDWARE) == expected


def test_the_day_of_the_grid() -> None:
    order = parse("恒达 6105 30/2 31/5 3/15", SALES, UNIFORMS).orders[0]
    assert (order.due, [line.sku for line in order.items]) == (date(2026, 3, 15), ["KZ-30", "KZ-31"])


def test_a_price_behind_a_grid_is_that_of_all() -> None:
    lines = parse("恒达 碎钉鞋 35*20 36*30 按46一双", SALES, UNIFORMS).orders[0].items
    assert [line.price for line in lines] == [46, 46]


def test_a_grid_that_is_refused_beside_an_order_is_left_out() -> None:
    assert read("恒达 线手套5打 不要碎钉鞋 35*20 36*30", UNIFORMS) == "K1:ST-1=5打"
