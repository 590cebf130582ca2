"""Steps of every preset as people type them: by the flow's own names, and what the customer says of his goods."""

from pathlib import Path

import pytest

from config import load
from config.errors import ConfigError
from handlers.domain.flow import Flow, FlowError
from tests.e2e.test_orders import NUMBER, SENTENCE, ordered
from tests.shop import Shop, demo_settings

SELLER, MONEY, BOSS, SERVICE, KEEPER, PLANNER, CARRIER = (
    "陈海波",
    "沈会计",
    "张厂长",
    "客服小美",
    "蔡国平",
    "孙福根",
    "老丁",
)
BUYER = "恒力-李采购"
WAYS = {
    "b2b": (
        (MONEY, "0001 信用通过", "信用通过"),
        (KEEPER, "0001 锁定库存", "库存锁定"),
        (PLANNER, "0001 排产了", "已排产"),
        (KEEPER, "0001 出库", "已出库"),
        (CARRIER, "0001 运输中 顺丰SF1234567890", "运输中"),
        (SERVICE, "0001 客户签收了 签收人李采购", "已签收"),
        (MONEY, "0001 关闭", "已关闭"),
    ),
    "eleven_node": (
        (BOSS, "0001 审核通过", "已审核"),
        (MONEY, "0001 款项落实", "款项落实"),
        (PLANNER, "0001 排产", "已排产"),
        (KEEPER, "0001 备料", "备料中"),
        (PLANNER, "0001 开工", "生产中"),
    ),
}


@pytest.mark.parametrize("flow", WAYS)
async def test_a_step_is_taken_by_its_own_name(url: str, flow: str) -> None:
    async with Shop(url, demo_settings(url, flow=flow)) as shop:
        await ordered(shop, SENTENCE)
        for who, said, state in WAYS[flow]:
            await shop.says(who, said)
            await shop.expects(who, f"{NUMBER} {state}")


async def test_a_step_that_may_not_be_yet_is_refused_with_what_may(url: str) -> None:
    async with Shop(url, demo_settings(url, flow="b2b")) as shop:
        await ordered(shop, SENTENCE)
        for said in ("0001 关闭", "0001 已锁库存", "0001 运输中"):
            await shop.says(KEEPER, said)
            told = await shop.expects(KEEPER, "现在是“待审核”,不能", "下一步是信用通过,请找财务或主管")
            assert not told.buttons
        await shop.says(BUYER, "0001 信用通过")
        assert "SO" not in (await shop.last(BUYER)).text or "待审核" in (await shop.last(BUYER)).text


async def test_all_the_money_in_brings_a_retail_order_on_at_once(url: str) -> None:
    async with Shop(url, demo_settings(url, flow="retail")) as shop:
        await ordered(shop, SENTENCE)
        await shop.says(MONEY, "0001 收款 1")
        await shop.expects(MONEY, "部分收款")
        await shop.says(KEEPER, "0001 备货")
        await shop.expects(KEEPER, "现在是“待支付”")
        await shop.says(MONEY, "0001 收款 243749")
        await shop.says(KEEPER, "0001 备货")
        await shop.expects(KEEPER, f"{NUMBER} 备货中")


async def test_an_approved_voucher_of_all_the_money_brings_a_made_order_on(url: str) -> None:
    async with Shop(url, demo_settings(url, flow="production")) as shop:
        await ordered(shop, SENTENCE)
        await shop.sends_picture(SELLER, "pz.jpg", "0001 付款凭证")
        await shop.says(MONEY, "通过 0001 243750")
        await shop.says(PLANNER, "0001 备料")
        await shop.expects(PLANNER, f"{NUMBER} 备料中")


