"""Quotes through the front door, on both databases: prices of the list, kept while they hold, ordered once."""

import asyncio
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from handlers.domain.order import Order, Phase
from handlers.domain.quotation import Quotation
from storage import tables as t
from storage.uow import UnitOfWork
from tests.e2e.conftest import KfShop, WecomShop, quiet_on_each
from tests.shop import Shop

SELLER, COLLEAGUE, BUYER, OTHER_BUYER, BOSS, KEEPER = (
    "陈海波",
    "林晓燕",
    "恒力-李采购",
    "鲁通老王",
    "张厂长",
    "蔡国平",
)
BUYER_GROUP = "恒力-台州恒力对接群"
NUMBER = "QT20260310-0001"
ORDER = "SO20260310-0001"


shop = quiet_on_each


async def the_quote(shop: Shop, number: str = NUMBER) -> tuple[Quotation, Order]:
    async with shop.store.read() as uow:
        quotation = await uow.quotations.by_number(number)
        assert quotation is not None
        return quotation, await uow.orders.get(quotation.order_id)


async def orders_of(shop: Shop, *phases: Phase) -> list[Order]:
    async with shop.store.read() as uow:
        return await uow.orders.find(phases=phases)


async def dearer(shop: Shop, sku: str, price: str) -> None:
    """The price list changes."""
    async with shop.store.write() as uow:
        await uow.connection.execute(update(t.products).where(t.products.c.sku == sku).values(price=Decimal(price)))
        await uow.commit()


async def test_a_quote_by_the_list_is_sent_ordered_once_and_keeps_its_price(shop: Shop) -> None:
    await shop.says(SELLER, "报价 台州恒力 J6P左转向节300件 J6P右转向节50件")
    await shop.expects(SELLER, NUMBER, "未发客户", "243,750 元", "41,175 元", "合计", "284,925 元", "可以转发给客户")
    assert await orders_of(shop, Phase.DRAFT, Phase.OPEN) == []
    async with shop.store.read() as uow:
        assert await uow.stock.holders("ZXJ-J6PL") == []
    assert not [seen for seen in await shop.sees(BUYER) if NUMBER in seen.text]
    await shop.taps(SELLER, "发给客户")
    await shop.expects(SELLER, NUMBER, "已发客户")
    await shop.expects(BUYER, NUMBER, "243,750 元", "3月17日")
    await dearer(shop, "ZXJ-J6PL", "900")
    await shop.taps(BUYER, "按报价单下")
    await shop.expects(BUYER, "待确认订单", "300件")
    (draft,) = await orders_of(shop, Phase.DRAFT)
    assert (draft.quote, [line.price for line in draft.lines]) == (NUMBER, [Decimal("812.5"), Decimal("823.5")])
    await shop.taps(SELLER, "转为订单")  # the same draft, no second one
    await shop.expects(SELLER, "待确认订单", "812.50")
    assert [order.id for order in await orders_of(shop, Phase.DRAFT)] == [draft.id]
    await shop.taps(SELLER, "确认下单")
    await shop.expects(SELLER, ORDER)
    (order,) = await orders_of(shop, Phase.OPEN)
    assert [line.price for line in order.lines] == [Decimal("812.5"), Decimal("823.5")]
    await shop.says(SELLER, f"转订单 {NUMBER}")
    await shop.expects(SELLER, "已转成订单", ORDER)
    await shop.says(BUYER, "按报价单下")
    await shop.expects(BUYER, "已经下单", ORDER)
    assert len(await orders_of(shop, Phase.DRAFT, Phase.OPEN)) == 1
    await shop.says(SELLER, "我的报价")
    await shop.expects(SELLER, "报价单:1张", NUMBER, f"已转订单{ORDER}")


async def phases_of_the_quote(uow: UnitOfWork) -> list[str]:
    """Of what holds the quote's lines, and of every draft and order made of it."""
    rows = (await uow.connection.execute(select(t.orders.c.phase).where(t.orders.c.quote == NUMBER))).scalars()
    return sorted(rows)


async def quoted(shop: Shop, words: str = "台州恒力 J6P左转向节300件") -> None:
    await shop.says(SELLER, f"报价 {words}")
    await shop.expects(SELLER, NUMBER)


