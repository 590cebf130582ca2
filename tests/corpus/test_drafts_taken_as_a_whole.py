"""What is said of a whole draft in a shop for pets and tea: all but some, in place of what goes, how it was before.

Nothing of this shop is known to any rule.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from nlp import CustomerRecord, Hints, Lexicon, Parse, parse
from nlp.types import (
    AddItem,
    DraftHint,
    DraftLine,
    Intent,
    OrderHint,
    RemoveItem,
    SetCustomer,
    SetDue,
    SetItem,
    Unread,
)
from tests.trades import SALES, product

SHOP = Lexicon(
    [
        product("LS-S", "遛狗绳", "S码 红", "", "条", 箱="50"),
        product("LS-M", "遛狗绳", "M码 红", "", "条", 箱="50"),
        product("LS-L", "遛狗绳", "L码 红", "", "条", 箱="50"),
        product("GT-Z", "猫罐头", "主食罐 85g", "主食罐", "罐", 箱="24"),
        product("GT-L", "猫罐头", "零食罐 80g", "零食罐", "罐", 箱="24"),
        product("YC-Q", "岩茶", "清香 500g", "", "袋", 箱="20"),
        product("YC-N", "岩茶", "浓香 500g", "", "袋", 箱="20"),
        product("GW-B", "茶碗", "白瓷", "", "只", 箱="60"),
        product("GW-Q", "茶碗", "青瓷", "", "只", 箱="60"),
        product("MB-B", "茶杯", "白瓷", "", "只", 箱="200"),
        product("MB-Q", "茶杯", "青瓷", "", "只", 箱="200"),
        product("FT-20", "封罐机", "TX-20", "", "台"),
        product("FT-25", "封罐机", "TX-25", "", "台"),
        product("FT-30", "封罐机", "TY-20", "", "台"),
    ],
    [
        CustomerRecord("C1", "杭州毛球宠物用品有限公司", ("毛球",), "杭州"),
        CustomerRecord("C2", "毛球(西溪店)", (), "杭州"),
        CustomerRecord("C3", "毛球(下沙店)", (), "杭州"),
        CustomerRecord("C4", "湖州山水茶行", (), "湖州"),
    ],
)


def _line(no: int, sku: str, qty: str, unit: str, said: int = 5) -> DraftLine:
    return DraftLine(no, sku, (), SHOP.product(sku).name, Decimal(qty), unit, said)


def _draft(*lines: DraftLine, due: date | None = None) -> DraftHint:
    return DraftHint(1, "C1", (), lines, due, said=6)


LEADS = _draft(_line(1, "LS-S", "20", "条"), _line(2, "LS-M", "30", "条"), _line(3, "LS-L", "10", "条"))
TINS = _draft(_line(1, "GT-Z", "5", "箱"), _line(2, "GT-L", "3", "箱"))
TEA = _draft(_line(1, "YC-Q", "10", "袋"), due=date(2026, 3, 15))
SETS = _draft(_line(1, "GW-B", "50", "只"), _line(2, "MB-B", "200", "只"))


def _say(text: str, draft: DraftHint, hints: Hints = SALES) -> Parse:
    return parse(text, replace(hints, chat_kind="direct", drafts=(draft,)), SHOP)


def _amounts(text: str, draft: DraftHint) -> dict[int | None, str]:
    return {e.line: str(e.item.qty) for e in _say(text, draft).edits if isinstance(e, SetItem)}


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("除了L码以外其他都来50条", {1: "50", 2: "50"}),
        ("全部改8条 M码除外", {1: "8", 3: "8"}),
        ("数量全部改成9 M码的不变", {1: "9", 3: "9"}),
        ("第一个不动 其他都15", {2: "15", 3: "15"}),
        ("S码改成12 其余的都改8条", {1: "12", 2: "8", 3: "8"}),
        ("M码的照旧 其他各减5条", {1: "15", 3: "5"}),
        ("除了S码都翻倍", {2: "60", 3: "20"}),
    ],
)
def test_all_lines_but_some_take_an_amount(text: str, amounts: dict[int, str]) -> None:
    assert _amounts(text, LEADS) == amounts


def test_more_for_all_lines_but_some() -> None:
    added = [e for e in _say("每样再加2条 L码的除外", LEADS).edits if isinstance(e, AddItem)]
    assert [(e.item.sku, e.item.qty) for e in added] == [("LS-S", Decimal(2)), ("LS-M", Decimal(2))]


def test_an_exception_that_nothing_is_called_leaves_the_draft_alone() -> None:
    edits = _say("除了猫砂都改20条", LEADS).edits
    assert not any(isinstance(e, SetItem) for e in edits)


def test_what_stays_is_named_and_the_rest_goes() -> None:
    edits = _say("S码的留着 其他都不要", LEADS).edits
    assert {e.line for e in edits if isinstance(e, RemoveItem)} == {2, 3}
    assert len(edits) == 2


def test_twice_as_many_and_what_it_comes_to() -> None:
    assert _amounts("数量翻倍吧 20袋", TEA) == {1: "20"}
    assert any(isinstance(e, Unread) for e in _say("数量翻倍吧 25袋", TEA).edits)


@pytest.mark.parametrize(
    ("text", "day"), [("改到18号送 原来写的17", 18), ("18号送 刚才写成17了", 18), ("18号 手快写错成17号", 18)]
)
def test_a_day_written_before_is_no_amount(text: str, day: int) -> None:
    (edit,) = _say(text, TEA).edits
    assert isinstance(edit, SetDue)
    assert edit.due == date(2026, 3, day)


def test_an_amount_written_before_is_no_wish() -> None:
    assert _amounts("应该12袋 刚才打成120袋了", TEA) == {1: "12"}
    assert _amounts("原来写的10袋改成15袋", TEA) == {1: "15"}


@pytest.mark.parametrize("text", ["5袋先送 剩下的等通知", "先送5袋 其余的后面再补"])
def test_a_part_first_and_the_rest_some_day_is_asked_about(text: str) -> None:
    found = _say(text, TEA)
    assert (found.intent, found.edits, found.orders) == (Intent.EDIT_DRAFT, (), ())


def test_a_part_of_one_line_first_beside_other_goods_is_asked_about() -> None:
    found = _say("主食罐2箱先送 剩下的下周", TINS)
    assert (found.intent, found.edits, found.orders) == (Intent.EDIT_DRAFT, (), ())


@pytest.mark.parametrize("text", ["M码的不要改", "M码的不要动", "M码的不要盖"])
def test_what_is_not_to_be_done_to_a_thing_takes_it_not_out(text: str) -> None:
    assert not any(isinstance(e, RemoveItem) for e in _say(text, LEADS).edits)


def test_what_goes_gives_its_place_and_its_amount() -> None:
    machines = _draft(_line(1, "FT-20", "4", "台"), _line(2, "FT-25", "6", "台"))
    (edit,) = _say("TX-20的不要 换成TY-20", machines).edits
    assert isinstance(edit, SetItem)
    assert (edit.line, edit.item.sku, edit.item.qty) == (1, "FT-30", None)


def test_a_verb_is_no_end_of_a_misspelt_name() -> None:
    one, two = _say("主食少1箱 零食多1箱", TINS).edits
    assert isinstance(one, SetItem)
    assert (one.line, one.item.qty) == (1, Decimal(4))
    assert isinstance(two, AddItem)
    assert (two.item.sku, two.item.qty) == ("GT-L", Decimal(1))


def test_every_line_turns_into_its_relative_of_that_kind() -> None:
    edits = _say("都换青瓷", SETS).edits
    assert [(e.line, e.item.sku) for e in edits if isinstance(e, SetItem)] == [(1, "GW-Q"), (2, "MB-Q")]


@pytest.mark.parametrize(
    ("text", "day"),
    [("急的话明天能到么?算了 就后天吧", 6), ("周四能送到吗 那就周五", 6), ("明天能到吗?不用了,周六到", 7)],
)
def test_a_question_that_its_asker_answers_is_none(text: str, day: int) -> None:
    (edit,) = _say(text, TEA).edits
    assert isinstance(edit, SetDue)
    assert edit.due == date(2026, 3, day)


def test_heads_of_people_are_no_amount() -> None:
    assert _amounts("又多俩人报名 改成14袋", TEA) == {1: "14"}
    assert _amounts("来了3个同事 改12袋", TEA) == {1: "12"}


@pytest.mark.parametrize("text", ["其他OK", "其余的都没问题", "别的可以"])
def test_the_rest_is_fine_is_a_yes(text: str) -> None:
    assert _say(text, TINS).intent is Intent.CONFIRM


def test_a_branch_is_called_by_what_tells_it_apart() -> None:
    (edit,) = _say("西溪店要的", TEA).edits
    assert isinstance(edit, SetCustomer)
    assert edit.customer == "C2"
    assert not any(isinstance(e, SetCustomer) for e in _say("不是西溪店要的", TEA).edits)


def test_an_open_line_goes_by_its_number() -> None:
    draft = _draft(DraftLine(1, None, ("GT-Z", "GT-L"), "罐头10号的", Decimal(3), "箱", 5), _line(2, "YC-Q", "8", "袋"))
    (edit,) = _say("10的不要了", draft).edits
    assert isinstance(edit, RemoveItem)
    assert edit.line == 1


LAST = replace(
    SALES,
    chat_kind="direct",
    recent_order=True,
    orders=(OrderHint("SO20260304-0001", "C4", (_line(1, "YC-N", "5", "袋"),), None, True),),
)


def test_a_family_means_what_the_order_just_confirmed_has() -> None:
    found = parse("岩茶再加1袋", LAST, SHOP)
    assert (found.intent, found.ref.no if found.ref else None) == (Intent.CHANGE_ORDER, "SO20260304-0001")
    (change,) = found.changes
    assert isinstance(change, AddItem)
    assert (change.item.sku, change.item.qty) == ("YC-N", Decimal(1))


def test_the_order_just_confirmed_gets_another_day() -> None:
    found = parse("刚才那单后天送吧 明天店里装修", LAST, SHOP)
    assert (found.intent, found.ref.no if found.ref else None) == (Intent.CHANGE_ORDER, "SO20260304-0001")
    (change,) = found.changes
    assert isinstance(change, SetDue)
    assert change.due == date(2026, 3, 6)


def test_a_customer_who_thinks_better_of_it_undoes_no_step() -> None:
    assert parse("取消刚才那单 客户反悔", LAST, SHOP).intent is Intent.CANCEL_ORDER
    assert parse("反悔了", LAST, SHOP).intent is Intent.UNDO
