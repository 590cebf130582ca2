"""Every example of every intent file is read as that intent, and no counter-example is."""

from collections.abc import Mapping
from typing import Any

import pytest

from nlp.cues import specs
from nlp.types import Intent
from tests.building_world import read

EXAMPLES = [(spec.intent, case) for spec in specs() for case in spec.examples]
COUNTER_EXAMPLES = [(spec.intent, case) for spec in specs() for case in spec.counter_examples]


def _name(value: object) -> str:
    return str(value["text"]) if isinstance(value, Mapping) else str(value)


def _read(case: Mapping[str, Any]) -> Intent:
    return read(case["text"], **{k: v for k, v in case.items() if k != "text"}).intent


@pytest.mark.parametrize(("intent", "case"), EXAMPLES, ids=_name)
def test_example_is_read_as_its_intent(intent: Intent, case: Mapping[str, Any]) -> None:
    assert _read(case) is intent


@pytest.mark.parametrize(("intent", "case"), COUNTER_EXAMPLES, ids=_name)
def test_counter_example_is_read_as_something_else(intent: Intent, case: Mapping[str, Any]) -> None:
    assert _read(case) is not intent


def test_every_intent_has_a_file() -> None:
    assert {spec.intent for spec in specs()} == set(Intent)


@pytest.mark.parametrize("spec", specs(), ids=lambda s: str(s.intent))
def test_intent_file_holds_enough_examples(spec: Any) -> None:
    assert len(spec.examples) >= 10
    assert len(spec.counter_examples) >= 5
