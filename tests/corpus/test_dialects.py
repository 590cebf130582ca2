"""What is typed as it is spoken at home: Canton, Shanghai, Henan, Sichuan; and feasts that are only told of."""

import pytest

from nlp.types import Intent
from tests.building_world import read


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("听日俾我送20桶内墙乳胶漆嚟", Intent.PLACE_ORDER),
        ("唔该攞5盒M8*80膨胀螺丝", Intent.PLACE_ORDER),
        ("今次唔要石膏板住", Intent.NONE),
        ("冷水PPR管仲有冇货", Intent.ASK_STOCK),
        ("PPR管冷水的有伐", Intent.ASK_STOCK),
        ("瓷砖胶有木有", Intent.ASK_STOCK),
        ("防潮石膏板好多钱一张", Intent.ASK_PRICE),
        ("我张单而家去到边度", Intent.ASK_STATUS),
        ("俺那批水泥走到哪点了", Intent.ASK_STATUS),
    ],
)
def test_dialect_means_what_it_says(text: str, intent: Intent) -> None:
    assert read(text, role="customer").intent is intent


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("听日到", "2026-03-05"),
        ("今日下昼要", "2026-03-04"),
        ("明朝送", "2026-03-05"),
        ("年二十八前", "2027-02-04"),
        ("双十二前到", "2026-12-11"),
        ("520之前到", "2026-05-19"),
    ],
)
def test_days_in_dialect(said: str, due: str) -> None:
    (order,) = read(f"内墙乳胶漆20桶 {said}", role="customer").orders
    assert str(order.due) == due


@pytest.mark.parametrize("told", ["圣诞单爆了", "清明回来先报一单", "端午生意太好", "双十一主推", "中秋卖得好"])
def test_a_feast_that_is_told_of_sets_no_day(told: str) -> None:
    (order,) = read(f"{told} 内墙乳胶漆20桶 月底前到", role="customer").orders
    assert str(order.due) == "2026-03-31"
    (order,) = read(f"{told} 内墙乳胶漆20桶", role="customer").orders
    assert order.due is None
