"""An argument parser that speaks Chinese."""

import argparse
import re
import sys
from collections.abc import Iterable
from typing import NoReturn

from bot.commands.exits import MEANING, Exit

_SECTIONS = {"positional arguments": "参数", "options": "选项"}
_MISTAKES = (
    (r"the following arguments are required: (.+)", r"缺少参数:\1"),
    (r"unrecognized arguments: (.+)", r"不认识的参数:\1"),
    (r"ambiguous option: (\S+) could match (.+)", r"\1 说得不完整,可能是:\2"),
    (r"argument (.+): invalid choice: (.+?) \(choose from (.+)\)", r"\1 不能是 \2,可选:\3"),
    (r"argument (.+): expected one argument", r"\1 后面要跟一个值"),
    (r"argument (.+): expected at least one argument", r"\1 后面至少要跟一个值"),
    (r"argument (.+): invalid \w+ value: (.+)", r"\1 的值不对:\2"),
    (r"argument (.+): not allowed with argument (.+)", r"\1 不能和 \2 一起用"),
)


def exit_table() -> str:
    """The exit codes, for the foot of the help."""
    return "退出码\n" + "\n".join(f"  {code.value:<4} {words}" for code, words in MEANING.items())


class _Layout(argparse.RawDescriptionHelpFormatter):
    def start_section(self, heading: str | None) -> None:
        super().start_section(_SECTIONS.get(heading or "", heading))

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, prefix or "用法:")


class Parser(argparse.ArgumentParser):
    """argparse with Chinese words for its own sentences."""

    def __init__(self, prog: str, description: str, epilog: str | None = None) -> None:
        """`prog` as typed, `description` one sentence and more."""
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            formatter_class=_Layout,
            add_help=False,
            allow_abbrev=False,
        )
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def error(self, message: str) -> NoReturn:
        """Says what is wrong in one line and ends with the usage code."""
        for pattern, words in _MISTAKES:
            if re.fullmatch(pattern, message):
                message = re.sub(pattern, words, message)
                break
        sys.stderr.write(f"{self.prog}:{message}(看说明:{self.prog} --help)\n")
        raise SystemExit(Exit.USAGE)
