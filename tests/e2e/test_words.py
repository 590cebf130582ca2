"""A customer's own words, the last order once more, and amounts out of the way: through the front door, both stores."""

from sqlalchemy import event

from tests.e2e.conftest import shop_on_each
from tests.shop import Shop

SELLER, BUYER, OTHER, STORE, PLANNER = "陈海波", "恒力-李采购", "鲁通老王", "蔡国平", "孙福根"
STAFF_GROUP, HENGLI_GROUP = "仓库发货群", "恒力-台州恒力对接群"
LEFT, RIGHT = "转向节(左) 解放J6P", "转向节(右) 解放J6P"


shop = shop_on_each


async def taught_by_an_answer(shop: Shop) -> None:
    """大肘子 is in no catalogue; the answer says what it is, the confirmation makes it stay."""
    await shop.says(BUYER, "大肘子 20件,18号前到")
    await shop.expects(BUYER, "没找到产品“大肘子”")
    await shop.says(BUYER, "大肘子=J6P转向节")
    await shop.says(BUYER, "左")
    await shop.says(BUYER, "确认")
    await shop.expects(BUYER, "下单成功", "记住了您的叫法:大肘子", LEFT)


async def test_one_confirmed_answer_teaches_the_customer_s_word_and_nobody_else_s(shop: Shop) -> None:
    await taught_by_an_answer(shop)
    await shop.says(BUYER, "大肘子 30件,18号前到")
    card = await shop.expects(BUYER, LEFT, "30件", "确认下单")
    assert "🟡" not in next(row for row in card.text.splitlines() if LEFT in row)
    await shop.says(OTHER, "大肘子 30件,18号前到")
    await shop.expects(OTHER, "没找到产品“大肘子”")
    await shop.says(SELLER, "温州恒力 大肘子 30件,18号前到")
    await shop.expects(SELLER, "没找到产品“大肘子”")
    await shop.says(SELLER, "取消")
    await shop.says(SELLER, "台州恒力 大肘子 30件,18号前到")
    await shop.expects(SELLER, LEFT, "30件")
    await shop.restarts()
    await shop.says(BUYER, "大肘子 40件,18号前到")
    await shop.expects(BUYER, LEFT, "40件")


async def test_an_answer_that_is_not_confirmed_teaches_nothing(shop: Shop) -> None:
    await shop.says(BUYER, "大肘子 20件,18号前到")
    await shop.says(BUYER, "大肘子=J6P转向节左")
    await shop.says(BUYER, "取消")
    await shop.says(BUYER, "别名")
    await shop.expects(BUYER, "还没有别名")


async def test_an_unsure_answer_teaches_nothing(shop: Shop) -> None:
    await shop.says(BUYER, "大肘子 20件,18号前到")
    await shop.says(BUYER, "应该是J6P转向节左")
    card = await shop.last(BUYER)
    if "确认下单" in card.buttons:
        await shop.says(BUYER, "确认")
    await shop.says(BUYER, "别名")
    await shop.expects(BUYER, "还没有别名")


async def test_an_ambiguous_word_that_a_person_settled_is_used_and_marked(shop: Shop) -> None:
    await shop.says(BUYER, "J6P羊角 20件,18号前到")
    await shop.taps(BUYER, "2 右")
    await shop.taps(BUYER, "确认下单")
    await shop.expects(BUYER, "记住了您的叫法:J6P羊角")
    await shop.says(BUYER, "J6P羊角 5件,18号前到")
    await shop.expects(BUYER, RIGHT, "按客户自己的叫法认的", "确认下单")
    await shop.says(BUYER, "取消")
    for words in ("J6P羊角(左) 5件,18号前到", "J6P羊角 5件,左的,18号前到"):
        await shop.says(BUYER, words)
        await shop.expects(BUYER, LEFT, "5件")
        await shop.says(BUYER, "取消")
    await shop.says(OTHER, "J6P羊角 5件,18号前到")
    await shop.expects(OTHER, "可能是左或右")


async def test_an_undone_order_taught_nothing(shop: Shop) -> None:
    await taught_by_an_answer(shop)
    await shop.says(BUYER, "撤销")
    await shop.says(BUYER, "取消")
    await shop.says(BUYER, "别名")
    await shop.expects(BUYER, "还没有别名")


