"""One of many words as a pattern: grouped by their beginnings it finds what the plain alternatives find."""

import random
import re

import pytest

from nlp.either import either

SIGNS = "ab平方米-]^\\"


@pytest.mark.parametrize("seed", range(200))
def test_words_grouped_by_their_beginnings_match_as_one_after_the_other(seed):
    chance = random.Random(seed)
    words = ["".join(chance.choices(SIGNS, k=chance.randint(1, 4))) for _ in range(chance.randint(1, 12))]
    text = "".join(chance.choices(f"{SIGNS}x", k=40))
    plain = "|".join(map(re.escape, sorted(set(words), key=len, reverse=True)))
    assert [m.span() for m in re.finditer(either(words), text)] == [m.span() for m in re.finditer(plain, text)]


def test_a_shorter_word_is_taken_where_the_longer_one_does_not_go_on():
    assert re.fullmatch(rf"(?:{either(['套件', '套', '平方米', '平'])})件", "套件") is not None
