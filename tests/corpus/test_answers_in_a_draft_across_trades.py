"""Answers to an open draft that hold more than what was asked, of goods that share nothing but the language."""

from dataclasses import replace
from decimal import Decimal

import pytest

from nlp import CustomerRecord, Lexicon, parse
from nlp.types import AddItem, DraftHint, DraftLine, Intent, Parse, SetItem
from tests.trades import SALES, product

SHOP = Lexicon(
    [
        product("KQ-YG", "阳光热水器遥控板", "", "阳光遥控", "个", 盒="10"),
        product("KQ-YD", "雨点热水器遥控板", "", "雨点遥控", "个", 盒="10"),
        product("LX-084", "净水滤芯", "LD084", "LD084", "个", 箱="24"),
        product("LX-164", "净水滤芯", "LD164", "LD164", "个", 箱="24"),
        product("QD-35", "水泵启动器", "QB65 35A", "35水泵启动器", "只"),
        product("QD-45", "水泵启动器", "QB65 45A", "45水泵启动器", "只"),
        product("DD-35", "路灯启动器", "QB61 35W", "35路灯启动器", "只"),
        product("DQ-0", "密封垫", "0号", "", "只"),
        product("DQ-1", "密封圈", "1号", "", "只"),
    ],
    [
        CustomerRecord("C1", "台州恒力机械有限公司", ("恒力",), "台州"),
        CustomerRecord("C2", "台州阳光物业", (), "台州"),
    ],
)


def _say(text: str, *lines: DraftLine, asked: str | None = None) -> Parse:
    draft = DraftHint(1, "C1", (), lines, None, asked=asked, asked_line=1 if asked else None)
    hints = replace(SALES, role="customer", sender_customer="C1", chat_kind="direct", drafts=(draft,))
    return parse(text, hints, SHOP)


def _line(no: int, sku: str, qty: str | None, unit: str | None = "个") -> DraftLine:
    return DraftLine(no, sku, (), SHOP.product(sku).name, qty and Decimal(qty), unit if qty else None)  # type: ignore[arg-type]


def _done(found: Parse) -> list[str]:
    said = []
    for edit in found.edits:
        if isinstance(edit, SetItem):
            said.append(f"{edit.line}={edit.item.sku or ''}{edit.item.base_qty or ''}")
        elif isinstance(edit, AddItem):
            said.append(f"+{edit.item.sku}={edit.item.base_qty}")
    return said


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("2个 配1号密封圈3只", ["1=2", "+DQ-1=3"]),
        ("2个,1号密封圈3只,0号密封垫4只", ["1=2", "+DQ-1=3", "+DQ-0=4"]),
        ("1号密封圈3只", ["+DQ-1=3"]),
        ("3只 1号密封圈 4只 0号密封垫", ["+DQ-1=3", "+DQ-0=4"]),
    ],
)
def test_the_amount_asked_for_may_stand_before_more_goods(text: str, edits: list[str]) -> None:
    assert _done(_say(text, _line(1, "KQ-YG", None), asked="quantity")) == edits


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("164改半箱就是12 不变 084加到一箱", ["2=12.0", "1=24"]),
        ("164改半箱,084加到一箱", ["2=12.0", "1=24"]),
    ],
)
def test_what_an_amount_comes_to_is_no_other_amount(text: str, edits: list[str]) -> None:
    assert _done(_say(text, _line(1, "LX-084", "12"), _line(2, "LX-164", "12"))) == edits


@pytest.mark.parametrize(("text", "edits"), [("水泵用的 35", ["1=QD-35"]), ("水泵的", []), ("45的", ["1=QD-45"])])
def test_what_it_is_for_and_its_size_tell_which_is_meant(text: str, edits: list[str]) -> None:
    line = DraftLine(1, None, ("QD-35", "QD-45", "DD-35"), "启动器", Decimal(10), "只")
    done = _done(_say(text, line, asked="product"))
    assert done == edits or (not edits and not any("QD-" in one for one in done))


def test_a_make_in_the_draft_is_no_other_customer() -> None:
    read = _say("阳光改成15个", _line(1, "KQ-YG", "20"), _line(2, "KQ-YD", "10"))
    assert _done(read) == ["1=15"]


@pytest.mark.parametrize("text", ["就是这个 搞快", "好咧 定下来", "嗯 出单", "不加了 你安排吧"])
def test_such_words_agree(text: str) -> None:
    assert _say(text, _line(1, "KQ-YG", "20")).intent is Intent.CONFIRM


@pytest.mark.parametrize("text", ["就是这个价吗", "出单了没", "不加了 你安排车没", "定下来再说"])
def test_words_like_them_do_not(text: str) -> None:
    assert _say(text, _line(1, "KQ-YG", "20")).intent is not Intent.CONFIRM
