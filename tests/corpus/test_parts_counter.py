"""What is said over a counter of parts, in the words of other trades: prices, promises, second thoughts, halves."""

from dataclasses import replace
from decimal import Decimal

import pytest

from nlp import CustomerRecord, Hints, Lexicon, parse
from nlp.types import AddItem, DraftHint, DraftLine, Intent, RemoveItem, SetItem
from tests.trades import SALES, product

SHOP = Lexicon(
    [
        product("XL-41", "矿工靴", "41码", "", "双", 箱="10"),
        product("XL-42", "矿工靴", "42码", "", "双", 箱="10"),
        product("JD-41", "静电鞋", "41码", "", "双", 箱="10"),
        product("YB-D", "雨披", "单人", "", "件", 箱="50"),
        product("YB-S", "雨披", "双人", "", "件", 箱="40"),
        product("DG-QG", "铅酸充电机", "24V12A", "2412充电机", "台", 箱="10"),
        product("DG-QD", "铅酸充电机", "24V20A", "2420充电机", "台", 箱="10"),
        product("DG-LI", "锂电充电机", "24V3A", "24锂电机", "台", 箱="16"),
        product("PS-180", "磨盘", "180mm", "", "片", 箱="40"),
        product("PS-220", "磨盘", "220mm", "", "片", 箱="40"),
        product("DC-6020", "天力电池", "60V20Ah", "天力6020", "组", 托="16"),
        product("DC-7220", "天力电池", "72V20Ah", "天力7220", "组", 托="12"),
    ],
    [
        CustomerRecord("C1", "堰桥万里劳保商行", ("万里",), "堰桥"),
        CustomerRecord("C2", "长安万里达劳保", ("万里达",), "长安"),
        CustomerRecord("C3", "戚墅堰兄弟劳保", ("戚墅堰兄弟",), "戚墅堰"),
        CustomerRecord("C4", "官林利群劳保", ("利群",), "官林"),
    ],
)
BUYER = replace(SALES, role="customer", sender_customer="C1", chat_kind="direct")


def _said(text: str, hints: Hints = BUYER) -> list[str]:
    return [
        f"{order.customer}:{order.due.day if order.due else '-'}:"
        + " ".join(
            f"{line.sku or '?'}={line.qty}{'' if line.price is None else f'@{line.price}'}" for line in order.items
        )
        for order in parse(text, hints, SHOP).orders
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("静电鞋41码10双 矿工靴42码5双 静电鞋算18.5", "C1:-:JD-41=10@18.5 XL-42=5"),
        ("静电鞋41码10双 矿工靴42码5双,矿工靴算我55一双", "C1:-:JD-41=10 XL-42=5@55"),
        ("静电鞋41码10双 矿工靴42码5双 静电鞋价18", "C1:-:JD-41=10@18 XL-42=5"),
        ("矿工靴42码50双 43块", "C1:-:XL-42=50@43"),
        ("矿工靴50双42码的 43块", "C1:-:XL-42=50@43"),
        ("静电鞋41码10双 总共算180", "C1:-:JD-41=10"),
        ("天力 6020 一托 7220 一托", "C1:-:DC-6020=1 DC-7220=1"),
        ("24的充电机来10台", "C1:-:?=10"),
        ("24锂电机来10台", "C1:-:DG-LI=10"),
        ("磨盘两二零的两片", "C1:-:PS-220=2"),
    ],
)
def test_prices_and_numbers_that_are_none(text: str, said: str) -> None:
    """A price goes to the goods that it names; a number of several measures settles none."""
    assert _said(text) == [said]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("兄弟劳保磨盘180 10片,利群磨盘220 5片", ["C3:-:PS-180=10", "C4:-:PS-220=5"]),
        ("堰桥万里跟长安万里达 各要10台2412充电机", ["C1:-:DG-QG=10", "C2:-:DG-QG=10"]),
    ],
)
def test_customers_by_the_end_of_their_name(text: str, said: list[str]) -> None:
    """A customer named in part is not lost beside one that is named outright."""
    assert _said(text, SALES) == said


