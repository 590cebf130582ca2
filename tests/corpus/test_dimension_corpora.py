"""Every `corpus.toml` below nlp/dimensions: sentences grouped by the values that must come out of them."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import nlp.dimensions
from nlp.dimensions.address.rules import find_addresses
from nlp.dimensions.date.rules import DateValue, find_dates
from nlp.dimensions.found import Found
from nlp.dimensions.money.rules import Price, find_prices
from nlp.dimensions.numeral.rules import Number, find_numbers
from nlp.dimensions.order_ref.rules import OrderRef, find_order_refs
from nlp.dimensions.phone.rules import find_phones
from nlp.dimensions.quantity.rules import Quantity, find_quantities
from nlp.normalize import normalize

ROOT = Path(nlp.dimensions.__file__).parent
UNITS = frozenset({"箱", "件", "套", "托", "内芯", "张"})


def _number(value: Number) -> str:
    if value.value is not None:
        return f"{'~' * value.approx}{value.value}"
    return f"{value.low or ''}..{value.high or ''}"


def _quantity(value: Quantity) -> str:
    if value.parts:
        return " + ".join(f"{qty} {unit}" for qty, unit in value.parts)
    amount = f"{'~' * value.approx}{value.qty}" if value.qty is not None else f"{value.low or ''}..{value.high or ''}"
    return f"{'each ' * value.each}{amount} {value.unit or ''}".strip()


def _date(value: DateValue) -> str:
    return f"{value.day or '-'} {value.kind.value}{'' if value.role == 'due' else ' ' + value.role}"


def _price(value: Price) -> str:
    return f"{value.yuan}{f' / {value.unit}' if value.unit else ''}{' total' * value.total}"


def _ref(value: OrderRef) -> str:
    return f"{value.kind} {value.number}"


def _read(name: str, text: str, now: datetime, least: float) -> list[str]:
    def shown(found: list[Found[Any]], words: Callable[[Any], str]) -> list[str]:
        return [words(one.value) for one in found if one.confidence >= least]

    readers: dict[str, Callable[[], list[str]]] = {
        "numeral": lambda: shown(find_numbers(text), _number),
        "quantity": lambda: shown(find_quantities(text, UNITS), _quantity),
        "date": lambda: shown(find_dates(text, now), _date),
        "money": lambda: shown(find_prices(text), _price),
        "phone": lambda: shown(find_phones(text), str),
        "order_ref": lambda: shown(find_order_refs(text), _ref),
        "address": lambda: shown(find_addresses(text), str),
    }
    return readers[name]()


def _cases() -> Iterator[Any]:
    for path in sorted(ROOT.glob("*/corpus.toml")):
        corpus = tomllib.loads(path.read_text("utf-8"))
        name, least = path.parent.name, corpus.get("least", 0.5)
        for case in (*corpus["case"], *({"values": [], **case} for case in corpus["not"])):
            wanted = case.get("values", [case["value"]] if "value" in case else [])
            now = datetime.fromisoformat(case.get("now", corpus["now"]))
            for text in case["say"]:
                yield pytest.param(name, text, now, least, wanted, id=f"{name}: {text}")


@pytest.mark.parametrize(("name", "text", "now", "least", "wanted"), list(_cases()))
def test_sentence_gives_exactly_these_values(
    name: str, text: str, now: datetime, least: float, wanted: list[str]
) -> None:
    assert _read(name, normalize(text), now, least) == wanted


def test_every_dimension_has_a_corpus_with_negatives() -> None:
    folders = {path.parent for path in ROOT.glob("*/rules.py")}
    assert folders
    for folder in folders:
        corpus = tomllib.loads((folder / "corpus.toml").read_text("utf-8"))
        assert corpus["case"]
        assert corpus["not"]
