"""Parts by their days, lists with colons, prices named behind, changes of amounts: of a shop for tools."""

import pytest

from nlp import CustomerRecord, Lexicon, Parse, parse
from nlp.types import AddItem, Intent, RemoveItem, SetItem
from tests.trades import SALES, product

SHOP = Lexicon(
    [
        product("BS-8", "活动扳手", "8寸", "", "把", 盒="10"),
        product("QZ-6", "钢丝钳", "6寸", "", "把", 盒="10"),
        product("JC-3", "卷尺", "3米", "", "把", 盒="12"),
        product("ST40", "手持砂机 ST40", "", "ST40", "台", 箱="4"),
        product("SR40", "手持砂机 SR40", "", "SR40", "台", 箱="4"),
        product("MZ-T1", "磨钻 T1", "750W", "", "台", 箱="4"),
        product("MZ-T2", "磨钻 T2", "900W", "", "台", 箱="4"),
        *(
            product(
                f"KT-{r}P-C{n}", f"石浦吊装卸扣 KT-25 {r}P C{n}", f"{n}t", f"吊扣{r}P{n};KT {r}P C{n}", "只", 箱="50"
            )
            for r in (1, 2)
            for n in (10, 25)
        ),
    ],
    [
        CustomerRecord("C1", "宁波石浦机修厂", (), "石浦"),
        CustomerRecord("C2", "宁波华美纸箱有限公司", ("华美",), "北仑"),
        CustomerRecord("C3", "宁波福兴纸品有限公司", ("福兴纸品",), "镇海"),
    ],
)


def _orders(read: Parse) -> str:
    return "; ".join(
        f"{order.customer}{f' {order.due:%m-%d}' if order.due else ''}: "
        + " ".join(f"{x.sku or '?'}={x.qty}{f'@{x.price}' if x.price is not None else ''}" for x in order.items)
        for order in read.orders
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("石浦机修厂 备件 1:活动扳手 2把 2:钢丝钳 6把 3:卷尺 4把", "C1: BS-8=2 QZ-6=6 JC-3=4"),
        ("石浦机修厂 活动扳手30把 钢丝钳20把 卷尺10把 给他13块一把钢丝钳", "C1: BS-8=30 QZ-6=20@13 JC-3=10"),
        ("石浦机修厂 活动扳手30把 钢丝钳20把 俾佢13蚊一把活动扳手", "C1: BS-8=30@13 QZ-6=20"),
        ("石浦机修厂 活动扳手30把 钢丝钳20把13块一把", "C1: BS-8=30 QZ-6=20@13"),
        ("石浦机修厂 活动扳手两盒 嗯 还是三盒吧 钢丝钳一盒", "C1: BS-8=3 QZ-6=1"),
        ("石浦机修厂要活动扳手10把,5把12号要 5把20号要", "C1 03-12: BS-8=5; C1 03-20: BS-8=5"),
        ("宁波石浦机修厂 KT 2P C10 一箱 2P C25 两箱", "C1: KT-2P-C10=1 KT-2P-C25=2"),
        ("北仑华美纸箱活动扳手10把,福兴纸品钢丝钳5把", "C2: BS-8=10; C3: QZ-6=5"),
    ],
)
def test_orders_of_the_shop(text: str, said: str) -> None:
    assert _orders(parse(text, SALES, SHOP)) == said


def _edits(read: Parse) -> list[str]:
    names = {SetItem: "set", AddItem: "add", RemoveItem: "remove"}
    return [
        f"{names[type(edit)]} {edit.item.sku} {edit.item.qty}"
        for edit in read.changes
        if isinstance(edit, (SetItem, AddItem, RemoveItem)) and edit.item is not None
    ]


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("石浦尾号0007那张 卷尺由30改做40", ["set JC-3 40"]),
        ("SO20260301-0004 磨钻T1 改磨钻T2,都是4台", ["remove MZ-T1 None", "add MZ-T2 4"]),
        ("SO20260301-0004不要4把了,活动扳手和钢丝钳都改6把", ["set BS-8 6", "set QZ-6 6"]),
    ],
)
def test_changes_of_amounts_and_kinds(text: str, edits: list[str]) -> None:
    read = parse(text, SALES, SHOP)
    assert read.intent is Intent.CHANGE_ORDER
    assert _edits(read) == edits


def test_a_tail_stands_right_behind_a_name() -> None:
    read = parse("石浦机修厂0044已付款", SALES, SHOP)
    assert read.intent is Intent.ADVANCE_ORDER
    assert read.ref is not None
    assert read.ref.no_tail == "0044"
