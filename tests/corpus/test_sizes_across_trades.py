"""Sizes as they are told of boards, glass, tiles, pipes, rods, cables and films, whatever way the list writes them.

Each way stands with what looks like it and means something else. `?` is a line without a product.
"""

import pytest

from nlp import CustomerRecord, Hints, Lexicon, parse
from nlp.types import AddItem, Intent, RemoveItem
from tests.trades import NOW, SALES, items, product

SHOP = Lexicon(
    [
        product("ST-9", "生态板", "9*1220*2440", "免漆板", "张", 托="50"),
        product("ST-15", "生态板", "15*1220*2440", "免漆板", "张", 托="40"),
        product("ST-18", "生态板", "18*1220*2440", "免漆板", "张", 托="30"),
        product("DC-5", "多层板", "5厘 1220*2440", "胶合板", "张", 包="20"),
        product("DC-9", "多层板", "9厘 1220*2440", "胶合板", "张", 包="12"),
        product("DC-12", "多层板", "12厘 1220*2440", "胶合板", "张", 包="10"),
        product("YK-1.0", "亚克力板", "1220*2440*1.0 透明", "有机玻璃", "张", 箱="30"),
        product("YK-2.0", "亚克力板", "1220*2440*2.0 透明", "有机玻璃", "张", 箱="20"),
        product("YK-2.0W", "亚克力板", "1220*2440*2.0 乳白", "有机玻璃", "张", 箱="20"),
        product("YK-3.0", "亚克力板", "1220*2440*3.0 透明", "有机玻璃", "张", 箱="15"),
        product("YK-3.0W", "亚克力板", "1220*2440*3.0 乳白", "有机玻璃", "张", 箱="15"),
        product("GH-5", "钢化玻璃", "5mm", "", "平方", 片="2"),
        product("GH-8", "钢化玻璃", "8mm", "", "平方", 片="2"),
        product("GH-10", "钢化玻璃", "10mm", "", "平方", 片="2"),
        product("ZK-5", "中空玻璃", "5+9+5", "中空", "平方", 片="2"),
        product("ZK-6", "中空玻璃", "6+12+6", "中空", "平方", 片="2"),
        product("XJ-2", "橡胶板", "2*1000 黑", "绝缘胶板", "米", 卷="10"),
        product("XJ-3", "橡胶板", "3*1000 黑", "绝缘胶板", "米", 卷="10"),
        product("XJ-5", "橡胶板", "5*1000 黑", "绝缘胶板", "米", 卷="10"),
        product("CZ-600", "地砖", "600*600 灰", "防滑砖", "片", 箱="4"),
        product("CZ-800", "地砖", "800*800 灰", "防滑砖", "片", 箱="3"),
        product("CZ-300", "墙砖", "300*600 白", "瓷片", "片", 箱="8"),
        product("PP-20", "PPR水管", "DN15 4米", "4分水管", "根", 捆="30"),
        product("PP-25", "PPR水管", "DN20 4米", "6分水管", "根", 捆="20"),
        product("PP-50", "PPR水管", "DN40 4米", "1.5寸水管", "根", 捆="10"),
        product("PP-32", "PPR水管", "DN25 4米", "1寸水管", "根", 捆="15"),
        product("PP-75", "PPR水管", "DN65 4米", "2.5寸水管", "根", 捆="5"),
        product("PP-63", "PPR水管", "DN50 4米", "2寸水管", "根", 捆="6"),
        product("QF-1", "铜球阀", "1寸", "", "只", 盒="10"),
        product("QF-1H", "铜球阀", "1寸半", "", "只", 盒="8"),
        product("QF-2", "铜球阀", "2寸", "", "只", 盒="6"),
        product("TB-6", "铜棒", "H59 Φ6*2.5米", "黄铜棒", "根", 公斤="1.6"),
        product("TB-8", "铜棒", "H59 Φ8*2.5米", "黄铜棒", "根", 公斤="0.9"),
        product("TB-10", "铜棒", "H59 Φ10*2.5米", "黄铜棒", "根", 公斤="0.6"),
        product("TB-8Z", "铜棒", "T2 Φ8*2.5米", "紫铜棒", "根", 公斤="0.9"),
        product("DL-2*1.5", "护套线", "2*1.5", "RVV2*1.5", "米", 卷="100"),
        product("DL-2*2.5", "护套线", "2*2.5", "RVV2*2.5", "米", 卷="100"),
        product("DL-3*1.5", "护套线", "3*1.5", "RVV3*1.5", "米", 卷="100"),
        product("DL-3*4", "护套线", "3*4.0", "RVV3*4", "米", 卷="100"),
        product("BV-1", "单芯线", "BV 1.0平方 红", "", "米", 卷="100"),
        product("BV-4", "单芯线", "BV 4.0平方 红", "", "米", 卷="100"),
        product("HS-08", "焊丝", "Φ0.8 15公斤", "二保焊丝", "盘", 箱="1"),
        product("HS-10", "焊丝", "Φ1.0 15公斤", "二保焊丝", "盘", 箱="1"),
        product("HS-12", "焊丝", "Φ1.2 20公斤", "二保焊丝", "盘", 箱="1"),
        product("PE-5", "收缩膜", "5丝*40cm", "热缩膜", "卷", 箱="6"),
        product("PE-8", "收缩膜", "8丝*40cm", "热缩膜", "卷", 箱="6"),
        product("ZM-05", "珍珠棉", "0.5mm*1m", "泡沫棉", "卷", 件="10"),
        product("ZM-1", "珍珠棉", "1mm*1m", "泡沫棉", "卷", 件="8"),
        product("ZM-2", "珍珠棉", "2mm*1m", "泡沫棉", "卷", 件="6"),
        product("LG-30-3", "铝角码", "30*30*3 6063", "角铝", "根", 捆="20"),
        product("LG-38-3", "铝角码", "38*38*3 6063", "角铝", "根", 捆="20"),
        product("LG-40-4", "铝角码", "40*40*4 6063", "角铝", "根", 捆="20"),
        product("LG-40-4H", "铝角码", "40*40*4 7075", "角铝;硬角铝", "根", 捆="20"),
        product("MB-30", "木方", "30*40*3米", "方木", "根", 捆="50"),
        product("MB-40", "木方", "40*60*3米", "方木", "根", 捆="50"),
        product("MB-40L", "木方", "40*60*4米", "方木", "根", 捆="50"),
        product("LS-8-30", "外六角螺栓", "M8*30 8.8级", "六角螺丝", "套", 盒="100"),
        product("LS-8-50", "外六角螺栓", "M8*50 8.8级", "六角螺丝", "套", 盒="100"),
        product("YB-60", "岩棉板", "60mm 1200*600", "", "平方", 包="4.32"),
        product("YB-100", "岩棉板", "100mm 1200*600", "", "平方", 包="2.88"),
    ],
    [CustomerRecord("C1", "嘉定宏业装饰公司", ("宏业",), "嘉定"), CustomerRecord("C2", "昆山建鑫", ("建鑫",), "昆山")],
)


