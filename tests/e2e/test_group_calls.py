"""The bot is called by name in a group: it answers politely what it cannot read, and never floods the group."""

from collections.abc import AsyncIterator

import pytest

from tests.e2e.conftest import DingShop, FeishuShop, RobotShop, open_feishu_shop, open_robot_shop
from tests.shop import Shop

SELLER, BUYER, STRANGER = "u01", "u25", "wm_nobody"
GROUP, DING_GROUP = "wrOrderGroup01", "cidOrderGroup0001=="
SALES_GROUP = "销售一部下单群"
UNREAD, UNKNOWN, ALONE = "我没看懂", "还没有开通", "私聊发给"


@pytest.fixture
async def called(database: str) -> AsyncIterator[RobotShop]:
    """A smart robot, which hears in groups only what calls it."""
    async with open_robot_shop(database, "stream") as running:
        yield running


async def heard(shop: RobotShop, words: str, who: str = SELLER) -> list[str]:
    """What the group reads after somebody called the robot; a quarter of an hour passes before."""
    shop.shop.clock.move(minutes=15)
    before = len(shop.robot.seen[GROUP])
    await shop.says(who, f"@接单 {words}", group=GROUP)
    return [shown.reads() for shown in shop.robot.seen[GROUP][before:]]


@pytest.mark.parametrize("words", ["300件", "J6P", "给恒力发点货", "多少钱", "把这单处理一下"])
async def test_who_calls_and_is_not_understood_is_told_so(called: RobotShop, words: str) -> None:
    (told,) = await heard(called, words)
    assert UNREAD in told
    assert words in told


@pytest.mark.parametrize("words", ["收到", "好的", "车停3号门了", "哈哈哈", "下午几点开会", "谁有空来接个货", "👍", ""])
async def test_chatter_stays_without_an_answer_though_the_bot_is_called(called: RobotShop, words: str) -> None:
    for who in (SELLER, BUYER, STRANGER):
        assert await heard(called, words, who) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("帮助", "可以这样说"),
        ("你好", "更多说法请发“帮助”"),
        ("确认", "没有待确认的订单"),
        ("取消", "没有查到订单"),
        ("改成18号", "没有查到订单"),
    ],
)
async def test_a_word_that_has_nothing_to_do_is_answered(called: RobotShop, words: str, told: str) -> None:
    (answer,) = await heard(called, words)
    assert told in answer


async def test_a_group_is_told_three_times_in_ten_minutes_at_most(called: RobotShop) -> None:
    robot = called.robot
    for n in range(12):
        called.shop.clock.move(seconds=20)
        await called.says((SELLER, BUYER, STRANGER)[n % 3], "@接单 300件", group=GROUP)
    assert len(robot.seen[GROUP]) == 3
    await called.says(SELLER, "@接单 台州恒力 J6P左转向节 300件,15号前到", group=GROUP)
    assert "待确认订单" in called.last(GROUP), "an order is answered whatever was not understood before"
    assert UNREAD in (await heard(called, "J6P"))[-1]


async def test_a_stranger_is_told_to_come_alone_and_a_code_in_a_group_opens_nothing(called: RobotShop) -> None:
    await called.says("u23", "邀请 台州恒力 李工")
    code = next(word for word in called.last("u23").split() if word.count("-") == 2)
    for words in ("台州恒力 J6P左转向节 300件", "我的货到哪了", "邀请码 K7MP-3QXA-9RTW", "K7MP-3QXA-9RTW"):
        (told,) = await heard(called, words, STRANGER)
        assert UNKNOWN in told
        assert "私聊" in told
        assert STRANGER not in told.replace(f"@{STRANGER}", ""), "his account is not written into the group"
    (told,) = await heard(called, f"邀请码 {code}", STRANGER)
    assert "已经作废" in told
    await called.says(STRANGER, code)
    assert "不对、用过了或已过期" in called.last(STRANGER), "the whole group has read it"


async def test_what_is_not_for_the_group_is_said_to_be_told_alone(called: RobotShop) -> None:
    await called.says(SELLER, "在吗")
    (told,) = await heard(called, "J6P左转向节多少钱")
    assert ALONE in told
    assert "812" not in told
    assert "812.50" in called.last(SELLER)


async def test_a_customer_who_calls_in_a_group_is_sent_his_invoice(called: RobotShop) -> None:
    (told,) = await heard(called, "开发票", BUYER)
    assert "已登记开票" in told


async def test_a_picture_that_calls_is_answered(ding_shop: DingShop) -> None:
    code = ding_shop.dingtalk.upload(b"no picture at all")
    await ding_shop.dingtalk.sends(SELLER, "picture", {"downloadCode": code}, group=DING_GROUP)
    await ding_shop.shop.settles()
    assert "打字" in ding_shop.last(DING_GROUP)
    await ding_shop.dingtalk.sends(STRANGER, "picture", {"downloadCode": code}, group=DING_GROUP)
    await ding_shop.shop.settles()
    assert UNKNOWN in ding_shop.last(DING_GROUP)


@pytest.fixture
async def hears_all(database: str) -> AsyncIterator[FeishuShop]:
    """A Feishu app that hears all that is said in groups."""
    async for running in open_feishu_shop(database, "http", ("*",)):
        yield running


@pytest.mark.parametrize(("calls", "answers"), [((), 0), (("bot",), 5), (("wangwu",), 0)])
async def test_where_everything_is_heard_only_a_call_by_name_is_answered(
    hears_all: FeishuShop, calls: tuple[str, ...], answers: int
) -> None:
    for words in ("300件", "J6P", "帮助", "确认", "改成18号"):
        hears_all.shop.clock.move(minutes=15)
        await hears_all.says(SELLER, words, group="oc_sales", call=calls)
    assert len(hears_all.feishu.seen["oc_sales"]) == answers


async def test_an_order_that_is_overheard_is_still_taken(hears_all: FeishuShop) -> None:
    await hears_all.says(SELLER, "台州恒力 J6P左转向节 300件,15号前到", group="oc_sales")
    assert "待确认" in hears_all.last("oc_sales")


async def test_in_the_console_the_bot_is_called_by_its_name(shop: Shop) -> None:
    await shop.says("陈海波", "300件", SALES_GROUP)
    assert not await shop.sees("陈海波", SALES_GROUP)
    await shop.says("陈海波", "@接单助手 300件", SALES_GROUP)
    await shop.expects("陈海波", UNREAD, group=SALES_GROUP)
