"""A unit of work that had to give way to another one is done anew, as a whole: its effects come once or not at all."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from storage.errors import Contended

TRIES = 6
PAUSE = 0.02  # seconds before the second try, doubled with every other; never the same for two that met
P = ParamSpec("P")
T = TypeVar("T")


def anew(work: Callable[P, Awaitable[T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """For functions that open and commit their own unit: run until they need not give way, at most TRIES times."""

    @wraps(work)
    async def tried(*args: P.args, **more: P.kwargs) -> T:
        for attempt in range(TRIES - 1):
            try:
                return await work(*args, **more)
            except Contended:
                await asyncio.sleep(PAUSE * 2**attempt * random.uniform(0.5, 1.5))  # noqa: S311 no secret
        return await work(*args, **more)

    return tried
