"""What a salesperson writes to a customer about a delay: no number that nobody promised."""

from datetime import UTC, date, datetime

import pytest

from handlers.domain.messaging import ChatRef
from handlers.domain.order import Order, OrderId, Phase
from handlers.domain.slip import invented

NOW = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
ORDER = Order(OrderId(1), 1, "five_state", "待审核", Phase.OPEN, ChatRef("console", "d"), NOW, NOW, placed_by="u01")


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("货在路上,晚两天", ("两",)),
        ("晚五天,抱歉", ()),
        ("赔您五百元", ("五百",)),
        ("赔您500元", ("500",)),
        ("十六号到", ()),
        ("二十号到", ("二十",)),
        ("打八折", ("八",)),
        ("第一时间告诉您,原来三月十一日,现在十六日", ()),
        ("改到3月16日,不是3月18日", ("18",)),
    ],
)
def test_numbers_that_are_spoken_count_like_written_ones(words: str, wrong: tuple[str, ...]) -> None:
    assert invented(words, ORDER, (date(2026, 3, 11), date(2026, 3, 16))) == wrong
