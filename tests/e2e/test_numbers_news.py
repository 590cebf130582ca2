"""Numbers typed where nothing can be pressed: parts first, promises that slip, what only an older card offers."""

from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cards.action import Action
from cards.card import Button, Card, to_json
from config.policy import CapacitySpec
from handlers.domain.alert import AlertState
from handlers.domain.approval import Verdict
from handlers.domain.messaging import ChatRef
from handlers.domain.order import OrderId, Phase
from handlers.ports import Outgoing
from storage import tables as t
from tests.e2e.conftest import DingShop, open_ding_shop
from tests.e2e.stories.conftest import story
from tests.e2e.test_deadlines import settings
from tests.e2e.test_numbers import CHECKED, KEEPER, PLANNER, SELLER, number_of, reads, the_order

CUSTOMER, ORDER = "u25", "SO20260310-0001"


@pytest.fixture
async def shop(database: str) -> AsyncIterator[DingShop]:
    """The sample company in DingTalk, where nothing can be pressed."""
    company = settings(database, digest_at="", checks=CHECKED, use_safety=False)
    async with open_ding_shop(database, "http", template=False, company=company) as opened:
        yield opened


@pytest.fixture
async def wished(tmp_path: Path) -> AsyncIterator[DingShop]:
    """The stories' company: its customer wants an earlier day, by which 514 of 604 can be there."""
    line = CapacitySpec(name="线2", skus=("KQ-118",), per_day=Decimal(210))
    company = story(tmp_path, capacity=(line,)).model_copy(update={"notify": {}})
    async with open_ding_shop("", "http", template=False, company=company) as opened:
        async with opened.shop.store.write() as uow:
            await uow.connection.execute(t.products.update().where(t.products.c.sku == "KQ-118").values(lead_days=0))
            await uow.commit()
        for who, text in (
            ("lin", "鑫源 控制臂 96件 3月20日到"),
            ("lin", "1"),
            ("chen", "博泰 控制臂 604件 3月13日到"),
            ("chen", "1"),
            ("wang", "0002 能不能提前到3月11日"),
        ):
            await opened.says(who, text)
        yield opened


async def test_a_part_comes_first_by_number_and_a_number_said_twice_does_no_more(wished: DingShop) -> None:
    assert "4 51箱=612  5 50箱=600  6 依据" in wished.dingtalk.seen["chen"][0].reads()
    shown = wished.last("chen")
    assert "回复 1 同意先交514件  2 找孙计划协调,或回复“婉拒 0002”“产能依据 0002”" in shown, shown
    await reads(wished, "chen", "1", "SO20260310-0002 改期同意了", "其余控制臂 90件另开 SO20260310-0003")
    assert "分两批:控制臂 514件,明天(周三)到" in wished.last("wang")
    await wished.says("chen", "1")
    async with wished.shop.store.read() as uow:
        orders = await uow.orders.find(customers=["C01"], limit=9)
    assert sorted(order.lines[0].base_qty or Decimal(0) for order in orders) == [Decimal(90), Decimal(514)]


async def test_the_workshop_is_asked_by_number_and_the_customer_is_refused_by_words_alone(wished: DingShop) -> None:
    await reads(wished, "chen", "2", "申请已发给生产计划", "回复 1 同意先交514件  2 查进度,或回复“婉拒 0002”")
    assert "回复 1 同意加班  2 给出日期  3 拒绝" in wished.last("sun")
    await reads(wished, "chen", "2", "SO20260310-0002 待审核")
    assert "没法改期" not in wished.last("wang")
    await wished.says("sun", "0002 改到3月12日")
    shown = wished.last("chen")
    assert number_of(wished, "chen", "答应客户") == "1", shown
    await wished.says("chen", "1")
    assert (await the_order(wished, "SO20260310-0002")).due == date(2026, 3, 12)
    assert "改期已确认,改为后天(周四)到" in wished.last("wang"), wished.last("wang")
    heard = len(wished.dingtalk.seen["wang"])
    await wished.says("chen", "1")
    assert (await the_order(wished, "SO20260310-0002")).due == date(2026, 3, 12)
    assert len(wished.dingtalk.seen["wang"]) == heard


