"""JSON lines on standard error: what happened, with key=value and the trace, never a body, never a token.

Exceptions are written as their type and where they came from; their texts stay out, because a text may quote what
somebody wrote.
"""

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

from storage import StoreError

trace: ContextVar[int] = ContextVar("trace", default=0)
"""The inbox row that everything now logged belongs to; 0 outside of a message."""

_written = json.JSONEncoder(ensure_ascii=False).encode  # made once: `json.dumps` would make one for every line
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_MAX_FRAMES = 12
_MAX_VALUE = 200


@contextmanager
def tracing(message: int) -> Iterator[None]:
    """What is logged in the block belongs to this inbox row."""
    token = trace.set(message)
    try:
        yield
    finally:
        trace.reset(token)


class JsonLines(logging.Formatter):
    """One record, one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Writes the record."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "what": record.getMessage()[:_MAX_VALUE],
        }
        if now := trace.get():
            line["trace"] = now
        for name, value in vars(record).items():
            if name not in _STANDARD and not name.startswith("_"):
                line[name] = value if isinstance(value, int | float | bool) else str(value)[:_MAX_VALUE]
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            line |= {"error": error_name(error), "stack": stack(error)}
            if isinstance(error, StoreError):  # its words are our own, and say what to mend
                line["problem"] = error.problem
        return _written(line)


def error_name(error: BaseException) -> str:
    """The type of an exception, and of those it groups; never its text."""
    if isinstance(error, BaseExceptionGroup):
        return f"{type(error).__name__}({', '.join(error_name(e) for e in error.exceptions)})"
    return type(error).__qualname__


def stack(error: BaseException) -> str:
    """Where the exception came from: file:line function, outermost first."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    frames = traceback.extract_tb(error.__traceback__)[-_MAX_FRAMES:]
    return " > ".join(f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno} {f.name}" for f in frames)


def set_up(level: int = logging.INFO) -> None:
    """Sends everything to standard error as JSON lines; called once, by the command line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("apscheduler", "httpx", "httpcore", "jieba", "aiohttp.access", "alembic", "asyncio"):
        logging.getLogger(noisy).setLevel(max(level, logging.WARNING))
