"""What is said of an open draft in a garden shop: which draft, how many less, what instead, and the last step back.

Nothing of this shop is known to any rule.
"""

from dataclasses import replace
from decimal import Decimal

import pytest

from nlp import CustomerRecord, Lexicon, parse
from nlp.types import AddItem, BringBack, DraftHint, DraftLine, Intent, Parse, SetItem
from tests.trades import SALES, product

SHOP = Lexicon(
    [
        product("XL-6", "洗石液", "6% 5L", "", "桶", 箱="4"),
        product("XL-9", "洗石液", "9% 5L", "", "桶", 箱="4"),
        product("GG-4H", "浇水管", "4分 红", "", "卷", 件="6"),
        product("GG-4L", "浇水管", "4分 绿", "", "卷", 件="6"),
        product("GG-6H", "浇水管", "6分 红", "", "卷", 件="6"),
        product("GG-6L", "浇水管", "6分 绿", "", "卷", 件="6"),
        product("PT-H", "红陶盆", "20cm", "", "个", 箱="12"),
        product("NT-9", "泥炭土", "50L", "", "袋", 吨="40"),
        product("HS-1", "火山石", "3-6mm", "", "袋", 吨="40"),
        product("JD-20", "绿野胶带", "20mm", "胶带", "卷", 箱="72"),
        product("JD-50", "绿野胶带", "50mm", "胶带", "卷", 箱="24"),
        product("QD-A", "海胜电剪", "AX7", "", "把"),
        product("QD-B", "大丰锯子", "3尺", "", "把"),
    ],
    [CustomerRecord("C1", "松岭苗圃", (), "苏州"), CustomerRecord("C2", "金桂花店", (), "苏州")],
)


def _line(no: int, sku: str, qty: str, unit: str, *candidates: str) -> DraftLine:
    name = SHOP.product(sku or candidates[0]).name
    return DraftLine(no, sku or None, candidates, name, Decimal(qty), unit, 5)


def _draft(*lines: DraftLine, key: int = 1, customer: str = "C1") -> DraftHint:
    return DraftHint(key, customer, (), lines, None, said=5 + key)


def _say(text: str, *drafts: DraftHint) -> Parse:
    return parse(text, replace(SALES, chat_kind="direct", drafts=drafts), SHOP)


def _set(found: Parse) -> list[tuple[str, int | None, str]]:
    return [(type(e).__name__, getattr(e, "line", None), str(e.item.qty)) for e in found.edits]  # type: ignore[union-attr]


FIRST, SECOND = (
    _draft(_line(1, "PT-H", "5", "箱")),
    _draft(_line(1, "NT-9", "30", "袋"), key=2, customer="C2"),
)


def test_a_draft_is_meant_by_its_place() -> None:
    added = _say("第一单加火山石2袋", SECOND, FIRST)
    assert added.draft == 1
    assert isinstance(added.edits[0], AddItem)
    assert _say("前面那单改8箱", SECOND, FIRST).draft == 1
    one = _say("第二单确认", FIRST, SECOND)
    assert (one.intent, one.draft) == (Intent.CONFIRM, 2)
    gone = _say("第二单不要了", FIRST, SECOND)
    assert (gone.intent, gone.draft) == (Intent.DISCARD, 2)
    another = _say("金桂花店再下一单 红陶盆5箱", FIRST)
    assert (another.intent, another.orders[0].customer) == (Intent.PLACE_ORDER, "C2")
    both = _say("两单都确认", FIRST, SECOND)
    assert (both.intent, both.draft) == (Intent.CONFIRM, None)


SOIL = _draft(_line(1, "NT-9", "5", "吨"), _line(2, "HS-1", "3", "吨"))


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("两样各减1吨", [("SetItem", 1, "4"), ("SetItem", 2, "2")]),
        ("各少1吨", [("SetItem", 1, "4"), ("SetItem", 2, "2")]),
        ("泥炭土不用5吨 4吨够了", [("SetItem", 1, "4")]),
    ],
)
def test_less_of_all_and_less_than_was_said(text: str, edits: list[tuple[str, int, str]]) -> None:
    assert _set(_say(text, SOIL)) == edits


def test_more_of_all_where_one_is_still_open() -> None:
    draft = _draft(_line(1, "PT-H", "4", "箱"), _line(2, "", "4", "箱", "XL-6", "XL-9"))
    assert _set(_say("两个都加2箱", draft)) == [("AddItem", None, "2"), ("SetItem", 2, "6")]


def test_the_kinds_that_are_there_in_another_size() -> None:
    draft = _draft(_line(1, "GG-4H", "10", "卷"), _line(2, "GG-4L", "10", "卷"))
    added = [e.item.sku for e in _say("6分的也各来5卷", draft).edits if isinstance(e, AddItem)]
    assert added == ["GG-6H", "GG-6L"]


def test_a_size_with_another_measure_answers_which() -> None:
    asked = replace(_draft(_line(1, "", "2", "箱", "XL-6", "XL-9")), asked="product", asked_line=1)
    (edit,) = _say("6度的咯", asked).edits
    assert isinstance(edit, SetItem)
    assert edit.item.sku == "XL-6"


