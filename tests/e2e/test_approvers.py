"""Several who may approve: nobody's reason is lost, nobody decides on what is over, and whose order it is who left."""

import asyncio

import pytest

from tests.e2e.test_money import BOSS
from tests.e2e.test_orders import BUYER, NUMBER, PLANNER, SELLER, ordered
from tests.shop import Shop

BELOW = "台州恒力 J6P左转向节 40件 600元,16号前到"
HEAD, COLLEAGUE = "方总", "林晓燕"


async def asked(shop: Shop) -> None:
    await shop.says(SELLER, BELOW)
    await shop.taps(SELLER, "提交审批")


async def test_the_reason_of_who_pressed_first_is_not_lost(shop_on_each: Shop) -> None:
    shop = shop_on_each
    await asked(shop)
    await shop.taps(HEAD, "批准")
    await shop.taps(BOSS, "驳回")
    await shop.expects(BOSS, HEAD, "正在写", NUMBER, "驳回 ")
    await shop.says(HEAD, "老客户")
    for who in (HEAD, BOSS, SELLER):
        await shop.expects(who, NUMBER, "已批准", HEAD, "老客户")


async def test_who_says_why_at_once_need_not_wait(shop: Shop) -> None:
    await asked(shop)
    await shop.taps(HEAD, "批准")
    await shop.says(BOSS, "驳回 0001 太低了")
    await shop.expects(SELLER, NUMBER, "被驳回", BOSS, "太低了")


async def test_who_presses_and_says_nothing_does_not_stop_the_others(shop: Shop) -> None:
    await asked(shop)
    await shop.taps(HEAD, "批准")
    await shop.waits(minutes=11)
    await shop.taps(BOSS, "驳回")
    await shop.expects(BOSS, "的原因是什么")
    await shop.says(BOSS, "太低了")
    await shop.expects(SELLER, NUMBER, "被驳回", BOSS)


async def test_who_left_meanwhile_does_not_stop_the_others(shop: Shop) -> None:
    await asked(shop)
    await shop.taps(HEAD, "批准")
    await shop.says(BOSS, f"停用 {HEAD}")
    await shop.taps(BOSS, "驳回")
    await shop.says(BOSS, "太低了")
    await shop.expects(SELLER, NUMBER, "被驳回", BOSS)


async def test_of_two_in_the_same_second_one_decides(shop_on_each: Shop) -> None:
    shop = shop_on_each
    await asked(shop)
    await asyncio.gather(
        shop.says(HEAD, "批准 0001 老客户", settle=False), shop.says(BOSS, "驳回 0001 太低了", settle=False)
    )
    await shop.settles()
    async with shop.store.read() as uow:
        (order,) = await uow.orders.by_tail("0001")
        decided = [e for e in await uow.events.of(order.id) if e.action in ("approve", "reject")]
        (question,) = await uow.approvals.of(order.id)
    assert len(decided) == 1
    assert (order.held, question.state.value) in ((False, "granted"), (True, "refused"))


async def test_nobody_approves_what_was_cancelled(shop: Shop) -> None:
    await asked(shop)
    await shop.says(SELLER, "取消 0001 客户不要了")
    await shop.taps(HEAD, "批准")
    await shop.expects(HEAD, NUMBER, "不用批了")
    await shop.says(BOSS, "批准 0001 老客户")
    await shop.expects(BOSS, NUMBER, "改过或取消了")


async def test_the_order_of_who_left_is_the_managers_to_change(shop: Shop) -> None:
    await ordered(shop)
    await shop.says(BOSS, f"停用 {SELLER}")
    await shop.says(COLLEAGUE, "0001 改成6件")
    seen = await shop.expects(COLLEAGUE, NUMBER, f"{SELLER}已停用,请让主管来改")
    assert not [label for label in seen.buttons if label.startswith("转给")]
    await shop.says(BOSS, "0001 改成6件")
    await shop.expects(BOSS, NUMBER, "已改", "6件")


@pytest.mark.parametrize("said", ["0001 批准 老客户", "0001 同意,老客户", "同意 0001 老客户"])
async def test_the_number_may_stand_before_the_verdict(shop: Shop, said: str) -> None:
    await asked(shop)
    await shop.says(HEAD, said)
    await shop.expects(SELLER, NUMBER, "已批准", HEAD, "老客户")
    await shop.says(BOSS, "0001 驳回 太低")
    await shop.expects(BOSS, NUMBER, "已经由", HEAD)


@pytest.mark.parametrize("said", ["同意加班 0001", "0001 同意加班", "同意 0001"])
async def test_the_workshop_agrees_in_the_words_of_its_button(shop: Shop, said: str) -> None:
    await ordered(shop, "台州恒力 J6P左转向节 10件,30号前到")
    await shop.says(BUYER, "0001 改到12号")
    await shop.says(SELLER, "协调 0001")
    await shop.says(PLANNER, said)
    await shop.expects(SELLER, NUMBER, "可行:最快后天(周四)")


async def test_money_goes_back_in_the_order_of_words_in_which_it_came(shop: Shop) -> None:
    await ordered(shop, "台州恒力 J6P左转向节 10件,30号前到")
    await shop.says("沈会计", "收款 0001 8225")
    await shop.says("沈会计", "退款 0001 100 多付的")
    await shop.expects("沈会计", NUMBER, "100")
    async with shop.store.read() as uow:
        (order,) = await uow.orders.by_tail("0001")
        refunds = await uow.refunds.of(order.id)
    assert [int(one.amount) for one in refunds] == [100]
