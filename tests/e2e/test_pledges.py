"""What people promised by word of mouth is kept, reminded of and settled, on both databases."""

from datetime import date

from tests.shop import Shop

SELLER, COLLEAGUE, BOSS, BUYER = "陈海波", "林晓燕", "张厂长", "恒力-李采购"


async def test_a_promise_is_kept_reminded_of_and_said_to_be_broken(url: str) -> None:
    async with Shop(url) as shop:
        await shop.says(SELLER, "记一条:答应台州恒力周五前到")
        await shop.expects(SELLER, "承诺已记下", "台州恒力汽车配件", "3月13日(周五)", "兑现 1")
        async with shop.store.read() as uow:
            (pledge,) = await uow.pledges.of("u01")
        assert (pledge.words, pledge.customer_id, pledge.due) == (
            "记一条:答应台州恒力周五前到",
            "C001",
            date(2026, 3, 13),
        )
        assert pledge.message_id is not None

        await shop.says(COLLEAGUE, "记一下 我答应了鼎盛下周三前把货送到")
        await shop.expects(COLLEAGUE, "承诺已记下", "3月18日(周三)", "鼎盛")
        await shop.says(COLLEAGUE, "我答应的事")
        assert "台州恒力" not in (await shop.expects(COLLEAGUE, "1条待兑现")).text

        before = len(await shop.sees(SELLER))
        await shop.waits(days=2)  # Thursday 09:12
        await shop.expects(SELLER, "您答应的事", "明天", "没兑现 1")
        await shop.restarts()
        await shop.waits(days=1)
        assert len(await shop.sees(SELLER)) == before + 2, "the morning before, and the day's own"

        await shop.says(COLLEAGUE, "兑现 1")
        await shop.expects(COLLEAGUE, "没有找到这条承诺")
        await shop.says(SELLER, "没兑现 1")
        await shop.expects(SELLER, "承诺1 没兑现")
        await shop.says(BOSS, "承诺")
        await shop.expects(BOSS, "1条待兑现,1条没兑现", "陈海波", "林晓燕")
        await shop.says(COLLEAGUE, "兑现")
        await shop.expects(COLLEAGUE, "承诺2 已兑现")
        await shop.waits(days=7)
        assert "您答应的事" not in (await shop.last(COLLEAGUE)).text


async def test_a_customer_writes_no_promise_of_ours(url: str) -> None:
    async with Shop(url) as shop:
        await shop.says(BUYER, "记一条:答应台州恒力周五前到")
        async with shop.store.read() as uow:
            assert await uow.pledges.of(None) == []