def _ordered(text: str) -> str:
    return " ".join(f"{i.sku or '?'}={i.qty}{i.unit or ''}" for i in items(text, SHOP))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("亚克力板1.0透明 3张", "YK-1.0=3张"),
        ("亚克力板1的3张", "YK-1.0=3张"),
        ("橡胶板2.0 5卷 3.0 2卷", "XJ-2=5卷 XJ-3=2卷"),
        ("焊丝1.0的4盘 1.2的2盘", "HS-10=4盘 HS-12=2盘"),
        ("焊丝1 4盘", "HS-10=4盘"),
        ("焊丝1.00 4盘", "HS-10=4盘"),
        ("护套线3*4 两卷", "DL-3*4=2卷"),
        ("护套线3*4.0 两卷", "DL-3*4=2卷"),
        ("护套线2*1.50 两卷", "DL-2*1.5=2卷"),
        ("单芯线1平方 3卷", "BV-1=3卷"),
        ("单芯线4.0平方 3卷", "BV-4=3卷"),
        ("珍珠棉1.0 5卷", "ZM-1=5卷"),
        ("橡胶板2.0 3.0米", "XJ-2=3米"),  # a decimal that is counted is no size
        ("橡胶板2.0 5卷 4.0 2卷", "XJ-2=5卷 ?=2卷"),  # nothing of that name is so thick
        ("橡胶板3个", "?=3个"),
        ("铜棒8根", "?=8根"),
    ],
)
def test_a_size_is_one_with_a_nought_behind_the_point_or_without(text: str, expected: str) -> None:
    assert _ordered(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("生态板18厚 20张", "ST-18=20张"),
        ("生态板18厚的20张 15厚的10张", "ST-18=20张 ST-15=10张"),
        ("生态板18厚2张,9厚4张", "ST-18=2张 ST-9=4张"),
        ("生态板18.0厚10张", "ST-18=10张"),
        ("生态板厚度15 8张", "ST-15=8张"),
        ("板厚18的生态板8张", "ST-18=8张"),
        ("多层板9厚 6张", "DC-9=6张"),
        ("多层板5mm的6张", "DC-5=6张"),
        ("12厘的多层板10张 5厘20张", "DC-12=10张 DC-5=20张"),
        ("钢化玻璃8厚 30平方", "GH-8=30平方"),
        ("钢化玻璃5厘 3平方,8厘 2平方", "GH-5=3平方 GH-8=2平方"),
        ("钢化玻璃10个厚 20片", "GH-10=20片"),
        ("中空玻璃5厚的 20片", "ZK-5=20片"),
        ("乳白3厚亚克力板8张", "YK-3.0W=8张"),
        ("亚克力板2mm透明3张", "YK-2.0=3张"),
        ("2mm的亚克力板透明3张", "YK-2.0=3张"),
        ("收缩膜5丝厚 4卷", "PE-5=4卷"),
        ("岩棉板10公分厚的5包", "YB-100=5包"),
        ("6公分的岩棉板 3包", "YB-60=3包"),
        ("壁厚3的角铝30 4根", "LG-30-3=4根"),
        ("5个厚的橡胶板2卷", "XJ-5=2卷"),
        ("生态板7厚 5张", "?=5张"),
        ("生态板18厚6张, 8厚2张", "ST-18=6张 ?=2张"),  # so thick is only another thing
        ("地砖60厚 5片", "?=5片"),
        ("加厚2张地砖600", "CZ-600=2张"),
        ("收缩膜加厚8卷", "?=8卷"),
        ("珍珠棉厚点的2卷", "?=2卷"),
    ],
)
def test_how_thick_a_thing_is_tells_which_and_is_no_amount(text: str, expected: str) -> None:
    assert _ordered(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("水管1寸半 20根", "PP-50=20根"),
        ("水管两寸半3根,一寸半5根", "PP-75=3根 PP-50=5根"),
        ("寸半水管5根", "PP-50=5根"),
        ("铜球阀1寸半5只 1寸10只", "QF-1H=5只 QF-1=10只"),
        ("1.5寸铜球阀 3只", "QF-1H=3只"),
        ("水管4分的10根 6分的5根 1寸的3根", "PP-20=10根 PP-25=5根 PP-32=3根"),
        ("水管DN40 3根", "PP-50=3根"),
        ("1寸2水管3根", "?=3根"),  # an inch and a quarter, which no list has
        ("水管1寸2根", "PP-32=2根"),
        ("黄铜棒Φ8 10根", "TB-8=10根"),
        ("Φ8的黄铜棒 3根 Φ10的2根", "TB-8=3根 TB-10=2根"),
        ("黄铜棒8的要20根", "TB-8=20根"),
        ("铜棒8紫铜4根", "TB-8Z=4根"),
        ("直径8的黄铜棒3根", "TB-8=3根"),
        ("10号铜棒3根", "TB-10=3根"),
        ("铜棒8的10根 6的5根", "?=10根 TB-6=5根"),  # of two metals
        ("直径8的铜球阀3只", "?=3只"),
        ("角铝30*3 5根", "LG-30-3=5根"),
        ("木方40*60的4米 20根", "MB-40L=20根"),
        ("4米的木方40*60要10根,3米的20根", "MB-40L=10根 MB-40=20根"),
        ("木方30 40根", "MB-30=40根"),
        ("铜棒 H59 8 3根", "TB-8=3根"),
        ("橡胶板 3 5卷", "XJ-3=5卷"),
        ("橡胶板 3 卷", "?=3卷"),
        ("钢化玻璃 8mm 3平方,10mm的1平方", "GH-8=3平方 GH-10=1平方"),  # some cable has 1平方
        ("木方30*40*3米 20根,40的12根", "MB-30=20根 ?=12根"),
        ("木方40*60*4米 20根 30*40的 3根", "MB-40L=20根 MB-30=3根"),
    ],
)
def test_sizes_of_the_trade_are_read(text: str, expected: str) -> None:
    assert _ordered(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("角铝40*4 7075的2根", "LG-40-4H=2根"),
        ("40*40*4那个硬的来2根", "LG-40-4H=2根"),
        ("硬的40*40*4角铝 2根", "LG-40-4H=2根"),
        ("40*40*4角铝那个塑料的来2根", "?=2根"),
        ("焊丝0.8、1.0和1.2,各来3盘", "HS-08=3盘 HS-10=3盘 HS-12=3盘"),
        ("铜球阀1只,水管1寸和2寸,各来5根", "?=1只 PP-32=5根 PP-63=5根"),
        ("要3盘焊丝0.8的 再加40木方4米的两捆", "HS-08=3盘 MB-40L=2捆"),
        ("生态板18的…没这个规格就15的,5张", "ST-15=5张"),
        ("亚克力板2.0乳白…打错,3.0厚乳白的 4张", "YK-3.0W=4张"),
    ],
)
def test_a_word_or_a_row_that_tells_which(text: str, expected: str) -> None:
    assert _ordered(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("六角螺丝8*30 2盒 8*50 3盒 单价分别是25和32", "LS-8-30=2@25 LS-8-50=3@32"),
        ("六角螺丝8*30 2盒,8*50 3盒 单价25(8*30)、32(8*50)", "LS-8-30=2@25 LS-8-50=3@32"),
        ("六角螺丝8*50 3盒,8*30 2盒 单价25(8*30)、32(8*50)", "LS-8-50=3@32 LS-8-30=2@25"),
        ("地砖600的10箱 单价45,800的5箱 单价78", "CZ-600=10@45 CZ-800=5@78"),
        ("木方40*60 3米20根 30*40的10根 单价都是12", "MB-40=20@12 MB-30=10@12"),
        ("中空玻璃5+9+5 3平方 单价1,800 送宏业", "ZK-5=3@1800"),
    ],
)
def test_prices_in_a_row_go_each_to_its_own(text: str, expected: str) -> None:
    assert " ".join(f"{i.sku or '?'}={i.qty}@{i.price}" for i in items(text, SHOP)) == expected


@pytest.mark.parametrize(
    ("text", "sku", "amount"),
    [
        ("橡胶板3.0不够了,还差2卷", "XJ-3", 2),
        ("亚克力板3.0透明盘点就剩6张,系统还挂80多张", "YK-3.0", None),
        ("焊丝1.0断货,本月少35盘", "HS-10", 35),
    ],
)
def test_the_size_of_what_is_short_is_not_how_much(text: str, sku: str, amount: int | None) -> None:
    read = parse(text, Hints(NOW, "warehouse"), SHOP)
    assert (read.intent, [i.sku for i in read.items]) == (Intent.REPORT_SHORTAGE, [sku])
    assert amount is None or [i.qty for i in read.items] == [amount]


def test_another_grade_in_its_place_keeps_the_size() -> None:
    read = parse("角铝40*4 6063 5根 换成7075 5根", SALES, SHOP)
    assert [(type(c).__name__, c.item.sku) for c in read.changes if isinstance(c, AddItem | RemoveItem) and c.item] == [
        ("RemoveItem", "LG-40-4"),
        ("AddItem", "LG-40-4H"),
    ]
