"""As many as of another thing, customers named together, corrections: of a shop for toys that no rule knows."""

from dataclasses import replace
from decimal import Decimal

import pytest

from nlp import CustomerRecord, Lexicon, Parse, parse
from nlp.types import AddItem, DraftHint, DraftLine, Intent, RemoveItem, SetItem, Unread
from tests.trades import SALES, product

SHOP = Lexicon(
    [
        *(product(f"JM-H{n}", "积木", f"{n}粒 红", "", "盒", 箱="20") for n in (50, 80)),
        *(product(f"JM-L{n}", "积木", f"{n}粒 蓝", "", "盒", 箱="20") for n in (50, 80)),
        *(product(f"JM-Z{n}", "积木", f"{n}粒 紫", "", "盒", 箱="20") for n in (50, 80)),
        product("PP-Y", "泡泡水", "原味 500ml", "", "瓶", 箱="24"),
        product("PP-N", "泡泡水", "柠檬 500ml", "", "瓶", 箱="24"),
        product("HP-1", "滑板", "儿童", "", "台", 箱="4"),
        product("BD-1", "白兔布偶", "30cm", "", "只", 箱="30"),
        *(product(f"XF-{s}", "小飞侠披风", s, "披风", "件", 箱="40") for s in ("NB", "S", "M", "L", "XL")),
        *(product(f"HC-{n}", "火车头", f"HC9 {n}节", f"HC9{w}节", "列") for n, w in ((2, "两"), (3, "三"), (4, "四"))),
    ],
    [
        CustomerRecord("C1", "梅岭童趣玩具店", (), "梅州"),
        CustomerRecord("C2", "桂园摇摇马商行", (), "桂林"),
        CustomerRecord("C3", "星河乐园湖西店", ("星河湖西",), "苏州"),
        CustomerRecord("C4", "星河乐园湖东店", ("星河湖东",), "苏州"),
    ],
)


def _said(text: str) -> str:
    orders = parse(text, SALES, SHOP).orders
    found = []
    for order in orders:
        doubts = "".join(f" !{d.words}" for line in order.items for d in line.doubts if d.reason in ("unused", "plain"))
        found.append(f"{order.customer}: " + " ".join(f"{x.sku or '?'}={x.qty}" for x in order.items) + doubts)
    return "; ".join(found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("梅岭童趣 泡泡水原味2箱 柠檬的原味一半", "C1: PP-Y=2 PP-N=1"),
        ("梅岭童趣 泡泡水原味2箱 柠檬一样", "C1: PP-Y=2 PP-N=2"),
        ("梅岭童趣 滑板5台 白兔布偶3只 泡泡水原味和滑板一样多", "C1: HP-1=5 BD-1=3 PP-Y=5"),
        ("梅岭童趣 积木50粒红3盒 80粒4盒 紫的一样", "C1: JM-H50=3 JM-H80=4 JM-Z50=3 JM-Z80=4"),
        ("梅岭童趣 积木50粒红2盒 蓝1盒 紫的一样", "C1: JM-H50=2 JM-L50=1 JM-Z50=1"),
        ("梅岭童趣 泡泡水原味2箱 跟上次一样", "C1: PP-Y=2"),
        ("梅岭童趣 小飞侠披风NB到L每个码3件", "C1: XF-NB=3 XF-S=3 XF-M=3 XF-L=3"),
        ("梅岭童趣 桂园摇摇马:梅岭要滑板2台,桂园要白兔布偶3只", "C1: HP-1=2; C2: BD-1=3"),
        ("星河乐园两家都要滑板,湖西5台,湖东3台", "C3: HP-1=5; C4: HP-1=3"),
        ("梅岭童趣 小飞侠披风M3件不要M要L", "C1: XF-M=3 !l"),
        ("梅岭童趣 来一个白兔布偶30cm的两箱", "C1: BD-1=2"),
    ],
)
def test_what_is_wanted_like_something_else_and_by_whom(text: str, said: str) -> None:
    assert _said(text) == said


def test_a_line_read_like_the_one_before_it_is_marked() -> None:
    assert _said("梅岭童趣 滑板2台 滑板3台") == "C1: HP-1=2 HP-1=3 !滑板"
    assert _said("梅岭童趣 滑板2台 再加滑板3台") == "C1: HP-1=2 HP-1=3"


def test_what_is_wanted_stands_before_what_is_not() -> None:
    read = parse("梅岭童趣那单小飞侠披风要M的不要L的", SALES, SHOP)
    assert [e.item.sku for e in read.changes if isinstance(e, RemoveItem) and e.item] == ["XF-L"]
    read = parse("0031那单 滑板甭要了", SALES, SHOP)
    assert [type(e) for e in read.changes] == [RemoveItem]


def _line(no: int, sku: str, qty: str | None, unit: str) -> DraftLine:
    return DraftLine(no, sku, (), SHOP.product(sku).name, Decimal(qty) if qty else None, unit, 5)


def _in_draft(text: str, *lines: DraftLine, customer: str = "C3") -> Parse:
    draft = DraftHint(1, customer, (), lines, None, said=6)
    return parse(text, replace(SALES, chat_kind="direct", drafts=(draft,)), SHOP)


SIZES = (_line(1, "XF-S", "10", "件"), _line(2, "XF-M", "5", "件"))


def test_another_branch_s_order_is_no_line_of_the_draft() -> None:
    read = _in_draft("客户又喊加个湖东店的,白兔布偶10只", *SIZES)
    assert (read.intent, read.orders[0].customer) == (Intent.PLACE_ORDER, "C4")
    assert [f"{x.sku}={x.qty}" for x in read.orders[0].items] == ["BD-1=10"]


def test_every_size_and_the_same_number_are_said_of_lines() -> None:
    read = _in_draft("每个码再加2件", *SIZES)
    assert [f"{e.item.sku}={e.item.qty}" for e in read.edits if isinstance(e, AddItem)] == ["XF-S=2", "XF-M=2"]
    read = _in_draft("一样的数量", SIZES[0], _line(2, "XF-M", None, "件"))
    assert [f"{e.line}={e.item.qty}" for e in read.edits if isinstance(e, SetItem)] == ["2=10"]
    read = _in_draft("S的多要一半", *SIZES)
    assert [f"{e.line}={e.item.qty}" for e in read.edits if isinstance(e, SetItem)] == ["1=15.0"]


def test_a_part_of_a_name_drops_its_line_and_nothing_else() -> None:
    lines = (_line(1, "BD-1", "3", "只"), _line(2, "HP-1", "2", "台"))
    read = _in_draft("兔不要了", *lines)
    assert [e.line for e in read.edits if isinstance(e, RemoveItem)] == [1]
    read = _in_draft("酱油不要了", *lines)
    assert [type(e) for e in read.edits] == [Unread]
    assert _in_draft("太贵了不要了", *lines).intent is Intent.DISCARD
    assert _in_draft("客户不要了", *lines).intent is Intent.DISCARD
    assert _in_draft("算了两样都要", *lines).intent is Intent.EDIT_DRAFT


@pytest.mark.parametrize("text", ["要22年的", "一样的给隔壁", "不要钱的那种", "蓝的跟红的调一下"])
def test_a_wish_that_nothing_explains_is_answered(text: str) -> None:
    read = _in_draft(text, _line(1, "BD-1", "3", "只"))
    assert (read.intent, read.edits) == (Intent.EDIT_DRAFT, ())
