"""An arrival that was booked by mistake is taken back, and with it what it gave to orders that wait."""

import pytest

from storage import tables as t
from tests.e2e.test_orders import BUYER, NUMBER, SELLER, WAREHOUSE, ordered
from tests.shop import Shop

SKU = "ZXJ-J6PL"


async def arrived(shop: Shop) -> None:
    """An order waits for 300, and somebody says that 500 came."""
    await ordered(shop)
    await shop.says(WAREHOUSE, f"到货 {SKU} 500")
    await shop.expects(WAREHOUSE, "到货已入账", "齐料了")


async def sound(shop: Shop) -> dict[str, int]:
    """What lies there and is held, after a look at the books."""
    async with shop.store.read() as uow:
        assert (await uow.audit.check()).damages == ()
        row = (await uow.connection.execute(t.stock.select().where(t.stock.c.sku == SKU))).mappings().one()
    return {"on_hand": int(row["on_hand"]), "held": int(row["held"])}


@pytest.mark.parametrize(
    "said",
    [
        "撤销到货",
        "到货记错了",
        "刚才到货记错了,撤销",
        f"撤销到货 {SKU} 500",
        f"{SKU} 到货记错了",
        "取消刚才的入库",
        "刚才那批到货录错了",
        f"撤销 {SKU} 的到货",
        "撤销J6P左转向节的到货",
        "把J6P左转向节的到货撤销",
        "撤销J6P左转向节到货500",
        "J6P左转向节到货记错了",
    ],
)
async def test_a_mistaken_arrival_is_taken_back_with_what_it_gave(shop: Shop, said: str) -> None:
    await arrived(shop)
    assert (await sound(shop))["held"] == 300
    await shop.says(WAREHOUSE, said)
    await shop.expects(WAREHOUSE, "到货已撤销", SKU, "500件", "蔡国平 记的", NUMBER, "退回300件", f"到货 {SKU} 数量")
    assert await sound(shop) == {"on_hand": 4, "held": 0}, "the four are the safety stock, as before"
    await shop.expects(SELLER, NUMBER, "交期有变", "3月21日")
    await shop.says(WAREHOUSE, said)
    await shop.expects(WAREHOUSE, "没有找到可以撤销的到货")
    await shop.says(WAREHOUSE, f"到货 {SKU} 500")
    await shop.expects(WAREHOUSE, "到货已入账", "齐料了")
    assert await sound(shop) == {"on_hand": 504, "held": 300}


async def test_who_keeps_no_goods_takes_no_arrival_back(shop: Shop) -> None:
    await arrived(shop)
    await shop.says(SELLER, f"撤销到货 {SKU}")
    await shop.expects(SELLER, "库存的事由仓库、采购或主管来办")
    await shop.says(BUYER, "到货记错了")
    assert not any("撤销" in seen.title for seen in await shop.sees(BUYER))
    assert await sound(shop) == {"on_hand": 504, "held": 300}


async def test_goods_that_were_picked_or_left_the_house_are_not_taken_back(shop: Shop) -> None:
    await arrived(shop)
    await shop.says("张厂长", f"{NUMBER} 已审核")
    await shop.says("张厂长", f"{NUMBER} 已排产")
    await shop.says(WAREHOUSE, f"{NUMBER} 已拣 300件")
    await shop.says(WAREHOUSE, f"撤销到货 {SKU}")
    await shop.expects(WAREHOUSE, "撤不了", NUMBER, "已经拣给")
    assert await sound(shop) == {"on_hand": 504, "held": 300}


async def test_goods_that_did_not_come_in_are_no_arrival_to_take_back(shop: Shop) -> None:
    await arrived(shop)
    await shop.says(WAREHOUSE, "撤销豪沃左转向节的到货")
    assert "到货已撤销" not in (await shop.last(WAREHOUSE)).text
    await shop.says(BUYER, "取消J6P左转向节的收货")
    assert not any("撤销" in seen.title for seen in await shop.sees(BUYER))
    assert await sound(shop) == {"on_hand": 504, "held": 300}
