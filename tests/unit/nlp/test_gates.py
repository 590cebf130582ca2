"""What is left out because it could change nothing changes nothing: short cuts beside the long way."""

import random
from itertools import combinations

import pytest

from nlp import Lexicon, ProductRecord, numbered_slips
from nlp.brands import _narrow, brand_of, branded
from nlp.dimensions.money.rules import CLOSING, GLUED_PRICE
from nlp.gazetteer import COVERED, PIECE, Match, begins, ends, longest
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


def texts(signs, size):
    chance = random.Random(signs)
    return ["".join(chance.choices(signs, k=size)) for _ in range(20000)]


def test_a_number_glued_to_a_count_closes_a_clause():
    priced = [text for text in texts("15件瓶.,x", 7) if GLUED_PRICE.search(text)]
    assert len(priced) > 50
    assert all(map(CLOSING.search, priced))


@pytest.mark.parametrize(
    ("pattern", "holds"),
    [
        (numbered_slips.BEHIND, numbered_slips.ONE_BEHIND),
        (numbered_slips.BEFORE, numbered_slips.ONE_BEFORE),
    ],
)
def test_words_beside_a_long_number_are_looked_for_wherever_they_stand(pattern, holds):
    found = [(m, text) for text in texts("12ax*粉盒-,", 9) for m in pattern.finditer(text)]
    long = [text for m, text in found if len(m["number"]) >= numbered_slips.FEWEST]
    assert len(long) > 100
    assert all(map(holds.search, long))


@pytest.mark.parametrize("seed", range(60))
def test_the_longest_finds_are_those_that_cover_most_with_the_fewest(seed):
    chance = random.Random(seed)
    spans = {(start, start + chance.randint(1, 4)) for start in (chance.randrange(8) for _ in range(7))}
    finds = [Match(start, end, str(chance.randrange(4))) for start, end in spans]

    def worth(kept):
        return sum((m.end - m.start) * COVERED - PIECE - int(m.word) for m in kept)

    apart = (
        some
        for size in range(len(finds) + 1)
        for some in combinations(finds, size)
        if not any(one.overlaps(two.start, two.end) for one, two in combinations(some, 2))
    )
    kept = longest(finds, lambda m: int(m.word))
    assert kept == sorted(kept)
    assert worth(kept) == max(map(worth, apart))
