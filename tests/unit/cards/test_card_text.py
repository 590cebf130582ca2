"""A card as plain text: what may be typed, and never longer than asked."""

import pytest

from cards.build import build
from cards.card import Button, Card, Fact, Facts, Lines, Note, Quote
from cards.text import to_text
from tests.unit.cards.gallery import GALLERY
from tests.unit.cards.gallery.company import VIEWERS

CHOICES = (Button("左", "choose:1:1:0", reply="1"), Button("右", "choose:1:1:1", reply="2"))
DISCARD = Button("取消", "discard:1:1:", reply="取消")


def hint(card: Card) -> str:
    return to_text(card).splitlines()[-1]


def test_choices_are_numbers_and_everything_else_words() -> None:
    assert hint(Card("t", "s", buttons=(*CHOICES, DISCARD))) == "回复 1 左  2 右,或回复“取消”"


def test_listed_choices_are_not_said_twice() -> None:
    card = Card("t", "s", (Lines(("左 大号", "右 小号"), numbered=True),), (*CHOICES, DISCARD))
    assert to_text(card).splitlines()[1:] == ["1. 左 大号", "2. 右 小号", "回复 1–2 选择,或回复“取消”"]


def test_without_choices_one_confirms() -> None:
    assert "回复 1 确认下单" in to_text(build(GALLERY["draft_ready"], VIEWERS["sales"]))


def test_marks_are_lamps_with_their_reason() -> None:
    card = Card("t", "s", (Facts((Fact("客户", "青禾", "amber", "请核对"), Fact("数量", "待定", "red"))),))
    assert to_text(card) == "t\n客户:青禾 🟡(请核对)\n数量:待定 🔴"


def test_quoted_stretches_stand_in_brackets() -> None:
    card = Card("", "s", (Quote("青禾要胶带300卷", "", ((0, 2), (3, 5), (5, 9))),))
    assert to_text(card) == "【青禾】要【胶带】【300卷】"


def test_a_long_card_is_cut_at_a_line_end_and_says_so() -> None:
    card = Card("标题", "s", (Lines(tuple(f"第{i}行内容" for i in range(1, 41))),), (DISCARD,))
    text = to_text(card, 200)
    assert len(text.encode()) <= 200
    assert text.splitlines()[-2:] == ["…(共41行)", "回复“取消”"]
    assert text.splitlines()[1] == "第1行内容"


@pytest.mark.parametrize("limit", [0, 1, 2, 3, 5, 10, 40, 80, 150, 400, 2048])
@pytest.mark.parametrize("name", GALLERY)
def test_text_is_never_longer_than_asked(name: str, limit: int) -> None:
    assert len(to_text(build(GALLERY[name], VIEWERS["sales"]), limit).encode()) <= limit


def test_a_note_may_have_several_lines() -> None:
    assert to_text(Card("", "s", (Note("一\n二"),))) == "一\n二"
