"""JSON lines in and out: whatever comes in, one line goes out for each, in order, at once."""

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO, TextIO

MAX_LINE = 16 * 1024 * 1024  # bytes
MAX_ID = 200  # characters
# Everything a wrong value or a mistake of ours can raise on one line; the next line must still be answered.
LINE_FAULTS = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)

Record = Mapping[str, Any]
Answer = dict[str, Any]


class BadLine(Exception):
    """This line cannot be used; the words say why."""


def answer_lines(source: BinaryIO, sink: TextIO, answer: Callable[[Record], Answer]) -> int:
    """Answers each line of `source` on `sink`, flushed line by line; returns how many were bad."""
    bad = 0
    for raw in _lines(source):
        identity: str | int | None = None
        try:
            record = _record(raw)
            identity = _identity(record)
            reply = {"id": identity} | answer(record)
        except BadLine as wrong:
            bad += 1
            reply = {"id": identity, "error": str(wrong)}
        except LINE_FAULTS as wrong:
            bad += 1
            reply = {"id": identity, "error": f"cannot be handled ({type(wrong).__name__})"}
        sink.write(_dump(reply) + "\n")
        sink.flush()
    return bad


def stdin_bytes() -> BinaryIO:
    """Standard input as bytes: a line in a foreign encoding must not end the run."""
    return sys.stdin.buffer


def text_of(record: Record, key: str, *, default: str | None = None) -> str:
    """The text at `key`; half surrogates are replaced one by one, so that positions stay; raises BadLine."""
    value = record.get(key, default)
    if not isinstance(value, str):
        raise BadLine(f"{key} is missing" if value is None else f"{key} is not a text")
    return re.sub("[\ud800-\udfff]", "\ufffd", value)


def _lines(source: BinaryIO) -> Iterator[bytes | None]:
    """Lines; None stands for one that is too long."""
    while line := source.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE:
            while not line.endswith(b"\n") and (rest := source.readline(MAX_LINE)):
                line = line[:1] + rest[-1:]
            yield None
        else:
            yield line


def _record(raw: bytes | None) -> Record:
    if raw is None:
        raise BadLine("line is too long")
    try:
        found = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as wrong:
        raise BadLine("line is not UTF-8") from wrong
    except RecursionError as wrong:
        raise BadLine("JSON is nested too deeply") from wrong
    except ValueError as wrong:
        raise BadLine("line is not JSON" if raw.strip() else "line is empty") from wrong
    if not isinstance(found, dict):
        raise BadLine("line is not a JSON object")
    return found


def _identity(record: Record) -> str | int | None:
    value = record.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return text_of(record, "id")[:MAX_ID] if isinstance(value, str) else None


def _dump(reply: Answer) -> str:
    return json.dumps(reply, ensure_ascii=False, allow_nan=False, separators=(", ", ": "))
