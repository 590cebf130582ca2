"""Operators' rules through the front door: written, tried, put in force, at work on orders, rolled back."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.domain.order import Order, OrderEvent
from tests.shop import Shop, demo_settings

SELLER, BUYER, KEEPER, PLANNER = "陈海波", "恒力-李采购", "蔡国平", "孙福根"
FINANCE, DRIVER, SERVICE, BOSS = "沈会计", "老丁", "客服小美", "张厂长"
NUMBER = "SO20260310-0001"
PAID = """
[[rule]]
name = "款到备料"
when = ["付款凭证已上传", "财务通过"]
if = "付款凭证已上传 且 财务通过"
then = ["状态改为 备料中", "通知 生产经理:{单号} 款已到,请准备"]
"""
SHIPPED = """
[[rule]]
name = "运单填写就发货"
when = "运单号填写"
if = "状态 = 已出库"
then = ["状态改为 运输中", "通知 物流跟踪:{单号} 已发货,{客户},运单 {运单号},{交期} 到"]
"""


@pytest.fixture
async def shop(request: pytest.FixtureRequest, url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    """A shop with an empty folder of rules, whose orders go the way that the test names."""
    (tmp_path / "rules").mkdir()
    flow = getattr(request, "param", "five_state")
    async with Shop(url, demo_settings(url, flow=flow, rules=str(tmp_path / "rules"))) as running:
        yield running


def write(shop: Shop, text: str, name: str = "rules") -> None:
    Path(shop.settings.rules, f"{name}.toml").write_text(text, encoding="utf-8")


async def in_force(shop: Shop, text: str, *names: str) -> None:
    """Writes a file, tries its rules and enables them."""
    write(shop, text)
    await shop.waits(seconds=2)
    for name in names:
        await shop.says(BOSS, f"试跑 {name}")
        await shop.expects(BOSS, f"试跑“{name}”第1版", "没有改动任何订单")
        await shop.says(BOSS, f"启用 规则 {name}")
        await shop.expects(BOSS, f"规则“{name}”第1版已启用")


async def ordered(shop: Shop, text: str = "台州恒力 J6L左转向节 2件,15号前到") -> None:
    await shop.says(SELLER, text)
    await shop.says(SELLER, "确认")


async def the_order(shop: Shop, tail: str = "0001") -> Order:
    async with shop.store.read() as uow:
        (order,) = await uow.orders.by_tail(tail)
        return order


async def events(shop: Shop, tail: str = "0001") -> list[OrderEvent]:
    async with shop.store.read() as uow:
        (order,) = await uow.orders.by_tail(tail)
        return await uow.events.of(order.id)


@pytest.mark.parametrize("shop", ["production"], indirect=True)
async def test_the_voucher_and_the_money_bring_an_order_to_production(shop: Shop) -> None:
    await in_force(shop, PAID, "款到备料")
    await ordered(shop)
    await shop.sends_picture(FINANCE, "水单.jpg", "0001 付款")
    order = await the_order(shop)
    assert order.state == "备料中"
    moved = [event for event in await events(shop) if event.from_state != event.to_state][-2:]
    assert [(e.from_state, e.to_state) for e in moved] == [("待确认", "已收款"), ("已收款", "备料中")]
    assert moved[1].actor == "rule:款到备料:1"
    assert moved[0].message_id == moved[1].message_id
    told = [seen.text for seen in await shop.sees(PLANNER, "生产调度群")]
    assert sum("款已到,请准备" in text for text in told) == 1
    await shop.expects(FINANCE, "已收款 → 备料中", "规则“款到备料”第1版")
    card = next(seen for seen in reversed(await shop.sees(FINANCE)) if NUMBER in seen.title)
    assert "备料中" in card.title
    await shop.says(FINANCE, "为什么 0001")
    await shop.expects(FINANCE, "已收款 → 备料中", "规则“款到备料”第1版", "付款凭证已上传")
    await shop.says(KEEPER, "0001 已排产")
    await shop.says(PLANNER, "0001 已排产")
    assert (await the_order(shop)).state == "生产排程"


@pytest.mark.parametrize("shop", ["b2b"], indirect=True)
async def test_a_waybill_ships_the_order_and_tells_the_group_once(shop: Shop) -> None:
    await in_force(shop, SHIPPED, "运单填写就发货")
    await ordered(shop)
    await shop.says(FINANCE, "0001 审核通过")
    await shop.says(KEEPER, "0001 备料")
    assert (await the_order(shop)).state == "库存锁定"
    await shop.says(KEEPER, "0001 出库 顺丰SF1234567890")
    order = await the_order(shop)
    assert (order.state, order.tracking) == ("运输中", "SF1234567890")
    told = [seen.text for seen in await shop.sees(DRIVER, "物流跟踪")]
    assert sum("已发货,台州恒力汽车配件有限公司,运单 SF1234567890,2026-03-15 到" in text for text in told) == 1
    await shop.expects(BUYER, NUMBER, "SF1234567890")
    await shop.says(KEEPER, "0001 出库 顺丰SF1234567890")
    assert [e.actor for e in await events(shop)].count("rule:运单填写就发货:1") == 1


BIG = """
[[rule]]
name = "大单看看"
when = ["下单", "订单变更"]
if = "金额 >= 100"
then = "要求审批 财务:大单要财务看"
"""


async def test_a_rule_holds_an_order_until_it_is_approved(shop: Shop) -> None:
    await in_force(shop, BIG, "大单看看")
    before = len(await shop.sees(KEEPER, "仓库发货群"))
    await ordered(shop)
    order = await the_order(shop)
    assert order.held
    await shop.expects(FINANCE, NUMBER, "等你批准", "规则“大单看看”:大单要财务看", "规则“大单看看”第1版")
    card = next(seen for seen in reversed(await shop.sees(SELLER)) if NUMBER in seen.title)
    assert "已提交,等批准" in card.title
    assert len(await shop.sees(KEEPER, "仓库发货群")) == before  # nobody works on it yet
    async with shop.store.read() as uow:
        assert await uow.stock.of(order.id) == []
    await shop.says(PLANNER, "0001 已排产")
    await shop.expects(PLANNER, "等批准")
    await shop.says(FINANCE, "批准 0001 老客户")
    order = await the_order(shop)
    assert not order.held
    news = await shop.sees(KEEPER, "仓库发货群")
    assert len(news) == before + 1
    assert "新订单" in news[-1].title
    async with shop.store.read() as uow:
        assert await uow.stock.of(order.id)
    await shop.says(SELLER, "0001 改成1件")  # less than was approved: not asked again
    assert not (await the_order(shop)).held
    await shop.says(SELLER, "0001 改成6件")  # more: asked again
    assert (await the_order(shop)).held
    await shop.says(SELLER, "0001 改成5件")  # the question stands, whatever is changed
    assert (await the_order(shop)).held


async def test_a_rule_that_holds_what_is_held_already_asks_only_for_itself(shop: Shop) -> None:
    rule = '[[rule]]\nname = "大单"\nwhen = "下单"\nif = "金额 >= 1万"\nthen = "要求审批 财务:大单"\n'
    await in_force(shop, rule, "大单")
    await ordered(shop, "老李汽修厂 J6L左转向节 60件,15号前到")  # beyond its limit of 30,000 yuan
    async with shop.store.read() as uow:
        (order,) = await uow.orders.by_tail("0001")
        asked = await uow.approvals.of(order.id)
    assert [(one.topic, one.state.value) for one in asked] == [("credit", "open"), ("rule.finance", "open")]
    assert len([one for one in await shop.sees(FINANCE) if "等你批准(信用)" in one.text]) == 1


async def test_the_flow_has_the_last_word(shop: Shop) -> None:
    text = """
