"""What is named and counted by a word that leans on the line before it, or is given up: nothing goes without a word.

Nothing of this shop is known to any rule; `?` stands for a line without a product, `!` for what is said to be left out.
"""

import pytest

from nlp import CustomerRecord, Lexicon, parse
from tests.trades import SALES, product

SHOP = Lexicon(
    [
        product("SG-4", "软水管", "4分 园艺", "浇花管", "米", 卷="50"),
        product("SG-6", "软水管", "6分 园艺", "浇花管", "米", 卷="50"),
        product("HP-20", "花盆", "20cm 陶", "陶盆", "个", 箱="12"),
        product("HP-25", "花盆", "25cm 陶", "陶盆", "个", 箱="8"),
        product("HP-30", "花盆", "30cm 陶", "陶盆", "个", 箱="6"),
        product("TP-20", "接水碟", "圆 20cm", "托盘", "个", 箱="40"),
        product("TP-30", "接水碟", "圆 30cm", "托盘", "个", 箱="20"),
        product("YYT-5", "营养土", "5L 通用", "花土", "袋", 箱="10"),
        product("YYT-20", "营养土", "20L 通用", "花土", "袋", 箱="4"),
        product("WD-P", "温度计", "普通款", "", "支", 盒="10"),
        product("WD-D", "温度计", "电子款", "", "支", 盒="10"),
        product("M8-D", "月季苗M8+", "矮秆", "M8+矮秆;月8+深度", "株", 箱="20"),
        product("FL-33", "叶面肥", "33 高钾", "33;33号肥", "瓶", 箱="24"),
        product("ST-M", "园艺手套", "M码 丁腈", "手套M", "双", 打="12"),
        product("ST-L", "园艺手套", "L码 丁腈", "手套L", "双", 打="12"),
        product("CST-M", "长筒园艺手套", "M码 牛皮", "长手套M", "双", 打="12"),
        product("JX701-40", "园艺胶靴", "701 40码", "701;胶靴", "双", 箱="10"),
        product("JX701-41", "园艺胶靴", "701 41码", "701;胶靴", "双", 箱="10"),
        product("JX701-42", "园艺胶靴", "701 42码", "701;胶靴", "双", 箱="10"),
        product("XD-41", "竹炭鞋垫", "41码", "鞋垫", "双", 包="10"),
        product("FH-6", "复合肥", "6公斤", "", "袋"),
        product("YF-D", "液体肥", "大量元素", "", "公斤", 大桶="25", 小桶="5"),
        product("YF-W", "液体肥", "微量元素", "", "公斤", 大桶="25", 小桶="5"),
        product("DT-6", "喷壶", "6升大桶", "喷壶大桶", "个", 箱="8"),
        product("ZW-P", "育苗三通", "De50", "PE三通", "只", 包="10"),
        product("ZW-V", "斜三通", "Φ50", "PVC三通", "只", 箱="200"),
        product("TZ-S", "工具套装", "白盒(铲子耙子)", "园艺套装", "套"),
        product("CZ-B", "铲子", "白纸袋", "", "把", 盒="10"),
        product("GH-5", "桂花苗 5年", "", "桂5;桂五", "株"),
        product("GH-6", "桂花苗 6年", "", "桂6;桂六", "株"),
        product("QS-L", "杀蚧灵", "100ml 乳油", "蚧灵", "瓶", 箱="24"),
    ],
    [
        CustomerRecord("C1", "台州恒力园艺有限公司", ("恒力",), "台州"),
        CustomerRecord("C2", "绿野花木场", ("绿野",), "台州"),
    ],
)


