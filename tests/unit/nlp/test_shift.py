"""A day that is moved by so much: in a draft, and in the order confirmed just before."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from nlp.types import DueKind, Intent, OrderHint, Parse, SetDue, SetItem, ShiftDue, Unread
from tests.building_world import DRAFT, read

DUE = date(2026, 3, 13)  # a Friday
DATED = replace(DRAFT, due=DUE, due_kind=DueKind.BY)
ORDER = OrderHint("SO20260310-0001", DRAFT.customer, DRAFT.lines, DUE, standing=True)


def days(parse: Parse) -> list[int]:
    """By how many days the edits of a draft move its date."""
    return [(e.due - DUE).days for e in parse.edits if isinstance(e, SetDue) and e.due]


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("提前两天", -2),
        ("交期提前2天", -2),
        ("能不能早一天到", -1),
        ("客户想往前提三天", -3),
        ("时间往前赶一天", -1),
        ("推迟一周", 7),
        ("往后推两个星期", 14),
        ("延后3天", 3),
        ("晚两天送吧", 2),
        ("晚1天到也行", 1),
        ("往后顺延五天", 5),
        ("那就再缓三天", 3),
        ("晚个两天", 2),
        ("推迟5个工作日", 7),
        ("提前一个工作日", -1),
        ("可以推迟两天吗", 2),
        ("麻烦日期往后挪一礼拜", 7),
    ],
)
def test_a_draft_s_day_moves_and_keeps_how_binding_it_is(text: str, moved: int) -> None:
    parse = read(text, drafts=[DATED])
    assert (parse.intent, days(parse)) == (Intent.EDIT_DRAFT, [moved])
    assert [e.kind for e in parse.edits if isinstance(e, SetDue)] == [DueKind.BY]


@pytest.mark.parametrize("text", ["晚几天", "推迟两三天", "提前一两天", "往后延几天", "推迟一天半"])
def test_nobody_can_say_how_far(text: str) -> None:
    parse = read(text, drafts=[DATED])
    assert parse.intent is Intent.EDIT_DRAFT
    assert [type(e) for e in parse.edits] == [Unread]


def test_without_a_day_there_is_nothing_to_move() -> None:
    parse = read("推迟两天", drafts=[replace(DRAFT, due=None)])
    assert [type(e) for e in parse.edits] == [Unread]


@pytest.mark.parametrize(
    "text",
    [
        "提前一天通知我",
        "发货提前两天打电话",
        "上次晚了两天",
        "已经推迟两天了",
        "晚两天是哪天",
        "提前三天跟我说",
        "为什么晚两天",
    ],
)
def test_notice_beforehand_and_complaints_move_nothing(text: str) -> None:
    assert days(read(text, drafts=[DATED])) == []


def test_a_day_that_is_named_beside_it_counts() -> None:
    parse = read("推迟两天 18号到", drafts=[DATED])
    assert [e.due for e in parse.edits if isinstance(e, SetDue)] == [date(2026, 3, 18)]


def test_an_amount_beside_it_is_changed_too() -> None:
    parse = read("改成50桶 交期提前两天", drafts=[DATED])
    assert days(parse) == [-2]
    assert [e.item.qty for e in parse.edits if isinstance(e, SetItem)] == [50]


@pytest.mark.parametrize(
    ("text", "moved"),
    [("往后延三天", 3), ("刚才那单提前两天", -2), ("交期晚一周", 7), ("交期往后推一周", 7), ("到货往后一周", 7)],
)
def test_the_order_confirmed_just_before_is_meant(text: str, moved: int) -> None:
    parse = read(text, orders=[ORDER])
    assert parse.intent is Intent.CHANGE_ORDER
    assert [e.days for e in parse.changes if isinstance(e, ShiftDue)] == [moved]


@pytest.mark.parametrize("text", ["晚两天送 就这样 确认", "提前一天 其他没问题 下单吧"])
def test_a_yes_beside_it_counts_once_the_day_is_moved(text: str) -> None:
    parse = read(text, drafts=[DATED])
    assert parse.intent is Intent.CONFIRM
    assert len(days(parse)) == 1


def test_a_rest_day_is_marked() -> None:
    (edit,) = read("往后推一天", drafts=[DATED]).edits
    assert isinstance(edit, SetDue)
    assert edit.due == DUE + timedelta(days=1)
    assert [d.reason for d in edit.doubts] == ["rest"]


@pytest.mark.parametrize("text", ["18号送吧", "晚两天发吧", "50桶发吧"])
def test_a_wish_is_no_yes(text: str) -> None:
    assert read(text, drafts=[DATED]).intent is Intent.EDIT_DRAFT