async def test_a_price_of_its_own_is_offered_only_once_it_is_approved(shop: Shop) -> None:
    await shop.says(SELLER, "报价 台州恒力 J6P左转向节300件 单价700")
    await shop.expects(SELLER, NUMBER, "等批准")
    assert "700" not in (await shop.last(SELLER)).text
    await shop.says(SELLER, f"发报价 {NUMBER}")
    await shop.expects(SELLER, "还在等批准")
    await shop.says(SELLER, f"转订单 {NUMBER}")
    await shop.expects(SELLER, "还在等批准")
    await shop.expects(BOSS, NUMBER, "等你批准(报价)", "想报700,我们的价812.50,低于底价731.25")
    await shop.says(COLLEAGUE, f"通过 {NUMBER}")
    await shop.expects(COLLEAGUE, NUMBER, "没有在等你批的事")
    await shop.says(BOSS, f"通过 {NUMBER} 老客户")
    await shop.expects(SELLER, NUMBER, "未发客户", "700元/件", "210,000 元")
    await shop.taps(SELLER, "发给客户")
    await shop.expects(BUYER, NUMBER, "210,000 元")
    await shop.taps(BUYER, "按报价单下")
    await shop.taps(BUYER, "确认下单")
    (order,) = await orders_of(shop, Phase.OPEN)
    assert (order.lines[0].price, order.held) == (Decimal(700), False)
    assert not [f for f in order.findings if f.code.startswith(("floor", "price"))]


async def test_a_price_that_is_refused_can_be_offered_at_ours(shop: Shop) -> None:
    await shop.says(SELLER, "报价 台州恒力 J6P左转向节300件 单价800")
    await shop.taps(BOSS, "驳回")
    await shop.says(BOSS, "这个价不行")
    await shop.expects(SELLER, NUMBER, "价格没有批准")
    await shop.taps(SELLER, "重新报价")
    await shop.expects(SELLER, f"{NUMBER} 第2版 未发客户", "812.50元/件")


async def test_nobody_decides_in_time_and_nothing_is_offered(shop: Shop) -> None:
    await shop.says(SELLER, "报价 台州恒力 J6P左转向节300件 单价800")
    await shop.waits(hours=25)
    await shop.says(SELLER, f"发报价 {NUMBER}")
    await shop.expects(SELLER, "没有批准")
    assert not [seen for seen in await shop.sees(BUYER) if "报价单" in seen.text]


async def test_an_expired_quote_says_so_and_is_priced_anew(shop: Shop) -> None:
    await quoted(shop)
    await shop.taps(SELLER, "发给客户")
    await dearer(shop, "ZXJ-J6PL", "900")
    await shop.waits(days=6)
    await shop.expects(SELLER, NUMBER, "快到期", "已发客户,没有下单")
    await shop.waits(days=2)
    await shop.expects(SELLER, NUMBER, "已过期", "可以重新报价")
    await shop.taps(BUYER, "按报价单下")
    await shop.expects(BUYER, "已过有效期", "价格要重新确认")
    await shop.expects(SELLER, "有问题等你回复", NUMBER)
    assert await orders_of(shop, Phase.DRAFT, Phase.OPEN) == []
    await shop.says(SELLER, f"转订单 {NUMBER}")
    await shop.expects(SELLER, NUMBER, "已过期", "重新报价")
    await shop.taps(SELLER, "重新报价")
    await shop.expects(SELLER, f"{NUMBER} 第2版 未发客户", "900元/件")
    quotation, offer = await the_quote(shop)
    assert (quotation.version, offer.lines[0].price) == (2, Decimal(900))


async def test_a_draft_whose_quote_ends_before_the_yes_is_priced_anew_and_shown_again(shop: Shop) -> None:
    await quoted(shop)
    await shop.taps(SELLER, "转为订单")
    await dearer(shop, "ZXJ-J6PL", "900")
    await shop.waits(days=8)
    card = next(s for s in reversed(await shop.sees(SELLER)) if "确认下单" in s.buttons)
    await shop.taps(SELLER, "确认下单", card=card)
    (again,) = [s.text for s in await shop.sees(SELLER) if "待确认订单" in s.text and not s.gone]
    assert f"报价单{NUMBER}已" in again
    assert "过期,按现在的价算" in again
    assert "×900" in again
    await shop.taps(SELLER, "确认下单")
    (order,) = await orders_of(shop, Phase.OPEN)
    assert order.lines[0].price == Decimal(900)


