"""The numbers of rows are no amounts, whatever stands behind them and however many rows there are."""

import pytest

from nlp import Lexicon
from tests.trades import items, product

SHOP = Lexicon([product(f"ZC-{n}", "深沟球轴承", f"{n}", "", "只") for n in range(6000, 6150)], [])


def amounts(text: str) -> list[tuple[str | None, int]]:
    return [(line.sku, int(line.qty or 0)) for line in items(text, SHOP)]


@pytest.mark.parametrize("mark", [" ", "\t", ". ", "、", ") "])
@pytest.mark.parametrize("count", [3, 20, 99, 130])
def test_a_numbered_list_of_codes_is_read_by_its_amounts(mark: str, count: int) -> None:
    text = "\n".join(f"{n + 1}{mark}ZC-{6000 + n} {7 + n}只" for n in range(count))
    assert amounts(text) == [(f"ZC-{6000 + n}", 7 + n) for n in range(count)]


def test_two_amounts_before_codes_are_amounts() -> None:
    assert amounts("1 ZC-6004\n2 ZC-6005") == [("ZC-6004", 1), ("ZC-6005", 2)]
