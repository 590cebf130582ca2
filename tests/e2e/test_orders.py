"""From a sentence to an order that somebody ships: the main job, through the front door."""

import asyncio
import re

import pytest

from tests.shop import Shop

SELLER, BUYER, OTHER, WAREHOUSE, PLANNER = "陈海波", "恒力-李采购", "鲁通老王", "蔡国平", "孙福根"
SENTENCE = "台州恒力 J6P左转向节 300件,15号前到"
NUMBER = "SO20260310-0001"
STOCK_GROUP, PLAN_GROUP, BUYER_GROUP, SALES_GROUP = "仓库发货群", "生产调度群", "恒力-台州恒力对接群", "销售一部下单群"


async def ordered(shop: Shop, sentence: str = SENTENCE, who: str = SELLER) -> str:
    """Places and confirms; returns the order number."""
    await shop.says(who, sentence)
    await shop.taps(who, "确认下单")
    found = re.search(r"SO\d{8}-\d{4}", (await shop.last(who)).text)
    assert found, (await shop.last(who)).text
    return found[0]


async def test_one_sentence_and_one_tap_make_an_order(shop: Shop) -> None:
    await shop.says(SELLER, SENTENCE)
    card = await shop.expects(SELLER, "台州恒力", "转向节(左)", "300件", "3月15日")
    assert "确认下单" in card.buttons
    await shop.taps(SELLER, "确认下单")
    receipt = await shop.expects(SELLER, NUMBER, "300件")
    assert receipt.id == card.id, "the pressed card becomes the receipt"
    await shop.expects(WAREHOUSE, NUMBER, "300件", group=STOCK_GROUP)
    await shop.expects(BUYER, NUMBER, "300件")
    assert not await shop.sees(OTHER)


async def test_a_group_is_told_without_prices(shop: Shop) -> None:
    await ordered(shop)
    for text in [seen.text for seen in await shop.sees(WAREHOUSE, STOCK_GROUP)]:
        assert "812" not in text
        assert "元" not in text


async def test_evidence_shows_the_sentence_it_was_read_from(shop: Shop) -> None:
    await shop.says(SELLER, SENTENCE)
    await shop.taps(SELLER, "依据")
    quote = next(b for b in (await shop.last(SELLER)).card["blocks"] if b["kind"] == "quote")
    marked = {quote["text"][a:b] for a, b in quote["marks"]}
    assert any("300" in words for words in marked)
    assert "15号前" in " ".join(marked)


