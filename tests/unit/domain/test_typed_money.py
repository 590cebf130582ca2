"""Commands about an order's money and returns, read to the letter; what is none is left to the reader of language."""

from decimal import Decimal

import pytest

from handlers.domain.typed import read
from handlers.domain.typed.money import NO_AMOUNT


@pytest.mark.parametrize(
    ("said", "verb", "about", "amount"),
    [
        ("SO20260310-0001 已付 5000", "pay", "SO20260310-0001", "5000"),
        ("0001 已付5,000元", "pay", "0001", "5000"),
        ("0001 我们刚打了款 1.2万", "pay", "0001", "12000"),
        ("0001 客户付定金3千", "pay", "0001", "3000"),
        ("0001 付尾款 ¥5687.50", "pay", "0001", "5687.50"),
        ("0001 收款 5000", "pay", "0001", "5000"),
        ("0001 已收 1元", "pay", "0001", "1"),
        ("0001 付款凭证", "pay", "0001", None),
        ("0001 转账水单 800元", "pay", "0001", "800"),
        ("0001 收款", "money", "0001", None),
        ("SO20260310-0001 付款情况", "money", "SO20260310-0001", None),
        ("收款 0001", "money", "0001", None),
        ("通过 0001 4800 银行到账", "grant", "0001", None),
        ("0001 有20件想退", "return", "0001", None),
        ("0001 退货", "return", "0001", None),
        ("0001 全退", "return", "0001", None),
        ("0001 质量问题 3件 开裂", "flawed", "0001", None),
        ("收到退货 0001 缺赠品", "returned", "0001", None),
        ("0001 退货已入库", "returned", "0001", None),
    ],
)
def test_what_is_meant(said: str, verb: str, about: str, amount: str | None) -> None:
    command = read(said)
    assert command is not None
    assert (command.verb, command.about) == (verb, about)
    assert command.qty == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize(
    "said",
    [
        "0001 已付款",
        "0001 付 50件",
        "0001 已收 50件",
        "0001 收到300",
        "0001 出库 顺丰SF1234567890",
        "0001 客户要退订",
        "0001 要退单,取消吧",
        "0001 退款到账了吗",
        "0001 能退吗?",
        "0001 不退了",
        "已付 5000",
        "台州恒力 J6P左转向节 10件,单价800",
    ],
)
def test_what_is_none_of_them(said: str) -> None:
    command = read(said)
    assert command is None or command.verb not in {"pay", "money", "return", "flawed", "returned"}


@pytest.mark.parametrize("said", ["0", "-5", "1.234", "0.001元", "1000000000000", "5亿亿"])
def test_an_amount_that_nobody_pays_is_no_amount(said: str) -> None:
    command = read(f"0001 已付 {said}")
    assert command is None or (command.verb, command.qty, command.words) == ("pay", None, NO_AMOUNT)
