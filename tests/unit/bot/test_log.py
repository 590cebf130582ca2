"""Log lines are JSON and say nothing that somebody wrote."""

import json
import logging

from bot import log
from storage import StoreError


def line(**extra: object) -> dict[str, object]:
    """One record as it is written."""
    record = logging.makeLogRecord({"name": "bot.web", "levelno": logging.INFO, "levelname": "INFO", "msg": "taken"})
    record.__dict__.update(extra)
    written: dict[str, object] = json.loads(log.JsonLines().format(record))
    return written


def test_a_line_says_what_happened_where_with_its_facts() -> None:
    written = line(channel="wecom", ms=12)
    assert written["what"] == "taken"
    assert written["from"] == "bot.web"
    assert written["channel"] == "wecom"
    assert written["ms"] == 12
    assert "trace" not in written


def test_the_trace_of_the_message_is_on_every_line() -> None:
    token = log.trace.set(17)
    try:
        assert line()["trace"] == 17
    finally:
        log.trace.reset(token)


def test_an_exception_is_told_by_type_and_place_only() -> None:
    def fails() -> None:
        raise ValueError("恒力的秘密")

    try:
        fails()
    except ValueError as error:
        written = line(exc_info=(ValueError, error, error.__traceback__))
    assert "恒力" not in json.dumps(written, ensure_ascii=False)
    assert written["error"] == "ValueError"
    assert "test_log.py" in str(written["stack"])


def test_what_the_database_lacks_is_told_in_our_own_words() -> None:
    error = StoreError("磁盘已满", "请清理")
    assert line(exc_info=(StoreError, error, None))["problem"] == "磁盘已满"


def test_grouped_exceptions_are_named() -> None:
    group = ExceptionGroup("x", [KeyError("a"), TimeoutError()])
    assert log.error_name(group) == "ExceptionGroup(KeyError, TimeoutError)"


def test_long_values_are_cut() -> None:
    assert len(str(line(words="长" * 5000)["words"])) <= 200
