"""Prices, customers' terms and rules: who changed them, from what to what, and what was changed behind the back."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, text

from bot.__main__ import main
from bot.commands.exits import Exit
from storage import tables as t
from storage.guards import lowering
from storage.sql import run_all
from tests.e2e.test_audit import Says, do, says
from tests.shop import TUESDAY, Shop, demo_settings

__all__ = ["says"]
BOSS, SKU = "张厂长", "ZXJ-J6PL"
RULE = "规则 大货\n当 下单\n如果 数量 >= 2\n那么 加标签 大货"
SWITCH = {"name": "大货", "version": 1, "by": "u99", "at": TUESDAY}
PRICES = "customer,sku,price,since\nC001,ZXJ-J6PL,{},2026-03-01\n*,ZXJ-J6PR,700,2026-03-01\n"


@pytest.fixture
async def shop(url: str) -> AsyncIterator[Shop]:
    """A running shop with a rule that was tried."""
    async with Shop(url, demo_settings(url, rules="")) as running:
        await running.says(BOSS, RULE)
        await running.says(BOSS, "试跑 大货")
        yield running


async def test_changes_of_prices_terms_and_rules_are_kept_with_old_new_who_and_when(
    shop: Shop, says: Says, tmp_path: Path
) -> None:
    async def imported(name: str, rows: str) -> None:
        file = tmp_path / f"{name}.csv"
        file.write_text(rows, encoding="utf-8")
        assert await asyncio.to_thread(main, ["import", str(file), "--demo"]) == Exit.OK

    for price in ("800", "790.5"):
        await imported("prices", PRICES.format(price))
    header = "id,name,aliases,level,region,credit_limit,owner"
    await imported("customers", f"{header}\nC001,台州恒力汽车配件有限公司,台州恒力,A,浙江,900000.00,u02\n")
    await imported("prices", "customer,sku,price,since\n*,ZXJ-J6PR,700,2026-03-01\n")
    await shop.says(BOSS, "启用 规则 大货")
    await shop.says(BOSS, "停用 大货")
    await shop.says(BOSS, "回滚 规则 大货")
    of_price = (await says("show", SKU)).splitlines()
    assert "启动时\t产品 ZXJ-J6PL\t单价:空 → 812.5" in of_price[0]
    changes = [one.rpartition("单价:")[2].split("\t")[0] for one in of_price[1:]]
    assert changes == ["空 → 800", "800 → 790.5", "790.5 → 空"]
    assert all("\t命令行 " in one for one in of_price[1:])
    terms = (await says("show", "C001")).splitlines()
    assert any("等级:VIP → A\t信用额度:660000 → 900000\t业务员:u01 → u02" in one for one in terms)
    rule = await says("show", "大货")
    assert rule.count("\tu23\t") == 5, rule  # written, tried, enabled, disabled, rolled back
    assert f"{TUESDAY:%Y-%m-%d %H:%M}" in rule
    assert "没有发现改动" in await says("verify")


def _set(what: str) -> Any:
    return text(f"UPDATE {what}")


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (_set("products SET price = 10000 WHERE sku = 'ZXJ-J6PL'"), "产品价格\t产品 ZXJ-J6PL 的单价被直接改过:第 1 条"),
        (_set("products SET min_price = 1 WHERE sku = 'ZXJ-J6PL'"), "产品 ZXJ-J6PL 的最低价被直接改过"),
        (_set("customers SET credit_limit = 5 WHERE id = 'C001'"), "客户额度\t客户 C001 的信用额度被直接改过:第 1 条"),
        (_set("customers SET level = 'C' WHERE id = 'C001'"), "客户 C001 的等级被直接改过:第 1 条凭据是 VIP,现在是 C"),
        (_set("rule_versions SET body = '{}'"), "规则\t规则的写法 1 的写法被直接改过:和第 "),
        (_set("rule_versions SET tried_at = NULL"), "的试跑时间被直接改过:第 "),
        (insert(t.rule_switches).values(SWITCH), "规则的启用记录 1 是直接加进去的"),
        (delete(t.rule_versions), "规则的写法 1 被直接删掉了"),
        (delete(t.proofs).where(t.proofs.c.subject == "book:products"), "产品价格\t第 1 条凭据没有了"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_what_was_changed_behind_the_back_is_named(shop: Shop, says: Says, statement: Any, found: str) -> None:
    await do(shop, statement)
    await shop.store.upgrade()
    said = await says("verify", code=Exit.FOUND)
    assert found in said, said


async def test_what_stood_before_begins_with_the_upgrade(shop: Shop, says: Says) -> None:
    async with shop.store.write() as uow:
        dialect = uow.connection.dialect.name
        older = ["DELETE FROM proofs WHERE subject LIKE 'book:%'", "ALTER TABLE orders DROP COLUMN terms"]
        older += ["DROP INDEX ix_alerts_asked"]
        older += ["UPDATE alembic_version SET version_num = '0029'"]
        await run_all(uow.connection, [*lowering(dialect), *older])
        await uow.commit()
    await shop.store.upgrade()
    assert "没有发现改动" in await says("verify")
    assert "升级前\t" in await says("show", SKU)
    await shop.says(BOSS, "启用 规则 大货")
    assert "没有发现改动" in await says("verify")
    await do(shop, _set("customers SET credit_limit = 5 WHERE id = 'C001'"))
    assert "信用额度被直接改过" in await says("verify", code=Exit.FOUND)
