"""Sizes and kinds as they are spoken in a workshop and at a counter: 5的 of M5, 60度6的, 80目 of 80#, 散的 of 散装."""

import pytest

from nlp import CustomerRecord, Lexicon, parse, to_expect
from tests.trades import SALES, items, product

CUSTOMERS = [CustomerRecord("C1", "台州恒力机械有限公司", ("恒力",), "台州")]
SCREWS = Lexicon(
    [
        *(product(f"LS-{n}", "内六角螺丝", f"M{n} 发黑", "杯头螺丝", "包", 箱="20") for n in (3, 4, 5, 6, 8, 10)),
        *(product(f"MT-{n}", "金刚石磨头", f"D{n} 柄3", "磨棒", "支", 盒="10") for n in (4, 6, 8)),
        *(product(f"ZL-{n}", "45度倒角刀", f"D{n} 4刃", "", "支", 盒="10") for n in (4, 6, 8, 12)),
        *(product(f"SZ-{n}", "背绒砂纸", f"125 {n}#", "植绒砂", "张", 盒="100") for n in (80, 120, 240)),
        product("HM-120", "海绵砂块", "120目", "", "块"),
        product("DJ-P", "存水弯", "PVC", "P型存水弯", "只"),
        product("DJ-S", "存水弯", "不锈钢", "S型存水弯", "只"),
        product("LW-60", "60目滤网", "D10", "", "片"),
        product("LW-80", "80目滤网", "D10", "", "片"),
        product("LW-T", "铜滤网", "D10", "", "片"),
    ],
    CUSTOMERS,
)
STORE = Lexicon(
    [
        *(
            one
            for key, tea in (("MG", "玫瑰"), ("ML", "茉莉"))
            for one in (
                product(f"{key}-S", f"{tea}花茶 散装", "散装", f"散花茶{tea}", "斤", 箱="20"),
                product(f"{key}-G", f"{tea}花茶 100g罐", "100g/罐", f"{tea}花茶罐装", "罐", 箱="24"),
            )
        ),
        product("CH", "紫砂茶壶", "", "茶壶", "把", 箱="12"),
        product("CP", "竹茶盘", "", "茶盘", "个", 箱="6"),
        product("XZ-20", "密码拉杆箱", "20寸", "20寸旅行箱", "个"),
        product("XZ-28A", "密码拉杆箱", "28寸 铝框", "28寸铝框旅行箱", "个"),
        product("XZ-28B", "密码拉杆箱", "28寸 拉链", "28寸拉链旅行箱", "个"),
    ],
    CUSTOMERS,
)

YARD = Lexicon(
    [
        *(product(f"TQ-3{n}", f"天虹3000外墙漆 白 {n}L", f"{n}L", f"天虹3000 {n}L", "桶", 箱="4") for n in (1, 5, 18)),
        *(product(f"YG-{n}", "遮阳光亮剂", f"{n}L", f"光亮剂{n}L", "桶", 箱="6") for n in (2, 4)),
        *(product(f"DZ-{n}", f"东洲潜水泵 QD-{n}", f"{n}W", "", "台") for n in (370, 550)),
        *(
            product(f"XH-{n}", f"新湖潜水泵 WQ-{n}", f"{n}W", f"新湖{n};{by}抽水机{n}", "台")
            for n, by in ((90, "鱼池"), (180, "大田"))
        ),
    ],
    CUSTOMERS,
)


def _lines(text: str, shop: Lexicon) -> list[str]:
    return [
        f"{line.sku or '|'.join(sorted(c.key for c in line.candidates)) or '?'}={line.qty}{line.unit or ''}"
        for line in items(text, shop)
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 内六角螺丝5的拿2包,8的3包", ["LS-5=2包", "LS-8=3包"]),
        ("恒力 6的杯头螺丝来5包", ["LS-6=5包"]),
        ("恒力 杯头螺丝 3 4 6 8 各一箱半", ["LS-3=1.5箱", "LS-4=1.5箱", "LS-6=1.5箱", "LS-8=1.5箱"]),
        ("恒力 磨棒 4的20支 6的20支8的10支", ["MT-4=20支", "MT-6=20支", "MT-8=10支"]),
        ("恒力 磨头6mm的3盒", ["MT-6=3盒"]),
        ("恒力 45度6的10支8的20支", ["ZL-6=10支", "ZL-8=20支"]),
        ("恒力 两盒45度的8mm、一盒45度4mm", ["ZL-8=2盒", "ZL-4=1盒"]),
        ("恒力 45度 12的30支,4的50支", ["ZL-12=30支", "ZL-4=50支"]),
        ("恒力 植绒砂80目3盒 120目半盒", ["SZ-80=3盒", "SZ-120=0.5盒"]),
        ("恒力 P存水弯3只、S存水弯5只", ["DJ-P=3只", "DJ-S=5只"]),
        ("恒力 滤网10的5片", ["LW-60|LW-80|LW-T=5片"]),  # no number of a name makes the size another one
        ("恒力 内六角螺丝3的念包", ["LS-3=20包"]),
    ],
)
def test_a_size_without_its_letter_or_in_another_sign(text: str, lines: list[str]) -> None:
    assert _lines(text, SCREWS) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 茉莉花茶散的3斤", ["ML-S=3斤"]),
        ("恒力 那个玫瑰花茶啊散的给我拿一箱", ["MG-S=1箱"]),
        ("恒力 玫瑰花茶罐的2箱", ["MG-G=2箱"]),
        ("恒力 玫瑰花茶2箱", ["MG-G|MG-S=2箱"]),
        ("恒力 花茶罐装的 玫瑰2箱茉莉3箱", ["MG-G=2箱", "ML-G=3箱"]),
        ("恒力 茶壶一厢茶盘两厢", ["CH=1箱", "CP=2箱"]),
        ("恒力 茶壶给我来个十箱 再一个茶盘也来五箱", ["CH=10箱", "CP=5箱"]),
        ("恒力 28寸旅行箱拿2个", ["XZ-28A|XZ-28B=2个"]),
    ],
)
def test_what_a_thing_is_held_in_and_what_is_merely_spoken(text: str, lines: list[str]) -> None:
    assert _lines(text, STORE) == lines


