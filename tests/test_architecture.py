"""The house rules that a machine can check: who may import whom, who may do what, and that nothing is left out."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from cards.refusals import SENTENCES
from cards.table import BUILDERS
from handlers import notices
from handlers.domain import errors
from handlers.domain.flow import PLAIN
from handlers.domain.flow_check import KINDS, RESERVED
from handlers.table import DEADLINES, FORMS, INTENTS, TAPS
from nlp.types import Intent

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT: dict[str, set[str]] = {
    "config": set(),
    "nlp": set(),
    "handlers": {"config", "nlp"},
    "cards": {"config", "handlers"},
    "storage": {"config", "handlers"},
    "bot": {"config", "nlp", "handlers", "cards", "storage"},
}
IO = {
    "aiohttp",
    "apscheduler",
    "asyncpg",
    "httpx",
    "requests",
    "socket",
    "sqlalchemy",
    "urllib",
    "wechatpy",
}
ONE_IMPORTER = {
    "wechatpy": "bot/channels/wechat_crypto.py",
    "apscheduler": "bot/timers.py",
    "prometheus_client": "bot/metrics.py",
    "alembic": "storage/migrat",  # migrate.py and migrations/
}
LANGUAGE = {"jieba", "spacy", "rapidfuzz", "ahocorasick", "pypinyin", "zhconv"}  # only below nlp/
MAY_CATCH_ALL = {"bot/inbox_worker.py", "bot/outbox_worker.py", "bot/timers.py"}
CLOCK = "bot/clock.py"
NOW = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")}

MODULES = sorted(path for top in MAY_IMPORT for path in (ROOT / top).rglob("*.py"))
TEXTS = [
    p
    for top in (*MAY_IMPORT, "tests", "bench", "docs")
    for p in (ROOT / top).rglob("*")
    if p.suffix in {".py", ".toml", ".md", ".html", ".js", ".css", ".mako"}
] + [p for p in ROOT.glob("*") if p.is_file() and p.name != ".git"]  # a file where the tree is one of several
each_module = pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported(path: Path) -> Iterator[str]:
    """Full dotted names of everything imported, inside functions too; relative imports made absolute."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join((*start, *([node.module] if node.module else [])))
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def tops(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)}


@each_module
def test_imports_point_inwards(path: Path) -> None:
    top = path.relative_to(ROOT).parts[0]
    assert tops(path) & set(MAY_IMPORT) <= MAY_IMPORT[top] | {top}
    assert not tops(path) & {"tests", "bench"}


@each_module
def test_only_the_outside_does_io(path: Path) -> None:
    assert path.relative_to(ROOT).parts[0] in {"bot", "storage"} or not tops(path) & IO


@each_module
def test_each_delicate_library_has_one_importer(path: Path) -> None:
    for library, home in ONE_IMPORTER.items():
        assert library not in tops(path) or name_of(path).startswith(home), library
    assert not tops(path) & LANGUAGE or name_of(path).startswith("nlp/")


@each_module
def test_handlers_know_only_the_types_and_the_almanac_of_the_language(path: Path) -> None:
    if name_of(path).startswith("handlers/"):
        known = {tuple(name.split(".")[:2]) for name in imported(path) if name.split(".")[0] == "nlp"}
        assert known <= {
            ("nlp", "types"),
            ("nlp", "almanac"),
            ("nlp", "pledge"),
            ("nlp", "place"),
            ("nlp", "undone"),
            ("nlp", "spelt"),
        }


@each_module
def test_the_core_is_pure(path: Path) -> None:
    if not name_of(path).startswith("handlers/domain/"):
        return
    for node in ast.walk(tree_of(path)):
        assert not isinstance(node, ast.Await | ast.AsyncFunctionDef)
        assert not (isinstance(node, ast.Name) and node.id == "float"), f"float in line {node.lineno}"
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), f"float in line {node.lineno}"


@each_module
def test_only_the_clock_asks_the_time(path: Path) -> None:
    if name_of(path) == CLOCK:
        return
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            last = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            assert (last, node.func.attr) not in NOW, f"{last}.{node.func.attr}() in line {node.lineno}"


@each_module
def test_only_the_workers_catch_everything(path: Path) -> None:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ExceptHandler) and name_of(path) not in MAY_CATCH_ALL:
            if isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None:
                continue  # tidies up and lets it pass
            caught = [] if node.type is None else [n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)]
            assert caught, f"bare except in line {node.lineno}"
            assert not {"Exception", "BaseException"} & set(caught), f"line {node.lineno}"


@each_module
def test_every_module_and_public_function_is_explained(path: Path) -> None:
    tree = tree_of(path)
    assert ast.get_docstring(tree) or not tree.body, "module docstring"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            words = ast.get_docstring(node)
            assert words, f"{node.name} has no docstring"
            assert words.strip().splitlines()[0].rstrip().endswith((".", ":", "?", "…")) or "\n" in words, node.name


@each_module
def test_nothing_is_left_for_later(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\b(TODO|FIXME|XXX|HACK)\b", text)
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Raise):
            assert "NotImplementedError" not in ast.dump(node), f"line {node.lineno}"


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_nothing_reaches_outside_the_project(path: Path) -> None:
    text = path.read_text(encoding="utf-8", errors="replace")
    forbidden = re.compile(r"\.\./" + r"shared|/" + r"work/")
    assert not forbidden.search(text)


def test_every_notice_has_a_card() -> None:
    assert set(get_args(notices.Notice)) == set(BUILDERS)


def test_every_notice_is_in_the_union() -> None:
    made = {
        value
        for name, value in vars(notices).items()
        if isinstance(value, type)
        and value.__module__.startswith(notices.__name__)
        and name not in {"Push", "DigestRow", "Tally", "Asking", "Stall", "Way", "Owing", "LeftOpen"}
    }
    assert made == set(get_args(notices.Notice))


def test_every_intent_has_a_handler() -> None:
    assert set(INTENTS) == set(Intent)


def test_every_refusal_is_listed_and_worded() -> None:
    listed = re.findall(r"^([a-z]+\.[a-z_]+) +", errors.__doc__ or "", re.MULTILINE)
    assert len(listed) == len(set(listed))
    assert set(listed) == set(SENTENCES)


def test_a_flow_cannot_take_the_name_of_a_button_or_deadline_of_ours() -> None:
    assert TAPS.keys() | FORMS.keys() <= RESERVED | PLAIN
    assert DEADLINES.keys() <= KINDS
