"""JSON lines: every line in gets one line out, in order, whatever it holds."""

import io
import json
from typing import Any

import pytest

from bot.commands.jsonlines import MAX_LINE, Record, answer_lines, text_of


def echo(record: Record) -> dict[str, Any]:
    return {"text": text_of(record, "text")}


def answers(raw: bytes) -> tuple[list[dict[str, Any]], int]:
    sink = io.StringIO()
    bad = answer_lines(io.BytesIO(raw), sink, echo)
    return [json.loads(line) for line in sink.getvalue().splitlines()], bad


def line(**fields: object) -> bytes:
    return json.dumps(fields).encode() + b"\n"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"\n", {"id": None, "error": "line is empty"}),
        (b"{\n", {"id": None, "error": "line is not JSON"}),
        (b"[1]\n", {"id": None, "error": "line is not a JSON object"}),
        (b"null\n", {"id": None, "error": "line is not a JSON object"}),
        (b'{"id": "\xff"}\n', {"id": None, "error": "line is not UTF-8"}),
        (b"[" * 100_000 + b"\n", {"id": None, "error": "JSON is nested too deeply"}),
        (b'{"id": 1, "n": ' + b"9" * 5000 + b"}\n", {"id": None, "error": "line is not JSON"}),
        (line(id="a"), {"id": "a", "error": "text is missing"}),
        (line(id="a", text=5), {"id": "a", "error": "text is not a text"}),
        (line(id=["a"], text="x"), {"id": None, "text": "x"}),
        (line(id=True, text="x"), {"id": None, "text": "x"}),
        (line(id=7, text="x"), {"id": 7, "text": "x"}),
        (line(id="b", text="\ud800好"), {"id": "b", "text": "\ufffd好"}),
        (line(id="b\udfff", text="好"), {"id": "b\ufffd", "text": "好"}),
        (b"\xef\xbb\xbf" + line(id="c", text="好"), {"id": "c", "text": "好"}),
        (b'{"id": "d", "text": "\\u0000"}\r\n', {"id": "d", "text": "\x00"}),
    ],
)
def test_a_strange_line_is_answered_and_the_next_one_works(raw, expected):
    assert answers(raw + line(id="next", text="好"))[0] == [expected, {"id": "next", "text": "好"}]


def test_a_line_that_is_too_long_is_told_and_skipped():
    found, bad = answers(b'{"id": "' + b"x" * MAX_LINE * 2 + b'"}\n' + line(id="next", text="好"))
    assert found == [{"id": None, "error": "line is too long"}, {"id": "next", "text": "好"}]
    assert bad == 1


def test_a_long_line_within_the_limit_is_read():
    assert len(answers(line(id="a", text="好" * 1_500_000))[0][0]["text"]) == 1_500_000


def test_a_last_line_without_an_end_counts():
    assert answers(line(id="a", text="x").rstrip())[0] == [{"id": "a", "text": "x"}]


def test_a_mistake_of_ours_on_one_line_does_not_end_the_run():
    def broken(record: Record) -> dict[str, Any]:
        return {"n": 1 // int(record["n"])}

    sink = io.StringIO()
    assert answer_lines(io.BytesIO(line(id="a", n=0) + line(id="b", n=1)), sink, broken) == 1
    assert sink.getvalue() == ('{"id": "a", "error": "cannot be handled (ZeroDivisionError)"}\n{"id": "b", "n": 1}\n')
