"""Story U4: what lacks, who buys it, and who waits for it."""

from tests.e2e.stories.conftest import CHEN, HE, LIN, STORE, ZHENG, ZHOU, about
from tests.shop import Shop


async def short_of_bearings(shop: Shop) -> None:
    """博泰 takes the 120 that are there, 鑫源 wants 80 more."""
    for who, text in ((CHEN, "博泰 LT-07 120套 3月18日前到"), (LIN, "台州鑫源 LT-07 80套 3月18日到")):
        await shop.says(who, text)
        await shop.says(who, "确认")
    await shop.waits(seconds=2)


async def test_u4_one_card_one_requisition_and_everybody_waiting_is_released(shop: Shop) -> None:
    await short_of_bearings(shop)
    entries = [
        e for e in await shop.store.console.since(0, 10_000) if e.chat_id == "g-wh" and e.key.startswith("alert:")
    ]
    assert len(entries) == 1
    (card,) = await about(shop, ZHOU, "LT-07", STORE)  # renewed where it stands if the first order raised it already
    for words in ("缺80套", "安全150套", "建议采购:250套", "缺80套(要3月18日(周三)到)"):
        assert words in card.text
    assert "瑞安华盛,4天,今天申请约3月14日(周六)到,赶得上3月17日(周二)发货" in card.text
    for qty in (40, 20):
        await shop.says(LIN, f"台州鑫源 LT-07 {qty}套 3月18日到")
        await shop.says(LIN, "确认")
        await shop.says(LIN, "是新单")
        await shop.waits(seconds=2)
    (card,) = await about(shop, ZHOU, "LT-07", STORE)
    assert "缺140套" in card.title
    assert "建议采购:300套" in card.text
    assert "3单在等" in card.card["summary"]
    await shop.says(HE, "发起采购 火星矿石")
    await shop.expects(HE, "没认出“火星矿石”是哪种货")
    for words in ("到货 LT-07 0", "到货 LT-07 -5", "盘点 LT-07 -1"):  # no shortage is reported of it
        await shop.says(ZHOU, words, STORE)
        await shop.expects(ZHOU, "LT-07 的数量要大于零", group=STORE)
    await shop.says(ZHOU, "到货 LT-99 5", STORE)
    await shop.expects(ZHOU, "没有编码是“LT-99”的货", group=STORE)
    await shop.taps(HE, "一键发起采购申请")
    await shop.expects(HE, "PR-0001", "300套", "3月17日(周二)前要用")
    await shop.says(LIN, "SO20260310-0003 到哪了")
    await shop.expects(LIN, "采购申请:PR-0001 LT-07 300套,3月17日(周二)前要用")
    await shop.says(ZHOU, "发起采购 轮毂轴承", STORE)
    await shop.expects(ZHOU, "已发起 PR-0001", group=STORE)
    await shop.says(ZHOU, "发起采购", STORE)
    await shop.expects(ZHOU, "何采 今天 09:12", "已发起 PR-0001", group=STORE)
    await shop.taps(ZHOU, "查看", STORE)
    await shop.expects(ZHOU, "PR-0001", "发起:何采 今天 09:12", "数量:300套", "等到货,3单还缺140套", group=STORE)
    await shop.says(LIN, "到货 LT-07 300")
    await shop.expects(LIN, "库存的事由仓库、采购或主管来办")
    told = len(await shop.sees(LIN))
    await shop.says(ZHOU, "到货 LT-07 300", STORE)
    for _ in range(3):
        await shop.waits(seconds=2)
    assert len(await shop.sees(LIN)) == told + 1  # one message for three orders
    await shop.expects(LIN, "齐料了", "SO20260310-0002", "SO20260310-0003", "SO20260310-0004")
    (card,) = await about(shop, ZHOU, "🟢 LT-07", STORE)
    assert "PR-0001 关闭" in card.text
    for words in ("采购申请 PR-0001", "pr-1", "看一下采购申请PR-0001"):
        await shop.says(LIN, words)
        await shop.expects(LIN, "状态:已关闭", "缺料解除", "发起:何采")
    await shop.says(LIN, "采购申请 PR-0009")
    await shop.expects(LIN, "没有查到采购申请“PR-0009”")


async def test_u4_who_is_told_at_this_level_is_not_said_to_have_been_silent(shop: Shop) -> None:
    await short_of_bearings(shop)
    assert await about(shop, ZHENG, "LT-07")  # that it is not sold any more concerned him at once
    await shop.waits(minutes=21)
    card = (await about(shop, ZHENG, "LT-07"))[-1]
    assert "升级:第2级,何采、仓库群21分钟没有回应" in card.text
