"""What the exit codes mean, in one table."""

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes of every command."""

    OK = 0
    FOUND = 1
    USAGE = 2
    UNREACHABLE = 3
    BROKEN = 4
    INTERRUPTED = 130
    PIPE = 141


MEANING: dict[Exit, str] = {
    Exit.OK: "成功",
    Exit.FOUND: "做完了,但发现了问题(坏行、检查未通过、评分低于要求)",
    Exit.USAGE: "用法或配置不对,什么也没做",
    Exit.UNREACHABLE: "数据库、端口或平台连不上",
    Exit.BROKEN: "运行中出了意外,已停止",
    Exit.INTERRUPTED: "被 Ctrl-C 打断",
    Exit.PIPE: "接收输出的程序先退出了",
}


class CommandError(Exception):
    """An expected failure: one clear line for the person at the terminal."""

    def __init__(self, words: str, code: Exit = Exit.USAGE) -> None:
        """`words` is Chinese and holds the cure, never a secret."""
        super().__init__(words)
        self.code = code