[[rule]]
name = "记付款就出库"
when = "记录 付款"
then = ["加标签 已付", "状态改为 已出库", "通知 仓库:快发 {单号}"]
"""
    await in_force(shop, text, "记付款就出库")
    await ordered(shop)
    news = len(await shop.sees(KEEPER, "仓库发货群"))
    await shop.says(FINANCE, "0001 已付款")
    await shop.expects(FINANCE, "已收 1,438 元")
    order = await the_order(shop)
    assert (order.state, order.tags) == ("待审核", ())  # all of it or nothing
    assert len(await shop.sees(KEEPER, "仓库发货群")) == news
    last = (await events(shop))[-1]
    assert (last.action, last.actor) == ("rule_refused", "rule:记付款就出库:1")
    await shop.says(SELLER, "0001 修改记录")
    await shop.expects(SELLER, "规则“记付款就出库”第1版", "没有执行", "流程不允许")


async def test_a_rule_tags_and_tells_and_the_next_rule_goes_on(shop: Shop) -> None:
    text = """
[[rule]]
name = "恒力加急"
when = "下单"
if = "客户 含 恒力 且 渠道 = 网页聊天台"
then = ["加标签 重点", "设为加急"]

[[rule]]
name = "重点通知"
when = "加上标签 重点"
then = "通知 张厂长、业务员、鲁通老王、济南鲁通供货群、恒力-台州恒力对接群:{单号} {标签} {客户} 金额{金额}"
"""
    await in_force(shop, text, "恒力加急", "重点通知")
    others = {who: len(await shop.sees(who)) for who in (BOSS, "鲁通老王")}
    await ordered(shop)
    order = await the_order(shop)
    assert (order.tags, order.urgent) == (("重点",), True)
    assert re.search(r"金额\d", (await shop.last(BOSS)).text)
    assert len(await shop.sees(BOSS)) == others[BOSS] + 1
    assert len(await shop.sees("鲁通老王")) == others["鲁通老王"]  # another customer never hears of it
    assert not await shop.sees("鲁通老王", "济南鲁通供货群")
    (theirs,) = [s for s in await shop.sees(BUYER, "恒力-台州恒力对接群") if "重点" in s.text]
    assert "***" in theirs.text
    assert "规则" not in theirs.text
    await shop.says(SELLER, "0001 到哪了")
    await shop.expects(SELLER, "标签", "重点")
    await shop.says(BUYER, f"{NUMBER} 修改记录")
    assert "重点" not in (await shop.last(BUYER)).text


async def test_what_a_timer_brings_sets_rules_off_too(shop: Shop) -> None:
    text = """