async def test_less_than_was_offered_costs_what_it_costs(shop: Shop) -> None:
    await quoted(shop)
    await dearer(shop, "ZXJ-J6PL", "900")
    await shop.taps(SELLER, "转为订单")
    await shop.says(SELLER, "数量改成100")
    await shop.expects(SELLER, "不到报价的300件,按现在的价算", "90,000 元")
    await shop.says(SELLER, "数量改成400")
    await shop.expects(SELLER, "325,000 元")


async def test_a_dropped_draft_gives_the_quote_back(shop: Shop) -> None:
    await quoted(shop)
    await shop.taps(SELLER, "转为订单")
    await shop.says(SELLER, "不要了")
    await shop.says(SELLER, "转订单")
    await shop.expects(SELLER, "待确认订单", "812.50")
    assert len(await orders_of(shop, Phase.DRAFT)) == 1


async def test_a_withdrawn_quote_cannot_be_ordered_and_the_customer_hears_of_it(shop: Shop) -> None:
    await quoted(shop)
    await shop.taps(SELLER, "发给客户")
    await shop.taps(SELLER, "撤回报价")
    await shop.expects(SELLER, NUMBER, "已撤回")
    await shop.expects(BUYER, NUMBER, "已撤回")
    await shop.says(BUYER, f"按报价单{NUMBER}下")
    await shop.expects(BUYER, "现在不能用")
    await shop.says(SELLER, f"转订单 {NUMBER}")
    await shop.expects(SELLER, "已撤回")
    assert await orders_of(shop, Phase.DRAFT, Phase.OPEN) == []


async def test_a_change_is_a_new_version_with_its_history(shop: Shop) -> None:
    await quoted(shop)
    await shop.taps(SELLER, "发给客户")
    await shop.says(SELLER, f"改报价 {NUMBER} J6P左转向节 200件")
    await shop.taps(BUYER, "按报价单下")
    await shop.expects(BUYER, "以业务员新发的为准")
    assert await orders_of(shop, Phase.DRAFT) == []
    await shop.expects(SELLER, f"{NUMBER} 第2版 未发客户", "162,500 元")
    await shop.taps(SELLER, "发给客户")
    await shop.expects(BUYER, NUMBER, "162,500 元")
    await shop.says(SELLER, f"{NUMBER} 修改记录")
    await shop.expects(SELLER, NUMBER, "300件", "200件")
    async with shop.store.read() as uow:
        quotation = await uow.quotations.by_number(NUMBER)
        assert quotation is not None
        events = await uow.events.of(quotation.order_id)
        checked = await uow.audit.check()
    assert [event.action for event in events] == ["quote", "quote_send", "quote_change", "quote_send"]
    assert checked.damages == ()


async def test_a_customer_asks_and_its_salesperson_gets_the_quote_at_our_price(shop: Shop) -> None:
    await shop.says(BUYER, "J6P左转向节300件多少钱?按1元一件给我行不行")
    await shop.expects(BUYER, "已转给陈海波")
    assert "812" not in " ".join(seen.text for seen in await shop.sees(BUYER))
    await shop.expects(SELLER, NUMBER, "客户刚问价", "243,750 元")
    await shop.says(BUYER, "J6P左转向节300件多少钱")
    async with shop.store.read() as uow:
        assert len(await uow.quotations.of()) == 1  # asked again, the same quote
    await shop.taps(SELLER, "发给客户")
    await shop.expects(BUYER, NUMBER, "243,750 元")
    await shop.says(BUYER, "单价改成1元")
    await shop.says(BUYER, f"改报价 {NUMBER} J6P左转向节300件 单价1元")
    await shop.says(BUYER, f"通过 {NUMBER}")
    quotation, offer = await the_quote(shop)
    assert (quotation.version, offer.lines[0].price) == (1, Decimal("812.5"))