def test_back_to_what_it_was_and_something_else_instead() -> None:
    tape = _draft(_line(1, "JD-50", "2", "卷"))
    (edit,) = _say("改主意了 还是20的一箱", tape).edits
    assert isinstance(edit, SetItem)
    assert (edit.line, edit.item.sku, edit.item.unit) == (1, "JD-20", "箱")
    (back,) = _say("撤回上一步", tape).edits
    assert isinstance(back, BringBack)
    assert _say("就酱", tape).intent is Intent.CONFIRM


def test_an_open_line_lends_only_what_all_that_it_may_be_share() -> None:
    open_ = _draft(_line(1, "", "5", "卷", "GG-4H", "GG-4L"))
    lines = [e.item for e in _say("6分的再来3卷", open_).edits if isinstance(e, AddItem)]
    assert [(line.sku, {c.key for c in line.candidates}) for line in lines] == [(None, {"GG-6H", "GG-6L"})]


TAPE = _draft(_line(1, "JD-20", "30", "卷"))
HOSES = _draft(_line(1, "GG-4H", "5", "卷"), _line(2, "GG-4L", "8", "卷"))


@pytest.mark.parametrize(
    "said", ["改成20卷吧 再加50mm的 10卷", "改20卷,再来个50mm的 10卷", "不对应该20卷。另外加50mm的10卷"]
)
def test_an_amount_is_changed_and_goods_are_added_in_one_breath(said: str) -> None:
    changed, added = _say(said, TAPE).edits
    assert isinstance(changed, SetItem)
    assert (changed.line, str(changed.item.qty)) == (1, "20")
    assert isinstance(added, AddItem)
    assert (added.item.sku, str(added.item.qty), added.item.unit) == ("JD-50", "10", "卷")


@pytest.mark.parametrize("said", ["应该25卷", "好像是25卷", "应当25卷"])
def test_an_amount_that_should_be_another(said: str) -> None:
    assert _set(_say(said, TAPE)) == [("SetItem", 1, "25")]


@pytest.mark.parametrize("said", ["写错了要50的,数量不变", "不对是50的", "打错了,应该是50的"])
def test_another_size_by_its_number_with_the_amount_as_it_is(said: str) -> None:
    (edit,) = _say(said, TAPE).edits
    assert isinstance(edit, SetItem)
    assert (edit.item.sku, edit.item.qty) == ("JD-50", None)


@pytest.mark.parametrize("said", ["就这两个色", "就这俩", "就这两种了"])
def test_how_many_lines_there_are_is_no_amount(said: str) -> None:
    assert not _say(said, HOSES).edits


def test_the_one_of_a_kind_is_no_amount_where_one_follows() -> None:
    (edit,) = _say("再加个50mm的 3箱", TAPE).edits
    assert isinstance(edit, AddItem)
    assert (edit.item.sku, str(edit.item.qty), edit.item.unit) == ("JD-50", "3", "箱")


WEAR = Lexicon(
    [
        *(
            product(f"YT-{n}", f"园艺手套 {n}码", f"{n} 12双/包", f"花匠手套{n}", "包", 箱="10")
            for n in ("M", "L", "XL")
        ),
        product("YX-1", "高筒雨靴", "42码", "雨靴", "双", 箱="10"),
        product("CM-1", "遮阳草帽", "", "草帽", "顶", 箱="20"),
    ],
    [CustomerRecord("C1", "松岭苗圃", (), "苏州")],
)
GLOVES = DraftLine(1, "YT-M", (), "手套M", Decimal(5), "包", 5)
HATS = DraftLine(2, "CM-1", (), "草帽", Decimal(2), "箱", 40)


def _of_wear(text: str, *lines: DraftLine, chat: str = "direct") -> Parse:
    draft = DraftHint(1, "C1", (), lines, None, said=6)
    return parse(text, replace(SALES, chat_kind=chat, drafts=(draft,)), WEAR)


@pytest.mark.parametrize("text", ["再来个L的3包", "再来L的3包", "再要L码3包"])
def test_a_size_in_letters_alone_is_another_size(text: str) -> None:
    (edit,) = _of_wear(text, GLOVES).edits
    assert isinstance(edit, AddItem)
    assert (edit.item.sku, edit.item.qty) == ("YT-L", Decimal(3))


def test_a_size_in_letters_takes_the_place_of_the_first() -> None:
    (edit,) = _of_wear("换成L", GLOVES).edits
    assert isinstance(edit, SetItem)
    assert edit.item.sku == "YT-L"


@pytest.mark.parametrize("text", ["草帽不要了,上次的还没用完", "草帽莫要了", "算了草帽莫要了,手套就行"])
def test_a_line_is_taken_out_for_a_reason_in_the_past_and_in_dialect(text: str) -> None:
    assert [type(e).__name__ for e in _of_wear(text, GLOVES, HATS).edits] == ["RemoveItem"]


def test_what_is_not_so_is_not_passed_over_in_a_group() -> None:
    assert _of_wear("不对 是40的", GLOVES, chat="group").intent is Intent.EDIT_DRAFT