def _said(text: str) -> str:
    found = parse(text, SALES, SHOP)
    lines = [f"{line.sku or '?'}={line.qty}" for order in found.orders for line in order.items]
    left = [d.words for o in found.orders for line in o.items for d in line.doubts if d.reason == "unused"]
    return " ".join([*lines, *(f"!{words}" for words in left)]) or found.intent.value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("恒力 营养土5升的20袋 送2个杯子", "YYT-5=20 ?=2"),
        ("恒力 营养土5升的20袋 送2个钥匙扣", "YYT-5=20 ?=2"),
        ("恒力 营养土5升的20袋,来2个车标", "YYT-5=20 ?=2"),
        ("恒力 营养土5升的20袋 再来3条毛巾", "YYT-5=20 ?=3"),
        ("恒力 营养土5升的20袋 送2袋", "YYT-5=20 YYT-5=2"),
        ("恒力 营养土5升的20袋 送2袋谢谢", "YYT-5=20 YYT-5=2"),
        ("恒力 营养土5升的20袋 送2袋当样品", "YYT-5=20 YYT-5=2"),
    ],
)
def test_a_thing_that_nobody_has_behind_its_amount_is_none_of_the_goods_before(text: str, said: str) -> None:
    assert _said(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # as many, half, twice of the one before
        ("恒力 4分软水管200米 6分也一样", "SG-4=200 SG-6=200"),
        ("恒力 4分软水管200米 6分的减半", "SG-4=200 SG-6=100"),
        ("恒力 20cm花盆30个 25cm的加倍", "HP-20=30 HP-25=60"),
        ("恒力 普通款温度计3盒 电子款同样数量", "WD-P=3 WD-D=3"),
        ("恒力 20cm花盆30个 跟上次一样", "HP-20=30"),
        # as always: how many is not told here
        ("恒力 20cm花盆30个 30cm照旧", "HP-20=30 !30cm"),
        ("恒力 20cm花盆30个 价格照旧", "HP-20=30"),
        # a number that is a name, named along with another
        ("恒力 33跟杀蚧灵一样来5箱", "QS-L=5 !33"),
        ("恒力 杀蚧灵5箱 送到33号", "QS-L=5"),
        # a letter for a kind that nobody knows, glued to its amount
        ("恒力 手套M10双、B20双", "ST-M=10 !b20双"),
        # not a single one
        ("恒力 20cm花盆3箱,25cm的一个都不要", "HP-20=3"),
        ("恒力 电子款温度计2盒 普通款一支也不要", "WD-D=2"),
        ("恒力 花盆20cm一个 25cm一个都来", "HP-20=1 HP-25=1"),
        ("恒力 20cm花盆2箱 25cm的3箱 上次30cm的10个别再发", "HP-20=2 HP-25=3"),
        ("恒力 20cm花盆2箱 25cm的3箱,30cm的1箱不要了", "HP-20=2 HP-25=3"),
        ("恒力 20cm花盆2箱不要红的 25cm的3箱", "HP-20=2 HP-25=3"),
        # 不是 glued to what follows denies it, and puts nothing right
        ("恒力 电子款温度计2盒 不是普通款", "WD-D=2"),
        ("恒力 电子款温度计2盒 不是绿野那单的普通款", "WD-D=2"),
        ("恒力 电子款温度计2盒 不是,普通款的", "WD-P=2"),
        # no amount stands right before the one that is wanted
        ("恒力 电子款温度计45要2盒 普通款的30要5盒", "?=2 ?=5"),
        # a thing that is called like a counter
        ("恒力 20托盘40个 30的10个", "TP-20=40 TP-30=10"),
        # 深度 ends the name and measures nothing
        ("恒力 月8+深度2箱", "M8-D=2"),
    ],
)
def test_what_leans_on_the_line_before(text: str, said: str) -> None:
    assert _said(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("恒力上次20cm的花盆拿了60个,这次拿40个", "HP-20=40"),
        ("恒力上周订的营养土5L 20袋,这次要30袋", "YYT-5=30"),
        ("恒力这次20cm花盆拿60个,5L营养土拿40袋", "HP-20=60 YYT-5=40"),
    ],
)
def test_what_was_had_before(text: str, said: str) -> None:
    assert _said(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # a size before the number that it is a size of
        ("恒力 42码的701来10双 41的20双", "JX701-42=10 JX701-41=20"),
        ("恒力 41码鞋垫2包 42码的701一箱", "XD-41=2 JX701-42=1"),
        # 双 counts here and is no colour
        ("恒力 701 40码5双41码10双42码10双", "JX701-40=5 JX701-41=10 JX701-42=10"),
        # amounts without a counter behind sizes
        ("恒力 花盆20的50 25的30", "HP-20=50 HP-25=30"),
        ("恒力 花盆20的50 25的30 30的不拿", "HP-20=50 HP-25=30"),
        # what tells another kind stands before the size
        ("恒力 手套M 5打 L的3打 长的M码2打", "ST-M=5 ST-L=3 CST-M=2"),
        # what goes back is not ordered
        ("恒力 手套M 5打 上次L的退2打", "ST-M=5 !手套l !2打"),
        ("恒力 手套M 5打 手套L 2打,不好不退", "ST-M=5 ST-L=2"),
        # a piece of a name: of several things, the one that is counted so
        ("恒力 三通50的一包", "ZW-P=1"),
        # a digit that ends a word of its own
        ("恒力 梦6 2株", "?=2"),
        ("恒力 桂6 2株", "GH-6=2"),
        ("恒力 要6公斤复合肥2袋", "FH-6=2"),
    ],
)
def test_sizes_in_other_places(text: str, said: str) -> None:
    assert _said(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # counters before their numbers
        ("恒力 液体肥大量元素 大桶6 小桶20\n微量元素 大桶10", "YF-D=6大桶 YF-D=20小桶 YF-W=10大桶"),
        ("恒力 大量元素液体肥大桶6小桶20", "YF-D=6大桶 YF-D=20小桶"),
        ("恒力 大量元素液体肥6大桶 20小桶", "YF-D=6大桶 YF-D=20小桶"),
        ("恒力 喷壶大桶6", "DT-6=6"),
        ("恒力 20cm花盆 箱2 个5", "HP-20=2箱 HP-20=5个"),
        # a sum of money
        ("恒力 20cm花盆30个 优惠点打包900 月底前", "HP-20=30个"),
        ("恒力 20cm花盆30个 打包好一点", "HP-20=30个"),
        ("恒力 大量元素液体肥2大桶零5公斤 33号肥1箱", "YF-D=55 FL-33=1箱"),
        # what was fetched before
        ("恒力上午拉走20cm花盆60个,下午再送40个过去", "HP-20=40个"),
    ],
)
def test_counters_and_sums(text: str, said: str) -> None:
    found = [line for order in parse(text, SALES, SHOP).orders for line in order.items]
    assert " ".join(f"{line.sku or '?'}={line.qty}{line.unit or ''}" for line in found) == said


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("恒力 20cm花盆30个,营养土后天再报", "None"),
        ("恒力 20cm花盆30个 后天再送", "2026-03-06"),
        ("恒力 20cm花盆30个 后天再补20个25cm的", "2026-03-06"),
    ],
)
def test_what_is_told_later(text: str, due: str) -> None:
    assert {str(order.due) for order in parse(text, SALES, SHOP).orders} == {due}


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("恒力 20cm花盆30个 4月初布展用,3月30号发货", "2026-03-30"),
        ("恒力 20cm花盆30个 3月30号送 4月初布展用", "2026-03-30"),
        ("恒力 20cm花盆30个 4月初布展用", "2026-04-05"),
        ("恒力 1号送来的花盆裂了,20cm花盆再补30个 10号到", "2026-03-10"),
        ("恒力 1号送来的花盆少2个,20cm花盆这次要30个", "None"),
        ("恒力 20cm花盆30个 够3月用 3月30号到", "2026-03-30"),
    ],
)
def test_the_day_of_use_is_not_the_day_of_delivery(text: str, due: str) -> None:
    assert [str(order.due) for order in parse(text, SALES, SHOP).orders] == [due]


