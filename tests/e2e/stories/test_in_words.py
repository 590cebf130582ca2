"""Story U2 where nothing can be pressed: the salesperson in an official account, or everybody in DingTalk's words."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from handlers.domain.messaging import UserRef
from handlers.domain.order import Order, Phase
from handlers.domain.pledge import Kept
from tests.e2e.conftest import DingShop, OaShop, OpenOa, open_ding_shop
from tests.e2e.stories.conftest import story
from tests.shop import Shop

Says = Callable[[str], Awaitable[str]]  # 林晓 or 吴风控 writes; returns all the words of what is shown then

NUMBER = "SO20260310-0001"
REASON = "老客户,李总答应3月12日前付清逾期"
OFFER = "回复 1 提交审批  2 先发现货  3 等齐  4 换替代品  5 依据  6 取消"
ASKED = ("逾期货款12,800 元,最早的已逾期8天", "超12,920 元", "近3次平均迟6天", "本单18%", "林晓提交", "16,720 元")


@pytest.fixture
async def oa(open_oa: OpenOa, tmp_path: Path) -> AsyncIterator[OaShop]:
    """林晓 has an official account and nothing else, the others have WeCom and nothing else."""
    async with open_oa(company=story(tmp_path)) as opened:
        async with opened.shop.store.write() as uow:
            others = [person.user for person in await uow.parties.all_people() if person.user != "lin"]
            await uow.parties.unbind([UserRef("wecom", "lin"), *(UserRef("wechat_oa", user) for user in others)])
            await uow.parties.bind(UserRef("wechat_oa", "lin"), "lin")
            await uow.commit()
        yield opened


@asynccontextmanager
async def ding(tmp_path: Path, mode: str) -> AsyncIterator[DingShop]:
    """Everybody in DingTalk, where no card template is configured."""
    company = story(tmp_path).model_copy(update={"notify": {}})
    async with open_ding_shop("", mode, template=False, company=company) as opened:
        yield opened


async def the_order(shop: Shop) -> Order:
    """The one order that there is."""
    async with shop.store.read() as uow:
        (order,) = await uow.orders.find(phases=tuple(Phase), limit=10)
    return order


async def reads(says: Says, text: str, *words: str) -> str:
    """Somebody writes and reads all these words."""
    shown = await says(text)
    missing = [word for word in words if word not in shown]
    assert not missing, f"{missing} not in: {shown}"
    return shown


async def three_messages(shop: Shop, lin: Says) -> None:
    """One draft of three messages, with the credit it goes beyond and what may be answered."""
    await reads(lin, "温州顺达那边要控制臂五箱", "温州顺达商贸", "控制臂", "5箱=60件", "什么时候要货?")
    await shop.waits(seconds=2)
    await reads(lin, "再加轮毂轴承两百套", "① 控制臂 5箱=60件", "② 轮毂轴承 200套", "什么时候要货?", "下周三")
    await shop.waits(seconds=26)
    shown = await reads(lin, "控制臂改成8箱吧 下周三到", "8箱=96件 ×45(原5箱)", "② 轮毂轴承 200套 ×62", OFFER)
    for words in ("3月18日(周三)到", "16,720 元", "②缺80套", "46,200 元,连本单62,920 元", "超12,920 元", "+240 元"):
        assert words in shown
    assert "什么时候要货" not in shown
    order = await the_order(shop)
    assert (order.customer_id, order.phase, order.due) == ("C02", Phase.DRAFT, date(2026, 3, 18))
    await shop.waits(seconds=19)


async def submitted(shop: Shop, lin: Says) -> None:
    """It waits for the approval: nothing is locked, nothing planned."""
    await three_messages(shop, lin)
    told = await reads(lin, "1", f"{NUMBER} 已提交,等批准", "批准前不占货、不安排")
    assert not any(word in told for word in ("毛利", "平均迟"))
    assert await held_goods(shop) == {}
    assert (await the_order(shop)).held


async def held_goods(shop: Shop) -> dict[str, Decimal]:
    """What the order holds in stock."""
    async with shop.store.read() as uow:
        return {hold.sku: hold.qty for hold in await uow.stock.of((await the_order(shop)).id)}


async def approved(shop: Shop, told: str) -> None:
    """What 林晓 reads of the decision, and what is stored."""
    for words in (f"{NUMBER} 已批准", "信用已批准,吴风控", f"原因:{REASON}", "②缺80套", "现货已锁"):
        assert words in told
    assert not any(word in told for word in ("毛利", "平均迟"))
    assert await held_goods(shop) == {"KQ-118": Decimal(96), "LT-07": Decimal(120)}
    async with shop.store.read() as uow:
        (pledge,) = await uow.pledges.of("wu")
    assert (pledge.due, pledge.customer_id, pledge.state) == (date(2026, 3, 12), "C02", Kept.OPEN)


async def kept(shop: Shop, wu: Says, last: Callable[[], str]) -> None:
    """The promise stands in the ledger, is reminded of on the day before and on the day, and is kept by a word."""
    await reads(wu, "承诺", "1条待兑现", NUMBER, REASON)
    await shop.waits(hours=23, minutes=50)
    assert "您答应的事:明天(周四)到日子" in last()
    await shop.waits(days=1)
    assert "您答应的事:今天(周四)到日子" in last()
    assert "回复“兑现 1”" in last()
    await reads(wu, "兑现 1", "承诺1 已兑现", REASON)
    async with shop.store.read() as uow:
        assert await uow.pledges.of("wu") == []


async def raised(lin: Says, last: Callable[[], str]) -> None:
    """More than was approved is asked for again."""
    await reads(lin, "0001 控制臂改成20箱", "8箱=96件 → 20箱=240件", "超19,400 元,要先批准", "批准前先不安排")
    assert f"{NUMBER} 等你批准(信用)" in last()
    assert "超19,400 元" in last()


async def test_u2_in_an_official_account_is_answered_by_number(oa: OaShop) -> None:
    shop, wecom = oa.shop, oa.wecom

    async def lin(text: str) -> str:
        return await oa.says("lin", text)

    async def wu(text: str) -> str:
        await oa.staff_says("wu", text)
        return last()

    def last() -> str:
        return wecom.seen["wu"][-1].reads()

    await submitted(shop, lin)
    assert [one.kind for one in oa.oa.screens["lin"]] == ["passive"] * 4, "each is the answer to its own callback"
    card = next(card for card in reversed(wecom.seen["wu"]) if "批准" in card.buttons)
    assert all(words in card.reads() for words in ASKED)
    assert list(card.buttons)[:3] == ["批准", "回款后放行", "驳回"]
    assert await wecom.callback_tap("wu", card, "批准") == [200]
    await shop.settles()
    assert "原因是什么?直接回复一句话" in last()
    assert await held_goods(shop) == {}, "no reason, no approval"
    await wu(REASON)
    assert any("承诺已记下" in one.reads() and "温州顺达" in one.reads() for one in wecom.seen["wu"])
    await approved(shop, oa.oa.last("lin"))
    assert oa.oa.screens["lin"][-1].kind == "text", "he said nothing: it comes as a customer message"
    await kept(shop, wu, last)
    await raised(lin, last)
    assert oa.oa.refused == []


@pytest.mark.parametrize("mode", ["http", "stream"])
async def test_u2_in_dingtalk_without_cards_is_answered_by_number_and_in_words(tmp_path: Path, mode: str) -> None:
    async with ding(tmp_path, mode) as opened:
        shop = opened.shop

        async def lin(text: str) -> str:
            await opened.says("lin", text)
            return opened.last("lin")

        async def wu(text: str) -> str:
            await opened.says("wu", text)
            return last()

        def last() -> str:
            return opened.last("wu")

        await submitted(shop, lin)
        asked = last()
        assert all(words in asked for words in (*ASKED, "回复 1 批准  2 回款后放行  3 驳回  4 查进度"))
        await reads(wu, "1", f"批准{NUMBER}的原因是什么?直接回复一句话")
        assert await held_goods(shop) == {}, "no reason, no approval"
        await wu(REASON)
        assert any("承诺已记下" in one.reads() and "温州顺达" in one.reads() for one in opened.dingtalk.seen["wu"])
        await approved(shop, opened.last("lin"))
        await kept(shop, wu, last)
        await raised(lin, last)
        kinds = {one.kind for screen in opened.dingtalk.seen.values() for one in screen}
        assert kinds <= {"actionCard", "markdown", "text"}


async def other_answers(shop: Shop, lin: Says) -> None:
    """The other numbers of the same offer: the stronger kind for what is missing costs 240 more; the reason; no."""
    await three_messages(shop, lin)
    await reads(
        lin, "5", "【温州顺达】那边要【控制臂】五箱", "再加【轮毂轴承】【两百套】", "控制臂改成【8箱】吧 【下周三】到"
    )
    await reads(
        lin,
        "4",
        "120套 ×62(原200套)",
        "轮毂轴承(加强) 80套 ×65",
        "16,960 元",
        "回复 1 提交审批  2 ②3箱=150  3 ②2箱=100  4 依据  5 取消",
    )
    lines = {line.sku: line.base_qty for line in (await the_order(shop)).lines}
    assert lines == {"KQ-118": Decimal(96), "LT-07": Decimal(120), "LT-07B": Decimal(80)}
    await reads(lin, "5", "草稿已取消")
    assert (await the_order(shop)).phase is Phase.VOID


async def test_u2_s_other_numbers_in_an_official_account(oa: OaShop) -> None:
    async def lin(text: str) -> str:
        return await oa.says("lin", text)

    await other_answers(oa.shop, lin)


async def test_u2_s_other_numbers_in_dingtalk(tmp_path: Path) -> None:
    async with ding(tmp_path, "http") as opened:

        async def lin(text: str) -> str:
            await opened.says("lin", text)
            return opened.last("lin")

        await other_answers(opened.shop, lin)