@pytest.mark.parametrize("said", ["收到了", "货收到了", "收到货了", "已签收", "货到了,谢谢"])
async def test_a_customer_who_says_only_that_goods_came_is_asked_which(shop_on_each: Shop, said: str) -> None:
    shop = shop_on_each
    await ordered(shop, SENTENCE)
    for who, step in ((PLANNER, "0001 已排产"), (KEEPER, "0001 已备料"), (KEEPER, "0001 出库 顺丰SF1234567890")):
        await shop.says(who, step)
    await shop.says(BUYER, said)
    told = await shop.expects(BUYER, NUMBER)
    await shop.taps(BUYER, next(iter(told.buttons)))
    await shop.expects(BUYER, f"{NUMBER} 已签收")


async def test_goods_that_cannot_have_come_are_told_of_and_thanks_stay_thanks(shop_on_each: Shop) -> None:
    shop = shop_on_each
    await ordered(shop, SENTENCE)
    before = len(await shop.sees(BUYER))
    await shop.says(BUYER, "收到了")
    assert len(await shop.sees(BUYER)) == before
    await shop.says(BUYER, "货收到了")
    await shop.expects(BUYER, NUMBER, "待审核")


@pytest.mark.parametrize("said", ["0001 打上客户改期标签", "0001 标记为客户改期", "0001 打个标签 客户改期"])
async def test_a_tag_in_other_words(shop_on_each: Shop, said: str) -> None:
    shop = shop_on_each
    await ordered(shop, SENTENCE)
    await shop.says(SELLER, said)
    await shop.expects(SELLER, "加标签 客户改期")


async def test_what_was_picked_and_a_price_by_the_name_of_the_goods(shop_on_each: Shop) -> None:
    shop = shop_on_each
    await ordered(shop, "台州恒力 豪沃左转向节 20件,天龙左转向节 10件,18号前到")
    await shop.says(PLANNER, "0001 已排产")
    await shop.says(KEEPER, "0001 已拣 豪沃左转向节 15件")
    await shop.expects(KEEPER, "已拣 转向节(左) 重汽豪沃 15件")
    await shop.says(SELLER, "0001 豪沃左转向节改成10件")
    await shop.expects(SELLER, "已拣15件,不能改到比这少")
    await shop.says(KEEPER, "0001 已拣 左转向节 3件")
    await shop.expects(KEEPER, "没看出拣的是哪一样")
    await shop.says(SELLER, "0001 单价改成600,老客户")
    await shop.expects(SELLER, "有几样货,改哪一样的单价")
    await shop.says(SELLER, "0001 豪沃左转向节单价改成680,老客户")
    await shop.expects(SELLER, "改价申请已发给主管")


async def test_a_line_that_is_added_says_so(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力 豪沃左转向节 20件,18号前到")
    await shop.says(SELLER, "再加豪沃右转向节 3件")
    await shop.expects(SELLER, "② 转向节(右) 重汽豪沃 3件 ×695(新加)")
    await shop.says(SELLER, "右的改成5件")
    told = await shop.expects(SELLER, "5件 ×695(原3件)")
    assert "已改" not in told.text


async def test_a_role_that_is_written_wrong_is_the_one_that_was_meant(tmp_path: Path) -> None:
    shipped = Path("config/flows/five_state.toml").read_text(encoding="utf-8").replace('"five_state"', '"own"', 1)
    (tmp_path / "flows").mkdir()
    (tmp_path / "company.toml").write_text('flow = "own"\n', encoding="utf-8")
    wrong = {
        "planer": "production",
        "warehose": "warehouse",
        "boss": "manager",
        "客服部": "service",
        "buyer": "purchasing",
    }
    for written, meant in wrong.items():
        text = shipped.replace('owner = "production"', f'owner = "{written}"', 1)
        (tmp_path / "flows" / "own.toml").write_text(text, encoding="utf-8")
        with pytest.raises(FlowError, match=f"是不是想写 {meant}"):
            Flow(load(tmp_path, {}).flows["own"])
    (tmp_path / "flows" / "own.toml").write_text(shipped.replace("owner =", "ower =", 1), encoding="utf-8")
    with pytest.raises(ConfigError) as found:
        load(tmp_path, {})
    assert [problem.cure for problem in found.value.problems] == ["是不是想写 owner?"]