async def test_a_customer_teaches_lists_forgets_and_takes_back(shop: Shop) -> None:
    await shop.says(BUYER, "别名 大肘子=J6P转向节 左")
    await shop.expects(BUYER, "别名已记住", "大肘子 = " + LEFT)
    await shop.says(BUYER, "大肘子来5件,18号到")
    await shop.expects(BUYER, LEFT, "5件")
    await shop.says(BUYER, "取消")
    await shop.says(BUYER, "别名 大肘子=J6P转向节 右")
    await shop.expects(BUYER, "别名已记住", RIGHT, "原来", LEFT)
    await shop.taps(BUYER, "撤销")
    await shop.says(BUYER, "别名")
    await shop.expects(BUYER, "大肘子 = " + LEFT)
    await shop.says(BUYER, "别名 删除 大肘子")
    await shop.expects(BUYER, "别名已删除")
    await shop.says(BUYER, "大肘子来5件,18号到")
    await shop.expects(BUYER, "没找到产品“大肘子”")
    await shop.says(BUYER, "取消")
    await shop.says(BUYER, "别名 撤销")
    await shop.expects(BUYER, "别名已恢复", "大肘子 = " + LEFT)


async def test_take_back_alone_undoes_what_was_just_taught(shop: Shop) -> None:
    await shop.says(SELLER, "别名 台州恒力 大肘子=J6P转向节 左")
    await shop.expects(SELLER, "别名已记住", "台州恒力")
    await shop.says(SELLER, "撤销")
    await shop.expects(SELLER, "别名已删除")
    await shop.says(SELLER, "别名 台州恒力")
    await shop.expects(SELLER, "还没有别名")


async def test_conflicting_meanings_are_kept_apart(shop: Shop) -> None:
    await shop.says(BUYER, "别名 大肘子=J6P转向节 左")
    await shop.says(OTHER, "别名 大肘子=快放阀")
    await shop.says(BUYER, "大肘子来5件,18号到")
    await shop.expects(BUYER, LEFT)
    await shop.says(OTHER, "大肘子来5个,18号到")
    await shop.expects(OTHER, "快放阀", "5只")
    await shop.says(SELLER, "别名 台州恒力")
    assert "快放阀" not in (await shop.expects(SELLER, LEFT)).text


async def test_nobody_sees_or_changes_another_customer_s_words(shop: Shop) -> None:
    await shop.says(BUYER, "别名 大肘子=J6P转向节 左")
    for words in ("别名 台州恒力", "别名 台州恒力 删除 大肘子", "别名 台州恒力 大肘子=快放阀"):
        await shop.says(OTHER, words)
        assert "转向节" not in (await shop.last(OTHER)).text
    await shop.says(OTHER, "别名")
    await shop.expects(OTHER, "还没有别名")
    await shop.says(STORE, "别名 台州恒力")
    await shop.expects(STORE, "别名由业务员")
    await shop.says(BUYER, "别名")
    await shop.expects(BUYER, "大肘子 = " + LEFT)
    await shop.says(SELLER, "别名 济南鲁通 大肘子=快放阀", group=HENGLI_GROUP)
    assert not await shop.sees(BUYER, HENGLI_GROUP), "what is another customer's is told to the seller alone"
    await shop.expects(SELLER, "别名已记住", "快放阀")


async def test_a_word_of_several_products_asks_to_be_said_in_full(shop: Shop) -> None:
    await shop.says(BUYER, "别名 大肘子=J6P转向节")
    await shop.expects(BUYER, LEFT, RIGHT, "说全")
    await shop.says(BUYER, "别名 大肘子=宇宙飞船")
    await shop.expects(BUYER, "没找到产品", "先不记")
    await shop.says(SELLER, "别名 恒力")
    await shop.expects(SELLER, "哪家客户", "台州恒力", "温州恒力")


async def test_another_process_follows_within_seconds(url: str) -> None:
    async with Shop(url) as first, Shop(url, clock=first.clock) as second:
        await second.says(OTHER, "大肘子来5个,18号到")
        await second.says(OTHER, "取消")
        await first.says(OTHER, "别名 大肘子=快放阀")
        first.clock.move(seconds=3)
        await second.says(OTHER, "大肘子来5个,18号到")
        await first.settles()
        await second.expects(OTHER, "快放阀", "5只")