async def test_what_is_missing_is_asked_and_answered_in_words(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力要J6P转向节300件,15号到")
    question = await shop.last(SELLER)
    assert "确认下单" not in question.buttons
    await shop.says(SELLER, "左的")
    await shop.expects(SELLER, "转向节(左)", "300件", "确认下单")
    assert (await shop.sees(SELLER))[0].gone, "the question is replaced"


async def test_a_draft_is_corrected_by_talking(shop: Shop) -> None:
    await shop.says(SELLER, SENTENCE)
    await shop.says(SELLER, "数量500")
    await shop.expects(SELLER, "500件")
    await shop.says(SELLER, "改成18号")
    await shop.expects(SELLER, "500件", "3月18日")
    await shop.says(SELLER, "再加20套WVA29087碟刹片")
    await shop.expects(SELLER, "500", "碟刹片", "20套")
    await shop.says(SELLER, "第2行删掉")
    assert "碟刹片" not in re.sub("删掉.*", "", (await shop.last(SELLER)).text.split("产品")[-1].split("回复")[0])
    await shop.says(SELLER, "确认")
    await shop.expects(SELLER, NUMBER, "500件")


@pytest.mark.parametrize("word", ["确认", "对", "OK", "没问题", "行", "1"])
async def test_a_draft_is_confirmed_by_a_word(shop: Shop, word: str) -> None:
    await shop.says(SELLER, SENTENCE)
    await shop.says(SELLER, word)
    await shop.expects(SELLER, NUMBER)


async def test_a_confirmation_can_be_taken_back_for_five_minutes(shop: Shop) -> None:
    await ordered(shop)
    await shop.waits(minutes=4)
    await shop.says(SELLER, "撤销")
    await shop.expects(SELLER, "确认下单")
    await shop.expects(WAREHOUSE, NUMBER, "撤销", group=STOCK_GROUP)
    await shop.says(BUYER, "我的货到哪了")
    assert NUMBER not in (await shop.last(BUYER)).text


async def test_after_five_minutes_it_cannot(shop: Shop) -> None:
    await ordered(shop)
    await shop.waits(minutes=6)
    await shop.says(SELLER, "撤销")
    await shop.says(SELLER, f"{NUMBER} 到哪了")
    await shop.expects(SELLER, NUMBER, "待审核")


async def test_a_stale_tap_changes_nothing_and_shows_the_fresh_card(shop: Shop) -> None:
    await shop.says(SELLER, SENTENCE)
    old = await shop.last(SELLER)
    await shop.says(SELLER, "数量500")
    await shop.taps(SELLER, "确认下单", card=old)
    fresh = await shop.expects(SELLER, "500件")
    assert "SO2026" not in fresh.text
    assert [seen.id for seen in await shop.sees(SELLER) if "确认下单" in seen.buttons] == [fresh.id]


async def test_a_double_tap_orders_once(shop: Shop) -> None:
    await shop.says(SELLER, SENTENCE)
    card = await shop.last(SELLER)
    await asyncio.gather(*(shop.taps(SELLER, "确认下单", card=card, settle=False) for _ in range(3)))
    await shop.settles()
    async with shop.store.read() as uow:
        assert await uow.orders.by_tail("0001")
        assert not await uow.orders.by_tail("0002")
    assert len(await shop.sees(WAREHOUSE, STOCK_GROUP)) == 1


async def test_an_order_goes_its_way_and_everybody_concerned_hears(shop: Shop) -> None:
    await ordered(shop)
    await shop.says(PLANNER, "0001 已排产")
    await shop.expects(PLANNER, NUMBER, "已排产")
    await shop.says(WAREHOUSE, "0001 备料好了")
    await shop.says(WAREHOUSE, "0001 出库 顺丰SF1234567890")
    await shop.expects(WAREHOUSE, NUMBER, "已出库")
    await shop.expects(SELLER, NUMBER, "已出库")
    await shop.expects(BUYER, NUMBER)
    await shop.says(BUYER, "我的货到哪了")
    await shop.expects(BUYER, NUMBER, "已出库", "SF1234567890")


async def test_a_move_that_the_flow_does_not_have_is_refused_with_what_can_be_done(shop: Shop) -> None:
    await ordered(shop)
    await shop.says(WAREHOUSE, "0001 已签收")
    await shop.says(SELLER, "0001到哪了")
    await shop.expects(SELLER, "待审核")


async def test_an_order_that_stays_too_long_is_told_once(shop: Shop) -> None:
    await ordered(shop)
    before = await shop.counts()
    await shop.waits(hours=5, minutes=1)  # four hours of work, and lunch
    after = await shop.counts()
    told = {chat: after[chat] - before.get(chat, 0) for chat in after if after[chat] != before.get(chat, 0)}
    assert told
    assert set(told.values()) == {1}
    await shop.waits(minutes=5)
    await shop.restarts()
    assert await shop.counts() == after


async def test_help_says_what_can_be_said(shop: Shop) -> None:
    await shop.says(SELLER, "帮助")
    assert len((await shop.last(SELLER)).text) > 20


async def test_a_day_is_moved_by_so_much_before_and_after_the_confirmation(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力 J6P左转向节 300件,20号前到")
    await shop.says(SELLER, "客户要提前两天")
    await shop.expects(SELLER, "3月18日(周三)前到(已改)")
    await shop.says(SELLER, "晚几天")
    await shop.expects(SELLER, "没看懂", "3月18日")
    await shop.says(SELLER, "确认")
    await shop.says(SELLER, "交期往后推一周")
    await shop.expects(SELLER, "已改", "3月18日", "3月25日(周三)前到")
    await shop.says(SELLER, "0001 提前一天")
    await shop.expects(SELLER, "已改", "3月24日(周二)前到")


async def test_a_customer_in_no_list_is_asked_about_and_gets_nobody_else_s_draft(shop: Shop) -> None:
    await shop.says(SELLER, SENTENCE)
    await shop.says(SELLER, "再给宁波永达下一单 30205轴承 200只,25号前")
    card = await shop.expects(SELLER, "没找到客户“宁波永达”", "圆锥滚子轴承 30205", "200只")
    assert "转向节" not in card.text
    await shop.says(SELLER, "取消")
    await shop.says(SELLER, "宁波永达 豪沃前轮毂 60只 下周五要")
    card = await shop.expects(SELLER, "没找到客户“宁波永达”", "轮毂", "60只")
    assert "转向节" not in card.text


async def test_a_bare_name_is_not_met_with_silence(shop: Shop) -> None:
    for bare in ("台州恒力", "豪沃前轮毂"):
        await shop.says(SELLER, bare)
        await shop.expects(SELLER, bare, "要什么、多少")
    told = len(await shop.sees(SELLER))
    await shop.says(SELLER, "今天台州恒力的王总来厂里坐了一下午")
    assert len(await shop.sees(SELLER)) == told, "talk stays unanswered"
