"""Amounts said in two counters: added up only where the products say what each is worth."""

from decimal import Decimal

import pytest

from nlp import CustomerRecord, Lexicon, ProductRecord
from tests.trades import items

SHOP = Lexicon(
    [
        ProductRecord("LG", "拉杆", "153", ("横拉杆",), "根", {}),
        ProductRecord("JD", "鸡蛋", "散养", ("土鸡蛋",), "个", {"箱": Decimal(360)}),
        ProductRecord("LS", "螺丝", "M6*20", (), "个", {"盒": Decimal(100), "箱": Decimal(2000)}),
    ],
    [CustomerRecord("C1", "台州恒力机械有限公司", ("恒力",), "台州")],
)


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("恒力 拉杆5箱零3根", None),  # nobody says how many are in a box
        ("恒力 拉杆5箱零3件", None),
        ("恒力 拉杆300件+200根", Decimal(500)),  # any counter is as good here
        ("恒力 土鸡蛋5箱零3个", Decimal(1803)),
        ("恒力 螺丝2箱零3盒", Decimal(4300)),
    ],
)
def test_an_amount_in_two_counters(text: str, base: Decimal | None) -> None:
    (line,) = items(text, SHOP)
    assert line.base_qty == base
    assert any(doubt.field == "quantity" for doubt in line.doubts) is (base is None)
