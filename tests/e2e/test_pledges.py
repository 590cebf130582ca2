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


SAID = (  # as people write it, and the day that is kept
    ("帮我记一下,答应了恒力下周三之前发货", "3月18日"),
    ("我答应李总15号前付款", "3月15日"),
    ("答应恒力明天下午三点前给回复", "明天"),
    ("记一下 我跟台州恒力说了这周五一定送到", "3月13日"),
    ("备忘:答应鲁通老王月底前把样品寄出", "3月31日"),
    ("我答应过恒力的,3月20日到货", "3月20日"),
    ("记个承诺 3月18日前把发票寄给恒力", "3月18日"),
    ("记一条:周五前给博泰发样品", "3月13日"),
)


async def test_a_promise_is_heard_in_other_words_and_an_order_or_a_question_is_none(shop: Shop) -> None:
    for text, day in SAID:
        await shop.says(SELLER, text)
        await shop.expects(SELLER, "承诺已记下", text, day)
    await shop.says(SELLER, "我答应恒力15号前到了吗?")
    await shop.says(SELLER, "记一下 台州恒力 J6L右转向节 4件 20号到")
    await shop.expects(SELLER, "待确认订单", "4件")
    await shop.says(SELLER, "答应客户的事有哪些")
    await shop.expects(SELLER, f"{len(SAID)}条待兑现")
    await shop.says(COLLEAGUE, "有哪些承诺")
    await shop.expects(COLLEAGUE, "没有记着的承诺")


async def test_a_promise_is_settled_in_other_words_and_taken_out_before_its_day_only(shop: Shop) -> None:
    for text, _ in SAID:
        await shop.says(SELLER, text)
    await shop.says(SELLER, "1 兑现了")
    await shop.expects(SELLER, "承诺1 已兑现")
    await shop.says(SELLER, "承诺2做到了")
    await shop.expects(SELLER, "承诺2 已兑现")
    await shop.says(SELLER, "没兑现 4 车坏了")
    await shop.expects(SELLER, "承诺4 没兑现", "车坏了")
    await shop.says(COLLEAGUE, "取消承诺 5")
    await shop.expects(COLLEAGUE, "没有找到这条承诺")
    await shop.says(SELLER, "取消承诺 5")
    await shop.expects(SELLER, "承诺5 已删掉")
    await shop.says(SELLER, "承诺 4 取消")
    await shop.expects(SELLER, "不能取消", "没兑现 4")
    await shop.waits(days=1)  # the eleventh: what was promised for it
    await shop.says(SELLER, "取消承诺 3")
    await shop.expects(SELLER, "承诺3已经到日子", "没兑现 3")
    async with shop.store.read() as uow:
        assert sorted(one.id for one in await uow.pledges.of("u01")) == [3, 4, 6, 7, 8]


async def test_a_reminder_that_comes_late_says_the_day_once(shop: Shop) -> None:
    await shop.says(SELLER, "记一条:答应博泰周四前到")
    before = len(await shop.sees(SELLER))
    await shop.waits(days=2)  # nothing ran on Wednesday
    assert len(await shop.sees(SELLER)) == before + 1
    await shop.expects(SELLER, "您答应的事", "今天")
