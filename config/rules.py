"""Operators' rule files, as read: rules/*.toml of the company's folder. What the words mean is not known here."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, ValidationError

from config.base import Model
from config.errors import Problem
from config.lines import line_of
from config.load import read_toml
from config.wording import explain

Place = tuple[int | str, ...]
MOST = 200  # rules of one file


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Lines = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class RuleSpec(Model):
    """One [[rule]]: when one of these happens, if it is so, then do all of these."""

    name: str
    when: Lines
    if_: Lines = Field((), alias="if")  # several: all of them
    then: Lines
    note: str = ""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @property
    def condition(self) -> str:
        """All lines of `if` in one."""
        return self.if_[0] if len(self.if_) == 1 else " 且 ".join(f"({line})" for line in self.if_)


class RuleFile(Model):
    """A file of rules."""

    rule: tuple[RuleSpec, ...] = Field((), max_length=MOST)


@dataclass(frozen=True, slots=True)
class Written:
    """A rule and where it stands: the file, and which of its rules it is."""

    spec: RuleSpec
    file: Path
    index: int
    text: str  # of the file

    def problem(self, place: Place, name: str, words: str, cure: str) -> Problem:
        """Something wrong with a line of it; `place` as in ("then", 1) or ("if",)."""
        key = f"规则“{self.spec.name}” {name}"
        return Problem(str(self.file), key, words, cure, self._line(place))

    def _line(self, place: Place) -> int | None:
        """Where the words stand, also inside of a list of several lines."""
        first = line_of(self.text, ("rule", self.index, *place[:1]))
        if first is None or len(place) < 2 or not isinstance(place[1], int):
            return first
        lines = {"when": self.spec.when, "then": self.spec.then, "if": self.spec.if_}.get(str(place[0]), ())
        said = lines[place[1]] if place[1] < len(lines) else ""
        for number, line in enumerate(self.text.splitlines()[first - 1 :], start=first):
            if said and said in line:
                return number
        return first


def read_rules(folder: Path) -> tuple[list[Written], list[Problem]]:
    """Every rule of every file, and everything that is wrong with how they are written. No folder: no rules."""
    found: list[Written] = []
    problems: list[Problem] = []
    for file in sorted(folder.glob("*.toml")):
        before = len(problems)
        data, text = read_toml(file, problems)
        if len(problems) > before:
            continue
        try:
            specs = RuleFile.model_validate(data).rule
        except ValidationError as wrong:
            for error in wrong.errors(include_url=False, include_input=False):
                words, cure = explain(error, RuleFile)
                key = ".".join(str(part + 1) if isinstance(part, int) else part for part in error["loc"])
                problems.append(Problem(str(file), key, words, cure, line_of(text, error["loc"])))
            continue
        mine = [Written(spec, file, index, text) for index, spec in enumerate(specs)]
        taken = {one.spec.name: one for one in found}
        for one in mine:
            if other := taken.get(one.spec.name):
                where = "" if other.file == file else f"({other.file.name})"
                problems.append(one.problem(("name",), "name", f"规则名重复了{where}", "每条规则的名字要不同"))
            taken[one.spec.name] = one
        found += mine
    return found, problems