def test_a_thing_that_another_one_only_holds_is_doubted() -> None:
    (line,) = [line for order in parse("恒力 铲子白盒2套", SALES, SHOP).orders for line in order.items]
    assert line.sku is None or line.doubts


@pytest.mark.parametrize(
    "text",
    [
        "恒力 营养土5升\n法兰盘 3件",
        "恒力\n1.营养土5升\n2.法兰盘 3件",
        "恒力 营养土5升;法兰盘 3件",
        "恒力 营养土5升\n法兰盘3件",
    ],
)
def test_the_amount_of_a_row_with_a_strange_thing_is_not_that_of_the_row_above(text: str) -> None:
    assert _said(text) == "YYT-5=None ?=3"


@pytest.mark.parametrize("text", ["恒力 营养土5升\n数量 3袋", "恒力 营养土5升\n一共3袋", "恒力 营养土5升\n先来 3袋"])
def test_an_amount_in_a_row_of_its_own_is_that_of_the_row_above(text: str) -> None:
    assert _said(text) == "YYT-5=3"


@pytest.mark.parametrize("text", ["恒力 营养土5升,法兰盘 3袋", "恒力 营养土5升 法兰盘 3袋"])
def test_a_strange_word_between_goods_and_amount_is_said_to_be_left_out(text: str) -> None:
    assert _said(text) == "YYT-5=3 !法兰盘"
