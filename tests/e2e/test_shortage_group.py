"""What is short is one card in the warehouse's group too, with its people named; a late one's reason is kept."""

from decimal import Decimal
from pathlib import Path

from sqlalchemy import func, select

from bot.clock import SetClock
from config.base import GroupTarget
from config.policy import CHECKS
from storage import import_path, tables
from tests.e2e.test_deadlines import KEEPER, MONDAY, PLANNER, SCREENS, SELLER, at, new, settings
from tests.shop import Shop

GROUP, BUYER = "仓库发货群", "赵丽"


async def test_the_warehouses_group_has_the_one_card_and_its_button(database: str) -> None:
    made = settings(database, checks={**CHECKS, "duplicate": "off", "credit": "off"}, use_safety=False)
    console = made.channels.console.model_copy(update={"people": (*SCREENS, "u12"), "groups": ("g05",)})
    group = {"warehouse": GroupTarget(channel="console", chat="g05")}
    channels = made.channels.model_copy(update={"console": console})
    made = made.model_copy(update={"channels": channels, "notify": group})
    async with Shop(database, made, SetClock(MONDAY)) as shop:
        first: list[str] = []
        for qty in (30, 12, 5):
            await shop.says(SELLER, f"台州恒力 J6P左转向节 {qty}件,18号前到")
            await shop.taps(SELLER, "确认下单")
            await shop.waits(seconds=1)
            first = first or (await shop.last(KEEPER, GROUP)).mention
        assert {"u09", "u12"} <= set(first)  # who keeps the goods and who buys them
        (card,) = [seen for seen in await shop.sees(KEEPER, GROUP) if "缺" in seen.title]
        for words in ("缺47件", "SO20260309-0001", "SO20260309-0003", "建议采购:64件", "还缺47"):
            assert words in card.text
        assert (told := await new(shop)) == 3  # two buyers and the group, whatever the number of orders
        await shop.taps(KEEPER, "一键发起采购申请", GROUP)
        await shop.expects(KEEPER, "已发起采购申请 PR-0001", "64件", group=GROUP)
        await shop.waits(seconds=1)
        for who, chat in ((KEEPER, GROUP), (BUYER, "")):
            (card,) = [seen for seen in await shop.sees(who, chat) if "缺" in seen.title]
            assert "PR-0001" in card.text
        await shop.waits(minutes=16)
        assert await new(shop) == told  # 16:46: nobody is asked again before twenty minutes of work


async def test_the_reason_of_what_is_late_is_asked_kept_and_shown(database: str) -> None:
    async with Shop(database, settings(database, digest_at=""), SetClock(MONDAY)) as shop:
        await shop.says(SELLER, "台州恒力 J6P左转向节 2件,18号前到")
        await shop.taps(SELLER, "确认下单")
        await at(shop, "2026-03-10T11:30:00")
        await shop.taps(PLANNER, "说明原因")
        await shop.expects(PLANNER, "为什么晚了")
        await shop.says(PLANNER, "等供应商送料,明天上午到")
        await shop.expects(PLANNER, "孙福根处理中", "原因:等供应商送料,明天上午到")
        told = await new(shop)
        await at(shop, "2026-03-10T11:51:00")
        assert await new(shop) == told  # who gives a reason has answered: no next level
        await shop.says(PLANNER, "0001 说明原因 料到了,在排")
        await shop.expects(PLANNER, "原因:料到了,在排")
        await shop.says(PLANNER, "已解决 0001 排好了")
        card = await shop.expects(PLANNER, "🟢", "排好了")
        assert "在排" not in card.text


