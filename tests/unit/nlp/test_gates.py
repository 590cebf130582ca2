"""What is left out because it could change nothing changes nothing: short cuts beside the long way."""

import pytest

from nlp import Lexicon, ProductRecord
from nlp.brands import _narrow, brand_of, branded
from nlp.gazetteer import begins, ends
from nlp.lines import read_lines
from nlp.seeing import see
from nlp.table import table_of
from nlp.types import Hints
from tests.trades import NOW

NAMES = ("华润白底", "华润底固", "华润清面", "德高防水", "德高瓷砖胶", "德高填缝剂")
LEXICON = Lexicon(
    [ProductRecord(f"P{at}{size}", name, size, unit="桶") for at, name in enumerate(NAMES) for size in ("5kg", "18kg")]
)
LINES = ("华润白底5kg 15桶 底固18kg 8桶", "白底3桶", "德高防水5桶", "底固18kg 8桶 华润的", "防水2桶,填缝剂 5kg 3桶")


@pytest.mark.parametrize("text", LINES)
def test_a_brand_is_looked_for_wherever_it_could_narrow_a_line(text):
    scene = see(text, Hints(now=NOW), LEXICON)
    items, others = read_lines(scene, LEXICON), read_lines(scene, LEXICON)
    said = [brand_of(item, LEXICON) for item in others]
    _narrow(others, said, scene, LEXICON)
    if len({brand.word for brand in said if brand}) == 1 and said[-1] is not None:
        _narrow([*reversed(others)], [*reversed(said)], scene, LEXICON)
    branded(items, scene, LEXICON)
    assert [(i.choice, i.inherited) for i in items] == [(i.choice, i.inherited) for i in others]


@pytest.mark.parametrize(
    "words", [["转向节", "节", "g", "12v", "v", "一二", "左"], ["转向节", "双节棍", "n13"], ["盐"], []]
)
@pytest.mark.parametrize("text", ["", "转", "左转向节12v节", "n13 n130 盐", "一二三", "g12vg", "双节棍转向节左"])
def test_a_table_finds_every_word_that_stands_in_the_text(words, text):
    every = sorted(
        (start + len(word), start, word)
        for word in words
        for start in range(len(text))
        if text.startswith(word, start) and begins(text, start) and ends(text, start + len(word))
    )
    assert [(m.end, m.start, m.word) for m in table_of(words).find(text)] == every


def test_the_only_one_called_so_is_the_same_when_it_is_asked_for_again():
    mask = LEXICON.words["华润白底"].masks[2]
    asked = [LEXICON.called(mask, words) for words in ("华润白底5kg", "华润白底", "华润白底5kg", "华润白底")]
    assert asked[0] is not None
    assert asked == [asked[0], None, asked[0], None]
    assert LEXICON.products[asked[0]].spec == "5kg"
