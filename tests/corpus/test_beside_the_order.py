"""What is said beside an order and counts, dates or names nothing by itself; heard first in a kitchen's messages.

The words here are those of other trades; nothing of this shop is known to any rule.
"""

import pytest

from nlp import CustomerRecord, Lexicon, parse
from nlp.types import AddItem, Intent, Parse, Ref
from tests.trades import SALES, product

SHOP = Lexicon(
    [
        product("TC-01", "陶土花盆", "", "陶盆", "个", 箱="12"),
        product("MJ-02", "木蕨板", "", "", "块", 箱="20"),
        product("YT-03", "营养土", "", "", "袋", 车="200"),
        product("LS-04", "松木桩", "", "木桩", "根", 捆="10"),
        product("6330", "球根", "6330", "6330", "个", 箱="50"),
        product("SJ-05", "水晶碗莲", "", "碗莲", "盆", 箱="8"),
        product("BH-06", "百合", "", "", "枝", 扎="10"),
    ],
    [
        CustomerRecord("C1", "青禾园艺(城北店)", ("青禾城北店",), "苏州"),
        CustomerRecord("C2", "青禾园艺(城南店)", ("青禾城南店",), "苏州"),
        CustomerRecord("C3", "松岭苗圃", (), "苏州"),
        CustomerRecord("C4", "嵩岭花木行", ("嵩岭花木",), "苏州"),
        CustomerRecord("C5", "金桂便民花店", ("金桂便民",), "苏州"),
        CustomerRecord("C6", "金桂景观公司", ("金桂景观",), "苏州"),
    ],
)


def _read(text: str) -> Parse:
    return parse(text, SALES, SHOP)


def _said(text: str) -> str:
    orders = _read(text).orders
    return "; ".join(
        f"{o.customer} {o.due:%m-%d} " * bool(o.due) + " ".join(f"{i.sku or '?'}={i.qty}" for i in o.items)
        for o in orders
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("松岭苗圃 木桩4根要直的 直径8公分以上,营养土6袋 明天", "LS-04=4 YT-03=6"),
        ("松岭苗圃 木桩20根 每根别超过两米 明天", "LS-04=20"),
        ("松岭苗圃 陶盆5箱 口径不低于30公分 营养土2袋", "TC-01=5 YT-03=2"),
        ("松岭苗圃 营养土5袋够不够用… 来8袋吧", "YT-03=8"),
        ("松岭苗圃 营养土5车,不对是袋", "YT-03=5"),
        ("松岭苗圃要百合十二扎然后再要一个碗莲二十盆", "BH-06=12 SJ-05=20"),
    ],
)
def test_what_goods_are_to_be_like_and_an_article_count_nothing(text: str, lines: str) -> None:
    assert " ".join(f"{i.sku or '?'}={i.qty}" for o in _read(text).orders for i in o.items) == lines


def test_the_day_of_another_order_that_stays_is_no_due_date() -> None:
    (order,) = _read("松岭苗圃 15号那周的不变,先把明天的补上:陶盆1箱 营养土5袋").orders
    assert order.due == SALES.now.date().replace(day=SALES.now.day + 1)
    (order,) = _read("松岭苗圃 陶盆2箱 还是15号不变").orders
    assert order.due is not None
    assert order.due.day == 15


def test_a_day_that_is_not_pressing_is_no_due_date() -> None:
    (order,) = _read("松岭苗圃 陶盆2箱 今天先不急").orders
    assert order.due is None


def test_branches_counted_and_names_clipped_are_orders_of_their_own() -> None:
    orders = _read("青禾园艺两家店 陶盆各5箱 明天").orders
    assert [(o.customer, o.items[0].sku, str(o.items[0].qty)) for o in orders] == [
        ("C1", "TC-01", "5"),
        ("C2", "TC-01", "5"),
    ]
    orders = _read("松岭苗圃 嵩岭花木 别搞混:松岭要百合2扎,嵩岭要陶盆10箱,都明天").orders
    assert [(o.customer, [i.sku for i in o.items]) for o in orders] == [("C3", ["BH-06"]), ("C4", ["TC-01"])]


def test_a_name_that_begins_two_customers_names_both() -> None:
    (order,) = _read("金桂 陶盆5箱 营养土3袋 明天").orders
    assert order.customer is None
    assert {c.key for c in order.customer_candidates} == {"C5", "C6"}


def test_changes_and_questions_of_goods_by_their_own_names() -> None:
    more = _read("松岭苗圃的百合再加10扎")
    assert more.intent is Intent.CHANGE_ORDER
    assert isinstance(more.changes[0], AddItem)
    by_number = _read("6330改100个")
    assert by_number.intent is Intent.CHANGE_ORDER
    assert by_number.ref == Ref()
    assert by_number.changes[0].item.sku == "6330"  # type: ignore[union-attr]
    assert _read("松岭苗圃那单百合撤掉").intent is Intent.CANCEL_ORDER
    assert _read("百合上市了冇").intent is Intent.ASK_STOCK
    assert _read("碗莲开始有了没 老板天天问").intent is Intent.ASK_STOCK
    done = _read("0052送完了 对方已签字")
    assert done.intent is Intent.ADVANCE_ORDER
    assert done.ref == Ref(no_tail="0052")
    assert _read("SO20260303-0019 地址改成光明大道58号后厨").changes[0].address == "光明大道58号后厨"  # type: ignore[union-attr]