[[rule]]
name = "超时标记"
when = "超时"
then = ["加标签 超时", "通知 张厂长:{单号} 在 {状态} 超时"]
"""
    await in_force(shop, text, "超时标记")
    await ordered(shop)
    await shop.says(SELLER, "台州恒力 J6L右转向节 3件,16号前到")
    await shop.says(SELLER, "确认")
    await shop.waits(hours=9)
    assert [(await the_order(shop, tail)).tags for tail in ("0001", "0002")] == [("超时",), ("超时",)]
    told = [
        seen.text
        for seen in await shop.sees(BOSS)
        if "超时" in seen.text and "SO2" in seen.text and "在 待审核" in seen.text
    ]
    assert len(told) == 2


async def test_a_file_that_does_not_hold_changes_nothing_and_is_reported_once(shop: Shop) -> None:
    good = """
[[rule]]
name = "下单标记"
when = "下单"
then = "加标签 新"
"""
    await in_force(shop, good, "下单标记")
    bad = good.replace("加标签 新", "加标签 旧").replace('"下单"\n', '"下单"\nif = "金客 > 5"\n')
    write(shop, bad)
    await shop.waits(seconds=2)
    alarm = await shop.expects(
        "方总", "规则文件有错", "rules.toml 第 5 行", "没有“金客”这个条件项", "jiedan rules check"
    )
    await shop.expects(
        BOSS, "规则文件有错", "rules.toml 第 5 行", "没有“金客”这个条件项"
    )  # every manager, not operators alone
    count = len(await shop.sees("方总"))
    await shop.waits(seconds=4)
    await shop.restarts()
    assert len(await shop.sees("方总")) == count, alarm.text
    await ordered(shop)
    assert (await the_order(shop)).tags == ("新",)  # the last good version counts
    write(shop, "[[rule]\nname=")
    await shop.waits(seconds=2)
    await shop.expects("方总", "rules.toml 第 1 行", "TOML 格式不对")
    async with shop.store.read() as uow:
        assert [one.version for one in await uow.rules.versions("下单标记")] == [1]
    for text in (good, good + "# 改了个说明\n"):
        write(shop, text)
        await shop.waits(seconds=2)
        for who in (BOSS, "方总"):
            await shop.expects(who, "规则文件改好了")
            assert len([one for one in await shop.sees(who) if "规则文件改好了" in one.text]) == 1
    write(shop, bad)  # the same is wrong once more: that is news
    await shop.waits(seconds=2)
    await shop.expects(BOSS, "规则文件有错", "rules.toml 第 5 行")


async def test_nothing_is_in_force_that_was_not_tried(shop: Shop) -> None:
    await ordered(shop)
    text = "规则 大货\n当 下单\n如果 数量 >= 2 且 产品编号 含 ZXJ\n那么 加标签 大货;设为加急"
    await shop.says(SELLER, text)
    await shop.expects(SELLER, "规则由主管来管")
    await shop.says(BOSS, text)
    await shop.expects(BOSS, "第1版已存下,还没有生效", "试跑 大货")
    await shop.says(BOSS, "启用 规则 大货")
    await shop.expects(BOSS, "第1版还没有试跑过,不能启用", "试跑 大货")
    await shop.says(BOSS, "试跑 大货")
    await shop.expects(BOSS, "近30天会触发 1 张单", NUMBER, "没有改动任何订单")
    assert (await the_order(shop)).tags == ()
    await shop.says(BOSS, "启用 大货")  # no person is called so
    await shop.expects(BOSS, "第1版已启用")
    await shop.says(BOSS, text.replace(">= 2", ">= 3"))
    await shop.expects(BOSS, "第2版", "还没有生效")
    await shop.says(BOSS, "启用 规则 大货")
    await shop.expects(BOSS, "第2版还没有试跑过")
    await ordered(shop, "台州恒力 J6L右转向节 2件,15号前到")
    assert (await the_order(shop, "0002")).tags == ("大货",)  # the version that counts is the first one
    await shop.says(BOSS, "试跑 大货")
    await shop.expects(BOSS, "第2版", "会触发 0 张单")
    await shop.says(BOSS, "启用 规则 大货")
    await ordered(shop, "台州恒力 天龙左转向节 2件,15号前到")
    assert (await the_order(shop, "0003")).tags == ()
    await shop.says(BOSS, "规则")
    await shop.expects(BOSS, "大货", "第2版启用中")
    await shop.says(BOSS, "停用 规则 大货")
    await shop.expects(BOSS, "规则“大货”已停用")
    await shop.says(BOSS, "回滚 规则 大货")
    await shop.expects(BOSS, "已回滚,现在是第2版")
    await shop.says(BOSS, "回滚 规则")
    await shop.expects(BOSS, "现在是第1版", ">= 2", "第1版启用中")  # what counts now, not the newest text
    await shop.says(BOSS, "回滚 大货")
    await shop.expects(BOSS, "现在停用")
    await shop.says(BOSS, "回滚 大货")
    await shop.expects(BOSS, "没有可以回滚")
    await shop.says(BOSS, "停用 王建军")  # people are still let out by the same word
    await shop.expects(BOSS, "王建军")


async def test_rules_that_would_go_in_circles_are_refused(shop: Shop) -> None:
    await shop.says(BOSS, "规则 甲\n当 加上标签 一\n那么 加标签 二")
    await shop.says(BOSS, "试跑 甲")
    await shop.says(BOSS, "启用 规则 甲")
    await shop.says(BOSS, "规则 乙\n当 加上标签 二\n那么 去标签 一\n那么 加标签 一")
    await shop.expects(BOSS, "没有存下来", "规则会互相触发:", "乙 → 甲 → 乙")
    write(shop, "[[rule]]\nname = '丙'\nwhen = '加上标签 二'\nthen = '加标签 一'\n")
    await shop.waits(seconds=2)
    await shop.expects("方总", "第 3 行", "规则会互相触发")
    async with shop.store.read() as uow:
        assert [one.name for one in await uow.rules.newest() if one.name in "甲乙丙"] == ["甲"]


async def test_another_process_takes_a_rule_out_of_force_at_once(shop: Shop, url: str) -> None:
    await in_force(shop, BIG, "大单看看")
    async with Shop(url, shop.settings, shop.clock) as other:
        await other.says(BOSS, "回滚 规则")
        await other.expects(BOSS, "规则“大单看看”已回滚,现在停用")
    await ordered(shop)
    assert not (await the_order(shop)).held


async def test_a_pressed_twice_and_crashed_confirmation_sets_a_rule_off_once(shop: Shop) -> None:
    text = "[[rule]]\nname = '新单通知'\nwhen = '下单'\nthen = '通知 张厂长:新单 {单号}'\n"
    await in_force(shop, text, "新单通知")
    await shop.says(SELLER, "台州恒力 J6L左转向节 2件,15号前到")
    card = await shop.last(SELLER)
    await asyncio.gather(*(shop.taps(SELLER, "确认下单", card=card, settle=False) for _ in range(4)))
    await shop.settles()
    await shop.restarts()
    assert sum("新单 SO2" in seen.text for seen in await shop.sees(BOSS)) == 1


async def test_rules_leave_the_chain_of_the_history_whole(shop: Shop) -> None:
    await in_force(shop, BIG, "大单看看")
    await ordered(shop)
    await shop.says(FINANCE, "批准 0001 可以")
    async with shop.store.read() as uow:
        checked = await uow.audit.check()
    assert (checked.damages, checked.orders) == ((), 1)


async def test_a_tag_that_somebody_puts_on_an_order_sets_a_rule_off(shop: Shop) -> None:
    text = """
