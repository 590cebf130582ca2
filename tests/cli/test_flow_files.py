"""Every shipped flow, damaged in one place at a time: the finding names file, line and cure."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.commands.common import company_settings
from config import DEFAULT_FILE, ConfigError, Problem
from tests.damage import damaged

FLOWS = sorted((DEFAULT_FILE.parent / "flows").glob("*.toml"))
each_flow = pytest.mark.parametrize("flow", FLOWS, ids=lambda path: path.stem)
NEEDED = {"name", "title", "start", "phase", "owner", "action", "label", "from", "to", "who"}
FREE = {"title", "label", "action", "deliverable_name"}  # any text will do (an action of the flow's own, too)
SPARE = {"undo"}  # a flow may do without
KEY = re.compile(r"(\w+) = ")


def problems(tmp_path: Path, flow: str, text: str) -> list[Problem]:
    """What is found where a company has this flow."""
    (tmp_path / "flows").mkdir(exist_ok=True)
    for other in (tmp_path / "flows").iterdir():
        other.unlink()
    (tmp_path / "company.toml").write_text(f'flow = "{flow}"\n[company]\nname = "x"\n', encoding="utf-8")
    (tmp_path / "flows" / f"{flow}.toml").write_text(text, encoding="utf-8")
    try:
        company_settings(tmp_path)
    except ConfigError as wrong:
        return list(wrong.problems)
    return []


def blocks(lines: list[str]) -> Iterator[tuple[int, int]]:
    """First and last-but-one line of every table."""
    heads = [n for n, line in enumerate(lines) if line.startswith("[")] + [len(lines)]
    yield from pairwise(heads)


def well_said(found: list[Problem], file: Path, about: str) -> None:
    assert found, f"nobody noticed: {about}"
    for one in found:
        assert one.file == str(file), about
        assert one.line or "." not in one.key, f"{about}: {one}"  # what is missing at the top has no line
        assert re.search(r"[\u4e00-\u9fff]", one.words), about
        assert one.cure, f"{about}: {one}"


@each_flow
def test_the_shipped_file_holds(flow: Path, tmp_path: Path) -> None:
    assert problems(tmp_path, flow.stem, flow.read_text(encoding="utf-8")) == []


@each_flow
def test_a_state_or_move_that_is_gone_is_noticed(flow: Path, tmp_path: Path) -> None:
    lines = flow.read_text(encoding="utf-8").splitlines()
    for first, after in blocks(lines):
        if any(f'action = "{spare}"' in lines[first + 1] for spare in SPARE) or lines[first] in (
            "[[watches]]",
            "[[changes]]",
        ):
            continue
        found = problems(tmp_path, flow.stem, "\n".join(lines[:first] + lines[after:]))
        well_said(found, tmp_path / "flows" / flow.name, f"{lines[first]} {lines[first + 1]}")


@each_flow
def test_a_line_that_is_gone_is_noticed(flow: Path, tmp_path: Path) -> None:
    lines = flow.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        key = KEY.match(line)
        if key and key[1] in NEEDED:
            found = problems(tmp_path, flow.stem, "\n".join(lines[:number] + lines[number + 1 :]))
            well_said(found, tmp_path / "flows" / flow.name, f"{number + 1} {line}")


@each_flow
def test_a_key_that_is_misspelt_is_noticed_where_it_stands(flow: Path, tmp_path: Path) -> None:
    lines = flow.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if key := KEY.match(line):
            wrong = [*lines[:number], f"{key[1]}x{line[key.end(1) :]}", *lines[number + 1 :]]
            found = problems(tmp_path, flow.stem, "\n".join(wrong))
            well_said(found, tmp_path / "flows" / flow.name, line)
            assert number + 1 in {one.line for one in found}, (line, found)


@each_flow
def test_a_value_that_is_misspelt_is_noticed_where_it_stands(flow: Path, tmp_path: Path) -> None:
    lines = flow.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        key = KEY.match(line)
        if key is None or key[1] in FREE or (key[1] == "name" and lines[number - 1] == "[[watches]]"):
            continue
        for value in re.finditer(r'"([^"]+)"', line):
            wrong = [*lines[:number], f"{line[: value.end() - 1]}x{line[value.end() - 1 :]}", *lines[number + 1 :]]
            found = problems(tmp_path, flow.stem, "\n".join(wrong))
            well_said(found, tmp_path / "flows" / flow.name, line)
            assert number + 1 in {one.line for one in found}, (line, value[1], [str(one) for one in found])


@each_flow
def test_the_name_of_a_state_that_is_misspelt_is_noticed(flow: Path, tmp_path: Path) -> None:
    lines = flow.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if line.startswith("[state."):
            wrong = [*lines[:number], line.replace('"]', 'x"]'), *lines[number + 1 :]]
            found = problems(tmp_path, flow.stem, "\n".join(wrong))
            well_said(found, tmp_path / "flows" / flow.name, line)
            assert any("是不是想写" in one.cure or one.key == "start" for one in found), [str(one) for one in found]


def test_a_finding_reads_as_one_line(tmp_path: Path) -> None:
    text = FLOWS[0].read_text(encoding="utf-8").replace('owner = "finance"', 'owner = "finanse"', 1)
    (one,) = problems(tmp_path, FLOWS[0].stem, text)
    assert FLOWS[0].stem == "b2b"
    assert re.search(
        r'flows/b2b\.toml 第 14 行 state\."待审核"\.owner:没有角色"finanse"。是不是想写 finance\?', str(one)
    )


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_damage_is_more_than_a_finding(tmp_path: Path, data: st.DataObject) -> None:
    flow = data.draw(st.sampled_from(FLOWS))
    lines = damaged(flow.read_text(encoding="utf-8").splitlines(), data)
    text = "\n".join(lines)
    found = problems(tmp_path, flow.stem, text)  # nothing else is raised; what is not found is a flow that holds
    for one in found:
        assert one.file == str(tmp_path / "flows" / flow.name), text
        assert re.search(r"[\u4e00-\u9fff]", one.words), text
        assert one.cure, text
        assert one.line or one.key in ("name", "title", "start", "state", "moves"), f"{one}\n{text}"
