"""Who is asked in the place of somebody who is away, and who may not answer: on both databases."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from config.policy import AwaySpec
from storage.importing import import_world
from storage.worlds import World
from tests.e2e.test_money import BOSS, BUYER, COLLEAGUE, FINANCE, SELLER, ordered, the_order
from tests.shop import Shop, demo_settings, with_policy


def away_shop(url: str, instead: str) -> Shop:
    """The salesperson is away this week."""
    away = (AwaySpec(user="u01", since=date(2026, 3, 10), until=date(2026, 3, 12), instead=instead),)
    return Shop(url, with_policy(demo_settings(url), away=away, digest_at=""))


async def test_a_stand_in_of_the_same_role_gets_the_card_and_decides(url: str) -> None:
    async with away_shop(url, "u02") as shop:
        await ordered(shop)
        await shop.says(BUYER, "0001 改成18号到")
        await shop.expects(COLLEAGUE, "申请改期", "3月18日")
        card = next(one for one in await shop.sees(COLLEAGUE) if "同意" in one.buttons)
        await shop.says("王建军", "同意 0001")
        await shop.expects("王建军", "没有在等你批的事")
        await shop.taps(COLLEAGUE, "同意", card=card)
        await shop.taps(COLLEAGUE, "同意", card=card)
        assert (await the_order(shop)).due == date(2026, 3, 18)
        async with shop.store.read() as uow:
            (question,) = await uow.approvals.of((await the_order(shop)).id)
            assert (question.state.value, question.decided_by) == ("granted", "u02")
            assert [e.action for e in await uow.events.of(question.order_id)].count("change") == 1


async def little_credit(shop: Shop) -> None:
    """The customers are imported anew, with a limit of 10 yuan each."""
    async with shop.store.read() as uow:
        known = await uow.parties.all_customers()
    poor = tuple(replace(one, credit_limit=Decimal(10)) for one in known)
    await import_world(shop.store, World(customers=poor), at=shop.clock.now())


async def test_somebody_of_another_role_is_no_stand_in(url: str) -> None:
    async with away_shop(url, "u09") as shop:  # of the warehouse
        await ordered(shop)
        await shop.says(BUYER, "0001 改成18号到")
        await shop.says("蔡国平", "同意 0001")
        await shop.expects("蔡国平", "没有在等你批的事")
        await shop.says(SELLER, "同意 0001")
        assert (await the_order(shop)).due == date(2026, 3, 18)


async def test_who_asks_does_not_approve_of_himself_and_a_question_ends(url: str) -> None:
    settings = demo_settings(url)
    approvers = {**settings.policy.approvers, "credit": ("sales", "finance")}
    async with Shop(url, with_policy(settings, approvers=approvers, digest_at="")) as shop:
        await little_credit(shop)
        await shop.says(SELLER, "台州恒力 J6P左转向节 10件,15号前到")
        await shop.says(SELLER, "确认")
        assert (await the_order(shop)).held
        await shop.says(SELLER, "批准 0001 老客户")
        await shop.expects(SELLER, "你自己提的申请")
        assert (await the_order(shop)).held
        await shop.waits(hours=25)
        assert any("没人批,已过期" in one.text for one in await shop.sees(SELLER))
        await shop.says(FINANCE, "批准 0001 老客户")
        assert (await the_order(shop)).held
        await shop.says(SELLER, "重新申请 0001")
        await shop.says(COLLEAGUE, "批准 0001 老客户")
        assert not (await the_order(shop)).held
        await shop.says(BOSS, "批准 0001 再批")
        async with shop.store.read() as uow:
            questions = await uow.approvals.of((await the_order(shop)).id)
            assert [one.state.value for one in questions] == ["expired", "granted"]
            assert (await uow.audit.check()).damages == ()


async def asked_of(shop: Shop) -> tuple[str, ...]:
    async with shop.store.read() as uow:
        return (await uow.approvals.of((await the_order(shop)).id))[-1].roles


async def test_who_is_away_with_nobody_to_answer_for_him_has_managers_asked_too(url: str) -> None:
    async with away_shop(url, "") as shop:
        await ordered(shop)
        await shop.says(BUYER, "0001 改成18号到")
        await shop.expects(BOSS, "申请改期", "3月18日")
        await shop.says(BOSS, "同意 0001")
        assert (await the_order(shop)).due == date(2026, 3, 18)
        await shop.waits(days=4)  # he is back
        await shop.says(BUYER, "0001 改成25号到")
        await shop.says(SELLER, "同意 0001")
        assert (await the_order(shop)).due == date(2026, 3, 25)


async def test_a_stand_in_does_not_decide_on_what_he_asked_for_himself(url: str) -> None:
    async with away_shop(url, "u02") as shop:
        await shop.says(COLLEAGUE, "台州恒力 J6P左转向节 2件,30号前到")
        await shop.says(COLLEAGUE, "确认")
        await shop.says("蔡国平", "0001 已打面单")
        await shop.says(COLLEAGUE, "0001 地址改成宁波鄞州区潘火路88号,原因:客户仓库搬了")
        assert await asked_of(shop) == ("manager",)
        await shop.says(COLLEAGUE, "同意 0001")
        assert (await the_order(shop)).address != "宁波鄞州区潘火路88号"
        await shop.says(BOSS, "同意 0001")
        assert (await the_order(shop)).address == "宁波鄞州区潘火路88号"


async def test_where_a_whole_role_is_on_leave_managers_are_asked_in_its_place(url: str) -> None:
    settings = demo_settings(url)
    gone = [AwaySpec(user=one, since=date(2026, 3, 10), until=date(2026, 3, 12)) for one in ("u17", "u18")]
    approvers = {**settings.policy.approvers, "credit": ("finance",)}
    async with Shop(url, with_policy(settings, approvers=approvers, away=tuple(gone), digest_at="")) as shop:
        await little_credit(shop)
        for who, what in ((SELLER, "J6P左转向节 10件"), (SELLER, "J6P右转向节 3件")):
            await shop.says(who, f"台州恒力 {what},15号前到")
            await shop.says(who, "确认")
            assert await asked_of(shop) == ("finance", "manager")
        await shop.says(BOSS, "批准 0001 老客户")
        assert await asked_of(shop) == ("finance", "manager"), "by now the customer owes for two, and it is asked anew"
        await shop.says(BOSS, "批准 0001 老客户")
        assert not (await the_order(shop)).held
        await shop.waits(days=4)
        await shop.says(SELLER, "重新申请 0002")
        async with shop.store.read() as uow:
            (order,) = await uow.orders.by_tail("0002")
            assert (await uow.approvals.of(order.id))[-1].roles == ("finance",)


async def test_a_stand_in_changes_the_orders_of_who_is_away_and_only_while_he_is(url: str) -> None:
    async with away_shop(url, "u02") as shop:
        await ordered(shop)
        before = await shop.history(SELLER)
        await shop.says("王建军", "0001 改成2件")
        await shop.expects("王建军", "是陈海波的单")
        await shop.says(COLLEAGUE, "0001 改成6件")
        await shop.expects(COLLEAGUE, "已改", "→ 6件")
        news = (await shop.history(SELLER))[len(before) :]
        assert any("有改动" in (one["text"] or "") and COLLEAGUE in one["text"] for one in news), "he reads of it"
        await shop.says("孙福根", "0001 排产")
        await shop.expects(COLLEAGUE, "已排产")
        async with shop.store.read() as uow:
            assert [e.actor for e in await uow.events.of((await the_order(shop)).id) if e.action == "change"] == ["u02"]
        await shop.says(BUYER, "转人工")
        await shop.expects(BUYER, f"由{COLLEAGUE}跟进")
        await shop.waits(days=3)  # he is back
        await shop.says(COLLEAGUE, "0001 改成8件")
        await shop.expects(COLLEAGUE, "是陈海波的单")
        async with shop.store.read() as uow:
            assert (await uow.audit.check()).damages == ()


async def test_a_stand_in_cancels_for_who_is_away_and_somebody_of_another_role_does_not(url: str) -> None:
    async with away_shop(url, "u14") as shop:  # a planner
        await ordered(shop)
        await shop.says("孙福根", "0001 改成6件")
        await shop.expects("孙福根", "是陈海波的单")
    async with away_shop(url, "u02") as shop:
        await shop.says(COLLEAGUE, "0001 取消,原因:客户不要了")
        await shop.expects(COLLEAGUE, "已取消")
