"""A changed lexicon reads as one that is built anew, and the old one stays as it was."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from nlp import CustomerRecord, Lexicon, Parse, PersonRecord, ProductRecord, parse
from tests.building_world import CUSTOMERS, LEXICON, PRODUCTS, hints

TEXTS = (
    "宏图装饰 乳胶漆内墙18L 20桶 15号到",
    "老周五金要M8*80膨胀螺栓 5盒",
    "通体砖600*600灰的来300片",
    "左合页右合页各20个",
    "螺丝 3套",
    "乳交漆 5桶",
    "膨涨螺栓M10*100 2盒",
    "新来客 折叠支架左 8件 明天",
    "wg12345 9件",
    "石膏版 60张",
    "小钱要水泥42.5 30袋",
    "杭州的 水泥 3袋",
)
NEW = ProductRecord("WG12345", "折叠支架(左)", "加厚", ("支架",), "件")
CLIENT = CustomerRecord("B99", "苏州新来客机电有限公司", ("新来客",), "苏州")


def readings(lexicon: Lexicon) -> list[Parse]:
    return [parse(text, hints(), lexicon) for text in TEXTS]


@pytest.mark.parametrize(
    ("products", "customers", "people"),
    [
        ((*PRODUCTS, NEW), CUSTOMERS, LEXICON.people),
        (PRODUCTS, (*CUSTOMERS, CLIENT), LEXICON.people),
        (PRODUCTS[1:], CUSTOMERS, LEXICON.people),
        (PRODUCTS, CUSTOMERS[1:], LEXICON.people),
        ((replace(PRODUCTS[0], name="抛光砖", aliases=()), *PRODUCTS[1:]), CUSTOMERS, LEXICON.people),
        ((*PRODUCTS[:7], replace(PRODUCTS[7], spec="M8*90"), *PRODUCTS[8:]), CUSTOMERS, LEXICON.people),
        (PRODUCTS, (replace(CUSTOMERS[0], name="杭州大展装饰有限公司", aliases=()), *CUSTOMERS[1:]), LEXICON.people),
        (PRODUCTS, CUSTOMERS, (*LEXICON.people, PersonRecord("x", "小钱", "customer", CUSTOMERS[0].id))),
        (PRODUCTS, CUSTOMERS, LEXICON.people[:1]),
    ],
    ids=["product", "customer", "less", "fewer", "renamed", "respecified", "moved", "person", "left"],
)
def test_changed_lexicon_reads_like_a_new_one(
    products: Sequence[ProductRecord], customers: Sequence[CustomerRecord], people: Sequence[PersonRecord]
) -> None:
    before = readings(LEXICON)
    changed = LEXICON.with_changes(
        [p for p in products if p not in PRODUCTS],
        [c for c in customers if c not in CUSTOMERS],
        people,
        without_products={p.sku for p in PRODUCTS} - {p.sku for p in products},
        without_customers={c.id for c in CUSTOMERS} - {c.id for c in customers},
    )
    assert readings(changed) == readings(Lexicon(products, customers, people))
    assert readings(LEXICON) == before


def test_taken_away_and_added_again_is_found() -> None:
    gone = LEXICON.with_changes(without_products=[PRODUCTS[0].sku])
    assert gone.products.get(PRODUCTS[0].sku) is None
    assert len(gone.products) == len(PRODUCTS) - 1
    assert readings(gone.with_changes([PRODUCTS[0]])) == readings(LEXICON)


def test_a_customer_taken_away_with_its_people_is_gone() -> None:
    left = LEXICON.with_changes(people=LEXICON.people[:1], without_customers=["B03"])
    assert parse("老周五金 石膏板普通的5张", hints(), left).orders[0].customer is None


def test_unknown_product_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        LEXICON.product("none")
    with pytest.raises(KeyError):
        LEXICON.words["无此词"]


def test_few_changes_among_many_share_what_is_packed() -> None:
    many = [ProductRecord(f"K{n:05d}", "垫圈", f"M{n}", (), "只") for n in range(500)]
    lexicon = Lexicon(many)
    few = lexicon.renewed([*many[:-1], NEW], CUSTOMERS, ())
    assert few.changes == 2 + len(CUSTOMERS)
    assert [p.sku for p in few.products] == [p.sku for p in (*many[:-1], NEW)]
    assert lexicon.renewed(PRODUCTS, CUSTOMERS, ()).changes == 0


def test_customer_that_only_its_people_know_is_named_by_its_id() -> None:
    lexicon = Lexicon(PRODUCTS, (), [PersonRecord("u", "金大姐", "customer", "B77")])
    got = parse("金大姐 水泥42.5 3袋", hints(), lexicon).orders[0]
    assert (got.customer, lexicon.label("B77")) == ("B77", "B77")


def test_broken_characters_in_a_catalogue_are_left_out() -> None:
    lexicon = Lexicon([ProductRecord("A1", "水泥\ud800", "", ("水泥",), "袋"), PRODUCTS[0]])
    assert parse("水泥 3袋", hints(), lexicon).orders[0].items[0].sku == "A1"
    assert lexicon.words.get("\ud800") is None