def test_what_each_size_costs_is_said_behind_them_all() -> None:
    lines = items("恒力 磨头4的10支 6.0的20支,价钱4的8块,6.0的12块5", SCREWS)
    said = [f"{line.sku}={line.qty}*{line.price}" for line in lines]
    assert said == ["MT-4=10*8", "MT-6=20*12.5"]


def test_a_stocktaking_is_no_day_that_goods_are_due() -> None:
    for text in ("恒力 年底盘完货,补茶壶3箱", "恒力 月底结完账了,茶盘要2箱"):
        assert [order.due for order in parse(text, SALES, STORE).orders] == [None]
    assert parse("恒力 茶壶3箱,年底前到", SALES, STORE).orders[0].due is not None


@pytest.mark.parametrize(("text", "amount"), [("茶壶那单20把太多了,15把就好", 15), ("茶盘那个别20个了 15个够", 15)])
def test_too_many_of_an_order_is_a_change_to_what_will_do(text: str, amount: int) -> None:
    read = parse(text, SALES, STORE)
    assert read.intent == "change_order"
    assert [int(edit.item.base_qty or 0) for edit in read.changes] == [amount]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("上午那张单子,再加2箱茶盘", "change_order"),
        ("茶壶那批送到瑞安塘下镇园区南路88号,老厂不要去了", "change_order"),
        ("茶盘补到货了没", "ask_stock"),
        ("恒力的茶盘到货了没", "ask_status"),
    ],
)
def test_what_is_said_of_goods_and_orders(text: str, intent: str) -> None:
    assert parse(text, SALES, STORE).intent == intent


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("恒力 天虹3000 1L 4箱 5L 6箱", "TQ-31=4箱 TQ-35=6箱"),  # a name that ends in figures, then its sizes
        ("恒力 光亮剂四升10箱", "YG-4=10箱"),  # a size in characters between the name and its amount
        ("恒力 东洲550的抽水机来2台", "DZ-550=2台"),  # the kind by a by-name of another make
        ("恒力 抽水机来2台", "XH-180|XH-90=2台"),
    ],
)
def test_sizes_and_kinds_of_a_yard(text: str, wanted: str) -> None:
    assert " ".join(_lines(text, YARD)) == wanted


@pytest.mark.parametrize(
    "text",
    ["0031 光亮剂4L少要5箱,原来15箱,现在10箱", "0031 光亮剂4L原来15箱,现在10箱", "0031 光亮剂4L原来15箱,现在只要10箱"],
)
def test_what_it_is_now_counts_and_not_what_it_was(text: str) -> None:
    assert [int(edit.item.base_qty or 0) for edit in parse(text, SALES, YARD).changes] == [60]  # type: ignore[union-attr]


def test_a_carriers_number_of_seven_figures_is_one() -> None:
    assert to_expect(parse("恒力那车刚走,百世 BS7720031", SALES, YARD))["tracking"] == "BS7720031"


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("小满要茶盘4箱", None),  # somebody of that name
        ("茶盘4箱,盒子包好看点我过年送人", None),
        ("小满前要茶盘4箱", True),
        ("冬至要茶盘4箱", True),
        ("茶盘4箱 过年前到", True),
    ],
)
def test_names_and_purposes_are_no_days(text: str, due: bool | None) -> None:
    assert (parse(text, SALES, STORE).orders[0].due is not None) is bool(due)


@pytest.mark.parametrize("slip", [",哦不是,是", " 哦不对 ", ",说错了 是"])
def test_other_goods_after_a_slip_take_the_place_of_the_first(slip: str) -> None:
    (line,) = items(f"恒力 散花茶茉莉2箱{slip}玫瑰花茶罐装", STORE)
    assert f"{line.sku}={line.qty}" == "MG-G=2"
