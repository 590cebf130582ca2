"""Who is asked in the place of somebody who is away, and who may not answer: on both databases."""

from datetime import date
from decimal import Decimal

from sqlalchemy import update

from config.policy import AwaySpec
from storage import tables as t
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
        async with shop.store.write() as uow:
            await uow.connection.execute(update(t.customers).values(credit_limit=Decimal(10)))
            await uow.commit()
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
