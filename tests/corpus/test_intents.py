"""Every example of every intent file is read as that intent, and no counter-example is.

The sentences name the products and customers of `tests/worlds/mixed`, a shop of many trades that no rule knows.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from nlp import parse
from nlp.__main__ import load
from nlp.cues import specs
from nlp.types import Intent
from tests.building_world import hints

MIXED, _, _ = load(Path(__file__).parent.parent / "worlds" / "mixed")
Case = tuple[Intent, Mapping[str, Any]]
EXAMPLES: list[Case] = [(spec.intent, case) for spec in specs() for case in spec.examples]
COUNTER_EXAMPLES: list[Case] = [(spec.intent, case) for spec in specs() for case in spec.counter_examples]


def _named(cases: Sequence[Case]) -> list[Any]:
    return [pytest.param(intent, case, id=f"{intent}: {case['text']}") for intent, case in cases]


def _read(case: Mapping[str, Any]) -> Intent:
    return parse(case["text"], hints({k: v for k, v in case.items() if k != "text"}), MIXED).intent


@pytest.mark.parametrize(("intent", "case"), _named(EXAMPLES))
def test_example_is_read_as_its_intent(intent: Intent, case: Mapping[str, Any]) -> None:
    assert _read(case) is intent


@pytest.mark.parametrize(("intent", "case"), _named(COUNTER_EXAMPLES))
def test_counter_example_is_read_as_something_else(intent: Intent, case: Mapping[str, Any]) -> None:
    assert _read(case) is not intent


def test_every_intent_has_a_file() -> None:
    assert {spec.intent for spec in specs()} == set(Intent)


@pytest.mark.parametrize("spec", specs(), ids=lambda s: str(s.intent))
def test_intent_file_holds_enough_examples(spec: Any) -> None:
    assert len(spec.examples) >= 10
    assert len(spec.counter_examples) >= 5


def test_there_are_many_examples() -> None:
    assert len(EXAMPLES) + len(COUNTER_EXAMPLES) >= 800
