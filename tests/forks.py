"""Servers that start in a moment: forks of a process that has loaded everything, each running `jiedan serve`.

async with Forks() as forks:
    server = await forks.start(company, environment, folder)
    await server.ready()
    await server.killed()

`python -m tests.forks` is the process that is forked: a line of JSON in, the process id of a new server out.
"""

import asyncio
import gc
import json
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[1]
LOOK = 0.02  # seconds between looks at what a server said
READY = 90.0  # seconds a start may take on a busy machine


@dataclass(frozen=True)
class Forked:
    """One server; a process of its own."""

    pid: int
    says: Path  # its standard output

    async def ready(self) -> str:
        """Its address, once it listens."""
        async with asyncio.timeout(READY):
            while "启动:" not in (said := self.says.read_text("utf-8")) or "\n" not in said:
                assert self.alive(), "the server has ended by itself"
                await asyncio.sleep(LOOK)
        return said.split("启动:")[1].split()[0].removesuffix("/console")

    def alive(self) -> bool:
        """Whether it runs."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    async def killed(self, how: signal.Signals = signal.SIGKILL) -> None:
        """Ends it; returns when it is gone."""
        os.kill(self.pid, how)
        async with asyncio.timeout(READY):
            while self.alive():  # noqa: ASYNC110 another process ends
                await asyncio.sleep(LOOK)


class Forks:
    """The process that is forked; one server at a time."""

    def __init__(self) -> None:
        """Not started yet."""
        self._process: asyncio.subprocess.Process | None = None
        self._last: Forked | None = None

    async def __aenter__(self) -> Self:
        command = (sys.executable, "-m", "tests.forks")
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=pipe, stdout=pipe)
        return self

    async def __aexit__(self, kind: type | None, wrong: BaseException | None, trace: TracebackType | None) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        if self._last is not None and self._last.alive():  # the test has failed
            await self._last.killed()
        self._process.stdin.close()
        await self._process.wait()

    async def start(self, company: Path, environment: Mapping[str, str], folder: Path) -> Forked:
        """A new server on this company's file; `environment` is what it sees besides our own."""
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        handle, says = tempfile.mkstemp(dir=folder, prefix="said-")
        os.close(handle)
        arguments = ["serve", "--config", str(company), "--port", "0", "--log", "error"]
        line = {"arguments": arguments, "environment": dict(environment), "says": says}
        process.stdin.write(json.dumps(line).encode() + b"\n")
        async with asyncio.timeout(READY):
            pid = int(await process.stdout.readline())
        self._last = Forked(pid, Path(says))
        return self._last


def _serve(arguments: list[str], environment: dict[str, str], says: str) -> int:
    """In the fork: everything that was decided for it, then the product's own command line."""
    from bot.__main__ import main

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.update(environment)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(os.open(says, os.O_WRONLY), 1)
    return main(arguments)


def run() -> None:
    """Loads everything, then forks for every line."""
    import bot.app
    import bot.commands.serve  # noqa: F401 loaded once for all forks
    from nlp import parse
    from nlp.lexicon import Lexicon
    from nlp.types import Hints

    parse("明早送两箱,再加3件", Hints(datetime.now(UTC)), Lexicon())
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who is dead is gone, without being waited for
    for line in sys.stdin:
        said = json.loads(line)
        pid = os.fork()
        if not pid:
            code = 1
            try:
                code = _serve(said["arguments"], said["environment"], said["says"])
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    run()
