"""Goods and money move when somebody plainly says that they did; other words with a step in them get its button."""

import pytest

from tests.e2e.test_money import BUYER, FINANCE, KEEPER, NUMBER, PLANNER, SELLER, the_order
from tests.shop import Shop

CARRIER = "老丁"


@pytest.fixture
async def shop(quiet_on_each: Shop) -> Shop:
    """Ten pieces are ordered and planned."""
    await quiet_on_each.says(SELLER, "台州恒力 J6L左转向节 10件,15号前到")
    await quiet_on_each.says(SELLER, "确认")
    await quiet_on_each.says(PLANNER, "0001 已排产")
    return quiet_on_each


async def on_hand(shop: Shop) -> tuple[int, int]:
    async with shop.store.read() as uow:
        level = (await uow.stock.levels(["ZXJ-J6LL"]))["ZXJ-J6LL"]
    return int(level.on_hand), int(level.held)


UNSURE = {
    KEEPER: (
        "今天下午出库", "今晚出库", "周五出库", "马上出库", "出库单打了", "出库要等老板同意", "出库前叫我", "出库几点",
        "出库日期改成15号", "尽快出库", "取消出库", "误出库", "老板说出库", "应该出库了", "听说出库了", "出库了吧",
        "出库5件", "部分出库", "出库一半", "出库少了两件", "出库异常", "出库照片发我", "是否出库", "出库完成80%",
    ),
    CARRIER: (
        "签收人是谁", "今晚签收", "客户说签收了", "客户拒绝签收", "签收少了两件", "应该签收了", "让客户签收", "签收5件",
        "送到中转站了", "回单丢了", "验收不合格", "收到投诉",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("who", "state"), [(KEEPER, "已排产"), (CARRIER, "已出库")])
async def test_what_may_mean_something_else_moves_nothing(shop: Shop, who: str, state: str) -> None:
    if who == CARRIER:
        await shop.says(KEEPER, "0001 出库 顺丰SF1234567890")
    before, told = await on_hand(shop), len(await shop.sees(BUYER))
    for words in UNSURE[who]:
        await shop.says(who, f"0001 {words}")
        assert (await the_order(shop)).state == state, words
    assert await on_hand(shop) == before
    assert len(await shop.sees(BUYER)) == told  # and the customer hears of none of it


async def test_who_meant_it_presses_the_button_or_says_it_plainly(shop: Shop) -> None:
    await shop.says(KEEPER, "0001 马上出库 顺丰SF1234567890")
    await shop.expects(KEEPER, "没有登记", NUMBER, "0001 已出库 SF1234567890")
    assert (await the_order(shop)).state == "已排产"
    await shop.taps(KEEPER, "出库 0001")
    order = await the_order(shop)
    assert (order.state, order.tracking) == ("已出库", "SF1234567890")
    await shop.says(CARRIER, "0001 应该签收了")
    await shop.expects(CARRIER, "没有登记", "0001 已签收")
    await shop.says(CARRIER, "0001 已签收")
    assert (await the_order(shop)).state == "已签收"


@pytest.mark.parametrize(
    "words",
    [
        "客户说付款了",
        "客户答应付款",
        "催客户付款",
        "付款方式改成月结",
        "款到发货",
        "款到了通知我",
        "应该到账了",
        "尾款周五付",
    ],
)
async def test_money_that_is_only_spoken_of_is_not_there(shop: Shop, words: str) -> None:
    await shop.says(FINANCE, f"0001 {words}")
    async with shop.store.read() as uow:
        assert await uow.payments.of((await the_order(shop)).id) == []
    await shop.says(FINANCE, "0001 付款")  # what the button's hint says
    await shop.expects(FINANCE, "已收 7,190 元")


@pytest.mark.parametrize(
    "words",
    ["出库完成 4:40发车", "货都出库了,明天到", "出库 顺丰SF1234567890", "刚出库,没有单号"],
)
async def test_a_plain_report_is_carried_out_at_once(shop: Shop, words: str) -> None:
    await shop.says(KEEPER, f"0001 {words}")
    assert (await the_order(shop)).state == "已出库"


async def test_picked_in_words_is_so_much_and_no_step(shop: Shop) -> None:
    await shop.says(KEEPER, "0001 已拣 三件")
    order = await the_order(shop)
    assert (order.state, int(order.lines[0].picked)) == ("已排产", 3)
    for words in ("0001 已拣 一半", "0001 已拣 几件", "0001 已拣 -1"):
        await shop.says(KEEPER, words)
        await shop.expects(KEEPER, "拣了多少没看懂")
    assert int((await the_order(shop)).lines[0].picked) == 3