async def test_the_last_order_once_more(shop: Shop) -> None:
    await shop.says(BUYER, "照上次")
    await shop.expects(BUYER, "还没有可以照的上一单")
    await shop.says(BUYER, "取消")
    await shop.says(BUYER, "J6P左转向节 30件,快放阀 7个,18号到")
    await shop.says(BUYER, "确认")
    await shop.says(BUYER, "老样子,20号到")
    card = await shop.expects(BUYER, LEFT, "30件", "快放阀", "7只", "(照 SO20260310-0001)", "3月20日", "确认下单")
    assert card.text.count("照 SO20260310-0001") == 2
    await shop.says(BUYER, "确认")
    await shop.expects(BUYER, "SO20260310-0002", "30件")
    assert "看懂" not in (await shop.last(BUYER)).text
    await shop.says(SELLER, "上次那个减半")
    waiting = await shop.expects(SELLER, "客户定了就带出上一单的货", "哪家客户")
    assert "看懂" not in waiting.text
    await shop.says(SELLER, "台州恒力")
    await shop.expects(SELLER, "15件", "4只", "取整", "812.50")
    await shop.says(SELLER, "取消")
    await shop.waits(days=91)
    await shop.says(BUYER, "老样子 再加2箱J6P右转向节")
    await shop.expects(BUYER, "30件", "天前的", RIGHT, "2箱=4件")
    await shop.says(OTHER, "照上次")
    assert "转向节" not in (await shop.last(OTHER)).text


async def test_amounts_out_of_the_way_are_marked_with_the_usual_one(shop: Shop) -> None:
    for amount in (300, 280, 320):
        await shop.says(BUYER, f"J6P左转向节 {amount}件,18号到")
        await shop.says(BUYER, "确认")
    await shop.says(BUYER, "J6P左转向节 300箱,18号到")
    await shop.expects(BUYER, "300箱=600件", "平时约300件", "会不会是件")
    await shop.says(BUYER, "数量300件")
    assert "平时" not in (await shop.expects(BUYER, "300件")).text
    await shop.says(BUYER, "数量3000件")
    await shop.expects(BUYER, "3,000件", "比平时多10倍(平时约300件)")
    await shop.says(BUYER, "数量30件")
    await shop.expects(BUYER, "只有平时的1/10(平时约300件)", "确认下单")
    await shop.says(BUYER, "取消")
    await shop.says(OTHER, "J6P左转向节 3000件,18号到")
    assert "平时" not in (await shop.last(OTHER)).text


async def test_doubts_say_their_reason(shop: Shop) -> None:
    await shop.says(BUYER, "擦鸡布 一百来包,14号到")
    await shop.expects(BUYER, "按发音猜的", "数量是约数", "不是工作日", "100")
    await shop.says(BUYER, "改成13号")
    assert "工作日" not in (await shop.last(BUYER)).text
    await shop.says(BUYER, "3月9日到")
    await shop.says(BUYER, "取消")
    await shop.says(BUYER, "J6P左转向节 200到300件,18号到")
    card = await shop.expects(BUYER, "数量")
    assert "确认下单" not in card.buttons
    await shop.says(BUYER, "250")
    await shop.expects(BUYER, "250件", "确认下单")


async def test_what_is_usual_is_asked_once_a_message(shop: Shop) -> None:
    asked: list[str] = []

    def watch(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "JOIN orders" in statement and "base_qty" in statement:
            asked.append(statement)

    made = shop.store._database._engine
    engine = getattr(made, "sync_engine", made)
    event.listen(engine, "before_cursor_execute", watch)
    try:
        for words in ("台州恒力 J6P左转向节 3件,18号到;温州恒力 快放阀 2个", "确认", "你好", "数量5"):
            asked.clear()
            await shop.says(SELLER, words)
            assert len(asked) <= 1, words
    finally:
        event.remove(engine, "before_cursor_execute", watch)


async def test_one_question_a_message_answered_in_a_word(shop: Shop) -> None:
    await shop.says(SELLER, "恒力 J6P转向节")
    await shop.expects(SELLER, "“恒力”是哪一家?")
    for answer, question in (
        ("台州的", "左或右"),
        ("左", "要多少?"),
        ("30", "什么时候要货?"),
        ("明天", "回复 1 确认下单"),
    ):
        await shop.says(SELLER, answer)
        card = await shop.expects(SELLER, question)
        assert card.text.count("?") <= 1
        assert "不一定" not in card.text
    await shop.says(SELLER, "1")
    await shop.expects(SELLER, "SO20260310-0001", LEFT, "30件")


async def test_the_usual_ranks_candidates_and_decides_nothing(shop: Shop) -> None:
    await shop.says(BUYER, "J6P右转向节 3件,18号到")
    await shop.says(BUYER, "确认")
    await shop.says(BUYER, "J6P转向节 3件,18号到")
    card = await shop.expects(BUYER, "左或右") if "左或右" in (await shop.last(BUYER)).text else await shop.last(BUYER)
    assert "1 右" in card.buttons
    assert "确认下单" not in card.buttons
