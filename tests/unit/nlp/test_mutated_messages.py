"""Whatever is typed, reading answers, and states no amount that nobody wrote."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlp import Parse, parse
from nlp.dimensions.numeral.scan import scan
from nlp.normalize import normalize
from nlp.types import AddItem, LineItem, RemoveItem, SetItem
from tests.building_world import DRAFT, LEXICON, hints

PLAIN = (
    "宏图装饰 乳胶漆内墙18L 20桶 15号到",
    "老周五金要M8*80膨胀螺栓 5盒,再加3箱合页(左)",
    "通体砖600*600灰的来三百片,后天送",
    "1. 水泥42.5 200袋\n2. 石膏板防潮 60张\n3. 瓷砖胶 两吨",
    "左右合页各20个 周五前",
    "SO20260301-0012 已出库 顺丰SF1420087731256",
    "老周那单水泥改成30袋",
    "PPR管20冷水的大概要50根,单价12.5",
    "13800138000 张师傅 送到杭州市余杭区文一西路969号3号仓",
    "((((各20(桶[乳胶漆{18L}]))))",
)
SIGNS = "左右各前后半两三百千万0123456789.*-+/:,;。!?\n桶箱袋\u202eİ㎡\ud800"
WORDS = ("M8*80", "乳胶漆", "老周五金", "15号", "不要", "改成", "SO2026", "18L", "3.15")
PIECES = st.sampled_from((*SIGNS, *WORDS))
QUICK = settings(
    max_examples=80, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], database=None
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A message with characters lost, doubled, exchanged or put in."""
    text = draw(st.sampled_from(PLAIN))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        kind = draw(st.sampled_from(("lost", "doubled", "exchanged", "put in")))
        rest = text[at:]
        if kind == "lost":
            text = text[:at] + rest[1:]
        elif kind == "doubled":
            text = text[:at] + rest[:1] + rest
        elif kind == "exchanged":
            text = text[:at] + rest[1:2] + rest[:1] + rest[2:]
        else:
            text = text[:at] + draw(PIECES) + rest
    return text


def lines_of(got: Parse) -> list[LineItem]:
    """Every product line of a reading, edits and changes included."""
    edits = [e.item for e in (*got.edits, *got.changes) if isinstance(e, (SetItem, AddItem, RemoveItem)) and e.item]
    return [line for order in got.orders for line in order.items] + list(got.items) + edits


def check(text: str) -> None:
    """The reading of a text, alone and beside a draft, says nothing about what does not stand in it."""
    for drafts in ((), (DRAFT,)):
        got = parse(text, hints(drafts=drafts), LEXICON)
        assert 0 <= got.confidence <= 1
        for span in got.evidence.values():
            assert 0 <= span.start < span.end <= len(text)
        for line in lines_of(got):
            for span in line.spans.values():
                assert 0 <= span.start < span.end <= len(text)
            if line.qty is None and line.base_qty is None:
                continue
            said = line.spans["quantity"]
            words = normalize(text)[said.start : said.end]
            assert words.strip()
            assert line.qty is None or told(line.qty, words), (line.qty, words)


def told(qty: Decimal, words: str) -> bool:
    """True where words say an amount; 5盒零3件 is told in base units, 要个 leaves the one unsaid."""
    numbers = [atom.number.value for atom in scan(words)]
    return qty in numbers or len(numbers) > 1 or (not numbers and qty == 1)


@QUICK
@given(mutated())
def test_mutated_message_is_read(text: str) -> None:
    check(text)


@QUICK
@given(st.text(max_size=80))
def test_any_unicode_is_read(text: str) -> None:
    check(text)


@QUICK
@given(st.lists(PIECES, max_size=60).map("".join))
def test_heap_of_pieces_is_read(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "piece", ["(", "[左", "各", "1.", "20桶乳胶漆,", "3-5", "*", "左右", "\n- ", "转", "不要", "SF1"]
)
def test_twenty_thousand_characters_are_read(piece: str) -> None:
    check((piece * 20000)[:20000])


@pytest.mark.parametrize("depth", [1, 20, 300])
def test_deeply_nested_list_is_read(depth: int) -> None:
    check("".join(f"{'  ' * level}{level}) 水泥42.5 {level}袋(\n" for level in range(1, depth + 1)) + ")" * depth)


def test_far_future_and_past_are_read() -> None:
    for year in (1, 1899, 9998, 9999):
        now = datetime(year, 12, 31, 23, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
        for text in PLAIN:
            parse(text, hints(now=now), LEXICON)
