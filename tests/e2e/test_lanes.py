"""Customers whose orders go first, through the front door, on both databases."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from config import ConfigError, load
from storage import tables as t
from tests.e2e.test_money import BUYER, COLLEAGUE, KEEPER, NUMBER, PLANNER, SELLER, STOCK_GROUP, money_shop, ordered

SERVICE = "客服小美"


async def test_a_vip_s_order_goes_first_is_told_at_once_and_has_less_time(url: str) -> None:
    async with money_shop(url, pace=50, service="u21") as shop:
        await ordered(shop)
        await shop.expects(SELLER, "VIP 客户优先处理,专属客服 客服小美")
        news = await shop.expects(KEEPER, f"优先 新订单 {NUMBER}", "优先处理,请提前备货", "客服小美", group=STOCK_GROUP)
        assert "VIP" not in news.text  # a group reads no levels
        await shop.expects(SERVICE, f"优先 新订单 {NUMBER}", "VIP 客户优先处理")
        async with shop.store.read() as uow:
            order = (await uow.orders.by_tail("0001"))[0]
            rows = (await uow.connection.execute(select(t.outbox).where(t.outbox.c.order_id == order.id))).mappings()
            told = [row for row in rows if row["chat_id"] == "g05" and "提前备货" in row["card"]]
        assert order.confirmed_at is not None
        assert [(row["sent_at"] - order.confirmed_at).total_seconds() <= 5 for row in told] == [True]
        everything = "".join(one.text for one in await shop.sees(BUYER))
        assert "优先" not in everything
        assert "VIP" not in everything
        await shop.says(BUYER, "0001 到哪了")
        assert "优先" not in (await shop.last(BUYER)).text
        await shop.says(PLANNER, "0001 到哪了")
        await shop.expects(PLANNER, "VIP 客户优先处理", "应在今天 11:12前")  # two working hours instead of four
        await shop.says(COLLEAGUE, "温州恒力 J6P左转向节 10件,15号前到")
        await shop.says(COLLEAGUE, "确认")
        assert "优先" not in (await shop.last(KEEPER, STOCK_GROUP)).text
        await shop.waits(hours=2, minutes=1)
        await shop.expects(PLANNER, NUMBER)
        async with shop.store.read() as uow:
            assert [(one.order_id, one.rule) for one in await uow.alerts.open()] == [(order.id, "state_overdue")]


async def test_what_arrives_goes_to_the_vip_that_waits_before_older_orders(url: str) -> None:
    async with money_shop(url) as shop:
        await shop.says(COLLEAGUE, "温州恒力 J6P左转向节 10件,15号前到")
        await shop.says(COLLEAGUE, "确认")
        await shop.says(SELLER, "台州恒力 J6P左转向节 10件,15号前到")
        await shop.says(SELLER, "确认")
        await shop.says(KEEPER, "到货 ZXJ-J6PL 30")
        await shop.waits(seconds=1)
        async with shop.store.read() as uow:
            older, vip = [(await uow.orders.by_tail(tail))[0] for tail in ("0001", "0002")]
            free = {one.order_id: int(one.qty) for one in await uow.stock.holders("ZXJ-J6PL")}
        assert (free.get(vip.id), free.get(older.id, 0)) == (10, 4)


@pytest.mark.parametrize("own", [{"ladder": "nix"}, {"pace": 0}])
def test_a_lane_that_cannot_be_is_told_when_it_is_read(own: dict[str, Any], tmp_path: Path) -> None:
    place, value = next(iter(own.items()))
    said = f'"{value}"' if isinstance(value, str) else value
    (tmp_path / "company.toml").write_text(f"[policy.levels]\nVIP = {{ {place} = {said} }}\n")
    with pytest.raises(ConfigError) as told:
        load(tmp_path, {})
    assert any(one.line == 2 for one in told.value.problems)
