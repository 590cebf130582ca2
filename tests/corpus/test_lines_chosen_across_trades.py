"""Which of several lines alone are wanted, what each of them is to be instead, and sizes that look like days.

Nothing of this shop is known to any rule.
"""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from nlp import CustomerRecord, Lexicon, parse
from nlp.types import AddItem, DraftHint, DraftLine, Intent, Parse, RemoveItem, SetDue, SetItem, Unread
from tests.trades import SALES, product

SHOP = Lexicon(
    [
        product("XZ-3", "绣针", "3号", "", "包", 盒="20"),
        product("XZ-4", "绣针", "4号", "", "包", 盒="20"),
        product("XZ-5", "绣针", "5号", "", "包", 盒="20"),
        product("NK-10", "牛角扣", "10号", "", "包", 盒="50"),
        product("NK-12", "牛角扣", "12号", "", "包", 盒="50"),
        product("HB-02", "花边带", "0.2米", "", "卷"),
        product("HB-03", "花边带", "0.3米", "", "卷"),
        product("TG-28-36", "绷架 28寸 3.6米", "3.6米 28寸", "绷架", "副"),
        product("TG-28-45", "绷架 28寸 4.5米", "4.5米 28寸", "绷架", "副"),
        product("TG-19-36", "绷架 19寸 3.6米", "3.6米 19寸", "绷架", "副"),
        product("DJ-4", "顶针", "4号 40枚/包", "", "包"),
        product("DJ-5", "顶针", "5号 20枚/包", "", "包"),
        product("WP-8", "青花圆盘8寸", "8寸", "青花盘8寸", "个", 箱="48"),
        product("WP-10", "青花圆盘10寸", "10寸", "青花盘10寸", "个", 箱="40"),
        product("WB-45", "青花汤碗4.5寸", "4.5寸", "4.5寸汤碗", "个", 箱="72"),
        product("WB-5", "青花汤碗5寸", "5寸", "5寸汤碗", "个", 箱="60"),
    ],
    [CustomerRecord("C1", "松岭绣坊", (), "苏州")],
)
NEEDLES = DraftLine(1, "XZ-3", (), "绣针3号", Decimal(10), "包", 5)
BUTTONS = DraftLine(2, "NK-12", (), "牛角扣12号", Decimal(5), "包", 5)
LACE = DraftLine(3, "HB-03", (), "花边带0.3", Decimal(2), "卷", 5)

PLATES = DraftLine(1, "WP-8", (), "青花圆盘8寸", Decimal(40), "个", 5)
BOWLS = DraftLine(2, "WB-5", (), "青花汤碗5寸", Decimal(100), "个", 5)


def _say(text: str, *lines: DraftLine, due: date | None = None) -> Parse:
    draft = DraftHint(1, "C1", (), lines, due, said=5)
    return parse(text, replace(SALES, chat_kind="direct", drafts=(draft,)), SHOP)


def _gone(found: Parse) -> set[int | None]:
    assert found.intent is Intent.EDIT_DRAFT
    assert all(isinstance(e, RemoveItem) for e in found.edits), found.edits
    return {e.line for e in found.edits if isinstance(e, RemoveItem)}


@pytest.mark.parametrize(
    "text",
    [
        *(
            "只要第一个",
            "就要第一个",
            "就第一个吧",
            "第一个就行",
            "留第一个就好",
            "只留绣针",
            "就要绣针吧",
            "就头一个 下单",
        ),
        *("只要第一个 确认", "绣针要 别的不要了", "先只要第一个,确认", "只要前面那个", "光要绣针"),
    ],
)
def test_one_of_two_alone_is_wanted(text: str) -> None:
    assert _gone(_say(text, NEEDLES, BUTTONS)) == {2}


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        *(("只要前两个", {3}), ("前两样不要了", {1, 2}), ("就绣针和花边带", {2}), ("除了牛角扣都要", {2})),
        *(("最后两样不要了", {2, 3}), ("只要第一个和第三个", {2})),
    ],
)
def test_some_of_three_alone_are_wanted(text: str, gone: set[int]) -> None:
    assert _gone(_say(text, NEEDLES, BUTTONS, LACE)) == gone


@pytest.mark.parametrize("text", ["除了牛角扣其他都没问题", "只要第五个", "牛角扣换小一号的 行"])
def test_what_leaves_open_what_is_wanted_is_no_yes(text: str) -> None:
    assert _say(text, NEEDLES, BUTTONS).intent is Intent.EDIT_DRAFT


@pytest.mark.parametrize("text", ["就这两样 可以了", "就要这两个 行", "没问题 就按这个来"])
def test_all_that_there_is_is_a_yes(text: str) -> None:
    assert _say(text, NEEDLES, BUTTONS).intent is Intent.CONFIRM


@pytest.mark.parametrize("text", ["改成4号", "换4号", "不对 是4号", "说错了 4号", "绣针错了 是4号", "绣针换4号"])
def test_another_size_that_looks_like_a_day(text: str) -> None:
    (edit,) = _say(text, NEEDLES).edits
    assert isinstance(edit, SetItem)
    assert edit.item.sku == "XZ-4"


