"""Recalled and edited messages: a draft forgets exactly what was said there; a confirmed order stands."""

import pytest
from sqlalchemy import select

from handlers.domain.messaging import ChatRef
from handlers.domain.order import Order, Phase
from handlers.domain.quotation import Quotation, QuoteState
from storage.tables import inbox
from tests.e2e.conftest import FeishuShop, KfShop, WecomShop
from tests.e2e.test_orders import NUMBER, SENTENCE
from tests.shop import Shop

SELLER, BUYER = "u01", "u25"


async def draft(shop: FeishuShop) -> Order | None:
    async with shop.shop.store.read() as uow:
        found = await uow.orders.drafts(ChatRef("feishu", SELLER), SELLER)
    return found[0] if found else None


def lines(order: Order | None) -> list[tuple[str | None, object]]:
    assert order is not None
    return [(line.sku, line.qty) for line in order.lines]


async def recalls(shop: FeishuShop, number: str) -> None:
    direct = shop.feishu.direct(SELLER)
    callback = shop.feishu.recall(number, direct)
    for _ in range(2):
        await shop.feishu.hears(callback)
    await shop.shop.settles()


async def edits(shop: FeishuShop, number: str, words: str) -> None:
    shop.shop.clock.move(minutes=1)
    callback = shop.feishu.edit(number, SELLER, words)
    for _ in range(2):
        await shop.feishu.hears(callback)
    await shop.shop.settles()


async def test_a_recalled_line_goes_and_the_rest_stays(feishu_shop: FeishuShop) -> None:
    await feishu_shop.says(SELLER, "台州恒力 J6P左转向节 300件")
    second = await feishu_shop.says(SELLER, "再加50件J6P右转向节,15号前到")
    assert len(lines(await draft(feishu_shop))) == 2
    await recalls(feishu_shop, second)
    left = await draft(feishu_shop)
    assert lines(left) == [("ZXJ-J6PL", 300)]
    assert left is not None
    assert left.due is None
    assert left.customer_id == "C001"
    assert "已从草稿里去掉" in feishu_shop.last(SELLER)


async def test_an_edited_message_marks_what_is_said_otherwise_and_nothing_else(feishu_shop: FeishuShop) -> None:
    first = await feishu_shop.says(SELLER, "台州恒力 J6P左转向节 300件,15号前到")
    await edits(feishu_shop, first, "台州恒力 J6P左转向节 40件,15号前到")
    card = feishu_shop.last(SELLER)
    assert "40件" in card
    assert "原300件" in card
    assert "已改" not in card.replace("原300件", "")


async def test_a_recalled_correction_brings_the_old_amount_back(feishu_shop: FeishuShop) -> None:
    await feishu_shop.says(SELLER, "台州恒力 J6P左转向节 300件,J6P右转向节 50件,15号前到")
    more = await feishu_shop.says(SELLER, "左转向节改成500件,18号前到")
    await feishu_shop.says(SELLER, "右转向节改成60件")
    assert lines(await draft(feishu_shop)) == [("ZXJ-J6PL", 500), ("ZXJ-J6PR", 60)]
    await recalls(feishu_shop, more)
    left = await draft(feishu_shop)
    assert lines(left) == [("ZXJ-J6PL", 300), ("ZXJ-J6PR", 60)], "what was said since stays"
    assert left is not None
    assert left.due is not None
    assert left.due.day == 15


async def test_a_recalled_removal_brings_the_line_back(feishu_shop: FeishuShop) -> None:
    await feishu_shop.says(SELLER, "台州恒力 J6P左转向节 300件,J6P右转向节 50件")
    gone = await feishu_shop.says(SELLER, "第2行删掉")
    assert len(lines(await draft(feishu_shop))) == 1
    await recalls(feishu_shop, gone)
    assert lines(await draft(feishu_shop)) == [("ZXJ-J6PL", 300), ("ZXJ-J6PR", 50)]


