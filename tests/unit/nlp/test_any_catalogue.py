"""A catalogue may hold any text: whatever stands in its cells, it is learned, and messages are read with it."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlp import parse
from nlp.clients import CustomerRecord
from nlp.goods import ProductRecord
from nlp.lexicon import Lexicon
from tests.building_world import hints

SIGNS = "0123456789.*x×X/-~+#()()%℃ΦφØ°²³½①③⅓″'\"㎡±,;: 、、"
UNITS = (
    "cm",
    "mm",
    "m",
    "ml",
    "kg",
    "g",
    "L",
    "寸",
    "号",
    "米",
    "分",
    "w",
    "V",
    "段",
    "片",
    "inch",
    "MM",
    "千克",
    "乘",
)
WORDS = (
    "加厚",
    "左",
    "M8",
    "DN25",
    "Q235B",
    "15Pro",
    "ProMax",
    "轴承",
    "纸尿裤",
    "螺栓",
    "A4",
    "1.0",
    "180",
    "3/4",
    "有限公司",
)
PIECE = st.one_of(st.sampled_from(SIGNS), st.sampled_from(UNITS), st.sampled_from(WORDS), st.characters(codec="utf-8"))
CELL = st.lists(PIECE, max_size=9).map("".join)
QUICK = settings(
    max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], database=None
)


def read(name: str, spec: str, alias: str, customer: str) -> None:
    """A message with the words of one product and one customer, read with a catalogue of them."""
    products = (
        ProductRecord("A-1", name, spec, (alias,), "个", {"箱": Decimal(10)}),
        ProductRecord("A-2", name, f"{spec}2", (), "个", {}),
        ProductRecord("A-3", "轴承", spec, (alias,), "套", {}),
    )
    lexicon = Lexicon(products, (CustomerRecord("C1", customer, (alias,), ""),))
    parse(f"{customer} {name}{spec} 3箱 {alias}5个 明天到", hints(), lexicon)


@QUICK
@given(name=CELL, spec=CELL, alias=CELL, customer=CELL)
def test_any_cell_is_learned_and_read(name: str, spec: str, alias: str, customer: str) -> None:
    read(name, spec, alias, customer)


@pytest.mark.parametrize(
    "spec", ["150*180*1.0cm", "180*200*2.0cm", "600*600*1.2*3", "100²*200", "①*200*300", "1.2.3*400"]
)
def test_a_size_of_any_form_is_learned(spec: str) -> None:
    read("床垫", spec, "垫子", "喜盈门")