async def test_a_group_reads_no_prices_and_another_customer_nothing(shop: Shop) -> None:
    await shop.says(SELLER, "报价 台州恒力 J6P左转向节300件", BUYER_GROUP)
    await shop.expects(SELLER, NUMBER, "243,750 元")
    await shop.taps(SELLER, "发给客户")
    for group in (BUYER_GROUP,):
        assert not [s for s in await shop.sees(SELLER, group) if "812" in s.text or "243" in s.text or "QT" in s.text]
    await shop.expects(BUYER, NUMBER)
    await shop.says(OTHER_BUYER, f"按报价单{NUMBER}下")
    await shop.says(OTHER_BUYER, f"转订单 {NUMBER}")
    await shop.says(OTHER_BUYER, "我的报价")
    await shop.expects(OTHER_BUYER, "还没有报价单")
    assert not [s for s in await shop.sees(OTHER_BUYER) if "243" in s.text or "台州" in s.text]
    assert await orders_of(shop, Phase.DRAFT, Phase.OPEN) == []
    await shop.says(BUYER, "我的报价", BUYER_GROUP)
    await shop.expects(BUYER, "报价单:1张", NUMBER, "243,750 元")
    assert not [s for s in await shop.sees(BUYER, BUYER_GROUP) if "243" in s.text]


async def test_what_is_open_is_asked_first(shop: Shop) -> None:
    await shop.says(SELLER, "报价 台州恒力 转向节 300件")
    await shop.expects(SELLER, "待确认订单", "回复“报价”,就出报价单")
    await shop.says(SELLER, "J6P左的")
    await shop.says(SELLER, "报价")
    await shop.expects(SELLER, NUMBER, "243,750 元")
    assert await orders_of(shop, Phase.DRAFT) == []
    async with shop.store.read() as uow:
        assert await uow.stock.holders("ZXJ-J6PL") == []


async def test_only_the_price_is_asked_as_before(shop: Shop) -> None:
    await shop.says(SELLER, "报价 J6P左转向节")
    await shop.expects(SELLER, "价格(价目表)", "812.5")
    await shop.says(KEEPER, "报价 台州恒力 J6P左转向节300件")
    assert not [s for s in await shop.sees(KEEPER) if "812" in s.text]
    async with shop.store.read() as uow:
        assert await uow.quotations.of() == []


async def test_lists_and_who_may_do_what(shop: Shop) -> None:
    await quoted(shop)
    await shop.says(COLLEAGUE, f"撤回报价 {NUMBER}")
    await shop.expects(COLLEAGUE, "是陈海波的")
    await shop.says(COLLEAGUE, "报价单 台州恒力")
    await shop.expects(COLLEAGUE, NUMBER)
    await shop.says(COLLEAGUE, "我的报价")
    await shop.expects(COLLEAGUE, "还没有报价单")
    await shop.says(BOSS, "报价单")
    await shop.expects(BOSS, NUMBER, "未发客户")
    await shop.says(KEEPER, "报价单")
    assert not [s for s in await shop.sees(KEEPER) if NUMBER in s.text]


async def test_two_who_press_at_once_make_one_draft(shop: Shop) -> None:
    await quoted(shop)
    card = next(s for s in await shop.sees(SELLER) if "转为订单" in s.buttons)
    await shop.taps(SELLER, "转为订单", card=card, settle=False)
    await shop.taps(SELLER, "转为订单", card=card, client_id="again", settle=False)
    await shop.settles()
    async with shop.store.read() as uow:
        assert await phases_of_the_quote(uow) == ["draft", "void"]


async def test_a_confirmed_order_keeps_the_offered_price_for_no_less_than_was_offered(shop: Shop) -> None:
    await shop.says(SELLER, "报价 台州恒力 J6P左转向节300件 单价700")
    await shop.says(BOSS, f"通过 {NUMBER} 老客户")
    await shop.taps(SELLER, "转为订单")
    await shop.taps(SELLER, "确认下单")
    await shop.says(SELLER, f"{ORDER} 数量改成320")
    (order,) = await orders_of(shop, Phase.OPEN)
    assert (order.lines[0].base_qty, order.lines[0].price) == (Decimal(320), Decimal(700))
    await shop.says(SELLER, f"{ORDER} 数量改成20")
    (order,) = await orders_of(shop, Phase.OPEN)
    assert (order.lines[0].base_qty, order.lines[0].price) == (Decimal(20), Decimal("812.5"))


async def test_the_salesperson_and_the_customer_who_order_at_once_make_one_draft(shop: Shop) -> None:
    await quoted(shop)
    await shop.taps(SELLER, "发给客户")
    await asyncio.gather(
        shop.taps(SELLER, "转为订单", settle=False),
        shop.taps(BUYER, "按报价单下", settle=False),
    )
    await shop.settles()
    async with shop.store.read() as uow:
        assert await phases_of_the_quote(uow) == ["draft", "void"]
        assert (await uow.audit.check()).damages == ()