async def test_the_recalled_message_of_a_draft_drops_it(feishu_shop: FeishuShop) -> None:
    first = await feishu_shop.says(SELLER, "台州恒力 J6P左转向节 300件")
    await recalls(feishu_shop, first)
    assert await draft(feishu_shop) is None
    assert "已撤回" in feishu_shop.last(SELLER)
    await recalls(feishu_shop, first)
    async with feishu_shop.shop.store.read() as uow:
        assert not await uow.orders.find(limit=10)


async def test_a_piece_that_is_recalled_before_it_was_read_is_never_read(feishu_shop: FeishuShop) -> None:
    feishu, shop = feishu_shop.feishu, feishu_shop.shop
    number = await feishu.says(SELLER, "台州恒力 J6P左转向节")
    await shop.settles(pieces=True)
    await feishu.hears(feishu.recall(number, feishu.direct(SELLER)))
    await shop.settles()
    assert not feishu.seen[SELLER]
    assert await draft(feishu_shop) is None


async def test_one_recalled_piece_of_several_takes_only_itself_back(feishu_shop: FeishuShop) -> None:
    feishu, shop = feishu_shop.feishu, feishu_shop.shop
    await feishu.says(SELLER, "台州恒力")
    await shop.settles(pieces=True)
    middle = await feishu.says(SELLER, "J6P右转向节50件,")
    await shop.settles(pieces=True)
    await feishu.says(SELLER, "J6P左转向节300件")
    await shop.settles()
    assert len(lines(await draft(feishu_shop))) == 2
    await recalls(feishu_shop, middle)
    left = await draft(feishu_shop)
    assert lines(left) == [("ZXJ-J6PL", 300)]
    assert left is not None
    assert left.customer_id == "C001"


async def test_an_edited_message_revises_its_draft(feishu_shop: FeishuShop) -> None:
    first = await feishu_shop.says(SELLER, "台州恒力 J6P左转向节 300件")
    await edits(feishu_shop, first, "台州恒力 J6P左转向节 500件,15号前到")
    left = await draft(feishu_shop)
    assert lines(left) == [("ZXJ-J6PL", 500)]
    assert left is not None
    assert left.due is not None
    await edits(feishu_shop, first, "台州恒力 J6P右转向节 80件")
    again = await draft(feishu_shop)
    assert lines(again) == [("ZXJ-J6PR", 80)], "an edit of the edit replaces it"
    assert again is not None
    assert again.due is None
    assert again.id == left.id
    await recalls(feishu_shop, first)
    assert await draft(feishu_shop) is None


async def test_an_edit_that_orders_nothing_drops_the_draft(feishu_shop: FeishuShop) -> None:
    first = await feishu_shop.says(SELLER, "台州恒力 J6P左转向节 300件")
    await edits(feishu_shop, first, "发错群了,大家忽略")
    assert await draft(feishu_shop) is None


async def test_a_confirmed_order_stands_and_its_seller_is_told(feishu_shop: FeishuShop) -> None:
    feishu, shop = feishu_shop.feishu, feishu_shop.shop
    number = await feishu_shop.says(BUYER, "J6P左转向节 300件,15号前到")
    await feishu_shop.says(BUYER, "确认")
    async with shop.store.read() as uow:
        (before,) = await uow.orders.find(limit=10)
    await feishu.hears(feishu.recall(number, feishu.direct(BUYER)))
    await shop.settles()
    for user in (SELLER, BUYER):
        assert "没有改动" in feishu_shop.last(user), user
        assert NUMBER in feishu_shop.last(user), user
    shop.clock.move(minutes=1)
    await feishu.hears(feishu.edit(number, BUYER, "J6P左转向节 500件,15号前到"))
    await shop.settles()
    assert "500件" in feishu_shop.last(SELLER)
    async with shop.store.read() as uow:
        (after,) = await uow.orders.find(limit=10)
        events = [event.action for event in await uow.events.of(after.id)]
    assert after == before
    assert events[-2:] == ["recall", "reworded"]
    await feishu_shop.says(SELLER, "修改记录 0001")
    assert "恒力-李采购 修改消息" in feishu_shop.last(SELLER)