async def test_the_card_says_who_it_is_bought_from_and_whether_that_is_in_time(database: str, tmp_path: Path) -> None:
    goods = tmp_path / "products.csv"
    goods.write_text(
        "sku,name,aliases,unit,packs,price,stock,safety_stock,lead_days,supplier\n"
        "LT-99,轮毂轴承,,套,箱=50,62.00,0,10,4,瑞安华盛\n",
        encoding="utf-8",
    )
    made = settings(database, checks={**CHECKS, "credit": "off"}, digest_at="")
    console = made.channels.console.model_copy(update={"people": (*SCREENS, "u12")})
    made = made.model_copy(update={"channels": made.channels.model_copy(update={"console": console})})
    async with Shop(database, made, SetClock(MONDAY)) as shop:
        await import_path(shop.store, goods, "console")
        await shop.restarts()
        await shop.says(SELLER, "台州恒力 LT-99 80套,18号前到")
        await shop.taps(SELLER, "确认下单")
        await shop.waits(seconds=1)
        card = await shop.expects(BUYER, "建议采购:100套", "供应商:瑞安华盛,4天,今天申请约3月13日(周五)到")
        assert "3月17日(周二)前要用" in card.text  # a day on the way is a day
        assert "赶得上3月17日(周二)发货" in card.text
        await shop.says(SELLER, "台州恒力 LT-99 20套,12号前到")
        await shop.taps(SELLER, "确认下单")
        await shop.waits(seconds=1)
        assert "3月13日(周五)到,赶不上" in [s for s in await shop.sees(BUYER) if "LT-99" in s.title][-1].text


async def test_what_was_asked_for_is_not_asked_again_because_somebody_closed_the_alert(database: str) -> None:
    made = settings(database, checks={**CHECKS, "duplicate": "off", "credit": "off"}, digest_at="", use_safety=False)
    console = made.channels.console.model_copy(update={"people": (*SCREENS, "u12")})
    made = made.model_copy(update={"channels": made.channels.model_copy(update={"console": console})})
    async with Shop(database, made, SetClock(MONDAY)) as shop:

        async def ordered(qty: int) -> None:
            await shop.says(SELLER, f"台州恒力 J6P左转向节 {qty}件,18号前到")
            await shop.taps(SELLER, "确认下单")
            await shop.waits(seconds=1)

        await ordered(47)
        await shop.taps(BUYER, "一键发起采购申请")
        await shop.expects(BUYER, "已发起采购申请 PR-0001", "64件")
        await shop.says(BUYER, "已解决 供应商说周四送到")
        await ordered(1)
        card = [seen for seen in await shop.sees(BUYER) if "缺" in seen.title][-1]
        assert "PR-0001" in card.text
        assert "一键发起采购申请" not in card.buttons
        await shop.says(BUYER, "发起采购")
        await shop.expects(BUYER, "PR-0001 已经发起过了", "不用再发起")
        await shop.says(BUYER, "采购申请 PR-0001")
        await shop.expects(BUYER, "等到货,2单还缺")
        await ordered(40)  # more than what was asked for covers
        card = [seen for seen in await shop.sees(BUYER) if "缺" in seen.title][-1]
        assert "之前申请:64件还没到" in card.text
        await shop.says(BUYER, "发起采购")
        await shop.expects(BUYER, "已发起采购申请 PR-0002", "40件")
        await shop.says(KEEPER, "到货 ZXJ-J6PL 64")
        assert await requisitions(shop) == [64, 40]


async def requisitions(shop: Shop) -> list[Decimal]:
    async with shop.store.read() as uow:
        return [one.qty for one in await uow.requisitions.all()]


async def test_an_arrival_changes_the_cards_of_what_came_only(database: str) -> None:
    made = settings(database, checks={**CHECKS, "duplicate": "off", "credit": "off"}, digest_at="", use_safety=False)
    console = made.channels.console.model_copy(update={"people": (*SCREENS, "u12")})
    made = made.model_copy(update={"channels": made.channels.model_copy(update={"console": console})})
    async with Shop(database, made, SetClock(MONDAY)) as shop:
        await shop.says(SELLER, "台州恒力 J6P左转向节 40件,J6P右转向节 900件,18号前到")
        await shop.taps(SELLER, "确认下单")
        await shop.waits(seconds=1)
        left, right = await told(shop, "ZXJ-J6PL"), await told(shop, "ZXJ-J6PR")
        assert left > 0 < right
        await shop.says(KEEPER, "到货 ZXJ-J6PL 2")
        await shop.waits(seconds=1)
        assert await told(shop, "ZXJ-J6PL") > left
        assert await told(shop, "ZXJ-J6PR") == right


async def told(shop: Shop, sku: str) -> int:
    """How many rows were ever put into the outbox about a product that is short."""
    async with shop.store.read() as uow:
        alert = await uow.alerts.going_on(f"sku:{sku}")
        key = alert.key if alert is not None else ""
        query = select(func.count()).select_from(tables.outbox).where(tables.outbox.c.key == key)
        return int((await uow.connection.execute(query)).scalar_one())
