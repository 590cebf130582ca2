"""The company's rule files: looked at every few seconds, taken in where they hold, reported where they do not.

A file only proposes: what is in force stays so whatever a file says, and a file that does not hold changes nothing.
"""

import logging
import zlib
from collections.abc import Sequence
from pathlib import Path

from config import Problem, Written, read_rules
from handlers.context import Context
from handlers.domain.rules.model import RuleText, RuleVersion
from handlers.ports import UnitOfWork
from handlers.rule_facts import compiled
from handlers.rulebook import Writing, circle, examined, said_circle

log = logging.getLogger(__name__)

TOLD = "rules.told"  # name under which stands what was told last: the how manieth news, and the mark of what is wrong
Signature = tuple[tuple[str, int, int], ...]


def signature(folder: str) -> Signature:
    """Changes whenever a file does."""
    found = []
    for file in sorted(Path(folder).glob("*.toml")) if folder else []:
        try:
            stat = file.stat()
        except OSError:  # just taken away
            continue
        found.append((str(file), stat.st_mtime_ns, stat.st_size))
    return tuple(found)


async def examine(folder: str, ctx: Context, uow: UnitOfWork) -> tuple[list[Written], list[Problem]]:
    """The rules of all files that hold, and everything that is wrong with the others."""
    written, problems = read_rules(Path(folder)) if folder else ([], [])
    writings: list[Writing] = []
    for one in written:
        writing = await examined(text_of(one), ctx, uow)
        problems += [one.problem(flaw.place, flaw.name, flaw.words, flaw.cure) for flaw in writing.flaws]
        writings.append(writing)
    if names := await circle(writings, ctx, uow):
        mine = next(one for one in written if one.spec.name in names)
        words, cure = f"规则会互相触发:{said_circle(names)}", "请改其中一条的 when 或 then"
        problems.append(mine.problem(("when",), "when", words, cure))
    wrong = {problem.file for problem in problems}
    return [one for one in written if str(one.file) not in wrong], problems


def text_of(one: Written) -> RuleText:
    """A rule of a file as the book keeps it."""
    return RuleText(one.spec.name, one.spec.when, one.spec.then, one.spec.condition, one.spec.note)


async def take_in(folder: str, ctx: Context, uow: UnitOfWork) -> list[Problem]:
    """Keeps what is new in files that hold as new versions, not in force; returns what is wrong with the others."""
    good, problems = await examine(folder, ctx, uow)
    for one in good:
        known = [version.text for version in await uow.rules.versions(one.spec.name) if version.source]
        if not known or known[-1] != text_of(one):  # what was written in a chat since stays the newest
            stored = await uow.rules.add(RuleVersion(text_of(one), 0, "", ctx.now, one.file.name))
            log.info("rule taken in", extra={"rule": stored.name, "version": stored.version})
    return problems


async def unfit(ctx: Context, uow: UnitOfWork) -> list[str]:
    """Rules in force that do not fit the flow any more: they are not carried out."""
    return [one.name for one in await uow.rules.in_force() if compiled(one.text, ctx.flow) is None]


async def fresh(problems: Sequence[str], uow: UnitOfWork) -> str | None:
    """What tells this news of the files from all before it; None: the same is wrong as was told last, or nothing."""
    count, _, before = (await uow.meta.get(TOLD) or "0:").partition(":")
    now = str(mark(problems)) if problems else ""
    return None if now == before else f"{int(count) + 1}:{now}"


def mark(words: Sequence[str]) -> int:
    """The same for the same words: they are told once."""
    return zlib.crc32("\n".join(words).encode())
