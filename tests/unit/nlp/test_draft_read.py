"""Messages in the light of the sender's open draft."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from nlp.types import (
    AddItem,
    DraftHint,
    DraftLine,
    Intent,
    OrderHint,
    Parse,
    RemoveItem,
    SetAddress,
    SetCustomer,
    SetDue,
    SetItem,
    Unread,
)
from tests.building_world import DRAFT, read

OPEN = DraftHint(
    key=3,
    customer=None,
    customer_candidates=("B01", "B02"),
    lines=(DraftLine(1, None, ("SGB-P", "SGB-F"), "石膏板", Decimal(20), "张"),),
    due=None,
    asked="product",
    asked_line=1,
    choices=("SGB-P", "SGB-F"),
)
PAIR = replace(
    DRAFT,
    lines=(DraftLine(1, "HY-L", (), "合页左", Decimal(4), "只"), DraftLine(2, "HY-R", (), "合页右", Decimal(4), "只")),
)


def said(text: str, draft: DraftHint = DRAFT, **case: object) -> Parse:
    """The reading with one open draft."""
    return read(text, drafts=[draft], **case)


@pytest.mark.parametrize("text", ["数量500", "改成500桶", "500桶", "数量改500", "要不500桶吧", "乳胶漆改500桶"])
def test_amount_is_corrected(text: str) -> None:
    (edit,) = said(text).edits
    assert isinstance(edit, SetItem)
    assert (edit.line, edit.item.qty) == (1, Decimal(500))


@pytest.mark.parametrize("text", ["外墙的", "错了 是外墙的", "内墙换外墙", "换成外墙的", "Sorry 外墙"])
def test_product_is_corrected(text: str) -> None:
    (edit,) = said(text).edits
    assert isinstance(edit, SetItem)
    assert (edit.line, edit.item.sku, edit.item.qty) == (1, "RJQ-W18", None)


def test_open_line_is_narrowed() -> None:
    (edit,) = said("防潮的", OPEN).edits
    assert isinstance(edit, SetItem)
    assert (edit.line, edit.item.sku) == (1, "SGB-F")


def test_several_answers_at_once() -> None:
    edits = said("防潮的,15号到,送到城北建材市场3号门", OPEN).edits
    assert [type(e) for e in edits] == [SetItem, SetDue, SetAddress]
    assert [e.due for e in edits if isinstance(e, SetDue)] == [date(2026, 3, 15)]


def test_bare_number_is_a_choice() -> None:
    parse = said("2", OPEN)
    assert (parse.intent, parse.choice) == (Intent.EDIT_DRAFT, 2)


def test_place_chooses_between_candidates() -> None:
    (edit,) = said("苏州那个", OPEN).edits
    assert isinstance(edit, SetCustomer)
    assert edit.customer == "B02"


def test_customer_is_corrected() -> None:
    (edit,) = said("不是老周 是锦绣家园").edits
    assert isinstance(edit, SetCustomer)
    assert edit.customer == "B04"


@pytest.mark.parametrize("text", ["再加防潮石膏板5张", "还有防潮石膏板5张", "另外5张防潮石膏板", "防潮石膏板5张"])
def test_line_is_added(text: str) -> None:
    (edit,) = said(text).edits
    assert isinstance(edit, AddItem)
    assert (edit.item.sku, edit.item.base_qty) == ("SGB-F", Decimal(5))


@pytest.mark.parametrize(
    ("text", "mention", "qty"),
    [
        ("再加10个灭火器", "灭火器", 10),
        ("还要雨伞6把", "雨伞", 6),
        ("另外来两箱扫把", "扫把", 2),
        ("再加5箱膨胀", "膨胀", 5),
    ],
)
def test_what_no_list_has_is_added_and_asked_about(text: str, mention: str, qty: int) -> None:
    (edit,) = said(text).edits
    assert isinstance(edit, AddItem)
    assert (edit.item.mention, edit.item.qty, edit.item.sku) == (mention, Decimal(qty), None)


@pytest.mark.parametrize("text", ["再加10桶吧", "再来10桶急用", "再加10桶一样的", "多加10桶"])
def test_more_of_the_one_line_is_no_other_thing(text: str) -> None:
    items = [e.item.sku for e in said(text).edits if isinstance(e, AddItem)]
    assert items == ["RJQ-N18"]


def test_sibling_is_added_where_only_the_difference_is_said() -> None:
    (edit,) = said("外墙的也来10桶").edits
    assert isinstance(edit, AddItem)
    assert (edit.item.sku, edit.item.base_qty) == ("RJQ-W18", Decimal(10))


@pytest.mark.parametrize("text", ["第2行删掉", "右的不要了", "右合页去掉", "左合页不动 右的不要了"])
def test_line_is_removed(text: str) -> None:
    edits = said(text, PAIR).edits
    assert [(type(e), e.line) for e in edits if isinstance(e, RemoveItem)] == [(RemoveItem, 2)]


def test_all_lines_change_at_once() -> None:
    edits = said("都改10只", PAIR).edits
    assert [(e.line, e.item.qty) for e in edits if isinstance(e, SetItem)] == [(1, Decimal(10)), (2, Decimal(10))]


def test_one_of_two_lines_changes() -> None:
    edits = said("右的改15", PAIR).edits
    assert [(e.line, e.item.qty) for e in edits if isinstance(e, SetItem)] == [(2, Decimal(15))]


def test_amount_that_fits_several_lines_is_not_guessed() -> None:
    edits = said("改15只", PAIR).edits
    assert all(e.line is None for e in edits if isinstance(e, SetItem))


def test_yes_to_all_drafts() -> None:
    parse = read("两单都确认", drafts=[DRAFT, OPEN])
    assert (parse.intent, parse.draft) == (Intent.CONFIRM, None)


def test_yes_means_the_draft_touched_last() -> None:
    assert read("确认", drafts=[DRAFT, OPEN]).draft == DRAFT.key


@pytest.mark.parametrize(
    "text", ["哈哈今天下暴雨", "稍等我看下库存表", "先等我问老板", "知道了", "没说时间 问一下再定"]
)
def test_chatter_leaves_the_draft_alone(text: str) -> None:
    parse = said(text)
    assert (parse.intent, parse.edits) == (Intent.NONE, ())


def test_order_for_another_customer_is_a_new_one() -> None:
    parse = said("锦绣家园 防潮石膏板20张 22号")
    assert parse.intent is Intent.PLACE_ORDER
    assert parse.orders[0].customer == "B04"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("防潮石膏板多少钱一张", Intent.ASK_PRICE),
        ("防潮石膏板还有货吗", Intent.ASK_STOCK),
        ("SO20260301-0012发了没", Intent.ASK_STATUS),
    ],
)
def test_questions_keep_their_intent(text: str, intent: Intent) -> None:
    assert said(text).intent is intent


def test_yes_without_a_draft() -> None:
    direct = read("确认")
    assert direct.intent is Intent.CONFIRM
    assert direct.confidence < 0.5
    assert read("确认", chat="group").intent is Intent.NONE


@pytest.mark.parametrize(
    ("text", "qty"), [("就20桶 定了", 20), ("改成30桶 确认", 30), ("15号前 就这些 确认", None), ("好 就20桶 可以", 20)]
)
def test_a_yes_carries_its_value(text: str, qty: int | None) -> None:
    parse = said(text)
    amounts = [e.item.qty for e in parse.edits if isinstance(e, SetItem)]
    assert (parse.intent, amounts) == (Intent.CONFIRM, [Decimal(qty)] if qty else [])


@pytest.mark.parametrize(
    "text",
    [
        "外墙改成内墙",
        "等老板回来再下单",
        "还没同意",
        "怎么下单",
        "20桶没错吧",
        "改成30桶可以吗",
        "数量确认30桶",
        "再确认一下",
        "录了没",
        "批准不了",
        "照此执行不了",
        "麻烦确认一下数量",
        "麻烦安排一下发票",
        "嗯哪个",
        "开吧开吧 我喝两口",
        "请您确认一下有没有问题",
    ],
)
def test_what_only_sounds_like_a_yes_confirms_nothing(text: str) -> None:
    assert said(text).intent is not Intent.CONFIRM


@pytest.mark.parametrize(
    "text",
    [
        "确认,没有其他修改,同意下单",
        "没啦 确认",
        "冇错",
        "没有别的了 请下单",
        "ok confirm",
        "没错 下单吧",
        "要得 就楞个",
        "对,录起",
        "同意,按此执行",
        "麻烦确认一下,没问题了",
        "嗯哪",
        "可以了 帮我录上",
        "就要这些 别的不要",
        "那就下了吧",
        "按卡片上的来",
        "冒错",
        "啱晒 出货",
        "好使",
    ],
)
def test_a_yes_in_more_words(text: str) -> None:
    assert said(text).intent is Intent.CONFIRM


@pytest.mark.parametrize("text", ["减25桶", "算了还是另外那种", "其中30桶换外墙", "要不换一种"])
def test_a_value_that_cannot_be_placed_is_never_passed_over(text: str) -> None:
    parse = said(text)
    assert parse.intent is Intent.EDIT_DRAFT
    assert all(isinstance(e, Unread) for e in parse.edits)


@pytest.mark.parametrize(
    ("text", "qty"),
    [("减5桶", 15), ("少来2桶", 18), ("翻倍", 40), ("减半", 10), ("加到35桶", 35), ("make it 12桶", 12)],
)
def test_amounts_relative_to_the_draft(text: str, qty: int) -> None:
    (edit,) = said(text).edits
    assert isinstance(edit, SetItem)
    assert (edit.line, edit.item.qty) == (1, Decimal(qty))


def test_a_warning_changes_nothing() -> None:
    assert said("别配错成外墙的").edits == ()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("分两批 10桶15号 10桶25号", [10, 10]),
        ("前15桶15号,后5桶25号", [15, 5]),
        ("一半15号 一半25号", [10, 10]),
        ("15号先发8桶 剩下的25号", [8, 12]),
    ],
)
def test_several_deliveries_are_several_orders(text: str, parts: list[int]) -> None:
    parse = said(text)
    assert parse.intent is Intent.PLACE_ORDER
    assert [o.due for o in parse.orders] == [date(2026, 3, 15), date(2026, 3, 25)]
    assert [o.items[0].qty for o in parse.orders] == [Decimal(p) for p in parts]


def test_deliveries_that_do_not_say_how_much_are_asked_about() -> None:
    parse = said("分两批 15号一批 25号一批")
    assert (parse.intent, parse.edits) == (Intent.EDIT_DRAFT, ())


@pytest.mark.parametrize("text", ["取消吧 他们换供应商了", "这单不要了", "客户说不要了"])
def test_the_reason_of_a_cancellation_is_no_change(text: str) -> None:
    assert said(text).intent is Intent.DISCARD


@pytest.mark.parametrize("text", ["大的不要了", "那款不要了"])
def test_a_part_that_nobody_can_tell_never_drops_the_whole(text: str) -> None:
    assert said(text, PAIR).intent is Intent.EDIT_DRAFT


GONE = OrderHint(None, "B04", (DraftLine(1, "SGB-P", (), "石膏板", Decimal(20), "张"),), date(2026, 3, 20), False)


def test_an_order_in_the_place_of_the_one_taken_back() -> None:
    (order,) = read("防潮的20张 同一天", orders=[GONE]).orders
    assert (order.customer, order.due, order.items[0].sku) == ("B04", date(2026, 3, 20), "SGB-F")


@pytest.mark.parametrize("text", ["他们改款了 这单取消", "石膏板那单取消", "刚才那单不要了"])
def test_the_order_spoken_of_just_now_is_taken_back(text: str) -> None:
    parse = read(text, orders=[replace(GONE, number="SO20260304-0001", standing=True)])
    assert parse.intent is Intent.CANCEL_ORDER
    assert parse.ref is not None
    assert parse.ref.no == "SO20260304-0001"


def test_a_bare_no_takes_no_confirmed_order_back() -> None:
    parse = read("取消", orders=[replace(GONE, number="SO20260304-0001", standing=True)])
    assert parse.ref is None or parse.ref.no is None


def fields(parse: Parse) -> list[tuple[object, ...]]:
    """What the edits set, in short: line, product, amount, price."""
    return [
        (getattr(e, "line", None), e.item.sku, e.item.qty, e.item.price) if isinstance(e, SetItem | AddItem) else (e,)
        for e in parse.edits
    ]


@pytest.mark.parametrize(
    "text",
    ["左的按180一只", "左的按180一件", "左的180一只", "左边的单价180", "左的价格180", "左的每只180元", "左的按180算"],
)
def test_a_price_for_one_of_two_lines(text: str) -> None:
    assert fields(said(text, PAIR)) == [(1, None, None, Decimal(180))]


@pytest.mark.parametrize("text", ["单价按175", "单价175", "按175一桶", "175一桶", "价格175", "含税价175", "按175算"])
def test_a_price_for_the_only_line(text: str) -> None:
    assert fields(said(text)) == [(1, None, None, Decimal(175))]


@pytest.mark.parametrize("text", ["单价按175", "按180一只给我", "两个都按180", "左的按180"])
def test_a_price_that_fits_no_one_line_is_asked_about_and_is_no_amount(text: str) -> None:
    (edit,) = said(text, PAIR).edits
    assert isinstance(edit, Unread)


@pytest.mark.parametrize(("text", "qty"), [("按30桶下", 30), ("就按30桶吧", 30), ("改成30桶", 30)])
def test_an_amount_behind_a_word_of_prices_stays_one(text: str, qty: int) -> None:
    assert fields(said(text)) == [(1, None, Decimal(qty), None)]


DUE = replace(PAIR, due=date(2026, 3, 15))


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        ("左的改到18号", 18, 15),
        ("左的18号要", 18, 15),
        ("左边的延到18号", 18, 15),
        ("左的交期改成18号", 18, 15),
        ("18号先送左的", 18, 15),
        ("左的先送 18号前", 18, 15),
        ("第一个改到18号", 18, 15),
        ("右的晚两天", 15, 17),
        ("左的提前一天", 14, 15),
        ("左的18号 右的20号", 18, 20),
    ],
)
def test_a_day_for_one_line_makes_an_order_of_its_own(text: str, left: int, right: int) -> None:
    parse = said(text, DUE)
    assert (parse.intent, parse.draft) == (Intent.PLACE_ORDER, PAIR.key)
    days = {one.items[0].sku: one.due for one in parse.orders}
    assert days == {"HY-L": date(2026, 3, left), "HY-R": date(2026, 3, right)}


@pytest.mark.parametrize("text", ["都改到18号", "改到18号", "左的右的都18号", "18号到"])
def test_a_day_for_all_lines_stays_one_order(text: str) -> None:
    (edit,) = said(text, DUE).edits
    assert isinstance(edit, SetDue)
    assert edit.due == date(2026, 3, 18)


@pytest.mark.parametrize(
    ("text", "rest", "more"),
    [
        ("左的少要1只 加到右的上", 3, 1),
        ("左的拿2只给右的", 2, 2),
        ("左的减2只,加给右的", 2, 2),
        ("把左的2只挪到右的", 2, 2),
        ("左的2只换成右的", 2, 2),
        ("左的里面分1只给右的", 3, 1),
    ],
)
def test_a_part_of_one_line_goes_to_another(text: str, rest: int, more: int) -> None:
    edits = fields(said(text, PAIR))
    assert edits == [(1, None, Decimal(rest), None), (None, "HY-R", Decimal(more), None)]


@pytest.mark.parametrize("text", ["左的少要5只 加到右的上", "左的拿2箱给右的"])
def test_a_part_that_does_not_add_up_is_asked_about(text: str) -> None:
    assert all(isinstance(edit, Unread) for edit in said(text, PAIR).edits)


def test_less_of_one_line_is_no_more_of_another() -> None:
    assert fields(said("左的少2只", PAIR)) == [(1, None, Decimal(2), None)]


@pytest.mark.parametrize("text", ["👌", "👌👌", "🆗", "✅", "👌🏻", "👌!"])
def test_a_sign_alone_is_a_yes(text: str) -> None:
    assert (said(text).intent, said(text, PAIR).intent) == (Intent.CONFIRM, Intent.CONFIRM)
    assert read(text).intent is Intent.NONE


@pytest.mark.parametrize("text", ["👍", "🙏", "😂", "👌?", "❌", "🈚", "👀", "收到👌", "左的👌", "谢谢👌"])
def test_other_signs_confirm_nothing(text: str) -> None:
    assert said(text, PAIR).intent is not Intent.CONFIRM


@pytest.mark.parametrize(
    ("text", "price"),
    [("按12元一只给我下20只左合页", 12), ("单价12 左合页20只", 12), ("左合页20只 按12一只", 12), ("左合页20只", None)],
)
def test_a_price_said_with_an_order_is_the_lines(text: str, price: int | None) -> None:
    (order,) = read(text, role="customer").orders
    assert [(i.sku, i.qty, i.price) for i in order.items] == [("HY-L", Decimal(20), price and Decimal(price))]


@pytest.mark.parametrize(
    "text",
    [
        "地址不变 确认下单",
        "其他不变 确认",
        "都不变 确认",
        "日期和数量都不变,确认",
        "就刚才那两样 确认",
        "30的不用 就刚才那两样 确认",
    ],
)
def test_a_yes_beside_what_stays_as_it_is(text: str) -> None:
    parse = said(text, PAIR)
    assert (parse.intent, parse.edits) == (Intent.CONFIRM, ())


@pytest.mark.parametrize(
    "text",
    [
        "价格不变的话确认",
        "价格不变就确认",
        "交期不变吧? 确认",
        "30的不用 就刚才那三样 确认",
        "左的不用 就刚才那两样 确认",
        "不用确认",
    ],
)
def test_a_yes_on_a_condition_or_to_something_else_confirms_nothing(text: str) -> None:
    assert said(text, PAIR).intent is not Intent.CONFIRM


def test_a_yes_that_says_what_stays_and_what_changes() -> None:
    parse = said("数量不变 日期改18号 确认")
    assert (parse.intent, [e.due for e in parse.edits if isinstance(e, SetDue)]) == (
        Intent.CONFIRM,
        [date(2026, 3, 18)],
    )


@pytest.mark.parametrize("text", ["好 发", "行 备货吧", "ok 发货", "可以的话就下单", "来得及的话帮我下单"])
def test_yes_that_sets_it_going(text: str) -> None:
    assert (said(text).intent, said(text).edits) == (Intent.CONFIRM, ())


@pytest.mark.parametrize("text", ["好 别发", "先不要发", "好的话我再联系你", "便宜点的话就下单", "好 我看看"])
def test_no_yes_where_it_is_not_set_going(text: str) -> None:
    assert said(text).intent is not Intent.CONFIRM


@pytest.mark.parametrize("text", ["算了 库里翻到一桶 不要了", "不要了 仓库里找出来20桶"])
def test_what_was_found_at_home_is_no_new_amount(text: str) -> None:
    assert said(text).intent is Intent.DISCARD


def test_amount_that_is_wanted_instead_takes_nothing_back() -> None:
    assert said("不要了 老板要2张石膏板").intent is not Intent.DISCARD


@pytest.mark.parametrize("text", ["合页左不对 是石膏板防潮的6张", "合页左写错了 应该是防潮石膏板6张"])
def test_what_is_said_to_be_wrong_gives_way(text: str) -> None:
    (edit,) = said(text, PAIR).edits
    assert isinstance(edit, SetItem)
    assert (edit.line, edit.item.sku, edit.item.qty) == (1, "SGB-F", Decimal(6))
