"""A draft of two lines, and what people say to it: what each sentence makes of it, as stored and as shown."""

import pytest

from handlers.domain.order import Order, Phase
from tests.shop import Shop

SELLER = "陈海波"
ORDER = "台州恒力 J6P左转向节50件 J6P右转向节30件 月底前到"
LEFT, RIGHT, OTHER = "ZXJ-J6PL", "ZXJ-J6PR", "ZXJ-J6LL"


async def stored(shop: Shop) -> Order:
    """The one order there is."""
    async with shop.store.read() as uow:
        (order,) = await uow.orders.find(customers={"C001"}, phases=(Phase.DRAFT, Phase.OPEN))
        return order


def lines(order: Order) -> dict[str | None, int]:
    """SKU -> amount."""
    return {line.sku: int(line.base_qty or 0) for line in order.lines}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("第2行删掉", {LEFT: 50}),
        ("删掉第二行", {LEFT: 50}),
        ("删除第2行", {LEFT: 50}),
        ("去掉第二个", {LEFT: 50}),
        ("不要第二行了", {LEFT: 50}),
        ("右的先不要了", {LEFT: 50}),
        ("只要左的", {LEFT: 50}),
        ("只要第一行", {LEFT: 50}),
        ("只留左的,改成80件", {LEFT: 80}),
        ("左的就行了 右的先不要", {LEFT: 50}),
        ("左的就行", {LEFT: 50}),
        ("两个都60", {LEFT: 60, RIGHT: 60}),
        ("左右各改60", {LEFT: 60, RIGHT: 60}),
        ("左右都改成60", {LEFT: 60, RIGHT: 60}),
        ("左的少要20件 加到右的上", {LEFT: 30, RIGHT: 50}),
        ("右的匀10件给左的", {LEFT: 60, RIGHT: 20}),
        ("左的少要60件 加到右的上", {LEFT: 50, RIGHT: 30}),  # more than there is
        ("左的按800一件", {LEFT: 50, RIGHT: 30}),  # a price is no amount
        ("左的按800", {LEFT: 50, RIGHT: 30}),
        ("右的可以", {LEFT: 50, RIGHT: 30}),  # a yes to a part of it orders nothing
        ("左的没问题", {LEFT: 50, RIGHT: 30}),
        ("左边的加急 确认", {LEFT: 50, RIGHT: 30}),
        ("来5个", {LEFT: 50, RIGHT: 30}),  # of which?
        ("我今天的单", {LEFT: 50, RIGHT: 30}),
        ("台州恒力今天下了哪些单", {LEFT: 50, RIGHT: 30}),
    ],
)
async def test_a_sentence_changes_what_it_says_and_orders_nothing(
    shop: Shop, said: str, left: dict[str | None, int]
) -> None:
    await shop.says(SELLER, ORDER)
    before = len(await shop.sees(SELLER))
    await shop.says(SELLER, said)
    order = await stored(shop)
    assert lines(order) == left
    assert order.number is None
    assert str(order.due) == "2026-03-31"
    assert len(await shop.sees(SELLER)) > before, "nobody is left without an answer"


@pytest.mark.parametrize("said", ["数量99999999999", "数量-5", "数量abc"])
async def test_an_amount_that_nobody_can_mean_is_not_passed_over(shop: Shop, said: str) -> None:
    await shop.says(SELLER, "台州恒力 J6P左转向节50件 月底前到")
    await shop.says(SELLER, said)
    await shop.expects(SELLER, "没看懂")
    assert lines(await stored(shop)) == {LEFT: 50}


async def test_what_is_said_once_more_is_not_marked_as_changed(shop: Shop) -> None:
    for _ in range(2):
        await shop.says(SELLER, "台州恒力 J6P左转向节50件 J6P右转向节30件 月底前到")
        shop.clock.move(minutes=1)
    assert "已改" not in (await shop.last(SELLER)).text
    assert lines(await stored(shop)) == {LEFT: 50, RIGHT: 30}