async def test_the_customer_takes_the_part_by_number(wished: DingShop) -> None:
    await wished.says("chen", "2")
    await wished.says("sun", "0002 改到3月13日")
    assert "同意先交" not in wished.last("wang"), "the customer hears the workshop's day by his salesperson alone"
    await wished.says("chen", "1")
    assert "回复 1 同意先交514件" in wished.last("wang"), wished.last("wang")
    await reads(wished, "wang", "1", "您的订单 SO20260310-0002 分两批")
    assert "其余控制臂 90件另开 SO20260310-0003" in wished.last("chen")


async def slipped(shop: DingShop) -> None:
    """A customer's 60 come later than was said."""
    await shop.says(KEEPER, "到货 ZXJ-J6PL 96")
    await shop.says(CUSTOMER, "J6P左转向节 60件,15号前到")
    await shop.says(CUSTOMER, "1")
    await shop.says(KEEPER, "盘点 ZXJ-J6PL 40")
    await shop.shop.waits(seconds=1)
    assert "回复 1 现在发给客户  2 改一下再发  3 先不发" in shop.last(SELLER), shop.last(SELLER)


async def slip_of(shop: DingShop) -> str:
    async with shop.shop.store.read() as uow:
        slip = await uow.slips.last_of(OrderId(1))
    assert slip is not None
    return slip.state.value


async def test_a_delay_is_told_in_own_words_by_numbers_and_once(shop: DingShop) -> None:
    await slipped(shop)
    await reads(shop, SELLER, "2", "要发给客户的话请直接回复")
    await reads(shop, SELLER, "李工抱歉,60件要比原先说的晚,3月21日到", "回复 1 现在发给客户")
    await shop.says(SELLER, "1")
    assert "李工抱歉,60件要比原先说的晚,3月21日到" in shop.last(CUSTOMER)
    heard = len(shop.dingtalk.seen[CUSTOMER])
    await shop.says(SELLER, "1")
    await shop.shop.waits(minutes=10)
    assert len(shop.dingtalk.seen[CUSTOMER]) == heard
    assert await slip_of(shop) == "sent"


async def test_a_delay_is_held_by_number(shop: DingShop) -> None:
    await slipped(shop)
    heard = len(shop.dingtalk.seen[CUSTOMER])
    await reads(shop, SELLER, "3", "先不发。请您自己告诉客户")
    await shop.shop.waits(minutes=10)
    assert len(shop.dingtalk.seen[CUSTOMER]) == heard
    assert await slip_of(shop) == "held"


async def test_a_quote_is_sent_and_ordered_by_its_words(shop: DingShop) -> None:
    shown = await reads(
        shop, SELLER, "报价 台州恒力 J6P左转向节3件", "回复“发报价 QT20260310-0001”“转订单 QT20260310-0001”"
    )
    assert "回复 1" not in shown
    await shop.says(SELLER, "1")
    assert "QT20260310-0001" not in shop.last(CUSTOMER)
    await reads(shop, SELLER, "发报价 QT20260310-0001", "已发客户")
    assert "回复“转订单 QT20260310-0001”" in shop.last(CUSTOMER), shop.last(CUSTOMER)
    await reads(shop, CUSTOMER, "转订单 QT20260310-0001", "待确认订单", "回复 1 确认下单")
    await reads(shop, CUSTOMER, "1", ORDER)
    assert (await the_order(shop, ORDER)).quote == "QT20260310-0001"