def test_what_comes_first_has_not_the_day_of_the_rest() -> None:
    """The day stands for what is to come again by it."""
    assert _said("先来10双静电鞋41码;20号之前再来20双矿工靴42码") == ["C1:-:JD-41=10", "C1:20:XL-42=20"]
    assert _said("静电鞋41码10双 20号前送到") == ["C1:20:JD-41=10"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("静电鞋41码几化钱一双", Intent.ASK_PRICE),
        ("矿工靴42码能不能50", Intent.ASK_PRICE),
        ("矿工靴42码 43块行不行", Intent.ASK_PRICE),
        ("静电鞋新价格出来没", Intent.ASK_PRICE),
        ("雨披有不啦", Intent.ASK_STOCK),
        ("矿工靴42码阿发出来啦", Intent.ASK_STATUS),
        ("雨披讲好28号到的 今天29了!", Intent.ASK_STATUS),
        ("我那单覅了", Intent.CANCEL_ORDER),
        ("雨披的订单麻烦删一下", Intent.CANCEL_ORDER),
        ("日子改一下,下周五", Intent.CHANGE_ORDER),
        ("我那票货不用赶,1月25号到就行", Intent.CHANGE_ORDER),
        ("谁捡到一双矿工靴 放在车间门口的", Intent.NONE),
        ("矿工靴要是肯降到45我就拿100双,现在这个价不谈", Intent.NONE),
        ("上月货款12800还没打 催一下", Intent.NONE),
        ("你那边雨披够不够用 不够跟我讲", Intent.NONE),
        ("快没得穿了 矿工靴42码5双 静电鞋41码2双", Intent.PLACE_ORDER),
        ("上次问过你矿工靴价钱嘛,想好了,42码的拿两双", Intent.PLACE_ORDER),
        ("库存见底,补:静电鞋41码 5双", Intent.PLACE_ORDER),
        ("矿工靴底硬那种退不退的?先不说这个,给我拿静电鞋41码6双", Intent.PLACE_ORDER),
        ("雨披说好20号送 今天先送10件双人的", Intent.PLACE_ORDER),
        ("矿工靴42码要50双", Intent.PLACE_ORDER),
    ],
)
def test_what_is_meant(text: str, intent: Intent) -> None:
    """Questions, promises past their day, second thoughts and talk, each beside an order that sounds like it."""
    assert parse(text, BUYER, SHOP).intent is intent


def _answer(text: str, *lines: DraftLine) -> tuple[Intent, list[str]]:
    found = parse(text, replace(BUYER, drafts=(DraftHint(1, "C1", (), lines, None),)), SHOP)
    done = []
    for edit in found.edits:
        if isinstance(edit, SetItem):
            done.append(f"{edit.line}={edit.item.sku or ''}:{edit.item.qty}")
        elif isinstance(edit, AddItem):
            done.append(f"+{edit.item.sku}:{edit.item.qty}")
        elif isinstance(edit, RemoveItem):
            done.append(f"-{edit.line}")
        else:
            done.append(type(edit).__name__)
    return found.intent, done


def _line(no: int, sku: str, qty: str, unit: str) -> DraftLine:
    return DraftLine(no, sku, (), SHOP.product(sku).name, Decimal(qty), unit)


def test_halves_told_by_their_number() -> None:
    """A number that tells kinds apart is no amount; where it tells none, the words are unread."""
    open_line = DraftLine(1, None, ("PS-180", "PS-220"), "磨盘", Decimal(20), "片")
    assert _answer("一半180一半220", open_line) == (Intent.EDIT_DRAFT, ["1=PS-180:10", "+PS-220:10"])
    assert _answer("一半180一半300", open_line) == (Intent.EDIT_DRAFT, ["Unread"])


def test_a_line_dropped_with_its_reason() -> None:
    """What is not wanted yet goes out of the draft."""
    lines = (_line(1, "XL-41", "5", "双"), _line(2, "JD-41", "5", "双"))
    assert _answer("静电鞋的他讲不急 先拿掉", *lines) == (Intent.EDIT_DRAFT, ["-2"])


@pytest.mark.parametrize("text", ["嗯 对格", "好格 送来吧", "好了没了 就这样定", "行 就照这个来"])
def test_more_ways_of_yes(text: str) -> None:
    """As people round Shanghai agree."""
    assert _answer(text, _line(1, "XL-41", "5", "双"))[0] is Intent.CONFIRM
