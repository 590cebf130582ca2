"""Changes after confirmation: who may, why, what hands must do, and what others decide on."""

import random

import pytest

from config.settings import Channels
from tests.e2e.conftest import WecomShop
from tests.shop import Shop

SELLER, OTHER, BUYER = "陈海波", "林晓燕", "恒力-李采购"
WAREHOUSE, PLANNER, LOGISTICS, SERVICE, MANAGER = "蔡国平", "孙福根", "老丁", "客服小美", "张厂长"
WAREHOUSE_GROUP, PRODUCTION_GROUP, LOGISTICS_GROUP = "仓库发货群", "生产调度群", "物流跟踪"
NUMBER = "SO20260310-0001"


async def placed(shop: Shop, text: str = "台州恒力 KQC-J6L 20件 20号前到", who: str = SELLER) -> None:
    await shop.says(who, text)
    await shop.taps(who, "确认下单")


async def test_try(shop: Shop) -> None:
    await placed(shop, "台州恒力 ZXJ-J6LL 20件 20号前到")
    for who, text in [
        (SELLER, f"{NUMBER} 改成25件"),
        (WAREHOUSE, "0001 已拣 10"),
        (SELLER, f"{NUMBER} 改成8件"),
        (SELLER, f"{NUMBER} 地址改成宁波鄞州区潘火路88号"),
        (SELLER, "客户仓库搬了"),
        (LOGISTICS, "0001 已打单"),
        (SERVICE, f"{NUMBER} 地址改成温州龙湾区滨海路1号"),
        (SERVICE, "客户又搬了"),
        (SELLER, "同意 0001"),
        (SELLER, f"{NUMBER} 单价改成700"),
        (SELLER, "老客户让利"),
        (MANAGER, "同意 0001"),
        (BUYER, f"{NUMBER} 能不能提前到周四"),
        (SELLER, "同意 0001"),
        (SELLER, "备注 0001 送货前打电话"),
        (SELLER, f"{NUMBER} 改成100件"),
        (SELLER, f"{NUMBER} 改到周三"),
        (PLANNER, "同意 0001"),
        (SELLER, f"取消订单{NUMBER}"),
        (SELLER, "客户不要了"),
    ]:
        before = {w: len(await shop.sees(w)) for w in (SELLER, BUYER, SERVICE, MANAGER)}
        await shop.says(who, text)
        print("=====", who, text)
        for w in dict.fromkeys((who, SELLER, BUYER, SERVICE, MANAGER, LOGISTICS)):
            seen = await shop.sees(w)
            for s in seen[before.get(w, len(seen) - 1):]:
                print(f"  [{w}]", s.text.replace("\n", " / ") if s.text else s.card, list(s.buttons))
        for g in (WAREHOUSE_GROUP, PRODUCTION_GROUP, LOGISTICS_GROUP):
            seen = await shop.sees(WAREHOUSE, g)
            if seen: print(f"  [{g}] {len(seen)}", seen[-1].text.replace("\n", " / "), list(seen[-1].buttons))