async def test_what_a_recalled_message_did_to_a_confirmed_order_is_said_to_stand(feishu_shop: FeishuShop) -> None:
    await feishu_shop.says(SELLER, SENTENCE)
    await feishu_shop.says(SELLER, "确认")
    more = await feishu_shop.says(SELLER, "0001 数量改成500")
    await recalls(feishu_shop, more)
    card = feishu_shop.last(SELLER)
    assert "没有改动" not in card
    assert "还算数" in card
    assert "300件 →" in card
    note = await feishu_shop.says(SELLER, "0001 备注 送后门")
    await edits(feishu_shop, note, "0001 备注 送前门")
    assert "送后门" in feishu_shop.last(SELLER)
    assert "还算数" in feishu_shop.last(SELLER)
    over = await feishu_shop.says(SELLER, "取消 0001 客户不要了")
    await recalls(feishu_shop, over)
    assert "取消订单" in feishu_shop.last(SELLER)
    assert "还算数" in feishu_shop.last(SELLER)


async def test_a_recalled_change_asks_for_no_reason_any_more(feishu_shop: FeishuShop) -> None:
    await feishu_shop.says(SELLER, SENTENCE)
    await feishu_shop.says(SELLER, "确认")
    wish = await feishu_shop.says(SELLER, "取消 0001")
    assert "要记原因" in feishu_shop.last(SELLER)
    await recalls(feishu_shop, wish)
    assert "没有改动" in feishu_shop.last(SELLER)
    await feishu_shop.says(SELLER, "客户那边还没想好")
    async with feishu_shop.shop.store.read() as uow:
        (order,) = await uow.orders.find(limit=10)
    assert order.phase is not Phase.VOID


async def test_who_has_to_answer_a_wish_hears_that_it_was_recalled(feishu_shop: FeishuShop) -> None:
    feishu, shop = feishu_shop.feishu, feishu_shop.shop
    await feishu_shop.says(SELLER, SENTENCE)
    await feishu_shop.says(SELLER, "确认")
    wish = await feishu_shop.says(BUYER, "0001 加急")
    await feishu.hears(feishu.recall(wish, feishu.direct(BUYER)))
    await shop.settles()
    for user in (SELLER, BUYER):
        assert any("撤回了消息“0001 加急”" in card.reads() for card in feishu.seen[user]), user


async def test_somebody_elses_or_an_unknown_message_changes_nothing(feishu_shop: FeishuShop) -> None:
    await feishu_shop.says(SELLER, "台州恒力 J6P左转向节 300件")
    shown = len(feishu_shop.feishu.seen[SELLER])
    await recalls(feishu_shop, "om_never_seen")
    assert lines(await draft(feishu_shop)) == [("ZXJ-J6PL", 300)]
    assert len(feishu_shop.feishu.seen[SELLER]) == shown


QUOTED, QUOTE = "报价 台州恒力 J6P左转向节300件", "QT20260310-0001"


async def quote(shop: Shop, number: str = QUOTE) -> Quotation:
    async with shop.store.read() as uow:
        found = await uow.quotations.by_number(number)
    assert found is not None
    return found


async def test_a_quote_goes_with_the_message_that_made_it(feishu_shop: FeishuShop) -> None:
    made = await feishu_shop.says(SELLER, QUOTED)
    await recalls(feishu_shop, made)
    assert "已撤回,客户不能再按这个价下单" in feishu_shop.last(SELLER)
    assert (await quote(feishu_shop.shop)).state is QuoteState.WITHDRAWN


async def test_a_quote_that_the_customer_has_is_offered_to_be_withdrawn(feishu_shop: FeishuShop) -> None:
    made = await feishu_shop.says(SELLER, QUOTED)
    await feishu_shop.says(SELLER, f"发报价 {QUOTE}")
    await recalls(feishu_shop, made)
    assert "报价还没撤回" in feishu_shop.last(SELLER)
    assert (await quote(feishu_shop.shop)).state is QuoteState.OPEN
    await feishu_shop.says(SELLER, f"撤回报价 {QUOTE}")
    assert (await quote(feishu_shop.shop)).state is QuoteState.WITHDRAWN
    assert QUOTE in feishu_shop.last(BUYER)
    assert "已撤回" in feishu_shop.last(BUYER)


