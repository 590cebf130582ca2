"""Several people in one chat, chatter, and who may see what."""

import pytest
from sqlalchemy import select

from cards import press
from cards.action import unpack
from cards.card import Card, to_json
from config.policy import CHECKS
from handlers.domain.messaging import ChatKind, ChatRef
from handlers.ports import Outgoing
from storage.tables import inbox
from tests.e2e.test_deadlines import settings as deadline_settings
from tests.e2e.test_orders import BUYER, BUYER_GROUP, NUMBER, OTHER, SALES_GROUP, SELLER, SENTENCE, STOCK_GROUP, ordered
from tests.shop import Shop

COLLEAGUE = "林晓燕"
PLANNER, MANAGER, PLAN_GROUP = "孙福根", "张厂长", "生产调度群"


@pytest.mark.parametrize("text", ["收到", "好的", "车停3号门了", "哈哈哈", "下午几点开会", "谁有空来接个货", "👍"])
async def test_chatter_in_a_group_gets_no_answer(shop: Shop, text: str) -> None:
    await shop.says(SELLER, text, SALES_GROUP)
    assert not await shop.sees(SELLER, SALES_GROUP)


async def test_two_people_in_a_group_keep_their_own_drafts(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力 J6P左转向节 300件,15号前到", SALES_GROUP)
    await shop.says(COLLEAGUE, "济南鲁通 J6P直拉杆 40根,后天到", SALES_GROUP)
    await shop.says(SELLER, "数量500", SALES_GROUP)
    mine = await shop.expects(SELLER, "台州恒力", "转向节(左)", "500件", group=SALES_GROUP)
    assert "直拉杆" not in mine.text
    assert mine.mention == ["u01"]
    await shop.says(COLLEAGUE, "确认", SALES_GROUP)
    theirs = await shop.expects(COLLEAGUE, NUMBER, "直拉杆", "40根", group=SALES_GROUP)
    assert theirs.mention == ["u02"]
    assert "转向节" not in theirs.text


async def test_somebody_elses_card_cannot_be_confirmed(shop: Shop) -> None:
    await shop.says(SELLER, SENTENCE, SALES_GROUP)
    await shop.taps(BUYER, "确认下单", card=await shop.last(SELLER, SALES_GROUP))
    await shop.says(BUYER, "我的货到哪了")
    assert "SO2026" not in (await shop.last(BUYER)).text


async def test_a_customer_never_learns_of_anothers_order(shop: Shop) -> None:
    await ordered(shop)
    for question in ("我的货到哪了", NUMBER, "0001到哪了", "台州恒力的货发了没", f"{NUMBER} 取消", "恒力那单多少钱"):
        await shop.says(OTHER, question)
        answer = (await shop.last(OTHER)).text
        assert "转向节" not in answer, question
        assert "300" not in answer, question
        assert "待审核" not in answer, question


async def test_another_customers_unknown_number_and_a_real_one_look_the_same(shop: Shop) -> None:
    await ordered(shop)
    await shop.says(OTHER, f"{NUMBER} 到哪了")
    real = (await shop.last(OTHER)).text.replace(NUMBER, "N")
    await shop.says(OTHER, "SO20260310-0999 到哪了")
    assert (await shop.last(OTHER)).text.replace("SO20260310-0999", "N") == real


async def test_a_customer_may_not_open_foreign_chats(shop: Shop) -> None:
    assert await shop.says(OTHER, "在吗", STOCK_GROUP) == 403
    assert await shop.says(OTHER, "在吗", BUYER_GROUP) == 403
    assert await shop.says(BUYER, "在吗", BUYER_GROUP) == 200
    for user, chat in (("u26", "d-u01"), ("u26", "g05"), ("nobody", "g05"), ("u26", "d-u26x")):
        answer = await shop.http.get("/console/history", params={"user": user, "chat": chat})
        assert answer.status_code == 403


async def test_a_customers_order_in_its_own_group_is_for_that_customer(shop: Shop) -> None:
    await shop.says(BUYER, "J6P左转向节要60件,18号到", BUYER_GROUP)
    await shop.expects(BUYER, "转向节(左)", "60件", group=BUYER_GROUP)


async def test_another_salespersons_order_is_not_changed_by_a_group_message(shop: Shop) -> None:
    await shop.says(SELLER, SENTENCE, SALES_GROUP)
    await shop.says(SELLER, "确认", SALES_GROUP)
    await shop.says(COLLEAGUE, f"{NUMBER} 改成400件", SALES_GROUP)
    await shop.says(SELLER, f"{NUMBER} 到哪了")
    await shop.expects(SELLER, "300件")


async def test_a_number_of_a_list_means_ones_own_list_and_not_the_newer_one_of_somebody_else(url: str) -> None:
    """Two people ask in one group which alert they mean; the newer list has another order."""
    checks = dict.fromkeys(CHECKS, "off")
    async with Shop("", deadline_settings(url, digest_at="", checks=checks)) as shop:
        for amount in (11, 12):
            await shop.says(SELLER, f"台州恒力 J6P横拉杆 {amount}件,30号前到")
            await shop.says(SELLER, "确认下单")
        await shop.waits(hours=5)
        await shop.says(PLANNER, "静音2小时", PLAN_GROUP)
        mine = await shop.last(PLANNER, PLAN_GROUP)
        assert "说的是哪一件" in mine.text
        own = next(label for label in mine.buttons if label.startswith("1 "))
        await shop.says(MANAGER, "@接单助手 在吗", PLAN_GROUP)
        async with shop.store.write() as uow:
            query = select(inbox.c.id, inbox.c.chat_id).order_by(inbox.c.id.desc()).limit(1)
            asked, group = (await uow.connection.execute(query)).one()
            actions = [unpack(action).value for action in mine.buttons.values()]
            buttons = tuple(
                press.answer("mute", f"{n} x", int(a.partition(".")[0]), f"静音2小时 {n}")
                for n, a in enumerate(actions[::-1], 1)
            )
            card = to_json(Card("有2件提醒,说的是哪一件?", "", (), buttons))
            chat = ChatRef("console", group, ChatKind.GROUP)
            await uow.outbox.put([Outgoing(chat, card, "theirs", shop.clock.now(), trace=asked)])
            await uow.commit()
        await shop.waits(seconds=1)
        await shop.says(PLANNER, "静音2小时 1", PLAN_GROUP)
        assert own.removeprefix("1 ") in (await shop.last(PLANNER, PLAN_GROUP)).text
