"""The plain one of a family, a series that goes on, sizes run together or said alone: in several trades.

`?` stands for a line without a product.
"""

import pytest

from nlp import CustomerRecord, Lexicon
from tests.trades import items, product

SHOP = Lexicon(
    [
        product("SJ-A", "剃须刀", "K7 曜石黑 充电", "K7剃须刀;黑款剃须刀", "台", 箱="20"),
        product("SJ-AP", "防水剃须刀", "K7 曜石黑 充电", "K7防水剃须刀;黑款防水剃须刀", "台", 箱="20"),
        product("SJ-B", "剃须刀", "K8 月岩灰 充电", "K8剃须刀;灰款剃须刀", "台", 箱="20"),
        product("SJ-BP", "防水剃须刀", "K8 月岩灰 充电", "K8防水剃须刀;灰款防水剃须刀", "台", 箱="20"),
        product("CF-A", "电吹风", "K7 曜石黑 充电", "K7吹风机;黑款吹风机", "台", 箱="12"),
        product("CF-B", "电吹风", "K8 月岩灰 充电", "K8吹风机;灰款吹风机", "台", 箱="12"),
        product("LF-A", "理发剪", "K7 曜石黑 充电", "K7推子;黑款推子", "台", 箱="24"),
        product("LF-B", "理发剪", "K8 月岩灰 充电", "K8推子;灰款推子", "台", 箱="24"),
        product("DP-1", "蓄电池", "6-QW 36AH", "电瓶12V36AH;12V36AH电瓶", "只", 托="40"),
        product("DP-2", "蓄电池", "6-QW 60AH", "电瓶12V60AH;12V60AH电瓶", "只", 托="40"),
        product("DP-3", "启停蓄电池", "6-QW 60AH", "启停电瓶12V60AH", "只", 托="40"),
        product("ML-1", "绵绸", "MC100 大红 全棉", "MC100红", "米", 卷="50"),
        product("ML-2", "绵绸", "MC100 藏青 全棉", "MC100藏青", "米", 卷="50"),
        product("ML-1J", "加密绵绸", "MC100 大红 全棉", "加密MC100红", "米", 卷="50"),
        product("ML-2J", "加密绵绸", "MC100 藏青 全棉", "加密MC100藏青", "米", 卷="50"),
        product("YZ-1", "胰蛋白酶", "AR 25g 瓶装", "", "瓶", 箱="40"),
        product("YZ-2", "胰蛋白酶", "AR 100g 瓶装", "", "瓶", 箱="40"),
        product("YZ-3", "胰蛋白酶", "BR 25g 瓶装", "", "瓶", 箱="40"),
        product("YZ-4", "胰蛋白酶", "BR 100g 瓶装", "", "瓶", 箱="40"),
        product("QB-1", "千斤绷带", "3T 2米", "吊带3T2米", "根", 箱="20"),
        product("QB-2", "千斤绷带", "3T 4米", "吊带3T4米", "根", 箱="20"),
        product("QB-3", "千斤绷带", "5T 4米", "吊带5T4米", "根", 箱="20"),
    ],
    [CustomerRecord("C1", "台州恒力机械有限公司", ("恒力",), "台州")],
)


def _said(text: str) -> str:
    return " ".join(f"{line.sku or '?'}={line.qty}" for line in items(text, SHOP))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 剃须刀K7 3台", "SJ-A=3"),
        ("恒力 曜石黑剃须刀3台", "SJ-A=3"),
        ("恒力 防水剃须刀K7 3台", "SJ-AP=3"),
        ("恒力 MC100 红3卷 藏青2卷", "ML-1=3 ML-2=2"),
        ("恒力 加密MC100 红3卷 藏青2卷", "ML-1J=3 ML-2J=2"),
        ("恒力 电瓶12V60AH 5只", "DP-2=5"),
        ("恒力 剃须刀3台", "?=3"),
    ],
)
def test_a_bare_name_means_the_plain_one_of_a_family(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 曜石黑剃须刀3台 电吹风5台 理发剪2台", "SJ-A=3 CF-A=5 LF-A=2"),
        ("恒力 K8推子三台 吹风机五台 剃须刀1箱", "LF-B=3 CF-B=5 SJ-B=1"),
        ("恒力 推子K8的三台。吹风机也来两台 同款", "LF-B=3 CF-B=2"),
        ("恒力 推子K8的三台。吹风机K7两台", "LF-B=3 CF-A=2"),
        ("恒力 推子K8的三台。吹风机两台", "LF-B=3 ?=2"),
    ],
)
def test_a_series_said_once_holds_for_the_row(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 电瓶12V 36AH 5只", "DP-1=5"),
        ("恒力 电瓶12V 36AH 5只 60AH 3只", "DP-1=5 DP-2=3"),
        ("恒力 吊带3T 2米的5根", "QB-1=5"),
    ],
)
def test_measures_run_together_in_the_books_are_said_apart(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 胰蛋白酶BR 25g 4瓶 100g 2瓶", "YZ-3=4 YZ-4=2"),
        ("恒力 胰蛋白酶AR 25g 4瓶 100g 2瓶 BR 100g 1瓶", "YZ-1=4 YZ-2=2 YZ-4=1"),
    ],
)
def test_another_size_in_a_row_is_of_the_same_kind(text: str, lines: str) -> None:
    assert _said(text) == lines