def test_a_size_or_a_day_is_asked_where_there_is_a_day() -> None:
    found = _say("改成4号", NEEDLES, due=date(2026, 3, 15))
    assert found.intent is Intent.EDIT_DRAFT
    assert not [e for e in found.edits if isinstance(e, (SetDue, SetItem))]
    (moved,) = _say("改成20号", NEEDLES, due=date(2026, 3, 15)).edits
    assert isinstance(moved, SetDue)


def test_a_size_smaller_is_no_day() -> None:
    assert not [e for e in _say("绣针换小一号", NEEDLES).edits if isinstance(e, SetDue)]


def test_several_lines_are_each_otherwise() -> None:
    found = _say("牛角扣改10号 绣针改4号,花边带改3卷", NEEDLES, BUTTONS, LACE)
    turned = {e.line: (e.item.sku, e.item.qty) for e in found.edits if isinstance(e, SetItem)}
    assert turned == {1: ("XZ-4", None), 2: ("NK-10", None), 3: (None, Decimal(3))}


def test_all_named_lines_twice() -> None:
    found = _say("绣针跟牛角扣都加倍", NEEDLES, BUTTONS)
    assert {e.line: e.item.qty for e in found.edits if isinstance(e, SetItem)} == {1: 20, 2: 10}


def test_half_of_what_comes_whole_is_asked() -> None:
    (edit,) = _say("各减一半", NEEDLES, BUTTONS).edits
    assert isinstance(edit, Unread)


@pytest.mark.parametrize(
    ("text", "line", "becomes"),
    [
        *(("碗少20个", 2, (None, 80)), ("碗减到50 盘子不动", 2, (None, 50)), ("碗不要5寸 要4.5的", 2, ("WB-45", None))),
        *(("盘莫要8寸的 要10寸", 1, ("WP-10", None)), ("盘子跟碗一样多", 1, (None, 100))),
    ],
)
def test_a_line_is_called_by_the_end_of_its_name(text: str, line: int, becomes: tuple[str | None, int | None]) -> None:
    (edit,) = _say(text, PLATES, BOWLS).edits
    assert isinstance(edit, SetItem)
    assert (edit.line, edit.item.sku, edit.item.qty) == (line, *becomes)


def test_each_line_has_a_day_of_its_own() -> None:
    found = _say("盘子6号到 碗10号到", PLATES, BOWLS, due=None)
    assert [[item.sku for item in order.items] for order in found.orders] == [["WP-8"], ["WB-5"]]
    assert {order.due.day for order in found.orders if order.due} == {6, 10}


def test_a_line_is_put_off() -> None:
    assert _gone(_say("碗先不下 盘子先下", PLATES, BOWLS)) == {2}


def test_more_of_another_size_is_no_more_of_the_same() -> None:
    (edit,) = _say("盘子再加20个10寸的", PLATES, BOWLS).edits
    assert isinstance(edit, AddItem)
    assert (edit.item.sku, edit.item.qty) == ("WP-10", Decimal(20))


def _ordered(text: str) -> list[tuple[str | None, int]]:
    (order,) = parse(text, SALES, SHOP).orders
    return [(item.sku, int(item.qty or 0)) for item in order.items]


def test_the_next_sizes_of_a_name_behind_its_size() -> None:
    assert _ordered("3号绣针40 4号40 5号20") == [("XZ-3", 40), ("XZ-4", 40), ("XZ-5", 20)]


@pytest.mark.parametrize("text", ["28寸3.6米的要5副", "3.6米28寸要5副"])
def test_two_measures_that_only_together_tell_the_thing(text: str) -> None:
    assert _ordered(text) == [("TG-28-36", 5)]


@pytest.mark.parametrize(
    "text", ["牛角扣12号20包 算了改15包", "牛角扣12号20包 不对 改15包", "牛角扣12号20包 哦 改成15包"]
)
def test_an_amount_thought_better_of(text: str) -> None:
    found = parse(text, SALES, SHOP)
    assert found.intent is Intent.PLACE_ORDER
    assert _ordered(text) == [("NK-12", 15)]


@pytest.mark.parametrize("text", ["之前的牛角扣12号20包算了改15包", "那单牛角扣12号20包 改15包"])
def test_an_amount_of_what_was_ordered_before(text: str) -> None:
    assert parse(text, SALES, SHOP).intent is Intent.CHANGE_ORDER


def test_a_size_of_what_was_sent_is_no_day() -> None:
    found = parse("绣针3号发了没", SALES, SHOP)
    assert found.intent is Intent.ASK_STATUS
    assert found.ref is not None
    assert found.ref.sku == "XZ-3"


