"""Who reports a shortage says so; goods, an amount and a day alone raise no alarm, whoever says them."""

import pytest

from nlp import CustomerRecord, Hints, Lexicon, parse
from nlp.types import Intent
from tests.trades import NOW, product

SHOP = Lexicon(
    [
        product("ZX-R", "转向节(右)", "解放J6P", "", "件"),
        product("YT-1", "速冻水饺", "猪肉大葱 1kg", "水饺", "袋", 箱="10"),
    ],
    [CustomerRecord("C1", "台州恒力机械有限公司", ("台州恒力",), "台州")],
)


@pytest.mark.parametrize("role", ["warehouse", "production", "purchasing", "logistics"])
@pytest.mark.parametrize(
    "text", ["台州恒力 J6P右转向节 3件,20号前到", "右转向节 3件", "台州恒力 水饺 20箱,20号前到", "水饺30袋 20号"]
)
def test_goods_an_amount_and_a_day_are_no_alarm(role: str, text: str) -> None:
    assert parse(text, Hints(NOW, role), SHOP).intent is not Intent.REPORT_SHORTAGE


@pytest.mark.parametrize("text", ["右转向节缺3件", "水饺没货了", "水饺只剩2箱,不够发", "右转向节断货"])
def test_an_alarm_is_heard(text: str) -> None:
    assert parse(text, Hints(NOW, "warehouse"), SHOP).intent is Intent.REPORT_SHORTAGE
