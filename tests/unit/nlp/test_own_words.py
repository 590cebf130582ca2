"""A customer's own words and the last order: how they are read."""

from decimal import Decimal

import pytest

from nlp import Hints, parse
from nlp.types import AliasTalk, DraftHint, DraftLine, Intent, Parse, SetItem
from tests.building_world import LEXICON, read
from tests.trades import NOW

OWN = LEXICON.with_aliases(
    {"B03": {"小蓝桶": "RJQ-N18", "拉爆": "PZ-M8-80", "灰板": "SGB-P"}, "B04": {"小蓝桶": "SN-425"}}
)


def said(text: str, customer: str | None = "B03", lexicon: object = OWN) -> Parse:
    return parse(text, Hints(NOW, "customer", sender_customer=customer), OWN if lexicon is OWN else LEXICON)


@pytest.mark.parametrize(("customer", "sku"), [("B03", "RJQ-N18"), ("B04", "SN-425"), ("B05", None)])
def test_a_word_means_what_its_customer_means(customer: str, sku: str | None) -> None:
    lines = [line for order in said("小蓝桶 5个", customer).orders for line in order.items]
    assert [line.sku for line in lines if line.sku] == ([sku] if sku else [])
    assert not sku or lines[0].doubts == ()


def test_the_lexicon_without_the_words_is_untouched() -> None:
    assert (
        said("灰板 5张", lexicon=LEXICON).orders == ()
        or said("灰板 5张", lexicon=LEXICON).orders[0].items[0].sku is None
    )
    assert said("灰板 5张").orders[0].items[0].sku == "SGB-P"


def test_a_word_that_the_catalogue_has_for_several_is_settled_and_marked() -> None:
    line = said("拉爆 5套").orders[0].items[0]
    assert line.sku == "PZ-M8-80"
    assert [d.reason for d in line.doubts] == ["own_word"]
    assert said("拉爆 5套", "B05").orders[0].items[0].sku is None


def test_the_text_may_say_otherwise() -> None:
    assert said("拉爆 M10*100 5套").orders[0].items[0].sku == "PZ-M10-100"


def talk(text: str, role: str = "sales") -> AliasTalk:
    got = read(text, role=role)
    assert got.intent is Intent.ALIAS, got
    assert got.alias is not None
    return got.alias


@pytest.mark.parametrize(
    ("text", "action", "words", "customer"),
    [
        ("别名", "list", "", None),
        ("别名 老周五金", "list", "", "B03"),
        ("别名 蓝桶", "list", "蓝桶", None),
        ("别名 删除 小蓝桶", "forget", "小蓝桶", None),
        ("别名 老周五金 删除 小蓝桶", "forget", "小蓝桶", "B03"),
        ("别名 小蓝桶 删掉", "forget", "小蓝桶", None),
        ("删除别名 小蓝桶", "forget", "小蓝桶", None),
        ("别名 撤销", "undo", "", None),
        ("撤销别名", "undo", "", None),
        ("别名 小蓝桶=乳胶漆 内墙", "teach", "小蓝桶", None),
        ("别名 小蓝桶 就是 乳胶漆内墙", "teach", "小蓝桶", None),
        ("老周五金 别名 小蓝桶=乳胶漆内墙", "teach", "小蓝桶", "B03"),
        ("老周五金的别名", "list", "", "B03"),
    ],
)
def test_talk_about_words(text: str, action: str, words: str, customer: str | None) -> None:
    found = talk(text)
    assert (found.action, found.words, found.customer) == (action, words, customer)


def test_what_is_taught_is_the_product_of_the_right_side() -> None:
    product = talk("别名 小蓝桶=乳胶漆 内墙").product
    assert product is not None
    assert product.sku == "RJQ-N18"
    several = talk("别名 小蓝桶=乳胶漆").product
    assert several is not None
    assert {c.key for c in several.candidates} == {"RJQ-N18", "RJQ-W18"}
    nothing = talk("别名 小蓝桶=飞船").product
    assert nothing is not None
    assert (nothing.sku, nothing.candidates) == (None, ())


def test_an_equation_explains_the_line_that_was_not_understood() -> None:
    line = DraftLine(1, None, (), "小蓝桶", Decimal(5), "桶")
    draft = DraftHint(7, "B03", (), (line,), None, asked="product", asked_line=1)
    got = parse("小蓝桶=乳胶漆内墙", Hints(NOW, "sales", drafts=(draft,)), LEXICON)
    (edit,) = got.edits
    assert isinstance(edit, SetItem)
    assert (got.intent, edit.line, edit.item.sku, edit.item.explains) == (Intent.EDIT_DRAFT, 1, "RJQ-N18", "小蓝桶")


@pytest.mark.parametrize(
    ("text", "factor", "customer"),
    [
        ("照上次", "1", None),
        ("老周五金 老样子 周五送", "1", "B03"),
        ("上次那个减半", "0.5", None),
        ("按上次的翻倍", "2", None),
        ("跟上次一样,来三份", "3", None),
    ],
)
def test_the_last_order_again(text: str, factor: str, customer: str | None) -> None:
    got = read(text)
    assert got.intent is Intent.REPEAT_LAST
    assert got.repeat is not None
    assert got.repeat.factor == Decimal(factor)
    assert got.orders[0].customer == customer


def test_the_last_order_and_something_more() -> None:
    got = read("老周五金 照上次,再加5袋水泥42.5")
    assert (got.intent, got.orders[0].items[0].sku) == (Intent.PLACE_ORDER, "SN-425")
    assert got.repeat is not None
    assert read("老周五金 水泥42.5 5袋,价按上次的").repeat is None