[[rule]]
name = "争议找主管"
when = "加上标签 技术争议"
then = "通知 张厂长:{单号} 有技术争议,请看"
"""
    await in_force(shop, text, "争议找主管")
    await ordered(shop)
    await shop.says(SELLER, "0001 加标签 技术争议")
    await shop.expects(SELLER, "加标签 技术争议")
    assert (await the_order(shop)).tags == ("技术争议",)
    await shop.expects(BOSS, "有技术争议,请看")
    await shop.says(SELLER, "0001 加标签 技术争议")
    await shop.expects(SELLER, "本来就是这样")
    await shop.says(BUYER, "0001 去标签 技术争议")
    assert (await the_order(shop)).tags == ("技术争议",)
    await shop.says(SELLER, "0001 去标签 技术争议")
    assert (await the_order(shop)).tags == ()
    await shop.says(SELLER, "0001 修改记录")
    await shop.expects(SELLER, "去标签 技术争议")


async def test_a_rule_typed_on_a_phone_reads_like_one_from_the_keyboard(shop: Shop) -> None:
    wide = str.maketrans(":,>=();", "\uff1a\uff0c\uff1e\uff1d\uff08\uff09\uff1b")
    text = "规则:手机写的\n当:下单 或 订单变更\n如果:(金额>=1 且 行数=1)\n"
    text += "那么:通知 张厂长:收到,{单号};加标签 手机\n说明:试试"
    await shop.says(BOSS, text.translate(wide))
    await shop.expects(BOSS, "规则“手机写的”第1版已存下", "下单 或 订单变更", "试试")
    await shop.says(BOSS, "试跑\uff1a手机写的")
    await shop.says(BOSS, "启用\u3000规则\u3000手机写的")
    await shop.expects(BOSS, "第1版已启用")
    await ordered(shop)
    assert (await the_order(shop)).tags == ("手机",)
    await shop.expects(BOSS, f"收到\uff0c{NUMBER}")


async def test_rules_as_people_type_them(shop: Shop) -> None:
    both = "规则 大单\n当 下单、订单变更\n如果 金额 >= 10万\n那么 要求审批 财务\n那么 通知 采购经理、仓管:{单号} 大单"
    await shop.says(BOSS, both)
    await shop.expects(BOSS, "规则“大单”第1版已存下", "当:下单 或 订单变更")


async def test_a_rule_in_one_line_is_kept_tried_and_taken_back(shop: Shop) -> None:
    await shop.says(BOSS, "规则 大单:当 下单,如果 金额 >= 1,那么 加标签 大单")
    await shop.expects(BOSS, "规则“大单”第1版已存下", "当:下单", "金额 >= 1")
    await shop.says(BOSS, "试跑 规则 大单")
    await shop.says(BOSS, "启用 规则 大单")
    await shop.expects(BOSS, "第1版已启用")
    await ordered(shop)
    assert (await the_order(shop)).tags == ("大单",)
    await shop.says(BOSS, "回退 规则 大单")
    await shop.expects(BOSS, "大单")
    async with shop.store.read() as uow:
        assert "大单" not in [one.text.name for one in await uow.rules.in_force()]


@pytest.mark.parametrize(
    ("rule", "cure"),
    [
        ("当 下但\n那么 设为加急", "是不是想写 下单?"),
        ("当 下单\n如果 金客 > 100\n那么 设为加急", "没有“金客”这个条件项,是不是想写 金额?"),
        ("当 下单\n那么 状态改为 已拍产", "是不是想写 已排产?"),
    ],
)
async def test_a_slip_of_the_pen_is_answered_with_what_was_meant(shop: Shop, rule: str, cure: str) -> None:
    await shop.says(BOSS, f"规则 错的\n{rule}")
    await shop.expects(BOSS, "规则“错的”没有存下来", cure)


async def test_enabling_what_is_in_force_leaves_nothing_to_roll_back(shop: Shop) -> None:
    await in_force(shop, '[[rule]]\nname = "标"\nwhen = "下单"\nthen = "加标签 新单"\n', "标")
    for _ in range(2):
        await shop.says(BOSS, "启用 规则 标")
        await shop.expects(BOSS, "规则“标”第1版")
    await shop.says(BOSS, "回滚 标")
    await ordered(shop)
    await shop.says(SELLER, "0001 到哪了")
    assert "新单" not in (await shop.last(SELLER)).text.replace("新订单", "")


async def test_a_rule_whose_move_the_flow_forbids_is_not_kept(shop: Shop) -> None:
    await shop.says(BOSS, "规则 急签\n当 下单\n那么 状态改为 已签收")
    await shop.expects(BOSS, "没有存下来", "流程不能从“待审核”到“已签收”", "从这里可以到:已排产")
    await shop.says(BOSS, "试跑 急签")
    await shop.expects(BOSS, "没有规则“急签”")


async def test_a_try_says_where_the_flow_would_not_let_it_move(shop: Shop) -> None:
    await ordered(shop)
    await shop.says(BOSS, "规则 快发\n当 数量变更\n那么 状态改为 已出库")
    await shop.says(SELLER, "0001 数量改成3件")
    await shop.says(BOSS, "试跑 快发")
    await shop.expects(BOSS, "会触发 1 张单", "其中1张", "流程不允许")