async def test_a_recalled_change_of_a_quote_withdraws_nothing_unasked(feishu_shop: FeishuShop) -> None:
    await feishu_shop.says(SELLER, QUOTED)
    changed = await feishu_shop.says(SELLER, f"改报价 {QUOTE} J6P左转向节200件")
    await recalls(feishu_shop, changed)
    assert "报价还没撤回" in feishu_shop.last(SELLER)
    assert (await quote(feishu_shop.shop)).version == 2


async def test_an_edited_quote_is_another_quote_in_place_of_the_first(feishu_shop: FeishuShop) -> None:
    made = await feishu_shop.says(SELLER, QUOTED)
    await edits(feishu_shop, made, "报价 台州恒力 J6P左转向节500件")
    assert (await quote(feishu_shop.shop)).state is QuoteState.WITHDRAWN
    fresh = await quote(feishu_shop.shop, "QT20260310-0002")
    assert fresh.state is QuoteState.OPEN
    async with feishu_shop.shop.store.read() as uow:
        assert [line.qty for line in (await uow.orders.get(fresh.order_id)).lines] == [500]


async def test_where_the_platform_tells_nothing_the_words_take_a_quote_back(wecom_shop: WecomShop) -> None:
    await wecom_shop.says(SELLER, QUOTED)
    await wecom_shop.says(SELLER, "上一条撤回")
    assert "已撤回,客户不能再按这个价下单" in wecom_shop.last(SELLER)
    assert (await quote(wecom_shop.shop)).state is QuoteState.WITHDRAWN
    await wecom_shop.says(SELLER, QUOTED)
    await wecom_shop.says(SELLER, SENTENCE)
    await wecom_shop.says(SELLER, "撤回")  # the draft came later
    assert (await quote(wecom_shop.shop, "QT20260310-0002")).state is QuoteState.OPEN


async def kf_draft(shop: KfShop) -> Order | None:
    async with shop.shop.store.read() as uow:
        found = await uow.orders.drafts(ChatRef("wechat_kf", BUYER), BUYER)
    return found[0] if found else None


async def kf_recalls(shop: KfShop, words: str) -> None:
    """The customer takes back what was said in these words; the platform tells it twice."""
    async with shop.shop.store.read() as uow:
        query = select(inbox.c.external_id).where(inbox.c.text == words).order_by(inbox.c.id.desc()).limit(1)
        number = (await uow.connection.execute(query)).scalar_one()
    bell = shop.kf.happened(BUYER, "user_recall_msg", recall_msgid=number)
    for _ in range(2):
        assert await shop.kf.deliver(bell) == [200]
    await shop.shop.settles()


async def test_a_customer_recalls_in_wechat_kf(kf_shop: KfShop) -> None:
    await kf_shop.says(BUYER, "J6P左转向节 300件")
    assert await kf_draft(kf_shop) is not None
    await kf_recalls(kf_shop, "J6P左转向节 300件")
    assert await kf_draft(kf_shop) is None
    assert "已撤回" in kf_shop.kf.last(BUYER)


async def test_a_customer_recalls_an_addition_in_wechat_kf(kf_shop: KfShop) -> None:
    await kf_shop.says(BUYER, "J6P左转向节 300件")
    await kf_shop.says(BUYER, "再加50件J6P右转向节,15号前到")
    await kf_recalls(kf_shop, "再加50件J6P右转向节,15号前到")
    left = await kf_draft(kf_shop)
    assert lines(left) == [("ZXJ-J6PL", 300)]
    assert left is not None
    assert left.due is None
    assert "已从草稿里去掉" in kf_shop.kf.last(BUYER)


