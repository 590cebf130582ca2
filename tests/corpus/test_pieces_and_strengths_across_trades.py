"""How many are in one beside how large it is, strengths, μ, ends of by-names, orders opened with a number, complaints.

Each way stands with what looks like it and means something else. `?` is a line without a product.
"""

import pytest

from nlp import CustomerRecord, Hints, Lexicon, parse
from nlp.types import Intent, RemoveItem
from tests.trades import NOW, SALES, items, product

SHOP = Lexicon(
    [
        product("BG-20", "保鲜袋", "20cm 30只/卷", "", "卷", 箱="60"),
        product("BG-30", "保鲜袋", "30cm 50只/卷", "", "卷", 箱="60"),
        product("SP-12", "筛盘", "12寸 20孔", "", "个"),
        product("SP-20", "筛盘", "20寸 12孔", "", "个"),
        product("NS-5", "浓缩洗车液", "5× 1L", "", "瓶", 箱="12"),
        product("NS-20", "浓缩洗车液", "20× 1L", "", "瓶", 箱="12"),
        product("LX-5", "线绕滤芯", "5μm 10寸", "", "支", 箱="50"),
        product("LX-10", "线绕滤芯", "10μm 10寸", "", "支", 箱="50"),
        product("DZ-150", "吊装带", "150kg 2米", "", "条", 包="10"),
        product("SZ-150", "丝制手拎袋", "150g 红", "", "条", 包="10"),
        product("KL-150", "凯乐扎带", "150mm", "凯乐150扎带", "包", 箱="50"),
        product("BZ-150", "白色扎带", "150mm", "普通扎带", "包", 箱="50"),
        product("BZ-200", "白色扎带", "200mm", "普通扎带", "包", 箱="50"),
        product("MB-Y", "圆镜", "60mm", "", "面"),
        product("MB-F", "方镜", "60mm", "", "面"),
        product("DG", "洗车海绵", "大号", "海绵", "块", 箱="100"),
    ],
    [CustomerRecord("C1", "台州恒力机械有限公司", ("恒力",), "台州")],
)


def _lines(text: str) -> str:
    return " ".join(f"{line.sku or '?'}={line.qty}" for line in items(text, SHOP, SALES))


def _intent(text: str, role: str = "customer", kind: str = "direct") -> Intent:
    return parse(text, Hints(NOW, role, chat_kind=kind), SHOP).intent


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 保鲜袋30的5卷", "BG-30=5"),
        ("恒力 保鲜袋20的5卷", "BG-20=5"),
        ("恒力 保鲜袋50只的5卷", "BG-30=5"),
        ("恒力 筛盘20的两个", "SP-20=2"),
        ("恒力 筛盘12的两个", "SP-12=2"),
    ],
)
def test_how_many_are_in_one_tells_less_than_how_large_it_is(text: str, lines: str) -> None:
    assert _lines(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 5x 浓缩洗车液一箱", "NS-5=1"),
        ("恒力 浓缩洗车液20×的3箱", "NS-20=3"),
        ("恒力 20倍的浓缩洗车液 2瓶", "NS-20=2"),
        ("恒力 5um线绕滤芯和10um线绕滤芯各两支", "LX-5=2 LX-10=2"),
        ("恒力 10μm的线绕滤芯3箱", "LX-10=3"),
    ],
)
def test_strengths_and_millionths(text: str, lines: str) -> None:
    assert _lines(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 白色150扎带3包", "BZ-150=3"),
        ("恒力 凯乐150扎带3包", "KL-150=3"),
        ("恒力 150扎带3包", "?=3"),
        ("恒力 白色200扎带3包", "BZ-200=3"),
    ],
)
def test_a_size_glued_to_the_end_of_one_by_name_is_of_all_so_sized(text: str, lines: str) -> None:
    assert _lines(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 插队订一个:海绵5箱、圆镜1面", "DG=5 MB-Y=1"),
        ("恒力 再开一单:海绵5箱", "DG=5"),
        ("恒力 海绵订一个", "DG=1"),
        ("恒力 海绵3箱,方镜别发错了", "DG=3"),
    ],
)
def test_the_number_that_opens_an_order_counts_no_goods(text: str, lines: str) -> None:
    assert _lines(text) == lines


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("恒力 海绵3箱,元旦后第一周都行", None),
        ("恒力 海绵3箱,国庆后第二个星期送", None),
        ("恒力 海绵3箱,元旦后第二天送", "2027-01-03"),
    ],
)
def test_a_week_after_a_feast_is_no_day(text: str, due: str | None) -> None:
    (order,) = parse(text, Hints(NOW, "sales"), SHOP).orders
    assert order.due == due or str(order.due) == due


@pytest.mark.parametrize(
    ("text", "removed"),
    [
        ("订单SO20251223-0008:删去筛盘20寸,其余照旧", "SP-20"),
        ("0008那单去掉保鲜袋20cm 海绵加到30箱", "BG-20"),
    ],
)
def test_what_stands_glued_behind_a_word_of_taking_out_goes_with_it(text: str, removed: str) -> None:
    changes = parse(text, Hints(NOW, "sales"), SHOP).changes
    assert [edit.item.sku for edit in changes if isinstance(edit, RemoveItem) and edit.item] == [removed]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("上回送的圆镜有两个划痕了,下次包装注意一点", Intent.NONE),
        ("请补一份MSDS,批号见上次送货单", Intent.NONE),
        ("海绵拿20箱怎么算", Intent.ASK_PRICE),
        ("海绵拿20箱么样算", Intent.ASK_PRICE),
        ("款子财务还没批,别催我了", Intent.NONE),
        ("你们仓库搬到哪里了", Intent.NONE),
        ("我的货到哪里了", Intent.ASK_STATUS),
        ("海绵拿20箱", Intent.PLACE_ORDER),
        ("海绵 一打 大号那个", Intent.PLACE_ORDER),
    ],
)
def test_what_only_looks_like_an_order_or_a_question(text: str, intent: Intent) -> None:
    assert _intent(text) is intent


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("通知一下:圆镜缺货,下周才到得了", Intent.REPORT_SHORTAGE),
        ("通知大家:明天开会", Intent.NONE),
    ],
)
def test_all_are_told_what_is_short(text: str, intent: Intent) -> None:
    assert _intent(text, "purchasing", "group") is intent
