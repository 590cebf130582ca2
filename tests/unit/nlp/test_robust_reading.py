"""No text makes reading stop, and none takes long."""

import time
from decimal import Decimal

import pytest

from nlp import CustomerRecord, Lexicon, ProductRecord, parse, to_expect
from nlp.gazetteer import longest
from nlp.table import table_of
from tests.building_world import DRAFT, LEXICON, hints

HOSTILE = (
    "", " ", "\n\n", "😂🎉👌", "\x00\x01\x02", "1" * 400, "转" * 20000, "各" * 500, "M8*" * 3000, "20桶" * 2000,
    "老周五金" * 2000, "'; DROP TABLE orders;--", "{{7*7}}", "{% for x in y %}", "<script>alert(1)</script>",
    "\u202e老周五金 乳胶漆 20桶",
    "İİİİ 20桶 ǅǆ", "ﬀﬁﬂ ½ ① ㎡ 20桶",
    "第9行删掉", "第行", "-" * 500, "((((((", "[[[]]]",
    "一" * 3000, "不要" * 1000,
    "确认" * 1000, "改改改改换换换",
    "\ud7ff\ue000", "乳胶漆" + "的" * 3000 + "20桶", "0/0", "1/0/0 20桶",

    "2月30日 老周五金 水泥20袋", "9999999999999999999999袋水泥", "水泥-20袋", "水泥0袋", "@@@@", "#0000", "尾号", "SO",
    "乳胶漆各",
    "各20",
    "左右左右左右各左右20",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("drafts", [(), (DRAFT,)], ids=["alone", "in a draft"])
def test_any_text_is_read(text: str, drafts: tuple[object, ...]) -> None:
    got = to_expect(parse(text, hints(drafts=drafts), LEXICON))
    assert 0 <= got["confidence"] <= 1
    for start, end in got["evidence"].values():
        assert 0 <= start < end <= len(text)


def test_reading_is_linear_in_hostile_input() -> None:
    def took(text: str) -> float:
        start = time.perf_counter()
        parse(text, hints(), LEXICON)
        return time.perf_counter() - start

    took("预热")
    assert took("M8*80膨胀螺栓 20套 " * 1500) < 3


def test_lexicon_of_nothing_reads_too() -> None:
    assert parse("乳胶漆20桶", hints(), Lexicon()).intent in ("place_order", "none")


def test_words_never_cut_a_number() -> None:
    found = table_of(["30", "m8", "十公斤"]).find("300 m80 m8 二十公斤")
    assert [f.word for f in found] == ["m8"]


def test_longest_cover_wins() -> None:
    found = longest(table_of(["ab甲乙", "甲乙丙", "ab", "丙"]).find("ab甲乙丙"))
    assert [f.word for f in found] == ["ab", "甲乙丙"]


def test_codes_and_packs_with_fractions() -> None:
    lexicon = Lexicon(
        [ProductRecord("YG-550", "雨刮片", "550mm", ("雨刷",), "付", {"支": Decimal("0.5")})],
        [CustomerRecord("C1", "海口椰城车配", ("椰城",), "海南")],
    )
    item = parse("椰城 雨刷550 3支", hints(), lexicon).orders[0].items[0]
    assert (item.sku, item.base_qty) == ("YG-550", Decimal("1.5"))