async def test_a_number_that_the_newest_card_lacks_is_asked_back(shop: DingShop) -> None:
    for text in ("台州恒力 ZXJ-J6LL 2件,18号前到", "1"):
        await shop.says(SELLER, text)
    await shop.shop.waits(hours=5)
    assert "4 静音2小时  5 已解决" in shop.last(PLANNER), shop.last(PLANNER)
    for text in ("台州恒力 ZXJ-J6LL 100件 4月10号前到", "1", "0002 改到3月18号"):
        await shop.says(SELLER, text)
    assert "回复 1 同意加班  2 给出日期  3 拒绝" in shop.last(PLANNER), shop.last(PLANNER)
    await reads(shop, PLANNER, "5", "“5”说的是下面这张吗?", f"1. ⏰ {ORDER} 待审核已4工作小时:已解决", "回复 1 选择")
    async with shop.shop.store.read() as uow:
        (alert,) = await uow.alerts.standing(OrderId(1))
        (asked,) = [one for one in await uow.approvals.of(OrderId(2)) if one.state is Verdict.OPEN]
    assert alert.state is not AlertState.CLOSED
    await reads(shop, PLANNER, "1", "结论是什么")
    await reads(shop, PLANNER, "料到了", "🟢", "料到了")
    async with shop.shop.store.read() as uow:
        assert await uow.alerts.standing(OrderId(1)) == []
        assert await uow.approvals.get(asked.id) == asked
    await reads(shop, PLANNER, "9", "没看懂")


async def test_an_open_draft_takes_no_number_of_its_older_card_for_an_amount(shop: DingShop) -> None:
    for text in ("台州恒力 ZXJ-J6LL 100件 4月10号前到", "1", "台州恒力 ZXJ-J6LL 2件 20号前到"):
        await shop.says(SELLER, text)
    assert "4 取消" in shop.last(SELLER), shop.last(SELLER)
    await shop.says(CUSTOMER, "0001 能不能提前到3月12日")
    await reads(shop, SELLER, "4", "“4”说的是下面这张吗?", "1. 待确认订单:取消")
    async with shop.shop.store.read() as uow:
        (draft,) = await uow.orders.find(phases=(Phase.DRAFT,), limit=9)
    assert draft.lines[0].qty == 2
    await reads(shop, SELLER, "1", "草稿已取消")


async def test_a_number_that_newer_news_of_the_same_gives_another_meaning_is_asked_back(shop: DingShop) -> None:
    """While somebody reads a card, another about the same order comes, on which the number means something else."""
    for number, labels in enumerate((("同意", "拒绝"), ("拒绝", "同意")), 1):
        buttons = tuple(
            Button(label, Action({"同意": "grant", "拒绝": "deny"}[label], value="7").pack()) for label in labels
        )
        card = Card("要批准", "要批准", buttons=buttons, key="approval:7")
        async with shop.shop.store.write() as uow:
            chat = ChatRef("dingtalk", PLANNER)
            await uow.outbox.put([Outgoing(chat, to_json(card), f"n{number}", shop.shop.clock.now(), key=card.key)])
            await uow.commit()
        await shop.shop.waits(seconds=5)
    assert "回复 1 拒绝" in shop.last(PLANNER)
    await reads(shop, PLANNER, "1", "“1”说的是下面这张吗?", "要批准:拒绝")


async def test_the_workshop_reads_who_placed_an_order_and_who_approved_it(tmp_path: Path) -> None:
    company = story(tmp_path).model_copy(update={"notify": {}})
    async with open_ding_shop("", "http", template=False, company=company) as shop:
        await shop.says("lin", "温州顺达 控制臂96件 下周三到")
        await shop.says("lin", "1")
        assert not shop.dingtalk.seen["sun"]
        await shop.says("wu", "1")
        await shop.says("wu", "老客户,李总答应3月12日前付清逾期")
        (news,) = [one.reads() for one in shop.dingtalk.seen["sun"] if ORDER in one.reads()]
        assert "林晓确认下单,吴风控 今天 09:12 批准" in news, news