async def test_who_orders_while_the_quote_is_changed_gets_one_draft_or_the_new_version(shop: Shop) -> None:
    await quoted(shop)
    await shop.taps(SELLER, "发给客户")
    await asyncio.gather(
        shop.taps(SELLER, "转为订单", settle=False),
        shop.taps(BUYER, "按报价单下", settle=False),
        shop.says(SELLER, f"改报价 {NUMBER} J6P右转向节 20件", settle=False),
    )
    await shop.settles()
    async with shop.store.read() as uow:
        (quotation,) = await uow.quotations.of()
        phases = await phases_of_the_quote(uow)
        assert quotation.version == 2
        assert (await uow.audit.check()).damages == ()
    if phases == ["void"]:  # the change was first: both were told instead of ordering at prices they had not seen
        await shop.expects(BUYER, "已经改过")
    else:
        assert phases == ["draft", "void"]


async def test_a_draft_of_an_older_version_does_not_get_the_new_ones_prices(shop: Shop) -> None:
    await quoted(shop)
    await shop.taps(SELLER, "发给客户")
    await shop.taps(BUYER, "按报价单下")
    await dearer(shop, "ZXJ-J6PL", "900")
    await shop.says(SELLER, f"改报价 {NUMBER} J6P左转向节 200件")
    await shop.taps(BUYER, "确认下单")
    assert await orders_of(shop, Phase.OPEN) == []  # seen again first
    (again,) = [s.text for s in await shop.sees(BUYER) if "待确认订单" in s.text and not s.gone]
    assert f"报价单{NUMBER}已不适用这张单" in again
    (draft,) = await orders_of(shop, Phase.DRAFT)
    assert draft.lines[0].price == Decimal(900)


async def test_in_wecom_a_quote_is_made_sent_and_ordered_with_its_buttons(wecom_shop: WecomShop) -> None:
    shop = wecom_shop
    await shop.says("u01", "报价 台州恒力 J6P左转向节300件")
    assert "未发客户" in shop.last("u01")
    assert "243,750 元" in shop.last("u01")
    await shop.taps("u01", "发给客户")
    assert NUMBER in shop.last("u25")
    assert "243,750 元" in shop.last("u25")
    await shop.taps("u25", "按报价单下")
    assert "待确认订单" in shop.last("u25")
    (draft,) = await orders_of(shop.shop, Phase.DRAFT)
    assert (draft.quote, draft.lines[0].price) == (NUMBER, Decimal("812.5"))


async def test_in_wechat_kf_the_customer_asks_reads_and_orders(kf_shop: KfShop) -> None:
    shop = kf_shop
    await shop.says("u25", "J6P左转向节300件多少钱")
    assert "客户刚问价" in shop.staff_last("u01")
    await shop.staff_says("u01", "发报价")
    assert "243,750 元" in shop.kf.last("u25")
    await shop.says("u25", "按报价单下")
    (draft,) = await orders_of(shop.shop, Phase.DRAFT)
    assert (draft.quote, draft.placed_by) == (NUMBER, "u25")


@pytest.mark.parametrize(
    "words",
    [
        "给台州恒力报价 J6P左转向节300件",
        "给台州恒力报个价:J6P左转向节300件",
        "麻烦给台州恒力做个报价单 J6P左转向节 300件",
        "帮台州恒力报一下价 J6P左转向节300件",
    ],
)
async def test_a_quote_is_asked_for_with_the_customer_first(shop: Shop, words: str) -> None:
    await shop.says(SELLER, words)
    await shop.expects(SELLER, NUMBER, "未发客户", "243,750 元")
    _, order = await the_quote(shop)
    assert order.customer_id == "C001"
    assert await orders_of(shop, Phase.DRAFT, Phase.OPEN) == []


@pytest.mark.parametrize("words", ["给我报价 J6P左转向节", "给台州恒力报价前先问清数量 J6P左转向节300件"])
async def test_who_asks_for_a_price_himself_gets_no_quote(shop: Shop, words: str) -> None:
    await shop.says(SELLER, words)
    assert not [seen for seen in await shop.sees(SELLER) if NUMBER in seen.text]
