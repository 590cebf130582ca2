"""Stories U1 and U3: what stands on the card before anybody confirms."""

from decimal import Decimal

from tests.e2e.conftest import WecomShop
from tests.e2e.stories.conftest import LIN
from tests.shop import Shop


async def test_u1_one_sentence_shows_stock_and_credit_and_the_safety_stock_is_told_of_once(wecom: WecomShop) -> None:
    await wecom.says("chen", "博泰发300件转向节,3月15日前到")
    await wecom.taps("chen", "左")
    card = wecom.last("chen")
    for words in (
        "25,800",
        "可用360→占用后60件",
        "低于安全库存",
        "120,000→145,800,额度300,000 元",
        "周日不收货,3月14日",
    ):
        assert words in card
    await wecom.taps("chen", "确认下单")
    assert "库存已锁300件" in wecom.last("chen")
    async with wecom.shop.store.read() as uow:
        order = await uow.orders.by_number("SO20260310-0001")
        assert order is not None
        assert [(hold.sku, hold.qty) for hold in await uow.stock.of(order.id)] == [("ZJ-2041", Decimal(300))]
    seen = wecom.shown()
    await wecom.shop.waits(seconds=2)
    assert "低于安全库存" in wecom.last("zhou")
    assert "低于安全库存" not in wecom.last("chen")
    await wecom.shop.waits(seconds=60)
    told = wecom.shown()
    assert told > seen
    await wecom.says("wang", "转向节左 20件 下周五到")
    assert not any(word in wecom.last("wang") for word in ("可用", "占用", "信用", "额度", "安全"))


async def test_the_shortage_card_names_the_supplier_and_when_he_could_bring_it(shop: Shop) -> None:
    await shop.says(LIN, "台州鑫源 LT-07 200套 3月18日到")
    await shop.says(LIN, "确认")
    await shop.waits(seconds=2)
    await shop.expects("何采", "缺80套", "建议采购:250套", "瑞安华盛,4天,今天申请约3月14日(周六)到")
