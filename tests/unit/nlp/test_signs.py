"""A pattern is tried only where one of its signs stands: every text that it matches holds one of them."""

import re
import re._constants as sre  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterable
from typing import Any

import pytest

from nlp import counting, customers, marks, orders, refused, tidy
from nlp.dimensions.date import festival_words
from nlp.dimensions.date import marks as day_marks
from nlp.dimensions.money import rules as money
from nlp.dimensions.numeral import scan
from nlp.dimensions.quantity import rules as quantity
from nlp.lines import counted, named, walk

GUARDED = [
    (refused.REFUSED, refused.REFUSALS),
    (refused.UNKNOWN_REFUSED, refused.REFUSALS),
    (refused.UNWANTED, refused.REFUSALS),
    (refused.GIFT_WORD, refused.REFUSALS),
    (refused.PURPOSE, refused.REFUSALS),
    (named.GIFT_BEFORE, named.GIVING),
    (named.GIFT_AFTER, named.GIVING),
    (walk.EACH, walk.SHARING),
    (counted.SLIPPED, tidy.SLIP_SIGNS),
    (tidy.SLIP, tidy.SLIP_SIGNS),
    (tidy.PRICE_LIST, "价"),
    (orders.URGENT, orders.HASTE),
    (orders.OWED, "钱款账"),
    (orders.LIKE_BEFORE, "像跟和同"),
    (marks.SIZE_LIST, "/"),
    (counting.EVERY, "每"),
    (counting.AT_HOME_NOW, counting.HAD),
    (counting.UNUSED, counting.HAD),
    (counting.RESTATED, "*x"),
    (customers.NOT_BEFORE, customers.DENIALS),
    (customers.NOT_AFTER, customers.DENIALS),
    (customers.NEW, "新"),
    (money.NEXT, money.MONEY),
    (money.TOLD, money.MONEY),
    (quantity.FILLED, "装"),
    (quantity.PER_PACK, "每"),
    (scan.SLASHED, "/"),
    (day_marks.STAMP, ":"),
    (festival_words.HOLIDAY, "节"),
]


def _needs(parsed: Iterable[tuple[Any, Any]], signs: frozenset[int]) -> bool:
    """True where no text matches without one of the signs."""
    return any(_one_needs(what, how, signs) for what, how in parsed)


def _one_needs(what: Any, how: Any, signs: frozenset[int]) -> bool:
    if what is sre.LITERAL:
        return how in signs
    if what is sre.IN:
        return all(kind is sre.LITERAL and one in signs for kind, one in how)
    if what is sre.BRANCH:
        return all(_needs(branch, signs) for branch in how[1])
    if what is sre.SUBPATTERN:
        return _needs(how[-1], signs)
    if what in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        return how[0] > 0 and _needs(how[2], signs)
    return what is sre.ASSERT and _needs(how[1], signs)


@pytest.mark.parametrize(("pattern", "signs"), GUARDED)
def test_a_pattern_needs_one_of_its_signs(pattern: re.Pattern[str], signs: Iterable[str]) -> None:
    """Whoever adds a way of saying something adds its sign."""
    assert _needs(parser.parse(pattern.pattern, pattern.flags), frozenset(map(ord, signs)))


def test_a_pattern_that_needs_no_sign_is_told() -> None:
    """The proof is one."""
    assert not _needs(parser.parse("不要|别要|算了"), frozenset(map(ord, "不别")))
    assert not _needs(parser.parse("(?:不要)?了"), frozenset(map(ord, "不别")))


def test_two_numbers_in_one_run_have_five_signs() -> None:
    """Shorter runs are not tried."""
    assert parser.parse(scan.CLASH.pattern).getwidth()[0] == 5
