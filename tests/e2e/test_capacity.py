"""What a production line can make a day goes into the promise, through the front door, on both databases."""

from decimal import Decimal

from sqlalchemy import update

from config.policy import CapacitySpec
from storage import tables as t
from tests.shop import Shop, demo_settings, with_policy

SELLER, COLLEAGUE = "陈海波", "林晓燕"


async def test_the_day_that_is_full_is_named_and_what_is_cancelled_gives_it_back(url: str) -> None:
    line = CapacitySpec(name="压铸线", skus=("ZXJ-*",), per_day=Decimal(60))
    async with Shop(url, with_policy(demo_settings(url), capacity=(line,))) as shop:
        async with shop.store.write() as uow:
            await uow.connection.execute(update(t.products).where(t.products.c.sku == "ZXJ-J6PL").values(lead_days=2))
            await uow.commit()
        await shop.says(SELLER, "台州恒力 J6P左转向节 60件")
        draft = await shop.expects(SELLER, "缺60件", "最早3月13日")
        assert "产能" not in draft.text
        await shop.says(COLLEAGUE, "温州恒力 J6P左转向节 30件")
        draft = await shop.expects(COLLEAGUE, "缺30件,最早3月13日")  # a draft books nothing
        await shop.says(SELLER, "确认")
        await shop.expects(SELLER, "SO20260310-0001")

        await shop.says(COLLEAGUE, "确认")
        await shop.expects(COLLEAGUE, "SO20260310-0002", "缺30件,3月12日产能已满,3月13日可做,最早3月14日")
        async with shop.store.read() as uow:
            rows = (await uow.connection.execute(t.loads.select().order_by(t.loads.c.order_id))).mappings().all()
        assert [(str(r["day"]), int(r["load"])) for r in rows] == [("2026-03-12", 60), ("2026-03-13", 30)]

        await shop.says(SELLER, "撤销")
        await shop.waits(seconds=2)
        await shop.expects(COLLEAGUE, "SO20260310-0002", "3月13日")  # who waits has the room before a new draft
        await shop.says(SELLER, "台州恒力 J6P左转向节 30件")
        await shop.expects(SELLER, "缺30件,最早3月13日")


async def test_who_is_cancelled_makes_room_and_only_those_whose_day_changes_hear_of_it(url: str) -> None:
    line = CapacitySpec(name="压铸线", skus=("ZXJ-J6P*",), per_day=Decimal(60))
    async with Shop(url, with_policy(demo_settings(url), capacity=(line,))) as shop:
        async with shop.store.write() as uow:
            made_here = t.products.c.sku.in_(["ZXJ-J6PL", "ZXJ-J6PR"])
            await uow.connection.execute(update(t.products).where(made_here).values(lead_days=2))
            await uow.commit()
        for who, text in (
            (SELLER, "台州恒力 J6P左转向节 40件"),  # 12th
            (COLLEAGUE, "温州恒力 J6P右转向节 20件"),  # 12th: of another product of the line
            ("王建军", "宁波恒立 J6P右转向节 30件"),  # 13th
        ):
            await shop.says(who, text)
            await shop.says(who, "确认")
        await shop.expects("王建军", "SO20260310-0003", "最早3月14日")
        before = await shop.counts()
        await shop.says(SELLER, "0001 取消,客户不要了")
        await shop.waits(seconds=2)
        await shop.waits(seconds=2)
        await shop.expects("王建军", "SO20260310-0003", "3月13日")
        after = await shop.counts()
        assert after["d-u02"] == before["d-u02"], "his day is the same"
        assert after["d-u03"] == before["d-u03"] + 1
        async with shop.store.read() as uow:
            rows = (await uow.connection.execute(t.loads.select().order_by(t.loads.c.order_id))).mappings().all()
        assert [(str(r["day"]), int(r["load"])) for r in rows] == [("2026-03-12", 20), ("2026-03-12", 30)]
