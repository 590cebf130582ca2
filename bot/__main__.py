"""The command line `jiedan`."""

import logging
import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import version

from bot.commands import COMMANDS
from bot.commands.arguments import Parser, exit_table
from bot.commands.exits import CommandError, Exit
from config import ConfigError


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code; expected failures are one line each on standard error."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(words)
    except SystemExit as ended:  # argparse has said what there was to say
        return int(ended.code or 0)
    except ConfigError as wrong:
        for problem in wrong.problems:
            print(f"jiedan:{problem}", file=sys.stderr)
        return Exit.USAGE
    except CommandError as wrong:
        print(f"jiedan:{wrong}", file=sys.stderr)
        return wrong.code
    except KeyboardInterrupt:
        print("jiedan:已停止", file=sys.stderr)
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # https://docs.python.org/3/library/signal.html#note-on-sigpipe: keep the interpreter's last flush quiet.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.PIPE


def _run(words: list[str]) -> int:
    logging.getLogger().addHandler(logging.NullHandler())  # only `serve` writes a log
    name = words[0] if words else "--help"
    if name.startswith("-"):
        _top().parse_args(words or ["--help"])
    if name not in COMMANDS:
        close = get_close_matches(name, COMMANDS, n=1)
        raise CommandError(f"没有命令 {name}。" + (f"是不是想写 {close[0]}?" if close else "看全部命令:jiedan --help"))
    module, what = COMMANDS[name]
    command = import_module(f"bot.commands.{module}")
    parser = Parser(f"jiedan {name}", f"{what}。\n\n{command.HELP}".rstrip(), exit_table())
    command.arguments(parser)
    code: int = command.run(parser.parse_args(words[1:]))
    sys.stdout.flush()
    return code


def _top() -> Parser:
    listed = "\n".join(f"  {name:<8} {what}" for name, (_, what) in COMMANDS.items())
    tail = "\n每个命令都有自己的说明:jiedan 命令 --help\n\n"
    parser = Parser("jiedan", "接单:在聊天里接订单、跟订单的机器人。", f"命令\n{listed}\n{tail}{exit_table()}")
    parser.add_argument("-V", "--version", action="version", version=f"jiedan {version('jiedan')}", help="显示版本")
    parser.usage = "jiedan 命令 [选项]"
    return parser


if __name__ == "__main__":
    sys.exit(main())