@pytest.mark.parametrize("answer", ["1", "左"])
async def test_a_recalled_answer_asks_again_and_orders_nothing_twice(kf_shop: KfShop, answer: str) -> None:
    await kf_shop.says(BUYER, "J6P转向节 300件,15号前到")
    await kf_shop.says(BUYER, answer)
    assert lines(await kf_draft(kf_shop)) == [("ZXJ-J6PL", 300)]
    await kf_shop.says(BUYER, "数量改成200")
    await kf_recalls(kf_shop, answer)
    left = await kf_draft(kf_shop)
    assert lines(left) == [(None, 200)], "it is the same line, and what was said since stays"
    assert "左或右" in kf_shop.kf.last(BUYER)
    await kf_shop.says(BUYER, "2")
    assert lines(await kf_draft(kf_shop)) == [("ZXJ-J6PR", 200)]


async def test_a_recalled_correction_of_the_product_brings_the_first_one_back(feishu_shop: FeishuShop) -> None:
    await feishu_shop.says(SELLER, "台州恒力 J6P左转向节 300件,15号前到")
    other = await feishu_shop.says(SELLER, "换成右的")
    assert lines(await draft(feishu_shop)) == [("ZXJ-J6PR", 300)]
    await feishu_shop.says(SELLER, "数量改成200")
    await recalls(feishu_shop, other)
    left = await draft(feishu_shop)
    assert lines(left) == [("ZXJ-J6PL", 200)]
    assert left is not None
    assert [line.base_qty for line in left.lines] == [200]


async def test_a_piece_recalled_in_wechat_kf_before_it_was_read_is_never_read(kf_shop: KfShop) -> None:
    await kf_shop.kf.says(BUYER, "J6P左转向节")
    await kf_shop.shop.settles(pieces=True)
    await kf_recalls(kf_shop, "J6P左转向节")
    assert await kf_draft(kf_shop) is None
    assert not kf_shop.kf.screens[BUYER]


async def test_one_piece_of_a_merged_message_is_recalled_in_wechat_kf(kf_shop: KfShop) -> None:
    for words in ("我要订", "J6P右转向节50件,", "J6P左转向节300件"):
        await kf_shop.kf.says(BUYER, words)
        await kf_shop.shop.settles(pieces=True)
    await kf_shop.shop.settles()
    assert len(lines(await kf_draft(kf_shop))) == 2
    await kf_recalls(kf_shop, "J6P右转向节50件,")
    assert lines(await kf_draft(kf_shop)) == [("ZXJ-J6PL", 300)]


async def test_an_order_confirmed_in_wechat_kf_stands_and_its_seller_is_told(kf_shop: KfShop) -> None:
    await kf_shop.says(BUYER, "J6P左转向节 300件,15号前到")
    await kf_shop.says(BUYER, "确认")
    async with kf_shop.shop.store.read() as uow:
        (before,) = await uow.orders.find(limit=10)
    await kf_recalls(kf_shop, "J6P左转向节 300件,15号前到")
    for told in (kf_shop.kf.last(BUYER), kf_shop.staff_last(SELLER)):
        assert "没有改动" in told
        assert NUMBER in told
    async with kf_shop.shop.store.read() as uow:
        assert await uow.orders.find(limit=10) == [before]
        assert [event.action for event in await uow.events.of(before.id)].count("recall") == 1


@pytest.mark.parametrize("words", ["撤回", "撤回了", "上一条作废"])
async def test_where_the_platform_tells_nothing_the_words_take_a_draft_back(wecom_shop: WecomShop, words: str) -> None:
    await wecom_shop.says(SELLER, SENTENCE)
    await wecom_shop.says(SELLER, words)
    assert "已取消" in wecom_shop.last(SELLER)
    async with wecom_shop.shop.store.read() as uow:
        assert not await uow.orders.drafts(ChatRef("wecom", SELLER), SELLER)


@pytest.mark.parametrize("words", ["撤回", "撤回了"])
async def test_the_words_undo_an_order_while_that_is_possible(wecom_shop: WecomShop, words: str) -> None:
    await wecom_shop.says(SELLER, SENTENCE)
    await wecom_shop.says(SELLER, "确认")
    await wecom_shop.says(SELLER, words)
    assert any("已撤销" in shown.reads() for shown in wecom_shop.wecom.seen[SELLER])
