"""What is said once holds for a row: brands before and behind it, colours that are part of names, numbers of kinds."""

import pytest

from nlp import CustomerRecord, Lexicon
from tests.trades import items, product

SHOP = Lexicon(
    [
        product("LB-D", "立邦底漆", "18kg", "", "桶"),
        product("LB-M", "立邦面漆", "20kg", "", "桶"),
        product("LB-X", "立邦稀释剂", "15kg", "", "桶"),
        product("NB-D", "诺邦底漆", "18kg", "", "桶"),
        product("NB-M", "诺邦面漆", "20kg", "", "桶"),
        product("NB-X", "诺邦稀释剂", "15kg", "", "桶"),
        product("SX-H", "酸性玻璃胶 黑", "300ml", "酸性胶", "支", 箱="24"),
        product("SX-B", "酸性玻璃胶 瓷白", "300ml", "酸性胶", "支", 箱="24"),
        product("FM-H", "防霉玻璃胶 黑", "300ml", "防霉胶", "支", 箱="24"),
        product("FM-B", "防霉玻璃胶 瓷白", "300ml", "防霉胶", "支", 箱="24"),
        product("PQ-4", "自喷漆4#哑黑", "400ml", "手喷漆4号", "支", 箱="12"),
        product("PQ-39", "自喷漆39#亮黑", "400ml", "手喷漆39号", "支", 箱="12"),
        product("ZL-18", "竹蒸笼", "18cm", "蒸笼", "只"),
        product("ZL-21", "竹蒸笼", "21cm", "蒸笼", "只"),
        product("LG-18", "蒸笼盖", "18cm", "", "只"),
        product("LG-21", "蒸笼盖", "21cm", "", "只"),
        product("ZD-80", "大锅灶", "80cm", "", "台"),
        product("ZD-90", "大锅灶", "90cm", "", "台"),
        product("SC-D", "密胺汤勺", "大号", "调羹", "把"),
        product("BD-D", "背心袋", "大号 100只", "", "包"),
    ],
    [
        CustomerRecord("C1", "台州恒力机械有限公司", ("恒力",), "台州"),
        CustomerRecord("C2", "老孙烧烤店", (), "台州"),
    ],
)


def _said(text: str) -> str:
    return " ".join(f"{line.sku or '?'}={line.qty}" for line in items(text, SHOP))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 立邦的:底漆30桶,面漆15桶,稀释剂20桶", "LB-D=30 LB-M=15 LB-X=20"),
        ("恒力 底漆30桶 面漆15桶 稀释剂20桶 诺邦的", "NB-D=30 NB-M=15 NB-X=20"),
        ("恒力 面漆10桶 立邦,底漆2桶 诺邦", "LB-M=10 NB-D=2"),
        ("恒力 底漆10桶 面漆5桶", "?=10 ?=5"),
    ],
)
def test_a_brand_holds_for_its_row(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 酸性胶黑2箱瓷白5箱", "SX-H=2 SX-B=5"),
        ("恒力 防霉胶瓷白2箱,黑的5箱", "FM-B=2 FM-H=5"),
        ("恒力 自喷漆39号10箱 4号5箱", "PQ-39=10 PQ-4=5"),
        ("恒力 蒸笼18的100只 盖18的20只", "ZL-18=100 LG-18=20"),
        ("恒力 大锅灶90 三台 80 一台", "ZD-90=3 ZD-80=1"),
    ],
)
def test_the_next_of_a_row_is_of_the_same_family(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 调羹大号100只", "SC-D=100"),
        ("恒力:烧烤夹12寸的一打,蒸笼18的两只", "?=1 ZL-18=2"),
        ("恒力 再来一车:立邦底漆30桶 立邦面漆20桶", "LB-D=30 LB-M=20"),
        ("恒力 大锅灶90 三台 80块一台", "ZD-90=3"),
    ],
)
def test_what_counts_and_what_does_not(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 上礼拜拿的40桶立邦底漆卖完了,再来50桶", "LB-D=50"),
        ("恒力 上次拿了20桶立邦底漆,这次照旧20桶", "LB-D=20"),
        ("恒力 上礼拜拿的40桶立邦底漆今天已经卖空了,厉害", ""),
        ("恒力以前都要酸性胶黑,这次来20箱瓷白的", "SX-B=20"),
        ("恒力 立邦底漆10桶,哦还有大锅灶90一台", "LB-D=10 ZD-90=1"),
        ("恒力 立邦底漆10桶 立邦面漆3桶 立邦底漆按250算", "LB-D=10 LB-M=3"),
    ],
)
def test_what_was_had_before_is_not_wanted_again(text: str, lines: str) -> None:
    assert _said(text) == lines
