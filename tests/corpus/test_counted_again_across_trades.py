"""How much comes in a carton beside how much is wanted, and what is taken back, given or priced in a list, of
stationery and bedding. Nothing of this shop is known to any rule; `?` stands for a line without a product.
"""

import pytest

from nlp import CustomerRecord, Hints, Lexicon, parse
from nlp.types import Intent
from tests.trades import NOW, SALES, items, product, said

BUYER = Hints(NOW, "customer", sender_customer="C1")
SHOP = Lexicon(
    [
        product("BJ-A", "记事本", "软面 10本/包", "", "本", 包="10"),
        product("BJ-B", "素描本", "硬面 20本/包", "", "本", 包="20"),
        product("BJ-C", "速写本", "硬面 10本/包", "", "本", 包="10"),
        product("ZT-1", "长条抱枕", "3只/箱", "", "只", 箱="3"),
        product("MB-3", "毛笔 三号", "12支/盒", "三号毛笔", "支", 盒="12"),
        product("MB-5", "毛笔 五号", "12支/盒", "五号毛笔", "支", 盒="12"),
        product("MZ-S", "松鹤 墨汁", "6瓶/箱", "松鹤墨汁", "瓶", 箱="6"),
        product("YN-S", "松鹤 印泥", "24盒/箱", "松鹤印泥", "盒", 箱="24"),
        product("YT-S", "松鹤 砚台", "4方/箱", "松鹤砚台", "方", 箱="4"),
        product("XZ-1", "宣纸", "100张/刀", "", "刀"),
    ],
    [
        CustomerRecord("C1", "云溪谷大书院", ("云溪谷书院",)),
        CustomerRecord("C2", "云溪谷幼儿园", ("云溪谷幼儿园",)),
        CustomerRecord("C3", "博雅画室", ("博雅",)),
    ],
)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("博雅 记事本20本 素描本15本", "C3:BJ-A=20 BJ-B=15"),
        ("博雅 记事本10本 速写本10本 送两本素描本", "C3:BJ-A=10 BJ-C=10 BJ-B=2"),
        ("博雅 长条抱枕 3只 腰5只", "C3:ZT-1=3 ?=5"),
        ("博雅 三号毛笔 12支 五号的 20支", "C3:MB-3=12 MB-5=20"),
        ("博雅 宣纸三刀哦不对五刀然后素描本二十本", "C3:XZ-1=5 BJ-B=20"),
        ("博雅 印泥3盒(松鹤),宣纸4刀", "C3:YN-S=3 XZ-1=4"),
        ("博雅 毛笔 三号的12支 五号的24支 五号的还是不要了 就三号的", "C3:MB-3=12"),
    ],
)
def test_a_counter_said_again_counts_again(text: str, lines: str) -> None:
    assert said(parse(text, SALES, SHOP)) == lines


def test_only_what_stands_behind_it_is_given_away() -> None:
    assert [(line.sku, line.gift) for line in items("博雅 记事本10本 速写本10本 白送两本素描本", SHOP)] == [
        ("BJ-A", False),
        ("BJ-C", False),
        ("BJ-B", True),
    ]


def test_bare_numbers_given_for_what_was_counted_are_prices_to_look_at() -> None:
    read = parse("博雅 三号毛笔 30支 五号毛笔 20支,三号毛笔给6,五号毛笔给9", SALES, SHOP)
    assert [f"{line.sku}={line.qty}*{line.price}" for line in read.orders[0].items] == ["MB-3=30*6", "MB-5=20*9"]
    assert "product" in read.ask


def test_a_front_that_customers_share_names_none_of_them() -> None:
    order = parse("云溪谷 宣纸2刀", SALES, SHOP).orders[0]
    assert order.customer is None
    assert {one.key for one in order.customer_candidates} == {"C1", "C2"}


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("本来想要8刀宣纸的 算了 这周人少", Intent.NONE),
        ("本来想要8刀宣纸的 算了 来5刀吧 明天", Intent.PLACE_ORDER),
        ("宣纸贵不贵 一刀", Intent.ASK_PRICE),
        ("宣纸贵不贵都要 10刀", Intent.PLACE_ORDER),
        ("砚台先取消,老师还没定", Intent.CANCEL_ORDER),
    ],
)
def test_second_thoughts_and_what_it_costs_are_no_orders(text: str, intent: Intent) -> None:
    assert parse(text, BUYER, SHOP).intent is intent


def test_what_waits_to_be_loaded_is_not_on_its_way() -> None:
    read = parse("博雅的货拣好了 全配齐 等装车", Hints(NOW, "warehouse", chat_kind="group"), SHOP)
    assert (read.intent, read.status) == (Intent.ADVANCE_ORDER, "备料")