MORE = Lexicon(
    [
        product("MP-50", "培苗盘 50孔 普通", "50孔 60g", "50孔苗盘普通", "张", 箱="100"),
        product("MP-50J", "培苗盘 50孔 加厚", "50孔 110g", "50孔苗盘加厚", "张", 箱="80"),
        product("MP-128", "培苗盘 128孔 普通", "128孔 60g", "128孔苗盘普通", "张", 箱="100"),
        product("FL-15-25", "禾田肥 15-15-15 25kg", "15-15-15 25公斤", "三个15 25公斤", "袋", 吨="40"),
        product("FL-15-50", "禾田肥 15-15-15 50kg", "15-15-15 50公斤", "三个15 50公斤", "袋", 吨="20"),
        product("NS-50", "碎尿素 50kg", "50公斤", "", "袋", 吨="20"),
        product("HB-1", "花倍倍1号 1kg", "20-20-20 1公斤", "", "袋", 箱="12"),
        product("HB-2", "花倍倍2号 1kg", "10-30-20 1公斤", "促花花倍倍", "袋", 箱="12"),
        product("ZW-4", "遮光网 6针 4米宽", "6针 幅宽4米", "六针4米", "米", 卷="50"),
        product("ZW-8", "遮光网 6针 8米宽", "6针 幅宽8米", "六针8米", "米", 卷="50"),
        product("KP-230", "透根盆 230", "口径230mm", "", "个", 箱="50"),
    ],
    [CustomerRecord("C1", "松岭农资", (), "苏州")],
)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("128孔的来30箱", ["MP-128 30箱"]),
        ("128孔盘8箱", ["MP-128 8箱"]),
        ("50孔加厚的盘子20箱", ["MP-50J 20箱"]),
        ("50孔的盘搞10箱", ["MP-50|MP-50J 10箱"]),
        ("三个15的复合肥 50公斤的那种 要两吨 然后尿素一吨", ["FL-15-50 2吨", "NS-50 1吨"]),
        ("花倍倍要8箱", ["HB-1|HB-2 8箱"]),
        ("6针8米的网 25卷", ["ZW-8 25卷"]),
        ("透根盆230 俩百个", ["KP-230 200个"]),
    ],
)
def test_goods_by_the_size_that_stands_in_their_name(text: str, lines: list[str]) -> None:
    (order,) = parse(text, SALES, MORE).orders
    assert [f"{i.sku or '|'.join(c.key for c in i.candidates)} {i.qty}{i.unit}" for i in order.items] == lines


def test_a_day_after_the_new_year_is_of_the_first_month() -> None:
    at = replace(SALES, now=datetime(2026, 2, 13, 9, tzinfo=ZoneInfo("Asia/Shanghai")))
    (order,) = parse("碎尿素2吨 年后初十前到", at, MORE).orders
    assert order.due == date(2026, 2, 26)


NETS = DraftLine(1, None, ("ZW-4", "ZW-8"), "六针网", Decimal(5), "卷", 5)


def test_a_size_in_the_counter_of_the_goods_answers_what_is_asked() -> None:
    draft = DraftHint(1, "C1", (), (NETS,), None, said=5, asked="product", asked_line=1)
    (edit,) = parse("4米", replace(SALES, chat_kind="direct", drafts=(draft,)), MORE).edits
    assert isinstance(edit, SetItem)
    assert (edit.item.sku, edit.item.qty) == ("ZW-4", None)


def test_parts_of_a_line_by_the_number_of_their_size() -> None:
    line = DraftLine(1, "FL-15-25", (), "三个15", Decimal(2), "吨", 5)
    draft = DraftHint(1, "C1", (), (line,), None, said=5)
    found = parse("哎不对 一吨25的 一吨50的", replace(SALES, chat_kind="direct", drafts=(draft,)), MORE)
    items = [e.item for e in found.edits if isinstance(e, (SetItem, AddItem))]
    assert [(i.sku, i.qty) for i in items] == [("FL-15-25", Decimal(1)), ("FL-15-50", Decimal(1))]


@pytest.mark.parametrize(
    "text",
    ["碎尿素12吨,7号和14号各送一半", "碎尿素12吨 7号送一半 14号送一半", "碎尿素12吨 分两次送 3月7号一半 3月14号一半"],
)
def test_halves_on_two_days_are_two_orders(text: str) -> None:
    at = replace(SALES, now=datetime(2026, 3, 3, 9, tzinfo=ZoneInfo("Asia/Shanghai")))
    found = parse(text, at, MORE)
    halves = [(date(2026, 3, 7), Decimal(6)), (date(2026, 3, 14), Decimal(6))]
    assert [(o.due, o.items[0].qty) for o in found.orders] == halves


def test_parts_on_two_days_that_nobody_can_tell_are_doubted() -> None:
    at = replace(SALES, now=datetime(2026, 3, 3, 9, tzinfo=ZoneInfo("Asia/Shanghai")))
    (order,) = parse("碎尿素12吨,分两批,7号和14号", at, MORE).orders
    assert ("date", "ambiguous") in {(doubt.field, doubt.reason) for doubt in order.doubts}


@pytest.mark.parametrize(
    "text", ["待确认订单", "待确认", "待确认订单 绣针3号10包", "待确认订单 牛角扣12号5包", "还没确认"]
)
def test_what_is_still_to_be_confirmed_is_no_yes(text: str) -> None:
    assert _say(text, NEEDLES).intent is not Intent.CONFIRM