async def test_one_word_settles_every_line_that_it_fits(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力 左转向节50件 右转向节30件 月底前到")
    await shop.says(SELLER, "都是J6P的")
    assert lines(await stored(shop)) == {LEFT: 50, RIGHT: 30}


async def test_an_amount_beside_the_question_which_product_changes_no_amount(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力 J6P左转向节50件 右转向节30件 月底前到")
    await shop.says(SELLER, "J6P左转向节还有多少")
    await shop.says(SELLER, "来5个")
    assert [line.qty for line in (await stored(shop)).lines] == [50, 30]


@pytest.mark.parametrize(
    ("said", "left"),
    [("还是留着吧 改3件", 3), ("还是留着吧", 50), ("左的还是要", 50), ("改回来", 50), ("左的恢复 20件", 20)],
)
async def test_what_was_just_taken_out_comes_back(shop: Shop, said: str, left: int) -> None:
    await shop.says(SELLER, ORDER)
    await shop.says(SELLER, "左的去掉")
    await shop.says(SELLER, said)
    assert lines(await stored(shop)) == {RIGHT: 30, LEFT: left}


async def test_a_change_is_turned_back(shop: Shop) -> None:
    await shop.says(SELLER, ORDER)
    before = await stored(shop)
    await shop.says(SELLER, "左的改成80 20号到")
    changed = await stored(shop)
    assert (lines(changed), str(changed.due)) == ({LEFT: 80, RIGHT: 30}, "2026-03-20")
    await shop.says(SELLER, "改回来")
    after = await stored(shop)
    assert (lines(after), after.due) == (lines(before), before.due)


async def test_there_is_nothing_to_bring_back(shop: Shop) -> None:
    await shop.says(SELLER, ORDER)
    await shop.says(SELLER, "还是留着吧 改3件")
    assert lines(await stored(shop)) == {LEFT: 50, RIGHT: 30}
    await shop.expects(SELLER, "这句没看懂")


async def test_a_day_that_stands_already_is_answered_with_the_draft(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力 J6P左转向节5件 15号到")
    before = len(await shop.sees(SELLER))
    await shop.says(SELLER, "15号送到")
    assert len(await shop.sees(SELLER)) == before + 1
    assert "已改" not in (await shop.last(SELLER)).text


async def test_another_product_right_after_the_confirmation_is_the_same_customer_s(shop: Shop) -> None:
    await shop.says(SELLER, ORDER)
    await shop.says(SELLER, "确认")
    await shop.says(SELLER, "加10件J6L左转向节")
    await shop.expects(SELLER, "客户:台州恒力", "产品:转向节(左) 解放J6L", "数量:10件")


async def test_a_name_of_several_customers_behind_for_is_asked(shop: Shop) -> None:
    await shop.says(SELLER, "给恒力下个单 J6P左转向节50件 15号到")
    await shop.expects(SELLER, "台州恒力汽车配件有限公司", "温州恒力机械制造有限公司")
    await shop.says(SELLER, "台州那个")
    await shop.expects(SELLER, "客户:台州恒力", "确认下单")


@pytest.mark.parametrize(
    ("standing", "said", "due", "other"),
    [
        ("5月15日", "改成18号", "2026-03-18", "5月18日"),
        ("5月15日", "18号到", "2026-03-18", "5月18日"),
        ("6月1日", "还是20号吧", "2026-03-20", "6月20日"),
        ("4月20日", "改成十二号", "2026-03-12", "4月12日"),
        ("5月15日", "改成5月18号", "2026-05-18", None),
        ("5月15日", "改成明天", "2026-03-11", None),
        ("3月20日", "改成18号", "2026-03-18", None),
        ("3月20日", "改成2号", "2026-04-02", None),  # the 2nd of March is gone
        ("4月20日", "改成31号", "2026-03-31", None),  # April has none
    ],
)
async def test_a_mere_day_in_another_month_than_the_order_is_marked(
    shop: Shop, standing: str, said: str, due: str, other: str | None
) -> None:
    await shop.says(SELLER, f"台州恒力 J6P左转向节50件 {standing}到")
    await shop.says(SELLER, said)
    order = await stored(shop)
    assert str(order.due) == due
    reasons = {d.reason for d in order.doubts if d.field == "date"}
    assert ("month" in reasons) == (other is not None)
    if other is None:
        return
    assert f"要的是{other}的话,请回“改成{other}”" in str(await shop.sees(SELLER))
    await shop.says(SELLER, f"改成{other}")
    order = await stored(shop)
    assert f"{order.due:%-m月%-d日}" == other
    assert "month" not in {d.reason for d in order.doubts}


@pytest.mark.parametrize(
    "said",
    [
        *(
            "你好",
            "您好",
            "你好啊",
            "老板好",
            "王总好",
            "大家好",
            "早上好",
            "下午好啊",
            "你真好",
            "对了",
            "好久不见",
            "今天好冷",
        ),
        *("好说", "刚好", "谢谢", "辛苦了", "在吗", "好贵", "好像不对"),
    ],
)
async def test_a_greeting_or_small_talk_neither_confirms_nor_changes_the_draft(shop: Shop, said: str) -> None:
    await shop.says(SELLER, ORDER)
    before = await stored(shop)
    await shop.says(SELLER, said)
    after = await stored(shop)
    assert (after.phase, after.lines, after.due, after.customer_id) == (
        Phase.DRAFT,
        before.lines,
        before.due,
        before.customer_id,
    )


@pytest.mark.parametrize("said", ["你好,确认", "老板好的", "好", "好的谢谢", "可以"])
async def test_a_yes_beside_a_greeting_confirms(shop: Shop, said: str) -> None:
    await shop.says(SELLER, ORDER)
    await shop.says(SELLER, said)
    assert (await stored(shop)).phase is Phase.OPEN


async def test_a_day_for_one_line_parts_the_draft_and_both_are_ordered(shop: Shop) -> None:
    await shop.says(SELLER, ORDER)
    await shop.says(SELLER, "左的改到18号")
    await shop.says(SELLER, "都确认")
    async with shop.store.read() as uow:
        orders = await uow.orders.find(customers={"C001"}, phases=(Phase.DRAFT, Phase.OPEN))
    assert {str(order.due): (order.phase, lines(order)) for order in orders} == {
        "2026-03-18": (Phase.OPEN, {LEFT: 50}),
        "2026-03-31": (Phase.OPEN, {RIGHT: 30}),
    }


async def test_a_price_that_is_said_is_shown_and_decides_nothing(shop: Shop) -> None:
    await shop.says(SELLER, ORDER)
    await shop.says(SELLER, "左的按800一件")
    await shop.expects(SELLER, "按价目表", "800")
    before = {line.sku: line.price for line in (await stored(shop)).lines}
    await shop.says(SELLER, "👌")
    order = await stored(shop)
    assert order.phase is Phase.OPEN
    assert {line.sku: line.price for line in order.lines} == before
    assert before[LEFT] != 800


@pytest.mark.parametrize("sign", ["👍", "🙏", "👌?"])
async def test_a_sign_that_is_no_plain_yes_orders_nothing(shop: Shop, sign: str) -> None:
    await shop.says(SELLER, ORDER)
    await shop.says(SELLER, sign)
    assert (await stored(shop)).phase is Phase.DRAFT


async def test_thousands_are_grouped_in_a_row_of_several(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力\nJ6P左转向节 1,300\nJ6P右转向节 50件")
    await shop.expects(SELLER, "1,300件", "50件")


@pytest.mark.parametrize("yes", ["对", "好的"])
async def test_a_yes_right_behind_what_nobody_understood_asks_first(shop: Shop, yes: str) -> None:
    await shop.says(SELLER, "台州恒力 J6P左转向节5件 15号到")
    await shop.says(SELLER, "一样的数量给隔壁")
    await shop.expects(SELLER, "这句没看懂")
    await shop.says(SELLER, yes)
    assert (await stored(shop)).number is None
    await shop.expects(SELLER, "“一样的数量给隔壁”没看懂", "再回复“确认”")
    await shop.says(SELLER, yes)
    order = await stored(shop)
    assert order.number is not None
    assert not any(doubt.field == "intent" for doubt in order.doubts)


async def test_who_answers_the_card_itself_or_says_it_otherwise_is_not_asked(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力 J6P左转向节5件 15号到")
    await shop.says(SELLER, "一样的数量给隔壁")
    await shop.says(SELLER, "1")
    assert (await stored(shop)).number is not None
    await shop.says(SELLER, "撤销")
    await shop.says(SELLER, "一样的数量给隔壁")
    await shop.says(SELLER, "改成8件")
    await shop.says(SELLER, "好的")
    order = await stored(shop)
    assert (order.number is not None, lines(order)) == (True, {LEFT: 8})


async def test_what_is_dropped_by_a_part_of_its_name_takes_nothing_else_along(shop: Shop) -> None:
    await shop.says(SELLER, ORDER)
    await shop.says(SELLER, "酱油不要了")
    assert (await stored(shop)).phase is Phase.DRAFT
    await shop.expects(SELLER, "这句没看懂")
